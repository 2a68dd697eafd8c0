# SPDX-License-Identifier: MIT
"""The English of public pages, of the library's comments and texts, and of what programs print: phrases that read as if
translated word for word. Each pattern has what to write instead, and an example. EXCEPTIONS names the right uses.

    python3 test_style.py    prints every place that a pattern finds
"""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
PATTERNS = {
    r"\bcan not\b(?! only)": ("cannot", "It can not fail."),
    r"\bbehind\b": ("after, or the cause of", "eight bytes behind the header"),
    r"\bpass(es|ed|ing)? over\b": ("skip, ignore", "unknown fields are passed over"),
    r"\bbe it\b": ("even, whether", "be it one byte"),
    r"\bso many\b": ("that many", "not so many bytes"),
    r"(?<!there )\b(is|are) none\b": ("is not one, is no", "where it is none"),
    r"\bfor ever\b": ("forever", "It waits for ever."),
    r"\b(is|are|was|were|be|been) told\b": ("is reported, is given", "A digest is told to it."),
    r"\b(is|are|was|were|be|been) asked\b": ("name who asks", "The client is asked."),
    r"\bnobody\b": ("no one, or name the program", "Nobody is there."),
    r"\bsave for\b": ("except for", "all save for one"),
    r", (was|were) \d": ("down from, up from", "417 instructions, was 2,920"),
    r"\bBeside\b": ("besides, compared with, next to", "Beside others"),
    r"\bon a peer's word\b": ("from a length that the peer sent", "reserved on a peer's word"),
    r"\bmakes? no sense\b": ("is invalid", "A layout that makes no sense"),
    r"\b(go|goes|went|going) on\b": ("continue", "The reader goes on."),
    r"(^|\. )Who(ever)? [^?]*\.(\s|$)": ("a client that, a server that", "Who asks is served."),
    r"(^|\. )What [^?]*\.(\s|$)": ("name the thing", "What is refused is reset."),
    r"\bwhat (came|comes|it gives)\b": ("name the thing: the bytes received", "Feed what came"),
    r"\bone's own\b": ("your own", "to test one's own"),
    r"\bof (files|frames|echoes) the\b": ("for files, the", "of files the least time"),
    r"\bheld against\b": ("is tested", "It is held against you."),
    r"\blooked at\b": ("read, checked", "A header is looked at."),
    r"\b(every|some)body\b": ("each client, a program", "Everybody has a name."),
    r"\bglued\b": ("joined", "two frames glued together"),
    r"\bturned away\b": ("refused", "A second caller is turned away."),
    r"\band the like\b": ("name them, or 'such as'", "PATH, HOME and the like"),
    r"\bin vain\b": ("name the result", "It asks in vain."),
    r"\bcharged to\b": ("fails, costs", "A crash is charged to the case."),
    r"\bwhat there is\b": ("name the thing", "It returns what there is."),
    r"\bholds? no more\b": ("no longer holds", "an entry that holds no more"),
}
EXCEPTIONS = {
    ("behind", "behind ssh"),
    ("behind", "left behind"),
}
# A comment that documents a function begins with a verb.
NOUN_FIRST = r"(The|A|An|What|Whether|How|Which|Where|Why|True|Bytes|Each|Of)\b"
TYPE = r"\s*(class|struct|enum|using|concept|union|template <[^>]*>\s*(concept|using|struct|class))\b"


def without_code(markdown):
    """A page with its blocks of code blank, so that lines keep their numbers."""
    blank = re.sub(r"^ *```.*?^ *```$", lambda block: "\n" * block[0].count("\n"), markdown, flags=re.M | re.S)
    return re.sub(r"^    .*$|`[^`\n]*`", "`x`", blank, flags=re.M)


def pages():
    """The English pages."""
    found = [*ROOT.glob("*.md")]
    for folder in (".github", "bench", "conformance", "fuzz", "reference-impls"):
        found += (ROOT / folder).rglob("*.md")
    return [page for page in sorted(found) if ".zh" not in page.suffixes and "build" not in page.parts]


