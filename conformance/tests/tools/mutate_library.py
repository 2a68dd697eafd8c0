# SPDX-License-Identifier: MIT
"""Mutation of the library: changes one thing of a header of include/cleave at a time, and its tests must notice.

What is changed: every comparison, operator, number, character, truth value and status constant, and every statement
that is not a declaration is left out. Not changed: comments, texts, directives, attributes, static_assert and assert
(a caller's mistake is not what tests are about), and what is the same by its form: `<=` in `a < b ? a : b`.

The tests of the library (where headers are named: their unit tests, and changes in these headers only) are built once,
with all changes in the headers and the choice made when a test starts (choices.py); each test is run once to see which
changes it reaches. Then each change meets the tests that reach it, the quickest and most successful first, until one
notices. What no test reaches so, as it is used in constants only, and what survives without being listed is then
compiled by itself with the unit tests of its header. The end is one of:

    killed     a test fails, crashes or exceeds its time
    refused    compiled by itself, it does not compile, be it the language or a static_assert of the tests that says so
    equivalent it survives, and library_equivalents.txt, beside this tool, says why no test can tell
    SURVIVED   the tests do not notice: a finding

Exit code 1: something survived, or library_equivalents.txt lists what is killed or is no change any more. Needs clang
and its Python interface (Debian: python3-clang).
"""

import argparse
import concurrent.futures
import itertools
import json
import os
import pathlib
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time

import choices

ROOT = pathlib.Path(__file__).resolve().parents[3]
HEADERS = ROOT / "include" / "cleave"
UNITS = ROOT / "conformance" / "tests" / "library"
VERSION = re.search(r"project\(cleave VERSION ([\d.]+)", (ROOT / "CMakeLists.txt").read_text()).group(1)
EQUIVALENTS = pathlib.Path(__file__).with_name("library_equivalents.txt")

# What concerns a header besides the unit test of its name; the first to notice ends the mutant.
MORE_UNITS = {
    "byte_order": ["layout"],
    "detail/copy_bytes": ["frame_buffer"],
    "detail/frame_window": ["frame_reader", "frame_buffer", "framing_bugs", "frame_error"],
    "detail/header_reader": ["header_message", "header_field", "message_decoder", "file_messages"],
    "detail/json_number": ["json"],
    "detail/json_string": ["json", "header_message"],
    "detail/json_text": ["json"],
    "detail/length_field": ["layout", "layout_rows", "protocols"],
    "detail/message_text": ["frame_error"],
    "detail/struct_item": ["pack"],
    "layout": ["frame_encoder", "frame_error", "framing_bugs", "layout_text"],
    "layout_text": ["layout_rows"],
    "prefix": ["frame_reader", "layout", "framing_bugs"],
    "frame": ["frame_reader", "frame_buffer"],
    "frame_reader": ["framing_bugs", "frame_error"],
    "frame_gather": ["frame_encoder"],
    "frame_error": ["frame_decoder", "frame_buffer"],
    "frame_decoder": ["framing_bugs"],
    "frame_buffer": ["framing_bugs"],
    "frame_encoder": ["framing_bugs"],
    "file_sender": ["file_receiver", "file_messages", "pump"],
    "message_decoder": ["header_message", "file_receiver"],
    "header_field": ["header_message", "message_decoder", "file_messages"],
    "header_message": ["message_decoder", "file_messages"],
    "message_error": ["header_message", "message_decoder", "file_receiver"],
    "command_messages": ["message_decoder"],
    "json_writer": ["json"],
    "format_plan": ["pack"],
    "pack_values": ["pack"],
    "protocols/names": ["protocols", "layout_text"],
    "value": ["pack"],
}

