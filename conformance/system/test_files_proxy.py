# SPDX-License-Identifier: MIT
"""cleave-file and cleave-file-server with a proxy between them, which cuts the exchange at each of its bytes."""

import unittest

from files_peers import (
    Cut,
    FilesTest,
    Proxy,
    Split,
    client,
)


class ThroughAProxy(FilesTest):
    DATA = b"hello"

    def exchange(self, dialect, verb, address):
        speak = ("--dialect", dialect, "--timeout", "10s")
        if verb == "put":
            return client("put", address, self.source("a", self.DATA), *speak)
        return client("get", address, "a", "-o", self.scratch / "back", *speak)

    def result_of(self, verb):
        return self.root / "a" if verb == "put" else self.scratch / "back"

    def lengths(self, server, dialect, verb):
        """The bytes that one exchange takes each way."""

        class Count:
            total = 0

            def pieces(self, data):
                self.total += len(data)
                return [data]

        there, back = Count(), Count()
        with Proxy(server.address, there, back) as proxy:
            self.assert_ran(self.exchange(dialect, verb, proxy.address))
        return there.total, back.total

    def prepare(self, dialect, verb):
        if verb == "get":
            (self.root / "a").write_bytes(self.DATA)
        server = self.start("--dialect", dialect, "--ack", "stored")
        there, back = self.lengths(server, dialect, verb)
        self.result_of(verb).unlink()
        return server, there, back

    def split(self, dialect, verb):
        server, there, back = self.prepare(dialect, verb)
        # An unframed request has no boundary: that one may not be cut.
        cuts_there = [] if (dialect, verb) == ("plain", "get") else range(there)
        rules = [(Split(at), None) for at in cuts_there] + [(None, Split(at)) for at in range(back)]
        for to_server, to_client in rules:
            with Proxy(server.address, to_server, to_client) as proxy:
                self.assert_ran(self.exchange(dialect, verb, proxy.address))
            self.assertEqual(self.result_of(verb).read_bytes(), self.DATA)
            self.result_of(verb).unlink()

    def broken_off(self, dialect, verb):
        server, there, back = self.prepare(dialect, verb)
        for to_server, to_client in [(Cut(at), None) for at in range(there)] + [(None, Cut(at)) for at in range(back)]:
            with Proxy(server.address, to_server, to_client) as proxy:
                done = self.exchange(dialect, verb, proxy.address)
            result = self.result_of(verb)
            # What was sent may be stored although the client could not learn of it; but never the other way round, and
            # never in part.
            may_exist = verb == "put" and (to_client is not None or done.returncode == 0)
            self.assertTrue(may_exist or not result.exists(), (done, to_server, to_client))
            if dialect == "extended" or verb == "get":
                self.assertIn(done.returncode, (1, 3), done)
            if result.exists():
                self.assertEqual(result.read_bytes(), self.DATA)
                result.unlink()
        self.assertEqual({p.name for p in self.scratch.iterdir()} - {"a"}, set())

    def test_plain_put_split_at_every_byte(self):
        self.split("plain", "put")

    def test_plain_get_split_at_every_byte(self):
        self.split("plain", "get")

    def test_extended_put_split_at_every_byte(self):
        self.split("extended", "put")

    def test_extended_get_split_at_every_byte(self):
        self.split("extended", "get")

    def test_plain_put_broken_off_at_every_byte(self):
        self.broken_off("plain", "put")

    def test_plain_get_broken_off_at_every_byte(self):
        self.broken_off("plain", "get")

    def test_extended_put_broken_off_at_every_byte(self):
        self.broken_off("extended", "put")

    def test_extended_get_broken_off_at_every_byte(self):
        self.broken_off("extended", "get")


if __name__ == "__main__":
    unittest.main()
