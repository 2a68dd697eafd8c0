# SPDX-License-Identifier: MIT
import hashlib, json, struct, subprocess


def message(name, body, **more):
    header = json.dumps({"cmd": "put", "filename": name, "filesize": len(body), **more}).encode()
    return struct.pack("<i", len(header)) + header + body


def send(stream):
    print(subprocess.run(["./receive_a_file"], input=stream, capture_output=True).stdout.decode(), end="")


digest = hashlib.sha256(b"hello").hexdigest()
send(message("a.txt", b"hello", sha256=digest) + message("报告.txt", "二月".encode()))
send(message("b.txt", b"jello", sha256=digest))
send(message("../.ssh/authorized_keys", b"key"))
send(message("c.txt", b"cut off")[:-4])
