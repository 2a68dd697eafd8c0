# SPDX-License-Identifier: MIT
"""The samples of conformance/vectors, each run as its page says: on the vectors as they are, on those of a newer schema, and with
a codec that takes a read for everything. With CLEAVE_THOROUGH all of them, on all cases; without, those that need no build."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("CLEAVE_BIN", ROOT.parent / "build/bin")) / "cleave-conformance"
THOROUGH = "CLEAVE_THOROUGH" in os.environ
CASES = ["framing/*"] if THOROUGH else ["frame-*", "eof-*", "limit-*", "size-65536", "size-megabytes-1048576"]
SCHEMA = 2

# What each sample's codec does wrong then.
FAULTS = {
    "test_vectors_pytest.py": ("self.pending += piece", "self.pending = piece"),
    "vectors.test.js": ("Buffer.concat([this.pending, piece])", "piece"),
    "vectors_test.go": ("append(c.pending, piece...)", "piece"),
    "vectors.rs": ("self.pending.extend(piece)", "self.pending = piece.to_vec()"),
    "VectorsTest.java": ("pending = all;", "pending = piece;"),
    "vectors_tests.erl": ("<<Pending/binary, Piece/binary>>", "<<(binary:part(Pending, 0, 0))/binary, Piece/binary>>"),
    "vectors.hpp": ("pending += piece;", "pending = piece;"),
}

# What each framework of the page needs: programs, and files of libraries. Those without a build come first.
NEEDS = {
    "pytest": ["/usr/lib/python3/dist-packages/pytest"],
    "Node's test runner": ["node"],
    "EUnit": ["erlc", "/usr/lib/erlang/lib/jiffy-*", "/usr/lib/erlang/lib/eunit-*/include"],
    "go test": ["go"],
    "cargo test": ["/usr/bin/cargo", "/usr/share/cargo/registry/serde_json-*"],
    "JUnit 5": ["javac", "/usr/share/java/junit-platform-console.jar", "/usr/share/java/jackson-databind.jar"],
    "GoogleTest": ["g++", "/usr/include/gtest", "/usr/include/nlohmann"],
    "Catch2": ["g++", "/usr/include/catch2/catch.hpp", "/usr/include/nlohmann"],
}
QUICK = ["pytest", "Node's test runner", "EUnit"]


def is_here(need):
    return any(pathlib.Path("/").glob(need[1:])) if need.startswith("/") else shutil.which(need)


def rows():
    """{framework: (samples, command)}, as the page has them."""
    page = (ROOT / "vectors/README.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| ([^|]+) \| (\[[^|]+) \| `([^`]+)` \|$", page, re.MULTILINE)
    return {name: (re.findall(r"\((\S+)\)", samples), command) for name, samples, command in found}


def vectors(*cases):
    chosen = [word for case in cases for word in ("--case", case)]
    made = subprocess.run([PROGRAM, "vectors", *chosen, "--output", "-"], capture_output=True, text=True, check=True)
    return json.loads(made.stdout)


def environment(folder):
    """Debian's own tools and libraries, and nothing kept outside the folder."""
    registry = pathlib.Path("/usr/share/cargo/registry")
    (folder / ".cargo").mkdir(exist_ok=True)
    replaced = f'[source.crates-io]\nreplace-with = "debian"\n[source.debian]\ndirectory = "{registry}"\n[net]\noffline = true\n'
    (folder / ".cargo/config.toml").write_text(replaced, encoding="utf-8")
    own = {"GO111MODULE": "auto", "GOCACHE": os.environ.get("GOCACHE", f"{folder}/go"), "CARGO_HOME": f"{folder}/home",
           "PYTHONDONTWRITEBYTECODE": "1", "PATH": f"/usr/bin:/bin:{os.environ['PATH']}"}  # fmt: skip
    return {**os.environ, **own}


class Vectors(unittest.TestCase):
    def play(self, name, *documents, broken=False):
        """[(exit code, output)] of a sample that is built once, on each of these vectors."""
        samples, command = rows()[name]
        results = []
        with tempfile.TemporaryDirectory() as made:
            folder = pathlib.Path(made)
            for sample in samples:
                text = (ROOT / "vectors" / sample).read_text(encoding="utf-8")
                if broken and sample in FAULTS:
                    self.assertEqual(text.count(FAULTS[sample][0]), 1)
                    text = text.replace(*FAULTS[sample])
                (folder / sample).write_text(text, encoding="utf-8")
            for document in documents:
                (folder / "vectors.json").write_text(json.dumps(document), encoding="utf-8")
                ran = subprocess.run(["sh", "-c", command], cwd=folder, env=environment(folder), capture_output=True, text=True, check=False)
                results.append((ran.returncode, ran.stdout + ran.stderr))
                command = command.rpartition("&& ")[2]
        return results

    def check(self, name):
        document = vectors(*CASES)
        self.assertEqual(document["schemaVersion"], SCHEMA)
        newer = {**document, "schemaVersion": SCHEMA + 1}
        (code, text), (refused, why) = self.play(name, document, newer)
        self.assertEqual(code, 0, text)
        self.assertNotEqual(refused, 0)
        self.assertIn(f"newer than {SCHEMA}: update this reader", why)
        ((code, text),) = self.play(name, document, broken=True)
        self.assertNotEqual(code, 0)
        self.assertRegex(text, r"frame.one|A frame is its header")

    def test_the_page_has_eight_frameworks_and_sixty_lines(self):
        self.assertEqual(set(rows()), set(NEEDS))
        self.assertLessEqual((ROOT / "vectors/README.md").read_text(encoding="utf-8").count("\n"), 60)

    def test_an_id_stands_once_and_what_is_left_out_is_named(self):
        document = vectors("framing/*")
        ids = [case["id"] for case in document["cases"]] + document["leftOut"]
        self.assertEqual(len(set(ids)), len(ids))
        self.assertIn("many-thousands-65537", document["leftOut"])


class Schema(unittest.TestCase):
    def test_a_validator_of_others_takes_all_vectors(self):
        words = "import json, jsonschema, sys; jsonschema.validate(json.load(sys.stdin), json.load(open(sys.argv[1])))"
        made = subprocess.run([PROGRAM, "vectors", "--output", "-"], capture_output=True, check=True)
        self.assertLess(len(made.stdout), 5_000_000)
        schema = ROOT / "traces/trace_schema.json"
        subprocess.run(["/usr/bin/python3", "-c", words, schema], input=made.stdout, check=True)


def test_of(name):
    @unittest.skipUnless(all(map(is_here, NEEDS[name])), f"needs {' and '.join(NEEDS[name])}")
    def test(self):
        self.check(name)

    return test


for each in NEEDS if THOROUGH else QUICK:
    setattr(Vectors, "test_" + each.lower().replace(" ", "_").replace("'", ""), test_of(each))
if not THOROUGH:
    del Schema

if __name__ == "__main__":
    unittest.main()
