# SPDX-License-Identifier: MIT
"""Whole programs over loopback: files received, and echoes. measure.py calls it.

Contenders take turns, the server on one core and whoever sends on another. Beside the elapsed time stands what the
processor did for the server, which other work on the machine hardly moves.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import json
import math
import os
import pathlib
import re
import shutil
import signal
import socket
import statistics
import struct
import subprocess
import sys
import tempfile
import time

from ratio import ratio_of

CORES = sorted(os.sched_getaffinity(0))
SERVER_CORES = CORES[:1]
CLIENT_CORES = CORES[1:2] or CORES
TICKS = os.sysconf('SC_CLK_TCK')
PEERS = pathlib.Path(__file__).resolve().parent / 'peers'
MEBIBYTE = 1 << 20


def compile_peers(folder):
    """The peers that are programs of ours, compiled as the benchmarks are; those that compile."""
    for source, compiler in (('splice_receiver.c', 'cc'), ('epoll_echo.c', 'cc'), ('echo_load.c', 'cc'),
                             ('asio_echo.cpp', 'c++')):
        options = ['-std=c++20', '-pthread'] if compiler == 'c++' else []
        subprocess.run([compiler, '-O2', *options, str(PEERS / source), '-o', str(folder / source.split('.')[0])],
                       stderr=subprocess.DEVNULL, check=False)


CLONE_NEWNET = 0x40000000  # of linux/sched.h
SIOCSIFFLAGS = 0x8914      # of linux/sockios.h
IFF_UP = 1


@contextlib.contextmanager
def network_of_its_own():
    """A loopback with plain TCP (Reno), whatever the machine has set, for this process and those it starts: BBR paces
    what is sent by timers, which on a loopback run on the receiver's core, and are then most of what is measured."""
    libc = ctypes.CDLL(None)
    with open('/proc/self/ns/net', encoding='utf-8') as before:
        if libc.unshare(CLONE_NEWNET) != 0:
            print("only root has a network of its own: the machine's settings of TCP hold", file=sys.stderr)
            yield
            return
        try:
            with socket.socket() as any_socket:
                fcntl.ioctl(any_socket, SIOCSIFFLAGS, struct.pack('16sh22x', b'lo', IFF_UP))
            pathlib.Path('/proc/sys/net/ipv4/tcp_congestion_control').write_text('reno', encoding='utf-8')
            yield
        finally:
            libc.setns(before.fileno(), CLONE_NEWNET)


