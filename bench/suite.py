# SPDX-License-Identifier: MIT
"""What the conformance suite costs, on generated traces: deliveries a second, and how the proof grows with a stream."""

import math
import pathlib
import re
import resource
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
SMALL_STREAMS = 200
PROVEN_BYTES = (128, 256, 512, 1024)


def write_trace(folder, name, frames):
    """frames: the payload sizes of a stream of python_int frames."""
    lines = [f'> frame{{seed({size} {size})}}\n= frame seed({size} {size})' for size in frames]
    (folder / f'{name}.trace').write_text(
        f'trace 1\nid: {name}\nabout: Generated to be measured.\nreq: FRAME-STATE-1 MUST\nrole: frame_decoder\n'
        'rev: 1\n--\n' + '\n'.join(lines) + '\n> eof\n', encoding='utf-8')


def run(runner, folder, *options):
    """Seconds of processor time, the least of some runs, and what the runner said."""
    seconds = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        said = subprocess.run([runner, '--traces', str(folder), '--jobs', '0', '--layout', 'python_int', *options], stdout=subprocess.PIPE,
                              text=True, check=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        seconds.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(seconds), said


def number_before(word, said):
    return int(re.search(rf'([\d,]+) {word}', said).group(1).replace(',', ''))


def slope(points):
    """Of the straight line nearest to all points, in logarithms."""
    logs = [(math.log(n), math.log(t)) for n, t in points]
    x, y = (sum(column) / len(logs) for column in zip(*logs))
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


def measure(runner):
    """Rows of [row, parameter, figure, to reach, more or less]."""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        shutil.copy(ROOT / 'conformance/SPEC.md', folder)

        small = folder / 'small'
        small.mkdir()
        for i in range(SMALL_STREAMS):
            write_trace(small, f'small-{i}', (i % 8, 0, i % 5))
        seconds, said = run(runner, small, '--no-proof')
        rate = number_before('deliveries', said) / seconds
        yield ['suite: deliveries a second', 'small streams', rate, 1_000_000, 'more']

        kinds = {'one frame': lambda size: [size - 4], 'frames of 32': lambda size: [28] * (size // 32)}
        for kind, frames_of in kinds.items():
            points = []
            for size in PROVEN_BYTES:
                proven = folder / f'{kind} {size}'
                proven.mkdir()
                copies = max(PROVEN_BYTES) // size
                for i in range(copies):
                    write_trace(proven, f'proven-{i}', frames_of(size))
                seconds, said = run(runner, proven, '--deliveries', 'whole')
                if number_before('streams proven', said) != copies:
                    raise RuntimeError(f'not every stream of {size} bytes was proven: {said}')
                points.append((size, seconds / copies))
            yield ['suite: proof of 128 to 1024 bytes, slope', kind, slope(points), 2.05, 'less']
