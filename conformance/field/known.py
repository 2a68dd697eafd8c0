# SPDX-License-Identifier: MIT
"""The lists of known failures: known_failures.txt beside each testee, a line `CASE # VERDICT MESSAGE` each."""
import re


def lines_of(row):
    return {case["id"].removeprefix("framing/"): f"{case['verdict']} {case['message']}".strip() for case in row.failures}


def read(path):
    if not path.exists(): return {}
    lines = (line.partition(" # ") for line in path.read_text().splitlines() if line and not line.startswith("#"))
    return {case: message for case, _, message in lines}


def update(row):
    """Writes the list of a codec anew; one that could not be run keeps its list."""
    if row.problem: return
    lines = sorted(f"{case} # {message}\n" for case, message in lines_of(row).items())
    row.codec.known_failures.unlink(missing_ok=True)
    if lines: row.codec.known_failures.write_text("".join(lines))


def differences(row):
    """What fails and is not listed, what is listed and fails no more, and what fails otherwise: a line each."""
    if row.problem: return [f"{row.codec.id}: could not be run: {row.problem.splitlines()[-1]}"]
    listed, found = read(row.codec.known_failures), lines_of(row)
    new = [f"{row.codec.id}: new: {case}: {found[case]}" for case in sorted(found.keys() - listed.keys())]
    gone = [f"{row.codec.id}: fails no more: {case}" for case in sorted(listed.keys() - found.keys())]
    other = [f"{row.codec.id}: {case}: was {listed[case]}, is {found[case]}"
             for case in sorted(found.keys() & listed.keys()) if found[case] != listed[case]]
    return new + gone + other + changed_over_a_socket(row)


def changed_over_a_socket(row):
    shows = row.codec.facts.get("socket", {}).get("shows", "")
    return [] if re.search(shows, row.socket) else [f"{row.codec.id}: over a socket: was {shows}, is {row.socket}"]
