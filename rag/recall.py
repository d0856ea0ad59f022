"""Recall: a question about an earlier answer goes in, that answer's sentences come out, found in the sources again.

'Where is that from?', 'are you sure?' and 'what did you say about X?' ask nothing of the sources that could be looked
up. What was answered is known from the dialogue's text alone; each of its sentences is found in the index, so that what
is said again is quoted and checked like anything else. What cannot be found there is not said again.
"""

import re
from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from typing import Literal, NamedTuple

from ingest.opened import Generation
from ingest.sentences import sentences
from ingest.types import Passage
from rag.addressed import for_people
from rag.markers import OWN_MARKER
from rag.standing import told
from rag.types import Claim, Hit, describe
from rag.units import Unit, claims_of, shown, units, whole_text
from rag.words import content_words, stems

Wish = Literal["source", "sure", "again"]

LONGEST_WORDS = 16
SENTENCES_AT_MOST = 30
LOOKED_UP_WORDS = 12
AGAIN, OPENING = 8, 2
"""Units said again where the person asks what was said, and where they ask what it rests on."""
NAMED_AT_MOST = 4
"""Sections, and sources."""

_THING = (
    r"(?:numbers?|figures?|claims?|quotes?|data|info|information|statistics?|statements?|answers?|advice|stud(?:y|ies)"
    r"|surveys?|salar(?:y|ies)|facts?|words)"
)
_THAT = (
    r"(?:(?:all )?(?:that|this|it|these|those)|(?:that|this|those|these) (?:last )?\w+"
    rf"|(?:the|your) (?:last )?{_THING})"
)
_PROOF = r"(?:sources?|references?|citations?|evidence|proof)"
_FOR_THAT = rf"(?: (?:for|of|behind) {_THAT})"
_YOU = r"(?:you|u)"
_EARLIER = r"(?: (?:before|earlier|again|just now|there))?"
_LEAD = r"\W*(?:(?:and|but|so|ok|okay|hm+|wait|sorry|really|no|yes|well|hey|please|can you tell me|tell me)\W+)*"


def _form(*ways: str) -> re.Pattern[str]:
    return re.compile(rf"{_LEAD}(?:{'|'.join(ways)})(?: please| pls| though| tho)?\W*", re.IGNORECASE)


_FORMS: tuple[tuple[Wish, re.Pattern[str]], ...] = (
    (
        "source",
        _form(
            rf"where(?:'s| is| are| does| do| did|s)? {_THAT}(?: \w+)? (?:from|come from|stand)(?: exactly)?",
            rf"where (?:did|do) {_YOU} (?:get|read|find|have|take|hear) {_THAT}(?: from)?",
            r"(?:according to|says?) whom?(?: exactly)?|who says(?: so)?",
            rf"who (?:says|said|wrote|claims) {_THAT}|(?:how|where) do {_YOU} know(?: {_THAT})?",
            rf"{_PROOF}{_FOR_THAT}?",
            rf"what(?:'s| is| are|s)? (?:the|your|any) {_PROOF}{_FOR_THAT}|what(?:'s| is) the source",
            rf"(?:do|can|could) {_YOU} (?:have|give|name|show)(?: me)?(?: the| your| any| a)? {_PROOF}{_FOR_THAT}?",
            rf"what (?:is|are) {_THAT} based on|based on what|on what basis",
        ),
    ),
    (
        "sure",
        _form(
            rf"(?:are|r) {_YOU} (?:really |absolutely |quite )?(?:sure|certain)(?: (?:about|of) {_THAT})?",
            rf"how sure are {_YOU}(?: (?:about|of) {_THAT})?",
            rf"(?:is|are) {_THAT} (?:really |actually |still |even )?(?:true|right|correct|accurate|reliable|current"
            r"|up[- ]to[- ]date|outdated|old|a fact|certain)",
            rf"can i (?:trust|believe|rely on) {_THAT}",
            rf"how (?:old|reliable|sure|accurate|recent|current|certain) (?:is|are) {_THAT}",
            r"(?:for )?real(?:ly)?|seriously",
        ),
    ),
    (
        "again",
        _form(
            rf"what (?:did|have) {_YOU} (?:just )?(?:say|said|tell me|write){_EARLIER}"
            rf"(?:\W+(?:about|on|regarding) (?P<what>.+?))?{_EARLIER}",
            rf"(?:what was|remind me(?: of)?)"
            rf" (?:that|what {_YOU} (?:just )?said)(?: (?:about|on) (?P<that>.+?))?{_EARLIER}",
            rf"(?:(?:can|could|would) {_YOU} )?(?:please )?(?:repeat|say) {_THAT}(?: again)?|(?:come|say) again",
            rf"(?:can|could) {_YOU} repeat(?: yourself)?",
        ),
    ),
)
_ITEM_MARK = re.compile(r"^(?:[-*•]|\d{1,2}[.)])\s+", re.MULTILINE)


