# SPDX-License-Identifier: MIT
"""cleave-chat against programs of the field: two-way over streams, and by datagrams with an address book."""

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import tempfile
import termios
import threading
import unittest

import field
from harness import (BIN, FAMILIES, PATIENCE, Background, Server, ServerTest, address_of, anywhere, connect,
                     datagram_socket, endpoint_of, every_cut, listen, proxy, receive, receive_all, turns_away, wait_until)


class Chat(Server):
    """A cleave-chat whose lines we type."""

    def __init__(self, *arguments, listen="127.0.0.1:0"):
        super().__init__("cleave-chat", *arguments, listen=listen, stdin=subprocess.PIPE)

    def type(self, line):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()

    def shown(self):
        return self.output().splitlines()[1:]

    def wait_for_shown(self, lines):
        wait_until(lambda: len(self.shown()) >= len(lines), f"{lines} are shown; {self.shown()} are")
        if self.shown() != lines:
            raise AssertionError(f"{self.shown()} are shown, not {lines}")


def joined(address, lines, *arguments):
    """Runs our client with `lines` typed, each once the one before was answered; what it showed, and its exit code."""
    process = subprocess.Popen([BIN / "cleave-chat", address, "--quiet", *arguments], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    shown = []
    with process:
        for line in lines:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(line + "\n")
                process.stdin.flush()
            if line != "q":
                shown.append(process.stdout.readline().rstrip("\n"))
        out, err = process.communicate(timeout=PATIENCE)
    return shown + out.splitlines(), err, process.returncode


class Terminal:
    """A cleave-chat at a terminal of `columns`, which it may draw on."""

    def __init__(self, *arguments, columns=40):
        self.ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        self.before = termios.tcgetattr(theirs)
        self.process = subprocess.Popen([BIN / "cleave-chat", *arguments], stdin=theirs, stdout=theirs, stderr=theirs)
        self.theirs = theirs
        self.drawn = ""

    def type(self, keys):
        os.write(self.ours, keys.encode())

    def wait_for_drawn(self, text):
        def is_there():
            if select.select([self.ours], [], [], 0)[0]:
                self.drawn += os.read(self.ours, 65536).decode()
            return text in self.drawn

        wait_until(is_there, f"{text!r} is drawn; {self.drawn!r} is")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait(PATIENCE)
        os.close(self.ours)
        os.close(self.theirs)


class AtATerminal(ServerTest):
    def talk(self, keys, text, columns=40):
        """What is drawn where the other side says `text` while `keys` are typed; and what it then hears."""
        listening = listen("127.0.0.1:0")
        with listening, Terminal(address_of(listening), columns=columns) as chat:
            peer, _ = listening.accept()
            with peer:
                chat.type(keys)
                chat.wait_for_drawn("> " + keys)
                chat.drawn = ""
                peer.sendall(text)
                chat.wait_for_drawn(keys[-5:])
                drawn = chat.drawn
                chat.type("\x7f!\n")
                heard = receive_all_of(peer, keys[:-1] + "!")
                chat.type("q\n")
                self.assertEqual(chat.process.wait(PATIENCE), 0)
                self.assertEqual(termios.tcgetattr(chat.theirs), chat.before, "the terminal is as it was")
        return drawn, heard

    def test_a_text_is_shown_above_the_line_that_is_being_typed(self):
        drawn, heard = self.talk("fine, é", b"hello")
        self.assertEqual(drawn, "\r\x1b[J< hello\r\n> fine, é")
        self.assertEqual(heard, "fine, !")

    def test_a_line_of_several_rows_is_drawn_again_as_a_whole(self):
        drawn, _ = self.talk("a" * 100 + "12345", b"hello")
        self.assertEqual(drawn, "\r\x1b[A\x1b[A\x1b[J< hello\r\n> " + "a" * 100 + "12345")

    def test_a_text_speaks_to_no_terminal(self):
        drawn, _ = self.talk("fine?", b"\x1b]0;pwn\x07> you said this")
        self.assertIn(r"< \x1b]0;pwn\x07> you said this", drawn)

    def test_keys_edit_the_line(self):
        listening = listen("127.0.0.1:0")
        with listening, Terminal(address_of(listening)) as chat:
            peer, _ = listening.accept()
            with peer:
                chat.type("gone\x15one two\x17\x1b[Dthree\n")
                self.assertEqual(receive_all_of(peer, "one three"), "one three")
                chat.type("\x04")
                self.assertEqual(chat.process.wait(PATIENCE), 0)


def receive_all_of(sock, text):
    """As many bytes as `text` has, which may come in pieces."""
    return receive(sock, len(text.encode())).decode()


class TwoWay(ServerTest):
    def start(self, *arguments, family="ipv4"):
        return self.kept(Chat(*arguments, listen=anywhere(family, self.folder)))

    def test_a_field_client_talks_to_our_listener_in_every_family_wherever_the_bytes_are_cut(self):
        for family in FAMILIES:
            chat = self.start(family=family)
            expected = []
            for cuts in every_cut(5, 2):
                with self.subTest(family=family, cuts=cuts), proxy(chat.address, self.folder, cuts) as cutter:
                    with connect(cutter.address) as sock:
                        sock.sendall("哈hi".encode())
                        expected.append("哈hi")
                        chat.wait_for_shown(expected)
                        chat.type("hey")
                        self.assertEqual(field.receive(sock, 3), b"hey")
                        sock.sendall(b"q")
                        self.assertEqual(receive_all(sock), b"")
            self.assertEqual(chat.stop(), 0)

    def test_our_client_talks_to_a_field_server_in_every_family_wherever_the_bytes_are_cut(self):
        for family in FAMILIES:
            for cuts in every_cut(0, 5, ways=("down",)):
                heard = []
                serving = Background(listen(anywhere(family, self.folder)),
                                     lambda sock: field.chat_server(sock, ["哈hi", "bye"], heard))
                with self.subTest(family=family, cuts=cuts), serving as server:
                    with proxy(server.address, self.folder, cuts) as cutter:
                        shown, err, code = joined(cutter.address, ["hello", "alex", "q"])
                    self.assertEqual((shown, err, code), (["哈hi", "bye"], "", 0))
                    self.assertEqual(heard, ["hello", "alex"])

    def test_q_from_the_field_server_ends_it(self):
        serving = Background(listen("127.0.0.1:0"), lambda sock: field.chat_server(sock, ["q"], []))
        with serving as server:
            process = subprocess.run([BIN / "cleave-chat", server.address], input=b"hello\n", capture_output=True,
                                     timeout=PATIENCE, check=False)
        self.assertEqual((process.stdout, process.returncode), (b"", 0))
        self.assertIn(b"said q", process.stderr)

    def test_a_text_that_only_begins_with_q_ends_nothing(self):
        chat = self.start()
        with chat.connect() as sock:
            sock.sendall(b"quite\nqq\n q\n")
            chat.wait_for_shown(["quite", "qq", " q"])
            sock.sendall(b"q\n")
            self.assertEqual(receive_all(sock), b"")

    def test_lines_typed_at_once_reach_a_plain_peer_one_by_one_and_an_extended_one_as_lines(self):
        pieces = []

        def serve(sock):
            while piece := sock.recv(1024):
                pieces.append(piece)

        for dialect in ("plain", "extended"):
            pieces.clear()
            with Background(listen("127.0.0.1:0"), serve) as server:
                process = subprocess.run([BIN / "cleave-chat", server.address, "--dialect", dialect],
                                         input=b"hello\nalex\nq\nnever\n", capture_output=True, timeout=PATIENCE,
                                         check=False)
                self.assertEqual((process.stdout, process.returncode), (b"", 0))
            expected = b"helloalexq" if dialect == "plain" else b"hello\nalex\nq\n"
            self.assertEqual(b"".join(pieces), expected)

    def test_our_two_sides_talk_in_both_dialects(self):
        for dialect in ("plain", "extended"):
            with self.subTest(dialect=dialect):
                chat = self.start("--dialect", dialect)
                process = subprocess.Popen([BIN / "cleave-chat", chat.address, "--quiet", "--dialect", dialect],
                                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                with process:
                    process.stdin.write("hello\nquite\n")
                    process.stdin.flush()
                    chat.wait_for_shown(["hello", "quite"])
                    chat.type("welcome")
                    self.assertEqual(process.stdout.readline(), "welcome\n")
                    chat.type("q")
                    self.assertEqual(process.wait(PATIENCE), 0)
                self.assertEqual(chat.process.wait(PATIENCE), 0)

    def test_the_listener_goes_on_when_a_peer_leaves_and_turns_away_who_comes_in_between(self):
        chat = self.start()
        with chat.connect() as sock:
            sock.sendall(b"one\n")
            chat.wait_for_shown(["one"])
            self.assertTrue(turns_away(chat.address))
            sock.sendall(b"still\n")
            chat.wait_for_shown(["one", "still"])
        chat.wait_for_log("the other side left")
        with chat.connect() as sock:
            sock.sendall(b"two\n")
            chat.wait_for_shown(["one", "still", "two"])
            self.assertEqual(chat.stop(), 0)

    def test_once_ends_with_the_first_chat(self):
        chat = self.start("--once")
        with chat.connect() as sock:
            sock.sendall(b"q\n")
            self.assertEqual(receive_all(sock), b"")
        self.assertEqual(chat.process.wait(PATIENCE), 0)

    def test_what_could_command_a_terminal_is_shown_escaped(self):
        chat = self.start()
        with chat.connect() as sock:
            sock.sendall(b"\x1b[2Jhi\xff\n")
            chat.wait_for_shown(["\\x1b[2Jhi\\xff"])

    def test_no_server_there_is_said(self):
        with listen("127.0.0.1:0") as sock:
            address = address_of(sock)
        process = subprocess.run([BIN / "cleave-chat", address], input=b"", capture_output=True, timeout=PATIENCE,
                                 check=False)
        self.assertEqual((process.stdout, process.returncode), (b"", 3))
        self.assertIn(b"no server at", process.stderr)

    def test_a_token_lets_in_who_knows_it(self):
        paths = {}
        for name in ("right", "wrong"):
            paths[name] = os.path.join(self.folder, name)
            with open(os.open(paths[name], os.O_CREAT | os.O_WRONLY, 0o600), "w", encoding="ascii") as file:
                file.write(name * 8)
        chat = self.start("--dialect", "extended", "--token-file", paths["right"])
        for name, code in (("wrong", 1), ("right", 0)):
            process = subprocess.run(
                [BIN / "cleave-chat", chat.address, "--dialect", "extended", "--token-file", paths[name]],
                input=b"hello\nq\n", capture_output=True, timeout=PATIENCE, check=False)
            self.assertEqual((process.stdout, process.returncode), (b"", code), process.stderr)
        chat.wait_for_shown(["hello"])


class ByDatagrams(unittest.TestCase):
    def start(self, *book, name="me", listen="127.0.0.1:0"):
        chat = Chat("--udp", "--name", name, "--book", *book, listen=listen)
        self.addCleanup(chat.__exit__)
        return chat

    def test_field_peers_talk_in_both_directions_and_families(self):
        for where in ("127.0.0.1:0", "[::1]:0"):
            with datagram_socket(where) as alex, datagram_socket(where) as stranger:
                chat = self.start(f"alex={address_of(alex)}", listen=where)
                to = endpoint_of(chat.address)[1]
                chat.type("@alex hello there")
                text, sender = alex.recvfrom(1024)
                self.assertEqual(text, b"hello there")
                alex.sendto("哈".encode(), sender)
                stranger.sendto(b"", to)
                chat.wait_for_shown([f"alex ({address_of(alex)}): 哈", f"{address_of(stranger)}: "])
                chat.type("again")
                self.assertEqual(alex.recvfrom(1024)[0], b"again")
                chat.type("q")
                self.assertEqual(chat.process.wait(PATIENCE), 0)

    def test_an_answer_goes_to_the_member_that_was_heard(self):
        with datagram_socket("127.0.0.1:0") as alex:
            chat = self.start(f"alex={address_of(alex)}")
            threading.Thread(target=lambda: (wait_until(chat.shown, "it is heard"), chat.type("hi")),
                             daemon=True).start()
            self.assertEqual(field.datagram_chat(alex, endpoint_of(chat.address)[1], "hello")[0], "hi")

    def test_two_of_ours_talk_and_find_themselves_in_the_book(self):
        with datagram_socket("127.0.0.1:0") as one, datagram_socket("127.0.0.1:0") as two:
            entries = f"# who is where\n\na={address_of(one)}\nb={address_of(two)}\n"
        with tempfile.NamedTemporaryFile("w") as book:
            book.write(entries)
            book.flush()
            chats = []
            for name in "ab":
                process = subprocess.Popen([BIN / "cleave-chat", "--udp", "--name", name, "--book", book.name],
                                           stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
                chats.append(process)
                self.addCleanup(process.__exit__, None, None, None)
                self.assertTrue(process.stdout.readline().startswith("listening on "))
            chats[0].stdin.write("@b hello\n")
            chats[0].stdin.flush()
            self.assertRegex(chats[1].stdout.readline(), r"^a \(.*\): hello$")
            for process in chats:
                process.send_signal(signal.SIGTERM)
                self.assertEqual(process.wait(PATIENCE), 0)

    def test_strangers_by_the_thousand_are_shown_and_not_remembered(self):
        chat = self.start("alex=127.0.0.1:1")
        to = endpoint_of(chat.address)[1]
        sent = 0
        with contextlib.ExitStack() as stack:
            for _ in range(20):
                socks = [stack.enter_context(datagram_socket("127.0.0.1:0")) for _ in range(20)]
                for sock in socks:
                    sock.sendto(b"\x1b]0;member\x07", to)
                sent += len(socks)
                wait_until(lambda: len(chat.shown()) == sent, "all are shown")
        self.assertTrue(all(line.endswith(": \\x1b]0;member\\x07") for line in chat.shown()))
        chat.type("to whom?")
        chat.wait_for_log("to whom?")

    def test_a_text_larger_than_is_taken_is_told_to_be_truncated(self):
        with datagram_socket("127.0.0.1:0") as alex:
            chat = Chat("--udp", "--max-datagram", 4, "--book", f"alex={address_of(alex)}")
            self.addCleanup(chat.__exit__)
            for text in (b"1234", b"12345"):
                alex.sendto(text, endpoint_of(chat.address)[1])
            who = f"alex ({address_of(alex)})"
            chat.wait_for_shown([f"{who}: 1234", f"{who} (truncated): 1234"])

    def test_a_member_who_is_not_there_is_told_and_the_next_text_is_not_lost(self):
        for where in ("127.0.0.1:0", "[::1]:0"):
            with datagram_socket(where) as gone:
                address = address_of(gone)
            chat = self.start(f"alex={address}", listen=where)
            chat.type("@alex one")
            chat.wait_for_log(f"no peer listens at {address}, where the book has alex")
            chat.type("two")
            wait_until(lambda: chat.log().count("no peer listens") == 2, "the second is told, too")
            with datagram_socket(address) as back:
                chat.type("three")
                self.assertEqual(back.recvfrom(1024)[0], b"three")

    def test_a_name_nobody_has_is_told(self):
        chat = self.start("alex=127.0.0.1:1")
        chat.type("@zoe hi")
        chat.wait_for_log("no name in the book is zoe")

    def test_books_that_make_no_sense_are_refused(self):
        def run(*arguments):
            return subprocess.run([BIN / "cleave-chat", "--udp", "--listen", "127.0.0.1:0", *arguments],
                                  capture_output=True, timeout=PATIENCE, check=False)

        for book in ("a=nowhere", "=127.0.0.1:1", "a=unix:/x", "/nonexistent", "a b=127.0.0.1:1", "\x1b=127.0.0.1:1"):
            with self.subTest(book=book):
                ran = run("--book", book)
                self.assertEqual((ran.stdout, ran.returncode), (b"", 2))
                self.assertNotIn(b"\x1b", ran.stderr)
        self.assertEqual(run("--book", "a=127.0.0.1:1", "a=127.0.0.1:2").returncode, 2)
        with tempfile.NamedTemporaryFile("w") as book:
            book.writelines(f"n{i}=127.0.0.1:{i}\n" for i in range(1, 1002))
            book.flush()
            self.assertIn(b"the book is full", run("--book", book.name).stderr)

    def test_an_address_of_other_machines_is_refused(self):
        ran = subprocess.run([BIN / "cleave-chat", "--udp", "--listen", "0.0.0.0:0"], capture_output=True,
                             timeout=PATIENCE, check=False)
        self.assertEqual((ran.stdout, ran.returncode), (b"", 2))


if __name__ == "__main__":
    unittest.main()