@contextlib.contextmanager
def running(command, **options):
    """A server process of its own group; ended at the end."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               text=True, start_new_session=True,
                               preexec_fn=lambda: os.sched_setaffinity(0, SERVER_CORES), **options)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        process.stdout.close()


def processor_seconds(pid):
    """Of a process, all its threads, and its children, be they alive or waited for. 0 when it is gone."""
    try:
        own = time.clock_gettime(~pid << 3 | 2)  # CPUCLOCK_SCHED of that process: what clock_getcpuclockid() makes
        stat = pathlib.Path(f'/proc/{pid}/stat').read_text(encoding='utf-8').rpartition(')')[2].split()
        children = pathlib.Path(f'/proc/{pid}/task/{pid}/children').read_text(encoding='utf-8').split()
    except OSError:
        return 0.0
    ended = (int(stat[13]) + int(stat[14])) / TICKS
    return own + ended + sum(processor_seconds(int(child)) for child in children)


def port_of(server):
    """Of a server that prints `listening on ADDRESS:PORT`."""
    line = server.stdout.readline()
    match = re.search(r'listening on .*:(\d+)', line)
    if not match:
        raise RuntimeError(f'{server.args}: {line!r}')
    return int(match.group(1))


def free_port():
    with socket.socket() as probe:
        probe.bind(('127.0.0.1', 0))
        return probe.getsockname()[1]


def connected(port):
    """A connection to a server that may not listen yet."""
    deadline = time.monotonic() + 10
    while True:
        try:
            return socket.create_connection(('127.0.0.1', port))
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def send_file(connection, path):
    with open(path, 'rb') as file:
        left = os.fstat(file.fileno()).st_size
        while left:
            left -= os.sendfile(connection.fileno(), file.fileno(), None, left)


class Received:
    """Ways to receive a file. Each gives a context with a function that sends the file once and waits for it, and with
    one that tells the processor's time of the receiver so far."""

    def __init__(self, programs, source, folder):
        self.programs = programs
        self.source = source
        self.folder = folder
        self.size = source.stat().st_size
        self.socat_seconds = 0.0

    @contextlib.contextmanager
    def cleave(self, digest=None):
        root = self.folder / 'cleave'
        root.mkdir(exist_ok=True)
        with running([self.programs / 'cleave-file-server', '--root', root, '--listen', '127.0.0.1:0', '--dialect',
                      'extended', '--overwrite', '--max-size', '64G', '--ack', 'stored']) as server:
            port = port_of(server)

            def send():
                header = {'cmd': 'put', 'filename': 'file', 'filesize': self.size}
                if digest: # a reply tells the digest, so without one none is made
                    header |= {'sha256': digest, 'reply': True}
                text = json.dumps(header).encode()
                with connected(port) as connection:
                    connection.sendall(len(text).to_bytes(4, 'little') + text)
                    send_file(connection, self.source)
                    connection.shutdown(socket.SHUT_WR)
                    answer = connection.recv(65536)
                    if (b'"ok"' not in answer) if digest else answer:
                        raise RuntimeError(f'cleave-file-server refused the file: {answer}')
            yield send, lambda: processor_seconds(server.pid)

    @contextlib.contextmanager
    def splice(self):
        with running([self.programs / 'splice_receiver', self.folder / 'spliced']) as server:
            port = port_of(server)

            def send():
                with connected(port) as connection:
                    connection.sendall(self.size.to_bytes(8, sys.byteorder))
                    send_file(connection, self.source)
                    if len(connection.recv(1)) != 1:
                        raise RuntimeError('splice_receiver failed')
            yield send, lambda: processor_seconds(server.pid)

    @contextlib.contextmanager
    def python(self):
        code = '''
import socket, sys
listener = socket.create_server(("127.0.0.1", 0))
print("listening on 127.0.0.1:%d" % listener.getsockname()[1], flush=True)
while True:
    peer, _ = listener.accept()
    left = int.from_bytes(peer.recv(8, socket.MSG_WAITALL), sys.byteorder)
    with open(sys.argv[1], "wb") as file:
        while left:
            data = peer.recv(1024)
            file.write(data)
            left -= len(data)
    peer.send(b"k")
'''
        with running([sys.executable, '-c', code, self.folder / 'python']) as server:
            port = port_of(server)

            def send():
                with connected(port) as connection:
                    connection.sendall(self.size.to_bytes(8, sys.byteorder))
                    send_file(connection, self.source)
                    connection.recv(1)
            yield send, lambda: processor_seconds(server.pid)

    @contextlib.contextmanager
    def socat(self):
        def send():
            port = free_port()
            with running(['socat', '-u', '-b', 262144, f'TCP-LISTEN:{port},reuseaddr,bind=127.0.0.1',
                          f'OPEN:{self.folder}/socat,creat,trunc']) as receiver:
                with connected(port) as connection:
                    send_file(connection, self.source)
                used = os.wait4(receiver.pid, 0)[2]
                receiver.returncode = 0
                self.socat_seconds += used.ru_utime + used.ru_stime
        yield send, lambda: self.socat_seconds

    @contextlib.contextmanager
    def nginx(self):
        port = free_port()
        work = self.folder / 'nginx'
        (work / 'temporary').mkdir(parents=True, exist_ok=True)
        configuration = work / 'nginx.conf'
        configuration.write_text(f'''
daemon off; pid {work}/pid; error_log /dev/null; worker_processes 1; user root;
events {{}}
http {{
    access_log off; client_body_temp_path {work}/temporary; client_max_body_size 0; client_body_buffer_size 256k;
    server {{ listen 127.0.0.1:{port}; root {work}; location / {{ dav_methods PUT; }} }}
}}
''', encoding='utf-8')
        with running(['nginx', '-c', configuration, '-e', '/dev/null']) as server:
            connected(port).close()
            yield lambda: subprocess.run(['curl', '-s', '-f', '-o', '/dev/null', '-T', str(self.source), '-H', 'Expect:',
                                          f'http://127.0.0.1:{port}/put'],
                                         check=True), lambda: processor_seconds(server.pid)

    @contextlib.contextmanager
    def rsync(self):
        port = free_port()
        configuration = self.folder / 'rsyncd.conf'
        target = self.folder / 'rsync'
        target.mkdir(exist_ok=True)
        configuration.write_text(f'use chroot = no\n[in]\npath = {target}\nread only = no\nuid = 0\ngid = 0\n',
                                 encoding='utf-8')
        with running(['rsync', '--daemon', '--no-detach', '--address=127.0.0.1', f'--port={port}',
                      f'--config={configuration}']) as server:
            connected(port).close()
            yield lambda: subprocess.run(['rsync', '-W', '--ignore-times', str(self.source),
                                          f'rsync://127.0.0.1:{port}/in/file'],
                                         check=True), lambda: processor_seconds(server.pid)

    @contextlib.contextmanager
    def vsftpd(self):  # its sessions leave unseen: no processor time
        port = free_port()
        root = self.folder / 'vsftpd'
        (root / 'in').mkdir(parents=True)
        (self.folder / 'empty').mkdir()
        self.folder.chmod(0o755)
        root.chmod(0o555)
        shutil.chown(root / 'in', 'ftp')
        configuration = self.folder / 'vsftpd.conf'
        configuration.write_text(f'''
listen=YES
listen_address=127.0.0.1
listen_port={port}
background=NO
anonymous_enable=YES
no_anon_password=YES
write_enable=YES
anon_upload_enable=YES
anon_other_write_enable=YES
anon_root={root}
secure_chroot_dir={self.folder}/empty
seccomp_sandbox=NO
xferlog_enable=NO
'''.lstrip(), encoding='utf-8')
        with running(['vsftpd', configuration]):
            connected(port).close()
            yield lambda: subprocess.run(['curl', '-s', '-f', '-o', '/dev/null', '-T', str(self.source),
                                          f'ftp://127.0.0.1:{port}/in/file'], check=True), lambda: 0.0

    @contextlib.contextmanager
    def iperf3(self):  # throws everything away: a rate of the network, which has no processor time of a receiver
        port = free_port()
        with running(['iperf3', '--server', '--port', port]):
            connected(port).close()
            yield lambda: subprocess.run(['iperf3', '--client', '127.0.0.1', '--port', str(port), '--bytes',
                                          str(self.size)], stdout=subprocess.DEVNULL, check=True), lambda: 0.0


