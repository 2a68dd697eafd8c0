#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the files of the suite into one archive: pack_suite.py CONFORMANCE OUTPUT

Per file a line `PATH SIZE`, and its bytes: what set_built_in_suite() reads."""

import pathlib
import sys

folder, output = map(pathlib.Path, sys.argv[1:])
files = [folder / "SPEC.md", *sorted(p for part in ("traces", "scaffold") for p in (folder / part).rglob("[!.]*") if p.is_file())]
with output.open("wb") as archive:
    for path in files:
        content = path.read_bytes()
        archive.write(b"%s %d\n%s" % (path.relative_to(folder).as_posix().encode(), len(content), content))
