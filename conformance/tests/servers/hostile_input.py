# SPDX-License-Identifier: MIT
"""Rows L, J, S and N: what can be wrong with the bytes of an upload. Each is one stream to the upload server."""

import json
import os
import struct

from harness import frame, message, sha256
from hostile_engine import Kept, Wrong, demand, refused, row, wire

CAP = 64 << 10
PROMPT = {"end": False}  # the server has to refuse by itself, before anything else comes


def always(stream):
    return lambda column: stream


def text(json_text, body=b"hello"):
    """A header as it is, and a body."""
    raw = json_text if isinstance(json_text, bytes) else json_text.encode()
    return always(frame(raw) + body)


def put(name, body=b"hello", **more):
    return lambda column: column.put(name, body, **more)


def sized(size_text, body=b"hello"):
    """A put whose size is this very text."""
    return text(f'{{"cmd": "put", "filename": "bad", "filesize": {size_text}}}', body)


def kept(name, body=b"hello"):
    return Kept.of((name, body))


# ---- L: the length


def padded_to(size):
    def make(column):
        header = column.put_header("padded", 5, pad="")
        header["pad"] = "x" * (size - len(json.dumps(header)))
        return message(header, b"hello")

    return make


def wrong_length(by):
    def make(column):
        header = json.dumps(column.put_header("bad", 5)).encode()
        return struct.pack("<i", len(header) + by) + header

    return make


def big_endian(column):
    header = json.dumps(column.put_header("bad", 5)).encode()
    return struct.pack(">i", len(header)) + header + b"hello"


def length(number):
    return always(struct.pack("<i", number))


