# SPDX-License-Identifier: MIT
"""A server of the field as a program of its own: what field.py serves, a thread for each connection.

    python3 field_server.py SYSTEM --listen ADDR [--root DIR]

SYSTEM is upload (also put), get, command, echo-udp or time. Prints "listening on ADDR" first."""

import argparse
import sys
import threading

import field
import harness


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("system", choices=("upload", "get", "command", "echo-udp", "time"))
    parser.add_argument("--listen", default="127.0.0.1:0")
    parser.add_argument("--root", default=".")
    options = parser.parse_args()
    if options.system in ("echo-udp", "time"):
        sock = harness.datagram_socket(options.listen, timeout=None)
        print(f"listening on {harness.address_of(sock)}", flush=True)
        return (field.time_server if options.system == "time" else field.echo_datagram_server)(sock)
    serve = {
        "upload": lambda sock: field.upload_server(sock, options.root),
        "get": lambda sock: field.get_server(sock, options.root),
        "command": field.command_struct_server,
    }[options.system]

    def serve_one(sock):
        with sock:
            serve(sock)

    threading.excepthook = lambda problem: print(f"{problem.exc_type.__name__}: {problem.exc_value}", file=sys.stderr)
    listening = harness.listen(options.listen)
    print(f"listening on {harness.address_of(listening)}", flush=True)
    while True:
        sock, _ = listening.accept()
        threading.Thread(target=serve_one, args=(sock,), daemon=True).start()


if __name__ == "__main__":
    sys.exit(main())
