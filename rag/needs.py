"""Needs: a message goes in, what it asks comes out, apart from what it tells besides."""

import re

from rag.words import content_words

PASTED_CHARACTERS = 4000
"""Of a very long message only its two ends are read: what is asked stands at one of them."""
NEEDS_AT_MOST = 4

_OPENERS = (
    r"(?:(?:and|so|but|or|ok|okay|also|well|then|sorry|please|hi|hello|hey|btw|now|thanks|yes|no|hmm|honestly)\b"
    r"[ ,.!:]*)*"
)
_ASKS = re.compile(
    _OPENERS
    + r"(?:what|what's|whats|how|how's|hows|which|who|whose|where|when|why|is|are|am|do|does|did|can|could|should"
    r"|would|will|was|were"
    r"|has|have|had|shall|may|might|tell|explain|give|help|suggest|recommend|list|show|describe|compare|any|need"
    r"|looking for|advice|tips)\b",
    re.IGNORECASE,
)
_SENTENCE_GAP = re.compile(r"(?<=[.!?…])[\"')\]]*\s+|\n+")
_AND_ASKS = re.compile(
    r"(?:,\s*|(?<!\s)\s+)(?:and|or|also|plus|but)\s+(?=(?:also\s+)?(?:what|how|which|who|where|when|why|should|could|can"
    r"|do|does|is|are|would|will)\b)",
    re.IGNORECASE,
)
_ASKS_TOO = re.compile(
    r"(?:and|also|or|plus)[ ,]+(?:(?:what|how|which|who|where|when|why)(?: \w+){0,2} (?:is|are|do|does|did|can|could"
    r"|should|would|will|about|if|to)|(?:is|are|do|does|can|could|should|would|will)(?!n't|nt| not)(?: \w+){2})\b",
    re.IGNORECASE,
)
"""'Is it free? and is it any good without maths': the second asks too, whatever it ends with."""
_ASKS_IN_THE_END = re.compile(
    r"(?:,|(?<!\s)\s)\s*(?:(?:but|so)\s+(?=(?:what|how|which|why)\b|(?:who|where|when) (?!i\b|we\b|they\b))"
    r"|(?:but|so|and|then)\s+(?=(?:should|could|can|do|would|will|must) (?:i|we)\b|(?:is|are) (?:it|there|that)\b))",
    re.IGNORECASE,
)


def asks(text: str) -> tuple[tuple[str, ...], str]:
    """The sentences of a message that ask, at most four, and the rest of it; the last sentence asks when none looks
    like it.
    """
    sentences = [piece.strip() for piece in _SENTENCE_GAP.split(text) if piece and piece.strip()]
    asked = [s for s in sentences if s.rstrip("\"') ").endswith("?")]
    if asked:
        asked = [s for s in sentences if s in asked or _ASKS_TOO.match(s)]
    else:
        asked = (
            [s for s in sentences if _ASKS.match(s)]
            or [s[found.end() :] for s in sentences if (found := _ASKS_IN_THE_END.search(s))]
            or sentences[-1:]
        )
    background = " ".join(s for s in sentences if s not in asked)
    needs = [need.strip() for s in asked for need in _AND_ASKS.split(s) if len(content_words(need)) > 0]
    return tuple(dict.fromkeys(needs or asked or [text]))[-NEEDS_AT_MOST:], background


def opens_like_a_question(text: str) -> bool:
    """Begins with a word that asks, perhaps behind an 'and' or 'ok'."""
    return _ASKS.match(text) is not None


def shortened(text: str) -> str:
    """A pasted wall of text by its two ends."""
    if len(text) <= PASTED_CHARACTERS:
        return text
    return text[: PASTED_CHARACTERS // 2].rsplit(" ", 1)[0] + "\n" + text[-PASTED_CHARACTERS // 2 :].split(" ", 1)[-1]


def one_line(text: str) -> str:
    """A message without breaks between its lines; a line without a stop gets one, since its end was one."""
    lines = [line.strip() for line in text.splitlines()]
    stopped = [line if line[-1] in ".!?…,;:" else f"{line}." for line in lines if line]
    return " ".join(stopped[:-1] + [line for line in lines if line][-1:])


def last_line(search: str) -> str:
    """What was said last: the lines above it are what a dialogue or a profile gives."""
    return search.rsplit("\n", 1)[-1].strip() or search
