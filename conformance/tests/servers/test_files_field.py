# SPDX-License-Identifier: MIT
"""Upload, put and get between our programs and those of the field, in every family, cut at every byte."""

import functools
import pathlib
import socket
import tempfile
import threading
import unittest

import field
from files_peers import PLACE
from harness import (FAMILIES, Background, Server, anywhere, connect, every_cut, listen, proxy, receive_all, run,
                     wait_until)

FILES = [("a", b"hello"), ("b", b"")]
SENDERS = {"upload": (field.upload_client, ["--msg", "a"]), "put": (field.put_client, [])}


def bytes_sent_by(client):
    """How many bytes a client of the field sends."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        client(ours, FILES)
        ours.shutdown(socket.SHUT_WR)
        return len(receive_all(theirs))


class FieldPeers(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory(dir=PLACE)
        self.addCleanup(scratch.cleanup)
        self.folder = scratch.name
        self.root, self.local = pathlib.Path(scratch.name, "root"), pathlib.Path(scratch.name, "local")
        for folder in (self.root, self.local):
            folder.mkdir()

    def start(self, family):
        server = Server("cleave-file-server", "--root", self.root, "--ack", "stored",
                        listen=anywhere(family, self.folder))
        self.addCleanup(server.__exit__)
        return server

    def serve(self, family, serve):
        server = Background(listen(anywhere(family, self.folder)), serve)
        self.addCleanup(server.__exit__)
        return server

    def take(self, folder):
        """Waits for the files, and takes them away."""
        for name, body in FILES:
            path = folder / name
            wait_until(lambda path=path, body=body: path.exists() and path.stat().st_size == len(body),
                       f"{name} is whole")
            self.assertEqual(path.read_bytes(), body)
            path.unlink()

    def fill(self, folder):
        for name, body in FILES:
            (folder / name).write_bytes(body)

    def test_our_server_takes_the_files_of_field_clients_wherever_their_bytes_are_cut(self):
        for system, (client, _) in SENDERS.items():
            for family in FAMILIES:
                server = self.start(family)
                for cuts in every_cut(bytes_sent_by(client), 0, ways=("up",)):
                    with self.subTest(system=system, family=family, cuts=cuts):
                        with proxy(server.address, self.folder, cuts) as cutter, connect(cutter.address) as sock:
                            client(sock, FILES)
                            self.take(self.root)

    def test_field_servers_take_the_files_of_our_client_wherever_their_bytes_are_cut(self):
        self.fill(self.local)
        serve = functools.partial(field.upload_server, folder=self.root)
        for system, (client, options) in SENDERS.items():
            for family in FAMILIES:
                server = self.serve(family, serve)
                for cuts in every_cut(bytes_sent_by(client), 0, ways=("up",)):
                    with self.subTest(system=system, family=family, cuts=cuts):
                        with proxy(server.address, self.folder, cuts) as cutter:
                            ran = run("cleave-file", "put", cutter.address, self.local / "a", self.local / "b",
                                      "--quiet", *options)
                            self.assertEqual((ran.stdout, ran.stderr, ran.returncode), (b"", b"", 0))
                            self.take(self.root)

    # A plain get has no boundary: that one is not cut.

    def bytes_of_a_reply(self):
        ours, theirs = socket.socketpair()
        thread = threading.Thread(target=field.get_server, args=(theirs, self.root))
        with ours, theirs:
            thread.start()
            ours.sendall(b"get a")
            ours.shutdown(socket.SHUT_WR)
            thread.join()
            theirs.close()
            return len(receive_all(ours))

    def test_our_server_gives_a_file_to_field_clients_wherever_its_bytes_are_cut(self):
        self.fill(self.root)
        for family in FAMILIES:
            server = self.start(family)
            for cuts in every_cut(0, self.bytes_of_a_reply(), ways=("down",)):
                with self.subTest(family=family, cuts=cuts), proxy(server.address, self.folder, cuts) as cutter:
                    with connect(cutter.address) as sock:
                        self.assertEqual(field.get_client(sock, "a"), b"hello")

    def test_field_servers_give_a_file_to_our_client_wherever_its_bytes_are_cut(self):
        self.fill(self.root)
        for family in FAMILIES:
            server = self.serve(family, functools.partial(field.get_server, folder=self.root))
            for cuts in every_cut(0, self.bytes_of_a_reply(), ways=("down",)):
                with self.subTest(family=family, cuts=cuts), proxy(server.address, self.folder, cuts) as cutter:
                    ran = run("cleave-file", "get", cutter.address, "a", "-o", self.local / "a", "--quiet")
                    self.assertEqual((ran.stdout, ran.stderr, ran.returncode), (b"", b"", 0))
                    self.assertEqual((self.local / "a").read_bytes(), b"hello")
                    (self.local / "a").unlink()


if __name__ == "__main__":
    unittest.main()
