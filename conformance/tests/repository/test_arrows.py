# SPDX-License-Identifier: MIT
"""Sources include each other only along the arrows that CONTRIBUTING's table of rooms allows."""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
ROW = re.compile(r"^\| `([\w/-]+)` \| [^|]+ \| ([^|]+) \|$", re.MULTILINE)
INCLUDE = re.compile(r"^\s*#\s*include\s+[\"<]([^\">]+)[\">]", re.MULTILINE)
PUMP = ("include/cleave/pump.hpp", "include/cleave/transport.hpp")
WHOLE = "include/cleave/cleave.hpp"  # every header there is


def allowed():
    """Room to the rooms that it may include, as the table says."""
    rows = dict(ROW.findall((ROOT / ".github/CONTRIBUTING.md").read_text(encoding="utf-8")))
    return {room: set(re.findall(r"`([\w/-]+)`", words)) for room, words in rows.items()}


def room_of(path, rooms):
    name = path.relative_to(ROOT).as_posix()
    if name in PUMP:
        return "pump"
    return max((room for room in rooms if name.startswith(room + "/")), key=len, default=None)


def included(path):
    """The repository's files that a source includes."""
    for name in INCLUDE.findall(path.read_text(encoding="utf-8")):
        places = (base / name for base in (path.parent, ROOT, ROOT / "include", ROOT / "reference-impls"))
        found = next((place.resolve() for place in places if place.is_file()), None)
        if found:
            yield found


def sources(rooms):
    for room in rooms:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in (".cpp", ".hpp") and room_of(path, rooms) in (room, "pump"):
                yield path


def imports_of(path):
    lines = re.findall(r"^\s*(?:from (\w+)|import ([\w, ]+))", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {name for line in lines for name in re.findall(r"\w+", " ".join(line))}


class Arrows(unittest.TestCase):
    def test_includes_go_along_the_arrows(self):
        rooms, seen = allowed(), set()
        wrong = []
        for path in sources(rooms):
            if path == ROOT / WHOLE:
                continue
            own = room_of(path, rooms)
            for target in included(path):
                other = room_of(target, rooms)
                seen.add((own, other))
                if other != own and other not in rooms[own]:
                    wrong.append(f"{path.relative_to(ROOT)} ({own}) includes {target.relative_to(ROOT)} ({other})")
        self.assertEqual(wrong, [])
        unused = {(room, other) for room, others in rooms.items() for other in others} - seen
        self.assertEqual(unused, set(), "arrows that nothing needs")

    def test_nothing_but_tests_may_include_tests(self):
        for room, others in allowed().items():
            if not room.startswith("conformance/tests/"):
                self.assertFalse([other for other in others if other.startswith("conformance/tests")], room)

    def test_python_outside_the_tests_imports_no_test(self):
        names = {path.stem for path in (ROOT / "conformance/tests").rglob("*.py")}
        for path in sorted(ROOT.glob("*/**/*.py")):
            words = path.relative_to(ROOT).parts
            if "tests" in words or words[0].startswith("build"):
                continue
            own = {other.stem for other in path.parent.glob("*.py")}
            self.assertEqual(imports_of(path) & (names - own), set(), path)

    def test_python_modules_import_each_other_in_no_circle(self):
        paths = {path.stem: path for path in (ROOT / "conformance").rglob("*.py")}
        needs = {name: imports_of(path) & paths.keys() - {name} for name, path in paths.items()}
        while free := [name for name, others in needs.items() if not others & needs.keys()]:
            for name in free:
                del needs[name]
        self.assertEqual(needs, {})


if __name__ == "__main__":
    unittest.main()
