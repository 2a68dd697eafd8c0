# SPDX-License-Identifier: MIT
"""The site's pages, as .site/site.py writes them for MkDocs: every link has a page, every public name its comment, and
the pictures show what the code does. The target `site` builds the rest, and checks the links of the result."""

import functools
import html
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


@functools.cache
def facts():
    """What facts.cpp prints."""
    compiler = os.environ.get("CXX", "c++")
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder, "facts")
        subprocess.run([compiler, "-std=c++20", "-I", ROOT / "include", ROOT / ".site" / "facts.cpp", "-o", program], check=True)
        return subprocess.run([program], capture_output=True, text=True, check=True).stdout.splitlines()


def reached(room, arrows):
    """The rooms that arrows lead to from one."""
    found, ahead = set(), [room]
    while ahead:
        here = ahead.pop()
        new = {end for begin, end in arrows if begin == here} - found
        found |= new
        ahead += new
    return found


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
        rows = facts()
        seen = {state for row in rows if row.startswith("state frame_decoder") for state in row.split()[2:4]}
        self.assertEqual(seen, states - {"trailer"} | {"between", "refused"})  # a trailer ends like a payload
        self.assertLessEqual(seen, pictures.STATES.keys())
        for reader in ("frame_reader", "frame_buffer", "frame_decoder"):
            self.assertIn("between frames", pictures.state_diagram(reader, rows))
        sent, read, frames = (["".join(row.split()[1:]) for row in rows if row.startswith(kind)] for kind in ("sent", "read", "frame "))
        self.assertEqual("".join(sent), "".join(read), "the reads are the same bytes")
        self.assertEqual([one[8:] for one in sent], frames, "and the frames their payloads")

    def test_a_state_diagram_has_an_arrow_for_each_change_and_the_functions_that_cause_it(self):
        rows = facts()
        for reader in ("frame_reader", "frame_buffer", "frame_decoder"):
            changes = {tuple(row.split()[2:4]) for row in rows if row.startswith(f"state {reader} ")}
            shown = pictures.state_diagram(reader, rows)
            self.assertEqual(shown.count("marker-end"), len(changes), reader)
            header = (ROOT / "include" / "cleave" / f"{reader}.hpp").read_text(encoding="utf-8")
            for function in ("skip()", "reset()"):
                self.assertEqual(f"{function} noexcept" in header, function in shown, f"{reader}::{function}")

    def test_the_bytes_of_a_layout_are_those_that_the_encoder_writes(self):
        rows = [row.split() for row in facts() if row.startswith("layout ")]
        self.assertGreater(len(rows), 5)
        for _, name, *sizes, _, header in rows:
            offset, width, gap, _ = map(int, sizes)
            written = bytes.fromhex(header)
            self.assertEqual(len(written), offset + width + gap, name)
            self.assertTrue(any(written[offset : offset + width]), f"{name}: the length is there")
            self.assertFalse(any(written[:offset] + written[offset + width :]), f"{name}: and nowhere else")
        shown = pictures.layout_bytes("mysql", [("length", 3), ("more header", 1), ("payload", 0)])
        self.assertEqual(re.findall(r">([\w ]+)</text>", shown), ["mysql", "length", "3 bytes", "more header", "1 byte", "payload"])

    def test_the_upload_shows_every_line_of_its_case_in_its_direction(self):
        case = (ROOT / "conformance/traces/server/put-reply.trace").read_text(encoding="utf-8")
        lines = [line for line in case.split("\n--\n")[1].splitlines() if line]
        shown = html.unescape(pictures.upload(case))
        to_server, to_client = shown.count('H656"'), shown.count('H64"')
        self.assertEqual(to_server, sum(line.startswith(">") for line in lines))
        self.assertEqual(to_client, sum(line.startswith(("= reply", "= closed")) for line in lines))
        at = [shown.find(word) for word in ('"cmd": "put"', "reply status", "stored name", "end of the stream", "closed")]
        self.assertEqual(at, sorted(at))
        self.assertGreater(at[0], 0)

    def test_the_house_has_every_room_and_leads_where_the_table_does(self):
        page = (ROOT / ".github/CONTRIBUTING.md").read_text(encoding="utf-8")
        rooms, arrows = pictures.plan_of_the_house(page)
        self.assertGreater(len(rooms), 10)
        for room in rooms:
            self.assertTrue((ROOT / room).is_dir() or (ROOT / "include" / "cleave" / room).is_dir() or room == "pump", room)
            self.assertIn(f">{room}<", pictures.house(page))
        for room, others in rooms.items():
            self.assertLessEqual(set(others), reached(room, arrows), f"an arrow is missing below {room}")
        for room in rooms:
            self.assertLessEqual(reached(room, arrows), reached(room, [(a, b) for a in rooms for b in rooms[a]]), room)

    def test_long_declarations_are_broken_after_a_comma_and_keep_their_words(self):
        long = "constexpr status encode(std::span<const std::byte> payload, std::span<std::byte>& out, const P& p = P{}, int more = 0) noexcept"
        shown = reference.wrapped(long)
        self.assertEqual(shown.split("\n")[1], " " * 24 + "const P& p = P{}, int more = 0) noexcept")
        self.assertEqual(shown.split(), long.split())
        self.assertEqual(reference.wrapped("x" * 200), "x" * 200)

    def test_dead_links_and_what_is_loaded_from_elsewhere_are_found(self):
        with tempfile.TemporaryDirectory() as folder:
            pathlib.Path(folder, "a.html").write_text('<a href="b.html">b</a><a href="#no">c</a><a id="yes" href="a.html#yes">d</a>'
                                                      '<img src="https://example.org/x.png">')  # fmt: skip
            found = check_links.problems(pathlib.Path(folder))
        self.assertEqual(found, ["a.html: loads https://example.org/x.png", "a.html: dead link b.html", "a.html: dead anchor #no"])


if __name__ == "__main__":
    unittest.main()
