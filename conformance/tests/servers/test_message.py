# SPDX-License-Identifier: MIT
"""cleave-message-server and cleave-message against programs of the field."""

import contextlib
import struct
import unittest

import field
from harness import (FAMILIES, PATIENCE, Background, ServerTest, address_of, anywhere, connect, every_cut, is_reset,
                     listen, proxy, receive_all, reset, run, wait_until)

TEXTS = ["hello", "", "哈哈哈哈哈", "alex"]
BYTES = sum(4 + len(text.encode()) for text in TEXTS)
SHOWN = [f"{len(text.encode())} bytes: {text}" for text in TEXTS]


class Message(ServerTest):
    program = "cleave-message-server"

    def shown(self, server):
        """What was shown so far, without the senders."""
        return [line.split(" ", 1)[1] for line in server.output().splitlines()[1:]]

    def wait_for_shown(self, server, lines):
        wait_until(lambda: len(self.shown(server)) >= len(lines), f"{lines} are shown")
        self.assertEqual(self.shown(server), lines)

    def test_frames_of_a_field_client_are_shown_in_every_family_wherever_their_bytes_are_cut(self):
        for family in FAMILIES:
            server = self.start(family=family)
            for rounds, cuts in enumerate(every_cut(BYTES, 0, ways=("up",)), 1):
                with self.subTest(family=family, cuts=cuts), proxy(server.address, self.folder, cuts) as cutter:
                    with connect(cutter.address) as sock:
                        field.message_client(sock, TEXTS)
                    self.wait_for_shown(server, SHOWN * rounds)

    def test_our_client_is_understood_by_a_field_server_in_every_family_wherever_its_bytes_are_cut(self):
        taken = []
        for family in FAMILIES:
            serving = Background(listen(anywhere(family, self.folder)), lambda sock: field.message_server(sock, taken))
            with serving as server:
                for cuts in every_cut(BYTES, 0, ways=("up",)):
                    with self.subTest(family=family, cuts=cuts), proxy(server.address, self.folder, cuts) as cutter:
                        taken.clear()
                        ran = run("cleave-message", cutter.address, *TEXTS)
                        self.assertEqual((ran.stdout, ran.stderr, ran.returncode), (b"sent 4 frames\n", b"", 0))
                        self.assertEqual(taken, TEXTS)

    def test_lines_of_the_input_are_frames(self):
        server = self.start()
        ran = run("cleave-message", "--json", server.address, input=b"one\n\ntwo")
        self.assertEqual((ran.stdout, ran.returncode), (b'{"status": "ok", "frames": 3}\n', 0))
        self.wait_for_shown(server, ["3 bytes: one", "0 bytes: ", "3 bytes: two"])

    def test_nothing_is_answered(self):
        with self.start().connect() as sock:
            field.message_client(sock, TEXTS)
            sock.shutdown(1)
            self.assertEqual(receive_all(sock), b"")

    def test_what_could_command_a_terminal_is_shown_escaped(self):
        server = self.start()
        run("cleave-message", server.address, "\x1b[2Ja\nb\u202e")
        self.wait_for_shown(server, ["10 bytes: \\x1b[2Ja\\x0ab\\u{202e}"])

    def test_lengths_that_are_negative_or_too_large_and_streams_cut_short_are_refused(self):
        server = self.start("--max-size", 100)
        too_soon = struct.pack("i", 5) + b"he"
        for data in (struct.pack("i", -1), struct.pack("i", 101), b"\xff\xff\xff\x7fx", b"GET / HTTP/1.1\r\n\r\n"):
            with self.subTest(data=data), server.connect() as sock:
                sock.sendall(data)
                self.assertTrue(is_reset(sock))
        for data in (too_soon, too_soon[:2]):
            with self.subTest(data=data), server.connect() as sock:
                sock.sendall(data)
                sock.shutdown(1)
                self.assertTrue(is_reset(sock))
        self.assertEqual(run("cleave-message", server.address, "a" * 100).returncode, 0)
        self.wait_for_shown(server, ["100 bytes: " + "a" * 100])
        server.wait_for_log("frame_too_large")
        server.wait_for_log("negative_length")
        server.wait_for_log("truncated_payload")

    def test_extended_says_why(self):
        server = self.start("--max-size", 4, "--dialect", "extended")
        ran = run("cleave-message", server.address, "12345", "--dialect", "extended")
        self.assertEqual((ran.stdout, ran.returncode), (b"", 1))
        self.assertIn(b"frame_too_large", ran.stderr)

    def test_our_client_tells_a_server_of_another_kind(self):
        with Background(listen("127.0.0.1:0"), field.echo_server) as server:
            ran = run("cleave-message", server.address, "hello")
            self.assertEqual((ran.stdout, ran.returncode), (b"", 3))
            self.assertIn(b"unsupported", ran.stderr)

    def test_a_server_that_never_ends_the_connection_is_an_error_after_the_timeout(self):
        with listen("127.0.0.1:0") as never_accepted:
            ran = run("cleave-message", address_of(never_accepted), "hello", "--timeout", "100ms")
        self.assertEqual((ran.stdout, ran.returncode), (b"", 3))
        self.assertIn(b"timed_out", ran.stderr)

    def test_clients_that_leave_or_reset_in_the_middle_do_no_harm_and_many_are_served(self):
        server = self.start()
        for how in (lambda sock: sock.close(), reset):
            sock = server.connect()
            sock.sendall(b"\x05\x00")
            how(sock)
        with contextlib.ExitStack() as stack:
            socks = [stack.enter_context(server.connect()) for _ in range(200)]
            for sock in socks:
                field.message_client(sock, ["many"])
            self.wait_for_shown(server, ["4 bytes: many"] * 200)

    def test_sigterm_exits_with_0(self):
        server = self.start("--threads", 2)
        with server.connect() as sock:
            field.message_client(sock, ["a"])
            self.wait_for_shown(server, ["1 bytes: a"])
            server.process.terminate()
            self.assertEqual(receive_all(sock), b"")
        self.assertEqual(server.process.wait(PATIENCE), 0)


if __name__ == "__main__":
    unittest.main()