# What makes the compiler take the other half of a header, which is for other processors.
OTHER_PROCESSORS = {"detail/json_text": ("-U__SSE2__",)}

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
NUMBER = re.compile(r"(?<![\w.'\\])(0[xX][0-9a-fA-F']+|\d[\d']*)([uUlL]*)(?![\w.])")
CHARACTER = re.compile(r"'(\\x[0-9A-Fa-f]{2}|\\.|[^'\\])'")
WORD = re.compile(r"\b(true|false)\b")
STATUS = re.compile(r"\bstatus::(\w+)\b")
UNARY = re.compile(r"(?<=[ (,])([!~-])(?=[\w(])")
STEP = re.compile(r"(\+\+|--)")
DECLARATION = re.compile(r"(?:(?:const|constexpr|static|using|struct|class|enum|template|friend|namespace|inline|union|"
                         r"explicit|consteval|auto|decltype|noexcept|typedef|extern|public|private|case|default|"
                         r"requires|operator)\b|"
                         r"(?!return\b)[\w:]+(?:<.*>)?(?:::\w+)?[ *&]+(?:const )?\w+(?:(?:, \w+)*$|\{|\[| = |\())")


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


def headers_by_name():
    """{"frame_buffer" or "detail/utf8": path}, but for the one that includes all."""
    paths = {path.relative_to(HEADERS).with_suffix("").as_posix(): path for path in sorted(HEADERS.rglob("*.hpp"))}
    return {name: path for name, path in paths.items() if name != "cleave"}


CHANGES_OF_A_HEADER = 1 << 11  # and most_changes of choice.hpp for all


CONTEXT = 12  # characters on either side of a change, without the blanks that a formatter moves


def squeezed(text):
    return re.sub(r"\s", "", text)


NO_FUNCTION = {"if", "for", "while", "switch", "catch", "requires", "noexcept", "decltype", "alignas", "sizeof"}


def functions_of(code):
    """Where each outermost block of a function begins, and the function's name."""
    starts, depth, inside = [], 0, None
    for brace in re.finditer(r"[{}]", code):
        if brace.group() == "}":
            depth -= 1
            inside = None if depth == inside else inside
            continue
        head = code[max(code.rfind(mark, 0, brace.start()) for mark in ";{}") + 1:brace.start()]
        names = [name for name in re.findall(r"(operator\W+|\w+)\s*\(", head) if name not in NO_FUNCTION]
        if inside is None and names and not re.search(r"\b(?:class|struct|namespace)\b", head):
            starts.append((brace.start() - len(head), squeezed(names[0])))
            inside = depth
        depth += 1
    return starts


class Mutant:
    def __init__(self, header, function, text, start, end, replacement, kind):
        self.header, self.start, self.end, self.replacement, self.kind = header, start, end, replacement, kind
        self.number = 0
        self.text = text[:start] + replacement + text[end:]
        line_start = text.rfind("\n", 0, start) + 1
        line_end = text.find("\n", end)
        self.line = text.count("\n", 0, start) + 1
        self.old = " ".join(text[line_start:line_end].split())
        self.new = " ".join((text[line_start:start] + replacement + text[end:line_end]).split())
        before, after = squeezed(text[max(0, start - 200):start])[-CONTEXT:], squeezed(text[end:end + 200])[:CONTEXT]
        self.key = header, function, f"{before}[{squeezed(text[start:end])}|{replacement}]{after}"

    def __str__(self):
        return f"include/cleave/{self.header}.hpp:{self.line}\n    - {self.old}\n    + {self.new}"


def statements(code):
    """Where a simple statement begins and ends, its semicolon not included."""
    for match in re.finditer(r"(?:^|[;{}]|\) |else )\s*((?:\w|\(|\*\w|\+\+|--)[^;{}\x01]*);", code, flags=re.M):
        start = match.start(1)
        line = code[code.rfind("\n", 0, start) + 1:start]
        before = code[:start].replace("\x01", " ").rstrip()
        starts_statement = not before or before[-1] in ";{})" or before.endswith("else") or before[-1] == ":"
        block = code[max(code.rfind("{", 0, start), code.rfind("}", 0, start)):start]
        if not starts_statement or block.count("(") != block.count(")"):  # the latter in the head of a loop
            continue
        statement = match.group(1)
        if behind_else := re.match(r"else\b\s*", statement):
            start, statement = start + behind_else.end(), statement[behind_else.end():]
        if re.match(r"(?:if|for|while|switch)\b", statement) or DECLARATION.match(statement):
            continue
        is_last = code[match.end():].lstrip("\x01\n ").startswith("}")
        if statement.startswith("return") and is_last and not re.match(r"\s*(?:if|for|while|else|case)\b", line):
            continue  # without its last return a function is none
        if not line.startswith("    "):
            continue  # at namespace scope
        yield start, match.end(1)


