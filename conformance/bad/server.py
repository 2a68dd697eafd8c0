# SPDX-License-Identifier: MIT
"""A live server of every system that shares no code with the library, with faults that can be chosen.

    python3 server.py --system put --dialect extended --store DIR [--fault NAME]

It prints "listening on ADDR" first. --fault takes a name of FAULTS in peers.py.
"""
import argparse
import hashlib
import json
import os
import re
import shlex
import socket
import socketserver
import struct
import subprocess
import sys
import threading
import time

MAX_HEADER = 65536
MAX_COMMAND = 4096
ALLOWED = {"echo", "sh", "true"}

options = None
partial = {}  # what came of uploads that broke off


def has(fault):
    return options.fault == fault


class Left(Exception):
    """The peer went."""


class Refused(Exception):
    """What is told by an error reply, or by closing."""


def receive_exactly(peer, size):
    whole = b""
    while len(whole) < size:
        piece = peer.recv(min(size - len(whole), 65536) if not has("recv-is-whole") else max(1, size // 2))
        if not piece:
            if has("endless-on-close"): time.sleep(3600)
            raise Left(whole)
        whole += piece
        if has("recv-is-whole"): break
    return whole


def frame(payload):
    return struct.pack("<i", len(payload)) + payload


def send_header(peer, fields):
    peer.sendall(frame(json.dumps(fields).encode()))


def receive_length(peer):
    first = peer.recv(1)
    if not first:
        if has("endless-on-close"): time.sleep(3600)
        return None
    length, = struct.unpack("<i", (first + receive_exactly(peer, 3)).ljust(4, b"\0"))
    if length < 0: raise Refused("negative_length")
    return length


def receive_header(peer):
    length = receive_length(peer)
    if length is None: return None
    if length == 0: raise Refused("header_empty")
    if length > MAX_HEADER and not has("header-of-any-size"): raise Refused("header_too_large")
    try:
        header = parse(receive_exactly(peer, length))
    except (ValueError, RecursionError):
        raise Refused("json_syntax") from None
    if not isinstance(header, dict): raise Refused("json_not_object")
    return header


def parse(text):
    """What json.loads() lets pass and the rules do not: keys twice, NaN, other encodings, halves of surrogate pairs."""
    def pairs(found):
        if len(dict(found)) != len(found): raise ValueError("a key twice")
        return dict(found)

    def constant(word):
        raise ValueError(word)

    header = json.loads(text.decode("utf-8"), object_pairs_hook=pairs, parse_constant=constant,
                        parse_int=lambda digits: float(digits) if digits == "-0" else int(digits))
    json.dumps(header, ensure_ascii=False).encode("utf-8")
    return header


def size_in(header):
    sizes = [header[name] for name in ("file_size", "filesize", "total_size") if name in header]
    if not sizes:
        if has("missing-size-is-zero"): return 0
        raise Refused("field_missing")
    if type(sizes[0]) is not int: raise Refused("field_wrong_type")
    if sizes[0] < 0:
        if has("negative-size-is-zero"): return 0
        raise Refused("size_negative")
    if sizes[0] >= 1 << 63: raise Refused("size_out_of_range")
    return sizes[0]


REFUSED_NAMES = (("\0", "name_nul"), ("[\x01-\x1f\x7f-\x9f]", "name_control"), ("[\u200b\u202e\u2066\ufeff]", "name_invisible"),
                 (r"^[A-Za-z]:", "name_drive"), (":", "name_stream"), (r"\\", "name_backslash"), (r"[. ]$", "name_trailing"),
                 (r"(?i)^(con|prn|aux|nul|(com|lpt)[1-9])(\.|$)", "name_device"))


def path_of(name):
    if not isinstance(name, str) or not name: raise Refused("name_empty")
    if has("path-used"): return os.path.join(options.store, name)
    if has("path-cut-off"): return os.path.join(options.store, os.path.basename(name))
    if name[0] in "/\\": raise Refused("name_absolute")
    if ".." in name.split("/"): raise Refused("name_parent")
    if "/" in name: raise Refused("name_separator")
    if name.startswith("."): raise Refused("name_dot" if name == "." else "name_hidden")
    if len(name.encode()) > 255: raise Refused("name_too_long")
    for pattern, code in REFUSED_NAMES:
        if re.search(pattern, name): raise Refused(code)
    if has("names-folded"): name = name.lower()
    return os.path.join(options.store, name)


# Files

def receive_file(peer, header):
    if "file_name" in header and "filename" in header: raise Refused("field_conflict")
    name = header.get("file_name", header.get("filename"))
    if has("opened-before-checked"): open(os.path.join(options.store, os.path.basename(str(name))), "wb").close()
    size, offset, path = size_in(header), header.get("offset", 0), path_of(name)
    earlier = partial.get(name, b"")[:offset]
    if offset > size: raise Refused("offset_beyond_size")
    if len(earlier) < offset and not has("resumes-at-nothing"): raise Refused("offset_beyond_size")
    try:
        left = size - offset
        if has("body-read-of-1024"):
            body = b""
            while len(body) < left:
                piece = peer.recv(1024)
                if not piece: raise Left(body)
                body += piece
        else:
            body = receive_exactly(peer, left)
    except Left as left:
        partial[name] = earlier + left.args[0]
        if has("partial-file-kept"):
            with open(path, "wb") as file: file.write(partial[name])
        raise
    content = earlier + body
    digest = hashlib.sha256(content).hexdigest()
    if not has("digest-unchecked") and header.get("sha256", digest) != digest: raise Refused("digest_mismatch")
    temporary = os.path.join(options.store, f".part-{threading.get_ident()}")
    with open(temporary, "wb") as file: file.write(content)
    os.replace(temporary, path)
    if has("answers-uploads"): peer.sendall(b"ok")
    if (header.get("reply") is True and not has("no-reply")) or has("always-replies"):
        fields = {"status": "ok", "filename": name, "filesize": size, "sha256": digest, "ack": "stored"}
        if has("reply-without-digest"): del fields["sha256"]
        send_header(peer, fields)


def read_file(name):
    path = path_of(name)
    if not os.path.isfile(path): raise Refused("not_found")
    with open(path, "rb") as file: return file.read()


def answer_get(peer, header):
    name, offset = header.get("filename"), header.get("offset", 0)
    content = read_file(name)
    if offset > len(content): raise Refused("offset_beyond_size")
    if has("offset-ignored"): offset = 0
    fields = {"status": "ok", "filename": name, "file_size": len(content)}
    if has("reply-without-status"): del fields["status"]
    send_header(peer, fields)
    peer.sendall(content[offset:])


def answer_stat(peer, header):
    if has("stat-is-unknown"): raise Refused("command_unknown")
    name = header.get("filename")
    received = len(partial.get(name, b""))
    size = len(read_file(name)) if not received else received
    send_header(peer, {"status": "ok", "filename": name, "file_size": size, "received": received or size})


def serve_messages(peer):
    count = 0
    while (header := receive_header(peer)) is not None:
        count += 1
        if has("one-message-a-connection") and count > 1: return
        command = header.get("cmd")
        if command == "put" or (command is None and options.dialect == "plain"): receive_file(peer, header)
        elif options.dialect == "extended" and command == "get": answer_get(peer, header)
        elif options.dialect == "extended" and command == "stat": answer_stat(peer, header)
        elif options.dialect == "extended" and command == "exec": answer_exec(peer, header)
        else: raise Refused("command_unknown")


def serve_get_plain(peer):
    while request := peer.recv(4096):
        word, _, name = request.decode().partition(" ")
        try:
            if word != "get": raise Refused("command_unknown")
            content = read_file(name)
        except Refused:
            if not has("refuses-with-empty-file"): raise
            content = b""
        fields = {"filename": name, "md5": hashlib.md5(content).hexdigest(), "file_size": len(content)}
        if has("get-without-digest"): del fields["md5"]
        send_header(peer, fields)
        peer.sendall(content)


# Commands

def run(command):
    done = subprocess.run(shlex.split(command), capture_output=True, stdin=subprocess.DEVNULL)
    out = done.stdout
    if has("output-stripped"): out = out.strip()
    return done.returncode, out, done.stderr


def allowed(command):
    words = shlex.split(command)
    return bool(words) and words[0] in ALLOWED


def answer_exec(peer, header):
    command = header.get("command", "")
    if not command:
        if has("empty-command-run"): return send_exec(peer, 0, b"", b"")
        raise Refused("command_empty")
    if len(command) > MAX_COMMAND and not has("command-of-any-length"): raise Refused("command_too_long")
    if "\0" in command:
        if not has("command-cut-at-nul"): raise Refused("command_nul")
        command = command.partition("\0")[0]
    if not allowed(command):
        if has("runs-everything"): return send_exec(peer, 127, b"", b"")
        raise Refused("not_allowed")
    send_exec(peer, *run(command))


def send_exec(peer, code, out, err):
    sizes = {"stdout_size": len(out), "stderr_size": len(err), "total_size": len(out) + len(err)}
    send_header(peer, {"status": "ok", "exit_code": code, **sizes})
    peer.sendall(err + out if has("error-output-first") else out + err)


def serve_command_plain(peer):
    while command := peer.recv(MAX_COMMAND).decode():
        if not allowed(command): return
        _, out, err = run(command)
        if has("empty-output-unanswered") and not out + err: continue
        if options.form == "header":
            send_header(peer, {"filename": "1.txt", "md5": "xxdxxx", "total_size": len(out + err)})
            peer.sendall(out + err)
        else:
            peer.sendall(frame(out + err))


# Echo, messages, chat

def serve_echo(peer):
    while True:
        data = peer.recv(65536)
        if not data:
            if has("endless-on-close"): time.sleep(3600)
            return
        if has("half-close-is-leaving"):
            time.sleep(0.05)
            peer.setblocking(False)
            try: left = not peer.recv(1, socket.MSG_PEEK)
            except BlockingIOError: left = False
            peer.setblocking(True)
            if left: return
        answer = data if has("echo-as-it-is") else data.upper()
        if has("echo-of-text"): answer = data.decode(errors="replace").upper().encode()
        if has("send-for-sendall"): peer.send(answer[:1460])
        else: peer.sendall(answer)
        if has("echo-of-one-read"): return


def serve_message(peer):
    while True:
        try: length = receive_length(peer)
        except Refused:
            if not has("negative-length-is-zero"): raise
            length = 0
        if length is None: return
        if length > MAX_HEADER and not has("frame-of-any-size"): raise Refused("frame_too_large")
        receive_exactly(peer, length)
        if has("answers-messages"): peer.sendall(b"ok")


def serve_chat(peer):
    lines = peer.makefile("rb")
    for line in lines:
        if line.strip() == b"q" and not has("q-does-not-end"): return


SYSTEMS = {"echo": serve_echo, "message": serve_message, "chat": serve_chat, "upload": serve_messages,
           "put": serve_messages}


def serve(peer):
    if options.dialect == "extended": return serve_messages(peer)
    if options.system == "get": return serve_get_plain(peer)
    if options.system == "command": return serve_command_plain(peer)
    return SYSTEMS[options.system](peer)


class Connection(socketserver.BaseRequestHandler):
    def handle(self):
        peer = self.request
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            serve(peer)
        except Refused as refused:
            code = "error" if has("error-without-name") else str(refused)
            if options.dialect == "extended" and not has("refuses-in-silence"):
                send_header(peer, {"status": "error", "code": code, "message": "refused"})
            if has("closes-on-unread-bytes"):  # what the kernel makes of it: a reset
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return peer.close()
            self.linger(peer)
        except (Left, ConnectionError):
            if has("stops-when-a-peer-leaves"): os._exit(1)
        if has("stops-behind-one-client"): os._exit(1)

    @staticmethod
    def linger(peer):
        """What is unread would make the kernel reset the connection, and the reply be lost."""
        try:
            peer.shutdown(socket.SHUT_WR)
            peer.settimeout(2)
            if options.dialect == "plain": return
            while peer.recv(65536): pass
        except OSError: pass


# Datagrams

def serve_datagrams(listener):
    held = []
    while True:
        data, sender = listener.recvfrom(1024 if has("datagram-cut") else 65535)
        if not data and has("empty-datagram-ignored"): continue
        if options.system == "command":
            _, out, err = run(data.decode())
            for piece in (out, err) if has("datagrams-swapped") else (err, out): listener.sendto(piece, sender)
        elif options.system == "time":
            answer = time.strftime(data.decode() or ("" if has("empty-format-unknown") else "%Y-%m-%d %X")).encode()
            answer = time.ctime().encode() if has("format-ignored") else answer
            try: listener.sendto(answer, sender)
            except OSError: pass
        elif has("datagrams-joined"):
            held.append(data)
            if len(held) == 2: listener.sendto(b"".join(held).upper(), sender), held.clear()
        else:
            listener.sendto(data if has("echo-as-it-is") else data.upper(), sender)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64


def main():
    global options
    parser = argparse.ArgumentParser()
    parser.add_argument("--system", required=True)
    parser.add_argument("--dialect", default="plain")
    parser.add_argument("--form", default="struct")
    parser.add_argument("--transport", default="tcp")
    parser.add_argument("--store", default=".")
    parser.add_argument("--fault", default="")
    options = parser.parse_args()
    if options.transport == "udp":
        listener = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        listener.bind(("127.0.0.1", 0))
        print("listening on 127.0.0.1:%d" % listener.getsockname()[1], flush=True)
        serve_datagrams(listener)
    with Server(("127.0.0.1", 0), Connection) as server:
        print("listening on 127.0.0.1:%d" % server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    sys.exit(main())
