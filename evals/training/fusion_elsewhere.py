"""Fusion elsewhere: questions about collections and plain chapters go in, the weights for documents from elsewhere come
out.

    python -m evals.training.fusion_elsewhere INDEX [--encoder held_out.npz --collections e g i m]

INDEX is an index of the bundled handbook. The set `without_questions` of `rag/fuse.py`, learned as `fusion_weights.py`
learns the other: from the questions of all collections, and from typed questions on the handbook's chapters without
headings that the question encoder did not learn from. What it is worth is told for each collection with weights from
all others, beside the weights in use.
"""

import argparse
import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evals.training.collections import FOLDER, collection_of, names
from evals.training.fusion_weights import ONLY_THE_HANDBOOKS, SCALE, SEED, TARGET, Asked, evidence, fitted, quality
from evals.training.questions import Corpus, Row, handbook_of, plain_of, read_rows, use
from ingest.embed import Embedder
from rag.features import EARLY, NAMES, listen, readable
from rag.fuse import weights
from rag.shelf import Floats, Integers

NAME = "without_questions"
CROWDING = 2.0
"""More room for other sections gains a little in all needed within eight, and loses nothing; from 2 on it is alike."""
PLAIN = "plain chapters"
PLAIN_FILES, PLAIN_QUESTIONS = ("f", "g", "h"), 500
"""The files of questions that the encoder in use was not trained on, and how many of them, drawn."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--out", type=Path, default=TARGET)
    parser.add_argument("--encoder", type=Path, help="weights of a question encoder that held collections out")
    parser.add_argument("--collections", nargs="*", default=[], help="names of those that it held out; their own alone")
    options = parser.parse_args()
    embedder = Embedder(threads=1)
    if options.encoder:
        use(embedder, options.encoder)
    groups = gathered(options.index, embedder, options.collections)
    stored: dict[str, Any] = json.loads(options.out.read_text(encoding="utf-8"))
    stored[NAME] = {"crowding": CROWDING, **{kind: fit(groups, kind) for kind in ("with_tokens", "without_tokens")}}
    options.out.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def gathered(index: Path, embedder: Embedder, only: Sequence[str] = ()) -> dict[str, list[Asked]]:
    """The evidence for every question, by collection: all of them and plain chapters, or those named alone."""
    groups: dict[str, list[Asked]] = {}
    with tempfile.TemporaryDirectory() as place:
        asked: dict[str, tuple[Corpus, list[Row]]] = {}
        if not only:
            plain = plain_of(handbook_of(index, embedder), Path(place), embedder)
            rows = [row for row in read_rows() if row.sections and row.file in PLAIN_FILES]
            asked[PLAIN] = plain, random.Random(SEED).sample(rows, PLAIN_QUESTIONS)
        for name in only or names():
            made = collection_of(FOLDER / name, Path(place) / name, embedder)
            asked[name] = (made.corpus, [made.rows[at] for at in made.answered])
        for name, (corpus, questions) in asked.items():
            heard = ((row, listen(readable(row.search, corpus.generation), corpus.generation)) for row in questions)
            found = [evidence(row, corpus, one) for row, one in heard]
            groups[name] = [one for one in found if one is not None]
            print(f"{name}: {len(questions)} questions, {len(questions) - len(groups[name])} find nothing", flush=True)
    return groups


def fit(groups: dict[str, list[Asked]], kind: str) -> dict[str, float]:
    """Weights from all questions; told beside those in use, each collection held out."""
    with_tokens = kind == "with_tokens"
    allowed = [name for name in (NAMES if with_tokens else EARLY) if name not in ONLY_THE_HANDBOOKS]
    columns = np.array([NAMES.index(name) for name in allowed])
    before = weights(with_tokens, False)[columns]
    means: dict[str, list[list[float]]] = {"before": [], "held out": []}
    for name, rows in groups.items():
        others = [row for other, found in groups.items() if other != name for row in found]
        for label, used in (("before", before), ("held out", fitted(others, columns))):
            means[label].append(told(f"{kind}, {name}, {label}", rows, used, columns))
    for label, figures in means.items():
        print(f"{kind}, mean, {label}: {' '.join(f'{value:.3f}' for value in np.mean(figures, axis=0))}", flush=True)
    every = fitted([row for found in groups.values() for row in found], columns)
    return {
        name: round(float(weight), 3) for name, weight in zip(allowed, every, strict=True) if weight >= 0.005 * SCALE
    }


def told(label: str, rows: Sequence[Asked], used: Floats, columns: Integers) -> list[float]:
    """First, within four, MRR and all within eight; printed."""
    scored = [quality(row, used, columns, CROWDING) for row in rows]
    figures = [float(np.mean([one[key] for one in scored])) for key in scored[0]]
    print(f"{label} (n = {len(rows)}): {' '.join(f'{value:.3f}' for value in figures)}", flush=True)
    return figures


if __name__ == "__main__":
    main()
