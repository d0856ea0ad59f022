"""Precision: the share of the first k passages that hold a gold quote.

precision@k = |passages with a gold among the first k| / k   (Manning, Raghavan & Schütze 2008, 8.4). With one gold a
case the best is 1/k: read it between systems, not against 1.
"""

from evals.measures.found import relevant
from evals.types import Case, Output, Score


def precision(case: Case, output: Output, k: int = 4) -> Score:
    name = f"precision@{k}"
    if not case.gold:
        return Score.skip(name, output, "the case has no gold quote")
    good = sum(any(relevant(f, g) for g in case.gold) for f in output.found[:k])
    return Score.of(name, output, good / k, f"{good} of the first {k} passages hold gold")
