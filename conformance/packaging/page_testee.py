# SPDX-License-Identifier: MIT
"""Writes the testee of conformance/README.md as good_testee.py, and with the page's fault as bad_testee.py: page_testee.py FOLDER"""

import pathlib
import sys

page = pathlib.Path(__file__).resolve().parents[1] / "README.md"
good = page.read_text(encoding="utf-8").split("```python\n", 1)[1].split("```", 1)[0]
bad = good.replace("self.bytes += piece", "self.bytes = piece")
assert bad != good
folder = pathlib.Path(sys.argv[1])
(folder / "good_testee.py").write_text(good, encoding="utf-8")
(folder / "bad_testee.py").write_text(bad, encoding="utf-8")
