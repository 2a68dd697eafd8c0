# SPDX-License-Identifier: MIT
"""Rows U: datagrams. The echo and time servers, and the chat. The dialects do not differ here: what is ours is played once,
for the plain dialect, which is the one of datagrams."""

import contextlib
import os
import signal
import subprocess
import tempfile

from harness import BIN, datagram_socket, endpoint_of, wait_until
from hostile_engine import NotApplicable, Running, demand, row

QUIET = 0.3  # seconds after which no answer is taken for none; the answers themselves are waited for longer


class Datagrams:
    """A datagram server at work, and a socket that talks to it."""

    def __init__(self, bench, system, *options):
        self.column = bench.column
        if self.column.is_extended:
            raise NotApplicable("datagrams are of the plain dialect")
        ours = {"echo-udp": [BIN / "cleave-echo-server", "--udp"], "time": [BIN / "cleave-time-server"]}
        words = ours[system] if self.column.is_ours else self.column.foreign(system)
        self.server = Running(self.column, words, *options, listen="127.0.0.1:0")
        self.to = endpoint_of(self.server.address)[1]
        self.sock = datagram_socket("127.0.0.1:0", timeout=self.column.patience)
        self.normal = self.server.counts()
        self.memory = self.server.forget_peak()

    def ask(self, datagram, sock=None):
        (sock or self.sock).sendto(datagram, self.to)
        try:
            return (sock or self.sock).recv(65535)
        except TimeoutError:
            return None

    def __enter__(self):
        return self

    def __exit__(self, problem, *_):
        try:
            if problem is None:
                self.sock.settimeout(self.column.patience)
                answer = self.ask(b"alive")
                demand(answer in (b"ALIVE", b"alive"), f"I3: the next datagram is answered by {answer!r}")
                grown = self.server.status("VmHWM") - self.memory
                demand(grown < 2048, f"I2: {grown} KiB more at the peak")
                self.server.demand_counts(self.normal)
        finally:
            self.sock.close()
            self.server.end()


@row("U1", "an empty datagram", "answered, the loop lives")
def empty_datagram(bench):
    with Datagrams(bench, "echo-udp") as server:
        demand(server.ask(b"") == b"", "not answered by an empty one")


@row("U2", "65,507 bytes; more than is taken", "whole; or dropped, not cut")
def large_datagrams(bench):
    body = os.urandom(65507).lower().upper()
    with Datagrams(bench, "echo-udp") as server:
        answer = server.ask(body)
        demand(answer == body.upper(), f"{len(body)} bytes answered by {len(answer or b'')}")
    with Datagrams(bench, "echo-udp", "--max-datagram", "5") as server:
        server.sock.settimeout(QUIET)
        demand(server.ask(b"123456") is None, "a part of it is answered as if it were all")


@row("U3", "from port 7, 13, 19, 37, 53 or its own", "no answer")
def answering_ports(bench):
    with Datagrams(bench, "echo-udp") as server:
        for port in (7, 13, 17, 19, 37, 53, server.to[1]):
            try:
                other = datagram_socket(f"127.0.0.2:{port}", timeout=QUIET)
            except PermissionError:
                raise NotApplicable("only root may use such a port") from None
            with other:
                demand(server.ask(b"loop", other) is None, f"port {port} is answered: two servers would never end")


@row("U4", "answers that nobody takes", "ignored")
def refused_answers(bench):
    with Datagrams(bench, "echo-udp") as server:
        for _ in range(100):
            with datagram_socket("127.0.0.1:0") as gone:
                gone.sendto(b"gone", server.to)


@row("U5", "time requests of any size", "never a larger answer than asked + 64")
def amplification(bench):
    with Datagrams(bench, "time") as server:
        server.sock.settimeout(QUIET)
        forms = [b"", *(b"%c" * n for n in (1, 10, 59, 200, 500)), b"%9999Y", b"%c" * 30000, b"%099999999Y"]
        for form in forms:
            answer = server.ask(form) or b""
            demand(len(answer) <= len(form) + 64, f"{len(form)} bytes answered by {len(answer)}")


@row("U6", "thousands of strangers, ESC in their texts", "bounded, escaped")
def strangers(bench):
    if bench.column.is_extended:
        raise NotApplicable("datagrams are of the plain dialect")
    if not bench.column.is_ours:
        raise NotApplicable("the field has no chat server: a program there talks to one peer")
    count = bench.many(5_000, 100_000)
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "shown"), "w+b") as shown:
            process = subprocess.Popen([BIN / "cleave-chat", "--udp", "--book", "a=127.0.0.1:1", "--listen", "127.0.0.1:0"],
                                       stdin=subprocess.PIPE, stdout=shown, stderr=subprocess.DEVNULL)
            try:
                text = bytearray()

                def lines():
                    text.extend(os.pread(shown.fileno(), 1 << 20, len(text)))
                    return text.count(b"\n")

                wait_until(lines, "it listens")
                to = endpoint_of(text.decode().splitlines()[0].removeprefix("listening on "))[1]
                resident = memory_of(process.pid)
                sent = 0
                while sent < count:
                    with contextlib.ExitStack() as stack:
                        for _ in range(min(50, count - sent)):
                            stack.enter_context(datagram_socket("127.0.0.1:0")).sendto(b"\x1b]0;member\x07", to)
                            sent += 1
                        wait_until(lambda: lines() == sent + 1, "they are shown")
                demand(not {0x1B, 0x07} & set(text), "a terminal would obey them")
                grown = memory_of(process.pid) - resident
                demand(grown < 1024, f"I2: {grown} KiB more for {sent} strangers")
            finally:
                process.stdin.close()
                process.send_signal(signal.SIGTERM)
                process.wait(bench.column.patience)
    return f"{sent} strangers"


def memory_of(pid):
    with open(f"/proc/{pid}/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") // 1024