wire("L1", "length -1", "E:length", ("", length(-1), refused("length"), PROMPT))
wire("L2", "length 0", "E:length", ("", length(0), refused("length"), PROMPT))
wire("L3", "length INT_MIN", "E:length", ("", length(-(2**31)), refused("length"), PROMPT))
wire("L4", "length INT_MAX", "E:length, memory as it was", ("", length(2**31 - 1), refused("length"), PROMPT))
wire("L5", "a header of exactly the cap", "parsed", ("", padded_to(CAP), kept("padded")))
wire("L6", "the cap + 1", "E:length before more is read", ("", length(CAP + 1), refused("length"), PROMPT))
wire("L7", "a big-endian length", "E:length", ("", big_endian, refused("length")))
wire("L8", "other protocols", "E:length",
     ("HTTP", always(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"), refused("length"), PROMPT),
     ("HTTP POST", always(b"POST /a HTTP/1.1\r\n\r\n"), refused("length"), PROMPT),
     ("TLS", always(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"), refused("length"), PROMPT),
     ("SSH", always(b"SSH-2.0-OpenSSH_9.2\r\n"), refused("length"), PROMPT))  # fmt: skip
wire("L9", "length 1, body {", "E:json", ("", text("{", b""), refused("json")))
wire("L10", "a length below the JSON's", "E:json, connection ended", ("", wrong_length(-10), refused("json")))
wire("L11", "a length above it, then the end", "E:truncated", ("", wrong_length(+10), refused("truncated")))
wire("L12", "bytes behind the JSON, inside the length", "E:json",
     ("object", text('{"cmd": "put", "filename": "bad", "filesize": 5} {}'), refused("json")),
     ("NUL", text(b'{"cmd": "put", "filename": "bad", "filesize": 5}\0'), refused("json")))  # fmt: skip

# ---- J: the JSON


def in_member(raw):
    return text(b'{"cmd": "put", "filename": "bad", "filesize": 5, "a": ' + raw + b"}")


def whole_as(encoding):
    return text('{"cmd": "put", "filename": "bad", "filesize": 5}'.encode(encoding))


wire("J1", "nested 10,000 deep", "E:json, stack flat",
     ("arrays", in_member(b"[" * 10000 + b"]" * 10000), refused("json")),
     ("objects", in_member(b'{"a":' * 5000 + b"0" + b"}" * 5000), refused("json")),
     ("open", in_member(b"[" * 60000), refused("json")))  # fmt: skip
wire("J2", "a name twice", "E:json",
     ("name", text('{"cmd": "put", "filename": "bad", "filename": "worse", "filesize": 5}'), refused("json")),
     ("size", text('{"cmd": "put", "filename": "bad", "filesize": 5, "filesize": 4}'), refused("json")),
     ("escaped", text('{"cmd": "put", "filename": "bad", "filen\\u0061me": "a", "filesize": 5}'), refused("json")),
     ("synonym", text('{"cmd": "put", "filename": "bad", "file_name": "a", "filesize": 5}'), refused("field")))  # fmt: skip
wire("J3", "other encodings", "E:json", ("BOM", whole_as("utf-8-sig"), refused("json")),
     ("UTF-16", whole_as("utf-16"), refused("json")), ("UTF-16LE", whole_as("utf-16-le"), refused("json")),
     ("UTF-32", whole_as("utf-32"), refused("json")))  # fmt: skip
wire("J4", "bytes that are no UTF-8", "E:json",
     *((raw.hex(), in_member(b'"' + raw + b'"'), refused("json"))
       for raw in (b"\xff", b"\xc0\xae", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x82", b"\x80")))  # fmt: skip
wire("J5", "a lone surrogate", "E:json",
     *((raw.decode(), in_member(b'"' + raw + b'"'), refused("json")) for raw in (b"\\ud800", b"\\udc00", b"\\ud800\\u0041")))  # fmt: skip
wire("J6", "a raw NUL in a string", "E:json", ("", in_member(b'"a\0b"'), refused("json")))
wire("J7", "no object at the top", "E:json",
     *((raw, text(raw), refused("json")) for raw in ("[]", "null", "7", '"a"', "true", '[{"filename": "bad"}]')))
wire("J8", "{}", "E:field", ("", text("{}"), refused("field", "size")))
wire("J9", "1,000 unknown keys", "ignored, kept",
     ("", put("many", **{f"k{i}": i for i in range(1000)}), kept("many")))  # fmt: skip
wire("J10", "1 MiB of msg; control bytes in msg", "E:length; escaped in logs",
     ("1 MiB", put("bad", msg="x" * (1 << 20)), refused("length")),
     ("control bytes", put("shown", msg="a\x1b[31m\r\n\x07b"), kept("shown")))  # fmt: skip

# ---- S: the size and the digest

wire("S1", "size -1, -0", "E:size or E:field", ("-1", sized("-1"), refused("size", "field")),
     ("-0", sized("-0"), refused("size", "field")))  # fmt: skip
wire("S2", "size 0", "an empty file, its digest",
     ("", put("empty", b""), kept("empty", b"")), ("digest", put("empty", b"", sha256=sha256(b"")), kept("empty", b"")),
     ("wrong digest", put("bad", b"", sha256=sha256(b"x")), refused("digest")))  # fmt: skip
wire("S3", "sizes around 2^31 and 2^32", "exact in 64 bits",
     *((str(n), sized(n), refused("truncated", says=f"of {n} bytes")) for n in (2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**32 + 1)))  # fmt: skip
wire("S4", "2^63 - 1", "E:size, nothing reserved", ("", sized(2**63 - 1), refused("size")))
wire("S5", "2^63, 2^64, 10^30", "E:size, no wrap",
     *((str(n), sized(n), refused("size")) for n in (2**63, 2**64, 2**64 + 5, 10**30)))  # fmt: skip
wire("S6", "2^53 + 1", "exact or E:size", ("", sized(2**53 + 1), refused("size", says=str(2**53 + 1))))
wire("S7", "1.0, 1e3, 1E400, NaN, Infinity", "E:field or E:json",
     *((raw, sized(raw), refused("field", "json")) for raw in ("1.0", "5.0", "1e3", "5e0", "1E400", "NaN", "Infinity", "-Infinity")))  # fmt: skip
wire("S8", "no number", "E:field",
     *((raw, sized(raw), refused("field")) for raw in ('"10"', '"5"', "true", "null", "[]", "[5]", "{}")))
wire("S9", "no size", "E:field", ("", text('{"cmd": "put", "filename": "bad"}'), refused("field")),
     ("upload", text('{"file_name": "bad"}'), refused("field")))  # fmt: skip
wire("S10", "007, +5, 0x10", "E:json", *((raw, sized(raw), refused("json")) for raw in ("007", "+5", "0x10", "5.", ".5", "05")))


@row("S11", "more than fits, by disk and by quota", "E:space before the body")
def more_than_fits(bench):
    with bench.own_files("--max-size", "1000000T", memory_backed=False) as files:
        disk = os.statvfs(files.root)
        size = disk.f_bavail * disk.f_frsize * 2
        files.play(message(bench.column.put_header("bad", size)), refused("space"), **PROMPT)
    with bench.own_files("--quota", "1000") as files:
        files.play(message(bench.column.put_header("bad", 1001)), refused("space"), **PROMPT)


def demanding(bench):
    """A server that takes no file without a digest; the good upload after each case brings one."""
    return bench.own_files("--require-digest", good={"sha256": sha256(b"good")})


@row("S12", "a digest of 31 or 33 digits, not hex", "E:field; upper case is taken")
def malformed_digests(bench):
    bench.only_ours("checks no digest")
    right = sha256(b"hello")
    with demanding(bench) as files:
        for wrong in ("x" * 64, right[:-1], right + "0", "", "xxdxxx"):
            files.play(bench.column.put("bad", b"hello", sha256=wrong), refused("field"))
        files.play(bench.column.put("good", b"hello", sha256=right.upper()), kept("good"))


wire("S13", "a digest wrong by one bit", "E:digest, nothing there",
     ("sha256", put("bad", sha256=f"{int(sha256(b'hello'), 16) ^ 1:064x}"), refused("digest")),
     ("md5", put("bad", md5=f"{0x5d41402abc4b2a76b9719d911017c592 ^ (1 << 127):032x}"), refused("digest")))  # fmt: skip


@row("S14", "no digest", "as the policy says")
def no_digest(bench):
    bench.not_foreign("has no policy about digests")
    files = bench.files()
    files.play(bench.column.put("free", b"hello"), kept("free"))
    with demanding(bench) as files:
        files.play(bench.column.put("bad", b"hello"), refused("field"))


# ---- N: the name


def names(row_name, title, result, *bad, kinds=("name",)):
    wire(row_name, title, result, *((repr(n)[:40], put(n), refused(*kinds)) for n in bad))


def good_names(row_name, title, result, *good):
    wire(row_name, title, result, *((repr(n)[:40], put(n), kept(n)) for n in good))


names("N1", "empty, . and ..", "E:name", "", ".", "..")
names("N2", "../a, a/../../b, ....//a, ..;/a", "E:name, never cleaned", "../a", "a/../../b", "....//a", "..;/a", "../../canary")
names("N3", "a/../b", "E:name", "a/../b")
names("N4", "a leading /, //a", "E:name", "/a", "//a", "/etc/passwd", "/")
names("N5", "a/b, a/, ./a", "E:name", "a/b", "a/", "./a", "a//b")
names("N6", "..\\a, a\\b", "E:name", "..\\a", "a\\b", "\\a")
names("N7", "C:a, C:\\a, a:stream", "E:name", "C:a", "C:\\a", "a:stream", "z:")
names("N8", "\\\\srv\\share\\a, \\\\?\\C:\\a, \\\\.\\NUL", "E:name", "\\\\srv\\share\\a", "\\\\?\\C:\\a", "\\\\.\\NUL")
names("N9", "a NUL inside", "E:name, never cut", "ok.txt\0.sh", "\0", "a\0")
names("N10", "names of devices", "E:name", "CON", "nul.txt", "COM1", "LPT9.x", "COM\u00b9", "CONIN$", "aux", "PRN.")
names("N11", "a dot or blank at the end", "E:name", "a.", "a ", "a. ", "...")
wire("N12", "255 bytes", "kept", ("ASCII", put("a" * 255), kept("a" * 255)), ("哈", put("哈" * 85), kept("哈" * 85)))
names("N13", "256, 4,096, 65,000 bytes", "E:name", "a" * 256, "a" * 4096, "a" * 65000, "哈" * 86)
good_names("N14", "percent escapes", "kept literally", "%2e%2e%2f", "a..%c0%af", "%00", "a%2fb")


@row("N15", "one word, composed and decomposed", "two files")
def normal_forms(bench):
    two_files(bench, "\u00e9", "e\u0301")


@row("N16", "README and readme", "two files")
def letter_case(bench):
    two_files(bench, "README", "readme")


def two_files(bench, one, other):
    files = bench.files()
    stream = bench.column.put(one, b"one") + bench.column.put(other, b"other")
    files.play(stream, Kept.of((one, b"one"), (other, b"other")))


names("N17", "U+202E, U+200B, U+FEFF", "E:name", "a\u202etxt.exe", "a\u200bb", "\ufeffa", "a\u2066b", "a\u00adb")
names("N18", "LF, CR, ESC, DEL, C1", "E:name, escaped in logs", "a\nb", "a\rb", "a\x1b[2J", "a\x7f", "a\x85", "a\x9bb")
good_names("N19", "-rf, --help", "kept", "-rf", "--help", "-")
good_names("N20", "$(id), a;b, %s%n", "kept literally", "$(id)", "a;b", "%s%n", "`id`", "a b", "'", "*")
names("N21", ".ssh, .htaccess", "E:name", ".ssh", ".htaccess", ".a")


@row("N22", "a name of the store's own", "E:name")
def own_names(bench):
    bench.not_foreign("has no names of its own")
    own = (".cleave-0123456789abcdef01234567", ".cleave-partial", ".CLEAVE-x")
    for name in own:
        bench.files().play(bench.column.put(name, b"hello"), refused("name"))
    with bench.own_files("--allow-hidden") as files:
        files.play(bench.column.put(".shown", b"hello"), kept(".shown"))
        for name in own:
            files.play(bench.column.put(name, b"hello"), refused("name"))


wire("N23", "a number, null, a list for a name", "E:field",
     *((raw, text(f'{{"cmd": "put", "filename": {raw}, "filesize": 5}}'), refused("field"))
       for raw in ("7", "null", "[]", '["a"]', "{}", "true")))  # fmt: skip


@row("N24", "each single byte from 01 to FF", "as the policy says")
def single_bytes(bench):
    files = bench.files()
    refused_bytes = {*range(0x20), 0x7F, *b"/\\:. "}
    for byte in range(1, 256):
        before = files.files()
        escaped = b"\\u%04x" % byte if byte < 0x20 or byte in b'"\\' else bytes([byte])
        stream = frame(b'{"cmd": "put", "filename": "' + escaped + b'", "filesize": 5}') + b"hello"
        expected = refused("json" if byte >= 0x80 else "name")
        name = chr(byte)
        is_kept = byte < 0x80 and byte not in refused_bytes
        try:
            outcome = files.deliver([stream])
            if not is_kept:
                files.judge(before, expected, outcome)
                continue
            demand(outcome.files == {**before, name: ("file", sha256(b"hello"))}, f"not stored: {outcome.codes}")
            (files.root / name).unlink()
        except Wrong as wrong:
            bench.drop_files()
            raise Wrong(f"byte {byte:02x}: {wrong}") from None
    files.resident = files.server.forget_peak()
    files.demand_unharmed(before)
    return "255 names"
