# SPDX-License-Identifier: MIT
"""The engine of the hostile table (hostile.py): servers as columns, rows that register themselves, and their verdicts.

After every case, whatever it was, these must hold:
  I1  the directory is as it was, but for a complete file where the case is to succeed
  I2  memory did not grow by what the peer announced
  I3  the next good upload succeeds
  I4  nothing outside of the directory was touched
  I5  the result is the same however the bytes were cut
  I6  descriptors, threads and children are back at what they were
"""

import array
import contextlib
import dataclasses
import fcntl
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import stat
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import traceback

import harness
from harness import PATIENCE, message, receive_all, sha256, wait_until

HERE = pathlib.Path(__file__).resolve().parent
MEMORY_BOUND_KIB = 2048  # what a case may add to the peak: a header's cap, a buffer, and pages of the allocator
FOREIGN_BOUND_KIB = 64 << 10  # the same, of a program whose memory a collector gives back when it likes
FOREIGN_PATIENCE = PATIENCE / 40  # seconds that a server which is not ours gets to react


class Wrong(AssertionError):
    """What a server did wrong."""


class NotApplicable(Exception):
    """Why a row cannot be played against a server, or here."""


def demand(condition, what):
    if not condition:
        raise Wrong(what)


# ---- what is expected

# The names that the library gives to the errors of the table.
CODES = {
    "length": ("negative_length", "header_empty", "header_too_large"),
    "json": ("json_",),
    "field": ("field_", "size_not_integer", "digest_malformed", "digest_missing"),
    "size": ("size_negative", "size_out_of_range", "size_too_large"),
    "truncated": ("truncated_",),
    "digest": ("digest_mismatch",),
    "name": ("name_",),
    "exists": ("already_exists",),
    "type": ("not_a_file",),
    "space": ("no_space", "quota_exceeded"),
    "io": ("io_failed",),
    "permission": ("permission_denied",),
    "timeout": ("timed_out",),
    "busy": ("busy",),
    "notfound": ("not_found",),
    "command": ("command_",),
}


@dataclasses.dataclass(frozen=True)
class Refused:
    """An error of one of these kinds is told, and nothing is stored. `says`: so much of the text, too."""

    kinds: tuple
    says: str = ""

    def names(self, code):
        return any(code.startswith(prefix) for kind in self.kinds for prefix in CODES[kind])


def refused(*kinds, says=""):
    return Refused(kinds, says)


@dataclasses.dataclass(frozen=True)
class Kept:
    """Each name is stored with its bytes, and nothing else is."""

    files: tuple

    @classmethod
    def of(cls, *files):
        return cls(files)


# ---- the protocol, once more


def replies_in(answer):
    """The header messages that `answer` consists of; anything else is wrong."""
    found = []
    while answer:
        demand(len(answer) >= 4, f"half a reply: {answer!r}")
        (size,) = struct.unpack("<i", answer[:4])
        demand(0 < size <= len(answer) - 4, f"half a reply: {answer[:80]!r}")
        found.append(json.loads(answer[4 : 4 + size]))
        answer = answer[4 + size :]
    return found


# ---- servers


@dataclasses.dataclass(frozen=True)
class Column:
    """A server of the table."""

    name: str
    dialect: str = "plain"
    is_ours: bool = False
    program: tuple = ()  # of others: the words before the system
    systems: tuple = ("upload", "get", "command", "echo-udp", "time")  # that it serves

    @property
    def is_extended(self):
        return self.dialect == "extended"

    @property
    def memory_bound(self):
        return MEMORY_BOUND_KIB if self.is_ours else FOREIGN_BOUND_KIB

    @property
    def patience(self):
        return PATIENCE if self.is_ours else FOREIGN_PATIENCE

    def put_header(self, name, size, **more):
        reply = {"reply": True} if self.is_extended else {}
        return {"cmd": "put", "filename": name, "filesize": size, **reply, **more}

    def put(self, name, body, **more):
        return message(self.put_header(name, len(body), **more), body)

    def files_command(self, root, system, words=lambda program: [harness.BIN / program]):
        if self.is_ours:
            return [*words("cleave-file-server"), "--root", root, "--dialect", self.dialect]
        return [*self.foreign(system), "--root", root]

    def commands_command(self):
        if self.is_ours:
            return [harness.BIN / "cleave-command-server", "--dialect", self.dialect]
        return self.foreign("command")

    def foreign(self, system):
        if system not in self.systems:
            raise NotApplicable(f"serves no {system}")
        return [*self.program, system]


