"""Statistics: numbers go in, means with 95 % intervals come out. Every resampling has a fixed seed."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

SEED = 20261120
RESAMPLES = 2000
CELLS = 4_000_000
"""Draws held at a time: 32 MB."""
Z = 1.959964
Floats = NDArray[np.float64]


class Estimate(NamedTuple):
    """A mean with its 95 % interval; None where nothing can be said."""

    mean: float | None
    low: float | None
    high: float | None
    method: str = "bootstrap"


def bootstrap(values: Sequence[float]) -> Estimate:
    """Percentile bootstrap of the mean (Efron 1979).

    When all values are equal a bootstrap sees no spread; for shares the Wilson score interval (1927) stands in.
    """
    if not values:
        return Estimate(None, None, None)
    numbers = np.asarray(values, dtype=np.float64)
    mean = float(numbers.mean())
    if float(np.ptp(numbers)) == 0.0:
        return wilson(mean, len(numbers)) if 0 <= mean <= 1 else Estimate(_short(mean), None, None, "none")
    low, high = _percentiles(_resampled(len(numbers), lambda drawn: numbers[drawn].mean(axis=1)))
    return Estimate(_short(mean), low, high)


def wilson(share: float, n: int) -> Estimate:
    """Wilson's score interval for a share."""
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * float(np.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)))
    return Estimate(_short(share), _short(max(0.0, centre - half)), _short(min(1.0, centre + half)), "wilson")


def bootstrap_counts(rows: Sequence[Mapping[str, float]], figure: Callable[[Mapping[str, Floats]], Floats]) -> Estimate:
    """Bootstrap by case of a figure that is computed from summed counts, such as F1.

    Where no resample moves a share, Wilson's interval for as many rows stands in, as in `bootstrap`.

    Args:
        rows: counts of each case.
        figure: from sums by name, each of shape (resamples,), to the figure, shape (resamples,).
    """
    if not rows:
        return Estimate(None, None, None)
    names = sorted({name for row in rows for name in row})
    table = {name: np.asarray([row.get(name, 0.0) for row in rows], dtype=np.float64) for name in names}
    whole = figure({name: column.sum(keepdims=True) for name, column in table.items()})
    sums = {name: _resampled(len(rows), partial(_sums, column)) for name, column in table.items()}
    low, high = _percentiles(figure(sums))
    if low == high == _short(float(whole[0])) and 0 <= low <= 1:
        return wilson(float(whole[0]), len(rows))
    return Estimate(_short(float(whole[0])), low, high)


def paired(first: Sequence[float], second: Sequence[float]) -> Estimate:
    """Paired bootstrap of the mean difference, first minus second, by question (Efron & Tibshirani 1993, chapter 8)."""
    if len(first) != len(second):
        raise ValueError(f"Pairs need two rows of one length, these have {len(first)} and {len(second)}")
    if not first:
        return Estimate(None, None, None)
    numbers = np.asarray(first, dtype=np.float64) - np.asarray(second, dtype=np.float64)
    if float(np.ptp(numbers)) == 0.0:
        same = _short(float(numbers[0]))
        return Estimate(same, same, same, "none")
    low, high = _percentiles(_resampled(len(numbers), lambda drawn: numbers[drawn].mean(axis=1)))
    return Estimate(_short(float(numbers.mean())), low, high)


def prediction_powered(truth: Sequence[float], judged: Sequence[float], unlabelled: Sequence[float]) -> Estimate:
    """Prediction-powered mean (Angelopoulos and others, Science 2023, algorithm 1).

    The judge's mean over many unlabelled rows, set right by its mean error on the labelled ones; both sources of
    doubt are in the
    interval:  m = mean(unlabelled) + mean(truth - judged),  var = var(unlabelled)/N + var(truth - judged)/n.

    Args:
        truth: human labels of the labelled rows, 0 to 1.
        judged: the judge's labels of the same rows.
        unlabelled: the judge's labels of the rows in question.
    """
    if len(truth) != len(judged):
        raise ValueError("Each labelled row needs one human label and one of the judge")
    if len(truth) < 2 or not unlabelled:
        return Estimate(None, None, None, "prediction-powered")
    errors = np.asarray(truth, dtype=np.float64) - np.asarray(judged, dtype=np.float64)
    many = np.asarray(unlabelled, dtype=np.float64)
    mean = float(many.mean() + errors.mean())
    half = Z * float(np.sqrt(many.var() / len(many) + errors.var(ddof=1) / len(errors)))
    middle, low, high = (_short(max(0.0, min(1.0, x))) for x in (mean, mean - half, mean + half))
    return Estimate(middle, low, high, "prediction-powered")


