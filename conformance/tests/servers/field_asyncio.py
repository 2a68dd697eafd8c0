# SPDX-License-Identifier: MIT
"""A server of the field with asyncio streams: readexactly() for lengths and headers, bodies written as they come.

    python3 field_asyncio.py SYSTEM --listen ADDR [--root DIR]

SYSTEM is upload (also put) or get. It shares no code with the project. Prints "listening on ADDR" first."""

import argparse
import asyncio
import hashlib
import json
import os
import struct


async def upload(reader, root):
    (length,) = struct.unpack("<i", await reader.readexactly(4))
    header = json.loads(await reader.readexactly(length))
    name = header.get("file_name") or header.get("filename")
    size = header.get("file_size", header.get("filesize"))
    if not isinstance(name, str) or not isinstance(size, int) or size < 0:
        raise ValueError(f"a header that says nothing: {header}")
    path = os.path.join(root, os.path.basename(name))
    with open(path, "wb") as file:
        while size > 0:
            piece = await reader.read(min(65536, size))
            if not piece:
                raise EOFError(f"{size} bytes of {name} are missing")
            file.write(piece)
            size -= len(piece)


async def get(reader, writer, root):
    request = await reader.read(1024)
    if not request:
        raise EOFError
    name = os.path.basename(request.decode().split(maxsplit=1)[1].strip())
    with open(os.path.join(root, name), "rb") as file:
        body = file.read()
    header = json.dumps({"filename": name, "md5": hashlib.md5(body).hexdigest(), "file_size": len(body)}).encode()
    writer.write(struct.pack("<i", len(header)) + header + body)
    await writer.drain()


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("system", choices=("upload", "get"))
    parser.add_argument("--listen", default="127.0.0.1:0")
    parser.add_argument("--root", default=".")
    options = parser.parse_args()

    async def serve(reader, writer):
        try:
            while True:
                if options.system == "upload":
                    await upload(reader, options.root)
                else:
                    await get(reader, writer, options.root)
        except (asyncio.IncompleteReadError, EOFError, OSError, ValueError, IndexError) as problem:
            print(f"{type(problem).__name__}: {problem}", flush=True)
        finally:
            writer.close()

    if options.listen.startswith("unix:"):
        server = await asyncio.start_unix_server(serve, options.listen.removeprefix("unix:"))
        print(f"listening on {options.listen}", flush=True)
    else:
        host, _, port = options.listen.rpartition(":")
        server = await asyncio.start_server(serve, host, int(port))
        print("listening on {}:{}".format(*server.sockets[0].getsockname()), flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
