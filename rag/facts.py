"""Facts: earlier turns and a follow-up go in, what its 'here', 'at my age' or 'my background' stands for comes out.

Said once, early on, such a thing matters only where a later question points to it; elsewhere it would pull every answer
towards it.
"""

import re
from collections.abc import Sequence

from ingest.sentences import sentences

MOST_CHARACTERS = 160

_PLACE = r"\b(?:in|from|near|around) (?:the )?[A-Z][\w.]+(?:,? [A-Z]\w+)*"
_ME = re.compile(r"\b(?:i'?m|i am|i'?ve|i have|i work|i was|as an?)\b", re.IGNORECASE)
_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str]], ...] = (
    (
        re.compile(
            r"\bhere\b(?!'s| (?:is|are)\b)|\bmy (?:own )?(?:country|city|town|region|area|place)\b|\bwhere i live\b"
            r"|\blocal(?:ly)?\b",
            re.IGNORECASE,
        ),
        re.compile(_PLACE),
    ),
    (
        re.compile(r"\b(?:my age|someone my age|too old|at this age)\b", re.IGNORECASE),
        re.compile(
            r"\b(?:(?:i'?m|i am|age|aged|at|turning) )?[1-7]\d(?: years? old|[- ]year[- ]old|yo)?\b"
            r"(?!\s*(?:%|hours|hrs|years? (?:of|in)|\d))",
            re.IGNORECASE,
        ),
    ),
)
_BACKGROUND = re.compile(
    r"\bmy (?:own )?(?:background|experience|situation|case)\b|\b(?:someone|somebody|people|a person) like me\b",
    re.IGNORECASE,
)


def facts_for(text: str, turns: Sequence[str]) -> list[str]:
    """What the person said of themselves that a later turn points to; the newest of each kind.

    Args:
        text: the last turn.
        turns: the person's earlier ones, in order.
    """
    found = []
    for pointing, fact in _KINDS:
        if pointing.search(text) and not fact.search(text):
            said = [match.group() for turn in turns for match in fact.finditer(turn)]
            found += said[-1:]
    if _BACKGROUND.search(text):
        told = [turn[a:b] for turn in turns for a, b in sentences(turn) if _ME.search(turn[a:b])]
        found += [piece[:MOST_CHARACTERS] for piece in told[:1]]
    return found
