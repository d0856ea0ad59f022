"""Sufficiency: a question and its hits go in, the probability that they answer it comes out.

A logistic regression over what retrieval already knows: how near the best hits are, how much of what was asked their
words cover, together and in one sentence (`rag/particulars.py`), and, with the handbook, whether it is asked as people
ask for what the handbook leaves open: by its vector, by its words and by the nearest of the questions that are known to
be answered or not (`rag/known.py`). In documents from elsewhere question and passages are read together besides, where
a doubt is left (`rag/answers_it.py`). Trained on questions of our own, measured as the model card in
`rag/weights/retrieval/` says.
"""

import math
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from ingest.index import embedded_text
from ingest.opened import Generation
from ingest.sentences import sentences
from rag.answers_it import answering, odds_of, with_reading
from rag.encode import encoder_of, figures
from rag.features import Asked, goes_on, listen, readable
from rag.learned import in_deviations, likelihood
from rag.needs import last_line
from rag.particulars import particulars, words_of
from rag.shelf import Floats, whole_shelf
from rag.standing import borrows, told
from rag.types import Hit
from rag.words import content_lookups

ENOUGH = 0.5
"""Below this an answer is declined. Where that lies is chosen with the weights: few answered questions fall below."""
SURE = 0.8
"""Below this an answer says that it may not be to the point."""
NO_DOUBT, READ = 0.95, 4
"""From where on reading the first hits together with the question is spared; and how many of them are read. The
handbook's are not: on it, where more is known of what people ask, reading gained little.
"""

_LIVE = re.compile(
    r"\b(?:today|tonight|tomorrow|yesterday|right now|at the moment|currently (?:open|hiring)|this (?:week|weekend"
    r"|month|spring|summer"
    r"|autumn|winter)|(?:next|last|coming) (?:week|weekend|month|spring|summer|autumn|winter|year|quarter|monday"
    r"|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday)|on (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday))\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w']+")
PRODUCTS = (
    ("one_sentence", "one_sentence"),
    ("one_sentence_alone", "one_sentence_alone"),
    ("strange_names", "strange_names"),
    ("beyond", "late"),
    ("beyond", "one_sentence_alone"),
    ("wording", "one_sentence_alone"),
)
"""Features that count together: a sentence with all of what is asked says more than two with half of it, and then it
matters less whether questions of this form are mostly left open.
"""


def sufficiency(
    question: str, hits: Sequence[Hit], generation: Generation, heard: Asked | None = None, reading: bool = True
) -> float:
    """Probability, 0 to 1, that the hits answer the question. No hit answers nothing.

    Args:
        heard: as in `evidence_of`.
        reading: whether question and passages may be read together, where that helps; False measures what it is worth.

    Raises:
        ModelUnavailable: learned numbers are missing or damaged.
    """
    if not hits:
        return 0.0
    of_handbook = _asks(hits, generation)
    asked, heard = to_judge(question, generation, heard)
    if of_handbook and leans(asked, heard):
        assert heard.last is not None
        line = last_line(asked)
        likely = of_a_line(by_features(line, hits, generation, heard.last))
        return max(likely, by_features(asked, hits, generation, heard)) if borrows(line) else likely
    likely = by_features(asked, hits, generation, heard)
    encoder = encoder_of(generation.embeddings)
    if of_handbook or not reading or not 0 < likely < NO_DOUBT or encoder is None:
        return likely
    return with_reading(likely, answering(asked, [embedded_text(hit.passage) for hit in hits[:READ]], encoder))


def by_features(question: str, hits: Sequence[Hit], generation: Generation, heard: Asked) -> float:
    """The probability for a question that leans on nothing, before question and passages are read together."""
    model = _stored()["with_questions" if _asks(hits, generation) else "without_questions"]
    found = scaled(evidence_of(question, hits, generation, heard), model["means"], model["deviations"])
    return likelihood(found, model)


def leans(question: str, heard: Asked) -> bool:
    """Whether it goes on from lines above it and yet names something itself. Then, in the handbook, it is judged by its
    last line: the lines above it found hits of their own, which do not tell that it is answered.
    """
    return heard.last is not None and goes_on(question) and bool(told(last_line(question)))


