# SPDX-License-Identifier: MIT
"""The reference, read from the headers: a page for each, with its public names and their comments.

It relies on what clang-format and the repository's tests make sure of: a declaration of namespace cleave begins in the
first column, a member at four blanks, and the comment of each stands above it, or behind a member on the same line."""

import dataclasses
import pathlib
import re

LABEL = r"(?<![\w`])(in|into|room|out|returns|errors|lifetime|cost|source|storage|text|bytes|sample|limit|name|value): "


@dataclasses.dataclass
class entity:
    name: str
    code: str  # the declaration, without its body
    text: str  # its comment
    members: list = dataclasses.field(default_factory=list)

    @property
    def kind(self):
        found = re.search(r"^(concept|enum|class|struct|using)\b", re.sub(r"^template <.*?>\s*(?=\n|\w)", "", self.code, flags=re.S).lstrip(), re.M)
        return found[1] if found else "function"


def escaped(text):
    """A comment's text as Markdown: code stays code, and nothing else is markup."""
    parts = re.split(r"(`[^`]*`)", text)
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"([*_\\\[\]|])", r"\\\1", parts[i].replace("&", "&amp;").replace("<", "&lt;"))
        parts[i] = re.sub(r"(?<=[a-z0-9])\\_(?=[a-z0-9])", "_", parts[i])
    return "".join(parts)


def prose(lines):
    """A comment's lines: a paragraph for each label, a block of code for what is indented."""
    out, block = [], []
    for line in [*lines, ""]:
        if line.startswith("    ") or (block and not line.strip()):
            block.append(line[4:])
            continue
        if block:
            out += ["", "```cpp" if any(";" in one for one in block) else "```text", *("\n".join(block).rstrip().split("\n")), "```", ""]
            block = []
        out.append(re.sub(LABEL, r"\n\n**\1:** ", escaped(line)))
    return "\n".join(out).strip()


def without_body(code):
    """A declaration up to its body or its members' initial values."""
    depth = 0
    for at, c in enumerate(code):
        depth += (c in "([") - (c in ")]")
        if c == "{" and depth == 0 and re.search(r"(\)|noexcept|const|requires.*|->.*|&&?)\s*$|^(class|struct|enum|union)\b|\n(class|struct)\b|^template.*\b(class|struct)\b", code[:at].strip(), re.S):
            code = code[:at]
            break
        if c == ":" and depth == 0 and re.search(r"\)\s*(noexcept)?\s*$", code[:at]) and code[at + 1 : at + 2] != ":":
            code = code[:at]  # initializers of a constructor
            break
    code = re.sub(r"\s*//.*| : private [^{]*|\bCLEAVE_\w+ ", "", code)
    return re.sub(r"\s*= default", "", code.strip().rstrip(";").rstrip())


def name_of(code):
    code = re.sub(r"^template\s*<.*?>\s*(?=\n|\w)", "", code, flags=re.S) if code.startswith("template") else code
    code = re.sub(r"^ *requires\b.*?\n(?=\S)", "", code, flags=re.M | re.S)
    if found := re.search(r"operator\s*([^\s(\w]+|\(\)|bool|std::[\w:<> ]+)", code):
        return "operator " + found[1]
    if found := re.match(r"\s*(?:class|struct|enum class|union|concept|using)\s+(?:\[\[\w+\]\]\s+)?(\w+)", code):
        return found[1]
    if found := re.match(r"(?:template\b.*\n)?(?:inline |static )?constexpr [^(=]*?(\w+)(?:\[\])?\s*(?:=|\{|$)", code):
        return found[1]
    if found := re.search(r"([~\w]+)\s*\(", re.sub(r"\bnoexcept\([^)]*\)|\bexplicit\([^)]*\)|alignas\([^)]*\)", "", code)):
        return found[1]
    found = re.search(r"(\w+)\s*(?:\[[^\]]*\])?\s*(?:=.*|\{.*)?$", code, re.S)
    return found[1] if found else ""


def declaration(lines, at, indent):
    """(code, the line after it): from `at` to the line on which the declaration, with its body, ends."""
    code, depth, is_constraint = [], 0, False
    while at < len(lines):
        line = lines[at]
        is_constraint = is_constraint or line.lstrip().startswith("requires requires")
        code += [] if is_constraint else [line[len(indent) :]]
        bare = re.sub(r'"(\\.|[^"\\])*"|\'(\\.|[^\'\\])\'|//.*', "", line)
        depth += bare.count("{") - bare.count("}") + bare.count("(") - bare.count(")")
        at += 1
        if depth == 0 and re.search(r"[;}]\s*$", bare.rstrip()):
            if not is_constraint:
                break
            is_constraint = False
    return "\n".join(code), at


