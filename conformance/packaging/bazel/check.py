# SPDX-License-Identifier: MIT
"""Reads the module's two files as Bazel would (their language is a part of Python's), in the folder that they describe.

check.py FOLDER: prints the folders that the library adds to a consumer's include path."""

import pathlib
import sys

FOLDER = pathlib.Path(sys.argv[1])
RULES = {"@rules_cc//cc:defs.bzl": ["cc_library"]}  # what may be loaded, and from where


class Module:
    """MODULE.bazel."""

    def __init__(self):
        self.about = None
        self.needs = []
        self.run()

    def run(self):
        calls = {"module": self.module, "bazel_dep": lambda name, version: self.needs.append(name)}
        exec((FOLDER / "MODULE.bazel").read_text(encoding="utf-8"), {"__builtins__": {}, **calls})

    def module(self, name, version, compatibility_level):
        assert self.about is None, "module() once, and first"
        self.about = (name, version, compatibility_level)


class Package:
    """BUILD.bazel."""

    def __init__(self):
        self.loaded = []
        self.libraries = {}
        self.calls = {"load": self.load, "glob": self.glob}
        exec((FOLDER / "BUILD.bazel").read_text(encoding="utf-8"), {"__builtins__": {}}, self.calls)

    def load(self, where, *names):
        for name in names:
            assert name in RULES[where], f"{where} has no {name}"
            self.calls[name] = self.cc_library
        self.loaded.append(where.removeprefix("@").split("//")[0])

    def glob(self, patterns):
        found = [str(path.relative_to(FOLDER)) for pattern in patterns for path in FOLDER.glob(pattern)]
        assert found, f"{patterns} match nothing"
        return found

    def cc_library(self, name, hdrs, includes, visibility):
        self.libraries[name] = (sorted(hdrs), includes, visibility)


module = Module()
package = Package()
assert module.about[0] == "cleave", module.about
assert package.loaded == module.needs, "each repository that is loaded from is declared, and no other"
headers, includes, visibility = package.libraries["cleave"]
tree = sorted(str(path.relative_to(FOLDER)) for path in (FOLDER / "include").rglob("*") if path.is_file())
assert headers == tree, f"the library has {headers}, the tree has {tree}"
assert visibility == ["//visibility:public"], visibility
print(";".join(includes), end="")
