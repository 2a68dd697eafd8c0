# SPDX-License-Identifier: MIT
"""The reference programs under the suite, live: every server and client, in every dialect and form that has cases, over
TCP, UDP and Unix sockets.

A server listens on a port that the kernel chooses, and cleave-conformance plays the cases of its system; to a client
cleave-conformance is the server. Prints a table; exits with 1 if a case fails anywhere, or a row had none.

CLEAVE_BIN  where the programs are; build/bin if not set
"""

import json
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile

from harness import BIN, PATIENCE

TRACES = pathlib.Path(__file__).resolve().parents[2] / "traces"

COMMANDS = ["cleave-command-server", "--allow", "echo", "sh", "true"]
FILES = ["cleave-file-server", "--root", "{store}"]
EXTENDED = ["--dialect", "extended"]

# system, dialect, form, transport, the server's command line
SERVERS = [
    ("echo", "plain", "", "tcp", ["cleave-echo-server"]),
    ("echo", "extended", "", "tcp", ["cleave-echo-server", *EXTENDED]),
    ("echo", "plain", "", "udp", ["cleave-echo-server", "--udp"]),
    ("message", "plain", "", "tcp", ["cleave-message-server"]),
    ("message", "extended", "", "tcp", ["cleave-message-server", *EXTENDED]),
    ("chat", "plain", "", "tcp", ["cleave-chat"]),
    ("upload", "plain", "", "tcp", FILES),
    ("put", "plain", "", "tcp", FILES),
    ("get", "plain", "", "tcp", FILES),
    ("put", "extended", "", "tcp", [*FILES, *EXTENDED]),
    ("get", "extended", "", "tcp", [*FILES, *EXTENDED]),
    ("command", "plain", "struct", "tcp", [*COMMANDS, "--reply", "struct"]),
    ("command", "plain", "header", "tcp", [*COMMANDS, "--reply", "header"]),
    ("command", "plain", "datagram", "udp", [*COMMANDS, "--udp"]),
    ("command", "extended", "exec", "tcp", [*COMMANDS, *EXTENDED]),
    ("time", "plain", "", "udp", ["cleave-time-server"]),
]

# system, dialect, form, the client's command line
CLIENTS = [
    ("echo", "plain", "", "cleave-echo {addr} {arguments}"),
    ("echo", "extended", "", "cleave-echo {addr} {arguments} --dialect extended"),
    ("message", "plain", "", "cleave-message {addr} {arguments}"),
    ("message", "extended", "", "cleave-message {addr} {arguments} --dialect extended"),
    ("upload", "plain", "", "cleave-file put {addr} {store}/{arguments} --msg thanks"),
    ("put", "plain", "", "cleave-file put {addr} {store}/{arguments}"),
    ("get", "plain", "", "cleave-file get {addr} {arguments} -o {store}/{arguments}"),
    ("put", "extended", "", "cleave-file put {addr} {store}/{arguments} --dialect extended"),
    ("get", "extended", "", "cleave-file get {addr} {arguments} -o {store}/{arguments} --dialect extended"),
    ("command", "plain", "struct", "cleave-command {addr} {arguments}"),
    ("command", "plain", "header", "cleave-command {addr} {arguments} --reply header"),
    ("command", "extended", "exec", "cleave-command {addr} {arguments} --dialect extended"),
]


def families(transport):
    return ("ipv4", "ipv6") if transport == "udp" else ("ipv4", "ipv6", "unix")


def start(command, family, folder, log):
    listen = {"ipv4": "127.0.0.1:0", "ipv6": "[::1]:0", "unix": f"unix:{folder}/socket"}[family]
    server = subprocess.Popen([BIN / command[0], *command[1:], "--listen", listen], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=log, text=True)
    first = server.stdout.readline()
    if not first.startswith("listening on "):
        server.kill()
        raise RuntimeError(f"{command[0]} said: {first}{pathlib.Path(folder, 'log').read_text(encoding='utf-8')}")
    return server, first.removeprefix("listening on ").strip()