def of_a_line(likely: float) -> float:
    """The probability for a last line that leans on those above it, from what it would be if it stood alone."""
    learned = _stored()["of_a_line"]
    return 1 / (1 + math.exp(-learned["slope"] * odds_of(likely) - learned["bias"]))


def to_judge(question: str, generation: Generation, heard: Asked | None = None) -> tuple[str, Asked]:
    """What is to be answered, readable and as it is matched: what a chat began with may be answered where its last
    line, a question of its own, is not.
    """
    question = readable(question, generation)
    heard = heard or listen(question, generation)
    return (question, heard) if heard.itself is heard else (last_line(question), heard.itself)


def scaled(found: Mapping[str, float], means: Mapping[str, float], deviations: Mapping[str, float]) -> dict[str, float]:
    """Features in deviations from their means, and `PRODUCTS` of those that are used, named 'one*other'."""
    own = in_deviations(found, means, deviations)
    return own | {f"{a}*{b}": own[a] * own[b] for a, b in PRODUCTS if a in own and b in own}


def evidence_of(
    question: str, hits: Sequence[Hit], generation: Generation, heard: Asked | None = None
) -> dict[str, float]:
    """The features by name. Similarities are of the best hits, shares lie between 0 and 1.

    Args:
        heard: the question as it is matched, where a caller knows better than `listen`.
    """
    shelf = whole_shelf(generation)
    question, heard = to_judge(question, generation, heard)
    views = np.stack([heard.whole.vector, heard.focus.vector])
    scored = {
        name: max((s.score for h in hits for s in h.signals if s.retriever == name), default=0.0)
        for name in ("vector", "sentence", "question", "keyword", "late")
    }
    nearer = _focus_nearness(heard.focus.vector, hits, generation)
    held = [words_of(hit) for hit in hits[:4]]
    asked = content_lookups(question)
    rarity = _alike if shelf is None else shelf.text_words.rare
    rare = {word: rarity(word) for word in asked}
    whole = sum(rare.values()) or 1.0
    together = frozenset().union(*held)
    return {
        "late": scored["late"],
        "nearness": max(scored["sentence"], scored["vector"], nearer),
        "question": scored["question"],
        "keyword": scored["keyword"],
        "domain": float((views @ _direction("domain")).max()),
        "beyond": float(heard.whole.vector @ _direction("beyond")),
        "wording": wording(question, _stored()["wording"]),
        "answered": heard.likeness.answered if heard.likeness else 0.0,
        "unanswered": heard.likeness.unanswered if heard.likeness else 0.0,
        "covered": sum(rare[word] for word in asked if word in together) / whole,
        "covered_by_one": max(sum(rare[word] for word in asked if word in words) for words in held) / whole,
        "unknown": sum(
            1 for word in asked if shelf is not None and word not in shelf.text_words.rarity and word not in together
        )
        / max(len(asked), 1),
        "live": float(bool(_LIVE.search(question))),
        "length": math.log1p(len(asked)),
        **particulars(question, hits, rarity),
    }


def turns_of_phrase(question: str) -> set[str]:
    """Its words and pairs of neighbouring words."""
    said = _WORD.findall(question.lower())
    return {*said, *(" ".join(pair) for pair in pairwise(said))}


def wording(question: str, weights: Mapping[str, float]) -> float:
    """How much a question's turns of phrase are those of questions that no chapter answers; long ones count no more."""
    said = turns_of_phrase(question)
    return sum(weights.get(one, 0.0) for one in said) / math.sqrt(len(said) or 1)


def _asks(hits: Sequence[Hit], generation: Generation) -> bool:
    """Whether the sections are mostly headed by questions, as the handbook's are: others are judged more mildly. So are
    passages that another retriever brought from elsewhere.
    """
    shelf = whole_shelf(generation)
    return shelf is not None and shelf.headed_by_questions and all(hit.passage.id in shelf.place for hit in hits)


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


def _alike(_: str) -> float:
    """Rarity in an index too large to tell."""
    return 1.0


@lru_cache(maxsize=1)
def _stored() -> Mapping[str, Any]:
    return figures("sufficiency")
