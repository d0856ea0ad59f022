"""Rag: a question goes in, an answer comes out whose every sentence was checked against the words it cites.

from rag import Advisor
print(Advisor.open().invoke("Do I need a PhD to work in ML?"))
"""

from typing import TYPE_CHECKING, Any

from rag.profile import Profile
from rag.types import Answer, Citation, Claim, Declined, Draft, Finding, Hit, Hits, Verdict

if TYPE_CHECKING:
    from rag.advisor import Advisor
    from rag.check import Checker
    from rag.retrieve import HybridRetriever, KeywordRetriever

__all__ = [
    "Advisor",
    "Answer",
    "Checker",
    "Citation",
    "Claim",
    "Declined",
    "Draft",
    "Finding",
    "Hit",
    "Hits",
    "HybridRetriever",
    "KeywordRetriever",
    "Profile",
    "Verdict",
]

_LAZY = {
    "Advisor": "rag.advisor",
    "Checker": "rag.check",
    "HybridRetriever": "rag.retrieve",
    "KeywordRetriever": "rag.retrieve",
}


def __getattr__(name: str) -> Any:
    """Heavy parts load when they are asked for: `import rag` stays light."""
    if name not in _LAZY:
        raise AttributeError(f"module 'rag' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_LAZY[name]), name)
