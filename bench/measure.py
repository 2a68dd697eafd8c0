# SPDX-License-Identifier: MIT
"""Runs the benchmark programs, forms ratios, and prints which rows are reached. bench/run calls it."""

import argparse
import datetime
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
from dataclasses import dataclass

import network
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
    speed('frame_reader', 'whole, warm: frame_reader', r'whole/warm/(.+)', 'cleave', 'hand', 0.95),
    speed('frame_reader', 'whole, warm: frame_buffer', r'whole/warm/(.+)', 'cleave_buffer', 'hand', 0.85),
    speed('frame_reader', 'whole, 16 MiB: frame_reader', r'whole/cold/(.+)', 'cleave', 'hand', 0.95),
    speed('frame_reader', 'whole, 16 MiB: frame_buffer', r'whole/cold/(.+)', 'cleave_buffer', 'hand', 0.85),
    speed('frame_reader', 'whole, warm: frame_buffer', r'whole/warm/(.+)', 'cleave_buffer', 'beast', 1.0),
    speed('frame_reader', 'whole, warm: frame_buffer', r'whole/warm/(.+)', 'cleave_buffer', 'append_buffer', 1.0),
    speed('frame_buffer', '64 KiB reads', r'reads_64K/warm/(.+)', 'cleave', 'beast',
          {'8': 1.15, '64': 1.7, '512': 5, '4096': 12, '': 1}),
    speed('frame_buffer', '64 KiB reads', r'reads_64K/warm/(.+)', 'cleave', 'append_buffer', 1.0),
    speed('frame_buffer', '64 KiB reads, with the read\'s copy', r'reads_64K/warm/(.+)', 'cleave_received', 'beast',
          {'8': 1.1, '64': 1.1, '512': 1.1, '': 0.95}),
    speed('frame_buffer', '1460 B segments', r'segments_1460/warm/(.+)', 'cleave', 'beast',
          {'8': 1.1, '64': 1.5, '512': 1.8, '4096': 1.1, '': 1}),
    speed('frame_buffer', '1460 B segments', r'segments_1460/warm/(.+)', 'cleave', 'append_buffer', 1.0),
    speed('frame_buffer', '64 KiB reads, 16 MiB', r'reads_64K/cold/(.+)', 'cleave', 'beast',
          {'8': 1.15, '64': 1.7, '512': 5, '4096': 12, '': 1}),
    speed('frame_buffer', '1460 B segments, 16 MiB', r'segments_1460/cold/(.+)', 'cleave', 'beast',
          {'8': 1.1, '64': 1.5, '512': 1.8, '4096': 1.1, '': 1}),
    speed('frame_buffer', 'std::string, append and erase', r'string/warm/(.+)', 'cleave', 'string_reader', 1.0),
    speed('frame_buffer', '1 byte at a time, reassembling', r'bytes_1/warm/(.+)', 'cleave', 'beast', 1.0),
    speed('frame_buffer', '1 byte at a time, reassembling', r'bytes_1/warm/(.+)', 'cleave', 'append_buffer', 1.0),
    speed('frame_decoder', '1 byte at a time, streaming', r'stream/bytes_1/(.+)', 'cleave', 'hand_machine', 0.95),
    speed('frame_decoder', '1 byte at a time, streaming', r'stream/bytes_1/(.+)', 'cleave', 'beast', 2.0),
    speed('frame_decoder', 'streaming, 1460 B segments', r'stream/segments_1460/(65536)', 'cleave',
          'hand_reassembling|beast|append_buffer', 30),
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
    cost('header_message', 'header to fields', r'read_header/(.+)', 'cleave', 'simdjson', 0.55),
    cost('header_message', 'header to fields', r'read_header/(.+)', 'cleave', 'rapidjson', 0.15),
    cost('header_message', 'header to fields', r'read_header/(.+)', 'cleave', 'nlohmann', 0.03),
    speed('header_message', 'fields to header', r'write_header/(.+)', 'cleave', 'nlohmann', 10),
    speed('digest', 'md5', r'md5/(.+)', 'cleave', 'openssl', 0.95),
    speed('digest', 'sha256', r'sha256/(.+)', 'cleave', 'openssl', 0.95),
]


