# SPDX-License-Identifier: MIT
"""What cleave-file-server refuses: each fault by its own name, with nothing left behind, and the next upload served."""

import contextlib
import json
import os
import resource
import socket
import struct
import subprocess
import time
import unittest

from files_peers import CLOSED, FilesTest, frame, md5, message, put, receive_header, sha256, upload
from harness import receive_all, reset, wait_until


# ---- bad input


def header_with(**fields):
    return {"cmd": "put", "filename": "bad", "filesize": 5, **fields}


def text_with(size):
    return frame(b'{"cmd": "put", "filename": "bad", "filesize": ' + size + b"}") + b"hello"


def bad_lengths():
    for length, code in ((-1, "negative_length"), (-(2**31), "negative_length"), (0, "header_empty"),
                         (65537, "header_too_large"), (2**31 - 1, "header_too_large"),
                         (0x01000000, "header_too_large")):  # fmt: skip
        yield f"length {length}", struct.pack("<i", length) + b"{}hello", code
    yield "HTTP", b"POST / HTTP/1.1\r\n\r\n", "header_too_large"
    yield "TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01", "header_too_large"


def bad_json():
    for text, code in ((b"{", "json_truncated"), (b'{"cmd" "put"}', "json_syntax"), (b"[]", "json_not_object"),
                       (b"null", "json_not_object"), (b"7", "json_not_object"), (b"not json", "json_syntax"),
                       (b"{} {}", "json_trailing_data"), (b'\xef\xbb\xbf{}', "json_byte_order_mark"),
                       (b'{"a": "\xff"}', "json_invalid_utf8"), (b'{"a": "\xc0\xae"}', "json_invalid_utf8"),
                       (b'{"a": "\xed\xa0\x80"}', "json_invalid_utf8"), (b'{"a": "\x00"}', "json_control_character"),
                       (b'{"a": "\\x"}', "json_invalid_escape"), (b'{"a": "\\ud800"}', "json_lone_surrogate"),
                       (b'{"a": 1, "a": 1}', "json_duplicate_key"), (b'{"a": 01}', "json_invalid_number"),
                       (b'{"a": ' + b"9" * 5000 + b"}", "json_number_too_long"),
                       (b'{"a": ' + b"[" * 10000 + b"]" * 10000 + b"}", "json_too_deep"),
                       (json.dumps({str(i): 0 for i in range(2000)}).encode(), "json_too_many_keys"),
                       ("{}".encode("utf-16"), "json_syntax")):  # fmt: skip
        yield f"JSON {text[:30]!r}", frame(text) + b"hello", code
    yield "length below the JSON", struct.pack("<i", 10) + json.dumps(header_with()).encode(), "json_truncated"


def bad_fields():
    yield "no size", message({"cmd": "put", "filename": "bad"}, b"hello"), "field_missing"
    yield "no name", message({"cmd": "put", "filesize": 5}, b"hello"), "field_missing"
    yield "two names", message(header_with(file_name="other"), b"hello"), "field_conflict"
    yield "name 7", message(header_with(filename=7), b"hello"), "field_wrong_type"
    yield "verb", message(header_with(cmd="delete"), b"hello"), "command_unknown"
    for size, code in ((b"-1", "size_negative"), (b"-0", "size_negative"), (b"1.0", "size_not_integer"),
                       (b"1e3", "size_not_integer"), (b'"5"', "field_wrong_type"), (b"true", "field_wrong_type"),
                       (b"null", "field_wrong_type"), (b"[]", "field_wrong_type"), (b"007", "json_invalid_number"),
                       (b"+5", "json_invalid_number"), (b"NaN", "json_invalid_number"), (b"1" * 82, "size_out_of_range"),
                       (str(2**63).encode(), "size_out_of_range"), (str(2**64 + 5).encode(), "size_out_of_range"),
                       (str(2**63 - 1).encode(), "size_too_large")):  # fmt: skip
        yield f"size {size[:20]!r}", text_with(size), code


def bad_names():
    names = {
        "name_empty": [""],
        "name_dot": ["."],
        "name_parent": ["..", "../a", "a/../../b", "a/../b", "../../canary"],
        "name_absolute": ["/a", "//a", "/etc/passwd", "\\\\srv\\share\\a", "\\a"],
        "name_separator": ["a/b", "a/", "canary/"],
        "name_backslash": ["a\\b"],
        "name_drive": ["C:a", "c:\\a"],
        "name_stream": ["a.txt:stream"],
        "name_nul": ["ok.txt\0.sh"],
        "name_control": ["a\nb", "a\x1b[2J", "a\x7f", "a\x85"],
        "name_invisible": ["a\u202etxt.exe", "\ufeffa", "a\u200bb"],
        "name_device": ["CON", "nul.txt", "COM1", "lpt9.x", "COM¹", "CONIN$"],
        "name_trailing": ["a.", "a "],
        "name_hidden": [".ssh", ".htaccess"],
        "name_too_long": ["a" * 256, "哈" * 86, "a" * 60000],
    }
    for code, bad in names.items():
        for name in bad:
            yield f"name {name[:20]!r}", message(header_with(filename=name), b"hello"), code
    yield "name of the store", message(header_with(filename=".cleave-x"), b"hello"), "name_hidden"


