# SPDX-License-Identifier: MIT
"""The site's pictures, as SVG, each drawn from data: what the library printed (facts.cpp), a case of the suite, the table
of rooms in CONTRIBUTING.md."""

import html
import re


def svg(width, height, parts, title):
    marker = ('<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
              'orient="auto-start-reverse"><path d="M0 0 8 4 0 8z" fill="currentColor"/></marker></defs>')  # fmt: skip
    return (f'<div class="picture" markdown="0"><svg viewBox="0 0 {width} {height}" role="img" aria-label="{html.escape(title)}">'
            f'{marker}{"".join(parts)}</svg></div>')  # fmt: skip


def box(x, y, width, height, kind="box"):
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="3"/>'


def words(x, y, text, kind="", anchor="middle"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{html.escape(text)}</text>'


def arrow(path):
    return f'<path class="line" d="{path}" marker-end="url(#tip)"/>'


def cut_and_glued(facts):
    """The messages sent, the reads that arrive, the frames returned. facts: lines 'sent/read/frame HEX'."""
    rows = [(name, [bytes.fromhex(row.split()[1]) for row in facts if row.startswith(name + " ")]) for name in ("sent", "read", "frame")]
    labels = {"sent": "two frames are sent", "read": "the network delivers two reads", "frame": "next() returns two payloads"}
    cell, parts = 36, []
    for index, (name, pieces) in enumerate(rows):
        x, y = 10, 20 + index * 84
        parts.append(words(x, y, labels[name], anchor="start"))
        for piece in pieces:
            parts.append(box(x, y + 10, cell * len(piece), 40, "frame" if name != "read" else "box"))
            for at, byte in enumerate(piece):
                shown = chr(byte) if 32 < byte < 127 else f"{byte:02x}"
                parts.append(words(x + cell * (at + 0.5), y + 36, shown, "mono"))
            x += cell * len(piece) + 14
    return svg(10 + cell * 17 + 30, 260, parts, "How a stream is cut and glued")


STATES = {  # how each state is called, and where it stands
    "between": ("between frames", 84, 100), "header": ("in a header", 324, 100), "payload": ("in a payload", 564, 100),
    "refused": ("frame refused", 324, 240), "skipped": ("skipping a frame", 564, 240),
}  # fmt: skip
DETOURS = {("payload", "between"): -60, ("skipped", "between"): 60}  # over or under what stands between


def edge(begin, end, label):
    """An arrow from a state to another, or to itself, with its label."""
    (_, x1, y1), (_, x2, y2) = STATES[begin], STATES[end]
    if begin == end:
        return [arrow(f"M{x1 + 74} {y1 - 12}c44 -10 44 34 3 24"), words(x1 + 112, y1 + 5, label, "small", "start")]
    if far := DETOURS.get((begin, end)):
        side = 26 if far > 0 else -26
        back = 26 if y2 < y1 else side
        return [arrow(f"M{x1} {y1 + side}V{y1 + far}H{x2}V{y2 + back}"), words((x1 + x2) / 2, y1 + far - 6, label, "small")]
    if x1 != x2 and y1 > y2:  # back up, beside what else returns
        return [arrow(f"M{x1 - 76} {y1}H{x2 + 30}V{y2 + 26}"), words((x1 + x2) / 2, y1 - 6, label, "small")]
    if x1 == x2:
        return [arrow(f"M{x1} {y1 + 26}V{y2 - 26}"), words(x1 + 8, (y1 + y2) / 2 + 4, label, "small", "start")]
    side = 1 if x2 > x1 else -1
    return [arrow(f"M{x1 + side * 76} {y1 - side * 9}H{x2 - side * 77}"), words((x1 + x2) / 2, y1 - 14 if side > 0 else y1 + 24, label, "small")]


def state_diagram(reader, facts):
    """facts: lines 'state READER FROM TO EVENT', of which each was seen."""
    edges = {}
    for row in facts:
        if row.startswith(f"state {reader} "):
            _, _, begin, end, event = row.split(" ", 4)
            edges.setdefault((begin, end), []).append(event)
    parts = [part for (begin, end), events in edges.items() for part in edge(begin, end, ", ".join(dict.fromkeys(events)))]
    seen = {state for begin_and_end in edges for state in begin_and_end}
    for state in sorted(seen):
        name, x, y = STATES[state]
        parts += [box(x - 74, y - 24, 148, 48, "bad" if state == "refused" else "frame"), words(x, y + 5, name)]
    return svg(720, max(STATES[state][2] for state in seen) + 76, parts, f"The states of {reader}")


def layout_bytes(name, parts_of):
    """A header's bytes. parts_of: [(name of the part, its bytes; 0: many)]."""
    parts, x = [words(0, 16, name, "mono", "start")], 0
    for part, size in parts_of:
        width = max(40 * size, 9 * len(part) + 14) if size else 190  # the payload
        parts += [box(x, 26, width, 34, "frame" if part.startswith("length") else "box"), words(x + width / 2, 48, part, "small")]
        if size:
            parts.append(words(x + width / 2, 76, f"{size} byte{'s' * (size != 1)}", "small"))
        x += width
    return svg(max(x, 640) + 4, 84, parts, f"The bytes of a {name} frame")


def upload(trace):
    """A case of the suite: what the client sends, the server answers and stores, from top to bottom."""
    steps = [line for line in trace.split("\n--\n", 1)[1].splitlines() if line and line[0] in "><="]
    bottom = 40 + 56 * len(steps)
    parts = [words(60, 20, "client"), words(660, 20, "server"), f'<path class="line" d="M60 30V{bottom}M660 30V{bottom}"/>']
    for at, line in enumerate(steps):
        y = 70 + at * 56
        text = line[1:].strip().replace("eof", "end of the stream")
        text = re.sub(r"^len32\{ (\{.*\}) \}", r"LEN \1", text)
        is_sent, is_reply = line[0] == ">", re.match(r"reply|closed", text)
        parts.append(words(360, y - 9, text if len(text) < 80 else text[:77] + "...", "mono small"))
        if is_sent or is_reply or line[0] == "<":
            parts.append(arrow(f"M64 {y}H656" if is_sent else f"M656 {y}H64"))
    return svg(720, bottom + 10, parts, "An upload, from header to acknowledgement")


def plan_of_the_house(contributing):
    """({room: the rooms it includes}, the arrows to draw), from the table in CONTRIBUTING.md. What is reached by way of
    another room has no arrow."""
    rows = re.findall(r"^\| `([\w/-]+)` \| (.*?) \| ((?:`[\w/-]+`(?:, )?)+|nothing) \|$", contributing, re.M)
    uses = {room: re.findall(r"`([\w/-]+)`", includes) for room, _, includes in rows}

    def reaches(room, goal, above=()):
        return room == goal or any(reaches(other, goal, (*above, room)) for other in uses.get(room, []) if other not in above)

    def is_reached_by_another(room, other):
        return any(reaches(one, other, (room,)) for one in uses[room] if one != other and not reaches(other, one, (room,)))

    return uses, [(room, other) for room in uses for other in uses[room] if not is_reached_by_another(room, other)]


def house(contributing):
    """The rooms of the repository and what each includes."""
    uses, arrows = plan_of_the_house(contributing)

    def height(room, above=()):  # two rooms that include each other: the second counts for nothing
        below = [height(other, (*above, room)) for other in uses[room] if other in uses and other not in above]
        return 1 + max(below, default=-1)

    levels = {}
    for room in uses:
        levels.setdefault(height(room), []).append(room)
    places, parts = {}, []
    for level, rooms in levels.items():
        for at, room in enumerate(rooms):
            places[room] = ((at + 0.5) * 720 / len(rooms), 30 + (max(levels) - level) * 86)
    for room, other in arrows:
        (x1, y1), (x2, y2) = places[room], places[other]
        parts.append(arrow(f"M{x1:.0f} {y1 + 18:.0f}C{x1:.0f} {y1 + 52:.0f} {x2:.0f} {y2 - 52:.0f} {x2:.0f} {y2 - 19:.0f}"))
    for room, (x, y) in places.items():
        width = 7.4 * len(room) + 20
        parts += [box(x - width / 2, y - 17, width, 34, "frame"), words(x, y + 5, room, "mono small")]
    return svg(720, 60 + max(levels) * 86, parts, "The rooms of the repository and their includes")
