# SPDX-License-Identifier: MIT
"""Runs the benchmark programs, forms ratios, and says which goals are reached. bench/run calls it."""

import argparse
import datetime
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass

import loops
import network
import page
import suite
from ratio import ratio_of


@dataclass
class Row:
    """Ratios of one kind: of the contender's time to ours (`speed`: more is better), or of ours to the contender's."""
    program: str
    title: str
    pattern: str        # of the benchmark's name without its last part, the contender
    ours: str
    contender: str      # one, or several joined by |: the fastest of them
    targets: dict       # of parameter to ratio; '' for all others
    is_speed: bool = True


def speed(program, title, pattern, ours, contender, targets):
    return Row(program, title, pattern, ours, contender, targets if isinstance(targets, dict) else {'': targets})


def cost(program, title, pattern, ours, contender, targets):
    return Row(program, title, pattern, ours, contender, {'': targets}, is_speed=False)


ROWS = [
    speed('copy_bytes', 'page-offset cliff', r'cliff/(.+)', 'cleave_at_page', 'cleave_shifted', 0.8),
    speed('frame_encoder', 'encode, contiguous', r'contiguous/(8|64|512)', 'cleave', 'hand|vector_append', 0.9),
    speed('frame_encoder', 'encode, vectored', r'vectored/(.+)', 'cleave', 'hand', 0.9),
    speed('frame_encoder', 'encode, vectored: frame_gather', r'vectored/(.+)', 'cleave_gather', 'hand', 0.9),
    speed('varint', 'varint', r'varint/(shuffled)', 'cleave', 'byte_loop', 1.0),
    speed('varint', 'varint', r'varint/(shuffled)', 'cleave', 'protobuf', 1.0),
    cost('pack', 'pack', r'pack/(iqhd_.+|10s3i\?)', 'cleave', 'memcpy', 1.05),
    cost('pack', 'pack, at an offset', r'pack/(iqhd_.+)', 'cleave_at_offset', 'memcpy_bounded', 1.05),
    cost('pack', 'pack, by value and copied', r'pack/(iqhd_.+)', 'cleave_by_value', 'memcpy', 1.05),
    cost('pack', 'pack, at an offset, range checked', r'pack/(iqhd_.+)', 'cleave_checked', 'memcpy_checked', 1.05),
    cost('pack', 'pack, by value in a const array', r'pack/(iqhd_.+)', 'cleave_by_const_value', 'memcpy', 1.05),
    cost('pack', 'pack', r'pack/(half)', 'cleave', 'hand', 1.05),
    cost('pack', 'pack', r'pack/(iqhd_.+)', 'cleave', 'boost_endian', 1.05),
    cost('pack', 'pack, format known at run time', r'pack/(iqhd_.+)', 'cleave_plan', 'cleave_checked', 2.5),
    cost('pack', 'pack, run time, many at once', r'pack/(iqhd_.+)', 'cleave_plan_each', 'cleave_checked', 2.5),
    cost('pack', 'unpack', r'unpack/(iqhd_.+|10s3i\?)', 'cleave', 'memcpy', 1.05),
    cost('pack', 'unpack', r'unpack/(half)', 'cleave', 'hand', 1.05),
    cost('pack', 'unpack', r'unpack/(iqhd_.+)', 'cleave', 'boost_endian', 1.05),
    cost('pack', 'unpack, format known at run time', r'unpack/(iqhd_.+)', 'cleave_plan', 'cleave', 2.5),
    cost('pack', 'unpack, run time, many at once', r'unpack/(iqhd_.+)', 'cleave_plan_each', 'cleave', 2.5),
    cost('header_message', 'header to fields', r'read_header/(.+)', 'cleave', 'rapidjson', 0.15),
    cost('header_message', 'header to fields', r'read_header/(.+)', 'cleave', 'nlohmann', 0.03),
    speed('header_message', 'fields to header', r'write_header/(.+)', 'cleave', 'nlohmann', 10),
    speed('digest', 'md5', r'md5/(.+)', 'cleave', 'openssl', 0.95),
    speed('digest', 'sha256', r'sha256/(.+)', 'cleave', 'openssl', 0.95),
]


