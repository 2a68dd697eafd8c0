# SPDX-License-Identifier: MIT
"""The site's pages, as .site/site.py writes them for MkDocs: every link has a page, every public name its comment, and
the pictures show what the code does. The target `site` builds the rest, and checks the links of the result."""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path[:0] = [str(ROOT / ".site"), str(ROOT / "conformance" / "tests" / "repository")]
import check_links  # noqa: E402
import pictures  # noqa: E402
import reference  # noqa: E402
import test_public_names  # noqa: E402

SITE = ROOT / ".site" / "site.py"


def facts(folder):
    """What facts.cpp prints."""
    program = pathlib.Path(folder, "facts")
    compiler = os.environ.get("CXX", "c++")
    subprocess.run([compiler, "-std=c++20", "-I", ROOT / "include", ROOT / ".site" / "facts.cpp", "-o", program], check=True)
    return subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines()


class Site(unittest.TestCase):
    def test_every_page_is_written_and_every_link_has_a_page(self):
        with tempfile.TemporaryDirectory() as folder:
            ran = subprocess.run([sys.executable, "-B", SITE, folder], capture_output=True, text=True, check=False)
            self.assertEqual((ran.returncode, ran.stdout), (0, ""), ran.stderr)
            pages = {path.relative_to(pathlib.Path(folder, "site", "pages")).as_posix(): path.read_text(encoding="utf-8")
                     for path in pathlib.Path(folder, "site", "pages").rglob("*.md")}  # fmt: skip
        for page, word in (("guide.md", "timeout"), ("reference/frame_buffer.md", "## frame_buffer"), ("suite/rules.md", "case-frame-one")):
            self.assertIn(word, pages[page])
        self.assertFalse([name for name in pages if "detail/" in name and name.startswith("reference/")])

    def test_the_reference_has_the_public_names_and_no_others(self):
        offered = test_public_names.offered()
        for header, path in reference.headers(ROOT):
            _, entities = reference.read(path)
            names = {one.name for one in entities if not one.name.startswith("operator")}
            self.assertEqual(names, set(offered.get(header, [])), header)
            self.assertEqual(list(reference.without_comment(header, entities)), [])

    def test_the_state_diagrams_have_every_state_that_the_readers_have(self):
        header = (ROOT / "include" / "cleave" / "frame_decoder.hpp").read_text(encoding="utf-8")
        states = set(re.search(r"enum class state : std::uint8_t \{ (.*?) \};", header)[1].split(", "))
        with tempfile.TemporaryDirectory() as folder:
            rows = facts(folder)
        seen = {state for row in rows if row.startswith("state frame_decoder") for state in row.split()[2:4]}
        self.assertEqual(seen, states - {"trailer"} | {"between", "refused"})  # a trailer ends like a payload
        self.assertLessEqual(seen, pictures.STATES.keys())
        for reader in ("frame_reader", "frame_buffer", "frame_decoder"):
            self.assertIn("between frames", pictures.state_diagram(reader, rows))
        sent, read, frames = (["".join(row.split()[1:]) for row in rows if row.startswith(kind)] for kind in ("sent", "read", "frame "))
        self.assertEqual("".join(sent), "".join(read), "the reads are the same bytes")
        self.assertEqual([one[8:] for one in sent], frames, "and the frames their payloads")

    def test_dead_links_and_what_is_loaded_from_elsewhere_are_found(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "a.html").write_text('<a href="b.html">b</a><a href="#no">c</a><a id="yes" href="a.html#yes">d</a>'
                                                      '<img src="https://example.org/x.png">')  # fmt: skip
            found = check_links.problems(pathlib.Path(folder))
        self.assertEqual(found, ["a.html: loads https://example.org/x.png", "a.html: dead link b.html", "a.html: dead anchor #no"])


if __name__ == "__main__":
    unittest.main()
