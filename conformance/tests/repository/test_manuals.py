# SPDX-License-Identifier: MIT
"""What programs say of themselves: --help and --version of one form, and man pages and completions that know the same
options. Completions are tested by the shells that use them."""

import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import tempfile
import time
import unittest

import harness

ROOT = pathlib.Path(__file__).resolve().parents[3]
SHARE = harness.BIN.parent / "share"
PROGRAMS = sorted(page.stem for page in (SHARE / "man/man1").glob("*.1"))
COMMANDS = {"cleave-file": ("put", "get", "stat")}  # with options of their own
NOT_INSTALLED = {"cleave-fuzz-traces"}  # tools of the build


def said(program, *arguments):
    return subprocess.run([harness.BIN / program, *arguments], capture_output=True, text=True, check=False,
                          timeout=harness.PATIENCE, stdin=subprocess.DEVNULL)  # fmt: skip


def options_of(help_text):
    """Every option in a --help, by name and by letter."""
    rows = re.findall(r"^  (?:(-\w), )?(--[a-z0-9-]+)", help_text, re.MULTILINE)
    return {name for row in rows for name in row if name}


def version():
    return re.search(r"^project\(cleave VERSION (\S+)", (ROOT / "CMakeLists.txt").read_text(), re.MULTILINE).group(1)


class Programs(unittest.TestCase):
    def test_each_has_a_man_page_and_completions(self):
        built = {path.name for path in harness.BIN.glob("cleave-*") if "." not in path.name} - NOT_INSTALLED
        self.assertEqual(set(PROGRAMS), built)
        self.assertEqual(sorted(path.name for path in (SHARE / "bash-completion/completions").iterdir()), PROGRAMS)
        zsh = sorted(path.name.removeprefix("_") for path in (SHARE / "zsh/site-functions").iterdir())
        self.assertEqual(zsh, PROGRAMS)

    def test_help_and_version_have_one_form(self):
        for program in PROGRAMS:
            for command in ((), *((command,) for command in COMMANDS.get(program, ()))):
                with self.subTest(program=program, command=command):
                    asked = said(program, *command, "--help")
                    self.assertEqual((asked.returncode, asked.stderr), (0, ""))
                    self.assertRegex(asked.stdout, f"^usage: {' '.join((program, *command))} ")
                    self.assertTrue({"-h", "--help", "--version"} <= options_of(asked.stdout))
                    self.assertEqual(said(program, *command, "-h").stdout, asked.stdout)
                    self.assertLessEqual(max(map(len, asked.stdout.splitlines())), 120)
                    told = said(program, *command, "--version")
                    self.assertEqual((told.returncode, told.stderr), (0, ""))
                    self.assertEqual(told.stdout, f"{' '.join((program, *command))} {version()}\n")

    def test_a_wrong_command_line_says_what_to_do_next(self):
        for program in PROGRAMS:
            with self.subTest(program=program):
                wrong = said(program, "--no-such-option")
                self.assertEqual((wrong.returncode, wrong.stdout), (2, ""))
                self.assertRegex(wrong.stderr, rf"^{program}: .+\ntry '{program} --help'\n$")

    def test_a_run_of_the_suite_that_asked_nothing_says_why(self):
        for code, words, *arguments in (
            (2, "nothing was run: no case is called so; --list prints all", "--case", "nosuch"),
            (2, "nothing was run: needs --store DIR to see the server's files", "--server", "127.0.0.1:1", "--system", "put",
             "--case", "put-one"),
            (2, "expected --system echo, message, chat, command, upload, put, get or time, found 'ech'", "--server",
             "127.0.0.1:1", "--system", "ech"),
            (1, "the testee did not start: it ended with exit code 127: the program was not found; install its interpreter, "
             "or give the whole path, before the answer to start\ntry it yourself: echo"
             " '{\"type\":\"start\",\"version\":1}' | nosuch", "--testee", "nosuch"),
            (1, "the testee did not start: expected {\"type\":\"started\", ...} for an answer to start, found {", "--testee", "cat"),
        ):  # fmt: skip
            with self.subTest(arguments=arguments):
                ran = said("cleave-conformance", *arguments)
                self.assertEqual(ran.returncode, code)
                self.assertIn(f"cleave-conformance: {words}", ran.stderr)

    def test_a_help_that_is_written_by_hand_names_what_the_program_takes(self):
        sources = {"cleave-conformance": "runner/options.cpp", "cleave-kill-matrix": "bad/matrix_main.cpp",
                   "cleave-mutant": "bad/testee_main.cpp"}  # fmt: skip
        for program, source in sources.items():
            with self.subTest(program=program):
                taken = re.findall(r'"(--?[a-z][a-z0-9-]*)"', (ROOT / "conformance" / source).read_text())
                self.assertEqual(set(taken), options_of(said(program, "--help").stdout))


class ManPages(unittest.TestCase):
    def test_they_name_the_options_of_the_help_and_no_others(self):
        for program in PROGRAMS:
            with self.subTest(program=program):
                helps = [said(program, "--help"), *(said(program, name, "--help") for name in COMMANDS.get(program, ()))]
                page = (SHARE / "man/man1" / f"{program}.1").read_text().replace("\\-", "-")
                entries = re.findall(r"^\.TP\n(\\fB-.*)$", page, re.MULTILINE)
                named = {name for entry in entries for name in re.findall(r"\\fB(-[^\\]+)\\fR", entry)}
                self.assertEqual(named, set().union(*(options_of(one.stdout) for one in helps)))

    def test_they_are_well_formed(self):
        if not shutil.which("mandoc"):
            self.skipTest("there is no mandoc")
        for program in PROGRAMS:
            page = SHARE / "man/man1" / f"{program}.1"
            found = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page], capture_output=True, text=True, check=False)
            faults = [line for line in found.stdout.splitlines() if "missing date" not in line]
            self.assertEqual(faults, [])


