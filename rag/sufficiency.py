"""Sufficiency: a question and its hits go in, the probability that they answer it comes out.

A logistic regression over what retrieval already knows: how near the best hits are, how much of what was asked their
words cover, what is asked for that stands nowhere in the corpus (a name, a place, a day), and, with the handbook,
whether it is asked as people ask for what the handbook leaves open: by its vector, by its words and by the nearest of
the questions that are known to be answered or not (`rag/known.py`). Trained on questions of our own, measured as the
model card in `rag/weights/retrieval/` says.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from ingest.opened import Generation
from ingest.sentences import sentences
from rag.encode import WEIGHTS
from rag.features import Asked, listen, readable
from rag.shelf import Floats, Shelf, whole_shelf
from rag.types import Hit
from rag.words import content_lookups, content_words, lookups

ENOUGH = 0.5
"""Below this an answer is declined. Where that lies is chosen with the weights: few answered questions fall below."""

_LIVE = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|right now|at the moment|currently (?:open|hiring)|this (?:week|weekend"
    r"|month|spring|summer"
    r"|autumn|winter)|(?:next|last|coming) (?:week|weekend|month|spring|summer|autumn|winter|year|quarter|monday"
    r"|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday)|on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b",
    re.IGNORECASE,
)
_EXACT = re.compile(
    r"\b(?:how many|how old|how tall|how far|what (?:year|day|date|page)|which (?:year|day|date|page)"
    r"|who (?:is|was|won|wrote|founded)|e-?mail|phone number|address of|price of|acceptance rate|pass rate|exact(?:ly)?"
    r"|deadline)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w']+")
_NAME = re.compile(r"(?<![.!?:\"'\n] )(?<!^)(?<!\n)\b[A-ZÀ-Þ][\w’'-]{2,}")


def sufficiency(question: str, hits: Sequence[Hit], generation: Generation) -> float:
    """Probability, 0 to 1, that the hits answer the question. No hit answers nothing."""
    if not hits:
        return 0.0
    model = _stored()["with_questions" if _asks(generation) else "without_questions"]
    found = evidence_of(question, hits, generation)
    terms = (
        (found[name] - model["means"][name]) / model["deviations"][name] * w for name, w in model["weights"].items()
    )
    score = model["bias"] + sum(terms)
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))


def evidence_of(
    question: str, hits: Sequence[Hit], generation: Generation, heard: Asked | None = None
) -> dict[str, float]:
    """The features by name. Similarities are of the best hits, shares lie between 0 and 1.

    Args:
        heard: the question as it is matched, where a caller knows better than `listen`.
    """
    shelf = whole_shelf(generation)
    question = readable(question, generation)
    heard = heard or listen(question, generation)
    views = np.stack([heard.whole.vector, heard.focus.vector])
    told = {
        name: max((s.score for h in hits for s in h.signals if s.retriever == name), default=0.0)
        for name in ("vector", "sentence", "question", "keyword", "late")
    }
    nearer = _focus_nearness(heard.focus.vector, hits, generation)
    texts = [" ".join((*hit.passage.heading, *hit.passage.asked, hit.passage.text)) for hit in hits[:4]]
    held = [set(lookups(text)) for text in texts]
    asked = content_lookups(question)
    rare = {word: _rarity(word, shelf) for word in asked}
    whole = sum(rare.values()) or 1.0
    together: set[str] = set().union(*held)
    names = {name for name in _NAME.findall(question) if content_words(name)}
    return {
        "late": told["late"],
        "nearness": max(told["sentence"], told["vector"], nearer),
        "question": told["question"],
        "keyword": told["keyword"],
        "domain": float((views @ _direction("domain")).max()),
        "beyond": float(heard.whole.vector @ _direction("beyond")),
        "wording": wording(question, _stored()["wording"]),
        "answered": heard.likeness.answered if heard.likeness else 0.0,
        "unanswered": heard.likeness.unanswered if heard.likeness else 0.0,
        "covered": sum(rare[word] for word in asked if word in together) / whole,
        "covered_by_one": max(sum(rare[word] for word in asked if word in words) for words in held) / whole,
        "missing": _missing(asked, rare, together, shelf),
        "unknown": sum(1 for word in asked if shelf is not None and word not in shelf.text_words.rarity)
        / max(len(asked), 1),
        "strange_names": float(sum(1 for name in names if not together.intersection(lookups(name)))),
        "live": float(bool(_LIVE.search(question))),
        "exact": float(bool(_EXACT.search(question))),
        "exact_missing": float(bool(_EXACT.search(question))) * _missing(asked, rare, together, shelf),
        "length": math.log1p(len(asked)),
    }


def turns_of_phrase(question: str) -> set[str]:
    """Its words and pairs of neighbouring words."""
    said = _WORD.findall(question.lower())
    return {*said, *(" ".join(pair) for pair in pairwise(said))}


def wording(question: str, weights: Mapping[str, float]) -> float:
    """How much a question's turns of phrase are those of questions that no chapter answers; long ones count no more."""
    said = turns_of_phrase(question)
    return sum(weights.get(one, 0.0) for one in said) / math.sqrt(len(said) or 1)


def _asks(generation: Generation) -> bool:
    """Whether the sections are mostly headed by questions, as the handbook's are: others are judged more mildly."""
    shelf = whole_shelf(generation)
    return shelf is not None and shelf.headed_by_questions


def _focus_nearness(focus: Floats, hits: Sequence[Hit], generation: Generation) -> float:
    """The best similarity of what is asked with a sentence of the hits, from vectors that the index holds."""
    wanted = [h.passage.text[a:b] for h in hits for a, b in sentences(h.passage.text)]
    known = generation.cached_vectors(wanted)
    return max((float(vector @ focus) for vector in known.values()), default=0.0)


@lru_cache(maxsize=2)
def _direction(name: str) -> Floats:
    """'domain': where questions about careers lie from questions about anything. 'beyond': where questions lie that the
    handbook does not answer, such as for a detail of what it names, from those that it does.
    """
    return np.array(_stored()[name], dtype=np.float32)


def _missing(asked: Sequence[str], rare: Mapping[str, float], together: AbstractSet[str], shelf: Shelf | None) -> float:
    """How rare the rarest word is that was asked for and that no hit holds, 0 to 1."""
    return max((rare[word] for word in asked if word not in together), default=0.0) / _most(shelf)


def _rarity(word: str, shelf: Shelf | None) -> float:
    return shelf.text_words.rare(word) if shelf is not None else 1.0


def _most(shelf: Shelf | None) -> float:
    return math.log(1 + (shelf.text_words.count + 0.5) / 0.5) if shelf is not None else 1.0


@lru_cache(maxsize=1)
def _stored() -> Mapping[str, Any]:
    stored: Mapping[str, Any] = json.loads((WEIGHTS / "sufficiency.json").read_text(encoding="utf-8"))
    return stored
