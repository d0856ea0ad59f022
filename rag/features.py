"""Features: a question and a shelf goes in, what speaks for each passage comes out, one column for each kind of
evidence.

Dense: the question's vector against the passage, its sentences, its heading, other wordings of its heading, and the
best of its section. Late interaction: each token of the question against its nearest token of the passage, rare
tokens counting more (Khattab and Zaharia 2020, 'ColBERT'). Lexical: BM25 on passage, section and headings. Each for
the whole message and for the part of it that asks, so that what a person tells of themselves does not drown what they
want to know.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from ingest.index import embedded_text
from ingest.opened import Generation
from rag.encode import Encoded, common_words, encode
from rag.needs import asks, shortened
from rag.shelf import Floats, Integers, Shelf, whole_shelf
from rag.spelling import mended
from rag.words import content_lookups, content_words, lookups

LATE_AT_MOST = 48
"""Passages that late interaction looks at: the best by everything else."""
LOOKED_UP_AT_MOST = 48
DENSE = ("passage", "sentence", "heading", "asked", "section")
NAMES = (
    *(f"{view}_{kind}" for view in ("whole", "focus") for kind in DENSE),
    "whole_words", "whole_section_words", "whole_heading_words", "focus_words", "focus_section_words", "covered",
    "whole_late", "focus_late", "section_late",
)  # fmt: skip
LATE = ("whole_late", "focus_late", "section_late")


@dataclass(frozen=True)
class Asked:
    """A question as it is matched: the whole message and the part that asks, which may be the same."""

    whole: Encoded
    focus: Encoded
    looked_up: tuple[str, ...]
    """Stems of the content words of the whole."""
    focus_looked_up: tuple[str, ...]


@dataclass(frozen=True)
class Evidence:
    """Rows are candidates, columns are `NAMES`."""

    candidates: Integers
    table: Floats
    has_late: bool


def readable(question: str, generation: Generation) -> str:
    """A question as it is looked up: of readable length, its slips of spelling mended where the corpus tells how."""
    question = shortened(question.strip())
    shelf = whole_shelf(generation)
    return question if shelf is None else mended(question, shelf.text_words.rarity, common_words(generation.embeddings))


@lru_cache(maxsize=64)
def listen(question: str, generation: Generation) -> Asked:
    """Encode a question, its two views in one pass."""
    needs, background = asks(question)
    focus = " ".join(needs) if background else question
    texts = list(dict.fromkeys((question, focus)))
    encoded = dict(zip(texts, encode(texts, generation.embeddings), strict=True))
    return Asked(encoded[question], encoded[focus], _looked_up(question), _looked_up(focus))


def gather(asked: Asked, shelf: Shelf, candidates: Integers, generation: Generation) -> Evidence:
    """All evidence for the candidates: rows of the shelf."""
    columns: dict[str, Floats] = {}
    for view, encoded in (("whole", asked.whole), ("focus", asked.focus)):
        if view == "focus" and asked.focus is asked.whole:
            columns |= {f"focus_{kind}": columns[f"whole_{kind}"] for kind in DENSE}
            continue
        passage = shelf.vectors @ encoded.vector
        sentence: Floats = np.maximum.reduceat(shelf.sentence_vectors @ encoded.vector, shelf.sentence_start)
        heading = shelf.heading_vectors @ encoded.vector
        wordings = np.where(shelf.asks, heading, -1.0).astype(np.float32)
        if len(shelf.asked_section):
            np.maximum.at(wordings, shelf.asked_section, shelf.asked_vectors @ encoded.vector)
        columns[f"{view}_passage"] = passage
        columns[f"{view}_sentence"] = sentence
        columns[f"{view}_heading"] = heading[shelf.section]
        columns[f"{view}_asked"] = _neutral_where_missing(wordings[shelf.section], candidates)
        columns[f"{view}_section"] = shelf.best_of_section(((passage + sentence) / 2).astype(np.float32))
    columns["whole_words"], columns["covered"] = shelf.text_words.score(asked.looked_up)
    columns["focus_words"] = shelf.text_words.score(asked.focus_looked_up)[0]
    columns["whole_section_words"] = shelf.section_words.score(asked.looked_up)[0][shelf.section]
    columns["focus_section_words"] = shelf.section_words.score(asked.focus_looked_up)[0][shelf.section]
    columns["whole_heading_words"] = shelf.heading_words.score(asked.looked_up)[0][shelf.section]
    early: Floats = np.stack([columns[name][candidates] for name in NAMES if name not in LATE], axis=1).astype(
        np.float32
    )
    late = late_interaction(asked, shelf, candidates, _promise(early), generation)
    has_late = late is not None
    table = np.concatenate([early, late if late is not None else np.zeros((len(candidates), len(LATE)))], axis=1)
    return Evidence(candidates, table.astype(np.float32), has_late)


def late_interaction(
    asked: Asked, shelf: Shelf, candidates: Integers, promise: Floats, generation: Generation
) -> Floats | None:
    """Columns `LATE` for each candidate; those of little promise get what the weakest of the others got. None without
    token vectors.
    """
    if not len(asked.whole.tokens):
        return None
    chosen = np.argsort(-promise, kind="stable")[:LATE_AT_MOST]
    texts = [embedded_text(shelf.passages[candidates[at]]) for at in chosen]
    known = generation.cached_tokens(texts)
    if any(text not in known for text in texts):
        return None
    lengths = [len(known[text]) for text in texts]
    tokens = np.concatenate([known[text] for text in texts]).astype(np.float32) / 127
    starts = np.cumsum([0, *lengths[:-1]])
    columns = np.zeros((len(candidates), len(LATE)), dtype=np.float32)
    for column, encoded in enumerate((asked.whole, asked.focus)):
        weights = token_weights(encoded, shelf)
        nearest = np.maximum.reduceat(encoded.tokens @ tokens.T, starts, axis=1)
        found = weights @ nearest
        columns[:, column] = found.min()
        columns[chosen, column] = found
    best = np.full(shelf.sections, -1.0, dtype=np.float32)
    np.maximum.at(best, shelf.section[candidates], columns[:, 0])
    columns[:, 2] = best[shelf.section[candidates]]
    return columns


def token_weights(encoded: Encoded, shelf: Shelf) -> Floats:
    """Shares of the tokens of a question, by how rare they are on the shelf; shape (tokens,), sum 1."""
    unseen = math.log(1 + len(shelf.passages) / 0.5)
    weights = np.array([shelf.token_rarity.get(token, unseen) for token in encoded.ids], dtype=np.float32)
    return weights / max(float(weights.sum()), 1e-9)


def standardised(table: Floats) -> Floats:
    """Each column with mean 0 and deviation 1 over the candidates; a column that says nothing is 0."""
    deviation = table.std(axis=0)
    return np.where(deviation > 1e-6, (table - table.mean(axis=0)) / np.maximum(deviation, 1e-6), 0.0).astype(
        np.float32
    )


def _neutral_where_missing(values: Floats, candidates: Integers) -> Floats:
    """A section whose heading is no question says nothing here: it gets the mean of the candidates that do."""
    said = values[candidates]
    said = said[said > -1.0]
    return np.where(values > -1.0, values, said.mean() if len(said) else 0.0).astype(np.float32)


def _promise(table: Floats) -> Floats:
    """A first guess without late interaction: the mean of the standardised columns."""
    return np.asarray(standardised(table).mean(axis=1), dtype=np.float32)


def _looked_up(text: str) -> tuple[str, ...]:
    return tuple(content_lookups(text)[:LOOKED_UP_AT_MOST])


def worded(looked_up: Sequence[str], text: str) -> list[str]:
    """The words of `text` whose stems were looked up, once each."""
    wanted = set(looked_up)
    return list(dict.fromkeys(word for word in content_words(text) if wanted.intersection(lookups(word))))
