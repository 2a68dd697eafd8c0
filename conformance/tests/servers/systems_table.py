# SPDX-License-Identifier: MIT
"""Every system, both directions, every family: our server with a client of the field, and a server of the field with our
client. Prints the table, and what went wrong where something did; exits with 1 if anything did, or took too long.

CLEAVE_BIN  where the programs are; build/bin if not set
"""

import contextlib
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import traceback

import field
from harness import (BIN, FAMILIES, PATIENCE, Background, Server, address_of, anywhere, connect,
                     datagram_socket, endpoint_of, listen, receive_all, run, wait_until)


TEXT = "Hello, 哈! "
UPPER = "HELLO, 哈! "
FILES = [("a.txt", b"hello"), ("b.bin", bytes(range(256)) * 40), ("empty", b"")]
TIME = r"\d{4}-\d\d-\d\d .+"


def expect(found, wanted):
    if found != wanted:
        raise AssertionError(f"{found!r}, not {wanted!r}")


def expect_run(ran, stdout, code=0, stderr=b""):
    expect((ran.stdout, ran.stderr, ran.returncode), (stdout, stderr, code))


@contextlib.contextmanager
def store():
    with tempfile.TemporaryDirectory(prefix="cleave-store-") as folder:
        yield pathlib.Path(folder)


@contextlib.contextmanager
def field_datagram_server(where, serve):
    """Its address. The thread ends with the socket's next wait."""
    with datagram_socket(where, timeout=1) as sock:

        def loop():
            with contextlib.suppress(OSError):
                serve(sock)

        thread = threading.Thread(target=loop, daemon=True)
        thread.start()
        yield address_of(sock)
        thread.join(PATIENCE)


def expect_files(folder, files):
    wait_until(lambda: sorted(p.name for p in folder.iterdir() if p.is_file()) == sorted(name for name, _ in files),
               "all files are there")
    for name, body in files:
        wait_until(lambda: (folder / name).stat().st_size == len(body), f"{name} is whole")
        expect((folder / name).read_bytes(), body)


def write_files(folder, files):
    for name, body in files:
        (folder / name).write_bytes(body)
    return [folder / name for name, _ in files]


# ---- echo


def echo_ours(where):
    with Server("cleave-echo-server", listen=where) as server, connect(server.address) as sock:
        expect(field.echo_client(sock, [TEXT, "alex"]), [UPPER, "ALEX"])


def echo_theirs(where):
    with Background(listen(where), field.echo_server) as server:
        expect_run(run("cleave-echo", server.address, TEXT, "alex"), f"{UPPER}\nALEX\n".encode())


def echo_datagrams_ours(where):
    with Server("cleave-echo-server", "--udp", listen=where) as server, datagram_socket(where) as sock:
        for text, answer in ((TEXT, UPPER), ("", "")):
            sock.sendto(text.encode(), endpoint_of(server.address)[1])
            expect(sock.recv(1024).decode(), answer)


def echo_datagrams_theirs(where):
    with field_datagram_server(where, field.echo_datagram_server) as address:
        expect_run(run("cleave-echo", "--udp", address, TEXT, "", "alex"), f"{UPPER}\n\nALEX\n".encode())


# ---- message


def message_ours(where):
    with Server("cleave-message-server", listen=where) as server:
        with connect(server.address) as sock:
            field.message_client(sock, ["hello", "", "哈哈哈哈哈"])
        wait_until(lambda: server.output().count("\n") == 4, "the messages are shown")
        shown = [line.split(" ", 1)[1] for line in server.output().splitlines()[1:]]
        expect(shown, ["5 bytes: hello", "0 bytes: ", "15 bytes: 哈哈哈哈哈"])


def message_theirs(where):
    taken = []
    with Background(listen(where), lambda sock: field.message_server(sock, taken)) as server:
        expect_run(run("cleave-message", "--quiet", server.address, "hello", "", "哈哈哈哈哈"), b"")
    expect(taken, ["hello", "", "哈哈哈哈哈"])


# ---- chat


def chat_ours(where):
    with Server("cleave-chat", "--quiet", listen=where, stdin=subprocess.PIPE) as chat:
        with connect(chat.address) as sock:
            sock.sendall("哈".encode())
            wait_until(lambda: chat.output().splitlines()[1:] == ["哈"], "it is shown")
            chat.process.stdin.write(b"hey\n")
            chat.process.stdin.flush()
            expect(field.receive(sock, 3), b"hey")
            sock.sendall(b"q")
            expect(receive_all(sock), b"")


