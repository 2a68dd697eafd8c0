# SPDX-License-Identifier: MIT
"""Writes every figure of the pages from the results of a run.

    python3 bench/page.py [RESULTS.json]    # by default bench/results/latest.json

Replaces what stands between `<!-- NAME -->` and `<!-- end -->` in bench/README.md and README.md, and draws
bench/results/speed.svg. A test compares the pages with the results.
"""

import json
import math
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
RESULTS = ROOT / 'bench/results/latest.json'
CHART = ROOT / 'bench/results/speed.svg'
PAGES = (ROOT / 'bench/README.md', ROOT / 'README.md')

# Of the headline: what users do, the rows that say how fast it is, and against what.
HEADLINE = (
    ('`feed`, `next`: whole messages', 'feed loop, geometric mean', 'hand', 'a loop by hand'),
    ('`writable`, `commit`, `next`', 'receive loop, geometric mean', 'beast', "Boost.Beast's `flat_buffer`"),
    ('payloads in parts', 'streaming loop, geometric mean', 'hand_chunks', 'a loop by hand'),
    ('a JSON header to fields, median of 24', 'JSON header, median', 'simdjson', 'simdjson On-Demand'),
    ('a file received', 'file received', 'splice', '`splice` in C'),
)
CHART_ROWS = HEADLINE + (
    ('frames in memory', 'frames in memory, geometric mean', 'hand_in_memory', 'a loop by hand'),
    ('encode', 'encode, contiguous', 'hand', 'by hand'),
    ('encode, gathered', 'encode, vectored: frame_gather', 'hand', 'an `iovec` by hand'),
    ('pack', 'pack', 'memcpy', '`memcpy`'),
    ('unpack', 'unpack', 'memcpy', '`memcpy`'),
    ('SHA-256', 'sha256', 'openssl', 'OpenSSL'),
    ('echo', 'echo, connections x window', 'epoll_echo', 'epoll in C'),
    ('whole messages', '64 KiB reads', 'Netty', 'Netty'),
    ('whole messages', '64 KiB reads', 'tokio-util', 'tokio-util'),
    ('whole messages', '64 KiB reads', 'Twisted', 'Twisted'),
)

# Why a goal is missed, by the beginning of a row's name: what is known and what was tried.
REASONS = json.loads((ROOT / 'bench/reasons.json').read_text(encoding='utf-8'))


def short(number):
    """Three digits, or more where the number is an integer with more."""
    if number >= 1000:
        return f'{number:,.0f}'
    return f'{number:.3g}' if number >= 100 or number < 0.1 else f'{number:.1f}' if number >= 10 else f'{number:.2f}'


def goal_of(ratio):
    if ratio['to_reach'] is None:
        return ''
    return f"{'>=' if ratio['better'] == 'more' else '<='} {ratio['to_reach']:,.10g}"


def speed_of(ratio):
    """How fast ours is: cost is turned round."""
    return ratio['ratio'] if ratio['better'] == 'more' else 1 / ratio['ratio']


def lowest(ratios, row, contender):
    """The ratio with the least speed of all builds and parameters; None where nothing was measured."""
    found = [r for r in ratios if r['row'] == row and r['contender'] == contender]
    return min(found, key=speed_of, default=None)


def headline(results):
    lines = ['| what | compared with | speed, at least | goal |', '|---|---|---|---|']
    for what, row, contender, beside in HEADLINE:
        found = lowest(results['ratios'], row, contender)
        if found:
            goal = found['to_reach']
            wanted = '' if goal is None else short(goal if found['better'] == 'more' else 1 / goal)
            lines.append(f'| {what} | {beside} | {short(speed_of(found))} | {wanted} |')
    return '\n'.join(lines)


def reason_for(row):
    return next((why for begin, why in REASONS.items() if row.startswith(begin)), None)


def misses(results):
    """A line for each row that misses its goal, with the reason."""
    lines = ['| row | compared with | lowest | goal | why, and what was tried |', '|---|---|---|---|---|']
    missed = {}
    for r in results['ratios']:
        if not r['reached']:
            missed.setdefault((r['row'], r['contender']), []).append(r)
    for (row, contender), all_of_them in missed.items():
        worst = min(all_of_them, key=speed_of)
        lines.append(f"| {row} | {contender} | {short(worst['ratio'])} | {goal_of(worst)} | {reason_for(row) or ''} |")
    return '\n'.join(lines).replace('<span>', '`<span>`')


def cell(ratio):
    text = short(ratio['ratio'])
    if ratio.get('spread') and ratio['spread'][0] != ratio['spread'][1]:
        text = f"{ratio['spread'][0]:.2f}..{ratio['spread'][1]:.2f}"
    return text if ratio['reached'] else f'**{text}**'


def topic_table(ratios):
    """A line for each row and contender; the builds are the columns."""
    builds = list(dict.fromkeys(r['build'] for r in ratios))
    lines = ['| row | compared with | for | ' + ' | '.join(builds) + ' | goal |', '|---' * (4 + len(builds)) + '|']
    groups = {}
    for r in ratios:
        groups.setdefault((r['row'], r['contender']), []).append(r)
    for (row, contender), group in groups.items():
        parameters = list(dict.fromkeys(r['parameter'] for r in group))
        cells = []
        for build in builds:
            by_parameter = {r['parameter']: r for r in group if r['build'] == build}
            cells.append(' / '.join(cell(by_parameter[p]) for p in parameters if p in by_parameter))
        goals = list(dict.fromkeys(goal_of(r) for r in group))
        lines.append(f"| {row} | {contender} | {' / '.join(parameters)} | {' | '.join(cells)} | {' / '.join(goals)} |")
    return '\n'.join(lines).replace('<span>', '`<span>`')


