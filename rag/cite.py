"""Cite: what a model said goes in, claims with the exact words they may rest on come out. The marker is only a
hint.

The closed set is the passages of this question. Spans are sentences, sentences with what they lean on, and short
lists with their lead-in. A span is weighed by the share of the sentence's words it holds, each by how rare it is
among the passages; a marked passage gets a little extra. Whether the words carry the sentence is not decided here:
several readings are handed on, best first.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.sentences import sentences
from ingest.types import Passage
from rag.legible import illegible
from rag.markers import read_markers
from rag.said import Cited, Said
from rag.split_claims import split_claim
from rag.types import Citation, Claim, ClaimKind
from rag.units import stands_alone
from rag.words import STOPWORDS, stem, words

LONGEST_LIST = 900
HINT = 0.08
"""What a marker is worth, as a share of the sentence's words."""
LEAST_GAIN = 0.12
"""Another span must add at least this share of the words."""

_PERSON = re.compile(
    r"\b(?:you (?:said|say|mentioned|told|wrote|stated|noted|described|indicated)\b|(?:since|because|given that|as) "
    r"you(?:['’]re|['’]ve| are| have|"
    r" already| now| currently| work| live| want| can spend)\b|you (?:already|currently|now) (?:have|are|work|live"
    r"|know)\b|"
    r"you (?:work|live) (?:as|in)\b|your (?:\w+ ){0,2}(?:background|goal|years|current|degree in|experience (?:as|in"
    r"|with)|hours)\b|"
    r"as an? [\w ]{3,40}, you\b|with (?:your|only) \w+)",
    re.IGNORECASE,
)
_ADVICE = re.compile(
    r"^(?:please\s+)?(?:aim|apply|ask|avoid|be|begin|build|check|choose|consider|contact|create|do|don['’]t|find"
    r"|focus|follow|get|give|go|keep|learn|"
    r"look|make|never|pick|plan|practise|practice|prepare|put|read|remember|research|send|set|show|spend|start|study"
    r"|take|talk|tell|try|use|wait|"
    r"write)\b|\byou (?:should|could|might|may want|can also|ought)\b|\b(?:it is|it's) (?:best|wise|worth|better)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"https?://[^\s)\]>]+|www\.[^\s)\]>]+|\b[\w.+-]+@[\w-]+\.\w+", re.IGNORECASE)
_TURNS = re.compile(
    r"\b(?:not|never|no|avoid|myths?|mistakes?|wrong|false|without|less|don['’]?t|isn['’]?t|stop|worst|bad|unlike"
    r"|instead of)\b",
    re.IGNORECASE,
)
_POINTS_BACK = frozenset(("they", "he", "she", "we", "it", "its", "their", "them", "his", "her", "here"))
_IMPERSONAL = re.compile(
    r"it (?:is|may be|can be) (?:(?:very|often|usually|also|not|never|more) )?(?:best|better|wise|worth|possible"
    r"|normal|common|important|hard|harder|easy|"
    r"easier|useful|fine|helpful|good|enough|rare|safe|safer|too|clear)\b|it (?:helps|pays|takes [\w ]{2,20}) to\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Span:
    """Words of one passage that can be cited, with their stems."""

    passage: Passage
    start: int
    end: int
    stems: frozenset[str]
    sentences: int = 1

    @cached_property
    def citation(self) -> Citation:
        return Citation(passage=self.passage, start=self.passage.start + self.start, end=self.passage.start + self.end)


class Spans:
    """The closed set: every span of the passages, made once for all sentences of an answer."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self.passages = tuple(passages)
        self.all = [span for passage in self.passages for span in _spans_of(passage)]
        counted: dict[str, int] = {}
        for span in self.all:
            for one in span.stems:
                counted[one] = counted.get(one, 0) + 1
        self._weights = {one: math.log(1 + len(self.all) / count) for one, count in counted.items()}
        self._new = math.log(1 + len(self.all)) if self.all else 1.0

    def weight(self, stems: Iterable[str]) -> float:
        """Sum of inverse frequencies; a word no passage holds weighs most."""
        return sum(self._weights.get(one, self._new) * (1.5 if one[:1].isdigit() else 1.0) for one in stems)

    def readings(
        self, text: str, marked: frozenset[str] = frozenset(), quoted: Sequence[str] = ()
    ) -> tuple[tuple[Citation, ...], ...]:
        """Sets of citations that may carry the text, best first: one span, two, one of a marked passage, three."""
        wanted = frozenset(stems_of(text))
        total = self.weight(wanted)
        if not wanted or not self.all:
            return ()
        ranked = sorted(self.all, key=lambda span: -self._score(span, wanted, total, marked, quoted))
        best = ranked[0]
        if not wanted & best.stems:
            return ()
        found: list[tuple[Span, ...]] = [(best,)]
        two = self._add((best,), wanted, total)
        three = self._add(two, wanted, total)
        hinted = next((span for span in ranked if span.passage.id in marked), None)
        wider = self._wider(best)
        found += [two, *([(hinted,)] if hinted else []), *([(wider,)] if wider else []), three]
        return tuple(dict.fromkeys(tuple(span.citation for span in spans) for spans in found))

    def _score(
        self, span: Span, wanted: frozenset[str], total: float, marked: frozenset[str], quoted: Sequence[str]
    ) -> float:
        score = self.weight(wanted & span.stems) / total
        score += HINT * (span.passage.id in marked)
        score += 2 * HINT * any(_overlaps(span, words) for words in quoted)
        return score - 0.02 * (span.sentences - 1) - 0.0005 * len(span.stems)

    def _add(self, spans: tuple[Span, ...], wanted: frozenset[str], total: float) -> tuple[Span, ...]:
        """With the one span more that holds most of what is missing, if that is enough."""
        left = wanted - frozenset().union(*(span.stems for span in spans))
        if not left:
            return spans
        first = spans[0].passage.id

        def gain(span: Span) -> float:
            return (
                self.weight(left & span.stems) / total + 0.03 * (span.passage.id == first) - 0.02 * (span.sentences - 1)
            )

        more = max(self.all, key=gain)
        return (*spans, more) if self.weight(left & more.stems) / total >= LEAST_GAIN else spans

    def _wider(self, span: Span) -> Span | None:
        """The smallest span around it, for what is said of a thing that only its surroundings name."""
        around = [
            s
            for s in self.all
            if s.passage is span.passage
            and s.start <= span.start
            and s.end >= span.end
            and s.end - s.start > span.end - span.start
        ]
        return min(around, key=lambda s: s.end - s.start, default=None)


def cite(said: Iterable[Said], passages: Sequence[Passage], own: Passage | None = None) -> Iterator[Cited]:
    """Each sentence as a claim with its readings, as soon as it comes.

    Args:
        passages: of this question, numbered from 1 as the model saw them.
        own: the person's own words, which carry what is said of the person.
    """
    spans = Spans(passages)
    addresses = " ".join(passage.text for passage in passages)
    for sentence in said:
        yield cited(sentence, spans, own, addresses)


def cited(said: Said, spans: Spans, own: Passage | None = None, addresses: str = "") -> Cited:
    """One sentence as a claim."""
    text, numbers, _ = read_markers(said.text, len(spans.passages))
    marked = frozenset(spans.passages[number - 1].id for number in numbers)
    lead = read_markers(said.lead, len(spans.passages)).text
    if lead and (_TURNS.search(lead) or not _is_sentence(text)):
        text = f"{lead} {text}"
    person = _PERSON.search(text)
    if person and _addresses_readers(text, person, spans.passages):
        person = None
    kind = _kind(text) if person else _kind_of_no_person(text)
    readings = spans.readings(_without_person(text) if person else text, marked, said.quoted)
    if person:
        ours = (Citation(passage=own, start=own.start, end=own.end),) if own is not None else ()
        readings = tuple(dict.fromkeys([*([ours] if ours else []), *((*ours, *reading) for reading in readings)]))
    quotable = " ".join([*(passage.text for passage in spans.passages), own.text if own else ""])
    wrong = next((a for a in _ADDRESS.findall(text) if a.rstrip(".,;") not in addresses), "")
    return Cited(
        claim=Claim(text=text, kind=kind, citations=readings[0] if readings else (), layout=said.layout),
        readings=readings,
        marked=marked,
        leans=_leans(text),
        person=_person_clause(text) if person else "",
        parts=() if person else tuple(_parts(text, spans, marked, said)),
        broken=f"no passage holds the address {wrong}" if wrong else illegible(said.text, quotable),
    )


def _kind(text: str) -> ClaimKind:
    return "about-you" if _PERSON.search(text) else _kind_of_no_person(text)


def _kind_of_no_person(text: str) -> ClaimKind:
    return "advice" if _ADVICE.search(text) else "statement"


def _addresses_readers(text: str, found: re.Match[str], passages: Sequence[Passage]) -> bool:
    """Whether the words that seem to speak of the person are a source's own to whoever reads: 'talk with your doctor'.

    They are with the word that follows; 'with your five years' stands in no source.
    """
    after = re.match(r"\W+\w+", text[found.end() :])
    phrase = " ".join(words(text[found.start() : found.end()] + (after.group() if after else "")))
    return any(f" {phrase} " in f" {' '.join(words(passage.text))} " for passage in passages)


def _parts(text: str, spans: Spans, marked: frozenset[str], said: Said) -> Iterator[Cited]:
    """The clauses of a sentence that states several things, said as sentences."""
    found = split_claim(text)
    if len(found) < 2:
        return
    for part in found:
        stated = part.text.rstrip(" ,;:.!")
        stated = stated[:1].upper() + stated[1:] + "."
        alone = part.alone and len(stems_of(stated)) >= 3
        claim = Claim(text=stated, kind=_kind(stated), layout=said.layout)
        yield Cited(claim, spans.readings(stated, marked, said.quoted), marked, leans=not alone or _leans(stated))


def stems_of(text: str) -> set[str]:
    """Stems of the words that carry meaning, figures without their commas."""
    said = words(re.sub(r"(?<=\d),(?=\d{3})", "", text))
    return {
        stem(word.removesuffix("'s"))
        for word in said
        if word not in STOPWORDS and (len(word) > 1 or word.isdigit() or word in ("c", "r"))
    }


def _spans_of(passage: Passage) -> Iterator[Span]:
    """Sentences, sentences with the one they lean on, pairs of neighbours, and lists with their lead-in."""
    text = passage.text
    pieces = [(a, b) for a, b in sentences(text) if any(c.isalnum() for c in text[a:b])]
    lead: int | None = None
    for at, (start, end) in enumerate(pieces):
        piece = text[start:end]
        listed = bool(re.search(r"\n[ \t]*(?:[-*+•]|\d{1,3}[.)])[ \t]+$", "\n" + text[max(0, start - 8) : start]))
        if not listed:
            lead = at if piece.rstrip("*_ ").endswith(":") else None
        if listed and lead is not None:
            yield (
                _span(passage, pieces[lead][0], end, at - lead + 1)
                if end - pieces[lead][0] <= LONGEST_LIST
                else _span(passage, start, end)
            )
        if stands_alone(piece) or listed or at == 0:
            yield _span(passage, start, end)
        if at and pieces[at][0] - pieces[at - 1][1] < 40 and end - pieces[at - 1][0] <= LONGEST_LIST:
            yield _span(passage, pieces[at - 1][0], end, 2)


def _span(passage: Passage, start: int, end: int, count: int = 1) -> Span:
    return Span(passage, start, end, frozenset(stems_of(passage.text[start:end])), count)


def _overlaps(span: Span, quoted: str) -> bool:
    """Whether words that an API model says it cites stand in the span, or the span in them."""
    said, held = re.sub(r"\s+", " ", quoted).strip(), re.sub(r"\s+", " ", span.passage.text[span.start : span.end])
    return len(said) >= 12 and (said in held or held in said)


def _is_sentence(text: str) -> bool:
    return len(words(text)) >= 5 and text.rstrip("\"'”’)*_ ")[-1:] in ".!"


def _leans(text: str) -> bool:
    """Whether it opens with a word that stands for something in the sentence before."""
    said = words(re.sub(r"^(?:However|But|And|So|Also|Still|Then|Yet|Therefore|Instead|Finally),?\s+", "", text))
    if not said or text.lower().startswith(("that is why ", "there is ", "there are ")):
        return False
    if said[0] in ("this", "that", "these", "those", "such") and len(said) > 1:
        return True
    if said[0] == "it" and _IMPERSONAL.match(text):
        return False
    return said[0] in _POINTS_BACK


def _person_clause(text: str) -> str:
    """The part of a sentence that speaks of the person: up to the comma that ends it, or all of it."""
    opening = re.match(
        r"(?:since|because|given that|given|as|with|if|while|although)\b[^,;]{5,200}(?=,)|you (?:said|mentioned|told "
        r"us)[^,;]{3,200}(?=[,;])",
        text,
        re.IGNORECASE,
    )
    return opening.group() if opening else text


def _without_person(text: str) -> str:
    rest = text.removeprefix(_person_clause(text)).lstrip(" ,;")
    return rest or text