OPERAND = r"[\w.:]+(?:\([\w.]*\))?(?:\.\w+\(\))*(?: - \d+)?"
CAST = r"(?:(?:static_cast<[\w:]+>|detail::as_size|as_size)\()?"
# `a < b ? a : b` and `if (a > b) a = b;`: which of two that are equal is taken is the same, and so it is for a number
# in place of b that is one more in the comparison.
SMALLER = re.compile(rf"(?:(?<=[=(,:?] )|(?<=\()|(?<=return ))(?P<a>{OPERAND}) (?P<sign><) (?P<b>{OPERAND}) "
                     rf"\? {CAST}(?P=a)\)? : {CAST}(?P=b)\)?(?=[;),}}])|"
                     rf"if \((?P<x>{OPERAND}) (?P<than>[<>]) (?P<y>{OPERAND})\) "
                     rf"(?:(?P=x) = {CAST}(?P=y)|(?P=y) = {CAST}(?P=x))\)?;")


def the_same_of_equals(code):
    """{(start, end, replacement)} of changes in a choice of the smaller or larger that change nothing."""
    same = set()
    for choice in SMALLER.finditer(code):
        sign = "sign" if choice["sign"] else "than"
        same.add((*choice.span(sign), choice[sign] + "="))
        if (choice["b"] or "").isdigit():
            same.add((*choice.span("b"), str(int(choice["b"]) + 1)))
    return same


def mutants_of(header):
    text = (HEADERS / f"{header}.hpp").read_text()
    code = code_of(text)
    starts = functions_of(code)
    same = the_same_of_equals(code)
    found = []

    def add(start, end, replacement, kind="constant"):
        if (start, end, replacement) in same:
            return
        function = next((name for at, name in reversed(starts) if at <= start), header)
        found.append(Mutant(header, function, text, start, end, replacement, kind))

    for match in OPERATOR.finditer(code):
        for other in BINARY[match.group()]:
            add(match.start(), match.end(), other, "binary")
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
            add(match.start(), match.end(), f"status::{other}")
    for match in UNARY.finditer(code):
        add(match.start(), match.end(), "", "unary")
    for match in STEP.finditer(code):
        add(match.start(), match.end(), {"++": "--", "--": "++"}[match.group()], "step")
    for start, end in statements(code):
        add(start, end, "", "statement")
    found.sort(key=lambda m: m.line)
    assert len(found) < CHANGES_OF_A_HEADER
    first = list(headers_by_name()).index(header) * CHANGES_OF_A_HEADER
    for number, mutant in enumerate(found, first + 1):  # what changes in one header leaves the others' numbers
        mutant.number = number
    return found


def read_equivalents():
    """{(header, function, change): reason}"""
    listed, header, function, changes = {}, None, None, []
    for number, line in enumerate(EQUIVALENTS.read_text().splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not line.startswith(" ") and not changes:
            header, function = line.strip(), None
        elif (named := re.fullmatch(r"    (\S+)?: +(\S.*)", line)) and header and (named[1] or function):
            function = named[1] or function
            changes += [(header, function, change) for change in named[2].split()]
        elif line.startswith("    = ") and changes:
            listed.update(dict.fromkeys(changes, line[6:]))
            changes = []
        else:
            sys.exit(f"{EQUIVALENTS}:{number}: not a line of this file's form")
    return listed


def limit(seconds=600):
    """seconds: of processor time, so that a busy machine ends nothing that is well."""
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))  # a test of json takes addresses for 4 GiB
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