def tables(results):
    topics = {}
    for r in results['ratios']:
        topics.setdefault(r['topic'], []).append(r)
    return '\n\n'.join(f'### {topic}\n{topic_table(ratios)}' for topic, ratios in topics.items())


def about(results):
    machine = results['machine']
    judged = [r for r in results['ratios'] if r['to_reach'] is not None]
    load = f"load {machine['load']} at the start"
    return (f"{machine['date']}, {machine['cpu']}, {machine['cores']} cores, {load}. {machine['compiler']}. "
            f"{sum(r['reached'] for r in judged)} of {len(judged)} goals reached.")


def promise(results):
    feed = lowest(results['ratios'], 'feed loop, geometric mean', 'hand')
    receive = lowest(results['ratios'], 'receive loop, geometric mean', 'beast')
    return (f"The loop above has at least {short(feed['ratio'])} of the speed of a loop by hand. Receiving into a "
            f"`frame_buffer` has at least {short(receive['ratio'])} of the speed of Boost.Beast's buffer.\n"
            '[Benchmarks](bench/README.md) shows all rows, and where cleave loses.')


SECTIONS = {'headline': headline, 'misses': misses, 'tables': tables, 'about': about, 'promise': promise}


def filled(text, results):
    """The page with its sections written anew."""
    def section(match):
        return f'<!-- {match[1]} -->\n{SECTIONS[match[1]](results)}\n<!-- end -->'
    return re.sub(rf"<!-- ({'|'.join(SECTIONS)}) -->\n.*?<!-- end -->", section, text, flags=re.S)


# ---- the chart

WIDTH, LEFT, RIGHT, LINE, TOP = 860, 330, 60, 26, 64
TICKS = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)


def chart(results):
    """Bars of speed on a log scale, the lowest of all builds and parameters; a mark stands at each goal."""
    bars = []
    for what, row, contender, beside in CHART_ROWS:
        found = lowest(results['ratios'], row, contender)
        if found:
            goal = found['to_reach']
            bars.append((f'{what} / {beside}'.replace('`', ''), speed_of(found),
                         None if goal is None else goal if found['better'] == 'more' else 1 / goal))
    low, high = 0.4, max([2, *(speed for _, speed, _ in bars)]) * 1.3

    def x(speed):
        return LEFT + (WIDTH - LEFT - RIGHT) * math.log(max(speed, low) / low) / math.log(high / low)

    height = TOP + LINE * len(bars) + 44
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="13" '
           'role="img" aria-label="Speed of cleave beside its alternatives">',
           f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
           '<text x="12" y="24" font-size="16" font-weight="bold">Speed of cleave, as a multiple of the alternative\'s</text>',
           '<text x="12" y="44" fill="#555">The lowest of all compilers, sizes and programs. Longer is faster.</text>']
    bottom = TOP + LINE * len(bars)
    for tick in (t for t in TICKS if low <= t <= high):
        colour = '#222' if tick == 1 else '#ddd'
        out.append(f'<line x1="{x(tick):.1f}" x2="{x(tick):.1f}" y1="{TOP - 4}" y2="{bottom}" stroke="{colour}"/>')
        out.append(f'<text x="{x(tick):.1f}" y="{bottom + 16}" text-anchor="middle" fill="#555">{tick:g}x</text>')
    for i, (label, speed, goal) in enumerate(bars):
        y = TOP + i * LINE
        colour = '#2f6f9f' if goal is None or speed >= goal * 0.9999 else '#c8823a'
        label = label.replace('&', '&amp;').replace('<', '&lt;')
        out.append(f'<text x="{LEFT - 8}" y="{y + 16}" text-anchor="end">{label}</text>')
        begin, end = sorted((x(1), x(speed)))
        out.append(f'<rect x="{begin:.1f}" y="{y + 4}" width="{max(end - begin, 1):.1f}" height="{LINE - 10}" fill="{colour}"/>')
        out.append(f'<text x="{max(end, x(1)) + 8:.1f}" y="{y + 16}">{short(speed)}</text>')
        if goal is not None:
            out.append(f'<line x1="{x(goal):.1f}" x2="{x(goal):.1f}" y1="{y + 2}" y2="{y + LINE - 4}" stroke="#b00" '
                       'stroke-width="2"/>')
    out.append(f'<text x="{LEFT}" y="{bottom + 36}" fill="#555">blue: goal reached, or none set; orange: goal missed; '
               'red mark: the goal</text></svg>')
    return '\n'.join(out) + '\n'


def main():
    results = json.loads(pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else RESULTS).read_text(encoding='utf-8'))
    for page in PAGES:
        page.write_text(filled(page.read_text(encoding='utf-8'), results), encoding='utf-8')
    CHART.write_text(chart(results), encoding='utf-8')


if __name__ == '__main__':
    main()
