# SPDX-License-Identifier: MIT
"""What the tests of the systems share: our programs as processes, and a proxy that cuts what passes through it.

Loopback and Unix sockets only, ports that the kernel chooses, every wait bounded by PATIENCE."""

import contextlib
import hashlib
import json
import os
import pathlib
import select
import signal
import socket
import struct
import subprocess
import tempfile
import threading
import time
import unittest

BIN = pathlib.Path(os.environ.get("CLEAVE_BIN", pathlib.Path(__file__).resolve().parents[3] / "build" / "bin"))
PATIENCE = 120 * float(os.environ.get("CLEAVE_PATIENCE", "1"))  # seconds; all that waits for an event waits so long
FAMILIES = ("ipv4", "ipv6", "unix")


# ---- addresses


def endpoint_of(address):
    """What Python's socket module wants to know of an ADDR."""
    if address.startswith("unix:"):
        return socket.AF_UNIX, address.removeprefix("unix:")
    host, _, port = address.rpartition(":")
    if host.startswith("["):
        return socket.AF_INET6, (host.strip("[]"), int(port))
    return socket.AF_INET, (host, int(port))


def address_of(sock):
    name = sock.getsockname()
    if sock.family == socket.AF_UNIX:
        return f"unix:{name}"
    host = f"[{name[0]}]" if sock.family == socket.AF_INET6 else name[0]
    return f"{host}:{name[1]}"


def anywhere(family, folder):
    """Where to listen."""
    if family == "unix":
        return f"unix:{tempfile.mktemp(dir=folder, suffix='.sock')}"
    return {"ipv4": "127.0.0.1:0", "ipv6": "[::1]:0"}[family]


def connect(address):
    family, endpoint = endpoint_of(address)
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.settimeout(PATIENCE)
    try:
        sock.connect(endpoint)
    except OSError:
        sock.close()
        raise
    return sock


def listen(address):
    family, endpoint = endpoint_of(address)
    sock = socket.socket(family, socket.SOCK_STREAM)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind(endpoint)
    sock.listen(64)
    return sock


def datagram_socket(address, timeout=PATIENCE):
    """A socket for datagrams, bound to `address`."""
    family, endpoint = endpoint_of(address)
    sock = socket.socket(family, socket.SOCK_DGRAM)
    sock.settimeout(timeout)
    sock.bind(endpoint)
    return sock


def receive(sock, size):
    data = b""
    while len(data) < size:
        piece = sock.recv(size - len(data))
        if not piece:
            raise EOFError(f"closed after {len(data)} of {size} bytes")
        data += piece
    return data


def receive_all(sock):
    """What comes until the peer's end; a reset counts as an end."""
    data = b""
    with contextlib.suppress(ConnectionError):
        while piece := sock.recv(1 << 16):
            data += piece
    return data


def is_reset(sock):
    """Waits for the end of the connection: True for a reset, False for an orderly end."""
    try:
        while sock.recv(1 << 16):
            pass
    except ConnectionError:
        return True
    return False


def turns_away(address):
    """Whether who connects to `address` is reset: afterwards, or before connect() has returned."""
    try:
        with connect(address) as sock:
            return is_reset(sock)
    except ConnectionResetError:
        return True


def reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    sock.close()


# ---- what the protocols say


def frame(payload):
    return struct.pack("<i", len(payload)) + payload


def framed(*payloads):
    return b"".join(map(frame, payloads))


def message(header, body=b""):
    return frame(json.dumps(header).encode()) + body


def receive_header(sock):
    (length,) = struct.unpack("<i", receive(sock, 4))
    return json.loads(receive(sock, length))


def sha256(data):
    return hashlib.sha256(data).hexdigest()


