# SPDX-License-Identifier: MIT
# A client that pushes, and whose server sends -004 where the report of the push begins.
import os
import resource
import socket
import threading

from dulwich.client import TCPGitClient

ENOUGH = 4  # seconds of processor time: a push of nothing takes less than one


def line(data): return b"%04x" % (len(data) + 4) + data


def serve(listener):
    peer = listener.accept()[0]
    peer.recv(65536)
    peer.sendall(line(b"0" * 40 + b" capabilities^{}\0report-status side-band-64k\n") + b"0000")
    peer.recv(65536)
    peer.sendall(line(b"\1-004") + b"0000")
    while peer.recv(65536): continue
    peer.close()


def push(port):
    resource.setrlimit(resource.RLIMIT_CPU, (ENOUGH, ENOUGH))
    changed = {b"refs/heads/main": b"1" * 40}
    TCPGitClient("127.0.0.1", port=port).send_pack(b"/", lambda refs: changed, lambda *asked, **more: (0, iter([])))


def main():
    listener = socket.create_server(("127.0.0.1", 0))
    threading.Thread(target=serve, args=(listener,), daemon=True).start()
    child = os.fork()
    if child == 0:
        try: push(listener.getsockname()[1])
        finally: os._exit(1)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    print(f"the process hangs: {ENOUGH} s of processor time, and no end" if code < 0 else "the process continues")


main()
