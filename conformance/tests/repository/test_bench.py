# SPDX-License-Identifier: MIT
"""How bench/run makes ratios of what the benchmark programs print, and tells what got worse."""

import argparse
import contextlib
import io
import json
import pathlib
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "bench"))
import measure
import network

PROGRAM = """#!/usr/bin/env python3
import json
runs = [("cliff/8/cleave", 4.0), ("cliff/8/cleave", 2.0), ("cliff/8/cleave", 3.0), ("cliff/8/other", 6.0)]
entries = [{"name": n, "run_name": n + "/repeats:3", "run_type": "iteration", "cpu_time": t} for n, t in runs]
entries.append({"name": "median", "run_name": "cliff/8/cleave", "run_type": "aggregate", "cpu_time": 0.5})
print(json.dumps({"benchmarks": entries}))
"""
QUICK = argparse.Namespace(quick=True, filter=None)


def ratio(value, better="more", contender="other"):
    return {"row": "cliff", "parameter": "8", "contender": contender, "ratio": value, "to_reach": 1.0, "better": better,
            "reached": value >= 1 if better == "more" else value <= 1}  # fmt: skip


def checked_against(old, new):
    """How many ratios regressed, and what is said of them."""
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump({"ratios": old}, file)
        file.flush()
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            return measure.check(file.name, new), said.getvalue()


