"""Found: a quote and a passage go in, whether the passage holds the quote comes out.

A splitter may cut through a sentence, so that most of the quote (60 % of it, from either end) counts as the quote. Of
a short quote all is needed: 60 % of 'Yes.' stands in 'a year'.
"""

from evals.loading import squeezed
from evals.types import Found, Gold, Output

MOST = 0.6
LEAST = 20
"""Characters that a part needs, if it is to stand for the whole."""


def holds(passage: str, quote: str) -> bool:
    """Whether the words of the quote, or most of them from one end, stand in the passage."""
    text, words = squeezed(passage), squeezed(quote)
    part = min(len(words), max(LEAST, int(MOST * len(words))))
    return words in text or words[:part] in text or words[-part:] in text


def relevant(found: Found, gold: Gold) -> bool:
    """Whether a retrieved passage is of the gold's document and holds its words."""
    return same_document(found.document, gold.document) and holds(found.text, gold.quote)


def same_document(one: str, other: str) -> bool:
    """Ids of one document may differ by folder and ending: 'handbook/phd', 'phd.md'."""
    return _name(one) == _name(other) or not one


def _name(document: str) -> str:
    return document.replace("\\", "/").rsplit("/", 1)[-1].removesuffix(".md")


def gains(output: Output, gold: tuple[Gold, ...], k: int) -> list[int]:
    """For each of the first k passages: how many golds it is the first to hold."""
    left = list(gold)
    gained: list[int] = []
    for found in output.found[:k]:
        new = [g for g in left if relevant(found, g)]
        left = [g for g in left if g not in new]
        gained.append(len(new))
    return gained
