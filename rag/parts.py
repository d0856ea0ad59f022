"""Parts: a need of a message goes in, what was found for it and whether that answers it comes out."""

from collections.abc import Sequence
from typing import NamedTuple

from ingest.opened import Generation
from rag.addressed import for_people
from rag.expand import expand
from rag.sufficiency import ENOUGH, sufficiency
from rag.types import Hit

TOPICS = 3


class Part(NamedTuple):
    """One need of a message: what is looked up, what was found, and whether that answers it."""

    search: str
    hits: tuple[Hit, ...]
    enough: bool
    whole: tuple[Hit, ...]
    """The hits with the rest of their sections, where they are enough."""

    @classmethod
    def of(cls, search: str, hits: tuple[Hit, ...], generation: Generation) -> "Part":
        enough = sufficiency(search, hits, generation) >= ENOUGH
        return cls(search, hits, enough, for_people(expand(hits, generation)) if enough else ())


def nearest_topics(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Headings of the best hits, as questions to ask instead."""
    return tuple(dict.fromkeys(hit.passage.heading[-1] for hit in hits if hit.passage.heading))[:TOPICS]
