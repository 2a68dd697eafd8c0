# SPDX-License-Identifier: MIT
"""The testees that `cleave-conformance scaffold` writes: empty, filled, and filled with a fault, in every language whose tools
are here. Each is built and run by the line that it prints. `python3 test_scaffolds.py` prints lines and seconds."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time
import unittest

from scaffold_fills import FAULTS, FILLS, TOOLS

PROGRAM = pathlib.Path(os.environ.get("CLEAVE_BIN", pathlib.Path(__file__).resolve().parents[3] / "build/bin")) / "cleave-conformance"
# What each hole can get wrong, once; with CLEAVE_THOROUGH, whatever the suite knows of it.
QUICK = ["frame-one", "frame-empty", "frame-two-glued", "eof-between-frames", "eof-in-header-2", "eof-in-payload-2",
         "limit-above", "negative-minus-1", "encode-several", "encode-above-limit"]  # fmt: skip
ALL = ["frame-*", "encode-*", "eof-*", "limit-*", "negative-*", "error-*"]
CASES = ALL if "CLEAVE_THOROUGH" in os.environ else QUICK
BAD = ("FAIL", "CRASH", "TIMEOUT", "SUITE-ERROR")


def scaffold(language, folder):
    """The file that was written, and the line that builds and runs it."""
    ran = subprocess.run([PROGRAM, "scaffold", language, "--output", folder], capture_output=True, text=True, check=True)
    (first, command) = ran.stdout.splitlines()
    return pathlib.Path(first.split(": fill")[0]), command.strip()


def filled(text, fills):
    """The text with the line after each HOLE replaced."""
    lines, result, left = text.splitlines(keepends=True), [], list(fills)
    while lines:
        result.append(lines.pop(0))
        if " HOLE " in result[-1]:
            lines.pop(0)
            result.append(left.pop(0))
    assert not left, left
    return "".join(result)


def verdicts(command, folder):
    """How many cases have each verdict, of a run by the line that the scaffold printed."""
    words = " ".join(f"--case '{case}'" for case in CASES)
    full = command.replace("cleave-conformance", f"{PROGRAM} --quiet --jobs 1 --deliveries whole,bytes {words} --report-json report.json")
    environment = {**os.environ, "GOCACHE": os.environ.get("GOCACHE", f"{folder}/go"), "GOFLAGS": "-mod=mod", "GO111MODULE": "auto"}
    ran = subprocess.run(["sh", "-c", full], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    report = pathlib.Path(folder) / "report.json"
    assert report.exists(), ran.stdout + ran.stderr
    counts = {}
    for case in json.loads(report.read_text())["runs"][0]["cases"]:
        counts[case["verdict"]] = counts.get(case["verdict"], 0) + 1
    report.unlink()
    return counts, ran.stdout


def is_here(language):
    return all(shutil.which(tool) for tool in TOOLS[language])


class Scaffolds(unittest.TestCase):
    measured = []

    def check(self, language):
        with tempfile.TemporaryDirectory() as folder:
            path, command = scaffold(language, folder)
            empty, started = path.read_text(encoding="utf-8"), time.monotonic()
            counts, _ = verdicts(command, folder)
            seconds = time.monotonic() - started
            self.assertGreater(counts.get("FAIL", 0), counts.get("PASS", 0), f"an empty testee fails: {counts}")
            self.assertNotIn("CRASH", counts)

            good = filled(empty, FILLS[language])
            path.write_text(good, encoding="utf-8")
            counts, text = verdicts(command, folder)
            self.assertEqual([counts.get(bad, 0) for bad in BAD], [0] * len(BAD), text)
            self.assertGreaterEqual(counts["PASS"], 5 * len(QUICK) if CASES is ALL else len(QUICK), counts)

            old, new = FAULTS[language]
            self.assertEqual(good.count(old), 1)
            path.write_text(good.replace(old, new), encoding="utf-8")
            counts, _ = verdicts(command, folder)
            self.assertGreater(counts.get("FAIL", 0), 4, f"the fault is seen: {counts}")
            self.assertGreaterEqual(counts["PASS"], 3, f"and nothing else is broken: {counts}")
            lines = sum(fill.count("\n") for fill in FILLS[language])
            self.assertLessEqual(lines, 25)
            self.measured.append((language, lines, empty.count("\n"), seconds))

    def test_there_is_one_for_each_language_and_no_other(self):
        ran = subprocess.run([PROGRAM, "scaffold", "cobol"], capture_output=True, text=True, check=False)
        self.assertEqual(ran.returncode, 2)
        self.assertIn(f"one of {', '.join(sorted(FILLS))}, found 'cobol'", ran.stderr)

    def test_a_file_that_is_there_is_kept(self):
        with tempfile.TemporaryDirectory() as folder:
            path, _ = scaffold("python", folder)
            self.assertNotIn("SPDX", path.read_text())
            path.write_text("mine")
            ran = subprocess.run([PROGRAM, "scaffold", "python", "--output", folder], capture_output=True, text=True, check=False)
            self.assertEqual((ran.returncode, path.read_text()), (2, "mine"))
            self.assertIn("exists: move it away", ran.stderr)


def test_of(language):
    @unittest.skipUnless(is_here(language), f"needs {' and '.join(TOOLS[language])}")
    def test(self):
        self.check(language)

    return test


for each in FILLS:
    setattr(Scaffolds, f"test_{each}", test_of(each))

if __name__ == "__main__":
    unittest.main(exit=False)
    for language, fills, lines, seconds in Scaffolds.measured:
        print(f"{language:12}{fills:3} lines in a file of {lines:3}, red after {seconds:.1f} s")
