"""Evals: cases go in, scores and a report come out, for our advisor and for any other system.

from evals import Case, run
report = run([Case(id="1", kind="facts", question="Do I need a PhD?", must_say=("no",))], my_function, "runs/mine")
"""

from typing import Any

__all__ = ["Case", "Output", "Report", "Score", "compare", "load", "run", "score"]

_LAZY = {
    "Case": "evals.types",
    "Output": "evals.types",
    "Report": "evals.types",
    "Score": "evals.types",
    "compare": "evals.comparison",
    "load": "evals.loading",
    "run": "evals.suite",
    "score": "evals.foreign",
}


def __getattr__(name: str) -> Any:
    """Parts load when they are asked for."""
    if name not in _LAZY:
        raise AttributeError(f"module 'evals' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)
