# SPDX-License-Identifier: MIT
"""cleave-echo-server and cleave-echo against programs of the field, over streams and by datagrams."""

import contextlib
import functools
import hmac
import json
import os
import resource
import socket
import struct
import tempfile
import threading
import unittest

import field
from harness import (FAMILIES, PATIENCE, Background, Server, ServerTest, address_of, anywhere, connect,
                     datagram_socket, endpoint_of, every_cut, listen, proxy, receive, receive_all, reset, run,
                     turns_away, wait_until)

SERVER = "cleave-echo-server"


class Streams(ServerTest):
    program = SERVER

    def test_a_field_client_is_answered_in_every_family_wherever_its_bytes_are_cut(self):
        lines, answers = ["hello", "哈alex_1"], ["HELLO", "哈ALEX_1"]
        size = sum(len(line.encode()) for line in lines)
        for family in FAMILIES:
            server = self.start(family=family)
            for cuts in every_cut(size, size):
                with self.subTest(family=family, cuts=cuts), proxy(server.address, self.folder, cuts) as cutter:
                    with connect(cutter.address) as sock:
                        self.assertEqual(field.echo_client(sock, lines), answers)

    def test_our_client_understands_a_field_server_in_every_family_wherever_its_bytes_are_cut(self):
        for family in FAMILIES:
            with Background(listen(anywhere(family, self.folder)), field.echo_server) as server:
                for cuts in every_cut(5, 5):
                    with self.subTest(family=family, cuts=cuts), proxy(server.address, self.folder, cuts) as cutter:
                        ran = run("cleave-echo", cutter.address, "hello")
                        self.assertEqual((ran.stdout, ran.stderr, ran.returncode), (b"HELLO\n", b"", 0))

    def test_input_passes_through_whatever_its_size(self):
        server = self.start()
        data = os.urandom(1 << 20) + b"abc"
        ran = run("cleave-echo", server.address, input=data)
        self.assertEqual((ran.stdout == data.translate(UPPER), ran.stderr, ran.returncode), (True, b"", 0))

    def test_a_client_that_half_closes_is_answered_before_the_end(self):
        with self.start().connect() as sock:
            sock.sendall(b"last words")
            sock.shutdown(socket.SHUT_WR)
            self.assertEqual(receive_all(sock), b"LAST WORDS")

    def test_clients_that_leave_reset_or_say_nothing_do_no_harm(self):
        server = self.start()
        before = server.open_descriptors()
        silent = server.connect()
        for how in (socket.socket.close, reset):
            for said in (b"", b"abc"):
                sock = server.connect()
                sock.sendall(said)
                how(sock)
        with server.connect() as sock:
            self.assertEqual(field.echo_client(sock, ["still there"]), ["STILL THERE"])
        silent.close()
        wait_until(lambda: server.open_descriptors() == before, "all connections are given back")

    def test_many_clients_are_served_at_the_same_time(self):
        for threads in (1, 3):
            server = self.start("--threads", threads)
            with contextlib.ExitStack() as stack:
                socks = [stack.enter_context(server.connect()) for _ in range(300)]
                for i, sock in enumerate(socks):
                    sock.sendall(b"client %d" % i)
                for i, sock in reversed(list(enumerate(socks))):
                    answer = b"CLIENT %d" % i
                    self.assertEqual(receive(sock, len(answer)), answer)

    def test_thousands_of_clients_are_served_at_the_same_time_whatever_the_usual_limit_of_descriptors_is(self):
        with descriptors(6000) as most:
            count = min(2500, most - 200)
            server = self.start("--max-connections", count, before=lambda: limit_descriptors(256))
            with contextlib.ExitStack() as stack:
                socks = [stack.enter_context(server.connect()) for _ in range(count)]
                for sock in socks:
                    sock.sendall(b"hello")
                for sock in reversed(socks):
                    self.assertEqual(receive(sock, 5), b"HELLO")

    def test_a_client_that_does_not_read_costs_itself_only_and_loses_nothing(self):
        server = self.start()
        slow = server.connect()
        self.addCleanup(slow.close)
        slow.settimeout(0.3)
        sent = 0
        with contextlib.suppress(TimeoutError):
            while True:  # until the server reads no more, as it has no room to answer
                sent += slow.send(b"a" * 65536)
        with server.connect() as other:
            self.assertEqual(field.echo_client(other, ["quick"]), ["QUICK"])
        slow.settimeout(PATIENCE)
        slow.shutdown(socket.SHUT_WR)
        self.assertEqual(receive_all(slow), b"A" * sent)

    def test_beyond_the_cap_a_client_is_told_or_reset(self):
        extended = self.start("--dialect", "extended", "--max-connections", 1)
        with extended.connect() as first:
            self.assertEqual(field.echo_client(first, ["in"]), ["IN"])
            with extended.connect() as second:
                self.assertEqual(field.receive_header(second)["code"], "busy")
            self.assertEqual(field.echo_client(first, ["still"]), ["STILL"])
        plain = self.start("--max-connections", 1)
        with plain.connect() as first:
            self.assertEqual(field.echo_client(first, ["in"]), ["IN"])
            self.assertTrue(turns_away(plain.address))
        wait_until(lambda: run("cleave-echo", plain.address, "again").stdout == b"AGAIN\n", "the place is free again")

    def test_a_silent_client_is_left_alone_after_the_idle_timeout(self):
        with self.start("--idle-timeout", "100ms").connect() as sock:
            self.assertEqual(receive_all(sock), b"")

    def test_sigterm_answers_what_has_come_and_exits_with_0(self):
        for threads in (1, 2):
            server = self.start("--threads", threads)
            with server.connect() as sock:
                self.assertEqual(field.echo_client(sock, ["a"]), ["A"])
                sock.sendall(b"last words")
                server.process.terminate()
                self.assertEqual(receive_all(sock), b"LAST WORDS")
            self.assertEqual(server.process.wait(PATIENCE), 0)
            with self.assertRaises(ConnectionRefusedError):
                server.connect()

    def test_a_server_can_be_started_again_on_its_port_at_once(self):
        server = self.start()
        with server.connect() as sock:
            field.echo_client(sock, ["a"])
            server.process.terminate()  # the server closes first: its port lingers in TIME_WAIT
            self.assertEqual(receive_all(sock), b"")
        self.assertEqual(server.process.wait(PATIENCE), 0)
        again = Server(SERVER, listen=server.address)
        self.addCleanup(again.__exit__)
        self.assertEqual(again.address, server.address)

    def test_an_address_of_other_machines_needs_a_token_and_a_token_needs_the_extended_dialect(self):
        for arguments in (["--listen", "0.0.0.0:0"], ["--listen", "[::]:0"], ["--udp", "--listen", "0.0.0.0:0"],
                          ["--token-file", "/dev/null"], ["--udp", "--dialect", "extended", "--token-file", "x"]):
            with self.subTest(arguments):
                ran = run(SERVER, *arguments)
                self.assertEqual((ran.stdout, ran.returncode), (b"", 2))
                self.assertIn(b"token" if "0.0" not in arguments[-1] else b"other machines", ran.stderr)


