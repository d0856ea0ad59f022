"""Beside: a message goes in; out come the career question in it, and the kinds of human to name for the rest.

'They fired me after I told them that I am pregnant; how do I explain the gap?' asks nothing of the law, yet a lawyer
should be named. 'Is my non-compete valid? And how do I find clients?' asks two things: one is left to a lawyer, the
other is answered.
"""

import re
from itertools import pairwise

from rag.triage_chat import CAREER, small_talk, unclear
from rag.triage_outside import FIELD, outside
from rag.triage_patterns import any_of
from rag.triage_strip import plain, sentences
from rag.triage_topics import LEGAL, MEDICAL
from rag.triage_visas import IMMIGRATION
from rag.types import Reason

_TOPICS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("immigration", IMMIGRATION),
    ("medical", MEDICAL),
    ("legal", LEGAL),
)
_POINTS_BACK = re.compile(
    r"\b(?:that|this|it|they|them)\b|\b(?:may|can|must|do) i (?:stay|refuse|have to"
    r"|remain|need to)\b"
)
_LAW = re.compile(r"\b(?:by law|legal\w*|illegal|lawful|court|sue)\b")
_NOT_ILLNESS = re.compile(r"\bimpost[eo]r\b|\bdisclos\w+ (?:my )?(?:adhd|autism|dyslexia|an? illness)")
_AND_ASKS = re.compile(
    r"(?:[,;]\s*|\s+)(?:and|also|plus|but)\s+(?=(?:also\s+|then\s+)?(?:what|how|which|who|where|when|why"
    r"|should)\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"^\W*(?:(?:and|also|but|so|then|or|either way|anyway|plus|second(?:ly)?|ok|okay|well)\b[\s,:]*)*(?:what"
    r"|how|which|who|where|when"
    r"|why|should|do|does|is|are|can|could|will|would|tell me|explain|any|help me|give me|suggest|recommend)\b"
    r"|\?\W*$",
    re.IGNORECASE,
)


def sensitive(piece: str) -> Reason | None:
    """Whose word a plain sentence asks for: a lawyer's, a doctor's, an immigration adviser's; None for nobody's."""
    for reason, pattern in _TOPICS if not _LAW.search(piece) else _TOPICS[::-1]:
        if pattern.search(piece) and not (reason == "medical" and _NOT_ILLNESS.search(piece)):
            return reason
    return None


def split_off(message: str) -> tuple[str, tuple[Reason, ...]]:
    """The career question that is left without the questions for other professions, and whose those were.

    Returns:
        The message and () where nothing is for others; '' and the reasons where nothing else is asked.
    """
    pieces = [part for sentence in sentences(message) for part in _AND_ASKS.split(sentence) if part.strip()]
    forms = [plain(piece) for piece in pieces]
    found: dict[int, Reason] = {at: reason for at, form in enumerate(forms) if (reason := sensitive(form))}
    # A short question often points back: 'My contract says … Does that hold up?'
    for at, (before, piece) in enumerate(pairwise(forms)):
        if at + 1 not in found and len(piece) < 60 and piece.endswith("?") and _POINTS_BACK.search(piece):
            reason = sensitive(f"{before.rstrip('.!? ')}, {piece}")
            if reason:
                found[at] = found[at + 1] = reason
    if not found:
        return message, ()
    reasons = tuple(dict.fromkeys(found.values()))
    rest = [piece for at, piece in enumerate(pieces) if at not in found]
    if any(_asks_about_careers(piece) for piece in rest):
        return " ".join(piece.strip() for piece in rest), reasons
    return "", reasons


def _asks_about_careers(piece: str) -> bool:
    form = plain(piece)
    return (
        _ASKS.search(form) is not None
        and (CAREER.search(form) is not None or FIELD.search(form) is not None)
        and not (unclear(form) or small_talk(form) or outside(form))
    )


_GRAVE: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    (
        "legal",
        any_of(
            r"\b(?:fired|dismissed|let (?:me )?go|laid (?:me )?off|sacked|terminated|pushed out|made redundant"
            r"|kicked out)\b"
            r"[^?!\n]{0,80}\b(?:pregnan\w+|parental leave|maternity|paternity|sick leave|on leave|ill\b"
            r"|illness|sick\b|days off|union"
            r"|too old|my age|hijab|religion|race|disabil\w+|report\w+|complain\w+|unfair|unlawful\w*|epilep\w+)",
            r"\b(?:pregnan\w+|maternity|parental leave|sick leave|too old|complain\w+|epilep\w+|illness|son"
            r" got ill)\b[^?!\n]{0,60}\b(?:fired"
            r"|dismissed|let (?:me )?go|laid (?:me )?off|sacked|terminated|lost my job)\b|\blost my job (?:due"
            r" to|because of)\b[^?!\n]{0,20}"
            r"\b(?:epilep\w+|pregnan\w+|illness|disabil\w+|my age|my religion)",
            r"\b(?:has not|hasn'?t|did not|didn'?t|have not|haven'?t|never) (?:paid|pay) (?:me|us|my (?:salary"
            r"|wages?))\b|\bunpaid (?:wages|salary)\b"
            r"|\bowes? me (?:\w+ ){0,3}(?:salary|wages|months)",
            r"\b(?:groped|assaulted|sexually|harass(?:ed|es|ing) (?:me|us)|touched me|being harassed|was"
            r" harassed)\b|\bi was discriminated\b"
            r"|\bdiscriminat(?:ed|es|ing) against me\b",
            r"\b(?:rescinded|withdrew|withdrawn|revoked|pulled)\b[^?!\n]{0,30}\boffer\b|\boffer (?:was |got"
            r" )?(?:rescinded|withdrawn|revoked"
            r"|pulled)\b",
        ),
    ),
    (
        "immigration",
        any_of(
            r"\b(?:my )?(?:h-?1-?b|opt|visa|work permit|permit|stem opt|grace period|residence"
            r" permit)\b[^?!\n]{0,25}\b(?:ends?|expires?|expiring|runs"
            r" out|running out|is up|over)\b(?! the)|\b(?:\d+|sixty|two) (?:days|weeks"
            r"|months)\b[^?!\n]{0,25}\b(?:h-?1-?b|opt|visa|permit|grace"
            r" period)\b",
        ),
    ),
    (
        "medical",
        any_of(
            r"\bpanic attacks?\b|\b(?:cry|crying|cried|sob\w*)\b[^?!\n]{0,20}\b(?:every|all|daily|most)"
            r" ?(?:day|morning|night|evening|the time)?"
            r"|\bcan'?t (?:eat|sleep at all|get out of bed|stop crying)\b|\b(?:nervous|mental|complete)"
            r" breakdown\b|\bhaven'?t slept\b|\bfeel"
            r" (?:totally |completely )?(?:worthless|hopeless|empty|numb) (?:every|all|about (?:life"
            r"|everything|myself))",
        ),
    ),
)


def beside_mention(form: str) -> tuple[Reason, ...]:
    """Whom to name where something grave is told, though nothing is asked of them."""
    return tuple(reason for reason, told in _GRAVE if told.search(form))
