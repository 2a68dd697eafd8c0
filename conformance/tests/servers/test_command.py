# SPDX-License-Identifier: MIT
"""cleave-command-server and cleave-command against programs of the field, and against commands that mean harm."""

import contextlib
import json
import os
import signal
import socket
import struct
import sys
import threading
import unittest

import field
from harness import (FAMILIES, PATIENCE, Background, Server, ServerTest, address_of, anywhere, connect,
                     datagram_socket, endpoint_of, every_cut, is_reset, listen, message, proxy, receive, receive_all,
                     reset, run, wait_until)

SERVER = "cleave-command-server"
FORMS = {
    "struct": (field.command_struct_client, field.command_struct_server),
    "header": (field.command_header_client, field.command_header_server),
}


def execute(command):
    return message({"cmd": "exec", "command": command})


def receive_reply(sock):
    """Extended: the header, stdout, stderr."""
    header = field.receive_header(sock)
    if header["status"] != "ok":
        return header, b"", b""
    assert header["stdout_size"] + header["stderr_size"] == header["total_size"], header
    return header, receive(sock, header["stdout_size"]), receive(sock, header["stderr_size"])


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


class Commands(ServerTest):
    program = SERVER

    def extended(self, *arguments, **more):
        return self.start("--dialect", "extended", *arguments, **more)

    def ask(self, server, command):
        with server.connect() as sock:
            sock.sendall(execute(command))
            return receive_reply(sock)


class FieldPeers(Commands):
    def test_a_field_client_is_answered_in_both_forms_and_every_family_wherever_the_reply_is_cut(self):
        for form, (client, _) in FORMS.items():
            for family in FAMILIES:
                server = self.start("--shell", "--reply", form, family=family)
                size = 9 if form == "struct" else 110
                for cuts in every_cut(0, size, ways=("down",)):
                    with self.subTest(form=form, family=family, cuts=cuts):
                        with proxy(server.address, self.folder, cuts) as cutter, connect(cutter.address) as sock:
                            self.assertEqual(client(sock, ["echo 1;echo 2>&2"]), [b"1\n\n"])

    def test_one_connection_carries_one_command_after_the_other(self):
        for form, (client, _) in FORMS.items():
            with self.subTest(form=form), self.start("--shell", "--reply", form).connect() as sock:
                self.assertEqual(client(sock, ["echo 1", "true", "seq 1000", "echo 2"]),
                                 [b"1\n", b"", "".join(f"{n}\n" for n in range(1, 1001)).encode(), b"2\n"])

    def test_our_client_understands_a_field_server_in_both_forms_and_every_family_wherever_the_reply_is_cut(self):
        for form, (_, serve) in FORMS.items():
            for family in FAMILIES:
                with Background(listen(anywhere(family, self.folder)), serve) as server:
                    for cuts in every_cut(0, 7 if form == "struct" else 68, ways=("down",)):
                        with self.subTest(form=form, family=family, cuts=cuts):
                            with proxy(server.address, self.folder, cuts) as cutter:
                                ran = run("cleave-command", "--reply", form, cutter.address, "echo 1")
                            self.assertEqual((ran.stdout, ran.stderr, ran.returncode), (b"1\n", b"", 0))

    def test_our_client_sends_one_line_after_the_other_and_no_empty_one(self):
        asked = []

        def serve(sock):
            while command := sock.recv(1024):
                asked.append(command)
                sock.sendall(struct.pack("i", len(command)) + command)

        with Background(listen("127.0.0.1:0"), serve) as server:
            ran = run("cleave-command", server.address, input=b"ls\n\n\nps aux\nexit\nnever\n")
            self.assertEqual((ran.stdout, ran.returncode, asked), (b"lsps aux", 0, [b"ls", b"ps aux"]))
            ran = run("cleave-command", server.address, "")
            self.assertEqual((ran.stdout, ran.returncode, asked), (b"", 1, [b"ls", b"ps aux"]))
            self.assertIn(b"command_empty", ran.stderr)

    def test_output_in_another_encoding_is_decoded_wherever_it_is_cut(self):
        text = "中文目录\n".encode("gbk")

        def serve(sock):
            sock.recv(1024)
            sock.sendall(struct.pack("i", len(text) + 1) + text + b"\xff")

        with Background(listen("127.0.0.1:0"), serve) as server:
            for cuts in every_cut(0, len(text) + 5, ways=("down",)):
                with self.subTest(cuts=cuts), proxy(server.address, self.folder, cuts) as cutter:
                    ran = run("cleave-command", "--encoding", "gbk", cutter.address, "dir")
                    self.assertEqual((ran.stdout.decode(), ran.returncode), ("中文目录\n\ufffd", 0))
            self.assertEqual(run("cleave-command", server.address, "dir").stdout, text + b"\xff")
        ran = run("cleave-command", "--encoding", "no-such", "127.0.0.1:1", "dir")
        self.assertEqual((ran.stdout, ran.returncode), (b"", 2))

    def test_a_reply_cut_short_is_an_error_and_no_reply_too(self):
        whole = struct.pack("i", 5) + b"hello"
        for size in range(len(whole)):
            def serve(sock):
                sock.recv(1024)
                sock.sendall(whole[:size])

            with self.subTest(size=size), Background(listen("127.0.0.1:0"), serve) as server:
                self.assertEqual(run("cleave-command", server.address, "ls").returncode, 3)

    def test_a_length_that_is_negative_is_an_error(self):
        with Background(listen("127.0.0.1:0"), lambda sock: sock.sendall(b"\xff\xff\xff\xff")) as server:
            ran = run("cleave-command", server.address, "ls")
            self.assertEqual((ran.stdout, ran.returncode), (b"", 3))
            self.assertIn(b"negative_length", ran.stderr)


