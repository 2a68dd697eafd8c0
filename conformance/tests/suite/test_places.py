# SPDX-License-Identifier: MIT
"""cleave-conformance finds its cases beside itself and in share, wherever it was copied to and is run from."""

import pathlib
import shutil
import subprocess
import tempfile
import unittest

from harness import BIN, PATIENCE

CONFORMANCE = pathlib.Path(__file__).resolve().parents[2]


class Places(unittest.TestCase):
    def cases_found(self, program, traces):
        """Lists the cases of a copy of the program at `program`, with one trace in `traces`; both below a new folder."""
        with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as elsewhere:
            copy, area = pathlib.Path(folder, program), pathlib.Path(folder, traces, "framing")
            copy.parent.mkdir(exist_ok=True)
            area.mkdir(parents=True)
            shutil.copy(BIN / "cleave-conformance", copy)
            shutil.copy(CONFORMANCE / "traces/framing/frame-one.trace", area)
            shutil.copy(CONFORMANCE / "SPEC.md", area.parents[1])
            done = subprocess.run([copy, "--list"], cwd=elsewhere, capture_output=True, text=True, timeout=PATIENCE,
                                  check=False)  # fmt: skip
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        return [line.split()[0] for line in done.stdout.splitlines()]

    def test_traces_beside_the_program(self):
        self.assertEqual(self.cases_found("cleave-conformance", "traces"), ["framing/frame-one"])

    def test_share_beside_the_program(self):
        self.assertEqual(self.cases_found("cleave-conformance", "share/cleave/traces"), ["framing/frame-one"])

    def test_share_beside_the_folder_of_the_program(self):
        self.assertEqual(self.cases_found("bin/cleave-conformance", "share/cleave/traces"), ["framing/frame-one"])


if __name__ == "__main__":
    unittest.main()
