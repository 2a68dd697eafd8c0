# SPDX-License-Identifier: MIT
"""Traffic of real servers and clients over loopback, captured by tcpdump while a test runs.

    real_traffic.py FOLDER [NAME...]     writes FOLDER/NAME.pcap for each conversation

The packages are packages_traffic in .ci/lib.sh. A conversation that cannot be had is an error: nothing is skipped.
"""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PATIENCE = 60
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's modules


def free_port():
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(what)
        time.sleep(0.02)


def listens(port):
    """Whether a port is listened on: asked of the system, so that no connection is made for it."""
    wanted = f":{port:04X}"
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in pathlib.Path(table).read_text().splitlines()[1:]:
            words = line.split()
            if words[1].endswith(wanted) and words[3] == "0A":
                return True
    return False


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], capture_output=True, timeout=PATIENCE, check=False, **options)
    if done.returncode != 0:
        raise RuntimeError(f"{command}: exit {done.returncode}: {(done.stdout + done.stderr).decode(errors='replace')[-600:]}")
    return done.stdout


@contextlib.contextmanager
def running(*command, **options):
    with open(os.devnull, "r+b") as null:
        options = {"stdin": null, "stdout": null, "stderr": null} | options
        process = subprocess.Popen([str(word) for word in command], start_new_session=True, **options)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@contextlib.contextmanager
def capturing(port, path):
    """tcpdump on a port of the loopback device."""
    log = path.with_suffix(".log")
    with open(log, "wb") as to, subprocess.Popen(
        ["tcpdump", "--immediate-mode", "-B", "65536", "-U", "-Z", "root", "-s", "0", "-i", "lo", "-w", str(path), "tcp", "port",
         str(port)], stderr=to) as process:
        try:
            wait_for(lambda: b"listening on" in log.read_bytes() or process.poll() is not None, "tcpdump listens")
            if process.poll() is not None:
                raise RuntimeError("tcpdump: " + log.read_text())
            yield
            size = -1
            while size != path.stat().st_size:  # the kernel hands over the last packets
                size = path.stat().st_size
                time.sleep(0.3)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(PATIENCE)
    log.unlink()


def owned_by(user, folder):
    shutil.chown(folder, user)
    folder.chmod(0o755)
    for parent in folder.parents:
        if parent == pathlib.Path("/tmp"):
            break
        parent.chmod(0o755)


def as_user(user):
    return ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if os.getuid() == 0 else []


# ---- each conversation: a context manager that runs the server, and the client


@contextlib.contextmanager
def postgresql(folder, port):
    (tools,) = list(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1:]
    data = folder / "data"
    owned_by("postgres", folder)
    run(*as_user("postgres"), tools / "initdb", "-D", data, "-A", "trust")
    with running(*as_user("postgres"), tools / "postgres", "-D", data, "-p", port, "-k", folder, "-c", "ssl=off"):
        wait_for(lambda: listens(port), "postgres listens")
        query = "create table t (n int, s text); insert into t select n, repeat('x', n) from generate_series(1, 40) n; " \
                "select * from t; select 1/0"
        yield lambda: subprocess.run(["psql", f"host=127.0.0.1 port={port} user=postgres sslmode=prefer", "-c", query],
                                     capture_output=True, timeout=PATIENCE, check=False)


@contextlib.contextmanager
def mysql(folder, port):
    data = folder / "data"
    owned_by("mysql", folder)
    run("mariadb-install-db", "--no-defaults", "--user=mysql", f"--datadir={data}", "--auth-root-authentication-method=normal",
        "--skip-test-db")
    with running("mariadbd", "--no-defaults", "--user=mysql", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1",
                 f"--socket={folder}/socket", "--skip-name-resolve"):
        wait_for(lambda: listens(port), "mariadbd listens")
        yield lambda: run("mariadb", "--no-defaults", "-h", "127.0.0.1", "-P", port, "-u", "root", "--skip-ssl", "-e",
                          "show databases; select * from information_schema.engines; select repeat('y', 3000)")


