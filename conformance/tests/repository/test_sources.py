# SPDX-License-Identifier: MIT
"""What holds for every file of the repository: its licence is stated in it, and the version in one place only."""

import pathlib
import subprocess
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
COMMENT = {".cpp": "//", ".cxx": "//", ".hpp": "//", ".h": "//", ".c": "//", ".java": "//", ".js": "//", ".rs": "//",
           ".lua": "--", ".py": "#", ".pl": "#", ".sh": "#", ".cmake": "#", ".in": "#", ".bzl": "#", ".bazel": "#", ".build": "#",
           ".escript": "%%"}  # fmt: skip
DATA = {"corpus", "captures"}  # folders of bytes


def sources():
    """Every file of the repository; of a copy without its history, every file that is not built."""
    listed = subprocess.run(["git", "-C", ROOT, "ls-files", "-z"], capture_output=True, text=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]
    ours = [path for path in ROOT.rglob("*") if not path.relative_to(ROOT).parts[0].startswith("build")]
    return [path for path in ours if path.is_file() and ".git" not in path.parts and "__pycache__" not in path.parts]


class Sources(unittest.TestCase):
    def test_every_source_states_its_licence_in_its_first_lines(self):
        tagged = 0
        for path in sources():
            is_source = path.suffix in COMMENT or path.name == "CMakeLists.txt" or path.read_bytes().startswith(b"#!")
            if not is_source or DATA & set(path.parts):
                continue
            with self.subTest(file=str(path.relative_to(ROOT))):
                first = path.read_text(encoding="utf-8").splitlines()[:2]  # a script's very first names its interpreter
                self.assertIn(f"{COMMENT.get(path.suffix, '#')} SPDX-License-Identifier: MIT", first)
                tagged += 1
        self.assertGreater(tagged, 100)

    def test_the_version_is_the_same_wherever_it_is_stated(self):
        checked = subprocess.run([ROOT / ".ci/version", "--check"], capture_output=True, text=True, check=False)
        self.assertEqual((checked.returncode, checked.stderr), (0, ""))

    def test_the_change_log_speaks_of_this_version(self):
        (line,) = [line for line in (ROOT / "CMakeLists.txt").read_text().splitlines() if line.startswith("project(")]
        version = line.split("VERSION ")[1].split()[0]
        self.assertIn(f"\n## {version}", (ROOT / ".github/CHANGELOG.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
