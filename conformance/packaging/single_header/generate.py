#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes one header of all: generate.py INCLUDE FOLDER

INCLUDE is the folder that holds cleave/cleave.hpp. Writes FOLDER/cleave.hpp; and FOLDER/split/cleave/X.hpp for each
header X, detail/X and protocols/X too, which includes nothing but that one: with -I FOLDER/split, programs written for the many use the one."""

import pathlib
import posixpath
import re
import sys

TOP = """// SPDX-License-Identifier: MIT
//
// cleave {version}: all of it, in one file. Generated from include/cleave; change that, never this.
#pragma once

"""


def in_order(headers):
    """The headers that cleave.hpp reaches, each after those that it includes."""
    done = {}

    def place(name):
        if name in done:
            return
        for included in re.findall(r'^#include "([\w./]+\.hpp)"$', headers[name], re.MULTILINE):
            place(posixpath.normpath(posixpath.join(posixpath.dirname(name), included)))
        done[name] = headers[name]

    place("cleave.hpp")
    return done


def body(text):
    """What a header says beyond its licence, its guard and its includes."""
    kept = [line for line in text.splitlines() if not re.match(r'// SPDX-|#pragma once$|#include (<|"[\w./]+\.hpp"$)', line)]
    return "\n".join(kept).removeprefix("//\n").strip() + "\n"


def write_if_new(path, text):
    """Files that did not change keep their time, and nothing is built again."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def main():
    source, target = pathlib.Path(sys.argv[1], "cleave"), pathlib.Path(sys.argv[2])
    headers = {str(path.relative_to(source)): path.read_text(encoding="utf-8") for path in source.rglob("*.hpp")}
    version = re.search(r'version_text = "([^"]*)"', headers["version.hpp"]).group(1)
    headers = in_order(headers)
    standard = sorted({line for text in headers.values() for line in re.findall(r"^#include <.*$", text, re.MULTILINE)})
    bodies = [f"// ---- {name}\n\n{body(text)}" for name, text in headers.items() if name != "cleave.hpp"]
    text = TOP.format(version=version) + "\n".join(standard) + "\n\n" + "\n".join(bodies)
    write_if_new(target / "cleave.hpp", text)
    for name in headers:
        up = "../" * (2 + name.count("/"))
        write_if_new(target / "split" / "cleave" / name, f'#include "{up}cleave.hpp"\n')


main()
