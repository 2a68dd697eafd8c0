# SPDX-License-Identifier: MIT
""".github/PUBLIC_NAMES.md: the page lists the names that the headers offer, no more than it allows.

    python3 test_public_names.py    prints the lists as the page must have them
"""

import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
HEADERS = ROOT / "include" / "cleave"
PAGE = ROOT / ".github" / "PUBLIC_NAMES.md"
MECHANICS = {"protocols/generic.hpp", "protocols/names.hpp"}  # not one protocol each, but what makes and finds them
WIDTH = 120

sys.path.insert(0, str(ROOT / "conformance" / "packaging" / "module"))
import generate  # noqa: E402


def offered():
    """The names that each header declares in namespace cleave."""
    names = {}
    for path in sorted(HEADERS.rglob("*.hpp")):
        found = {generate.declared(one) for one in generate.statements(path.read_text(encoding="utf-8"))}
        if found := sorted(name for name in found if name and not name.startswith("operator")):
            names[path.relative_to(HEADERS).as_posix()] = found
    return names


def is_protocol(header):
    return header.startswith("protocols/") and header not in MECHANICS


def row(header, names):
    """A header's item of the list, in lines that are not too long."""
    lines = [f"- `{header}`:"]
    for name in names:
        word = f" `{name}`"
        if len(lines[-1] + word) > WIDTH:
            lines.append(" ")
        lines[-1] += word
    return "\n".join(lines)


def listed(page):
    """The names that the page lists for each header, by section."""
    sections = {}
    for section in page.split("\n## ")[1:]:
        title, text = section.split("\n", 1)
        rows = re.findall(r"^- `([\w/]+\.hpp)`:((?:\s+`\w+`)+)$", text, re.MULTILINE)
        sections[title] = {header: re.findall(r"`(\w+)`", names) for header, names in rows}
    return sections


class PublicNames(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        self.page = PAGE.read_text(encoding="utf-8")
        self.offered = offered()

    def expect(self, section, headers):
        self.assertTrue(headers)
        self.assertEqual(listed(self.page)[section], headers)

    def test_are_those_of_the_page(self):
        self.expect("Names", {header: names for header, names in self.offered.items() if not is_protocol(header)})

    def test_of_protocols_are_those_of_the_page(self):
        self.expect("Protocols", {header: names for header, names in self.offered.items() if is_protocol(header)})

    def test_are_no_more_than_the_page_allows(self):
        allowed = int(re.search(r"at most (\d+) names", self.page)[1])
        names = {name for header, all_names in self.offered.items() if not is_protocol(header) for name in all_names}
        self.assertLessEqual(len(names), allowed, "put it into namespace cleave::detail, or raise the page's number")

    def test_do_not_count_what_is_internal(self):
        header = "namespace cleave {\nnamespace detail {\nclass hidden {};\n}\nclass seen {};\n}\nnamespace cleave::detail {\nclass too {};\n}\n"
        self.assertEqual([generate.declared(one) for one in generate.statements(header) if generate.declared(one)], ["seen"])

    def test_are_found_behind_a_condition(self):
        self.assertEqual(generate.declared("template <int N>\n    requires(N > 0)\nstruct sized"), "sized")


if __name__ == "__main__":
    for is_wanted in (False, True):
        print("\n".join(row(*one) for one in offered().items() if is_protocol(one[0]) is is_wanted), end="\n\n")
