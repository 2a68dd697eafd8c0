# SPDX-License-Identifier: MIT
"""The lists of known failures: known_failures.txt beside each testee. A line `CASE # VERDICT MESSAGE` each, under the
finding of facts.json that explains it."""
import re


def lines_of(row):
    """The failures by case: verdict and message, without what a dying program printed."""
    return {name_of(case): f"{case['verdict']} {case['message'].partition('; its standard error')[0]}".strip() for case in row.failures}


def name_of(case): return case["id"].removeprefix("framing/")


def read(path):
    if not path.exists(): return {}
    lines = (line.partition(" # ") for line in path.read_text().splitlines() if line and not line.startswith("#"))
    return {case: message for case, _, message in lines}


def update(row):
    """Writes the list of a codec anew; one that could not be run keeps its list."""
    if row.problem: return
    row.codec.known_failures.unlink(missing_ok=True)
    if row.failures: row.codec.known_failures.write_text(text_of(row))


def text_of(row):
    said, parts = lines_of(row), []
    for reason, cases in row.facts:
        parts.append(f"# {reason}\n" + "".join(sorted(f"{name} # {said[name]}\n" for name in map(name_of, cases))))
    return "\n".join(parts)


def differences(row):
    """What fails and is not listed, what is listed and fails no more, what fails otherwise or without a reason: a line each."""
    if row.problem: return [f"{row.codec.id}: could not be run: {row.problem.splitlines()[-1]}"]
    listed, found = read(row.codec.known_failures), lines_of(row)
    new = [f"{row.codec.id}: new: {case}: {found[case]}" for case in sorted(found.keys() - listed.keys())]
    gone = [f"{row.codec.id}: fails no more: {case}" for case in sorted(listed.keys() - found.keys())]
    other = [f"{row.codec.id}: {case}: was {listed[case]}, is {found[case]}"
             for case in sorted(found.keys() & listed.keys()) if found[case] != listed[case]]
    return new + gone + other + unexplained(row) + changed_over_a_socket(row)


def unexplained(row):
    reasons = {note.get("finding") for note in row.codec.notes}
    return [f"{row.codec.id}: no finding of facts.json names it: {name_of(case)}"
            for reason, cases in row.facts if reason not in reasons for case in cases]


def changed_over_a_socket(row):
    shows = row.codec.facts.get("socket", {}).get("shows", "")
    return [] if re.search(shows, row.socket) else [f"{row.codec.id}: over a socket: was {shows}, is {row.socket}"]
