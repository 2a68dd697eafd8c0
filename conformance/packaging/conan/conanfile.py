# SPDX-License-Identifier: MIT
"""The Conan recipe, of the copy of the repository that it lies in: conan create conformance/packaging/conan"""

import pathlib
import re

from conan import ConanFile
from conan.tools.build import check_min_cppstd
from conan.tools.files import copy


class Cleave(ConanFile):
    name = "cleave"
    description = "Length-prefixed protocols, whole and in any piece"
    license = "MIT"
    topics = ("framing", "codec", "protocol", "header-only")
    package_type = "header-library"
    settings = "os", "arch", "compiler", "build_type"
    no_copy_source = True

    def repository(self):
        return pathlib.Path(self.recipe_folder).parents[2]

    def set_version(self):
        stated = (self.repository() / "CMakeLists.txt").read_text(encoding="utf-8")
        self.version = re.search(r"^project\(cleave VERSION ([0-9.]+)", stated, re.MULTILINE).group(1)

    def export_sources(self):
        copy(self, "include/*", src=self.repository(), dst=self.export_sources_folder)
        copy(self, "LICENSE", src=self.repository(), dst=self.export_sources_folder)

    def validate(self):
        check_min_cppstd(self, 20)

    def package_id(self):
        self.info.clear()

    def package(self):
        source = pathlib.Path(self.source_folder)
        package = pathlib.Path(self.package_folder)
        copy(self, "*.hpp", src=source / "include", dst=package / "include")
        copy(self, "LICENSE", src=source, dst=package / "licenses")

    def package_info(self):
        self.cpp_info.bindirs = []
        self.cpp_info.libdirs = []
        self.cpp_info.set_property("cmake_file_name", "cleave")
        self.cpp_info.set_property("cmake_target_name", "cleave::cleave")
        self.cpp_info.set_property("pkg_config_name", "cleave")
