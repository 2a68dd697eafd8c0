#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes a module interface that exports every name of the headers: generate.py INCLUDE > cleave.cppm

The headers stay as they are, in the global module: a program may import in one place and include in another."""

import pathlib
import re
import sys

OPENING, CLOSING = "<([", ">)]"
NOT_NAMES = {"requires", "decltype", "noexcept", "alignas"}


def statements(text):
    """What is declared in namespace cleave: each declaration up to its body, or its end."""
    text = re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"""R"(\w*)\((.*?)\)\1"|"(\\.|[^"\\\n])*"|(?<![0-9a-fA-F])'(\\.|[^'\\\n])+'""", '""', text, flags=re.DOTALL)
    text = re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"=\s*\{[^{}]*\}", "", text)  # default arguments
    depth = 0
    is_ours = False
    now = ""
    for c in text:
        if c == "{":
            if depth == 0:
                is_ours = now.split() == ["namespace", "cleave"]  # or a specialization of a template of std
                now = ""
            depth += 1
        elif c == "}":
            depth -= 1
        elif c != ";" and depth <= 1:
            now += c
        if c in "};" and depth <= 1:
            if is_ours and depth == 1:
                yield now.strip()
            now = ""


def without_brackets(text):
    """text without <...>, (...) and [...], of which a name never is a part; a pair of parentheses leaves a ( behind."""
    text = text.replace("->", "").replace("<=", "").replace(">=", "")
    kept, depth = "", 0
    for c in text:
        if c in OPENING:
            kept += "(" if c == "(" and depth == 0 else ""
            depth += 1
        elif c in CLOSING:
            depth -= 1
        elif depth == 0:
            kept += c
    return kept


def declared(statement):
    """The name that a declaration introduces, or nothing."""
    if not statement or re.match(r"static_assert|template <>|friend|namespace|requires|using [\w:]+::", statement):
        return None
    if found := re.search(r"\boperator\s*(==|<=>|[^\w\s(]+)\s*\(", statement):
        return "operator" + found.group(1)
    statement = re.sub(r"\brequires\s*\((?:[^()]|\([^()]*\))*\)", "", statement)  # may hold a > that closes nothing
    plain = without_brackets(statement)
    if found := re.search(r"\b(?:struct|class|enum class|concept|using)\s+(\w+)", plain):
        return found.group(1)
    plain = plain.split("=")[0]
    called = [name for name in re.findall(r"([\w:]+)\s*\(", plain) if name not in NOT_NAMES]
    variable = [name for name in re.findall(r"([\w:]+)\s*$", plain) if name not in NOT_NAMES]
    name = (called + variable + ["::"])[0]
    return None if "::" in name else name


def reached(path, texts):
    """The texts of the header and of those that it includes."""
    if path not in texts:
        texts[path] = path.read_text(encoding="utf-8")
        for included in re.findall(r'^#include "([\w./]+\.hpp)"$', texts[path], re.MULTILINE):
            reached((path.parent / included).resolve(), texts)
    return texts.values()


def main():
    headers = reached(pathlib.Path(sys.argv[1], "cleave", "cleave.hpp").resolve(), {})
    standard = sorted({line for text in headers for line in re.findall(r"^#include <.*$", text, re.MULTILINE)})
    names = sorted({name for text in headers for one in statements(text) if (name := declared(one))})
    print("// SPDX-License-Identifier: MIT\n//\n// Generated from include/cleave; change that, never this.\nmodule;")
    print("\n".join(standard))
    print("#include <cleave/cleave.hpp>\n\nexport module cleave;\n\nexport namespace cleave {")
    print("\n".join(f"using cleave::{name};" for name in names))
    print("} // namespace cleave")


if __name__ == "__main__":
    main()
