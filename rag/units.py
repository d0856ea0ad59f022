"""Units: hits go in, the pieces an answer can be made of come out: sentences that stand alone, lists with lead-ins.

A sentence that leans on the one before it ('This …', 'It …') is joined to it, so that what is quoted is still the
document's own words and is understood alone; if there is nothing to join it to, it is left out.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from ingest.sentences import sentences
from rag.legible import visible
from rag.types import Citation, Claim, Hit, Layout
from rag.words import words

DANGLING = frozenset(
    [
        "this",
        "that",
        "these",
        "those",
        "it",
        "its",
        "they",
        "their",
        "them",
        "he",
        "she",
        "his",
        "her",
        "such",
        "there",
        "therefore",
        "however",
        "but",
        "and",
        "so",
        "also",
        "instead",
        "another",
        "finally",
        "firstly",
        "secondly",
        "thus",
        "hence",
        "moreover",
        "furthermore",
        "besides",
        "nevertheless",
        "still",
        "meanwhile",
        "here",
        "then",
        "or",
        "nor",
        "yet",
    ]
)
_DANGLING_PHRASES = (
    "for example",
    "for instance",
    "the same ",
    "on the other hand",
    "in addition",
    "as a result",
    "the latter",
    "the former",
    "in this chapter",
    "in this section",
    "in this case",
    "of course",
    "as mentioned",
    "below",
    "above",
    "read also",
    "click",
)
_STANDS_ALONE = ("that is why ", "there is no ", "there are no ", "another ", "both ")
_ITEM = re.compile(r"^[ \t]*(?:[-*+•]|(?P<number>\d{1,3})[.)])[ \t]+(?=\S)", re.MULTILINE)
_MARKUP_LINE = re.compile(r"^[ \t]*(?:>?[ \t]*\[!\w+\].*|[-*_]{3,}|\|.*\||!\[.*)$", re.MULTILINE)
LONGEST_UNIT = 700
MOST_ITEMS = 12


@dataclass(frozen=True)
class Unit:
    """A piece that can be shown alone: a sentence (or two that belong together), or a list with its lead-in."""

    citation: Citation
    hit: Hit
    place: int
    """Which unit of its section it is, from 0: handbook sections answer in their first sentence."""
    items: tuple[Citation, ...] = ()
    numbered: bool = False

    @property
    def text(self) -> str:
        return self.citation.quote

    @property
    def section(self) -> tuple[str, ...]:
        passage = self.citation.passage
        return (passage.document_id, *passage.heading)


def whole_text(unit: Unit) -> str:
    """Blank lines between the parts keep a lead-in and its items apart as sentences."""
    return "\n\n".join([unit.text, *(item.quote for item in unit.items)])


def units(hits: Sequence[Hit]) -> list[Unit]:
    """Units of all hits, in the order of hits and of the text inside them."""
    pieces = {hit.passage.id: _pieces_of(hit) for hit in hits}
    _carry_over(hits, pieces)
    found = [u for hit in sorted(hits, key=lambda h: (h.rank, h.passage.start)) for u in pieces[hit.passage.id].units()]
    counted: dict[tuple[str, ...], int] = {}
    ordered = sorted(range(len(found)), key=lambda n: found[n].citation.start)
    places: dict[int, int] = {}
    for n in ordered:
        section = found[n].section
        places[n] = counted.get(section, 0)
        counted[section] = places[n] + 1
    return [replace(unit, place=places[n]) for n, unit in enumerate(found)]


@dataclass
class _Pieces:
    """What one hit's passage is made of."""

    hit: Hit
    whole: list[Unit]
    orphans: list[Citation]
    """Items that open the passage; their lead-in stands in the passage before."""
    ends_in_list: bool
    opens: int
    closes: int
    """From where to where in the document."""

    def units(self) -> list[Unit]:
        alone = [Unit(item, self.hit, 0) for item in self.orphans if stands_alone(item.quote)]
        return [*alone, *self.whole]


def _carry_over(hits: Sequence[Hit], pieces: dict[str, _Pieces]) -> None:
    """Give the items that open a passage to the list that the passage before it, among the hits, ends in."""
    before: dict[tuple[str, ...], _Pieces] = {}
    for hit in sorted(hits, key=lambda h: (h.passage.document_id, h.passage.start)):
        own = pieces[hit.passage.id]
        section = (hit.passage.document_id, *hit.passage.heading)
        earlier = before.get(section)
        if own.orphans and earlier is not None and earlier.ends_in_list and 0 <= own.opens - earlier.closes <= 2:
            earlier.whole[-1] = replace(earlier.whole[-1], items=(*earlier.whole[-1].items, *own.orphans)[:MOST_ITEMS])
            own.orphans = []
            if not own.whole:  # nothing but items: the list may go on in the next passage
                earlier.closes = own.closes
                continue
        before[section] = own


