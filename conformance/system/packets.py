# SPDX-License-Identifier: MIT
"""Captures made of bytes: TCP connections over loopback as pcap, each segment as it is asked for."""

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

    def connection(self, turns, server_port=8080, end="fin"):
        """turns: ("up" or "down", [segment, ...]), in order. end: fin, reset, or None (it goes on)."""
        self.clients += 1
        ports = {"up": 20000 + self.clients, "down": server_port}
        sent = {"up": 1000, "down": 5000}

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

    def _add(self, way, source, target, number, acknowledged, flags, data):
        addresses = [socket.inet_aton(CLIENT), socket.inet_aton(SERVER)]
        if way == "down":
            addresses.reverse()
        tcp = struct.pack(">HHIIBBHHH", source, target, number, acknowledged, 5 << 4, flags, 65535, 0, 0) + data
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(tcp), len(self.packets) & 0xFFFF, 0, 64, 6, 0)
        self.packets.append(ip + b"".join(addresses) + tcp)

    def write(self, path):
        with open(path, "wb") as file:
            file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 1 << 18, 101))
            for number, packet in enumerate(self.packets):
                file.write(struct.pack("<IIII", number // 1000, number % 1000 * 1000, len(packet), len(packet)) + packet)


def cut(data, *places):
    """The pieces of `data` between the places."""
    edges = [0, *places, len(data)]
    return [data[a:b] for a, b in zip(edges, edges[1:]) if a < b]


def every_byte(data):
    return [data[i : i + 1] for i in range(len(data))]
