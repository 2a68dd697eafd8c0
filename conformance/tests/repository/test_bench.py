# SPDX-License-Identifier: MIT
"""How bench/run makes ratios of what the benchmark programs print, and tells what got worse."""

import argparse
import contextlib
import io
import json
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "bench"))
import loops
import measure
import network
import page

PROGRAM = """#!/usr/bin/env python3
import json
runs = [("cliff/8/cleave", 4.0), ("cliff/8/cleave", 2.0), ("cliff/8/cleave", 3.0), ("cliff/8/other", 6.0)]
entries = [{"name": n, "run_name": n + "/repeats:3", "run_type": "iteration", "cpu_time": t,
            "bytes_per_second": 5e9} for n, t in runs]
entries.append({"name": "median", "run_name": "cliff/8/cleave", "run_type": "aggregate", "cpu_time": 0.5})
print(json.dumps({"benchmarks": entries}))
"""
QUICK = argparse.Namespace(quick=True, filter=None)


def ratio(value, better="more", contender="other"):
    return {"topic": "Cliffs", "build": "g++ -O2", "row": "cliff", "parameter": "8", "contender": contender, "ratio": value,
            "to_reach": 1.0, "better": better, "reached": value >= 1 if better == "more" else value <= 1}  # fmt: skip


RESULTS = {"machine": {"date": "2026-12-01", "cpu": "a processor", "cores": 2, "load": 0.1, "compiler": "g++ 12"}}


