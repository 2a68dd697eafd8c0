# SPDX-License-Identifier: MIT
"""The fields of a header. Faults of JSON are not told apart: their family is answered."""
import json

TEXTS = ("cmd", "status", "msg", "md5", "sha256", "ack", "command", "code", "message")
FIELDS = {key: (key, str) for key in TEXTS} | {"file_name": ("name", str), "filename": ("name", str)}
FIELDS |= {key: ("size", int) for key in ("file_size", "filesize", "total_size")}
FIELDS |= {key: (key, int) for key in ("offset", "received", "stdout_size", "stderr_size")}
FIELDS |= {"reply": ("reply", bool), "truncated": ("truncated", bool)}
Number = type("Number", (str,), {})  # as it was written
Members = type("Members", (list,), {})


def refuse(code): raise ValueError(code)


def parse(text):
    try:
        value = json.loads(text.decode(), object_pairs_hook=Members, parse_int=Number, parse_float=Number,
                           parse_constant=refuse)
        json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no text
        return value
    except (ValueError, RecursionError): refuse("json")


def read_fields(members):
    if type(members) is not Members: refuse("json_not_object")
    found, keys = {}, [key for key, _ in members]
    if len(set(keys)) < len(keys): refuse("json_duplicate_key")
    for key, value in members:
        name, kind = FIELDS.get(key, (None, None))
        if name is None: continue
        if name in found: refuse("field_conflict")
        if value is None and name not in ("cmd", "status", "name", "size"): continue
        if type(value) is not (Number if kind is int else kind): refuse("field_wrong_type")
        if kind is int and set(value) & set(".eE"): refuse("size_not_integer")
        if kind is int and value[0] == "-": refuse("size_negative")
        if kind is int and int(value) >= 2 ** 63: refuse("size_out_of_range")
        found[name] = value
    return found


def body_size(found, rule, limits):  # None: the message has no body
    is_request, status = rule == "request", found.get("status", "ok")
    if is_request and found.get("cmd", "put") not in ("put", "get", "stat", "exec"): refuse("command_unknown")
    if rule == "none" or (is_request and found.get("cmd", "put") != "put"): return None
    if rule == "reply" and (status != "ok" or ("status" in found and "size" not in found)): return None
    size, offset = int(found["size"] if "size" in found else refuse("field_missing")), int(found.get("offset", 0))
    if size > limits.get("size", size): refuse("size_too_large")
    return size - offset if offset <= size else refuse("offset_beyond_size")
