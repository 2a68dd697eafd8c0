# SPDX-License-Identifier: MIT
"""cleave-file, with servers in Python: good ones, bad ones, and silent ones."""

import functools
import json
import os
import pathlib
import shutil
import socket
import unittest

import field
from files_peers import FilesTest, client, frame, md5, message, sha256
from harness import Background, listen, receive_all


# ---- our client and a Python server


def scripted(answer):
    """A server that sends one thing to each client, whatever it says, and closes."""

    def serve(sock):
        sock.recv(1 << 16)
        sock.sendall(answer)
        sock.shutdown(socket.SHUT_WR)
        receive_all(sock)

    return Background(listen("127.0.0.1:0"), serve)


class OurClient(FilesTest):
    def test_it_uploads_to_a_plain_python_server(self):
        files = {"a.txt": b"hello", "empty": b"", "计算机五大.txt": os.urandom(100_000)}
        sources = [self.source(name, data) for name, data in files.items()]
        serve = functools.partial(field.upload_server, folder=self.root)
        with Background(listen("127.0.0.1:0"), serve) as server:
            self.assert_ran(client("put", server.address, *sources, "--msg", "传好了"))
            self.assert_ran(client("put", server.address, sources[0], "--digest", "md5", "--as", "b.txt"))
            for name, data in {**files, "b.txt": b"hello"}.items():
                self.wait_for(name, data)

    def test_it_gets_from_a_plain_python_server(self):
        files = {"a.txt": b"hello", "empty": b"", "计算机五大.txt": os.urandom(100_000)}
        serve = functools.partial(field.get_server, folder=self.root)
        with Background(listen("127.0.0.1:0"), serve) as server:
            for name, data in files.items():
                (self.root / name).write_bytes(data)
                self.assert_ran(client("get", server.address, name, "-o", self.scratch / "back", "--overwrite"))
                self.assertEqual((self.scratch / "back").read_bytes(), data)

    def test_what_a_bad_server_sends_leaves_no_file(self):
        body = b"hello"
        good = {"filename": "a", "md5": md5(body), "file_size": 5}
        cases = {
            "wrong digest": (message({**good, "md5": md5(b"x")}, body), 1, "digest_mismatch"),
            "cut short": (message(good, body[:4]), 3, "truncated_body"),
            "nothing": (b"", 3, "dialect"),
            "cut header": (message(good)[:20], 3, "truncated_header"),
            "no JSON": (frame(b"hello"), 3, "json_syntax"),
            "size negative": (message({**good, "file_size": -1}), 3, "size_negative"),
            "HTTP": (b"HTTP/1.1 400 Bad Request\r\n\r\n", 3, "header_too_large"),
            "a token is asked for": (message({"status": "auth", "nonce": "0" * 64}), 1, "--token-file"),
            "error": (message({"status": "error", "code": "busy", "message": "no\x1b[2J place"}), 1, "no\\x1b[2J place"),
        }
        for what, (answer, code, text) in cases.items():
            for dialect in ("plain", "extended"):
                with self.subTest(what=what, dialect=dialect), scripted(answer) as server:
                    folder = self.scratch / "into"
                    folder.mkdir(exist_ok=True)
                    done = client("get", server.address, "a", "-o", folder / "a", "--dialect", dialect)
                    self.assert_ran(done, code)
                    self.assertIn(text, done.stderr)
                    self.assertEqual(list(folder.iterdir()), [])

    def test_a_name_from_the_server_is_never_a_path(self):
        folder = self.scratch / "deep" / "into"
        folder.mkdir(parents=True)
        for name in ("../evil", "/tmp/cleave-evil", "other", "a/b"):
            header = {"filename": name, "md5": md5(b"hello"), "file_size": 5}
            with scripted(message(header, b"hello")) as server:
                client("get", server.address, "a", cwd=folder)
            self.assertLessEqual({p.name for p in folder.iterdir()}, {"a"}, name)
            self.assertEqual([p.name for p in folder.parent.iterdir()], ["into"], name)
            self.assertFalse(pathlib.Path("/tmp/cleave-evil").exists())
            (folder / "a").unlink(missing_ok=True)

    def test_an_existing_file_is_kept_unless_asked(self):
        (self.root / "a").write_bytes(b"new")
        target = self.source("a", b"old")
        server = self.start()
        done = self.assert_ran(client("get", server.address, "a", "-o", target), 1)
        self.assertIn("already_exists", done.stderr)
        self.assertEqual(target.read_bytes(), b"old")
        self.assert_ran(client("get", server.address, "a", "-o", target, "--overwrite"))
        self.assertEqual(target.read_bytes(), b"new")

    def test_a_tree(self):
        files = {"top/a": b"1", "top/b/c": b"2", "top/b/d/计算机": b"3"}
        for name, data in files.items():
            self.source(name, data)
        (self.scratch / "top" / "link").symlink_to("/etc/passwd")
        (self.scratch / "top" / "empty").mkdir()
        for dialect in ("plain", "extended"):
            server = self.start("--dialect", dialect, "--subtrees")
            done = client("put", server.address, "-r", self.scratch / "top", "--dialect", dialect)
            self.assert_ran(done, 1)  # all files are there, and not all that is there is a file
            self.assertIn("top/link: skipped: a link", done.stderr)
            self.assertIn("top/empty: skipped: an empty directory", done.stderr)
            for name, data in files.items():
                self.wait_for(name, data)
            self.assertFalse((self.root / "top" / "link").exists())
            shutil.rmtree(self.root / "top")

    def test_one_refused_file_of_several_does_not_keep_the_others(self):
        server = self.start("--dialect", "extended")
        (self.root / "b").write_bytes(b"there")
        sources = [self.source(name, b"x" * 500_000) for name in "abc"]
        done = self.assert_ran(client("put", server.address, *sources, "--dialect", "extended"), 1)
        self.assertIn("b: already_exists: ", done.stderr)
        self.assertEqual(self.names(), {"a", "b", "c"})
        self.assertEqual((self.root / "b").read_bytes(), b"there")

    def test_it_says_which_dialect_the_server_may_speak(self):
        source = self.source("a", b"hello")
        for server_dialect, ours in (("plain", "extended"), ("extended", "plain")):
            server = self.start("--dialect", server_dialect)
            # (A put without digest and answer is the same in both.)
            put_it = ("put", server.address, source, *(["--msg", "hello"] if ours == "plain" else []))
            for arguments in (put_it, ("get", server.address, "a", "-o", self.scratch / "b")):
                done = client(*arguments, "--dialect", ours, "--timeout", "5s")
                self.assertIn(done.returncode, (1, 3))
                self.assertRegex(done.stderr, "dialect|framed text")
            self.assertEqual(self.names(), set())

    def test_what_it_prints(self):
        server = self.start("--dialect", "extended")
        source = self.source("a", b"hello")
        speak = ("--dialect", "extended")
        self.assertEqual(client("put", server.address, source, *speak).stdout, "put a, 5 bytes, durable\n")
        done = client("put", server.address, source, *speak, "--quiet")
        self.assertEqual((done.stdout, done.stderr), ("", ""))
        done = client("get", server.address, "a", "-o", self.scratch / "b", *speak, "--json")
        self.assertEqual(
            json.loads(done.stdout),
            {"cmd": "get", "filename": "a", "status": "ok", "size": 5, "received": 5, "moved": 5,
             "digest": "sha256 " + sha256(b"hello")},
        )  # fmt: skip
        self.assertEqual(done.stderr, "")
        done = client("stat", server.address, "none", "--json")
        self.assertEqual((done.returncode, json.loads(done.stdout)["code"]), (1, "not_found"))
        self.assertEqual(client("stat", server.address, "a").stdout, "a: 5 bytes\n")

    def test_exit_codes(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            nobody = "127.0.0.1:%d" % listener.getsockname()[1]
        source = self.source("a", b"hello")
        self.assert_ran(client("get", nobody, "a", "-o", self.scratch / "b"), 3)
        self.assert_ran(client("put", nobody, source), 3)
        self.assert_ran(client("put", nobody, self.scratch / "none"), 1)
        for wrong in ((), ("send",), ("put",), ("put", nobody), ("put", "nowhere", source), ("get", nobody),
                      ("put", nobody, source, "--digest", "sha256"), ("get", nobody, "a", "--resume"),
                      ("stat", nobody, "a", "--dialect", "klingon"), ("put", nobody, source, source, "--as", "b")):  # fmt: skip
            self.assert_ran(client(*wrong), 2)
        for right in (("--help",), ("--version",), ("put", "--help"), ("get", "--version")):
            self.assert_ran(client(*right), 0)

    def test_a_server_that_never_answers_is_given_up(self):
        with socket.create_server(("127.0.0.1", 0)) as listener:
            address = "127.0.0.1:%d" % listener.getsockname()[1]
            done = self.assert_ran(client("stat", address, "a", "--timeout", "200ms"), 3)
            self.assertIn("timed_out", done.stderr)


if __name__ == "__main__":
    unittest.main()
