# SPDX-License-Identifier: MIT
"""Every allocation of a request fails, in turn, until a request meets none that does: in each server but the one of
files, whose allocations unit_files_memory fails. Whoever asked is answered, or the connection ends; the next one is
served; nothing is left behind."""

import collections
import contextlib
import itertools
import json
import struct
import subprocess
import tempfile
import time
import unittest

from faults import Faults, demand_library
from harness import PATIENCE, Server, anywhere, datagram_socket, endpoint_of, frame, receive, wait_until


def header(fields):
    return frame(json.dumps(fields).encode())


class Stream:
    """A request over a stream, and its answer, which begins with so many bytes that are not looked at."""

    def __init__(self, request, answer, unknown=0):
        self.request, self.answer, self.unknown = request, answer, unknown

    def ask(self, server, _faults):
        with server.connect() as sock, contextlib.suppress(ConnectionError, EOFError):
            sock.sendall(self.request)
            return receive(sock, self.unknown + len(self.answer))[self.unknown :] == self.answer
        return False


class Run:
    """A command, extended. It may also be answered in part, flagged: memory is a limit like any other."""

    def __init__(self, command, output):
        self.request, self.output = header({"cmd": "exec", "command": command}), output

    def ask(self, server, _faults):
        with server.connect() as sock, contextlib.suppress(ConnectionError, EOFError):
            sock.sendall(self.request)
            (size,) = struct.unpack("<i", receive(sock, 4))
            reply = json.loads(receive(sock, size))
            if reply["status"] != "ok":
                return False
            output = receive(sock, reply["stdout_size"] + reply["stderr_size"])
            return output == self.output or (reply.get("truncated", False) and self.output.startswith(output))
        return False


class Shown:
    """Frames, which the server shows and does not answer."""

    def ask(self, server, _faults):
        shown = server.output().count("hello")
        with server.connect() as sock, contextlib.suppress(ConnectionError):
            for piece in (frame(b"hello" * 100)[:50], frame(b"hello" * 100)[50:]):
                sock.sendall(piece)
            sock.shutdown(1)
            while sock.recv(100):
                pass
        return server.output().count("hello") == shown + 100


class Datagrams:
    """A datagram, and those that answer it."""

    def __init__(self, request, *answers):
        self.request, self.answers = request, answers

    def ask(self, server, faults):
        with datagram_socket("127.0.0.1:0", timeout=0.01) as sock:
            sock.sendto(self.request, endpoint_of(server.address)[1])
            found = []
            end = time.monotonic() + PATIENCE
            while len(found) < len(self.answers) and time.monotonic() < end:
                try:
                    found.append(sock.recv(65535))
                except TimeoutError:
                    if faults.has_failed():
                        return False  # it is not answered any more
            return tuple(found) == self.answers


class Chat:
    """One text each way, too long for a short string."""

    text = b"hello, and more than fits into a string without memory"

    def ask(self, server, faults):
        shown = server.output().count("hello")
        heard = b""
        has_typed = False
        end = time.monotonic() + PATIENCE
        with contextlib.suppress(ConnectionError), self.connected(server) as (say, hear):
            say()
            while b"hey" not in heard and time.monotonic() < end:
                if not has_typed and server.output().count("hello") > shown:
                    server.process.stdin.write(b"@you hey\n" if self.is_by_datagrams else b"hey\n")
                    server.process.stdin.flush()
                    has_typed = True
                try:
                    piece = hear()
                except TimeoutError:
                    if faults.has_failed():
                        break  # it is lost
                    continue
                if not piece:
                    break
                heard += piece
        return has_typed and b"hey" in heard


class StreamChat(Chat):
    is_by_datagrams = False

    def __init__(self, end=b""):
        self.end = end

    @contextlib.contextmanager
    def connected(self, server):
        with server.connect() as sock:
            sock.settimeout(0.01)
            yield lambda: sock.sendall(self.text + self.end), lambda: sock.recv(100)


class DatagramChat(Chat):
    is_by_datagrams = True

    def __init__(self, sock):
        self.sock = sock

    @contextlib.contextmanager
    def connected(self, server):
        yield lambda: self.sock.sendto(self.text, endpoint_of(server.address)[1]), lambda: self.sock.recv(100)


class Memory(unittest.TestCase):
    def setUp(self):
        demand_library()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        self.faults = Faults()
        self.addCleanup(self.faults.__exit__)

    def failures(self, request, program, *options, family="unix"):
        """How many allocations were failed, each in a server of its own: so those are met, too, that a server makes but
        once."""
        for number in itertools.count():
            self.faults.fail_none()
            with Server(self.faults.words(program), *options, listen=anywhere(family, self.folder),
                        stdin=subprocess.PIPE) as server, self.subTest(allocation=number):
                descriptors = server.open_descriptors()
                self.faults.fail_allocation(number)
                is_answered = request.ask(server, self.faults)
                is_met = self.faults.fail_none()
                self.assertTrue(is_met or is_answered, server.log())
                wait_until(lambda: request.ask(server, self.faults) or server.process.poll() is not None,
                           "the next request is served")
                self.assertIsNone(server.process.poll(), server.log())
                wait_until(lambda: server.open_descriptors() <= descriptors and not server.children(),
                           "nothing is left behind")
                self.assertEqual(server.stop(), 0, server.log())
                if not is_met:
                    return number
        raise AssertionError("no request without a failure")

    def check(self, request, program, *options, **more):
        failures = self.failures(request, program, *options, **more)
        self.assertGreater(failures, 0)
        self.counts[program] += failures

    @classmethod
    def setUpClass(cls):
        cls.counts = collections.Counter()

    @classmethod
    def tearDownClass(cls):
        print(", ".join(f"{program}: {count} allocations" for program, count in cls.counts.items()))

    def test_that_runs_out_leaves_the_echo_server_well(self):
        self.check(Stream(b"hello", b"HELLO"), "cleave-echo-server")

    def test_is_not_needed_for_an_echo_by_datagrams(self):
        failures = self.failures(Datagrams(b"hello", b"HELLO"), "cleave-echo-server", "--udp", family="ipv4")
        self.assertEqual(failures, 0)

    def test_that_runs_out_leaves_the_message_server_well(self):
        self.check(Shown(), "cleave-message-server")

    def test_that_runs_out_leaves_the_time_server_well(self):
        self.check(Datagrams(b"100%%, a format that is too long for a short string",
                             b"100%, a format that is too long for a short string"), "cleave-time-server", family="ipv4")

    def test_that_runs_out_leaves_the_command_server_well(self):
        said = b"said by a command, and too long for a short string\n"
        command = "echo " + said.decode().strip()
        allow = ("--allow", "echo", "--reply")
        self.check(Stream(command.encode(), said, unknown=4), "cleave-command-server", *allow, "struct")
        self.check(Run(command, said), "cleave-command-server", "--allow", "echo",
                   "--dialect", "extended")
        self.check(Datagrams(command.encode(), b"", said), "cleave-command-server", "--allow", "echo", "--udp", family="ipv4")

    def test_that_runs_out_leaves_a_two_way_chat_well(self):
        self.check(StreamChat(), "cleave-chat")
        self.check(StreamChat(b"\n"), "cleave-chat", "--dialect", "extended")

    def test_that_runs_out_leaves_a_chat_by_datagrams_well(self):
        with datagram_socket("127.0.0.1:0", timeout=0.01) as you:
            port = you.getsockname()[1]
            self.check(DatagramChat(you), "cleave-chat", "--udp", "--book", f"you=127.0.0.1:{port}", family="ipv4")


if __name__ == "__main__":
    unittest.main()
