# SPDX-License-Identifier: MIT
"""The reference servers under the suite, live: every server, dialect and form that has cases, over TCP and Unix sockets.

Starts each server on a port that the kernel chooses, has cleave-conformance play the cases of its system, and prints a
table. Exits with 1 if a case fails anywhere.

CLEAVE_BIN  where the programs are; build/bin if not set
"""

import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile

BIN = pathlib.Path(os.environ.get("CLEAVE_BIN", pathlib.Path(__file__).resolve().parents[1] / "build" / "bin"))
TRACES = pathlib.Path(__file__).resolve().parent / "traces" / "server"
PATIENCE = 60  # seconds for a server to begin or to end
LIMIT = 300  # seconds for the cases of one server

# system, dialect, form, transport, the server's command line
SERVERS = [
    ("echo", "plain", "", "tcp", ["cleave-echo-server"]),
    ("echo", "plain", "", "udp", ["cleave-echo-server", "--udp"]),
    ("message", "plain", "", "tcp", ["cleave-message-server"]),
    ("upload", "plain", "", "tcp", ["cleave-file-server", "--root", "{store}"]),
    ("put", "plain", "", "tcp", ["cleave-file-server", "--root", "{store}"]),
    ("get", "plain", "", "tcp", ["cleave-file-server", "--root", "{store}"]),
    ("put", "extended", "", "tcp", ["cleave-file-server", "--root", "{store}", "--dialect", "extended"]),
    ("get", "extended", "", "tcp", ["cleave-file-server", "--root", "{store}", "--dialect", "extended"]),
    ("command", "plain", "struct", "tcp", ["cleave-command-server", "--allow", "echo", "sh", "true", "--reply", "struct"]),
    ("command", "plain", "header", "tcp", ["cleave-command-server", "--allow", "echo", "sh", "true", "--reply", "header"]),
    ("command", "plain", "datagram", "udp", ["cleave-command-server", "--allow", "echo", "sh", "true", "--udp"]),
    ("command", "extended", "exec", "tcp", ["cleave-command-server", "--allow", "echo", "sh", "true", "--dialect", "extended"]),
    ("time", "plain", "", "udp", ["cleave-time-server"]),
]


def families(transport):
    return ("ipv4", "ipv6") if transport == "udp" else ("ipv4", "ipv6", "unix")


def start(command, family, folder, log):
    listen = {"ipv4": "127.0.0.1:0", "ipv6": "[::1]:0", "unix": f"unix:{folder}/socket"}[family]
    server = subprocess.Popen(
        [BIN / command[0], *command[1:], "--listen", listen], stdout=subprocess.PIPE, stderr=log, text=True
    )
    first = server.stdout.readline()
    if not first.startswith("listening on "):
        server.kill()
        raise RuntimeError(f"{command[0]} said: {first}{pathlib.Path(folder, 'log').read_text(encoding='utf-8')}")
    return server, first.removeprefix("listening on ").strip()


def cases_of(system, dialect):
    """The cases that a server of files plays: each with a server and a folder of its own, since the suite fills the
    folder, and a server that is still busy with the last case would not expect that."""
    names = []
    for path in sorted(TRACES.glob("*.trace")):
        header = dict(line.split(": ", 1) for line in path.read_text(encoding="utf-8").split("--\n")[0].splitlines()
                      if ": " in line)
        if header["system"] == system and header.get("dialect", dialect) == dialect:
            names.append(header["id"])
    return names


def play(system, dialect, form, transport, command, family, case=None):
    """The exit code of the suite for one server, its report, and what it printed."""
    with tempfile.TemporaryDirectory(prefix="cleave-live-") as folder:
        store = pathlib.Path(folder, "store")
        store.mkdir()
        command = [word.format(store=store) for word in command]
        with open(pathlib.Path(folder, "log"), "w", encoding="utf-8") as log:
            server, address = start(command, family, folder, log)
            try:
                report = pathlib.Path(folder, "report.json")
                options = ["--server", address, "--system", system, "--dialect", dialect, "--transport", transport]
                if form:
                    options += ["--form", form]
                if case:
                    options += ["--case", case]
                ran = subprocess.run(
                    [BIN / "cleave-conformance", *options, "--store", store, "--quiet", "--report-json", report],
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=LIMIT, check=False,
                )
                summary = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
                return ran.returncode, summary, ran.stdout
            finally:
                server.send_signal(signal.SIGTERM)
                try:
                    server.communicate(timeout=PATIENCE)
                except subprocess.TimeoutExpired:
                    server.kill()
                    server.communicate()
                    raise


def main():
    failed = 0
    print(f"{'system':<13}{'dialect':<10}{'form':<10}{'family':<8}verdict")
    for system, dialect, form, transport, command in SERVERS:
        for family in families(transport):
            keeps_files = "{store}" in command
            counts, code, printed = {}, 0, ""
            for case in cases_of(system, dialect) if keeps_files else [None]:
                ended, summary, text = play(system, dialect, form, transport, command, family, case)
                for played in summary.get("cases", []):
                    verdict = played.get("verdict", "?")
                    counts[verdict] = counts.get(verdict, 0) + 1
                if ended != 0:
                    code, printed = ended, printed + text
            said = ", ".join(f"{count} {name}" for name, count in sorted(counts.items()))
            name = system + (" udp" if transport == "udp" else "")
            print(f"{name:<13}{dialect:<10}{form:<10}"
                  f"{family:<8}{'ok' if code == 0 else f'FAILED ({code})'}  {said}", flush=True)
            if code != 0:
                failed += 1
                print(printed)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
