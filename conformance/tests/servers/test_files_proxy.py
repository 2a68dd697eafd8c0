# SPDX-License-Identifier: MIT
"""cleave-file and cleave-file-server with a proxy between them, which cuts the exchange at each of its bytes."""

import unittest

from files_peers import FilesTest, Proxy, client
from harness import every_cut


class ThroughAProxy(FilesTest):
    DATA = b"hello"

    def exchange(self, dialect, verb, address):
        if verb == "put":
            return client("put", address, self.source("a", self.DATA), "--dialect", dialect)
        return client("get", address, "a", "-o", self.scratch / "back", "--dialect", dialect)

    def prepare(self, dialect, verb):
        """A server, where the result will be, and how many bytes the exchange takes each way."""
        if verb == "get":
            (self.root / "a").write_bytes(self.DATA)
        result = self.root / "a" if verb == "put" else self.scratch / "back"
        server = self.start("--dialect", dialect, "--ack", "stored")
        with Proxy(server) as proxy:
            self.assert_ran(self.exchange(dialect, verb, proxy.address))
        result.unlink()
        return server, result, proxy.passed

    def in_pieces(self, dialect, verb):
        server, result, passed = self.prepare(dialect, verb)
        # An unframed request has no boundary: that one may not be cut.
        ways = ("down",) if (dialect, verb) == ("plain", "get") else ("up", "down")
        for cuts in every_cut(passed["up"], passed["down"], ways):
            with self.subTest(cuts=cuts):
                with Proxy(server, cuts) as proxy:
                    self.assert_ran(self.exchange(dialect, verb, proxy.address))
                self.assertEqual(result.read_bytes(), self.DATA)
                result.unlink()

    def broken_off(self, dialect, verb):
        server, result, passed = self.prepare(dialect, verb)
        for way in ("up", "down"):
            for end in range(passed[way]):
                with self.subTest(way=way, end=end):
                    with Proxy(server, ends={way: end}) as proxy:
                        done = self.exchange(dialect, verb, proxy.address)
                    # A file that was sent may be stored without the client ever learning of it. There is no other
                    # way to have one of the two without the other, and never a part.
                    if dialect == "extended" or verb == "get":
                        self.assert_ran(done, 3)
                    if way == "up" or verb == "get":
                        self.assertFalse(result.exists())
                    if result.exists():
                        self.assertEqual(result.read_bytes(), self.DATA)
                        result.unlink()
        self.assertLessEqual({p.name for p in self.scratch.iterdir()}, {"a"})

    def test_plain_put_in_pieces(self):
        self.in_pieces("plain", "put")

    def test_plain_get_in_pieces(self):
        self.in_pieces("plain", "get")

    def test_extended_put_in_pieces(self):
        self.in_pieces("extended", "put")

    def test_extended_get_in_pieces(self):
        self.in_pieces("extended", "get")

    def test_plain_put_broken_off(self):
        self.broken_off("plain", "put")

    def test_plain_get_broken_off(self):
        self.broken_off("plain", "get")

    def test_extended_put_broken_off(self):
        self.broken_off("extended", "put")

    def test_extended_get_broken_off(self):
        self.broken_off("extended", "get")


if __name__ == "__main__":
    unittest.main()