# Programs that are measured in other builds as well, and which of their benchmarks.
WITH_CLANG = {'pack': None}
WITH_NATIVE = {'frame_reader': '^whole/warm/.*/(cleave|cleave_buffer|hand)$',
               'frame_buffer': '^segments_1460/warm/.*/(cleave|beast|append_buffer)$',
               'pack': '^(un)?pack/.*/(cleave(_at_offset|_checked|_by_value|_by_const_value)?|memcpy.*|hand)$'}
NATIVE = '-O3 -march=native: '

# Instructions a frame or struct, of bench_instructions under callgrind: not moved by what else the machine does.
INSTRUCTIONS = [
    ('whole/64', 'cleave', 'hand', 1.06), ('whole/64', 'cleave_buffer', 'hand', 1.4),
    ('reads_64K/64', 'cleave', 'beast', 1.0), ('segments_1460/64', 'cleave', 'beast', 1.0),
    ('segments_1460/512', 'cleave', 'beast', 1.0), ('bytes_1/64', 'cleave_streaming', 'hand_machine', 1.05),
    ('bytes_1/64', 'cleave_streaming', 'beast', 0.5), ('bytes_1/64', 'cleave', 'beast', 1.0),
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


def instruction_rows(path, wanted, compiler=''):
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
        yield ratio_of(f'{compiler}instructions: {ours}', place, contender, ratio, target, 'less')


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
                ours = benchmarks[f'{delivery}/warm/{payload}/cleave']
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
    command = [path, '--benchmark_format=json', '--benchmark_enable_random_interleaving=true',
               f'--benchmark_repetitions={3 if arguments.quick else 9}',
               f'--benchmark_min_time={0.003 if arguments.quick else 0.01}']
    if arguments.filter or pattern:
        command.append('--benchmark_filter=' + (arguments.filter or pattern))
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if result.returncode != 0:
        sys.exit(f'{path} failed:\n{result.stderr}')
    times = {}
    if not result.stdout.strip():
        return times
    for entry in json.loads(result.stdout)['benchmarks']:
        if entry.get('error_occurred'):
            sys.exit(f"{entry['name']}: {entry['error_message']}")
        if entry['run_type'] == 'iteration':
            times.setdefault(entry['run_name'].split('/repeats:')[0], []).append(entry['cpu_time'])
    return times


def summary(times):
    return {name: {'median_ns': statistics.median(t), 'min_ns': min(t), 'runs': len(t)} for name, t in times.items()}


def ratios_of(row, benchmarks, compiler=''):
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
        yield ratio_of(compiler + row.title, parameter, contender, ratio, target, 'more' if row.is_speed else 'less')


def number_first(ratio):
    size = ratio['parameter'].split('/')[0]
    return (0, int(size), '') if size.isdigit() else (1, 0, size)


def print_table(ratios):
    print(f"{'row':<40} {'parameter':<16} {'contender':<18} {'ratio':>7}  {'to reach':>8}")
    for r in ratios:
        sign = '>=' if r['better'] == 'more' else '<='
        print(f"{r['row']:<40} {r['parameter']:<16} {r['contender']:<18} {r['ratio']:>7.2f}  {sign} {r['to_reach']:<5g}"
              f"  {'reached' if r['reached'] else 'not reached'}")
    print(f"{sum(r['reached'] for r in ratios)} of {len(ratios)} ratios reached")


def short(number):
    """Three digits, or more where the number is an integer with more."""
    if number >= 1000:
        return f'{number:,.0f}'
    return f'{number:.3g}' if number >= 100 or number < 0.1 else f'{number:.1f}' if number >= 10 else f'{number:.2f}'


def write_table(path, ratios):
    """The table of bench/README.md: a line for each row and contender, in bold what is not reached."""
    lines = {}
    for r in ratios:
        lines.setdefault((r['row'], r['contender'], r['better']), []).append(r)
    with open(path, 'w', encoding='utf-8') as file:
        print('| row | contender | for | ratio | to reach |\n|---|---|---|---|---|', file=file)
        for (row, contender, better), cells in lines.items():
            figures = [short(c['ratio']) if c['reached'] else f"**{short(c['ratio'])}**" for c in cells]
            targets = list(dict.fromkeys(f"{c['to_reach']:,.10g}" for c in cells))
            if len(targets) > 1:
                targets = [f"{c['to_reach']:,.10g}" for c in cells]
            print(f"| {row} | {contender.replace('<span>', '`<span>`')} | {' / '.join(c['parameter'] for c in cells)} | "
                  f"{' / '.join(figures)} | {'>=' if better == 'more' else '<='} {' / '.join(targets)} |", file=file)


def text_of(ratio):
    words = f"{ratio['row']}, {ratio['parameter']}, to {ratio['contender']}"
    return words.replace('&', '&amp;').replace('<', '&lt;')


def write_chart(path, ratios):
    """Bars of the framing and file ratios; the line is the contender."""
    bars = [r for r in ratios if r['better'] == 'more' and
            (r['contender'] in ('hand', 'beast') and r['parameter'] in ('8', '64', '512', '4096', 'mix')
             and not r['row'].startswith(NATIVE) and '16 MiB' not in r['row'] or r['row'].startswith('file'))]
    width, left, line, scale = 900, 430, 20, 100
    height = line * len(bars) + 30
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" font-family="sans-serif" '
           'font-size="12">', f'<rect width="{width}" height="{height}" fill="white"/>']
    for i, r in enumerate(bars):
        y = 10 + i * line
        length = min(r['ratio'], 4) * scale
        colour = '#3a7d44' if r['reached'] else '#b5483a'
        out.append(f'<text x="{left - 8}" y="{y + 13}" text-anchor="end">{text_of(r)}</text>')
        out.append(f'<rect x="{left}" y="{y + 2}" width="{length:.0f}" height="{line - 5}" fill="{colour}"/>')
        out.append(f'<text x="{left + length + 4:.0f}" y="{y + 13}">{r["ratio"]:.2f}</text>')
    out.append(f'<line x1="{left + scale}" x2="{left + scale}" y1="4" y2="{height - 22}" stroke="black"/>')
    out.append(f'<text x="{left + scale}" y="{height - 8}" text-anchor="middle">the contender</text></svg>')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(out) + '\n')