class Bench:
    """One place to compile and run in; always the same paths, so that objects can be compared."""

    def __init__(self, folder, compiler):
        self.folder, self.compiler = folder, compiler
        self.include = folder / "include" / "cleave"
        for header in HEADERS.rglob("*.hpp"):
            link = self.include / header.relative_to(HEADERS)
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(header)
        self.originals = {}

    def command(self):
        return [self.compiler, "-std=c++20", "-O0", "-w"]

    def precompile(self):
        framework = self.folder / "framework.hpp"
        framework.write_text(PRECOMPILED)
        subprocess.run([*self.command(), "-x", "c++-header", framework, "-o", self.folder / "framework.hpp.pch"],
                       check=True)

    def compile(self, unit, flags):
        target = self.folder / f"{unit}.o"
        target.unlink(missing_ok=True)
        done = subprocess.run(
            [*self.command(), *(flags or ("-include-pch", self.folder / "framework.hpp.pch")), "-I",
             self.folder / "include", "-I", ROOT, "-I", ROOT / "include", f'-DCLEAVE_SOURCE_DIR="{ROOT}"',
             f'-DCLEAVE_VERSION="{VERSION}"', "-c", UNITS / f"{unit}.cpp", "-o", target],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=limit)
        return target.read_bytes() if done.returncode == 0 else None

    def run(self, unit, seconds):
        """Whether the tests of the object compiled last pass."""
        program = self.folder / unit
        subprocess.run([self.compiler, self.folder / f"{unit}.o", "-o", program, "-lgtest", "-lgtest_main", "-lpthread"],
                       check=True)
        try:
            done = subprocess.run([program, "--gtest_brief=1"], cwd=self.folder, timeout=60 + 20 * seconds,
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                  preexec_fn=lambda: limit(seconds),
                                  env={**os.environ, "GTEST_BREAK_ON_FAILURE": "1", "GTEST_CATCH_EXCEPTIONS": "0"})
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0

    def original(self, unit, flags):
        if not self.originals:
            self.precompile()
        if (unit, flags) not in self.originals:
            self.originals[unit, flags] = self.compile(unit, flags)
            if self.originals[unit, flags] is None or not self.run(unit, 600):
                sys.exit(f"{unit}: the library as it is does not pass")
        return self.originals[unit, flags]

    def compile_changed(self, mutant, unit, flags):
        place = self.include / f"{mutant.header}.hpp"
        place.unlink()
        place.write_text(mutant.text)
        compiled = self.compile(unit, flags)
        place.unlink()
        place.symlink_to(HEADERS / f"{mutant.header}.hpp")
        return compiled

    def judge(self, mutant, units, seconds):
        is_same = True
        for unit, flags in itertools.product(units, dict.fromkeys([(), OTHER_PROCESSORS.get(mutant.header, ())])):
            original = self.original(unit, flags)
            compiled = self.compile_changed(mutant, unit, flags)
            if compiled is None:
                return "refused"
            if compiled == original:
                continue
            is_same = False
            if not self.run(unit, seconds):
                return "killed"
        return "same" if is_same else "SURVIVED"


class Server:
    """A test program that runs its main anew for each line (choice_main.cpp)."""

    def __init__(self, program, folder):
        self.process = subprocess.Popen([program], cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.DEVNULL, text=True, env={
                                            **os.environ, "CLEAVE_CHOICES_SERVED": "1", "GTEST_BREAK_ON_FAILURE": "1",
                                            "GTEST_CATCH_EXCEPTIONS": "0"})

    def run(self, number, seconds, arguments):
        """(whether it passes with this change, its seconds of processor time)"""
        print(number, int(seconds * 1000), *arguments, sep="\t", file=self.process.stdin, flush=True)
        failed, milliseconds = self.process.stdout.readline().split()
        return failed == "0", int(milliseconds) / 1000


class Check:
    """A test: of a unit test program one of its tests, else a whole program."""

    def __init__(self, command, folder, program):
        self.command, self.folder, self.program = command, folder, program
        self.seconds = 0.0
        self.reached = frozenset()
        self.kills = {}

    @property
    def name(self):
        return " ".join([self.program, *(word for word in self.command[1:] if "gtest_filter" in word)])

    def run_recording(self):
        """(whether it passes, its seconds of processor time, the changes that it reaches)"""
        with tempfile.NamedTemporaryFile() as record:
            record.truncate(1 << 17)
            child = subprocess.Popen(self.command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                     stderr=subprocess.DEVNULL, env={**os.environ, "CLEAVE_REACHED": record.name})
            _, code, usage = os.wait4(child.pid, 0)
            child.returncode = code
            return code == 0, usage.ru_utime + usage.ru_stime, frozenset(
                number for number, byte in enumerate(record.read()) if byte)


