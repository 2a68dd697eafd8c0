# SPDX-License-Identifier: MIT
"""The page build/field.html: codecs by areas of rules, the causes behind each row, the smallest example of each."""
import collections
import datetime
import html
import json

from catalog import ROOT

AREAS = {"LEN": "lengths", "LAYOUT": "layout", "VARINT": "varints", "SPLIT": "cuts", "EVENT": "delivery", "STATE": "delivery",
         "EOF": "end", "ERROR": "errors", "ENCODE": "encoder"}
COLUMNS = list(dict.fromkeys(AREAS.values()))
CHOICES = {
    "limit": {"own": "has a limit of its own", "none": "has no limit", "zero_is_none": "a limit of 0 means none"},
    "reads": {"header": "looks at a length once the whole header is in"},
    "end": {"not_told": "is not told of the end of a stream"},
    "errors": {"one": "has one error for all", "families": "tells families of errors apart"},
    "after_error": {"closes": "closes after an error", "goes_on": "passes over a refused frame and reads on"},
    "length_bits": {}, "max_payload": {},
}
STYLE = """
:root{--line:#d5d9e0;--soft:#5b6472;--good:#1a7f37;--bad:#b42318;--back:#fff;--head:#f5f6f8}
@media(prefers-color-scheme:dark){:root{--line:#3a414c;--soft:#9aa4b2;--good:#57c271;--bad:#ff8a7d;--back:#14171c;--head:#1d2128}
body{color:#e6e9ee}a{color:#8ab4ff}}
*{box-sizing:border-box}body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:76rem;padding:1rem;background:var(--back)}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.2rem;margin:2rem 0 .5rem}.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%}th,td{padding:.35rem .5rem;border-bottom:1px solid var(--line);text-align:left}
th{background:var(--head);font-weight:600}td.n,th.n{text-align:center;white-space:nowrap}td:first-child{min-width:11rem}
.good{color:var(--good)}.bad{color:var(--bad);font-weight:600}.soft{color:var(--soft);font-size:.875rem}
details{border:1px solid var(--line);border-radius:.4rem;margin:.5rem 0;padding:.5rem .75rem}summary{cursor:pointer}
pre{overflow-x:auto;background:var(--head);padding:.5rem;margin:.3rem 0;font-size:.8125rem}li{margin:.5rem 0}
code{overflow-wrap:anywhere}
@media(max-width:40rem){body{padding:.75rem}h1{font-size:1.35rem}
table.field thead{display:none}table.field tr{display:block;padding:.5rem 0;border-bottom:1px solid var(--line)}
table.field td{display:inline-block;border:0;padding:.1rem .5rem .1rem 0}table.field td:first-child{display:block}
table.field td.none{display:none}table.field td.n:before{content:attr(data-area) " ";color:var(--soft);font-weight:400}}
"""


def escaped(text): return html.escape(str(text))


def area_of(case):
    rules = [rule.split("-")[1] for rule in case["rules"] if rule.startswith("FRAME-")]
    return AREAS.get(rules[0], "delivery") if rules else "delivery"


def cells(row):
    """For each area how many cases held, of how many."""
    ran = collections.Counter(map(area_of, row.cases))
    failed = collections.Counter(map(area_of, row.failures))
    return {area: (ran[area] - failed[area], ran[area]) for area in COLUMNS}


def cell(area, held, ran):
    if not ran: return '<td class="n none">-</td>'
    text = f'<span class="good">{ran}</span>' if held == ran else f'<a class="bad" href="#FOLDER">{held} of {ran}</a>'
    return f'<td class="n" data-area="{area}">{text}</td>'


def table_row(row):
    codec = row.codec
    name = f'<a href="#{codec.id}">{escaped(codec.name)}</a> <span class="soft">{escaped(row.version)}<br>{escaped(codec.language)}; {escaped(codec.protocol)}</span>'
    if row.problem and not row.cases:
        return f'<tr><td>{name}</td><td class="soft" colspan="{len(COLUMNS) + 1}">not run: {escaped(row.problem.splitlines()[-1])}</td></tr>'
    all_cells = "".join(cell(area, *cells(row)[area]) for area in COLUMNS).replace("FOLDER", codec.id)
    facts = f'<span class="bad">{len(row.facts)}</span>' if row.facts else '<span class="good">0</span>'
    return f'<tr><td>{name}</td>{all_cells}<td class="n" data-area="causes">{facts}</td></tr>'


def declared(codec):
    """The declared choices of a codec, in words."""
    said = codec.facts.get("declares", {})
    words = [CHOICES[field][value] for field, value in said.items() if str(value) in CHOICES.get(field, {})]
    if "length_bits" in said: words.append(f"holds lengths of {said['length_bits']} bits")
    if "max_payload" in said: words.append(f"takes payloads of up to {said['max_payload']:,} bytes")
    return words


