"""Sides: a sentence and source sentences go in, what changed its place between two sides comes out.

'They favour A over B' and 'they favour B over A' are the same words. Two looks: what stands on either side of a word
that weighs two things, and what stands right before what is said of it.
"""

import re
from collections.abc import Sequence

from rag.guards_words import Token, content_stems, tokens

_PIVOT = re.compile(
    r"\b(?:rather than|instead of|ahead of|more than|less than|than|over|before|after|against|versus|later than"
    r"|sooner than)\b",
    re.IGNORECASE,
)
_FIRST_LATER = re.compile(r"\bfirst\b,?\s+(?:and|then)\b(?=.*\b(?:later|then|after\w*|second)\b)", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:]\s")
"""Who says it, or what follows from it, is on neither side."""
_REVERSE = frozenset({"after", "against"})
_SAYS_OF = frozenset("is are was were has have had can may might will would does do did must should".split())  # noqa: SIM905
"""What follows a subject."""
_NEAR = 8
"""Words before, in which the same subject may stand: 'a project that others can use is' speaks of the project."""


def swapped(text: str, sources: Sequence[str]) -> str:
    """What the sentence says of another than its source does, in words for a person; '' if nothing."""
    for source in sources:
        if _sides_swapped(text, source):
            return "the source weighs them the other way round"
        if why := _neighbour_exchanged(tokens(text), tokens(source)):
            return why
    return ""


def _sides(text: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Content words before and behind the word that weighs, in the order 'A before B'."""
    found = _PIVOT.search(text) or _FIRST_LATER.search(text)
    if found is None:
        return None
    left, right = _CLAUSE.split(text[: found.start()])[-1], _CLAUSE.split(text[found.end() :])[0]
    sides = frozenset(content_stems(left)), frozenset(content_stems(right))
    return sides[::-1] if found.group().lower() in _REVERSE else sides


def _sides_swapped(text: str, source: str) -> bool:
    mine, theirs = _sides(text), _sides(source)
    if mine is None or theirs is None:
        return False
    left, right = mine[0] - mine[1], mine[1] - mine[0]
    their_left, their_right = theirs[0] - theirs[1], theirs[1] - theirs[0]
    crossed = len(left & their_right) + len(right & their_left)
    return bool(left & their_right) and bool(right & their_left) and not right & their_right and crossed >= 2


def _neighbour_exchanged(mine: Sequence[Token], theirs: Sequence[Token]) -> str:
    """Before three words that stayed stands another subject, one that the source speaks of elsewhere."""
    said, held = {t.stem for t in mine if t.is_content}, {t.stem for t in theirs if t.is_content}
    for at in range(1, len(mine) - 2):
        word = mine[at - 1]
        run = [t.lower for t in mine[at : at + 3]]
        if run[0] not in _SAYS_OF or not word.is_content or word.stem not in held:
            continue
        others = [(n, theirs[n - 1]) for n in range(1, len(theirs) - 2) if [t.lower for t in theirs[n : n + 3]] == run]
        others = [(n, o) for n, o in others if not any(t.stem == word.stem for t in theirs[max(0, n - _NEAR) : n])]
        if others and all(o.is_content and o.stem not in said for _, o in others):
            return f"the source says this of {others[0][1].text}, not of {word.text}"
    return ""
