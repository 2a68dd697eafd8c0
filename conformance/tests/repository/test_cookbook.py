# SPDX-License-Identifier: MIT
"""The cookbook does what it shows: the code on each page is the file beside it, its commands print what the page says,
and the Chinese pages say the same."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from harness import BIN, PATIENCE

ROOT = pathlib.Path(__file__).resolve().parents[3]
COOKBOOK = ROOT / "reference-impls" / "cookbook"
PAGES = sorted(page for page in COOKBOOK.glob("*.md") if not page.name.endswith(".zh.md") and page.name != "README.md")
SUFFIXES = {"cpp": ".cpp", "python": ".py"}


def fenced_blocks(page):
    """(language, text) of each fenced block, in order."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def headings(page):
    """Their levels, and no words."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)]


def without_licence(file):
    return file.read_text(encoding="utf-8").split("\n", 1)[1].lstrip("\n")


def comparable(text):
    """Times and the suite's own counts change from run to run and from release to release."""
    lines = []
    for line in text.splitlines():
        if re.match(r"(area|framing|all|my codec|suite) ?", line):
            line = re.sub(r"\b[0-9a-f]{12}\b", "HASH", line)
            line = re.sub(r"\d[\d,.]*\d|\d", "N", re.sub(r"  +", " ", line))
        line = re.sub(r"\[=+\](.*), [\d.]+ [KMG]iB/s, took [\d:]+", r"[=]\1", line)  # a bar's width depends on the rate
        lines.append(line)
    return lines


class Cookbook(unittest.TestCase):
    def test_the_code_on_a_page_is_a_file_beside_it_and_every_file_is_on_a_page(self):
        shown = set()
        for page in PAGES:
            for language, text in fenced_blocks(page):
                if language not in SUFFIXES:
                    continue
                files = [f for f in COOKBOOK.glob("*" + SUFFIXES[language]) if without_licence(f) == text]
                self.assertEqual(len(files), 1, f"{page.name}: no file holds this:\n{text}")
                shown.add(files[0])
        self.assertEqual(shown, {f for suffix in SUFFIXES.values() for f in COOKBOOK.glob("*" + suffix)})

    def test_the_commands_of_a_page_print_what_it_says(self):
        for page in PAGES:
            with self.subTest(page=page.name), tempfile.TemporaryDirectory() as folder:
                for file in [*COOKBOOK.glob("*.cpp"), *COOKBOOK.glob("*.py"), *(BIN.parent / "cookbook").iterdir()]:
                    pathlib.Path(folder, file.name).symlink_to(file)
                pathlib.Path(folder, "cleave").symlink_to(ROOT)
                blocks = fenced_blocks(page)
                commands = [i for i, (language, _) in enumerate(blocks) if language == "sh"]
                self.assertTrue(commands)
                for i in commands:
                    if "clang++" in blocks[i][1] and not shutil.which("clang++"):
                        self.skipTest("clang++ is not installed")
                    if "./serve_with" in blocks[i][1] and not pathlib.Path(folder, "serve_with_coroutines").exists():
                        self.skipTest("Boost.Asio is not installed")
                    ran = subprocess.run(
                        ["sh", "-e"], input=blocks[i][1], cwd=folder, env=self.environment(), capture_output=True,
                        text=True, timeout=PATIENCE * 3, check=False,
                    )  # fmt: skip
                    self.assertEqual(blocks[i + 1][0], "text", "its output must follow a command")
                    self.assertEqual(comparable(ran.stdout), comparable(blocks[i + 1][1]), ran.stderr)
                    self.assertEqual(ran.returncode, 0, ran.stderr)

    def environment(self):
        return os.environ | {"PATH": f"{BIN}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1",
                             "CLEAVE_PATIENCE": "12"}  # fmt: skip

    def test_the_index_names_every_page(self):
        index = (COOKBOOK / "README.md").read_text(encoding="utf-8")
        self.assertEqual(set(re.findall(r"\]\((\w+\.md)\)", index)), {page.name for page in PAGES})

    def test_the_chinese_pages_have_the_same_headings_and_the_same_samples(self):
        for page in [*PAGES, COOKBOOK / "README.md"]:
            with self.subTest(page=page.name):
                chinese = page.with_suffix(".zh.md")
                self.assertEqual(headings(chinese), headings(page))
                self.assertEqual(fenced_blocks(chinese), fenced_blocks(page))
                self.assertRegex(chinese.read_text(encoding="utf-8"), "[\u4e00-\u9fff]")

    def test_every_link_leads_somewhere(self):
        for page in COOKBOOK.glob("*.md"):
            text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
            for target in re.findall(r"\]\(([^)#:]+)\)", text):
                self.assertTrue((COOKBOOK / target).exists(), f"{page.name}: {target}")


if __name__ == "__main__":
    unittest.main()
