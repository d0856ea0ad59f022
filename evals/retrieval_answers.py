"""Retrieval answers: public questions with labelled candidates go in, MAP and MRR of our reranker come out.

    python -m evals.retrieval_answers wikiqa_dev.jsonl trecqa_dev.jsonl

Each line: `question`, `candidates[{text, label}]`. Questions without a right candidate are left out, as is usual.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from evals.lines import lines_of
from ingest.embed import Embedder
from rag.encode import encoder_of
from rag.rerank import Reranker
from rag.shelf import Floats, Postings
from rag.words import content_lookups, lookups


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=Path, nargs="+")
    options = parser.parse_args()
    embedder = Embedder(threads=1)
    plain = Embedder(threads=1)
    encoder = encoder_of(plain)
    assert encoder is not None
    encoder.use({})
    for path in options.sets:
        if not path.exists():
            sys.exit(f"'{path}' is not there. Public sets are no part of Groundwork; name your own copies.")
        rows = [json.loads(line) for _, line in lines_of(path)]
        rows = [row for row in rows if any(c["label"] for c in row["candidates"])]
        ranked: dict[str, list[tuple[float, float]]] = {}
        for row in rows:
            texts, label = (
                [c["text"] for c in row["candidates"]],
                np.array([bool(c["label"]) for c in row["candidates"]]),
            )
            vectors = embedder.encode(texts)
            systems = {
                "BM25": Postings.of([lookups(t) for t in texts]).score(content_lookups(row["question"]))[0],
                "MiniLM": vectors @ embedder.encode([row["question"]])[0],
                "ours": Reranker(embedder=embedder).scores(row["question"], texts),
                "ours, encoder untuned": Reranker(embedder=plain).scores(row["question"], texts),
            }
            for name, scores in systems.items():
                ranked.setdefault(name, []).append(precision_and_first(scores, label))
        for name, values in ranked.items():
            means = np.mean(np.array(values), axis=0)
            print(f"{path.stem:14s} n={len(rows):4d}  {name:24s} MAP {means[0]:.3f}  MRR {means[1]:.3f}", flush=True)


def precision_and_first(scores: Floats, label: np.ndarray) -> tuple[float, float]:
    """Average precision and reciprocal rank of one question."""
    right = label[np.argsort(-scores, kind="stable")]
    places = np.flatnonzero(right) + 1
    return float(np.mean(np.arange(1, len(places) + 1) / places)), float(1 / places[0])


if __name__ == "__main__":
    main()
