# SPDX-License-Identifier: MIT
"""What README.md and the pages it leads to show works: every C++ sample compiles, runs, and prints the text block after
it; so does every command that has one. The Chinese pages say the same, and their own samples work too."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from harness import BIN, PATIENCE

ROOT = pathlib.Path(__file__).resolve().parents[3]
COMPILE = [os.environ.get("CXX", "c++"), "-std=c++20", "-Wall", "-Wextra", "-Werror", "-I", str(ROOT / "include")]
GITHUB = ROOT / ".github"
ENGLISH = [ROOT / "README.md", GITHUB / "GUIDE.md", GITHUB / "HEADERS.md"]
CHINESE = [GITHUB / f"{page.stem}.zh.md" for page in ENGLISH]
INSPECT = ROOT / "conformance" / "inspect" / "README.md"
PAGES = [*ENGLISH, *CHINESE, INSPECT]


def read(page):
    return page.read_text(encoding="utf-8")


def fenced_blocks(markdown):
    """(language, text) of each fenced block, in order."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", markdown, re.MULTILINE | re.DOTALL)


def headings(markdown):
    """Each heading's line, and its title."""
    text = re.sub(r"^ *```.*?^ *```$", "", markdown, flags=re.MULTILINE | re.DOTALL)
    return {line: line.lstrip("# ") for line in re.findall(r"^#+ .*$", text, re.MULTILINE)}


def shown(language):
    """{block: (page, the block after it)} of all pages, for each block in a language."""
    found = {}
    for page in PAGES:
        blocks = fenced_blocks(read(page))
        for (kind, text), after in zip(blocks, [*blocks[1:], ("", "")]):
            if kind == language:
                found.setdefault((text, after), page)
    return [(page, text, after) for (text, after), page in found.items()]


def run(command, folder, text=None, **options):
    environment = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        command, input=text, cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE, **options
    )


class Readme(unittest.TestCase):
    def test_every_sample_prints_what_it_says(self):
        samples = shown("cpp")
        self.assertTrue({ROOT / "README.md", GITHUB / "GUIDE.md"} <= {page for page, _, _ in samples})
        for page, text, (kind, output) in samples:
            with self.subTest(page=page.name, sample=text), tempfile.TemporaryDirectory() as folder:
                self.assertIn("int main(", text)
                self.assertEqual(kind, "text", "its output must follow a sample")
                source = pathlib.Path(folder, "sample.cpp")
                source.write_text(text, encoding="utf-8")
                program = pathlib.Path(folder, "sample")
                subprocess.run([*COMPILE, str(source), "-o", str(program)], check=True)
                self.assertEqual(run([str(program)], folder, check=True).stdout, output)

    def test_every_command_with_output_prints_what_it_says(self):
        commands = [command for command in shown("sh") if command[2][0] == "text"]
        self.assertTrue({INSPECT, GITHUB / "README.zh.md"} <= {page for page, _, _ in commands})
        for page, text, (_, output) in commands:
            with self.subTest(page=page.name, commands=text), tempfile.TemporaryDirectory() as folder:
                ran = run(["sh"], folder, text, check=False)
                self.assertEqual(ran.stdout, output, ran.stderr)

    def test_every_link_leads_somewhere(self):
        for page in PAGES:
            for target in re.findall(r"\]\(([^)#:]+)\)", read(page)):
                self.assertTrue((page.parent / target).exists(), f"{page.name}: {target}")
        for page in (*ENGLISH, *CHINESE):
            self.assertRegex(read(page), r"\]\([^)#:]+\)")

    def test_every_section_that_is_linked_is_there(self):
        for page in PAGES:
            text = read(page)
            titles = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings(text).values()}
            for target in re.findall(r"\]\(#([^)]+)\)", text):
                self.assertIn(target, titles)

    def test_a_chinese_page_has_the_same_headings_samples_and_tables_and_may_show_more(self):
        for page, chinese in zip(ENGLISH, CHINESE):
            text, other = read(page), read(chinese)
            levels = [[line.count("#", 0, 4) for line in headings(t)] for t in (text, other)]
            self.assertEqual(levels[1], levels[0], f"the headings of {chinese.name}")
            blocks = iter(fenced_blocks(other))
            for block in fenced_blocks(text):
                self.assertIn(block, blocks, f"{chinese.name}: in the same order")
            rows = [len(re.findall(r"^\|", t, re.MULTILINE)) for t in (text, other)]
            self.assertEqual(rows[1], rows[0], f"lines of tables in {chinese.name}")

    def test_the_first_lines_lead_to_the_other_language(self):
        for page, chinese in zip(ENGLISH, CHINESE):
            self.assertIn(f"({os.path.relpath(chinese, page.parent)})", read(page)[:200])
            self.assertIn(f"({os.path.relpath(page, chinese.parent)})", read(chinese)[:200])

    def test_every_header_is_named_on_a_page_that_the_readme_leads_to(self):
        self.assertIn("(.github/HEADERS.md)", read(ROOT / "README.md"))
        self.assertIn("(HEADERS.zh.md)", read(GITHUB / "README.zh.md"))
        for page in (GITHUB / "HEADERS.md", GITHUB / "HEADERS.zh.md"):
            for header in (ROOT / "include" / "cleave").glob("*.hpp"):
                self.assertIn(f"(../include/cleave/{header.name})", read(page))


if __name__ == "__main__":
    unittest.main()