class Datagrams(Commands):
    def test_a_field_client_gets_two_datagrams_error_output_first(self):
        for where in ("127.0.0.1:0", "[::1]:0"):
            server = Server(SERVER, "--shell", "--udp", listen=where)
            self.addCleanup(server.__exit__)
            with datagram_socket(where) as sock:
                for command, expected in (("echo out; echo err >&2", (b"out\n", b"err\n")), ("true", (b"", b"")),
                                          ("echo a\n", (b"a\n", b""))):
                    with self.subTest(where=where, command=command):
                        to = endpoint_of(server.address)[1]
                        self.assertEqual(field.command_datagram_client(sock, to, command), expected)

    def test_our_client_understands_a_field_server(self):
        for where in ("127.0.0.1:0", "[::1]:0"):
            with datagram_socket(where) as sock:
                threading.Thread(target=suppressed, args=(field.command_datagram_server, sock), daemon=True).start()
                ran = run("cleave-command", "--udp", address_of(sock), "echo out; echo err >&2")
                self.assertEqual((ran.stdout, ran.stderr, ran.returncode), (b"out\n", b"err\n", 0))
                sock.settimeout(0.01)

    def test_what_does_not_fit_is_cut_and_said_to_be(self):
        server = self.start("--shell", "--udp", "--allow-amplification")
        with datagram_socket("127.0.0.1:0") as sock:
            to = endpoint_of(server.address)[1]
            out, err = field.command_datagram_client(sock, to, "head -c 65507 /dev/zero | tr '\\0' a")
            self.assertEqual((out, err), (b"a" * 65507, b""))
            out, err = field.command_datagram_client(sock, to, "head -c 65508 /dev/zero | tr '\\0' a; echo e >&2")
            self.assertEqual((out, err[:2]), (b"a" * 65507, b"e\n"))
            self.assertIn(b"truncated", err)

    def test_an_answer_has_at_most_three_times_the_bytes_of_its_request(self):
        server = self.start("--shell", "--udp")
        with datagram_socket("127.0.0.1:0") as sock:
            to = endpoint_of(server.address)[1]
            sock.sendto(b"yes", to)
            sock.sendto(b"printf %099d 0 >&2", to)
            server.wait_for_log("--allow-amplification: printf")
            server.wait_for_log("--allow-amplification: yes")
            self.assertEqual(field.command_datagram_client(sock, to, "printf %030d 0"), (b"0" * 30, b""))

    def test_what_is_not_run_is_not_answered(self):
        server = self.start("--allow", "echo", "--udp", "--time-limit", "100ms")
        with datagram_socket("127.0.0.1:0") as sock:
            for command in (b"", b"ls", b"echo \0", b"echo " + b"a" * 5000, b"echo 'a"):
                sock.sendto(command, endpoint_of(server.address)[1])
            out, err = field.command_datagram_client(sock, endpoint_of(server.address)[1], "echo 'a  b'")
            self.assertEqual((out, err), (b"a  b\n", b""))
        for word in ("command_empty", "not_allowed", "command_nul", "command_too_long", "unsupported"):
            server.wait_for_log(word)

    def test_sigterm_waits_for_the_command_and_exits_with_0(self):
        server = self.start("--shell", "--udp")
        with datagram_socket("127.0.0.1:0") as sock:
            sock.sendto(b"sleep 0.3; echo done", endpoint_of(server.address)[1])
            wait_until(server.children, "the command runs")
            self.assertEqual(server.stop(), 0)
            self.assertEqual((sock.recv(100), sock.recv(100)), (b"", b"done\n"))


