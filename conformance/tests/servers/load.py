# SPDX-License-Identifier: MIT
"""The file server under load: many idle clients, many senders who are refused, a very large body, and a soak.

    python3 load.py [--idle N] [--senders N] [--body BYTES] [--minutes N]

Prints what was measured and a verdict for each. Exits with 1 if a verdict is not ok.

CLEAVE_BIN  where the programs are; build/bin if not set
"""

import argparse
import contextlib
import os
import pathlib
import random
import re
import resource
import selectors
import socket
import sys
import tempfile
import threading
import time

import harness
from harness import endpoint_of, message, receive, receive_all, receive_header, reset, wait_until

PLACE = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
IDLE_BYTES = 1024  # of user memory, of a connection that does nothing
BODY_GROWTH_KIB = 4096
SLOPE_KIB = 256  # of memory, between the first and the last quarter of a soak: pages of the allocator


def put(name, size, **more):
    return message({"cmd": "put", "filename": name, "filesize": size, "reply": True, **more})


def raise_limit():
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


class Server(harness.Server):
    def __init__(self, root, *options, **more):
        super().__init__("cleave-file-server", "--root", root, "--dialect", "extended", *options, before=raise_limit, **more)

    def status(self, field):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"^{field}:\s+(\d+)", text, re.M).group(1))

    def private_bytes(self):
        """Memory of the process alone that holds something."""
        text = pathlib.Path(f"/proc/{self.process.pid}/smaps_rollup").read_text()
        return int(re.search(r"^Private_Dirty:\s+(\d+)", text, re.M).group(1)) * 1024

    def forget_peak(self):
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")
        return self.status("VmRSS")


@contextlib.contextmanager
def serving(*options):
    with tempfile.TemporaryDirectory(prefix="cleave-load-", dir=PLACE) as folder:
        root = pathlib.Path(folder, "root")
        root.mkdir()
        with Server(root, *options) as server:
            yield server, root


def report(title, is_ok, text):
    print(f"{'ok' if is_ok else 'FAILED':<8}{title}: {text}", flush=True)
    return is_ok


# ---- idle clients beside uploads


