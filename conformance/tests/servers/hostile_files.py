# SPDX-License-Identifier: MIT
"""Rows T and G: what can lie in the directory already, and what can happen to it meanwhile."""

import contextlib
import ctypes
import fcntl
import hashlib
import json
import os
import shutil
import socket
import stat
import subprocess
import threading

from harness import receive_all
from hostile_engine import Files, Kept, Wrong, demand, message, mounted, refused, row, sha256

HELLO = b"hello"


def put_over(bench, fill, name, with_overwrite, without=refused("exists"), note=lambda files: None):
    """A put on a name that is taken, by a server that replaces and by one that does not. `note(files)` is asked before
    and after: what must not change."""
    for overwrite, expected in ((False, without), (True, with_overwrite)):
        if not overwrite and not bench.column.is_ours:
            continue  # it knows no other way than to write
        with bench.own_files(*(["--overwrite"] if overwrite else []), fill=fill) as files:
            noted = note(files)
            before = files.files()
            files.resident = files.server.forget_peak()
            try:
                outcome = files.deliver([bench.column.put(name, HELLO)])
                files.judge(before, expected, outcome)
            except Wrong as wrong:
                raise Wrong(f"{'with' if overwrite else 'without'} --overwrite: {wrong}") from None
            demand(files.around() == files.canary, "I4: touched something outside")
            demand(note(files) == noted, f"changed what it was to leave alone: {noted}")
            files.demand_unharmed(outcome.files)


def replaced(name):
    return Kept.of((name, HELLO))


@row("T1", "a link to a file outside", "E:exists; replaced, not followed")
def link_outside(bench):
    put_over(bench, lambda root: (root / "a").symlink_to("../canary"), "a", replaced("a"))


@row("T2", "a dangling link", "as T1, its target not made")
def dangling_link(bench):
    put_over(bench, lambda root: (root / "a").symlink_to("../nothing"), "a", replaced("a"))


@row("T3", "a link to a directory", "E:exists")
def link_to_directory(bench):
    put_over(bench, lambda root: (root / "a").symlink_to(".."), "a", replaced("a"))


@row("T4", "a file, no overwrite", "E:exists, old intact")
def existing_file(bench):
    bench.only_ours("always overwrites")
    with bench.own_files(fill=lambda root: (root / "a").write_bytes(b"old")) as files:
        files.play(bench.column.put("a", HELLO), refused("exists"))


