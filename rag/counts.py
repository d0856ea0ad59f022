"""Counts: a sentence and the source sentence nearest to it go in, another count or another kind of a role comes out."""

import re

from rag.words import STOPWORDS, stem

_NUMERALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_COUNT = {word: str(n) for n, word in enumerate(_NUMERALS, start=1)}
_ROLE = re.compile(r"\b([a-z]{3,}) (scientist|engineer|analyst|manager|developer|researcher)s?\b")


def counted(text: str, nearest: str) -> str:
    """'one page' where the source has 'two pages'."""
    known = _counts(nearest)
    for number, thing in _counts(text):
        others = {n for n, t in known if t == thing}
        if others and number not in others:
            return f"the source says {min(others)}, not {number}"
    return ""


def called(text: str, nearest: str) -> str:
    """'data scientist' where the source speaks of a 'research scientist'."""
    known = set(_ROLE.findall(nearest.lower()))
    for kind, role in _ROLE.findall(text.lower()):
        others = {k for k, r in known if r == role}
        if others and kind not in others and kind not in STOPWORDS:
            return f"the source speaks of a {min(others)} {role}, not of a {kind} {role}"
    return ""


def _counts(text: str) -> set[tuple[str, str]]:
    """Numbers with the word they count."""
    found = re.findall(rf"\b({'|'.join(_COUNT)}|\d{{1,3}})[ -]([a-z]{{3,}})", text.lower())
    return {(_COUNT.get(number, number), stem(thing)) for number, thing in found if thing not in STOPWORDS}
