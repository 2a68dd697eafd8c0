# SPDX-License-Identifier: MIT
"""cleave-inspect on what real servers and clients of Debian say to each other, captured while the test runs: it names the
protocol, agrees with tshark's own dissectors frame by frame, and shows no false frame where packets are lost.

    check_real_traffic.py --table     prints the table of conformance/inspect/README.md
    check_real_traffic.py --odds      prints how often guesses are right at the odds that they state
"""

import collections
import itertools
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile
import unittest

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "servers"))

import harness
import real_traffic
import without_frames

# What tshark calls the size of a frame, how it is told to look for it, and the same number made of ours: payload, header.
TSHARK = {
    "PostgreSQL": ("pgsql", "pgsql.length", lambda size, header: size + 4 if header else None),
    "MySQL": ("mysql", "mysql.packet_length", lambda size, header: size),
    "MQTT": ("mqtt", "mqtt.len", lambda size, header: size),
    "DNS": ("dns", "dns.length", lambda size, header: size),
    "TLS": ("tls", "tls.record.length", lambda size, header: size),
    "HTTP/2": ("http2", "http2.length", lambda size, header: size if header else None),
    "memcached": ("memcache", "memcache.total_body_length", lambda size, header: size),
    "DICOM": ("dicom", "dicom.pdu.len", lambda size, header: size),
    "Gearman": ("gearman", "gearman.data_size", lambda size, header: size),
    "AMQP 1.0": ("amqp", "amqp.length", lambda size, header: size + 8 if header else None),
}  # fmt: skip


def inspect(capture, *arguments):
    done = subprocess.run([harness.BIN / "cleave-inspect", *map(str, arguments), str(capture)], capture_output=True,
                          timeout=harness.PATIENCE, check=False)
    return done.returncode, done.stdout.decode()


def lines_of(capture):
    return [json.loads(line) for line in inspect(capture, "--json", "--bytes", 100000)[1].splitlines()]


def frames_of(capture):
    """By direction, each frame: its place, header and payload, in hexadecimal."""
    found = collections.defaultdict(list)
    for line in lines_of(capture):
        if "frame" in line:
            found[line["from"], line["to"]].append((line["at"], line["bytes"], line["header"], line["payload"], line.get("missing", 0)))
    return dict(found)


def packets_of(capture):
    """The head of a pcap, and its records."""
    data = capture.read_bytes()
    records, at = [], 24
    while at < len(data):
        size = struct.unpack_from("<I", data, at + 8)[0]
        records.append(data[at : at + 16 + size])
        at += 16 + size
    return data[:24], records


