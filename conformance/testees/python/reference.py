# SPDX-License-Identifier: MIT
"""Every role of the contract, written from SPEC.md alone: cleave-conformance --testee 'python3 reference.py'"""
import hashlib
import json
import re
import struct
import sys


class Refused(Exception):
    """An error by its name; its offset where it has one of its own."""


def refuse(code, at=None): raise Refused(code, at)


# Frames

def varint(stream):
    length = 0
    for place in range(10):
        byte = (yield from stream.exactly(1))[0]
        length |= (byte & 127) << 7 * place
        if length >= 1 << 64: refuse("varint_too_long")
        if byte < 128: return refuse("varint_not_canonical") if byte == 0 and place else length
    refuse("varint_too_long")


def frame_length(stream, layout):
    offset, width, gap = layout["offset"], layout["width"], layout["gap"]
    yield from stream.exactly(offset)
    if width == "varint": return (yield from varint(stream))
    length = int.from_bytes((yield from stream.exactly(width)), layout["order"], signed=layout["signed"])
    if length < 0: refuse("negative_length")
    length -= {"payload": 0, "from_field": width + gap, "whole_frame": offset + width + gap}[layout["counts"]]
    return length if length >= 0 else refuse("length_below_header")


def frames(stream, asked, event="data", tells=True):
    layout, discards = asked["layout"], asked["options"].get("on_excess") == "discard"
    while True:
        stream.starts("truncated_prefix")
        length = yield from frame_length(stream, layout)
        is_excess = length > layout["max_payload"]
        if is_excess and not discards: refuse("frame_too_large")
        if is_excess: stream.show(f"excess {length}")
        else: yield from stream.exactly(layout["gap"])
        if tells and not is_excess: stream.show(f"begin {length}")
        stream.inside = "truncated_payload"
        yield from stream.pass_on(length + layout["gap"] * is_excess, None if is_excess else event)
        if not is_excess: stream.show("end")


def encoded(payload_size, layout):
    width, offset, gap = layout["width"], layout["offset"], layout["gap"]
    if payload_size > layout["max_payload"]: refuse("frame_too_large")
    if width == "varint":
        field, rest = b"", payload_size
        while rest > 127: field, rest = field + bytes([rest & 127 | 128]), rest >> 7
        return bytes(offset) + field + bytes([rest]) + bytes(gap)
    header = {"payload": 0, "from_field": width + gap, "whole_frame": offset + width + gap}[layout["counts"]]
    counted = payload_size + header
    try: field = counted.to_bytes(width, layout["order"], signed=layout["signed"])
    except OverflowError: refuse("frame_too_large")
    return bytes(offset) + field + bytes(gap)


# Values

def literal(word):
    if word.startswith("x"): return bytes.fromhex(word[2:-1])
    if word.startswith("f64:"): return struct.unpack(">d", bytes.fromhex(word[4:]))[0]
    return {"true": True, "false": False}.get(word) if word in ("true", "false") else int(word)


def canonical(value):
    if isinstance(value, bool): return str(value).lower()
    if isinstance(value, bytes): return f'x"{value.hex()}"'
    return "f64:" + struct.pack(">d", value).hex() if isinstance(value, float) else str(value)


STRUCT_ERRORS = [("embedded null", "format_embedded_null"), ("repeat count given", "format_count_without_code"),
                 ("too long", "format_too_large"), ("bad char", "format_bad_char"),
                 ("float too large", "float_too_large"),
                 ("too large to pack", "float_too_large"), ("int too large to convert", "value_out_of_range"),
                 ("expected", "item_count_mismatch")]


def struct_error(error, op):
    text = str(error)
    if op == "pack":
        if re.search(r"pack expected \d+ items", text): return "item_count_mismatch"
        if "char format requires" in text: return "value_wrong_type"
        if "out of range" in text or "format requires" in text or "too large to convert" in text or "too small" in text:
            return "value_out_of_range"
        if "required argument" in text or "argument for" in text or "must be" in text or "length 1" in text:
            return "value_wrong_type"
    if "iteratively unpack with a struct of length 0" in text: return "iteration_of_nothing"
    if "unpack_from requires" in text: return "buffer_too_small"
    if "not enough data" in text: return "buffer_too_small"
    if "out of range" in text: return "offset_out_of_range"
    if "unpack requires" in text or "iterative unpacking requires" in text: return "buffer_size_mismatch"
    return next((code for words, code in STRUCT_ERRORS if words in text), "format_bad_char")


