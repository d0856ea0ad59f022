"""Comparison: two run folders go in, what got better and what got worse comes out, case by case."""

from collections.abc import Sequence
from pathlib import Path

from evals.kept import read_scores
from evals.scoring import differences
from evals.types import Difference, Score


def compare(first: Path | str, second: Path | str, system: str = "") -> tuple[Difference, ...]:
    """Paired bootstrap by question of every measure that both runs have, second minus first.

    Args:
        first: folder of a run, the older.
        second: folder of a run, the newer.
        system: whose scores; the first named in each run otherwise.

    Raises:
        ValueError: a folder holds no scores, or the runs share no scored case.
    """
    older, newer = (_scores(Path(folder), system) for folder in (first, second))
    found = differences(newer, older, (str(second), str(first)))
    if not found:
        raise ValueError(f"{first} and {second} have no scored case in common")
    return found


def comparison_text(found: Sequence[Difference]) -> str:
    """A table, and under it the cases that moved most."""
    lines = ["measure                        n   change  95 % interval       better  worse"]
    for d in found:
        interval = f"[{d.low:+.3f}, {d.high:+.3f}]" if d.low is not None and d.high is not None else "not known"
        lines.append(
            f"{d.measure:28} {d.n:4d}  {d.mean or 0:+.3f}  {interval:18}  {len(d.better):6d} {len(d.worse):6d}"
        )
    for d in found:
        for word, cases in (("better", d.better), ("worse", d.worse)):
            if cases:
                more = " …" if len(cases) > 10 else ""
                lines.append(f"{d.measure}, {word}: {', '.join(cases[:10])}{more}")
    return "\n".join(lines)


def _scores(folder: Path, system: str) -> list[Score]:
    path = folder / "scores.jsonl"
    try:
        scores = read_scores(path)
    except OSError as error:
        raise ValueError(f"{folder} is no run folder: {path.name} cannot be read ({error.strerror})") from error
    wanted = system or (scores[0].system if scores else "")
    return [score for score in scores if score.system == wanted]
