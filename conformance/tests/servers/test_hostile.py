# SPDX-License-Identifier: MIT
"""The table of hostile inputs (hostile.py) on our servers, and what shows that it can tell a bad server from a good one."""

import pathlib
import re
import unittest

import hostile
import hostile_engine
import hostile_traces

TRACES = pathlib.Path(__file__).resolve().parents[2] / "traces"


class Table(unittest.TestCase):
    def test_has_its_120_rows(self):
        counts = {letter: 0 for letter in "LJSNTCGXU"}
        for row in hostile.all_rows():
            counts[row.id[0]] += 1
        self.assertEqual(counts, {"L": 12, "J": 10, "S": 14, "N": 24, "T": 14, "C": 24, "G": 2, "X": 14, "U": 6})

    def test_says_of_every_row_which_cases_tell_it_on_the_wire_or_why_none_does(self):
        rows = {row.id for row in hostile.all_rows()}
        self.assertEqual(set(hostile_traces.TRACES), rows)
        for name, cases in hostile_traces.TRACES.items():
            if isinstance(cases, str):
                cases = re.findall(r"[a-z]+/[a-z0-9*-]+", cases)  # of codecs
            else:
                cases = ["server/" + case for case in cases]
            for case in cases:
                self.assertTrue(list(TRACES.glob(case + ".trace")), f"{name}: {case}")

    def play(self, column, wanted=lambda row: True):
        verdicts = hostile_engine.play_column(column, [row for row in hostile.all_rows() if wanted(row)], is_full=False)
        for name, verdict in verdicts.items():
            with self.subTest(row=name, column=column.name):
                self.assertNotEqual(verdict.word, "FAILED", verdict.note)
        return verdicts

    def test_ours_in_the_extended_dialect_hold_every_row(self):
        self.play(hostile_engine.OURS_EXTENDED)

    def test_ours_in_the_plain_dialect_hold_every_row(self):
        self.play(hostile_engine.OURS_PLAIN)

    def test_a_server_of_the_field_is_found_out(self):
        known = {"J2", "S1", "S8", "S13", "N2", "N21", "T1", "T4", "T9", "X2", "X14", "U2"}
        verdicts = self.play(hostile_engine.FIELD, lambda row: row.id in known)
        self.assertEqual({name for name, verdict in verdicts.items() if verdict.word == "fails"}, known)


if __name__ == "__main__":
    unittest.main()