@row("T5", "a file, overwrite on", "old until the end, then new")
def overwritten_file(bench):
    old, new = b"old" * 100_000, os.urandom(1 << 20)
    with bench.own_files("--overwrite", fill=lambda root: (root / "a").write_bytes(old)) as files, files.case():
        seen = set()
        is_over = threading.Event()

        def watch():
            while not is_over.is_set():
                seen.add(sha256((files.root / "a").read_bytes()))

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            stream = bench.column.put("a", new)
            for cut in (100, len(stream) // 2, len(stream) - 1):
                before = files.files()
                with contextlib.suppress(Wrong):  # cut short: refused, and the old one stays
                    files.deliver([stream[:cut]])
                files.demand_unchanged(before)
            files.deliver([stream[:100], stream[100:500_000], stream[500_000:-1], stream[-1:]])
        finally:
            is_over.set()
            watcher.join()
        demand(seen <= {sha256(old), sha256(new)}, "seen as something between old and new")
        demand((files.root / "a").read_bytes() == new, "not replaced")


@row("T6", "a directory of that name", "E:type")
def directory(bench):
    put_over(bench, lambda root: (root / "a").mkdir(), "a", refused("type"), refused("type"))


@row("T7", "a FIFO of that name", "E:exists, nothing waits")
def fifo(bench):
    put_over(bench, lambda root: os.mkfifo(root / "a"), "a", refused("exists"))


@row("T8", "a socket or device of that name", "E:exists")
def special_files(bench):
    def fill(root):
        with socket.socket(socket.AF_UNIX) as named:
            named.bind(str(root / "a"))

    put_over(bench, fill, "a", refused("exists"))
    if os.geteuid() == 0:
        def device(root):
            os.mknod(root / "a", stat.S_IFCHR | 0o600, os.makedev(1, 3))

        put_over(bench, device, "a", refused("exists"))


@row("T9", "a hard link to a file outside", "the outside one unchanged")
def hard_link(bench):
    put_over(bench, lambda root: os.link(root.parent / "canary", root / "a"), "a", replaced("a"))


def exchange(one, other):
    """Each gets the other's name, at once."""
    code = ctypes.CDLL(None, use_errno=True).renameat2(-100, os.fsencode(one), -100, os.fsencode(other), 2)
    if code != 0:
        raise OSError(ctypes.get_errno(), f"renameat2 {one}")


@row("T10", "a directory swapped for a link, all the time", "all in the opened directory")
def swapped_directory(bench):
    swaps = bench.many(5_000, 100_000)
    moved = 0
    with bench.own_files("--subtrees", fill=lambda root: (root / "sub").mkdir()) as files, files.case():
        trap = files.outside.parent / "trap"
        (trap / "sub").mkdir(parents=True)
        for name in ("link", "sublink"):
            (trap.parent / name).symlink_to(trap)
        is_over = threading.Event()

        def swap():  # the root, and a directory in it: each in turn a directory and a link
            nonlocal moved
            while moved < swaps or not is_over.is_set():
                exchange(files.root, trap.parent / "link")
                exchange(trap.parent / "link" / "sub", trap.parent / "sublink")
                exchange(trap.parent / "link" / "sub", trap.parent / "sublink")
                exchange(files.root, trap.parent / "link")
                moved += 2

        swapper = threading.Thread(target=swap)
        swapper.start()
        try:
            sent = 0
            while sent < 300 or moved < swaps:
                name = f"sub/f{sent}" if sent % 2 and bench.column.is_ours else f"f{sent}"
                with files.connect() as sock, contextlib.suppress(ConnectionError):
                    sock.sendall(bench.column.put(name, b"x"))
                    sock.shutdown(socket.SHUT_WR)
                    receive_all(sock)
                sent += 1
        finally:
            is_over.set()
            swapper.join()
        outside = [p.name for p in trap.rglob("*") if p.is_file()]
        demand(not outside, f"I4: {len(outside)} of {sent} files outside, such as {outside[:1]}")
        stored = [p for p in files.root.rglob("f*") if p.is_file()]
        demand(len(stored) >= sent // 2, f"only {len(stored)} of {sent} stored")
    return f"{moved} swaps, {sent} uploads"


@row("T11", "the directory removed in mid-way", "E:io")
def removed_directory(bench):
    with bench.own_files() as files:
        stream = bench.column.put("a", bytes(100_000))
        log_size = len(files.server.log())
        with files.connect() as sock:
            sock.sendall(stream[:50_000])
            files.wait_until_taken(sock)
            shutil.rmtree(files.root)
            with contextlib.suppress(ConnectionError):
                sock.sendall(stream[50_000:])
                sock.shutdown(socket.SHUT_WR)
            answer = receive_all(sock)
        files.root.mkdir()
        outcome = files.outcome(answer, log_size)
        files.judge({}, refused("io", "notfound"), outcome)
        # Nothing more can be stored there; but it is told, and the server lives.
        outcome = files.deliver([bench.column.put("b", HELLO)])
        if bench.column.is_ours:
            files.judge({}, refused("io", "notfound"), outcome)
        demand(files.server.process.poll() is None, "the server has ended")


@row("T12", "a directory that cannot be written to", "E:permission")
def read_only_directory(bench):
    with bench.own_files() as files:
        def refuse(what):
            outcome = files.deliver([bench.column.put("bad", HELLO)])
            try:
                files.judge({}, refused("permission"), outcome)
            except Wrong as wrong:
                raise Wrong(f"{what}: {wrong}") from None

        if os.geteuid() != 0:
            files.root.chmod(0o500)
            refuse("mode 500")
            files.root.chmod(0o700)
            files.resident = files.server.forget_peak()
            files.demand_unharmed({})
            return "by mode"
    with contextlib.ExitStack() as stack:
        def fill(root):
            stack.enter_context(mounted(root, "size=1m"))
            subprocess.run(["mount", "-o", "remount,ro", root], check=True)

        with Files(bench.column, fill=fill) as files:  # cold: it can take no good upload
            outcome = files.deliver([bench.column.put("bad", HELLO)])
            files.judge({}, refused("permission"), outcome)
            demand(files.server.process.poll() is None, "the server has ended")
            stack.close()
    return "EROFS"


@row("T13", "two clients, one name, at once", "one wins, whole")
def same_name(bench):
    with bench.own_files() as files, files.case():
        for attempt in range(20):
            name = f"same{attempt}"
            bodies = [bytes([i]) * 50_000 for i in range(2)]
            socks = [files.connect() for _ in bodies]
            for sock, body in zip(socks, bodies):
                sock.sendall(bench.column.put(name, body)[:-1])
                files.wait_until_taken(sock)
            log_size = len(files.server.log())
            for sock, body in zip(socks, bodies):
                sock.sendall(body[-1:])
                sock.shutdown(socket.SHUT_WR)
            answers = [receive_all(sock) for sock in socks]
            for sock in socks:
                sock.close()
            stored = (files.root / name).read_bytes()
            demand(stored in bodies, "neither of the two is stored whole")
            if bench.column.is_extended:
                codes = [code for answer in answers for code in files.outcome(answer).codes]
                demand(sorted(codes) == ["already_exists", "ok"], f"told {codes}")
                demand(stored == bodies[codes.index("ok")], "the one that was told no is stored")
            else:
                bench.only_ours("both are taken, and the second replaces the first")
                demand(files.server.log()[log_size:].count("refused: already_exists") == 1, "both were taken")
    return "20 races"


@row("T14", "temporary files of a crashed run", "swept at start unless locked")
def stale_temporary_files(bench):
    bench.not_foreign("has no temporary files")
    names = [f".cleave-{i:024x}" for i in range(3)]
    strangers = (".cleave-x", f".cleave-{0:023x}", "cleave-0", f".cleave-{'z' * 24}")

    def fill(root):
        for name in (*names, *strangers):
            (root / name).write_bytes(b"left")
        lock = open(root / names[0], "rb")
        fcntl.flock(lock, fcntl.LOCK_EX)
        locks.append(lock)

    locks = []
    with bench.own_files(fill=fill) as files:
        left = {n for n in files.files() if n != ".cleave-partial"}
        demand(left == {names[0], *strangers}, f"left: {left}")
        files.resident = files.server.forget_peak()
        files.demand_unharmed(files.files())
    locks[0].close()


# ---- G: get


def request(bench, name):
    return message({"cmd": "get", "filename": name}) if bench.column.is_extended else f"get {name}".encode()


def get(files, bench, name):
    """The header, and the body as far as it came."""
    with files.connect() as sock:
        sock.sendall(request(bench, name))
        sock.shutdown(socket.SHUT_WR)
        try:
            answer = receive_all(sock)
        except TimeoutError:
            raise Wrong(f"no reaction to get {name} within {bench.column.patience} s") from None
    if not answer:
        return None, b""
    size = int.from_bytes(answer[:4], "little")
    return json.loads(answer[4 : 4 + size]), answer[4 + size :]


@row("G1", "get what is missing, a directory, a FIFO, a link", "E:notfound or E:type")
def get_no_file(bench):
    def fill(root):
        (root / "directory").mkdir()
        os.mkfifo(root / "fifo")
        (root / "link").symlink_to("../canary")
        (root / "file").write_bytes(HELLO)

    with Files(bench.column, fill=fill, system="get") as files:
        get(files, bench, "file")
        baseline = files.server.counts()
        for name, kind in (("missing", "notfound"), ("directory", "type"), ("fifo", "type"), ("link", "type")):
            log_size = len(files.server.log())
            header, body = get(files, bench, name)
            demand(not body, f"{name}: sent {body[:20]!r}")
            if bench.column.is_extended:
                demand(refused(kind).names(header.get("code", "")), f"{name}: told {header}")
            else:
                demand(header is None, f"{name}: answered {header}")
                if bench.column.is_ours:
                    demand(f"refused: {'not_found' if kind == 'notfound' else 'not_a_file'}"
                           in files.server.log()[log_size:], f"{name}: not logged")
        header, body = get(files, bench, "file")
        demand(body == HELLO, "I3: the next get fails")
        files.server.demand_counts(baseline)


@row("G2", "get while the file shrinks or grows", "the length that was told, or the end")
def get_changing_file(bench):
    size = 32 << 20

    def fill(root):
        for name in ("shrinks", "grows"):
            with open(root / name, "wb") as file:
                file.truncate(size)
        (root / "file").write_bytes(HELLO)

    with Files(bench.column, fill=fill, system="get") as files:
        get(files, bench, "file")
        baseline = files.server.counts()
        for name, to in (("shrinks", 1000), ("grows", size + 5000)):
            with files.connect() as sock:
                sock.sendall(request(bench, name))
                head = sock.recv(4)
                header = json.loads(sock.recv(int.from_bytes(head, "little")))
                demand(header["file_size"] == size, f"{name}: told {header}")
                with open(files.root / name, "r+b") as file:
                    file.truncate(to)
                sock.shutdown(socket.SHUT_WR)
                came = hashlib.sha256()
                count = 0
                with contextlib.suppress(ConnectionError):
                    while piece := sock.recv(1 << 20):
                        came.update(piece)
                        count += len(piece)
                        demand(not any(piece), f"{name}: sent what was never in the file")
                demand(count <= size, f"{name}: {count} bytes for {size}")
                demand(count == size if name == "grows" else True, f"{name}: {count} bytes for {size}")
        header, body = get(files, bench, "file")
        demand(body == HELLO, "I3: the next get fails")
        files.server.demand_counts(baseline)
