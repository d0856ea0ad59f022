"""Said: what lies between a model's words and the findings. Plain data that the steps hand on; none of it is ever
shown."""

from typing import NamedTuple

from rag.types import Citation, Claim, Layout


class Limits(NamedTuple):
    """How long a model may take and talk before the composed answer takes over."""

    first_seconds: float = 30.0
    """Until its first words; a local model must read the passages first."""
    pause_seconds: float = 20.0
    """Between two pieces."""
    total_seconds: float = 120.0
    settle_seconds: float = 0.15
    """A sentence that looks whole and is followed by nothing for so long counts as whole."""
    sentences: int = 24
    characters: int = 8_000
    """Of the answer; thinking is not counted here, only in the seconds."""
    sentence_characters: int = 1_000
    lost_in_a_row: int = 8
    """Sentences withheld one after the other, with nothing shown yet, after which nobody waits for more."""


class Piece(NamedTuple):
    """Some of a reply as it arrived."""

    text: str
    quoted: tuple[str, ...] = ()
    """Words of a source that the model's own interface says it cites (LangChain's citation annotations)."""


class Said(NamedTuple):
    """One whole sentence of a model, without list marks, still with its markers."""

    text: str
    layout: Layout = "inline"
    quoted: tuple[str, ...] = ()
    lead: str = ""
    """The line ending in a colon that a list item stands under."""


class Cited(NamedTuple):
    """A sentence as a claim without its markers, with the words it may rest on."""

    claim: Claim
    """Its citations are the first reading."""
    readings: tuple[tuple[Citation, ...], ...] = ()
    """Sets of spans that may carry it, best first; each is to be tried alone."""
    marked: frozenset[str] = frozenset()
    """Ids of the passages that the model named."""
    leans: bool = False
    """It opens with 'This', 'It', …: it says nothing without the sentence before it."""
    person: str = ""
    """The part that speaks of the person: it must rest on their own words alone."""
    parts: tuple["Cited", ...] = ()
    """Its clauses, where it holds several that stand alone, each with readings of its own."""
    broken: str = ""
    """Why it cannot be shown whatever it rests on; '' if nothing is the matter."""
