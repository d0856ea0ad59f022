"""Trials: an index and our advisor's answers go in, what only the advisor itself can be tried on comes out.

The laws of `robustness` need nothing but outputs. These need someone to ask again: without the passages that an answer
rested on (`removal`), and beside documents that talk to a model (`hostile`).
"""

from collections.abc import Sequence
from pathlib import Path

from evals.hostile import Trap, hostile
from evals.hostile import traps as packaged_traps
from evals.types import Case, Output, Score

__all__ = ["OURSELVES", "Trap", "packaged_traps", "trials", "tried_on"]

OURSELVES = "groundwork"


def tried_on(system: object, named: Sequence[str], part: str) -> bool:
    """Whether a run holds our advisor, and asks for its robustness."""
    return system is None and OURSELVES in named and part in ("all", "robustness")


def trials(
    index: Path | str | None, cases: Sequence[Case], outputs: Sequence[Output], traps: Sequence[Trap]
) -> tuple[Score, ...]:
    """Scores of both trials; nothing where there is neither an answer nor a document.

    Args:
        index: of the advisor; None for the person's own.
    """
    from evals.removal import removals
    from evals.systems import Groundwork, open_system

    opened = open_system(OURSELVES, index)
    assert isinstance(opened, Groundwork)
    advisor = opened.advisor
    found = removals(advisor, cases, [output for output in outputs if output.system == OURSELVES])
    if traps:
        found += hostile(advisor.index.folder, advisor.index.embeddings, traps)
    return found
