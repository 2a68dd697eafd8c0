# SPDX-License-Identifier: MIT
"""What README.md shows works: every C++ sample compiles, runs, and prints the text block behind it."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
COMPILE = [os.environ.get("CXX", "c++"), "-std=c++20", "-Wall", "-Wextra", "-Werror", "-I", str(ROOT / "include")]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def fenced_blocks(markdown):
    """(language, text) of each fenced block, in order."""
    return re.findall(r"^```(\w*)\n(.*?)^```$", markdown, re.MULTILINE | re.DOTALL)


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
                ran = subprocess.run([str(program)], check=True, capture_output=True, text=True, timeout=60)
                self.assertEqual(ran.stdout, blocks[i + 1][1])

    def test_every_link_leads_somewhere(self):
        targets = re.findall(r"\]\(([^)#:]+)\)", README)
        self.assertTrue(targets)
        for target in targets:
            self.assertTrue((ROOT / target).exists(), target)

    def test_every_header_is_named(self):
        for header in (ROOT / "include" / "cleave").glob("*.hpp"):
            self.assertIn(f"(include/cleave/{header.name})", README)


if __name__ == "__main__":
    unittest.main()
