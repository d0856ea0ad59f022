"""Triage: a message goes in; out comes whether to go on and answer, and what is left to answer.

Before retrieval. Word patterns decide what they are sure of; the nearest meaning (a softmax regression over the
sentence embedding, fitted to `triage.yaml` by `evals/training/triage.py`) decides the rest, and only when it is surer
than its reason's threshold. Doubtful messages go on: the sources decide whether there is an answer. A crisis always
wins.
"""

import json
import re
import weakref
from collections.abc import Callable, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import numpy as np

from ingest.embed import Vectors
from ingest.types import Frozen
from rag.triage_chat import CAREER, OUTSIDE, small_talk, unclear
from rag.triage_patterns import CRISIS, DEFENCE, HARMFUL, HARMFUL_ASKED
from rag.triage_strip import ABOUT_SECURITY, disguised, plain, sentences, strip, whole
from rag.triage_topics import IMMIGRATION, LEGAL, MEDICAL
from rag.types import Reason

Embed = Callable[[Sequence[str]], Vectors]

WEIGHTS = Path(__file__).parent / "weights" / "triage.json"
_EMBEDDED_CHARACTERS = 1000
"""About the 256 tokens that the encoder reads."""


class Triage(Frozen):
    """What kind of message it is."""

    reason: Reason | None
    """None: go on and answer."""
    question: str
    """What is left to answer once instructions to the bot were taken out; the person's own words."""
    about: str = ""
    """Short machine reason, for logs, tests and the wording of a decline ('pattern', 'meaning 0.97', 'greeting')."""


def triage(question: str, embed: Embed | None = None) -> Triage:
    """What kind of message this is. Never raises on odd input.

    Args:
        question: anything a person can send, of any length.
        embed: texts to unit vectors, shape (n, dimensions); without it patterns decide alone.
    """
    everything = whole(question)
    if any(CRISIS.search(each) for each in {everything, disguised(everything)}):
        return Triage(reason="crisis", question="", about="pattern")
    left, stripped = strip(question)
    if stripped and not left:
        risky = _by_patterns(plain(question))
        return Triage(reason="harmful" if risky == "harmful" else "instruction", question="", about="pattern")
    form = plain(left)
    if about := small_talk(form):
        return Triage(
            reason="instruction" if stripped else "small-talk", question="" if stripped else left, about=about
        )
    if about := unclear(form):
        return Triage(reason="instruction" if stripped else "unclear", question="" if stripped else left, about=about)
    if reason := _by_patterns(form):
        if stripped and reason == "out-of-scope":
            reason = "instruction"
        return Triage(reason=reason, question="" if reason == "instruction" else left, about="pattern")
    meant, probability = _by_meaning(left, form, embed)
    if meant is not None:
        return Triage(reason=meant, question="" if meant == "instruction" else left, about=f"meaning {probability:.2f}")
    return Triage(reason=None, question=left, about="instruction taken out" if stripped else "")


def _by_patterns(form: str) -> Reason | None:
    pieces = sentences(form)
    for piece in map(disguised, pieces):
        if HARMFUL.search(piece) or (HARMFUL_ASKED.search(piece) and not DEFENCE.search(piece)):
            return "harmful"
    # A short question often points back: 'My contract says … Does that hold up?'
    pointing = [
        f"{before.rstrip('.!? ')}, {piece}"
        for before, piece in pairwise(pieces)
        if len(piece) < 60 and piece.endswith("?") and _POINTS_BACK.search(piece)
    ]
    for piece in pieces + pointing:
        for reason, pattern in _TOPICS if not _LAW.search(piece) else _TOPICS[::-1]:
            if pattern.search(piece) and not (reason == "medical" and _NOT_ILLNESS.search(piece)):
                return reason
    if OUTSIDE.search(form) and not CAREER.search(form):
        return "out-of-scope"
    return None


_POINTS_BACK = re.compile(r"\b(?:that|this|it|they|them)\b")
_LAW = re.compile(r"\b(?:by law|legal\w*|illegal|lawful|court|sue)\b")
_NOT_ILLNESS = re.compile(r"\bimpost[eo]r\b")
_TOPICS: tuple[tuple[Reason, re.Pattern[str]], ...] = (
    ("immigration", IMMIGRATION),
    ("medical", MEDICAL),
    ("legal", LEGAL),
)


class _Weights:
    """The fitted softmax regression, and a probe that tells whether an embedder is the one it was fitted to."""

    def __init__(self, path: Path) -> None:
        stored = json.loads(path.read_text(encoding="utf-8"))
        self.reasons: list[str] = stored["reasons"]
        self.matrix = np.asarray(stored["matrix"], dtype=np.float32)
        self.bias = np.asarray(stored["bias"], dtype=np.float32)
        self.probe: str = stored["probe"]
        self.probe_vector = np.asarray(stored["probe_vector"], dtype=np.float32)
        self.thresholds: dict[str, float] = stored["thresholds"]
        self.career_thresholds: dict[str, float] = stored["career_thresholds"]

    def fits(self, embed: Embed) -> bool:
        """True where the probe sentence gets the vector that it got at training."""
        vector = np.asarray(embed([self.probe]), dtype=np.float32).reshape(-1)
        return vector.shape == self.probe_vector.shape and float(vector @ self.probe_vector) > 0.99

    def probabilities(self, vector: Vectors) -> dict[str, float]:
        scores = self.matrix @ vector + self.bias
        grown = np.exp(scores - scores.max())
        return dict(zip(self.reasons, (grown / grown.sum()).tolist(), strict=True))


@cache
def _weights() -> _Weights | None:
    try:
        return _Weights(WEIGHTS)
    except (OSError, ValueError, KeyError):
        return None


_fitting: dict[int, tuple[weakref.ref[Any], bool]] = {}


def _fits(weights: _Weights, embed: Embed) -> bool:
    """Whether the weights belong to this embedder; asked once for each."""
    owner = getattr(embed, "__self__", embed)
    known = _fitting.get(id(owner))
    if known is not None and known[0]() is owner:
        return known[1]
    found = weights.fits(embed)
    try:
        _fitting[id(owner)] = (weakref.ref(owner), found)
    except TypeError:
        return found  # cannot be remembered: asked again next time
    if len(_fitting) > 64:
        _fitting.clear()
    return found


_WORDS_DECIDE = frozenset(("medical", "legal", "immigration"))
"""Kinds that career questions mention in passing too often for a likeness to decide: only what is asked counts."""


def _by_meaning(left: str, form: str, embed: Embed | None) -> tuple[Reason | None, float]:
    weights = _weights() if embed is not None else None
    if embed is None or weights is None or not _fits(weights, embed):
        return None, 0.0
    half = _EMBEDDED_CHARACTERS // 2
    text = left if len(left) <= _EMBEDDED_CHARACTERS else f"{left[:half]} {left[-half:]}"
    found = weights.probabilities(np.asarray(embed([text]), dtype=np.float32).reshape(-1))
    thresholds = weights.career_thresholds if CAREER.search(form) else weights.thresholds
    for reason in get_args(Reason):
        if reason in _WORDS_DECIDE:
            continue
        if reason in thresholds and found.get(reason, 0.0) >= thresholds[reason]:
            if (reason == "harmful" and DEFENCE.search(form)) or (
                reason == "instruction" and ABOUT_SECURITY.search(form)
            ):
                continue  # asking how to be safe from it, or about it as work
            return reason, found[reason]
    return None, 0.0
