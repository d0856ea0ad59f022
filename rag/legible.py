"""Legible: a sentence goes in, why it cannot be read as it will be shown comes out.

What is checked has to be what is seen. Comments and images are read by a checker and dropped by a page; look-alike
letters and invisible characters are seen as words that no checker reads. A sentence that holds any is withheld, unless
the very same token stands in the words it rests on.
"""

import re
import unicodedata
from functools import lru_cache

MARKUP = "it holds markup, which a page does not show as it was checked"
INVISIBLE = "it holds characters that cannot be seen"
LOOKALIKE = "it holds letters that only look like English ones"
DIGITS = "it holds digits of an unusual kind"
FIGURE = "it writes a figure with letters in it"

_HIDES = re.compile(r"<!|-->|</?[A-Za-z][^\s<>]*|!\[|\]\([^)\n]*[\s)]?[^)\n]*\)|\]\[|```|~~|^\s*Sources:", re.MULTILINE)
_NUMBERED = re.compile(
    r"(?<![\]!])(?:\[\[?\^?\d{1,3}(?:\s*[,;–-]\s*\^?\d{1,3}){0,9}\]\]?)+"
    r"|(?<=[A-Za-z]{2})[¹²³⁴⁵⁶⁷⁸⁹⁰]{1,2}(?=[\s.,;:!?]|$)|(?<![\d$£€])<sup>\s*\[?\d{1,3}\]?\s*</sup>(?![\w$£€])"
)
"""Citation markers, which are read and taken out before anything is shown; '[1][2]' is no link."""
_ADDRESS_LINK = re.compile(r"\]\([^\s()]*\)|<https?://[^\s<>]+")
_SUFFIXES = "k|m|mm|b|bn|mn|mil|t|tn|million|billion|trillion|usd|cad|aud|eur|gbp|x|th|st|nd|rd|s|h|hr|hrs|yr|a|p|pa"
_FIGURE = re.compile(
    rf"[$£€¥₹][^\s\d]*[A-Za-z]|(?:[$£€¥₹]\d[\d,.]*|\b\d+,\d[\d,.]*)(?!(?:{_SUFFIXES})(?![A-Za-z\d]))[A-Za-z]|"
    r"\b[lIOo]+,?\d+,\d{3}\b|\d,\d*[A-Za-z]+\d",
    re.IGNORECASE,
)
_FRACTIONS = frozenset("½¼¾⅓⅔")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|~~(?=\S)[^~\n]{1,400}~~|\A(?:(?!<!--).)*?-->", re.DOTALL)


def illegible(text: str, quoted: str = "") -> str:
    """Why a sentence may be seen otherwise than it is checked; '' if nothing is the matter.

    Args:
        quoted: the words it rests on; what stands there token by token is no trick.
    """
    text = _NUMBERED.sub("", text)
    for found in _HIDES.finditer(text):
        if not _ADDRESS_LINK.match(found.group()) and found.group() not in quoted:
            return MARKUP
    for token in text.split():
        if (why := _odd(token)) and token.strip("*_`.,;:!?()[]\"'“”‘’") not in quoted:
            return why
    return ""


def _odd(token: str) -> str:
    if _FIGURE.search(token):
        return FIGURE
    if token.isascii() and token.isprintable():
        return ""
    composed = unicodedata.normalize("NFC", token)
    kinds = {unicodedata.category(c) for c in composed}
    says = any(c.isalnum() for c in composed)
    if kinds & {"Cc", "Co", "Cs"} or ("Cf" in kinds and (says or kinds == {"Cf"})):
        return INVISIBLE
    if says and kinds & {"Mn", "Me"}:
        return LOOKALIKE
    for c in composed:
        if c.isascii() or c in _FRACTIONS or not c.isalnum():
            continue
        if not c.isalpha():
            return DIGITS
        if ord(c) >= 0x250 and not (0x1E00 <= ord(c) <= 0x1EFF):
            return LOOKALIKE
    return ""


@lru_cache(maxsize=512)
def visible(text: str) -> str:
    """A document's text with its HTML comments and struck-out words as blanks; offsets stay.

    A page does not show them, so nothing may rest on them.
    """
    if "<!--" not in text and "-->" not in text and "~~" not in text:
        return text
    return _COMMENT.sub(lambda found: re.sub(r"\S", " ", found.group()), text)
