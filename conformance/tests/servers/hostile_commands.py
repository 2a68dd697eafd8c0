# SPDX-License-Identifier: MIT
"""Rows X: what a command can do to the server that runs it. Nothing here runs without limits of its own: a server of the
field gets a bound on its memory, and its whole session is killed when the row is over."""

import contextlib
import dataclasses
import pathlib
import resource
import signal
import socket
import struct
import sys
import tempfile
import time

from harness import receive, reset
from hostile_engine import NotApplicable, Running, Wrong, demand, is_alive, message, replies_in, row

EVERY_BYTE = bytes(range(256))


@dataclasses.dataclass
class Answer:
    code: str = "ok"  # or the name of an error; plain: "reset"
    out: bytes = b""  # plain: error output and output, in one
    err: bytes = b""
    exit_code: int = 0
    is_truncated: bool = False


class Commands:
    """A command server at work."""

    def __init__(self, bench, *options, allow=()):
        self.column = bench.column
        self.folder = tempfile.TemporaryDirectory(prefix="cleave-hostile-", ignore_cleanup_errors=True)
        words = self.column.commands_command()
        which = ["--allow", *allow] if allow else ["--shell"]
        self.server = Running(self.column, words, *which, *options, listen=f"unix:{self.folder.name}/socket",
                              before=None if self.column.is_ours else self.bound)
        self.path = pathlib.Path(self.folder.name)
        self.ask("true")
        self.normal = self.server.counts()

    @staticmethod
    def bound():
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))

    def request(self, command):
        return message({"cmd": "exec", "command": command}) if self.column.is_extended else command.encode()

    def ask(self, command):
        with self.server.connect() as sock:
            sock.sendall(self.request(command))
            return self.answer(sock)

    def answer(self, sock):
        try:
            (size,) = struct.unpack("<i", receive(sock, 4))
            if not self.column.is_extended:
                return Answer(out=receive(sock, size))
            (header,) = replies_in(struct.pack("<i", size) + receive(sock, size))
            if header["status"] != "ok":
                return Answer(header["code"])
            out, err = receive(sock, header["stdout_size"]), receive(sock, header["stderr_size"])
            return Answer("ok", out, err, header["exit_code"], header.get("truncated", False))
        except (EOFError, ConnectionError):
            return Answer("reset")
        except TimeoutError:
            raise Wrong(f"no answer within {self.column.patience} s") from None

    def demand_refused(self, answer, code):
        demand(answer.code == (code if self.column.is_extended else "reset"), f"answered {str(answer)[:100]}")

    def pid(self):
        """That a command has written to the file `pid`."""
        path = self.path / "pid"
        end = time.monotonic() + self.column.patience
        while time.monotonic() < end:
            with contextlib.suppress(FileNotFoundError, ValueError):
                return int(path.read_text())
            time.sleep(0.005)
        raise Wrong("the command was not started")

    def demand_gone(self, pid):
        end = time.monotonic() + self.column.patience
        while is_alive(pid):
            demand(time.monotonic() < end, f"still runs after {self.column.patience} s")
            time.sleep(0.005)

    def __enter__(self):
        return self

    def __exit__(self, problem, *_):
        try:
            if problem is None:  # after every case: the next command runs, nothing is left
                demand(self.ask("echo alive").out == b"alive\n", "I3: the next command fails")
                self.server.demand_counts(self.normal)
        finally:
            self.server.end()
            self.folder.cleanup()


@row("X1", "an empty command", "E:command, nothing runs")
def empty_command(bench):
    with Commands(bench, allow=("echo", "true")) as commands:
        for command in ("", "  ") if bench.column.is_extended else ("\n", "  "):
            commands.demand_refused(commands.ask(command), "command_empty")


@row("X2", "a NUL inside, a command of 1 MiB", "E:command, nothing runs")
def bad_commands(bench):
    with Commands(bench, allow=("echo", "true")) as commands:
        commands.demand_refused(commands.ask("echo a\0b"), "command_nul")
        commands.demand_refused(commands.ask("echo " + "a" * 5000), "command_too_long")
        with commands.server.connect() as sock:
            with contextlib.suppress(ConnectionError):
                sock.sendall(commands.request("echo " + "a" * (1 << 20)))
            commands.demand_refused(commands.answer(sock), "header_too_large")


@row("X3", "endless output", "cut at the cap, told, its group killed")
def endless_output(bench):
    with Commands(bench, "--max-output", "100000") as commands:
        answer = commands.ask(f"echo $$ > {commands.path}/pid; yes & yes")
        if bench.column.is_extended:
            demand(answer.is_truncated and len(answer.out) == 100_000, f"{len(answer.out)} bytes, {answer.is_truncated}")
        else:
            commands.demand_refused(answer, "size_too_large")  # plain has no place to say that there was more
        commands.demand_gone(commands.pid())