def idle_clients(count):
    count = min(count, raise_limit() - 500)
    uploads, rounds = 64, 10
    with serving("--ack", "stored", "--max-connections", count + uploads, "--idle-timeout", "10m") as (server, root):
        before = server.private_bytes()
        idle = []
        try:
            for _ in range(count):
                idle.append(server.connect())
            wait_until(lambda: server.open_descriptors() > count, "all are accepted")
            each = (server.private_bytes() - before) / count
            # The last tenth says a byte a second, of a header that may take ten seconds.
            is_over = threading.Event()

            def dribble():
                while not is_over.wait(1):
                    for sock in idle[-count // 10 :]:
                        with contextlib.suppress(OSError):
                            sock.send(b"\x10" if sock.fileno() % 2 else b"\0")

            dribbler = threading.Thread(target=dribble)
            dribbler.start()
            times = []

            def upload(who):
                with server.connect() as sock:
                    for number in range(rounds):
                        began = time.monotonic()
                        sock.sendall(put(f"{who}-{number}", 65536) + bytes(65536))
                        if receive_header(sock)["status"] != "ok":
                            return
                        times.append((time.monotonic() - began) * 1000)

            threads = [threading.Thread(target=upload, args=(who,)) for who in range(uploads)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            is_over.set()
            dribbler.join()
            # One more than the cap: it is told.
            told = None
            with contextlib.ExitStack() as stack:
                # The slow ones may be gone already: their places, too, are to be filled.
                more = [stack.enter_context(server.connect()) for _ in range(uploads + count // 10 + 1)]
                chooser = stack.enter_context(selectors.DefaultSelector())
                for sock in more:
                    chooser.register(sock, selectors.EVENT_READ)
                for key, _ in chooser.select(harness.PATIENCE)[:1]:  # nobody else is spoken to
                    told = receive_header(key.fileobj)
                for sock in idle[: count // 2]:
                    sock.close()
        finally:
            for sock in idle:
                sock.close()
        wait_until(lambda: server.open_descriptors() < 100, "all places are free again")
    times.sort()
    whole = len(times) == uploads * rounds
    p50, p99 = times[len(times) // 2], times[len(times) * 99 // 100]
    is_told = told is not None and told["code"] == "busy"
    return [
        report("idle clients", whole, f"{count} idle, a tenth of them at a byte a second, beside {uploads} uploaders: "
               f"{len(times)} uploads of 64 KiB, p50 {p50:.1f} ms, p99 {p99:.1f} ms"),
        report("memory of an idle client", each <= IDLE_BYTES, f"{each:.0f} bytes, {IDLE_BYTES} allowed"),
        report("one client more than the cap", is_told, "told: busy" if is_told else f"told: {told}"),
    ]  # fmt: skip


# ---- senders who are refused


def refused_senders(count):
    """Each sends a body that nobody wants, all at the same time, and reads only then: it must find the reason."""
    size = 256 << 10
    told = resets = others = 0
    with serving("--max-connections", 2 * count) as (server, _):
        family, endpoint = endpoint_of(server.address)
        chooser = selectors.DefaultSelector()
        left = {}
        for batch in range(0, count, 250):
            for _ in range(min(250, count - batch)):
                sock = socket.socket(family)
                sock.connect(endpoint)
                sock.setblocking(False)
                left[sock] = memoryview(put("../bad", size) + bytes(size))
                chooser.register(sock, selectors.EVENT_WRITE)
            while left:
                for key, _ in chooser.select(harness.PATIENCE):
                    sock = key.fileobj
                    try:
                        left[sock] = left[sock][sock.send(left[sock]) :]
                        if left[sock]:
                            continue
                    except ConnectionError:
                        pass  # it still reads what came
                    del left[sock]
                    chooser.unregister(sock)
                    sock.settimeout(harness.PATIENCE)
                    try:
                        told += receive_header(sock)["code"] == "name_parent"
                    except ConnectionError:
                        resets += 1
                    except EOFError:
                        others += 1
                    sock.close()
    is_ok = told == count
    return [report("refused senders", is_ok, f"{count} sent 256 KiB each: {told} read the reason, {resets} a reset, "
                                              f"{others} nothing")]  # fmt: skip


# ---- a very large body


def large_body(size):
    """Of a sparse file, to a disk that has the room for it; the server stores every byte of it."""
    with tempfile.TemporaryDirectory(prefix="cleave-load-") as folder:
        disk = os.statvfs(folder)
        size = min(size, disk.f_bavail * disk.f_frsize // 2)
        with open(pathlib.Path(folder, "sparse"), "w+b") as source:
            source.truncate(size)
            root = pathlib.Path(folder, "root")
            root.mkdir()
            with Server(root, "--ack", "stored") as server, server.connect() as sock:
                sock.sendall(put("warm", 65536) + bytes(65536))
                receive_header(sock)
                idle = server.forget_peak()
                began = time.monotonic()
                sock.sendall(message({"cmd": "put", "filename": "large", "filesize": size}))
                sock.settimeout(None)
                sock.sendfile(source)
                sock.sendall(message({"cmd": "stat", "filename": "large"}))
                stored = receive_header(sock).get("file_size")
                seconds = time.monotonic() - began
                grown = server.status("VmHWM") - idle
    is_ok = stored == size and grown < BODY_GROWTH_KIB
    return [report("a large body", is_ok, f"{size / 2**30:.1f} GiB in {seconds:.0f} s ({size / 2**20 / seconds:.0f} MiB/s), "
                                           f"{grown} KiB more than idle at the peak, {BODY_GROWTH_KIB} allowed")]  # fmt: skip


# ---- a soak

FAULTS = ("reset", "half", "garbage", "wrong digest", "bad name", "slow", "vanish", "unheard digest", "space", "part", "linger")
QUOTA = 64 << 20


def one_fault(server, chance, name):
    kind = chance.choice(FAULTS)
    with server.connect() as sock, contextlib.suppress(OSError, EOFError):
        if kind == "reset":
            sock.sendall(put(name, 100_000) + bytes(chance.randrange(100_000)))
            reset(sock)
        elif kind == "half":
            sock.sendall(put(name, 100_000)[: chance.randrange(1, 60)])
            sock.shutdown(socket.SHUT_WR)
            receive_all(sock)
        elif kind == "garbage":
            sock.sendall(chance.randbytes(chance.randrange(1, 5000)))
            sock.shutdown(socket.SHUT_WR)
            receive_all(sock)
        elif kind == "wrong digest":
            sock.sendall(put(name, 5, sha256="0" * 64) + b"hello")
            receive_all(sock) if chance.random() < 0.1 else receive_header(sock)
        elif kind == "bad name":
            sock.sendall(put("../" + name, 100_000) + bytes(100_000))
            receive_header(sock)
        elif kind == "slow":
            for byte in put(name, 0)[:30]:
                sock.sendall(bytes([byte]))
        elif kind == "vanish":
            sock.sendall(message({"cmd": "get", "filename": "large"}))
            receive(sock, 100)
        elif kind == "unheard digest":
            sock.sendall(message({"cmd": "get", "filename": "large"}))
            reset(sock)
        elif kind == "space":
            sock.sendall(put(name, QUOTA // 2))
            reset(sock)
        elif kind == "part":
            sock.sendall(put(name, 100_000, offset=0) + bytes(chance.randrange(100_000)))
        elif kind == "linger":
            sock.sendall(b"\xff" * 4)
            receive_header(sock)


def on_disk(root):
    return sum(file.stat().st_size for file in root.rglob("*") if file.is_file())


def is_account_the_disk(server, root):
    """Whether what is left of the quota, and not a byte more, can be stored."""
    rest = QUOTA - on_disk(root)
    with server.connect() as sock:
        sock.sendall(put("rest", rest + 1))
        if receive_header(sock).get("code") != "quota_exceeded":
            return False
    with server.connect() as sock:
        sock.sendall(put("rest", rest) + bytes(rest))
        is_stored = receive_header(sock)["status"] == "ok"
    (root / "rest").unlink(missing_ok=True)
    return is_stored


def soak(minutes):
    """Mixed load, one request in a hundred a fault, and another program in the folder; every stored file is got again and
    compared. In the end the account of the quota is the disk."""
    with serving("--overwrite", "--ack", "durable", "--quota", QUOTA) as (server, root):
        with open(root / "large", "wb") as large:
            large.truncate(4 << 20)
        end = time.monotonic() + minutes * 60
        counts = {"requests": 0, "faults": 0, "mismatches": 0}
        samples = []
        lock = threading.Lock()

        def work(who):
            chance = random.Random(who)
            sock = None
            done = faults = mismatches = 0
            while time.monotonic() < end:
                name = f"{who}-{chance.randrange(20)}"
                done += 1
                if chance.random() < 0.01:
                    faults += 1
                    one_fault(server, chance, name)
                    continue
                if sock is None or chance.random() < 0.02:
                    if sock:
                        sock.close()
                    sock = server.connect()
                body = chance.randbytes(chance.choice((0, 10, 1000, 30_000)))
                sock.sendall(put(name, len(body)) + body + message({"cmd": "get", "filename": name}))
                is_stored = receive_header(sock)["status"] == "ok"
                got = receive_header(sock)
                mismatches += not is_stored or receive(sock, got["file_size"]) != body
            if sock:
                sock.close()
            with lock:
                counts["requests"] += done
                counts["faults"] += faults
                counts["mismatches"] += mismatches

        threads = [threading.Thread(target=work, args=(who,)) for who in range(8)]
        descriptors = server.open_descriptors()
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            time.sleep(min(1, minutes * 60 / 20))
            (root / f"other-{len(samples) % 5}").write_bytes(bytes(len(samples) * 1000 % 77_777))  # another program
            (root / f"other-{len(samples) % 3}").unlink(missing_ok=True)
            samples.append(server.private_bytes() // 1024)
        for thread in threads:
            thread.join()
        wait_until(lambda: server.open_descriptors() <= descriptors + 2, "all descriptors are given back")  # and the pipe
        quarter = max(1, len(samples) // 4)
        late = samples[-quarter:]
        early = samples[quarter : 2 * quarter] or samples[:1]
        slope = sum(late) / len(late) - sum(early) / len(early)
        wait_until(lambda: is_account_the_disk(server, root), "a sweep has seen what the other program did")
        stray = [name for name in os.listdir(root) if name.startswith(".cleave-") and name != ".cleave-partial"]
        is_ok = counts["mismatches"] == 0 and slope <= SLOPE_KIB and not stray
        text = (f"{minutes:g} min, {counts['requests']} requests, {counts['faults']} faults, {counts['mismatches']} mismatches; "
                f"memory {samples[0]} KiB at first, {samples[-1]} KiB at last, slope {slope:+.0f} KiB; descriptors as before; the account is the disk")
        return [report("soak", is_ok, text)]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--idle", type=int, default=10_000)
    parser.add_argument("--senders", type=int, default=1_000)
    parser.add_argument("--body", type=int, default=8 << 30)
    parser.add_argument("--minutes", type=float, default=1)
    options = parser.parse_args()
    parts = ((idle_clients, options.idle), (refused_senders, options.senders), (large_body, options.body), (soak, options.minutes))
    verdicts = [verdict for part, size in parts if size for verdict in part(size)]
    return 0 if all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
