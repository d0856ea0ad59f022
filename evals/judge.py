"""Judge: a sentence and the words it rests on go in, what the checker rules comes out. Remembered: many measures ask
the same.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from evals.types import Cited, Output, Sentence


class Ruling(NamedTuple):
    """The checker's word on one sentence."""

    label: str
    confidence: float
    reason: str

    @property
    def holds(self) -> bool:
        return self.label == "supported"


Words = tuple[str, tuple[str, ...]]
"""A quote and the headings it stands under."""


def rule(text: str, cited: Iterable[Cited]) -> Ruling:
    """The ruling on a sentence held against the words it cites."""
    return _rule(text, tuple((c.quote, c.heading) for c in cited if c.quote.strip()))


def rule_words(text: str, *quotes: str) -> Ruling:
    """The same for bare words."""
    return _rule(text, tuple((quote, ()) for quote in quotes if quote.strip()))


def claims_of(output: Output) -> tuple[tuple[Sentence, Ruling], ...]:
    """The shown sentences that state something, each with its ruling."""
    ruled = ((sentence, rule(sentence.text, sentence.cited)) for sentence in output.shown)
    return tuple((sentence, ruling) for sentence, ruling in ruled if ruling.label != "not-a-claim")


@lru_cache(maxsize=200_000)
def _rule(text: str, words: tuple[Words, ...]) -> Ruling:
    from ingest.types import Passage
    from rag.check import check
    from rag.types import Citation, Claim

    citations = []
    for quote, heading in words:
        passage = Passage(document_id="evidence", start=0, end=len(quote), text=quote, heading=heading)
        citations.append(Citation(passage=passage, start=0, end=len(quote)))
    verdict = check([Claim(text=text, citations=tuple(citations))])[0]
    return Ruling(verdict.label, round(verdict.confidence, 4), verdict.reason)
