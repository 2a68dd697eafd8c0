# SPDX-License-Identifier: MIT
"""What CPython's json module says of random JSON texts and strings, one a line, for conformance/tests/library/json.cpp.

    json_oracle.py documents SEED COUNT    FLAGS HEX VERDICT
    json_oracle.py strings SEED COUNT      HEX RAW DUMPS

HEX is the input. FLAGS hold `c` where the answer has the compact separators and `s` where lone surrogates stand for
bytes (PEP 383). VERDICT is `-` for a text that is not valid by the strict rules, else the value as json.dumps writes it,
with integers exact and all other numbers as they were written. DUMPS is json.dumps of a string, in which lone surrogates
stand for the bytes that are not UTF-8; RAW is the hex of what ensure_ascii=False gives, or `-` where it is not UTF-8.
"""
import json
import random
import re
import sys
from json.encoder import encode_basestring_ascii

MAX_DEPTH = 32
MAX_KEYS = 1024
MAX_NUMBER_CHARS = 4300


class Refused(ValueError):
    pass


class Number(str):
    pass


class Object(list):
    pass


def refuse(text):
    raise Refused(text)


def number(text):
    if len(text) > MAX_NUMBER_CHARS:
        raise Refused("number too long")
    return Number(text)


def as_bytes(string, surrogate_escape):
    """The bytes a string stands for; a lone surrogate stands for none, unless it hides a byte."""
    return string.encode("utf-8", "surrogateescape" if surrogate_escape else "strict")


def strict_loads(data, surrogate_escape):
    def pairs(items):
        keys = {as_bytes(key, surrogate_escape) for key, _ in items}
        if len(keys) != len(items) or len(items) > MAX_KEYS:
            raise Refused("keys")
        return Object(items)

    return json.loads(data.decode("utf-8"), object_pairs_hook=pairs, parse_constant=refuse, parse_int=number,
                      parse_float=number)


def written_string(string, surrogate_escape):
    data = as_bytes(string, surrogate_escape)
    return encode_basestring_ascii(data.decode("utf-8", "surrogateescape" if surrogate_escape else "strict"))


def written(value, item, colon, surrogate_escape, depth=0):
    if isinstance(value, Number):
        return str(int(value)) if re.fullmatch("-?[0-9]+", value) else str(value)
    if isinstance(value, str):
        return written_string(value, surrogate_escape)
    if isinstance(value, (Object, list)):
        if depth == MAX_DEPTH:
            raise Refused("too deep")
        if isinstance(value, Object):
            return "{" + item.join(written_string(k, surrogate_escape) + colon +
                                   written(v, item, colon, surrogate_escape, depth + 1) for k, v in value) + "}"
        return "[" + item.join(written(v, item, colon, surrogate_escape, depth + 1) for v in value) + "]"
    return json.dumps(value)


def verdict(data, flags):
    item, colon = (",", ":") if "c" in flags else (", ", ": ")
    try:
        return written(strict_loads(data, "s" in flags), item, colon, "s" in flags)
    except (ValueError, RecursionError):  # Unicode errors, Refused and JSONDecodeError are ValueErrors
        return "-"


