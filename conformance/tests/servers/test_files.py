# SPDX-License-Identifier: MIT
"""cleave-file-server in both dialects, for peers in Python that share no code with it."""

import contextlib
import hmac
import json
import os
import select
import shutil
import signal
import socket
import stat
import subprocess
import time
import unittest

from files_peers import CLOSED, FilesTest, Proxy, client, md5, message, put, receive_header, sha256, upload
from harness import BIN, PATIENCE, receive, receive_all, wait_until


# ---- plain: a Python client and our server


class PlainClients(FilesTest):
    def test_uploads_and_puts_one_after_another_then_gets(self):
        server = self.start()
        files = {"a.txt": b"hello", "empty": b"", "计算机五大.txt": "哈哈哈哈哈".encode(), "big": os.urandom(3_000_001)}
        with server.connect() as sock:
            for name, data in files.items():
                sock.sendall(upload(name, data, msg="传好了\x1b[31m"))
            sock.sendall(put("put.txt", b"put"))
        for name, data in {**files, "put.txt": b"put"}.items():
            self.wait_for(name, data)
        self.assertEqual(self.names(), {*files, "put.txt"})
        self.assertIn("msg: 传好了\\x1b[31m", server.log())
        with server.connect() as sock:
            for name, data in files.items():
                sock.sendall(f"get {name}".encode())
                header = receive_header(sock)
                self.assertEqual(header, {"filename": name, "md5": md5(data), "file_size": len(data)})
                self.assertEqual(receive(sock, len(data)), data)

    def test_uploads_and_gets_take_turns_on_one_connection(self):
        server = self.start()
        with server.connect() as sock:
            for number in range(5):
                data = os.urandom(number * 1000)
                sock.sendall(upload(f"f{number}", data))
                self.wait_for(f"f{number}", data)
                sock.sendall(f"get f{number}".encode())
                self.assertEqual(receive_header(sock)["md5"], md5(data))
                self.assertEqual(receive(sock, len(data)), data)

    def test_messages_in_one_send_and_one_byte_at_a_time(self):
        server = self.start()
        stream = upload("a", b"12345") + put("b", b"") + upload("c", b"6")
        for pieces in ([stream], [stream[i : i + 1] for i in range(len(stream))]):
            with server.connect() as sock:
                for piece in pieces:
                    sock.sendall(piece)
            for name, data in {"a": b"12345", "b": b"", "c": b"6"}.items():
                self.wait_for(name, data)
                (self.root / name).unlink()

    def test_a_thousand_small_files_in_one_stream(self):
        server = self.start("--ack", "stored")
        with server.connect() as sock:
            sock.sendall(b"".join(upload(f"f{i}", str(i).encode() * 100) for i in range(1000)))
        wait_until(lambda: len(self.names()) == 1000, "all are there")
        for i in range(1000):
            self.assertEqual((self.root / f"f{i}").read_bytes(), str(i).encode() * 100)

    def test_a_get_in_pieces_and_with_a_line_end(self):
        server = self.start()
        (self.root / "a.txt").write_bytes(b"hello")
        for pieces in ([b"get a.txt"], [b"g", b"et a.txt"], [b"get ", b"a.txt"], [b"get a.txt\n"], [b"get a.txt\r\n"]):
            with self.subTest(pieces=pieces), server.connect() as sock:
                for piece in pieces:
                    sock.sendall(piece)
                    time.sleep(0.02)
                self.assertEqual(receive_header(sock)["md5"], md5(b"hello"))
                self.assertEqual(receive(sock, 5), b"hello")

    def test_letters_of_a_get_that_turn_out_to_be_a_length(self):
        server = self.start()
        for sent, code in ((b"g", "truncated_prefix"), (b"ge\0\0", "truncated_header"), (b"get ", "name_empty")):
            with self.subTest(sent=sent), server.connect() as sock:
                sock.sendall(sent)
                sock.shutdown(socket.SHUT_WR)
                self.assertEqual(receive_all(sock), CLOSED)
                wait_until(lambda code=code: code in server.log(), f"{code} is logged")

    def test_what_can_not_be_got_is_not_answered(self):
        server = self.start()
        (self.root / "folder").mkdir()
        os.mkfifo(self.root / "fifo")
        (self.root / "link").symlink_to(self.outside / "canary")
        cases = {"none": "not_found", "folder": "not_a_file", "fifo": "not_a_file", "link": "not_a_file",
                 "../canary": "name_parent", "/etc/passwd": "name_absolute", "": "name_empty"}  # fmt: skip
        for name, code in cases.items():
            with self.subTest(name=name), server.connect() as sock:
                sock.sendall(f"get {name}\n".encode())
                self.assertEqual(receive_all(sock), CLOSED)
                wait_until(lambda code=code: f"refused: {code}: " in server.log(), f"{code} is logged")

    def test_a_value_that_is_no_digest_is_reported_and_a_digest_is_checked(self):
        server = self.start()
        with server.connect() as sock:
            sock.sendall(put("a", b"hello", md5="xxdxxx") + put("b", b"hello", md5=md5(b"hello").upper()))
        self.wait_for("a", b"hello")
        self.wait_for("b", b"hello")
        self.assertIn("the md5 'xxdxxx' is no digest", server.log())

    def test_a_file_that_shrinks_while_it_is_sent_ends_the_connection(self):
        server = self.start()
        size = 256 << 20
        with open(self.root / "large", "wb") as file:
            file.truncate(size)
        with server.connect() as sock:
            sock.sendall(b"get large")
            self.assertEqual(receive_header(sock)["file_size"], size)
            os.truncate(self.root / "large", 1000)
            came = 0
            with contextlib.suppress(ConnectionError):
                while piece := sock.recv(1 << 20):
                    came += len(piece)
        self.assertLess(came, size)


