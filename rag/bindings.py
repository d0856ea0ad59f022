"""Bindings: a sentence and the words it rests on go in, what it ties together otherwise than they do comes out.

A model that recombines true words is the hardest to catch: every word of 'start-ups look for specialists' stands in
the source. Six looks, each by rule: a word exchanged for one that excludes it, a scope made wider, a comparison
nobody made, a figure bound to another thing, a subject exchanged for its neighbour, the sides of a contrast mixed.
For sentences of models only: the sources' own sentences need none of it.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from ingest.sentences import sentences
from rag.binding_words import EXCLUDE, SAME, WIDE
from rag.counts import called, counted
from rag.edits import edited
from rag.series import misplaced
from rag.sides import swapped
from rag.split_claims import split_claim
from rag.words import STOPWORDS, stem, words

_CONTRAST = re.compile(r"\s*;\s+|,?\s+(?:while|whereas|although|though|but)\s+", re.IGNORECASE)
_FINE = re.compile(r"\s*;\s+|,?\s+(?:while|whereas|although|though|but)\s+|,\s+(?:and|so|or)\s+|:\s+", re.IGNORECASE)
_AMOUNTS = frozenset({"half", "third", "quarter", "more", "most", "less"})
_AND_NAME = re.compile(r",\s+and\s+(?=[A-Z])")
"""What another one says or does is another statement."""
_AND = re.compile(r"\s+and\s+", re.IGNORECASE)
_SETS_APART = re.compile(r"\b(?:unlike|than|compared|both|whether|neither)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_CAUSES = re.compile(r"\b(?:causes?|caused|leads? to|led to|results? in)\b", re.IGNORECASE)
_CAUSED = re.compile(r"\b(?:caus|lead|led\b|result|because|bring|make|made|why\b|since\b|so\b|thus)", re.IGNORECASE)
_COMPARES = re.compile(
    r"\b(?:more|less|fewer|better|worse|higher|lower|faster|cheaper|easier|harder|larger|smaller|greater)\b[\w "
    r",'’-]{0,40}\bthan\b",
    re.IGNORECASE,
)
_COMPARED = re.compile(
    r"\b(?:than|more|less|fewer|better|worse|higher|lower|faster|cheaper|easier|harder|larger|smaller|greater"
    r"|prefers?|best|worst|over)\b",
    re.IGNORECASE,
)


class Clause(NamedTuple):
    """A stretch of a source between two contrasts."""

    text: str
    stems: frozenset[str]
    opening: frozenset[str]
    """Its first words of meaning: what it speaks of."""
    numbers: frozenset[str]


def unbound(text: str, cited: Sequence[str]) -> str:
    """What is tied together otherwise than in the source, in words for a person; '' if nothing is.

    Args:
        cited: the words that the sentence rests on.
    """
    held = " ".join(cited)
    return (
        edited(text, apart := [quote[start:end] for quote in cited for start, end in sentences(quote)])
        or misplaced(text, apart)
        or swapped(text, apart)
        or _exchanged_in_a_part(text, cited)
        or counted(text, nearest := _nearest(text, cited))
        or called(text, nearest)
        or _wider(text, held)
        or _compared(text, held)
        or _figure(text, cited)
        or _subject(text, cited)
        or _crossed(text, cited)
    )


def _exchanged_in_a_part(text: str, cited: Sequence[str]) -> str:
    """Each clause beside its own nearest sentence: what two sources say apart may be said together."""
    parts = [part.text for part in split_claim(text)] or [text]
    everything = " ".join(cited)
    return next((why for part in parts if (why := _exchanged(part, _nearest(part, cited), everything))), "")


def _exchanged(text: str, held: str, everything: str) -> str:
    said, known = set(_plain(text)), set(_plain(held))
    if "both" in said and "not both" not in text and re.search(r"\bnot both\b", held):
        return "the source says not both"
    if _CAUSES.search(text) and not _CAUSED.search(held):
        return "the source does not say that one causes the other"
    for group in EXCLUDE:
        new, gone = (said & group) - known, (known & group) - said
        new -= {word for word in new if _phrase(text, word) in " ".join(words(everything))}
        if new and gone and not any(_alike(a, known) for a in new):
            return f"the source says {min(gone)}, not {min(new)}"
    return ""


def _phrase(text: str, word: str) -> str:
    """The word with the two before it, as in 'hours a week'; a word that opens a sentence has no such phrase."""
    said = words(text)
    at = said.index(word) if word in said else 0
    return " ".join(said[at - 2 : at + 1]) if at >= 2 else "\n"


def _nearest(text: str, cited: Sequence[str]) -> str:
    """The one sentence that holds most of its words: what stands elsewhere does not make up for what it lacks."""
    own = _stems(text)
    found = [quote[start:end] for quote in cited for start, end in sentences(quote)]
    return max(found, key=lambda one: len(own & _stems(one)), default="")


def _alike(word: str, known: set[str]) -> bool:
    return any(stem(other) == stem(word) or {word, other} in SAME for other in known)


def _wider(text: str, held: str) -> str:
    known = set(_plain(held))
    for word in _plain(text):
        if (
            word in WIDE
            and not known & set(WIDE[word].split())
            and not (word == "never" and re.search(r"n['’]t\b", held))
        ):
            return f"the source does not say '{word}'"
    return ""


def _compared(text: str, held: str) -> str:
    return "the source does not compare them" if _COMPARES.search(text) and not _COMPARED.search(held) else ""


def _figure(text: str, held: Sequence[str]) -> str:
    """A figure whose own clause speaks of something else, while the clause that is repeated has another figure."""
    clauses = _clauses(held, _FINE)
    for piece in _pieces(text, _FINE):
        own = _stems(piece)
        numbers = _numbers(piece)
        for number in numbers:
            homes = [c for c in clauses if number in c.numbers]
            if not homes or re.fullmatch(r"(?:19|20)\d\d", number):
                continue
            words_of_it = own - {number}
            at_home = max(len(words_of_it & c.stems) for c in homes)
            for clause in clauses:
                others = {n for n in clause.numbers - numbers if not re.fullmatch(r"(?:19|20)\d\d", n)}
                if (
                    number not in clause.numbers
                    and others
                    and len(words_of_it & clause.stems) > at_home + (len(words_of_it) > 6)
                ):
                    return f"in the source {number} belongs to something else"
    return ""


def _subject(text: str, held: Sequence[str]) -> str:
    """A subject that the best clause does not know, but its neighbour opens with."""
    clauses = _clauses(held, _CONTRAST)
    for piece in (piece for part in _AND_NAME.split(text) for piece in _CONTRAST.split(part)):
        own = _stems(piece)
        if len(own) < 3 or not clauses:
            continue
        best = max(clauses, key=lambda c: (len(own & c.stems), -len(c.stems)))
        if len(own & best.stems) < 0.6 * len(own):
            continue
        opening = frozenset(_ordered_stems(piece)[:3])
        strange = opening - best.stems - _AMOUNTS
        replaced = best.opening - own
        neighbours = [c for c in clauses if c is not best and strange & c.opening and not strange & best.stems]
        if (
            strange
            and replaced
            and neighbours
            and len(own & best.stems)
            > max(len(own & c.stems) for c in neighbours if strange <= c.stems or strange & c.opening)
        ):
            return f"the source says this of something else: {best.text[:80]}"
    return ""


def _crossed(text: str, cited: Sequence[str]) -> str:
    """Of 'A does x, while B does y': what A is said to do is what B does."""
    if _SETS_APART.search(text):
        return ""
    for quote in cited:
        for start, end in sentences(quote):
            sides = [_stems(side) for side in _CONTRAST.split(quote[start:end]) if side and side.strip()]
            if len(sides) != 2:
                continue
            for piece in _CONTRAST.split(text):
                order = [one for one in dict.fromkeys(_ordered_stems(piece)) if (one in sides[0]) != (one in sides[1])]
                if len(order) < 2 or len(_stems(piece) & (sides[0] | sides[1])) < 0.8 * len(_stems(piece)):
                    continue
                other = sides[1] if order[0] in sides[0] else sides[0]
                if 2 * sum(one in other for one in order[1:]) > len(order) - 1:
                    return "the source says this of something else, and sets the two against each other"
    return ""


def _clauses(held: Sequence[str], cut: re.Pattern[str]) -> list[Clause]:
    found: dict[str, Clause] = {}
    for text in held:
        for start, end in sentences(text):
            for piece in _pieces(text[start:end], cut):
                if piece.strip() and piece not in found:
                    order = _ordered_stems(piece)
                    found[piece] = Clause(piece.strip(), frozenset(order), frozenset(order[:3]), _numbers(piece))
    return list(found.values())


def _pieces(text: str, cut: re.Pattern[str]) -> list[str]:
    """Cut at contrasts; for figures also at 'and' where each side has a figure and something it is said of."""
    pieces = [piece for piece in cut.split(text) if piece]
    return [fine for piece in pieces for fine in _at_and(piece)] if cut is _FINE else pieces


def _at_and(text: str) -> list[str]:
    for joint in _AND.finditer(text):
        left, right = text[: joint.start()], text[joint.end() :]
        figure = _NUMBER.search(right)
        if figure and _NUMBER.search(left) and _ordered_stems(right[: figure.start()]):
            return [left, *_at_and(right)]
    return [text]


def _numbers(text: str) -> frozenset[str]:
    return frozenset(number.replace(",", "").rstrip(".") for number in _NUMBER.findall(text))


def _stems(text: str) -> frozenset[str]:
    return frozenset(_ordered_stems(text))


def _ordered_stems(text: str) -> list[str]:
    joined = re.sub(r"(?<=[a-z])-(?=[a-z])", "", re.sub(r"(?<=\d),(?=\d{3})", "", text))
    return [stem(word) for word in words(joined) if word not in STOPWORDS]


def _plain(text: str) -> list[str]:
    """Words, those with a hyphen whole as well."""
    return [*(word.removesuffix("'s") for word in words(text)), *re.findall(r"[a-z]+-[a-z]+", text.lower())]