class Extended(Commands):
    def test_streams_and_exit_code_are_told_apart_in_every_family_wherever_the_bytes_are_cut(self):
        request = execute("echo out; echo err >&2; exit 3")
        for family in FAMILIES:
            server = self.extended("--shell", family=family)
            for cuts in every_cut(len(request), 112):
                with self.subTest(family=family, cuts=cuts), proxy(server.address, self.folder, cuts) as cutter:
                    with connect(cutter.address) as sock:
                        sock.sendall(request)
                        header, out, err = receive_reply(sock)
                        self.assertEqual((header["exit_code"], out, err), (3, b"out\n", b"err\n"))

    def test_our_client_passes_all_of_it_on(self):
        server = self.extended("--shell")
        ran = run("cleave-command", "--dialect", "extended", server.address, "echo out; echo err >&2; exit 3")
        self.assertEqual((ran.stdout, ran.stderr, ran.returncode), (b"out\n", b"err\n", 3))
        ran = run("cleave-command", "--dialect", "extended", server.address, "kill -9 $$")
        self.assertEqual((ran.stdout, ran.stderr, ran.returncode), (b"", b"", 128 + signal.SIGKILL))
        ran = run("cleave-command", "--dialect", "extended", "--json", server.address, "printf 'a\\377'; exit 7")
        self.assertEqual((json.loads(ran.stdout), ran.returncode), (
            {"status": "ok", "exit_code": 7, "stdout": "a\ufffd", "stderr": "", "truncated": False}, 7))

    def test_requests_that_come_together_are_answered_one_after_the_other(self):
        with self.extended("--shell").connect() as sock:
            sock.sendall(execute("sleep 0.1; echo 1") + execute("echo 2") + execute("exit 3"))
            sock.shutdown(socket.SHUT_WR)
            self.assertEqual([receive_reply(sock)[1] for _ in range(3)], [b"1\n", b"2\n", b""])
            self.assertEqual(receive_all(sock), b"")

    def test_what_is_refused_is_told_and_the_connection_goes_on(self):
        server = self.extended("--allow", "echo", "true")
        with server.connect() as sock:
            for command, code in (("", "command_empty"), ("  ", "command_empty"), ("ls", "not_allowed"),
                                  ("./echo", "not_allowed"), ("/bin/echo", "not_allowed"), ("echo;ls", "not_allowed"),
                                  ("echo a\0b", "command_nul"), ("a" * 4097, "command_too_long"),
                                  ("echo 'a", "unsupported")):
                with self.subTest(command=command[:20]):
                    sock.sendall(execute(command))
                    header, _, _ = receive_reply(sock)
                    self.assertEqual((header["status"], header["code"]), ("error", code))
            sock.sendall(execute("echo alive"))
            self.assertEqual(receive_reply(sock)[1], b"alive\n")

    def test_a_program_that_does_not_exist_is_told(self):
        header, _, _ = self.ask(self.extended("--allow", "no-such-program"), "no-such-program")
        self.assertEqual((header["status"], header["code"]), ("error", "not_found"))

    def test_messages_of_other_systems_are_refused(self):
        server = self.extended("--shell")
        for data, code in ((message({"cmd": "get", "filename": "a"}), "unsupported"),
                           (message({"cmd": "put", "filename": "a", "filesize": 1}) + b"x", "unsupported"),
                           (message({"cmd": "exec"}), "field_missing"), (b"\xff\xff\xff\xff", "negative_length"),
                           (b"ls -l", "header_too_large"), (struct.pack("i", 3) + b"abc", "json_syntax")):
            with self.subTest(data=data), server.connect() as sock:
                sock.sendall(data)
                self.assertEqual(field.receive_header(sock)["code"], code)
                self.assertEqual(receive_all(sock), b"")

    def test_a_request_that_ends_too_early_is_told(self):
        server = self.extended("--shell")
        request = execute("echo")
        for size in (1, 3, 4, len(request) - 1):
            with self.subTest(size=size), server.connect() as sock:
                sock.sendall(request[:size])
                sock.shutdown(socket.SHUT_WR)
                self.assertTrue(field.receive_header(sock)["code"].startswith("truncated_"))

    def test_a_client_that_half_closes_is_answered(self):
        with self.extended("--shell").connect() as sock:
            sock.sendall(execute("sleep 0.1; echo late"))
            sock.shutdown(socket.SHUT_WR)
            self.assertEqual(receive_reply(sock)[1], b"late\n")

    def test_many_commands_run_at_the_same_time(self):
        server = self.extended("--shell", "--threads", 2)
        with contextlib.ExitStack() as stack:
            socks = [stack.enter_context(server.connect()) for _ in range(40)]
            for i, sock in enumerate(socks):
                sock.sendall(execute(f"sleep 0.2; echo {i}"))
            for i, sock in enumerate(socks):
                self.assertEqual(receive_reply(sock)[1], b"%d\n" % i)
        wait_until(lambda: not server.children(), "every child is reaped")

    def test_a_client_that_does_not_read_its_reply_costs_itself_only(self):
        server = self.extended("--shell", "--max-output", "8M")
        with server.connect() as slow:
            slow.sendall(execute("head -c 8388608 /dev/zero"))
            wait_until(lambda: "ran head" in server.log(), "the command has ended")
            self.assertEqual(self.ask(server, "echo quick")[1], b"quick\n")
            header, out, _ = receive_reply(slow)
            self.assertEqual((len(out), header["exit_code"]), (8388608, 0))

    def test_sigterm_waits_for_the_command_and_exits_with_0(self):
        server = self.extended("--shell")
        with server.connect() as sock:
            sock.sendall(execute("sleep 0.3; echo done"))
            wait_until(server.children, "the command runs")
            server.process.terminate()
            self.assertEqual(receive_reply(sock)[1], b"done\n")
            self.assertEqual(receive_all(sock), b"")
        self.assertEqual(server.process.wait(PATIENCE), 0)

    def test_sigterm_ends_commands_that_take_longer_than_the_grace_time(self):
        server = self.extended("--shell", "--grace", "100ms")
        with server.connect() as sock:
            sock.sendall(execute("echo $$ > " + os.path.join(self.folder, "pid") + "; exec sleep 1000"))
            pid = read_pid(self.folder)
            self.assertEqual(server.stop(), 0)
            wait_until(lambda: not is_alive(pid), "the command is gone")


