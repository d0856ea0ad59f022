"""Reply: a whole answer and its passages go in, the probability that anything in it is unsupported comes out.

Sentences are scored one by one; the answer's score is a logistic regression over their sorted log-odds, so one bad
sentence tells, and many doubtful ones do too.
"""

import math
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.sentences import sentences
from rag import support
from rag.guards_words import plain

_LONGEST = 60
_CUT = 50


class Reply(NamedTuple):
    """What the learned model says of an answer."""

    unsupported: float
    sentences: tuple[float, ...]
    """Probability of each sentence."""
    spans: tuple[tuple[int, int], ...]
    """Stretches of the answer (offsets) that look unsupported."""

    @property
    def any_unsupported(self) -> float:
        """Chance that a sentence is unsupported if all were independent: to compare two versions of one short text."""
        return round(1 - math.prod(1 - one for one in self.sentences), 6)


def evidence_sentences(passages: Sequence[str]) -> tuple[str, ...]:
    """The sentences of some passages, without markup; what has no full stop for 60 words is cut every 50."""
    found = []
    for passage in passages:
        for start, end in sentences(passage):
            words = list(re.finditer(r"\S+", passage[start:end]))
            if len(words) <= _LONGEST:
                found.append(plain(passage[start:end]))
                continue
            for at in range(0, len(words), _CUT):
                piece = words[at : at + _CUT]
                found.append(plain(passage[start + piece[0].start() : start + piece[-1].end()]))
    return tuple(text for text in found if text)


def score_response(text: str, passages: Sequence[str], whole: bool = True) -> Reply:
    """The learned verdict on an answer.

    Args:
        text: the answer, markers and markup included.
        passages: what it rests on, each in full.
        whole: False for one claim, which is scored as it stands.
    """
    evidence = evidence_sentences(passages)
    places = sentences(text) if whole else []
    places = places or [(0, len(text))]
    scored = support.score([support.Pair(text[start:end], evidence) for start, end in places])
    single = tuple(one.unsupported for one in scored)
    spans = tuple((start + a, start + b) for (start, _), one in zip(places, scored, strict=True) for a, b in one.spans)
    if not whole:
        return Reply(single[0], single, spans)
    weights = support.load_weights()["response"]
    standard = (summary(single) - np.asarray(weights["mean"])) / np.asarray(weights["scale"])
    logit = float(np.dot(standard, np.asarray(weights["coefficients"]))) + float(weights["intercept"])
    return Reply(round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit)))), 4), single, spans)


def summary(single: Sequence[float]) -> NDArray[np.float64]:
    """The figures of an answer's sentence probabilities that its own is learned from."""
    sure = np.clip(np.asarray(single, dtype=np.float64), 1e-4, 1 - 1e-4)
    odds = np.sort(np.log(sure / (1 - sure)))[::-1]
    none_wrong = float(np.log(1 - sure).sum())
    some_wrong = math.log(max(1e-9, 1 - math.exp(none_wrong)))
    picked = [float(odds[min(n, len(odds) - 1)]) - (0.0 if n < len(odds) else 1.0) for n in range(4)]
    return np.asarray([*picked, some_wrong - none_wrong, float(odds.mean()), float(sure.sum()), math.log(len(odds))])


def response_threshold() -> float:
    """Probability above which an answer is said to hold something unsupported; it ships with the weights."""
    weights: dict[str, Any] = support.load_weights()["response"]
    return float(weights["threshold"])
