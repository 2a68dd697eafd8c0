# SPDX-License-Identifier: MIT
"""What reference-impls/README.md shows was run as written: its servers start, its commands print what it says, and the
servers then show and log what it says. Ports are others, and numbers of clients' ports differ.

A fenced block is told by its first line:  cleave-...  servers, one on a line;  $ ...  commands and their output;
listening on ...  what the last server shows;  anything else: lines of the servers' logs."""

import contextlib
import os
import pathlib
import random
import re
import subprocess
import tempfile
import unittest

from harness import BIN, PATIENCE, datagram_socket, listen, wait_until

ROOT = pathlib.Path(__file__).resolve().parents[3]
README = (ROOT / "reference-impls" / "README.md").read_text(encoding="utf-8")
SHOWN_ADDRESS = re.compile(r"(127\.0\.0\.1|\[::1\]):(180\d\d)")
FILES = {"report.txt": "hello\n", "photos/a.jpg": "a", "photos/2024/b.jpg": "b"}


def blocks():
    """(heading, text) of each fenced block, in order."""
    found = []
    for section in re.split(r"^## ", README, flags=re.MULTILINE)[1:]:
        heading, _, text = section.partition("\n")
        found += [(heading, block) for block in re.findall(r"^```\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]
    return found


def commands(block):
    """(command, its output) of each line that begins with a dollar sign."""
    return [text.partition("\n")[::2] for text in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]


def free_address(host, taken):
    """One below the ports that the kernel gives to clients: none of them can come first."""
    while True:
        address = f"{host}:{random.randrange(10000, 32000)}"
        with contextlib.suppress(OSError), listen(address), datagram_socket(address):
            if address not in taken:
                return address


def without_ports(text):
    return re.sub(r"(127\.0\.0\.1|\[::1\]):\d+", r"\1:PORT", text)


class Shown:
    """A server of the README."""

    def __init__(self, command, folder):
        self.output_file = tempfile.TemporaryFile()
        self.log_file = tempfile.TemporaryFile()
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", "exec " + command], cwd=folder, env=environment(), stdin=subprocess.PIPE,
            stdout=self.output_file, stderr=self.log_file)
        wait_until(lambda: self.output().startswith("listening on ") or self.process.poll() is not None, "it listens")

    def output(self):
        return os.pread(self.output_file.fileno(), 1 << 20, 0).decode()

    def log(self):
        return os.pread(self.log_file.fileno(), 1 << 20, 0).decode()

    def stop(self):
        self.process.stdin.close()
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        finally:
            self.process.kill()
            self.output_file.close()
            self.log_file.close()


def environment():
    return {**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}


class ReferenceReadme(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.addresses = {}  # as shown: as it is here
        self.servers = []
        (self.folder / "files").mkdir()
        for name, text in FILES.items():
            (self.folder / name).parent.mkdir(exist_ok=True, parents=True)
            (self.folder / name).write_text(text, encoding="utf-8")

    def tearDown(self):
        codes = [server.stop() for server in self.servers]
        self.assertEqual(codes, [0] * len(codes), "a server that is told to stop exits with 0")

    def real(self, text):
        def replace(match):
            shown = match.group()
            if shown not in self.addresses:
                self.addresses[shown] = free_address(match.group(1), self.addresses.values())
            return self.addresses[shown]

        return SHOWN_ADDRESS.sub(replace, text)

    def play(self, block):
        if block.startswith("cleave-"):
            for line in block.splitlines():
                self.servers.append(Shown(self.real(line), self.folder))
                self.assertIn("listening on", self.servers[-1].output(), self.servers[-1].log())
        elif block.startswith("$ "):
            for command, output in commands(block):
                if command.startswith("cleave-file stat "):  # what it tells of may still be on its way
                    wait_until(lambda: self.run_shown(command) == output, f"{command} prints {output}")
                self.assert_same(command, self.run_shown(command), output)
        elif block.startswith("listening on"):
            last = self.servers[-1]
            wait_until(lambda: without_ports(last.output()) == without_ports(block),
                       f"the server shows\n{block}it shows\n{last.output()}")
        else:
            for line in block.splitlines():
                wait_until(lambda: any(without_ports(line) in without_ports(server.log()) for server in self.servers),
                           f"a log says {line!r}; they say " + "".join(server.log() for server in self.servers))

    def run_shown(self, command):
        ran = subprocess.run(["/bin/sh", "-c", self.real(command)], cwd=self.folder, env=environment(),
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                             timeout=PATIENCE, check=False)
        return ran.stdout.decode()

    def assert_same(self, command, found, wanted):
        found, wanted = without_ports(found), without_ports(wanted)
        if command.startswith("cleave-time "):  # whatever time it is
            found, wanted = re.sub(r"\d", "0", found), re.sub(r"\d", "0", wanted)
        self.assertEqual(found, wanted, command)

    def test_every_block_is_true(self):
        self.assertGreater(len(blocks()), 20)
        for number, (heading, block) in enumerate(blocks()):
            with self.subTest(section=heading, block=number):
                self.play(block)

    def test_every_link_leads_somewhere(self):
        targets = re.findall(r"\]\(([^)#:]+)\)", README)
        self.assertTrue(targets)
        for target in targets:
            self.assertTrue((ROOT / "reference-impls" / target).exists(), target)

    def test_every_program_is_shown_and_no_other(self):
        sources = (ROOT / "reference-impls").glob("*/*main.cpp")
        programs = {re.search(r"^// program: (\S+)$", s.read_text(encoding="utf-8"), re.MULTILINE)[1] for s in sources}
        shown = {word for _, block in blocks() for word in re.findall(r"\bcleave-[a-z-]+", block)}
        self.assertEqual(shown, programs)


if __name__ == "__main__":
    unittest.main()
