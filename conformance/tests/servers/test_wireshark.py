# SPDX-License-Identifier: MIT
"""reference-impls/wireshark/cleave.lua in tshark, on captures of what the reference programs said to each other."""

import hashlib
import json
import os
import pathlib
import re
import select
import shutil
import struct
import subprocess
import tempfile
import threading
import unittest

from harness import (PATIENCE, Proxy, Server, address_of, anywhere, datagram_socket, endpoint_of, framed, listen,
                     message, run)  # fmt: skip
from packets import Capture, cut, every_byte

DISSECTOR = pathlib.Path(__file__).resolve().parents[3] / "reference-impls" / "wireshark" / "cleave.lua"
PORT = 8080


class Recorder(Proxy):
    """Keeps what passed, as turns."""

    def __init__(self, target, folder):
        self.turns = []
        super().__init__(target, listen(anywhere("ipv4", folder)))

    def _send(self, to, data, way, passed):
        if self.turns and self.turns[-1][0] == way:
            self.turns[-1][1].extend(data)
        else:
            self.turns.append((way, bytearray(data)))
        super()._send(to, data, way, passed)


def recorded(folder, program, arguments, client, *client_arguments):
    """What a client of ours and a server of ours say to each other: (way, bytes), in turns."""
    with Server(program, *arguments) as server, Recorder(server.address, folder) as proxy:
        ran = run(client, *(proxy.address if a is None else a for a in client_arguments))
        if ran.returncode != 0:
            raise AssertionError(ran.stderr)
    return [(way, bytes(data)) for way, data in proxy.turns]


class DatagramRecorder:
    """Stands between a client and a server, and keeps what passed: ("up" or "down", datagram), in order."""

    def __init__(self, server):
        self.turns = []
        self.near, self.far = datagram_socket("127.0.0.1:0"), datagram_socket("127.0.0.1:0")
        self.far.connect(endpoint_of(server.address)[1])
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self._pass)

    def _pass(self):
        client = None
        while not self.is_over.is_set():
            for sock in select.select([self.near, self.far], [], [], 0.01)[0]:
                if sock is self.near:
                    data, client = sock.recvfrom(65536)
                    self.turns.append(("up", data))
                    self.far.send(data)
                else:
                    data = sock.recv(65536)
                    self.turns.append(("down", data))
                    self.near.sendto(data, client)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()
        self.near.close()
        self.far.close()


def recorded_datagrams(program, arguments, *clients):
    """What our clients, one after the other, and a server of ours say to each other by datagrams."""
    conversations = []
    with Server(program, *arguments) as server:
        for client, *client_arguments in clients:
            with DatagramRecorder(server) as relay:
                ran = run(client, *(address_of(relay.near) if a is None else a for a in client_arguments))
                if ran.returncode != 0:
                    raise AssertionError(ran.stderr)
            conversations.append(relay.turns)
    return conversations


def decode_as(port, name):
    return f"tcp.port=={port},cleave_{re.sub('[^a-z0-9_]+', '_', name.lower())}"


