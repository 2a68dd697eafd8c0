# SPDX-License-Identifier: MIT
"""The library in other people's event loops, over real sockets: every program of reference-impls/adapters answers each
frame with the same frame, however the bytes come."""

import contextlib
import pathlib
import re
import select
import shutil
import socket
import ssl
import struct
import subprocess
import tempfile
import unittest

import harness
from harness import frame

ADAPTERS = harness.BIN.parent / "adapters"
LIMIT = 64 << 10


class Adapter:
    """One of the programs, running."""

    def __init__(self, name, *arguments):
        self.log_file = tempfile.TemporaryFile()
        self.process = subprocess.Popen([ADAPTERS / name, *arguments], stdout=subprocess.PIPE, stderr=self.log_file)
        line = self.process.stdout.readline().decode()
        self.address = line.removeprefix("listening on ").strip()

    def connect(self):
        return harness.connect(self.address)

    def log(self):
        self.log_file.seek(0)
        return self.log_file.read().decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        self.log_file.close()


class Inetd(harness.Background):
    """Starts a program for each connection, with the connection as its input and output."""

    def __init__(self, name):
        self.log_file = tempfile.NamedTemporaryFile()
        self.name = name
        super().__init__(harness.listen("127.0.0.1:0"), self._start)

    def _start(self, sock):
        sock.settimeout(None)  # the socket itself shall block
        with open(self.log_file.name, "ab") as log:
            subprocess.run([ADAPTERS / self.name], stdin=sock, stdout=sock, stderr=log, check=False)

    def connect(self):
        return harness.connect(self.address)

    def log(self):
        return pathlib.Path(self.log_file.name).read_text()

    def __exit__(self, *_):
        super().__exit__()
        self.log_file.close()


