"""Question examples: labelled questions and a corpus go in, right passages and misleading ones for each come out.

What misleads: passages that the untuned model and shared words put high and that do not answer. Where only one section
is labelled, its chapter's other sections mislead nobody, since they often answer too.
"""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.lines import lines_of
from evals.training.fusion_weights import evidence
from evals.training.questions import Corpus, Named, Row
from evals.training.variations import varied
from ingest.embed import Embedder, Tokens, Vectors
from rag.features import NAMES, listen, readable
from rag.fuse import weights
from rag.shelf import Floats, Integers
from rag.words import content_lookups

MISLEADING = 48
WORDS_SHARE = 0.7
PUBLIC_CHARACTERS = 1200
WORDS = ("words", "section_words", "heading_words", "covered")


@dataclass(frozen=True)
class Ranked:
    """Candidates of a question in one corpus."""

    rows: Integers
    words: Floats
    """What shared words give each."""
    values: Floats
    """What everything gives each, with the encoder before training."""
    right: Integers
    wrong: Integers
    """Numbers of candidates, those of held-out chapters in neither."""
    late_deviation: float


def ranked(row: Row, corpus: Corpus, held: frozenset[str], exact: Sequence[int] | None = None) -> Ranked | None:
    """By the pipeline as it stands; None where no candidate answers.

    Args:
        exact: passages that answer, where more is known than the section; the rest of it is neither right nor wrong.
    """
    asked = listen(readable(row.search, corpus.generation), corpus.generation)
    found = evidence(row, corpus, asked)
    if found is None:
        return None
    weighed = found.even * weights(True, corpus.shelf.headed_by_questions)
    words = np.array([name in WORDS for name in NAMES])
    learned = np.array([name not in ("known", "voted") for name in NAMES])
    rows = found.rows
    shut = np.isin(corpus.chapters[rows], sorted(held))
    right = found.right.any(axis=0)
    return Ranked(
        rows,
        weighed[:, words].sum(1),
        weighed[:, learned].sum(1),
        np.flatnonzero((right if exact is None else np.isin(rows, exact)) & ~shut),
        np.flatnonzero(~right & ~shut),
        float(found.table[:, NAMES.index("late")].std()),
    )


@dataclass(frozen=True)
class Example:
    """A question with rows of passages, by corpus: those that answer it, and those that mislead."""

    text: str
    sections: tuple[Named, ...]
    written: bool
    """By people who labelled every section that answers; else another wording of one section's heading."""
    right: list[Integers] = field(default_factory=list)
    misleading: list[Integers] = field(default_factory=list)
    ranked: list[Ranked | None] = field(default_factory=list)
    """By corpus, as the whole pipeline ranks them; of typed questions alone."""


@dataclass(frozen=True)
class Public:
    """Questions with texts that answer them and texts that do not, as row numbers of one list of texts."""

    questions: list[str]
    texts: list[str]
    right: list[list[int]]
    vectors: Vectors
    tokens: list[Tokens]
    misleading: list[list[int]]


def examples_of(rows: list[Row], handbook: Corpus, held: frozenset[str]) -> tuple[list[Example], list[Example]]:
    """Typed questions and other wordings, none of a chapter that is held out."""
    shelf = handbook.shelf
    first = {int(number): at for at, number in reversed(list(enumerate(shelf.section)))}
    name = {number: next(iter(handbook.held[at])) for number, at in first.items()}
    wordings = [(text, int(number)) for text, number in zip(shelf.asked, shelf.asked_section, strict=True)]
    wordings += [(heading, number) for number, (_, heading) in name.items()]
    typed = [Example(row.search, row.sections, True) for row in rows if row.sections]
    others = [Example(text, (name[number],), False) for text, number in wordings]
    kept = [[e for e in group if not held.intersection(c for c, _ in e.sections)] for group in (typed, others)]
    return kept[0], kept[1]


def place(examples: list[Example], corpora: list[Corpus], held: frozenset[str], embedder: Embedder) -> None:
    """Find right and misleading passages of each example in each corpus."""
    vectors = embedder.encode([example.text for example in examples])
    for corpus in corpora:
        chapters = corpus.chapters
        shut = np.isin(chapters, sorted(held))
        for example, vector in zip(examples, vectors, strict=True):
            wanted = set(example.sections)
            right = np.array([bool(wanted & held_here) for held_here in corpus.held])
            left_out = right | shut
            if not example.written:
                left_out |= np.isin(chapters, [chapter for chapter, _ in wanted])
            example.right.append(np.flatnonzero(right))
            example.misleading.append(misleading_of(example.text, vector, corpus, left_out))


def misleading_of(text: str, vector: Vectors, corpus: Corpus, left_out: NDArray[np.bool_]) -> Integers:
    """Rows of the passages that its vector and its words put high, but for those that are left out."""
    near = corpus.shelf.vectors @ vector
    words = corpus.shelf.text_words.score(content_lookups(text)[:MISLEADING])[0]
    promise = (near - near.mean()) / near.std() + WORDS_SHARE * (words - words.mean()) / (words.std() + 1e-6)
    promise[left_out] = -np.inf
    return np.argsort(-promise, kind="stable")[: min(MISLEADING, int((~left_out).sum()))]


def rank(examples: list[Example], corpora: list[Corpus], held: frozenset[str]) -> None:
    """Ask the pipeline as it stands for the candidates of each example in each corpus."""
    for example in examples:
        row = Row(example.text, example.sections, "", "")
        example.ranked.extend(ranked(row, corpus, held) for corpus in corpora)


def among_lines(example: Example) -> Example:
    """A short wording as people write it: among lines about themselves, with slips."""
    text, _ = varied(example.text, [0], [("", [0])])
    return replace(example, text=text)


def public_of(labelled: list[Path], answers: list[Path], embedder: Embedder) -> Public:
    """Public sets. `labelled`: question, candidates[{text, label}]; `answers`: question, passages[] that answer."""
    number: dict[str, int] = {}
    questions: list[str] = []
    right: list[list[int]] = []
    own: list[list[int]] = []
    for row in _rows(labelled):
        marked = [(number.setdefault(c["text"], len(number)), bool(c["label"])) for c in row["candidates"]]
        if any(label for _, label in marked):
            questions.append(row["question"])
            right.append([at for at, label in marked if label])
            own.append([at for at, label in marked if not label])
    for row in _rows(answers):
        if row["question"] not in questions:
            questions.append(row["question"])
            right.append([number.setdefault(text, len(number)) for text in row["passages"]])
            own.append([])
    texts = list(number)
    vectors, tokens = embedder.encode_with_tokens([text[:PUBLIC_CHARACTERS] for text in texts], batch=32)
    nearest = np.argsort(-(embedder.encode(questions) @ vectors.T), axis=1)[:, :24]
    misleading = [
        list(dict.fromkeys(at for at in [*given, *near.tolist()] if at not in set(answering)))[:30]
        for given, near, answering in zip(own, nearest, right, strict=True)
    ]
    return Public(questions, texts, right, vectors, tokens, misleading)


def _rows(paths: list[Path]) -> list[dict[str, Any]]:
    return [json.loads(line) for path in paths for _, line in lines_of(path)]


def drawn(rows: list[int] | Integers, most: int) -> list[int]:
    """At most so many of them, by chance."""
    every = [int(row) for row in rows]
    return random.sample(every, min(most, len(every)))
