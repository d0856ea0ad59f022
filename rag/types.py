"""Types: what flows from a question to an answer. Plain, frozen, JSON in and out."""

from collections.abc import Mapping
from typing import Literal, Self

from pydantic import Field, computed_field, model_validator

from ingest.types import Frozen, Passage, Source

ClaimKind = Literal["statement", "advice", "connective", "about-you"]
Label = Literal["supported", "partly", "unsupported", "contradicted", "not-a-claim"]
Layout = Literal["inline", "paragraph", "item", "step"]
Reason = Literal[
    "not-in-sources",
    "out-of-scope",
    "unclear",
    "harmful",
    "legal",
    "medical",
    "immigration",
    "crisis",
    "instruction",
    "small-talk",
]


class Signal(Frozen):
    """What one retriever gave a hit."""

    retriever: str
    rank: int = Field(ge=1)
    score: float
    because: str = ""
    """Which words, which field, which vector: for people who look at retrieval naked."""


class Hit(Frozen):
    """A passage that was found, how well, and by whom."""

    passage: Passage
    score: float
    """Fused score; larger is better. Comparable within one question only."""
    rank: int = Field(ge=1)
    signals: tuple[Signal, ...] = ()


class Hits(Frozen):
    """First event of a streamed answer: what was found."""

    hits: tuple[Hit, ...]


class Citation(Frozen):
    """Words of a document: offsets `start:end` into the document's text, inside `passage`."""

    passage: Passage
    start: int
    end: int

    @model_validator(mode="after")
    def _inside_passage(self) -> Self:
        if not self.passage.start <= self.start < self.end <= self.passage.end:
            raise ValueError(
                f"Citation {self.start}:{self.end} does not lie inside its passage "
                f"{self.passage.start}:{self.passage.end}"
            )
        return self

    @computed_field  # type: ignore[prop-decorator]
    @property
    def quote(self) -> str:
        """The document's own words."""
        return self.passage.text[self.start - self.passage.start : self.end - self.passage.start]


class Claim(Frozen):
    """One self-contained sentence, so that any can be withheld alone."""

    text: str
    kind: ClaimKind = "statement"
    citations: tuple[Citation, ...] = ()
    layout: Layout = "inline"
    """How it stands on the page: run on, opening a paragraph, a list item, a numbered step."""


class Draft(Frozen):
    """What was composed or what a model said. Never shown."""

    question: str
    claims: tuple[Claim, ...]
    hits: tuple[Hit, ...] = ()


class Verdict(Frozen):
    """What a checker found when it held a claim against its cited words."""

    label: Label
    confidence: float = Field(ge=0, le=1)
    """Calibrated probability that the label is right."""
    reason: str
    """Words a person can read: 'the source says two years'."""
    evidence: tuple[Citation, ...] = ()
    """The words that decided it."""


class Finding(Frozen):
    """A claim with its verdict."""

    claim: Claim
    verdict: Verdict


class Declined(Frozen):
    """Why there is no answer, and what to ask or whom to turn to instead."""

    reason: Reason
    message: str
    topics: tuple[str, ...] = ()
    """Nearest questions that the sources do answer."""


class Answer(Frozen):
    """What a person may see. Its text, citations and withheld sentences are computed from the findings."""

    question: str
    findings: tuple[Finding, ...] = ()
    hits: tuple[Hit, ...] = ()
    declined: Declined | None = None
    mode: str = "composed"
    """'composed', or the name of the model that wrote."""
    notice: str = ""
    """A short word on how the answer came about or what it lacks; never advice."""
    timings: Mapping[str, float] = Field(default_factory=dict)
    """Milliseconds by step, and 'total'."""

    @model_validator(mode="after")
    def _decline_cites_nothing(self) -> Self:
        if self.declined is not None and self.findings:
            raise ValueError("A declined answer holds no findings")
        return self

    @property
    def shown(self) -> tuple[Finding, ...]:
        """Supported findings in order, and connectives that stand directly before one of them."""
        kept: list[Finding] = []
        waiting: list[Finding] = []
        for finding in self.findings:
            if finding.verdict.label == "supported":
                kept += [*waiting, finding]
                waiting = []
            elif finding.verdict.label == "not-a-claim":
                waiting = [finding]
            else:
                waiting = []
        return tuple(kept)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def withheld(self) -> tuple[Finding, ...]:
        """Sentences that no source carried, with the reason; for whoever asks to see them."""
        return tuple(f for f in self.findings if f.verdict.label in ("partly", "unsupported", "contradicted"))

    @computed_field  # type: ignore[prop-decorator]
    @property
    def citations(self) -> tuple[Citation, ...]:
        """Every citation of every shown sentence once, in order of first use: marker [n] is `citations[n - 1]`."""
        return tuple(dict.fromkeys(c for f in self.shown for c in f.claim.citations))

    @computed_field  # type: ignore[prop-decorator]
    @property
    def text(self) -> str:
        """The shown sentences with [n] markers; the decline's message where there is none."""
        if self.declined is not None:
            return self.declined.message
        parts: list[str] = []
        steps = 0
        for finding in self.shown:
            claim = finding.claim
            steps = steps + 1 if claim.layout == "step" else 0
            lead = {"inline": " ", "paragraph": "\n\n", "item": "\n- ", "step": f"\n{steps}. "}[claim.layout]
            marks = "".join(f" [{n}]" for n in self.markers(finding))
            parts.append(f"{lead}{claim.text}{marks}")
        return "".join(parts).strip()

    def markers(self, finding: Finding) -> tuple[int, ...]:
        """The numbers that stand behind a shown sentence; they count from 1 into `citations`."""
        numbers = {citation: n for n, citation in enumerate(self.citations, start=1)}
        return tuple(numbers[c] for c in finding.claim.citations if c in numbers)

    def by_section(self) -> tuple[Mapping[int, Citation], ...]:
        """Citations under their marker's number, apart for each section of a document; sections by their first number,
        so that whoever prints sources names each once.
        """
        sections: dict[tuple[str, ...], dict[int, Citation]] = {}
        for number, citation in enumerate(self.citations, start=1):
            key = (citation.passage.document_id, *citation.passage.heading)
            sections.setdefault(key, {})[number] = citation
        return tuple(sections.values())

    def __str__(self) -> str:
        """Sentences with markers, the notice, then each section once: its quotes by number, what it rests on."""
        if self.declined is not None:
            topics = "".join(f"\n- {topic}" for topic in self.declined.topics)
            told = (self.declined.message, self.notice, f"You could ask:{topics}" if topics else "")
            return "\n\n".join(part for part in told if part)
        lines = [self.text, *(("", self.notice) if self.notice else ()), "", "Sources:"]
        for section in self.by_section():
            first = next(iter(section.values())).passage
            lines.append(" > ".join(first.heading) or first.document_id)
            lines += (f"  [{number}] “{' '.join(citation.quote.split())}”" for number, citation in section.items())
            sources = dict.fromkeys(describe(source) for c in section.values() for source in c.passage.sources)
            named = "; ".join(words for words in sources if words not in (*first.heading[:1], first.document_id))
            if named:
                lines.append(f"  rests on: {named}")
        return "\n".join(lines)


def describe(source: Source) -> str:
    """One line for a source: author or publisher, title, date, kind."""
    who = source.author or source.publisher
    parts = [part for part in (who, source.title, source.published) if part]
    kind = "" if source.kind == "not-stated" else f", {source.kind.replace('-', ' ')}"
    return ", ".join(parts) + kind
