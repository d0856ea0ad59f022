"""Figures: labels and scores go in, AUC, F1, balanced accuracy and calibration come out, with intervals over sources.

Intervals are percentile bootstraps (Efron 1979) that draw whole sources, since sentences of one source are no
independent draws. Resampling is by weights with a fixed seed, so the same rows give the same bytes.
"""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from evals.statistics import SEED, Estimate

Floats = NDArray[np.float64]
Figure = Callable[[Floats, Floats, Floats], float | None]
"""(wrong 0/1, score, weights) to a number; None where it is not defined."""
RESAMPLES = 500
TEST_PREVALENCE = 0.18
"""Share of unsupported responses in RAGTruth's QA test split; in its train split it is 42 %."""


def estimate(figure: Figure, wrong: Sequence[bool], score: Sequence[float], sources: Sequence[str]) -> Estimate:
    """A figure with its 95 % interval by bootstrap over sources; None where it is not defined on the rows."""
    labels, scores = np.asarray(wrong, dtype=np.float64), np.asarray(score, dtype=np.float64)
    ones = np.ones(len(labels))
    whole = figure(labels, scores, ones) if len(labels) else None
    if whole is None:
        return Estimate(None, None, None)
    names = {name: n for n, name in enumerate(dict.fromkeys(sources))}
    member = np.asarray([names[name] for name in sources])
    random = np.random.default_rng(SEED)
    drawn = []
    for _ in range(RESAMPLES):
        counts = np.bincount(random.integers(0, len(names), len(names)), minlength=len(names)).astype(np.float64)
        value = figure(labels, scores, counts[member])
        if value is not None:
            drawn.append(value)
    if len(drawn) < RESAMPLES // 2 or len(names) < 2:
        return Estimate(round(whole, 4), None, None, "none")
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Estimate(round(whole, 4), round(float(low), 4), round(float(high), 4))


def auc(wrong: Floats, score: Floats, weights: Floats) -> float | None:
    """Area under the ROC curve with weights; ties count half (Hanley & McNeil 1982)."""
    order = np.argsort(score, kind="stable")
    values, start = np.unique(score[order], return_index=True)
    bad = np.add.reduceat((wrong * weights)[order], start)
    good = np.add.reduceat(((1 - wrong) * weights)[order], start)
    total = bad.sum() * good.sum()
    if total == 0 or len(values) == 0:
        return None
    below = np.cumsum(good) - good
    return float((bad * (below + good / 2)).sum() / total)


def at(threshold: float, name: str, prevalence: float | None = None) -> Figure:
    """A figure of decisions: 'f1', 'precision', 'recall', 'macro_f1', 'balanced_accuracy' for 'score >= threshold is
    unsupported'.

    Args:
        threshold: shipped with the weights; never chosen on the rows measured.
        name: which figure.
        prevalence: weigh the rows so that this share is unsupported.
    """

    def figure(wrong: Floats, score: Floats, weights: Floats) -> float | None:
        said = score >= threshold
        hit, slip = (weights * wrong)[said].sum(), (weights * (1 - wrong))[said].sum()
        bad, good = (weights * wrong).sum(), (weights * (1 - wrong)).sum()
        if bad == 0 or good == 0:
            return None
        if prevalence is not None:
            hit, bad = hit * prevalence / bad, prevalence
            slip, good = slip * (1 - prevalence) / good, 1 - prevalence
        return _figures(float(hit), float(slip), float(bad), float(good))[name]

    return figure


def _figures(hit: float, slip: float, bad: float, good: float) -> dict[str, float]:
    recall, kept = hit / bad, 1 - slip / good
    precision = hit / (hit + slip) if hit + slip else 0.0
    other = (good - slip) / max(1e-12, good - slip + bad - hit)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    other_f1 = 2 * other * kept / (other + kept) if other + kept else 0.0
    return {
        "f1": f1,
        "precision": precision,
        "recall": recall,
        "macro_f1": (f1 + other_f1) / 2,
        "balanced_accuracy": (recall + kept) / 2,
    }


def calibration_error(wrong: Floats, score: Floats, weights: Floats) -> float | None:
    """Expected calibration error over ten equal bins (Naeini and others 2015)."""
    total = weights.sum()
    if total == 0:
        return None
    place = np.minimum((score * 10).astype(int), 9)
    error = 0.0
    for bin_number in range(10):
        inside = place == bin_number
        weight = weights[inside].sum()
        if weight > 0:
            error += abs((weights * wrong)[inside].sum() - (weights * score)[inside].sum())
    return float(error / total)


def ordered(pairs: Sequence[tuple[float, float, str]]) -> Estimate:
    """Share of (faithful score, unfaithful score, source) with the unfaithful one higher; ties count half."""
    won = [float(wrong > right) + 0.5 * (wrong == right) for right, wrong, _ in pairs]
    return estimate(mean, [True] * len(pairs), won, [source for _, _, source in pairs])


def mean(_wrong: Floats, score: Floats, weights: Floats) -> float | None:
    """Mean score."""
    total = weights.sum()
    return float((score * weights).sum() / total) if total else None


def span_f1(rows: Sequence[tuple[Sequence[tuple[int, int]], Sequence[tuple[int, int]]]]) -> dict[str, float | None]:
    """Precision, recall and F1 of characters inside predicted spans against those people marked (as RAGTruth's
    authors count).
    """
    both = said = marked = 0
    for predicted, gold in rows:
        mine = {n for start, end in predicted for n in range(start, end)}
        theirs = {n for start, end in gold for n in range(start, end)}
        both, said, marked = both + len(mine & theirs), said + len(mine), marked + len(theirs)
    if marked == 0:
        return {"precision": None, "recall": None, "f1": None}
    precision, recall = both / said if said else 0.0, both / marked
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}
