"""Parts: a need of a message and its hits go in, whether they answer it comes out, with the rest of their sections; and
what answers each need, as one draft.
"""

from collections.abc import Sequence
from typing import NamedTuple

from ingest.opened import Generation
from rag.addressed import for_people
from rag.closeness import closeness_to
from rag.compose import compose
from rag.expand import expand
from rag.point import POINTED, to_the_point
from rag.sufficiency import ENOUGH, SURE, sufficiency
from rag.types import Claim, Draft, Hit

LENGTH_OF_A_PART = 4
"""Sentences for each need of a message with several."""


class Part(NamedTuple):
    """One need of a message: what is looked up, what was found, and whether that answers it."""

    search: str
    hits: tuple[Hit, ...]
    likely: float
    """How likely it is that the hits answer, 0 to 1."""
    whole: tuple[Hit, ...]
    """The hits with the rest of their sections, where they are enough."""

    @classmethod
    def of(cls, search: str, hits: tuple[Hit, ...], generation: Generation) -> "Part":
        likely = sufficiency(search, hits, generation)
        return cls(search, hits, likely, for_people(expand(hits, generation)) if likely >= ENOUGH else ())

    @property
    def enough(self) -> bool:
        """To be answered, perhaps with a word of doubt."""
        return self.likely >= ENOUGH

    @property
    def sure(self) -> bool:
        return self.likely >= SURE


class Drafted(NamedTuple):
    """What answers the needs of a message."""

    draft: Draft
    beside: bool
    """Some of it may not be to the point."""


def drafted(question: str, parts: Sequence[Part], said: Sequence[str], generation: Generation) -> Drafted:
    """What answers each need, one after the other; nothing twice, and little of the answers before."""
    answered = [part for part in parts if part.enough]
    length = LENGTH_OF_A_PART if len(answered) > 1 else None
    claims: dict[str, Claim] = {}
    beside = False
    for part in answered:
        own = compose(part.search, part.whole, closeness_to(part.search, generation), length, said).claims
        for opening in own[:1]:
            pointed = to_the_point(part.search, opening.citations[0], part.likely, generation)
            beside |= pointed < POINTED if pointed is not None else not part.sure
        for claim in own:
            claims.setdefault(claim.text, claim)
    hits = tuple(hit for part in answered for hit in part.hits)
    return Drafted(Draft(question=question, claims=tuple(claims.values()), hits=hits), beside)
