# SPDX-License-Identifier: MIT
"""The coverage of include/cleave by the programs that ran in a folder built with g++ --coverage.

    python3 conformance/tests/tools/coverage_check.py FOLDER

A template's instantiations count as one: a line is run if one of them runs it, and a branch is taken if one of them
takes it; where they do not have equally many, those that take most count. Not counted: the branches of an assert (a
caller's mistake ends the program) and of comparisons that the compiler writes, what is decided or runs while compiling
(static_assert tests it), and the way past a switch that names all enumerators.

What else is not reached must be listed, with the reason, in coverage_gaps.txt beside this tool. Exit code 1: a gap is
not listed, or a listed one is reached after all or is gone.
"""

import collections
import concurrent.futures
import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
HEADERS = ROOT / "include" / "cleave"
# Branches that nobody wrote: of a comparison that the compiler writes gcov tells some where the members stand.
NOT_WRITTEN = re.compile(r".*\bassert\(|.*is_constant_evaluated\(\)|.*if constexpr|.*= default|"
                         r"(?:(?:const )?[\w:]+(?:<.*>)?\*?|\[\[.*\]\] \w+) \w+_(?: = [^;(]*|\{\})?;")
GAPS = pathlib.Path(__file__).with_name("coverage_gaps.txt")


def headers_by_name():
    return {path.relative_to(HEADERS).as_posix(): path for path in sorted(HEADERS.rglob("*.hpp"))}


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


def counts_of(data_file):
    done = subprocess.run(["gcov", "--json-format", "--stdout", "--branch-probabilities", data_file.name],
                          cwd=data_file.parent, capture_output=True, check=True)
    files = []
    for text in done.stdout.splitlines():
        if not text.strip():
            continue
        told = json.loads(text)
        for file in told["files"]:
            path = pathlib.Path(os.path.normpath(os.path.join(told["current_working_directory"], file["file"])))
            if HEADERS in path.parents:
                files.append({**file, "file": path.relative_to(HEADERS).as_posix()})
    return files


def folded(branches, text):
    """Of a lambda in a template gcov tells the branches of all instantiations in one row: as those of one."""
    decisions = len(re.findall(r"&&|\|\|| \? ", text)) + bool(re.match(r"(?:\} else )?(?:if|while|for) ", text))
    size = 2 * decisions
    if size == 0 or len(branches) % size != 0:
        return branches
    return [sum(branches[i::size]) for i in range(size)]


def merge(data_files):
    """{header: {line number: {function: (count, [branch counts])}}}"""
    sources = {name: path.read_text().splitlines() for name, path in headers_by_name().items()}
    merged = collections.defaultdict(lambda: collections.defaultdict(dict))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for files in pool.map(counts_of, data_files):
            for file in files:
                header = merged[file["file"]]
                for line in file["lines"]:
                    functions = header[line["line_number"]]
                    name = line.get("function_name", "")
                    branches = [branch["count"] for branch in line["branches"] if not branch["throw"]]
                    if not name:
                        branches = folded(branches, sources[file["file"]][line["line_number"] - 1].strip())
                    count, old = functions.get(name, (0, []))
                    if len(old) == len(branches):
                        branches = [a + b for a, b in zip(old, branches)]
                    elif len(old) > len(branches):
                        branches = old
                    functions[name] = count + line["count"], branches
    return merged


def compile_time_lines(source):
    """The lines of every block that runs only while compiling."""
    lines, depth, inside = set(), 0, None
    for number, text in enumerate(source, 1):
        code = re.sub(r'//.*|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])\'', "", text)
        if inside is None and re.search(r"if \(std::is_constant_evaluated\(\)\)", code):
            inside = depth
            lines.add(number)
            depth += code.count("{") - code.count("}")
            if depth == inside:
                inside = None if code.rstrip().endswith(";") else inside
            continue
        depth += code.count("{") - code.count("}")
        if inside is not None:
            if depth <= inside:
                inside = None
                if not code.strip().startswith("}"):
                    lines.add(number)
            else:
                lines.add(number)
    return lines


def main():
    gaps = read_gaps()
    merged = merge(sorted(pathlib.Path(sys.argv[1]).rglob("*.gcda")))
    found, findings = set(), 0
    totals = [0, 0, 0, 0]
    print(f"{'header':30}{'lines':>14}{'branches':>14}")
    details = []
    for name, path in headers_by_name().items():
        source = path.read_text().splitlines()
        skipped = compile_time_lines(source)
        row = [0, 0, 0, 0]
        for number, functions in sorted(merged.get(name, {}).items()):
            text = source[number - 1].strip()
            if number in skipped or not text.strip("{}; "):
                continue
            is_run = any(count for count, _ in functions.values())
            alike = collections.defaultdict(list)
            for _, branches in functions.values():
                alike[len(branches)].append(branches)
            taken = max(([any(each) for each in zip(*group)] for size, group in alike.items() if size != 0),
                        key=lambda taken: sum(taken) / len(taken), default=[])
            if NOT_WRITTEN.match(text):
                taken = []
            if text.startswith("switch (") and taken.count(False) == 1:
                taken.remove(False)
            row = [a + b for a, b in zip(row, [is_run, 1, sum(taken), len(taken)])]
            if is_run and all(taken):
                continue
            found.add((name, text))
            reason = gaps.get((name, text))
            findings += reason is None
            what = f"{taken.count(False)} of {len(taken)} branches not taken" if is_run else "not run"
            details.append(f"include/cleave/{name}:{number}: {what}: {text}\n    {reason or 'NOT LISTED'}")
        if row[1]:
            print(f"{name:30}{row[0]:>7} /{row[1]:>5}{row[2]:>7} /{row[3]:>5}")
        totals = [a + b for a, b in zip(totals, row)]
    print(f"{'all':30}{totals[0]:>7} /{totals[1]:>5}{totals[2]:>7} /{totals[3]:>5}")
    print("\n".join(details))
    for header, text in gaps.keys() - found:
        findings += 1
        print(f"coverage_gaps.txt lists what is reached, or gone: {header}: {text}")
    print("what is not reached is listed with its reason" if findings == 0 else f"{findings} findings")
    return findings != 0


if __name__ == "__main__":
    sys.exit(main())
