# SPDX-License-Identifier: MIT
"""conformance/SPEC.md: each rule is one sentence with one subject and one MUST, MUST NOT, SHOULD or MAY, short enough to
be read once.

    python3 test_spec.py    prints every rule that is not
"""

import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
SPEC = ROOT / "conformance" / "SPEC.md"
RULE = re.compile(r"^- \*\*(?P<id>[A-Z]+(?:-[A-Z]+)*-\d+)\*\*(?P<rest>.*)$", re.M)
LEVEL = r"(?:MUST NOT|MUST|SHOULD NOT|SHOULD|MAY)"
SPEAKER = r"(?:codec|encoder|reader(?: that \w+)?|receiver|server|client|peer|testee)"
FORM = re.compile(rf": An? (?:(?:plain|extended|echo|message|time) )?{SPEAKER} {LEVEL} [^.;:]+\.")
MOST_WORDS = 25


def rules(text):
    """(id, what follows it) of each rule."""
    return [(found["id"], found["rest"]) for found in RULE.finditer(text)]


def faults(rest):
    """What is wrong with the form of a rule."""
    sentence = re.sub(r"`[^`]*`", "x", rest)
    if not FORM.fullmatch(sentence):
        yield "expected ': A reader MUST ...', one sentence without a semicolon"
    if (found := len(re.findall(rf"\b{LEVEL}\b", sentence))) != 1:
        yield f"expected one MUST, SHOULD or MAY, found {found}"
    if (found := len(sentence.lstrip(": ").split())) > MOST_WORDS:
        yield f"expected at most {MOST_WORDS} words, found {found}"


def all_faults(text):
    return [f"{name}: {fault}" for name, rest in rules(text) for fault in faults(rest)]


class Spec(unittest.TestCase):
    def test_every_rule_is_a_short_sentence_with_one_subject_and_one_level(self):
        text = SPEC.read_text(encoding="utf-8")
        self.assertGreater(len(rules(text)), 160)
        self.assertEqual(all_faults(text), [])

    def test_every_rule_is_read_as_one(self):
        text = SPEC.read_text(encoding="utf-8")
        self.assertEqual(len(rules(text)), len(re.findall(r"^- \*\*[A-Z]", text, re.M)))
        self.assertEqual(len({name for name, _ in rules(text)}), len(rules(text)))

    def test_every_term_of_a_rule_is_defined(self):
        terms = SPEC.read_text(encoding="utf-8").split("## Terms")[1].split("##")[0]
        for word in ("reader", "encoder", "codec", "receiver", "server", "client", "peer", "testee", "delivery", "LEN", "plain"):
            self.assertRegex(terms, rf"\b{word}\b")

    def test_other_forms_are_found(self):
        for bad in (
            " MUST: A reader delivers.",
            ": Length 0 MUST be legal.",
            ": A reader MUST deliver; it MUST continue.",
            ": A reader MUST deliver. Nothing else holds.",
            ": A reader delivers.",
            ": A reader MUST " + "deliver " * MOST_WORDS + "bytes.",
        ):
            self.assertTrue(list(faults(bad)), bad)
        for good in (": A reader MUST NOT wrap a sum.", ": An extended server MAY answer `a; b. c: MUST`."):
            self.assertEqual(list(faults(good)), [], good)


if __name__ == "__main__":
    print("\n".join(all_faults(SPEC.read_text(encoding="utf-8"))))