def cohen_kappa(first: Sequence[str], second: Sequence[str]) -> float | None:
    """Cohen's kappa (1960): agreement of two readers beyond what their habits alone would give."""
    if len(first) != len(second):
        raise ValueError("Two readers must have read the same rows")
    if not first:
        return None
    seen = sum(a == b for a, b in zip(first, second, strict=True)) / len(first)
    chance = sum((first.count(x) / len(first)) * (second.count(x) / len(second)) for x in set(first) | set(second))
    return None if chance == 1 else _short((seen - chance) / (1 - chance))


def binary_kappa(first: Sequence[bool], second: Sequence[bool]) -> Estimate:
    """Cohen's kappa of two readers who say yes or no, with a bootstrap interval over the rows (Efron 1979).

    None where either reader's habits leave nothing to agree on.
    """
    if len(first) != len(second):
        raise ValueError("Two readers must have read the same rows")
    if not first:
        return Estimate(None, None, None)
    a, b = np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    whole = _kappa(a[None, :], b[None, :])
    if np.isnan(whole[0]):
        return Estimate(None, None, None)
    found = _resampled(len(a), lambda drawn: _kappa(a[drawn], b[drawn]))
    low, high = _percentiles(found[~np.isnan(found)])
    return Estimate(_short(float(whole[0])), low, high)


def _kappa(a: Floats, b: Floats) -> Floats:
    """Row by row; not a number where agreement by chance is certain."""
    seen = (a == b).mean(axis=1)
    yes, other = a.mean(axis=1), b.mean(axis=1)
    chance = yes * other + (1 - yes) * (1 - other)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(chance < 1, (seen - chance) / (1 - chance), np.nan), dtype=np.float64)


def krippendorff_alpha(rows: Sequence[Sequence[str | None]]) -> float | None:
    """Krippendorff's alpha for names (2004): any number of readers, gaps allowed.

    Args:
        rows: for each unit the labels it was given; None for a reader who gave none.
    """
    pairs: dict[tuple[str, str], float] = {}
    for row in rows:
        labels = [label for label in row if label is not None]
        for at, left in enumerate(labels):
            for right in labels[:at] + labels[at + 1 :]:
                pairs[left, right] = pairs.get((left, right), 0.0) + 1 / (len(labels) - 1)
    total = sum(pairs.values())
    names = sorted({name for pair in pairs for name in pair})
    sums = {name: sum(weight for (left, _), weight in pairs.items() if left == name) for name in names}
    expected = sum(sums[a] * sums[b] for a in names for b in names if a != b) / (total - 1) if total > 1 else 0.0
    observed = sum(weight for (left, right), weight in pairs.items() if left != right)
    return None if not expected else _short(1 - observed / expected)


def quantile(values: Sequence[float], share: float) -> float | None:
    """A quantile by linear interpolation; None of nothing."""
    return _short(float(np.quantile(np.asarray(values, dtype=np.float64), share))) if values else None


def _resampled(n: int, figure: Callable[[NDArray[np.int64]], Floats]) -> Floats:
    """A figure of every resample of n rows, in blocks: the draws are those of one large table, the memory is not.

    Args:
        n: how many rows there are.
        figure: from places of drawn rows, shape (resamples, n), to one number a resample.
    """
    random = np.random.default_rng(SEED)
    block = max(1, CELLS // n)
    sizes = [min(block, RESAMPLES - start) for start in range(0, RESAMPLES, block)]
    return np.concatenate([figure(random.integers(0, n, size=(size, n))) for size in sizes])


def _sums(column: Floats, drawn: NDArray[np.int64]) -> Floats:
    summed: Floats = column[drawn].sum(axis=1)
    return summed


def _percentiles(means: Floats) -> tuple[float, float]:
    low, high = np.percentile(means, [2.5, 97.5])
    return _short(float(low)), _short(float(high))


def _short(number: float) -> float:
    """Six decimals: what differs beyond is the machine's, not the system's."""
    return round(number, 6) + 0.0
