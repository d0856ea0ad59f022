"""Features: a question and a shelf goes in, what speaks for each passage comes out, one column for each kind of
evidence.

Dense: the question's vector against the passage, its sentences and those beside it, its heading, other wordings of
its heading, and the best of its section. Known questions (`rag/known.py`): the nearest that the section answers, and
the votes of the nearest thirty. Late interaction: each token of the question against its nearest token of the passage
(Khattab and Zaharia 2020, 'ColBERT'), rare tokens counting more or all alike, and within a window of a few lines.
Lexical: BM25 on passage, section and headings. What a message asks is looked up apart from what it tells, to find
candidates and to judge whether they suffice; for their order that was worth nothing once weights were learned. The last
line, where others stand above it, speaks for itself besides: else the topic of a chat outweighs 'and the money?'.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from ingest.embed import Tokens
from ingest.index import embedded_text
from ingest.opened import Generation
from rag.encode import ELSEWHERE, FOR_HANDBOOK, Encoded, common_words, encode, encoder_of, rarity_in_language
from rag.known import Likeness, known
from rag.needs import asks, last_line, shortened
from rag.shelf import Floats, Integers, Shelf, whole_shelf
from rag.spelling import mended
from rag.standing import stands_alone, told
from rag.words import content_lookups, content_words, lookups

LATE_AT_MOST = 48
"""Passages that late interaction looks at: the best by everything else."""
LOOKED_UP_AT_MOST = 48
WINDOW_TOKENS = 16
"""Late interaction within two neighbouring stretches of so many tokens: about two lines."""
AFTER_ONE, AFTER_MORE = {FOR_HANDBOOK: 0.6, ELSEWHERE: 0.5}, {FOR_HANDBOOK: 1.1, ELSEWHERE: 0.9}
WHOLE = 1.5
"""What speaks to the last line alone, beside what speaks to all lines: below one, below several, and where it is a
question of its own; more for the handbook, where lines like it are known.
"""
KNOWN_LINE = 1.5
"""How much more counts in a last line what is known of lines like it: chats go on in the same few words."""
EARLY = (
    "passage", "sentence", "heading", "asked", "known", "voted", "section", "beside",
    "words", "section_words", "heading_words", "covered",
)  # fmt: skip
LATE = ("late", "even_late", "window_late", "section_late")
NAMES = (*EARLY, *LATE)
_OF_A_LINE = np.array([KNOWN_LINE if name in ("known", "voted") else 1.0 for name in NAMES], dtype=np.float32)


@dataclass(frozen=True)
class Asked:
    """A question as it is matched: the whole message and the part that asks, which may be the same."""

    whole: Encoded
    focus: Encoded
    looked_up: tuple[str, ...]
    """Stems of the content words of the whole."""
    likeness: Likeness | None = None
    """What questions like it are known to be answered by; None where another encoder than theirs heard it."""
    last: "Asked | None" = None
    """The last line as it is matched by itself, where the dialogue gives lines above it."""
    last_share: float = 0.0
    """See `last_share`."""

    @property
    def itself(self) -> "Asked":
        """What is to be answered: the last line, where that is a question of its own, else all lines."""
        return self.last if self.last is not None and self.last_share == WHOLE else self


NEARLY_THE_SAME = 0.88
"""Cosine of two questions that ask one thing in nearly the same words."""
Promise = Callable[[Floats], Floats]
Vocabulary = Callable[[Sequence[str]], Mapping[str, Tokens]]
"""Token vectors of those texts that have them."""


@dataclass(frozen=True)
class Evidence:
    """Rows are candidates, columns are `NAMES`."""

    candidates: Integers
    table: Floats
    has_late: bool
    last: Floats | None = None
    """The table of the last line alone, where others stand above it."""
    last_share: float = 0.0

    def by(self, asked: "Asked") -> "Evidence":
        """What speaks to that which is to be answered, see `Asked.itself`."""
        return self if self.last is None or asked.itself is asked else replace(self, table=self.last, last=None)

    @property
    def even(self) -> Floats:
        """Standardised, the last line having its share."""
        if self.last is None:
            return standardised(self.table)
        both = standardised(self.table) + self.last_share * _OF_A_LINE * standardised(self.last)
        return np.asarray(both / (1 + self.last_share), dtype=np.float32)


def readable(question: str, generation: Generation) -> str:
    """A question as it is looked up: of readable length, its slips of spelling mended where the corpus tells how."""
    question = shortened(question.strip())
    shelf = whole_shelf(generation)
    return question if shelf is None else mended(question, shelf.text_words.rarity, common_words(generation.embeddings))


@lru_cache(maxsize=64)
def listen(question: str, generation: Generation) -> Asked:
    """Encode a question, its views in one pass: whole, what it asks, and its last line."""
    needs, background = asks(question)
    focus, last = " ".join(needs) if background else question, last_line(question)
    texts = list(dict.fromkeys((question, focus, last)))
    change = change_for(generation)
    encoded = dict(zip(texts, encode(texts, generation.embeddings, change), strict=True))
    remembers = encoder_of(generation.embeddings) is not None and change == FOR_HANDBOOK

    def heard(text: str, focus: str, last: Asked | None = None) -> Asked:
        like = known().like(encoded[text].vector) if remembers else None
        return Asked(encoded[text], encoded[focus], _looked_up(text), like, last, last_share(text, change))

    return heard(question, focus, heard(last, last) if last != question else None)


def last_share(question: str, change: str) -> float:
    """How much the last line counts by itself, beside a weight of 1 for all lines, where `change` hears it; 0 where it
    stands alone.
    """
    above = question.count("\n")
    if not goes_on(question):
        return WHOLE if above else 0.0
    return (AFTER_ONE if above == 1 else AFTER_MORE)[change]


def change_for(generation: Generation) -> str:
    """Which learned change hears its questions: the handbook's where most sections are headed by questions."""
    shelf = whole_shelf(generation)
    return FOR_HANDBOOK if shelf is not None and shelf.headed_by_questions else ELSEWHERE


