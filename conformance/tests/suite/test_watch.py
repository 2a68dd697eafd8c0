# SPDX-License-Identifier: MIT
"""`cleave-conformance --watch`: builds and plays again when a file changes."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

from scaffold_fills import FAULTS, FILLS
from test_scaffolds import PROGRAM, filled, scaffold

WAITING = "waiting for a change of a file here"


class Watch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.testee, _ = scaffold("python", self.folder)
        self.good = filled(self.testee.read_text(encoding="utf-8"), FILLS["python"])
        self.bad = self.good.replace(*FAULTS["python"])

    def start(self, build):
        words = ["--watch", build, "--testee", f"{sys.executable} -B testee.py", "--jobs", "1", "--deliveries", "whole,bytes",
                 "--case", "frame-one", "--case", "frame-two-*", "--case", "encode-several"]  # fmt: skip
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GTEST_")}
        self.program = subprocess.Popen([PROGRAM, *words], cwd=self.folder, env=environment, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, text=True)  # fmt: skip
        self.addCleanup(self.stop)

    def stop(self):
        self.program.kill()
        self.program.communicate()

    def write(self, text):
        """All at once, so that no half of it is seen."""
        (self.folder / ".new").write_text(text, encoding="utf-8")
        (self.folder / ".new").replace(self.testee)

    def said(self):
        """What is printed until it waits."""
        lines = []
        for line in self.program.stdout:
            if WAITING in line:
                return "".join(lines)
            lines.append(line)
        self.fail("it ended: " + "".join(lines))

    def counts(self, text):
        """Of each run: how many cases were asked."""
        return [int(number) for number in re.findall(r"ran (\d+) of", text)]

    def test_plays_what_failed_and_then_all(self):
        self.write(self.bad)
        self.start("echo build >> builds")
        first = self.said()
        self.assertIn("FAIL framing/frame-one", first)
        (everything,) = self.counts(first)
        self.write(self.bad + "# the same fault\n")
        again = self.said()
        self.assertIn("FAIL framing/frame-one", again)
        (failed,) = self.counts(again)
        self.assertLess(failed, everything)
        self.write(self.good)
        self.assertEqual(self.counts(self.said()), [failed, everything])
        self.write(self.bad)
        self.assertEqual(self.counts(self.said()), [everything])
        self.assertGreaterEqual((self.folder / "builds").read_text().count("build"), 4)

    def test_a_build_that_fails_waits_for_the_next_change(self):
        self.write("not python (")
        self.start(f"{sys.executable} -c 'compile(open(\"testee.py\").read(), \"testee\", \"exec\")'")
        text = self.said()
        self.assertIn("the build failed: ", text)
        self.assertEqual(self.counts(text), [])
        self.write(self.good)
        self.assertEqual(len(self.counts(self.said())), 1)

    def test_needs_a_run(self):
        ran = subprocess.run([PROGRAM, "--list", "--watch", "make"], capture_output=True, text=True, check=False)
        self.assertEqual(ran.returncode, 2)
        self.assertIn("expected --watch with a run of cases only", ran.stderr)


if __name__ == "__main__":
    unittest.main()
