# SPDX-License-Identifier: MIT
"""Runs the suite on a testee as part of pytest: a test says that it ran, and a failed one is a cause of failures."""

import json
import pathlib
import re
import shlex
import subprocess
import tempfile

import pytest

from . import program

BAD = ("FAIL", "CRASH", "TIMEOUT", "XPASS", "SUITE-ERROR")


def pytest_addoption(parser):
    group = parser.getgroup("cleave", "conformance of a length-prefixed codec")
    group.addoption("--cleave-testee", metavar="CMD", help="the testee to run the suite on")
    group.addoption("--cleave-options", metavar="WORDS", help="further options of cleave-conformance")
    parser.addini("cleave_testee", "the testee to run the suite on")
    parser.addini("cleave_options", "further options of cleave-conformance")


def _setting(config, name):
    return config.getoption(name) or config.getini(name)


def run_suite(testee, options=""):
    """The report of a run, as --report-json writes it. Raises RuntimeError if there is none."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "report.json"
        words = [program(), "--testee", testee, "--quiet", "--report-json", path, *shlex.split(options)]
        ran = subprocess.run(words, capture_output=True, text=True, check=False)
        if not path.exists():
            raise RuntimeError(ran.stderr or ran.stdout)
        return json.loads(path.read_text(encoding="utf-8"))


def kind_of(event):
    """ "begin 5" is "begin", "error frame_too_large at=3" is "error frame_too_large"."""
    return " ".join(event.split()[: 2 if event.startswith("error ") else 1])


def cause_of(case):
    """What went wrong, without numbers and bytes: cases that differ in these alone have one cause."""
    if case.get("cut_only"):
        return f"{case['role']}: the result depends on how the stream is cut"
    message = case["message"]
    if found := re.fullmatch(r"expected (.*?)(?:, came (.*)|, nothing came)", message, re.DOTALL):
        wanted = "nothing more" if found[1] == "nothing more" else kind_of(found[1])
        text = f"expected {wanted}, came {kind_of(found[2]) if found[2] else 'nothing'}"
    elif found := re.fullmatch(r"(EARLY|LATE): (.*)", message, re.DOTALL):
        text = f"{found[1]}: {kind_of(found[2])}"
    else:
        text = re.sub(r"\d+", "N", message)
    return f"{case['role']}: {text}"


def causes_of(report):
    """The failures by cause, the largest group first: [(cause, [case, ...])]."""
    groups = {}
    for run in report["runs"]:
        for case in run["cases"]:
            if case["verdict"] in BAD:
                groups.setdefault(cause_of(case), []).append(case)
    return sorted(groups.items(), key=lambda group: -len(group[1]))


class Suite(pytest.Item):
    """The run as a whole: it fails where the suite could not be run, or ran nothing."""

    def __init__(self, *, why, ran, **of):
        super().__init__(**of)
        self.why, self.ran = why, ran

    def runtest(self):
        assert not self.why, self.why
        assert self.ran, "no case was run: what does the testee claim to do?"

    def repr_failure(self, excinfo):
        return str(excinfo.value)

    def reportinfo(self):
        return self.path, None, f"cleave: {self.name}"


class Cause(Suite):
    """Failures with one cause."""

    def __init__(self, *, cause, cases, **of):
        super().__init__(why="", ran=len(cases), **of)
        self.cause, self.cases = cause, cases

    def runtest(self):
        smallest = min(self.cases, key=lambda case: len(json.dumps(case.get("example") or case)))
        others = [case["id"] for case in self.cases if case is not smallest]
        text = [f"{self.cause}  ({len(self.cases)} case{'s' * (len(self.cases) > 1)})", f"{smallest['area']}/{smallest['id']}: {smallest['message']}",
                f"about: {smallest['about']}", f"rules: {', '.join(smallest['rules'])}"]  # fmt: skip
        if rerun := (smallest.get("example") or {}).get("rerun"):
            text.append(f"again: {rerun}")
        if others:
            text.append(f"also: {' '.join(others)}")
        pytest.fail("\n".join(text), pytrace=False)


class Testee(pytest.Collector):
    def collect(self):
        why, report = "", {"runs": []}
        try:
            report = run_suite(_setting(self.config, "cleave_testee"), _setting(self.config, "cleave_options") or "")
        except (RuntimeError, OSError) as error:
            why = str(error)
        ran = sum(case["verdict"] != "UNSUPPORTED" for run in report["runs"] for case in run["cases"])
        yield Suite.from_parent(self, name="suite", why=why, ran=ran)
        for index, (cause, cases) in enumerate(causes_of(report), 1):
            yield Cause.from_parent(self, name=f"cause-{index}", cause=cause, cases=cases)


@pytest.hookimpl(hookwrapper=True)
def pytest_collection(session):
    """The testee is collected beside the files; where there is none of either, pytest says so as ever."""
    outcome = yield
    if _setting(session.config, "cleave_testee") and not outcome.excinfo:
        parent = Testee.from_parent(session, name="cleave", nodeid="cleave")
        session.items.extend(session.genitems(parent))
        session.testscollected = len(session.items)
