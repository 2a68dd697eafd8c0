# SPDX-License-Identifier: MIT
"""What the tests do not reach of include/cleave must be listed, with the reason, in coverage_gaps.txt beside this tool.

    python3 conformance/coverage_check.py COVERAGE.json

Prints each line that is not run and each that has a branch not taken, then the figures. Exit code 1: one is not listed,
or a listed one is reached after all or is gone.
"""

import json
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
GAPS = pathlib.Path(__file__).with_name("coverage_gaps.txt")


def read_gaps():
    """{(header, line): reason}"""
    gaps, header, line = {}, None, None
    for number, text in enumerate(GAPS.read_text().splitlines(), 1):
        if not text.strip() or text.startswith("#"):
            continue
        if not text.startswith(" "):
            header = text.strip()
        elif text.startswith("    = ") and header and line:
            gaps[header, line] = text[6:]
            line = None
        elif text.startswith("    ") and header and not line:
            line = text.strip()
        else:
            sys.exit(f"{GAPS}:{number}: not a line of this file's form")
    return gaps


def main():
    gaps = read_gaps()
    found = set()
    findings = 0
    totals = {"lines": [0, 0], "branches": [0, 0]}
    for file in json.loads(pathlib.Path(sys.argv[1]).read_text())["files"]:
        source = (ROOT / file["file"]).read_text().splitlines()
        header = pathlib.Path(file["file"]).name
        for line in file["lines"]:
            if line.get("gcovr/noncode"):
                continue
            text = source[line["line_number"] - 1].strip()
            taken = [branch["count"] != 0 for branch in line["branches"]]
            totals["lines"][0] += line["count"] != 0
            totals["lines"][1] += 1
            totals["branches"][0] += sum(taken)
            totals["branches"][1] += len(taken)
            if line["count"] != 0 and all(taken):
                continue
            found.add((header, text))
            what = f"{taken.count(False)} of {len(taken)} branches not taken" if line["count"] else "not run"
            reason = gaps.get((header, text))
            findings += reason is None
            print(f"{file['file']}:{line['line_number']}: {what}: {text}\n    {reason or 'NOT LISTED'}")
    for header, text in gaps.keys() - found:
        findings += 1
        print(f"coverage_gaps.txt lists what is reached, or gone: {header}: {text}")
    for name, (reached, all_of_them) in totals.items():
        print(f"{name}: {reached} of {all_of_them}, {100 * reached / max(all_of_them, 1):.2f} %")
    print("all others are listed with their reason" if findings == 0 else f"{findings} findings")
    return findings != 0


if __name__ == "__main__":
    sys.exit(main())
