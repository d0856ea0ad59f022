"""Triage stand-in by the lead; replaced by the triage helper."""

from typing import Any

from rag.types import Frozen, Reason


class Triage(Frozen):
    reason: Reason | None
    question: str
    about: str = ""


def triage(question: str, embed: Any = None) -> Triage:
    return Triage(reason=None if question.strip() else "unclear", question=question)
