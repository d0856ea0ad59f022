"""Progress: what a run is about to do goes in, a word on it before it begins and a bar while it lasts come out."""

import sys
from collections.abc import Sequence
from math import ceil
from pathlib import Path

SECONDS_A_QUESTION = {"groundwork": 0.12, "baseline": 0.04}
"""Of one process on a quiet core, a little more than was measured: a person would rather wait less than was said."""
SECONDS_TO_SCORE = 0.03
SECONDS_TO_OPEN = 10.0
SECONDS_OF_TRIALS = 20.0
SECONDS_TO_INDEX = 55.0


def bar(done: int, total: int, what: str = "questions asked", width: int = 30) -> None:
    """A progress bar on the error stream; without a terminal a line at each tenth."""
    if sys.stderr.isatty():
        full = width * done // max(1, total)
        end = "\n" if done == total else ""
        print(f"\r[{'█' * full}{'·' * (width - full)}] {done}/{total} {what}", end=end, file=sys.stderr, flush=True)
    elif done == total or done % max(1, total // 10) == 0:
        print(f"{done}/{total} {what}", file=sys.stderr, flush=True)


def plan(
    cases: int, systems: Sequence[str], part: str, jobs: int, out: Path, to_index: bool, trials: bool, done: int = 0
) -> str:
    """What a run will do and how long it is likely to take, in two sentences.

    Args:
        cases: questions for each system.
        to_index: the handbook has to be indexed first.
        trials: hostile documents and removed passages are tried too.
        done: questions that an earlier run asked already.
    """
    asked = cases * len(systems) - done
    seconds = SECONDS_TO_INDEX * to_index + SECONDS_OF_TRIALS * trials + cases * len(systems) * SECONDS_TO_SCORE
    seconds += sum(SECONDS_TO_OPEN + cases * SECONDS_A_QUESTION.get(name, 0.1) / max(1, jobs) for name in systems)
    what = "Everything" if part == "all" else part.capitalize()
    first = "the handbook is indexed first, then " if to_index else ""
    later = f" ({done} of them are known from before)" if done else ""
    less = "; --limit 50 takes less" if cases > 50 else ""
    return (
        f"{what}: {first}{asked + done} questions go to {' and '.join(systems)}{later}, and what is answered is scored "
        f"into {out}. On two quiet cores this takes about {told(seconds)}{less}."
    )


def told(seconds: float) -> str:
    """Seconds in words that promise no more than is known."""
    if seconds < 50:
        return f"{max(10, round(seconds / 10) * 10)} seconds"
    minutes = max(1, ceil((seconds - 10) / 60))
    return "a minute" if minutes == 1 else f"{minutes} minutes"
