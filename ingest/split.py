"""Split: a document goes in, its passages come out.

Passages follow the structure of the text: they never cross a heading, keep a list with its lead-in, and pack
neighbouring short paragraphs. A block longer than the limit is cut between sentences. Heading path and other wordings
travel beside the text: they are matched and embedded, never quoted.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from ingest.sentences import sentences
from ingest.structure import Section, Span, sections
from ingest.types import Document, Passage

TARGET_CHARACTERS = 500
LIMIT_CHARACTERS = 900
DESCRIPTION = f"structure-5/{TARGET_CHARACTERS}/{LIMIT_CHARACTERS}"
"""Names the splitter and its numbers: an index built by another one must be built again."""

_ITEM_START = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+\S", re.MULTILINE)


def split(document: Document) -> list[Passage]:
    """Passages in the order of the text. `document.text[p.start:p.end] == p.text` for each."""
    known = {source.id: source for source in document.sources}
    found = []
    for section in sections(document.text):
        heading = _titled(section.heading, document.title)
        named = tuple(known[id] for id in section.source_ids if id in known)
        asked = document.asked.get(heading[-1], ())
        for start, end in _pieces(document.text, section):
            start, end = _tight(document.text, start, end)
            if start < end:
                found.append(Passage.cut(document, start, end, heading, named or document.sources, asked))
    return found


def _titled(heading: tuple[str, ...], title: str) -> tuple[str, ...]:
    """The heading path under the document's title, unless it opens with that already: a chapter needs its book."""
    if heading and heading[0].strip(" .:").lower() == title.strip(" .:").lower():
        return heading
    return (title, *heading)


def _pieces(text: str, section: Section) -> Iterator[Span]:
    """Blocks packed up to the target; a block above the limit is cut between its sentences."""
    open_span: Span | None = None
    for start, end in section.blocks:
        if end - start > LIMIT_CHARACTERS:
            if open_span:
                yield open_span
                open_span = None
            yield from _cut(text, start, end)
        elif open_span and end - open_span[0] <= TARGET_CHARACTERS:
            open_span = (open_span[0], end)
        else:
            if open_span:
                yield open_span
            open_span = (start, end)
    if open_span:
        yield open_span


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    """A long block in pieces: between list items where it has them, between sentences where an item is too long."""
    units = [unit for item in _items(text, start, end) for unit in _units(text, *item)]
    if not units:
        return
    first, last = units[0]
    for a, b in units[1:]:
        if b - first > TARGET_CHARACTERS:
            yield first, last
            first = a
        last = b
    yield first, last


def _items(text: str, start: int, end: int) -> Iterator[Span]:
    """The items of a list, the lead-in with the first; the whole block when it is no list."""
    starts = [start + match.start() for match in _ITEM_START.finditer(text[start:end])]
    if starts and not any(_ITEM_START.match(line) for line in text[start : starts[0]].split("\n")):
        starts[0] = start
    bounds = [*(starts or [start]), end]
    if bounds[0] > start:
        bounds.insert(0, start)
    for a, b in pairwise(bounds):
        tight = _tight(text, a, b)
        if tight[0] < tight[1]:
            yield tight


def _units(text: str, start: int, end: int) -> Iterator[Span]:
    """An item whole, or its sentences when it is above the limit; what has no sentence end is cut at white space."""
    if end - start <= LIMIT_CHARACTERS:
        yield start, end
        return
    at = start
    for _, stop in sentences(text[start:end]):
        stop += start
        while stop - at > LIMIT_CHARACTERS:
            space = text.rfind(" ", at + 1, at + LIMIT_CHARACTERS)
            cut = space if space > at else at + LIMIT_CHARACTERS
            if text[at:cut].strip():
                yield _tight(text, at, cut)
            at = cut
        if text[at:stop].strip():
            yield _tight(text, at, stop)
        at = stop
    if text[at:end].strip():
        yield _tight(text, at, end)


def _tight(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
