# SPDX-License-Identifier: MIT
"""A testee that misbehaves: python3 testee.py FAULT

    always-pass     says that all is well, and shows nothing    silent-success  shows no events, whatever comes
    always-fail     answers every case by the same error        crash           dies in the middle of the run
    hang            never answers                               junk            answers what is no JSON
    skip-all        calls everything unsupported                wrong-delivery  tells each event one delivery late
    knows-all       has roles that do not exist                 wrong-order     answers in another order
    flood           a line that never ends                      remembers       keeps what one case left for the next
    misdeclares     tells of the stream's end, and declares that it does not
    none            is a good frame decoder
"""
import json
import pathlib
import subprocess
import sys
import time

fault = sys.argv[1]
good = subprocess.Popen([sys.executable, pathlib.Path(__file__).parent.parent / "testees/python/testee.py"],
                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
kept = []


def ask(line):
    good.stdin.write(line)
    good.stdin.flush()
    return json.loads(good.stdout.readline())


for line in sys.stdin:
    asked = json.loads(line)
    if asked["type"] == "stop": break
    if asked["type"] == "run" and asked["role"] == "frame_decoder":
        if fault == "hang": time.sleep(3600)
        if fault == "crash": print("out of \x1b[31mluck", file=sys.stderr), sys.exit(3)
        if fault == "junk": print("all is well"), sys.stdout.flush()
        while fault == "flood": print("x" * 65536, end="")
    answer = ask(line)
    if fault == "misdeclares" and asked["type"] == "start": answer["end"] = "not_told"
    if asked["type"] == "run":
        if fault == "always-pass": answer = {"seq": asked["seq"], "verdict": "PASS"}
        if fault == "silent-success": answer = {"seq": asked["seq"], "events": []}
        if fault == "always-fail": answer = {"seq": asked["seq"], "events": [[0, "error frame_too_large at=0"]]}
        if fault == "skip-all": answer = {"seq": asked["seq"], "unsupported": "nothing is supported"}
        last = len(asked["deliveries"])
        events = answer.get("events", [])
        if fault == "wrong-delivery": answer["events"] = [[min(at + 1, last), text] for at, text in events]
        if fault == "knows-all": answer = {"seq": asked["seq"], "events": events}
        if fault == "wrong-order": answer["seq"] += 1
        if fault == "remembers" and "events" in answer: answer["events"], kept = kept + events, events[-1:]
    print(json.dumps(answer), flush=True)
good.stdin.close()
good.wait()
