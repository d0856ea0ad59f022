"""Particulars: a question and its hits go in, how far the hits hold the particulars that it asks for comes out.

Whether the sources answer 'What does a machine learning engineer earn in Germany?' does not depend on how it is asked
but on whether one of their sentences speaks of the pay, of the engineer and of Germany. So a question is held against
single sentences, each with the heading it stands under, and its names, years and the person whose word is wanted
against all of the hits. Names in what a person tells besides ('My name is Ada. How do I …') ask for nothing.
"""

import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from ingest.sentences import sentences
from rag.needs import asks
from rag.types import Hit
from rag.words import content_lookups, content_words, lookups

_ONE = r"[A-ZÀ-Þ][\w’'-]+"
_NAME = re.compile(r"(?<![.!?:\"'\n] )(?<!^)(?<!\n)\b[A-ZÀ-Þ][\w’'-]{2,}")
_YEAR = re.compile(r"\bthe ((?:19|20)\d\d)\b")
_SPEAKS = (
    r"(?:say|says|said|think|thinks|thought|recommends?|recommended|advises?|advised|suggests?|suggested|argues?|argued"
    r"|claims?|claimed|writes?|wrote|means?|meant|mentions?|mentioned|teach|teaches|taught|warns?|warned|tells?|told"
    r"|calls?|called|compares?|compared|describes?|described|expects?|expected|predicts?|predicted)"
)
_WHO = rf"({_ONE}(?:\s+{_ONE}){{0,3}})"
_SPEAKER = re.compile(
    rf"\b(?:does|did|do|would|has|have)\s+{_WHO}(?:\s+\w+){{0,2}}?\s+{_SPEAKS}\b"
    rf"|\b[Aa]ccording to {_WHO}"
    rf"|(?<![\w’'-]){_WHO}['’]s?\s+(?:\w+\s+)?"
    r"(?:advice|opinion|view|recommendations?|tips?|take|rule|framework|definition|argument)\b"
)
HITS_READ = 6


def particulars(question: str, hits: Sequence[Hit], rare: Callable[[str], float]) -> dict[str, float]:
    """Features by name, see above. Shares lie between 0 and 1.

    Args:
        question: as it is looked up; lines above the last one are what the dialogue gives.
        rare: how rare a stem is in the index.
    """
    needs, background = asks(question)
    wanted = " ".join(needs) if background else question
    weights = {word: rare(word) for word in content_lookups(wanted)}
    whole = sum(weights.values()) or 1.0
    pieces = [piece for hit in hits[:HITS_READ] for piece in _pieces(hit.passage.text, _headed(hit))]
    every = set().union(*(_stems(hit.passage.text) for hit in hits), *(headed for _, headed in pieces))
    speaker = speaker_of(wanted)

    def share(held: AbstractSet[str]) -> float:
        return sum(weight for word, weight in weights.items() if word in held) / whole

    return {
        "one_sentence": max((share(headed) for _, headed in pieces), default=0.0),
        "one_sentence_alone": max((share(alone) for alone, _ in pieces), default=0.0),
        "strange_names": float(sum(every.isdisjoint(lookups(name)) for name in named(wanted))),
        "lacking": max((weight for word, weight in weights.items() if word not in every), default=0.0) / rare(""),
        "speaker_unheard": float(bool(speaker) and every.isdisjoint(lookups(speaker[-1]))),
    }


def named(text: str) -> list[str]:
    """Words that are names by their capital, where no sentence begins, and years that tell which one ('the 2016
    survey').
    """
    names = {name: None for name in _NAME.findall(text) if content_words(name)}
    return [*names, *dict.fromkeys(_YEAR.findall(text))]


def speaker_of(text: str) -> tuple[str, ...]:
    """The names of the one whose word is asked for; empty where nobody's is."""
    found = _SPEAKER.search(text)
    return tuple((found.group(1) or found.group(2) or found.group(3)).split()) if found else ()


def words_of(hit: Hit) -> frozenset[str]:
    """Stems of all words of a hit, heading and other wordings included."""
    return _stems(hit.passage.text) | _stems(_headed(hit))


def _headed(hit: Hit) -> str:
    return " ".join((*hit.passage.heading, *hit.passage.asked))


@lru_cache(maxsize=4096)
def _pieces(text: str, heading: str) -> tuple[tuple[frozenset[str], frozenset[str]], ...]:
    """Of each sentence its stems, without and with its heading's."""
    above = _stems(heading)
    return tuple((_stems(text[a:b]), _stems(text[a:b]) | above) for a, b in sentences(text))


@lru_cache(maxsize=8192)
def _stems(text: str) -> frozenset[str]:
    return frozenset(lookups(text))