class Token(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.right = self.token(folder.name, "right")
        self.wrong = self.token(folder.name, "wrong")
        self.server = Server(SERVER, "--dialect", "extended", "--token-file", self.right)
        self.addCleanup(self.server.__exit__)

    def token(self, folder, name):
        path = os.path.join(folder, name)
        with open(path, "w", opener=functools.partial(os.open, mode=0o600)) as file:
            file.write(name * 8)
        return path

    def echo(self, *arguments):
        return run("cleave-echo", self.server.address, "hello", *arguments)

    def test_who_knows_it_is_served(self):
        ran = self.echo("--dialect", "extended", "--token-file", self.right)
        self.assertEqual((ran.stdout, ran.stderr, ran.returncode), (b"HELLO\n", b"", 0))

    def test_who_does_not_is_told_and_gets_nothing(self):
        for arguments in (["--dialect", "extended", "--token-file", self.wrong], ["--dialect", "extended"], [], ["a"]):
            with self.subTest(arguments):
                ran = self.echo(*arguments)
                self.assertEqual((ran.stdout, ran.returncode), (b"", 1))
                self.assertIn(b"not_authorized", ran.stderr)

    def test_what_follows_the_proof_in_the_same_piece_is_served(self):
        with self.server.connect() as sock:
            nonce = field.receive_header(sock)["nonce"]
            proof = hmac.new(b"right" * 8, b"cleave-auth-1:" + nonce.encode(), "sha256").hexdigest()
            text = json.dumps({"cmd": "auth", "proof": proof}).encode()
            sock.sendall(struct.pack("i", len(text)) + text + b"hello")
            self.assertEqual(field.receive_header(sock), {"status": "ok"})
            self.assertEqual(field.receive(sock, 5), b"HELLO")

    def test_a_server_that_does_not_ask_for_it_is_not_trusted_with_anything(self):
        heard = []
        with Background(listen("127.0.0.1:0"), lambda sock: heard.append(sock.recv(1024))) as server:
            ran = run("cleave-echo", server.address, "hello", "--dialect", "extended", "--token-file", self.right,
                      "--timeout", "300ms")
        self.assertEqual((ran.stdout, ran.returncode, heard), (b"", 3, [b""]))


class Client(unittest.TestCase):
    def test_no_server_there_is_said_at_once(self):
        with listen("127.0.0.1:0") as sock:
            address = address_of(sock)
        for arguments in ([address], ["--udp", address], ["unix:/nonexistent/socket"]):
            with self.subTest(arguments):
                ran = run("cleave-echo", *arguments, "hello")
                self.assertEqual((ran.stdout, ran.returncode), (b"", 3))
                self.assertIn(b"no server at", ran.stderr)

    def test_a_server_that_closes_too_soon_is_an_error(self):
        with Background(listen("127.0.0.1:0"), lambda sock: sock.sendall(sock.recv(2))) as server:
            ran = run("cleave-echo", server.address, "hello")
            self.assertEqual((ran.stdout, ran.returncode), (b"", 3))
            self.assertIn(b"connection_lost", ran.stderr)

    def test_a_server_that_is_silent_is_an_error_after_the_timeout(self):
        with Background(listen("127.0.0.1:0"), lambda sock: receive_all(sock)) as server:
            ran = run("cleave-echo", server.address, "hello", "--timeout", "100ms")
            self.assertEqual((ran.stdout, ran.returncode), (b"", 3))
            self.assertIn(b"timed_out", ran.stderr)

    def test_json_is_one_object_for_each_answer(self):
        with Background(listen("127.0.0.1:0"), field.echo_server) as server:
            ran = run("cleave-echo", server.address, "--json", "a", "\x1b")
            self.assertEqual([json.loads(line) for line in ran.stdout.splitlines()],
                             [{"status": "ok", "text": "A"}, {"status": "ok", "text": "\\x1b"}])
        ran = run("cleave-echo", server.address, "--json", "a")
        self.assertEqual((json.loads(ran.stdout)["code"], ran.returncode), ("connection_lost", 3))


class Datagrams(unittest.TestCase):
    def start(self, *arguments, listen="127.0.0.1:0"):
        server = Server(SERVER, "--udp", *arguments, listen=listen)
        self.addCleanup(server.__exit__)
        return server

    def ask(self, server, *datagrams, bound="127.0.0.1:0"):
        """What comes back, as many as were sent."""
        with datagram_socket(bound) as sock:
            answers = []
            for datagram in datagrams:
                sock.sendto(datagram, endpoint_of(server.address)[1])
                answers.append(sock.recv(65535))
            return answers

    def assert_no_answer(self, server, datagram, bound="127.0.0.1:0"):
        """No answer comes before that to a later datagram."""
        with datagram_socket(bound, timeout=0.2) as sock:
            sock.sendto(datagram, endpoint_of(server.address)[1])
            with self.assertRaises(TimeoutError):
                sock.recv(65535)
        self.assertEqual(self.ask(server, b"alive"), [b"ALIVE"])

    def test_field_clients_are_answered_in_both_families(self):
        for where in ("127.0.0.1:0", "[::1]:0"):
            for threads in (1, 3):
                server = self.start("--threads", threads, listen=where)
                self.assertEqual(self.ask(server, b"hello", b"\xff\x00a", bound=where), [b"HELLO", b"\xff\x00A"])

    def test_our_client_understands_a_field_server_in_both_families(self):
        for where in ("127.0.0.1:0", "[::1]:0"):
            with datagram_socket(where) as sock:
                threading.Thread(target=suppressed, args=(field.echo_datagram_server, sock), daemon=True).start()
                ran = run("cleave-echo", "--udp", address_of(sock), "one", "two")
                self.assertEqual((ran.stdout, ran.returncode), (b"ONE\nTWO\n", 0))
                ran = run("cleave-echo", "--udp", address_of(sock), input=b"one\n\ntwo\n")
                self.assertEqual((ran.stdout, ran.returncode), (b"ONE\n\nTWO\n", 0))
                sock.settimeout(0.01)

    def test_as_many_come_back_as_were_sent_neither_joined_nor_split(self):
        server = self.start()
        with datagram_socket("127.0.0.1:0") as sock:
            sent = [b"a" * (i % 7) + b"%d" % i for i in range(100)]
            for datagram in sent:
                sock.sendto(datagram, endpoint_of(server.address)[1])
            self.assertEqual([sock.recv(65535) for _ in sent], [datagram.upper() for datagram in sent])

    def test_an_empty_datagram_is_answered_by_an_empty_one(self):
        self.assertEqual(self.ask(self.start(), b"", b"a", b""), [b"", b"A", b""])

    def test_the_largest_datagram_is_answered_whole(self):
        self.assertEqual(self.ask(self.start(), b"a" * 65507), [b"A" * 65507])

    def test_a_datagram_larger_than_is_taken_is_told_and_not_answered(self):
        server = self.start("--max-datagram", 1000)
        self.assertEqual(self.ask(server, b"a" * 1000), [b"A" * 1000])
        self.assert_no_answer(server, b"a" * 1001)
        server.wait_for_log("ignored: truncated: longer than 1000 bytes")

    def test_our_client_tells_an_answer_that_is_larger_than_it_takes(self):
        ran = run("cleave-echo", "--udp", "--max-datagram", 4, self.start().address, "1234", "12345")
        self.assertEqual((ran.stdout, ran.returncode), (b"1234\n", 3))
        self.assertIn(b"the answer is truncated: longer than 4 bytes", ran.stderr)

    def test_the_servers_own_port_is_never_answered(self):
        server = self.start()
        port = endpoint_of(server.address)[1][1]
        self.assert_no_answer(server, b"loop", bound=f"127.0.0.2:{port}")
        server.wait_for_log("a server's port")

    def test_ports_of_servers_that_answer_to_anything_are_never_answered(self):
        server = self.start()
        for port in (7, 13, 17, 19, 37, 53):
            with self.subTest(port=port):
                try:
                    self.assert_no_answer(server, b"loop", bound=f"127.0.0.3:{port}")
                except PermissionError:
                    self.skipTest("only root may use such a port")

    def test_answers_that_nobody_takes_do_no_harm(self):
        server = self.start()
        for _ in range(20):
            with datagram_socket("127.0.0.1:0") as sock:
                sock.sendto(b"gone before the answer", endpoint_of(server.address)[1])
        self.assertEqual(self.ask(server, b"alive"), [b"ALIVE"])

    def test_sigterm_exits_with_0(self):
        for threads in (1, 2):
            server = self.start("--threads", threads)
            self.assertEqual(self.ask(server, b"a"), [b"A"])
            self.assertEqual(server.stop(), 0)

    def is_answered(self, server):
        """What comes while a flood still fills the server's queue is lost."""
        with datagram_socket("127.0.0.1:0", timeout=0.1) as sock, contextlib.suppress(TimeoutError):
            sock.sendto(b"a", endpoint_of(server.address)[1])
            return sock.recv(65535) == b"A"
        return False

    def test_a_flood_of_refused_datagrams_does_not_flood_the_log(self):
        server = self.start("--max-datagram", 1)
        with datagram_socket("127.0.0.1:0") as sock:
            for _ in range(2000):
                sock.sendto(b"too long", endpoint_of(server.address)[1])
        wait_until(lambda: self.is_answered(server), "it answers again")
        self.assertLess(server.log().count("truncated"), 200)


UPPER = bytes(b - 32 if 97 <= b <= 122 else b for b in range(256))


def limit_descriptors(count):
    resource.setrlimit(resource.RLIMIT_NOFILE, (count, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


@contextlib.contextmanager
def descriptors(wanted):
    """May open so many, or as many as can be: how many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    limit_descriptors(max(soft, most))
    try:
        yield most
    finally:
        limit_descriptors(soft)


def suppressed(serve, *arguments):
    with contextlib.suppress(OSError):
        serve(*arguments)


if __name__ == "__main__":
    unittest.main()
