# SPDX-License-Identifier: MIT
"""The main job, on real input: files go through cleave-file-server and come back, byte for byte.

One side is a Python program that shares no code with ours and speaks the plain dialect as such programs do; then
cleave-file does the same in both dialects. Prints a table of what was done; exits with 1 if anything differs.

CLEAVE_BIN        where the programs are; build/bin if not set
CLEAVE_DEMO_SIZE  bytes of the large file; 1 GiB if not set
"""

import hashlib
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unicodedata

from harness import BIN, PATIENCE

MIB = 1 << 20


# ---- a plain peer, as they are in the field


def send_header(sock, header):
    text = json.dumps(header).encode()
    sock.send(struct.pack("i", len(text)))
    sock.send(text)


def receive(sock, size):
    data = b""
    while len(data) < size:
        piece = sock.recv(min(1024, size - len(data)))
        if not piece:
            raise EOFError(f"the server closed after {len(data)} of {size} bytes")
        data += piece
    return data


def upload(sock, name, size, pieces, msg=""):
    send_header(sock, {"file_name": name, "file_size": size, "msg": msg})
    for piece in pieces:
        sock.sendall(piece)


def put(sock, name, size, pieces):
    send_header(sock, {"cmd": "put", "filename": name, "filesize": size})
    for piece in pieces:
        sock.sendall(piece)


def get(sock, name):
    """Returns the header and the digest of what came, which is not kept."""
    sock.send(("get " + name).encode())
    (length,) = struct.unpack("i", receive(sock, 4))
    header = json.loads(receive(sock, length))
    digest, left = hashlib.md5(), header["file_size"]
    while left:
        piece = sock.recv(min(1 << 18, left))
        if not piece:
            raise EOFError(f"the server closed {left} bytes early")
        digest.update(piece)
        left -= len(piece)
    return header, digest.hexdigest()


# ---- the table


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def padded(text, width):
    return text + " " * max(0, width - columns(text))


class Table:
    WIDTHS = (42, 9, 15, 16, 14)

    def __init__(self):
        self.failures = self.checks = self.largest = 0
        self.row("what", "dialect", "peer", "bytes", "rate", "verdict")

    def row(self, *cells):
        print(*(padded(c, w) for c, w in zip(cells, self.WIDTHS)), *cells[len(self.WIDTHS) :], flush=True)

    def check(self, what, dialect, peer, size, work):
        """work() returns what is wrong, or nothing."""
        begin = time.monotonic()
        try:
            wrong = work()
        except (OSError, ValueError, KeyError, subprocess.SubprocessError, EOFError) as error:
            wrong = f"{type(error).__name__}: {error}"
        seconds = time.monotonic() - begin
        rate = f"{size / MIB / seconds:.0f} MiB/s" if size >= MIB else ""
        self.row(what, dialect, peer, f"{size:,}", rate, f"FAIL: {wrong}" if wrong else "ok")
        self.failures += bool(wrong)
        self.checks += 1
        self.largest = max(self.largest, size)


# ---- what is sent