def headers():
    return sorted((ROOT / "include" / "cleave").rglob("*.hpp"))


def programs():
    """The sources whose texts users read: --help and errors."""
    folders = ("reference-impls", "conformance/runner", "conformance/inspect")
    return sorted(file for folder in folders for suffix in "ch" for file in (ROOT / folder).rglob(f"*.{suffix}pp"))


def texts(file):
    """(line, text) of what a user may read in a file."""
    content = file.read_text(encoding="utf-8")
    if file.suffix == ".md":
        yield from enumerate(without_code(content).splitlines(), 1)
        return
    for number, line in enumerate(content.splitlines(), 1):
        if file in HEADERS and (comment := re.search(r"//.*", line)):
            yield number, re.sub(r"^/// (?=W)", "", comment[0])
        yield from ((number, text) for text in re.findall(r'"((?:[^"\\]|\\.)*)"', line) if " " in text)
    for block in re.finditer(r'R"\((.*?)\)"', content, re.S):
        first = content.count("\n", 0, block.start()) + 1
        yield from ((first + at, text) for at, text in enumerate(block[1].splitlines()))


HEADERS = set(headers())


def flags_of(pattern):
    """Patterns for the first word of a sentence heed its case."""
    return 0 if "[^?]" in pattern or "Beside" in pattern else re.I


def faults(file):
    for number, text in texts(file):
        for pattern, (instead, _) in PATTERNS.items():
            for found in re.finditer(pattern, text, flags_of(pattern)):
                around = text[max(0, found.start() - 8) : found.end() + 12]
                if not any(word in found[0] and phrase in around for word, phrase in EXCEPTIONS):
                    yield f"{file.relative_to(ROOT)}:{number}: '{found[0].strip()[:40]}': write {instead}"


def nouns_first(file):
    """Comments of functions that do not begin with a verb."""
    lines = file.read_text(encoding="utf-8").splitlines()
    for at, line in enumerate(lines):
        if not re.match(r"\s*/// " + NOUN_FIRST, line) or lines[at - 1].lstrip().startswith("///"):
            continue
        below = [one for one in lines[at:] if not re.match(r"\s*(//|template\b.*>$|requires\b.*$)", one)][0]
        is_function = re.search(r"\w\(|operator", below) and not re.match(TYPE + r"|\s*(constexpr )?explicit ", below)
        if is_function:
            yield f"{file.relative_to(ROOT)}:{at + 1}: '{line.strip()[4:44]}': begin with a verb: 'Returns', 'Reads'"


def all_faults():
    found = [fault for file in (*pages(), *headers(), *programs()) for fault in faults(file)]
    return found + [fault for file in headers() for fault in nouns_first(file)]


class Style(unittest.TestCase):
    def test_no_page_comment_or_message_has_a_phrase_to_avoid(self):
        self.assertGreater(len(pages()), 20)
        self.assertEqual(all_faults(), [])

    def test_the_patterns_find_what_they_are_for(self):
        for pattern, (_, bad) in PATTERNS.items():
            self.assertRegex(bad, re.compile(pattern, flags_of(pattern)))

    def test_texts_of_several_lines_are_read(self):
        lines = [text for _, text in texts(ROOT / "conformance" / "runner" / "options.cpp")]
        self.assertTrue(any(text.startswith("usage: cleave-conformance") for text in lines))
        self.assertTrue(any("--known-failures FILE " in text for text in lines))

    def test_every_exception_is_needed(self):
        everything = "\n".join(text for file in (*pages(), *headers(), *programs()) for _, text in texts(file))
        for _, phrase in EXCEPTIONS:
            self.assertTrue(phrase in everything, phrase)


if __name__ == "__main__":
    print("\n".join(all_faults()))
