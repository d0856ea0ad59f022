"""Standing: a message goes in, whether it is a question of its own comes out, or else one that goes on from the last.

'Is a bootcamp worth it?' is whole: its 'it' is the bootcamp. 'Is it worth it?' is not.
"""

import re

from rag.needs import opens_like_a_question
from rag.words import content_words, words

LONG_WORDS = 9
"""A message with so many content words tells its own story."""
OPENING_WORDS = 5
"""Where a long message points back to what was said, if it does; behind that it points at itself."""

_GOES_ON = frozenset(("and", "but", "so", "or", "then", "no", "ok", "okay", "yes", "why", "really"))
_SAYS_LITTLE = frozenset(
    """ask asked cost costs pay paid earn take takes work works happen mean means next start salary money first second
    third last difference different number figure source sources study example examples reason chance option idea long
    short else whats hows whos wheres exactly actually specifically precisely basically honestly usually tho lol pls plz
    btw bro sir mate""".split()  # noqa: SIM905 - as words
)
"""Words that ask something of what was said before: 'how much does it cost?' is no question of its own."""
_POINTS_BACK = re.compile(
    r"\b(?:it|its|that|this|those|these|they|them|their|he|him|she|his|her|there|such|same|one|ones|other|others|else"
    r"|instead|more|another|so|then|too|also|neither|either)\b",
    re.IGNORECASE,
)
_POINTS_AT_NOTHING = re.compile(
    r"(?<=\w )worth it\b|\bmake it (?=in|as|to|into)\b|\b(?:is|was|are|were|will) there\b|\bthere (?:is|are|was|were)\b"
    r"|\b(?:is|was|isn't|would) it (?:\w+ ){0,3}(?=to\b|that\b|if\b|for\b)"
    r"|\b(?:does|would|will|did|can) it take\b(?= \w)"
    r"|\btoo (?=many|much|old|young|late|early|long|few|little|hard|senior|junior)\b|\bso (?=many|much|far|few)\b"
    r"|\b(?:really|all|not|isn't|aren't) that (?=\w)"
    r"|(?<!\bis )(?<!\bwas )\bthat (?=important|hard|difficult|bad|good|useful|big|common)"
    r"|\bmore than\b|\bsuch as\b|\bother than\b|\beach other\b|\bone (?=day|year|month|week|hour|page|of)\b|\bno one\b",
    re.IGNORECASE,
)
"""The same words where they stand for nothing said before."""
_WHAT_ABOUT = re.compile(r"\W*(?:(?:and|or|but|ok|okay|so)\W+)*(?:what|how) about\b", re.IGNORECASE)
_AND = re.compile(r"\W*(?:and|or|but)\b", re.IGNORECASE)
_CLAUSE = re.compile(
    r"\b(?:do|does|did|should|can|could|would|will|may|must|am|is|are|have|has) (?:i|we|you|people|employers|companies"
    r"|recruiters|an?|the|my)\b",
    re.IGNORECASE,
)
_ASKS_A_DETAIL = re.compile(r"\b(?:how (?:many|much|long|old|often)|when|where|which|who)\b", re.IGNORECASE)
_MEANS = re.compile(r"^\W*what(?:'?s|\s+is|\s+are)\s+(?!the\b|my\b|your\b|our\b)\w", re.IGNORECASE)
"""'What is overfitting?' names its whole matter in one word; 'what is the catch' does not."""
_LEADS_IN = re.compile(
    r"^\W*(?:(?:ok|okay|k|cool|great|nice|fine|right|good|got it|i see|thanks|thank you|thx|ta)\b\s*[.,;:!–—-]+\s*)+",
    re.IGNORECASE,
)
"""'Ok, thanks. Is a bootcamp worth it?' is as whole as without them."""


def told(text: str) -> list[str]:
    """Content words that name something, each once."""
    return list(dict.fromkeys(word for word in content_words(text) if word not in _SAYS_LITTLE))


def stands_alone(text: str) -> bool:
    """A whole question of its own, or a long message, that points at nothing that was said."""
    text = _LEADS_IN.sub("", text)
    said = words(text)
    if not said or said[0] in _GOES_ON or text.lower().startswith(("what about", "how about", "what if")):
        return False
    long = len(content_words(text)) >= LONG_WORDS
    if points_back(" ".join(said[:OPENING_WORDS]) if long else text):
        return False
    named = len(told(text))
    return long or (named >= 2 and opens_like_a_question(text)) or (named == 1 and _MEANS.match(text) is not None)


def borrows(text: str) -> bool:
    """'And my sister, who likes statistics?', 'what about Java': the question is the one before."""
    return _WHAT_ABOUT.match(text) is not None or (_AND.match(text) is not None and not opens_like_a_question(text))


def points_back(text: str) -> bool:
    """Whether a word stands for something that an earlier turn named."""
    return _POINTS_BACK.search(_POINTS_AT_NOTHING.sub(" ", text)) is not None


def bare(text: str) -> bool:
    """'why?', 'tell me more', 'and then?': says nothing that could be looked up, and wants what was not said yet."""
    return not told(text) and _ASKS_A_DETAIL.search(text) is None


def names_its_topic(text: str) -> bool:
    """Says itself what it is about, though it may be short: 'how do I ask for a promotion?' is, 'how many rounds?' is
    not.
    """
    text = _LEADS_IN.sub("", text)
    said = words(text)
    if not said or said[0] in _GOES_ON or text.lower().startswith(("what about", "how about")) or points_back(text):
        return False
    supposed = text.lower().startswith("what if")
    return len(told(text)) >= (3 if supposed else 1) and (supposed or _CLAUSE.search(text) is not None)