class Pieces:
    """A file of any size that is never in memory, nor on this side's disk: a megabyte of noise, numbered."""

    def __init__(self, size):
        self.size = size
        self.noise = os.urandom(MIB - 8)

    def __iter__(self):
        for number in range(self.size // MIB):
            yield struct.pack("<q", number) + self.noise
        if self.size % MIB:
            yield self.noise[: self.size % MIB]

    def md5(self):
        digest = hashlib.md5()
        for piece in self:
            digest.update(piece)
        return digest.hexdigest()


class Server:
    def __init__(self, root, *arguments):
        self.log = tempfile.TemporaryFile()
        command = [BIN / "cleave-file-server", "--root", root, "--listen", "127.0.0.1:0", *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.log, text=True)
        self.address = self.process.stdout.readline().removeprefix("listening on ").strip()
        host, _, port = self.address.rpartition(":")
        self.endpoint = (host, int(port or 0))

    def connect(self):
        return socket.create_connection(self.endpoint, timeout=PATIENCE)

    def stop(self):
        self.process.terminate()
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        return "" if code == 0 else f"exit code {code}: {self.messages()}"

    def messages(self):
        self.log.seek(0)
        return self.log.read().decode(errors="replace").strip()


def digest_of(path):
    digest = hashlib.md5()
    with open(path, "rb") as file:
        while piece := file.read(MIB):
            digest.update(piece)
    return digest.hexdigest()


def differs(path, md5):
    """Plain has no answer: an upload has arrived when the file is there."""
    end = time.monotonic() + PATIENCE
    while not path.exists():
        if time.monotonic() > end:
            return "it never appeared"
        time.sleep(0.001)
    return "" if digest_of(path) == md5 else "the file differs"


def run_client(*arguments):
    done = subprocess.run([BIN / "cleave-file", *map(str, arguments)], capture_output=True, text=True, timeout=PATIENCE)
    return "" if done.returncode == 0 else f"exit code {done.returncode}: {done.stderr.strip()}"


# ---- the demonstration

SMALL = {"hello.txt": b"hello, world\n", "empty": b"", "计算机五大.txt": "哈哈哈哈哈".encode() * 10000}


def python_peer(table, server, root, large):
    def several():
        with server.connect() as sock:
            for name, data in SMALL.items():
                upload(sock, name, len(data), [data], msg="传好了")
            put(sock, "after the others", 3, [b"end"])
        wrong = [name for name, data in SMALL.items() if differs(root / name, hashlib.md5(data).hexdigest())]
        return f"wrong: {wrong}" if wrong else differs(root / "after the others", hashlib.md5(b"end").hexdigest())

    def send_large():
        with server.connect() as sock:
            upload(sock, "large", large.size, large)
        end = time.monotonic() + PATIENCE
        while not (root / "large").exists():
            if time.monotonic() > end:
                return "it never appeared"
            time.sleep(0.001)
        return ""

    def get_back(name, md5):
        def work():
            with server.connect() as sock:
                header, came = get(sock, name)
            if header["filename"] != name or header["md5"] != md5:
                return f"the header says {header}"
            return "" if came == md5 else "what came differs"

        return work

    def in_two_pieces():
        """The same upload, cut at each of its bytes in turn."""
        text = json.dumps({"file_name": "cut", "file_size": 5, "msg": ""}).encode()
        message = struct.pack("i", len(text)) + text + b"hello"
        for cut in range(1, len(message)):
            with server.connect() as sock:
                sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                sock.sendall(message[:cut])
                time.sleep(0.001)
                sock.sendall(message[cut:])
                wrong = differs(root / "cut", hashlib.md5(b"hello").hexdigest())
            if wrong:
                return f"cut at byte {cut}: {wrong}"
            (root / "cut").unlink()
        return ""

    total = sum(map(len, SMALL.values())) + 3
    table.check("4 uploads on one connection, one empty", "plain", "Python", total, several)
    table.check("an upload, cut at every byte in turn", "plain", "Python", 5, in_two_pieces)
    for name, data in SMALL.items():
        table.check(f"get {name}", "plain", "Python", len(data), get_back(name, hashlib.md5(data).hexdigest()))
    md5 = large.md5()
    table.check("upload of a large file", "plain", "Python", large.size, send_large)
    table.check("the stored file, compared", "", "", large.size, lambda: differs(root / "large", md5))
    table.check("get of the large file", "plain", "Python", large.size, get_back("large", md5))
    (root / "large").unlink(missing_ok=True)


def our_client(table, dialect, root, scratch):
    sources, back = scratch / "sources", scratch / "back"
    for folder in (sources, back, root):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    noise = Pieces(64 * MIB)
    with open(sources / "noise", "wb") as file:
        for piece in noise:
            file.write(piece)
    for name, data in SMALL.items():
        (sources / name).write_bytes(data)
    names = [*SMALL, "noise"]
    size = sum((sources / name).stat().st_size for name in names)

    server = Server(root, "--dialect", dialect)
    speak = ("--dialect", dialect)

    def put_all():
        wrong = run_client("put", server.address, *(sources / n for n in names), *speak)
        return wrong or next((w for n in names if (w := differs(root / n, digest_of(sources / n)))), "")

    def get_all():
        for name in names:
            if wrong := run_client("get", server.address, name, "-o", back / name, *speak):
                return wrong
        return next((w for n in names if (w := differs(back / n, digest_of(sources / n)))), "")

    def resume():
        """A client that goes away in the middle, and cleave-file, which goes on from there."""
        sha256 = hashlib.sha256((sources / "noise").read_bytes()).hexdigest()
        with server.connect() as sock, open(sources / "noise", "rb") as file:
            send_header(sock, {"cmd": "put", "filename": "resumed", "filesize": noise.size, "sha256": sha256})
            sock.sendall(file.read(40 * MIB))
        wrong = run_client("put", server.address, sources / "noise", "--as", "resumed", "--resume", *speak)
        return wrong or differs(root / "resumed", noise.md5())

    def nothing_else():
        expected = {*names, "resumed"} if dialect == "extended" else set(names)
        found = {p.name for p in root.iterdir() if not p.name.startswith(".cleave-partial")}
        partial = list(root.glob(".cleave-partial/*"))
        return "" if found == expected and not partial else f"found {sorted(found)} and {partial}"

    table.check(f"put of {len(names)} files", dialect, "cleave-file", size, put_all)
    table.check(f"get of {len(names)} files", dialect, "cleave-file", size, get_all)
    if dialect == "extended":
        table.check("a broken upload, resumed", dialect, "cleave-file", noise.size, resume)
        table.check("stat", dialect, "cleave-file", 0, lambda: run_client("stat", server.address, "noise"))
    table.check("nothing else in the directory", dialect, "", 0, nothing_else)
    table.check("SIGTERM ends the server with 0", dialect, "", 0, server.stop)


def size_of_large_file(folder):
    wanted = int(os.environ.get("CLEAVE_DEMO_SIZE", 1 << 30))
    room = shutil.disk_usage(folder).free - 512 * MIB
    if wanted <= room:
        return wanted
    print(f"{folder} has no room for {wanted:,} bytes")
    return max(MIB, room)


def main():
    table = Table()
    with tempfile.TemporaryDirectory(prefix="cleave-demo-") as folder:
        scratch = pathlib.Path(folder)
        root = scratch / "root"
        root.mkdir()
        server = Server(root)
        python_peer(table, server, root, Pieces(size_of_large_file(folder)))
        table.check("SIGTERM ends the server with 0", "plain", "", 0, server.stop)
        for dialect in ("plain", "extended"):
            our_client(table, dialect, root, scratch)
    print(f"{table.checks} checks with files of up to {table.largest:,} bytes, "
          + (f"{table.failures} failed" if table.failures else "all of them well"))
    return 1 if table.failures else 0


if __name__ == "__main__":
    sys.exit(main())
