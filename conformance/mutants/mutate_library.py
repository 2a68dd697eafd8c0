# SPDX-License-Identifier: MIT
"""Mutation of the library: changes one thing of a header of include/cleave at a time, and its tests must notice.

    python3 conformance/mutants/mutate_library.py [HEADER...] [--sample N] [--seed S] [--list] [--jobs N]

HEADER: utf8, next_frame, ...; all if none is named. What is changed: every comparison, operator, number, character,
truth value and status constant, and every statement that is not a declaration is left out. Not changed: comments,
texts, directives, attributes, static_assert and assert (a caller's mistake is not what tests are about).

A mutant is compiled with the unit tests that concern its header, one after another, each with the framework
precompiled. Its end is one of:

    refused    it does not compile, be it the language or a static_assert of the tests that says so
    same       every object is equal to that of the library as it is
    killed     a test fails, crashes or exceeds its time
    equivalent it survives, and library_equivalents.txt, beside this tool, says why no test can tell
    SURVIVED   the tests do not notice: a finding

Exit code 1: something survived, or library_equivalents.txt lists what is killed or is no mutant any more.
"""

import argparse
import concurrent.futures
import os
import pathlib
import random
import re
import resource
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEADERS = ROOT / "include" / "cleave"
UNITS = ROOT / "conformance" / "unit"
EQUIVALENTS = pathlib.Path(__file__).with_name("library_equivalents.txt")

# What concerns a header besides the unit test of its name; the first to notice ends the mutant.
MORE_UNITS = {
    "byte_order": ["length_prefix"],
    "copy_bytes": ["frame_buffer"],
    "length_prefix": ["frame_encoder", "next_frame", "frame_error", "framing_bugs"],
    "next_frame": ["frame_buffer", "framing_bugs"],
    "frame_error": ["frame_decoder", "frame_buffer"],
    "frame_decoder": ["framing_bugs"],
    "frame_buffer": ["framing_bugs"],
    "frame_encoder": ["framing_bugs"],
    "file_sender": ["file_receiver", "file_messages", "pump"],
    "message_decoder": ["header_message", "file_receiver"],
    "header_message": ["message_decoder", "file_messages"],
    "command_messages": ["message_decoder"],
    "struct_format": ["pack"],
    "message_text": ["frame_error", "pack"],
}

PRECOMPILED = """#include <gtest/gtest.h>
#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstring>
#include <initializer_list>
#include <memory>
#include <random>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>
"""

# An operator with two operands stands between blanks: the sources are formatted.
BINARY = {
    "==": ["!="], "!=": ["=="], "<": ["<=", ">="], "<=": ["<", ">"], ">": [">=", "<="], ">=": [">", "<"],
    "&&": ["||"], "||": ["&&"], "+": ["-"], "-": ["+"], "*": ["+"], "/": ["*"], "%": ["/"],
    "<<": [">>"], ">>": ["<<"], "&": ["|"], "|": ["&"], "^": ["&"],
    "+=": ["-="], "-=": ["+="], "*=": ["+="], "|=": ["&="], "&=": ["|="], "^=": ["&="], "<<=": [">>="], ">>=": ["<<="],
}
OPERATOR = re.compile(r"(?<= )(?:" + "|".join(sorted(map(re.escape, BINARY), key=len, reverse=True)) + r")(?= |$)")
NUMBER = re.compile(r"(?<![\w.'])(0[xX][0-9a-fA-F']+|\d[\d']*)([uUlL]*)(?![\w.])")
CHARACTER = re.compile(r"'(\\x[0-9A-Fa-f]{2}|\\.|[^'\\])'")
WORD = re.compile(r"\b(true|false)\b")
STATUS = re.compile(r"\bstatus::(\w+)\b")
UNARY = re.compile(r"(?<=[ (,])([!~-])(?=[\w(])")
STEP = re.compile(r"(\+\+|--)")
DECLARATION = re.compile(r"(?:(?:const|constexpr|static|using|struct|class|enum|template|friend|namespace|inline|union|"
                         r"explicit|consteval|typedef|extern|public|private|case|default|requires|operator)\b|"
                         r"[\w:]+(?:<.*>)?(?:::\w+)?[ *&]+\w+(?:;|\{|\[| = |\())")


def blank(match):
    return re.sub(r"[^\n]", "\x01", match.group())


def code_of(text):
    """The text with everything blanked out that is not to be changed, character for character."""
    text = re.sub(r"//[^\n]*", blank, text)
    text = re.sub(r'R?"(?:\\.|[^"\\\n])*"', blank, text)
    text = re.sub(r"^\s*#[^\n]*", blank, text, flags=re.M)
    text = re.sub(r"\[\[[^\]]*\]\]", blank, text)
    for opening in re.finditer(r"\b(?:static_)?assert\(", text):
        depth, end = 1, opening.end()
        while depth:
            depth += {"(": 1, ")": -1}.get(text[end], 0)
            end += 1
        text = text[:opening.start()] + blank(re.match(r"(?s).*", text[opening.start():end])) + text[end:]
    return text


