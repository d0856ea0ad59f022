"""Robustness: outputs go in, shares of metamorphic laws that held come out.

Laws that must hold whatever the answer is, so that no gold is needed (Chen and others 2018, metamorphic testing; for
checkers Ribeiro and others 2020, CheckList):

- delete: a claim without the words it cites must not pass on what is left of the answer's other evidence, unless that
says the same;
- swap: a figure changed in the sentence is caught;
- shuffle: the order of passages and citations does not change the ruling;
- copy: a true sentence copied from the cited words passes;
- rotate: markers moved on by one claim are found out.
"""

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import pairwise

from evals.judge import claims_of, rule
from evals.measures.found import holds
from evals.types import Cited, Output, Score, Sentence
from ingest.sentences import sentences

_FIGURE = re.compile(r"(?<![\w.,])\d+(?:,\d{3})*(?:\.\d+)?(?![\w]|[.,]\d)")
MOST_CLAIMS = 3
MOST_ANSWERS = 30
"""The laws try the grader more than the answers, and each trial costs a ruling: a sample will do."""
Held = tuple[bool, str]


def laws(outputs: Sequence[Output]) -> tuple[Score, ...]:
    """For each answer of the sample with checked claims a score for each law that it can be tried on."""
    scores: list[Score] = []
    for output in sample(outputs):
        good = (
            [(s, r) for s, r in claims_of(output) if s.cited and r.holds][:MOST_CLAIMS] if not output.declined else []
        )
        told = [s for s, _ in good]
        trials = (("delete", _delete), ("swap", _swap), ("shuffle", _shuffle), ("copy", _copy), ("rotate", _rotate))
        for name, trial in trials:
            held = list(trial(told))
            if held:
                broken = tuple(words for good_one, words in held if not good_one)
                share = sum(good_one for good_one, _ in held) / len(held)
                scores.append(Score.of(f"law_{name}", output, share, f"{len(broken)} of {len(held)} broken", broken))
    return tuple(scores)


def sample(outputs: Sequence[Output]) -> list[Output]:
    """For each system the same answers each time: those with the smallest hash of their case."""
    kept: list[Output] = []
    for system in dict.fromkeys(o.system for o in outputs):
        mine = [o for o in outputs if o.system == system and not o.declined and any(s.cited for s in o.shown)]
        kept += sorted(mine, key=lambda o: sha256(o.case.encode()).hexdigest())[:MOST_ANSWERS]
    return kept


def _delete(told: Sequence[Sentence]) -> Iterator[Held]:
    for sentence in told:
        others = tuple(c for s in told if s is not sentence for c in s.cited if c not in sentence.cited)
        if not any(_says(c, sentence.text) for c in others):
            yield not rule(sentence.text, others).holds, sentence.text


def _swap(told: Sequence[Sentence]) -> Iterator[Held]:
    for sentence in told:
        figure = _FIGURE.search(sentence.text)
        if figure and not re.match(r"^(?:19|20)\d\d$", figure.group()):
            changed = sentence.text[: figure.start()] + _other(figure.group()) + sentence.text[figure.end() :]
            yield not rule(changed, sentence.cited).holds, changed


def _shuffle(told: Sequence[Sentence]) -> Iterator[Held]:
    for sentence in told:
        if len(sentence.cited) > 1:
            same = rule(sentence.text, sentence.cited).label == rule(sentence.text, sentence.cited[::-1]).label
            yield same, sentence.text


def _copy(told: Sequence[Sentence]) -> Iterator[Held]:
    for sentence in told:
        quote = sentence.cited[0].quote
        start, end = max(sentences(quote), key=lambda span: span[1] - span[0], default=(0, 0))  # words may be blank
        copied = quote[start:end]
        if len(copied.split()) >= 5:
            ruling = rule(copied, sentence.cited)
            yield ruling.label in ("supported", "not-a-claim"), copied


def _rotate(told: Sequence[Sentence]) -> Iterator[Held]:
    for sentence, following in pairwise(told):
        if not any(_says(c, sentence.text) for c in following.cited):
            yield not rule(sentence.text, following.cited).holds, f"{sentence.text} ← {following.cited[0].quote[:120]}"


def _says(cited: Cited, text: str) -> bool:
    return holds(cited.quote, text)


def _other(figure: str) -> str:
    """Another figure of the same form: its first digit one higher, nine becoming four."""
    at = next(n for n, c in enumerate(figure) if c.isdigit())
    return figure[:at] + str(int(figure[at]) + 1 if figure[at] != "9" else 4) + figure[at + 1 :]
