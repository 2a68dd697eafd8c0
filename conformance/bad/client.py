# SPDX-License-Identifier: MIT
"""A live client that shares no code with the library, with faults that can be chosen.

    python3 client.py --system get --store DIR ADDR NAME [--fault NAME]

--fault takes a name of FAULTS in peers.py. Exit: 0 done, 1 the exchange failed.
"""
import argparse
import hashlib
import json
import os
import socket
import struct
import sys
import time

options = None


def has(fault):
    return options.fault == fault


class Failed(Exception):
    pass


def receive_exactly(peer, size):
    whole = b""
    while len(whole) < size:
        piece = peer.recv(size - len(whole) if not has("recv-is-whole") else max(1, size // 2))
        if not piece:
            if has("waits-for-ever"): time.sleep(3600)
            raise Failed("the server left", whole)
        whole += piece
        if has("recv-is-whole"): break
    return whole


def receive_header(peer):
    length, = struct.unpack("<i", receive_exactly(peer, 4).ljust(4, b"\0"))
    if not 0 < length <= 65536: raise Failed("no header")
    return json.loads(receive_exactly(peer, length))


def echo(peer, text):
    peer.sendall((text + "\n" if has("adds-a-line-feed") else text).encode())
    answer = receive_exactly(peer, len(text))
    if not has("shows-nothing"): print(answer.decode())


def command(peer, text):
    peer.sendall(text.encode())
    length, = struct.unpack("<i", receive_exactly(peer, 4))
    if length < 0: raise Failed("a negative length")
    sys.stdout.buffer.write(receive_exactly(peer, length))


def get(peer, name):
    peer.sendall(b"get " + name.encode())
    header = receive_header(peer)
    if header["filename"] != name and not has("name-of-the-server-used"): raise Failed("another file came")
    path = os.path.join(options.store, header["filename"])
    try:
        body = receive_exactly(peer, header["file_size"])
    except Failed as failed:
        if has("partial-file-kept"):
            with open(path, "wb") as file: file.write(failed.args[1])
        raise
    holds = hashlib.md5(body).hexdigest() == header["md5"] or has("digest-unchecked")
    if not holds: raise Failed("the digest is wrong")
    with open(path, "wb") as file: file.write(body)


def put(peer, name):
    with open(os.path.join(options.store, name), "rb") as file: content = file.read()
    size = len(content) + (1 if has("size-plus-one") else 0)
    fields = {"cmd": "upload" if has("put-misspelt") else "put", "filename": name, "filesize": size}
    if options.dialect == "extended": fields["reply"] = True
    text = json.dumps(fields).encode()
    peer.sendall(struct.pack("<i", len(text)) + text + content)
    if options.dialect == "plain": return peer.shutdown(socket.SHUT_WR)
    reply = receive_header(peer)
    if reply["status"] == "ok" or has("error-reply-ignored"): return None
    print(reply["code"], reply["message"])
    raise Failed(reply["code"])


def main():
    global options
    parser = argparse.ArgumentParser()
    parser.add_argument("--system", required=True)
    parser.add_argument("--dialect", default="plain")
    parser.add_argument("--form", choices=["struct"])
    parser.add_argument("--store", default=".")
    parser.add_argument("--fault", default="")
    parser.add_argument("address")
    parser.add_argument("argument", nargs="?", default="")
    options = parser.parse_args()
    if options.system == "command" and not options.argument and not has("empty-command-sent"): return 1
    host, _, port = options.address.rpartition(":")
    try:
        with socket.create_connection((host, int(port))) as peer:
            {"echo": echo, "command": command, "get": get, "put": put}[options.system](peer, options.argument)
    except (Failed, OSError, ValueError, KeyError, struct.error) as failed:
        print(failed, file=sys.stderr)
        return 0 if has("failure-is-success") else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
