"""Compose: a question and its hits go in, a draft made of the sources' own sentences comes out. No model writes.

The best section opens with its answer; the few further units that are near the question and say something new follow,
section by section, in the order of the text. Every claim is a whole sentence (or list item) of a document, cited to the
character.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rag.features import goes_on
from rag.needs import last_line
from rag.openings import (
    AGAIN_AT_MOST,
    FLOOR,
    FLOOR_OPENING,
    Scored,
    asks_the_same,
    nearness_of_heading,
    news,
    only_tells,
    open_with,
    says_yes_or_no,
    weak,
)
from rag.premise import clash
from rag.repeats import adds_nothing
from rag.types import Draft, Hit
from rag.units import Unit, claims_of, shown, units, whole_text
from rag.words import stems

Closeness = Callable[[Sequence[str]], NDArray[np.float32]]
"""Cosine similarities between the question and each text, shape (len(texts),)."""

MOST_SECTIONS = 6
"""That may have a say in an answer: as many as `expand` reads whole."""
SHARPNESS = 8.0
"""From what sections are worth to how likely each holds the answer; fits typed questions with labelled sections."""
SURE = 0.9
"""Sections are heard until it is this likely that the answer is among them."""
LEAST_LIKELY = 0.04
LEAST_SHARE, BEST_SHARE = 0.15, 0.4
"""Of the length: what any section that is heard may take, and the best one at least."""
LIST_ROOM = 3.0
"""How large a list may be in any section that is heard, whatever its share: half a list is worth little."""
SAID_ALREADY = 0.1
"""What a section loses that the person has just read: who asks on wants something else, mostly."""
EXHAUSTED = 3.0
"""How many times more for one that opened an answer and is half read, when the person asks with words of their own."""
FIRST_OF_SECTION = 0.1
"""Beyond the best section, its first sentence goes before the rest: it is what the section has to say."""
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


def compose(
    question: str,
    hits: Sequence[Hit],
    closeness: Closeness,
    length: int | None = None,
    said: Sequence[str] = (),
) -> Draft:
    """A draft whose every claim stands word for word in a hit's passage; empty when nothing there can be shown alone.

    Args:
        closeness: how near texts are to the question, by the embedding model.
        length: about how many sentences; None follows the question.
        said: the answers that the person has read; what stands in them can still open, but is not added again.
    """
    candidates = [_met(candidate, said) for candidate in score_units(question, units(hits), closeness)]
    asked = last_line(question)  # the lines above it are what the dialogue gives
    chosen = choose(question, candidates, length or wanted_length(asked))
    return Draft(question=question, claims=tuple(claims_of([candidate.unit for candidate in chosen])), hits=tuple(hits))


def wanted_length(question: str) -> int:
    """Sentences: a bare fact needs few, a person's situation more."""
    count = len(question.split())
    if count > 25 or ASKS_LIST.search(question):
        return 12
    return 9 if ASKS_SHORT.match(question) else 10


