"""Markers: a sentence as a model wrote it goes in, its words and the passage numbers it names come out.

Models write [1], [[1]], 【1†source】, [1, 2], [1-3], (1), [^1], ¹, [Passage 1], 'According to passage 1, …', in code
marks or as links. Every expression here is linear: brackets hold a bounded number of characters.
"""

import re
from typing import NamedTuple

_NUMBERS = r"\^?\s*\d{1,3}(?:\s*(?:,|;|–|-|&|and|to)\s*\^?\d{1,3}){0,9}\s*\^?"
_WORD = r"(?:(?:passages?|sources?|docs?|documents?|refs?|references?|citations?|cite|see)\s*[:#.]?\s*){0,2}"
MARKER = rf"(?:\[\[?\s*{_WORD}{_NUMBERS}\s*\]\]?|【\s*{_WORD}\d{{1,3}}[^】\n]{{0,24}}】)"
"""A citation marker in brackets."""

OWN_MARKER = re.compile(r"(?<![ \t])[ \t]*\[\d{1,3}\]")
"""A marker as our own answers carry it, with the space before it."""
_BRACKETED = re.compile(rf"`?(?P<open>{MARKER})(?:\((?:https?://|#)[^()\s]{{0,300}}\))?`?", re.IGNORECASE)
_ROUND = re.compile(rf"\(\s*(?P<word>{_WORD}){_NUMBERS}\)(?=\s*[.!?,;:]?[\"'”’*_]*\s*(?:$|[\[(【]))", re.IGNORECASE)
_ROUND_NAMED = re.compile(rf"\(\s*(?:see\s+)?(?:passages?|sources?|documents?)\s*[:#]?\s*{_NUMBERS}\)", re.IGNORECASE)
_RAISED = re.compile(r"[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,3}|<sup>\s*\[?\d{1,3}\]?\s*</sup>")
_ACCORDING = re.compile(
    r"^(?:(?:according to|as (?:stated|noted|explained|mentioned|described) (?:in|by)|based on|from"
    r"|per)\s+(?:the\s+)?{word}\s*,\s*"
    r"|(?:the\s+)?{word}\s+(?:also\s+)?(?:says?|states?|notes?|explains?|mentions?|suggests?|advises?|recommends?"
    r"|points? out)\s+(?:that\s+)?)".replace("{word}", rf"(?:(?:passages?|sources?|documents?)\s+{_NUMBERS}|{MARKER})"),
    re.IGNORECASE,
)
_CODE = re.compile(r"`[^`\n]{1,200}`")
_DIGITS = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰", "1234567890")


class Marked(NamedTuple):
    """A sentence without its markers, and what they named."""

    text: str
    numbers: tuple[int, ...] = ()
    """Passages, counted from 1, in the order named; none above the number there are."""
    unknown: tuple[int, ...] = ()
    """Numbers that name no passage."""


def read_markers(sentence: str, count: int) -> Marked:
    """The words without markers, and the numbers in them.

    Args:
        count: how many passages there are; a number above it is unknown.
    """
    found: list[int] = []

    def take(match: re.Match[str]) -> str:
        found.extend(_numbers(match.group()))
        return ""

    def take_bracketed(match: re.Match[str]) -> str:
        start, end = match.span("open")
        if any(a < start and end < b and text[a + 1 : b - 1] != match.group("open") for a, b in code):
            return match.group()  # `a[1]` is code, `[1]` is a marker in code marks
        return take(match)

    def take_round(match: re.Match[str]) -> str:
        if not match.group("word") and max(_numbers(match.group()), default=0) > count:
            return match.group()  # '(40)' at the end of a sentence is a figure
        return take(match)

    text = (
        _ACCORDING.sub(take, sentence.strip().lstrip("*_ "), count=1)
        if _ACCORDING.match(sentence.strip().lstrip("*_ "))
        else sentence
    )
    if text is not sentence:
        text = text[:1].upper() + text[1:]
    code = [match.span() for match in _CODE.finditer(text)]
    text = _BRACKETED.sub(take_bracketed, text)
    text = _ROUND_NAMED.sub(take, text)
    text = _ROUND.sub(take_round, text)
    text = _RAISED.sub(lambda m: m.group() if _is_power(text, m) else take(m), text)
    numbers = tuple(dict.fromkeys(n for n in found if 1 <= n <= count))
    unknown = tuple(dict.fromkeys(n for n in found if not 1 <= n <= count))
    return Marked(_tidy(text), numbers, unknown)


def _is_power(text: str, match: re.Match[str]) -> bool:
    """'x²' and '10³' are figures; 'helps¹.' is marked."""
    before = re.search(r"\w*$", text[max(0, match.start() - 20) : match.start()])
    return match.group()[0] != "<" and before is not None and (len(before.group()) == 1 or before.group().isdigit())


def _numbers(marker: str) -> list[int]:
    """'[1-3, 5]' names 1, 2, 3 and 5."""
    marker = re.split("†|:\\d", marker)[0].translate(_DIGITS)
    found: list[int] = []
    for match in re.finditer(r"(\d{1,3})(?:\s*(?:–|-|to)\s*\^?(\d{1,3}))?", marker.split("](")[0]):
        first, last = int(match.group(1)), int(match.group(2) or match.group(1))
        found += range(first, last + 1) if first <= last <= first + 20 else [first, last]
    return found


def _tidy(text: str) -> str:
    """Without Markdown's marks, HTML tags and the gaps that markers left."""
    text = re.sub(r"</?[a-zA-Z][^<>\n]{0,80}>", "", text)
    text = re.sub(r"!?\[([^\[\]\n]{1,200})\]\([^()\s]{1,300}\)", r"\1", text)
    text = re.sub(r"(?<!\w)[*_`~]{1,3}(?=\S)|(?<=\S)[*_`~]{1,3}(?!\w)", "", text)
    text = re.sub(r"^\s*>+\s*|^\s*(?:answer|response|a)\s*:\s*", "", text, flags=re.IGNORECASE)
    text = re.sub(r"\(\s*[,;]?\s*\)|\[\s*[,;]?\s*\]", "", text)
    text = re.sub(r"\s+([.,;:!?])(?=\s|$)", r"\1", re.sub(r"\s+", " ", text))
    return re.sub(r"(?:[,;]\s*)+([.!?])$", r"\1", re.sub(r"([.!?])\s+\1$", r"\1", text)).strip()
