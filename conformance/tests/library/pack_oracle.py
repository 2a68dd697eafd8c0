#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Random struct formats and values, and what CPython makes of them: one case a line, for unit_pack to repeat.

usage: pack_oracle.py CASES SEED ORDER SIZEOF_LONG SIZEOF_POINTER ALIGN_OF_LONG_LONG

The last four describe the machine under test. Where this Python's own machine differs from it, only `<`, `>` and `!`,
which mean the same everywhere, are used.

A line has five fields, parted by tabs:

    operation   calcsize pack pack_into unpack unpack_from iter_unpack
    format      in hex
    input       bytes in hex, for pack_into the buffer as it was; an offset for pack_into and unpack_from: HEX@OFFSET
    values      of pack and pack_into, parted by commas
    result      `=` and the size, bytes in hex or values (records parted by `;`); or `!` and the error's text

A value is iNUMBER, fBITS (a double, in hex), n+ or n- (some NaN of that sign), t0, t1 or bHEX.
"""
import math
import random
import re
import struct
import sys

SSIZE_MAX = sys.maxsize
CASES, SEED = int(sys.argv[1]), int(sys.argv[2])
HOST = [sys.byteorder, struct.calcsize("l"), struct.calcsize("P"), struct.calcsize("@cq") - 8]
IS_SAME_MACHINE = [sys.argv[3]] + [int(a) for a in sys.argv[4:7]] == HOST
MODES = ["", "@", "=", "<", ">", "!"] if IS_SAME_MACHINE else ["<", ">", "!"]
CODES = "xcbB?hHiIlLqQefdsp"
INTEGERS = "bBhHiIlLqQnNP"
SPACES = " \t\n\v\f\r"
PACKED_MAX = 3000  # bytes: larger formats are only measured

rng = random.Random(SEED)


def bits_of(number):
    return struct.unpack("<Q", struct.pack("<d", number))[0]


def double_of(bits):
    return struct.unpack("<d", struct.pack("<Q", bits))[0]


def random_format():
    """Text, and the codes of its values with their counts if it is a format."""
    text = rng.choice(MODES)
    codes = CODES + ("nNP" if text in ("", "@") or rng.random() < 0.02 else "")
    for _ in range(rng.choice((0, 1, 1, 1, 2, 2, 3, 4, 5, 8))):
        if rng.random() < 0.1:
            text += rng.choice(SPACES) * rng.randint(1, 2)
        chance = rng.random()
        if chance < 0.1:
            text += "0"
        elif chance < 0.35:
            text += str(rng.randint(1, 12))
        elif chance < 0.38:
            text += "00" + str(rng.randint(0, 9))
        elif chance < 0.39:
            text += str(rng.randint(200, 700))
        text += rng.choice(codes)
    return text


def spoiled(text):
    """A text that most likely is no format."""
    at = rng.randint(0, len(text))
    chance = rng.random()
    if chance < 0.3:  # not F D Z, which later Pythons know
        wrong = rng.choice("aAgGjJkKmMoOrRtTuUvVwWXyYzEi<>@=!&~+-.,_\0\x7f\x80\xa0\xff")
        return text[:at] + wrong + text[at:]
    if chance < 0.4:
        return text + str(rng.randint(0, 99)) + rng.choice(("", " ", "\0"))
    if chance < 0.5:
        return text + "3" + rng.choice(SPACES) + "i"
    if chance < 0.6:
        return rng.choice(SPACES) + rng.choice("@=<>!") + "i"
    if not IS_SAME_MACHINE:
        return text + "\0"
    huge = rng.choice((SSIZE_MAX, SSIZE_MAX + 1, SSIZE_MAX // 2, SSIZE_MAX // 8, SSIZE_MAX // 8 + 1, 10**18, 10**25))
    return text + str(huge - rng.choice((0, 0, 1, 7, 30))) + rng.choice("xBbshiqd") + rng.choice(("", "", "0i", "x", "h"))


def items_of(text):
    """(code, count) of each value of a legal format."""
    body = text[1:] if text[:1] in tuple("@=<>!") else text
    items = []
    for count, code in re.findall(r"(\d*)([^\s\d])", body):
        count = int(count or 1)
        if code in "sp":
            items.append((code, count))
        elif code != "x":
            items.extend([(code, 1)] * count)
    return items


def range_of(text, code):
    prefix = text[:1] if text[:1] in tuple("=<>!") else ""
    bits = 8 * struct.calcsize(prefix + code)
    if code == "P":
        return -(2 ** (bits - 1)), 2**bits - 1
    return (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if code.islower() else (0, 2**bits - 1)


def random_bytes(size):
    return bytes(rng.choice((0, 1, 0x7F, 0x80, 0xFF, rng.randint(0, 255))) for _ in range(size))


def random_double():
    chance = rng.random()
    sign = rng.choice((1.0, -1.0))
    if chance < 0.25:
        return sign * rng.choice((0.0, 1.0, 0.1, math.inf, math.nan, 65504.0, 65519.999, 65520.0, 3.4028234663852886e38,
                                  3.4028235677973366e38, 3.4028235677973362e38, 1e39, 1.7976931348623157e308, 5e-324,
                                  2.0**-24, 2.0**-25, 2.0**-14, 2.0**-149, 2.0**-150, 2.0**-126))
    if chance < 0.55:  # the neighbourhood of every rounding that a half makes
        half = struct.unpack("<e", struct.pack("<H", rng.randint(0, 0x7BFF)))[0]
        step = 2.0 ** max(math.frexp(half)[1] - 12, -25)
        return sign * double_of(max(bits_of(half + step) + rng.randint(-2, 2), 0))
    if chance < 0.7:  # and a float
        number = struct.unpack("<f", struct.pack("<I", rng.randint(0, 0x7F7FFFFF)))[0]
        step = 2.0 ** max(math.frexp(number)[1] - 25, -150)
        return sign * double_of(max(bits_of(number + step) + rng.randint(-2, 2), 0))
    while True:
        number = double_of(rng.getrandbits(64))
        if not math.isnan(number):
            return number


def random_integer():
    return rng.choice((0, 1, -1, rng.randint(-300, 300), rng.randint(-(2**63), 2**64 - 1), 2**64 - 1, -(2**63)))


def random_value(text, code, count):
    if rng.random() < 0.02:  # anything
        return rng.choice((True, False, random_integer(), random_double(), random_bytes(rng.randint(0, 3))))
    if code in INTEGERS:
        low, high = range_of(text, code)
        chance = rng.random()
        if chance < 0.3:
            number = rng.choice((low, high, low + 1, high - 1))
        elif chance < 0.34:
            number = rng.choice((low - 1, high + 1, low - 300, high + 300, random_integer()))
        elif chance < 0.36:
            return rng.choice((True, False))
        else:
            number = rng.randint(low, high)
        return min(max(number, -(2**63)), 2**64 - 1)
    if code in "efd":
        if rng.random() < 0.15:
            return random_integer()
        number = random_double()
        is_refused = code != "d" and abs(number) > 65519 and math.isfinite(number)
        return number if not is_refused or rng.random() < 0.2 else number % 65000.0
    if code == "?":
        return rng.choice((True, False, random_integer(), random_double(), random_bytes(rng.randint(0, 2))))
    if code == "c":
        return random_bytes(1)
    return random_bytes(rng.choice((count, rng.randint(0, count + 3), max(count - 1, 0))))


def text_of_3_12(text, fmt, values):
    """Before 3.12 the texts for an integer out of range came in five dialects. This is the one place that translates
    them; every other text is taken as it is."""
    if sys.version_info >= (3, 12) or not re.match(
        r"(byte|ubyte|short|ushort|'.') format requires|argument out of range$|int too large to convert$", text
    ):
        return text
    prefix = fmt[:1] if fmt[:1] in tuple("@=<>!") else ""
    for (code, _), value in zip(items_of(fmt), values):
        try:
            struct.pack(prefix + code, value)
        except (struct.error, OverflowError):
            if code not in INTEGERS or code == "P":
                return text
            low, high = range_of(fmt, code)
            return f"'{code}' format requires {low} <= number <= {high}"
    return text


def value_text(value, code):
    if isinstance(value, bool):
        return f"t{int(value)}"
    if isinstance(value, int):
        return f"i{value}"
    if isinstance(value, float):
        # What becomes of a NaN's payload in e and f differs between Python versions.
        if code in "ef" and math.isnan(value):
            return "n-" if math.copysign(1.0, value) < 0 else "n+"
        return f"f{bits_of(value):016x}"
    return "b" + value.hex()


def record_text(items, record):
    return ",".join(value_text(value, code) for (code, _), value in zip(items, record))


def random_offset(size, have):
    chance = rng.random()
    if chance < 0.02:
        limit = SSIZE_MAX if IS_SAME_MACHINE else 2**31 - 1
        return rng.choice((limit, -limit - 1, limit - 5, -limit))
    if chance < 0.6 and have >= size:
        offset = rng.randint(0, have - size)
        return offset if rng.random() < 0.6 or size == 0 else offset - have
    return rng.randint(-have - 4, have + 4)


def case():
    fmt = spoiled(random_format()) if rng.random() < 0.1 else random_format()
    raw = fmt.encode("latin-1")
    source = values_text = ""
    operation = rng.choice(("calcsize", "pack", "pack", "pack", "pack_into", "pack_into", "unpack", "unpack",
                            "unpack_from", "unpack_from", "iter_unpack"))
    values = ()
    try:
        size = struct.calcsize(raw)
        items = items_of(fmt)
        # CPython before 3.13 stores and loads 0p out of bounds.
        if size > PACKED_MAX or ("p", 0) in items:
            operation = "calcsize"
    except Exception:
        size, items = 0, []
    try:
        if operation == "calcsize":
            result = str(struct.calcsize(raw))
        elif operation in ("pack", "pack_into"):
            values = [random_value(fmt, code, count) for code, count in items]
            if rng.random() < 0.05:
                values = values[:-1] if rng.random() < 0.5 else values + [random_integer()]
            values_text = ",".join(value_text(value, "d") for value in values)
            if operation == "pack":
                result = struct.pack(raw, *values).hex()
            else:
                buffer = bytearray(random_bytes(size + rng.choice((0, 0, 1, 5, 20))) if rng.random() < 0.9 else b"\xee")
                offset = random_offset(size, len(buffer))
                source = f"{buffer.hex()}@{offset}"
                struct.pack_into(raw, buffer, offset, *values)
                result = buffer.hex()
        elif operation == "unpack":
            have = size if rng.random() < 0.92 else max(size + rng.randint(-3, 3), 0)
            source = (data := random_bytes(have)).hex()
            result = record_text(items, struct.unpack(raw, data))
        elif operation == "unpack_from":
            data = random_bytes(size + rng.choice((0, 1, 5, 20)) if rng.random() < 0.9 else rng.randint(0, 9))
            offset = random_offset(size, len(data))
            source = f"{data.hex()}@{offset}"
            result = record_text(items, struct.unpack_from(raw, data, offset))
        else:
            data = random_bytes(size * rng.randint(0, 4) + (rng.randint(0, 3) if rng.random() < 0.1 else 0))
            source = data.hex()
            result = ";".join(record_text(items, record) for record in struct.iter_unpack(raw, data))
        result = "=" + result
    except (struct.error, OverflowError, ValueError) as error:
        result = "!" + text_of_3_12(str(error), fmt, values)
    return "\t".join((operation, raw.hex(), source, values_text, result))


for _ in range(CASES):
    print(case())
