# SPDX-License-Identifier: MIT
"""What one stranger can take from the others: nothing. Each test is an attack that once succeeded."""

import concurrent.futures
import contextlib
import hashlib
import os
import pathlib
import select
import signal
import socket
import subprocess
import threading
import time
import unittest

from files_peers import FilesTest, client, frame, message, put, receive_header, sha256, upload
from harness import BIN, PATIENCE, Background, Server, connect, listen, receive, receive_all, reset, run, wait_until

EXTENDED = ("--dialect", "extended")


def cpu_seconds(server):
    fields = pathlib.Path(f"/proc/{server.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def sparse(path, size):
    with open(path, "wb") as file:
        file.truncate(size)


def ask(server, header, body=b""):
    with server.connect() as sock:
        sock.sendall(message(header, body))
        return receive_header(sock)


class Space(FilesTest):
    def test_another_program_in_the_folder_locks_nobody_out(self):
        server = self.start("--overwrite")
        (self.root / "report.txt").write_bytes(b"0123456789")
        source = self.source("up", b"x")
        for name in ("report.txt", "other.txt"):
            self.assert_ran(client("put", server.address, source, "--as", name))
            self.wait_for(name, b"x")

    def test_clients_that_replace_one_name_at_once_do_not_use_up_the_quota(self):
        server = self.start(*EXTENDED, "--overwrite", "--quota", "4M")

        def replace(number):
            size = 10 if number % 2 else 100_000
            return ask(server, {"cmd": "put", "filename": "a", "filesize": size, "reply": True}, b"x" * size)["status"]

        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            self.assertEqual(set(pool.map(replace, range(200))), {"ok"})
        size = (self.root / "a").stat().st_size
        rest = b"y" * ((4 << 20) - size)
        with server.connect() as sock:
            sock.sendall(put("rest", rest, reply=True))
            self.assertEqual(receive_header(sock)["status"], "ok")
        self.assertEqual(ask(server, {"cmd": "put", "filename": "b", "filesize": 1, "reply": True})["code"], "quota_exceeded")

    def test_what_is_announced_takes_nothing(self):
        server = self.start(*EXTENDED, "--quota", "10M")
        with server.connect() as sock:
            sock.sendall(message({"cmd": "put", "filename": "a", "filesize": 10 << 20}))
            self.put_something(server, True)
            sock.sendall(b"x")

    def test_a_header_that_is_taken_back_costs_next_to_nothing(self):
        server = self.start(*EXTENDED)
        before = cpu_seconds(server)
        for _ in range(1000):
            sock = server.connect()
            sock.sendall(message({"cmd": "put", "filename": "a", "filesize": 64 << 20}))
            reset(sock)
        self.put_something(server, True)
        self.assertLess(cpu_seconds(server) - before, 1)  # of processor time: a thousandth each, where fallocate took 40

    def test_a_share_of_the_disk_is_left_to_others(self):
        disk = os.statvfs(self.root)
        free = disk.f_bavail * disk.f_frsize
        for share, refused in (("0", False), (str(free // 2), True), ("99%", True)):
            server = self.start(*EXTENDED, "--keep-free", share)
            with server.connect() as sock:
                sock.sendall(message({"cmd": "put", "filename": "a", "filesize": free * 3 // 4, "reply": True}))
                answers = bool(select.select([sock], [], [], PATIENCE if refused else 0.2)[0])
                self.assertEqual(answers, refused, share)
                if answers:
                    self.assertEqual(receive_header(sock)["code"], "no_space")

    def test_a_folder_that_was_moved_out_takes_no_upload_with_it(self):
        server = self.start(*EXTENDED, "--subtrees")
        (self.root / "sub").mkdir()
        before = server.open_descriptors()
        with server.connect() as sock:
            sock.sendall(message({"cmd": "put", "filename": "sub/f", "filesize": 10, "reply": True}) + b"12345")
            wait_until(lambda: server.open_descriptors() >= before + 3, "socket, folder and file are open")
            os.rename(self.root / "sub", self.scratch / "sub")
            sock.sendall(b"67890")
            self.assertEqual(receive_header(sock)["code"], "io_failed")
        self.assertEqual(list((self.scratch / "sub").iterdir()), [])

    def test_the_same_file_from_many_at_once_is_a_success_for_all(self):
        server = self.start(*EXTENDED)
        body = os.urandom(100_000)
        header = {"cmd": "put", "filename": "a", "filesize": len(body), "sha256": sha256(body), "reply": True}
        with server.connect() as slow:
            slow.sendall(message(header) + body[:1000])
            with concurrent.futures.ThreadPoolExecutor(20) as pool:
                answers = list(pool.map(lambda _: ask(server, header, body)["status"], range(100)))
            self.assertEqual(set(answers), {"ok"})
            slow.sendall(body[1000:])
            self.assertEqual(receive_header(slow)["status"], "ok")
        self.assertEqual(ask(server, {**header, "sha256": "0" * 64}, body)["code"], "already_exists")


class Work(FilesTest):
    def test_who_asks_and_vanishes_is_worked_for_no_more(self):
        sparse(self.root / "big", 4 << 30)
        (self.root / "small").write_bytes(b"x")
        for dialect, request in (("extended", message({"cmd": "get", "filename": "big"})), ("plain", b"get big")):
            server = self.start("--dialect", dialect, "--max-connections", 30)
            for _ in range(60):
                sock = server.connect()
                sock.sendall(request)
                reset(sock)
            wait_until(lambda server=server: server.log().count(" lost: ") + server.log().count("makes room") >= 30, "they are let go")
            before = cpu_seconds(server)
            with server.connect() as sock:
                sock.sendall(message({"cmd": "get", "filename": "small"}) if dialect == "extended" else b"get small")
                self.assertEqual(receive_header(sock)["file_size"], 1)
            self.assertLess(cpu_seconds(server) - before, 2)  # of 60 digests of 4 GiB nothing is left

    def test_digests_keep_nobody_waiting_and_are_remembered(self):
        sparse(self.root / "big", 1 << 30)
        (self.root / "small").write_bytes(b"x")
        os.utime(self.root / "big", (1, 1))
        time.sleep(3.1)  # what changed just now may change again unseen
        server = self.start(*EXTENDED)
        waiting = [server.connect() for _ in range(4)]
        for sock in waiting:
            sock.sendall(message({"cmd": "get", "filename": "big"}))
        self.assertEqual(ask(server, {"cmd": "get", "filename": "small"})["file_size"], 1)
        self.assertEqual(select.select(waiting, [], [], 0)[0], [], "small files do not wait for large ones")
        expected = hashlib.sha256(bytes(1 << 30)).hexdigest()
        for sock in waiting:
            self.assertEqual(receive_header(sock)["sha256"], expected)
            reset(sock)
        before = cpu_seconds(server)
        for _ in range(20):
            with server.connect() as sock:
                sock.sendall(message({"cmd": "get", "filename": "big"}))
                self.assertEqual(receive_header(sock)["sha256"], expected)
                reset(sock)
        self.assertLess(cpu_seconds(server) - before, 1.5)  # one digest takes longer than that where there is no SHA unit

    def test_a_log_that_nobody_reads_stops_nobody(self):
        pipe = os.pipe()
        self.addCleanup(os.close, pipe[0])
        process = subprocess.Popen([BIN / "cleave-file-server", "--root", self.root, "--listen", "127.0.0.1:0", *EXTENDED],
                                   stdout=subprocess.PIPE, stderr=pipe[1])
        os.close(pipe[1])
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        address = process.stdout.readline().decode().strip().removeprefix("listening on ")
        for _ in range(300):
            with connect(address) as sock:
                sock.sendall(message({"cmd": "get", "filename": "\x01" * 9000}))
                self.assertEqual(receive_header(sock)["status"], "error")

    def test_a_line_of_the_log_is_of_bounded_length(self):
        server = self.start(*EXTENDED)
        with server.connect() as sock:
            sock.sendall(message({"cmd": "get", "filename": "\x01" * 9000}))
            receive_header(sock)
        server.wait_for_log("refused")
        self.assertLess(max(map(len, server.log().splitlines())), 2100)

    def test_sigterm_answers_what_it_stored(self):
        server = self.start(*EXTENDED, "--ack", "stored")
        with server.connect() as sock:
            answered = []

            def read():
                try:
                    while True:
                        answered.append(receive_header(sock)["status"])
                except (OSError, EOFError):
                    pass

            def send():
                try:
                    for number in range(10**9):
                        sock.sendall(put(f"f{number}", b"x", reply=True))
                except OSError:
                    pass

            threads = [threading.Thread(target=work) for work in (read, send)]
            for thread in threads:
                thread.start()
            wait_until(lambda: len(answered) > 100, "many are stored")
            self.assertEqual(server.stop(), 0)
            with contextlib.suppress(OSError):  # it is over already
                sock.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()
        self.assertEqual(len(answered), len(self.names()))


class Places(FilesTest):
    def token(self):
        path = self.source("token", os.urandom(16).hex().encode())
        path.chmod(0o600)
        return path

    def test_who_lingers_keeps_no_place(self):
        server = self.start(*EXTENDED, "--max-connections", 2)
        lingering = [server.connect() for _ in range(2)]
        for sock in lingering:
            sock.sendall(b"\xff" * 4)
            self.assertEqual(receive_header(sock)["code"], "negative_length")
        self.put_something(server, True)
        for sock in lingering:
            sock.close()

    def test_who_still_takes_what_the_kernel_has_is_not_silent(self):
        size = 300_000
        (self.root / "a").write_bytes(bytes(size))
        server = self.start("--idle-timeout", "1s")
        with server.connect() as sock:
            sock.sendall(b"get a")
            self.assertEqual(receive_header(sock)["file_size"], size)
            for _ in range(size // 10_000):  # the server has sent all of it long before
                receive(sock, 10_000)
                time.sleep(0.1)

    def test_who_is_silent_goes_first_when_places_are_short(self):
        server = self.start(*EXTENDED, "--max-connections", 2)
        silent = [server.connect() for _ in range(2)]
        wait_until(lambda: server.open_descriptors() >= 10, "both have a place")
        time.sleep(2.1)
        self.put_something(server, True)
        for sock in silent:
            sock.close()

    def test_another_address_gets_its_share(self):
        server = self.start(*EXTENDED, "--max-connections", 4)
        endpoint = ("127.0.0.1", int(server.address.rpartition(":")[2]))
        greedy = [socket.create_connection(endpoint, PATIENCE, ("127.0.0.2", 0)) for _ in range(4)]
        for sock in greedy:
            sock.sendall(message({"cmd": "stat", "filename": "none"}))
            self.assertEqual(receive_header(sock)["code"], "not_found")
        self.put_something(server, True)  # at once, although none of them was silent for long
        for sock in greedy:
            sock.close()

    def test_the_holder_of_the_token_gets_in_however_many_proofs_were_wrong(self):
        token = self.token()
        server = self.start(*EXTENDED, "--token-file", token)
        for _ in range(15):
            with server.connect() as sock:
                receive_header(sock)
                sock.sendall(message({"cmd": "auth", "proof": "0" * 64}))
                self.assertIn(receive_header(sock)["code"], ("not_authorized", "busy"))
        self.assert_ran(client("put", server.address, token, *EXTENDED, "--token-file", token))

    def test_the_holder_of_the_token_gets_in_under_a_flood_of_silent_strangers(self):
        token = self.token()
        server = self.start(*EXTENDED, "--token-file", token, "--max-connections", 20, "--overwrite")
        strangers = [server.connect() for _ in range(200)]
        for sock in strangers:
            self.addCleanup(sock.close)
        self.assert_ran(client("put", server.address, token, *EXTENDED, "--token-file", token))
        is_over = threading.Event()

        def flood():
            while not is_over.is_set():
                try:
                    for sock in [server.connect() for _ in range(50)]:
                        sock.close()
                except OSError:
                    pass

        threads = [threading.Thread(target=flood) for _ in range(2)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(5):
                self.assert_ran(client("put", server.address, token, *EXTENDED, "--token-file", token))
        finally:
            is_over.set()
            for thread in threads:
                thread.join()

    def test_a_proof_is_good_for_one_server_only(self):
        token = self.token()
        server = self.start(*EXTENDED, "--token-file", token)

        def relay(sock):
            with server.connect() as to:
                sock.sendall(whole(to))
                receive_all(sock)

        def whole(sock):
            head = receive(sock, 4)
            return head + receive(sock, int.from_bytes(head, "little"))

        with Background(listen("127.0.0.1:0"), relay) as other:
            done = client("stat", other.address, "a", "--token-file", token)
        self.assert_ran(done, 3)
        self.assertIn("passed on from another server", done.stderr)

    def test_a_stranger_at_the_door_of_a_chat_keeps_nobody_out_and_sigterm_is_heard(self):
        token = self.token()
        chat = subprocess.Popen([BIN / "cleave-chat", "--listen", "127.0.0.1:0", *EXTENDED, "--token-file", token],
                                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.addCleanup(chat.stdout.close)
        self.addCleanup(chat.stdin.close)
        self.addCleanup(chat.wait)
        self.addCleanup(chat.kill)
        address = chat.stdout.readline().decode().strip().removeprefix("listening on ")
        with connect(address) as slow:
            receive_header(slow)
            slow.sendall(b"\x50")
            self.assertEqual(run("cleave-chat", address, *EXTENDED, "--token-file", token, input=b"hello\nq\n").returncode, 0)
            self.assertEqual(chat.stdout.readline(), b"hello\n")
        with connect(address) as slow:
            receive_header(slow)
            slow.sendall(b"\x50")
            chat.send_signal(signal.SIGTERM)
            self.assertEqual(chat.wait(PATIENCE), 0)


class Stopping(FilesTest):
    """SIGTERM, and peers that do not care."""

    def serve(self, program, *options):
        if program == "cleave-file-server":
            return self.start(*options)
        server = Server(program, *options)
        self.addCleanup(server.__exit__)
        return server

    @contextlib.contextmanager
    def endless(self, server, piece):
        """A peer that sends the piece over and over, and reads all answers, each in a thread of its own. Its packets end
        in mid-message, so that the server never finds it between two."""
        sent = []

        def send(sock):
            with contextlib.suppress(OSError):
                sock.sendall(piece[:7])
                while True:
                    sock.sendall(piece[7:] + piece[:7])
                    sent.append(len(piece))

        with server.connect() as sock:
            threads = [threading.Thread(target=work, args=(sock,)) for work in (send, receive_all)]
            for thread in threads:
                thread.start()
            try:
                wait_until(lambda: len(sent) > 3, "many were sent")
                yield
            finally:
                with contextlib.suppress(OSError):  # it is over already
                    sock.shutdown(socket.SHUT_RDWR)
                for thread in threads:
                    thread.join()

    def test_sigterm_does_not_wait_for_a_pause_that_never_comes(self):
        repeated = put("a", b"x", reply=True)
        for program, piece, options in (
            ("cleave-file-server", repeated * 500, (*EXTENDED, "--overwrite")),
            ("cleave-file-server", upload("a", b"x") * 500, ("--overwrite",)),
            ("cleave-echo-server", b"x" * 50_000, ()),
            ("cleave-message-server", frame(b"x" * 1000) * 50, ()),
            ("cleave-command-server", message({"cmd": "exec", "command": "true"}) * 500, (*EXTENDED, "--allow", "true")),
        ):
            with self.subTest(program=program, options=options, size=len(piece)):
                server = self.serve(program, *options, "--grace", "1h")
                with self.endless(server, piece):
                    self.assertEqual(server.stop(), 0)

    def test_no_other_signal_ends_an_upload(self):
        for number, is_stop in ((signal.SIGUSR1, False), (signal.SIGUSR2, False), (signal.SIGALRM, False), (signal.SIGPIPE, False),
                                (signal.SIGHUP, True), (signal.SIGQUIT, True), (signal.SIGINT, True)):
            with self.subTest(number):
                with Server("cleave-file-server", "--root", self.root, *EXTENDED, "--overwrite") as server:
                    with server.connect() as sock:
                        begun = put("a", b"12", reply=True)
                        sock.sendall(begun[:-1])
                        wait_until(lambda server=server: server.open_descriptors() >= 10, "the upload has begun")
                        server.process.send_signal(number)
                        sock.sendall(begun[-1:])
                        self.assertEqual(receive_header(sock)["status"], "ok")
                    self.assertEqual(server.process.wait(PATIENCE) if is_stop else server.stop(), 0)

    def test_sigterm_ends_the_digests_in_progress(self):
        sparse(self.root / "big", 1 << 40)  # more than a server reads in the tests' patience
        for dialect, request in (("extended", message({"cmd": "get", "filename": "big"})), ("plain", b"get big")):
            with self.subTest(dialect=dialect):
                server = self.start("--dialect", dialect, "--grace", "200ms")
                waiting = [server.connect() for _ in range(4)]
                for sock in waiting:
                    sock.sendall(request)
                before = cpu_seconds(server)
                wait_until(lambda server=server, before=before: cpu_seconds(server) > before, "it computes")
                self.assertEqual(server.stop(), 0)
                for sock in waiting:
                    sock.close()

    def test_sigterm_waits_for_stuck_peers_no_longer_than_the_grace(self):
        sparse(self.root / "big", 1 << 30)
        for program, stuck, options in (
            ("cleave-file-server", message({"cmd": "get", "filename": "big"}), EXTENDED),  # and never reads it
            ("cleave-file-server", put("a", b"x")[:7], EXTENDED),
            ("cleave-file-server", put("a", b"x" * 1000)[:-1], EXTENDED),
            ("cleave-file-server", upload("a", b"x" * 1000)[:-1], ()),
            ("cleave-message-server", frame(b"x" * 1000)[:-1], ()),
            ("cleave-command-server", message({"cmd": "exec", "command": "sleep 1000"}), (*EXTENDED, "--shell")),
        ):
            with self.subTest(program=program, stuck=stuck[:100]):
                server = self.serve(program, *options, "--grace", "200ms")
                with server.connect() as sock:
                    sock.sendall(stuck)
                    self.assertEqual(server.stop(), 0)


class Clients(FilesTest):
    def answer(self, reply, body=b""):
        def serve(sock):
            header = receive_header(sock)
            receive(sock, header.get("filesize", 0))
            sock.sendall(message(reply, body))
            receive_all(sock)

        return Background(listen("127.0.0.1:0"), serve)

    def test_an_answer_about_something_else_is_no_success(self):
        source = self.source("a", b"hello")
        good = {"status": "ok", "filename": "a", "filesize": 5, "sha256": sha256(b"hello"), "ack": "durable"}
        for change in ({}, {"filename": "b"}, {"filesize": 6}, {"sha256": sha256(b"jello")}, {"ack": "perhaps"}):
            with self.subTest(change), self.answer({**good, **change}) as server:
                self.assert_ran(client("put", server.address, source, *EXTENDED), 3 if change else 0)

    def test_another_file_is_not_taken_for_what_was_asked(self):
        reply = {"status": "ok", "filename": "other.txt", "file_size": 2, "sha256": sha256(b"xy")}
        with self.answer(reply, b"xy") as server:
            done = client("get", server.address, "mine.txt", "-o", self.scratch / "mine.txt", *EXTENDED)
        self.assert_ran(done, 3)
        self.assertFalse((self.scratch / "mine.txt").exists())

    def test_an_exit_code_that_no_process_has_is_not_0(self):
        for told, expected in ((256, 255), (512, 255), (255, 255), (-9, 137), (-(2**31), 255), (0, 0)):
            def serve(sock, told=told):
                receive_header(sock)
                sock.sendall(message({"status": "ok", "exit_code": told, "stdout_size": 0, "stderr_size": 0, "total_size": 0}))
                receive_all(sock)

            with Background(listen("127.0.0.1:0"), serve) as server:
                self.assertEqual(run("cleave-command", server.address, "x", *EXTENDED).returncode, expected, told)

    def test_an_answer_without_end_has_one(self):
        source = self.source("a", b"hello")

        def zeros(sock):
            while True:
                sock.sendall(bytes(65536))

        def drip(sock):
            for byte in message({"status": "ok", "filename": "a", "file_size": 1000}) + bytes(1000):
                sock.sendall(bytes([byte]))
                time.sleep(0.1)

        with Background(listen("127.0.0.1:0"), zeros) as server:
            self.assert_ran(client("put", server.address, source), 3)
        with Background(listen("127.0.0.1:0"), drip) as server:
            done = client("get", server.address, "a", "-o", self.scratch / "b", *EXTENDED, "--timeout", "1s")
        self.assert_ran(done, 3)
        self.assertIn("timed_out", done.stderr)


class Commands(FilesTest):
    def test_a_command_does_not_see_what_the_server_knows(self):
        os.environ["CLEAVE_SECRET"] = "secret"
        self.addCleanup(os.environ.pop, "CLEAVE_SECRET")
        for options, expected in (((), b"none\n"), (("--env", "CLEAVE_SECRET"), b"secret\n"), (("--env", "CLEAVE_SECRET=b"), b"b\n")):
            with Server("cleave-command-server", "--shell", *EXTENDED, *options) as server:
                ran = run("cleave-command", server.address, "echo ${CLEAVE_SECRET:-none}", *EXTENDED)
                self.assertEqual(ran.stdout, expected)

    def test_no_process_outlives_its_command(self):
        leave = "setsid sleep 1000 & (setsid setsid sleep 1000 &) & (trap '' TERM HUP; sleep 1000 &) & "
        for end in ("true", "kill -9 $$", "yes"):
            with self.subTest(end), Server("cleave-command-server", "--shell", *EXTENDED, "--max-output", "1K") as server:
                # One beside it goes on, with a process of its own whose parent is gone.
                with server.connect() as beside:
                    command = "(sleep 1000 & echo $! > beside); while [ ! -e over ]; do sleep 0.01; done; kill -0 $(cat beside)"
                    beside.sendall(message({"cmd": "exec", "command": f"cd {self.root}; {command}"}))
                    wait_until(lambda: (self.root / "beside").exists(), "the one beside runs")
                    run("cleave-command", server.address, leave + end, *EXTENDED)
                    wait_until(lambda server=server: len(server.children()) <= 2, "all else is gone")
                    (self.root / "over").touch()
                    self.assertEqual(receive_header(beside)["exit_code"], 0)
                wait_until(lambda server=server: server.children() == [], "nothing is left")
                for name in ("beside", "over"):
                    (self.root / name).unlink()


if __name__ == "__main__":
    unittest.main()