def chat_theirs(where):
    heard = []
    with Background(listen(where), lambda sock: field.chat_server(sock, ["哈", "q"], heard)) as server:
        process = subprocess.Popen([BIN / "cleave-chat", "--quiet", server.address], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE, text=True)
        with process:
            process.stdin.write("hello\n")
            process.stdin.flush()
            expect(process.stdout.readline(), "哈\n")
            process.stdin.write("alex\n")
            process.stdin.flush()
            expect((process.communicate(timeout=PATIENCE)[0], process.returncode), ("", 0))
    expect(heard, ["hello", "alex"])


def chat_datagrams(where):
    """The two ends are equal: one program is both."""
    with datagram_socket(where) as alex:
        book = f"alex={address_of(alex)}"
        with Server("cleave-chat", "--udp", "--book", book, listen=where, stdin=subprocess.PIPE) as chat:
            alex.sendto("哈".encode(), endpoint_of(chat.address)[1])
            wait_until(lambda: chat.output().splitlines()[1:] == [f"alex ({address_of(alex)}): 哈"], "it is shown")
            chat.process.stdin.write(b"@alex hey\n")
            chat.process.stdin.flush()
            expect(alex.recv(1024), b"hey")


# ---- command


def command_ours(form, client):
    def play(where):
        with Server("cleave-command-server", "--shell", "--reply", form, listen=where) as server:
            with connect(server.address) as sock:
                expect(client(sock, ["echo 1", "true", "printf 'a\\377\\0'"]), [b"1\n", b"", b"a\xff\0"])

    return play


def command_theirs(form, serve):
    def play(where):
        with Background(listen(where), serve) as server:
            expect_run(run("cleave-command", "--reply", form, server.address, "printf 'a\\377\\0'"), b"a\xff\0")

    return play


def command_datagrams_ours(where):
    with Server("cleave-command-server", "--shell", "--udp", listen=where) as server, datagram_socket(where) as sock:
        found = field.command_datagram_client(sock, endpoint_of(server.address)[1], "echo out; echo err >&2")
        expect(found, (b"out\n", b"err\n"))


def command_datagrams_theirs(where):
    with field_datagram_server(where, field.command_datagram_server) as address:
        expect_run(run("cleave-command", "--udp", address, "echo out; echo err >&2"), b"out\n", stderr=b"err\n")


def command_extended(where):
    """Extended: our own two ends."""
    with Server("cleave-command-server", "--shell", "--dialect", "extended", listen=where) as server:
        expect_run(run("cleave-command", "--dialect", "extended", server.address, "echo out; echo err >&2; exit 3"),
                   b"out\n", 3, b"err\n")


# ---- files


def upload_ours(client):
    def play(where):
        with store() as folder, Server("cleave-file-server", "--root", folder, listen=where) as server:
            with connect(server.address) as sock:
                client(sock, FILES)
                sock.shutdown(1)
                expect(receive_all(sock), b"")
            expect_files(folder, FILES)

    return play


def upload_theirs(*arguments):
    def play(where):
        with store() as folder, store() as local:
            with Background(listen(where), lambda sock: field.upload_server(sock, folder)) as server:
                ran = run("cleave-file", "put", server.address, *arguments, "--quiet", *write_files(local, FILES))
                expect_run(ran, b"")
                expect_files(folder, FILES)

    return play


def get_ours(where):
    with store() as folder, Server("cleave-file-server", "--root", folder, listen=where) as server:
        write_files(folder, FILES)
        for name, body in FILES:
            with connect(server.address) as sock:
                expect(field.get_client(sock, name), body)


def get_theirs(where):
    with store() as folder, store() as local:
        write_files(folder, FILES)
        with Background(listen(where), lambda sock: field.get_server(sock, folder)) as server:
            for name, _ in FILES:
                expect_run(run("cleave-file", "get", server.address, name, "-o", local / name, "--quiet"), b"")
        expect_files(local, FILES)


