# SPDX-License-Identifier: MIT
"""Clients and servers as they are in the field: small, with recv(1024) and struct.pack('i', ...), one line at a time.

They share no code with the project, and are written with the habits of such programs: a server handles a connection in a
loop until recv() brings nothing, a client collects a body until it has enough. Each client function talks to a connected
socket and returns what it got; each server function serves one connection."""

import hashlib
import json
import os
import pathlib
import struct
import subprocess
import time


def receive(sock, size):
    """A body: pieces of at most 1024 bytes, and none of what follows."""
    data = b""
    while len(data) < size:
        piece = sock.recv(min(1024, size - len(data)))
        if not piece:
            raise EOFError(f"closed after {len(data)} of {size} bytes")
        data += piece
    return data


def receive_length(sock):
    return struct.unpack("i", receive(sock, 4))[0]


def receive_header(sock):
    return json.loads(receive(sock, receive_length(sock)).decode("utf-8"))


def send_header(sock, header):
    text = json.dumps(header).encode("utf-8")
    sock.send(struct.pack("i", len(text)))
    sock.send(text)


# ---- echo


def echo_client(sock, lines):
    answers = []
    for line in lines:
        sock.sendall(line.encode("utf-8"))
        answers.append(receive(sock, len(line.encode("utf-8"))).decode("utf-8"))
    return answers


def echo_server(sock):
    while data := sock.recv(1024):
        sock.sendall(data.upper())


def echo_datagram_server(sock):
    while True:
        data, sender = sock.recvfrom(1024)
        sock.sendto(data.upper(), sender)


# ---- message


def message_client(sock, texts):
    for text in texts:
        data = text.encode("utf-8")
        sock.send(struct.pack("i", len(data)))
        sock.sendall(data)


def message_server(sock, taken):
    while True:
        taken.append(receive(sock, receive_length(sock)).decode("utf-8"))


# ---- two-way chat: in turn, no line ends


def chat_client(sock, lines):
    """Says a line, hears one, and so on. `q` ends it."""
    heard = []
    for line in lines:
        sock.send(line.encode("utf-8"))
        if line == "q":
            break
        answer = sock.recv(1024).decode("utf-8")
        if not answer or answer == "q":
            break
        heard.append(answer)
    return heard


def chat_server(sock, lines, heard):
    for line in lines:
        text = sock.recv(1024).decode("utf-8")
        if not text or text == "q":
            return
        heard.append(text)
        sock.send(line.encode("utf-8"))
        if line == "q":
            return


# ---- command


def command_struct_client(sock, commands):
    outputs = []
    for command in commands:
        sock.send(command.encode("utf-8"))
        outputs.append(receive(sock, receive_length(sock)))
    return outputs


def run_shell(command):
    ran = subprocess.run(command, shell=True, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    return ran.stdout, ran.stderr


def command_struct_server(sock):
    while command := sock.recv(1024):
        out, err = run_shell(command.decode("utf-8"))
        sock.send(struct.pack("i", len(out) + len(err)))
        sock.sendall(err)
        sock.sendall(out)


def command_header_client(sock, commands):
    outputs = []
    for command in commands:
        sock.send(command.encode("utf-8"))
        header = receive_header(sock)
        output = receive(sock, header["total_size"])
        assert len(header["md5"]) == 32 and isinstance(header["filename"], str), header
        outputs.append(output)
    return outputs


def command_header_server(sock):
    while command := sock.recv(1024):
        out, err = run_shell(command.decode("utf-8"))
        send_header(sock, {"filename": "a.txt", "md5": "xxdxxx", "total_size": len(out) + len(err)})
        sock.sendall(out)
        sock.sendall(err)


def command_datagram_client(sock, server, command):
    sock.sendto(command.encode("utf-8"), server)
    err, _ = sock.recvfrom(65535)
    out, _ = sock.recvfrom(65535)
    return out, err


def command_datagram_server(sock):
    while True:
        command, sender = sock.recvfrom(1024)
        out, err = run_shell(command.decode("utf-8"))
        sock.sendto(err, sender)
        sock.sendto(out, sender)


# ---- files


def upload_client(sock, files):
    for name, body in files:
        send_header(sock, {"file_name": name, "file_size": len(body), "msg": f"{name} is here"})
        sock.sendall(body)


def put_client(sock, files):
    for name, body in files:
        send_header(sock, {"cmd": "put", "filename": name, "filesize": len(body)})
        sock.sendall(body)


def upload_server(sock, folder):
    """Takes uploads and puts. (Into a folder of the tests: in the field, too, the base name is all that is used.)"""
    while True:
        header = receive_header(sock)
        name = os.path.basename(header.get("file_name") or header["filename"])
        size = header.get("file_size", header.get("filesize"))
        pathlib.Path(folder, name).write_bytes(receive(sock, size))


def get_client(sock, name):
    sock.send(f"get {name}".encode("utf-8"))
    header = receive_header(sock)
    body = receive(sock, header["file_size"])
    assert header["filename"] == name and header["md5"] == hashlib.md5(body).hexdigest(), header
    return body


def get_server(sock, folder):
    while request := sock.recv(1024):
        name = os.path.basename(request.decode("utf-8").split()[1])
        body = pathlib.Path(folder, name).read_bytes()
        send_header(sock, {"filename": name, "md5": hashlib.md5(body).hexdigest(), "file_size": len(body)})
        sock.sendall(body)


# ---- time


def time_client(sock, server, form):
    sock.sendto(form.encode("utf-8"), server)
    return sock.recvfrom(1024)[0].decode("utf-8")


def time_server(sock):
    while True:
        form, sender = sock.recvfrom(1024)
        sock.sendto(time.strftime(form.decode("utf-8") or "%Y-%m-%d %X").encode("utf-8"), sender)


# ---- chat by datagrams


def datagram_chat(sock, peer, text):
    """Says one thing and hears one."""
    sock.sendto(text.encode("utf-8"), peer)
    answer, sender = sock.recvfrom(1024)
    return answer.decode("utf-8"), sender