@unittest.skipUnless(shutil.which("bash"), "there is no bash")
class Bash(unittest.TestCase):
    def complete(self, *words, folder="/"):
        """What completing the last of the words offers, asked of the function as bash asks it."""
        script = f"""
            source {SHARE}/bash-completion/completions/{words[0]}
            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
            read -ra registered < <(complete -p {words[0]})
            ${{registered[2]}}
            printf '%s\\n' "${{COMPREPLY[@]}}"
        """
        asked = subprocess.run(["bash", "--norc", "-c", script, "bash", *words], cwd=folder, capture_output=True,
                               text=True, check=True, timeout=harness.PATIENCE)  # fmt: skip
        self.assertEqual(asked.stderr, "")
        return set(asked.stdout.split("\n")) - {""}

    def test_offers_every_option_and_no_other(self):
        for program in PROGRAMS:
            for command in ((), *((command,) for command in COMMANDS.get(program, ()))):
                with self.subTest(program=program, command=command):
                    expected = options_of(said(program, *command, "--help").stdout)
                    self.assertEqual(self.complete(program, *command, "-"), expected)
                    longs = {name for name in expected if name.startswith("--")}
                    self.assertEqual(self.complete(program, *command, "--"), longs)

    def test_offers_commands_choices_and_files(self):
        self.assertEqual(self.complete("cleave-file", ""), {"put", "get", "stat"})
        self.assertEqual(self.complete("cleave-file", "g"), {"get"})
        self.assertEqual(self.complete("cleave-echo", "--dialect", ""), {"plain", "extended"})
        self.assertEqual(self.complete("cleave-echo", "--dialect", "=", "ex"), {"extended"})
        self.assertEqual(self.complete("cleave-file", "put", "--digest", "="), {"md5", "sha256", "none"})
        self.assertEqual(self.complete("cleave-echo", "--timeout", ""), set())
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "a file").touch()
            pathlib.Path(folder, "a folder").mkdir()
            self.assertEqual(self.complete("cleave-echo", "--token-file", "a", folder=folder), {"a file", "a folder"})
            self.assertEqual(self.complete("cleave-file-server", "--root", "a", folder=folder), {"a folder"})
            self.assertEqual(self.complete("cleave-file", "put", "ADDR", "a", folder=folder), {"a file", "a folder"})


class Terminal:
    """A zsh at a terminal of its own."""

    def __init__(self, folder):
        self.text = ""
        child, self.fd = pty.fork()
        if child == 0:
            environment = {"PATH": f"{harness.BIN}:/usr/bin:/bin", "TERM": "dumb", "HOME": str(folder), "ZDOTDIR": str(folder)}
            os.chdir(folder)
            os.execvpe("zsh", ["zsh", "-f", "-i"], environment)
        self.child = child
        self.type("stty rows 200 cols 300; PROMPT='at'' rest> '; LISTMAX=0; unsetopt zle_bracketed_paste; zstyle ':completion:*' menu no\n")
        self.type(f"fpath=({SHARE}/zsh/site-functions $fpath); autoload -Uz compinit; compinit -u -D; echo is' 'ready\n")
        self.wait_for("is ready\r\n")
        self.wait_for("at rest> ")

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def wait_for(self, what):
        """Reads until the terminal has shown `what`; returns and forgets all that it showed so far."""
        end = time.monotonic() + harness.PATIENCE
        while what not in self.text:
            if not select.select([self.fd], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"waited in vain for {what!r}; the terminal shows {self.text!r}")
            self.text += os.read(self.fd, 1 << 16).decode(errors="replace")
        shown, _, self.text = self.text.partition(what)
        return shown

    def listed(self, line):
        """What zsh lists for a line, up to a mark that is typed behind it and that nothing completes to."""
        self.text = ""
        self.type(line + "\t")
        self.type("\x15echo is' 'over\n")  # clears the line
        shown = self.wait_for("is over\r\n")
        self.wait_for("at rest> ")
        return shown

    def close(self):
        os.close(self.fd)
        os.waitpid(self.child, 0)


@unittest.skipUnless(shutil.which("zsh"), "there is no zsh")
class Zsh(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.terminal = Terminal(folder.name)
        cls.addClassCleanup(cls.terminal.close)

    def test_offers_every_option_and_no_other(self):
        for program in PROGRAMS:
            for command in ((), *((command,) for command in COMMANDS.get(program, ()))):
                with self.subTest(program=program, command=command):
                    shown = self.terminal.listed(" ".join((program, *command, "--")))
                    rows = re.findall(r"^((?:--[a-z0-9-]+ +)+)-- ", shown.replace("\r", "\n"), re.MULTILINE)
                    offered = {name for row in rows for name in row.split()}
                    expected = options_of(said(program, *command, "--help").stdout)
                    self.assertEqual(offered, {name for name in expected if name.startswith("--")})

    def test_offers_commands_and_choices(self):
        self.assertRegex(self.terminal.listed("cleave-file "), r"get\s+put\s+stat")
        self.assertIn("--dialect extended", self.terminal.listed("cleave-echo --dialect ext"))
        self.assertRegex(self.terminal.listed("cleave-file put --digest "), r"md5\s+none\s+sha256")


if __name__ == "__main__":
    unittest.main()
