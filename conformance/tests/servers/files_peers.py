# SPDX-License-Identifier: MIT
"""What the tests of cleave-file-server and cleave-file share: the protocol once more, in Python, and the programs."""

import hashlib
import json
import os
import pathlib
import shutil
import signal
import struct
import subprocess
import tempfile
import unittest

import harness
from harness import PATIENCE, frame, message, no_delay, receive_header, sha256, wait_until  # noqa: F401: for tests

CLOSED = b""
# In memory, if there is a place: the tests then wait for nobody else's disk.
PLACE = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


# ---- the protocol, once more


def put(name, body, **more):
    return message({"cmd": "put", "filename": name, "filesize": len(body), **more}, body)


def upload(name, body, msg=""):
    return message({"file_name": name, "file_size": len(body), "msg": msg}, body)


def md5(data):
    return hashlib.md5(data).hexdigest()


# ---- our programs


class Server(harness.Server):
    """A running cleave-file-server."""

    def __init__(self, root, *arguments, **more):
        super().__init__("cleave-file-server", "--root", root, *arguments, **more)
        self.was_stopped = False

    def connect(self):
        sock = super().connect()
        no_delay(sock)
        return sock

    def stop(self, number=signal.SIGTERM):
        """The exit code; number: 0 where the server was told to end already."""
        self.was_stopped = True
        if number:
            self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def memory(self):
        """The most that was ever resident, in KiB."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
        raise AssertionError("no VmHWM")


def client(*arguments, cwd=None):
    command = [harness.BIN / "cleave-file", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=cwd)


class FilesTest(unittest.TestCase):
    """Gives each test a directory for a server, in a place where nothing else may change."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="cleave-files-", dir=PLACE)
        self.addCleanup(folder.cleanup)
        self.outside = pathlib.Path(folder.name)
        self.root = self.outside / "root"
        self.root.mkdir()
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="cleave-scratch-", dir=PLACE))
        self.addCleanup(shutil.rmtree, self.scratch, True)
        (self.outside / "canary").write_bytes(b"sings")
        self.addCleanup(self.check_outside)

    def check_outside(self):
        self.assertEqual({p.name for p in self.outside.iterdir()}, {"root", "canary"})
        self.assertEqual((self.outside / "canary").read_bytes(), b"sings")

    def start(self, *arguments, **more):
        server = Server(self.root, *arguments, **more)
        self.addCleanup(server.__exit__)
        self.addCleanup(self.stop, server)
        return server

    def stop(self, server):
        if not server.was_stopped:
            self.assertIsNone(server.process.poll(), f"the server ended by itself: {server.log()}")
            server.stop()
        self.assertEqual(server.process.returncode, 0, server.log())

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


# ---- proxies


class Proxy(harness.Proxy):
    """Passes bytes on as harness.Proxy does, or, in the ways that `ends` names, only so many; then it ends."""

    def __init__(self, server, cuts=None, ends=None):
        self.ends = ends or {}
        self.passed = {"up": 0, "down": 0}
        super().__init__(server.address, harness.listen("127.0.0.1:0"), cuts)

    def _send(self, to, data, way, passed):
        end = self.ends.get(way)
        left = len(data) if end is None else end - passed
        super()._send(to, data[:left], way, passed)
        self.passed[way] += len(data)
        if left < len(data):
            raise EOFError("as it was told")