def goes_on(question: str) -> bool:
    """Whether its last line needs those above it."""
    *above, last = question.split("\n")
    return bool(above) and not stands_alone(last)


def answered_before(question: str, generation: Generation) -> bool:
    """Whether a known question that the handbook answers says nearly the same, in two telling words at least: 'where do
    I start' stays vague.
    """
    found = listen(readable(question, generation), generation).likeness
    near = found is not None and found.answered >= NEARLY_THE_SAME and found.answered > found.unanswered
    return near and len(told(question)) >= 2


def gather(
    asked: Asked,
    shelf: Shelf,
    candidates: Integers,
    generation: Generation,
    promise: Promise,
    tokens: Vocabulary | None = None,
) -> Evidence:
    """All evidence for the candidates: rows of the shelf. `promise` tells from `EARLY` which are worth late
    interaction, `tokens` where the passages' token vectors come from if not from the index.
    """
    early = early_evidence(asked, shelf, candidates)
    late = late_interaction(asked.whole, shelf, candidates, promise(early), tokens or generation.cached_tokens)
    has_late = late is not None
    table = np.concatenate([early, late if late is not None else np.zeros((len(candidates), len(LATE)))], axis=1)
    last = gather(asked.last, shelf, candidates, generation, promise, tokens).table if asked.last else None
    return Evidence(candidates, table.astype(np.float32), has_late, last, asked.last_share)


def early_evidence(asked: Asked, shelf: Shelf, candidates: Integers) -> Floats:
    """Columns `EARLY` for each candidate."""
    vector = asked.whole.vector
    passage = shelf.vectors @ vector
    sentence: Floats = np.maximum.reduceat(shelf.sentence_vectors @ vector, shelf.sentence_start)
    heading = shelf.heading_vectors @ vector
    wordings = np.where(shelf.asks, heading, -1.0).astype(np.float32)
    if len(shelf.asked_section):
        np.maximum.at(wordings, shelf.asked_section, shelf.asked_vectors @ vector)
    unknown = np.full(shelf.sections, -1.0, dtype=np.float32)
    answered = unknown if asked.likeness is None else asked.likeness.on(shelf)
    voted = unknown if asked.likeness is None else asked.likeness.voted_on(shelf)
    words, covered = shelf.text_words.score(asked.looked_up)
    columns: dict[str, Floats] = {
        "passage": passage,
        "sentence": sentence,
        "heading": heading[shelf.section],
        "asked": _neutral_where_missing(wordings[shelf.section], candidates),
        "known": _neutral_where_missing(answered[shelf.section], candidates),
        "voted": _neutral_where_missing(voted[shelf.section], candidates),
        "section": shelf.best_of_section(((passage + sentence) / 2).astype(np.float32)),
        "beside": shelf.best_beside(sentence),
        "words": words,
        "section_words": shelf.section_words.score(asked.looked_up)[0][shelf.section],
        "heading_words": shelf.heading_words.score(asked.looked_up)[0][shelf.section],
        "covered": covered,
    }
    return np.stack([columns[name][candidates] for name in EARLY], axis=1).astype(np.float32)