@contextlib.contextmanager
def mqtt(folder, port):
    (folder / "conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
    with running("mosquitto", "-c", folder / "conf"):
        wait_for(lambda: listens(port), "mosquitto listens")

        def speak():
            with running("mosquitto_sub", "-p", port, "-t", "house/#", "-q", "1", "-C", "12"):
                time.sleep(0.5)
                for size in (1, 5, 30, 127, 128, 300, 2000):
                    run("mosquitto_pub", "-p", port, "-t", "house/kitchen", "-q", "1", "-m", "m" * size)
                for _ in range(5):
                    run("mosquitto_pub", "-p", port, "-t", "house/hall", "-q", "2", "-m", "21.5")
                time.sleep(0.3)
        yield speak


@contextlib.contextmanager
def ldap(folder, port):
    (folder / "db").mkdir()
    (folder / "conf").write_text(
        "include /etc/ldap/schema/core.schema\ninclude /etc/ldap/schema/cosine.schema\nmodulepath /usr/lib/ldap\nmoduleload back_mdb\npidfile " f"{folder}/pid\n"
        f'database mdb\nsuffix "dc=example"\nrootdn "cn=admin,dc=example"\nrootpw secret\ndirectory {folder}/db\n')
    with running("slapd", "-f", folder / "conf", "-h", f"ldap://127.0.0.1:{port}/", "-d", "0"):
        wait_for(lambda: listens(port), "slapd listens")
        entries = "dn: dc=example\nobjectClass: domain\ndc: example\n\n" + "".join(
            f"dn: cn=p{n},dc=example\nobjectClass: person\ncn: p{n}\nsn: {'s' * n}\n\n" for n in range(1, 30))
        bind = ["-x", "-H", f"ldap://127.0.0.1:{port}", "-D", "cn=admin,dc=example", "-w", "secret"]

        def speak():
            run("ldapadd", *bind, input=entries.encode())
            run("ldapsearch", *bind, "-b", "dc=example")
        yield speak


@contextlib.contextmanager
def dns(folder, port):
    names = [f"--address=/host{n}.example/192.0.2.{n}" for n in range(1, 20)]
    with running("dnsmasq", "-k", "-p", port, "--listen-address=127.0.0.1", "--bind-interfaces", "-R", "-h", "-C", "/dev/null",
                 f"--pid-file={folder}/pid", "--user=root", *names):
        wait_for(lambda: listens(port), "dnsmasq listens")
        questions = [word for n in range(1, 12) for word in (f"host{n}.example", "A")]
        yield lambda: run("dig", "+tcp", "+keepopen", "@127.0.0.1", "-p", port, *questions)


def certificate(folder):
    run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", folder / "key",
        "-out", folder / "cert", "-days", "2", "-subj", "/CN=localhost")


@contextlib.contextmanager
def tls(folder, port):
    certificate(folder)
    with running("openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-key", folder / "key", "-cert", folder / "cert",
                 "-WWW", "-quiet", cwd=folder):
        (folder / "page").write_text("text " * 8000)
        wait_for(lambda: listens(port), "openssl listens")
        yield lambda: run("curl", "-sk", f"https://127.0.0.1:{port}/page")


@contextlib.contextmanager
def http2(folder, port):
    (folder / "page.txt").write_text("text " * 8000)
    with running("nghttpd", "--no-tls", "-d", folder, "-a", "127.0.0.1", port):
        wait_for(lambda: listens(port), "nghttpd listens")
        yield lambda: run("nghttp", "-n", *[f"http://127.0.0.1:{port}/page.txt"] * 3, f"http://127.0.0.1:{port}/none")