FILE_PEERS = [('splice', 'splice_receiver', 0.95), ('nginx', 'nginx', 1.1), ('rsync', 'rsync', 2.2),
              ('vsftpd', 'vsftpd', 1.1), ('socat', 'socat', 1.05), ('python', 'python3', 6)]
IN_MEMORY_PEERS = [('iperf3', 'iperf3', 0.45)]


# Where the file is when it is received: on the disk each contender's time ends when its bytes are durable.
TARGETS = {'cleave': 'cleave/file', 'cleave, sha256': 'cleave/file', 'splice': 'spliced', 'nginx': 'nginx/put',
           'rsync': 'rsync/file', 'vsftpd': 'vsftpd/in/file', 'socat': 'socat', 'python': 'python'}


def make_durable(path):
    with open(path, 'rb') as file:
        os.fsync(file.fileno())


def is_there(programs, program):
    if (programs / program).exists() or shutil.which(program, path=os.environ['PATH'] + ':/usr/sbin'):
        return True
    print(f'{program} is not here: its rows are left out', file=sys.stderr)
    return False


def receive_in_turn(contenders, rounds, before, after):
    """The least seconds of each contender, and the least processor seconds of its receiver. One that fails is left out,
    and said to be."""
    elapsed = {}
    processor = {}
    with contextlib.ExitStack() as stack:
        ways = {}
        for name, way in contenders.items():
            try:
                ways[name] = stack.enter_context(way)
                ways[name][0]()  # not counted: what is done once
            except (OSError, RuntimeError, LookupError, subprocess.CalledProcessError) as error:
                print(f'{name} is left out: {error}', file=sys.stderr)
                ways.pop(name, None)
        begin = time.monotonic()
        for i in range(rounds):
            if i >= 3 and not has_time(begin):
                break
            for name, (send, clock) in ways.items():
                before(name)
                processor_begin = settled(clock)
                sent = time.monotonic()
                send()
                after(name)
                elapsed[name] = min(elapsed.get(name, math.inf), time.monotonic() - sent)
                processor[name] = min(processor.get(name, math.inf), settled(clock) - processor_begin)
    return elapsed, processor