class RealTraffic(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.ports = {name: real_traffic.capture(name, cls.path(name)) for name in real_traffic.CONVERSATIONS}

    @classmethod
    def path(cls, name):
        return cls.folder / real_traffic.file_name(name)

    def each(self, *, framed):
        return [name for name in self.ports if (name in real_traffic.TEXT) != framed]

    def mangled(self, head, records):
        path = self.folder / "mangled.pcap"
        path.write_bytes(head + b"".join(records))
        return path

    def test_each_direction_is_named_and_read_to_its_end(self):
        for name in self.each(framed=True):
            code, text = inspect(self.path(name), "--summary")
            self.assertEqual(code, 0, text)
            summary, *directions = text.splitlines()
            self.assertNotIn("missing", summary)
            self.assertGreaterEqual(len(directions), 2)
            for line in directions:
                self.assertIn(f": this is {name}: ", line)
                self.assertTrue(line.endswith("no fault"), line)

    def test_text_is_named_and_not_framed(self):
        for name in self.each(framed=False):
            for line in inspect(self.path(name), "--summary")[1].splitlines()[1:]:
                self.assertRegex(line, f": {name}, text without a length, \\d+ bytes$")

    def test_nothing_is_claimed_for_what_has_no_frames(self):
        claimed, all_samples = [], 0
        for kind, data in without_frames.samples():
            all_samples += 1
            text = harness.run("cleave-inspect", "--guess", input=data).stdout.decode()
            if text.startswith("guess:"):
                claimed.append((kind, len(data), text.splitlines()[0]))
        self.assertGreater(all_samples, 150)
        self.assertLessEqual(len(claimed), all_samples // 100, claimed)

    def test_sizes_are_those_of_tsharks_dissectors(self):
        for name, (decoder, field, size_of) in TSHARK.items():
            with self.subTest(protocol=name):
                port = self.ports[name]
                told = subprocess.run(
                    ["tshark", "-r", self.path(name), "-d", f"tcp.port=={port},{decoder}", "-o", "tcp.reassemble_out_of_order:TRUE",
                     "-T", "fields", "-e", "tcp.stream", "-e", "tcp.srcport", "-e", field],
                    capture_output=True, text=True, check=True, timeout=harness.PATIENCE).stdout
                wanted = collections.defaultdict(list)
                for line in told.splitlines():
                    _, sender, sizes = line.split("\t")
                    wanted[sender] += [int(size, 0) for size in sizes.split(",") if size]
                found = collections.defaultdict(list)
                for (sender, _), frames in frames_of(self.path(name)).items():
                    sizes = [size_of(size, header) for _, size, header, _, _ in frames]
                    found[sender.rpartition(":")[2]] += [size for size in sizes if size is not None]
                self.assertGreater(sum(map(len, wanted.values())), 10)
                self.assertEqual({k: sorted(v) for k, v in found.items()}, {k: sorted(v) for k, v in wanted.items() if v})

    def test_packets_repeated_and_reordered_change_nothing(self):
        for name in self.each(framed=True):
            head, records = packets_of(self.path(name))
            whole = frames_of(self.path(name))
            twice = [record for record in records for _ in (0, 1)]
            self.assertEqual(frames_of(self.mangled(head, twice)), whole)
            # Each with the one after it, behind the handshakes: an acknowledgement in front of what it acknowledges.
            swapped = list(records)
            for at in range(4, len(swapped) - 1, 2):
                swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
            if name not in ("MQTT", "Gearman"):  # whose short connections' handshakes are everywhere
                self.assertEqual(frames_of(self.mangled(head, swapped)), whole)

    def test_no_frame_is_false_where_a_packet_is_lost(self):
        shown, false = 0, collections.Counter()
        for name in self.each(framed=True):
            head, records = packets_of(self.path(name))
            true = {way: {(at, header, payload) for at, _, header, payload, _ in frames} for way, frames in frames_of(self.path(name)).items()}
            step = max(1, len(records) // 10)
            for gone in range(3, len(records), step):
                for way, frames in frames_of(self.mangled(head, records[:gone] + records[gone + 1 :])).items():
                    whole = {(at, header, payload) for at, _, header, payload, missing in frames if not missing}
                    shown += len(whole & true.get(way, set()))
                    false[name] += len(whole - true.get(way, set()))
        # A capture may lack the SYN: then places count from its first byte. One in a hundred may be that.
        self.assertGreater(shown, 1000)
        self.assertLess(false.total(), shown / 100, false)

    def test_a_capture_that_starts_late_shows_true_frames(self):
        shown, false = 0, collections.Counter()
        for name in self.each(framed=True):
            head, records = packets_of(self.path(name))
            true = {way: {(header, payload) for _, _, header, payload, _ in frames} for way, frames in frames_of(self.path(name)).items()}
            step = max(1, len(records) // 8)
            for first in range(3, len(records), step):
                for way, frames in frames_of(self.mangled(head, records[first:])).items():
                    known = true.get(way) or true.get(way[::-1], set())
                    for _, _, header, payload, _ in frames:
                        shown += 1
                        false[name] += (header, payload) not in known
        self.assertGreater(shown, 1000)
        self.assertLess(false.total(), shown / 20, false)

    def test_a_file_cut_anywhere_never_crashes_and_shows_what_is_there(self):
        for name in ("DNS", "PostgreSQL"):
            data = self.path(name).read_bytes()
            for size in range(24, len(data), 61):
                path = self.folder / "cut.pcap"
                path.write_bytes(data[:size])
                code, text = inspect(path, "--summary")
                self.assertIn(code, (0, 1))
                self.assertIn(" packets: " if not text.startswith("1 packet:") else "1 packet:", text.splitlines()[0])


def late_starts():
    """Each conversation from its beginning and from later ones: its name, and a capture."""
    with tempfile.TemporaryDirectory() as folder:
        path, late = pathlib.Path(folder, "traffic.pcap"), pathlib.Path(folder, "late.pcap")
        for name in real_traffic.CONVERSATIONS:
            real_traffic.capture(name, path)
            head, records = packets_of(path)
            for first in range(0, len(records) * 3 // 4, max(1, len(records) // 20)):
                late.write_bytes(head + b"".join(records[first:]))
                yield name, late


def print_table():
    """How often each protocol's directions are named first, as something else, or not at all, from captures cut in front."""
    print("| protocol | right first | another claimed | nothing claimed |\n|---|---|---|---|")
    for name, captures in itertools.groupby(late_starts(), lambda one: one[0]):
        counts = collections.Counter()
        for _, late in captures:
            for line in inspect(late, "--summary")[1].splitlines()[1:]:
                is_right = f": this is {name}:" in line or f": {name}, text" in line
                is_none = "no layout fits" in line or "unframed text" in line or ("text without" in line and not is_right)
                counts["right" if is_right else "none" if is_none else "other"] += 1
        print(f"| {name} | {counts['right']} | {counts['other']} | {counts['none']} |", flush=True)


def print_odds():
    """How often the first guess is right where odds are stated: of late starts, and of bytes without frames."""
    claims = collections.defaultdict(collections.Counter)

    def count(text, name):
        for guess in re.findall(r"^(?:guess:|from byte \d+ on, guess:) .*odds .*", text, re.MULTILINE):
            odds = re.search(r"\(odds (.* to 1)\)$", guess)[1]
            decade = odds if odds.startswith("more") else "1,000 to 10,000" if "," in odds else "250 to 1,000"
            claims[decade]["right" if f"this is {name}:" in guess else "wrong"] += 1

    for name, late in late_starts():
        count(inspect(late, "--guess")[1], name)
    sizes = collections.Counter()
    for kind, data in without_frames.samples():
        sizes[kind] += 1
        count(harness.run("cleave-inspect", "--guess", input=data).stdout.decode(), None)
    print("| odds stated | claims | right |\n|---|---|---|")
    for decade, counts in sorted(claims.items()):
        print(f"| {decade} | {counts.total()} | {100 * counts['right'] / counts.total():.1f} % |")
    print("samples without frames:", ", ".join(f"{number} {kind}" for kind, number in sizes.items()))


if __name__ == "__main__":
    tables = {"--table": print_table, "--odds": print_odds}
    if sys.argv[1:] and sys.argv[1] in tables:
        tables[sys.argv[1]]()
    else:
        unittest.main()