class Dialects(Commands):
    def test_our_client_says_which_dialect_or_form_it_should_have_spoken(self):
        plain = self.start("--shell")
        header = self.start("--shell", "--reply", "header")
        extended = self.extended("--shell")
        for server, arguments, word in (
            (extended, [], b"header_too_large"),
            (plain, ["--dialect", "extended"], b"plain dialect"),
            (plain, ["--reply", "header"], b"--reply struct"),
            (header, [], b"--reply header"),
            (header, ["--dialect", "extended"], b"plain dialect"),
        ):
            with self.subTest(arguments=arguments, word=word):
                ran = run("cleave-command", *arguments, server.address, "echo hello")
                self.assertEqual(ran.stdout, b"")
                self.assertIn(ran.returncode, (1, 3))
                self.assertIn(word, ran.stderr)

    def test_a_short_text_which_a_server_takes_for_the_begin_of_a_length_is_hinted_at(self):
        ran = run("cleave-command", "--timeout", "100ms", self.extended("--shell").address, "ls")
        self.assertEqual((ran.stdout, ran.returncode), (b"", 3))
        self.assertIn(b"extended dialect", ran.stderr)


class Hostile(Commands):
    """Rows X1 to X14 of the table of hostile cases."""

    def assert_error(self, server, command, code):
        header, _, _ = self.ask(server, command)
        self.assertEqual((header["status"], header.get("code")), ("error", code))

    def test_x1_an_empty_command_runs_nothing(self):
        self.assert_error(self.extended("--shell"), "", "command_empty")
        with self.start("--shell").connect() as sock:
            sock.sendall(b"\n")
            self.assertTrue(is_reset(sock))

    def test_x2_a_nul_inside_or_a_command_of_1_mib_runs_nothing(self):
        server = self.extended("--shell")
        self.assert_error(server, "echo a\0b", "command_nul")
        self.assert_error(server, "a" * 4097, "command_too_long")
        with server.connect() as sock, contextlib.suppress(ConnectionError):
            sock.sendall(execute("a" * (1 << 20)))
            self.assertEqual(field.receive_header(sock)["code"], "header_too_large")
        plain = self.start("--shell")
        for data in (b"echo a\0b", b"a" * (1 << 20)):
            with plain.connect() as sock:
                try:
                    sock.sendall(data)
                    refused = is_reset(sock)
                except ConnectionError:
                    refused = True  # while it was still sending
                self.assertTrue(refused)
        self.assertNotIn(" ran ", plain.log() + server.log())

    def test_x3_endless_output_is_cut_flagged_and_its_group_killed(self):
        server = self.extended("--shell", "--max-output", 100000)
        pids = os.path.join(self.folder, "pid")
        header, out, _ = self.ask(server, f"sh -c 'echo $$ > {pids}; exec yes'; true")
        self.assertEqual((header["truncated"], header["exit_code"], len(out)), (True, -signal.SIGKILL, 100000))
        pid = read_pid(self.folder)
        wait_until(lambda: not is_alive(pid), "the group is gone")
        with self.start("--shell", "--max-output", 100000).connect() as sock:
            sock.sendall(b"yes")
            self.assertTrue(is_reset(sock))  # plain has no flag: no cut output looks whole

    def test_x4_a_command_that_never_ends_is_killed_at_its_time_limit(self):
        server = self.extended("--shell", "--time-limit", "200ms")
        self.assert_error(server, f"echo $$ > {self.folder}/pid; sleep 1000; true", "timed_out")
        wait_until(lambda: not is_alive(read_pid(self.folder)), "the command is gone")
        wait_until(lambda: not server.children(), "it is reaped")

    def test_x5_a_command_that_reads_its_input_gets_the_end_at_once(self):
        header, out, _ = self.ask(self.extended("--shell"), "cat; readlink /proc/self/fd/0")
        self.assertEqual((header["exit_code"], out), (0, b"/dev/null\n"))

    def test_x6_what_stays_in_the_background_keeps_the_reply_for_the_grace_time_only_and_is_killed(self):
        server = self.extended("--shell", "--pipe-grace", "100ms")
        header, out, _ = self.ask(server, "sleep 1000 & echo $!; echo done")
        self.assertEqual((header["exit_code"], out.split()[1]), (0, b"done"))
        wait_until(lambda: not is_alive(int(out.split()[0])), "the background process is gone")

    def test_x7_much_error_output_before_the_output_blocks_nothing(self):
        header, out, err = self.ask(self.extended("--shell"), "head -c 262144 /dev/zero >&2; echo done")
        self.assertEqual((header["exit_code"], out, err), (0, b"done\n", bytes(262144)))

    def test_x8_nul_and_invalid_utf8_in_the_output_stay_as_they_are(self):
        every = bytes(range(256))
        path = os.path.join(self.folder, "bytes")
        with open(path, "wb") as file:
            file.write(every)
        self.assertEqual(self.ask(self.extended("--shell"), f"cat {path}")[1], every)
        with self.start("--shell").connect() as sock:
            self.assertEqual(field.command_struct_client(sock, [f"cat {path}"]), [every])
        self.assertEqual(run("cleave-command", self.start("--shell").address, f"cat {path}").stdout, every)

    def test_x9_output_up_to_the_cap_is_whole_and_one_byte_more_is_flagged(self):
        server = self.extended("--shell", "--max-output", 1000)
        for size in (0, 1, 999, 1000, 1001):
            with self.subTest(size=size):
                header, out, err = self.ask(server, f"head -c {size // 2} /dev/zero; head -c {size - size // 2} /dev/zero >&2")
                self.assertEqual(len(out) + len(err), min(size, 1000))
                self.assertEqual(header.get("truncated", False), size > 1000)

    def test_x10_a_command_that_a_signal_ends_is_told(self):
        for number in (signal.SIGTERM, signal.SIGSEGV, signal.SIGKILL):
            header, _, _ = self.ask(self.extended("--shell"), f"kill -{int(number)} $$")
            self.assertEqual(header["exit_code"], -number)

    def test_x11_a_client_that_leaves_takes_its_command_with_it(self):
        ways = [("ipv4", socket.socket.close), ("ipv4", reset), ("unix", socket.socket.close)]
        for dialect in ("plain", "extended"):
            for family, leave in ways:
                with self.subTest(dialect=dialect, family=family, leave=leave):
                    server = self.start("--shell", "--dialect", dialect, "--time-limit", "1h", family=family)
                    sock = server.connect()
                    command = f"echo $$ > {self.folder}/pid; sleep 1000; true"
                    sock.sendall(execute(command) if dialect == "extended" else command.encode())
                    pid = read_pid(self.folder)
                    leave(sock)
                    wait_until(lambda: not is_alive(pid) and not server.children(), "the command is killed and reaped")

    def test_x12_commands_that_eat_memory_or_breed_do_no_harm(self):
        eat = f"{sys.executable} -c \"print(len(bytearray(1 << 30)))\""
        header, out, _ = self.ask(self.extended("--shell", "--max-memory", "256M", "--time-limit", "1h"), eat)
        self.assertEqual((header["status"], out), ("ok", b""))
        self.assertNotEqual(header["exit_code"], 0)
        server = self.extended("--shell", "--max-memory", "256M", "--time-limit", "2s", "--max-processes", "4096")
        # Each child has one more, 300 in all: enough to see that all of them go.
        breed = "f() { [ $1 -gt 0 ] && f $(($1 - 1)) & sleep 1000; }; f 100"
        self.assert_error(server, breed, "timed_out")
        self.assertEqual(self.ask(server, "echo alive")[1], b"alive\n")
        wait_until(lambda: not server.children(), "all are gone")

    def test_x13_a_command_has_descriptors_0_1_and_2_only(self):
        server = self.extended("--allow", "ls", "--threads", 2)
        with server.connect(), server.connect():
            _, out, _ = self.ask(server, "ls /proc/self/fd")
        self.assertEqual(out, b"0\n1\n2\n3\n")  # 3 is the directory that ls reads

    def test_x14_without_a_shell_nothing_has_a_meaning_but_blanks_and_quotes(self):
        server = self.extended("--allow", "printf")
        for command, words in (
            ("a;b", ["a;b"]), ("`id` $(id) $HOME *", ["`id`", "$(id)", "$HOME", "*"]), ("a\nb", ["a\nb"]),
            ("a|b>c<d&", ["a|b>c<d&"]), ("'a  b' \"c 'd'\" e\\ f", ["a  b", "c 'd'", "e f"]),
            ("'' \"\\\"\\\\\\n\" '\\'", ["", "\"\\\\n", "\\"]), ("a'b'\"c\"d", ["abcd"]), ("~ # !", ["~", "#", "!"]),
        ):
            with self.subTest(command=command):
                _, out, err = self.ask(server, "printf '<%s>' " + command)
                self.assertEqual((out.decode(), err), ("".join(f"<{word}>" for word in words), b""))

    def test_nothing_runs_unless_told(self):
        for arguments in ([], ["--allow", "ls", "--shell"]):
            ran = run(SERVER, "--listen", "127.0.0.1:0", *arguments)
            self.assertEqual((ran.stdout, ran.returncode), (b"", 2))
            self.assertIn(b"--allow NAME... or --shell", ran.stderr)

    def test_a_plain_client_that_is_refused_is_reset_and_never_answered(self):
        server = self.start("--allow", "echo")
        with server.connect() as sock:
            sock.sendall(b"ls")
            self.assertTrue(is_reset(sock))
        ran = run("cleave-command", server.address, "ls")
        self.assertEqual((ran.stdout, ran.returncode), (b"", 3))
        server.wait_for_log("not_allowed")


def read_pid(folder):
    """The number that a command wrote to the file `pid`, which goes."""
    path = os.path.join(folder, "pid")

    def written():
        with contextlib.suppress(FileNotFoundError), open(path, encoding="ascii") as file:
            return file.read().endswith("\n")
        return False

    wait_until(written, "the command has begun")
    with open(path, encoding="ascii") as file:
        pid = int(file.read())
    os.remove(path)
    return pid


def suppressed(serve, *arguments):
    with contextlib.suppress(OSError):
        serve(*arguments)


if __name__ == "__main__":
    unittest.main()