# One of every class that readers and writers treat in their own way, and the edges of each.
CHARACTERS = [
    *map(chr, range(0x00, 0x20)), *map(chr, range(0x20, 0x80)), "\x80", "\xe9", "\xff", "\u0100", "\u07ff", "\u0800",
    "\u2028", "\u2029", "\u54c8", "\ud7ff", "\ue000", "\ufeff", "\ufffd", "\uffff", "\U00010000", "\U0001f600",
    "\U0010ffff",
]
SHORT_ESCAPES = {'"': '"', "\\": "\\", "/": "/", "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}
NUMBERS = [
    "0", "-0", "1", "-1", "10", "1280", "1073741824000", "9223372036854775807", "9223372036854775808",
    "-9223372036854775808", "-9223372036854775809", "18446744073709551615", "18446744073709551616",
    "435413543654364364546546544445", "1" * 82, "0.5", "-0.0", "1e400", "1E+2", "2.50e-07", "12345678", "123456789012345678",
]
KEYS = ["a", "b", "cmd", "filename", "file_size", "total_size", "", "\u54c8", "sixteen letters!", "seventeen letters"]
FRAGMENTS = [
    b'"', b"\\", b"\\u", b"\\ud83d", b"\\ude00", b"\\udc80", b"\\udcff", b"\\u0000", b"{", b"}", b"[", b"]", b",", b":",
    b" ", b"\t", b"\n", b"\r", b"\x0b", b"\xa0", b"\x00", b"\x1f", b"\x7f", b"\x80", b"\xbf", b"\xc0\xaf", b"\xc3", b"\xc3\xa9",
    b"\xe0\x80\x80", b"\xe0\x9f\xbf", b"\xed\xa0\x80", b"\xed\xb2\x80", b"\xef\xbb\xbf", b"\xf0\x8f\xbf\xbf",
    b"\xf0\x9f\x98\x80", b"\xf4\x90\x80\x80", b"\xf5", b"\xff", b"0", b"-", b"+", b".", b"e", b"E1", b"01", b"1.", b"NaN",
    b"Infinity", b"-Infinity", b"true", b"fals", b"null", b"//", b"/**/", b"'", b'"a":1,', b'"\\u0061": 2, ',
]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def space(self):
        draw = self.random.random()
        if draw < 0.6:
            return b""
        return b" " if draw < 0.9 else bytes(self.random.choices(b" \t\n\r", k=self.random.randrange(4)))

    def character(self, char):
        """One of the spellings of a character in a string."""
        code = ord(char)
        draw = self.random.random()
        if char in SHORT_ESCAPES and (draw < 0.5 and char != "/" or draw < 0.2):
            return b"\\" + SHORT_ESCAPES[char].encode()
        if code < 0x20 or char in '"\\' or draw < 0.12:
            units = [code] if code < 0x10000 else [0xD800 + (code - 0x10000 >> 10), 0xDC00 + (code & 0x3FF)]
            hexadecimal = "".join("\\u%04x" % unit for unit in units)
            return (hexadecimal.upper().replace("U", "u") if draw < 0.04 else hexadecimal).encode()
        return char.encode()

    def characters(self):
        draw = self.random.random()
        if draw < 0.5:
            return "".join(self.random.choices("abcdefgh0123456789._-/ ", k=self.random.randrange(36)))
        return "".join(self.random.choices(CHARACTERS, k=self.random.randrange(12)))

    def string(self, characters):
        plain = self.random.random() < 0.4
        spelled = [char.encode() if plain and char >= " " and char not in '"\\' else self.character(char)
                   for char in characters]
        if self.random.random() < 0.03:
            lone = self.random.choice([b"\\ud83d", b"\\udc7f", b"\\udc80", b"\\udcC3\\uDCa9", b"\\udcff"])
            spelled.insert(self.random.randrange(len(spelled) + 1), lone)
        return b'"' + b"".join(spelled) + b'"'

    def number(self):
        draw = self.random.random()
        if draw < 0.4:
            return self.random.choice(NUMBERS).encode()
        text = str(self.random.randrange(-10**self.random.randrange(1, 24), 10**self.random.randrange(1, 24)))
        if draw > 0.8:
            text += "." + str(self.random.randrange(10**6))
        if draw > 0.9:
            text += self.random.choice("eE") + self.random.choice(["", "+", "-"]) + str(self.random.randrange(400))
        return text.encode()

    def value(self, depth):
        draw = self.random.random()
        if depth > 0 and draw < 0.25:
            items = [self.value(depth - 1) for _ in range(self.random.randrange(5))]
            return b"[" + b",".join(self.space() + item + self.space() for item in items) + b"]"
        if depth > 0 and draw < 0.55:
            return self.object(depth, self.random.randrange(6))
        if draw < 0.75:
            return self.string(self.characters())
        if draw < 0.95:
            return self.number()
        return self.random.choice([b"true", b"false", b"null"])

    def object(self, depth, size):
        keys = self.random.sample(KEYS, size) if size <= len(KEYS) else ["k%d" % i for i in range(size)]
        if self.random.random() < 0.05 and keys:
            keys.append(keys[0])
        items = [self.space() + self.string(key) + self.space() + b":" + self.space() + self.value(depth - 1) + self.space()
                 for key in keys]
        return b"{" + b",".join(items) + (b"" if items else self.space()) + b"}"

    def rarity(self):
        """What random values hardly ever are: deep, wide, long."""
        depth = self.random.randrange(MAX_DEPTH - 2, MAX_DEPTH + 3)
        digits = self.random.randrange(MAX_NUMBER_CHARS - 1, MAX_NUMBER_CHARS + 2)
        keys = self.random.choice([15, 16, 17, 40, MAX_KEYS - 1, MAX_KEYS, MAX_KEYS + 1])
        return self.random.choice([
            lambda: b"[" * depth + b"]" * depth,
            lambda: b'{"a":' * depth + b"1" + b"}" * depth,
            lambda: b'[{"a":' * (depth // 2) + b"1" + b"}]" * (depth // 2),
            lambda: b"[" * 100000,
            lambda: b"9" * digits,
            lambda: b"[-" + b"9" * (digits - 1) + b"]",
            lambda: self.object(1, keys),
        ])()

    def mutated(self, data):
        for _ in range(self.random.choice([1, 1, 1, 2, 3])):
            at = self.random.randrange(len(data) + 1)
            to = min(len(data), at + self.random.choice([1, 1, 1, 2, 4, 8]))
            kind = self.random.randrange(6)
            if kind == 0:
                data = data[:at]
            elif kind == 1:
                data = data[:at] + data[to:]
            elif kind == 2:
                data = data[:to] + data[at:]
            elif kind == 3:
                data = data[:at] + self.random.choice(FRAGMENTS) + data[at:]
            elif kind == 4:
                data = data[:at] + self.random.choice(FRAGMENTS) + data[to:]
            elif at < len(data):
                data = data[:at] + bytes([data[at] ^ 1 << self.random.randrange(8)]) + data[at + 1:]
        return data

    def document(self):
        if self.random.random() < 0.002:
            return self.rarity()
        data = self.space() + self.value(self.random.randrange(5)) + self.space()
        return data if self.random.random() < 0.4 else self.mutated(data)

    def text(self):
        """A string for the writer: any code points, at times not UTF-8."""
        draw = self.random.random()
        if draw < 0.3:
            return "".join(self.random.choices(CHARACTERS, k=self.random.randrange(24))).encode()
        points = (self.random.randrange(self.random.choice([0x80, 0x800, 0x10000, 0x110000]))
                  for _ in range(self.random.randrange(24)))
        data = "".join(chr(point) for point in points if not 0xD800 <= point <= 0xDFFF).encode()
        return data if draw < 0.6 else self.mutated(data)


def documents(generator, count):
    for _ in range(count):
        flags = generator.random.choice(["d", "d", "c", "ds", "cs"])
        data = generator.document()
        yield "%s %s %s" % (flags, data.hex(), verdict(data, flags))


def strings(generator, count):
    for _ in range(count):
        data = generator.text()
        try:
            text = data.decode()
            raw = json.dumps(text, ensure_ascii=False).encode().hex()
        except UnicodeDecodeError:
            text = data.decode("utf-8", "surrogateescape")
            raw = "-"
        yield "%s %s %s" % (data.hex(), raw, json.dumps(text))


def main():
    kind, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    lines = {"documents": documents, "strings": strings}[kind](Generator(seed), count)
    for line in lines:
        sys.stdout.write(line + "\n")


main()
