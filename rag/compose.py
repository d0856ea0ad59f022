"""Compose: a question and its hits go in, a draft made of the sources' own sentences comes out. No model writes.

The best section opens with its answer; the few further units that are near the question and say something new follow,
section by section, in the order of the text. Every claim is a whole sentence (or list item) of a document, cited to the
character.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rag.premise import clash
from rag.types import Claim, Draft, Hit, Layout
from rag.units import Unit, units
from rag.words import stems

Closeness = Callable[[Sequence[str]], NDArray[np.float32]]
"""Cosine similarities between the question and each text, shape (len(texts),)."""

MOST_SECTIONS = 3
SAME_QUESTION = 0.4
"""Similarity from which a heading asks what the person asks."""
SHARES = (0.7, 0.5, 0.35)
"""How much of the length each of the best sections may take."""
FLOORS = (0.5, 0.6, 0.65)
"""How near to the question a unit must be, as a share of the opening's score."""
ASKS_FIGURE = re.compile(
    r"\b(?:how (?:much|many|long|old|often|big|high)|what (?:percent|percentage|share|salary|pay)|"
    r"salar(?:y|ies)|pay|paid|earn\w*|wages?|percent\w*|median|average|statistics?|numbers?|figures?|growth|outlook|cost)\b",
    re.IGNORECASE,
)
ASKS_LIST = re.compile(
    r"\b(?:steps?|list|ways|how (?:do|can|should|to)"
    r"|which (?:skills|questions|factors|books|courses|tools|topics|things)"
    r"|what (?:questions|skills|steps|factors|topics|things|signs|are the)"
    r"|ideas|tips|checklist|options|criteria|roadmap|stages|examples|plan)\b",
    re.IGNORECASE,
)
ASKS_SHORT = re.compile(
    r"^\s*(?:who|when|where|which|what|is|are|does|do|did|can|should|how (?:much|many|long))\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Scored:
    """A unit with how well it serves the question."""

    unit: Unit
    score: float
    closeness: float


def compose(question: str, hits: Sequence[Hit], closeness: Closeness, length: int | None = None) -> Draft:
    """A draft whose every claim stands word for word in a hit's passage; empty when nothing there can be shown alone.

    Args:
        closeness: how near texts are to the question, by the embedding model.
        length: about how many sentences; None follows the question.
    """
    candidates = score_units(question, units(hits), closeness)
    chosen = choose(question, candidates, length or wanted_length(question))
    return Draft(question=question, claims=tuple(claims_of(chosen)), hits=tuple(hits))


def wanted_length(question: str) -> int:
    """Sentences: a bare fact needs few, a person's situation more."""
    count = len(question.split())
    if count > 25 or ASKS_LIST.search(question):
        return 10
    return 7 if ASKS_SHORT.match(question) else 8


def score_units(question: str, found: Sequence[Unit], closeness: Closeness) -> list[Scored]:
    """Each unit weighed by meaning, shared words, its section's rank, its place, and the form that is asked for."""
    if not found:
        return []
    near = closeness([_whole_text(unit) for unit in found])
    asked = stems(question)
    best = max(unit.hit.score for unit in found) or 1.0
    section_best: dict[tuple[str, ...], float] = {}
    for unit in found:
        section_best[unit.section] = max(section_best.get(unit.section, 0.0), unit.hit.score / best)
    figure, listed = bool(ASKS_FIGURE.search(question)), bool(ASKS_LIST.search(question))
    scored = []
    for unit, similarity in zip(found, near, strict=True):
        said = stems(_whole_text(unit))
        shared = len(asked & said) / len(asked) if asked else 0.0
        score = 0.5 * float(similarity) + 0.2 * shared + 0.3 * section_best[unit.section]
        score += 0.08 * (unit.place == 0)
        score += 0.06 * (figure and bool(re.search(r"\d", unit.text)))
        score += 0.08 * (listed and bool(unit.items))
        score -= 0.05 * bool(re.match(r"I\b|My\b|We\b|Our\b", unit.text))
        scored.append(Scored(unit, score, float(similarity)))
    return scored


def choose(question: str, candidates: Sequence[Scored], length: int) -> list[Scored]:
    """The opening first, then what adds something, grouped by section in the order of the text.

    The best section has first claim on the room, since it was written or found as the answer; the others must be
    nearer to the question to be heard, and say something new.
    """
    if not candidates:
        return []
    sections = rank_sections(question, candidates)
    opening = _opening([c for c in candidates if c.unit.section == sections[0]])
    chosen = [opening]
    room = length - _size(opening.unit)
    for at, section in enumerate(sections[:MOST_SECTIONS]):
        share = min(room, SHARES[at] * length)
        floor = FLOORS[at] * opening.score
        members = (
            c
            for c in candidates
            if c.unit.section == section and c is not opening and c.score >= floor and not (at and _says_yes_or_no(c))
        )
        for candidate in sorted(members, key=lambda c: (-c.score, c.unit.citation.start)):
            if _size(candidate.unit) > max(share, 1.0) or _adds_nothing(candidate.unit, chosen):
                continue
            chosen.append(candidate)
            share -= _size(candidate.unit)
            room -= _size(candidate.unit)
            if share < 1 or room < 1:
                break
    order = {section: at for at, section in enumerate(sections)}
    return [opening, *sorted(chosen[1:], key=lambda c: (order[c.unit.section], c.unit.citation.start))]


def rank_sections(question: str, candidates: Sequence[Scored]) -> list[tuple[str, ...]]:
    """Sections, best first: by their best two units, how near the heading is to the question, and retrieval's order."""
    scores: dict[tuple[str, ...], list[float]] = {}
    headings: dict[tuple[str, ...], float] = {}
    ranks: dict[tuple[str, ...], int] = {}
    for candidate in candidates:
        section, hit = candidate.unit.section, candidate.unit.hit
        scores.setdefault(section, []).append(candidate.score)
        near = max((signal.score for signal in hit.signals if signal.retriever == "question"), default=0.0)
        headings[section] = max(headings.get(section, 0.0), near)
        ranks[section] = min(ranks.get(section, hit.rank), hit.rank)
    places = {section: place for place, section in enumerate(sorted(ranks, key=lambda s: (ranks[s], s)))}

    def worth(section: tuple[str, ...]) -> float:
        first, second, *_ = [*sorted(scores[section], reverse=True), 0.0]
        foreign = clash(question, section[1:])
        return first + 0.2 * second + 0.4 * headings[section] - 0.02 * places[section] - 0.2 * foreign

    return sorted(scores, key=lambda section: (-worth(section), section))


def _says_yes_or_no(candidate: Scored) -> bool:
    """'Yes, …' and 'No, …' answer the heading of their own section, not what was asked."""
    return re.match(r"(?:yes|no)\b[,:]", candidate.unit.text, re.IGNORECASE) is not None


def _opening(candidates: Sequence[Scored]) -> Scored:
    """A section's first sentence is its answer; another opens only when it is clearly nearer to the question."""
    near = max((s.score for c in candidates for s in c.unit.hit.signals if s.retriever == "question"), default=1.0)
    if near < SAME_QUESTION:  # its yes or no may be the answer to something else
        candidates = [c for c in candidates if not _says_yes_or_no(c)] or candidates
    best = max(candidates, key=lambda c: (c.score, -c.unit.citation.start))
    first = min(candidates, key=lambda c: c.unit.citation.start)
    return first if first.unit.place == 0 and first.score >= 0.8 * best.score else best


def claims_of(chosen: Sequence[Scored]) -> list[Claim]:
    """Claims in order: a section opens a paragraph, lists keep their form."""
    claims: list[Claim] = []
    section: tuple[str, ...] | None = None
    after_list = False
    for candidate in chosen:
        unit = candidate.unit
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


def _whole_text(unit: Unit) -> str:
    """Blank lines between the parts keep a lead-in and its items apart as sentences."""
    return "\n\n".join([unit.text, *(item.quote for item in unit.items)])


def _size(unit: Unit) -> int:
    """A list is read faster than its items as sentences."""
    return 1 + (len(unit.items) + 2) // 3


def _adds_nothing(unit: Unit, chosen: Sequence[Scored]) -> bool:
    """Nearly all of its content words were said already."""
    said = set().union(*(stems(_whole_text(c.unit)) for c in chosen))
    own = stems(_whole_text(unit))
    return not own or len(own & said) / len(own) > 0.8
