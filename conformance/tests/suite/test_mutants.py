# SPDX-License-Identifier: MIT
"""The suite tells bad implementations from good ones: in process and as testees. Live peers: test_peers.py."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

from harness import BIN, PATIENCE

CONFORMANCE = pathlib.Path(__file__).resolve().parents[2]


def conformance(testee, *arguments):
    command = [BIN / "cleave-conformance", "--testee", testee, "--quiet", *arguments]
    return subprocess.run(command, capture_output=True, text=True)


class Mutants(unittest.TestCase):
    def test_the_second_implementation_passes_every_case_as_a_testee(self):
        done = conformance(BIN / "cleave-mutant", "--min-run", "600", "--layout", "python_int", "--deliveries",
                           "written,whole,bytes,array,empty", "--timeout", str(PATIENCE))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_mutants_are_found_as_testees_too(self):
        mutants = {"recv-is-whole": "framing", "encoder-without-limit": "framing", "last-key-wins": "json",
                   "size-via-double": "header", "digest-unchecked": "file", "error-output-first": "command",
                   "values-wrap": "values"}
        for mutant, area in mutants.items():
            with self.subTest(mutant=mutant):
                done = conformance(f"{BIN}/cleave-mutant --mutant {mutant}", "--case", area + "/*", "--layout",
                                   "python_int")
                self.assertEqual(done.returncode, 1, done.stdout + done.stderr)

    def test_a_rule_that_no_mutant_needs_fails_the_table(self):
        with tempfile.TemporaryDirectory() as folder:
            matrix = pathlib.Path(folder, "kill-matrix.json")
            matrix.write_text('{"format": "cleave kill matrix", "version": 1, "mutants": [], "rules": {}, "cases": {}}')
            done = subprocess.run([BIN / "cleave-conformance", "--rules", "--kill-matrix", matrix], capture_output=True,
                                  text=True)
            self.assertEqual(done.returncode, 3)
            self.assertIn("MUST that no mutant needs: VALUE-ORDER-1", done.stdout)

    def test_bad_testees_end_with_the_verdict_of_what_they_do(self):
        wanted = {"crash": ("CRASH", "it ended with exit code 3, before an answer; its standard error ends with: "
                                    "out of \\x1b[31mluck"),
                  "hang": ("TIMEOUT", "no line within the time for an answer"),
                  "junk": ("FAIL", "answer is no JSON: all is well"),
                  "flood": ("FAIL", "more than 64 MiB without the end of a line"),
                  "wrong-order": ("FAIL", "answer to another run than the one asked for"),
                  "always-pass": ("FAIL", "answer without events"),
                  "always-fail": ("FAIL", "a role that does not exist was not answered `unsupported`"),
                  "silent-success": ("FAIL", "a role that does not exist was not answered `unsupported`"),
                  "wrong-delivery": ("FAIL", "LATE: begin 5")}
        for fault, (verdict, why) in wanted.items():
            with self.subTest(fault=fault), tempfile.NamedTemporaryFile(suffix=".json") as report:
                done = conformance(f"{sys.executable} '{CONFORMANCE}/bad/testee.py' {fault}", "--case", "frame-one",
                                   "--case", "frame-two-glued", "--case", "file-one", "--layout", "python_int",
                                   "--timeout", "2" if fault == "hang" else "60", "--report-json", report.name)
                self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
                cases = {one["id"]: one["verdict"] for one in json.load(report)["runs"][0]["cases"]}
                self.assertIn(why, done.stdout)
                self.assertEqual(cases, {"frame-one": verdict, "frame-two-glued": verdict, "file-one": "UNSUPPORTED"})

    def test_a_testee_that_skips_all_has_run_nothing(self):
        done = conformance(f"{sys.executable} '{CONFORMANCE}/bad/testee.py' skip-all", "--case", "frame-*")
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertIn("nothing was run", done.stderr)

    def test_a_mutant_that_does_not_exist_is_refused(self):
        for name in ("no-such-fault", "100000", "-1"):
            done = subprocess.run([BIN / "cleave-mutant", "--mutant", name], capture_output=True)
            self.assertEqual(done.returncode, 2)


if __name__ == "__main__":
    unittest.main()
