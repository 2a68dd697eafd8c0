# SPDX-License-Identifier: MIT
"""kill -9 of the file server: at every system call of an upload, and at random.

    python3 crashes.py [--kills N] [--folder DIR] [--random]

Prints how many files were torn, how many acknowledged ones were lost, and what was left behind. Exits with 1 if any was
torn or lost, if more than 0.5 % of the random kills left a temporary file in the directory, or if the next start did not
sweep all away. --folder: where the files lie, as a rule in memory; --random: only the kills at random.

What is killed is the process: what the kernel has taken survives it. That a file also survives a power failure is shown
by unit_posix_power_loss."""

import argparse
import collections
import contextlib
import dataclasses
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time

import harness
from harness import PATIENCE, message, receive, receive_all, wait_until

place = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
TEMPORARY = re.compile(r"\.cleave-[0-9a-f]{24}")
LEFT_BOUND = 0.005


@dataclasses.dataclass
class Counts:
    kills: int = 0
    uploads: int = 0  # acknowledged
    torn: int = 0  # a file that is neither old nor new
    lost: int = 0  # an acknowledged file that is not there
    left: int = 0  # temporary files that a kill left
    left_after_restart: int = 0

    def __str__(self):
        return (f"{self.kills} kills, {self.uploads} uploads acknowledged, {self.torn} torn, {self.lost} lost, "
                f"{self.left} left behind, {self.left_after_restart} after the next start")

    def is_well(self):
        is_clean = self.left <= self.kills * LEFT_BOUND
        return is_clean and not self.torn and not self.lost and not self.left_after_restart


class Store:
    """A directory, and servers on it, one after the other."""

    def __init__(self, *options):
        self.folder = tempfile.TemporaryDirectory(prefix="cleave-crashes-", dir=place, ignore_cleanup_errors=True)
        self.root = pathlib.Path(self.folder.name, "root")
        self.root.mkdir()
        self.options = options

    def start(self):
        return harness.Server("cleave-file-server", "--root", self.root, *self.options,
                              listen=f"unix:{self.folder.name}/socket")

    def left(self):
        return [name for name in os.listdir(self.root) if TEMPORARY.fullmatch(name)]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.folder.cleanup()


def put(name, body, dialect="extended"):
    header = {"cmd": "put", "filename": name, "filesize": len(body), **({"reply": True} if dialect == "extended" else {})}
    return message(header, body)


def is_acknowledged(sock):
    """Whether the next reply is a success; the end of the stream is none."""
    try:
        (size,) = struct.unpack("<i", receive(sock, 4))
        return json.loads(receive(sock, size))["status"] == "ok"
    except (EOFError, OSError):
        return False


# ---- at every system call

OLD, NEW = b"old" * 1000, b"new" * 40_000


def upload_in_pieces(server, dialect):
    """Whether it was acknowledged."""
    stream = put("a", NEW, dialect)
    with contextlib.suppress(OSError), server.connect() as sock:
        for piece in (stream[:2], stream[2:50], stream[50:60_000], stream[60_000:]):
            sock.sendall(piece)
            time.sleep(0.002)  # by itself, as a rule; nothing depends on it
        if dialect == "extended":
            return is_acknowledged(sock)
        sock.shutdown(socket.SHUT_WR)
        receive_all(sock)
    return False  # plain: nobody says


@contextlib.contextmanager
def traced(server, *words):
    tracer = subprocess.Popen(["strace", "-f", *words, "-p", str(server.process.pid)], stderr=subprocess.DEVNULL)
    try:
        tasks = pathlib.Path(f"/proc/{server.process.pid}/task")

        def is_traced():
            try:
                return all(re.search(r"^TracerPid:\s+[1-9]", (task / "status").read_text(), re.M) for task in tasks.iterdir())
            except (FileNotFoundError, ProcessLookupError):
                return True  # and killed already

        wait_until(lambda: tracer.poll() is not None or is_traced(), "strace is there")
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            tracer.send_signal(signal.SIGINT)
        tracer.wait(PATIENCE)


def calls_of_an_upload(dialect, options):
    """How often each system call is made by one thread, at most."""
    with Store("--dialect", dialect, *options) as store, store.start() as server:
        output = f"{store.folder.name}/trace"
        with traced(server, "-o", output):
            upload_in_pieces(server, dialect)
            wait_until(lambda: (store.root / "a").exists(), "the file is there")
        counts = collections.Counter(re.findall(r"^(\d+) +(?:<\.\.\. )?(\w+)\(", pathlib.Path(output).read_text(), re.M))
    most = collections.Counter()
    for (_, call), count in counts.items():
        most[call] = max(most[call], count)
    return most