@row("X4", "endless sleep", "E:timeout, its group killed")
def endless_sleep(bench):
    with Commands(bench, "--time-limit", "300ms") as commands:
        commands.demand_refused(commands.ask(f"echo $$ > {commands.path}/pid; sleep 1000; true"), "timed_out")
        commands.demand_gone(commands.pid())


@row("X5", "a command that reads its input", "the end at once")
def reads_input(bench):
    with Commands(bench) as commands:
        demand(commands.ask("cat; echo end").out == b"end\n", "something came")


@row("X6", "a child that holds the pipe", "answered after the grace time")
def background_child(bench):
    with Commands(bench, "--pipe-grace", "200ms") as commands:
        answer = commands.ask(f"sleep 1000 & echo $! > {commands.path}/pid; echo done")
        demand(answer.out == b"done\n", f"answered {str(answer)[:100]}")
        commands.demand_gone(commands.pid())


@row("X7", "256 KiB of error output first", "nothing waits for anything")
def much_error_output(bench):
    with Commands(bench) as commands:
        answer = commands.ask("head -c 262144 /dev/zero >&2; echo done")
        whole = answer.out + answer.err
        demand(len(whole) == 262144 + 5 and b"done\n" in whole, f"{len(whole)} bytes")


@row("X8", "NUL and invalid UTF-8 in the output", "framed, byte for byte")
def binary_output(bench):
    with Commands(bench) as commands:
        (commands.path / "bytes").write_bytes(EVERY_BYTE)
        demand(commands.ask(f"cat {commands.path}/bytes").out == EVERY_BYTE, "changed")


@row("X9", "output of 0, the cap, the cap + 1", "exact, flagged at the cap + 1")
def output_at_the_cap(bench):
    with Commands(bench, "--max-output", "1000") as commands:
        for size in (0, 1, 999, 1000, 1001):
            if size > 1000:
                bench.only_ours("knows no cap")
            answer = commands.ask(f"head -c {size} /dev/zero")
            if size <= 1000:
                demand(answer.out == bytes(size) and not answer.is_truncated, f"{size}: {answer.code}, {len(answer.out)}")
            elif bench.column.is_extended:
                demand(answer.out == bytes(1000) and answer.is_truncated, f"{size}: {len(answer.out)}")
            else:
                commands.demand_refused(answer, "size_too_large")


@row("X10", "dies by a signal", "the status says which")
def dies_by_signal(bench):
    if not bench.column.is_extended:
        raise NotApplicable("plain has no status")
    with Commands(bench) as commands:
        for number in (signal.SIGTERM, signal.SIGSEGV, signal.SIGKILL):
            demand(commands.ask(f"kill -{int(number)} $$").exit_code == -number, f"{number.name} is not told")


@row("X11", "a client that leaves", "its command killed and reaped")
def client_leaves(bench):
    for leave in (socket.socket.close, reset):
        with Commands(bench, "--time-limit", "1h") as commands:
            sock = commands.server.connect()
            sock.sendall(commands.request(f"echo $$ > {commands.path}/pid; sleep 1000; true"))
            pid = commands.pid()
            leave(sock)
            commands.demand_gone(pid)


@row("X12", "a fork bomb, a memory bomb", "limits; the server is not harmed")
def bombs(bench):
    bench.column.commands_command()  # of those who run commands
    bench.only_ours("not played: nothing would stop them")
    with Commands(bench, "--max-memory", "256M", "--time-limit", "1s", "--max-processes", "4096") as commands:
        answer = commands.ask(f"{sys.executable} -c 'print(len(bytearray(1 << 30)))' 2>/dev/null")
        demand(answer.out == b"", "it got the memory")
        # Each child has one more, 300 in all: enough to see that all of them go.
        breed = f"echo $$ > {commands.path}/pid; f() {{ [ $1 -gt 0 ] && f $(($1 - 1)) & sleep 1000; }}; f 100"
        commands.demand_refused(commands.ask(breed), "timed_out")
        commands.demand_gone(commands.pid())


@row("X13", "descriptors of the server", "the child sees 0, 1, 2 only")
def inherited_descriptors(bench):
    with Commands(bench, allow=("ls", "true", "echo")) as commands:
        with commands.server.connect(), commands.server.connect():
            seen = commands.ask("ls /proc/self/fd").out
        demand(seen == b"0\n1\n2\n3\n", f"sees {seen.split()}")  # 3 is the directory that ls reads


@row("X14", "; ` and newline without a shell", "literal")
def literal_words(bench):
    bench.column.commands_command()  # of those who run commands
    bench.only_ours("always a shell")
    with Commands(bench, allow=("printf", "true", "echo")) as commands:
        for words in ("a;b", "`id`", "$(id)", "$HOME", "a|b>c<d&", "*", "~"):
            demand(commands.ask(f"printf <%s> {words}").out == f"<{words}>".encode(), f"{words} had a meaning")
        demand(commands.ask("printf <%s> 'a\nb'").out == b"<a\nb>", "a newline had a meaning")
