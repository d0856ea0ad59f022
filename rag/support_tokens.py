"""Tokens: a claim and evidence sentences go in, the packaged MiniLM's token states come out, each claim token with
its match.

Late interaction (Khattab & Zaharia 2020, 'ColBERT'): claim and evidence are encoded apart, so evidence is encoded
once for all the claims that rest on it, and every claim token is laid beside the evidence token nearest to it.
"""

import threading
from collections import OrderedDict
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ingest.embed import packaged_model_path
from ingest.errors import ModelUnavailable
from rag.guards_words import tokens
from rag.support_features import Held, nearest_sentences, rarity

Floats = NDArray[np.float32]
_LONGEST_CLAIM_TOKENS = 160
_LONGEST_SENTENCE_TOKENS = 128
_BATCH = 16
_WIDTHS = (8, 16, 24, 32, 40, 48, 64, 96, 128)
_KEPT_SENTENCES = 4096


class States(NamedTuple):
    """Token states of one sentence, without the model's own marks at either end."""

    ids: NDArray[np.int32]
    places: NDArray[np.int32]
    """Start and end of each token in the sentence, shape (n, 2)."""
    late: Floats
    """Last layer, scaled to length 4, shape (n, 384)."""
    middle: Floats
    """Third layer, likewise."""


class Aligned(NamedTuple):
    """The tokens of a claim beside their nearest evidence tokens; the inputs of `support_head`."""

    places: NDArray[np.int32]
    late: Floats
    late_match: Floats
    middle: Floats
    middle_match: Floats
    signals: Floats
    """Similarities, same-word flags and lexical flags, shape (n, 16)."""


class _Encoder:
    """The packaged MiniLM with a memory of the sentences it has read.

    A sentence is padded to one of a few fixed widths by its own length alone: then its states are the same to the bit
    whatever it is read beside.
    """

    def __init__(self) -> None:
        folder = packaged_model_path()
        try:
            import torch
            from tokenizers import Tokenizer
            from transformers import AutoModel
            from transformers.utils import logging

            quiet: Any = logging
            quiet.disable_progress_bar()
            self._torch = torch
            self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
            self._tokenizer.no_padding()
            self._tokenizer.enable_truncation(_LONGEST_SENTENCE_TOKENS)
            self._model: Any = AutoModel.from_pretrained(
                str(folder), dtype=number_type(torch), local_files_only=True
            ).eval()
        except Exception as error:  # every backend raises its own kind
            raise ModelUnavailable(
                f"Cannot load the packaged MiniLM for the checker: {error}. Run: make install"
            ) from error
        self._memory: OrderedDict[str, States] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, sentences: Sequence[str]) -> list[States]:
        """States of each sentence, in order."""
        with self._lock:
            new = [text for text in dict.fromkeys(sentences) if text not in self._memory]
            coded = [(text, self._tokenizer.encode(clean(text))) for text in new]
            for narrower, width in zip((0, *_WIDTHS), _WIDTHS, strict=False):
                fitting = [pair for pair in coded if narrower < len(pair[1].ids) <= width]
                for at in range(0, len(fitting), _BATCH):
                    self._encode(fitting[at : at + _BATCH], width)
            found = [self._memory[text] for text in sentences]
            while len(self._memory) > _KEPT_SENTENCES:
                self._memory.popitem(last=False)
            return found

    def _encode(self, some: Sequence[tuple[str, Any]], width: int) -> None:
        torch = self._torch
        ids, mask = np.zeros((len(some), width), np.int64), np.zeros((len(some), width), np.int64)
        for row, (_, coded) in enumerate(some):
            ids[row, : len(coded.ids)], mask[row, : len(coded.ids)] = coded.ids, 1
        with torch.inference_mode():
            made = self._model(
                input_ids=torch.from_numpy(ids), attention_mask=torch.from_numpy(mask), output_hidden_states=True
            )
            late, middle = (made.hidden_states[layer].float().numpy() for layer in (6, 3))
        for row, (text, coded) in enumerate(some):
            inner = slice(1, len(coded.ids) - 1)
            self._memory[text] = States(
                np.asarray(coded.ids[inner], np.int32),
                np.asarray(coded.offsets[inner], np.int32).reshape(-1, 2),
                _scaled(late[row, inner]),
                _scaled(middle[row, inner]),
            )


