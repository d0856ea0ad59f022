"""nDCG: gold quotes found, the earlier the better, as a share of the best order.

dcg@k = sum over ranks r of gain(r) / log2(r + 1); ndcg = dcg / dcg of the best order   (Järvelin & Kekäläinen 2002).
A passage gains one for every gold that no passage before it held.
"""

from math import log2

from evals.measures.found import gains
from evals.types import Case, Output, Score


def ndcg(case: Case, output: Output, k: int = 8) -> Score:
    name = f"ndcg@{k}"
    if not case.gold:
        return Score.skip(name, output, "the case has no gold quote")
    gained = gains(output, case.gold, k)
    dcg = sum(gain / log2(rank + 1) for rank, gain in enumerate(gained, start=1))
    held_together = sorted((gain for gain in gained if gain), reverse=True)
    missed = len(case.gold) - sum(held_together)
    best = sum(gain / log2(rank + 1) for rank, gain in enumerate([*held_together, *[1] * missed], start=1))
    return Score.of(name, output, dcg / best, f"gains {gained}")
