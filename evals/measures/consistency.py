"""Consistency: how far answers to one question in other words agree.

For each group the mean over its pairs of the Jaccard share of the words they cite; two declines agree, an answer and
a decline do not. (Elazar and others, TACL 2021, measure consistency over paraphrases by pairs.)
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from evals.types import Case, Output, Score


def consistency(cases: Sequence[Case], outputs: Sequence[Output]) -> list[Score]:
    """One score a group; the group's name stands in the case's place."""
    return by_group(cases, outputs, "paraphrases", "consistency", agreement)


def agreement(one: Output, other: Output) -> float:
    if one.declined or other.declined:
        return float(one.declined == other.declined)
    mine, theirs = evidence(one), evidence(other)
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 1.0


def evidence(output: Output) -> set[str]:
    """What the shown sentences rest on; their own words where nothing is cited."""
    return {c.quote for s in output.shown for c in s.cited} or {s.text for s in output.shown}


def by_group(cases: Sequence[Case], outputs: Sequence[Output], kind: str, name: str, measure: object) -> list[Score]:
    assert callable(measure)
    given = {o.case: o for o in outputs}
    groups: dict[str, list[Case]] = defaultdict(list)
    for case in cases:
        if case.kind == kind and case.group:
            groups[case.group].append(case)
    scores = []
    for group, members in groups.items():
        told = [given[c.id] for c in members if c.id in given]
        if len(told) < 2:
            continue
        place = told[0].model_copy(update={"case": f"group:{group}"})
        if any(o.error for o in told):
            scores.append(Score.of(name, place, None, "a case of the group failed"))
            continue
        values = [float(measure(a, b)) for a, b in combinations(told, 2)]
        ends = ", ".join(f"{o.case}: {o.end}" for o in told)
        scores.append(Score.of(name, place, sum(values) / len(values), ends))
    return scores