class Mutant:
    def __init__(self, header, text, start, end, replacement):
        self.header = header
        self.text = text[:start] + replacement + text[end:]
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        self.line = text.count("\n", 0, start) + 1
        self.old = " ".join(text[line_start:line_end].split())
        self.new = " ".join((text[line_start:start] + replacement + text[end:line_end]).split())

    @property
    def key(self):
        return self.header, self.old, self.new

    def __str__(self):
        return f"include/cleave/{self.header}.hpp:{self.line}\n    - {self.old}\n    + {self.new}"


def statements(code):
    """Where a simple statement begins and ends, its semicolon not included."""
    for match in re.finditer(r"(?:^|[;{}]|\) |else )\s*((?:\w|\(|\*\w|\+\+|--)[^;{}\x01]*);", code, flags=re.M):
        start = match.start(1)
        line = code[code.rfind("\n", 0, start) + 1:start]
        before = code[:start].replace("\x01", " ").rstrip()
        starts_statement = not before or before[-1] in ";{})" or before.endswith("else") or before[-1] == ":"
        if not starts_statement or "for (" in line:
            continue
        statement = match.group(1)
        if statement.split("(")[0].strip() in ("if", "for", "while", "switch") or DECLARATION.match(statement):
            continue
        is_last = code[match.end():].lstrip("\x01\n ").startswith("}")
        if statement.startswith("return") and is_last and not line.strip():
            continue  # without its last return a function is none
        if not line.startswith("    "):
            continue  # at namespace scope
        yield start, match.end(1)


def mutants_of(header):
    text = (HEADERS / f"{header}.hpp").read_text()
    code = code_of(text)
    found = []

    def add(start, end, replacement):
        found.append(Mutant(header, text, start, end, replacement))

    for match in OPERATOR.finditer(code):
        for other in BINARY[match.group()]:
            add(match.start(), match.end(), other)
    for match in NUMBER.finditer(code):
        digits, suffix = match.groups()
        value = int(digits.replace("'", ""), 0) if digits[:2].lower() == "0x" else int(digits.replace("'", ""))
        changed = hex(value + 1) if digits[:2].lower() == "0x" else str(value + 1)
        add(match.start(), match.end(), changed + suffix)
    for match in CHARACTER.finditer(code):
        character = match.group(1)
        add(match.start(), match.end(), "'@'" if character != "@" else "'A'")
    for match in WORD.finditer(code):
        add(match.start(), match.end(), {"true": "false", "false": "true"}[match.group()])
    if header != "status":
        for match in STATUS.finditer(code):
            other = "busy" if match.group(1) != "busy" else "ok"
            add(match.start(1), match.end(1), other)
    for match in UNARY.finditer(code):
        add(match.start(), match.end(), "")
    for match in STEP.finditer(code):
        add(match.start(), match.end(), {"++": "--", "--": "++"}[match.group()])
    for start, end in statements(code):
        add(start, end, "")
    found.sort(key=lambda m: m.line)
    return found


