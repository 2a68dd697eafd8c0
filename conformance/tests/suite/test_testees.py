# SPDX-License-Identifier: MIT
"""The testees of conformance/testees, and the one that conformance/README.md shows, pass in the roles they claim."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

from harness import BIN

CONFORMANCE = pathlib.Path(__file__).resolve().parents[2]
TESTEES = CONFORMANCE / "testees"
MOST_LINES = 60


def run(testee, *arguments):
    """The exit code, what was said, and each case's verdict."""
    with tempfile.NamedTemporaryFile(suffix=".json") as report:
        done = subprocess.run([BIN / "cleave-conformance", "--testee", testee, "--quiet", "--report-json", report.name,
                               *arguments], capture_output=True, text=True)
        results = json.load(report)["runs"][0]["cases"]
    return done.returncode, done.stdout + done.stderr, {case["id"]: case["verdict"] for case in results}


def fenced(language):
    """The first block of this language in the README."""
    text = (CONFORMANCE / "README.md").read_text()
    return re.search(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)[1]


class Testees(unittest.TestCase):
    def check(self, testee, least, areas=("framing",)):
        code, said, verdicts = run(testee, *(word for area in areas for word in ("--case", area + "/*")),
                                   "--layout", "python_int", "--deliveries", "whole,bytes,array", "--timeout", "120")
        self.assertEqual(code, 0, said)
        ran = [verdict for verdict in verdicts.values() if verdict != "UNSUPPORTED"]
        self.assertGreaterEqual(len(ran), least)
        self.assertLessEqual(set(ran), {"PASS", "NONSTRICT", "INFO"}, said)

    def compiled(self, source, *command):
        if shutil.which(command[0]) is None: self.skipTest(command[0] + " is not installed")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        program = os.path.join(folder.name, "testee")
        subprocess.run([*command, "-o", program, TESTEES / source], check=True)
        return program

    def interpreted(self, interpreter, source):
        if shutil.which(interpreter) is None: self.skipTest(interpreter + " is not installed")
        return f"{shutil.which(interpreter)} '{TESTEES / source}'"

    def test_python_reads_frames_and_header_messages(self):
        self.check(f"{sys.executable} -B '{TESTEES}/python/testee.py'", 200, ("framing", "header"))

    def test_the_reference_has_every_role(self):
        areas = ("framing", "header", "file", "command", "json", "values")
        self.check(f"{sys.executable} -B '{TESTEES}/python/reference.py'", 1500, areas)

    def test_javascript_reads_frames(self):
        self.check(self.interpreted("node", "javascript/frame_decoder.js"), 100)

    def test_perl_reads_frames(self):
        self.check(self.interpreted("perl", "perl/frame_decoder.pl"), 80)

    def test_cpp_reads_frames(self):
        self.check(self.compiled("cpp/frame_decoder.cpp", os.environ.get("CXX", "c++"), "-std=c++17", "-O1"), 80)

    def test_rust_reads_frames(self):
        self.check(self.compiled("rust/frame_decoder.rs", "rustc", "-O"), 80)

    def sample(self):
        """The testee that the README shows, and a folder to run it in as the README does."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        pathlib.Path(folder.name, "build").mkdir()
        pathlib.Path(folder.name, "build", "bin").symlink_to(BIN)
        return fenced("python"), pathlib.Path(folder.name)

    def test_the_sample_of_the_readme_passes(self):
        text, folder = self.sample()
        self.assertLess(len(text.splitlines()), MOST_LINES)
        (folder / "my_testee.py").write_text(text)
        self.check(f"{sys.executable} '{folder / 'my_testee.py'}'", 70)

    def test_the_sample_of_the_readme_fails_as_it_says_when_it_is_broken_as_it_says(self):
        text, folder = self.sample()
        self.assertIn("self.bytes += piece", text)
        (folder / "my_testee.py").write_text(text.replace("self.bytes += piece", "self.bytes = piece"))
        done = subprocess.run(["build/bin/cleave-conformance", "--testee", "python3 my_testee.py", "--case", "frame-one"],
                              cwd=folder, capture_output=True, text=True)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertEqual(done.stdout.split("\n\n")[0] + "\n", fenced("text"))

    def test_the_sample_of_the_readme_is_held_to_its_error_codes(self):
        text, folder = self.sample()
        (folder / "my_testee.py").write_text(text.replace(", signed=True", ""))
        code, said, verdicts = run(f"{sys.executable} '{folder / 'my_testee.py'}'", "--case", "framing/*")
        self.assertEqual(code, 1)
        self.assertIn("FRAME-LEN-3: A reader MUST refuse a negative length", said)
        failed = {name for name, verdict in verdicts.items() if verdict == "FAIL"}
        self.assertTrue(failed and all(name.startswith("negative-") for name in failed), failed)

    def test_each_file_is_short_enough_to_be_read(self):
        # The reference is every role in one file: to be looked things up in.
        sources = [path for path in TESTEES.glob("*/*.*") if path.is_file() and path.name != "reference.py"]
        self.assertTrue(sources)
        for path in sources:
            with self.subTest(path=path.name):
                self.assertLess(len(path.read_text().splitlines()), MOST_LINES)


if __name__ == "__main__":
    unittest.main()