def machine(flags):
    model = 'unknown'
    with open('/proc/cpuinfo', encoding='utf-8') as file:
        for line in file:
            if line.startswith('model name'):
                model = line.partition(':')[2].strip()
                break
    compiler = subprocess.run(['c++', '--version'], stdout=subprocess.PIPE, text=True).stdout.splitlines()[0]
    return {'date': datetime.date.today().isoformat(), 'cpu': model, 'cores': os.cpu_count(),
            'load': round(os.getloadavg()[0], 1), 'system': platform.platform(), 'compiler': compiler, 'flags': flags}


def check(old_path, ratios):
    """Prints what got worse by more than a tenth since an earlier run; returns how many did."""
    with open(old_path, encoding='utf-8') as file:
        old = {(r['row'], r['parameter'], r['contender']): r['ratio'] for r in json.load(file)['ratios']}
    regressed = 0
    for r in ratios:
        before = old.get((r['row'], r['parameter'], r['contender']))
        if before is None:
            continue
        if r['ratio'] < before * 0.9 if r['better'] == 'more' else r['ratio'] > before * 1.1:
            print(f"regressed: {r['row']}, {r['parameter']}, against {r['contender']}: {before} -> {r['ratio']}")
            regressed += 1
    print(f'{regressed} regressed')
    return regressed