def read_equivalents():
    """{(header, old line, new line): reason}"""
    listed, header, old, new = {}, None, None, None
    for number, line in enumerate(EQUIVALENTS.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" "):
            header = line.strip()
        elif line.startswith("    - "):
            old = line[6:]
        elif line.startswith("    + "):
            new = line[6:]
        elif line.startswith("    = ") and header and old and new:
            listed[header, old, new] = line[6:]
            new = None
        else:
            sys.exit(f"{EQUIVALENTS}:{number}: not a line of this file's form")
    return listed


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class Bench:
    """One place to compile and run in; always the same paths, so that objects can be compared."""

    def __init__(self, folder, compiler):
        self.folder, self.compiler = folder, compiler
        self.include = folder / "include" / "cleave"
        self.include.mkdir(parents=True)
        for header in HEADERS.glob("*.hpp"):
            (self.include / header.name).symlink_to(header)
        self.precompiled = folder / "framework.hpp"
        self.precompiled.write_text(PRECOMPILED)
        subprocess.run([*self.command(), "-x", "c++-header", self.precompiled, "-o", folder / "framework.hpp.pch"],
                       check=True)
        self.originals = {}

    def command(self):
        return [self.compiler, "-std=c++20", "-O0", "-w"]

    def compile(self, unit):
        target = self.folder / f"{unit}.o"
        target.unlink(missing_ok=True)
        done = subprocess.run(
            [*self.command(), "-include-pch", self.folder / "framework.hpp.pch", "-I", self.folder / "include", "-I",
             ROOT, "-I", ROOT / "include", f'-DCLEAVE_SOURCE_DIR="{ROOT}"', "-c", UNITS / f"{unit}.cpp", "-o", target],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit_memory)
        return target.read_bytes() if done.returncode == 0 else None

    def run(self, unit, seconds):
        """Whether the tests of the object compiled last pass."""
        program = self.folder / unit
        subprocess.run([self.compiler, self.folder / f"{unit}.o", "-o", program, "-lgtest", "-lgtest_main", "-lpthread"],
                       check=True)
        try:
            done = subprocess.run([program, "--gtest_brief=1"], cwd=self.folder, timeout=seconds,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit_memory,
                                  env={**os.environ, "GTEST_BREAK_ON_FAILURE": "1", "GTEST_CATCH_EXCEPTIONS": "0"})
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0

    def original(self, unit):
        if unit not in self.originals:
            self.originals[unit] = self.compile(unit)
            if self.originals[unit] is None or not self.run(unit, 600):
                sys.exit(f"{unit}: the library as it is does not pass")
        return self.originals[unit]

    def compile_changed(self, mutant, unit):
        place = self.include / f"{mutant.header}.hpp"
        place.unlink()
        place.write_text(mutant.text)
        compiled = self.compile(unit)
        place.unlink()
        place.symlink_to(HEADERS / place.name)
        return compiled

    def judge(self, mutant, units, seconds):
        is_same = True
        for unit in units:
            original = self.original(unit)
            compiled = self.compile_changed(mutant, unit)
            if compiled is None:
                return "refused"
            if compiled == original:
                continue
            is_same = False
            if not self.run(unit, seconds):
                return "killed"
        return "same" if is_same else "SURVIVED"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("headers", nargs="*", metavar="HEADER")
    parser.add_argument("--sample", type=int, metavar="N", help="N mutants of each header, chosen at random")
    parser.add_argument("--seed", type=int, default=1, metavar="S")
    parser.add_argument("--list", action="store_true", help="shows the mutants and runs nothing")
    parser.add_argument("--jobs", type=int, default=1, metavar="N")
    parser.add_argument("--seconds", type=int, default=60, metavar="N", help="time for the tests of one mutant")
    parser.add_argument("--compiler", default="clang++")
    options = parser.parse_args()

    names = sorted(header.stem for header in HEADERS.glob("*.hpp"))
    headers = options.headers or [name for name in names if name != "cleave"]
    if unknown := set(headers) - set(names):
        parser.error(f"no such header: {' '.join(unknown)}")

    listed = read_equivalents()
    all_mutants = {header: mutants_of(header) for header in headers}
    findings = 0
    for key in listed:
        if key[0] in all_mutants and all(mutant.key != key for mutant in all_mutants[key[0]]):
            findings += 1
            print(f"library_equivalents.txt lists what is no mutant: {key[0]}\n    - {key[1]}\n    + {key[2]}")
    chosen = []
    for header, mutants in all_mutants.items():
        if options.sample is not None and options.sample < len(mutants):
            mutants = random.Random(f"{options.seed} {header}").sample(mutants, options.sample)
        chosen += sorted(mutants, key=lambda m: m.line)
    if options.list:
        for mutant in chosen:
            print(mutant)
        print(f"{len(chosen)} mutants")
        return findings != 0

    counts = {header: dict.fromkeys(("refused", "same", "killed", "equivalent", "SURVIVED"), 0) for header in headers}
    with tempfile.TemporaryDirectory() as work:
        benches = []
        for i in range(options.jobs):
            folder = pathlib.Path(work) / str(i)
            folder.mkdir()
            benches.append(Bench(folder, options.compiler))

        def judge(mutant):
            header = mutant.header
            own = [header] if (UNITS / f"{header}.cpp").exists() else []
            bench = benches.pop()
            try:
                return bench.judge(mutant, own + MORE_UNITS.get(header, []), options.seconds)
            finally:
                benches.append(bench)

        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            for mutant, verdict in zip(chosen, pool.map(judge, chosen)):
                is_listed = mutant.key in listed
                if verdict == "SURVIVED" and is_listed:
                    verdict = "equivalent"
                elif verdict in ("SURVIVED", "same"):
                    print(f"{verdict} {mutant}", flush=True)
                elif verdict == "killed" and is_listed:
                    print(f"listed as equivalent, but killed: {mutant}", flush=True)
                    findings += 1
                findings += verdict == "SURVIVED"
                counts[mutant.header][verdict] += 1

    print(f"{'header':20}{'mutants':>9}" + "".join(f"{name:>11}" for name in next(iter(counts.values()))))
    for header, row in [*counts.items(), ("all", {name: sum(row[name] for row in counts.values())
                                                  for name in next(iter(counts.values()))})]:
        print(f"{header:20}{sum(row.values()):>9}" + "".join(f"{number:>11}" for number in row.values()))
    return findings != 0


if __name__ == "__main__":
    sys.exit(main())
