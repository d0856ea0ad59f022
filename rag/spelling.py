"""Spelling: a question goes in, the same question with its slips mended comes out.

Only a word that stands nowhere in the corpus and is no common word is touched, and only when a word of the corpus is
a single slip away (one letter changed, missing, too many, or two swapped: Damerau 1964). What a person typed is never
changed on the screen; this is for looking up.
"""

import re
from collections.abc import Mapping, Set
from functools import lru_cache

from rag.words import STOPWORDS, stem

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_WORD = re.compile(r"[A-Za-z]{5,24}")


def mended(question: str, rarity: Mapping[str, float], common: Set[str] = frozenset()) -> str:
    """The question with slips mended against the corpus.

    Args:
        rarity: stems of the corpus, with a larger number for rarer ones.
        common: words that are words wherever they stand.
    """

    def mend(match: re.Match[str]) -> str:
        word = match.group()
        lower = word.lower()
        if lower in STOPWORDS or lower in common or stem(lower) in rarity:
            return word
        near = [candidate for candidate in one_slip_away(lower) if candidate in rarity or stem(candidate) in rarity]
        return min(near, key=lambda candidate: (rarity.get(stem(candidate), 99.0), candidate)) if near else word

    return _WORD.sub(mend, question)


@lru_cache(maxsize=4096)
def one_slip_away(word: str) -> tuple[str, ...]:
    """Every string that one slip turns the word into; its first letter stays, since people rarely miss that one."""
    parts = [(word[:at], word[at:]) for at in range(1, len(word) + 1)]
    dropped = [a + b[1:] for a, b in parts if b]
    swapped = [a + b[1] + b[0] + b[2:] for a, b in parts if len(b) > 1]
    changed = [a + letter + b[1:] for a, b in parts if b for letter in _LETTERS]
    added = [a + letter + b for a, b in parts for letter in _LETTERS]
    return tuple(dict.fromkeys([*swapped, *dropped, *added, *changed]))
