# SPDX-License-Identifier: MIT
"""The scoreboard in README.md, between two marks: written by the command, not by hand."""
import datetime

import page
from catalog import FIELD

BEGIN, END = "<!-- made by sh conformance/field/run --update-list -->\n", "<!-- end -->\n"


def table(results):
    lines = ["| codec | version | " + " | ".join(page.COLUMNS) + " | causes |", "|---" * (len(page.COLUMNS) + 3) + "|"]
    for row in results:
        head = f"| {row.codec.name} ({row.codec.language}) | {row.version} |"
        if not row.cases:
            lines.append(f"{head} not run: {row.problem.splitlines()[-1]} |" + " |" * len(page.COLUMNS))
            continue
        cells = [("" if not ran else str(ran) if held == ran else f"**{held} of {ran}**") for held, ran in page.cells(row).values()]
        lines.append(f"{head} {' | '.join(cells)} | {len(row.facts)} |")
    return "\n".join(lines) + "\n"


def findings(results):
    """What the runs showed and facts.json explains, with the number of cases, and what codecs do better."""
    lines = []
    for row in results:
        shown = {cause: len(cases) for cause, cases in row.facts}
        for note in row.codec.notes: lines += finding(row.codec.name, note, shown)
        if row.socket: lines.append(f"  Over a real socket: {row.socket}.")
    return "\n".join(lines) + "\n"


def finding(name, note, shown):
    """A finding that no case shows any more is not written."""
    if "finding" not in note: return [f"- **{name}** does better: {note['better']}"]
    if note["finding"] not in shown and "cases" in note: return []
    words = " ".join(f"{word.capitalize()}: {note[word]}" for word in ("consequence", "better", "upstream") if word in note)
    cases = shown.get(note["finding"], 0)
    count = f" ({cases} case{'s' if cases > 1 else ''})" if cases else ""
    return [f"- **{name}.** {note['finding']} Bytes: `{note['bytes']}`. {words}{count}"]


def servers_of(servers):
    lines = ["| server | layout | result |", "|---|---|---|"]
    return "\n".join([*lines, *(f"| {name} {version} | {layout} | {line} |" for name, version, layout, line, _ in servers)]) + "\n"


def write(results, servers):
    """Replaces what stands between the marks."""
    readme = FIELD / "README.md"
    before, _, rest = readme.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    date = datetime.date.today().isoformat()
    made = f"Last run: {date}.\n\n{table(results)}\n## Findings\n{findings(results)}\n## Real servers\n{servers_of(servers)}"
    readme.write_text(before + BEGIN + made + END + after)
