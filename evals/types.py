"""Types: what flows from cases to a report. Plain, frozen, JSON in and out.

A score may have no value: then it is unscored, never nought, and says why. A score that does not apply to its case
(how faithful is a greeting?) is kept apart from both.
"""

from collections.abc import Mapping
from math import isfinite
from typing import Literal, Self

from pydantic import Field, model_validator

from ingest.types import Frozen
from rag.types import Reason

Half = Literal["dev", "test"]
Expected = Literal["answer"] | Reason


class Gold(Frozen):
    """Words of a document that a good answer rests on; anchored to the words, so that it survives another splitter."""

    document: str = Field(min_length=1)
    quote: str = Field(min_length=1)


class Turn(Frozen):
    """One earlier turn of a dialogue."""

    role: Literal["user", "assistant"]
    text: str


class Case(Frozen):
    """A question with what is known about its right answer."""

    id: str = Field(min_length=1)
    kind: str
    question: str
    dialogue: tuple[Turn, ...] = ()
    """What was said before the question."""
    gold: tuple[Gold, ...] = ()
    must_say: tuple[str, ...] = ()
    """Facts; other wordings of one fact are parted by ' | '."""
    must_not_say: tuple[str, ...] = ()
    expected: Expected = "answer"
    accepted: tuple[Expected, ...] = ()
    """Other ends that are as right."""
    half: Half = "dev"
    group: str = ""
    """Cases of one group ask the same thing in other words, or for other people."""
    note: str = ""

    @model_validator(mode="after")
    def _gold_needs_an_answer(self) -> Self:
        if (self.gold or self.must_say) and "answer" not in (self.expected, *self.accepted):
            raise ValueError(f"case {self.id}: a case that expects a decline has no gold and nothing to say")
        return self

    @property
    def ends(self) -> tuple[Expected, ...]:
        """Every right end: 'answer', or a reason to decline."""
        return (self.expected, *self.accepted)


class Cited(Frozen):
    """Words that a sentence points to."""

    document: str
    quote: str
    start: int | None = None
    end: int | None = None
    heading: tuple[str, ...] = ()
    stands: bool | None = None
    """Whether the words stood there when it was looked up; None when the document was not at hand."""


class Sentence(Frozen):
    """One sentence of an answer with its evidence and the system's own verdict on it."""

    text: str
    shown: bool = True
    cited: tuple[Cited, ...] = ()
    label: str | None = None
    reason: str = ""


class Found(Frozen):
    """A passage that was retrieved."""

    document: str
    text: str
    start: int | None = None
    end: int | None = None


class Output(Frozen):
    """What a system answered to a case, whoever the system is; a row of outputs.jsonl."""

    case: str
    system: str
    question: str
    text: str
    sentences: tuple[Sentence, ...] = ()
    found: tuple[Found, ...] = ()
    declined: str | None = None
    error: str | None = None
    """Why there is nothing to score: it raised, took too long, or said nothing."""
    notice: str = ""
    mode: str = ""

    @property
    def shown(self) -> tuple[Sentence, ...]:
        """The sentences that a person saw."""
        return tuple(s for s in self.sentences if s.shown)

    @property
    def end(self) -> str:
        """How it ended: 'answer', or the reason of the decline."""
        return self.declined or "answer"


class Score(Frozen):
    """One measure on one case; value None is unscored, and `reason` says why."""

    measure: str
    case: str
    system: str
    value: float | None
    reason: str = ""
    evidence: tuple[str, ...] = ()
    counts: Mapping[str, float] = Field(default_factory=dict)
    """For measures that are no mean of cases: true and false positives and negatives, by class."""
    applies: bool = True

    @classmethod
    def of(
        cls,
        measure: str,
        output: Output,
        value: float | None,
        reason: str = "",
        evidence: tuple[str, ...] = (),
        counts: Mapping[str, float] | None = None,
    ) -> Self:
        """A score; value None leaves it unscored, and so does what is no number: one of them would spoil every mean."""
        if value is not None and not isfinite(value):
            value, reason = None, f"the measure gave {value}; {reason}".rstrip("; ")
        value = None if value is None else round(float(value), 6)
        return cls(
            measure=measure,
            case=output.case,
            system=output.system,
            value=value,
            reason=reason,
            evidence=evidence,
            counts=counts or {},
        )

    @classmethod
    def skip(cls, measure: str, output: Output, reason: str) -> Self:
        """The measure has no meaning for this case."""
        return cls(measure=measure, case=output.case, system=output.system, value=None, reason=reason, applies=False)


class Summary(Frozen):
    """A measure over many cases."""

    measure: str
    system: str
    subset: str = "all"
    """'all', 'half:test', 'kind:facts', …"""
    n: int
    unscored: int
    beside: int = 0
    """Cases that the measure does not apply to."""
    mean: float | None
    low: float | None
    high: float | None
    method: str = "bootstrap"
    """How the 95 % interval was made: bootstrap, wilson, prediction-powered."""


class Difference(Frozen):
    """Two systems on the same cases: the mean of the paired differences, first minus second."""

    measure: str
    first: str
    second: str
    n: int
    mean: float | None
    low: float | None
    high: float | None
    better: tuple[str, ...] = ()
    worse: tuple[str, ...] = ()


class Problem(Frozen):
    """A row of a case file that is no case."""

    place: str
    reason: str


class Agreement(Frozen):
    """How far a judge agrees with people, on sentences that two of them read alike."""

    judge: str
    n: int
    unscored: int = 0
    """Sentences that the judge gave no verdict on."""
    kappa: float | None
    """Cohen's kappa on 'supported or not', with its 95 % interval."""
    low: float | None
    high: float | None
    supported_passed: float | None
    unsupported_caught: float | None


class Stamp(Frozen):
    """What a run depends on; two runs with one stamp give the same bytes."""

    commit: str
    cases: str
    corpus: str
    index: str
    embedding: str
    systems: tuple[str, ...]
    part: str = "all"


class Report(Frozen):
    """All that is known after a run, but for the single scores."""

    stamp: Stamp
    cases: int
    by_kind: Mapping[str, int]
    summaries: tuple[Summary, ...]
    differences: tuple[Difference, ...] = ()
    failures: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    grader: Mapping[str, float | int | str] = Field(default_factory=dict)
    """The checker on the sentences that we labelled, and how far the two readings agree."""
    agreements: tuple[Agreement, ...] = ()
    """Every judge of this report against the people who labelled."""

    def find(self, measure: str, system: str, subset: str = "all") -> Summary | None:
        """The row of one measure."""
        named = (s for s in self.summaries if (s.measure, s.system, s.subset) == (measure, system, subset))
        return next(named, None)