def score_units(question: str, found: Sequence[Unit], closeness: Closeness) -> list[Scored]:
    """Each unit weighed by meaning, shared words, its section's rank, its place, and the form that is asked for."""
    if not found:
        return []
    near = closeness([whole_text(unit) for unit in found])
    asked = stems(question)
    best = max(unit.hit.score for unit in found) or 1.0
    section_best: dict[tuple[str, ...], float] = {}
    for unit in found:
        section_best[unit.section] = max(section_best.get(unit.section, 0.0), unit.hit.score / best)
    figure, listed = bool(ASKS_FIGURE.search(question)), bool(ASKS_LIST.search(question))
    scored = []
    for unit, similarity in zip(found, near, strict=True):
        said = stems(whole_text(unit))
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

    Where one section is likely to be the answer, it has most of the room; where several may be, each has its say.
    """
    if not candidates:
        return []
    asked = last_line(question)
    sections = rank_sections(question, candidates)
    shares = shares_of(list(sections.values()))
    may_say_yes = not (goes_on(question) and only_tells(asked))
    heard = {section: _of_section(section, candidates, may_say_yes) for section in list(sections)[: len(shares)]}
    opening, again = open_with(asked, heard)
    chosen = [opening]
    room = length - _size(opening.unit)
    first = opening.unit.section
    order = {section: at for at, section in enumerate((first, *(s for s in heard if s != first)))}
    for section, part in zip(order, shares, strict=True):
        share = min(room, part * length)
        members = [c for c in heard[section] if c is not opening and (not c.said or (again and section == first))]
        if section != first:
            members = _of_another(members, opening)
        else:
            members = [c for c in members if c.score >= FLOOR * opening.score]
            members.sort(key=lambda c: (-c.score, c.unit.citation.start))
            members = members[: AGAIN_AT_MOST - 1] if again else members
        for candidate in members:
            fits = _size(candidate.unit) <= min(max(share, LIST_ROOM), max(room, 1.0))
            if not fits or adds_nothing(candidate.unit, [c.unit for c in chosen]):
                continue
            chosen.append(candidate)
            share -= _size(candidate.unit)
            room -= _size(candidate.unit)
            if share < 1 or room < 1:
                break
    return [opening, *sorted(chosen[1:], key=lambda c: (order[c.unit.section], c.unit.citation.start))]


def _of_section(section: tuple[str, ...], candidates: Sequence[Scored], may_say_yes: bool) -> list[Scored]:
    """Its units, without its 'yes' and 'no' where nothing was asked that these may answer."""
    members = [c for c in candidates if c.unit.section == section]
    return [c for c in members if may_say_yes or not says_yes_or_no(c)] or members


def _of_another(members: Sequence[Scored], opening: Scored) -> list[Scored]:
    """What a section beside the best one may say, best first."""
    answers = asks_the_same(members)
    heard = [
        c
        for c in members
        if c.score >= (FLOOR if c.unit.place else FLOOR_OPENING) * opening.score and (answers or not says_yes_or_no(c))
    ]
    if all(map(weak, heard)):
        return []  # nothing but caveats and afterthoughts
    return sorted(heard, key=lambda c: (-c.score - FIRST_OF_SECTION * (c.unit.place == 0), c.unit.citation.start))


def shares_of(worths: Sequence[float]) -> tuple[float, ...]:
    """How much of the length each section may take, best first; fewer sections than worths where few are likely.

    Args:
        worths: of all sections, best first.
    """
    likely = np.exp(SHARPNESS * (np.asarray(worths) - worths[0]))
    likely /= likely.sum()
    heard = 1
    while heard < min(MOST_SECTIONS, len(likely)) and likely[:heard].sum() < SURE and likely[heard] >= LEAST_LIKELY:
        heard += 1
    shares = np.maximum(likely[:heard] / likely[:heard].sum(), LEAST_SHARE)
    shares[0] = max(shares[0], BEST_SHARE)
    return tuple(float(share) for share in shares)


def rank_sections(question: str, candidates: Sequence[Scored]) -> dict[tuple[str, ...], float]:
    """Sections with their worth, best first: by their best two units, how near the heading is to the question,
    retrieval's order, and how much of it the person has just read.
    """
    members: dict[tuple[str, ...], list[Scored]] = {}
    for candidate in candidates:
        members.setdefault(candidate.unit.section, []).append(candidate)
    ranks = {section: min(c.unit.hit.rank for c in own) for section, own in members.items()}
    places = {section: place for place, section in enumerate(sorted(ranks, key=lambda s: (ranks[s], s)))}
    asked = last_line(question)  # 'why?' goes on where the answer stood

    def worth(section: tuple[str, ...]) -> float:
        own = members[section]
        first, second, *_ = [*sorted((c.score for c in own), reverse=True), 0.0]
        heading = max(nearness_of_heading(c.unit.hit) for c in own)
        foreign = clash(question, section[1:])
        known = float(np.mean([c.said for c in own]))
        known += EXHAUSTED * (any(c.opened for c in own) and known >= 0.5 and news(asked, own))
        base = first + 0.2 * second + 0.4 * heading - 0.02 * places[section]
        return base - 0.2 * foreign - SAID_ALREADY * known

    worths = {section: worth(section) for section in members}
    return dict(sorted(worths.items(), key=lambda item: (-item[1], item[0])))


def _met(candidate: Scored, answers: Sequence[str]) -> Scored:
    text = shown(candidate.unit.text)
    return replace(
        candidate,
        said=any(text in answer for answer in answers),
        opened=any(answer.lstrip().startswith(text) for answer in answers),
    )


def _size(unit: Unit) -> int:
    """A list is read faster than its items as sentences."""
    return 1 + (len(unit.items) + 2) // 3
