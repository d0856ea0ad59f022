"""Judge: a sentence and the words it rests on go in, what the checker rules comes out. Remembered: many measures ask
the same.
"""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from evals.types import Cited, Output, Sentence

if TYPE_CHECKING:
    from rag.types import Claim


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
    return _rule(text, words_of(cited))


def words_of(cited: Iterable[Cited]) -> tuple[Words, ...]:
    """What is held against a sentence that cites this."""
    return tuple((c.quote, c.heading) for c in cited if c.quote.strip())


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
    rule_many((text, (quote,)) for text, quote in pairs if quote.strip())


def rule_many(asked: Iterable[tuple[str, Sequence[str]]]) -> None:
    """The same for sentences that are held against several quotes together, as `rule_words` holds them."""
    made = [(text, tuple((quote, ()) for quote in quotes if quote.strip())) for text, quotes in asked]
    _rule_all([pair for pair in dict.fromkeys(made) if pair not in _KNOWN])


def claim_of(text: str, words: Iterable[Words]) -> "Claim":
    """The sentence as a claim that cites these words."""
    from ingest.types import Passage
    from rag.types import Citation, Claim

    citations = []
    for quote, heading in words:
        passage = Passage(document_id="evidence", start=0, end=len(quote), text=quote, heading=heading)
        citations.append(Citation(passage=passage, start=0, end=len(quote)))
    return Claim(text=text, citations=tuple(citations))


def _rule_all(asked: Sequence[tuple[str, tuple[Words, ...]]]) -> None:
    from rag.check import check

    claims = [claim_of(text, words) for text, words in asked]
    for pair, verdict in zip(asked, check(claims), strict=True):
        _KNOWN[pair] = Ruling(verdict.label, round(verdict.confidence, 4), verdict.reason)