def timed(times):
    return measure.summary({name: [time] for name, time in times.items()})


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
            measured = measure.summary(*measure.run_program(str(program), QUICK))
        self.assertEqual(measured["cliff/8/cleave"], {"median_ns": 3.0, "min_ns": 2.0, "runs": 3, "bytes": 15.0})
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
            measure.print_table([ratio(1.5), ratio(0.5, contender="faster"), {**ratio(0.1), "to_reach": None}])
        lines = said.getvalue().splitlines()
        self.assertTrue(lines[1].endswith(" reached"))
        self.assertTrue(lines[2].endswith("NOT REACHED"))
        self.assertFalse(lines[3].endswith("REACHED"))
        self.assertEqual(lines[4], "1 of 2 goals reached")

    def test_the_check_fails_for_counts_of_instructions_and_shows_times(self):
        count = {**ratio(2.0, "less"), "row": "instructions: cleave_feed"}
        number, said = checked_against([count], [{**count, "ratio": 2.3}])
        self.assertEqual(number, 1)
        self.assertIn("regressed: instructions: cleave_feed, 8, g++ -O2, compared with other: 2.0 -> 2.3", said)
        number, said = checked_against([ratio(2.0)], [ratio(1.7)])
        self.assertEqual(number, 0)
        self.assertIn("slower in this run: cliff, 8, g++ -O2, compared with other: 2.0 -> 1.7", said)
        self.assertEqual(checked_against([count], [{**count, "ratio": 2.1}]), (0, "0 regressed\n"))

    def test_the_check_takes_no_notice_of_new_rows_gone_rows_and_other_builds(self):
        count = {**ratio(2.0, "less"), "row": "instructions: cleave_feed"}
        for old, new in (([], [count]), ([count], []), ([count], [{**count, "ratio": 9.0, "build": "clang -O2"}])):
            self.assertEqual(checked_against(old, new), (0, "0 regressed\n"))

    def test_a_loops_figure_is_the_worst_programs_geometric_mean(self):
        times = {}
        for size, speed in (("mix", 2.0), ("8", 8.0)):
            for program, factor in (("lambda", 1.0), ("member", 0.5), ("unit", 2.0)):
                times[f"whole/{size}/touched/{program}/ours"] = 1.0
                times[f"whole/{size}/touched/{program}/theirs"] = speed * factor
        loop = loops.Loop("x", "loop", "ours", "theirs", mean=3.0, least=1.5)
        mean, least, mixed, equal = loops.rows(loop, timed(times))
        self.assertEqual((mean["row"], mean["ratio"], mean["reached"]), ("loop, geometric mean", 2.0, False))
        self.assertEqual((least["row"], least["ratio"], least["reached"]), ("loop, lowest", 2.0, True))
        self.assertEqual((mixed["parameter"], mixed["ratio"], mixed["spread"]), ("mix", 1.0, [1.0, 4.0]))
        self.assertEqual((equal["parameter"], equal["to_reach"]), ("8", None))

    def test_headers_are_judged_by_the_median_the_slowest_and_the_slowest_a_byte(self):
        figures = measure.summary({f"header/{shape}/{reader}": [time] for shape, reader, time in (
            ("a", "cleave", 10.0), ("a", "simdjson", 20.0), ("b", "cleave", 30.0), ("b", "simdjson", 20.0),
            ("c", "cleave", 40.0), ("c", "simdjson", 80.0))}, {f"header/{shape}/cleave": 10 for shape in "abc"})  # fmt: skip
        median, slowest, a_byte, *each = measure.header_rows(figures)
        self.assertEqual((median["ratio"], median["reached"]), (0.5, True))
        self.assertEqual((slowest["parameter"], slowest["ratio"], slowest["reached"]), ("b", 1.5, False))
        self.assertEqual((a_byte["parameter"], a_byte["ratio"]), ("c", 1.333))
        self.assertEqual([r["parameter"] for r in each], ["a", "b", "c"])

    def test_a_table_has_a_line_for_each_row_and_contender_and_a_column_for_each_build(self):
        rows = [ratio(0.5), {**ratio(12.34), "parameter": "64"}, {**ratio(2.0), "build": "clang -O2", "spread": [1.5, 2.5]},
                {**ratio(1234.5, contender="slow"), "to_reach": None}]  # fmt: skip
        self.assertEqual(page.topic_table(rows).splitlines(), [
            "| row | compared with | for | g++ -O2 | clang -O2 | goal |", "|---|---|---|---|---|---|",
            "| cliff | other | 8 / 64 | **0.50** / 12.3 | 1.50..2.50 | >= 1 |",
            "| cliff | slow | 8 | 1,234 |  |  |"])  # fmt: skip

    def test_the_headline_is_the_lowest_of_all_builds_and_cost_is_turned_into_speed(self):
        feed = {**ratio(1.2, contender="hand"), "row": "feed loop, geometric mean"}
        header = {**ratio(0.25, "less", "simdjson"), "row": "JSON header, median", "to_reach": 0.5}
        lines = page.headline({"ratios": [feed, {**feed, "ratio": 0.9, "build": "clang -O2"}, header]}).splitlines()
        self.assertEqual(lines[2], "| `feed`, `next`: whole messages | a loop by hand | 0.90 | 1.00 |")
        self.assertEqual(lines[3], "| a JSON header to fields, median of 24 | simdjson On-Demand | 4.00 | 2.00 |")

    def test_the_chart_has_a_bar_and_a_goal_for_each_row_and_cuts_none_off(self):
        rows = [{**ratio(300.0, contender="Netty"), "row": "64 KiB reads"},
                {**ratio(0.5, contender="splice"), "row": "file received", "reached": False}]  # fmt: skip
        drawn = page.chart({"ratios": rows})
        self.assertEqual(drawn.count("<rect"), 1 + len(rows))  # the ground, and a bar each
        self.assertEqual(drawn.count('stroke="#b00"'), len(rows))
        self.assertIn(">300<", drawn)
        self.assertIn("#c8823a", drawn)
        right = [float(x) + float(width) for x, width in re.findall(r'<rect x="([\d.]+)" y="[\d]+" width="([\d.]+)"', drawn)]
        self.assertTrue(right and max(right) <= page.WIDTH)

    def test_a_server_that_still_takes_in_what_is_under_way_has_no_rate(self):
        self.assertTrue(network.answered_enough([1000.0, 1.0], 100, 1000))
        self.assertFalse(network.answered_enough([999.0, 1.0], 100, 1000))

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


class Pages(unittest.TestCase):
    """What stands on the pages is what the last run measured."""

    @classmethod
    def setUpClass(cls):
        cls.results = json.loads(page.RESULTS.read_text(encoding="utf-8"))

    def test_the_pages_and_the_chart_are_made_of_the_results(self):
        for path in page.PAGES:
            text = path.read_text(encoding="utf-8")
            self.assertIn("<!-- end -->", text, path)
            self.assertEqual(page.filled(text, self.results), text, f"{path}: run python3 bench/page.py")
        self.assertEqual(page.chart(self.results), page.CHART.read_text(encoding="utf-8"))

    def test_every_missed_goal_says_why_and_what_was_tried(self):
        for r in self.results["ratios"]:
            if not r["reached"]:
                self.assertTrue(page.reason_for(r["row"]), f"{r['row']}: bench/reasons.json has no reason")

    def test_every_reason_is_for_a_row_that_exists_and_is_short(self):
        for begin, why in page.REASONS.items():
            self.assertTrue(any(r["row"].startswith(begin) for r in self.results["ratios"]), begin)
            self.assertLessEqual(len(why.split()), 40, begin)

    def test_the_headline_has_all_its_rows(self):
        self.assertEqual(len(page.headline(self.results).splitlines()), 2 + len(page.HEADLINE))


if __name__ == "__main__":
    unittest.main()
