"""Proof: a claim goes in; whether its source states these very words, and whether it states them to deny them, come
out.

Words prove a claim only as whole sentences: 'you need a PhD' is proven by no 'It is a myth that you need a PhD'. A list
item says what its lead-in makes of it: under 'These are myths:' it is denied.
"""

import re
from functools import lru_cache

from ingest.sentences import sentences
from rag.guards_words import plain
from rag.legible import visible
from rag.types import Citation, Claim, Verdict

INSTRUCTION = re.compile(
    r"\b(?:ignore|disregard|forget)\b.{0,40}\b(?:previous|above|prior|instruction|rules|prompt)|"
    r"\bthe (?:following|above|next) (?:claim|statement|"
    r"answer)s? (?:is|are) (?:fully |entirely )?(?:supported|true|correct|proven|verified)|\b(?:mark|label|"
    r"treat|consider|rate|judge|score) "
    r"(?:this|it|the (?:following|claim|answer|above)|every|all|any).{0,30}\b(?:as )?(?:supported|true|correct|"
    r"verified)|\b(?:system prompt|"
    r"you are an? (?:ai|assistant|checker|judge)|respond with|output only|answer ['\"]?(?:yes|supported))",
    re.IGNORECASE | re.DOTALL,
)
_TURNS = re.compile(
    r"\b(?:not|no|never|if|unless|false|wrong|myths?|claim(?:s|ed)?|belie\w+|untrue|whether|argue\w*|nobody|hardly|"
    r"rare(?:ly)?|seldom|few|legends?|rumou?rs?|jokes?|only|used to|provided|except|avoid|mistakes?|misconceptions?|"
    r"barely|scarcely|supposed(?:ly)?|said|says)\b|n['’]t\b|\?",
    re.IGNORECASE,
)
_GOVERNS = re.compile(
    r"\b(?:if|unless|whether|false|wrong|myths?|claim(?:s|ed)?|belie\w+|untrue|argue\w*|nobody|no ?one|few|hardly"
    r"|rare(?:ly)?|seldom|legends?|rumou?rs?|jokes?|used to|provided|except|mistakes?|misconceptions?|barely|scarcely"
    r"|supposed(?:ly)?|sa(?:y|ys|id)|think|thinks|thought|doubt\w*|pretend\w*|not? (?:true|so|right|the case))\b|\?",
    re.IGNORECASE,
)
"""What turns a sentence round even from the next clause; a 'not' or an 'only' there speaks of its own clause."""
_TAKES_BACK = re.compile(
    r"\b(?:false|wrong|myths?|untrue|nonsense|not? (?:true|so|right|the case)|legends?|rumou?rs?|jokes?|supposed(?:ly)?"
    r"|pretend\w*|mistakes?|misconceptions?|used to"
    r"|(?:nobody|no ?one|few|hardly any\w*|not all|not every\w*)(?: (?:now|really|still|people|experts))?"
    r" (?:believe|think|say|agree|accept)\w*(?! (?:when|where|what|how|why)))\b|\?",
    re.IGNORECASE,
)
"""What takes back, in a clause of its own, what was said before it."""
_REPLY = re.compile(r"^(?:no|yes)\s*[,.;:–-]\s*", re.IGNORECASE)
_JOINS_BEFORE = re.compile(r"(?:;|:|,\s*(?:and|but|so|while|whereas|although|though))\s*$", re.IGNORECASE)
_JOINS_AFTER = re.compile(r"^\s*(?:;|,\s*(?:and|but|so|while|whereas|because|since)\b)\s*(?P<rest>.+)", re.DOTALL)
_REASON = re.compile(r"^\s*,?\s*(?:because|since|so that)\s+(?P<rest>.+)", re.DOTALL | re.IGNORECASE)
_CONTRAST = re.compile(
    r"^\s*,\s*(?:and )?not (?:an?|the|that|to|ones?|of|his|her|their|your) [^,;]+\.?\s*$", re.IGNORECASE
)
"""'A sign of x, not a sign of y' says x; 'x, but not for you' does not."""
_ATTRIBUTES = re.compile(r"\b(?:claim(?:s|ed)?|belie\w+|argue\w*|sa(?:y|ys|id)|legend|rumou?r)\b", re.IGNORECASE)
_POINTS_OR_CUTS = re.compile(
    r"(?:(?:it|which|both|neither|none|not|only|never|no|less|rather|even|just|sometimes|in|at"
    r"|for|with|by|on|to|then|after|before|when|as|most(?:ly)?|usually)\b|\W"
    r"|(?:this|that|these|those) (?:is|are|was|were|has|have|had|does|do|did|may|might|can|could|will|would|should"
    r"|never|rarely|no|not|only|claims?|ideas?|views?|beliefs?|advice|rules?|holds?|appl(?:y|ies)|works?)\b)",
    re.IGNORECASE,
)
"""How a tail begins that is no statement of its own, or speaks of what was just said."""
_DENIES = re.compile(
    r"\b(?:false|myths?|wrong|untrue|never|not|avoid|mistakes?|misconceptions?|errors|lies|scams?|don['’]t|cannot)\b",
    re.IGNORECASE,
)
_LEAD_DENIES = re.compile(
    r"\b(?:false|myths?|untrue|misconceptions?|wrong|mistakes?|errors|lies|nonsense|not true|bad advice)\b|"
    r"^\W*(?:please )?(?:do not|don['’]t|never|avoid|stop|not)\b|"
    r"\b(?:you|things|candidates|people|to) (?:(?:should|must|may|can|do|need to|will) ?)?(?:not|never|n['’]t|avoid)\b"
    r"(?: \w+){0,3}\W*$|\b(?:avoid\w*(?: \w+){0,3}|(?:should|must|is|are) (?:not|never)|"
    r"never(?: (?:do|say|ask|write|use|be|send|put))?)\W*$",
    re.IGNORECASE,
)
"""A lead-in that denies its items; 'Networking need not mean events. Try this:' does not."""
_PROVISO = re.compile(r"\b(?:if|when|who|whether|even|although|while|not only|not just)\b[^,;:]*", re.IGNORECASE)
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]")
_UNSAID = re.compile(
    r"(?:but |however,? )?(?:this|that|it|both|these|those|all of (?:this|that|these|it))\b[\w ,'’]{0,20}? "
    r"(?:is|are|was|were) [\w ]{0,20}?\b(?:myths?|false|wrong|untrue|not true|nonsense|misconceptions?)\b"
    r"(?=[\w ]{0,30}[.!;])(?! (?:that|to|if|about|for|when)\b)",
    re.IGNORECASE,
)
_FORETOLD = re.compile(
    r"\b(?:following|next|here)\b.{0,40}\b(?:myth|false|wrong|untrue|lie|misconception)", re.IGNORECASE
)


