# SPDX-License-Identifier: MIT
"""What Doxygen is shown of a file: the same lines, with the house style's comments in its own notation.

    // name: purpose, on top of a header      what the file is about
    int n = 0; // text                        the comment is the member's
    /// Text.                                 of all declarations that follow without an empty line
    /// returns: text                         a paragraph
"""

import pathlib
import re
import sys

LABELS = r"(?<![\w`])(in|into|room|returns|errors|lifetime|cost|source): "
TRAILING = re.compile(r"^(\s*[^\s/].*?[;,\w}])\s+// (?!NOLINT|clang-format)(.*)$")
DECLARATION = re.compile(r"^\s*(?!return|using enum|if|for|else|case|private|public|//|#|})\S.*[;}]$")


def documentation(comment):
    """Escapes stay as they are written, and labels stand out."""
    return re.sub(LABELS, r"<br><b>\1:</b> ", re.sub(r"[\\@]", r"\\\g<0>", comment))


class header_filter:
    def __init__(self):
        self.shown = []
        self.group, self.indent = "", ""  # the comment that further declarations share, and where they begin
        self.is_opening = True

    def take(self, line):
        if self.is_opening and line.startswith("//"):
            return "/// @file" if "SPDX" in line else "///" + documentation(line[2:])
        self.is_opening = False
        indent = re.match(r"\s*", line)[0]
        comment = re.match(r"^\s*///(?!<) ?(.*)$", line)
        if comment:
            is_first = not self.shown or not self.shown[-1].lstrip().startswith("///")
            self.group = ("" if is_first else self.group + " ") + documentation(comment[1])
            self.indent, self.is_used = indent, False
            return f"{indent}/// {documentation(comment[1])}"
        if "///<" in line:
            code, text = line.split("///<", 1)
            return f"{code}///<{documentation(text)}"
        trailing = TRAILING.match(line)
        if trailing and not re.search(r"\)\s*(noexcept)?$|[{(]$|:$", trailing[1]):
            self.group = ""
            return f"{trailing[1]} ///< {documentation(trailing[2])}"
        if not line.strip() or (self.group and (indent < self.indent or (indent == self.indent and line.endswith("{")))):
            self.group = ""
        elif "operator==(" in line and not self.group:
            return f"{indent}/** Equal in all that they hold. */ {line.lstrip()}"
        elif self.group and indent == self.indent and DECLARATION.match(line):
            if self.is_used:
                return f"{indent}/** {self.group} */ {line.lstrip()}"
            self.is_used = True
        return line

    def run(self, text):
        for line in text.split("\n"):
            self.shown.append(self.take(line))
        return "\n".join(self.shown)


def plain(code):
    for character, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("\\", "\\\\"), ("@", "\\@")):
        code = code.replace(character, name)
    return code


def page(text):
    """Without links to the Chinese pages and within a page; backslashes in code are no commands."""
    text = re.sub(r"^\[中文\]\(.*\)$", "", text, flags=re.MULTILINE)
    text = re.sub(r"\[([^\]]+)\]\(#[^)]+\)", r"\1", text)
    return re.sub(r"(?<!`)`([^`\n]*\\[^`\n]*)`(?!`)", lambda code: f"<code>{plain(code[1])}</code>", text)


path = pathlib.Path(sys.argv[1])
content = path.read_text(encoding="utf-8")
print(header_filter().run(content) if path.suffix == ".hpp" else page(content), end="")
