"""Known questions: questions written for training go in, the vectors that `rag/known.py` reads come out.

    python -m evals.training.known_questions INDEX

To be made again whenever the question encoder or `questions/` changes: the vectors are the encoder's own. To learn
weights for what they tell, a question is held against those that somebody else wrote, or wrote about another chapter
(`forgotten`), since the same hand asks about the same chapter in the same words.
"""

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evals.training.questions import Row, add_source, opened, read_rows
from ingest.embed import Embedder, Vectors
from ingest.opened import Generation
from rag.encode import FOR_HANDBOOK, encode
from rag.features import Asked, listen, readable
from rag.known import Known
from rag.learned import seal
from rag.needs import last_line

TARGET = Path(__file__).parents[2] / "rag" / "weights" / "retrieval" / "known_questions.npz"
TOGETHER = 16
LINE = "line"
"""The kind of a row that is the last line of another."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_source(parser)
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    handbook, _ = opened(options, Embedder(threads=1))
    found = known_of(questions(), handbook.generation)
    found.save(options.out)
    seal(options.out)
    print(f"{len(found.questions)} questions, {int(found.answered.sum())} answered by {len(found.names)} sections")


def questions() -> list[Row]:
    """Those about the trade: what lies far from it teaches nothing that a cosine does not tell. A further turn of a
    chat that a section answers is kept a second time, as its last line alone.
    """
    rows = [row for row in read_rows() if row.kind != "elsewhere"]
    further = [row for row in rows if row.sections and "\n" in row.search]
    return [*rows, *(replace(row, search=last_line(row.search), kind=LINE) for row in further)]


def known_of(rows: Sequence[Row], generation: Generation) -> Known:
    """Encoded by the encoder that is in use."""
    names = tuple(sorted({name for row in rows for name in row.sections}))
    number = {name: at for at, name in enumerate(names)}
    pairs = [(at, number[name]) for at, row in enumerate(rows) for name in row.sections]
    lines = np.array([row.kind == LINE for row in rows], dtype=bool)
    return Known(vectors_of([row.search for row in rows], generation), names, np.array(pairs, dtype=np.int64), lines)


def forgotten(row: Row, rows: Sequence[Row]) -> NDArray[np.bool_]:
    """Which of the known questions do not count for a row: of the same hand about the same chapter, or the same."""
    return np.array(
        [one.search == row.search or (one.file == row.file and one.about == row.about) for one in rows], dtype=bool
    )


def heard(row: Row, rows: Sequence[Row], known: Known, generation: Generation) -> Asked:
    """A question as it is matched, as if its own hand had never written about its chapter."""
    asked = listen(readable(row.search, generation), generation)
    off = forgotten(row, rows)
    last = asked.last and replace(asked.last, likeness=known.like(asked.last.whole.vector, off))
    return replace(asked, likeness=known.like(asked.whole.vector, off), last=last)


def vectors_of(searches: Sequence[str], generation: Generation) -> Vectors:
    """Of the whole questions, as they are looked up; shape (questions, dimensions)."""
    order = sorted(range(len(searches)), key=lambda at: len(searches[at]))
    vectors = np.zeros((len(searches), 384), dtype=np.float32)
    for at in range(0, len(order), TOGETHER):
        chosen = order[at : at + TOGETHER]
        texts = [readable(searches[i], generation) for i in chosen]
        vectors[chosen] = [encoded.vector for encoded in encode(texts, generation.embeddings, FOR_HANDBOOK)]
    return vectors


if __name__ == "__main__":
    main()
