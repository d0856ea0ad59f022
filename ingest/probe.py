"""Probe: a newly written generation goes in, what can be found in it comes out.

Runs in a process of its own (`python -m ingest.probe DIRECTORY GENERATION`), since a broken Chroma directory may end
the process that opens it. Reads `expected.npz` beside the directory: ids and vectors as they should be.
"""

import json
import sys
from pathlib import Path

import numpy as np

from ingest.store import Store

SAMPLE = 100
NEIGHBOURS = 10


def probe(generation_folder: Path, generation: str, server: str | None = None) -> dict[str, float]:
    """Counts by kind, the share of sampled vectors that find themselves first, and recall@10 against exact search."""
    expected = np.load(generation_folder / "expected.npz")
    store = Store(generation_folder / "chroma", generation, server)
    report: dict[str, float] = {}
    try:
        for kind in ("passages", "keys"):
            ids, vectors = expected[f"{kind}_ids"], expected[f"{kind}_vectors"]
            report[f"{kind}_count"] = store.count(kind)
            if len(ids) == 0:
                report[f"{kind}_self"] = report[f"{kind}_recall"] = 1.0
                continue
            chosen = np.unique(np.linspace(0, len(ids) - 1, min(SAMPLE, len(ids))).astype(int))
            found = store.nearest(kind, vectors[chosen], NEIGHBOURS)
            exact = vectors[chosen] @ vectors.T
            wanted = min(NEIGHBOURS, len(ids))
            # ties are common (a heading asked twice), so what counts is the similarity reached, not the id
            floor = -np.sort(-exact, axis=1)[:, wanted - 1]
            hits = [
                sum(1 for _, score in row if score >= limit - 1e-4) for row, limit in zip(found, floor, strict=True)
            ]
            report[f"{kind}_recall"] = float(np.mean(hits)) / wanted
            report[f"{kind}_self"] = float(np.mean([bool(row) and row[0][1] > 1 - 1e-3 for row in found]))
    finally:
        store.close()
    return report


if __name__ == "__main__":
    print(json.dumps(probe(Path(sys.argv[1]), sys.argv[2], sys.argv[3] if len(sys.argv) > 3 else None)))
