"""Score: cases and outputs go in, scores and their summaries come out."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from evals.measures import GROUPED, LOWER_IS_BETTER, MEASURES, Measure, grounded_refusal_f1
from evals.statistics import Estimate, bootstrap, bootstrap_counts, paired, prediction_powered
from evals.types import Case, Difference, Output, Score, Summary

TOLD = 40
"""Cases named in a comparison, each way."""


def score_outputs(
    cases: Sequence[Case],
    outputs: Sequence[Output],
    names: Iterable[str],
    more: Mapping[str, Measure] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Score, ...]:
    """Every named measure on every output, in the order of cases; an output with an error is unscored by all.

    Args:
        more: measures that are not in the table, by name.
        progress: told how many outputs are scored, and of how many.
    """
    known = {case.id: case for case in cases}
    chosen = {name: MEASURES[name] for name in names if name in MEASURES} | dict(more or {})
    grouped = [GROUPED[name] for name in names if name in GROUPED]
    scores: list[Score] = []
    for done, output in enumerate(outputs, start=1):
        case = known.get(output.case) or Case(id=output.case, kind="unknown", question=output.question)
        for name, measure in chosen.items():
            scores.append(_measured(name, measure, case, output))
        if progress:
            progress(done, len(outputs))
    for system in dict.fromkeys(o.system for o in outputs):
        mine = [o for o in outputs if o.system == system]
        scores += [score for group in grouped for score in group(cases, mine)]
    return tuple(scores)


def _measured(name: str, measure: Measure, case: Case, output: Output) -> Score:
    if output.error is not None:
        return Score.of(name, output, None, output.error)
    try:
        return measure(case, output)
    except Exception as error:  # a measure that fails leaves its case unscored, with the reason
        return Score.of(name, output, None, f"the measure raised {type(error).__name__}: {error}")


def summarise(
    scores: Sequence[Score], cases: Sequence[Case], labelled: Sequence[tuple[float, float]] = ()
) -> tuple[Summary, ...]:
    """Mean, interval, n and unscored count of each measure, over all cases, by half and by kind.

    Args:
        labelled: (truth, judge's word) of our labelled sentences, for the interval of faithfulness.
    """
    known = {case.id: case for case in cases}
    sorted_out: dict[tuple[str, str, str], list[Score]] = defaultdict(list)
    for score in scores:
        sorted_out[score.measure, score.system, "all"].append(score)
        if case := known.get(score.case):
            sorted_out[score.measure, score.system, f"half:{case.half}"].append(score)
            sorted_out[score.measure, score.system, f"kind:{case.kind}"].append(score)
    summaries = []
    for (measure, system, subset), members in sorted_out.items():
        if subset != "all" and all(not s.applies for s in members):
            continue
        summaries.append(_summary(measure, system, subset, members, _estimate(members)))
        if measure == "refusals" and subset == "all":
            f1 = bootstrap_counts([s.counts for s in members if s.value is not None], grounded_refusal_f1)
            summaries.append(_summary("grounded_refusal_f1", system, subset, members, f1))
        if measure == "faithfulness" and subset == "all" and labelled:
            summaries.append(_summary("faithfulness_corrected", system, subset, members, _corrected(members, labelled)))
    return tuple(summaries)


def _estimate(members: Sequence[Score]) -> Estimate:
    return bootstrap([s.value for s in members if s.value is not None])


def _corrected(members: Sequence[Score], labelled: Sequence[tuple[float, float]]) -> Estimate:
    """By claim: the share the judge supports, set right by its errors on the sentences that we labelled.

    Claims that stand word for word in what they cite are proven; only the others need the correction.
    """
    judged: list[float] = []
    proven = 0
    for score in members:
        verbatim = int(score.counts.get("verbatim", 0))
        supported = int(score.counts.get("supported", 0)) - verbatim
        judged += [1.0] * supported + [0.0] * (int(score.counts.get("claims", 0)) - supported - verbatim)
        proven += verbatim
    if not judged:
        return bootstrap([1.0] * proven)
    found = prediction_powered([t for t, _ in labelled], [j for _, j in labelled], judged)
    if found.mean is None or found.low is None or found.high is None:
        return found
    mean, low, high = ((proven + len(judged) * x) / (proven + len(judged)) for x in (found.mean, found.low, found.high))
    return Estimate(round(mean, 6), round(low, 6), round(high, 6), found.method)


def _summary(measure: str, system: str, subset: str, members: Sequence[Score], estimate: Estimate) -> Summary:
    return Summary(
        measure=measure,
        system=system,
        subset=subset,
        n=sum(s.value is not None for s in members),
        unscored=sum(s.value is None and s.applies for s in members),
        beside=sum(not s.applies for s in members),
        mean=estimate.mean,
        low=estimate.low,
        high=estimate.high,
        method=estimate.method,
    )


def differences(first: Sequence[Score], second: Sequence[Score], names: tuple[str, str]) -> tuple[Difference, ...]:
    """Paired by case: each measure that both were scored on; better and worse are the first's, widest gaps first."""
    theirs = {(s.measure, s.case): s.value for s in second}
    pairs: dict[str, list[tuple[str, float, float]]] = defaultdict(list)
    for score in first:
        other = theirs.get((score.measure, score.case))
        if score.value is not None and other is not None:
            pairs[score.measure].append((score.case, score.value, other))
    found = []
    for measure, rows in pairs.items():
        estimate = paired([a for _, a, _ in rows], [b for _, _, b in rows])
        sign = -1 if measure in LOWER_IS_BETTER else 1
        gaps = sorted(((sign * (a - b), case) for case, a, b in rows), key=lambda gap: (-abs(gap[0]), gap[1]))
        found.append(
            Difference(
                measure=measure,
                first=names[0],
                second=names[1],
                n=len(rows),
                mean=estimate.mean,
                low=estimate.low,
                high=estimate.high,
                better=tuple(case for gap, case in gaps if gap > 0)[:TOLD],
                worse=tuple(case for gap, case in gaps if gap < 0)[:TOLD],
            )
        )
    return tuple(found)
