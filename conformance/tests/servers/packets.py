# SPDX-License-Identifier: MIT
"""Captures made of bytes: TCP connections and datagrams over loopback as pcap, each packet as it is asked for."""

import socket
import struct

CLIENT, SERVER = "127.0.0.1", "127.0.0.2"
SYN, ACK, PSH, FIN, RST = 2, 16, 8, 1, 4
LARGEST = 65495  # bytes in a segment


class Capture:
    """Packets in the order in which they are added."""

    def __init__(self):
        self.packets = []
        self.clients = 0

    def connection(self, turns, server_port=8080, end="fin", first=1000):
        """turns: ("up" or "down", [segment, ...]), in order. end: fin, reset, or None (it goes on). first: number of the
        first byte."""
        self.clients += 1
        ports = {"up": 20000 + self.clients, "down": server_port}
        sent = {"up": first, "down": 5 * first}

        def packet(way, flags, data=b""):
            other = "down" if way == "up" else "up"
            self._add(way, ports[way], ports[other], sent[way], sent[other], flags, data)
            sent[way] += len(data) + bool(flags & (SYN | FIN))

        packet("up", SYN)
        packet("down", SYN | ACK)
        packet("up", ACK)
        for way, segments in turns:
            for segment in segments:
                packet(way, PSH | ACK, segment)
        for way in ("up", "down"):
            if end:
                packet(way, (FIN if end == "fin" else RST) | ACK)

    def datagrams(self, turns, server_port=8080):
        """turns: ("up" or "down", datagram), in order."""
        self.clients += 1
        client_port = 20000 + self.clients
        for way, data in turns:
            source, target = (client_port, server_port) if way == "up" else (server_port, client_port)
            self._add_packet(way, 17, struct.pack(">HHHH", source, target, 8 + len(data), 0) + data)

    def _add(self, way, source, target, number, acknowledged, flags, data):
        tcp = struct.pack(">HHIIBBHHH", source, target, number, acknowledged, 5 << 4, flags, 65535, 0, 0) + data
        self._add_packet(way, 6, tcp)

    def _add_packet(self, way, protocol, content):
        addresses = [socket.inet_aton(CLIENT), socket.inet_aton(SERVER)]
        if way == "down":
            addresses.reverse()
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(content), len(self.packets) & 0xFFFF, 0, 64, protocol, 0)
        self.packets.append(ip + b"".join(addresses) + content)

    def write(self, path, largest=1 << 18):
        """Of a packet no more than `largest` bytes, as a capture with a snapshot length has it."""
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, largest, 101))
            for number, packet in enumerate(self.packets):
                kept = packet[:largest]
                file.write(struct.pack("<IIII", number // 1000, number % 1000 * 1000, len(kept), len(packet)) + kept)


def cut(data, *places):
    """The pieces of `data` between the places."""
    edges = [0, *places, len(data)]
    return [data[a:b] for a, b in zip(edges, edges[1:]) if a < b]


def every_byte(data):
    return [data[i : i + 1] for i in range(len(data))]