def run_value(asked, show):
    options = asked["options"]
    op, layout = options["op"], re.sub(r"\b0+p", "0s", options["format"])  # 0p makes CPython 3.11's struct fail within
    data = b"".join(bytes.fromhex(piece) for piece in asked["deliveries"])
    try:
        size = struct.calcsize(layout)
        if op == "calcsize": return show(f"size {size}")
        if size > 1 << 26: return f"a format of {size} bytes"
        if op == "pack":
            values = [literal(word) for word in options.get("values", "").split()]
            return show(f'send x"{struct.pack(layout, *values).hex()}"')
        structs = {"unpack": lambda: [struct.unpack(layout, data)],
                   "iter_unpack": lambda: struct.iter_unpack(layout, data),
                   "unpack_from": lambda: [struct.unpack_from(layout, data, int(options.get("position", 0)))]}[op]()
        for values in structs: show(" ".join(["values", *map(canonical, values)]))
    except (struct.error, OverflowError, ValueError) as error:
        show(f"error {struct_error(error, op)}")


# JSON

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
WHITE = " \t\n\r"


class Number(str): pass


class Members(list): pass


class Json:
    def __init__(self, text, limits):
        if text.startswith(b"\xef\xbb\xbf"): refuse("json_byte_order_mark")
        self.bad = None
        try: self.text = text.decode()
        except UnicodeDecodeError as error: self.text, self.bad = text[:error.start].decode(), error.start
        self.at, self.limits = 0, limits

    def peek(self):
        if self.at < len(self.text): return self.text[self.at]
        refuse("json_truncated" if self.bad is None else "json_invalid_utf8")

    def white(self):
        while self.at < len(self.text) and self.text[self.at] in WHITE: self.at += 1

    def whole(self):
        value = self.value(0)
        self.white()
        if self.at < len(self.text): refuse("json_trailing_data")
        return value if self.bad is None else refuse("json_trailing_data")

    def value(self, depth):
        self.white()
        first = self.peek()
        if first in "{[" and depth >= self.limits.get("depth", 64): refuse("json_too_deep")
        if first == "{": return self.members(depth)
        if first == "[": return self.items(depth)
        if first == '"': return self.string()
        if first in "-0123456789": return self.number()
        for word, value in (("true", True), ("false", False), ("null", None)):
            if first == word[0]: return self.word(word, value)
        refuse("json_invalid_number" if first in "+.NI" else "json_syntax")

    def word(self, word, value):
        for expected in word:
            if self.peek() != expected: refuse("json_syntax")
            self.at += 1
        return value

    def number(self):
        end = self.at
        while end < len(self.text) and self.text[end] in "+-0123456789.eE": end += 1
        text = self.text[self.at:end]
        if len(text) > self.limits.get("digits", 1024): refuse("json_number_too_long")
        if not NUMBER.fullmatch(text):
            is_cut = end == len(self.text) and self.bad is None and NUMBER.fullmatch(text + "0")
            if is_cut or text == "-" and end == len(self.text): refuse("json_truncated")
            refuse("json_invalid_number")
        self.at = end
        return Number(text)

    def string(self):
        self.at, out = self.at + 1, []
        while (c := self.peek()) != '"':
            if c < " ": refuse("json_control_character")
            self.at += 1
            out.append(self.escape() if c == "\\" else c)
        self.at += 1
        return "".join(out)

    def hex4(self):
        digits = ""
        for _ in range(4):
            if self.peek() not in "0123456789abcdefABCDEF": refuse("json_invalid_escape")
            digits += self.peek()
            self.at += 1
        return int(digits, 16)

    def escape(self):
        c = self.peek()
        self.at += 1
        if c in '"\\/bfnrt': return {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}.get(c, c)
        if c != "u": refuse("json_invalid_escape")
        high = self.hex4()
        if not 0xD800 <= high < 0xE000: return chr(high)
        if high >= 0xDC00: refuse("json_lone_surrogate")
        for expected in "\\u":
            if self.peek() != expected: refuse("json_lone_surrogate")
            self.at += 1
        low = self.hex4()
        if not 0xDC00 <= low < 0xE000: refuse("json_lone_surrogate")
        return chr(0x10000 + (high - 0xD800 << 10) + low - 0xDC00)

    def items(self, depth):
        self.at, found = self.at + 1, []
        self.white()
        while self.peek() != "]" or found:
            found.append(self.value(depth + 1))
            self.white()
            if self.peek() == "]": break
            if self.peek() != ",": refuse("json_syntax")
            self.at += 1
            self.white()
        self.at += 1
        return found

    def members(self, depth):
        self.at, found, keys = self.at + 1, Members(), set()
        self.white()
        while self.peek() != "}" or found:
            if self.peek() != '"': refuse("json_syntax")
            key = self.string()
            if key in keys: refuse("json_duplicate_key")
            keys.add(key)
            if len(keys) > self.limits.get("keys", 1024): refuse("json_too_many_keys")
            self.white()
            if self.peek() != ":": refuse("json_syntax")
            self.at += 1
            found.append((key, self.value(depth + 1)))
            self.white()
            if self.peek() == "}": break
            if self.peek() != ",": refuse("json_syntax")
            self.at += 1
            self.white()
        self.at += 1
        return found


