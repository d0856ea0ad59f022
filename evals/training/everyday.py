"""Everyday: questions as people type them go in, how well the handbook's sections are ranked for them comes out.

    python -m evals.training.everyday INDEX

INDEX is an index of the bundled handbook. The questions of `everyday.jsonl` were written by hands that wrote nothing to
learn from, persona first, and labelled with every section that answers well, the best first; those of `chats.jsonl`
are the further turns of whole chats, by another hand. Nothing is learned from them. Besides the usual figures, in how
many the best section opens: others that answer may be less to the point.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from evals.lines import lines_of
from evals.statistics import bootstrap
from evals.training.fusion_weights import evidence, figures_of, first_eight
from evals.training.questions import Corpus, Row, handbook_of, row_of, turns
from ingest.embed import Embedder
from rag.features import NAMES, listen, readable
from rag.fuse import crowding, weights

ROWS, CHATS = Path(__file__).with_name("everyday.jsonl"), Path(__file__).with_name("chats.jsonl")
FIGURES = ("first", "within four", "MRR", "all within eight", "best first", "best within four")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    options = parser.parse_args()
    handbook = handbook_of(options.index, Embedder(threads=1))
    for path, grouped in ((ROWS, groups), (CHATS, chats)):
        asked = [row for row in rows(path) if row.sections]
        scored = [measured(row, handbook) for row in asked]
        for name, members in grouped(asked).items():
            told = "  ".join(f"{key} {interval([scored[at][key] for at in members])}" for key in FIGURES)
            print(f"{name} (n = {len(members)}): {told}", flush=True)


def rows(path: Path = ROWS) -> list[Row]:
    """As they are looked up, with the sections that answer, the best first."""
    every = (json.loads(line) for _, line in lines_of(path))
    return [row_of(turns(stored), stored) for stored in every]


def groups(asked: Sequence[Row]) -> dict[str, list[int]]:
    """Numbers of all, of those that stand alone, and of those that go on from a dialogue."""
    goes_on = [row.kind == "follow-up" for row in asked]
    return {
        "all": list(range(len(asked))),
        "alone": [at for at, one in enumerate(goes_on) if not one],
        "follow-ups": [at for at, one in enumerate(goes_on) if one],
    }


def chats(asked: Sequence[Row]) -> dict[str, list[int]]:
    """Numbers of all, as one group: every row is a further turn."""
    return {"turns of chats": list(range(len(asked)))}


def measured(row: Row, handbook: Corpus) -> dict[str, float]:
    """Of the first eight passages, in the order of the pipeline."""
    found = evidence(row, handbook, listen(readable(row.search, handbook.generation), handbook.generation))
    if found is None:
        return dict.fromkeys(FIGURES, 0.0)
    ranked = weights(True, handbook.shelf.headed_by_questions)
    right = first_eight(found, ranked, np.arange(len(NAMES)), crowding(handbook.shelf))
    return figures_of(right) | {"best first": float(right[0, 0]), "best within four": float(right[0, :4].any())}


def interval(values: Sequence[float]) -> str:
    found = bootstrap(values)
    return f"{found.mean:.3f} [{found.low:.3f}, {found.high:.3f}]"


if __name__ == "__main__":
    main()
