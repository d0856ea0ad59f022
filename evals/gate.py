"""Gate: a run folder goes in, the reasons to shut come out; none means open.

It shuts on what must never be (hard rules), on a lower bound under its floor, on a significant paired drop of more
than a point against the accepted run, and on more than 2 % unscored. Floors and the accepted run's values, case by
case, stand in baseline.json (the naive stack is another thing: `baseline.py`). `accept` writes a run's values there;
floors are set by hand.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from evals.kept import read_outputs, read_scores
from evals.lines import write_lines
from evals.measures import LOWER_IS_BETTER
from evals.statistics import bootstrap, paired
from evals.types import Case, Output, Score

BASELINE = Path(__file__).parent / "baseline.json"
ONE_IN = 5
DROP = 0.01
UNSCORED = 0.02


def fast(cases: Iterable[Case]) -> tuple[Case, ...]:
    """A fifth of the dev half, by a hash of the id or group, so that a new case moves no other."""
    dev = (case for case in cases if case.half == "dev")
    return tuple(c for c in dev if int(sha256((c.group or c.id).encode()).hexdigest()[8:16], 16) % ONE_IN == 0)


def gate(run: Path, baseline: Path = BASELINE, system: str = "groundwork") -> list[str]:
    """Every reason why the gate is shut.

    Raises:
        ValueError: the run has no row of that system, or the baseline cannot be read.
    """
    outputs = [o for o in read_outputs(run / "outputs.jsonl") if o.system == system]
    scores = [s for s in read_scores(run / "scores.jsonl") if s.system == system]
    if not outputs or not scores:
        raise ValueError(f"{run} holds nothing of {system}")
    try:
        accepted = json.loads(baseline.read_text(encoding="utf-8"))
        limits, values = accepted["floors"], accepted["values"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ValueError(
            f"{baseline} cannot be read ({error}); make it with: groundwork eval --gate --accept"
        ) from error
    return [
        *hard_rules(outputs),
        *unscored(scores),
        *floors(scores, limits),
        *drops(scores, values),
    ]


def hard_rules(outputs: Iterable[Output]) -> list[str]:
    """What must never be, whatever the averages."""
    broken = []
    for output in outputs:
        if output.declined and any(s.cited for s in output.shown):
            broken.append(f"{output.case}: a decline that cites")
        for sentence in output.shown:
            if sentence.label not in (None, "supported", "not-a-claim"):
                broken.append(f"{output.case}: shown though {sentence.label}: {sentence.text[:100]}")
            if any(c.stands is False for c in sentence.cited):
                broken.append(f"{output.case}: a quote that does not stand: {sentence.text[:100]}")
    return broken


def unscored(scores: Iterable[Score]) -> list[str]:
    """Too much left unscored makes every mean a guess."""
    scores = [s for s in scores if s.applies]
    missing = [s for s in scores if s.value is None]
    if len(missing) <= UNSCORED * len(scores):
        return []
    return [f"{len(missing)} of {len(scores)} scores are missing, first: {missing[0].case}: {missing[0].reason}"]


def floors(scores: Iterable[Score], limits: Mapping[str, float]) -> list[str]:
    """Lower bounds under their floor; for measures where less is better, upper bounds over it."""
    shut = []
    by_measure = _values(scores)
    for measure, limit in limits.items():
        estimate = bootstrap(list(by_measure.get(measure, {}).values()))
        bound = estimate.high if measure in LOWER_IS_BETTER else estimate.low
        if bound is None:
            shut.append(f"{measure}: no value to hold against its limit {limit}")
        elif (bound > limit) if measure in LOWER_IS_BETTER else (bound < limit):
            shut.append(f"{measure}: the bound {bound:.3f} passes its limit {limit} (mean {estimate.mean})")
    return shut


def drops(scores: Iterable[Score], accepted: Mapping[str, Mapping[str, float]]) -> list[str]:
    """Paired drops of more than a point whose whole interval is a drop."""
    shut = []
    now = _values(scores)
    for measure, before in accepted.items():
        cases = sorted(set(before) & set(now.get(measure, {})))
        sign = -1.0 if measure in LOWER_IS_BETTER else 1.0
        estimate = paired([sign * now[measure][c] for c in cases], [sign * before[c] for c in cases]) if cases else None
        if (
            estimate
            and estimate.mean is not None
            and estimate.high is not None
            and estimate.mean < -DROP
            and estimate.high < 0
        ):
            worst = sorted(cases, key=lambda c: sign * (now[measure][c] - before[c]))[:5]
            shut.append(
                f"{measure}: dropped by {-estimate.mean:.3f} over {len(cases)} cases, most in {', '.join(worst)}"
            )
    return shut


def accept(run: Path, baseline: Path = BASELINE, system: str = "groundwork") -> None:
    """Make this run the one that later runs are held against; floors stay as they are.

    Raises:
        ValueError: the run has no score of that system; what was accepted before stays.
    """
    scores = [s for s in read_scores(run / "scores.jsonl") if s.system == system]
    if not scores:
        raise ValueError(f"{run} holds no score of {system}, so that there is nothing to accept")
    held: dict[str, Any] = json.loads(baseline.read_text(encoding="utf-8")) if baseline.exists() else {"floors": {}}
    held["values"] = {measure: dict(sorted(values.items())) for measure, values in sorted(_values(scores).items())}
    head = json.dumps(held["floors"], indent=2)
    rows = ",\n".join(f"  {json.dumps(m)}: {json.dumps(v)}" for m, v in held["values"].items())
    write_lines(baseline, [f'{{"floors": {head},\n"values": {{\n{rows}\n}}}}'])


def _values(scores: Iterable[Score]) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for score in scores:
        if score.value is not None:
            found.setdefault(score.measure, {})[score.case] = score.value
    return found