def settled(clock):
    """What the clock says once the last children were waited for: it stands still then."""
    last = clock()
    for _ in range(50):
        time.sleep(0.01)
        now = clock()
        if now - last < 1e-4:
            return now
        last = now
    return last


def file_rows(programs, quick):
    size = (64 if quick else 256) * MEBIBYTE
    for place, parent in (('tmpfs', '/dev/shm'), ('disk', '/var/tmp')):
        folder = pathlib.Path(tempfile.mkdtemp(prefix='cleave-bench-', dir=parent))
        try:
            yield from file_rows_in(folder, place, programs, size, 3 if quick else 7)
        finally:
            shutil.rmtree(folder)


def file_rows_in(folder, place, programs, size, rounds):
    source = folder / 'source'
    block = os.urandom(MEBIBYTE)
    with open(source, 'wb') as file:
        for _ in range(size // MEBIBYTE):
            file.write(block)
    ways = Received(programs, source, folder)
    contenders = {'cleave': ways.cleave()}
    on_disk = place == 'disk'
    peers = FILE_PEERS + ([] if on_disk else IN_MEMORY_PEERS)
    for name, program, _ in peers:
        if is_there(programs, program):
            contenders[name] = getattr(ways, name)()
    if not on_disk:
        contenders['cleave, sha256'] = ways.cleave(hashlib.sha256(source.read_bytes()).hexdigest())
        contenders['hash in memory'] = hash_in_memory(source)

    def before(name):  # each receives a new file
        if name in TARGETS:
            (folder / TARGETS[name]).unlink(missing_ok=True)

    def after(name):
        if on_disk:
            make_durable(folder / TARGETS[name])
    elapsed, processor = receive_in_turn(contenders, rounds, before, after)
    for row, seconds in (('file received', elapsed), ("file received, receiver's processor time", processor)):
        for name, _, target in peers:
            if seconds.get(name):
                yield ratio_of(row, place, name, seconds[name] / seconds['cleave'], target)
    if not on_disk:
        for row, seconds in (('file received, sha256 checked', elapsed),
                             ("file received, sha256 checked, receiver's processor time", processor)):
            yield ratio_of(row, place, 'hash in memory', seconds['hash in memory'] / seconds['cleave, sha256'], 0.6)


@contextlib.contextmanager
def hash_in_memory(path):
    """The same hash over a file that is in memory already: OpenSSL's, a process of its own as the receiver is."""
    seconds = 0.0

    def hash_it():
        nonlocal seconds
        process = subprocess.Popen(['openssl', 'dgst', '-sha256', str(path)], stdout=subprocess.DEVNULL)
        used = os.wait4(process.pid, 0)[2]
        process.returncode = 0
        seconds += used.ru_utime + used.ru_stime
    yield hash_it, lambda: seconds


# Connections and the window of each.
ECHOES = ((1, 1), (1, 64), (1, 1024), (100, 1), (100, 64), (100, 1024), (10_000, 1), (10_000, 64), (10_000, 1024))


@contextlib.contextmanager
def redis():
    port = free_port()
    with running(['redis-server', '--bind', '127.0.0.1', '--port', port, '--save', '', '--appendonly', 'no',
                  '--maxclients', '15000', '--client-output-buffer-limit', 'normal 0 0 0']) as server:
        connected(port).close()
        yield server, port


@contextlib.contextmanager
def listening(command):
    with running(command) as server:
        yield server, port_of(server)


def echo_load(programs, server, port, connections, window, milliseconds, *kind):
    """Messages a second, and nanoseconds of the server's processor time for each; None where the load failed."""
    command = [programs / 'echo_load', server.pid, port, connections, window, milliseconds, *kind]
    try:
        load = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              text=True, check=True, timeout=20)
    except subprocess.SubprocessError as error:
        print(f'{error}: {error.stderr}', file=sys.stderr)
        return None
    return [float(word) for word in load.stdout.split()]