# ---- extended: a Python client and our server


class ExtendedClients(FilesTest):
    def test_put_stat_and_get(self):
        server = self.start("--dialect", "extended")
        data = os.urandom(100_000)
        with server.connect() as sock:
            sock.sendall(put("a", data, reply=True, sha256=sha256(data), md5=md5(data)))
            self.assertEqual(
                receive_header(sock),
                {"status": "ok", "filename": "a", "filesize": len(data), "sha256": sha256(data), "ack": "durable"},
            )
            sock.sendall(put("silent", b"no reply"))
            sock.sendall(message({"cmd": "stat", "filename": "a"}))
            self.assertEqual(
                receive_header(sock),
                {"status": "ok", "filename": "a", "file_size": len(data), "received": len(data)},
            )
            for offset in (0, 1, 99_999, 100_000):
                sock.sendall(message({"cmd": "get", "filename": "a", "offset": offset}))
                header = receive_header(sock)
                self.assertEqual((header["status"], header["file_size"]), ("ok", len(data)))
                self.assertEqual(header["sha256"], sha256(data))
                self.assertEqual(receive(sock, len(data) - offset), data[offset:])
        self.assertEqual((self.root / "silent").read_bytes(), b"no reply")

    def test_a_connection_lives_on_after_an_error_that_leaves_the_stream_in_step(self):
        server = self.start("--dialect", "extended")
        (self.root / "a").write_bytes(b"hello")
        requests = {
            "not_found": [{"cmd": "get", "filename": "none"}, {"cmd": "stat", "filename": "none"}],
            "offset_beyond_size": [{"cmd": "get", "filename": "a", "offset": 6}],
            "unsupported": [{"cmd": "exec", "command": "ls"}],
            "field_missing": [{"cmd": "get"}, {"cmd": "stat"}],
            "already_exists": [{"cmd": "put", "filename": "a", "filesize": 0}],
        }
        with server.connect() as sock:
            for code, headers in requests.items():
                for header in headers:
                    sock.sendall(message(header))
                    self.assertEqual(receive_header(sock)["code"], code)
            sock.sendall(message({"cmd": "get", "filename": "a"}))
            self.assertEqual(receive_header(sock)["file_size"], 5)
            self.assertEqual(receive(sock, 5), b"hello")

    def test_requests_in_one_send_are_answered_in_order(self):
        server = self.start("--dialect", "extended")
        with server.connect() as sock:
            sock.sendall(b"".join(put(f"f{i}", b"x" * i, reply=True) for i in range(50)))
            sock.sendall(b"".join(message({"cmd": "get", "filename": f"f{i}"}) for i in range(50)))
            for i in range(50):
                self.assertEqual(receive_header(sock)["filename"], f"f{i}")
            for i in range(50):
                self.assertEqual(receive_header(sock)["filename"], f"f{i}")
                self.assertEqual(receive(sock, i), b"x" * i)

    def test_a_half_closed_connection_is_answered(self):
        server = self.start("--dialect", "extended")
        with server.connect() as sock:
            sock.sendall(put("a", b"hello", reply=True))
            sock.shutdown(socket.SHUT_WR)
            self.assertEqual(receive_header(sock)["status"], "ok")
            self.assertEqual(receive_all(sock), CLOSED)

    def test_each_level_of_acknowledgement_is_what_is_told(self):
        for level in ("received", "stored", "durable"):
            with self.subTest(level=level):
                server = self.start("--dialect", "extended", "--ack", level)
                with server.connect() as sock:
                    sock.sendall(put(level, b"hello", reply=True))
                    self.assertEqual(receive_header(sock)["ack"], level)
                self.wait_for(level, b"hello")

    def test_the_same_file_again_is_a_success_and_another_one_is_not(self):
        server = self.start("--dialect", "extended")
        data, other = b"hello", b"world"
        with server.connect() as sock:
            for _ in range(2):
                sock.sendall(put("a", data, reply=True, sha256=sha256(data)))
                self.assertEqual(receive_header(sock)["status"], "ok")
            sock.sendall(put("a", data, reply=True, md5=md5(data)))
            self.assertEqual(receive_header(sock)["sha256"], sha256(data))
            header = {"cmd": "put", "filename": "a", "filesize": 5, "offset": 3, "reply": True, "sha256": sha256(data)}
            sock.sendall(message(header, data[3:]))
            self.assertEqual(receive_header(sock)["status"], "ok")
            sock.sendall(put("a", other, reply=True, sha256=sha256(other)))
            self.assert_refused(receive_all(sock), "already_exists")
        self.assertEqual((self.root / "a").read_bytes(), data)

    def test_an_old_file_is_replaced_at_once_and_only_by_a_whole_one(self):
        server = self.start("--dialect", "extended", "--overwrite")
        (self.root / "a").write_bytes(b"old")
        new = os.urandom(100_000)
        stream = put("a", new, reply=True)
        with server.connect() as sock:
            sock.sendall(stream[:-1])
            time.sleep(0.05)
            self.assertEqual((self.root / "a").read_bytes(), b"old")
            sock.sendall(stream[-1:])
            self.assertEqual(receive_header(sock)["status"], "ok")
        self.assertEqual((self.root / "a").read_bytes(), new)
        with server.connect() as sock:
            sock.sendall(put("a", b"bad", sha256=sha256(b"good")))
            self.assert_refused(receive_all(sock), "digest_mismatch")
        self.assertEqual((self.root / "a").read_bytes(), new)

    def test_two_clients_with_one_name_at_once_one_wins(self):
        server = self.start("--dialect", "extended")
        first, second = os.urandom(5000), os.urandom(5000)
        with server.connect() as a, server.connect() as b:
            for sock, data in ((a, first), (b, second)):
                sock.sendall(put("same", data, reply=True)[:-1])
            time.sleep(0.05)
            a.sendall(first[-1:])
            b.sendall(second[-1:])
            answers = [receive_header(a), receive_header(b)]
        self.assertEqual({r.get("code", "ok") for r in answers}, {"ok", "already_exists"})
        winner = first if answers[0]["status"] == "ok" else second
        self.assertEqual((self.root / "same").read_bytes(), winner)
        self.assertEqual(self.names(), {"same"})

    def test_targets_that_are_no_files(self):
        for overwrite in (False, True):
            with self.subTest(overwrite=overwrite):
                server = self.start("--dialect", "extended", *(["--overwrite"] if overwrite else []))
                made = {"folder": "not_a_file", "fifo": "already_exists", "socket": "already_exists"}
                made["link"] = made["dangling"] = "ok" if overwrite else "already_exists"
                (self.root / "folder").mkdir()
                os.mkfifo(self.root / "fifo")
                with socket.socket(socket.AF_UNIX) as named:
                    named.bind(str(self.root / "socket"))
                (self.root / "link").symlink_to(self.outside / "canary")
                (self.root / "dangling").symlink_to(self.outside / "nothing")
                for name, code in made.items():
                    with server.connect() as sock:
                        sock.sendall(put(name, b"hello", reply=True))
                        self.assertEqual(receive_header(sock).get("code", "ok"), code, name)
                self.check_outside()
                self.assertEqual(self.names(), set(made))
                self.assertTrue(stat.S_ISFIFO((self.root / "fifo").stat().st_mode))
                self.assertEqual((self.root / "link").is_symlink(), not overwrite)
                shutil.rmtree(self.root)
                self.root.mkdir()

    def test_a_root_that_is_swapped_for_a_link_is_still_the_same_directory(self):
        server = self.start("--dialect", "extended")
        moved = self.scratch / "moved"
        self.root.rename(moved)
        self.root.symlink_to(self.scratch)
        with server.connect() as sock:
            sock.sendall(put("a", b"hello", reply=True))
            self.assertEqual(receive_header(sock)["status"], "ok")
        self.assertEqual((moved / "a").read_bytes(), b"hello")
        self.assertFalse((self.scratch / "a").exists())

    def test_subtrees_and_hidden_names_are_for_those_who_ask(self):
        server = self.start("--dialect", "extended", "--subtrees", "--allow-hidden")
        (self.root / "link").symlink_to(self.outside)
        with server.connect() as sock:
            sock.sendall(put("a/b/.c", b"hello", reply=True) + message({"cmd": "get", "filename": "a/b/.c"}))
            self.assertEqual(receive_header(sock)["status"], "ok")
            self.assertEqual(receive_header(sock)["file_size"], 5)
            self.assertEqual(receive(sock, 5), b"hello")
            sock.sendall(put("link/a", b"", reply=True))
            self.assertEqual(receive_header(sock)["code"], "not_a_file")
        self.assertEqual((self.root / "a/b/.c").read_bytes(), b"hello")


