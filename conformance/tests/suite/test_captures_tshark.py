# SPDX-License-Identifier: MIT
"""Captures in and out, held to tshark: it opens what is exported, and what it writes is imported. Skipped without it."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

import harness
from test_captures import CONFORMANCE, conformance, single_cases

TSHARK = shutil.which("tshark")
EDITCAP = shutil.which("editcap")
TCPDUMP = shutil.which("tcpdump")


def tshark(*arguments):
    done = subprocess.run([TSHARK, *map(str, arguments)], capture_output=True, text=True, timeout=harness.PATIENCE,
                          check=True)
    return done.stdout


def fields(capture, *names, options=()):
    """Each packet's fields, a tuple a packet."""
    words = [word for name in names for word in ("-e", name)]
    return [tuple(line.split("\t")) for line in tshark("-r", capture, *options, "-T", "fields", *words).splitlines()]


@unittest.skipUnless(TSHARK, "tshark is not installed")
class Tshark(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.capture = self.folder / "cases.pcapng"

    def export(self, *arguments):
        done = conformance("export", "--output", self.capture, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_it_finds_every_checksum_right_and_no_packet_malformed(self):
        self.export("--layout", "all", *single_cases("*"))
        packets = fields(self.capture, "ip.checksum.status", "tcp.checksum.status", "_ws.malformed",
                         options=("-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE"))
        self.assertGreater(len(packets), 5000)
        self.assertEqual(set(packets), {("1", "1", "")})

    def test_it_sees_one_segment_a_delivery_with_what_is_due(self):
        self.export("--case", "file-one", "--deliveries", "4,20,40")
        packets = fields(self.capture, "tcp.len", "tcp.flags.str", "frame.comment")
        sizes = [int(size) for size, _, _ in packets]
        self.assertEqual([size for size in sizes if size], [4, 16, 20, 19])
        self.assertIn("file-one", packets[0][2])
        self.assertIn('name="a.txt"', packets[6][2])
        self.assertIn("F", packets[-2][1])

    def test_it_follows_the_stream_to_the_same_bytes(self):
        self.export("--case", "file-one", "--deliveries", "bytes")
        followed = tshark("-r", self.capture, "-q", "-z", "follow,tcp,raw,0")
        sent = bytes.fromhex("".join(line for line in followed.splitlines() if set(line) <= set("0123456789abcdef")))
        self.assertTrue(sent.endswith(b'"filesize": 5}hello'), followed)

    def test_what_it_writes_is_imported_alike(self):
        """pcap, pcapng and other link types, as tshark and editcap write them."""
        self.export(*single_cases("framing"))
        forms = {"pcap": ("-F", "pcap"), "nsecpcap": ("-F", "nsecpcap"), "pcapng": ("-F", "pcapng")}
        wanted = self.imported(self.capture, "as-it-is")
        self.assertGreater(len(wanted), 80)
        for form, options in forms.items():
            with self.subTest(form=form):
                written = self.folder / "again" / form / "cases.pcapng"
                written.parent.mkdir(parents=True)
                tshark("-r", self.capture, *options, "-w", written)
                self.assertEqual(self.imported(written, form), wanted)

    def imported(self, capture, name):
        folder = self.folder / name
        done = conformance("import", capture, "--output", folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        return {path.name: path.read_text() for path in folder.iterdir()}

    @unittest.skipUnless(EDITCAP, "editcap is not installed")
    def test_a_stream_is_imported_up_to_what_a_snapshot_length_left(self):
        self.export("--case", "file-one")
        cut = self.folder / "cut.pcapng"
        subprocess.run([EDITCAP, "-s", "60", self.capture, cut], check=True, capture_output=True)
        done = conformance("import", cut, "--output", self.folder / "traces")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stderr, r"connection 1, .*: \d+ bytes are missing; imported up to byte \d+")

    @unittest.skipUnless(EDITCAP, "editcap is not installed")
    def test_a_stream_is_imported_up_to_a_lost_packet(self):
        self.export("--case", "file-one", "--deliveries", "4,20")
        lost = self.folder / "lost.pcapng"
        subprocess.run([EDITCAP, self.capture, lost, "5"], check=True, capture_output=True)
        done = conformance("import", lost, "--output", self.folder / "traces")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("16 bytes are missing; imported up to byte 4", done.stderr)

    def test_a_capture_of_a_reference_server_is_imported_and_passed(self):
        if TCPDUMP is None:
            self.skipTest("tcpdump is not installed")
        for listen in ("127.0.0.1:0", "[::1]:0"):
            for device in ("lo", "any"):
                with self.subTest(listen=listen, device=device):
                    self.capture_of_a_server(listen, device)

    def capture_of_a_server(self, listen, device):
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        root = folder / "root"
        root.mkdir()
        source = folder / "a.bin"
        source.write_bytes(os.urandom(150000))
        capture = folder / "live.pcap"
        with harness.Server("cleave-file-server", "--root", root, listen=listen) as server:
            port = server.address.rpartition(":")[2]
            with self.tcpdump(device, port, capture):
                done = harness.run("cleave-file", "put", server.address, source)
                self.assertEqual(done.returncode, 0, done.stderr)
                harness.wait_until(lambda: "F" in "".join(
                    flags for (flags,) in fields(capture, "tcp.flags.str")), "the end is captured")
                traces = folder / "traces" / "live"
                shutil.copy(CONFORMANCE / "SPEC.md", folder / "SPEC.md")
                command = ("import", capture, "--output", traces, "--role", "file_receiver")
                harness.wait_until(lambda: conformance(*command).returncode == 0, "the capture is whole")
        self.assertRegex(next(traces.iterdir()).read_text(), r'= file name="a\.bin" size=150000')
        done = conformance("--traces", folder / "traces", "--min-run", "1", "--deliveries", "written,whole,array,empty")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def tcpdump(self, device, port, capture):
        log = open(capture.parent / "log", "w+b")
        self.addCleanup(log.close)
        process = subprocess.Popen(
            [TCPDUMP, "--immediate-mode", "-B", "65536", "-U", "-Z", "root", "-i", device, "-w", capture, "tcp", "port", port],
            stderr=log)

        def said():
            return os.pread(log.fileno(), 4096, 0).decode()

        harness.wait_until(lambda: "listening on" in said() or process.poll() is not None, "tcpdump listens")
        if process.poll() is not None:
            self.skipTest("tcpdump may not capture here: " + said())
        return Stopped(process)


class Stopped:
    """Ends a process that is told to, and waits for it."""

    def __init__(self, process):
        self.process = process

    def __enter__(self):
        return self.process

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        self.process.wait(harness.PATIENCE)


if __name__ == "__main__":
    unittest.main()
