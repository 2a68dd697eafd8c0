# SPDX-License-Identifier: MIT
"""Runs a codec's testee under cleave-conformance, alone: a codec that hangs, eats memory or dies costs its own row."""
import collections
import datetime
import json
import os
import re
import signal
import subprocess
import time

from catalog import FIELD, ROOT, Missing

MEMORY = 1 << 30  # bytes that a testee may hold; above it is killed, and the case is a CRASH
SECONDS = 900  # that a row may take
DELIVERIES = "written,whole,bytes,fields,array"  # of the plan: whole, bytewise, around fields, all pairs of cuts
FAILURES = ("FAIL", "CRASH", "TIMEOUT")

class Row:
    """What a run of one codec gave: its cases, or why there are none."""

    def __init__(self, codec):
        self.codec, self.version, self.problem, self.cases, self.seconds = codec, "", "", [], 0
        self.date = datetime.date.today().isoformat()
        self.socket = ""  # what a finding does to a program over a real socket, as its socket.* printed it

    @property
    def failures(self): return [case for case in self.cases if case["verdict"] in FAILURES]

    @property
    def facts(self):
        """The failures by the findings that explain them, else by their messages: the largest group first, each with its
        smallest example first."""
        groups = {}
        for case in sorted(self.failures, key=size_of_example):
            groups.setdefault(self.codec.finding_of(case["id"]) or cause_of(case), []).append(case)
        return sorted(groups.items(), key=lambda group: -len(group[1]))

    @property
    def choices(self):
        """Matters of taste that showed, with the number of cases."""
        return collections.Counter(choice for case in self.cases for choice in case.get("choices", []))


def size_of_example(case):
    pieces = case.get("example", {}).get("deliveries", [])
    return sum(map(len, pieces)), len(pieces)


def cause_of(case):
    """A message apart from its numbers and bytes: cases that differ in these alone have one cause."""
    if case["verdict"] == "TIMEOUT": return "it hangs"
    if case["verdict"] == "CRASH": return "it dies"
    if case.get("cut_only"): return "the result depends on how the stream is cut"
    message = re.sub(r" at=\d+|x\"[0-9a-f]*\"?(\.\.\.)?| \d+", "", case["message"])
    return message.replace("begin", "a frame").strip()

def processes_below(parent):
    """The processes that descend from `parent`, with the bytes of memory that each holds."""
    parents, memory = {}, {}
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit(): continue
        try:
            with open(f"/proc/{entry.name}/stat") as stat: fields = stat.read().rpartition(")")[2].split()
        except OSError: continue  # it has ended
        parents[int(entry.name)], memory[int(entry.name)] = int(fields[1]), int(fields[21]) * os.sysconf("SC_PAGESIZE")
    below = {parent}
    while more := {pid for pid, above in parents.items() if above in below} - below: below |= more
    return {pid: memory[pid] for pid in below if pid != parent}

def watch(process, deadline):
    """Ends what holds too much memory, and all of it at the deadline. Returns why it was ended, if it was."""
    while process.poll() is None:
        for pid, held in processes_below(process.pid).items():
            if held > MEMORY: end(lambda: os.kill(pid, signal.SIGKILL))
        if time.monotonic() > deadline:
            end(lambda: os.killpg(process.pid, signal.SIGKILL))
            process.wait()
            return f"stopped after {SECONDS} s"
        time.sleep(0.5)
    return ""

def end_leftovers(codec):
    """Ends what a testee left running: its environment says whose it is."""
    mark = f"WORK={codec.work}".encode()
    for entry in os.scandir("/proc"):
        if not entry.name.isdigit(): continue
        try:
            with open(f"/proc/{entry.name}/environ", "rb") as environment: is_ours = mark in environment.read().split(b"\0")
        except OSError: continue  # it has ended
        if is_ours: end(lambda: os.kill(int(entry.name), signal.SIGKILL))

def end(kill):
    try: kill()
    except ProcessLookupError: pass


def command_of(codec, report):
    command = [ROOT / "build/bin/cleave-conformance", "--traces", codec.traces(), "--quiet", "--jobs", "1",
               "--timeout", "60", "--deliveries", DELIVERIES, "--report-json", report,
               *(word for layout in codec.layouts for word in ("--layout", layout))]
    command += (word for case in codec.cases() for word in ("--case", case))
    return command if codec.is_the_library else [*command, "--testee", f"exec python3 -B {FIELD}/testee.py {codec.id}"]

def play(codec):
    """Builds and runs one codec. Never raises for what the codec does."""
    row, began = Row(codec), time.monotonic()
    try:
        row.version = codec.version()
        codec.build()
        run_suite(codec, row, began)
        if "socket" in codec.facts: row.socket = over_a_socket(codec)
    except (Missing, subprocess.TimeoutExpired) as why:
        row.problem = str(why)
    row.seconds = time.monotonic() - began
    keep(row)
    return row


def keep(row):
    """Saves a row, so that a page can show it beside rows of other runs."""
    row.codec.work.mkdir(parents=True, exist_ok=True)
    saved = {"version": row.version, "problem": row.problem, "seconds": row.seconds, "socket": row.socket, "date": row.date}
    (row.codec.work / "row.json").write_text(json.dumps(saved))


def kept(codec):
    """The row of the last run of a codec; None where there is none."""
    if not (codec.work / "row.json").exists(): return None
    row = Row(codec)
    vars(row).update(json.loads((codec.work / "row.json").read_text()))
    if (codec.work / "report.json").exists(): read_report(codec, row)
    elif not row.problem: row.problem = "its report is gone"
    return row

def is_asked(case, codec):
    """Cases of one layout alone are for the codecs that read it; what would be unfair is named in the facts."""
    if case["id"].partition("@")[0] in codec.facts.get("not_asked", {}): return False
    return case["verdict"] not in ("UNSUPPORTED", "SUITE-ERROR") and (case["layout"] in codec.layouts or "all" in codec.layouts)


def over_a_socket(codec):
    done = subprocess.run(["sh", "-c", codec.facts["socket"]["run"]], cwd=codec.folder, env=codec.environment(), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=600)
    return done.stdout.strip()


def run_suite(codec, row, began):
    report = codec.work / "report.json"
    report.unlink(missing_ok=True)
    with open(codec.work / "log.txt", "wb") as log:
        process = subprocess.Popen(command_of(codec, report), stdout=log, stderr=log, start_new_session=True, cwd=ROOT)
        row.problem = watch(process, began + SECONDS)
        end_leftovers(codec)
    if not report.exists():
        row.problem = row.problem or (codec.work / "log.txt").read_text(errors="replace").strip()[-300:]
        return
    read_report(codec, row)
    if not row.cases: row.problem = row.problem or "no case could be asked"


def read_report(codec, row):
    run = json.loads((codec.work / "report.json").read_text())["runs"][0]
    row.cases = [case for case in run["cases"] if is_asked(case, codec)]
