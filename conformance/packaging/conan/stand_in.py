# SPDX-License-Identifier: MIT
"""Runs a recipe as `conan create` would, with what it imports of Conan stood in for: stand_in.py RECIPE FOLDER

Exports to FOLDER/export, packages to FOLDER/package, and prints the folders for a consumer's include path."""

import fnmatch
import importlib.util
import pathlib
import shutil
import sys
import types

RECIPE, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
CPPSTD = 20  # of the settings that stand for a user's profile


class CppInfo:
    def __init__(self):
        self.includedirs = ["include"]
        self.libdirs = ["lib"]
        self.bindirs = ["bin"]
        self.properties = {}

    def set_property(self, key, value):
        self.properties[key] = value


class Info:
    is_clear = False

    def clear(self):
        self.is_clear = True


class ConanFile:
    def __init__(self):
        self.info = Info()
        self.cpp_info = CppInfo()
        self.export_sources_folder = self.source_folder = str(FOLDER / "export")
        self.package_folder = str(FOLDER / "package")
        self.recipe_folder = str(pathlib.Path(RECIPE).parent)


def copy(conanfile, pattern, src, dst):
    assert isinstance(conanfile, ConanFile)
    src, dst = pathlib.Path(src), pathlib.Path(dst)
    copied = []
    for path in sorted(src.rglob("*")):
        if path.is_file() and fnmatch.fnmatch(str(path.relative_to(src)), pattern):
            to = dst / path.relative_to(src)
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, to)
            copied.append(to)
    return copied


def check_min_cppstd(conanfile, least):
    assert isinstance(conanfile, ConanFile)
    assert CPPSTD >= least, f"the profile has C++{CPPSTD}, the recipe wants C++{least}"


def stand_in(name, **members):
    module = types.ModuleType(name)
    module.__dict__.update(members)
    sys.modules[name] = module


stand_in("conan", ConanFile=ConanFile)
stand_in("conan.tools")
stand_in("conan.tools.build", check_min_cppstd=check_min_cppstd)
stand_in("conan.tools.files", copy=copy)

spec = importlib.util.spec_from_file_location("conanfile", RECIPE)
recipe_module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(recipe_module)
(kind,) = ConanFile.__subclasses__()

recipe = kind()
recipe.set_version()
for name in ("name", "version", "description", "license", "package_type", "settings"):
    assert getattr(recipe, name, None), f"a recipe needs {name}"
assert not hasattr(recipe, "requires"), "nothing is depended on"
recipe.export_sources()
recipe.validate()
recipe.package_id()
recipe.package()
recipe.package_info()
assert recipe.info.is_clear, "a package of headers is the same for all settings"
assert (FOLDER / "package/licenses/LICENSE").is_file(), "a package holds its licence"
assert not recipe.cpp_info.libdirs and not recipe.cpp_info.bindirs, "a package of headers has neither"
assert recipe.cpp_info.properties["cmake_target_name"] == "cleave::cleave"
print(recipe.version, *[FOLDER / "package" / folder for folder in recipe.cpp_info.includedirs], sep=";", end="")
