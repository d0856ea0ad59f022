"""Answers it, lessons: the handbook and collections go in, their questions with candidates and with passages as the
taught layers meet them come out; and how much reading counts.
"""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from evals.training.collections import FOLDER, collection_of, names
from evals.training.known_questions import heard, known_of, questions
from evals.training.questions import EVERYDAY, Corpus, Row, handbook_of, read_rows
from ingest.embed import Embedder
from ingest.index import embedded_text
from rag.answers_it import answering, odds_of, passage_states
from rag.encode import QuestionEncoder
from rag.features import Asked, gather, listen, readable
from rag.fuse import promise_of, scores
from rag.retrieve import candidates, retrieve
from rag.sufficiency import READ, sufficiency, to_judge

HELD = ("n", "o", "p", "q", "ab", "ac", "ad", "ae", "af", "ag")
"""Collections that nothing is learned from but how much the reading counts."""
FIRST = 24
"""Candidates that wrong passages are drawn from."""
EVERYDAY_QUESTIONS, OTHER_QUESTIONS = 3000, 3500
"""Of the handbook's answered questions, drawn."""
LOST = 0.025
"""Of the answered questions in `HELD`, as many may be declined."""
SEED = 7


@dataclass
class Example:
    """A question with rows of the shelf: candidates that do not answer, and passages that do, the best first."""

    search: str
    wrong: list[int]
    right: list[int]
    values: dict[int, float]
    """What retrieval gives each of them."""


@dataclass
class Lesson:
    """Questions to one corpus, and its passages as the taught layers meet them."""

    read: list[Any]
    answered: list[Example]
    unanswered: list[Example]
    queue: list[Example] = field(default_factory=list)

    def drawn(self, count: int) -> list[Example]:
        made: list[Example] = []
        while len(made) < count:
            if not self.queue:
                self.queue = random.sample(self.answered, len(self.answered))
            made.append(self.queue.pop())
        return sorted(made, key=lambda one: len(one.search))


def lessons_of(index: Path, place: Path, embedder: Embedder, encoder: QuestionEncoder, few: int) -> Iterator[Lesson]:
    """The handbook, then the collections that are not held out."""
    import torch

    def lesson(
        corpus: Corpus, rows: Sequence[Row], exact: Sequence[Sequence[int]], hear: Callable[[Row], Asked]
    ) -> Lesson:
        asked = zip(rows[: few or None], exact, strict=False)
        made = [(row, one) for row, words in asked if (one := example(row, corpus, words, hear(row)))]
        texts = [embedded_text(passage) for passage in corpus.shelf.passages]
        with torch.inference_mode():
            read = [
                one.bfloat16() for at in range(0, len(texts), 8) for one in passage_states(encoder, texts[at : at + 8])
            ]
        answered = [one for row, one in made if row.sections and one.right and one.wrong]
        unanswered = [one for row, one in made if not row.sections]
        print(f"{len(answered)} answered, {len(unanswered)} not", file=sys.stderr, flush=True)
        return Lesson(read, answered, unanswered)

    handbook, kept, chosen = handbook_of(index, embedder), questions(), random.Random(SEED)
    known, every = known_of(kept, handbook.generation), read_rows()
    everyday = [row for row in every if row.sections and row.file in EVERYDAY]
    others = [row for row in every if row.sections and row.file not in EVERYDAY]
    rows = chosen.sample(everyday, EVERYDAY_QUESTIONS) + chosen.sample(others, OTHER_QUESTIONS)
    rows = chosen.sample(rows + [row for row in every if not row.sections], few or len(rows))
    yield lesson(handbook, rows, [()] * len(rows), lambda row: heard(row, kept, known, handbook.generation))
    for name in (one for one in names() if one not in HELD):
        made = collection_of(FOLDER / name, place / name, embedder)
        corpus = made.corpus
        yield lesson(corpus, made.rows, made.exact, partial(_listened, corpus))


def _listened(corpus: Corpus, row: Row) -> Asked:
    return listen(readable(row.search, corpus.generation), corpus.generation)


def example(row: Row, corpus: Corpus, exact: Sequence[int], asked: Asked) -> Example | None:
    """By retrieval as it stands. Where the words that answer are known, only their passages are right; the rest of
    their section is neither.
    """
    shelf, search = corpus.shelf, readable(row.search, corpus.generation)
    rows = np.array([shelf.place[id] for id in candidates(search, asked, corpus.generation)], dtype=np.int64)
    if not len(rows):
        return None
    values = scores(gather(asked, shelf, rows, corpus.generation, promise_of(shelf)), shelf)
    best = np.argsort(-values, kind="stable")
    inside = np.asarray(corpus.right(row).any(axis=0), dtype=np.bool_)
    right = list(exact) or [int(at) for at in rows[best] if inside[at]]
    wrong = [int(rows[at]) for at in best[:FIRST] if not inside[rows[at]]]
    given = dict.fromkeys(right, float(values.min())) | dict(zip(rows.tolist(), values.tolist(), strict=True))
    return Example(search, wrong, right, given)


def shares(place: Path, embedder: Embedder, encoder: QuestionEncoder, few: int) -> dict[str, float]:
    """How what was known before and the reading count together, 0.5 lying where `LOST` of the answered fall below."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.metrics import roc_auc_score

    found: list[tuple[float, float, bool, str]] = []
    for name in HELD:
        made = collection_of(FOLDER / name, place / name, embedder)
        generation = made.corpus.generation
        for row in made.rows[: few or None]:
            if hits := retrieve(row.search, generation):
                question, _ = to_judge(row.search, generation)
                known = odds_of(sufficiency(row.search, hits, generation, reading=False))
                read = answering(question, [embedded_text(hit.passage) for hit in hits[:READ]], encoder)
                found.append((known, float(read.max()), bool(row.sections), row.kind))
    table, label = np.array([one[:2] for one in found]), np.array([one[2] for one in found])
    model = LogisticRegression(class_weight="balanced").fit(table, label)
    odds = model.decision_function(table)
    threshold = float(np.quantile(odds[label], LOST))
    lowest = float(np.quantile(table[label, 0], LOST))
    areas = [f"{roc_auc_score(label, said):.3f}" for said in (table[:, 0], odds)]
    print(f"{len(label)} questions, AUROC {areas[0]} before, {areas[1]}")
    for kind in sorted({one[3] for one in found}):
        none = np.array([one[3] == kind and not one[2] for one in found])
        if none.any():
            then, now = (table[none, 0] < lowest).mean(), (odds[none] < threshold).mean()
            print(f"  {kind}, not answered: {then:.3f} declined before, {now:.3f} (n = {none.sum()})")
    weights = [round(float(one), 4) for one in model.coef_[0]]
    return {"bias": round(float(model.intercept_[0]) - threshold, 4), "before": weights[0], "read": weights[1]}
