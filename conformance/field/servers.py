# SPDX-License-Identifier: MIT
"""Real servers of Debian, each started on a loopback port and spoken to in frames: whole, cut into single bytes, glued.

    python3 conformance/field/servers.py [NAME...]

What a server answers must be the same frames each time. The answers are then read with this library's readers in every
delivery: they become a case of cleave-conformance, whose frames are taken apart here, byte by byte.
"""
import contextlib
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from catalog import FIELD, ROOT, Missing, all_codecs, debian_version


class Server:
    """How a server is started, spoken to, and how its frames are measured."""
    name = package = layout = ""
    form = ""  # the protocol, if no layout has its headers
    first = b""  # sent once, in front of the frames
    requests = ()  # frames

    def command(self, folder, port): raise NotImplementedError

    def prepare(self, folder, port): pass

    def clean(self):
        """Ends what the server leaves running."""

    def size(self, data):
        """The size of the frame in front of `data`, from its header; None where that is not whole."""
        raise NotImplementedError

    def payload(self, frame):
        """What stands behind a frame's header."""
        raise NotImplementedError


class Fixed(Server):
    """A frame whose length is an integer at a place of its header."""
    header, at, integer, counted = 0, 0, ">I", 0  # counted: header bytes that the length counts

    def size(self, data):
        if len(data) < self.header: return None
        field = data[self.at:self.header].ljust(4, b"\0") if self.integer == "<I" else data[self.at:]
        return struct.unpack_from(self.integer, field)[0] + self.header - self.counted

    def payload(self, frame): return frame[self.header:]


def memcached(opcode, key=b"", extras=b"", value=b""):
    body = extras + key + value
    return struct.pack(">BBHBBHIIQ", 0x80, opcode, len(key), len(extras), 0, 0, len(body), 7, 0) + body


class Memcached(Fixed):
    name, package, layout = "memcached", "memcached", "memcached_binary"
    header, at = 24, 8

    requests = (memcached(10), memcached(1, b"key", bytes(8), b"value" * 50), memcached(0, b"key"), memcached(0, b"none"))

    def command(self, folder, port): return ["memcached", "-u", "nobody", "-l", "127.0.0.1", "-p", str(port)]


class Mosquitto(Server):
    name, package, layout = "mosquitto", "mosquitto", "width=varint,offset=1"
    requests = (bytes.fromhex("100d00044d51545404020000000161"), bytes.fromhex("8206000100017401"),
                bytes.fromhex("320700017400026869"), bytes.fromhex("c000"))

    def prepare(self, folder, port):
        (folder / "conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")

    def command(self, folder, port): return ["mosquitto", "-c", str(folder / "conf")]

    def size(self, data):
        for i in range(1, min(5, len(data))):
            if data[i] < 128: return 1 + i + sum((byte & 127) << 7 * n for n, byte in enumerate(data[1:i + 1]))
        return None

    def payload(self, frame): return frame[1 + next(i for i in range(1, len(frame)) if frame[i] < 128):]


class Bind(Fixed):
    name, package, layout = "BIND 9 over TCP", "bind9", "erlang_2"
    header, integer = 2, ">H"
    requests = tuple(bytes.fromhex(f"001b00{n:02x}01000001000000000000096c6f63616c686f73740000010001") for n in range(3))

    def prepare(self, folder, port):
        (folder / "named.conf").write_text(
            f'options {{ directory "{folder}"; listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; recursion no; '
            f'pid-file none; session-keyfile none; }}; controls {{}};\nzone "localhost" {{ type master; file "zone"; }};\n')
        (folder / "zone").write_text("$TTL 60\n@ SOA localhost. root.localhost. 1 60 60 60 60\n@ NS localhost.\n@ A 127.0.0.1\n")

    def command(self, folder, port): return ["named", "-g", "-c", str(folder / "named.conf")]


class Nginx(Fixed):
    name, package, layout = "nginx, HTTP/2", "nginx", "http2"
    header = 9
    first = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    requests = (bytes.fromhex("000000040000000000"), bytes.fromhex("00000c01050000000182868441") + b"\x07example",
                bytes.fromhex("0000080600000000000102030405060708"))

    def size(self, data): return 9 + int.from_bytes(data[:3], "big") if len(data) >= 9 else None

    def prepare(self, folder, port):
        (folder / "index.html").write_text("hello " * 1000)
        (folder / "conf").write_text(
            f"daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log; events {{}} http {{ access_log off; "
            f"client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; "
            f"scgi_temp_path {folder}; server {{ listen 127.0.0.1:{port} http2; root {folder}; }} }}")

    def command(self, folder, port): return ["nginx", "-c", str(folder / "conf")]


