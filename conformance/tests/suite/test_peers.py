# SPDX-License-Identifier: MIT
"""Known-bad codecs, testees, servers and clients are told apart, and each MUST is needed by one of them."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from test_mutants import BIN, CONFORMANCE


class Peers(unittest.TestCase):
    def test_every_rule_is_needed_and_every_peer_told_apart(self):
        with tempfile.TemporaryDirectory() as folder:
            matrix = pathlib.Path(folder, "kill-matrix.json")
            done = subprocess.run([BIN / "cleave-kill-matrix", "--json", matrix], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout[-4000:] + done.stderr)
            done = subprocess.run([sys.executable, "-B", CONFORMANCE / "bad/peers.py", BIN / "cleave-conformance",
                                   "--json", matrix, "--jobs", "12"], capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            # The table of rules, cases and mutants: no MUST without a case, or whose cases find no mutant.
            done = subprocess.run([BIN / "cleave-conformance", "--rules", "--kill-matrix", matrix], capture_output=True,
                                  text=True)
            self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr)
            found = json.loads(matrix.read_text())
            self.assertGreaterEqual(len(found["mutants"]), 400)
            self.assertEqual([one["name"] for one in found["mutants"] if not one["killed_by"]], ["testee skip-all"])


if __name__ == "__main__":
    unittest.main()
