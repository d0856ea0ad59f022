"""Parts: one need of a message and its hits go in, whether they answer it comes out, with the rest of their sections."""

from typing import NamedTuple

from ingest.opened import Generation
from rag.addressed import for_people
from rag.expand import expand
from rag.sufficiency import ENOUGH, SURE, sufficiency
from rag.types import Hit


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
