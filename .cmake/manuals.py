#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes man pages and completions of what programs say with --help: manuals.py FOLDER PROGRAM...

FOLDER/man/man1/NAME.1, FOLDER/bash-completion/completions/NAME, FOLDER/zsh/site-functions/_NAME

The form of --help, which is the only source:

    usage: NAME [options] ADDR
    (blank)
    the purpose, in lower case
    (blank)
      ADDR                        what an argument is
    (blank)
    options:                      any number of such sections, each with a title
      -q, --quiet                 what an option does
      --dialect plain|extended    a choice; FILE, DIR and the like are completed as files
      import CAPTURE              a command: what the first argument may be
    (blank)
    anything else, as it is"""

import pathlib
import re
import subprocess
import sys

COLUMN = 30  # where the right side of a row begins
FILES = {"FILE", "PATH", "CAPTURE", "REPORT"}


class Row:
    """A line with a left and a right side: an argument, an option, or a command."""

    def __init__(self, left, right):
        self.left, self.right = left, right
        option = re.fullmatch(r"(?:-(\w), )?--([a-z0-9-]+)(?: (.+))?", left)
        self.is_option = option is not None
        self.letter, self.name, self.value = option.groups() if option else (None, None, None)
        self.command = None if option or not re.match(r"[a-z]", left) else left.split()[0]

    @property
    def words(self):
        """The words that the value is one of."""
        return self.value.split("|") if self.value and re.fullmatch(r"[a-z0-9_|-]+", self.value) else []

    @property
    def names(self):
        return ([f"-{self.letter}"] if self.letter else []) + [f"--{self.name}"]


def kind_of(placeholder):
    """What a placeholder stands for: "files", "folders", or nothing that a shell knows."""
    names = set(re.findall(r"[A-Z]+", placeholder or ""))
    return "folders" if "DIR" in names else "files" if names & FILES else ""


class Help:
    """What one --help says."""

    def __init__(self, program, command=None):
        self.program = program.name
        asked = [program, *([command] if command else []), "--help"]
        text = subprocess.run(asked, capture_output=True, text=True, check=True, timeout=60).stdout
        paragraphs = text.rstrip("\n").split("\n\n")
        self.title = f"{self.program} {command}" if command else self.program
        self.usage = [line.removeprefix("usage:").strip() for line in paragraphs.pop(0).split("\n")]
        self.purpose = " ".join(paragraphs.pop(0).split())
        self.arguments, self.sections, self.rest = [], [], []
        while paragraphs and (found := self._section(paragraphs[0])):
            paragraphs.pop(0)
            title, rows = found
            if title:
                self.sections.append((title, rows))
            else:
                self.arguments = rows
        self.rest = paragraphs
        if not self.options:
            raise ValueError(f"{self.title} --help has no section of options")

    @staticmethod
    def _section(paragraph):
        lines = paragraph.split("\n")
        title = "" if lines[0].startswith(" ") else lines.pop(0)
        if (title and not title.endswith(":")) or not lines or re.match(r"  cleave-|  nc ", lines[0]):
            return None
        rows = []
        for line in lines:
            if line.startswith(" " * COLUMN):
                rows[-1].right = f"{rows[-1].right} {line.strip()}".strip()
            elif found := re.fullmatch(r"  (\S.*?)(?:  +(\S.*))?", line):
                rows.append(Row(found.group(1), found.group(2) or ""))
            else:
                return None
        return title.rstrip(":"), rows

    @property
    def rows(self):
        return [row for _, rows in self.sections for row in rows]

    @property
    def options(self):
        return [row for row in self.rows if row.is_option]

    @property
    def commands(self):
        return [row for row in self.rows if row.command]


class Program:
    """A program, and its commands as far as they have options of their own."""

    def __init__(self, path):
        self.name = path.name
        self.main = Help(path)
        self.commands = {}
        for row in self.main.commands:
            own = Help(path, row.command)
            self.commands[row.command] = own if own.usage[0].startswith(f"{self.name} {row.command} ") else None
        self.version = subprocess.run([path, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]


# ---- man page


def roff(text):
    return re.sub(r"^([.'])", r"\\&\1", text.replace("\\", "\\e").replace("-", "\\-"), flags=re.MULTILINE)


def roff_row(row):
    left = roff(row.left)
    if row.is_option:
        left = ", ".join(f"\\fB{roff(name)}\\fR" for name in row.names) + (f" \\fI{roff(row.value)}\\fR" if row.value else "")
    return [".TP", left, roff(row.right)]


def roff_sections(help_text, level):
    for title, rows in help_text.sections:
        yield f"{level} {roff(title.upper() if level == '.SH' else title)}".replace('"', "'")
        for row in rows:
            yield from roff_row(row)


def roff_rest(paragraphs):
    section = None
    for paragraph in paragraphs:
        title = "EXIT STATUS" if paragraph.startswith("Exit code") else "NOTES"
        title = "EXAMPLES" if re.match(r"examples:|  ", paragraph) else title
        if title != section:
            yield f".SH {title}"
        elif title == "NOTES":
            yield ".PP"
        section = title
        if title == "EXAMPLES":
            yield ".nf"
            yield roff("\n".join(line.strip() for line in paragraph.removeprefix("examples:\n").split("\n")))
            yield ".fi"
        else:
            yield roff(paragraph)


def man_page(program, others):
    lines = [f'.TH "{program.name.upper()}" "1" "" "cleave {program.version}" "User Commands"'.replace("-", "\\-"), ".SH NAME"]
    lines += [f"{roff(program.name)} \\- {roff(program.main.purpose)}", ".SH SYNOPSIS", ".nf"]
    lines += [roff(line) for line in program.main.usage] + [".fi"]
    if program.main.arguments:
        lines.append(".SH ARGUMENTS")
    for row in program.main.arguments:
        lines += roff_row(row)
    lines += roff_sections(program.main, ".SH")
    for own in filter(None, program.commands.values()):
        lines += [f".SH {roff(own.title.upper())}", roff(own.purpose), ".PP", ".nf", *map(roff, own.usage), ".fi"]
        for row in own.arguments:
            lines += roff_row(row)
        lines += roff_sections(own, ".SS")
        lines += roff_rest(own.rest)
    lines += roff_rest(program.main.rest)
    see = ", ".join(f"\\fB{roff(other)}\\fR(1)" for other in others if other != program.name)
    return "\n".join([*lines, ".SH SEE ALSO", see]) + "\n"


# ---- bash


def bash_values(options):
    """Cases on the word before, for options with values."""
    for row in options:
        if row.value:
            if row.words:
                action = f'mapfile -t COMPREPLY < <(compgen -W "{" ".join(row.words)}" -- "$word")'
            elif kind := kind_of(row.value):
                flag = "-d" if kind == "folders" else "-f"
                action = f'mapfile -t COMPREPLY < <(compgen {flag} -- "$word"); compopt -o filenames 2>/dev/null'
            else:
                action = ":"
            yield f"    {'|'.join(row.names)}) {action}; return ;;"


def bash_body(help_text):
    names = " ".join(name for row in help_text.options for name in row.names)
    values = list(bash_values(help_text.options))
    if values:
        yield from ['    case "$before" in', *values, "    esac"]
    yield '    if [[ "$word" == -* ]]; then'
    yield f'        mapfile -t COMPREPLY < <(compgen -W "{names}" -- "$word")'
    yield "        return"
    yield "    fi"
    if any(kind_of(row.left) for row in help_text.arguments):
        yield '    mapfile -t COMPREPLY < <(compgen -f -- "$word"); compopt -o filenames 2>/dev/null'


def bash_completion(program):
    function = "_" + program.name.replace("-", "_")
    lines = ["# SPDX-License-Identifier: MIT", "# Generated from --help.", f"{function}() {{"]
    lines += ['    local word="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}"', "    COMPREPLY=()"]
    lines += ["    # --name=value comes as three words", '    if [[ "$before" == "=" ]]; then before="${COMP_WORDS[COMP_CWORD - 2]}"; fi']
    lines += ['    if [[ "$word" == "=" ]]; then word=""; fi']
    if program.commands:
        lines += ['    if ((COMP_CWORD == 1)) && [[ "$word" != -* ]]; then']
        lines += [f'        mapfile -t COMPREPLY < <(compgen -W "{" ".join(program.commands)}" -- "$word")', "        return", "    fi"]
    for command, own in program.commands.items():
        if own:
            lines += [f'    if [[ "${{COMP_WORDS[1]}}" == {command} ]]; then', *("    " + line for line in bash_body(own))]
            lines += ["        return", "    fi"]
    lines += [*bash_body(program.main), "}", f"complete -F {function} {program.name}"]
    return "\n".join(lines) + "\n"


# ---- zsh


def zsh_quoted(text):
    return text.replace("'", "'\\''")


def zsh_action(row, placeholder):
    if row.words:
        return f"({' '.join(row.words)})"
    return {"folders": "_files -/", "files": "_files", "": " "}[kind_of(placeholder)]


def zsh_specs(help_text):
    for row in help_text.options:
        about = re.sub(r"([\[\]:\\])", r"\\\1", row.right)
        value = ""
        if row.value:
            value = f":{row.value.replace(':', chr(92) + ':')}:{zsh_action(row, row.value)}"
        for name in row.names:
            equals = "=" if row.value and name.startswith("--") else ""
            others = f"({' '.join(row.names)})" if len(row.names) > 1 else ""
            yield "'" + zsh_quoted(f"{others}{name}{equals}[{about}]{value}") + "'"
    kinds = [kind_of(row.left) for row in help_text.arguments]
    yield "'*: :_files'" if any(kinds) else "'*: : '"


def zsh_arguments(help_text, indent):
    return f"{indent}_arguments \\\n" + " \\\n".join(f"{indent}    {spec}" for spec in zsh_specs(help_text))


def zsh_completion(program):
    lines = [f"#compdef {program.name}", "# SPDX-License-Identifier: MIT", "# Generated from --help."]
    if program.commands:
        lines += ["if (( CURRENT == 2 )) && [[ $words[2] != -* ]]; then"]
        lines += [f"    compadd -- {' '.join(program.commands)}", "    return", "fi"]
    own_options = {command: own for command, own in program.commands.items() if own}
    for command, own in own_options.items():
        lines += [f"if [[ $words[2] == {command} ]]; then", "    shift words", "    (( CURRENT-- ))"]
        lines += [zsh_arguments(own, "    "), "    return", "fi"]
    lines.append(zsh_arguments(program.main, ""))
    return "\n".join(lines) + "\n"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def main():
    folder, paths = pathlib.Path(sys.argv[1]), [pathlib.Path(path) for path in sys.argv[2:]]
    names = sorted(path.name for path in paths)
    for program in map(Program, paths):
        write(folder / "man/man1" / f"{program.name}.1", man_page(program, names))
        write(folder / "bash-completion/completions" / program.name, bash_completion(program))
        write(folder / "zsh/site-functions" / f"_{program.name}", zsh_completion(program))


main()