class Resuming(FilesTest):
    def broken_upload(self, server, stream):
        with server.connect() as sock:
            sock.sendall(stream)
        self.assertNotIn("a", self.names())

    def stat(self, server, **more):
        with server.connect() as sock:
            sock.sendall(message({"cmd": "stat", "filename": "a", **more}))
            return receive_header(sock)

    def test_a_broken_upload_goes_on_where_stat_says(self):
        server = self.start("--dialect", "extended")
        data = os.urandom(1_000_000)
        announced = {"cmd": "put", "filename": "a", "filesize": len(data), "sha256": sha256(data), "reply": True}
        for cut in (1, 300_000, 999_999):
            with self.subTest(cut=cut):
                self.broken_upload(server, message(announced, data[:cut]))
                wait_until(lambda cut=cut: self.stat(server).get("received") == cut, "the part is there")
                self.assertEqual(self.stat(server)["file_size"], len(data))
                with server.connect() as sock:
                    sock.sendall(message({**announced, "offset": cut}, data[cut:]))
                    self.assertEqual(receive_header(sock)["sha256"], sha256(data))
                self.assertEqual((self.root / "a").read_bytes(), data)
                self.assertEqual(list((self.root / ".cleave-partial").iterdir()), [])
                (self.root / "a").unlink()

    def test_an_upload_without_digest_is_kept_if_it_tells_an_offset(self):
        server = self.start("--dialect", "extended")
        announced = {"cmd": "put", "filename": "a", "filesize": 6}
        self.broken_upload(server, message(announced, b"abc"))
        wait_until(lambda: "truncated_body" in server.log(), "it broke")
        self.assertEqual(self.stat(server)["code"], "not_found")
        self.broken_upload(server, message({**announced, "offset": 0}, b"abc"))
        wait_until(lambda: self.stat(server).get("received") == 3, "the part is there")
        with server.connect() as sock:
            sock.sendall(message({**announced, "offset": 3, "reply": True}, b"def"))
            self.assertEqual(receive_header(sock)["status"], "ok")
        self.assertEqual((self.root / "a").read_bytes(), b"abcdef")

    def test_a_part_of_something_else_is_never_continued(self):
        server = self.start("--dialect", "extended")
        old, new = b"a" * 1000, b"b" * 1000
        header = {"cmd": "put", "filename": "a", "filesize": 1000, "reply": True}
        self.broken_upload(server, message({**header, "sha256": sha256(old)}, old[:500]))
        wait_until(lambda: self.stat(server).get("received") == 500, "the part is there")
        for more in ({"sha256": sha256(new)}, {"sha256": sha256(old), "filesize": 999}, {}):
            with server.connect() as sock:
                sock.sendall(message({**header, **more, "offset": 500}, new[500:]))
                self.assertEqual(receive_header(sock)["code"], "offset_beyond_size")
        self.assertEqual(self.names(), set())

    def test_a_resumed_upload_with_the_wrong_bytes_leaves_nothing(self):
        server = self.start("--dialect", "extended")
        data = b"0123456789"
        announced = {"cmd": "put", "filename": "a", "filesize": 10, "sha256": sha256(data), "reply": True}
        self.broken_upload(server, message(announced, data[:4]))
        wait_until(lambda: self.stat(server).get("received") == 4, "the part is there")
        with server.connect() as sock:
            sock.sendall(message({**announced, "offset": 4}, b"wrong!"))
            self.assert_refused(receive_all(sock), "digest_mismatch")
        self.assertEqual(self.names(), set())
        self.assertEqual(list((self.root / ".cleave-partial").iterdir()), [])

    def test_the_directory_of_parts_is_made_anew_when_somebody_removed_it(self):
        server = self.start("--dialect", "extended")
        data = b"0123456789"
        announced = {"cmd": "put", "filename": "a", "filesize": 10, "sha256": sha256(data), "reply": True}
        shutil.rmtree(self.root / ".cleave-partial")
        self.broken_upload(server, message(announced, data[:4]))
        wait_until(lambda: self.stat(server).get("received") == 4, "the part is there")
        shutil.rmtree(self.root / ".cleave-partial")
        with server.connect() as sock:
            sock.sendall(message({**announced, "offset": 4}, data[4:]))
            self.assertEqual(receive_header(sock)["code"], "offset_beyond_size")
        shutil.rmtree(self.root / ".cleave-partial")
        with server.connect() as sock:
            sock.sendall(message(announced, data))
            self.assertEqual(receive_header(sock)["status"], "ok")
        self.assertEqual((self.root / "a").read_bytes(), data)

    def test_our_client_goes_on_with_what_it_sent_and_with_what_it_got(self):
        server = self.start("--dialect", "extended")
        data = os.urandom(2_000_000)
        source = self.source("a", data)
        announced = {"cmd": "put", "filename": "a", "filesize": len(data), "sha256": sha256(data)}
        self.broken_upload(server, message(announced, data[:1_500_000]))
        wait_until(lambda: self.stat(server).get("received") == 1_500_000, "the part is there")
        speak = ("--dialect", "extended", "--resume", "--json")
        done = self.assert_ran(client("put", server.address, source, *speak))
        self.assertEqual(json.loads(done.stdout)["moved"], 500_000)
        self.assertEqual((self.root / "a").read_bytes(), data)

        target = self.scratch / "back" / "a"
        target.parent.mkdir()
        with Proxy(server, ends={"down": 1_200_000}) as proxy:
            self.assert_ran(client("get", proxy.address, "a", "-o", target, *speak), 3)
        self.assertFalse(target.exists())
        done = self.assert_ran(client("get", server.address, "a", "-o", target, *speak))
        self.assertLess(json.loads(done.stdout)["moved"], len(data))
        self.assertEqual(target.read_bytes(), data)
        self.assertEqual([p.name for p in target.parent.iterdir()], ["a"])

    def test_our_client_begins_anew_where_the_file_changed(self):
        server = self.start("--dialect", "extended")
        old, new = os.urandom(900_000), os.urandom(900_000)
        (self.root / "a").write_bytes(old)
        target = self.scratch / "a"
        speak = ("--dialect", "extended", "--resume")
        with Proxy(server, ends={"down": 500_000}) as proxy:
            self.assert_ran(client("get", proxy.address, "a", "-o", target, *speak), 3)
        (self.root / "a").write_bytes(new)
        self.assert_ran(client("get", server.address, "a", "-o", target, *speak))
        self.assertEqual(target.read_bytes(), new)