def bad_digests():
    yield "md5", put("bad", b"hello", md5=md5(b"world")), "digest_mismatch"
    yield "sha256", put("bad", b"hello", sha256=sha256(b"world")), "digest_mismatch"
    yield "one of two", put("bad", b"hello", sha256=sha256(b"hello"), md5=md5(b"")), "digest_mismatch"
    yield "digest of an empty file", put("bad", b"", md5=md5(b"x")), "digest_mismatch"


def cut_short():
    whole = put("bad", b"hello")
    for cut, code in ((1, "truncated_prefix"), (3, "truncated_prefix"), (4, "truncated_header"),
                      (len(whole) - 6, "truncated_header"), (len(whole) - 5, "truncated_body"),
                      (len(whole) - 1, "truncated_body")):  # fmt: skip
        yield f"the first {cut} bytes", whole[:cut], code


class BadInput(FilesTest):
    ALL = (bad_lengths, bad_json, bad_fields, bad_names, bad_digests, cut_short)

    def warm_up(self, server, extended):
        """Returns how many descriptors a server holds that has nothing to do."""
        with server.connect() as sock:  # without a digest, in two pieces: the kernel moves it
            stream = put("warm", bytes(100_000))
            sock.sendall(stream[:1000])
            time.sleep(0.05)
            sock.sendall(stream[1000:])
        self.wait_for("warm", bytes(100_000))
        (self.root / "warm").unlink()
        self.put_something(server, extended)
        time.sleep(0.05)
        return server.open_descriptors()

    def assert_unharmed(self, server, extended, descriptors):
        self.assertEqual(self.names(), set())
        self.put_something(server, extended)
        wait_until(lambda: server.open_descriptors() <= descriptors, "all descriptors are given back")

    def test_extended_names_each_fault_and_keeps_nothing(self):
        server = self.start("--dialect", "extended", "--ack", "stored")
        descriptors = self.warm_up(server, True)
        for group in self.ALL:
            for what, stream, code in group():
                with self.subTest(group=group.__name__, what=what), server.connect() as sock:
                    sock.sendall(stream)
                    sock.shutdown(socket.SHUT_WR)
                    self.assert_refused(receive_all(sock), code)
                self.assert_unharmed(server, True, descriptors)
        self.assertEqual(list((self.root / ".cleave-partial").iterdir()), [])
        self.assertLess(server.memory(), 32 << 10)

    def test_plain_answers_nothing_and_logs_the_reason(self):
        server = self.start("--ack", "stored")
        descriptors = self.warm_up(server, False)
        for group in self.ALL:
            for what, stream, code in group():
                with self.subTest(group=group.__name__, what=what), server.connect() as sock:
                    before = len(server.log())
                    with contextlib.suppress(OSError):  # the server may be quicker
                        sock.sendall(stream)
                        sock.shutdown(socket.SHUT_WR)
                    self.assertEqual(receive_all(sock), CLOSED)
                    wait_until(lambda: f"refused: {code}: " in server.log()[before:], f"{code} is logged")
                self.assert_unharmed(server, False, descriptors)

    def test_messages_tell_rule_value_and_limit(self):
        server = self.start("--dialect", "extended", "--max-size", "1K", "--max-header", "200")
        with server.connect() as sock:
            sock.sendall(message(header_with(filesize=5000)))
            text = receive_header(sock)["message"]
            self.assertIn("a body must not exceed max_size: filesize is 5000, limit 1024", text)
        with server.connect() as sock:
            sock.sendall(struct.pack("<i", 201))
            self.assertIn("value 201, limit 200", receive_header(sock)["message"])

    def test_a_server_that_demands_digests(self):
        server = self.start("--dialect", "extended", "--require-digest")
        for more, code in (({}, "digest_missing"), ({"md5": "xxdxxx"}, "digest_malformed"),
                           ({"sha256": sha256(b"")[:-1]}, "digest_malformed"), ({"md5": md5(b"hello")}, "ok")):  # fmt: skip
            with server.connect() as sock:
                sock.sendall(put("a", b"hello", reply=True, **more))
                self.assertEqual(receive_header(sock).get("code", "ok"), code)

    def test_more_than_fits_is_refused_before_the_first_byte(self):
        disk = os.statvfs(self.root)
        server = self.start("--dialect", "extended", "--max-size", "1000000T")
        with server.connect() as sock:
            sock.sendall(message(header_with(filesize=disk.f_bavail * disk.f_frsize * 2)))
            self.assertEqual(receive_header(sock)["code"], "no_space")
        server = self.start("--dialect", "extended", "--quota", "1000")
        with server.connect() as sock:
            sock.sendall(put("a", b"x" * 600, reply=True))
            self.assertEqual(receive_header(sock)["status"], "ok")
            sock.sendall(message(header_with(filesize=401)))
            self.assertEqual(receive_header(sock)["code"], "quota_exceeded")
        self.assertEqual(self.names(), {"a"})

    def test_a_file_size_limit_refuses_the_file_and_the_server_lives(self):
        def limits():
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

        server = self.start("--dialect", "extended", before=limits)
        with server.connect() as sock:
            sock.sendall(put("bad", b"x" * 200_000, reply=True))
            self.assert_refused(receive_all(sock), "no_space")
        self.assertEqual(self.names(), set())
        self.put_something(server, True)

    def test_a_full_disk_refuses_the_file_and_leaves_nothing(self):
        if os.geteuid() != 0 or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "cleave", self.root], capture_output=True
        ).returncode:
            self.skipTest("a small file system cannot be mounted here; the file size limit stands in for it")
        self.addCleanup(subprocess.run, ["umount", self.root], check=True)
        for dialect in ("plain", "extended"):
            server = self.start("--dialect", dialect)
            before = set(os.listdir(self.root))
            for size in ((1 << 20) + 1, 2 << 20):
                with server.connect() as sock, contextlib.suppress(ConnectionError):
                    sock.sendall(put("bad", b"x" * size))
                    answer = receive_all(sock)
                    self.assert_refused(answer, "no_space") if dialect == "extended" else self.assertEqual(answer, CLOSED)
                wait_until(lambda: "no_space" in server.log(), "the reason is logged")
                self.assertEqual(set(os.listdir(self.root)), before)
                self.put_something(server, dialect == "extended")
            self.stop(server)

    def test_a_reply_is_not_lost_to_a_reset_while_a_body_is_in_flight(self):
        server = self.start("--dialect", "extended")
        body = bytes(3 << 20)
        for attempt in range(100):
            with server.connect() as sock:
                sock.sendall(message(header_with(filename="../bad", filesize=len(body))))
                sock.sendall(body)
                self.assert_refused(receive_all(sock), "name_parent")
        self.assertEqual(self.names(), set())


