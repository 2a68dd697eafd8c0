#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""snapshot.py FOLDER: keeps the samples of README.md as they are at a release: FOLDER/readme_N.cpp, and what each
prints in FOLDER/readme_N.txt. The next releases must compile and run them; see .github/STABILITY.md."""

import pathlib
import re
import sys

README = pathlib.Path(__file__).resolve().parents[3] / "README.md"
FOLDER = pathlib.Path(sys.argv[1])

blocks = re.findall(r"^```(\w*)\n(.*?)^```$", README.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
samples = [i for i, (language, _) in enumerate(blocks) if language == "cpp"]
for number, i in enumerate(samples, 1):
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"readme_{number}.cpp").write_text("// SPDX-License-Identifier: MIT\n" + blocks[i][1], encoding="utf-8")
    (FOLDER / f"readme_{number}.txt").write_text(blocks[i + 1][1], encoding="utf-8")