def dumped(value):
    if isinstance(value, Members): return "{" + ", ".join(json.dumps(k) + ": " + dumped(v) for k, v in value) + "}"
    if isinstance(value, list): return "[" + ", ".join(map(dumped, value)) + "]"
    return value if isinstance(value, Number) else json.dumps(value)


# Header messages

TEXTS = ("cmd", "status", "msg", "md5", "sha256", "ack", "command", "code", "message")
FIELDS = {key: (key, str) for key in TEXTS} | {"file_name": ("name", str), "filename": ("name", str)}
FIELDS |= {key: ("size", int) for key in ("file_size", "filesize", "total_size")}
FIELDS |= {key: (key, int) for key in ("offset", "received", "stdout_size", "stderr_size", "exit_code")}
FIELDS |= {"reply": ("reply", bool), "truncated": ("truncated", bool)}


def integer(value, is_size):
    if set(value) & set(".eE"): refuse("size_not_integer")
    if is_size and value[0] == "-": refuse("size_negative")
    if not -2**63 <= int(value) < 2**63: refuse("size_out_of_range")
    return int(value)


def fields_of(members, limits):
    found = {}
    for key, value in members:
        name, kind = FIELDS.get(key, (None, None))
        if name is None: continue
        if value is None and name not in ("cmd", "status", "name", "size"): continue
        if name in found: refuse("field_conflict")
        if type(value) is not (Number if kind is int else kind): refuse("field_wrong_type")
        found[name] = integer(value, name != "exit_code") if kind is int else value
        if name == "size" and found[name] > limits.get("size", found[name]): refuse("size_too_large")
    return found


def read_header(stream, limits):
    stream.starts("truncated_prefix")
    length = int.from_bytes((yield from stream.exactly(4)), "little", signed=True)
    if length <= 0: refuse("negative_length" if length < 0 else "header_empty")
    if length > limits.get("header", 65536): refuse("header_too_large")
    stream.inside = "truncated_header"
    text = yield from stream.exactly(length)
    if text.lstrip(b" \t\r\n")[:1] not in (b"{", b"") and text[:3] != b"\xef\xbb\xbf":
        Json(text, limits).whole()
    members = Json(text, limits).whole()
    if type(members) is not Members: refuse("json_not_object")
    return text, fields_of(members, limits)


