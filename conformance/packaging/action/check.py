# SPDX-License-Identifier: MIT
"""Checks what the action left in a folder, and its problem matcher on the log: check.py FOLDER"""

import json
import pathlib
import re
import sys
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
folder = pathlib.Path(sys.argv[1])


def matches(log):
    """[(severity, code, message)], read as GitHub reads a matcher of two lines."""
    first, second = json.loads((HERE / "problem_matcher.json").read_text())["problemMatcher"][0]["pattern"]
    lines, found = log.splitlines(), []
    for line, after in zip(lines, lines[1:]):
        head, tail = re.match(first["regexp"], line), re.match(second["regexp"], after)
        if head and tail:
            found.append((head[first["severity"]], head[first["code"]], tail[second["message"]]))
    return found


report = json.loads((folder / "reports/report.json").read_text())
failed = {f"{c['area']}/{c['id']}" for run in report["runs"] for c in run["cases"] if c["verdict"] == "FAIL"}
marked = matches((folder / "bad.log").read_text())
assert failed and marked, (failed, marked)
assert {code for _, code, _ in marked} <= failed, (marked, failed)
assert not matches((folder / "good.log").read_text())
assert re.fullmatch(r"\d{4}-\d\d-\d\d", report["runs"][0]["date"]) and re.fullmatch("[0-9a-f]{12}", report["suite_hash"])
assert json.loads((folder / "reports/badge.json").read_text())["color"] == "red"
assert xml.etree.ElementTree.parse(folder / "reports/junit.xml").getroot().tag == "testsuites"
assert "<!doctype html>" in (folder / "reports/report.html").read_text()
assert "reports=reports" in (folder / "output").read_text()
assert "frame" in (folder / "summary").read_text()

# Every input that the script takes is one of the action's, and the other way round.
action = (HERE / "action.yml").read_text()
given, taken = set(re.findall(r"(CLEAVE_\w+):", action)), set(re.findall(r"\$\{(CLEAVE_\w+)", (HERE / "run.sh").read_text()))
assert given == taken, (given, taken)
declared = set(re.findall(r"^  (\w+):$", action.split("outputs:")[0], re.MULTILINE))
assert set(re.findall(r"inputs\.(\w+)", action)) == declared, declared