# ---- peers that go


class Vanishing(FilesTest):
    """A small exchange, broken off behind each of its bytes."""

    def broken_at_every_byte(self, dialect, stream, end):
        server = self.start("--dialect", dialect, "--ack", "stored")
        for cut in range(len(stream)):
            with self.subTest(cut=cut):
                sock = server.connect()
                if cut:
                    sock.sendall(stream[:cut])
                end(sock)
        self.put_something(server, dialect == "extended")
        self.assertEqual(self.names(), set())
        with server.connect() as sock:
            sock.sendall(stream)
        self.wait_for("a", b"hello")

    def test_plain_closed(self):
        self.broken_at_every_byte("plain", upload("a", b"hello"), socket.socket.close)

    def test_plain_reset(self):
        self.broken_at_every_byte("plain", upload("a", b"hello"), reset)

    def test_extended_closed(self):
        self.broken_at_every_byte("extended", put("a", b"hello"), socket.socket.close)

    def test_extended_reset(self):
        self.broken_at_every_byte("extended", put("a", b"hello"), reset)

    def test_before_the_answer(self):
        server = self.start("--dialect", "extended")
        for number in range(50):
            sock = server.connect()
            sock.sendall(put(f"f{number}", b"hello", reply=True))
            reset(sock)
        self.put_something(server, True)
        for name in self.names():
            self.assertEqual((self.root / name).read_bytes(), b"hello")

    def test_in_the_middle_of_what_it_gets(self):
        for dialect, request in (("plain", b"get large"), ("extended", message({"cmd": "get", "filename": "large"}))):
            with open(self.root / "large", "wb") as file:
                file.truncate(64 << 20)
            server = self.start("--dialect", dialect)
            descriptors = server.open_descriptors()
            for end in (socket.socket.close, reset):
                sock = server.connect()
                sock.sendall(request)
                receive_header(sock)
                end(sock)
            (self.root / "large").unlink()
            self.put_something(server, dialect == "extended")
            wait_until(lambda: server.open_descriptors() <= descriptors + 2, "the descriptors are given back")


if __name__ == "__main__":
    unittest.main()
