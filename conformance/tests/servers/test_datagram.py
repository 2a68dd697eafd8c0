# SPDX-License-Identifier: MIT
"""cleave-time-server and cleave-time against programs of the field."""

import contextlib
import json
import os
import threading
import time
import unittest

import field
from harness import Server, address_of, datagram_socket, endpoint_of, run

SERVER = "cleave-time-server"


class Time(unittest.TestCase):
    def start(self, *arguments, listen="127.0.0.1:0"):
        server = Server(SERVER, *arguments, listen=listen)
        self.addCleanup(server.__exit__)
        return server

    def ask(self, server, form):
        where = "[::1]:0" if server.address.startswith("[") else "127.0.0.1:0"
        with datagram_socket(where) as sock:
            return field.time_client(sock, endpoint_of(server.address)[1], form)

    def assert_same_as_python(self, server, form, python_form=None):
        before = time.localtime()
        answer = self.ask(server, form)
        after = time.localtime()
        self.assertIn(answer, {time.strftime(python_form or form, moment) for moment in (before, after)})

    def test_a_field_client_is_answered_as_python_would_in_both_families(self):
        for where in ("127.0.0.1:0", "[::1]:0"):
            server = self.start(listen=where)
            for form in ("%Y-%m-%d %X", "%Y", "%H:%M", "%A %B %j", "%c", "%a, %d %b %Y %H:%M:%S %z", "%y%%%n%t|"):
                with self.subTest(where=where, form=form):
                    self.assert_same_as_python(server, form)
            self.assert_same_as_python(server, "", "%Y-%m-%d %X")
            self.assertEqual(self.ask(server, "now: 100%% 哈"), "now: 100% 哈")

    def test_our_client_understands_a_field_server_in_both_families(self):
        for where in ("127.0.0.1:0", "[::1]:0"):
            with datagram_socket(where) as sock:
                threading.Thread(target=suppressed, args=(field.time_server, sock), daemon=True).start()
                ran = run("cleave-time", address_of(sock))
                self.assertRegex(ran.stdout.decode(), r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n$")
                ran = run("cleave-time", address_of(sock), "%Y|")
                self.assertRegex(ran.stdout.decode(), r"^\d{4}\|\n$")
                ran = run("cleave-time", "--json", address_of(sock), "a")
                self.assertEqual((json.loads(ran.stdout), ran.returncode), ({"status": "ok", "time": "a"}, 0))
                sock.settimeout(0.01)

    def test_our_own_two_ends_agree_also_where_the_answer_is_empty(self):
        server = self.start()
        self.assertRegex(run("cleave-time", server.address).stdout.decode(), r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n$")
        self.assertEqual(run("cleave-time", server.address, "%%").stdout, b"%\n")

    def test_an_answer_is_never_more_than_64_bytes_longer_than_its_request(self):
        server = self.start()
        forms = ["%c" * n for n in range(1, 60)] + ["%" + "9" * n + "Y" for n in range(1, 12)] + ["%065Y", "%068Y", "%069Y"]
        with datagram_socket("127.0.0.1:0") as sock:
            for form in forms:
                sock.sendto(form.encode(), endpoint_of(server.address)[1])
                sock.sendto(b"end", endpoint_of(server.address)[1])
                answer = sock.recv(65535)
                with self.subTest(form=form):
                    self.assertTrue(answer == b"end" or len(answer) <= len(form) + 64)
                while answer != b"end":
                    answer = sock.recv(65535)
        server.wait_for_log("64 bytes longer")

    def test_what_is_no_format_or_too_long_is_not_answered_and_does_no_harm(self):
        server = self.start()
        with datagram_socket("127.0.0.1:0") as sock:
            for datagram in (b"%Y\0%Y", b"a" * 1025, b"%" * 60000):
                sock.sendto(datagram, endpoint_of(server.address)[1])
            sock.sendto(b"a" * 1024, endpoint_of(server.address)[1])
            self.assertEqual(sock.recv(65535), b"a" * 1024)
        server.wait_for_log("ignored: a format holds no NUL")
        server.wait_for_log("ignored: truncated: longer than 1024 bytes")

    def test_bytes_that_are_no_text_do_no_harm(self):
        server = self.start()
        with datagram_socket("127.0.0.1:0") as sock:
            for seed in range(200):
                sock.sendto(os.urandom(seed % 40 + 1).replace(b"\0", b"%"), endpoint_of(server.address)[1])
        self.assertEqual(self.ask(server, "alive"), "alive")

    def test_the_servers_own_port_is_never_answered(self):
        server = self.start()
        with datagram_socket(f"127.0.0.2:{endpoint_of(server.address)[1][1]}", timeout=0.2) as sock:
            sock.sendto(b"loop", endpoint_of(server.address)[1])
            with self.assertRaises(TimeoutError):
                sock.recv(100)
        server.wait_for_log("a server's port")

    def test_no_server_there_is_said_at_once_and_a_silent_one_after_the_timeout(self):
        with datagram_socket("127.0.0.1:0") as sock:
            address = address_of(sock)
            ran = run("cleave-time", "--timeout", "100ms", address)
            self.assertEqual((ran.stdout, ran.returncode), (b"", 3))
            self.assertIn(b"timed_out", ran.stderr)
        ran = run("cleave-time", address)
        self.assertEqual((ran.stdout, ran.returncode), (b"", 3))
        self.assertIn(b"no server at", ran.stderr)

    def test_control_characters_of_an_answer_are_shown_escaped(self):
        with datagram_socket("127.0.0.1:0") as sock:
            thread = threading.Thread(target=lambda: sock.sendto(b"\x1b[2J", sock.recvfrom(100)[1]))
            thread.start()
            self.assertEqual(run("cleave-time", address_of(sock)).stdout, b"\\x1b[2J\n")
            thread.join()

    def test_addresses_of_other_machines_and_unix_sockets_are_refused(self):
        for where in ("0.0.0.0:0", "[::]:0", "unix:/tmp/x", "nonsense"):
            ran = run(SERVER, "--listen", where)
            self.assertEqual((ran.stdout, ran.returncode), (b"", 2))

    def test_many_clients_are_answered_by_several_threads_and_sigterm_exits_with_0(self):
        server = self.start("--threads", 3)
        for n in range(100):
            self.assertEqual(self.ask(server, f"client {n}"), f"client {n}")
        self.assertEqual(server.stop(), 0)


def suppressed(serve, *arguments):
    with contextlib.suppress(OSError):
        serve(*arguments)


if __name__ == "__main__":
    unittest.main()
