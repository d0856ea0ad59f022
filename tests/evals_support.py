"""Support for the tests of `evals`: small cases, systems with moods, and outputs that are real in every type."""

import time
from typing import Any

from evals.types import Case, Cited, Found, Gold, Output, Sentence

SAYS = "A PhD is not needed for most machine learning jobs."
ELSE = "Data engineers earn 90,000 euros a year in Utopia, says a survey of 2024."
HEADING = ("Degrees", "Do I need a PhD?")


def case(id: str = "one", **more: Any) -> Case:
    """A case that the good system answers rightly."""
    given: dict[str, Any] = {
        "kind": "facts",
        "question": f"Do I need a PhD? ({id})",
        "gold": (Gold(document="handbook/phd", quote=SAYS),),
        "must_say": ("not needed",),
    }
    return Case(id=id, **(given | more))


def decline_case(id: str = "cake", **more: Any) -> Case:
    """A case that must be declined."""
    given: dict[str, Any] = {"kind": "out_of_scope", "question": "How do I bake a cake?", "expected": "out-of-scope"}
    return Case(id=id, **(given | more))


def cited(quote: str = SAYS, document: str = "handbook/phd", stands: bool | None = True) -> Cited:
    return Cited(document=document, quote=quote, start=0, end=len(quote), stands=stands)


def output(case: str = "one", system: str = "fake", texts: tuple[str, ...] = (SAYS,), **more: Any) -> Output:
    """An answer whose sentences cite themselves."""
    given: dict[str, Any] = {
        "question": "q",
        "text": " ".join(texts),
        "sentences": tuple(Sentence(text=t, cited=(cited(t),), label="supported") for t in texts),
        "found": (Found(document="handbook/phd", text=f"{SAYS} More words.", start=0, end=60),),
    }
    return Output(case=case, system=system, **(given | more))


def good(question: Any) -> dict[str, Any]:
    """Answers PhD questions with a marker, declines others."""
    if "PhD" not in str(question):
        return {"answer": "That is outside my field.", "declined": "out-of-scope"}
    passages = [{"document": "handbook/phd", "text": f"{SAYS} More words."}, {"document": "pay", "text": ELSE}]
    return {"answer": f"{SAYS[:-1]} [1].", "passages": passages}


def moody(question: Any) -> Any:
    """Raises, hangs or says nothing, as the question bids."""
    if "raise" in question:
        raise RuntimeError("no connection")
    if "hang" in question:
        time.sleep(5)
    return "" if "empty" in question else good(question)