def wait_until(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise AssertionError(f"waited in vain until {what}")
        time.sleep(0.002)


# ---- our programs


class Server:
    """A server, running: one of our programs by its name, or the words of another one's command line. Everything it
    says is kept."""

    def __init__(self, program, *arguments, listen="127.0.0.1:0", before=None, stdin=subprocess.DEVNULL):
        self.log_file = tempfile.TemporaryFile()
        self.output_file = tempfile.TemporaryFile()
        words = [BIN / program] if isinstance(program, str) else program
        command = [*words, "--listen", listen, *map(str, arguments)]
        self.process = subprocess.Popen(
            command, stdin=stdin, stdout=self.output_file, stderr=self.log_file, preexec_fn=before
        )
        try:
            wait_until(lambda: self.output().endswith("\n") or self.process.poll() is not None, "the server listens")
            first = self.output().split("\n")[0]
            if not first.startswith("listening on "):
                raise AssertionError(f"{program} did not start: {self.output()}{self.log()}")
        except BaseException:
            self.kill()
            raise
        self.address = first.removeprefix("listening on ")

    def connect(self):
        return connect(self.address)

    def output(self):
        return os.pread(self.output_file.fileno(), 1 << 24, 0).decode()

    def log(self):
        return os.pread(self.log_file.fileno(), 1 << 24, 0).decode()

    def wait_for_log(self, text):
        wait_until(lambda: text in self.log(), f"the log says {text!r}; it says {self.log()!r}")

    def open_descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def children(self):
        """The numbers of its child processes."""
        tasks = pathlib.Path(f"/proc/{self.process.pid}/task")
        found = []
        for task in tasks.iterdir():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # the thread has just ended
                found += [int(n) for n in (task / "children").read_text().split()]
        return found

    def stop(self):
        """SIGTERM; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def kill(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.stdin:
            self.process.stdin.close()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                self.kill()
        self.log_file.close()
        self.output_file.close()


class ServerTest(unittest.TestCase):
    """Tests that start `program`, each as it wants it, with a folder for sockets and files."""

    program = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def start(self, *arguments, family="ipv4", **more):
        return self.kept(Server(self.program, *arguments, listen=anywhere(family, self.folder), **more))

    def kept(self, server):
        """The server, which ends with the test."""
        self.addCleanup(server.__exit__)
        return server


def run(program, *arguments, input=b""):
    """Runs one of our clients to its end; stdout and stderr are bytes."""
    command = [BIN / program, *map(str, arguments)]
    return subprocess.run(command, input=input, capture_output=True, timeout=PATIENCE, check=False)


# ---- threads and the proxy


class Background:
    """Runs serve(socket) in a thread for each connection to a listening socket, until it is left."""

    def __init__(self, listening, serve):
        self.listening = listening
        self.address = address_of(listening)
        self.serve = serve
        self.open = set()
        self.lock = threading.Lock()
        self.is_over = False
        self.threads = [threading.Thread(target=self._accept, daemon=True)]
        self.threads[0].start()

    def _accept(self):
        while True:
            try:
                sock, _ = self.listening.accept()
            except OSError:
                return
            sock.settimeout(PATIENCE)
            with self.lock:
                if self.is_over:
                    sock.close()
                    return
                self.open.add(sock)
                thread = threading.Thread(target=self._serve, args=(sock,), daemon=True)
                self.threads.append(thread)
            thread.start()

    def _serve(self, sock):
        # As in the field: a program that ends with an exception has its socket closed by the system.
        with contextlib.suppress(OSError, EOFError, ValueError, struct.error), sock:
            self.serve(sock)
        with self.lock:
            self.open.discard(sock)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):
            self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        with self.lock:
            self.is_over = True
            for sock in self.open:
                with contextlib.suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)
            threads = list(self.threads)
        for thread in threads:
            thread.join(PATIENCE)


def no_delay(sock):
    if sock.family != socket.AF_UNIX:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class Proxy(Background):
    """Passes bytes on to `target`, cut as it is told: {"up": k, "down": k}, the first k bytes of a direction (up: to
    the target) by themselves, then a pause, then the rest; or "bytes", each byte by itself."""

    PAUSE = 0.004

    def __init__(self, target, listening, cuts=None):
        self.target = target
        self.cuts = cuts or {}
        super().__init__(listening, self._pass)

    def _pass(self, client):
        with connect(self.target) as server:
            no_delay(server)
            no_delay(client)
            with self.lock:
                self.open.add(server)
            passing = {client: (server, "up"), server: (client, "down")}
            passed = {"up": 0, "down": 0}
            while passing:
                for sock in select.select(list(passing), [], [], PATIENCE)[0]:
                    to, way = passing[sock]
                    try:
                        data = sock.recv(1 << 16)
                        if data:
                            self._send(to, data, way, passed[way])
                            passed[way] += len(data)
                            continue
                        del passing[sock]
                        to.shutdown(socket.SHUT_WR)
                    except ConnectionResetError:
                        reset(client)
                        reset(server)
                        return
            with self.lock:
                self.open.discard(server)

    def _send(self, to, data, way, passed):
        cut = self.cuts.get(way)
        if cut == "bytes":
            for i in range(len(data)):
                to.sendall(data[i : i + 1])
                time.sleep(0.0005)
            return
        if cut is not None and passed < cut < passed + len(data):
            to.sendall(data[: cut - passed])
            time.sleep(self.PAUSE)
            data = data[cut - passed :]
        to.sendall(data)


def proxy(target, folder, cuts):
    """A proxy of the family of its target."""
    family = {socket.AF_INET: "ipv4", socket.AF_INET6: "ipv6", socket.AF_UNIX: "unix"}[endpoint_of(target)[0]]
    return Proxy(target, listen(anywhere(family, folder)), cuts)


def every_cut(bytes_up, bytes_down, ways=("up", "down")):
    """Each place where an exchange of so many bytes can be cut, and byte by byte."""
    cuts = [{"up": k} for k in range(1, bytes_up)] if "up" in ways else []
    cuts += [{"down": k} for k in range(1, bytes_down)] if "down" in ways else []
    return [*cuts, {way: "bytes" for way in ways}]
