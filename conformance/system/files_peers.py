# SPDX-License-Identifier: MIT
"""What the tests of cleave-file-server and cleave-file share: the protocol once more, in Python; servers and clients
as processes; a proxy. Loopback only, ports that the kernel chooses, every wait bounded."""

import contextlib
import hashlib
import json
import os
import pathlib
import select
import shutil
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest

BIN = pathlib.Path(os.environ.get("CLEAVE_BIN", pathlib.Path(__file__).resolve().parents[2] / "build" / "bin"))
PATIENCE = 30  # seconds for anything that is waited for
CLOSED = b""


# ---- the protocol, once more


def frame(text):
    return struct.pack("<i", len(text)) + text


def message(header, body=b""):
    return frame(json.dumps(header).encode()) + body


def put(name, body, **more):
    return message({"cmd": "put", "filename": name, "filesize": len(body), **more}, body)


def upload(name, body, msg=""):
    return message({"file_name": name, "file_size": len(body), "msg": msg}, body)


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def md5(data):
    return hashlib.md5(data).hexdigest()


def receive(sock, size):
    data = b""
    while len(data) < size:
        piece = sock.recv(size - len(data))
        if not piece:
            raise EOFError(f"closed after {len(data)} of {size} bytes")
        data += piece
    return data


def receive_header(sock):
    (length,) = struct.unpack("<i", receive(sock, 4))
    return json.loads(receive(sock, length))


def receive_all(sock):
    """What comes until the peer's end; a reset counts as an end."""
    data = b""
    with contextlib.suppress(ConnectionError):
        while piece := sock.recv(1 << 16):
            data += piece
    return data


def reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


def wait_until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain until {what}")
        time.sleep(0.002)


def endpoint_of(address):
    if address.startswith("unix:"):
        return socket.AF_UNIX, address.removeprefix("unix:")
    host, _, port = address.rpartition(":")
    if host.startswith("["):
        return socket.AF_INET6, (host.strip("[]"), int(port))
    return socket.AF_INET, (host, int(port))


def connect(address):
    family, endpoint = endpoint_of(address)
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.settimeout(PATIENCE)
    sock.connect(endpoint)
    if family != socket.AF_UNIX:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


# ---- our programs


class Server:
    """A running cleave-file-server."""

    def __init__(self, root, *arguments, listen="127.0.0.1:0", limits=None):
        self.log_file = tempfile.TemporaryFile()
        command = [BIN / "cleave-file-server", "--root", root, "--listen", listen, *map(str, arguments)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=self.log_file, text=True, preexec_fn=limits, close_fds=True
        )
        self.address = self.process.stdout.readline().removeprefix("listening on ").strip()
        if not self.address:
            raise AssertionError(f"the server did not start: {self.log()}")

    def connect(self):
        return connect(self.address)

    def log(self):
        return os.pread(self.log_file.fileno(), 1 << 24, 0).decode()

    def open_descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def memory(self):
        """The most that was ever resident, in KiB."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
        raise AssertionError("no VmHWM")

    def stop(self, number=signal.SIGTERM):
        if number and self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise
        finally:
            self.process.stdout.close()
            self.log_file.close()


def client(*arguments, cwd=None):
    return subprocess.run(
        [BIN / "cleave-file", *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE, cwd=cwd
    )


class FilesTest(unittest.TestCase):
    """Gives each test a directory for a server, in a place where nothing else may change."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="cleave-files-")
        self.addCleanup(folder.cleanup)
        self.outside = pathlib.Path(folder.name)
        self.root = self.outside / "root"
        self.root.mkdir()
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="cleave-scratch-"))
        self.addCleanup(shutil.rmtree, self.scratch, True)
        (self.outside / "canary").write_bytes(b"sings")
        self.addCleanup(self.check_outside)

    def check_outside(self):
        self.assertEqual({p.name for p in self.outside.iterdir()}, {"root", "canary"})
        self.assertEqual((self.outside / "canary").read_bytes(), b"sings")

    def start(self, *arguments, **more):
        server = Server(self.root, *arguments, **more)
        self.addCleanup(self.stop, server)
        return server

    def stop(self, server):
        if server.process.poll() is None or not server.log_file.closed:
            self.assertEqual(server.stop(), 0)

    def names(self):
        """What a peer could see; parts of broken uploads are not."""
        return {p.name for p in self.root.iterdir() if p.name != ".cleave-partial"}

    def wait_for(self, name, data):
        path = self.root / name
        wait_until(path.exists, f"{name} is there")
        self.assertEqual(path.read_bytes(), data)

    def source(self, name, data):
        path = self.scratch / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return path

    def put_something(self, server, extended):
        """The next good upload succeeds."""
        with server.connect() as sock:
            sock.sendall(put("next", b"good", reply=True) if extended else upload("next", b"good"))
            if extended:
                self.assertEqual(receive_header(sock)["status"], "ok")
        self.wait_for("next", b"good")
        (self.root / "next").unlink()

    def assert_refused(self, answer, code):
        """One whole error reply and nothing else."""
        (length,) = struct.unpack("<i", answer[:4])
        self.assertEqual(len(answer), 4 + length, answer)
        reply = json.loads(answer[4:])
        self.assertEqual((reply["status"], reply["code"]), ("error", code))
        self.assertTrue(reply["message"].startswith(code + ": "), reply)

    def assert_ran(self, done, code=0):
        self.assertEqual(done.returncode, code, done.stderr + done.stdout)
        return done


# ---- a proxy between our client and our server


class Split:
    """Delivers a stream in two pieces, cut behind `at` bytes; 0 is one byte at a time."""

    def __init__(self, at):
        self.left = at
        self.every_byte = at == 0

    def pieces(self, data):
        if self.every_byte:
            return [data[i : i + 1] for i in range(len(data))]
        cut, self.left = self.left, max(0, self.left - len(data))
        return [p for p in (data[:cut], data[cut:]) if p]


class Cut:
    """Delivers the first bytes of a stream, and then ends the connection."""

    def __init__(self, after):
        self.left = after

    def pieces(self, data):
        taken, self.left = data[: self.left], self.left - len(data)
        return [taken, None] if self.left < 0 else [taken]


class Proxy:
    """Passes one connection on, each direction by its own rule."""

    def __init__(self, server_address, to_server=None, to_client=None):
        self.server_address = server_address
        self.to_server, self.to_client = to_server, to_client
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self.run)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.thread.join(PATIENCE)
        self.listener.close()

    def run(self):
        with contextlib.suppress(OSError):
            accepted, _ = self.listener.accept()
            accepted.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            with accepted, connect(self.server_address) as server:
                self.pass_on(accepted, server)

    def pass_on(self, accepted, server):
        rules = {accepted: (server, self.to_server), server: (accepted, self.to_client)}
        reading = [accepted, server]
        while reading:
            ready, _, _ = select.select(reading, [], [], PATIENCE)
            if not ready:
                return
            for source in ready:
                target, rule = rules[source]
                data = source.recv(65536)
                if not data:
                    reading.remove(source)
                    target.shutdown(socket.SHUT_WR)
                    continue
                for piece in rule.pieces(data) if rule else [data]:
                    if piece is None:
                        return
                    target.sendall(piece)
                    time.sleep(0.0005)