def answered_enough(load, milliseconds, messages):
    """Whether a server answered a tenth of what is under way: one that still takes it all in has no rate yet."""
    return load[0] * milliseconds / 1000 >= messages / 10


def has_time(begin):
    """On a machine that is busy with other things there are fewer rounds."""
    return time.monotonic() - begin < 30


def echo_rows(programs, quick):
    contexts = {'cleave': listening([programs / 'cleave-echo-server', '--tcp', '--listen', '127.0.0.1:0',
                                     '--max-connections', '20000'])}
    for name in ('epoll_echo', 'asio_echo'):
        if is_there(programs, name):
            contexts[name] = listening([programs / name])
    if is_there(programs, 'redis-server'):
        contexts['redis'] = redis()
    with contextlib.ExitStack() as stack:
        servers = {name: stack.enter_context(context) for name, context in contexts.items()}
        for connections, window in ECHOES:
            if quick and connections > 100:
                continue
            messages = connections * window
            milliseconds = 100 if quick else 1500 if messages > 1_000_000 else 250
            rounds = []
            begin = time.monotonic()
            while len(rounds) < (3 if quick or messages > 1_000_000 else 7) and has_time(begin):
                rounds.append({name: echo_load(programs, server, port, connections, window, milliseconds,
                                               *(['redis'] if name == 'redis' else []))
                               for name, (server, port) in servers.items()})
            parameter = f'{connections} x {window}'
            for name, target in (('epoll_echo', 0.95), ('asio_echo', 1.25 if window == 1024 else 1.0), ('redis', 1.0)):
                pairs = [(r['cleave'], r[name]) for r in rounds if r['cleave'] and r.get(name)
                         and answered_enough(r[name], milliseconds, messages)]
                if not pairs:
                    continue
                yield ratio_of('echo, connections x window', parameter, name,
                               statistics.median(ours[0] / theirs[0] for ours, theirs in pairs), target)
                yield ratio_of("echo, server's processor time", parameter, name,
                               statistics.median(theirs[1] / ours[1] for ours, theirs in pairs), target)


def on_two_cores(rows, programs, quick):
    programs = pathlib.Path(programs)
    compile_peers(programs)
    os.sched_setaffinity(0, CLIENT_CORES)
    try:
        with network_of_its_own():
            yield from rows(programs, quick)
    finally:
        os.sched_setaffinity(0, CORES)


def files(programs, quick):
    return on_two_cores(file_rows, programs, quick)


def echoes(programs, quick):
    return on_two_cores(echo_rows, programs, quick)