# ---- the server as a whole


class Serving(FilesTest):
    def test_ipv6_and_unix_sockets(self):
        addresses = [f"unix:{self.scratch}/socket"]
        with contextlib.suppress(OSError), socket.create_server(("::1", 0), family=socket.AF_INET6):
            addresses.append("[::1]:0")
        for listen in addresses:
            for dialect in ("plain", "extended"):
                server = self.start("--dialect", dialect, listen=listen)
                source = self.source("a", os.urandom(500_000))
                self.assert_ran(client("put", server.address, source, "--dialect", dialect))
                self.wait_for("a", source.read_bytes())
                self.assert_ran(client("get", server.address, "a", "-o", self.scratch / "b", "--dialect", dialect))
                self.assertEqual((self.scratch / "b").read_bytes(), source.read_bytes())
                (self.scratch / "b").unlink()
                (self.root / "a").unlink()
                self.stop(server)
        self.assertFalse((self.scratch / "socket").exists())

    def test_its_port_can_be_taken_again_at_once(self):
        server = self.start()
        with server.connect() as sock:
            sock.sendall(upload("a", b"hello"))
            self.wait_for("a", b"hello")
            self.assertEqual(server.stop(), 0)
        again = self.start(listen=server.address)
        self.assertEqual(again.address, server.address)
        self.put_something(again, False)

    def test_200_clients_are_served_while_one_is_slow(self):
        server = self.start("--ack", "stored")
        stream = upload("slow", b"slow")
        with server.connect() as slow:
            slow.sendall(stream[:20])
            data = {f"f{i}": os.urandom(10_000) for i in range(200)}
            socks = [server.connect() for _ in data]
            for half in (slice(None, 5000), slice(5000, None)):
                for sock, (name, content) in zip(socks, data.items()):
                    sock.sendall(upload(name, content)[half])
            for sock in socks:
                sock.close()
            wait_until(lambda: len(self.names()) == 200, "all are served")
            self.assertNotIn("slow", self.names())
            for i in range(20, len(stream)):
                slow.sendall(stream[i : i + 1])
            self.wait_for("slow", b"slow")
        for name, content in data.items():
            self.assertEqual((self.root / name).read_bytes(), content)

    def test_several_threads_serve_one_port(self):
        server = self.start("--threads", "4", "--dialect", "extended", "--ack", "stored")
        for i in range(40):
            with server.connect() as sock:
                sock.sendall(put(f"f{i}", b"x" * i, reply=True))
                self.assertEqual(receive_header(sock)["status"], "ok")
        self.assertEqual(len(self.names()), 40)

    def test_a_client_that_takes_nothing_keeps_nobody_waiting(self):
        server = self.start("--dialect", "extended")
        with open(self.root / "large", "wb") as file:
            file.truncate(256 << 20)
        with server.connect() as greedy:
            greedy.sendall(message({"cmd": "get", "filename": "large"}) * 10)
            self.put_something(server, True)
        self.assertLess(server.memory(), 32 << 10)

    def test_a_client_beyond_the_cap_is_told_so(self):
        server = self.start("--dialect", "extended", "--max-connections", "2")
        with server.connect() as a:
            with server.connect() as b:
                for sock in (a, b):
                    sock.sendall(message({"cmd": "stat", "filename": "none"}))
                    self.assertEqual(receive_header(sock)["code"], "not_found")
                with server.connect() as c:
                    self.assert_refused(receive_all(c), "busy")
            wait_until(lambda: self.is_served(server), "a place is free again")

    def is_served(self, server):
        with server.connect() as sock:
            with contextlib.suppress(ConnectionError):
                sock.sendall(message({"cmd": "stat", "filename": "none"}))
            return receive_header(sock)["code"] == "not_found"

    def test_a_plain_client_beyond_the_cap_is_closed(self):
        server = self.start("--max-connections", "1")
        with server.connect() as a:
            a.sendall(upload("a", b"hello"))
            self.wait_for("a", b"hello")
            # It may be reset before it knows that it is connected.
            with contextlib.suppress(ConnectionError), server.connect() as b:
                self.assertEqual(receive_all(b), CLOSED)
            wait_until(lambda: "refused: busy: " in server.log(), "the reason is logged")

    def test_silent_and_slow_clients_are_sent_away(self):
        server = self.start("--dialect", "extended", "--idle-timeout", "300ms")
        with server.connect() as sock:
            self.assert_refused(receive_all(sock), "timed_out")
        whole = put("a", b"hello")
        for cut in (2, 20, len(whole) - 2):
            with server.connect() as sock:
                sock.sendall(whole[:cut])
                self.assert_refused(receive_all(sock), "timed_out")
        with server.connect() as sock:  # never silent for long, but never done
            answer = b""
            for byte in whole[:60]:
                sock.sendall(bytes([byte]))
                if select.select([sock], [], [], 0.05)[0]:
                    answer = receive_all(sock)
                    break
            self.assert_refused(answer, "timed_out")
        self.assertEqual(self.names(), set())
        plain = self.start("--idle-timeout", "300ms")
        with plain.connect() as sock:
            sock.sendall(upload("a", b"hello")[:-1])
            self.assertEqual(receive_all(sock), CLOSED)
        self.assertEqual(self.names(), set())

    def test_sigterm_lets_an_upload_end_and_takes_no_more(self):
        for dialect in ("plain", "extended"):
            server = self.start("--dialect", dialect)
            body = os.urandom(100_000)
            stream = put("a", body, **({"reply": True} if dialect == "extended" else {}))
            with server.connect() as busy, server.connect() as idle:
                busy.sendall(stream[:50_000])
                idle.sendall(put("b", b""))
                self.wait_for("b", b"")
                server.process.terminate()
                self.assertEqual(receive_all(idle), CLOSED)
                with self.assertRaises(OSError):
                    server.connect().close()
                busy.sendall(stream[50_000:])
                if dialect == "extended":
                    self.assertEqual(receive_header(busy)["status"], "ok")
                self.assertEqual(receive_all(busy), CLOSED)
            self.assertEqual(server.stop(0), 0)
            self.assertEqual((self.root / "a").read_bytes(), body)
            (self.root / "a").unlink()
            (self.root / "b").unlink()

    def test_sigterm_does_not_wait_for_ever_nor_twice(self):
        server = self.start("--grace", "200ms")
        with server.connect() as sock:
            sock.sendall(put("a", b"hello")[:-1])
            time.sleep(0.05)
            self.assertEqual(server.stop(signal.SIGINT), 0)
        server = self.start("--grace", "1h")
        with server.connect() as sock:
            sock.sendall(put("a", b"hello")[:-1])
            time.sleep(0.05)
            server.process.terminate()
            time.sleep(0.1)
            self.assertEqual(server.stop(), 0)
        self.assertEqual(self.names(), set())

    def test_a_signal_storm_changes_nothing(self):
        server = self.start("--dialect", "extended")
        data = os.urandom(5_000_000)
        with server.connect() as sock:
            stream = put("a", data, reply=True)
            for at in range(0, len(stream), 100_000):
                sock.sendall(stream[at : at + 100_000])
                server.process.send_signal(signal.SIGCONT)
            self.assertEqual(receive_header(sock)["sha256"], sha256(data))

    def test_usage(self):
        server = BIN / "cleave-file-server"
        root = ("--root", self.root)
        for code, arguments in ((0, ("--help",)), (0, ("--version",)), (2, ()), (2, (*root, "--listen", "nowhere")),
                                (2, (*root, "--listen", "0.0.0.0:0")), (2, (*root, "--dialect", "klingon")),
                                (2, (*root, "--max-header", "1G")), (1, ("--root", self.root / "none"))):  # fmt: skip
            done = subprocess.run([server, *arguments], capture_output=True, text=True, timeout=PATIENCE)
            self.assertEqual(done.returncode, code, (arguments, done.stderr))
            self.assertTrue(done.stdout if code == 0 else done.stderr)