def stream_of(text):
    """Frames of some sizes in a layout that cleave-inspect --layouts prints."""
    parts = dict(part.partition("=")[::2] for part in text.split(","))
    number = {name: int(parts.get(name, 0)) for name in ("offset", "gap", "trailer", "min")}
    width, unit = int(parts.get("width", 4)), int(parts.get("unit", 1))
    at, _, magic = parts.get("magic", "0:").partition(":")
    stream = b""
    for size in (3, 0, 100):
        size = max(size, number["min"]) * unit
        counted = {"frame": number["offset"] + width + number["gap"], "field": width + number["gap"]}
        length = size // unit + counted.get(parts.get("counts"), 0)
        if parts.get("form") in ("varint", "ber"):
            field = bytes([length])
        elif parts.get("form") == "decimal":
            field = b"%0*d" % (width, length)
        else:
            field = length.to_bytes(width, "little" if parts.get("order") == "little" else "big")
        header = bytearray(bytes([0x11] * number["offset"]) + field + bytes([0x22] * number["gap"]))
        header[int(at) : int(at) + len(magic) // 2] = bytes.fromhex(magic)
        stream += bytes(header) + b"\x7e" * size + b"\x33" * number["trailer"]
    return stream


def protocol_streams():
    """Of protocols that are more than a layout, or open with something else; and of those with fixed bytes."""
    framed_2 = lambda payload: struct.pack(">H", len(payload)) + payload
    startup = struct.pack(">II", 8, 80877103)
    return {
        "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\0\0\6\4\0\0\0\0\0\0\3\0\0\0\x64" + b"\0\0\4\3\0\0\0\0\1\0\0\0\2",
        "PostgreSQL": startup + struct.pack(">II", 9, 196608) + b"\0" + b"Q" + struct.pack(">I", 9) + b"abcd\0",
        "AMQP 0-9-1": b"AMQP\0\0\x09\x01" + 2 * (b"\1\0\0" + struct.pack(">I", 5) + b"hello\xce"),
        "AMQP 1.0": b"AMQP\3\1\0\0" + struct.pack(">I", 12) + b"\2\1\0\0abcd" + b"AMQP\0\1\0\0",
        "WebSocket": b"HTTP/1.1 101 X\r\nUpgrade: websocket\r\n\r\n\x81\x05hello\x82\x7e\0\x80" + b"\1" * 128 + b"\x81\x83abcdxyz",
        "git": b"0009done\n0000000dversion 2",
        "Language Server Protocol": 2 * b"Content-Length: 9\r\n\r\n{\"id\": 1}",
        "BitTorrent": b"\x13BitTorrent protocol" + bytes(48) + struct.pack(">I", 5) + b"\4abcd" + struct.pack(">I", 1) + b"\1",
        "DCE/RPC": b"\5\0\0\3\x10\0\0\0" + struct.pack("<HHI", 20, 0, 1) + b"abcd" + b"\5\0\0\3\0\0\0\0" + struct.pack(">HHI", 19, 0, 1) + b"xyz",
        "ZMTP": b"\xff" + bytes(8) + b"\x7f\3" + bytes(53) + b"\4\5READY" + b"\2" + struct.pack(">Q", 3) + b"abc",
        "FastCGI": b"\1\1\0\1\0\3\5\0abc\0\0\0\0\0" + b"\1\5\0\1\0\2\0\0xy",
        "netstring": b"5:hello,12:hello, world,",
        "syslog, counted": b"6 <34>hi8 <34>hi 2",
        "ONC RPC": 2 * (struct.pack(">I", 0x80000010) + b"abcdefghijklmnop"),
        "DNP3": b"\x05\x64\x08\xc4\1\0\2\0ab" + b"xyzcc" + b"\x05\x64\x08\xc4\1\0\2\0ab" + b"XYZCC",
        "GIOP": b"GIOP\1\2\1\0" + struct.pack("<I", 4) + b"abcd" + b"GIOP\1\2\0\0" + struct.pack(">I", 3) + b"xyz",
        "iSCSI": (b"\x43" + bytes(4) + b"\0\0\5" + bytes(40) + b"hello\0\0\0") * 2,
        "DNS": 2 * framed_2(b"\0\1\1\0\0\1\0\0\0\0\0\0\3abc\0\0\1\0\1"),
    }


@unittest.skipUnless(shutil.which("tshark"), "tshark is not installed")
class Dissector(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.path = pathlib.Path(self.folder.name)

    def tshark(self, capture, *arguments, script_arguments=(), decode_as=True, passes=2, largest=1 << 18):
        file = self.path / "capture.pcap"
        capture.write(file, largest)
        command = ["tshark", "-X", f"lua_script:{DISSECTOR}", "-r", str(file), *["-2"] * (passes - 1)]
        if decode_as:
            command += ["-d", f"tcp.port=={PORT},cleave", "-d", f"udp.port=={PORT},cleave"]
        for argument in script_arguments:
            command += ["-X", f"lua_script1:{argument}"]
        environment = os.environ | {"HOME": self.folder.name, "XDG_CONFIG_HOME": self.folder.name}
        ran = subprocess.run(
            [*command, *arguments], capture_output=True, text=True, timeout=PATIENCE * 3, check=False, env=environment
        )
        self.assertEqual(ran.returncode, 0, ran.stderr)
        self.assertNotIn("lua", ran.stderr.lower())
        self.assertNotIn("Lua Error", ran.stdout)
        return ran.stdout

    def shown(self, capture, *names, layout="python_int", passes=2, arguments=()):
        """For each connection of the capture, all values of the fields, in order: [(name, value), ...]."""
        fields = [word for name in names for word in ("-e", name)]
        text = self.tshark(
            capture, "-T", "fields", "-E", "separator=|", "-E", "aggregator=;", "-e", "tcp.stream", *fields,
            "-o", f"cleave.layout:{layout}", *arguments, passes=passes,
        )  # fmt: skip
        streams = {}
        for line in text.splitlines():
            stream, *values = line.split("|")
            for name, value in zip(names, values):
                streams.setdefault(int(stream), []).extend((name, one) for one in value.split(";") if one)
        return [streams.get(number, []) for number in range(capture.clients)]

    def assert_every_cut_shows(self, turns, expected, *names, layout="python_int"):
        """Whole turns, every single cut of each turn, and all bytes by themselves: a connection each."""
        capture = Capture()
        capture.connection([(way, [data]) for way, data in turns], PORT)
        for turn, (_, data) in enumerate(turns):
            for place in range(1, len(data)):
                pieces = [[one] if i != turn else cut(one, place) for i, (_, one) in enumerate(turns)]
                capture.connection([(way, some) for (way, _), some in zip(turns, pieces)], PORT)
        capture.connection([(way, every_byte(data)) for way, data in turns], PORT)
        for number, found in enumerate(self.shown(capture, *names, layout=layout)):
            self.assertEqual(found, expected, f"connection {number} of {capture.clients}")

    # ---- what the reference programs say

    def test_an_upload_of_the_extended_dialect_at_every_cut(self):
        sent = self.path / "a.txt"
        sent.write_bytes(b"hello\x00\xff")
        arguments = ["--root", self.path, "--dialect", "extended", "--overwrite"]
        turns = recorded(
            self.folder.name, "cleave-file-server", arguments, "cleave-file", "put", None, sent, "--dialect", "extended"
        )
        self.assertEqual([way for way, _ in turns], ["up", "down"])
        self.assert_every_cut_shows(
            turns,
            [
                ("cleave.cmd", "put"),
                ("cleave.file.name", "a.txt"),
                ("cleave.file.size", "7"),
                ("cleave.file.data", "68656c6c6f00ff"),
                ("cleave.status", "ok"),
                ("cleave.file.name", "a.txt"),
                ("cleave.file.size", "7"),
            ],
            "cleave.cmd", "cleave.status", "cleave.file.name", "cleave.file.size", "cleave.file.data", "cleave.error",
        )  # fmt: skip

    def test_a_plain_get_shows_the_unframed_request_and_the_file(self):
        (self.path / "a.txt").write_bytes(b"hello")
        turns = recorded(
            self.folder.name, "cleave-file-server", ["--root", self.path], "cleave-file", "get", None, "a.txt",
            "-o", self.path / "copy",
        )  # fmt: skip
        capture = Capture()
        capture.connection([(way, [data]) for way, data in turns], PORT)
        capture.connection([(turns[0][0], [turns[0][1]]), (turns[1][0], every_byte(turns[1][1]))], PORT)
        expected = [
            ("cleave.request", "get a.txt"),
            ("_ws.expert", "Expert Info (Note/Protocol): A request without a length: only a guess says where it ends"),
            ("cleave.file.name", "a.txt"),
            ("cleave.file.data", "68656c6c6f"),
        ]
        found = self.shown(capture, "cleave.request", "cleave.file.name", "cleave.file.data")
        self.assertEqual(found, [[one for one in expected if one[0] != "_ws.expert"]] * 2)
        self.assertIn("only a guess says where it ends", self.tshark(capture, "-V"))

    def test_a_command_of_the_extended_dialect_at_every_cut(self):
        arguments = ["--shell", "--dialect", "extended"]
        turns = recorded(
            self.folder.name, "cleave-command-server", arguments, "cleave-command", None, "echo out; echo err >&2",
            "--dialect", "extended",
        )  # fmt: skip
        self.assert_every_cut_shows(
            turns,
            [
                ("cleave.cmd", "exec"),
                ("cleave.exit_code", "0"),
                ("cleave.stdout", "6f75740a"),
                ("cleave.stderr", "6572720a"),
            ],
            "cleave.cmd", "cleave.exit_code", "cleave.stdout", "cleave.stderr", "cleave.error",
        )  # fmt: skip

    # ---- frames

    def test_frames_of_every_named_layout_at_every_cut(self):
        heads = {
            "python_int": lambda n: struct.pack("<i", n),
            "erlang_1": lambda n: struct.pack(">B", n),
            "erlang_2": lambda n: struct.pack(">H", n),
            "erlang_4": lambda n: struct.pack(">I", n),
            "netty_8": lambda n: struct.pack(">Q", n),
            "varint_delimited": lambda n: bytes([n]) if n < 128 else bytes([n & 127 | 128, n >> 7]),
            "grpc_message": lambda n: struct.pack(">BI", 0, n),
            "kafka": lambda n: struct.pack(">i", n),
            "postgresql": lambda n: struct.pack(">ci", b"Q", n + 4),
            "http2": lambda n: struct.pack(">I", n)[1:] + bytes(6),
            "memcached_binary": lambda n: b"\x80" + bytes(7) + struct.pack(">I", n) + bytes(12),
            "whole_frame_2": lambda n: b"\xe1" + struct.pack("<H", n + 4) + b"\xe2",
            "little_3": lambda n: struct.pack("<I", n)[:3],
            "signed_8": lambda n: struct.pack("<q", n),
        }
        for layout, head in heads.items():
            with self.subTest(layout=layout):
                stream = b"".join(head(len(payload)) + payload for payload in (b"\x01hello", b"", b"\xff" * 200))
                self.assert_every_cut_shows(
                    [("down", stream)],
                    [("cleave.payload", "0168656c6c6f"), ("cleave.payload", "ff" * 200)],
                    "cleave.payload",
                    "cleave.error",
                    layout=layout,
                )

    def test_the_catalogue_is_that_of_inspect(self):
        (catalogue,) = re.findall(r"local catalogue = \[\[\n(.*?)\]\]", DISSECTOR.read_text(encoding="utf-8"), re.DOTALL)
        self.assertEqual(catalogue, run("cleave-inspect", "--layouts").stdout.decode())

    def test_every_name_reads_what_inspect_reads(self):
        streams = protocol_streams()
        lines = [line.split("\t") for line in run("cleave-inspect", "--layouts").stdout.decode().splitlines()]
        capture, expected = Capture(), {}
        for number, (name, layout) in enumerate(lines):
            stream = streams.get(name) or stream_of(layout)
            capture.connection([("down", cut(stream, 1, 2, 5, 9, 30))], 3000 + number)
            shown = run("cleave-inspect", "--json", "--bytes", "10000", "--layout", name, input=stream)
            frames = [json.loads(line) for line in shown.stdout.splitlines()]
            expected[name] = [one["payload"] for one in frames if one.get("payload")]
            self.assertGreater(len(expected[name]), 1, f"{name}: {shown.stdout.decode()}")
        decode = [word for number, (name, _) in enumerate(lines) for word in ("-d", decode_as(3000 + number, name))]
        fields = ("cleave.opening", "cleave.payload", "cleave.error")
        found = self.shown(capture, *fields, layout="erlang_1", arguments=decode)
        for (name, _), values in zip(lines, found):
            self.assertEqual(sorted(value for _, value in values), sorted(expected[name]), name)

    def test_a_preference_that_is_no_layout_says_so(self):
        capture = Capture()
        capture.connection([("up", [framed(b"hello")])], PORT)
        text = self.tshark(capture, "-V", "-o", "cleave.layout:carrier_pigeon")
        self.assertIn("no layout: carrier_pigeon", text)

    def test_a_layout_may_be_spelled_out(self):
        capture = Capture()
        capture.connection([("up", [b"\x00\x09\x00hello!\x00\x04\x00x"])], PORT)
        found = self.shown(capture, "cleave.payload", "cleave.error", layout="width=2,order=little,counts=whole_frame,offset=1")
        self.assertEqual(found, [[("cleave.payload", b"hello!".hex()), ("cleave.payload", b"x".hex())]])

    def test_streams_of_header_messages_are_found_on_any_port(self):
        capture = Capture()
        capture.connection([("up", [message({"cmd": "put", "filename": "a", "filesize": 2}, b"ab")])], 7777)
        text = self.tshark(capture, "-T", "fields", "-e", "cleave.file.data", decode_as=False)
        self.assertEqual(text.split(), ["6162"])

    # ---- errors

    def test_errors_are_expert_information_with_the_name_of_the_rule(self):
        faults = {
            b"\xff\xff\xff\xff": "negative_length: length -1",
            b"\xff\xff\xff\x7f": "frame_too_large: length 2147483647",
            b"\x16\x03\x01\x02\x00\x01": "frame_too_large: this is a TLS hello",
            b"HTTP/1.1 200 OK\r\n": "frame_too_large: this is an HTTP reply",
        }
        capture = Capture()
        for bad in faults:
            capture.connection([("down", [framed(b"good") + bad, b"what is no frame", framed(b"read again")])], PORT)
        for passes in (1, 2):
            found = self.shown(capture, "cleave.payload", "cleave.error", "cleave.unread", passes=passes)
            for stream, words in zip(found, faults.values()):
                expected = [
                    ("cleave.payload", b"good".hex()),
                    ("cleave.error", words.split(":")[0]),
                    ("cleave.unread", b"what is no frame".hex()),
                    ("cleave.payload", b"read again".hex()),
                ]
                self.assertEqual(stream, expected, f"{passes} passes")
        text = self.tshark(capture, "-V")
        for words in faults.values():
            self.assertIn(f"[Expert Info (Error/Malformed): {words}]", text)

    def test_frames_are_found_again_within_a_segment_and_behind_the_rest_of_a_payload(self):
        frames = [b"alpha", b"beta", b"gamma", b"delta"]
        tail = bytes.fromhex("f1e2d3c4b5a69788") + b"tail"
        capture = Capture()
        capture.connection([("down", [tail, *(framed(one) for one in frames)])], PORT)
        capture.connection([("down", [tail + framed(*frames)])], PORT)
        capture.connection([("down", [tail, framed(b"x" * 3000)[:1000], framed(b"x" * 3000)[1000:], framed(b"end")])], PORT)
        capture.connection([("down", [tail, message({"file_name": "a", "file_size": 3}, b"abc")])], PORT)
        for passes in (1, 2):
            found = self.shown(capture, "cleave.payload", "cleave.file.data", passes=passes)
            payloads = [[bytes.fromhex(value) for _, value in stream] for stream in found]
            self.assertEqual(payloads, [frames, frames, [b"x" * 3000, b"end"], [b"abc"]], f"{passes} passes")

    def test_a_connection_on_the_ports_of_a_broken_one_is_read(self):
        capture = Capture()
        for first, segments in ((1000, [b"\xff" * 30, b"\xfe" * 30]), (900000, [framed(b"one"), framed(b"two")])):
            capture.clients = 0
            capture.connection([("down", segments)], PORT, first=first)
        text = self.tshark(capture, "-T", "fields", "-e", "cleave.payload")
        self.assertEqual(text.split(), [b"one".hex(), b"two".hex()])

    def test_segments_out_of_order_are_read_or_the_preference_is_named(self):
        capture = Capture()
        stream = [framed(b"segment %d" % number) for number in range(4)]
        capture.connection([("down", stream)], PORT, None)
        capture.packets[4], capture.packets[5] = capture.packets[5], capture.packets[4]
        expected = [("cleave.payload", (b"segment %d" % number).hex()) for number in range(4)]
        wanted = ("-o", "tcp.reassemble_out_of_order:TRUE")
        self.assertEqual(self.shown(capture, "cleave.payload", arguments=wanted, passes=1), [expected])
        self.assertNotIn("tcp.reassemble_out_of_order", self.tshark(capture, "-V", *wanted, passes=1))
        self.assertIn("set the preference tcp.reassemble_out_of_order", self.tshark(capture, "-V", passes=1))

    def test_nothing_that_is_shown_moves_a_terminal_or_turns_text(self):
        hostile = {"a\x1b]0;pwn\x07": r"a\x1b]0;pwn\x07", "b\u202egnp.exe": r"b\u{202e}gnp.exe", "c\x9bm\n": r"c\x9bm\n"}
        capture = Capture()
        for name in hostile:
            header = {"cmd": name, "filename": name, "filesize": 1, "status": "error", "code": name, "message": name}
            raw = json.dumps(header, ensure_ascii=False).encode()
            capture.connection([("up", [framed(raw.replace(b"\x1b", b"\\u001b"))])], PORT)
            capture.connection([("up", [message(header)])], PORT)
        capture.connection([("up", [b"get \xe2\x80\xae\xff\xc2\x9b"])], PORT)
        for arguments in ((), ("-V",), ("-T", "fields", "-e", "cleave.file.name", "-e", "cleave.header", "-e", "_ws.col.Info")):
            text = self.tshark(capture, *arguments)
            self.assertNotRegex(text, "[\0-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e]", arguments)
        for escaped in hostile.values():
            self.assertIn(escaped, self.tshark(capture))

    def test_a_stream_that_ends_inside_a_frame_is_told_at_its_end(self):
        whole = message({"cmd": "put", "filename": "a", "filesize": 5}, b"hello")
        capture = Capture()
        rules = {len(whole) - 1: "truncated_body", 20: "truncated_payload", 3: "truncated_prefix"}
        for size in rules:
            for end in ("fin", "reset"):
                capture.connection([("down", every_byte(whole[:size]))], PORT, end)
        capture.connection([("down", [whole])], PORT)
        for passes in (1, 2):
            found = [[value for _, value in stream] for stream in self.shown(capture, "cleave.error", passes=passes)]
            self.assertEqual(found, [[rule] for rule in rules.values() for _ in range(2)] + [[]], f"{passes} passes")

    def test_error_replies_and_unsafe_names_are_expert_information(self):
        capture = Capture()
        capture.connection([("down", [message({"status": "error", "code": "not_found", "message": "no such file"})])], PORT)
        capture.connection([("up", [message({"cmd": "get", "filename": "../../etc/passwd"})])], PORT)
        text = self.tshark(capture, "-V")
        self.assertIn("[Expert Info (Warning/Response): not_found: no such file]", text)
        self.assertIn("[Expert Info (Warning/Security): name_parent: ../../etc/passwd]", text)

    # ---- digests

    def test_an_upload_whose_digest_holds_says_so_at_every_cut(self):
        sent = self.path / "a.txt"
        sent.write_bytes(b"hello")
        arguments = ["--root", self.path, "--dialect", "extended", "--overwrite"]
        turns = recorded(
            self.folder.name, "cleave-file-server", arguments,
            "cleave-file", "put", None, sent, "--dialect", "extended", "--digest", "sha256",
        )  # fmt: skip
        expected = [("cleave.file.digest", "sha256 holds")]  # and of the reply, which has no body, nothing
        self.assertIn(b"sha256", turns[1][1])
        self.assert_every_cut_shows(turns, expected, "cleave.file.digest", "cleave.file.digest.wrong", "cleave.error")

    def digests_of(self, bodies, *arguments, passes=1):
        """The verdicts on files: (header without names and sizes, body), ..."""
        capture = Capture()
        for header, body in bodies:
            size = len(body) + header.get("offset", 0)
            capture.connection([("up", [message({"cmd": "put", "filename": "a", "filesize": size} | header, body)])], PORT)
        return self.tshark(
            capture, "-T", "fields", "-e", "cleave.file.digest", "-Y", "cleave.cmd", *arguments, passes=passes
        ).splitlines()

    def test_both_digests_of_bodies_of_every_size_around_a_block_are_checked(self):
        bodies = [bytes(i * 37 % 256 for i in range(size)) for size in [*range(0, 132), 1000, 50001]]
        told = [({"md5": hashlib.md5(b).hexdigest(), "sha256": hashlib.sha256(b).hexdigest()}, b) for b in bodies]
        self.assertEqual(self.digests_of(told), ["md5 holds,sha256 holds"] * len(bodies))

    def test_a_digest_that_does_not_hold_or_is_none_is_an_error(self):
        found = {name: getattr(hashlib, name)(b"hello").hexdigest() for name in ("md5", "sha256")}
        told = [
            ({"md5": "0" * 32}, b"hello"),
            ({"sha256": "0" * 64}, b"hello"),
            ({"md5": "xxdxxx"}, b"hello"),
            ({"md5": found["md5"].upper()}, b"hello"),
            ({"md5": found["md5"], "offset": 7}, b"lo"),
            ({"filename": "b"}, b"hello"),
        ]
        expected = [
            f"md5 digest_mismatch: the file has {found['md5']}",
            f"sha256 digest_mismatch: the file has {found['sha256']}",
            "md5 digest_malformed",
            "md5 holds",
            "md5 not checked: the file begins 7 bytes earlier",
            "",
        ]
        for passes in (1, 2):
            self.assertEqual(self.digests_of(told, passes=passes), expected)
        self.assertEqual(len(self.digests_of(told, "-Y", "cleave.file.digest.wrong")), 3)
        limited = self.digests_of(told[3:4], "-o", "cleave.digest_limit:4")
        self.assertEqual(limited, ["md5 not checked: the file is larger than 4 bytes"])
        two = self.digests_of(told[3:4] * 2, "-o", "cleave.digest_budget:9", passes=2)
        self.assertEqual(two, ["md5 holds", "md5 not checked: files of 5 bytes were, and the limit is 9"])

    # ---- datagrams

    def datagrams(self, conversations, kind, *names, passes=2):
        capture = Capture()
        for turns in conversations:
            capture.datagrams(turns, PORT)
        fields = [word for name in names for word in ("-e", name)]
        text = self.tshark(
            capture, "-T", "fields", "-E", "separator=|", *fields, "-o", f"cleave.datagrams:{kind}", passes=passes
        )
        return [tuple(line.split("|")) for line in text.splitlines()]

    def test_datagrams_of_time_are_requests_and_replies(self):
        conversations = recorded_datagrams(
            "cleave-time-server", [], ["cleave-time", None], ["cleave-time", None, "%Y|"], ["cleave-time", None, "now"]
        )
        self.assertEqual([turns[0] for turns in conversations], [("up", b""), ("up", b"%Y|"), ("up", b"now")])
        found = self.datagrams(
            conversations[::2], "time", "cleave.datagram.request", "cleave.datagram.reply", "cleave.datagram.request_in",
            "cleave.datagram.reply_in",
        )  # fmt: skip
        when = conversations[0][1][1].decode()
        self.assertEqual(found, [("%Y-%m-%d %X", "", "", "2"), ("", when, "1", ""), ("now", "", "", "4"), ("", "now", "3", "")])

    def test_two_datagrams_answer_a_command_the_error_output_first(self):
        conversations = recorded_datagrams(
            "cleave-command-server", ["--udp", "--shell"],
            ["cleave-command", "--udp", None, "echo out; echo err >&2"], ["cleave-command", "--udp", None, "echo only"],
        )  # fmt: skip
        expected = [
            ("echo out; echo err >&2", "", "", ""),
            ("", "6572720a", "", "1"),
            ("", "", "6f75740a", "1"),
            ("echo only", "", "", ""),
            ("", "", "", "4"),
            ("", "", "6f6e6c790a", "4"),
        ]
        for passes in (1, 2):
            found = self.datagrams(
                conversations, "command", "cleave.datagram.request", "cleave.stderr", "cleave.stdout",
                "cleave.datagram.request_in", passes=passes,
            )  # fmt: skip
            self.assertEqual(found, expected, f"{passes} passes")

    def test_an_echo_answers_the_request_that_has_its_text_and_any_other_is_told(self):
        (turns,) = recorded_datagrams("cleave-echo-server", ["--udp"], ["cleave-echo", "--udp", None, "hello", "", "哈z"])
        found = self.datagrams([turns], "echo", "cleave.datagram.request", "cleave.datagram.reply", "cleave.datagram.unexpected")
        self.assertEqual([row[0] for row in found if row[0]], ["hello", "哈z"])
        self.assertEqual([row[1] for row in found if row[1]], ["HELLO", "哈Z"])
        self.assertEqual(len(found), 6)
        self.assertEqual({row[2] for row in found}, {""})
        swapped = [("up", b"a"), ("up", b"b"), ("down", b"B"), ("down", b"A"), ("down", b"C")]
        found = self.datagrams([swapped], "echo", "cleave.datagram.request_in", "cleave.datagram.unexpected")
        self.assertEqual([row[0] for row in found], ["", "", "2", "1", ""])
        self.assertEqual([bool(row[1]) for row in found], [False] * 4 + [True])

    def test_chat_datagrams_are_texts_in_both_directions(self):
        turns = [("up", "hello 哈".encode()), ("down", b"hi"), ("down", b"again"), ("up", b"")]
        found = self.datagrams([turns], "chat", "cleave.datagram.text", "cleave.datagram.request", "cleave.datagram.reply")
        self.assertEqual(found, [("hello 哈", "", ""), ("hi", "", ""), ("again", "", ""), ("", "", "")])

    def test_a_datagram_that_the_capture_does_not_hold_whole_is_told(self):
        capture = Capture()
        capture.datagrams([("up", b"a" * 100)], PORT)
        text = self.tshark(capture, "-V", largest=28 + 40)
        self.assertIn("[Expert Info (Warning/Undecoded): the capture holds 40 bytes of 100]", text)

    # ---- files

    def test_the_files_of_a_capture_are_saved_whole_and_nowhere_else(self):
        folder = self.path / "saved"
        folder.mkdir()
        large = bytes(i * 7 % 251 for i in range(300_000))
        stream = message({"cmd": "put", "filename": "large.bin", "filesize": len(large)}, large)
        capture = Capture()
        capture.connection([("up", cut(stream, *range(1000, len(stream), 1000)))], PORT)
        capture.connection([("up", [message({"cmd": "put", "filename": "../evil", "filesize": 2}, b"no")])], PORT)
        twice = [message({"file_name": "a", "file_size": 1, "msg": ""}, body) for body in (b"1", b"2")]
        capture.connection([("up", [b"".join(twice)])], PORT)
        self.tshark(capture, "-q", script_arguments=[f"export={folder}"])
        saved = {file.name: file.read_bytes() for file in folder.iterdir()}
        self.assertEqual(hashlib.sha256(saved.pop("large.bin")).digest(), hashlib.sha256(large).digest())
        self.assertEqual(sorted(saved.items()), [("1-a", b"2"), ("_._evil", b"no"), ("a", b"1")])
        self.assertEqual(sorted(p.name for p in self.path.iterdir() if p.is_file()), ["capture.pcap"])

    def test_a_file_is_saved_through_no_link_and_under_no_name_that_means_something(self):
        folder = self.path / "saved"
        folder.mkdir()
        (folder / "dangling").symlink_to(self.path / "outside")
        (folder / "kept").write_bytes(b"kept")
        (folder / "kept").chmod(0)
        names = {
            "dangling": "1-dangling", "kept": "1-kept", "CON": "_CON", "nul.txt": "_nul.txt", "-rf": "_rf", "": "unnamed",
            "a\u202egnp.exe": "a_u_202e_gnp.exe", "dots..": "dots._", "x" * 300 + ".tar": "x" * 196 + ".tar",
            "哈" * 90 + ".txt": "哈" * 65 + ".txt",
        }  # fmt: skip
        capture = Capture()
        for name in names:
            capture.connection([("up", [message({"cmd": "put", "filename": name, "filesize": 2}, b"ab")])], PORT)
        self.tshark(capture, "-q", script_arguments=[f"export={folder}"])
        self.assertFalse((self.path / "outside").exists())
        self.assertEqual(sorted(one.name for one in folder.iterdir()), sorted([*names.values(), "dangling", "kept"]))
        self.assertEqual({(folder / name).read_bytes() for name in names.values()}, {b"ab"})


if __name__ == "__main__":
    unittest.main()