# The topic of each program's rows, in the order of the page.
TOPICS = {'frame_buffer': 'Whole messages', 'frame_reader': 'Whole messages', 'frame_decoder': 'Payloads in parts',
          'frame_encoder': 'Encoding', 'copy_bytes': 'Encoding', 'varint': 'Encoding', 'header_message': 'JSON headers',
          'pack': 'Packing', 'digest': 'Digests'}

# Programs that are measured in all builds, and which of their benchmarks; the first build has all programs.
FIRST = 'g++ -O2'
BUILDS = {FIRST: 'bench', 'g++ -O3 native': 'bench-native', 'clang -O2': 'bench-clang',
          'clang -O3 native': 'bench-clang-native'}
PACKS = '^(un)?pack/.*/(cleave(_at_offset|_checked|_by_value|_by_const_value)?|memcpy.*|hand)$'
IN_ALL_BUILDS = {'frame_buffer': None, 'frame_reader': None, 'frame_decoder': None, 'pack': PACKS}

# What --quick measures, in the first build: the rows of the headline that need no network.
QUICK = {'frame_buffer': '/touched/.*/(hand|beast|cleave_feed|cleave_commit)$', 'frame_decoder': '/touched/',
         'frame_encoder': '^contiguous/.*/(hand|cleave)$', 'header_message': '^header/'}

# Instructions a frame or struct, of bench_instructions under callgrind: not moved by what else the machine does.
INSTRUCTIONS = [
    ('whole/8', 'cleave_reader', 'hand', 1.3), ('whole/8', 'cleave_feed', 'hand', 1.3),
    ('whole/mix', 'cleave_feed', 'hand', 1.3), ('whole/8', 'cleave_commit', 'beast', 1.3),
    ('segments_1460/mix', 'cleave_feed', 'hand', 1.5), ('segments_1460/mix', 'cleave_commit', 'beast', 1.3),
    ('bytes_1/8', 'cleave_feed', 'hand', 1.3), ('bytes_1/8', 'cleave_commit', 'beast', 1.3),
    ('whole/8', 'cleave_decoder', 'hand_chunks', 1.0), ('bytes_1/8', 'cleave_decoder', 'hand_chunks', 2.5),
]


PACK_INSTRUCTIONS = [(f'{call}/{format}', ours, contender, 1.05) for call, formats, ours, contender in (
    ('pack', ('iqhd_little', 'iqhd_big', '10s3i?'), 'cleave', 'memcpy'),
    ('pack', ('iqhd_little', 'iqhd_big'), 'cleave_at_offset', 'memcpy_bounded'),
    ('pack', ('iqhd_little', 'iqhd_big'), 'cleave_by_value', 'memcpy'),
    ('pack', ('iqhd_little', 'iqhd_big'), 'cleave_checked', 'memcpy_checked'),
    ('unpack', ('iqhd_little', 'iqhd_big', '10s3i?'), 'cleave', 'memcpy'),
    ('pack', ('half',), 'cleave', 'hand'), ('unpack', ('half',), 'cleave', 'hand')) for format in formats]


def instructions_of(path, name):
    """Of one frame or struct: two runs that differ in how often the work is done."""
    counts = []
    for times in ('1', '3'):
        run = subprocess.run(['valgrind', '--tool=callgrind', '--callgrind-out-file=/dev/null', path, name, times],
                             stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=True)
        counts.append(int(re.search(r'Collected : (\d+)', run.stderr).group(1)))
        frames = int(run.stdout.split()[0])
    return (counts[1] - counts[0]) / 2 / frames


def instruction_rows(path, wanted):
    names = set(subprocess.run([path], stdout=subprocess.PIPE, text=True, check=True).stdout.split())
    counts = {}
    for place, ours, contender, target in wanted:
        pair = [f'{place}/{ours}', f'{place}/{contender}']
        if not set(pair) <= names:
            continue
        for name in pair:
            if name not in counts:
                counts[name] = instructions_of(path, name)
        ratio = counts[pair[0]] / counts[pair[1]]
        yield ratio_of(f'instructions: {ours}', place, contender, ratio, target, 'less')


# What bench_scale prints, and the most it may be.
SCALE = {'idle_mebibytes': ('a million idle connections, MiB', 64), 'bytes_slope': ('1 KiB to 1 GiB, slope', 1.05),
         'connections_slope': ('1 to 10,000 connections, slope', 1.05)}