def sweep(dialect="extended"):
    """Kills a server at the k-th call of each kind, for each k, with and without an old file."""
    counts = Counts()
    for options, has_old in ((("--overwrite",), True), ((), False)):
        for call, most in calls_of_an_upload(dialect, options).items():
            for at in range(1, most + 1):
                with Store("--dialect", dialect, *options) as store:
                    if has_old:
                        (store.root / "a").write_bytes(OLD)
                    with store.start() as server:
                        with traced(server, "-o", "/dev/null", "-e", f"trace={call}",
                                    "-e", f"inject={call}:signal=KILL:when={at}"):
                            acknowledged = upload_in_pieces(server, dialect)
                            server.kill()
                    counts.kills += 1
                    counts.uploads += acknowledged
                    target = store.root / "a"
                    body = target.read_bytes() if target.exists() else None
                    counts.torn += body not in (NEW, OLD if has_old else None)
                    counts.lost += acknowledged and body != NEW
                    counts.left += len(store.left())
                    with store.start():
                        counts.left_after_restart += len(store.left())
    return counts


# ---- at random


def body_of(name, number):
    """Says itself which upload it is of, and how long it is."""
    size = random.Random(f"{name} {number}").choice((0, 100, 5_000, 70_000, 400_000))
    head = struct.pack("<qq", number, size)
    return head + (head * (size // 16 + 1))[:size]


def number_of(name, body):
    """Of the upload that `body` is, whole; or nothing."""
    if len(body) < 16:
        return None
    (number, _) = struct.unpack("<qq", body[:16])
    return number if body == body_of(name, number) else None


class Uploads(threading.Thread):
    """Uploads over and over, and remembers what was acknowledged: four names in turn, or always new ones."""

    def __init__(self, server, who, is_replacing, begin):
        super().__init__(daemon=True)
        self.server, self.who, self.is_replacing, self.number = server, who, is_replacing, begin
        self.acknowledged = {}
        self.count = 0
        self.start()

    def run(self):
        with contextlib.suppress(OSError), self.server.connect() as sock:
            while True:
                name = f"{self.who}{self.number % 4 if self.is_replacing else self.number}"
                sock.sendall(put(name, body_of(name, self.number)))
                if not is_acknowledged(sock):
                    return
                self.acknowledged[name] = self.number
                self.count += 1
                self.number += 1


def kill_at_random(kills, is_replacing, seed=1, say=lambda text: None):
    """Two clients upload while the server is killed, over and over."""
    counts = Counts()
    chance = random.Random(seed)
    newest = {}  # by name: the newest upload that was acknowledged
    with Store("--dialect", "extended", *(["--overwrite"] if is_replacing else [])) as store:
        begin = 1
        for _ in range(kills):
            with store.start() as server:
                counts.left_after_restart += len(store.left())
                clients = [Uploads(server, who, is_replacing, begin) for who in "ab"]
                time.sleep(chance.random() * 0.03)
                server.process.kill()
                for client in clients:
                    client.join(PATIENCE)
                    newest.update(client.acknowledged)
                    begin = max(begin, client.number + 1)
                    counts.uploads += client.count
            counts.kills += 1
            counts.left += len(store.left())
            for path in store.root.glob("[ab][0-9]*"):
                number = number_of(path.name, path.read_bytes())
                counts.torn += number is None
                counts.lost += number is not None and number < newest.get(path.name, 0)
            counts.lost += sum(not (store.root / name).exists() for name in newest)
            if not is_replacing:
                for path in store.root.glob("[ab][0-9]*"):
                    path.unlink()
                newest.clear()
            if counts.kills % 1000 == 0:
                say(str(counts))
        with store.start():
            counts.left_after_restart += len(store.left())
    return counts


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--folder")
    parser.add_argument("--random", action="store_true")
    options = parser.parse_args()
    global place
    place = options.folder or place
    is_well = True
    if options.random:
        pass
    elif shutil.which("strace"):
        for dialect in ("plain", "extended"):
            began = time.monotonic()
            counts = sweep(dialect)
            # Here every kill aims at the few calls between which a temporary file has a name.
            is_well &= not (counts.torn or counts.lost or counts.left_after_restart)
            print(f"at every system call, {dialect}: {counts}, {time.monotonic() - began:.0f} s", flush=True)
    else:
        print("at every system call: not played, strace is not installed")
    for is_replacing in (False, True):
        began = time.monotonic()
        counts = kill_at_random(options.kills // 2, is_replacing, say=lambda text: print(f"  {text}", flush=True))
        is_well &= counts.is_well()
        print(f"at random, {'replacing' if is_replacing else 'new'} files: {counts}, {time.monotonic() - began:.0f} s",
              flush=True)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