OURS_EXTENDED = Column("ours, extended", "extended", True)
OURS_PLAIN = Column("ours, plain", "plain", True)
FIELD = Column("Python, threads", program=(sys.executable, "-B", HERE / "field_server.py"))
ASYNCIO = Column("Python, asyncio", program=(sys.executable, "-B", HERE / "field_asyncio.py"), systems=("upload", "get"))
NODE = Column("Node", program=("node", HERE / "field_server.js"), systems=("upload", "get", "echo-udp"))
COLUMNS = (OURS_EXTENDED, OURS_PLAIN, FIELD, ASYNCIO, *([NODE] if shutil.which("node") else []))


def is_alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Running(harness.Server):
    """A server of a column, with what is asked of every one after every case."""

    def __init__(self, column, words, *options, listen, before=None, kept_pipe_ends=0):
        self.column = column
        self.kept_pipe_ends = kept_pipe_ends  # of a pipe that it makes when it needs one, and keeps: no leak
        # A session of its own: what a server without limits starts can be ended with it.
        super().__init__(words, *(options if column.is_ours else ()), listen=listen,
                         before=lambda: (os.setsid(), before() if before else None))

    def connect(self):
        sock = super().connect()
        sock.settimeout(self.column.patience)
        harness.no_delay(sock)
        return sock

    def status(self, field):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"^{field}:\s+(\d+)", text, re.M).group(1))

    def forget_peak(self):
        """Begins a new peak of memory; returns what is resident, in KiB."""
        pathlib.Path(f"/proc/{self.process.pid}/clear_refs").write_text("5")
        return self.status("VmRSS")

    def pipe_ends(self):
        count = 0
        for link in pathlib.Path(f"/proc/{self.process.pid}/fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # closed meanwhile
                count += os.readlink(link).startswith("pipe:")
        return count

    def cpu_seconds(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def counts(self):
        """Descriptors but those of the pipe that it keeps, threads, children."""
        kept = min(self.pipe_ends(), self.kept_pipe_ends)
        return self.open_descriptors() - kept, self.status("Threads"), len(self.children())

    def demand_counts(self, baseline):
        end = time.monotonic() + self.column.patience
        while any(now > then for now, then in zip(self.counts(), baseline)):
            demand(self.process.poll() is None, "I6: the server has ended")
            if time.monotonic() > end:
                raise Wrong(f"I6: descriptors, threads, children {self.counts()}, were {baseline}")
            time.sleep(0.002)

    def end(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM if self.column.is_ours else signal.SIGKILL)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.log_file.close()
        self.output_file.close()

    def __exit__(self, *_):
        self.end()


@dataclasses.dataclass
class Outcome:
    """What came of a delivery; equal for every delivery of the same bytes."""

    codes: list  # of the replies; plain: what the log says it was refused for
    texts: list = dataclasses.field(compare=False)
    files: dict


def picture(folder):
    """Everything in a folder: kind, and target or digest. Looked at anew where something goes away meanwhile."""
    while True:
        with contextlib.suppress(FileNotFoundError):
            return picture_of_what_stays(folder)


def picture_of_what_stays(folder):
    seen = {}
    for path in sorted(folder.rglob("*")):
        name = str(path.relative_to(folder))
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            seen[name] = ("link", os.readlink(path))
        elif stat.S_ISREG(mode):
            seen[name] = ("file", sha256(path.read_bytes()))
        else:
            seen[name] = (stat.S_IFMT(mode),)
    return seen


class Files:
    """A file server at work, its directory, and what lies around it and must stay as it is."""

    def __init__(self, column, *options, system="upload", tcp=False, before=None, fill=None, memory_backed=True, good=None,
                 **more):
        self.column = column
        self.good = good or {}  # what else a good upload needs to be taken
        place = "/dev/shm" if memory_backed and os.access("/dev/shm", os.W_OK) else None
        self.folder = tempfile.TemporaryDirectory(prefix="cleave-hostile-", dir=place, ignore_cleanup_errors=True)
        self.outside = pathlib.Path(self.folder.name, "outside")
        self.root = self.outside / "root"
        self.root.mkdir(parents=True)
        (self.outside / "canary").write_bytes(b"sings")
        if fill:
            fill(self.root)
        listen = "127.0.0.1:0" if tcp else f"unix:{self.folder.name}/socket"
        try:
            words = column.files_command(self.root, system, **more)
            self.server = Running(column, words, *options, listen=listen, before=before, kept_pipe_ends=2)
        except BaseException:
            self.folder.cleanup()
            raise
        self.canary = self.around()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.server.end()
        self.folder.cleanup()

    def around(self):
        return {p.name: p.read_bytes() if p.is_file() else None for p in self.outside.iterdir()}

    def files(self):
        return picture(self.root)

    def connect(self):
        return self.server.connect()

    # -- deliveries

    def deliver(self, pieces, end=True):
        """Sends the pieces, each taken by the server before the next one, ends the stream, and waits for the server to
        do the same. `end`: False leaves the stream open: the server has to react by itself."""
        log_size = len(self.server.log())
        answer = b""
        with self.connect() as sock:
            try:
                for piece in pieces:
                    sock.sendall(piece)
                    if len(pieces) > 1:
                        self.wait_until_taken(sock)
                if end:
                    sock.shutdown(socket.SHUT_WR)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the server has heard enough
            try:
                answer = receive_all(sock)
            except TimeoutError:
                raise Wrong(f"no reaction within {self.column.patience} s") from None
        return self.outcome(answer, log_size)

    def outcome(self, answer, log_size=None):
        if self.column.is_extended:
            replies = replies_in(answer)
            codes = [reply.get("code", reply.get("status")) for reply in replies]
            texts = [reply.get("message", "") for reply in replies]
        else:
            demand(not answer, f"answered an upload: {answer[:80]!r}")
            lines = self.server.log()[log_size or 0 :] if self.column.is_ours else ""
            codes = re.findall(r" refused: ([a-z0-9_]+)", lines)
            texts = [lines] * len(codes)
        return Outcome(codes, texts, self.files())

    def wait_until_taken(self, sock):
        """Until the server has read everything, or will not: the next piece then comes by itself."""
        if sock.family != socket.AF_UNIX:
            return time.sleep(0.001)  # the kernel does not tell
        unread = array.array("i", [0])
        end = time.monotonic() + 1
        while time.monotonic() < end:
            fcntl.ioctl(sock, termios.TIOCOUTQ, unread)
            if unread[0] == 0:
                return None
            time.sleep(0)
        return None

    # -- judgement

    def judge(self, before, expected, outcome):
        """I1, and what was told."""
        if isinstance(expected, Kept):
            wanted = {**before, **{name: ("file", sha256(body)) for name, body in expected.files}}
            demand(not [c for c in outcome.codes if c != "ok"], f"refused: {outcome.codes}")
            missing = [n for n, _ in expected.files if outcome.files.get(n) != wanted[n]]
            demand(not missing, f"not stored, or not as it was sent: {[n[:40] for n in missing]}")
            demand(outcome.files == wanted, f"I1: also stored {sorted(set(outcome.files) - set(wanted))}")
            if self.column.is_extended:
                demand(outcome.codes == ["ok"] * len(expected.files), f"answered {outcome.codes}")
            return
        self.demand_unchanged(before, outcome.files)
        if not self.column.is_ours:
            return  # plain has no words for it: to store nothing and to close is all that can be asked
        demand(outcome.codes, "nothing is told, and nothing logged")
        demand(expected.names(outcome.codes[-1]), f"told {outcome.codes}, not one of {expected.kinds}")
        demand(expected.says in outcome.texts[-1], f"{expected.says!r} is not in {outcome.texts[-1]!r}")

    def demand_unchanged(self, before, now=None):
        now = self.files() if now is None else now
        if now != before:
            changed = sorted(n for n in set(now) | set(before) if now.get(n) != before.get(n))
            raise Wrong(f"I1: stored or changed {[n[:40] for n in changed]}")

    def warm_up(self):
        """Makes a server allocate what it keeps; then notes what is normal."""
        for _ in range(2):
            self.put_something()
        self.normal = self.server.counts()
        self.server.forget_peak()

    def put_something(self):
        """I3."""
        try:
            outcome = self.deliver([self.column.put("next", b"good", **self.good)])
            demand(outcome.files.get("next") == ("file", sha256(b"good")), f"not stored, {outcome.codes}")
        except (OSError, Wrong) as problem:
            raise Wrong(f"I3: the next good upload fails: {problem}") from None
        (self.root / "next").unlink()

    def demand_unharmed(self, before):
        demand(self.server.process.poll() is None, "the server has ended")
        grown = self.server.status("VmHWM") - self.resident
        demand(grown <= self.column.memory_bound, f"I2: {grown} KiB more at the peak")
        self.demand_unchanged(before)
        self.put_something()
        demand(self.around() == self.canary, "I4: touched something outside")
        self.server.demand_counts(self.normal)

    @contextlib.contextmanager
    def case(self):
        """What is done inside must leave the server unharmed, and the directory as it is when the case ends."""
        self.resident = self.server.forget_peak()
        yield
        self.demand_unharmed(self.files())

    def play(self, stream, expected, end=True, cuts=()):
        """One input, delivered in every way, and all invariants after it."""
        before = self.files()
        self.resident = self.server.forget_peak()
        first = None
        for how, pieces in deliveries(stream, cuts):
            outcome = self.deliver(pieces, end)
            try:
                self.judge(before, expected, outcome)
            except Wrong as wrong:
                raise Wrong(f"{how}: {wrong}" if first else str(wrong)) from None
            if isinstance(expected, Kept):
                for name, _ in expected.files:
                    (self.root / name).unlink()
            first = first or outcome
            demand(outcome == first, f"I5: {how}: {outcome.codes}, in one piece {first.codes}")
        self.demand_unharmed(before)


def deliveries(stream, cuts=()):
    """Ways to cut a stream: not at all, around each boundary, in many pieces, byte by byte where it is short."""
    yield "whole", [stream]
    size = len(stream)
    header = struct.unpack("<i", stream[:4])[0] if size >= 4 else 0
    places = {1, 2, 3, 4, 5, 3 + header, 4 + header, 5 + header, size - 1, *cuts}
    for cut in sorted(p for p in places if 0 < p < size):
        yield f"cut at {cut}", [stream[:cut], stream[cut:]]
    if size <= 600:
        yield "byte by byte", [stream[i : i + 1] for i in range(size)]
        return
    chance = random.Random(size)
    places = sorted(chance.sample(range(1, size), 40))
    yield "in 41 pieces", [stream[a:b] for a, b in zip([0, *places], [*places, size])]


# ---- rows


@dataclasses.dataclass
class Row:
    id: str
    title: str
    result: str
    play: object  # of (Bench); may return a note
    is_slow: bool = False  # mostly waits: played beside the others


ROWS = {}


def row(name, title, result, is_slow=False):
    def register(play):
        assert name not in ROWS, name
        ROWS[name] = Row(name, title, result, play, is_slow)
        return play

    return register


def wire(name, title, result, *cases):
    """A row of inputs to the upload server: (label, function of the column that gives the stream, expected), and
    options of Files.play()."""

    def play(bench):
        for label, make, expected, *options in cases:
            try:
                bench.files().play(make(bench.column), expected, **(options[0] if options else {}))
            except (Wrong, OSError) as problem:
                bench.drop_files()
                raise Wrong(f"{label}: {problem}" if len(cases) > 1 else str(problem)) from None
        return f"{len(cases)} inputs" if len(cases) > 1 else ""

    row(name, title, result)(play)


class Bench:
    """What the rows of one column share: a server for all of the plain inputs, started when it is needed."""

    def __init__(self, column, is_full):
        self.column = column
        self.is_full = is_full
        self.shared = None

    def files(self):
        if self.shared is None:
            # On a disk: a file of 4 GB can be announced there, and is not made of memory.
            self.shared = Files(self.column, "--ack", "stored", memory_backed=False)
            self.shared.warm_up()
        return self.shared

    def drop_files(self):
        if self.shared is not None:
            self.shared.__exit__()
        self.shared = None

    @contextlib.contextmanager
    def own_files(self, *options, **more):
        """A server of the row's own."""
        with Files(self.column, *options, **more) as files:
            files.warm_up()
            yield files

    def many(self, few, all_of_them):
        return all_of_them if self.is_full else few

    def only_ours(self, why):
        """Ends a row that asks for what a server of the field does not have: that is its verdict."""
        demand(self.column.is_ours, why)

    def not_foreign(self, why):
        """Ends a row that says nothing about a server which makes no such promise."""
        if not self.column.is_ours:
            raise NotApplicable(why)


@contextlib.contextmanager
def mounted(folder, options):
    """A file system in memory at `folder`, where that is allowed."""
    made = os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", options, "cleave", folder],
                                                capture_output=True, check=False).returncode == 0
    if not made:
        raise NotApplicable("a file system cannot be mounted here: that takes root")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


@contextlib.contextmanager
def injected(server, *faults):
    """The server's system calls as strace makes them fail: "fsync:error=EIO:when=1" and the like."""
    if shutil.which("strace") is None:
        raise NotApplicable("strace is not installed")
    calls = ",".join(fault.split(":")[0] for fault in faults)
    injects = [word for fault in faults for word in ("-e", f"inject={fault}")]
    with tempfile.NamedTemporaryFile() as output:
        tracer = subprocess.Popen(["strace", "-f", "-o", output.name, "-e", f"trace={calls}", *injects,
                                   "-p", str(server.process.pid)], stderr=subprocess.PIPE, text=True)
        try:
            tasks = pathlib.Path(f"/proc/{server.process.pid}/task")

            def is_traced():
                return all(re.search(r"^TracerPid:\s+[1-9]", (t / "status").read_text(), re.M) for t in tasks.iterdir())

            wait_until(lambda: tracer.poll() is not None or is_traced(), "strace is there")
            if tracer.poll() is not None:
                raise NotApplicable("strace may not attach here")
            yield lambda: pathlib.Path(output.name).read_text()
        finally:
            tracer.send_signal(signal.SIGINT)
            tracer.communicate(timeout=PATIENCE)


# ---- the table


@dataclasses.dataclass
class Verdict:
    word: str  # ok, FAILED (ours), fails (of others), -
    note: str = ""
    seconds: float = 0


def judge_row(bench, entry):
    began = time.monotonic()
    verdict = judge(bench, entry)
    return dataclasses.replace(verdict, seconds=time.monotonic() - began)


def judge(bench, entry):
    try:
        return Verdict("ok", entry.play(bench) or "")
    except NotApplicable as why:
        return Verdict("-", str(why))
    except Wrong as wrong:
        return Verdict("FAILED" if bench.column.is_ours else "fails", str(wrong))
    except (OSError, AssertionError, ValueError, EOFError, subprocess.SubprocessError) as problem:
        if bench.column.is_ours:
            return Verdict("FAILED", traceback.format_exc())
        return Verdict("fails", f"{type(problem).__name__}: {problem}")


def play_column(column, rows, is_full, say=lambda row_id, verdict: None):
    """The verdicts of one column, by row. Rows that mostly wait are played beside the others."""
    bench = Bench(column, is_full)
    verdicts = {}

    def play(entry, on):
        verdicts[entry.id] = judge_row(on, entry)
        say(entry.id, verdicts[entry.id])

    slow = [threading.Thread(target=play, args=(entry, Bench(column, is_full))) for entry in rows if entry.is_slow]
    for thread in slow:
        thread.start()
    try:
        for entry in rows:
            if not entry.is_slow:
                play(entry, bench)
    finally:
        for thread in slow:
            thread.join()
        bench.drop_files()
    return verdicts
