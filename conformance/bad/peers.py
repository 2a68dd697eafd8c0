# SPDX-License-Identifier: MIT
"""Holds known-bad testees, servers and clients to the suite: each has to be told apart, those without a fault pass.

    python3 peers.py CLEAVE-CONFORMANCE [--json KILL-MATRIX] [--only NAME] [--jobs N]

--json: a file of cleave-kill-matrix, to which what is found here is added; then every MUST of SPEC.md has to be needed
by one of them. Exit: 0 all told apart, 1 not.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
TRACES = HERE.parent / "traces"
TIMEOUT = "5"  # seconds of silence: what a fault that hangs costs; those without a fault may take their time

# What servers are started as; a fault names one of these.
SERVERS = {
    "echo": {"system": "echo"}, "echo-udp": {"system": "echo", "transport": "udp"}, "message": {"system": "message"},
    "chat": {"system": "chat"}, "upload": {"system": "upload"}, "put": {"system": "put"},
    "put-extended": {"system": "put", "dialect": "extended"}, "get": {"system": "get"},
    "get-extended": {"system": "get", "dialect": "extended"}, "command": {"system": "command", "form": "struct"},
    "command-header": {"system": "command", "form": "header"},
    "command-udp": {"system": "command", "form": "datagram", "transport": "udp"},
    "command-extended": {"system": "command", "form": "exec", "dialect": "extended"},
    "time": {"system": "time", "transport": "udp"},
}

# Name, server, the rule it breaks, what it does.
SERVER_FAULTS = [
    ("echo-as-it-is", "echo", "ECHO-1", "the answer is not in upper case"),
    ("echo-of-text", "echo", "ECHO-1", "bytes are decoded as text before they are answered"),
    ("send-for-sendall", "echo", "ECHO-2", "send() is taken for sendall()"),
    ("echo-of-one-read", "echo", "ECHO-2", "what one read brings is answered, and the connection closed"),
    ("half-close-is-leaving", "echo", "CONN-1", "a peer that half-closes is not answered"),
    ("endless-on-close", "echo", "CONN-2", "a peer that closes makes the loop endless"),
    ("stops-behind-one-client", "echo", "CONN-2", "the server ends with its first client"),
    ("stops-when-a-peer-leaves", "upload", "FILE-EOF-1", "a peer that leaves in mid-message ends the server"),
    ("echo-as-it-is", "echo-udp", "ECHO-1", "the datagram is not in upper case"),
    ("datagrams-joined", "echo-udp", "DATAGRAM-1", "two datagrams are answered by one"),
    ("empty-datagram-ignored", "echo-udp", "DATAGRAM-2", "empty datagrams are not answered"),
    ("datagram-cut", "echo-udp", "DATAGRAM-3", "recv(1024) of a datagram is taken for all of it"),
    ("answers-messages", "message", "MESSAGE-1", "frames are answered"),
    ("negative-length-is-zero", "message", "MESSAGE-1", "a negative length is taken for 0"),
    ("frame-of-any-size", "message", "MESSAGE-1", "a frame of 2 GB is waited for"),
    ("q-does-not-end", "chat", "CHAT-1", "q does not end a chat"),
    ("format-ignored", "time", "TIME-1", "every format is answered alike"),
    ("empty-format-unknown", "time", "TIME-2", "an empty datagram is an empty format"),
    ("datagram-cut", "time", "DATAGRAM-3", "recv(1024) of a format is taken for all of it"),
    ("recv-is-whole", "upload", "HEADER-SPLIT-1", "a recv() that brings less is taken for whole"),
    ("recv-is-whole", "put", "CONN-5", "a recv() that brings less is taken for whole"),
    ("body-read-of-1024", "upload", "HEADER-BODY-3", "recv(1024) of a body reads into the next message"),
    ("one-message-a-connection", "put", "FILE-MESSAGE-1", "one upload a connection"),
    ("answers-uploads", "upload", "FILE-MESSAGE-2", "a plain upload is answered"),
    ("opened-before-checked", "upload", "FILE-CHECK-1", "the file is opened before anything is checked"),
    ("opened-before-checked", "put", "FILE-CHECK-1", "the file is opened before anything is checked"),
    ("partial-file-kept", "upload", "FILE-CHECK-2", "a file that was cut short stays under its name"),
    ("partial-file-kept", "put", "FILE-EOF-1", "a file that was cut short stays under its name"),
    ("path-used", "upload", "FILE-NAME-5", "the peer's name is used as a path"),
    ("path-cut-off", "put", "FILE-NAME-5", "a path is cut off and the rest used"),
    ("names-folded", "put-extended", "FILE-NAME-8", "names are put into lower case"),
    ("negative-size-is-zero", "upload", "HEADER-SIZE-2", "a negative size is an empty file"),
    ("missing-size-is-zero", "put", "HEADER-FIELD-3", "a file without a size is empty"),
    ("header-of-any-size", "upload", "HEADER-LEN-2", "a header of 2 GB is waited for"),
    ("no-reply", "put-extended", "FILE-REPLY-1", "an upload that asks for a reply gets none"),
    ("reply-without-digest", "put-extended", "FILE-REPLY-1", "the reply has no digest"),
    ("always-replies", "put-extended", "FILE-REPLY-2", "an upload that asks for no reply gets one"),
    ("refuses-in-silence", "put-extended", "FILE-REPLY-3", "what is refused gets no error reply"),
    ("error-without-name", "put-extended", "FILE-REPLY-3", "an error reply does not name the error"),
    ("closes-on-unread-bytes", "put-extended", "CONN-3", "what is refused is not read to its end: the reply is lost to a reset"),
    ("digest-unchecked", "put-extended", "FILE-DIGEST-1", "digests are not compared"),
    ("stat-is-unknown", "put-extended", "FILE-RESUME-1", "stat is not known"),
    ("resumes-at-nothing", "put-extended", "FILE-RESUME-2", "an upload goes on behind bytes that never came"),
    ("get-without-digest", "get", "GET-1", "the header has no digest"),
    ("refuses-with-empty-file", "get", "GET-2", "what cannot be served is answered by an empty file"),
    ("path-used", "get", "GET-2", "the peer's name is used as a path"),
    ("offset-ignored", "get-extended", "GET-3", "the file is sent from its start, whatever the offset"),
    ("reply-without-status", "get-extended", "GET-3", "the reply has no status"),
    ("error-without-name", "get-extended", "GET-4", "an error reply does not name the error"),
    ("output-stripped", "command", "COMMAND-REPLY-1", "white space around the output is cut off"),
    ("output-stripped", "command-header", "COMMAND-REPLY-1", "white space around the output is cut off"),
    ("empty-output-unanswered", "command", "COMMAND-REPLY-2", "a command without output is not answered"),
    ("datagrams-swapped", "command-udp", "COMMAND-REPLY-6", "output comes before error output"),
    ("error-output-first", "command-extended", "COMMAND-REPLY-3", "error output comes before output"),
    ("empty-command-run", "command-extended", "COMMAND-REQUEST-1", "an empty command is run"),
    ("command-of-any-length", "command-extended", "COMMAND-REQUEST-2", "commands may have any length"),
    ("command-cut-at-nul", "command-extended", "COMMAND-REQUEST-2", "a command ends at a NUL"),
    ("runs-everything", "command-extended", "COMMAND-REQUEST-3", "every command is run"),
]

CLIENTS = {"echo": {"system": "echo"}, "command": {"system": "command", "form": "struct"}, "get": {"system": "get"},
           "put": {"system": "put"}, "put-extended": {"system": "put", "dialect": "extended"}}

CLIENT_FAULTS = [
    ("adds-a-line-feed", "echo", "ECHO-1", "the text is sent with a line feed"),
    ("shows-nothing", "echo", "ECHO-1", "the answer is not shown"),
    ("empty-command-sent", "command", "COMMAND-REQUEST-4", "an empty command is sent"),
    ("failure-is-success", "command", "CONN-4", "a failure ends with exit code 0"),
    ("waits-for-ever", "get", "CONN-4", "a server that leaves is waited on for ever"),
    ("partial-file-kept", "get", "FILE-EOF-1", "a file that was cut short stays under its name"),
    ("digest-unchecked", "get", "FILE-DIGEST-1", "digests are not compared"),
    ("name-of-the-server-used", "get", "FILE-NAME-5", "the server's name for the file is used as a path"),
    ("recv-is-whole", "get", "HEADER-SPLIT-1", "a recv() that brings less is taken for whole"),
    ("size-plus-one", "put", "FILE-MESSAGE-1", "the size says one byte more than there is"),
    ("put-misspelt", "put", "FILE-MESSAGE-1", "the verb is another than put"),
    ("error-reply-ignored", "put-extended", "FILE-REPLY-3", "an error reply is taken for success"),
]

TESTEE_FAULTS = [
    ("always-pass", "", "says that all is well"), ("silent-success", "", "shows nothing"),
    ("always-fail", "", "answers every case by the same error"), ("crash", "", "dies"), ("hang", "", "never answers"),
    ("junk", "", "answers what is no JSON"), ("flood", "", "writes a line that never ends"),
    ("skip-all", "", "calls everything unsupported"),
    ("wrong-delivery", "FRAME-EVENT-1", "tells each event one delivery late"),
    ("wrong-order", "", "answers in another order"), ("knows-all", "TESTEE-1", "has roles that do not exist"),
    ("remembers", "TESTEE-2", "keeps what one case left for the next"),
    ("misdeclares", "TESTEE-4", "declares that it tells of no end, and tells of it"),
]


def header_of(trace):
    lines = trace.read_text().split("\n--\n")[0].splitlines()
    return dict(line.split(" #")[0].split(": ", 1) for line in lines if ": " in line)


def cases_of(area, rule, settings):
    """The cases that cite a rule and are about such a peer."""
    found = []
    for path in sorted((TRACES / area).glob("*.trace")):
        header = header_of(path)
        fits = all(header.get(key, value) == value for key, value in settings.items())
        if fits and header["system"] == settings["system"] and re.search(rf"\b{rule}\b", header["req"]):
            found.append(header["id"])
    return found


class Run:
    """One peer held to some cases: the verdicts."""

    def __init__(self, program, arguments, cases, timeout):
        with tempfile.TemporaryDirectory() as above, tempfile.NamedTemporaryFile(suffix=".json") as report:
            command = [program, *arguments, "--timeout", timeout, "--traces", str(TRACES), "--quiet",
                       "--report-json", report.name]
            for case in cases: command += ["--case", case]
            done = subprocess.run(command, capture_output=True, text=True,
                                  env={**os.environ, "TMPDIR": above})
            self.code, self.output = done.returncode, done.stdout + done.stderr
            text = pathlib.Path(report.name).read_text()
        results = [case for run in json.loads(text)["runs"] for case in run["cases"]] if text else []
        self.bad = [case["id"] for case in results if case["verdict"] in ("FAIL", "CRASH", "TIMEOUT")]
        self.ran = sum(case["verdict"] != "UNSUPPORTED" for case in results)


def flags(settings):
    return [word for key, value in settings.items() for word in ("--" + key, value)]


def run_server(program, fault, name, cases, timeout):
    settings = SERVERS[name]
    with tempfile.TemporaryDirectory() as above:
        store = os.path.join(above, "store")  # so that what climbs out of it goes too
        os.mkdir(store)
        command = [sys.executable, HERE / "server.py", *flags(settings), "--store", store, "--fault", fault]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as server:
            try:
                address = server.stdout.readline().split()[-1]
                return Run(program, ["--server", address, *flags(settings), "--store", store,
                                     "--deliveries", "written,whole"], cases, timeout)
            finally:
                server.kill()


def run_client(program, fault, name, cases, timeout):
    settings = CLIENTS[name]
    words = [sys.executable, str(HERE / "client.py"), *flags(settings), "--fault", fault]
    command = shlex.join(words) + " --store {store} {addr} {arguments}"
    return Run(program, ["--client", command, *flags(settings), "--deliveries", "written,whole"], cases, timeout)


def run_testee(program, fault, _, cases, timeout):
    command = shlex.join([sys.executable, str(HERE / "testee.py"), fault])
    return Run(program, ["--testee", command, "--deliveries", "written,whole", "--jobs", "1"], cases, timeout)


# A good one passes them; the bad ones are held to them.
TESTEE_CASES = ["frame-one", "frame-two-glued", "limit-above", "eof-in-header-1", "frame-data-as-it-comes"]


def plan():
    """What to run: kind, fault, peer, rule, about, cases."""
    for name, settings in SERVERS.items(): yield "server", "", name, "", "without a fault", []
    for name, settings in CLIENTS.items(): yield "client", "", name, "", "without a fault", []
    yield "testee", "none", "", "", "without a fault", TESTEE_CASES
    for fault, name, rule, about in SERVER_FAULTS:
        yield "server", fault, name, rule, about, cases_of("server", rule, SERVERS[name])
    for fault, name, rule, about in CLIENT_FAULTS:
        yield "client", fault, name, rule, about, cases_of("client", rule, CLIENTS[name])
    for fault, rule, about in TESTEE_FAULTS:
        yield "testee", fault, "", rule, about, TESTEE_CASES


def is_good(fault):
    return fault in ("", "none")


def is_told(fault, run):
    """A testee that skips everything breaks no rule: that nothing was run is what tells."""
    return run.code == 2 if fault == "skip-all" else run.code == 1 and bool(run.bad)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--json")
    parser.add_argument("--only")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    asked = parser.parse_args()
    runners = {"server": run_server, "client": run_client, "testee": run_testee}

    def hold(one):
        kind, fault, name, rule, about, cases = one
        if not cases and fault: return None
        run = lambda some: runners[kind](asked.program, fault, name, some, "60" if is_good(fault) else TIMEOUT)
        if is_good(fault): return run(cases)
        # One case tells most of them, and each that waits in vain costs its timeout: all cases only where few do not.
        for count in (1, 5, len(cases)):
            held = run(cases[:count])
            if is_told(fault, held): break
        return held

    all_runs = [one for one in plan() if asked.only in (None, one[1] or one[2])]
    with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool: results = list(pool.map(hold, all_runs))
    wrong, found = 0, []
    for (kind, fault, name, rule, about, cases), run in zip(all_runs, results):
        verdict = "no case" if run is None else "passes" if is_good(fault) and run.code == 0 and run.ran else \
            "FAILS" if is_good(fault) else "told apart" if is_told(fault, run) else "SURVIVES"
        wrong += verdict not in ("passes", "told apart")
        print(f"{kind:7} {fault or '-':26} {name:17} {rule:18} {verdict:10} {' '.join(run.bad[:3]) if run else ''}")
        if verdict in ("FAILS", "SURVIVES"): print(run.output)
        if not is_good(fault): found.append(entry_of(kind, fault, name, rule, about, run))
    print(f"{len(all_runs)} peers, {wrong} not as they should be")
    idle = add_to(asked.json, found) if asked.json else []
    for rule in idle: print("no mutant needs a case of", rule)
    return 1 if wrong or idle else 0


def entry_of(kind, fault, name, rule, about, run):
    killed_by = run.bad if run else []
    return {"name": " ".join(filter(None, [kind, name, fault])), "group": kind, "rule": rule, "origin": "classic",
            "about": about, "case": killed_by[0] if killed_by else "", "how": "", "killed_by": killed_by}


def add_to(path, found):
    """returns: the MUST rules that no mutant and no peer needs."""
    matrix = json.loads(pathlib.Path(path).read_text())
    names = {one["name"] for one in found}
    matrix["mutants"] = [one for one in matrix["mutants"] if one["name"] not in names] + found
    for one in found:
        if one["rule"] and one["killed_by"]: matrix["rules"].setdefault(one["rule"], []).append(one["name"])
        for case in one["killed_by"]: matrix["cases"].setdefault(case, []).append(one["name"])
    pathlib.Path(path).write_text(json.dumps(matrix) + "\n")
    musts = re.findall(r"^- \*\*([A-Z0-9-]+)\*\*:.* MUST ", (TRACES.parent / "SPEC.md").read_text(), re.MULTILINE)
    return [rule for rule in musts if not matrix["rules"].get(rule)]


if __name__ == "__main__":
    sys.exit(main())
