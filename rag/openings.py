"""Openings: the scored units of sections go in, the one that an answer opens with comes out.

What opens is read as the answer. So it is no caveat, no sentence that leans on the one before it, no 'yes' to another
question, and nothing that opened before, unless that is just what is asked.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.needs import asks, opens_like_a_question
from rag.standing import bare, told
from rag.types import Hit
from rag.units import Unit
from rag.words import stems

SAME_QUESTION = 0.4
"""Similarity from which a heading asks what the person asks."""
FLOOR, FLOOR_OPENING = 0.5, 0.4
"""How near to the question a unit must be, as a share of the opening's score; a section's first sentence less so."""
AGAIN_AT_MOST = 3
"""Units of a section that was read before and is what is asked."""

_CAVEAT = re.compile(
    r"\b(?:(?:not|no|none|hardly any|nothing)\b.{0,120}\bfound|(?:do|does|did) not (?:tell|say|prove)"
    r"|cannot (?:tell|settle)"
    r"|(?:is|are|as|only|gives?) (?:just |only )?one (?:person|engineer|company|employer|school|author|study)\b"
    r"|one person's|matter of opinion|treat (?:it|them|this|that|these|the)\b|take (?:it|them) as|carr(?:y|ies) no date"
    r"|self-selected|rough guide|may be several years old|differ partly|figures? (?:comes?|is|are) from"
    r"|figures? (?:of [^,]{1,30} )?covers?|candidly|no more than a hint|gives? no more than"
    r"|belongs? (?:with|to) (?:an?|the) [^.]{0,40}(?:lawyer|adviser|union|doctor))\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"^(?:[^\s.]+ ){0,7}(?:also|likewise|similarly|further|even so|another)\b|^(?:[^\s.]+ ){0,10}(?:therefore|thus)\b"
    r"|\b(?:too|as well|again|either)(?=[.,:]|$)|\b(?:in|of|by|from) that (?:\d{4} )?"
    r"(?:blog|article|post|survey|study|book|account|podcast|talk|guide|list)\b"
    r"|\badd(?:s|ed)(?= that\b|,|\.| \()|\bby contrast\b|\bin turn\b"
    r"|\bthe same way\b|\bmuch the same\b|\bmore (?:hopeful|cautious|sceptical)\b|^(?:the|those|these) two\b"
    r"|^(?:an? |the )?(?:kinder|second|third|fourth|opposite|other|later)\b",
    re.IGNORECASE,
)
_OPENERS = r"^\W*(?:(?:and|so|but|or|ok|okay|also|well|then|sorry|hi|hello|thanks|yes|no|hmm)\b\W*)*"
_ASKS_FOR_A_THING = re.compile(
    _OPENERS + r"(?:what|whats|what's|how|hows|which|who|whose|where|when|why)\b", re.IGNORECASE
)

_ASKS_WHETHER = re.compile(
    _OPENERS + r"(?:is|are|do|does|did|was|were|wo|ca|could|should|would|ai|has|have)n['’]?t\b"
    r"|\b(?:if|whether|worth)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Scored:
    """A unit with how well it serves the question."""

    unit: Unit
    score: float
    closeness: float
    said: bool = False
    """An answer that the person has read holds it."""
    opened: bool = False
    """Such an answer opened with it."""


@lru_cache(maxsize=8192)
def worth_little_alone(text: str) -> bool:
    """A caveat, or a sentence that leans on one before it: good behind an answer, and none by itself."""
    return _CAVEAT.search(text) is not None or _LEANS.search(text) is not None


def weak(candidate: Scored) -> bool:
    """As `worth_little_alone`; a section's first sentence is what it has to say, and a list is never weak."""
    unit = candidate.unit
    return unit.place > 0 and not unit.items and worth_little_alone(unit.text)


def open_with(asked: str, sections: Mapping[tuple[str, ...], Sequence[Scored]]) -> tuple[Scored, bool]:
    """What opens the answer, and whether it says again what was read.

    The best section opens. One that was read through gives way to the next, unless the person asks with words of
    their own for what stands there.

    Args:
        asked: the person's last words, without what the dialogue gives.
        sections: the units of each section that is heard, best first.
    """
    best = next(iter(sections.values()))
    usual = _opening(asked, best)
    if not usual.opened and not (usual.said and weak(usual)):
        return usual, False
    for members in sections.values():
        fresh = [c for c in members if not c.said and not weak(c)]
        if fresh and (other := _opening(asked, fresh)).score >= FLOOR * usual.score:
            return other, False
        if members is best and not bare(asked):
            return usual, True
    others = [c for c in best if not c.said] or [c for c in best if not c.opened]
    return (_opening(asked, others) if others else usual), False


def _opening(asked: str, candidates: Sequence[Scored]) -> Scored:
    """A section's first sentence is its answer; another opens only when it is clearly nearer to the question.

    A 'yes' that is the section's first sentence answers what was not asked with 'what' or 'how', so the nearest opens.
    """
    if not asks_the_same(candidates):  # its yes or no may be the answer to something else
        candidates = [c for c in candidates if not says_yes_or_no(c)] or candidates
    candidates = [c for c in candidates if not weak(c)] or candidates
    best = max(candidates, key=lambda c: (c.score, -c.unit.citation.start))
    first = min(candidates, key=lambda c: c.unit.citation.start)
    if says_yes_or_no(first) and _ASKS_FOR_A_THING.match(asks(asked)[0][-1]):
        return best
    return first if first.unit.place == 0 and first.score >= 0.8 * best.score else best


def news(asked: str, read: Sequence[Scored]) -> bool:
    """Whether the person asks with a word of their own that what was read does not hold."""
    own = {stem for word in told(asked) for stem in stems(word)}
    return bool(own - frozenset().union(*(stems(c.unit.text) for c in read)))


def nearness_of_heading(hit: Hit) -> float:
    """How near a heading, or another wording of it, is to the question."""
    return max((signal.score for signal in hit.signals if signal.retriever == "question"), default=0.0)


def asks_the_same(members: Sequence[Scored]) -> bool:
    """Whether the heading of a section asks what the person asks."""
    return max((nearness_of_heading(c.unit.hit) for c in members), default=1.0) >= SAME_QUESTION


def only_tells(asked: str) -> bool:
    """'They want me to do medicine instead' asks nothing that 'yes' or 'no' could answer."""
    need = asks(asked)[0][-1]
    asks_in_other_words = need.rstrip().endswith("?") or _ASKS_WHETHER.search(need) is not None
    return not asks_in_other_words and not opens_like_a_question(need)


def says_yes_or_no(candidate: Scored) -> bool:
    """'Yes, …' and 'No, …' answer the heading of their own section, not what was asked."""
    return re.match(r"(?:yes|no)\b[,:]", candidate.unit.text, re.IGNORECASE) is not None
