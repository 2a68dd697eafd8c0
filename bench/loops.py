# SPDX-License-Identifier: MIT
"""The loops that the pages show, against what users write or take instead: ratios over sizes, deliveries and programs.

A benchmark is DELIVERY/SIZE/USE/PROGRAM/READER. The ratio of a delivery and size is the worst of the programs around
the reader. A figure for all of them is the geometric mean of each program; the worst program counts.
"""

import statistics
from dataclasses import dataclass, field

from ratio import ratio_of

DELIVERIES = {'whole': 'whole', 'reads_64K': '64 KiB reads', 'segments_1460': '1,460 B segments', 'bytes_1': 'single bytes'}
SIZES = ('mix', '8', '64', '512', '4096')
USES = {'touched': 'first byte read', 'read': 'all bytes read'}
PROGRAMS = ('lambda', 'member', 'unit')


@dataclass
class Loop:
    program: str  # bench_PROGRAM has it
    row: str
    ours: str
    contender: str
    mean: float | None = None  # the geometric mean that is to be reached
    least: float | None = None  # no delivery and size is to be below
    by_size: dict = field(default_factory=dict)  # the mean over the deliveries that a size is to reach


LOOPS = [
    Loop('frame_buffer', 'feed loop', 'cleave_feed', 'hand', 0.95, 0.75),
    Loop('frame_buffer', 'receive loop', 'cleave_commit', 'beast', 1.0, 0.75),
    Loop('frame_buffer', 'feed loop', 'cleave_feed', 'append_buffer'),
    Loop('frame_reader', 'frames in memory', 'cleave_reader', 'hand_in_memory', 0.95, 0.75),
    Loop('frame_decoder', 'streaming loop', 'cleave_decoder', 'hand_chunks',
         by_size={'8': 0.6, '512': 0.9, '4096': 0.9}),
]
CONTENDER = [Loop('frame_buffer', 'feed loop', 'cleave_feed', 'contender'),
             Loop('frame_buffer', 'receive loop', 'cleave_commit', 'contender'),
             Loop('frame_buffer', 'by hand', 'hand', 'contender')]


def ratios(loop, benchmarks, use):
    """{(delivery, size, program): the contender's time to ours}, of what was measured."""
    found = {}
    for delivery in DELIVERIES:
        for size in SIZES:
            for program in PROGRAMS:
                name = f'{delivery}/{size}/{use}/{program}/'
                if name + loop.ours in benchmarks and name + loop.contender in benchmarks:
                    found[delivery, size, program] = (benchmarks[name + loop.contender]['min_ns'] /
                                                      benchmarks[name + loop.ours]['min_ns'])
    return found


def worst_mean(found):
    """The geometric mean of each program, the worst of them."""
    return min(statistics.geometric_mean([r for key, r in found.items() if key[2] == program])
               for program in dict.fromkeys(key[2] for key in found))


def rows(loop, benchmarks):
    """All ratios of a loop: means first, then each delivery with the spread of its programs, which is not judged."""
    for use, says in USES.items():
        found = ratios(loop, benchmarks, use)
        if not found:
            continue
        places = list(dict.fromkeys(key[:2] for key in found))
        spread = {place: [found[key] for key in found if key[:2] == place] for place in places}
        if len(places) == len({size for _, size in places}) * len({delivery for delivery, _ in places}):
            yield ratio_of(f'{loop.row}, geometric mean', says, loop.contender, worst_mean(found), loop.mean)
            least = min(statistics.median(r) for r in spread.values())
            yield ratio_of(f'{loop.row}, lowest', says, loop.contender, least, loop.least)
        for size, target in loop.by_size.items():
            of_size = {key: r for key, r in found.items() if key[1] == size}
            if of_size:
                yield ratio_of(f'{loop.row}, mean of {size} B', says, loop.contender, worst_mean(of_size), target)
        for delivery, size in places:
            of_place = spread[delivery, size]
            yield ratio_of(f'{loop.row}, {DELIVERIES[delivery]}, {says}', size, loop.contender, min(of_place), None) | {
                'spread': [round(min(of_place), 2), round(max(of_place), 2)]}