# What is no benchmark of Google's. A --filter of that name takes these rows alone, and runs the benchmarks they need.
NOTHING = '^$'
KINDS = {'scale': NOTHING, 'state': NOTHING, 'compiling': NOTHING, 'suite': NOTHING, 'callgrind': NOTHING,
         'file': NOTHING, 'echo': NOTHING,
         'languages': '^(reads_64K|segments_1460)/warm/(8|64|512|4096)/cleave$|pack/.*/cleave$'}


def other_rows(arguments, benchmarks, is_wanted):
    folder = arguments.programs
    peers = dict(readers(folder)) if arguments.peers and (is_wanted('state') or is_wanted('languages')) else {}
    kinds = [('scale', lambda: scale_rows(os.path.join(folder, 'bench_scale'))), ('compiling', compile_rows),
             ('state', lambda: state_rows(os.path.join(folder, 'bench_state'), {
                 name: command for name, command in peers.items() if name in ('Netty', 'tokio-util')})),
             ('suite', lambda: suite_rows(os.path.join(folder, 'bench_suite')))]
    if shutil.which('valgrind'):
        kinds.append(('callgrind', lambda: instruction_rows(os.path.join(folder, 'bench_instructions'),
                                                            INSTRUCTIONS + PACK_INSTRUCTIONS)))
        if arguments.clang_programs:
            kinds.append(('callgrind', lambda: instruction_rows(
                os.path.join(arguments.clang_programs, 'bench_instructions'), PACK_INSTRUCTIONS, 'clang: ')))
    if arguments.peers:
        kinds.append(('languages', lambda: language_rows(benchmarks, peers)))
        kinds.append(('languages', lambda: struct_rows(benchmarks)))
        kinds.append(('file', lambda: network.files(folder, arguments.quick)))
        kinds.append(('echo', lambda: network.echoes(folder, arguments.quick)))
    for name, rows in kinds:
        if is_wanted(name):
            print(f'{name} ...', file=sys.stderr, flush=True)
            yield from rows()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--programs', required=True)
    parser.add_argument('--clang-programs', help='some of them as clang compiles them')
    parser.add_argument('--native-programs', help='some of them with -O3 -march=native')
    parser.add_argument('--out', required=True)
    parser.add_argument('--flags', default='')
    parser.add_argument('--filter')
    parser.add_argument('--check')
    parser.add_argument('--quick', action='store_true')
    parser.add_argument('--peers', action='store_true')  # bench/run has installed them
    arguments = parser.parse_args()

    kind = arguments.filter if arguments.filter in KINDS else None
    if kind:
        arguments.filter = KINDS[kind]
    benchmarks = {}
    ratios = []
    runs = [(program, None, arguments.programs, '') for program in dict.fromkeys(row.program for row in ROWS)]
    for folder, compiler, programs in ((arguments.clang_programs, 'clang: ', WITH_CLANG),
                                       (arguments.native_programs, NATIVE, WITH_NATIVE)):
        if folder:
            runs += [(program, pattern, folder, compiler) for program, pattern in programs.items()]
    for program, pattern, folder, compiler in runs if arguments.filter != NOTHING else []:
        print(f'{compiler}bench_{program} ...', file=sys.stderr, flush=True)
        measured = summary(run_program(os.path.join(folder, 'bench_' + program), arguments, pattern))
        benchmarks.update((compiler + name, figures) for name, figures in measured.items())
        for row in ROWS:
            if row.program == program:
                ratios += sorted(ratios_of(row, measured, compiler), key=number_first)
    ratios += other_rows(arguments, benchmarks, lambda name: name == kind or not arguments.filter)
    print_table(ratios)
    with open(os.path.join(arguments.out, 'results.json'), 'w', encoding='utf-8') as file:
        json.dump({'machine': machine(arguments.flags), 'ratios': ratios, 'benchmarks': benchmarks}, file, indent=1)
    write_chart(os.path.join(arguments.out, 'framing.svg'), ratios)
    write_table(os.path.join(arguments.out, 'table.md'), ratios)
    if arguments.check and check(arguments.check, ratios):
        sys.exit(1)


if __name__ == '__main__':
    main()
