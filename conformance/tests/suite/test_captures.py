# SPDX-License-Identifier: MIT
"""Captures in and out, by themselves: what goes through a reference server becomes traces that are played again."""

import gzip
import pathlib
import resource
import shutil
import struct
import subprocess
import tempfile
import unittest

import faults
import harness
import packets

CONFORMANCE = pathlib.Path(__file__).resolve().parents[2]


def conformance(*arguments):
    return subprocess.run([harness.BIN / "cleave-conformance", *map(str, arguments)], capture_output=True, text=True,
                          timeout=harness.PATIENCE, check=False)


def single_cases(area):
    """Options that choose the files of one case. Families have many alike, and streams of random bytes, which tshark takes
    for all kinds of protocols."""
    files = sorted(CONFORMANCE.glob(f"traces/{area}/*.trace"))
    return [word for path in files if "\neach " not in path.read_text() for word in ("--case", path.stem)]


class RecordingProxy(harness.Proxy):
    """Keeps what passes through it, read by read."""

    def __init__(self, target, listening):
        self.turns = []
        super().__init__(target, listening)

    def _send(self, to, data, way, passed):
        self.turns += [(way, [data[at : at + packets.LARGEST]]) for at in range(0, len(data), packets.LARGEST)]
        super()._send(to, data, way, passed)


class Captures(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.traces = self.folder / "traces" / "imported"
        shutil.copy(CONFORMANCE / "SPEC.md", self.folder / "SPEC.md")

    def imported(self, capture, *arguments):
        """Makes traces of a capture; the texts by their names."""
        done = conformance("import", capture, "--output", self.traces, *arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return {path.stem: path.read_text() for path in self.traces.glob("*.trace")}

    def play(self, *arguments):
        """Plays the imported traces."""
        done = conformance("--traces", self.folder / "traces", "--quiet", *arguments)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def record(self, server, speak):
        """What speak(address) and the server say to each other, as a capture."""
        with RecordingProxy(server.address, harness.listen("127.0.0.1:0")) as between:
            speak(between.address)
        capture = self.folder / "exchange.pcap"
        made = packets.Capture()
        made.connection(between.turns)
        made.write(capture)
        return capture

    def test_an_upload_becomes_a_trace_that_the_library_passes(self):
        root = self.folder / "root"
        root.mkdir()
        source = self.folder / "photo.jpg"
        source.write_bytes(bytes(range(256)) * 300)
        with harness.Server("cleave-file-server", "--root", root, "--dialect", "extended") as server:
            def put(address):
                done = harness.run("cleave-file", "put", address, "--dialect", "extended", source)
                self.assertEqual(done.returncode, 0, done.stderr)
            capture = self.record(server, put)
        self.assertEqual((root / "photo.jpg").read_bytes(), source.read_bytes())
        texts = self.imported(capture, "--role", "file_receiver")
        self.assertRegex(texts["exchange-1-from-client"], r'= file name="photo\.jpg" size=76800')
        self.play("--min-run", "1")

    def test_an_exchange_becomes_a_trace_that_the_server_passes_again(self):
        with harness.Server("cleave-echo-server") as server:
            def speak(address):
                with harness.connect(address) as sock:
                    for text in (b"hello", b"alex", b"x" * 5000):
                        sock.sendall(text)
                        self.assertEqual(harness.receive(sock, len(text)), text.upper())
            texts = self.imported(self.record(server, speak), "--role", "server", "--set", "system=echo",
                                  "--set", "transport=tcp")
            start = '> "hello"\n< "HELLO"\n> | "alex"\n< "ALEX"\n'
            self.assertEqual(texts["exchange-1"].split("--\n")[1][: len(start)], start)
            self.play("--server", server.address, "--system", "echo")

    def test_every_case_that_is_exported_comes_back(self):
        capture = self.folder / "cases.pcapng"
        done = conformance("export", *single_cases("framing"), "--output", capture)
        self.assertEqual(done.returncode, 0, done.stderr)
        # Cases have layouts and limits of their own: here they are all read with the usual ones.
        texts = self.imported(capture)
        self.assertGreater(len(texts), 80)
        self.play("--min-run", "80")

    def test_what_is_no_capture_is_refused(self):
        for path, why in ((CONFORMANCE / "SPEC.md", "expected a capture: pcap or pcapng"),
                          (self.folder / "none", "cannot read")):
            done = conformance("import", path, "--output", self.traces)
            self.assertEqual(done.returncode, 2)
            self.assertRegex(done.stderr, why)
            self.assertFalse(self.traces.exists())

    def test_a_capture_that_ends_too_early_is_imported_up_to_there(self):
        good = self.folder / "cases.pcapng"
        self.assertEqual(conformance("export", "--case", "file-one", "--output", good).returncode, 0)
        cut = self.folder / "cut.pcapng"
        cut.write_bytes(good.read_bytes()[:-10])
        done = conformance("import", cut, "--output", self.traces)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"cut\.pcapng: packet \d+: the file ends after \d+ of a block's \d+ bytes")
        self.assertEqual(len(list(self.traces.glob("*.trace"))), 1)

    def test_a_compressed_capture_is_unpacked(self):
        good = self.folder / "cases.pcapng"
        self.assertEqual(conformance("export", "--case", "file-one", "--output", good).returncode, 0)
        packed = self.folder / "cases.pcapng.gz"
        packed.write_bytes(gzip.compress(good.read_bytes()))
        self.assertEqual(len(self.imported(packed)), 1)

    def test_a_long_stream_is_imported_in_little_memory(self):
        faults.demand_library()  # the sanitizers need more address space than that
        frames, address_space = 6000, 128 << 20
        capture = self.folder / "long.pcap"
        made = packets.Capture()
        made.connection([("up", [struct.pack("<i", 1000) + bytes(range(250)) * 4] * frames)])
        made.write(capture)
        done = subprocess.run([harness.BIN / "cleave-conformance", "import", capture, "--output", self.traces],
                              capture_output=True, text=True, timeout=harness.PATIENCE, check=False,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (address_space,) * 2))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        texts = [path.read_text() for path in self.traces.glob("*.trace")]
        self.assertGreater(len(texts), 50)
        self.assertEqual(sum(text.count("= begin 1000\n") for text in texts), frames)

    def test_nothing_is_overwritten(self):
        good = self.folder / "cases.pcapng"
        self.assertEqual(conformance("export", "--case", "file-one", "--output", good).returncode, 0)
        texts = self.imported(good)
        done = conformance("import", good, "--output", self.traces, "--role", "file_receiver")
        self.assertEqual(done.returncode, 2)
        self.assertIn("exists", done.stderr)
        self.assertEqual({path.stem: path.read_text() for path in self.traces.glob("*.trace")}, texts)

    def test_an_export_without_a_stream_is_refused(self):
        for pattern in ("values/*", "no-such-case"):
            done = conformance("export", "--case", pattern, "--output", self.folder / "none.pcapng")
            self.assertEqual(done.returncode, 2)
            self.assertFalse((self.folder / "none.pcapng").exists())


if __name__ == "__main__":
    unittest.main()
