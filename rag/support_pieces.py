"""Pieces: sentences and evidence sentences go in, rows of coded tokens come out, as the reader takes them."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.embed import packaged_model_path
from rag.support_tokens import clean

Floats = NDArray[np.float32]
Codes = NDArray[np.int64]
MARKS = 6
FIRST, LAST, MASK = 101, 102, 103
"""Codes of the model's own marks at either end of a text, and of a blank."""
MOST_EVIDENCE, MOST_CLAIM = 380, 500
"""Tokens read, marks at the ends included; the model has 512 positions."""
_CONTENT = (1013, 2000)
"""Codes above the first are no single signs; those below the second are the commonest words."""


class Piece(NamedTuple):
    """A text of one or more sentences, coded; its tokens lie between the model's marks."""

    codes: Codes
    sentence: Codes
    """Which sentence each token is in; -1 for the marks."""
    marks: Floats
    """What words alone say of each token, shape (n, MARKS)."""


class Row(NamedTuple):
    """Evidence, coded, and the pieces that rest on it."""

    evidence: Codes
    pieces: tuple[Piece, ...]

    @property
    def size(self) -> int:
        return len(self.evidence) + sum(len(piece.codes) for piece in self.pieces)


class Coded(NamedTuple):
    """A text's tokens, without the model's marks, and where each starts and ends in it."""

    codes: Codes
    places: Codes


@lru_cache(maxsize=1)
def _tokenizer() -> Any:
    from tokenizers import Tokenizer

    made: Any = Tokenizer.from_file(str(packaged_model_path() / "tokenizer.json"))
    made.no_padding()
    made.enable_truncation(MOST_CLAIM)
    return made


def coded(text: str) -> Coded:
    """A text as tokens."""
    made = _tokenizer().encode(clean(text), add_special_tokens=False)
    return Coded(np.asarray(made.ids, np.int64), np.asarray(made.offsets, np.int64).reshape(-1, 2))


def fitting(sentences: Sequence[Codes], orders: Sequence[Sequence[int]], room: int = MOST_EVIDENCE) -> Codes:
    """Evidence sentences between the model's marks: all, or the nearest that fit the room, in the order they stand.

    Args:
        sentences: coded.
        orders: for each claim, places of sentences, nearest first; each claim's nearest come first, then the next.
        room: tokens, marks included.
    """
    left, kept = room - 2, set(range(len(sentences)))
    if sum(map(len, sentences)) > left:
        kept = set()
        for rank in range(max(map(len, orders), default=0)):
            for order in orders:
                if rank < len(order) and order[rank] not in kept and len(sentences[order[rank]]) <= left:
                    kept.add(order[rank])
                    left -= len(sentences[order[rank]])
    return np.concatenate([[FIRST], *(sentences[n] for n in sorted(kept)), [LAST]]).astype(np.int64)


def piece(sentences: Sequence[Codes], evidence: Codes, rarity: Floats) -> Piece:
    """Some coded sentences as one piece, cut at `MOST_CLAIM` tokens."""
    inner, owner = np.concatenate(sentences), np.repeat(np.arange(len(sentences)), [len(one) for one in sentences])
    codes = np.concatenate([[FIRST], inner[: MOST_CLAIM - 2], [LAST]])
    owner = np.concatenate([[-1], owner[: MOST_CLAIM - 2], [-1]])
    return Piece(codes, owner, marks(codes, evidence, rarity))


def marks(codes: Codes, evidence: Codes, rarity: Floats) -> Floats:
    """For each token: it stands in the evidence; with the next one; with the one before; how rare it is; whether it is
    a common word; how rare if it stands nowhere.
    """
    made = np.zeros((len(codes), MARKS), np.float32)
    made[:, 0] = np.isin(codes, evidence)
    both = np.isin(codes[:-1] * 40_000 + codes[1:], evidence[:-1] * 40_000 + evidence[1:])
    made[:-1, 1] = both
    made[1:, 2] = both
    made[:, 3] = rarity[codes]
    made[:, 4] = (codes > _CONTENT[0]) & (codes < _CONTENT[1])
    made[:, 5] = rarity[codes] * (1 - made[:, 0])
    return made