def scale_rows(path):
    for line in subprocess.run([path], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines():
        name, value = line.split()
        row, most = SCALE[name]
        ratio = ratio_of(row, '', 'itself', float(value), most, 'less', digits=None)
        yield ratio | {'reached': ratio['reached'] and ratio['ratio'] >= 0}


def state_rows(path, peers):
    """Bytes of an idle connection's reader, ours and theirs. peers: commands of readers that can tell."""
    held = {}
    for line in subprocess.run([path], stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines():
        reader, payload, count = line.split()
        held.setdefault(payload, {})[reader] = float(count)
    for payload, of in held.items():
        for contender, command in peers.items():
            of[contender] = number_from(contender, [*command, 'state', payload])
    yield ratio_of('bytes of state a connection, streaming', '', 'itself', held['64']['streaming'], 32, 'less', None)
    for payload, of in held.items():
        for ours, row in (('streaming', 'idle reader, bytes: streaming'),
                          ('released', 'idle reader, bytes: frame_buffer')):
            for contender, theirs in of.items():
                if theirs and contender not in ('streaming', 'released'):
                    yield ratio_of(row, payload, contender, of[ours] / theirs, 1, 'less', digits=4)


def suite_rows(path):
    for row, parameter, value, target, better in suite.measure(path):
        yield ratio_of(row, parameter, 'itself', value, target, better)


def compile_rows():
    cost = os.path.join(os.path.dirname(__file__), 'include_cost')
    run = subprocess.run([sys.executable, cost, '--rows'], stdout=subprocess.PIPE, text=True, check=True)
    for row, parameter, value, most in json.loads(run.stdout):
        yield ratio_of(row, parameter, 'itself' if most > 10 else '<span>', value, most, 'less', digits=None)


PEERS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'peers')
JARS = ':'.join(f'/usr/share/java/netty-{part}.jar' for part in
                ('buffer', 'codec', 'common', 'handler', 'resolver', 'transport'))
READERS = {
    'Twisted': ['/usr/bin/python3', os.path.join(PEERS, 'twisted_reader.py')],
    'Erlang': ['escript', os.path.join(PEERS, 'erlang_reader.escript')],
    'Netty': ['java', '-Dio.netty.leakDetection.level=disabled', '-cp', JARS, os.path.join(PEERS, 'NettyReader.java')],
    'tokio-util': ['tokio_reader'],  # compiled first
}
DELIVERIES = (('reads_64K', '64 KiB reads', 65536), ('segments_1460', '1460 B segments', 1460))


def compile_tokio_reader(folder):
    """From Debian's crates, without a network. Returns where the program is; None, with the reason printed, where it
    cannot be made."""
    target = os.path.abspath(os.path.join(folder, '..', 'tokio'))
    source = os.path.join(target, 'source')
    shutil.copytree(os.path.join(PEERS, 'tokio_reader'), source, dirs_exist_ok=True)
    cargo = '/usr/bin/cargo' if os.path.exists('/usr/bin/cargo') else 'cargo'
    try:
        subprocess.run([cargo, 'build', '-q', '--release', '--offline',
                        '--config', 'source.crates-io.replace-with="debian"',
                        '--config', 'source.debian.directory="/usr/share/cargo/registry"'],
                       cwd=source, env={**os.environ, 'CARGO_TARGET_DIR': target}, stderr=subprocess.PIPE, text=True,
                       check=True)
    except OSError as error:
        print(f'tokio-util is left out: {error}', file=sys.stderr)
    except subprocess.CalledProcessError as error:
        print(f'tokio-util is left out: its crates do not resolve or compile:\n{error.stderr}', file=sys.stderr)
    else:
        return os.path.join(target, 'release', 'tokio_reader')
    return None


def readers(folder):
    """Those that are here, by name, with the command that begins each."""
    for contender, command in READERS.items():
        if contender == 'tokio-util':
            program = compile_tokio_reader(folder)
            if program:
                yield contender, [program]
        elif shutil.which(command[0]):
            yield contender, command
        else:
            print(f'{contender} is left out: no {command[0]} here', file=sys.stderr)


def number_from(contender, command):
    """What the program prints; None, with the reason printed, where it fails."""
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if run.returncode == 0:
        return float(run.stdout)
    print(f'{contender} is left out: {run.stderr}', file=sys.stderr)
    return None


def language_rows(benchmarks, peers):
    """Readers of other languages, processes of their own which print their frames a second."""
    for contender, command in peers.items():
        for delivery, row, size in DELIVERIES:
            for payload in (8, 64, 512, 4096):
                ours = benchmarks[f'{delivery}/{payload}/touched/member/cleave_feed']
                theirs = number_from(contender, [*command, str(payload), str(size)])
                if theirs is None:
                    break
                frames = 256 * 1024 // (4 + payload) + 1
                yield ratio_of(row, str(payload), contender, frames / ours['min_ns'] * 1e9 / theirs, 1, digits=1)


def struct_rows(benchmarks):
    """Python's struct, a process of its own too."""
    for parameter, text in (('iqhd_little', '<iqhd'), ('iqhd_big', '>iqhd'), ('10s3i?', '<10s3i?'), ('half', '<e')):
        for call in ('pack', 'unpack'):
            ours = benchmarks[f'{call}/{parameter}/cleave']
            run = subprocess.run([sys.executable, os.path.join(PEERS, 'python_struct.py'), call, text],
                                 stdout=subprocess.PIPE, text=True, check=True)
            ratio = 1024 / ours['min_ns'] * 1e9 / float(run.stdout)
            yield ratio_of(call, parameter, 'Python struct', ratio, 1, digits=1)


def run_program(path, arguments, pattern=None):
    """{name: [processor time of each repetition, ns]} and {name: bytes of one turn}."""
    command = [path, '--benchmark_format=json', '--benchmark_enable_random_interleaving=true',
               f'--benchmark_repetitions={5 if arguments.quick else 9}',
               f'--benchmark_min_time={0.003 if arguments.quick else 0.005}']
    if arguments.filter or pattern:
        command.append('--benchmark_filter=' + (arguments.filter or pattern))
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if result.returncode != 0:
        sys.exit(f'{path} failed:\n{result.stderr}')
    times, sizes = {}, {}
    for entry in json.loads(result.stdout)['benchmarks'] if result.stdout.strip() else []:
        if entry.get('error_occurred'):
            sys.exit(f"{entry['name']}: {entry['error_message']}")
        if entry['run_type'] == 'iteration':
            name = entry['run_name'].split('/repeats:')[0]
            times.setdefault(name, []).append(entry['cpu_time'])
            sizes[name] = entry.get('bytes_per_second', 0) * entry['cpu_time'] / 1e9
    return times, sizes


def summary(times, sizes=None):
    return {name: {'median_ns': statistics.median(t), 'min_ns': min(t), 'runs': len(t), 'bytes': (sizes or {}).get(name, 0)}
            for name, t in times.items()}


def ratios_of(row, benchmarks):
    """One ratio for each parameter, from the least times: on a shared machine all noise makes slower."""
    for key in sorted({name.rpartition('/')[0] for name in benchmarks}):
        match = re.fullmatch(row.pattern, key)
        ours = benchmarks.get(f'{key}/{row.ours}')
        theirs = [(benchmarks[n]['min_ns'], c) for c in row.contender.split('|') if (n := f'{key}/{c}') in benchmarks]
        if not match or not ours or not theirs:
            continue
        best, contender = min(theirs)
        parameter = match.group(1)
        ratio = best / ours['min_ns'] if row.is_speed else ours['min_ns'] / best
        target = row.targets.get(parameter, row.targets.get(''))
        yield ratio_of(row.title, parameter, contender, ratio, target, 'more' if row.is_speed else 'less')


def number_first(ratio):
    size = ratio['parameter'].split('/')[0]
    return (0, int(size), '') if size.isdigit() else (1, 0, size)


def header_rows(benchmarks):
    """JSON headers of 24 shapes: all of them beside simdjson, and the slowest a byte beside the others."""
    ours = {name.split('/')[1]: figures for name, figures in benchmarks.items() if re.fullmatch('header/.+/cleave', name)}
    pairs = {shape: figures['min_ns'] / theirs['min_ns'] for shape, figures in ours.items()
             if (theirs := benchmarks.get(f'header/{shape}/simdjson'))}
    if not pairs:
        return
    yield ratio_of('JSON header, median', 'all shapes', 'simdjson', statistics.median(pairs.values()), 0.6, 'less')
    worst = max(pairs, key=pairs.get)
    yield ratio_of('JSON header, slowest', worst, 'simdjson', pairs[worst], 1.0, 'less')
    a_byte = {shape: figures['min_ns'] / figures['bytes'] for shape, figures in ours.items()}
    slowest = max(a_byte, key=a_byte.get)
    yield ratio_of('JSON header, slowest a byte', slowest, 'the median shape',
                   a_byte[slowest] / statistics.median(a_byte.values()), 2.5, 'less')
    for shape, ratio in pairs.items():
        yield ratio_of('JSON header', shape, 'simdjson', ratio, None, 'less')


def print_table(ratios):
    print(f"{'row':<44} {'for':<22} {'build':<16} {'compared with':<16} {'ratio':>8}  goal")
    for r in ratios:
        verdict = '' if r['to_reach'] is None else 'reached' if r['reached'] else 'NOT REACHED'
        print(f"{r['row']:<44} {r['parameter']:<22} {r['build']:<16} {r['contender']:<16} {page.short(r['ratio']):>8}  "
              f'{page.goal_of(r):<10} {verdict}'.rstrip())
    judged = [r for r in ratios if r['to_reach'] is not None]
    print(f"{sum(r['reached'] for r in judged)} of {len(judged)} goals reached")


def machine():
    model = 'unknown'
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        for line in file:
            if line.startswith('model name'):
                model = line.partition(':')[2].strip()
                break
    compilers = [subprocess.run([c, '--version'], stdout=subprocess.PIPE, text=True).stdout.splitlines()[0]
                 for c in ('g++', 'clang++') if shutil.which(c)]
    return {'date': datetime.date.today().isoformat(), 'cpu': model, 'cores': os.cpu_count(),
            'load': round(os.getloadavg()[0], 1), 'system': platform.platform(), 'compiler': ', '.join(compilers)}


def key_of(ratio):
    return ratio['row'], ratio['parameter'], ratio['contender'], ratio['build']


def check(old_path, ratios):
    """Prints what got worse by more than a tenth since an earlier run; returns how many counts of instructions did.
    Times move with the machine: they are shown, and judge nothing."""
    with open(old_path, encoding='utf-8') as file:
        old = {key_of(r): r['ratio'] for r in json.load(file)['ratios']}
    regressed = 0
    for r in ratios:
        before = old.get(key_of(r))
        if before is None:
            continue
        if r['ratio'] < before * 0.9 if r['better'] == 'more' else r['ratio'] > before * 1.1:
            is_count = r['row'].startswith('instructions')
            regressed += is_count
            print(f"{'regressed' if is_count else 'slower in this run'}: {r['row']}, {r['parameter']}, {r['build']}, "
                  f"compared with {r['contender']}: {before} -> {r['ratio']}")
    print(f'{regressed} regressed')
    return regressed


# What is no benchmark of Google's. A --filter of that name takes these rows alone, and runs the benchmarks they need.
NOTHING = '^$'
KINDS = {'loops': '^(whole|reads_64K|segments_1460|bytes_1)/', 'headers': '^header/',
         'scale': NOTHING, 'state': NOTHING, 'compiling': NOTHING, 'suite': NOTHING, 'callgrind': NOTHING,
         'file': NOTHING, 'echo': NOTHING,
         'languages': '^(reads_64K|segments_1460)/(8|64|512|4096)/touched/member/cleave_feed$|pack/.*/cleave$'}


def with_topic(topic, build, rows):
    for r in rows:
        yield {'topic': topic, 'build': build, **r}


def other_rows(arguments, builds, benchmarks, is_wanted):
    folder = builds[FIRST]
    peers = dict(readers(folder)) if arguments.peers and (is_wanted('state') or is_wanted('languages')) else {}
    kinds = [('scale', 'Memory', FIRST, lambda: scale_rows(os.path.join(folder, 'bench_scale'))),
             ('state', 'Memory', FIRST, lambda: state_rows(os.path.join(folder, 'bench_state'), {
                 name: command for name, command in peers.items() if name in ('Netty', 'tokio-util')})),
             ('compiling', 'Compile time and size', FIRST, compile_rows),
             ('suite', 'Conformance suite', FIRST, lambda: suite_rows(os.path.join(folder, 'bench_suite')))]
    if shutil.which('valgrind'):
        for build in (b for b in (FIRST, 'clang -O2') if b in builds):
            path = os.path.join(builds[build], 'bench_instructions')
            kinds.append(('callgrind', 'Instructions', build,
                          lambda path=path: instruction_rows(path, INSTRUCTIONS + PACK_INSTRUCTIONS)))
    if arguments.peers:
        kinds.append(('languages', 'Other languages', FIRST, lambda: language_rows(benchmarks, peers)))
        kinds.append(('languages', 'Other languages', FIRST, lambda: struct_rows(benchmarks)))
        kinds.append(('file', 'Files', FIRST, lambda: network.files(folder, arguments.quick)))
        kinds.append(('echo', 'Echo', FIRST, lambda: network.echoes(folder, arguments.quick)))
    for name, topic, build, rows in kinds:
        if is_wanted(name):
            print(f'{build}: {name} ...', file=sys.stderr, flush=True)
            yield from with_topic(topic, build, rows())


def rows_of(program, measured, has_contender=False):
    for loop in loops.CONTENDER if has_contender else loops.LOOPS:
        if loop.program == program:
            yield from loops.rows(loop, measured)
    if program == 'header_message':
        yield from header_rows(measured)
    for row in ROWS:
        if row.program == program and not has_contender:
            yield from sorted(ratios_of(row, measured), key=number_first)


def runs_of(arguments, builds):
    """(build, program, pattern) of all that is measured."""
    if arguments.contender:
        return [(FIRST, 'frame_buffer', '/(contender|hand|cleave_feed|cleave_commit)$')]
    if arguments.quick and not arguments.filter:
        return [(FIRST, program, pattern) for program, pattern in QUICK.items()]
    runs = [(FIRST, program, None) for program in TOPICS]
    for build in (b for b in builds if b != FIRST):
        runs += [(build, program, pattern) for program, pattern in IN_ALL_BUILDS.items()]
    return runs


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--built', nargs='+', required=True, choices=BUILDS.values(), help='the folders in build/')
    parser.add_argument('--out', required=True)
    parser.add_argument('--filter')
    parser.add_argument('--check')
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--contender', action='store_true')  # bench/run has built it
    parser.add_argument('--peers', action='store_true')  # bench/run has installed them
    arguments = parser.parse_args()

    builds = {name: os.path.join('build', folder, 'bin') for name, folder in BUILDS.items() if folder in arguments.built}
    kind = arguments.filter if arguments.filter in KINDS else None
    if kind:
        arguments.filter = KINDS[kind]
    started = machine()
    benchmarks = {}
    ratios = []
    for build, program, pattern in runs_of(arguments, builds) if arguments.filter != NOTHING else []:
        print(f'{build}: bench_{program} ...', file=sys.stderr, flush=True)
        measured = summary(*run_program(os.path.join(builds[build], 'bench_' + program), arguments, pattern))
        if build == FIRST:
            benchmarks.update(measured)
        ratios += with_topic(TOPICS[program], build, rows_of(program, measured, arguments.contender))
    is_partial = arguments.quick or arguments.contender
    ratios += other_rows(arguments, builds, benchmarks,
                         lambda name: name == kind or not (arguments.filter or is_partial))
    order = list(dict.fromkeys([*TOPICS.values(), *(r['topic'] for r in ratios)]))
    ratios.sort(key=lambda r: order.index(r['topic']))
    print_table(ratios)
    results = {'machine': started, 'ratios': ratios}
    out = pathlib.Path(arguments.out)
    lines = ',\n'.join(json.dumps(r) for r in ratios)
    (out / 'results.json').write_text(f'{{"machine": {json.dumps(started)},\n"ratios": [\n{lines}\n]}}\n', encoding='utf-8')
    (out / 'speed.svg').write_text(page.chart(results), encoding='utf-8')
    if arguments.check and check(arguments.check, ratios):
        sys.exit(1)


if __name__ == '__main__':
    main()