def exchange(sock, sent):
    """Sends all of `sent` and returns as many bytes as come back. One thread does both: a TLS socket of Python before 3.13
    breaks where two use it at once."""
    received = b""
    unsent = memoryview(sent)
    sock.setblocking(False)
    while len(received) < len(sent):
        if not any(select.select([sock], [sock] if unsent else [], [], harness.PATIENCE)):
            raise TimeoutError(f"{len(received)} of {len(sent)} bytes came")
        with contextlib.suppress(BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            unsent = unsent[sock.send(unsent) :] if unsent else unsent
        with contextlib.suppress(BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            while piece := sock.recv(len(sent)):
                received += piece
            raise EOFError(f"closed after {len(received)} of {len(sent)} bytes")
    return received


class AdapterTests:
    """What holds for each of them."""

    name = None

    def start(self):
        return Adapter(self.name)

    def connect(self, server):
        return server.connect()

    @classmethod
    def setUpClass(cls):
        if not (ADAPTERS / cls.name).exists():
            raise unittest.SkipTest(f"{cls.name} is not built: the package that it needs is not installed")

    def setUp(self):
        self.server = self.enterContext(self.start())

    def open(self):
        return self.enterContext(contextlib.closing(self.connect(self.server)))

    def wait_for_log(self, text):
        harness.wait_until(lambda: text in self.server.log(), f"the log says {text}; it says {self.server.log()}")

    def test_answers_frames_that_come_byte_by_byte(self):
        sock = self.open()
        sent = frame(b"hello") + frame(b"") + frame(b"alex")
        for i in range(len(sent)):
            sock.sendall(sent[i : i + 1])
        self.assertEqual(harness.receive(sock, len(sent)), sent)

    def test_answers_frames_at_every_cut(self):
        sock = self.open()
        sent = frame(b"hello") + frame(b"") + frame(b"alex")
        for cut in range(1, len(sent)):
            sock.sendall(sent[:cut])
            whole = 0 if cut < 9 else 9 if cut < 13 else 13
            answer = harness.receive(sock, whole)  # so that the rest is a read of its own
            sock.sendall(sent[cut:])
            self.assertEqual(answer + harness.receive(sock, len(sent) - whole), sent)

    def test_answers_many_frames_that_come_at_once_and_the_largest(self):
        sock = self.open()
        sent = b"".join(frame(bytes([i % 256]) * (i % 300)) for i in range(2000)) + frame(b"x" * LIMIT)
        self.assertEqual(exchange(sock, sent), sent)

    def test_says_which_frame_was_wrong_and_serves_the_next_client(self):
        for wrong in (struct.pack("<i", -1), struct.pack("<i", LIMIT + 1)):
            sock = self.open()
            sock.sendall(frame(b"good") + wrong)
            self.assertEqual(harness.receive(sock, 8), frame(b"good"))
            self.assertEqual(harness.receive_all(sock), b"")
        self.wait_for_log("negative_length: ")
        self.wait_for_log("frame_too_large: ")
        sock = self.open()
        sock.sendall(frame(b"next"))
        self.assertEqual(harness.receive(sock, 8), frame(b"next"))

    def test_tells_a_cut_frame_from_an_orderly_end(self):
        with contextlib.closing(self.connect(self.server)) as sock:
            sock.sendall(frame(b"good"))
            self.assertEqual(harness.receive(sock, 8), frame(b"good"))
        with contextlib.closing(self.connect(self.server)) as sock:
            sock.sendall(frame(b"cut off")[:-1])
            self.end(sock)
            self.assertEqual(harness.receive_all(sock), b"")
        self.wait_for_log("truncated_payload")
        self.assertEqual(self.server.log().splitlines(), ["truncated_payload"])

    def end(self, sock):
        sock.shutdown(socket.SHUT_WR)

    def test_serves_others_while_one_is_in_the_middle_of_a_frame(self):
        slow = self.open()
        slow.sendall(frame(b"slow")[:6])
        quick = self.open()
        quick.sendall(frame(b"quick"))
        self.assertEqual(harness.receive(quick, 9), frame(b"quick"))
        slow.sendall(frame(b"slow")[6:])
        self.assertEqual(harness.receive(slow, 8), frame(b"slow"))


class Blocking(AdapterTests, unittest.TestCase):
    name = "blocking"


class Poll(AdapterTests, unittest.TestCase):
    name = "poll"


class Epoll(AdapterTests, unittest.TestCase):
    name = "epoll"


class Libuv(AdapterTests, unittest.TestCase):
    name = "libuv"


class AsioCallbacks(AdapterTests, unittest.TestCase):
    name = "asio_callbacks"


class AsioCoroutines(AdapterTests, unittest.TestCase):
    name = "asio_coroutines"


class Iostream(AdapterTests, unittest.TestCase):
    name = "iostream"

    def start(self):
        return Inetd(self.name)


class Openssl(AdapterTests, unittest.TestCase):
    name = "openssl"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not shutil.which("openssl"):
            raise unittest.SkipTest("there is no openssl command to make a certificate with")
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.certificate, cls.key = (pathlib.Path(folder.name, name) for name in ("certificate.pem", "key.pem"))
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", "-days", "2",
                        "-keyout", cls.key, "-out", cls.certificate], check=True, capture_output=True)  # fmt: skip

    def start(self):
        return Adapter(self.name, self.certificate, self.key)

    def connect(self, server):
        context = ssl.create_default_context(cafile=str(self.certificate))
        return context.wrap_socket(server.connect(), server_hostname="localhost")

    def end(self, sock):
        with contextlib.suppress(OSError):
            sock.unwrap()  # close_notify

    def test_tells_a_cut_frame_from_an_orderly_end(self):
        with contextlib.closing(self.connect(self.server)) as sock:
            sock.sendall(frame(b"cut off")[:-1])
            self.end(sock)
        self.wait_for_log("truncated_payload")

    def test_a_connection_that_is_cut_between_frames_is_no_orderly_end(self):
        with contextlib.closing(self.connect(self.server)) as sock:
            sock.sendall(frame(b"good"))
            self.assertEqual(harness.receive(sock, 8), frame(b"good"))
            sock.shutdown(socket.SHUT_RDWR)  # without close_notify
        self.wait_for_log("connection_lost")


class TheCore(unittest.TestCase):
    def test_is_not_touched_by_what_an_adapter_needs(self):
        words = re.compile(r"#include <(boost|uv|openssl|iostream|poll|sys/)")
        for header in (pathlib.Path(__file__).resolve().parents[3] / "include/cleave").glob("*.hpp"):
            self.assertIsNone(words.search(header.read_text(encoding="utf-8")), header.name)


if __name__ == "__main__":
    unittest.main()
