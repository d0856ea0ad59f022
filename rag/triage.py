"""Triage: a message goes in; out comes whether to go on and answer, and what is left to answer.

Before retrieval. Word patterns decide what they are sure of; the nearest meaning (a softmax regression over the
sentence embedding, fitted to `triage.yaml` by `evals/training/triage.py`) decides the rest, and only when it is surer
than its reason's threshold. Doubtful messages go on: the sources decide whether there is an answer. A crisis always
wins.
"""

import json
import weakref
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, get_args

import numpy as np

from ingest.embed import Vectors
from ingest.types import Frozen
from rag.triage_beside import beside_mention, split_off
from rag.triage_chat import CAREER, small_talk, unclear
from rag.triage_crisis import crisis
from rag.triage_harm import defended, harmful
from rag.triage_orders import ABOUT_SECURITY
from rag.triage_outside import outside
from rag.triage_strip import disguised, plain, sentences, strip, whole
from rag.triage_tongues import brief, tongue
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
    beside: tuple[Reason, ...] = ()
    """Goes on, and these kinds of human should be named beside the answer (`rag.declines.beside`): a question of law
    stood beside the career question, or something grave was told."""


def triage(question: str, embed: Embed | None = None, follows: bool = False) -> Triage:
    """What kind of message this is. Never raises on odd input.

    Args:
        question: anything a person can send, of any length.
        embed: texts to unit vectors, shape (n, dimensions); without it patterns decide alone.
        follows: an earlier turn stands before it, so that 'why?' or 'tell me more' is not vague.
    """
    everything = whole(question)
    if any(map(crisis, {everything, disguised(everything)})):
        return Triage(reason="crisis", question="", about="pattern")
    left, stripped = strip(question)
    if stripped and not left:
        reason: Reason = "harmful" if _harmful(plain(question)) else "instruction"
        return Triage(reason=reason, question="", about="pattern")
    form = plain(left)
    reason_of_form, about = _by_form(form, follows)
    if reason_of_form is not None:
        if stripped:
            return Triage(reason="instruction", question="", about=about)
        return Triage(reason=reason_of_form, question=left, about=about)
    if _harmful(form):
        return Triage(reason="harmful", question=left, about="pattern")
    asked, beside = split_off(left)
    if beside and not asked:
        return Triage(reason=beside[0], question=left, about="pattern")
    left, form = (asked, plain(asked)) if beside else (left, form)
    if outside(form):
        if stripped:
            return Triage(reason="instruction", question="", about="pattern")
        return Triage(reason="out-of-scope", question=left, about="pattern")
    if spoken := tongue(form):
        return Triage(reason="unclear", question=left, about=f"language {spoken}")
    few = follows and len(form.split()) <= _FEW_WORDS
    meant, probability = (None, 0.0) if few else _by_meaning(left, form, embed)
    if meant is not None:
        return Triage(reason=meant, question="" if meant == "instruction" else left, about=f"meaning {probability:.2f}")
    beside = beside or beside_mention(form)
    return Triage(reason=None, question=left, about="instruction taken out" if stripped else "", beside=beside)


_FEW_WORDS = 6
"""A follow-up this short says too little for a likeness."""


def _by_form(form: str, follows: bool) -> tuple[Reason | None, str]:
    """Small talk, and what is too vague, by its words alone."""
    if spoken := brief(form):
        return "small-talk", f"language {spoken}"
    if about := small_talk(form):
        return "small-talk", about
    about = unclear(form)
    if about and not (follows and about not in ("empty", "no-words", "nonsense")):
        return "unclear", about
    return None, ""


def _harmful(form: str) -> bool:
    pieces = [disguised(piece) for piece in sentences(form)]
    # 'I have a take-home due. How do I get somebody to do it?': two sentences, one ask
    whole_ask = ", ".join(piece.rstrip(".!? ") for piece in pieces) if 1 < len(pieces) < _PIECES_JOINED else ""
    return any(map(harmful, pieces)) or (whole_ask != "" and harmful(whole_ask))


_PIECES_JOINED = 5


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


def _by_meaning(left: str, form: str, embed: Embed | None) -> tuple[Reason | None, float]:
    weights = _weights() if embed is not None else None
    if embed is None or weights is None or not _fits(weights, embed):
        return None, 0.0
    half = _EMBEDDED_CHARACTERS // 2
    text = left if len(left) <= _EMBEDDED_CHARACTERS else f"{left[:half]} {left[-half:]}"
    found = weights.probabilities(np.asarray(embed([text]), dtype=np.float32).reshape(-1))
    thresholds = weights.career_thresholds if CAREER.search(form) else weights.thresholds
    for reason in get_args(Reason):
        if reason in thresholds and found.get(reason, 0.0) >= thresholds[reason]:
            if (reason == "harmful" and defended(form)) or (reason == "instruction" and ABOUT_SECURITY.search(form)):
                continue  # asking how to be safe from it, or about it as work
            return reason, found[reason]
    return None, 0.0