def _pieces_of(hit: Hit) -> _Pieces:
    passage = hit.passage
    text = passage.text
    pieces = _cut(text)
    markers = {match.end(): match for match in _ITEM.finditer(text)}
    made: list[Unit] = []
    orphans: list[Citation] = []
    lead: tuple[int, int] | None = None
    items: list[tuple[int, int]] = []
    numbered = False

    def cite(start: int, end: int) -> Citation:
        return Citation(passage=passage, start=passage.start + start, end=passage.start + end)

    def close() -> bool:
        """Whether that was a list with its lead-in."""
        nonlocal lead, items, numbered
        if items and lead:
            made.append(Unit(cite(*lead), hit, 0, tuple(cite(*item) for item in items[:MOST_ITEMS]), numbered))
        elif items and items[0][0] == first and not made:
            orphans.extend(cite(*item) for item in items)
        elif items:
            made.extend(Unit(cite(*item), hit, 0) for item in items if stands_alone(text[item[0] : item[1]]))
        listed = bool(items and lead)
        lead, items, numbered = None, [], False
        return listed

    first = pieces[0][0] if pieces else 0
    for at, (start, end) in enumerate(pieces):
        piece = text[start:end]
        if start in markers:
            item_end = end
            for a, b in pieces[at + 1 :]:  # an item of several sentences is one item
                if a in markers or "\n" in text[item_end:a]:
                    break
                item_end = b
            numbered = numbered or markers[start].group("number") is not None
            items.append((start, item_end))
        elif items and start < items[-1][1]:
            continue
        else:
            close()
            if piece.rstrip().endswith(":"):
                lead = (start, end)
            elif stands_alone(piece):
                made.append(Unit(cite(start, end), hit, 0))
            elif (
                says_something(piece)
                and made
                and not made[-1].items
                and _adjacent(text, made[-1].citation.end - passage.start, start)
            ):
                joined_start = made[-1].citation.start - passage.start
                if end - joined_start <= LONGEST_UNIT:
                    made[-1] = Unit(cite(joined_start, end), hit, 0)
    return _Pieces(hit, made, orphans, close(), passage.start, passage.end)


@lru_cache(maxsize=2048)
def _cut(text: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a passage stand that can be read as they are: no table, no rule, no hidden markup."""
    skipped = [match.span() for match in _MARKUP_LINE.finditer(text)]
    seen = visible(text)
    return tuple(
        (a, b) for a, b in sentences(seen) if seen[a:b] == text[a:b] and not any(s <= a < e for s, e in skipped)
    )


def _adjacent(text: str, end: int, start: int) -> bool:
    return "\n\n" not in text[end:start]


def says_something(sentence: str) -> bool:
    """A whole statement, of four words or more: no question, no caption, no fragment."""
    return len(words(sentence)) >= 4 and sentence.rstrip("*_\"'”’)] ")[-1:] in (".", "!", "%")


@lru_cache(maxsize=8192)
def stands_alone(sentence: str) -> bool:
    """Whether a sentence says something to a reader who sees only it."""
    lower = sentence.lower().lstrip("\"'“‘(* ")
    spoken = words(lower)
    if not says_something(sentence):
        return False
    if lower.startswith(_STANDS_ALONE):
        return True
    return spoken[0] not in DANGLING and not lower.startswith(_DANGLING_PHRASES)


def claims_of(chosen: Sequence[Unit]) -> list[Claim]:
    """Claims in order: a section opens a paragraph, lists keep their form."""
    claims: list[Claim] = []
    section: tuple[str, ...] | None = None
    after_list = False
    for unit in chosen:
        opens = unit.section != section or after_list
        claims.append(
            Claim(text=shown(unit.text), citations=(unit.citation,), layout="paragraph" if opens else "inline")
        )
        layout: Layout = "step" if unit.numbered else "item"
        claims.extend(Claim(text=shown(item.quote), citations=(item,), layout=layout) for item in unit.items)
        section, after_list = unit.section, bool(unit.items)
    return claims


def shown(text: str) -> str:
    """The words without Markdown's marks and line breaks; the citation keeps them to the character."""
    text = re.sub(r"!?\[([^\[\]]{0,300})\]\([^()\s]{0,1000}\)", r"\1", text)
    text = re.sub(
        r"\[\[(?:[^\[\]|]{0,200}\|)?([^\[\]]{0,200})\]\]", lambda found: found.group(1).replace("_", " "), text
    )
    text = re.sub(r"(?<!\w)[*_`]{1,3}(?=\S)|(?<=\S)[*_`]{1,3}(?!\w)", "", text)
    return " ".join(line.lstrip(" \t>").rstrip() for line in text.split("\n")).strip()