def exact(claim: Claim) -> Verdict | None:
    """Supported, with certainty, if the claim's words are the words of one citation, as whole sentences; else None."""
    for citation in claim.citations:
        quote = citation.quote
        if (claim.text == quote or _squeezed(claim.text) == _squeezed(quote)) and _whole(citation):
            return Verdict(
                label="supported", confidence=1.0, reason="these are the source's own words", evidence=(citation,)
            )
    return None


def turned(claim: str, evidence: str) -> bool:
    """Whether the claim is cut out of a sentence whose other words turn it round: 'Few think that …'.

    A clause of its own beside it does not: 'X, so do not worry' says X.
    """
    mine, whole = _squeezed(claim), _squeezed(evidence)
    at = whole.find(mine)
    if at < 0 or not mine:
        return False
    before, after = _REPLY.sub("", whole[:at]), whole[at + len(mine) :]
    joint = _JOINS_AFTER.match(after)
    apart = bool(joint and len(joint["rest"].split()) > 3 and not _POINTS_OR_CUTS.match(joint["rest"]))
    reason = _REASON.match(after)
    if _CONTRAST.match(after) or (reason and not _ATTRIBUTES.search(reason["rest"]) and not _TAKES_BACK.search(after)):
        after = ""
    ahead = _GOVERNS if _JOINS_BEFORE.search(before) else _TURNS
    behind = _TAKES_BACK if apart else _TURNS
    return ahead.search(before) is not None or behind.search(after) is not None


def denied(claim: str) -> bool:
    """Whether a claim itself denies something: it may repeat what its source denies."""
    return _DENIES.search(claim) is not None


def denial_of(text: str, start: int, end: int) -> str:
    """The words around a sentence of `text` that deny it: a lead-in, the sentence before or after; '' if none do."""
    if lead := _lead_of(text, start):
        return lead
    spans = spans_of(text)
    after = next(((a, b) for a, b in spans if a >= end), None)
    if after and "\n\n" not in text[end : after[0]] and _UNSAID.match(text[after[0] : after[1]]):
        return text[after[0] : after[1]]
    before = next(((a, b) for a, b in reversed(spans) if b <= start), None)
    if before and "\n\n" not in text[before[1] : start] and _FORETOLD.search(text[before[0] : before[1]]):
        return text[before[0] : before[1]]
    return ""


@lru_cache(maxsize=512)
def spans_of(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences that a reader of `text` sees."""
    return tuple(sentences(visible(text)))


def _squeezed(text: str) -> str:
    return plain(text).strip(" .;:").casefold()


def _whole(citation: Citation) -> bool:
    """The quote is whole sentences that nothing around them denies, hides or makes a command."""
    text = citation.passage.text
    start, end = citation.start - citation.passage.start, citation.end - citation.passage.start
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    quote = text[start:end]
    if visible(text)[start:end] != quote or INSTRUCTION.search(quote):
        return False
    spans = spans_of(text)
    inside = [(a, b) for a, b in spans if a >= start and b <= end]
    starts = any(a == start or (a < start and not any(c.isalnum() for c in text[a:start])) for a, _ in spans) or (
        _ITEM.match(quote) is not None and any(a > start and not text[start:a].strip("-*+•.) \t") for a, _ in inside)
    )
    ends = any(b == end or (b > end and not any(c.isalnum() for c in text[end:b])) for _, b in spans)
    return starts and ends and not any(denial_of(text, a, b) for a, b in inside[:1])


def _lead_of(text: str, start: int) -> str:
    """The lead-in of the list item that a sentence stands in, if it denies what follows; '' else."""
    lines = text[:start].split("\n")
    if not _ITEM.match(lines.pop()):
        return ""
    for line in reversed(lines):
        if not line.strip() or _ITEM.match(line) or line[:1] in (" ", "\t"):
            continue
        last = line.rstrip("*_ \t")
        if not last.endswith(":"):
            return ""
        spans = sentences(last)
        lead = last[spans[-1][0] :] if spans else last
        return lead if _LEAD_DENIES.search(_PROVISO.sub("", lead)) else ""
    return ""
