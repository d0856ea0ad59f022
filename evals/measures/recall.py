"""Recall: the share of the gold quotes that the first k passages hold.

recall@k = |golds in the first k passages| / |golds|   (Manning, Raghavan & Schütze, 'Introduction to Information
Retrieval', 2008, 8.4)
"""

from evals.measures.found import gains, relevant
from evals.types import Case, Output, Score


def recall(case: Case, output: Output, k: int = 8) -> Score:
    name = f"recall@{k}"
    if not case.gold:
        return Score.skip(name, output, "the case has no gold quote")
    value = sum(gains(output, case.gold, k)) / len(case.gold)
    lost = tuple(g.quote for g in case.gold if not any(relevant(f, g) for f in output.found[:k]))
    return Score.of(name, output, value, f"{len(case.gold) - len(lost)} of {len(case.gold)} gold quotes found", lost)


def recall_in(case: Case, output: Output, characters: int = 2000) -> Score:
    """Recall within the first characters retrieved: fair between systems that cut passages large and small."""
    name = f"recall_in_{characters}_characters"
    if not case.gold:
        return Score.skip(name, output, "the case has no gold quote")
    k, used = 0, 0
    for found in output.found:
        if used + len(found.text) > characters and k:
            break
        k, used = k + 1, used + len(found.text)
    return Score.of(name, output, sum(gains(output, case.gold, k)) / len(case.gold), f"{k} passages, {used} characters")
