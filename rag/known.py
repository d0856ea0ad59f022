"""Known: a question's vector goes in, which sections of the handbook answered questions like it comes out.

Some thousands of questions that were written for training are kept as vectors, each with the sections of the handbook
that answer it, or as one that none answers. The nearest of them that a section answered tells how likely it answers
this one too: retrieval by examples, as Khandelwal et al. 2020 ('Generalization through memorization') do for words.
And the nearest thirty vote, each by how near it is, for the sections that answer them, the best of these first: one
question alone may lie near by chance. For documents that are not the handbook they say nothing.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.embed import Vectors
from rag.encode import shipped
from rag.shelf import Floats, Integers, Shelf

VOTERS, SOFTNESS, LATER = 30, 0.05, 0.25
"""How many vote; the difference of cosines that divides a vote by e; what a section has less for each better one."""
LAST_PLACE = 3
Named = tuple[str, str]
"""Chapter of the handbook, and heading."""


@dataclass(frozen=True)
class Likeness:
    """What the known questions say of one that is asked: cosines of the nearest, -1 where there is none."""

    sections: Mapping[Named, float]
    """Of each section, of the nearest question that it answers."""
    votes: Mapping[Named, float]
    """Of each section, softly summed over the nearest questions; as much as a last place where it got none."""
    answered: float
    unanswered: float
    """Of the nearest question that the handbook answers, and that it does not."""
    _told: list[tuple[Shelf, Floats]] = field(default_factory=list, repr=False, compare=False)

    def on(self, shelf: Shelf) -> Floats:
        """`sections` of a shelf; -1 where one is not of the handbook. Kept, since an answer asks often."""
        for known, values in self._told:
            if known is shelf:
                return values
        values = _of(self.sections, shelf)
        values.flags.writeable = False
        self._told[:] = [(shelf, values)]
        return values

    def voted_on(self, shelf: Shelf) -> Floats:
        """`votes` for the sections of a shelf; -1 where one is not of the handbook."""
        return _of(self.votes, shelf)


def _of(found: Mapping[Named, float], shelf: Shelf) -> Floats:
    return np.array([found.get(name, -1.0) if name else -1.0 for name in shelf.names], dtype=np.float32)


@dataclass(frozen=True)
class Known:
    """Questions, and the sections that answer them."""

    questions: Floats
    """Unit vectors, as the question encoder makes them; shape (questions, dimensions)."""
    names: tuple[Named, ...]
    pairs: Integers
    """Numbers of a question and of a section that answers it; shape (pairs, 2)."""
    lines: NDArray[np.bool_] | None = None
    """Of each question, whether it is a last line taken from its chat: that tells which section answers such a line,
    not whether one does.
    """

    @cached_property
    def answered(self) -> NDArray[np.bool_]:
        """Of each question, whether a section answers it."""
        found = np.zeros(len(self.questions), dtype=bool)
        found[self.pairs[:, 0]] = True
        return found

    def like(self, vector: Vectors, forgotten: NDArray[np.bool_] | None = None) -> Likeness:
        """Held against a question's unit vector.

        Args:
            forgotten: known questions that do not count, to learn from those held out; shape (questions,).
        """
        near = self.questions @ vector
        whole = np.ones(len(near), dtype=bool) if self.lines is None else ~self.lines
        if forgotten is not None:
            near = np.where(forgotten, np.float32(-1), near)
        sections = np.full(len(self.names), -1.0, dtype=np.float32)
        np.maximum.at(sections, self.pairs[:, 1], near[self.pairs[:, 0]])
        return Likeness(
            sections=dict(zip(self.names, sections.tolist(), strict=True)),
            votes=dict(zip(self.names, self._votes(near).tolist(), strict=True)),
            answered=float(near.max(initial=-1.0, where=self.answered & whole)),
            unanswered=float(near.max(initial=-1.0, where=~self.answered & whole)),
        )

    @cached_property
    def _places(self) -> Integers:
        """Of each pair, how many better sections its question has."""
        first = np.concatenate([[True], self.pairs[1:, 0] != self.pairs[:-1, 0]])
        at = np.arange(len(self.pairs))
        return at - np.maximum.accumulate(np.where(first, at, 0))

    def _votes(self, near: Floats) -> Floats:
        """For each section, by the logarithm of its summed votes, on the scale of cosines."""
        count = min(VOTERS, int(self.answered.sum()))
        if not count:
            return np.full(len(self.names), -1.0, dtype=np.float32)
        near = np.where(self.answered, near, np.float32(-1))
        voters = np.argpartition(-near, count - 1)[:count]
        most, least = float(near[voters].max()), float(near[voters].min())
        votes = np.zeros(len(near), dtype=bool)
        votes[voters] = True
        among = votes[self.pairs[:, 0]]
        number, section = self.pairs[among].T
        weight = np.exp((near[number] - most) / SOFTNESS - LATER * self._places[among])
        floor = np.full(len(self.names), math.exp((least - most) / SOFTNESS - LATER * LAST_PLACE))
        given = np.bincount(section, weight, minlength=len(self.names))
        return np.asarray(most + SOFTNESS * np.log(np.maximum(given, floor)), dtype=np.float32)

    def save(self, path: Path) -> None:
        """Eight bits a number, each question by its largest."""
        largest = np.abs(self.questions).max(axis=1, keepdims=True)
        np.savez_compressed(
            path,
            questions=np.round(self.questions / largest * 127).astype(np.int8),
            names=np.array(["\n".join(name) for name in self.names]),
            pairs=self.pairs.astype(np.int16),
            lines=np.zeros(len(self.questions), dtype=bool) if self.lines is None else self.lines,
        )

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Known":
        questions = stored["questions"].astype(np.float32)
        questions /= np.linalg.norm(questions, axis=1, keepdims=True)
        chapters_and_headings = (str(name).split("\n", 1) for name in stored["names"])
        names = tuple((a, b) for a, b in chapters_and_headings)
        return cls(questions, names, stored["pairs"].astype(np.int64), stored["lines"])


@lru_cache(maxsize=1)
def known() -> Known:
    """The questions that are shipped.

    Raises:
        ModelUnavailable: the file is missing or is not the one that was shipped.
    """
    with np.load(BytesIO(shipped("known_questions")), allow_pickle=False) as stored:
        return Known.read(stored)
