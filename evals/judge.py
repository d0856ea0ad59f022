"""Judge: a sentence and the words it rests on go in, what the checker rules comes out. Remembered: many measures ask
the same.
"""

from collections.abc import Iterable, Sequence
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


_KNOWN: dict[tuple[str, tuple[Words, ...]], Ruling] = {}


def _rule(text: str, words: tuple[Words, ...]) -> Ruling:
    if (text, words) not in _KNOWN:
        _rule_all([(text, words)])
    return _KNOWN[text, words]


def rule_ahead(pairs: Iterable[tuple[str, str]]) -> None:
    """Rule on many (sentence, quote) pairs in one go, which costs the learned model less; they are remembered."""
    asked = [(text, ((quote, ()),)) for text, quote in pairs if quote.strip()]
    _rule_all([pair for pair in dict.fromkeys(asked) if pair not in _KNOWN])


def _rule_all(asked: Sequence[tuple[str, tuple[Words, ...]]]) -> None:
    from ingest.types import Passage
    from rag.check import check
    from rag.types import Citation, Claim

    claims = []
    for text, words in asked:
        citations = []
        for quote, heading in words:
            passage = Passage(document_id="evidence", start=0, end=len(quote), text=quote, heading=heading)
            citations.append(Citation(passage=passage, start=0, end=len(quote)))
        claims.append(Claim(text=text, citations=tuple(citations)))
    for pair, verdict in zip(asked, check(claims), strict=True):
        _KNOWN[pair] = Ruling(verdict.label, round(verdict.confidence, 4), verdict.reason)
