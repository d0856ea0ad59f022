"""Fusion weights: questions with the sections that answer them go in, the weights of `rag/fuse.py` come out.

    python -m evals.training.fusion_weights INDEX [--encoder held_out.npz --held-out 39]

INDEX is an index of the bundled handbook. The set `with_questions`, for documents whose sections are headed by
questions, as the handbook's are; `fusion_elsewhere.py` learns the set for others. Listwise softmax over the candidates
of a question (Cao et al. 2007, 'ListNet', with several right ones), evidence standardised for each question so that
weights carry over to other documents, no weight below nought. The encoder that made the evidence must not have learned
from the questions: those that it has not seen (`UNSEEN`) are used, or, with one that held chapters out, all of these.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evals.training.known_questions import heard, known_of, questions
from evals.training.questions import UNSEEN, Corpus, Row, add_source, folds, opened, read_rows
from ingest.embed import Embedder
from rag.features import EARLY, NAMES, gather, readable
from rag.features import Asked as Heard
from rag.fuse import promise_of, spread
from rag.retrieve import candidates
from rag.shelf import Floats, Integers

TARGET = Path(__file__).parents[2] / "rag" / "weights" / "retrieval" / "fusion.json"
RIDGE, STEPS, RATE, FOLDS, SEED = 0.02, 200, 0.05, 5, 0
SCALE = 2.75
"""Sum of a set of weights: what premises and crowding are measured against."""
NAME = "with_questions"
CROWDING = 2.0
"""The handbook's sections are short, and more room for others only gained (up to 3)."""
ONLY_THE_HANDBOOKS = frozenset(("asked", "heading", "known", "voted"))
"""Its headings are questions, it brings other wordings of them, and what else people ask is known of it alone."""


class Asked(NamedTuple):
    """The evidence for one question, and which candidates answer it."""

    table: Floats
    even: Floats
    """The table as it is weighed, see `rag.features.Evidence.even`."""
    right: NDArray[np.bool_]
    """Shape (sections that answer, candidates)."""
    section: Integers
    chapter: str
    rows: Integers
    """Of the candidates on the shelf."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_source(parser)
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    embedder = Embedder(threads=1)
    handbook, held = opened(options, embedder)
    rows = [row for row in read_rows() if row.sections and (row.chapter in held if held else row.file in UNSEEN)]
    print(f"{len(rows)} questions, {len(held) or 'all'} chapters")
    kept = questions()
    known = known_of(kept, handbook.generation)
    asked = ((row, heard(row, kept, known, handbook.generation)) for row in rows)
    own = [found for row, one in asked if (found := evidence(row, handbook, one)) is not None]
    stored: dict[str, Any] = json.loads(options.out.read_text(encoding="utf-8"))
    stored[NAME] = both_sets(own)
    options.out.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def evidence(row: Row, corpus: Corpus, asked: Heard) -> Asked | None:
    """What the pipeline gathers for a question; None where no candidate answers it."""
    generation, shelf = corpus.generation, corpus.shelf
    search = readable(row.search, generation)
    rows = np.array([shelf.place[id] for id in candidates(search, asked, generation)], dtype=np.int64)
    found = gather(asked, shelf, rows, generation, promise_of(shelf))
    right = corpus.right(row)[:, rows]
    return Asked(found.table, found.even, right, shelf.section[rows], row.chapter, rows) if right.any() else None


def both_sets(rows: Sequence[Asked]) -> dict[str, Any]:
    """Weights with and without late interaction, and what they are worth on chapters they have not seen."""
    made: dict[str, Any] = {"crowding": CROWDING}
    for tokens, names in (("with_tokens", NAMES), ("without_tokens", EARLY)):
        columns = np.array([NAMES.index(one) for one in names])
        of = folds([row.chapter for row in rows], FOLDS, SEED)
        scored = []
        for fold in range(FOLDS):
            weights = fitted([row for row in rows if of[row.chapter] != fold], columns)
            scored += [quality(row, weights, columns, CROWDING) for row in rows if of[row.chapter] == fold]
        told = " ".join(f"{key} {np.mean([one[key] for one in scored]):.3f}" for key in scored[0])
        print(f"{NAME}, {tokens}, chapters held out (n = {len(scored)}): {told}", flush=True)
        weights = fitted(rows, columns)
        made[tokens] = {
            NAMES[column]: round(float(weight), 3)
            for column, weight in zip(columns, weights, strict=True)
            if weight >= 0.005 * SCALE
        }
    return made


def fitted(rows: Sequence[Asked], columns: Integers) -> Floats:
    """Weights of the columns, none below nought, summing to `SCALE`."""
    import torch

    most = max(len(row.table) for row in rows)
    table = torch.zeros(len(rows), most, len(columns))
    missing = torch.full((len(rows), most), -1e9)
    right = torch.zeros(len(rows), most, dtype=torch.bool)
    for at, row in enumerate(rows):
        table[at, : len(row.table)] = torch.from_numpy(row.even[:, columns])
        missing[at, : len(row.table)] = 0.0
        right[at, : len(row.table)] = torch.from_numpy(row.right.any(axis=0))
    free = torch.full((len(columns),), 0.3, requires_grad=True)
    optimiser = torch.optim.Adam([free], lr=RATE)
    for _ in range(STEPS):
        weights = torch.relu(free)
        values = table @ weights + missing
        lost = torch.logsumexp(values, 1) - torch.logsumexp(values.masked_fill(~right, -1e9), 1)
        loss = lost.mean() + RIDGE * (weights**2).sum()
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    found = torch.relu(free).detach().numpy()
    return np.asarray(found * (SCALE / max(float(found.sum()), 1e-6)), dtype=np.float32)


def first_eight(row: Asked, weights: Floats, columns: Integers, crowding: float) -> NDArray[np.bool_]:
    """`row.right` of the first eight candidates in the learned order."""
    values = row.even[:, columns] @ weights
    return row.right[:, spread(values, row.section, 8, crowding)]


def quality(row: Asked, weights: Floats, columns: Integers, crowding: float) -> dict[str, float]:
    """Of the first eight candidates in the learned order."""
    return figures_of(first_eight(row, weights, columns, crowding))


def figures_of(right: NDArray[np.bool_]) -> dict[str, float]:
    """Of the first eight candidates, which answer; shape (sections that answer, candidates)."""
    places = np.flatnonzero(right.any(axis=0))
    return {
        "first": float(bool(right[:, 0].any())),
        "within four": float(bool(right[:, :4].any())),
        "MRR": float(1 / (places[0] + 1)) if len(places) else 0.0,
        "all within eight": float(bool(right.any(axis=1).all())),
    }


if __name__ == "__main__":
    main()
