# SPDX-License-Identifier: MIT
"""The codecs of this folder: their facts, the packages they come from, and how their testees are built and started."""
import fnmatch
import json
import os
import shutil
import subprocess
from pathlib import Path

FIELD = Path(__file__).resolve().parent
ROOT = FIELD.parents[1]
BUILD = ROOT / "build" / "field"
NPM = BUILD / "npm"
TRACES = ROOT / "conformance" / "traces"
BULK = {"encode-size", "many", "many-empty", "many-pieces", "offset", "size"}  # large, and alike in all layouts: one is enough
FACTS = {"name", "language", "protocol", "run", "layouts"}


class Missing(Exception):
    """Why a codec cannot be run here."""


class Codec:
    """One codec: a folder with facts.json and its testee."""

    def __init__(self, folder):
        self.folder, self.id = folder, folder.name
        self.facts = json.loads((folder / "facts.json").read_text())
        if missing := FACTS - self.facts.keys(): raise SystemExit(f"{folder}/facts.json: no {', '.join(sorted(missing))}")
        self.work = BUILD / self.id
        self.known_failures = folder / "known_failures.txt"

    def __getattr__(self, fact):
        if fact in ("name", "language", "protocol", "run", "layouts"): return self.facts[fact]
        raise AttributeError(fact)

    @property
    def is_the_library(self): return not self.run

    @property
    def form(self):
        """The protocol whose frames no layout of the suite says: its cases are in the folder traces/ here."""
        return self.facts.get("form", "")

    @property
    def notes(self): return self.facts.get("notes", [])

    def finding_of(self, case):
        """The finding that names a case; none where no finding does."""
        for note in self.notes:
            if any(fnmatch.fnmatch(case.partition("@")[0], glob) for glob in note.get("cases", [])): return note["finding"]
        return None

    @property
    def packages(self): return self.facts.get("apt", [])

    @property
    def npm(self): return self.facts.get("npm")

    def version(self):
        """The version that is installed; raises Missing with the reason where there is none."""
        for package in self.packages:
            if not debian_version(package): raise Missing(f"Debian's package {package} is not installed")
        if self.npm:
            about = NPM / "node_modules" / self.npm / "package.json"
            if not about.exists(): raise Missing(f"the npm package {self.npm} is not installed")
            return json.loads(about.read_text())["version"]
        if "version" in self.facts: return output_of(self.facts["version"], self.folder)
        return debian_version(self.packages[0]) if self.packages else ""

    def environment(self):
        declared = {"layouts": self.layouts, "frames": "whole", "roles": ["frame_decoder"], **self.facts.get("declares", {})}
        started = {"type": "started", "name": f"{self.name} {self.version()}".strip(), **declared}
        return {**os.environ, "STARTED": json.dumps(started), "WORK": str(self.work), "CONTRACT": str(FIELD / "contract"),
                "CODEC": str(self.folder), "FORM": self.form, "NODE_PATH": str(NPM / "node_modules"), "PYTHONPATH": str(FIELD / "contract"),
                "PYTHONDONTWRITEBYTECODE": "1"}

    def traces(self):
        """The folder of the suite's traces, or of those of the codec's form."""
        return suite_of(self.form, self.work) if self.form else TRACES

    def cases(self):
        """Globs of the cases that concern the codec: of its layouts and roles. The others would only cost time."""
        if self.is_the_library: return ["framing/*"]
        folder = FIELD / "traces" / self.form if self.form else TRACES / "framing"
        stems = [trace.stem for trace in sorted(folder.glob("*.trace")) if self.is_asked(trace)]
        return [f"{stem}-*@{self.layouts[0]}" if stem in BULK and not self.form else stem for stem in stems]

    def is_asked(self, trace):
        head = dict(line.split(": ", 1) for line in trace.read_text().partition("\n--\n")[0].splitlines()[1:])
        return (head.get("layout", "any") in ("any", *self.layouts) and head["role"] in self.facts.get("declares", {}).get("roles", ["frame_decoder"])
                and "on_excess" not in head and trace.stem not in self.facts.get("not_asked", {}))

    def build(self):
        """Compiles the testee, if it has to be; raises Missing with what the compiler said."""
        self.work.mkdir(parents=True, exist_ok=True)
        if "build" not in self.facts: return
        done = subprocess.run(["sh", "-ec", self.facts["build"]], cwd=self.folder, env=self.environment(), text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=400)
        if done.returncode: raise Missing("its testee does not compile: " + done.stdout.strip()[-600:])

    def start(self):
        """Becomes the testee."""
        os.chdir(self.folder)
        os.execvpe("sh", ["sh", "-c", "exec " + self.run], self.environment())


def suite_of(form, into):
    """A suite of the traces of one form: the rules that they cite are SPEC.md's."""
    suite = into / "suite"
    shutil.rmtree(suite, ignore_errors=True)
    shutil.copytree(FIELD / "traces" / form, suite / "traces" / form)
    shutil.copy(ROOT / "conformance" / "SPEC.md", suite)
    shutil.copy(TRACES / "flags.txt", suite / "traces")
    return suite / "traces"


def output_of(command, folder=FIELD):
    done = subprocess.run(["sh", "-c", command], cwd=folder, text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return done.stdout.strip()


def debian_version(package):
    version = output_of(f"dpkg-query -W -f '${{Status}} ${{Version}}' {package}")
    return version.rpartition(" ")[2] if " installed " in version else ""


def all_codecs(names=()):
    """The codecs called `names`; all where there are none."""
    found = {folder.parent.name: folder.parent for folder in sorted(FIELD.glob("*/facts.json"))}
    if unknown := [name for name in names if name not in found]:
        raise SystemExit(f"no codec {', '.join(unknown)}; there are: {' '.join(found)}")
    codecs = [Codec(found[name]) for name in names or found]
    return sorted(codecs, key=lambda one: (not one.is_the_library, one.language != "cleave", one.language.lower(), one.name.lower()))
