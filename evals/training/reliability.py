"""Reliability: what was said and what was so go in, a table and its picture come out."""

from collections.abc import Sequence
from typing import Any

import numpy as np

Bin = tuple[float, float, float, int]
"""Where it begins, share that was so, mean of what was said, how many."""
SIDE, MARGIN = 360, 40


def reliability(said: Any, so: Any, bins: int = 10) -> list[Bin]:
    """Ten equal bins of probability; both classes count alike, as they did when the model learned, and the odds are
    those of the threshold (0.5).
    """
    said, so = np.asarray(said, dtype=float), np.asarray(so, dtype=bool)
    found = []
    for number in range(bins):
        inside = (said >= number / bins) & ((said < (number + 1) / bins) | (number == bins - 1))
        if inside.any():
            found.append((number / bins, float(so[inside].mean()), float(said[inside].mean()), int(inside.sum())))
    return found


def plotted(bins: Sequence[Bin]) -> str:
    """An SVG: each bin a dot, as large as it has questions, beside the line on which it should lie."""
    whole = SIDE + 2 * MARGIN
    most = max(count for *_, count in bins)

    def x(value: float) -> float:
        return round(MARGIN + SIDE * value, 1)

    def y(value: float) -> float:
        return round(MARGIN + SIDE * (1 - value), 1)

    dots = "".join(
        f'<circle cx="{x(told)}" cy="{y(share)}" r="{round(3 + 9 * (count / most) ** 0.5, 1)}" fill="#2f6f8f" '
        f'fill-opacity="0.75"><title>said {told:.2f}, so {share:.2f}, n = {count}</title></circle>'
        for _, share, told, count in bins
    )
    ticks = "".join(
        f'<text x="{x(v)}" y="{whole - MARGIN + 16}" text-anchor="middle">{v}</text>'
        f'<text x="{MARGIN - 8}" y="{y(v) + 4}" text-anchor="end">{v}</text>'
        for v in (0.0, 0.5, 1.0)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {whole}" font-family="sans-serif" '
        f'font-size="12"><rect x="{MARGIN}" y="{MARGIN}" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>'
        f'<path d="M{x(0)} {y(0)}L{x(1)} {y(1)}" stroke="#999" stroke-dasharray="4"/>{dots}{ticks}'
        f'<text x="{whole / 2}" y="{whole - 6}" text-anchor="middle">said to be answered</text>'
        f'<text transform="translate(12 {whole / 2}) rotate(-90)" text-anchor="middle">answered</text></svg>\n'
    )
