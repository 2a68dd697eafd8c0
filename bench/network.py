# SPDX-License-Identifier: MIT
"""Whole programs over loopback: files received, and echoes. measure.py calls it; each contender runs in turn."""

import contextlib
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

PEERS = pathlib.Path(__file__).resolve().parent / 'peers'
MEBIBYTE = 1 << 20


def compile_peers(folder):
    """The peers that are programs of ours, compiled as the benchmarks are; those that compile."""
    for source, compiler in (('splice_receiver.c', 'cc'), ('epoll_echo.c', 'cc'), ('echo_load.c', 'cc'),
                             ('asio_echo.cpp', 'c++')):
        options = ['-std=c++20', '-pthread'] if compiler == 'c++' else []
        subprocess.run([compiler, '-O2', *options, str(PEERS / source), '-o', str(folder / source.split('.')[0])],
                       stderr=subprocess.DEVNULL, check=False)


@contextlib.contextmanager
def running(command, **options):
    """A server process of its own group; ended at the end."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                               text=True, start_new_session=True, **options)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()
        process.stdout.close()


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
    """One way to receive a file: `serve` gives a context with a function that sends the file once and waits for it."""

    def __init__(self, programs, source, folder):
        self.programs = programs
        self.source = source
        self.folder = folder
        self.size = source.stat().st_size

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
            yield send

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
            yield send

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
            yield send

    @contextlib.contextmanager
    def socat(self):
        def send():
            port = free_port()
            with running(['socat', '-u', '-b', 262144, f'TCP-LISTEN:{port},reuseaddr,bind=127.0.0.1',
                          f'OPEN:{self.folder}/socat,creat,trunc']) as receiver:
                with connected(port) as connection:
                    send_file(connection, self.source)
                receiver.wait()
        yield send

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
        with running(['nginx', '-c', configuration, '-e', '/dev/null']):
            connected(port).close()
            yield lambda: subprocess.run(['curl', '-s', '-f', '-o', '/dev/null', '-T', str(self.source), '-H', 'Expect:',
                                          f'http://127.0.0.1:{port}/put'], check=True)

    @contextlib.contextmanager
    def rsync(self):
        port = free_port()
        configuration = self.folder / 'rsyncd.conf'
        target = self.folder / 'rsync'
        target.mkdir(exist_ok=True)
        configuration.write_text(f'use chroot = no\n[in]\npath = {target}\nread only = no\nuid = 0\ngid = 0\n',
                                 encoding='utf-8')
        with running(['rsync', '--daemon', '--no-detach', '--address=127.0.0.1', f'--port={port}',
                      f'--config={configuration}']):
            connected(port).close()
            yield lambda: subprocess.run(['rsync', '-W', '--ignore-times', str(self.source),
                                          f'rsync://127.0.0.1:{port}/in/file'], check=True)


FILE_PEERS = [('splice', 'splice_receiver', 0.95), ('nginx', 'nginx', 1.1), ('rsync', 'rsync', 2.2),
              ('socat', 'socat', 1.05), ('python', 'python3', 6)]


# Where the file is when it is received: on the disk each contender's time ends when its bytes are durable.
TARGETS = {'cleave': 'cleave/file', 'splice': 'spliced', 'nginx': 'nginx/put', 'rsync': 'rsync/file',
           'socat': 'socat', 'python': 'python'}


def make_durable(path):
    with open(path, 'rb') as file:
        os.fsync(file.fileno())


def ratio_of(row, parameter, contender, ours, theirs, target):
    ratio = ours / theirs
    return {'row': row, 'parameter': parameter, 'contender': contender, 'ratio': round(ratio, 3), 'to_reach': target,
            'better': 'more', 'reached': ratio >= target}


def file_rows(programs, quick):
    size = (64 if quick else 256) * MEBIBYTE
    rounds = 3
    for place, parent in (('tmpfs', '/dev/shm'), ('disk', '/var/tmp')):
        folder = pathlib.Path(tempfile.mkdtemp(prefix='cleave-bench-', dir=parent))
        try:
            source = folder / 'source'
            block = os.urandom(MEBIBYTE)
            with open(source, 'wb') as file:
                for _ in range(size // MEBIBYTE):
                    file.write(block)
            digest = hashlib.sha256(source.read_bytes()).hexdigest()
            ways = Received(programs, source, folder)
            contenders = {'cleave': ways.cleave()}
            if place == 'tmpfs':
                contenders['cleave, sha256'] = ways.cleave(digest)
            for name, program, _ in FILE_PEERS:
                if (programs / program).exists() or shutil.which(program):
                    contenders[name] = getattr(ways, name)()
            times = {name: [] for name in contenders}
            hashing = []
            with contextlib.ExitStack() as stack:
                senders = {name: stack.enter_context(way) for name, way in contenders.items()}
                for _ in range(rounds):
                    for name, send in senders.items():
                        begin = time.monotonic()
                        send()
                        if place == 'disk':
                            make_durable(folder / TARGETS[name])
                        times[name].append(time.monotonic() - begin)
                    if place == 'tmpfs':
                        begin = time.monotonic()
                        hash_in_memory(source)
                        hashing.append(time.monotonic() - begin)
            best = {name: min(seconds) for name, seconds in times.items()}
            for name, _, target in FILE_PEERS:
                if name in best:
                    yield ratio_of('file received', place, name, best[name], best['cleave'], target)
            if place == 'tmpfs':
                yield ratio_of('file received, sha256 checked', place, 'hash in memory', min(hashing),
                               best['cleave, sha256'], 0.6)
        finally:
            shutil.rmtree(folder)


def hash_in_memory(path):
    """The same hash over a file that is in memory already: OpenSSL's, a process of its own as the receiver is."""
    subprocess.run(['openssl', 'dgst', '-sha256', str(path)], stdout=subprocess.DEVNULL, check=True)


def echo_rows(programs, quick):
    milliseconds = 200 if quick else 500
    servers = {'cleave': [programs / 'cleave-echo-server', '--tcp', '--listen', '127.0.0.1:0', '--max-connections', '20000'],
               'epoll_echo': [programs / 'epoll_echo']}
    if (programs / 'asio_echo').exists():
        servers['asio_echo'] = [programs / 'asio_echo']
    with contextlib.ExitStack() as stack:
        ports = {name: port_of(stack.enter_context(running(command))) for name, command in servers.items()}
        for connections, window in ((1, 1), (1, 64), (1, 1024), (100, 1), (100, 64), (100, 1024), (10_000, 1)):
            rates = {name: 0.0 for name in ports}
            for _ in range(3 if connections == 10_000 or quick else 5):
                for name, port in ports.items():
                    load = subprocess.run([programs / 'echo_load', str(port), str(connections), str(window),
                                           str(milliseconds)], stdout=subprocess.PIPE, text=True, check=False)
                    if load.returncode == 0:
                        rates[name] = max(rates[name], float(load.stdout))
            parameter = f'{connections} x {window}'
            for name, target in (('epoll_echo', 0.95), ('asio_echo', 1.25 if window == 1024 else 1.0)):
                if rates.get(name) and rates['cleave']:
                    yield ratio_of('echo, connections x window', parameter, name, rates['cleave'], rates[name], target)


def measure(programs, quick):
    programs = pathlib.Path(programs)
    compile_peers(programs)
    yield from file_rows(programs, quick)
    yield from echo_rows(programs, quick)
