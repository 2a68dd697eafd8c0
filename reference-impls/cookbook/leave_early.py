# SPDX-License-Identifier: MIT
import hashlib, json, socket, struct

file = open("video.mp4", "rb").read()
header = {"cmd": "put", "filename": "video.mp4", "filesize": len(file)}
text = json.dumps(header | {"sha256": hashlib.sha256(file).hexdigest(), "offset": 0}).encode()
sock = socket.socket(socket.AF_UNIX)
sock.connect("server.sock")
sock.sendall(struct.pack("<i", len(text)) + text + file[:100_000])
sock.shutdown(socket.SHUT_WR)
sock.recv(1000)  # the server has noticed
