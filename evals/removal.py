"""Removal: answers and the index they came from go in; whether each claim goes when its passage goes comes out.

The metamorphic law 'delete the cited passage: the claim must go', tried on the advisor itself. Every passage that an
answer of the sample rests on is taken out of a view of the index (the index itself is left alone), the same questions
are asked again, and a claim that was shown must not be shown any more, in its words or with its old citation. All
passages of the sample are taken out at once: one view costs one shelf. A claim whose words also stand in a passage that
is left may stay.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from evals.loading import squeezed
from evals.robustness import sample
from evals.systems import Groundwork, ask
from evals.types import Case, Output, Score
from ingest.opened import Generation, OpenedIndex
from ingest.types import Passage

if TYPE_CHECKING:
    from rag import Advisor

MOST_ANSWERS = 20
LAW = "law_delete_asked"


@dataclass(frozen=True, eq=False)
class Thinned(Generation):
    """A generation without some of its passages, for whoever asks it."""

    gone: frozenset[str] = frozenset()
    """Ids of passages."""

    def passages(self, ids: Sequence[str] | None = None) -> list[Passage]:
        return self._left(super().passages(ids if ids is None else [id for id in ids if id not in self.gone]))

    def section(self, document_id: str, heading: tuple[str, ...]) -> list[Passage]:
        return self._left(super().section(document_id, heading))

    def keyword_search(self, words: Sequence[str], limit: int) -> list[tuple[str, float]]:
        found = super().keyword_search(words, limit + len(self.gone))
        return [(id, score) for id, score in found if id not in self.gone][:limit]

    def _left(self, passages: Sequence[Passage]) -> list[Passage]:
        return [passage for passage in passages if passage.id not in self.gone]


class View(OpenedIndex):
    """An opened index that gives one generation and follows no other."""

    def __init__(self, generation: Generation) -> None:
        self.embeddings = generation.embeddings
        self._generation = generation

    def current(self) -> Generation:
        return self._generation

    def close(self) -> None:
        """Its files belong to the index that it was made from."""


def without(generation: Generation, gone: frozenset[str]) -> View:
    """A view of a generation in which these passages are not there."""
    parts: dict[str, Any] = {part.name: getattr(generation, part.name) for part in fields(Generation)}
    return View(Thinned(**(parts | {"_remembered": {}}), gone=gone))


def removals(
    advisor: "Advisor", cases: Sequence[Case], outputs: Sequence[Output], most: int = MOST_ANSWERS
) -> tuple[Score, ...]:
    """For each answer of the sample the share of its claims that went with their passages.

    Args:
        advisor: ours, on the index that the outputs came from.
        outputs: those of one system, ours.
        most: answers to ask again.
    """
    from rag import Advisor

    generation = advisor.index.current()
    every = generation.passages()
    by_document: dict[str, list[Passage]] = {}
    for passage in every:
        by_document.setdefault(passage.document_id, []).append(passage)
    known = {case.id: case for case in cases}
    chosen = [output for output in sample(outputs) if output.case in known][:most]
    gone = frozenset(id for output in chosen for id in _rests_on(output, by_document))
    if not gone:
        return ()
    left = "\n".join(squeezed(passage.text) for passage in every if passage.id not in gone)
    thinned = Groundwork(Advisor(without(generation, gone)))
    return tuple(
        _score(before, ask(known[before.case], thinned, before.system).output, by_document, gone, left)
        for before in chosen
    )


def _score(
    before: Output, after: Output, by_document: Mapping[str, Sequence[Passage]], gone: frozenset[str], left: str
) -> Score:
    if after.error is not None:
        return Score.of(LAW, before, None, after.error)
    told = [s.text for s in before.shown if s.cited and squeezed(s.text) not in left]
    if not told:
        return Score.skip(LAW, before, "its words stand elsewhere too")
    still = {squeezed(s.text) for s in after.shown}
    broken = [text for text in told if squeezed(text) in still]
    if set(_rests_on(after, by_document)) & gone:
        broken = broken or ["a passage that is gone was cited"]
    share = 1 - min(len(broken), len(told)) / len(told)
    return Score.of(LAW, before, share, f"{len(broken)} of {len(told)} claims stayed; {after.end} now", tuple(broken))


def _rests_on(output: Output, by_document: Mapping[str, Sequence[Passage]]) -> list[str]:
    """Ids of the passages that hold any of the cited words."""
    return [
        passage.id
        for sentence in output.shown
        for cited in sentence.cited
        if cited.start is not None and cited.end is not None
        for passage in by_document.get(cited.document, ())
        if passage.start < cited.end and cited.start < passage.end
    ]
