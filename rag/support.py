"""Support: claims and the sentences they rest on go in, the probability that each is not borne out comes out.

Two learned parts, each usable alone: lexical features through boosted trees or a logistic regression
(`support_features`), and, where the packaged MiniLM is at hand, token states aligned between claim and evidence
(`support_tokens`). Weights, thresholds and calibration lie in `weights/checker/` as plain numbers; MODEL_CARD.md
there says how they were made and where they fail.
"""

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelUnavailable
from rag.support_features import NAMES, WEIGHTS, hold, lexical


class Scored(NamedTuple):
    """What the learned model says of one claim."""

    unsupported: float
    """Calibrated probability that the evidence does not bear the claim out."""
    spans: tuple[tuple[int, int], ...] = ()
    """Stretches of the claim (offsets) that look unsupported."""


class Pair(NamedTuple):
    """One claim with its evidence sentences and what names them (headings, titles, sources)."""

    claim: str
    evidence: tuple[str, ...]
    context: str = ""


def score(pairs: Sequence[Pair]) -> list[Scored]:
    """The learned verdict on each pair, in order. A claim without evidence is unsupported with certainty.

    Raises:
        ModelUnavailable: the weights that ship with the checker are missing or damaged.
    """
    weights = load_weights()
    found = []
    for pair in pairs:
        if not pair.evidence:
            found.append(Scored(1.0))
            continue
        features = lexical(pair.claim, hold(pair.evidence), pair.context)
        found.append(Scored(round(probability(features, weights), 4)))
    return found


def probability(features: NDArray[np.float32], weights: dict[str, Any]) -> float:
    """Logistic regression over standardised features."""
    standard = (features - np.asarray(weights["mean"])) / np.asarray(weights["scale"])
    logit = float(np.dot(np.clip(standard, -6, 6), np.asarray(weights["coefficients"]))) + float(weights["intercept"])
    return float(1.0 / (1.0 + np.exp(-logit)))


@lru_cache(maxsize=1)
def load_weights() -> dict[str, Any]:
    """The shipped weights, thresholds among them."""
    path = WEIGHTS / "lexical.json"
    try:
        weights: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(f"The checker's weights in {path} cannot be read: {error}. Reinstall, or train them: "
                               "python -m evals.training checker --data DIR") from error  # fmt: skip
    if tuple(weights["features"]) != NAMES:
        raise ModelUnavailable(
            f"The checker's weights in {path} are for other features than this code reads. Train them anew: "
            "python -m evals.training checker --data DIR"
        )
    return weights


def threshold() -> float:
    """Probability above which a claim is withheld; it ships with the weights."""
    return float(load_weights()["threshold"])