def clean(text: str) -> str:
    """Lone surrogates are no text to a tokeniser; one character stands for one, so places hold."""
    return text.encode("utf-8", "replace").decode("utf-8")


def number_type(torch: Any) -> Any:
    """bfloat16 where the processor computes in it (several times faster, cosine 0.9999), else float32."""
    try:
        return torch.bfloat16 if torch.ops.mkldnn._is_mkldnn_bf16_supported() else torch.float32
    except (AttributeError, RuntimeError):
        return torch.float32


def _scaled(states: Floats) -> Floats:
    states = states.astype(np.float16).astype(np.float32)
    made: Floats = states / (np.linalg.norm(states, axis=-1, keepdims=True) + 1e-6) * 4
    return made


@lru_cache(maxsize=1)
def encoder() -> _Encoder:
    """The encoder, loaded once.

    Raises:
        ModelUnavailable: the packaged model is missing or cannot be loaded.
    """
    return _Encoder()


def align(claim: str, held: Held) -> Aligned:
    """Every token of the claim beside its nearest evidence token, in the last and in the middle layer."""
    chosen = nearest_sentences(claim, held)
    mine, *theirs = encoder().read([claim, *(held.sentences[n] for n in chosen)])
    few = slice(_LONGEST_CLAIM_TOKENS)
    mine = States(mine.ids[few], mine.places[few], mine.late[few], mine.middle[few])
    owner = np.concatenate([np.full(len(states.ids), n) for n, states in zip(chosen, theirs, strict=True)])
    if not len(owner) or not len(mine.ids):
        empty = np.zeros_like(mine.late)
        return Aligned(mine.places, mine.late, empty, mine.middle, empty, np.zeros((len(mine.ids), 16), np.float32))
    ids = np.concatenate([states.ids for states in theirs])
    late, middle = np.concatenate([s.late for s in theirs]), np.concatenate([s.middle for s in theirs])
    late_near, middle_near = mine.late @ late.T / 16, mine.middle @ middle.T / 16
    late_at, middle_at = late_near.argmax(1), middle_near.argmax(1)
    by_sentence = np.stack([late_near[:, owner == n].max(1) for n in dict.fromkeys(owner.tolist())])
    in_best = by_sentence[by_sentence.mean(1).argmax()]
    best = late_near.max(1)
    signals = np.column_stack(
        [
            *(best, middle_near.max(1), in_best, best - in_best),
            *(ids[late_at] == mine.ids, ids[middle_at] == mine.ids, np.isin(mine.ids, ids)),
            np.concatenate([[0], np.diff(late_at) == 1]),
            _flags(claim, mine.places, held),
        ]
    ).astype(np.float32)
    return Aligned(mine.places, mine.late, late[late_at], mine.middle, middle[middle_at], signals)


def _flags(claim: str, places: NDArray[np.int32], held: Held) -> Floats:
    """What the words are that the tokens belong to: known, in a known pair, content, rare, a number, a name."""
    words = tokens(claim)
    stems = [word.stem for word in words]
    flags = np.zeros((len(places), 8), np.float32)
    at = 0
    for n, (start, end) in enumerate(places):
        while at < len(words) and words[at].end <= start:
            at += 1
        if at < len(words) and words[at].start < end:
            word = words[at]
            flags[n] = (
                stems[at] in held.stems,
                at > 0 and (stems[at - 1], stems[at]) in held.pairs,
                at + 1 < len(words) and (stems[at], stems[at + 1]) in held.pairs,
                word.is_content,
                rarity(word.stem),
                any(c.isdigit() for c in word.text),
                word.text[:1].isupper(),
                1,
            )
    return flags
