"""MRR: one over the rank of the first passage that holds a gold quote, nought if none of the first k does.

rr = 1 / rank of the first relevant passage   (Voorhees 1999, TREC-8 question answering track)
"""

from evals.measures.found import relevant
from evals.types import Case, Output, Score


def mrr(case: Case, output: Output, k: int = 8) -> Score:
    name = f"mrr@{k}"
    if not case.gold:
        return Score.skip(name, output, "the case has no gold quote")
    ranks = (rank for rank, f in enumerate(output.found[:k], start=1) if any(relevant(f, g) for g in case.gold))
    rank = next(ranks, None)
    return Score.of(
        name, output, 1 / rank if rank else 0.0, f"first gold at rank {rank}" if rank else f"no gold in the first {k}"
    )