def late_interaction(
    encoded: Encoded, shelf: Shelf, candidates: Integers, promise: Floats, tokens_of: Vocabulary
) -> Floats | None:
    """Columns `LATE` for each candidate; those of little promise get what the weakest of the others got. None without
    token vectors.
    """
    if not len(encoded.tokens):
        return None
    chosen = np.argsort(-promise, kind="stable")[:LATE_AT_MOST]
    texts = [embedded_text(shelf.passages[candidates[at]]) for at in chosen]
    known = tokens_of(texts)
    if any(text not in known for text in texts):
        return None
    lengths = np.array([len(known[text]) for text in texts])
    tokens: Floats = np.concatenate([known[text] for text in texts]).astype(np.float32) / np.float32(127)
    found = matched(encoded.tokens, token_weights(encoded, shelf), tokens, lengths)
    columns: Floats = np.zeros((len(candidates), len(LATE)), dtype=np.float32)
    columns[:, :3] = found.min(axis=0)
    columns[chosen, :3] = found
    best = np.full(shelf.sections, -1.0, dtype=np.float32)
    np.maximum.at(best, shelf.section[candidates], columns[:, 2])
    columns[:, 3] = best[shelf.section[candidates]]
    return columns


def matched(question: Floats, weights: Floats, tokens: Floats, lengths: Integers) -> Floats:
    """How well the tokens of a question are met by those of each passage, shape (passages, 3): by weight, each token
    alike, and by weight within the best window.

    Args:
        question: unit vectors of its tokens.
        weights: of its tokens, sum 1.
        tokens: unit vectors of the passages' tokens, one passage after the other.
        lengths: how many tokens each passage has, at least one.
    """
    pieces = -(-lengths // WINDOW_TOKENS)
    first = np.cumsum([0, *pieces[:-1]])
    inside = np.arange(pieces.sum()) - np.repeat(first, pieces)
    starts = np.repeat(np.cumsum([0, *lengths[:-1]]), pieces) + inside * WINDOW_TOKENS
    stretches = np.maximum.reduceat(question @ tokens.T, starts, axis=1)
    nearest = np.maximum.reduceat(stretches, first, axis=1)
    follows = np.append(inside[1:] > 0, False)
    two = np.where(follows, np.maximum(stretches, np.roll(stretches, -1, axis=1)), stretches)
    window = np.maximum.reduceat(weights @ two, first)
    return np.stack([weights @ nearest, nearest.mean(axis=0), window], axis=1).astype(np.float32)


def token_weights(encoded: Encoded, shelf: Shelf) -> Floats:
    """Shares of the tokens of a question, by how rare they are and how much they were learned to matter; shape
    (tokens,), sum 1.
    """
    weights = rarities(encoded.ids, shelf) * encoded.matters
    return weights / max(float(weights.sum()), 1e-9)


def rarities(tokens: Sequence[int], shelf: Shelf) -> Floats:
    """How rare each token is: on the shelf where that is the handbook's, else in the language. A few documents tell
    little of that: 'help' may stand in one place alone and still say nothing.
    """
    if not shelf.headed_by_questions:
        return np.array([rarity_in_language(token) for token in tokens], dtype=np.float32)
    unseen = math.log(1 + len(shelf.passages) / 0.5)
    return np.array([shelf.token_rarity.get(token, unseen) for token in tokens], dtype=np.float32)


def standardised(table: Floats) -> Floats:
    """Each column with mean 0 and deviation 1 over the candidates; a column that says nothing is 0."""
    deviation = table.std(axis=0)
    return np.where(deviation > 1e-6, (table - table.mean(axis=0)) / np.maximum(deviation, 1e-6), 0.0).astype(
        np.float32
    )


def _neutral_where_missing(values: Floats, candidates: Integers) -> Floats:
    """A section whose heading is no question, or that no known question names, says nothing: it gets the mean of the
    candidates that do.
    """
    said = values[candidates]
    said = said[said > -1.0]
    return np.where(values > -1.0, values, said.mean() if len(said) else 0.0).astype(np.float32)


def _looked_up(text: str) -> tuple[str, ...]:
    return tuple(content_lookups(text)[:LOOKED_UP_AT_MOST])


def worded(looked_up: Sequence[str], text: str) -> list[str]:
    """The words of `text` whose stems were looked up, once each."""
    wanted = set(looked_up)
    return list(dict.fromkeys(word for word in content_words(text) if wanted.intersection(lookups(word))))
