"""Sentences: a text goes in, the spans of its sentences come out.

Offsets are exact: nothing is stripped from the text, a span merely leaves out the white space around a sentence and the
marker of a list item. Line breaks end a sentence where they end a block (a blank line, a list item, a heading); a
single line break inside a paragraph does not.
The rules are the usual ones for English prose (Mikheev 2002, 'Periods, capitalized words, etc.'): a full stop ends a
sentence unless the word before it is an abbreviation or an initial, or the next word goes on in lower case.
"""

import re
from collections.abc import Iterator

Span = tuple[int, int]

_BLOCK = re.compile(r"\n[ \t]*\n+|\n(?=[ \t]*(?:[-*+•]|\d{1,3}[.)]|#{1,6}|>|\|)\s)")
# a run of stops is looked at once, from its beginning and without going back: a hundred thousand dots must not take
# minutes
_STOP = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]]*+(?=\s|$)|(?<![。！？])[。！？]++[”’」』）]*+")
_NEVER_LAST = frozenset(
    "e.g i.e vs cf dr mr mrs ms prof st no nos fig figs eq approx etc. al ca dept est inc ltd u.s u.k ph.d "  # noqa: SIM905
    "jan feb mar apr jun jul aug sep sept oct nov dec vol pp resp".split()
)
_COUNTRIES = frozenset({"u.s", "u.k"})
_OPENERS = frozenset(
    "the a an it in on at this that these those they he she we you i if but and for most many some so as when while "  # noqa: SIM905
    "what how why there here to no not his her its their our your one two both each".split()
)
_MAY_BE_LAST = frozenset({"u.s", "u.k", "ph.d", "etc.", "al", "inc", "ltd"})
_MARKER = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)]|#{1,6}|>)[ \t]+")
_WORD_BEFORE = re.compile(r"(\S+)$")
_NEXT_WORD = re.compile(r"\s+([\"'“‘(\[]*)(\S)")


def sentences(text: str) -> list[Span]:
    """Spans `(start, end)` of the sentences of `text`, in order, none empty, none overlapping.

    Together they cover every character that is neither white space nor the marker of a list item, heading or quotation.
    """
    return [span for start, end in _blocks(text) for span in _sentences_of_block(text, start, end)]


def _blocks(text: str) -> Iterator[Span]:
    start = 0
    for gap in _BLOCK.finditer(text):
        yield start, gap.start()
        start = gap.end()
    yield start, len(text)


def _sentences_of_block(text: str, start: int, end: int) -> Iterator[Span]:
    marker = _MARKER.match(text, start, end)
    start = marker.end() if marker else start
    for stop in _STOP.finditer(text, start, end):
        if _ends_sentence(text, start, stop, end):
            yield from _trimmed(text, start, stop.end())
            start = stop.end()
    yield from _trimmed(text, start, end)


def _ends_sentence(text: str, start: int, stop: re.Match[str], end: int) -> bool:
    following = _NEXT_WORD.match(text, stop.end(), end)
    if following is None:
        return True
    opening, first = following.groups()
    if stop.group()[0] in "!?。！？":
        return not (first.islower() and not opening)
    before = _WORD_BEFORE.search(text, max(start, stop.start() - 40), stop.start())
    word = before.group(1).lower().lstrip("(\"'“‘[") if before else ""
    if len(word) == 1 and word.isalpha() and word != "i":
        return False  # an initial: 'J. Smith'
    if word in _COUNTRIES:  # 'the U.S. Bureau of …' goes on; 'in the U.S. The …' does not
        return text[following.start(2) : following.start(2) + 8].split()[0].lower() in _OPENERS and first.isupper()
    if word.rstrip(".") in _NEVER_LAST or word in _NEVER_LAST:
        return word in _MAY_BE_LAST and first.isupper() and not _names_follow(text, stop.end(), end)
    return not first.islower()


def _names_follow(text: str, at: int, end: int) -> bool:
    """'U.S. Bureau', 'Ph.D. Programme': a capital after an abbreviation is a name more often than a new sentence."""
    words = text[at : min(end, at + 60)].split()
    return len(words) >= 2 and words[0][:1].isupper() and words[1][:1].isupper()


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    piece = text[start:end]
    left = len(piece) - len(piece.lstrip())
    right = len(piece.rstrip())
    if left < right:
        yield start + left, start + right