def files_extended(where):
    """Extended: our own two ends."""
    with store() as folder, store() as local, store() as back:
        with Server("cleave-file-server", "--dialect", "extended", "--root", folder, listen=where) as server:
            ran = run("cleave-file", "put", "--dialect", "extended", "--quiet", server.address,
                      *write_files(local, FILES))
            expect_run(ran, b"")
            for name, _ in FILES:
                expect_run(run("cleave-file", "get", "--dialect", "extended", "--quiet", server.address, name,
                               "-o", back / name), b"")
        expect_files(back, FILES)


# ---- time


def time_ours(where):
    with Server("cleave-time-server", listen=where) as server, datagram_socket(where) as sock:
        to = endpoint_of(server.address)[1]
        expect(field.time_client(sock, to, "100%%"), "100%")
        expect(re.fullmatch(TIME, field.time_client(sock, to, "")) is not None, True)


def time_theirs(where):
    with field_datagram_server(where, field.time_server) as address:
        expect_run(run("cleave-time", address, "100%%"), b"100%\n")
        expect(re.fullmatch(TIME, run("cleave-time", address).stdout.decode().rstrip()) is not None, True)


STREAMS = FAMILIES
DATAGRAMS = ("ipv4", "ipv6")
OURS, THEIRS, BOTH = "our server, their client", "their server, our client", "our server, our client"
ROWS = [
    ("echo", OURS, STREAMS, echo_ours),
    ("echo", THEIRS, STREAMS, echo_theirs),
    ("echo, datagrams", OURS, DATAGRAMS, echo_datagrams_ours),
    ("echo, datagrams", THEIRS, DATAGRAMS, echo_datagrams_theirs),
    ("message", OURS, STREAMS, message_ours),
    ("message", THEIRS, STREAMS, message_theirs),
    ("chat, two-way", OURS, STREAMS, chat_ours),
    ("chat, two-way", THEIRS, STREAMS, chat_theirs),
    ("chat, datagrams", "our end, their end", DATAGRAMS, chat_datagrams),
    ("command, struct", OURS, STREAMS, command_ours("struct", field.command_struct_client)),
    ("command, struct", THEIRS, STREAMS, command_theirs("struct", field.command_struct_server)),
    ("command, header", OURS, STREAMS, command_ours("header", field.command_header_client)),
    ("command, header", THEIRS, STREAMS, command_theirs("header", field.command_header_server)),
    ("command, datagrams", OURS, DATAGRAMS, command_datagrams_ours),
    ("command, datagrams", THEIRS, DATAGRAMS, command_datagrams_theirs),
    ("command, extended", BOTH, STREAMS, command_extended),
    ("upload", OURS, STREAMS, upload_ours(field.upload_client)),
    ("upload", THEIRS, STREAMS, upload_theirs()),
    ("put", OURS, STREAMS, upload_ours(field.put_client)),
    ("put", THEIRS, STREAMS, upload_theirs("--digest", "md5")),
    ("get", OURS, STREAMS, get_ours),
    ("get", THEIRS, STREAMS, get_theirs),
    ("files, extended", BOTH, STREAMS, files_extended),
    ("time", OURS, DATAGRAMS, time_ours),
    ("time", THEIRS, DATAGRAMS, time_theirs),
]


def take_too_long(*_):
    raise TimeoutError("it takes too long")


def verdict(play, family, troubles, title):
    with tempfile.TemporaryDirectory(prefix="cleave-") as folder:
        try:
            signal.setitimer(signal.ITIMER_REAL, PATIENCE)
            play(anywhere(family, folder))
        except Exception:  # whatever it is, it is this cell's verdict
            troubles.append(f"{title}, {family}:\n{traceback.format_exc()}")
            return "FAILED"
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    return "ok"


def main():
    troubles, cells = [], []
    signal.signal(signal.SIGALRM, take_too_long)
    print(f"{'system':<20}{'direction':<26}" + "".join(f"{family:<8}" for family in FAMILIES).rstrip())
    for system, direction, families, play in ROWS:
        verdicts = [verdict(play, family, troubles, f"{system}, {direction}") if family in families else "-"
                    for family in FAMILIES]
        cells += verdicts
        print(f"{system:<20}{direction:<26}" + "".join(f"{v:<8}" for v in verdicts).rstrip(), flush=True)
    for trouble in troubles:
        print(f"\n{trouble}")
    print(f"{len(ROWS)} pairings, {cells.count('ok')} ok, {cells.count('FAILED')} failed")
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main())