def body_of(found, rule):
    """The bytes of body; None: the message has none."""
    command, status = found.get("cmd", "put"), found.get("status")
    if rule == "none": return None
    if rule == "request" and command not in ("put", "get", "stat", "exec"): refuse("command_unknown")
    if rule == "request" and command != "put": return None
    if rule == "reply" and (status not in (None, "ok") or status == "ok" and "size" not in found): return None
    if rule == "reply" and ("ack" in found or "received" in found): return None
    if "size" not in found: refuse("field_missing")
    if found.get("offset", 0) > found["size"]: refuse("offset_beyond_size")
    return found["size"] - found.get("offset", 0)


def shown(found):
    text = lambda value: value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
    return [f"{name}={canonical(text(value))}" for name, value in found.items()]


def messages(stream, asked):
    limits, rule = asked["limits"], asked["options"].get("body", "sized")
    while True:
        text, found = yield from read_header(stream, limits)
        body = body_of(found, rule)
        size = "none" if body is None else body
        stream.show(" ".join(["header", *shown(found), f"body={size}", f"text={canonical(text)}"]))
        stream.inside = "truncated_body"
        yield from stream.pass_on(body or 0, "data")
        stream.show("end")


DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
DEVICES |= {f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"}
INVISIBLE = [(0xAD, 0xAD), (0x61C, 0x61C), (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0xFEFF, 0xFEFF),
             (0xFFF9, 0xFFFB)]


def check_name(name, limits):
    data = name.encode()
    if not data: refuse("name_empty")
    if len(data) > limits.get("name", 255): refuse("name_too_long")
    if "\0" in name: refuse("name_nul")
    if any(ord(c) < 32 or 127 <= ord(c) < 160 for c in name): refuse("name_control")
    if any(low <= ord(c) <= high for c in name for low, high in INVISIBLE): refuse("name_invisible")
    if name[0] in "/\\": refuse("name_absolute")
    if re.match("[A-Za-z]:", name): refuse("name_drive")
    if ":" in name: refuse("name_stream")
    parts = re.split(r"[/\\]", name)
    if "." in parts: refuse("name_dot")
    if ".." in parts: refuse("name_parent")
    if "/" in name: refuse("name_separator")
    if "\\" in name: refuse("name_backslash")
    if name.split(".")[0].rstrip(" ").lower() in DEVICES: refuse("name_device")
    if name[-1] in ". ": refuse("name_trailing")
    if name[0] == ".": refuse("name_hidden")
    if name.startswith(".cleave-"): refuse("name_reserved")


def files(stream, asked):
    limits, demands = asked["limits"], asked["options"].get("digest") == "demand"
    received = asked["options"].get("received", 'x""')
    while True:
        text, found = yield from read_header(stream, limits)
        body = body_of(found, "request")
        if body is not None and "name" not in found: refuse("field_missing")
        if "name" in found: check_name(found["name"], limits)
        if body is None:
            stream.show(" ".join(["message", *shown(found)]))
            stream.show("end")
            continue
        digests = {}
        for kind, size in (("md5", 32), ("sha256", 64)):
            value = found.pop(kind, None)
            is_good = value is not None and re.fullmatch("[0-9a-fA-F]{%d}" % size, value)
            digests[kind] = "absent" if value is None else "announced" if is_good else "malformed"
            if is_good: digests[kind + "="] = value.lower()
        if demands and "announced" not in digests.values():
            refuse("digest_malformed" if "malformed" in digests.values() else "digest_missing")
        told = [f"{kind}={digests[kind]}" for kind in ("md5", "sha256")]
        stream.show(" ".join(["file", *shown(found), f"body={body}", *told]))
        stream.inside = "truncated_body"
        stream.hashes = [hashlib.md5(), hashlib.sha256()]
        for one in stream.hashes: one.update(literal(received)[:found.get("offset", 0)])
        yield from stream.pass_on(body, "data")
        for one, kind in zip(stream.hashes, ("md5=", "sha256=")):
            if digests.get(kind, one.hexdigest()) != one.hexdigest(): refuse("digest_mismatch")
        stream.show("end")


def replies(stream, asked):
    form = asked["options"].get("form")
    if form == "struct":
        layout = {"width": 4, "order": "little", "signed": True, "counts": "payload", "offset": 0, "gap": 0}
        layout["max_payload"] = asked["limits"].get("size", 2**31 - 1)
        return (yield from frames(stream, {"layout": layout, "options": {}}, "output", False))
    while True:
        text, found = yield from read_header(stream, asked["limits"])
        body = body_of(found, "reply") or 0
        sizes = [found.get("stdout_size", 0), found.get("stderr_size", 0)]
        if form == "exec" and body and sum(sizes) != body: refuse("size_mismatch")
        stream.show(" ".join(["reply", *shown(found)]))
        stream.inside = "truncated_body"
        for size, name in zip(sizes, ("stdout", "stderr")) if form == "exec" else [(body, "output")]:
            yield from stream.pass_on(size if body else 0, name)
        stream.show("end")


# The testee

class Stream:
    """Bytes that arrived and were not taken; a codec is a generator that yields where it needs more."""

    def __init__(self, show):
        self.show, self.pending, self.hashes = show, bytearray(), ()
        self.at, self.begin, self.inside = 0, 0, None  # of the message: where it began, what an end in it is

    def starts(self, inside): self.begin, self.inside = self.at, inside

    def take(self, size):
        taken = bytes(self.pending[:size])
        del self.pending[:size]
        self.at += len(taken)
        return taken

    def exactly(self, size):
        while len(self.pending) < size: yield
        return self.take(size)

    def pass_on(self, size, event):
        while size:
            while not self.pending: yield
            data = self.take(size)
            size -= len(data)
            for one in self.hashes: one.update(data)
            if event: self.show(f'{event} x"{data.hex()}"')


STREAMS = {"frame_decoder": frames, "header_message": messages, "file_receiver": files, "command_reply": replies}


def run_stream(asked, events):
    now = 0
    stream = Stream(lambda text: events.append([now, text]))
    codec = STREAMS[asked["role"]](stream, asked)
    try:
        next(codec)
        for now, piece in enumerate(asked["deliveries"]):
            stream.pending += bytes.fromhex(piece)
            next(codec)
        now = len(asked["deliveries"])
        if asked["end"] != "open" and (stream.at > stream.begin or stream.pending):
            events.append([now, f"error {stream.inside} at={stream.at + len(stream.pending)}"])
    except Refused as refused: events.append([now, f"error {refused.args[0]} at={stream.begin}"])


def run_datagrams(asked, events):
    for now, (piece, name) in enumerate(zip(asked["deliveries"], ("stderr", "stdout"))):
        if piece: events.append([now, f'{name} x"{piece}"'])
        if now == 1: events.append([now, "end"])


def run(asked):
    events, role, seq = [], asked["role"], asked["seq"]
    deliveries = list(enumerate(asked["deliveries"])) or [(0, "")]
    if role == "value":
        why = run_value(asked, lambda text: events.append([max(len(asked["deliveries"]) - 1, 0), text]))
        return {"seq": seq, "unsupported": why} if why else {"seq": seq, "events": events}
    if role == "command_reply" and asked["options"].get("form") == "datagram": run_datagrams(asked, events)
    elif role in STREAMS: run_stream(asked, events)
    elif role not in ("json", "frame_encoder"): return {"seq": seq, "unsupported": "no such role"}
    for now, piece in deliveries if role in ("json", "frame_encoder") else ():
        try:
            data = bytes.fromhex(piece)
            if role == "json":
                events.append([now, f'json x"{dumped(Json(data, asked["limits"]).whole()).encode().hex()}"'])
                continue
            announced = asked["options"].get("payload_size")
            header = encoded(len(data) if announced is None else int(announced), asked["layout"])
            events.append([now, f'send x"{(header + data).hex()}"'])
        except Refused as refused: events.append([now, f"error {refused.args[0]}"])
    return {"seq": seq, "events": events}


def main():
    sys.setrecursionlimit(200000)
    sys.set_int_max_str_digits(0)
    for line in sys.stdin:
        asked = json.loads(line)
        if asked["type"] == "stop": return
        answer = {"type": "started", "name": "reference", "roles": [*STREAMS, "frame_encoder", "value", "json"],
                  "features": ["lp64", "little-endian-machine"]}
        print(json.dumps(run(asked) if asked["type"] == "run" else answer), flush=True)


main()
