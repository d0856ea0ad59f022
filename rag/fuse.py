"""Fuse: evidence for each candidate goes in, their order comes out.

A linear score over standardised evidence; how its weights were chosen stands in the model card beside them. Then an
order in which a section that already stands high makes room for others, since one message may need several.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from rag.encode import WEIGHTS
from rag.features import NAMES, Evidence, standardised
from rag.shelf import Floats, Integers

RANK_CONSTANT = 60


def scores(evidence: Evidence) -> Floats:
    """A score for each candidate; larger is better, comparable within one question."""
    return np.asarray(standardised(evidence.table) @ weights(evidence.has_late), dtype=np.float32)


@lru_cache(maxsize=2)
def weights(has_late: bool) -> Floats:
    """The weights in the order of `NAMES`, with or without late interaction."""
    stored = json.loads((WEIGHTS / "fusion.json").read_text(encoding="utf-8"))
    chosen = stored["with_tokens" if has_late else "without_tokens"]
    return np.array([chosen.get(name, 0.0) for name in NAMES], dtype=np.float32)


@lru_cache(maxsize=1)
def crowding() -> float:
    """What a passage loses for each passage of its section that stands above it."""
    return float(json.loads((WEIGHTS / "fusion.json").read_text(encoding="utf-8"))["crowding"])


def spread(values: Floats, section: Integers, limit: int, penalty: float) -> list[int]:
    """Numbers of the best candidates, best first; each pays `penalty` for every chosen one of its section.

    With a penalty of 0 this is the plain order. The first is always the best of all; ties go to the earlier candidate.
    """
    left = np.asarray(values, dtype=np.float64).copy()
    chosen: list[int] = []
    for _ in range(min(limit, len(left))):
        best = int(np.argmax(left))
        chosen.append(best)
        left[section == section[best]] -= penalty
        left[best] = -np.inf
    return chosen


def reciprocal_ranks(
    rankings: Mapping[str, Sequence[str]], shares: Mapping[str, float] | None = None
) -> dict[str, float]:
    """Reciprocal rank fusion (Cormack, Clarke and Büttcher 2009): score = sum over rankings of share / (60 + rank).

    Used for candidates and by those who bring rankings without scores.
    """
    fused: dict[str, float] = {}
    for name, ranking in rankings.items():
        for rank, id in enumerate(dict.fromkeys(ranking), start=1):
            fused[id] = fused.get(id, 0.0) + (shares or {}).get(name, 1.0) / (RANK_CONSTANT + rank)
    return fused