class Recalled(NamedTuple):
    """Sentences of an earlier answer, quoted anew."""

    claims: tuple[Claim, ...]
    hits: tuple[Hit, ...]
    notice: str


def recall(text: str, answers: Sequence[str], generation: Generation) -> Recalled | None:
    """What an earlier answer said, where that is asked; None where it is not, or where nothing of it is found.

    Args:
        text: the person's last turn.
        answers: of the dialogue so far, in order.
    """
    wish, about = wish_of(text)
    if wish is None:
        return None
    wanted = {stem for word in told(about) for stem in stems(word)}
    for answer in reversed(answers):
        found = quoted(answer, generation)
        if wanted:
            found = [unit for unit in found if wanted & stems(whole_text(unit))]
        if found:
            said = found[: AGAIN if wish == "again" else OPENING]
            hits = tuple(Hit(passage=p, score=1.0, rank=n) for n, p in enumerate(_passages(said), start=1))
            return Recalled(tuple(claims_of(said)), hits, _notice(wish, found, said))
    return None


def wish_of(text: str) -> tuple[Wish | None, str]:
    """What is asked of an earlier answer, and the matter it should be about, where one is named."""
    if len(text.split()) > LONGEST_WORDS:
        return None, ""
    for wish, form in _FORMS:
        if match := form.fullmatch(text.strip()):
            named = [words for words in match.groupdict().values() if words]
            return wish, named[0] if named else ""
    return None, ""


def quoted(answer: str, generation: Generation) -> list[Unit]:
    """The units of the sources that stand word for word in an answer, in its order."""
    bare = _ITEM_MARK.sub("", OWN_MARKER.sub("", answer))
    told_lines = [line[a:b] for line in bare.splitlines() for a, b in sentences(line)]
    passages: dict[Passage, str] = {}
    for sentence in told_lines[:SENTENCES_AT_MOST]:
        if any(sentence in text for text in passages.values()):
            continue
        ids = [id for id, _ in generation.keyword_search(content_words(sentence)[:LOOKED_UP_WORDS], 2)]
        passages |= {passage: shown(passage.text) for passage in generation.passages(ids)}
    hits = [Hit(passage=passage, score=1.0, rank=n) for n, passage in enumerate(passages, start=1)]
    held = " ".join(bare.split())
    lines = {" ".join(line.split()) for line in (*bare.splitlines(), *told_lines)}
    found: dict[str, Unit] = {}
    for unit in units(for_people(hits)):
        words = shown(unit.text)
        if _stands(words, lines):
            said = tuple(item for item in unit.items if _stands(shown(item.quote), lines))
            found[words] = replace(unit, items=said)
    return [found[words] for words in sorted(found, key=lambda words: (held.find(words), words))]


def _stands(words: str, lines: AbstractSet[str]) -> bool:
    """Whether whole sentences of an answer say so: a part of one may have been said to be wrong."""
    return words in lines or all(words[a:b] in lines for a, b in sentences(words))


def _passages(said: Sequence[Unit]) -> list[Passage]:
    return list(dict.fromkeys(c.passage for unit in said for c in (unit.citation, *unit.items)))


def _notice(wish: Wish, found: Sequence[Unit], said: Sequence[Unit]) -> str:
    """Where all of the answer stands and what that rests on; of 'what did you say?' only that it was said before."""
    if wish == "again":
        return "This is said again from an earlier answer."
    headings = dict.fromkeys(f"'{p.heading[-1] if p.heading else p.document_id}'" for p in _passages(found))
    rests = dict.fromkeys(describe(source) for p in _passages(found) for source in p.sources)
    whence = f"That answer quotes these sections word for word: {_named(headings)}."
    if rests:
        whence += f" They rest on: {_named(rests)}."
    if wish == "sure":
        return f"I can be no surer than the sources I quote. {whence} Dates and kinds are theirs."
    return whence + (" Above is how it opened." if len(said) < len(found) else "")


def _named(names: Collection[str]) -> str:
    more = f" and {len(names) - NAMED_AT_MOST} more" if len(names) > NAMED_AT_MOST else ""
    return "; ".join(list(names)[:NAMED_AT_MOST]) + more
