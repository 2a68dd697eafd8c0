# SPDX-License-Identifier: MIT
"""Header messages: LEN, a JSON object, a body."""
from header_fields import body_size, parse, read_fields, refuse


def canonical(value):
    if type(value) is bool: return str(value).lower()
    return f'x"{value.encode().hex()}"' if type(value) is str else value  # a number is its text


def show_header(found, body, text, show):
    values = {name: canonical(value) for name, value in found.items()}
    values |= {"body": "none" if body is None else body, "text": f'x"{text.hex()}"'}
    show(" ".join(["header", *(f"{name}={value}" for name, value in values.items())]))


def decode(stream, show, asked):
    limits, rule = asked["limits"], asked["options"].get("body", "sized")
    while True:
        stream.begin, stream.cut = stream.at, "truncated_prefix"
        length = int.from_bytes((yield from stream.exactly(4)), "little", signed=True)
        if length <= 0: refuse("negative_length" if length < 0 else "header_empty")
        if length > limits.get("header", 65536): refuse("header_too_large")
        stream.cut = "truncated_header"
        text = yield from stream.exactly(length)
        found = read_fields(parse(text))
        left = body_size(found, rule, limits)
        show_header(found, left, text, show)
        stream.cut = "truncated_body"
        while left:
            if not stream.pending: yield
            left -= len(data := stream.take(left))
            if data: show(f'data x"{data.hex()}"')
        show("end")
