# SPDX-License-Identifier: MIT
import socket, struct, subprocess


def receive_exactly(sock, size):  # recv(n) gives up to n bytes: one call is not enough
    data = b""
    while len(data) < size:
        piece = sock.recv(size - len(data))
        if not piece:
            raise EOFError("closed in the middle of a message")
        data += piece
    return data


listening = socket.create_server(("127.0.0.1", 0))
program = subprocess.Popen(["./talk_to_python", str(listening.getsockname()[1])])
sock, _ = listening.accept()
for text in ("hello", "哈哈哈哈哈", ""):
    data = text.encode("utf-8")  # first the bytes, then their number
    sock.sendall(struct.pack("<i", len(data)) + data)
    (length,) = struct.unpack("<i", receive_exactly(sock, 4))
    print(length, receive_exactly(sock, length).decode("utf-8") or "(nothing)")
sock.shutdown(socket.SHUT_WR)
print("exit code", program.wait())
