# SPDX-License-Identifier: MIT
"""What README.md shows works: every C++ sample compiles, runs, and prints the text block behind it; so does every command
that has one. The Chinese README says the same."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

from harness import BIN, PATIENCE

ROOT = pathlib.Path(__file__).resolve().parents[3]
COMPILE = [os.environ.get("CXX", "c++"), "-std=c++20", "-Wall", "-Wextra", "-Werror", "-I", str(ROOT / "include")]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHINESE = (ROOT / ".github" / "README.zh.md").read_text(encoding="utf-8")


def fenced_blocks(markdown):
    """(language, text) of each fenced block, in order."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", markdown, re.MULTILINE | re.DOTALL)


def headings(markdown):
    """Each heading's line, and its title."""
    text = re.sub(r"^ *```.*?^ *```$", "", markdown, flags=re.MULTILINE | re.DOTALL)
    return {line: line.lstrip("# ") for line in re.findall(r"^#+ .*$", text, re.MULTILINE)}


class Readme(unittest.TestCase):
    def test_every_sample_prints_what_it_says(self):
        blocks = fenced_blocks(README)
        samples = [i for i, (language, _) in enumerate(blocks) if language == "cpp"]
        self.assertTrue(samples)
        for number, i in enumerate(samples, 1):
            with self.subTest(sample=number), tempfile.TemporaryDirectory() as folder:
                self.assertIn("int main(", blocks[i][1])
                self.assertEqual(blocks[i + 1][0], "text", "its output must follow a sample")
                source = pathlib.Path(folder, "sample.cpp")
                source.write_text(blocks[i][1], encoding="utf-8")
                program = pathlib.Path(folder, "sample")
                subprocess.run([*COMPILE, str(source), "-o", str(program)], check=True)
                ran = subprocess.run([str(program)], check=True, capture_output=True, text=True, timeout=PATIENCE)
                self.assertEqual(ran.stdout, blocks[i + 1][1])

    def test_every_command_with_output_prints_what_it_says(self):
        blocks = fenced_blocks(README)
        commands = [i for i, (language, _) in enumerate(blocks) if language == "sh" and blocks[i + 1][0] == "text"]
        self.assertTrue(commands)
        environment = os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
        for i in commands:
            with self.subTest(commands=blocks[i][1]), tempfile.TemporaryDirectory() as folder:
                ran = subprocess.run(
                    ["sh"], input=blocks[i][1], cwd=folder, env=environment, capture_output=True, text=True,
                    timeout=PATIENCE, check=False,
                )  # fmt: skip
                self.assertEqual(ran.stdout, blocks[i + 1][1], ran.stderr)

    def test_every_link_leads_somewhere(self):
        for folder, text in ((ROOT, README), (ROOT / ".github", CHINESE)):
            targets = re.findall(r"\]\(([^)#:]+)\)", text)
            self.assertTrue(targets)
            for target in targets:
                self.assertTrue((folder / target).exists(), target)

    def test_every_section_that_is_linked_is_there(self):
        for text in (README, CHINESE):
            titles = {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in headings(text).values()}
            for target in re.findall(r"\]\(#([^)]+)\)", text):
                self.assertIn(target, titles)

    def test_the_chinese_readme_has_the_same_headings_samples_and_tables(self):
        levels = [[line.count("#", 0, 4) for line in headings(text)] for text in (README, CHINESE)]
        self.assertEqual(levels[1], levels[0], "the headings of .github/README.zh.md")
        self.assertEqual(fenced_blocks(CHINESE), fenced_blocks(README))
        rows = [len(re.findall(r"^\|", text, re.MULTILINE)) for text in (README, CHINESE)]
        self.assertEqual(rows[1], rows[0], "lines of tables")

    def test_the_first_lines_lead_to_the_other_language(self):
        self.assertIn("(.github/README.zh.md)", README[:200])
        self.assertIn("(../README.md)", CHINESE[:200])

    def test_every_header_is_named(self):
        for header in (ROOT / "include" / "cleave").glob("*.hpp"):
            self.assertIn(f"(include/cleave/{header.name})", README)


if __name__ == "__main__":
    unittest.main()