class Postgres(Fixed):
    name, package, layout = "PostgreSQL", "postgresql", "postgresql"
    header, at, counted = 5, 1, 4
    first = bytes.fromhex("0000002900030000") + b"user\0postgres\0database\0postgres\0\0"
    requests = tuple(b"Q" + struct.pack(">I", len(sql) + 5) + sql + b"\0" for sql in (b"select 1", b"select repeat('x', 5000)", b""))

    def prepare(self, folder, port):
        shutil.chown(folder, "postgres")
        tool = next(Path("/usr/lib/postgresql").glob("*/bin"))
        self.tools = tool
        subprocess.run(["setpriv", "--reuid=postgres", "--clear-groups", tool / "initdb", "-A", "trust", "-U", "postgres", "-D", folder / "db"],
                       check=True, stdout=subprocess.DEVNULL, cwd="/")

    def command(self, folder, port):
        return ["setpriv", "--reuid=postgres", "--clear-groups", str(self.tools / "postgres"), "-D", str(folder / "db"), "-p", str(port),
                "-k", str(folder), "-c", "listen_addresses=127.0.0.1"]


class MariaDb(Fixed):
    name, package, layout = "MariaDB", "mariadb-server", "width=3,order=little,gap=1"
    header, integer = 4, "<I"
    # The client's answer to the greeting (protocol 41, no password), then statements.
    requests = (bytes.fromhex("26000001 05820000 00000001 08") + bytes(23) + b"root\0\0",
                b"\x09\0\0\0\x03select 1", b"\x18\0\0\0\x03select repeat('x', 5000)", b"\x01\0\0\0\x0e")

    def size(self, data): return 4 + int.from_bytes(data[:3], "little") if len(data) >= 4 else None

    def prepare(self, folder, port):
        subprocess.run(["mariadb-install-db", "--no-defaults", f"--datadir={folder}/db", "--user=mysql", "--auth-root-authentication-method=normal"],
                       check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def command(self, folder, port):
        return ["mariadbd", "--no-defaults", f"--datadir={folder}/db", "--user=mysql", f"--port={port}", "--bind-address=127.0.0.1",
                f"--socket={folder}/db/socket"]


class ZooKeeper(Fixed):
    name, package, layout = "ZooKeeper", "zookeeper", "kafka"
    header, integer = 4, ">i"
    # A session, two pings and the data of the root node.
    requests = (bytes.fromhex("0000002c") + bytes(12) + bytes.fromhex("00002710") + bytes(8) + bytes.fromhex("00000010") + bytes(16),
                bytes.fromhex("00000008fffffffe0000000b"), bytes.fromhex("0000000e000000010000000400000001") + b"/\0",
                bytes.fromhex("00000008fffffffe0000000b"))

    def prepare(self, folder, port):
        (folder / "conf").write_text(f"dataDir={folder}/data\nclientPort={port}\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\n")

    def command(self, folder, port):
        jars = ":".join(map(str, Path("/usr/share/java").glob("*.jar")))
        return ["java", "-Xmx200m", "-cp", jars, "org.apache.zookeeper.server.quorum.QuorumPeerMain", str(folder / "conf")]


def ldap_message(number, operation, body):
    inner = bytes([2, 1, number, operation, len(body)]) + body
    return bytes([0x30, len(inner)]) + inner


# The root entry, with all attributes that describe the server.
SEARCH = bytes.fromhex("04000a01000a0100020100020100010100 870b") + b"objectClass" + bytes.fromhex("300304012b")


class Slapd(Server):
    name, package, layout, form = "slapd (OpenLDAP)", "slapd", "erlang_4", "ldap"
    requests = (ldap_message(1, 0x60, bytes.fromhex("02010304008000")), ldap_message(2, 0x63, SEARCH), ldap_message(3, 0x63, SEARCH))

    def prepare(self, folder, port):
        (folder / "conf").write_text(f"include /etc/ldap/schema/core.schema\npidfile {folder}/pid\n")

    def command(self, folder, port): return ["slapd", "-d", "0", "-h", f"ldap://127.0.0.1:{port}", "-f", str(folder / "conf")]

    def size(self, data):
        if len(data) < 2 or data[1] > 128 and len(data) < data[1] - 126: return None
        if data[1] < 128: return 2 + data[1]
        return data[1] - 126 + int.from_bytes(data[2:data[1] - 126], "big")

    def payload(self, frame): return frame[2 if frame[1] < 128 else frame[1] - 126:]


def amqp_method(channel, body): return struct.pack(">BHI", 1, channel, len(body)) + body + b"\xce"


class RabbitMq(Fixed):
    """AMQP 0-9-1. The byte behind each payload is read as the payload's last, and its first as part of the header."""
    name, package, layout = "RabbitMQ, AMQP 0-9-1", "rabbitmq-server", "width=4,order=big,offset=3,gap=1"
    header, at = 8, 3
    first = b"AMQP\0\0\x09\x01"
    # start-ok, tune-ok, open, channel.open, queue.declare, close
    requests = (amqp_method(0, bytes.fromhex("000a000b 00000000 05") + b"PLAIN\0\0\0\x0c\0guest\0guest\x05en_US"),
                amqp_method(0, bytes.fromhex("000a001f 07ff 00020000 0000")), amqp_method(0, bytes.fromhex("000a0028 012f 0000")),
                amqp_method(1, bytes.fromhex("0014000a 00")), amqp_method(1, bytes.fromhex("0032000a 0000 00 08 00000000")),
                amqp_method(0, bytes.fromhex("000a0032 00c8 00 0000 0000")))

    def prepare(self, folder, port):
        shutil.chown(folder, "rabbitmq")
        self.epmd_port = str(free_port())
        self.places = {"HOME": folder, "RABBITMQ_MNESIA_BASE": folder / "db", "RABBITMQ_LOG_BASE": folder / "logs",
                       "RABBITMQ_ENABLED_PLUGINS_FILE": folder / "plugins", "RABBITMQ_CONFIG_FILE": folder / "none",
                       "RABBITMQ_CONF_ENV_FILE": "/dev/null", "RABBITMQ_NODENAME": "field@localhost",
                       "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1", "RABBITMQ_NODE_PORT": port, "RABBITMQ_DIST_PORT": free_port(),
                       "ERL_EPMD_ADDRESS": "127.0.0.1", "ERL_EPMD_PORT": self.epmd_port,
                       "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}"}

    def command(self, folder, port):
        return ["env", *(f"{name}={value}" for name, value in self.places.items()), "setpriv", "--reuid=rabbitmq", "--regid=rabbitmq",
                "--clear-groups", "/usr/lib/rabbitmq/bin/rabbitmq-server"]

    def clean(self): subprocess.run(["epmd", "-port", self.epmd_port, "-kill"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


SERVERS = [Memcached, Mosquitto, Bind, Nginx, Postgres, ZooKeeper, MariaDb, Slapd, RabbitMq]


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@contextlib.contextmanager
def running(server, folder):
    port = free_port()
    server.prepare(folder, port)
    with open(folder / "log", "wb") as log:
        process = subprocess.Popen(server.command(folder, port), stdout=log, stderr=log, cwd="/")
    try:
        for _ in range(1200):
            try:
                socket.create_connection(("127.0.0.1", port), 5).close()
                break
            except OSError: pass
            if process.poll() is not None: raise RuntimeError("it ended: " + (folder / "log").read_text(errors="replace")[-300:])
            time.sleep(0.1)
        else: raise RuntimeError("it does not listen: " + (folder / "log").read_text(errors="replace")[-300:])
        yield port
    finally:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired): process.wait(30)
        process.kill()
        server.clean()


def pieces_of(server, way):
    """How the bytes are offered to the socket: cut and glued as TCP may do."""
    stream = server.first + b"".join(server.requests)
    if way == "frames": return [piece for piece in (server.first, *server.requests) if piece]
    return [stream] if way == "glued" else [stream[i:i + 1] for i in range(len(stream))]


def ask(server, port, way):
    with socket.create_connection(("127.0.0.1", port), 10) as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces_of(server, way):
            peer.sendall(piece)
            time.sleep(0.002)
        peer.settimeout(2)
        data = b""
        with contextlib.suppress(TimeoutError):
            while more := peer.recv(65536): data += more
        return data


def ask_when_ready(server, port, way):
    """As ask, and again while fewer frames come than were sent: a server may listen before it is ready."""
    for _ in range(20):
        with contextlib.suppress(ConnectionError):
            data = ask(server, port, way)
            if len(frames_of(server, data)[0]) >= len(server.requests): return data
        time.sleep(1)
    return data


def frames_of(server, data):
    """The frames in `data`, and what is left of it."""
    frames = []
    while (size := server.size(data)) is not None and size <= len(data):
        frames.append(data[:size])
        data = data[size:]
    return frames, data


def trace(server, data, frames):
    lines = ["trace 1", "id: answers", "about: What the server answered, in every delivery.", "req: FRAME-SPLIT-1 MUST",
             "role: frame_decoder", f"layout: {server.layout}", *([f"form: {server.form}"] if server.form else []), "rev: 1", "--"]
    for frame in frames: lines += [f'> x"{frame.hex()}"', f'= frame x"{server.payload(frame).hex()}"']
    return "\n".join([*lines, "> eof"]) + "\n"


def testee_of(server):
    """What reads the answers: the library within the suite, or, for frames that no layout says, the row `cleave, ...`."""
    if not server.form: return []
    ours = all_codecs([f"cleave-{server.form}"])[0]
    ours.build()
    return ["--testee", f"exec python3 -B {FIELD}/testee.py {ours.id}"]


def read_in_every_delivery(server, data, frames, folder):
    """Whether the library's readers find these frames however the answers are cut; what the runner said."""
    place = folder / "suite/traces/framing"
    place.mkdir(parents=True)
    shutil.copy(ROOT / "conformance/SPEC.md", folder / "suite")
    shutil.copy(ROOT / "conformance/traces/flags.txt", folder / "suite/traces")
    (place / "answers.trace").write_text(trace(server, data, frames))
    command = [ROOT / "build/bin/cleave-conformance", "--traces", folder / "suite/traces", *testee_of(server)]
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    return done.returncode == 0, done.stdout.strip().splitlines()


def check(server):
    """One line on a server, and whether it and the readers did well."""
    if not debian_version(server.package): return f"not run: Debian's package {server.package} is not installed", False
    with tempfile.TemporaryDirectory(dir="/tmp") as name, contextlib.ExitStack() as stack:
        folder = Path(name)
        folder.chmod(0o755)
        port = stack.enter_context(running(server, folder))
        time.sleep(1)  # it may answer before it has loaded all
        answers = {way: ask_when_ready(server, port, way) for way in ("frames", "bytes", "glued")}
        parsed = {way: frames_of(server, data) for way, data in answers.items()}
        sizes = {way: sorted(map(len, frames)) for way, (frames, _) in parsed.items()}
        whole = all(not rest and frames for frames, rest in parsed.values())
        same = sizes["frames"] == sizes["bytes"] == sizes["glued"]
        reads, said = read_in_every_delivery(server, answers["bytes"], parsed["bytes"][0], folder)
        verdict = f"{len(sizes['frames'])} frames, the same each way" if same and whole else f"its frames differ: {sizes}"
        ways = re.search(r"([\d,]+) ways", " ".join(said))
        return f"{verdict}; " + (f"read alike in {ways[1]} ways" if reads and ways else "not read: " + " ".join(said[-3:])), whole and same and reads


def check_all(wanted=()):
    """Yields for each server its name, version and layout, what came of it, and whether that is well."""
    for server in (kind() for kind in SERVERS):
        if wanted and not any(word.lower() in server.name.lower() for word in wanted): continue
        try: line, well = check(server)
        except (OSError, RuntimeError, Missing, subprocess.SubprocessError, StopIteration) as why: line, well = f"not run: {why}", False
        yield server.name, debian_version(server.package), server.form or server.layout, line, well


def main():
    code = 0
    for name, version, _, line, well in check_all(sys.argv[1:]):
        code |= not well
        print(f"{'ok' if well else 'FAILED':7}{name} {version}: {line}", flush=True)
    sys.exit(code)


if __name__ == "__main__":
    main()
