# SPDX-License-Identifier: MIT
"""The table of hostile inputs: 120 rows of what a peer, a disk or a machine may do to a server, and what has to come of it.

    python3 hostile.py [--full] [--ours] [ROW...]
    python3 hostile.py --traces

Plays every row against our servers in both dialects and against servers written as in the field: Python with a thread
for each client, Python with asyncio, and Node where that is installed. Prints a verdict for each. Exits with 1 if one of
ours is wrong anywhere. --full: with the largest numbers; --ours: our servers only; ROW: these rows only, such as L4 or all of T. --traces: prints which rows are told on the wire, as cases of
conformance/traces/server that anybody's server can be held to, and why the others are not.

CLEAVE_BIN  where the programs are; build/bin if not set
"""

import argparse
import sys
import time

import hostile_commands, hostile_datagrams, hostile_files, hostile_input, hostile_peers  # noqa: F401, E401: they add rows
from hostile_engine import COLUMNS, ROWS, play_column
from hostile_traces import TRACES


def all_rows():
    order = {letter: place for place, letter in enumerate("LJSNTCGXU")}
    return sorted(ROWS.values(), key=lambda r: (order[r.id[0]], int(r.id[1:])))


def print_traces():
    for entry in all_rows():
        told = TRACES[entry.id]
        print(f"{entry.id:<5}{entry.title:<64}{', '.join(told) if isinstance(told, list) else 'none: ' + told}")
    count = sum(isinstance(told, list) for told in TRACES.values())
    print(f"\n{count} rows of {len(TRACES)} are told on the wire")
    return 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("rows", nargs="*", metavar="ROW")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--ours", action="store_true")
    parser.add_argument("--traces", action="store_true")
    options = parser.parse_args()
    if options.traces:
        return print_traces()
    rows = [r for r in all_rows() if not options.rows or r.id in options.rows or r.id[0] in options.rows]
    columns = [c for c in COLUMNS if c.is_ours or not options.ours]
    started = time.monotonic()
    verdicts = {c.name: play_column(c, rows, options.full) for c in columns}

    width = max(len(r.title) for r in rows) + 2
    wide = max(len(r.result) for r in rows) + 2
    print(f"{'row':<5}{'input':<{width}}{'to come of it':<{wide}}" + "".join(f"{c.name:<16}" for c in columns).rstrip())
    for entry in rows:
        words = "".join(f"{verdicts[c.name][entry.id].word:<16}" for c in columns)
        print(f"{entry.id:<5}{entry.title:<{width}}{entry.result:<{wide}}{words}".rstrip())
    print("\nwhy:")
    for entry in rows:
        for column in columns:
            verdict = verdicts[column.name][entry.id]
            if verdict.word != "ok":
                print(f"  {entry.id:<5}{column.name:<16}{verdict.word:<8}{verdict.note}")
    print(f"\n{len(rows)} rows, {time.monotonic() - started:.0f} s")
    failed = 0
    for column in columns:
        words = [v.word for v in verdicts[column.name].values()]
        print(f"  {column.name:<16}{words.count('ok')} ok, {len(words) - words.count('ok') - words.count('-')} wrong, "
              f"{words.count('-')} not applicable")
        failed += words.count("FAILED")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