def shown(piece):
    """The bytes of a read: as text where they are text, else in hexadecimal."""
    if not piece: return "(no bytes)"
    text = piece[:60].decode("latin-1")
    is_text = all(32 <= byte < 127 or byte in b"\r\n" for byte in piece[:60]) and len(piece) > 3
    more = f" ... {len(piece)} bytes" if len(piece) > (60 if is_text else 32) else ""
    return (json.dumps(text) if is_text else piece[:32].hex(" ")) + more


def example(case):
    found = case.get("example")
    if not found: return ""
    lines = [f"read {number}: {shown(bytes.fromhex(piece))}" for number, piece in enumerate(found["deliveries"][:6], 1)]
    if len(found["deliveries"]) > 6: lines.append(f"... {len(found['deliveries'])} reads")
    if found.get("end") not in (None, "open"): lines.append(f"then: {'the end' if found['end'] == 'eof' else 'a reset'}")
    again = found.get("rerun", "").replace(f"{ROOT}/", "")
    return "<pre>" + escaped("\n".join([*lines, case["message"][:300], "again: " + again])) + "</pre>"


def fact(codec, cause, cases):
    """One cause: what it is and what comes of it, how many cases show it, and the smallest of them."""
    said = next((note for note in codec.notes if note.get("finding") == cause), {})
    words = "".join(f"<br><b>{name}:</b> {escaped(said[name])}" for name in ("bytes", "consequence", "upstream") if name in said)
    layouts = ", ".join(sorted({codec.form or case["layout"] for case in cases}))
    return (f'<li>{escaped(cause)}{words}<br><span class="soft">{len(cases)} case{"s" if len(cases) > 1 else ""} ({escaped(layouts)}), '
            f'the smallest: {escaped(cases[0]["about"])}</span>{example(cases[0])}</li>')


def details(row):
    codec, parts = row.codec, []
    if choices := declared(codec): parts.append(f'<p>By choice, no failures: it {escaped("; it ".join(choices))}.</p>')
    if row.facts: parts.append("<ol>" + "".join(fact(codec, *one) for one in row.facts) + "</ol>")
    if row.socket: parts.append(f"<p><b>Over a real socket:</b> {escaped(row.socket)}</p>")
    parts += [f"<p><b>Better:</b> {escaped(note['better'])}</p>" for note in codec.notes if "better" in note]
    parts += [f"<p><b>Not asked:</b> {escaped(case)}: {escaped(reason)}</p>" for case, reason in codec.facts.get("not_asked", {}).items()]
    if row.problem: parts.append(f"<pre>{escaped(row.problem)}</pre>")
    ran = f"{len(row.cases)} cases, {len(row.failures)} failures of {len(row.facts)} causes, {row.seconds:.0f} s"
    return (f'<details id="{codec.id}"><summary>{escaped(codec.name)} {escaped(row.version)} '
            f'<span class="soft">{ran}</span></summary>{"".join(parts)}</details>')


def servers_table(servers):
    if not servers: return ""
    rows = "".join(f'<tr><td>{escaped(name)} <span class="soft">{escaped(version)}<br>{escaped(layout)}</span></td>'
                   f'<td class="{"good" if well else "bad"}">{escaped(line)}</td></tr>' for name, version, layout, line, well in servers)
    return ("<h2>Real servers</h2><p>Each is sent the same requests as whole frames, as single bytes and glued together. Its "
            f"answers are read by cleave in every delivery.</p><table><tbody>{rows}</tbody></table>")


def page(results, servers):
    """The whole page, which needs nothing else."""
    heads = "".join(f'<th class="n">{area}</th>' for area in COLUMNS)
    date = datetime.date.today().isoformat()
    languages = {row.codec.language for row in results} - {"cleave"}
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Length-prefixed codecs, held to the rules</title><style>{STYLE}</style>
<h1>Length-prefixed codecs, held to the rules</h1>
<p>{len(results)} readers in {len(languages)} languages, unmodified, as Debian and npm have them on {date}. Each is fed the same streams, cut and
glued in every way that matters. A number is how many cases held; red says that some did not. A declared choice is no failure.</p>
<div class="wide"><table class="field"><thead><tr><th>codec</th>{heads}<th class="n">causes</th></tr></thead>
<tbody>{"".join(map(table_row, results))}</tbody></table></div>
<h2>What is behind each row</h2>{"".join(map(details, results))}
{servers_table(servers)}
<script>addEventListener("hashchange",open_it);function open_it(){{var d=document.getElementById(location.hash.slice(1));if(d)d.open=true}}open_it()</script>
</html>
"""
