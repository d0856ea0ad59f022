"""Support: claims and the sentences they rest on go in, the probability that each is not borne out comes out.

Two learned parts, each usable alone: lexical features (`support_features`), and, on the packaged MiniLM, a small head
over token states aligned between claim and evidence (`support_tokens`, `support_head`). A logistic regression puts
them together. Weights, thresholds and calibration lie in `weights/checker/` as plain numbers; MODEL_CARD.md there
says how they were made and where they fail. Without the packaged model the lexical part judges alone.
"""

import logging
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelUnavailable
from rag.guards_words import plain
from rag.learned import numbers_in
from rag.support_features import NAMES, WEIGHTS, Held, hold, lexical, nearest_sentences

Floats = NDArray[np.float32]
_READ_AHEAD = 2000
FUSED = (*NAMES, "head", "worst_token", "bad_tokens")


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


def score(pairs: Sequence[Pair], lexical_only: bool = False) -> list[Scored]:
    """The learned verdict on each pair, in order. A claim without evidence is unsupported with certainty.

    Args:
        pairs: each is judged alone; evidence that several share is read once.
        lexical_only: leave MiniLM out; also what happens where it is not installed.

    Raises:
        ModelUnavailable: the weights that ship with the checker are missing or damaged.
    """
    with_tokens = not lexical_only and any(pair.evidence for pair in pairs) and tokens_available()
    beside = [near(pair) for pair in pairs]
    if with_tokens:  # read everything in few large batches before any claim is looked at
        from rag.support_tokens import encoder

        texts = [text for pair, held in zip(pairs, beside, strict=True) for text in (pair.claim, *held.sentences)]
        encoder().read(texts[:_READ_AHEAD])
    return [_scored(pair, held, with_tokens) for pair, held in zip(pairs, beside, strict=True)]


def near(pair: Pair) -> Held:
    """The evidence sentences that the claim is scored against, taken apart."""
    whole = hold(pair.evidence)
    chosen = nearest_sentences(pair.claim, whole)
    return whole if len(chosen) == len(pair.evidence) else hold(tuple(pair.evidence[n] for n in chosen))


def _scored(pair: Pair, held: Held, with_tokens: bool) -> Scored:
    if not pair.evidence:
        return Scored(1.0, ((0, len(pair.claim)),) if pair.claim else ())
    features = lexical(plain(pair.claim), held, pair.context)
    if not with_tokens:
        return Scored(round(probability(features, load_weights("lexical.json", NAMES)), 4))
    from rag.support_head import judge, load_head
    from rag.support_tokens import align

    weights = load_weights()
    aligned = align(pair.claim, held)
    judged = judge(aligned, features, load_head())
    found = round(probability(judged_features(features, judged.whole, judged.tokens), weights), 4)
    if found < threshold():
        return Scored(found)
    odds = float(np.log(min(found, 0.9999) / (1 - min(found, 0.9999))))
    bad = judged.tokens + odds >= weights["token_threshold"]
    return Scored(found, runs(aligned.places[bad].tolist(), pair.claim))


def judged_features(features: Floats, whole: float, tokens: Floats) -> Floats:
    """Lexical features and what the head says, in the order of `FUSED`."""
    worst = float(tokens.max()) if len(tokens) else 0.0
    bad = float((tokens > 0).mean()) if len(tokens) else 0.0
    return np.concatenate([features, np.asarray([whole, worst, bad], np.float32)])


def runs(places: Sequence[Sequence[int]], text: str) -> tuple[tuple[int, int], ...]:
    """Marked tokens as stretches; those with nothing but white space or punctuation between them are one."""
    runs: list[tuple[int, int]] = []
    for start, end in places:
        if runs and not any(c.isalnum() for c in text[runs[-1][1] : start]):
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return tuple(runs)


def probability(features: Floats, weights: dict[str, Any]) -> float:
    """Logistic regression over standardised features."""
    standard = (features - np.asarray(weights["mean"])) / np.asarray(weights["scale"])
    log_odds = float(np.dot(np.clip(standard, -6, 6), np.asarray(weights["coefficients"]))) + float(
        weights["intercept"]
    )
    return float(1.0 / (1.0 + np.exp(-log_odds)))


@lru_cache(maxsize=1)
def tokens_available() -> bool:
    """Whether MiniLM and the head can be read; said once in the log if not."""
    from rag.support_head import load_head
    from rag.support_tokens import encoder

    try:
        encoder()
        load_head()
        load_weights()
    except ModelUnavailable as error:
        logging.getLogger(__name__).warning("The checker works from words alone: %s", error)
        return False
    return True


@lru_cache(maxsize=2)
def load_weights(name: str = "fusion.json", features: tuple[str, ...] = FUSED) -> dict[str, Any]:
    """Shipped weights, thresholds among them.

    Raises:
        ModelUnavailable: they are missing, damaged or for other features.
    """
    path = WEIGHTS / name
    cure = "Reinstall, or train them: python -m evals.training checker --data DIR"
    try:
        weights: dict[str, Any] = numbers_in(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(f"The checker's weights in {path} cannot be read: {error}. {cure}") from error
    if tuple(weights["features"]) != features:
        raise ModelUnavailable(f"The checker's weights in {path} are for other features than this code reads. {cure}")
    return weights


def threshold() -> float:
    """Probability at which a claim is withheld; it ships with the weights."""
    try:
        return float(load_weights()["threshold"])
    except ModelUnavailable:
        return float(load_weights("lexical.json", NAMES)["threshold"])
