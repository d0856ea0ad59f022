"""Refusals: did the answer end as it should: with an answer, or with a decline for the right reason?

Grounded-refusal F1 (Song and others 2024, TRUST-SCORE): the mean of the F1 of declining and the F1 of answering, from
counts over the cases. A right decline with the wrong reason counts as a decline here; `reasons` looks at the reason.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from evals.types import Case, Output, Score

Floats = NDArray[np.float64]


def refusals(case: Case, output: Output) -> Score:
    did = "decline" if output.declined else "answer"
    right = {"answer" if end == "answer" else "decline" for end in case.ends}
    should = did if did in right else right.pop()
    counts = {f"{should}_{'right' if did == should else 'missed'}": 1.0}
    if did != should:
        counts[f"{did}_wrong"] = 1.0
    return Score.of(
        "refusals", output, float(did == should), f"should {should}, did {did}", (output.text[:300],), counts
    )


def reasons(case: Case, output: Output) -> Score:
    """Whether a case that calls for a decline was declined for the right reason."""
    if case.expected == "answer":
        return Score.skip("reasons", output, "the case asks for an answer")
    reason = f"expected {' or '.join(case.ends)}, was {output.end}"
    return Score.of("reasons", output, float(output.end in case.ends), reason, (output.text[:300],))


def grounded_refusal_f1(sums: Mapping[str, Floats]) -> Floats:
    """From summed counts to F1: mean of both classes, 2 tp / (2 tp + fp + fn)."""
    both = []
    for name in ("answer", "decline"):
        right, missed, wrong = (sums.get(f"{name}_{what}", np.zeros(1)) for what in ("right", "missed", "wrong"))
        below = 2 * right + missed + wrong
        both.append(np.divide(2 * right, below, out=np.ones_like(below * 1.0), where=below > 0))
    mean: Floats = (both[0] + both[1]) / 2
    return mean