class Suite:
    """The tests, built once with every change in the headers (choices.py). units: these only, if any are named."""

    def __init__(self, mutants, units, options):
        self.folder, self.mutants, self.most_seconds = options.build, mutants, options.seconds
        self.tree, self.include, self.build = (self.folder / name for name in ("tree", "tree/include/cleave", "build"))
        self.alone = self.folder / "alone.json"  # what does not compile with the others: not to be found out again
        self.servers = threading.local()
        self.include.mkdir(parents=True, exist_ok=True)
        for entry in ROOT.iterdir():
            link = self.tree / entry.name
            if entry.name not in ("include", ".git") and not entry.name.startswith("build") and not link.exists():
                link.symlink_to(entry)
        self.choices = choices.Choices({**headers_by_name(), "cleave": HEADERS / "cleave.hpp"}, mutants, code_of)
        self.known = set(map(tuple, json.loads(self.alone.read_text()))) if self.alone.exists() else set()
        self.choices.excluded = {mutant.number for mutant in mutants if mutant.key in self.known}
        self.copy(pathlib.Path(__file__).with_name("choice.hpp"), "choice.hpp")
        self.write()

        # Each function by itself, as the coverage is counted: with all changes inside, inlining takes minutes.
        flags = ["-std=c++20", "-O1", "-w", "-Wno-c++11-narrowing", "-ferror-limit=0", "-ftemplate-backtrace-limit=0",
                 "-fconstexpr-steps=100000000", "-DCLEAVE_DETAIL_INLINE=inline",
                 "-include", f"{self.include}/choice_functions.hpp"]
        main = self.folder / "choice_main.o"
        source = pathlib.Path(__file__).with_name("choice_main.cpp")
        subprocess.run([options.compiler, *flags[:2], "-c", source, "-o", main], check=True)
        self.checks = self.build_units(units, flags, main, options) if units else self.build_all(flags, main, options)
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            list(pool.map(self.measure, self.checks))

    def build_all(self, flags, main, options):
        everything = self.folder / "all.cpp"
        everything.write_text("".join(f'#include "cleave/{name}.hpp"\n' for name in self.choices.headers))
        self.until_it_compiles([options.compiler, *flags, "-fsyntax-only", "-I", self.tree / "include", everything])
        wanted = "|".join(path.stem for path in UNITS.glob("*.cpp"))
        subprocess.run(["cmake", "--log-level=NOTICE", "-S", self.tree, "-B", self.build, "-G", "Ninja",
                        f"-DCMAKE_CXX_COMPILER={options.compiler}", "-DCMAKE_BUILD_TYPE=None",
                        f"-DCMAKE_CXX_FLAGS={' '.join(flags)}", f"-DCMAKE_EXE_LINKER_FLAGS=-Wl,--wrap=main {main}",
                        f"-DCLEAVE_UNITS=^({wanted})$",
                        "-DCLEAVE_REFERENCE_IMPLS=OFF", "-DCLEAVE_BENCH=OFF", "-DCLEAVE_INSTALL=OFF"],
                       check=True, stdout=subprocess.DEVNULL, env={**os.environ, "CMAKE_CXX_COMPILER_LAUNCHER": ""})
        self.until_it_compiles(["cmake", "--build", self.build, "-j", str(options.jobs), "--target", "unit_tests",
                                "replays", "cleave-conformance", "--", "-k", "0"])
        return self.find_checks()

    def build_units(self, units, flags, main, options):
        """Without all that CMake looks for first."""
        folder = self.folder / "units"
        folder.mkdir(exist_ok=True)
        lines = [f"rule unit\n command = {options.compiler} {' '.join(flags)} -MD -MF $out.d -I {self.tree} "
                 f"-I {self.tree}/include '-DCLEAVE_SOURCE_DIR=\"{ROOT}\"' '-DCLEAVE_VERSION=\"{VERSION}\"' $in {main} "
                 "-o $out -Wl,--wrap=main -lgtest -lgtest_main -lpthread\n depfile = $out.d\n deps = gcc\n"]
        lines += [f"build {unit}: unit {UNITS}/{unit}.cpp\n" for unit in units]
        (folder / "build.ninja").write_text("".join(lines))
        self.until_it_compiles(["ninja", "-C", folder, "-j", str(options.jobs), "-k", "0"])
        return [check for unit in units for check in self.tests_of([str(folder / unit)], folder, f"unit_{unit}")]

    def write(self):
        """As little as possible, for the sake of what is built already."""
        with tempfile.TemporaryDirectory() as work:
            self.choices.write(pathlib.Path(work))
            for made in pathlib.Path(work).rglob("*.hpp"):
                self.copy(made, made.relative_to(work))

    def copy(self, file, name):
        target = self.include / name
        target.parent.mkdir(exist_ok=True)
        if not target.exists() or target.read_text() != file.read_text():
            target.write_text(file.read_text())

    def until_it_compiles(self, command):
        while True:
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            if done.returncode == 0:
                return
            excluded = self.choices.exclude_for(done.stdout, self.include)
            if not excluded:
                sys.exit(done.stdout)
            print(f"{len(excluded)} changes need a compilation of their own", flush=True)
            self.known |= {m.key for m in self.mutants if m.number in self.choices.excluded}
            self.alone.write_text(json.dumps(sorted(self.known)))
            self.write()

    def find_checks(self):
        listed = subprocess.run(
            ["ctest", "--test-dir", self.build, "--show-only=json-v1", "-L", "unit|replay|conformance"],
            check=True, stdout=subprocess.PIPE).stdout
        checks = []
        for test in json.loads(listed)["tests"]:
            command, name = test.get("command", []), test["name"]
            if name.startswith("example_") or name in ("mutants_listed", "kill_matrix") or not command:
                continue
            folder = next((p["value"] for p in test["properties"] if p["name"] == "WORKING_DIRECTORY"), self.build)
            if name.startswith("unit_"):
                checks += self.tests_of(command, folder, name)
            else:
                checks.append(Check(command, folder, name))
        return checks

    @staticmethod
    def tests_of(command, folder, name):
        suite = ""
        for line in subprocess.run([*command, "--gtest_list_tests"], check=True, stdout=subprocess.PIPE,
                                   text=True).stdout.splitlines()[1:]:
            if not line.startswith(" "):
                suite = line.split()[0]
            else:
                yield Check([*command, f"--gtest_filter={suite}{line.split()[0]}"], folder, name)

    def measure(self, check):
        passed, check.seconds, check.reached = check.run_recording()
        if not passed:
            sys.exit(f"the library as it is does not pass: {' '.join(check.command)}")

    def run(self, check, number, seconds):
        program = check.command[0]
        if program not in self.servers.__dict__:
            setattr(self.servers, program, Server(program, check.folder))
        return getattr(self.servers, program).run(number, seconds, check.command[1:])

    def judge(self, mutant):
        """(killed, survived or not reached; how)"""
        checks = [check for check in self.checks if mutant.number in check.reached]
        checks.sort(key=lambda check: (check.seconds + 0.002) / (1 + check.kills.get(mutant.header, 0)))
        spent = 0.0
        for check in checks:
            if spent + check.seconds > self.most_seconds:
                continue
            passed, seconds = self.run(check, mutant.number, 0.1 + 5 * check.seconds)
            spent += seconds
            if not passed:
                check.kills[mutant.header] = check.kills.get(mutant.header, 0) + 1
                return "killed", check.name
        return ("survived" if checks else "not reached"), f"{len(checks)} tests, {spent:.1f} s"


