"""Series: a sentence and source sentences that list several doings go in, a verb given to another's object comes out.

'Read the introduction, skim the rest and leave out related work' does not say to read related work.
"""

import re
from collections.abc import Sequence

from rag.guards_words import content_stems, tokens

_SERIES = re.compile(r"[,;]\s*(?:and|or)\s", re.IGNORECASE)
_ITEMS = re.compile(r"\s*[,;]\s*(?:(?:and|or|then|and then)\s+)?|\s+and\s+(?=then\b)", re.IGNORECASE)
LEAST_ITEMS = 3


def misplaced(text: str, sources: Sequence[str]) -> str:
    """Why the sentence gives a doing to what another is done to, in words for a person; '' if it does not."""
    said = set(content_stems(text))
    for source in sources:
        pieces = [piece for piece in _ITEMS.split(source) if piece.strip()]
        if len(pieces) < LEAST_ITEMS or not _SERIES.search(source) or not all(map(_opens_with_meaning, pieces)):
            continue
        items = [content_stems(piece) for piece in pieces]
        for mine in items:
            verb, objects = mine[0], set(mine[1:])
            taken = [other for other in items if other is not mine and _verb_alone(other, said - set(mine))]
            if objects and objects <= said and verb not in said and taken and len(objects) > 1:
                return f"the source says '{taken[0][0]}' of something else"
    return ""


def _opens_with_meaning(piece: str) -> bool:
    """A doing, not an 'if you can' or an 'in May' between commas."""
    found = tokens(piece)
    return bool(found) and found[0].is_content


def _verb_alone(item: Sequence[str], said: set[str]) -> bool:
    """The sentence takes the item's first word, and not what comes next to it."""
    return len(item) > 1 and item[0] in said and not set(item[1:3]) & said