def cases_of(system, dialect):
    """The cases that a server of files plays: each with a server and a folder of its own, since the suite fills the
    folder, and a server that is still busy with the last case would not expect that."""
    names = []
    for path in sorted(TRACES.glob("server/*.trace")):
        header = dict(line.split(": ", 1) for line in path.read_text(encoding="utf-8").split("--\n")[0].splitlines()
                      if ": " in line)
        if header["system"] == system and header.get("dialect", dialect) == dialect:
            names.append(header["id"])
    return names


def play(folder, *options):
    """The exit code of the suite, its totals by verdict, and what it printed."""
    report = pathlib.Path(folder, "report.json")
    ran = subprocess.run([BIN / "cleave-conformance", *options, "--timeout", "30", "--quiet", "--report-json", report],
                         stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    runs = json.loads(report.read_text(encoding="utf-8"))["runs"] if report.exists() else []
    totals = {name: count for run in runs for name, count in run["totals"].items() if name.isupper() and count}
    return ran.returncode, totals, ran.stdout


def play_server(system, dialect, form, transport, command, family, *cases):
    with tempfile.TemporaryDirectory(prefix="cleave-live-") as folder:
        store = pathlib.Path(folder, "store")
        store.mkdir()
        command = [word.format(store=store) for word in command]
        with open(pathlib.Path(folder, "log"), "w", encoding="utf-8") as log:
            server, address = start(command, family, folder, log)
            try:
                return play(folder, "--server", address, "--system", system, "--dialect", dialect, "--transport",
                            transport, *(["--form", form] if form else []), "--store", store, *cases)
            finally:
                server.send_signal(signal.SIGTERM)
                try:
                    server.communicate(timeout=PATIENCE)
                except subprocess.TimeoutExpired:
                    server.kill()
                    server.communicate()
                    raise


def play_client(system, dialect, form, command, family):
    with tempfile.TemporaryDirectory(prefix="cleave-live-") as folder:
        # Errors are shown, too. A deadline of the client's own tells a client that waits from one that hangs.
        line = f"{shlex.quote(str(BIN))}/{command} --timeout {PATIENCE / 12:.0f}s 2>&1"
        return play(folder, "--client", line, "--system", system, "--dialect", dialect, "--family", family,
                    *(["--form", form] if form else []))


def rows():
    """Title, dialect, form, family, and what plays it: a list of calls."""
    for system, dialect, form, transport, command in SERVERS:
        for family in families(transport):
            row = (system, dialect, form, transport, command, family)
            cases = [("--case", case) for case in cases_of(system, dialect)] if "{store}" in command else [()]
            name = f"{system} server" + (", udp" if transport == "udp" else "")
            yield name, dialect, form, family, [lambda case=case, row=row: play_server(*row, *case) for case in cases]
    for system, dialect, form, command in CLIENTS:
        for family in families("tcp"):
            row = (system, dialect, form, command, family)
            yield f"{system} client", dialect, form, family, [lambda row=row: play_client(*row)]


def main():
    failed, played, sums = 0, 0, {}
    print(f"{'program':<21}{'dialect':<10}{'form':<10}{'family':<8}verdict")
    for name, dialect, form, family, calls in rows():
        counts, code, printed = {}, 0, ""
        for call in calls:
            ended, totals, text = call()
            for verdict, count in totals.items():
                counts[verdict] = counts.get(verdict, 0) + count
            if ended != 0:
                code, printed = ended, printed + text
        said = ", ".join(f"{count} {verdict}" for verdict, count in sorted(counts.items()))
        is_well = code == 0 and counts.get("PASS", 0) > 0
        word = "ok" if is_well else f"FAILED ({code})"
        print(f"{name:<21}{dialect:<10}{form:<10}{family:<8}{word}  {said}", flush=True)
        if not is_well:
            failed += 1
            print(printed)
        played += 1
        for verdict, count in counts.items():
            sums[verdict] = sums.get(verdict, 0) + count
    said = ", ".join(f"{count} {verdict}" for verdict, count in sorted(sums.items()))
    print(f"{played} programs and addresses, {failed} failed; {said}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