@contextlib.contextmanager
def git(folder, port):
    home = os.environ | {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "a",
                         "GIT_COMMITTER_EMAIL": "a@example.org", "HOME": str(folder)}
    work = folder / "work"
    run("git", "init", "-q", work)
    for n in range(3):
        (work / f"f{n}").write_text("text\n" * 200 * (n + 1))
        run("git", "-C", work, "add", ".", env=home)
        run("git", "-C", work, "commit", "-q", "-m", f"commit {n}", env=home)
    run("git", "clone", "-q", "--bare", work, folder / "r.git")
    (folder / "r.git" / "git-daemon-export-ok").touch()
    with running("git", "daemon", "--listen=127.0.0.1", f"--port={port}", f"--base-path={folder}", "--reuseaddr"):
        wait_for(lambda: listens(port), "git daemon listens")
        yield lambda: run("git", "ls-remote", f"git://127.0.0.1:{port}/r.git")


@contextlib.contextmanager
def memcached(folder, port):
    for n in range(6):
        (folder / f"key{n}").write_text("v" * (10 + 90 * n))
    with running("memcached", "-l", "127.0.0.1", "-p", port, "-U", "0", "-u", "root"):
        wait_for(lambda: listens(port), "memcached listens")

        def speak():
            run("memccp", "--binary", f"--servers=127.0.0.1:{port}", *sorted(folder.glob("key*")))
            run("memccat", "--binary", f"--servers=127.0.0.1:{port}", *[f"key{n}" for n in range(6)])
        yield speak


@contextlib.contextmanager
def dicom(folder, port):
    with running("storescp", port, cwd=folder):
        wait_for(lambda: listens(port), "storescp listens")
        yield lambda: run("echoscu", "--repeat", "8", "127.0.0.1", port)


@contextlib.contextmanager
def gearman(folder, port):
    with running("gearmand", "-L", "127.0.0.1", "-p", port, "-l", folder / "log"):
        wait_for(lambda: listens(port), "gearmand listens")

        def speak():
            with running("gearman", "-p", port, "-w", "-f", "upper", "--", "tr", "a-z", "A-Z"):
                for n in range(1, 8):
                    run("gearman", "-p", port, "-f", "upper", "text " * n * n)
        yield speak


def in_python(server, client):
    """A conversation in Debian's Python: two programs that are given a port."""
    @contextlib.contextmanager
    def talk(_, port):
        with running(PYTHON, "-c", server, port):
            wait_for(lambda: listens(port), "the server listens")
            yield lambda: run(PYTHON, "-c", client, port)
    return talk


websocket = in_python(
    """
import asyncio, sys, websockets
async def echo(ws, *_):
    async for text in ws: await ws.send(text)
async def main():
    async with websockets.serve(echo, '127.0.0.1', int(sys.argv[1]), compression=None): await asyncio.Future()
asyncio.run(main())
""", """
import asyncio, sys, websockets
async def main():
    async with websockets.connect('ws://127.0.0.1:' + sys.argv[1], compression=None) as ws:
        words = ' '.join('word %d' % n for n in range(10000))
        for n in (1, 5, 125, 126, 300, 65536, 20):
            await ws.send(words[:n] if n % 2 else words[:n].encode())
            await ws.recv()
asyncio.run(main())
""")

zmtp = in_python(
    """
import sys, zmq
s = zmq.Context().socket(zmq.REP); s.bind('tcp://127.0.0.1:' + sys.argv[1])
while True: s.send(s.recv().upper())
""", """
import sys, zmq
s = zmq.Context().socket(zmq.REQ); s.connect('tcp://127.0.0.1:' + sys.argv[1])
for n in (1, 5, 100, 255, 256, 1000, 3):
    s.send(b'x' * n); s.recv()
""")

