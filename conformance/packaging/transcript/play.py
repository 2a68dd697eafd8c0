#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Plays conformance/packaging/README.md: play.py [--install] [WAY...]

Each section is a way. It begins with "Needs" and Debian's packages, or with "Not run" and the reason. A block after
`NAME`: is a file; in any other, a line that begins with $ is a command, and what follows it is what it prints, where
`...` stands for lines left out. Each way has a folder of its own, in which lie a copy of the repository, cleave, and
main.cpp as the first section has it.

"From a release" in front of "Needs" is a way that begins with release, the folder that the target release-binaries
makes. Such ways are played where they are named, or with --install, which builds it.

Without --install, ways are left out whose packages are not there, or which change the machine (sudo)."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
PAGE = ROOT / "conformance" / "packaging" / "README.md"


class Way:
    def __init__(self, heading, text):
        self.title, self.name = re.fullmatch(r"(.*) \(`(\w+)`\)", heading).groups()
        self.from_release = text.startswith("From a release. ")
        text = text.removeprefix("From a release. ")
        needs, not_run = re.match(r"Needs (.*)\.\n", text), re.match(r"Not run: (.*?)\.\s", text)
        self.packages = re.findall(r"`([\w.+-]+)`", needs[1]) if needs else []
        self.reason = not_run and not_run[1]
        self.files = re.findall(r"^`([\w./]+)`:\n```\w*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
        blocks = re.findall(r"^```\n(\$ .*?)^```$", text, re.MULTILINE | re.DOTALL)
        self.commands = [part.partition("\n")[::2] for block in blocks for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]

    @property
    def missing(self):
        asked = ["dpkg-query", "-W", "-f", "${db:Status-Status} ${Package}\n", *self.packages]
        there = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.splitlines()
        return [package for package in self.packages if f"installed {package}" not in there]

    @property
    def changes_machine(self):
        return any("sudo " in command for command, _ in self.commands)


def ways():
    text = PAGE.read_text(encoding="utf-8")
    common = re.findall(r"^`([\w./]+)`:\n```\w*\n(.*?)^```$", text.split("\n## ")[0], re.MULTILINE | re.DOTALL)
    return common, [Way(*section.split("\n", 1)) for section in text.split("\n## ")[1:]]


def install(packages):
    script = '. .ci/lib.sh; install_missing "$@"'
    subprocess.run(["sh", "-c", script, "sh", *packages], cwd=ROOT, check=True)


def build_release():
    """The programs of this machine; their folder is made where it is not there."""
    script = ". .ci/lib.sh; install_missing $packages_test; build default release-binaries"
    subprocess.run(["sh", "-c", script], cwd=ROOT, check=True)


def is_as_shown(shown, printed):
    pattern = "".join("(?:.*\n)*?" if line == "..." else re.escape(line) + "\n" for line in shown.splitlines())
    return re.fullmatch(pattern, printed) is not None


def play(way, common):
    """What is wrong with it, or nothing."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copytree(ROOT, folder / "cleave", ignore=shutil.ignore_patterns("build", "build-*", ".git", "__pycache__"))
        if way.from_release:
            shutil.copytree(ROOT / "build" / "release", folder / "release")
        for path, text in [*common, *way.files]:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, encoding="utf-8")
        for command, shown in way.commands:
            print(f"$ {command}", flush=True)
            as_root = command if shutil.which("sudo") else command.replace("sudo ", "")
            environment = {**os.environ, "LC_ALL": "C.UTF-8"}
            ran = subprocess.run(
                ["sh", "-c", as_root], cwd=folder, env=environment, text=True, check=False, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            )  # fmt: skip
            print(ran.stdout, end="", flush=True)
            if ran.returncode != 0:
                return f"{command}: exit code {ran.returncode}"
            if not is_as_shown(shown, ran.stdout):
                return f"{command}: the page says\n{shown}"
    return None


def main():
    wanted = [argument for argument in sys.argv[1:] if argument != "--install"]
    may_install = "--install" in sys.argv[1:]
    common, known = ways()
    unknown = set(wanted) - {way.name for way in known}
    if unknown:
        sys.exit(f"there is no way {', '.join(unknown)}: they are {', '.join(way.name for way in known)}")
    verdicts = []
    for way in known:
        if wanted and way.name not in wanted:
            continue
        print(f"\n== {way.title}\n", flush=True)
        if may_install and not way.reason:
            install(way.packages)
            if way.from_release:
                build_release()
        why = way.reason
        if not why and not may_install:
            why = f"needs {' '.join(way.missing)}" if way.missing else "changes the machine" if way.changes_machine else None
        if way.from_release and not may_install and not (wanted and (ROOT / "build" / "release").exists()):
            why = "from a release"
        started = time.monotonic()
        wrong = None if why else play(way, common)
        seconds = time.monotonic() - started
        verdicts.append((way.name, f"not run: {why}" if why else f"FAILED: {wrong}" if wrong else f"ok, {seconds:.0f} s"))
    print()
    for name, verdict in verdicts:
        print(f"{name:16}{verdict}")
    sys.exit(any(verdict.startswith("FAILED") for _, verdict in verdicts) or not verdicts)


main()
