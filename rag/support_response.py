"""Reply: a whole answer and its passages go in, the probability that anything in it is unsupported comes out.

The reader (`support_reading`) reads the answer in one go; what it says and what the words say make a probability for
each sentence and one for the whole. Without the reader, sentences are scored one by one (`support`), and the answer's
score is a logistic regression over their sorted log-odds, so one bad sentence tells, and many doubtful ones do too.
"""

import logging
import math
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.errors import ModelUnavailable
from ingest.sentences import sentences
from rag import support
from rag.guards_words import plain
from rag.support_features import lexical

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


def score_response(text: str, passages: Sequence[str], whole: bool = True, with_reader: bool = True) -> Reply:
    """The learned verdict on an answer.

    Args:
        text: the answer, markers and markup included.
        passages: what it rests on, each in full.
        whole: False for one claim, which is scored as it stands.
        with_reader: read the answer in one go where the reader is at hand; else sentence by sentence.
    """
    evidence = evidence_sentences(passages)
    places = sentences(text) if whole else []
    places = places or [(0, len(text))]
    pairs = [support.Pair(text[start:end], evidence) for start, end in places]
    if whole and with_reader and evidence and reader_available():
        return _read(pairs, [start for start, _ in places])
    scored = support.score(pairs)
    single = tuple(one.unsupported for one in scored)
    spans = tuple((start + a, start + b) for (start, _), one in zip(places, scored, strict=True) for a, b in one.spans)
    if not whole:
        return Reply(single[0], single, spans)
    return Reply(_weighed(summary(single), support.load_weights()["response"]), single, spans)


def _read(pairs: Sequence[support.Pair], starts: Sequence[int]) -> Reply:
    """An answer as the reader and the words tell of it together."""
    from rag.support_reading import figures, read

    learned = figures()
    reading = read([pair.claim for pair in pairs], pairs[0].evidence)
    words = [support.probability(lexical(plain(pair.claim), support.near(pair)), learned["words"]) for pair in pairs]
    single, spans = [], []
    for n, pair in enumerate(pairs):
        marks = sentence_marks(words[n], reading.sentences[n], reading.tokens[n])
        found = support.probability(marks, learned["sentence"])
        single.append(round(found, 4))
        bad = reading.tokens[n] + log_odds(found) >= learned["token_threshold"]
        if found >= learned["sentence"]["threshold"]:
            marked = support.runs(reading.places[n][: len(bad)][bad].tolist(), pair.claim)
            spans += [(starts[n] + a, starts[n] + b) for a, b in marked]
    return Reply(
        _weighed(response_marks(words, reading.whole, learned["voices"]), learned["response"]),
        tuple(single),
        tuple(spans),
    )


def sentence_marks(words: float, said: float, tokens: NDArray[np.float32]) -> NDArray[np.float32]:
    """What a sentence's probability is learned from: the words' log-odds, and the reader's of the sentence, of its
    worst token, and the share of bad tokens.
    """
    worst = float(tokens.max()) if len(tokens) else 0.0
    bad = float((tokens > 0).mean()) if len(tokens) else 0.0
    return np.asarray([log_odds(words), said, worst, bad], np.float32)


def response_marks(words: Sequence[float], whole: float, voices: dict[str, Any]) -> NDArray[np.float64]:
    """What an answer's probability is learned from: the mean of two voices' log-odds, the words' and the reader's.

    An equal mean and no learned one: a regression over both leans on the reader, which knows the generators it learned
    from best.
    """
    by_words, by_reader = logit(summary(words), voices["words"]), logit(np.asarray([whole]), voices["reader"])
    return np.asarray([(by_words + by_reader) / 2])


def log_odds(probability: float) -> float:
    """Of a probability, cut at one in ten thousand."""
    sure = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(sure / (1 - sure))


def logit(marks: NDArray[np.float64], weights: dict[str, Any]) -> float:
    """Log-odds by a logistic regression over standardised figures."""
    standard = (marks - np.asarray(weights["mean"])) / np.asarray(weights["scale"])
    return float(np.dot(standard, np.asarray(weights["coefficients"]))) + float(weights["intercept"])


def _weighed(marks: NDArray[np.float64], weights: dict[str, Any]) -> float:
    return round(1 / (1 + math.exp(-max(-30.0, min(30.0, logit(marks, weights))))), 4)


@lru_cache(maxsize=1)
def reader_available() -> bool:
    """Whether the reader and MiniLM can be loaded; said once in the log if not."""
    from rag.support_reading import load

    try:
        load()
    except ModelUnavailable as error:
        logging.getLogger(__name__).warning("Answers are judged sentence by sentence: %s", error)
        return False
    return True


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
    if reader_available():
        from rag.support_reading import figures

        return float(figures()["response"]["threshold"])
    weights: dict[str, Any] = support.load_weights()["response"]
    return float(weights["threshold"])