VERDICTS = "refused", "killed", "equivalent", "SURVIVED"


def units_of(header):
    own = header.split("/")[-1]
    found = [own] if (UNITS / f"{own}.cpp").exists() else []
    return found + MORE_UNITS.get(header, ["protocols"] if header.startswith("protocols/") else [])


def judge_all(chosen, suite, benches, listed):
    """Yields (mutant, verdict, how it came about) in order."""
    def judge(mutant):
        verdict, how = suite.judge(mutant)
        if verdict == "killed":
            return mutant, verdict, how
        if verdict == "survived" and mutant.key in listed:
            return mutant, "equivalent", how
        bench = benches.pop()
        alone = bench.judge(mutant, units_of(mutant.header), 60)
        benches.append(bench)
        if alone in ("same", "SURVIVED"):
            how += "; alone, its objects are the same" if alone == "same" else "; alone, too"
            alone = "equivalent" if mutant.key in listed else "SURVIVED"
        return mutant, alone, how

    with concurrent.futures.ThreadPoolExecutor(len(benches)) as pool:
        yield from pool.map(judge, chosen)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("headers", nargs="*", metavar="HEADER", help="frame_buffer, detail/utf8, ...; all if none is named")
    parser.add_argument("--sample", type=int, metavar="N", help="N changes of each header, chosen at random")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="which sample: 1")
    parser.add_argument("--list", action="store_true", help="shows the changes and runs nothing")
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many tests run at a time: 2")
    parser.add_argument("--seconds", type=float, default=30, metavar="N",
                        help="of processor time: the tests, the quickest first, that a change must survive: 30")
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build-mutation", metavar="FOLDER",
                        help="what is built there is kept for the next run: build-mutation")
    parser.add_argument("--compiler", default="clang++")
    options = parser.parse_args()
    options.build = options.build.resolve()  # Ninja and CMake run elsewhere

    names = list(headers_by_name())
    headers = options.headers or names
    if unknown := set(headers) - set(names):
        parser.error(f"no such header: {' '.join(unknown)}")

    listed = read_equivalents()
    all_mutants = {name: mutants_of(name) for name in names}
    numbered = [mutant for mutants in all_mutants.values() for mutant in mutants]
    findings = 0
    keys = {mutant.key for mutant in numbered}
    for key in listed.keys() - keys:
        findings += 1
        print(f"library_equivalents.txt lists what is no change: {key[0]}, {key[1]}: {key[2]}")
    chosen = []
    for header in headers:
        mutants = all_mutants[header]
        if options.sample is not None and options.sample < len(mutants):
            mutants = random.Random(f"{options.seed} {header}").sample(mutants, options.sample)
        chosen += sorted(mutants, key=lambda m: m.line)
    if options.list:
        for mutant in chosen:
            print(mutant)
        print(f"{len(chosen)} changes")
        return findings != 0

    started = time.monotonic()
    units = {unit for header in options.headers for unit in units_of(header)}
    suite = Suite([m for header in headers for m in all_mutants[header]], sorted(units), options)
    print(f"{len(suite.checks)} tests built and measured in {time.monotonic() - started:.0f} s", flush=True)
    counts = {header: dict.fromkeys(VERDICTS, 0) for header in headers}
    with tempfile.TemporaryDirectory() as work:
        benches = []
        for i in range(options.jobs):
            folder = pathlib.Path(work) / str(i)
            folder.mkdir()
            benches.append(Bench(folder, options.compiler))
        for mutant, verdict, how in judge_all(chosen, suite, benches, listed):
            counts[mutant.header][verdict] += 1
            if verdict == "SURVIVED":
                findings += 1
                print(f"SURVIVED ({how}) {mutant}", flush=True)
            elif verdict in ("killed", "refused") and mutant.key in listed:
                findings += 1
                print(f"listed as equivalent, but {verdict} ({how}): {mutant}", flush=True)

    print(f"{'header':26}{'changes':>9}" + "".join(f"{name:>11}" for name in VERDICTS))
    total = {name: sum(row[name] for row in counts.values()) for name in VERDICTS}
    for header, row in [*counts.items(), ("all", total)]:
        print(f"{header:26}{sum(row.values()):>9}" + "".join(f"{number:>11}" for number in row.values()))
    print(f"{time.monotonic() - started:.0f} s")
    return findings != 0


if __name__ == "__main__":
    sys.exit(main())
