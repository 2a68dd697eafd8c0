# SPDX-License-Identifier: MIT
"""cleave-inspect as people use it: files, pipes and terminals; its exit codes; what it makes of real traffic."""

import gzip
import hashlib
import json
import os
import pathlib
import pty
import re
import struct
import subprocess
import tempfile
import unittest

from harness import BIN, PATIENCE, Server, connect, framed, message, receive, run
from packets import Capture, cut, every_byte


def inspect(stream, *arguments):
    """Exit code and output."""
    ran = run("cleave-inspect", *arguments, input=stream)
    return ran.returncode, ran.stdout.decode() + ran.stderr.decode()


class Inspect(unittest.TestCase):
    def test_help_names_every_option_and_version_is_the_projects(self):
        code, text = inspect(b"", "--help")
        self.assertEqual(code, 0)
        for option in ("--layout", "--as", "--bytes", "--faults", "--guess", "--port", "--host", "--connection", "--skip",
                       "--from", "--json", "--summary", "--color", "--help", "--version"):
            self.assertIn(option, text)
        code, text = inspect(b"", "--version")
        self.assertEqual(code, 0)
        self.assertRegex(text, r"^cleave-inspect \d+\.\d+\.\d+\n$")

    def test_what_the_readme_shows_is_what_is_printed(self):
        readme = pathlib.Path(__file__).resolve().parents[2].joinpath("README.md").read_text(encoding="utf-8")
        (shown,) = re.findall(r"^    \$ (printf .*)\n((?:    .*\n)+)", readme, re.MULTILINE)
        environment = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}"}
        ran = subprocess.run(["bash", "-c", shown[0]], env=environment, capture_output=True, text=True, check=False)
        self.assertEqual(ran.stdout, re.sub(r"^    ", "", shown[1], flags=re.MULTILINE))

    def test_layouts_have_the_names_of_the_suite(self):
        _, text = inspect(b"", "--help")
        for name in ("python_int", "erlang_2", "grpc_message", "kafka", "postgresql", "http2", "varint_delimited"):
            self.assertIn(re.sub("[^a-z0-9]", "", name), re.sub("[^a-z0-9]", "", text.lower()))
            self.assertEqual(inspect(b"", "--layout", name)[0], 0, name)

    def test_what_layouts_prints_is_what_layout_takes(self):
        code, text = inspect(b"", "--layouts")
        self.assertEqual(code, 0)
        lines = [line.split("\t") for line in text.splitlines()]
        names = [name for name, _ in lines]
        for name in ("TLS", "WebSocket", "python_int", "netty_8", "mavlink_2", "iso8583_ascii"):
            self.assertIn(name, names)
        for name, layout in lines:
            for word in filter(None, (name, layout)):
                self.assertEqual(inspect(b"", "--layout", word)[0], 0, word)

    def test_a_layout_of_the_library_may_have_all_its_parts(self):
        stream = b"\xaa0003abc!\xaa0002de!"
        code, text = inspect(stream, "--json", "--layout", "form=decimal,width=4,offset=1,trailer=1,magic=0:aa,min=2")
        self.assertEqual(code, 0, text)
        frames = [json.loads(line) for line in text.splitlines()][:2]
        self.assertEqual([(one["payload"], one["trailer"]) for one in frames], [("616263", "21"), ("6465", "21")])

    def test_a_wrong_command_line_says_what_was_expected(self):
        for arguments, expected in (
            (["--layout", "carrier_pigeon"], "expected the name of a protocol, or parts such as"),
            (["--as", "messages", "--layout", "kafka"], "header messages have the layout python_int"),
            (["--bytes", "many"], "many"),
            (["a", "b"], "b"),
        ):
            code, text = inspect(b"", *arguments)
            self.assertEqual(code, 2, arguments)
            self.assertIn(expected, text)

    def test_input_that_can_not_be_read_is_told_with_the_reason(self):
        with tempfile.TemporaryDirectory() as folder:
            for file, reason in ((pathlib.Path(folder, "none"), "No such file"), (folder, "directory")):
                code, text = inspect(b"", file)
                self.assertEqual(code, 3)
                self.assertIn(str(file), text)
                self.assertIn(reason, text)

    def test_exit_code_tells_a_good_stream_from_a_faulty_one_and_from_a_foreign_one(self):
        self.assertEqual(inspect(framed(b"hello", b"alex"))[0], 0)
        self.assertEqual(inspect(b"")[0], 0)
        self.assertEqual(inspect(framed(b"hello", b"alex")[:-1])[0], 1)
        code, text = inspect(b"GET / HTTP/1.1\r\n\r\n")
        self.assertEqual(code, 1)
        self.assertIn("this is an HTTP request", text)

    def test_what_is_no_stream_of_frames_is_told_by_its_first_bytes(self):
        foreign = {
            bytes.fromhex("16030100c8010000c40303") + bytes(200): "this is a TLS hello",
            gzip.compress(b"hello" * 9): "this is gzip",
            b"PK\x03\x04" + bytes(range(60)): "this is a zip archive",
            bytes(100): "nothing but zeros",
        }
        for stream, words in foreign.items():
            code, text = inspect(stream)
            self.assertEqual(code, 1, text)
            self.assertIn(words, text)
            self.assertNotIn("guess:", text)

    def test_frames_that_begin_like_something_else_are_frames(self):
        payloads = [b"\x01" + b"x" * 0x1602, *[b"hello", b"alex"] * 20]
        begins_as_tls = b"".join(struct.pack(">H", len(payload)) + payload for payload in payloads)
        self.assertTrue(begins_as_tls.startswith(b"\x16\x03\x01"))
        code, text = inspect(begins_as_tls)
        self.assertEqual(code, 0, text)
        self.assertIn("41 frames", text)

    def test_a_stream_whose_beginning_is_missing_is_read_from_its_first_frame_on(self):
        code, text = inspect(framed(b"hello")[3:] + framed(b"alex") * 3)
        self.assertEqual(code, 1)
        self.assertIn("from byte 6 on: frames in the layout python_int: 3 frames", text)
        code, text = inspect(hashlib.shake_128(b"cleave").digest(300))
        self.assertEqual(code, 1)
        self.assertIn("if you know the layout, say it: --layout", text)

    def test_a_message_whose_body_is_cut_is_read_as_one(self):
        code, text = inspect(message({"cmd": "put", "filename": "a.txt", "filesize": 5}, b"hel"))
        self.assertEqual(code, 1)
        self.assertIn("truncated_body: the stream must not end inside a body: 3 of 5 bytes came", text)

    def test_a_file_and_a_pipe_show_the_same(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "stream")
            file.write_bytes(framed(b"hello", b"alex"))
            self.assertEqual(inspect(b"", file), inspect(file.read_bytes()))

    def test_a_live_stream_of_a_given_layout_is_shown_as_it_comes(self):
        with subprocess.Popen(
            [BIN / "cleave-inspect", "--layout", "erlang_4"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as process:
            for number, payload in enumerate((b"hello", b"alex")):
                process.stdin.write(struct.pack(">I", len(payload)) + payload)
                process.stdin.flush()
                self.assertIn(f"frame {number}, {len(payload)} bytes", process.stdout.readline().decode())
                while not process.stdout.readline().endswith(b"|\n"):
                    pass
            process.stdin.close()
            self.assertIn(b"no fault", process.stdout.read())
            self.assertEqual(process.wait(PATIENCE), 0)

    def test_colours_are_for_terminals_unless_asked_for(self):
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "stream")
            file.write_bytes(framed(b"hello"))
            command = [BIN / "cleave-inspect", "--layout", "python_int", "--as", "frames", file]

            def on_terminal(*more):
                shown, terminal = pty.openpty()
                with subprocess.Popen([*command, *more], stdout=terminal) as process:
                    os.close(terminal)
                    text = b""
                    try:
                        while piece := os.read(shown, 4096):
                            text += piece
                    except OSError:  # the other side is closed
                        pass
                    process.wait(PATIENCE)
                os.close(shown)
                return text

            self.assertIn(b"\033[", on_terminal())
            self.assertNotIn(b"\033[", on_terminal("--color", "never"))
            self.assertNotIn("\033[", inspect(b"", *command[1:])[1])
            self.assertIn("\033[", inspect(b"", *command[1:], "--color", "always")[1])

    def test_guesses_are_ranked_and_give_their_reasons(self):
        code, text = inspect(message({"cmd": "put", "filename": "a", "filesize": 2}, b"ab") * 2, "--guess")
        self.assertEqual(code, 0)
        lines = [line for line in text.splitlines() if line.startswith(("guess: ", "   or: "))]
        self.assertTrue(lines[0].startswith("guess: header messages"), text)
        odds = [int(re.search(r"\(odds (?:more than )?([\d,]+) to 1\)$", line)[1].replace(",", "")) for line in lines]
        self.assertEqual(odds, sorted(odds, reverse=True))
        self.assertGreater(len(lines), 1)

    def test_both_directions_of_a_real_upload_are_read_as_header_messages(self):
        with tempfile.TemporaryDirectory() as folder:
            with Server("cleave-file-server", "--root", folder, "--dialect", "extended") as server:
                request = message({"cmd": "put", "filename": "a.txt", "filesize": 5, "reply": True}, b"hello")
                with connect(server.address) as sock:
                    sock.sendall(request)
                    length = receive(sock, 4)
                    reply = length + receive(sock, struct.unpack("<i", length)[0])
            code, text = inspect(request)
            self.assertEqual(code, 0, text)
            self.assertIn("message 0: put a.txt, body of 5 bytes", text)
            code, text = inspect(reply)
            self.assertEqual(code, 0, text)
            self.assertIn("message 0: reply ok durable", text)

    def test_what_a_program_that_forgot_to_encode_sends_is_explained(self):
        text = "哈哈哈哈哈"
        code, shown = inspect(struct.pack("<i", len(text)) + text.encode(), "--layout", "python_int")
        self.assertEqual(code, 1)
        self.assertIn("the length counts characters, not bytes: 5 characters of UTF-8 are 15 bytes", shown)

    def test_a_capture_is_shown_by_connection_and_direction(self):
        request, reply = message({"cmd": "put", "filename": "a", "filesize": 5}, b"hello"), message({"status": "ok"})
        capture = Capture()
        capture.connection([("up", every_byte(request)), ("down", cut(reply, 3))], 8080)
        capture.connection([("up", [b"get a.txt"]), ("down", [message({"filename": "a.txt", "file_size": 1}, b"x")])], 8081)
        capture.connection([("down", [framed(b"good", b"frames", b"before", b"cut off")[:-1]])], 8082)
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "capture.pcap")
            capture.write(file)
            code, text = inspect(b"", file)
            self.assertEqual(code, 1)
            for expected in (
                "connection 1, 127.0.0.1:20001 to 127.0.0.2:8080\n",
                "message 0: put a, body of 5 bytes\n",
                "connection 1, 127.0.0.2:8080 to 127.0.0.1:20001\n",
                "message 0: reply ok\n",
                "connection 2, 127.0.0.1:20002 to 127.0.0.2:8081\nunframed text\n",
                "message 0: file a.txt, body of 1 byte\n",
                "truncated_payload: the stream must not end inside a payload: 6 of 7 bytes came",
            ):
                self.assertIn(expected, text)
            self.assertEqual(inspect(file.read_bytes()), (code, text))
            self.assertEqual(inspect(b"", file, "--port", "8080")[0], 0)
            self.assertEqual(inspect(b"", file, "--port", "8082")[0], 1)
            self.assertRegex(inspect(b"", file, "--port", "9")[1],
                             r"^\d+ packets: 0 TCP connections with 0 bytes; \d+ packets of other ports or hosts\n$")
            datagrams = Capture()
            datagrams.datagrams([("up", b"now")])
            datagrams.write(file)
            said = inspect(b"", file)
            self.assertEqual(said, (0, "1 packet: 0 TCP connections with 0 bytes; 1 not read: UDP (first: packet 1)\n"))

    def test_a_capture_that_is_cut_shows_what_there_is_and_says_so(self):
        capture = Capture()
        capture.connection([("down", [framed(b"hello")])], 8080)
        with tempfile.TemporaryDirectory() as folder:
            file = pathlib.Path(folder, "capture.pcap")
            capture.write(file)
            code, text = inspect(file.read_bytes()[:-5], "--layout", "python_int", "--as", "frames")
        self.assertEqual(code, 1)
        self.assertIn("frame 0, 5 bytes", text)
        self.assertIn("; the capture: packet 6: the file ends after ", text.splitlines()[0])


if __name__ == "__main__":
    unittest.main()
