# SPDX-License-Identifier: MIT
"""build.sh, run with the environment that OSS-Fuzz and ClusterFuzzLite set: does each name that it leaves
mean something to the services? A misnamed seed archive, dictionary or options file is skipped without a word."""
import configparser
import os
import pathlib
import re
import shutil
import stat
import subprocess
import tempfile
import unittest
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FUZZ = ROOT / "fuzz"
TARGETS = {path.stem for path in FUZZ.glob("fuzz_*.cpp")}
# The services' own rule for a target's name; the entry point's name is looked for in the program's bytes.
VALID_NAME = re.compile(r"^[a-zA-Z0-9@_.-]+$")
ENTRY_POINT = b"LLVMFuzzerTestOneInput"
SEED_ARCHIVE = "_seed_corpus.zip"
KNOWN_OPTIONS = {"max_len", "dict", "timeout", "rss_limit_mb", "close_fd_mask", "only_ascii"}


def has_libfuzzer():
    """Whether there is a clang with libFuzzer, a cmake and a zip."""
    if not all(shutil.which(tool) for tool in ("clang", "clang++", "cmake", "ninja", "zip")):
        return False
    found = subprocess.run(["clang++", "-print-runtime-dir"], capture_output=True, text=True, check=False)
    return any(pathlib.Path(found.stdout.strip()).glob("libclang_rt.fuzzer*.a"))


@unittest.skipUnless(has_libfuzzer(), "needs clang with libFuzzer, cmake, ninja and zip")
class OssFuzzLayout(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        base = pathlib.Path(cls.folder.name)
        cls.out = base / "out"
        for name in ("out", "work", "src"):
            (base / name).mkdir()
        (base / "src" / "cleave").symlink_to(ROOT)
        flags = "-O0 -fsanitize=fuzzer-no-link"  # the services' own add sanitizers, which changes no name
        environment = os.environ | {
            "CC": "clang", "CXX": "clang++", "CFLAGS": flags, "CXXFLAGS": flags,
            "LIB_FUZZING_ENGINE": "-fsanitize=fuzzer", "FUZZING_ENGINE": "libfuzzer", "SANITIZER": "address",
            "ARCHITECTURE": "x86_64", "FUZZING_LANGUAGE": "c++",
            "SRC": str(base / "src"), "WORK": str(base / "work"), "OUT": str(cls.out),
        }
        script = base / "src" / "build.sh"  # where the images have it
        shutil.copy(ROOT / ".clusterfuzzlite" / "build.sh", script)
        built = subprocess.run(["bash", "-eu", str(script)], env=environment, cwd=base / "src" / "cleave",
                               capture_output=True, text=True, check=False)
        if built.returncode != 0:
            raise AssertionError(built.stdout[-4000:] + built.stderr[-4000:])

    def programs(self):
        return {path.name for path in self.out.iterdir() if path.stat().st_mode & stat.S_IXUSR}

    def test_each_target_is_a_program_that_the_services_take_for_one(self):
        self.assertEqual(self.programs(), TARGETS)
        for name in TARGETS:
            self.assertRegex(name, VALID_NAME)
            self.assertIn(ENTRY_POINT, (self.out / name).read_bytes(), name)

    def test_every_other_file_belongs_to_a_target_by_its_name(self):
        for path in self.out.iterdir():
            if path.name in self.programs():
                continue
            owner = re.sub(r"(_seed_corpus\.zip|\.dict|\.options)$", "", path.name)
            self.assertNotEqual(owner, path.name, "a kind of file that no service looks for")
            self.assertIn(owner, TARGETS, path.name)

    def test_each_target_has_seeds_of_its_own_without_folders(self):
        for name in TARGETS:
            archive = self.out / (name + SEED_ARCHIVE)
            self.assertTrue(archive.exists(), f"no seeds for {name}")
            with zipfile.ZipFile(archive) as seeds:
                self.assertIsNone(seeds.testzip())
                self.assertGreater(len(seeds.namelist()), 0)
                self.assertFalse([n for n in seeds.namelist() if "/" in n], "seeds lie in no folder")
                kept = {path.read_bytes() for path in (FUZZ / "corpus" / name.removeprefix("fuzz_")).glob("*")}
                self.assertLessEqual(kept, {seeds.read(n) for n in seeds.namelist()}, name)

    def test_dictionaries_are_those_that_the_sources_name_and_the_engine_reads_them(self):
        named = {path.stem for path in FUZZ.glob("fuzz_*.cpp") if "// dictionary: " in path.read_text()}
        self.assertEqual({path.stem for path in self.out.glob("*.dict")}, named)
        for name in sorted(named):
            ran = subprocess.run([self.out / name, "-runs=1", f"-dict={self.out / name}.dict"],
                                 capture_output=True, text=True, check=False)
            self.assertEqual(ran.returncode, 0, ran.stderr[-2000:])
            entries = [line for line in (self.out / (name + ".dict")).read_text().splitlines() if line[:1] == '"']
            self.assertIn(f"Dictionary: {len(entries)} entries", ran.stderr)

    def test_options_are_ones_that_the_engine_has(self):
        for name in TARGETS:
            options = configparser.ConfigParser()
            self.assertEqual(len(options.read(self.out / (name + ".options"))), 1, name)
            self.assertEqual(options.sections(), ["libfuzzer"])
            self.assertLessEqual(set(options["libfuzzer"]), KNOWN_OPTIONS)
            self.assertGreater(int(options["libfuzzer"]["max_len"]), 0)

    def test_the_two_layouts_copy_from_places_that_exist(self):
        for dockerfile in (FUZZ / "oss-fuzz" / "Dockerfile", ROOT / ".clusterfuzzlite" / "Dockerfile"):
            for source in re.findall(r"^COPY (\S+) ", dockerfile.read_text(), re.MULTILINE):
                self.assertTrue((ROOT / source).exists(), f"{dockerfile}: {source}")


if __name__ == "__main__":
    unittest.main()
