"""Fuse: evidence for each candidate goes in, their order comes out.

A linear score over standardised evidence, its weights learned from questions that people would type and the sections
that answer them (`evals/training/fusion_weights.py` and `fusion_elsewhere.py`). Then an order in which a section that
already stands high makes room for others, since one message may need several.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from rag.encode import figures
from rag.features import EARLY, NAMES, Evidence, Promise, standardised
from rag.shelf import Floats, Integers, Shelf

RANK_CONSTANT = 60


def scores(evidence: Evidence, shelf: Shelf) -> Floats:
    """A score for each candidate; larger is better, comparable within one question."""
    return np.asarray(evidence.even @ weights(evidence.has_late, shelf.headed_by_questions), dtype=np.float32)


def promise_of(shelf: Shelf) -> Promise:
    """A first score, from what is known before late interaction."""
    chosen = weights(False, shelf.headed_by_questions)[: len(EARLY)]
    return lambda early: np.asarray(standardised(early) @ chosen, dtype=np.float32)


@lru_cache(maxsize=4)
def weights(has_late: bool, headed_by_questions: bool) -> Floats:
    """The weights in the order of `NAMES`: with or without late interaction, sections headed by questions or not."""
    named = _stored(headed_by_questions)["with_tokens" if has_late else "without_tokens"]
    return np.array([named.get(name, 0.0) for name in NAMES], dtype=np.float32)


def crowding(shelf: Shelf) -> float:
    """What a passage loses for each passage of its section that stands above it."""
    return float(_stored(shelf.headed_by_questions)["crowding"])


@lru_cache(maxsize=2)
def _stored(headed_by_questions: bool) -> dict[str, Any]:
    found: dict[str, Any] = figures("fusion")["with_questions" if headed_by_questions else "without_questions"]
    return found


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
