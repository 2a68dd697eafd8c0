# SPDX-License-Identifier: MIT
"""reference-impls/PROMISES.md: every proof that it names is there."""

import pathlib
import re
import shlex
import subprocess
import unittest

import hostile
from harness import BIN

ROOT = pathlib.Path(__file__).resolve().parents[3]
TESTS = ROOT / "conformance" / "tests"
ROW = r"[LJSNTCGXU]\d+"


def tables():
    """The rows of both tables: what is promised, and what was found."""
    text = (ROOT / "reference-impls" / "PROMISES.md").read_text(encoding="utf-8")
    parts = {part.split("\n")[0]: part for part in text.split("\n## ")}
    cells = [re.findall(r"^\| (.*?) \| (.*?) \|$", parts[title], re.M)[1:] for title in ("Promised", "Found on the way")]
    return [[(what, proof) for what, proof in rows if set(what) != {"-"} and proof] for rows in cells]


def rows_of(words):
    """The rows of the hostile table that these words name: "table S, T5, T1 to T9"."""
    names = set()
    for part in re.findall(rf"(?:table |, )({ROW} to {ROW}|{ROW}|[LJSNTCGXU]\b)", words):
        ends = re.findall(r"([A-Z])(\d+)", part)
        if len(ends) == 2:
            names |= {f"{ends[0][0]}{n}" for n in range(int(ends[0][1]), int(ends[1][1]) + 1)}
        else:
            names.add(part)
    return names


class Promises(unittest.TestCase):
    def setUp(self):
        self.promised, self.found = tables()
        self.rows = {row.id for row in hostile.all_rows()}
        self.assertGreater(len(self.promised), 25)
        self.assertGreater(len(self.found), 5)

    def check_rows(self, names):
        for name in names:
            self.assertTrue(name in self.rows or any(row[0] == name for row in self.rows), name)

    def test_name_a_proof_each_that_is_there(self):
        for what, proof in self.promised:
            with self.subTest(promise=what):
                units = re.findall(r"`unit_(\w+)`", proof)
                scripts = re.findall(r"`(\w+\.py)`", proof)
                traces = re.findall(r"traces `([^`]+)`", proof)
                rows = rows_of(proof)
                for unit in units:
                    self.assertTrue(list(TESTS.glob(f"*/{unit}.cpp")), unit)
                for script in scripts:
                    self.assertTrue(list(TESTS.glob(f"*/{script}")), script)
                for trace in traces:
                    self.assertTrue(list((ROOT / "conformance" / "traces").glob(f"{trace}.trace")), trace)
                self.check_rows(rows)
                self.assertTrue(units or scripts or traces or rows or re.search(r"\bI[1-6] in every row", proof), proof)

    def test_name_a_command_for_each_fault_that_was_found(self):
        for what, command in self.found:
            with self.subTest(fault=what):
                words = shlex.split(command.strip("`"))
                place = ROOT
                if words[0] == "cd":
                    place = ROOT / words[1]
                    words = words[3:]
                if words[0].startswith("build/bin/unit_"):
                    program = BIN / words[0].removeprefix("build/bin/")
                    if program.exists():  # presets build what they test
                        tests = subprocess.run([program, *words[1:], "--gtest_list_tests"], capture_output=True, text=True, check=True)
                        self.assertIn("\n  ", tests.stdout)
                    self.assertTrue(list(TESTS.glob(f"*/{program.name.removeprefix('unit_')}.cpp")))
                elif words[1:3] == ["-m", "unittest"]:
                    self.assertTrue((place / f"{words[3]}.py").is_file(), words)
                else:
                    self.assertEqual(words[0], "python3")
                    self.assertTrue((place / words[1]).is_file(), words)
                    if words[1].endswith("hostile.py"):
                        self.check_rows(words[2:])

    def test_are_all_shown_by_one_command(self):
        command = (TESTS / "servers" / "reliability").read_text(encoding="utf-8")
        for _, proof in self.promised:
            for name in re.findall(r"`unit_(posix_file_store_faults|posix_power_loss|posix_acceptor|files_\w+)`", proof):
                self.assertIn(f"counted {name}", command)
            for script in re.findall(r"`(crashes|load|test_memory)\.py`", proof):
                self.assertIn(script, command)


if __name__ == "__main__":
    unittest.main()