class Token(FilesTest):
    def setUp(self):
        super().setUp()
        self.secret = b"correct horse battery staple"
        self.token = self.source("token", self.secret + b"\n")
        self.token.chmod(0o600)
        self.server = self.start("--dialect", "extended", "--token-file", self.token)

    def challenge(self, sock):
        asked = receive_header(sock)
        self.assertEqual(asked["status"], "auth")
        self.assertRegex(asked["nonce"], "^[0-9a-f]{64}$")
        return asked["nonce"]

    def prove(self, sock, secret):
        text = "cleave-auth-1:" + self.challenge(sock)
        proof = hmac.new(secret, text.encode(), "sha256").hexdigest()
        sock.sendall(message({"cmd": "auth", "proof": proof}))

    def test_who_knows_the_token_is_let_in(self):
        with self.server.connect() as sock:
            self.prove(sock, self.secret)
            self.assertEqual(receive_header(sock), {"status": "ok"})
            sock.sendall(put("a", b"hello", reply=True))
            self.assertEqual(receive_header(sock)["status"], "ok")

    def test_who_does_not_is_not_and_guessing_is_slowed_down(self):
        codes = []
        for _ in range(15):
            with self.server.connect() as sock:
                self.prove(sock, b"guess")
                codes.append(receive_header(sock)["code"])
                self.assertEqual(receive_all(sock), CLOSED)
        self.assertEqual(codes, ["not_authorized"] * 10 + ["busy"] * 5)

    def test_nothing_is_done_without_a_proof(self):
        (self.root / "a").write_bytes(b"secret")
        for request in (put("b", b"hello"), put("b", b""), message({"cmd": "get", "filename": "a"}),
                        message({"cmd": "stat", "filename": "a"}), message({"cmd": "exec", "command": "ls"}),
                        message({"cmd": "auth"})):  # fmt: skip
            with self.server.connect() as sock:
                self.challenge(sock)
                sock.sendall(request)
                self.assert_refused(receive_all(sock), "not_authorized")
        self.assertEqual(self.names(), {"a"})

    def test_every_connection_has_a_nonce_of_its_own(self):
        nonces = set()
        for _ in range(20):
            with self.server.connect() as sock:
                nonces.add(self.challenge(sock))
        self.assertEqual(len(nonces), 20)

    def test_our_client(self):
        source = self.source("a", b"hello")
        speak = ("--dialect", "extended")
        self.assert_ran(client("put", self.server.address, source, *speak, "--token-file", self.token))
        done = self.assert_ran(client("stat", self.server.address, "a"), 1)
        self.assertIn("--token-file", done.stderr)
        wrong = self.source("wrong", b"some other token")
        wrong.chmod(0o600)
        done = self.assert_ran(client("stat", self.server.address, "a", "--token-file", wrong), 1)
        self.assertIn("not_authorized", done.stderr)
        wrong.chmod(0o644)
        self.assert_ran(client("stat", self.server.address, "a", "--token-file", wrong), 2)

    def test_plain_clients_can_prove_nothing_so_they_are_not_asked(self):
        done = subprocess.run([BIN / "cleave-file-server", "--root", self.root, "--token-file", self.token],
                              capture_output=True, text=True, timeout=PATIENCE)  # fmt: skip
        self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    unittest.main()
