"""Repeats: a unit and those chosen before it go in, whether it adds anything comes out."""

import re
from collections.abc import Sequence

from rag.units import Unit, whole_text
from rag.words import stems

NEARLY_ALL, MUCH = 0.8, 0.5
"""Shares of a unit's content words: said before by all together; said before by one that holds the same figures."""
_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")


def adds_nothing(unit: Unit, chosen: Sequence[Unit]) -> bool:
    """Nearly all of its content words were said already, or another section gave its figures in much the same words.

    Within a section, like sentences with like figures are parallel facts more often than repeats.
    """
    own = stems(whole_text(unit))
    earlier = [stems(whole_text(other)) for other in chosen]
    figures, years = _figures(whole_text(unit))
    if (figures | years) - frozenset().union(*(_FIGURE.findall(whole_text(other)) for other in chosen)):
        return False  # another figure is news, however like the words
    if not own or len(own & set().union(*earlier)) > NEARLY_ALL * len(own):
        return True
    if not figures or unit.items:
        return False
    for other, words in zip(chosen, earlier, strict=True):
        others, dates = _figures(other.text)
        alike = figures <= others and years <= dates and len(own & words) >= MUCH * len(own)
        if alike and other.section != unit.section:
            return True
    return False


def _figures(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """Figures that are no years, and years."""
    found = frozenset(_FIGURE.findall(text))
    years = frozenset(figure for figure in found if re.fullmatch(r"(?:19|20)\d\d", figure))
    return found - years, years