def members(body, is_public):
    """The public members of a class, from the lines between its braces."""
    found, text, at = [], [], 0
    while at < len(body):
        line = body[at]
        if label := re.match(r"\s{0,2}(public|private|protected):", line):
            is_public, text = label[1] == "public", []
        elif comment := re.match(r"    /// ?(.*)", line):
            text.append(comment[1])
        elif re.match(r"    [^\s/}]", line):
            code, after = declaration(body, at, "    ")
            if is_public and not re.match(r"(friend|using|static_assert|template <prefix Q>\s+friend)\b", code):
                trailing = re.search(r"//+<? (.*)$", body[after - 1])
                comment = text or ([trailing[1]] if trailing else [])
                if comment or not re.search(r"= (delete|default);|operator=", code):
                    found.append(entity(name_of(without_body(code)), without_body(code), prose(comment)))
            at, text = after, text if at + 1 < len(body) and not comment_follows(body, after) and not is_public else text
            if comment_follows(body, after) or (after < len(body) and not body[after].strip()):
                text = []
            continue
        elif not line.strip():
            text = []
        at += 1
    return found


def comment_follows(lines, at):
    return at < len(lines) and lines[at].lstrip().startswith("//")


def enumerators(body):
    found = []
    for line in body:
        if one := re.match(r"\s+(\w+)(?: = [^,/]*)?,?\s*(?://+<? ?(.*))?$", line):
            found.append(entity(one[1], one[1], escaped(one[2] or "")))
    return found


def read(path):
    """(the lines of the comment on top, the public entities) of a header."""
    lines = path.read_text(encoding="utf-8").split("\n")
    top = []
    for line in lines:
        if not line.startswith("//"):
            break
        top.append(line[3:])
    found, text, at, spaces = [], [], 0, []
    while at < len(lines):
        line = lines[at]
        if opened := re.match(r"(?:inline )?namespace ([\w:]+) \{", line):
            spaces.append(opened[1])
        elif line == "}" or line.startswith("} // namespace"):
            spaces[-1:] = []
        elif spaces == ["cleave"] and (comment := re.match(r"/// ?(.*)", line)):
            text.append(comment[1])
        elif spaces and re.match(r"[A-Za-z\[]", line):
            code, after = declaration(lines, at, "")
            if spaces == ["cleave"] and not code.startswith("static_assert"):
                add(found, code, text)
            text = text if after < len(lines) and lines[after].strip() and not comment_follows(lines, after) else []
            at = after
            continue
        elif not line.strip():
            text = []
        at += 1
    return top[2:], found


def add(found, code, text):
    head = without_body(code)
    if re.match(r"(friend|namespace)\b|using [\w:]+::", head) or "->" in head.split("(")[0]:
        return
    one = entity(name_of(head), head, prose(text))
    body = code[code.index("{") + 1 :].split("\n") if "{" in code else []
    if one.kind == "enum":
        one.members = enumerators(body)
    elif one.kind in ("class", "struct") and "\n" in code:
        head_lines = head.count("\n") + 1
        one.members = members(code.split("\n")[head_lines:], one.kind == "struct")
    found.append(one)


def grouped(entities):
    """Overloads together, in the order of the first."""
    groups = {}
    for one in entities:
        groups.setdefault(one.name, []).append(one)
    return groups


def wrapped(code, width=88):
    """A declaration, with the lines that a page would cut broken after a comma, below their first parenthesis."""
    out = []
    for line in code.split("\n"):
        indent = " " * min(line.find("(") + 1, 40)
        while len(line) > width and (at := line.rfind(", ", len(indent) + 1, width)) > 0:
            out.append(line[: at + 1])
            line = indent + line[at + 2 :]
        out.append(line)
    return "\n".join(out)


def page(header, top, entities, uses):
    """The page of a header. uses: {name: [(title, address)]} of pages whose samples use it."""
    out = [f"# {header}", "", f"```cpp\n#include <cleave/{header}>\n```", "", prose(top), ""]
    for name, overloads in grouped(entities).items():
        out += [f"## {name}", ""]
        if shown := uses.get(name):
            out += ["Examples: " + ", ".join(f"[{title}]({address})" for title, address in shown[:4]), ""]
        for one in overloads:
            out += [one.text, "", f"```cpp\n{wrapped(one.code)}\n```", ""]
            if one.kind == "enum" and one.members:
                out += ["| value | meaning |", "|---|---|"]
                out += [f"| `{m.name}` | {m.text} |" for m in one.members] + [""]
                continue
            for member, variants in grouped(one.members).items():
                out += [f"### {name}::{member}".replace("<", "&lt;"), ""]
                for variant in variants:
                    out += [f"```cpp\n{wrapped(variant.code)}\n```", "", variant.text, ""]
    return "\n".join(out) + "\n"


def without_comment(header, entities):
    """What is public and says nothing."""
    for one in entities:
        if not one.text and not any(o.text for o in entities if o.name == one.name):
            yield f"{header}: {one.name}"
        for member in one.members if one.kind in ("class", "struct") else []:
            if not member.text and not any(m.text for m in one.members if m.name == member.name):
                yield f"{header}: {one.name}::{member.name}"


def headers(root):
    folder = pathlib.Path(root) / "include" / "cleave"
    for path in sorted(folder.rglob("*.hpp")):
        name = path.relative_to(folder).as_posix()
        if not name.startswith("detail/") and name != "cleave.hpp":
            yield name, path