thrift = in_python(
    """
import sys, socket, struct
from thrift.transport import TTransport, TSocket
from thrift.protocol import TBinaryProtocol
from thrift.Thrift import TMessageType, TType
server = TSocket.TServerSocket('127.0.0.1', int(sys.argv[1])); server.listen()
t = TTransport.TFramedTransport(server.accept()); p = TBinaryProtocol.TBinaryProtocol(t)
while True:
    name, _, number = p.readMessageBegin(); p.readStructBegin(); p.readFieldBegin(); text = p.readString(); p.readFieldEnd()
    p.readFieldBegin(); p.readStructEnd(); p.readMessageEnd()
    p.writeMessageBegin(name, TMessageType.REPLY, number); p.writeStructBegin('r'); p.writeFieldBegin('s', TType.STRING, 0)
    p.writeString(text.upper()); p.writeFieldEnd(); p.writeFieldStop(); p.writeStructEnd(); p.writeMessageEnd(); t.flush()
""", """
import sys
from thrift.transport import TTransport, TSocket
from thrift.protocol import TBinaryProtocol
from thrift.Thrift import TMessageType, TType
s = TSocket.TSocket('127.0.0.1', int(sys.argv[1])); t = TTransport.TFramedTransport(s); p = TBinaryProtocol.TBinaryProtocol(t)
t.open()
for n in range(1, 12):
    p.writeMessageBegin('upper', TMessageType.CALL, n); p.writeStructBegin('a'); p.writeFieldBegin('s', TType.STRING, 1)
    p.writeString('x' * n * n); p.writeFieldEnd(); p.writeFieldStop(); p.writeStructEnd(); p.writeMessageEnd(); t.flush()
    p.readMessageBegin(); p.readStructBegin(); p.readFieldBegin(); p.readString(); p.readFieldEnd(); p.readFieldBegin()
    p.readStructEnd(); p.readMessageEnd()
t.close()
""")

amqp = in_python(
    """
import sys
from proton.handlers import MessagingHandler
from proton.reactor import Container
class Server(MessagingHandler):
    def on_start(self, event): event.container.listen('127.0.0.1:' + sys.argv[1])
    def on_message(self, event): pass
Container(Server()).run()
""", """
import sys
from proton import Message
from proton.handlers import MessagingHandler
from proton.reactor import Container
class Client(MessagingHandler):
    sent = done = 0
    def on_start(self, event): event.container.create_sender('127.0.0.1:' + sys.argv[1] + '/queue')
    def on_sendable(self, event):
        while event.sender.credit and self.sent < 12:
            self.sent += 1
            event.sender.send(Message(body='x' * 40 * self.sent))
    def on_accepted(self, event):
        self.done += 1
        if self.done == 12: event.connection.close()
Container(Client()).run()
""")

@contextlib.contextmanager
def redis(folder, port):
    with running("redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--dir", folder):
        wait_for(lambda: listens(port), "redis listens")
        lines = "".join(f"SET key{n} value{n}\nGET key{n}\n" for n in range(30))
        yield lambda: run("redis-cli", "-p", port, input=lines.encode())


@contextlib.contextmanager
def http(folder, port):
    (folder / "page").write_text("text " * 3000)
    with running(PYTHON, "-m", "http.server", port, "--bind", "127.0.0.1", "--directory", folder):
        wait_for(lambda: listens(port), "http.server listens")
        yield lambda: run("curl", "-s", f"http://127.0.0.1:{port}/page")


CONVERSATIONS = {
    "PostgreSQL": postgresql, "MySQL": mysql, "MQTT": mqtt, "LDAP": ldap, "DNS": dns, "TLS": tls, "HTTP/2": http2, "git": git,
    "memcached": memcached, "DICOM": dicom, "Gearman": gearman, "WebSocket": websocket, "ZMTP": zmtp, "Thrift": thrift,
    "AMQP 1.0": amqp, "Redis": redis, "HTTP": http,
}  # fmt: skip
TEXT = ("Redis", "HTTP")  # named, and never framed


def file_name(name):
    return name.lower().replace("/", "").replace(" ", "_") + ".pcap"


def capture(name, path):
    """Has the conversation, and writes what was on the wire. Returns the server's port."""
    with tempfile.TemporaryDirectory(prefix="traffic", dir="/tmp") as folder:
        port = free_port()
        with CONVERSATIONS[name](pathlib.Path(folder), port) as speak, capturing(port, path):
            speak()
            time.sleep(0.2)
    return port


if __name__ == "__main__":
    to = pathlib.Path(sys.argv[1])
    for one in sys.argv[2:] or CONVERSATIONS:
        print(one, capture(one, to / file_name(one)), flush=True)
