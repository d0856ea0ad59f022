"""Beside: a claim is laid beside the few evidence sentences that it speaks of; what is otherwise there comes out.

In a whole file any number, name or word stands somewhere, and must not excuse a wrong one. So where a claim nearly
repeats a sentence, every change in it is looked at (`sisters`, `bindings`); and in long evidence its numbers and names
have to stand near the sentences that hold most of its rare words, not just anywhere.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rag.bindings import unbound
from rag.edits import amounts, shared
from rag.guards import quantity_clashes
from rag.guards_names import missing_names
from rag.guards_words import tokens
from rag.sisters import LEAST_SHARED, exchanged, in_its_words, proper_words
from rag.support_features import rarity

LONG = 12
"""Evidence sentences above which not all are about one claim."""
_REPEATED = 0.85
"""Share of a claim's words in one sentence, in order, above which a number has to stand in that sentence itself."""
_LONGEST = 2000
"""Characters; what is longer repeats no sentence, and would be slow to lay beside one."""
_READ = 4
"""Sentences that are laid beside a claim word by word."""
_ALMOST = 0.6
"""Share of the best sentence's rare words above which another sentence is about the claim too."""
_AROUND = 4
"""Sentences before and after: what a summary puts together stands within a paragraph."""
_OPENING = 5
"""The first sentences name whom a whole text is about; further on it says 'she' and 'we'."""


class Other(NamedTuple):
    """What is otherwise, in words for a person, and the evidence sentence that shows it."""

    reason: str
    sentence: int
    contradicted: bool


def otherwise(text: str, evidence: Sequence[str], context: str = "") -> Other | None:
    """What the sentences a claim speaks of say otherwise; None if nothing.

    Args:
        text: the claim, see `guards_words.plain`.
        evidence: sentences in the order they stand.
        context: headings and titles; they name things.
    """
    if len(text) > _LONGEST:
        return None
    weights = _weights(text, evidence)
    order = sorted(range(len(evidence)), key=lambda n: (-weights[n], n))[:_READ]
    if not order or weights[order[0]] <= 0:
        return None
    best = max(order, key=lambda n: shared(text, evidence[n]))
    if (share := shared(text, evidence[best])) >= LEAST_SHARED and (
        found := _changed(text, evidence, best, share, context)
    ):
        return found
    if len(evidence) <= LONG:
        return None
    about = [n for n in order if weights[n] >= _ALMOST * weights[order[0]]]
    near = _around(about, len(evidence), _AROUND)
    return _elsewhere(text, evidence, near, context)


def _weights(text: str, evidence: Sequence[str]) -> list[float]:
    """How much of the claim's rare words each sentence holds."""
    wanted = {token.stem for token in tokens(text) if token.is_content}
    held = [{token.stem for token in tokens(sentence)} for sentence in evidence]
    return [sum(rarity(stem) for stem in wanted & stems) for stems in held]


def _around(some: Sequence[int], count: int, far: int) -> list[int]:
    return sorted({n for one in some for n in range(max(0, one - far), min(count, one + far + 1))})


def _changed(text: str, evidence: Sequence[str], best: int, share: float, context: str) -> Other | None:
    """What was changed in a sentence that is repeated."""
    beside = [evidence[n] for n in _around([best], len(evidence), 2) if n != best]
    if why := exchanged(text, evidence[best], proper_words(tuple(evidence)), beside):
        return Other(why, best, True)
    near = [evidence[n] for n in _around([best], len(evidence), 0 if share >= _REPEATED else 1)]
    if clashes := quantity_clashes(text, near, context):
        return Other(clashes[0].reason, best, clashes[0].contradicted)
    alike = in_its_words(text, evidence[best])
    why = unbound(alike, [evidence[best]])
    if not why and share >= _REPEATED:
        why = unbound(alike, [evidence[n] for n in _around([best], len(evidence), 1)])
    return Other(why, best, False) if why else None


def _elsewhere(text: str, evidence: Sequence[str], near: Sequence[int], context: str) -> Other | None:
    """A number or a name that stands in the evidence, but nowhere near what the claim speaks of."""
    held = [evidence[n] for n in near]
    clashes = quantity_clashes(text, held, context)
    if clashes and amounts(text) - {value for sentence in held for value in amounts(sentence)}:
        at = near[clashes[0].sentence] if clashes[0].sentence >= 0 else -1
        return Other(f"{clashes[0].reason} where it speaks of this", at, False)
    proper = proper_words(tuple(evidence))
    for name in missing_names(text, [*evidence[:_OPENING], *held], context):
        if proper.intersection(name.words):
            return Other(f"where it speaks of this it does not name {name.text}", -1, False)
    return None
