"""Consent: the name of a judge goes in, the judge comes out, and a person's yes to what it will cost."""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evals.ledger import Estimate
    from evals.panel import Judge


def chosen_judge(name: str | None, url: str | None, form: str, yes: bool) -> "Judge | None":
    """The judge that was asked for, if one was; whoever would have to be asked later is asked for a --yes now.

    Raises:
        ModelUnavailable: it cannot be opened, or RAGAS is not installed.
        ValueError: RAGAS without a model; a remote judge, nobody to ask, and no --yes.
    """
    if name is None:
        if form != "chat":
            raise ValueError("--judge ragas needs a model to ask: add --judge-model openai:… or --judge-model ollama:…")
        return None
    from evals.panel import ChatJudge
    from evals.ragas_judge import RagasJudge
    from rag.models import is_remote, open_model, place_of

    model = open_model(name, url)
    if is_remote(model) and not yes and not sys.stdin.isatty():
        raise ValueError(
            f"Questions, answers and passages would be sent to {place_of(model)}, which may cost money. "
            f"To agree, add --yes; the cost is estimated and printed first."
        )
    return RagasJudge(model) if form == "ragas" else ChatJudge(model)


def agreed(yes: bool, judge: "Judge", cost: "Estimate") -> bool:
    """Whether to go on: a judge on this machine needs no yes."""
    if yes or not judge.place:
        return True
    if not sys.stdin.isatty():
        return False
    print(f"Send {cost.calls:,} calls to {judge.place}? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")