class Measuring(unittest.TestCase):
    def test_a_programs_repetitions_are_read_and_its_aggregates_are_not(self):
        with tempfile.TemporaryDirectory() as folder:
            program = pathlib.Path(folder, "bench_cliff")
            program.write_text(PROGRAM, encoding="utf-8")
            program.chmod(0o755)
            measured = measure.summary(measure.run_program(str(program), QUICK))
        self.assertEqual(measured["cliff/8/cleave"], {"median_ns": 3.0, "min_ns": 2.0, "runs": 3})
        self.assertEqual(set(measured), {"cliff/8/cleave", "cliff/8/other"})

    def test_speed_is_the_contenders_time_to_ours_and_cost_the_reverse_both_of_the_least(self):
        measured = measure.summary({"cliff/8/cleave": [4.0, 2.0], "cliff/8/other": [6.0], "cliff/8/slow": [9.0]})
        fast = measure.speed("x", "cliff", r"cliff/(\d+)", "cleave", "slow|other", {"8": 2.5, "": 1})
        dear = measure.cost("x", "cliff", r"cliff/(\d+)", "cleave", "other", 0.3)
        (first,) = measure.ratios_of(fast, measured)
        (second,) = measure.ratios_of(dear, measured)
        self.assertEqual((first["ratio"], first["contender"], first["to_reach"], first["reached"]), (3.0, "other", 2.5, True))
        self.assertEqual((second["ratio"], second["reached"]), (0.333, False))

    def test_a_contender_that_was_not_measured_has_no_row(self):
        row = measure.speed("x", "cliff", r"cliff/(\d+)", "cleave", "absent", 1)
        self.assertEqual(list(measure.ratios_of(row, measure.summary({"cliff/8/cleave": [4.0]}))), [])

    def test_what_is_not_reached_stays_in_the_table(self):
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            measure.print_table([ratio(1.5), ratio(0.5, contender="faster")])
        lines = said.getvalue().splitlines()
        self.assertTrue(lines[1].endswith("reached") and not lines[1].endswith("not reached"))
        self.assertTrue(lines[2].endswith("not reached"))
        self.assertEqual(lines[3], "1 of 2 ratios reached")

    def test_the_check_names_what_fell_by_more_than_a_tenth_and_nothing_else(self):
        count, said = checked_against([ratio(2.0), ratio(2.0, "less", "cost")], [ratio(1.7), ratio(2.1, "less", "cost")])
        self.assertEqual(count, 1)
        self.assertIn("regressed: cliff, 8, against other: 2.0 -> 1.7", said)
        count, said = checked_against([ratio(2.0, "less")], [ratio(2.3, "less")])
        self.assertEqual(count, 1)

    def test_the_check_takes_no_notice_of_new_rows_gone_rows_and_rows_that_were_never_reached(self):
        for old, new in (([], [ratio(0.1)]), ([ratio(2.0)], []), ([ratio(0.5)], [ratio(0.48)])):
            self.assertEqual(checked_against(old, new), (0, "0 regressed\n"))

    def test_the_table_has_a_line_for_each_row_and_contender_and_what_is_not_reached_in_bold(self):
        rows = [ratio(0.5), {**ratio(12.34), "parameter": "64"}, {**ratio(1234.5, contender="slow"), "to_reach": 1.5}]
        with tempfile.NamedTemporaryFile("r", suffix=".md") as table:
            measure.write_table(table.name, rows)
            lines = table.read().splitlines()[2:]
        self.assertEqual(lines, ["| cliff | other | 8 / 64 | **0.50** / 12.3 | >= 1 |", "| cliff | slow | 8 | 1,234 | >= 1.5 |"])

    def test_a_server_that_still_takes_in_what_is_under_way_has_no_rate(self):
        self.assertTrue(network.answered_enough([1000.0, 1.0], 100, 1000))
        self.assertFalse(network.answered_enough([999.0, 1.0], 100, 1000))

    def test_the_chart_shows_framing_and_files(self):
        rows = [{**ratio(1.5, contender="beast"), "row": "64 KiB reads"},
                {**ratio(0.9, contender="nginx"), "row": "file received", "parameter": "tmpfs"},
                {**ratio(3.0, contender="nlohmann"), "row": "fields to header"}]  # fmt: skip
        with tempfile.TemporaryDirectory() as folder:
            chart = pathlib.Path(folder, "framing.svg")
            measure.write_chart(str(chart), rows)
            drawn = chart.read_text(encoding="utf-8")
        self.assertIn("64 KiB reads, 8, to beast", drawn)
        self.assertIn("file received, tmpfs, to nginx", drawn)
        self.assertNotIn("nlohmann", drawn)

    def test_a_servers_processor_time_is_that_of_the_process_and_nothing_for_one_that_is_gone(self):
        begin = network.processor_seconds(network.os.getpid())
        while network.processor_seconds(network.os.getpid()) == begin:
            pass
        with network.running(["true"]) as ended:
            ended.wait()
        self.assertEqual(network.processor_seconds(ended.pid), 0)

    def test_programs_have_a_network_of_their_own_with_plain_tcp_and_leave_it_behind(self):
        before = network.os.readlink("/proc/self/ns/net")
        said = io.StringIO()
        with contextlib.redirect_stderr(said), network.network_of_its_own():
            if said.getvalue():
                self.skipTest(said.getvalue())
            named = ["cat", "/proc/sys/net/ipv4/tcp_congestion_control"]
            self.assertEqual(subprocess.run(named, capture_output=True, text=True, check=True).stdout, "reno\n")
            with socket.create_server(("127.0.0.1", 0)) as listener:
                socket.create_connection(listener.getsockname()).close()
        self.assertEqual(network.os.readlink("/proc/self/ns/net"), before)

    def test_another_builds_rows_bear_its_name_and_stay_out_of_the_chart(self):
        row = measure.speed("x", "whole", r"whole/(\d+)", "cleave", "hand", 1)
        figures = measure.summary({"whole/8/cleave": [2.0], "whole/8/hand": [4.0]})
        (native,) = measure.ratios_of(row, figures, measure.NATIVE)
        self.assertEqual(native["row"], "-O3 -march=native: whole")
        with tempfile.NamedTemporaryFile("r", suffix=".svg") as chart:
            measure.write_chart(chart.name, [native])
            self.assertNotIn("native", chart.read())


if __name__ == "__main__":
    unittest.main()
