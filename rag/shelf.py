"""Shelf: passages go in, the arrays that a question is held against come out.

What stands here was computed when the index was built; putting it on the shelf costs no embedding. A whole index is
put up once; one too large for that is served by a small shelf for each question, of the candidates alone.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from ingest.embed import Vectors
from ingest.index import HANDBOOK_PREFIX, embedded_text, keys_of
from ingest.opened import Generation
from ingest.sentences import sentences
from ingest.types import Passage
from rag.encode import encoder_of
from rag.words import lookups

WHOLE_AT_MOST = 20_000
"""Passages of an index that is put up whole: about 10 kB of memory each."""
SATURATION = 1.2
LENGTH_WEIGHT = 0.75

Floats = NDArray[np.float32]
Integers = NDArray[np.int64]
Embed = Callable[[list[str]], Iterable[Vectors]]


@dataclass(frozen=True)
class Postings:
    """An inverted list over texts: word stem -> (text numbers, BM25 weights)."""

    count: int
    lists: dict[str, tuple[Integers, Floats]]
    rarity: dict[str, float]

    @classmethod
    def of(cls, texts: Sequence[Iterable[str]]) -> "Postings":
        """BM25 with k1 = 1.2, b = 0.75 (Robertson and Zaragoza 2009), its idf kept above zero."""
        counts: list[dict[str, int]] = []
        for text in texts:
            count: dict[str, int] = {}
            for word in text:
                count[word] = count.get(word, 0) + 1
            counts.append(count)
        lengths = np.array([sum(count.values()) for count in counts], dtype=np.float32)
        mean = float(lengths.mean()) if len(lengths) else 1.0
        found: dict[str, list[tuple[int, int]]] = {}
        for at, count in enumerate(counts):
            for word, times in count.items():
                found.setdefault(word, []).append((at, times))
        lists: dict[str, tuple[Integers, Floats]] = {}
        rarity: dict[str, float] = {}
        for word, pairs in found.items():
            rarity[word] = math.log(1 + (len(counts) - len(pairs) + 0.5) / (len(pairs) + 0.5))
            places = np.array([a for a, _ in pairs], dtype=np.int64)
            often = np.array([t for _, t in pairs], dtype=np.float32)
            long = 1 - LENGTH_WEIGHT + LENGTH_WEIGHT * lengths[places] / max(mean, 1e-9)
            lists[word] = (places, (often * (SATURATION + 1) / (often + SATURATION * long)).astype(np.float32))
        return cls(len(counts), lists, rarity)

    def rare(self, word: str) -> float:
        """Inverse document frequency; a word that stands nowhere is as rare as can be."""
        return self.rarity.get(word, math.log(1 + (self.count + 0.5) / 0.5))

    def score(self, looked_up: Sequence[str]) -> tuple[Floats, Floats]:
        """For each text its BM25 score as a share of the most it could have, and the share of the words' rarity that it
        holds.
        """
        scores = np.zeros(self.count, dtype=np.float32)
        covered = np.zeros(self.count, dtype=np.float32)
        whole = sum(self.rare(word) for word in looked_up) or 1.0
        for word in looked_up:
            if word in self.lists:
                at, weights = self.lists[word]
                scores[at] += self.rarity[word] * weights
                covered[at] += self.rarity[word]
        return scores / (whole * (SATURATION + 1)), covered / whole


@dataclass(frozen=True)
class Shelf:
    """Passages, their sections, and what is known of both. Row i of every array belongs to `passages[i]`, or to section
    i.
    """

    passages: list[Passage]
    place: dict[str, int]
    section: Integers
    """Of each passage, the number of its section."""
    vectors: Floats
    sentence_vectors: Floats
    sentence_start: Integers
    heading_vectors: Floats
    asks: NDArray[np.bool_]
    """Of each section, whether its heading is a question."""
    asked_vectors: Floats
    asked_section: Integers
    sentences: list[str]
    asked: list[str]
    text_words: Postings
    section_words: Postings
    heading_words: Postings
    token_rarity: dict[int, float] = field(default_factory=dict)

    @classmethod
    def of(cls, passages: list[Passage], generation: Generation, embed: Embed | None = None) -> "Shelf":
        """Passages with the vectors that the generation holds for them; what it lacks is embedded now, by `embed` if
        that is given.
        """
        keys = [(p.document_id, *p.heading) for p in passages]
        numbers = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        section = np.array([numbers[key] for key in keys], dtype=np.int64)
        first = {int(number): passages[at] for at, number in reversed(list(enumerate(section)))}
        pieces = [[p.text[a:b] for a, b in sentences(p.text)] or [p.text] for p in passages]
        asked = [(wording, number) for number in range(len(numbers)) for wording in first[number].asked]
        headings = [(first[number].heading or (first[number].document_id,))[-1] for number in range(len(numbers))]
        text_stems = [lookups(p.text) for p in passages]
        heading_stems = [lookups(" ".join((*first[n].heading, *first[n].asked))) for n in range(len(numbers))]
        section_stems: list[list[str]] = [list(stems) for stems in heading_stems]
        for at, number in enumerate(section):
            section_stems[number] += text_stems[at]
        flat = [sentence for group in pieces for sentence in group]
        wanted = [*(embedded_text(p) for p in passages), *flat, *headings, *(wording for wording, _ in asked)]
        every = _vectors(wanted, generation, embed or generation.embed)
        ends = np.cumsum([len(passages), len(flat), len(headings), len(asked)])
        return cls(
            passages=passages,
            place={p.id: at for at, p in enumerate(passages)},
            section=section,
            vectors=every[: ends[0]],
            sentence_vectors=every[ends[0] : ends[1]],
            sentence_start=np.cumsum([0, *(len(group) for group in pieces[:-1])]).astype(np.int64),
            heading_vectors=every[ends[1] : ends[2]],
            asks=np.array([heading.rstrip().endswith("?") for heading in headings]),
            asked_vectors=every[ends[2] :],
            asked_section=np.array([number for _, number in asked], dtype=np.int64),
            sentences=flat,
            asked=[wording for wording, _ in asked],
            text_words=Postings.of(text_stems),
            section_words=Postings.of(section_stems),
            heading_words=Postings.of(heading_stems),
            token_rarity=_token_rarity(passages, generation),
        )

    @property
    def sections(self) -> int:
        return len(self.heading_vectors)

    @cached_property
    def leads(self) -> dict[str, tuple[str, ...]]:
        """Ids of the passages that each key of the index leads to, by the key's id."""
        return {key.id: key.passages for key in keys_of(self.passages)}

    @cached_property
    def names(self) -> list[tuple[str, str] | None]:
        """Of each section its chapter and heading, where it is of the bundled handbook."""
        first = {int(number): self.passages[at] for at, number in reversed(list(enumerate(self.section)))}
        return [
            (p.document_id.removeprefix(HANDBOOK_PREFIX), p.heading[-1])
            if p.document_id.startswith(HANDBOOK_PREFIX) and p.heading
            else None
            for p in (first[number] for number in range(self.sections))
        ]

    def best_sentence(self, at: int, vector: Floats) -> str:
        """The sentence of passage `at` that is nearest to a vector."""
        start = int(self.sentence_start[at])
        end = int(self.sentence_start[at + 1]) if at + 1 < len(self.passages) else len(self.sentences)
        return self.sentences[start + int(np.argmax(self.sentence_vectors[start:end] @ vector))]

    def best_of_section(self, values: Floats) -> Floats:
        """For each passage the best value in its section."""
        best = np.full(self.sections, -1.0, dtype=np.float32)
        np.maximum.at(best, self.section, values)
        return best[self.section]

    def best_beside(self, values: Floats) -> Floats:
        """For each passage the better value of those before and after it in its document; the least of all where it
        stands alone.
        """
        least = values.min()
        before = np.append(least, np.where(self.follows[1:], values[:-1], least))
        after = np.append(np.where(self.follows[1:], values[1:], least), least)
        return np.asarray(np.maximum(before, after), dtype=np.float32)

    @cached_property
    def follows(self) -> NDArray[np.bool_]:
        """Of each passage, whether the one before it is of the same document."""
        documents = np.array([p.document_id for p in self.passages])
        return np.append(False, documents[1:] == documents[:-1])

    @cached_property
    def headed_by_questions(self) -> bool:
        """Whether most sections bring questions as heading or other wording, as the handbook's do."""
        return (int(self.asks.sum()) + len(set(self.asked_section.tolist()))) / max(self.sections, 1) >= 0.5

    @cached_property
    def handbook_asks(self) -> frozenset[str]:
        """Headings and other wordings of the bundled handbook, as `asked_as` writes them."""
        own = [p for p in self.passages if p.document_id.startswith(HANDBOOK_PREFIX)]
        return frozenset(asked_as(wording) for p in own for wording in (*p.heading[-1:], *p.asked))


def asked_as(text: str) -> str:
    """A question without what typing changes: case, spaces, the mark at its end."""
    return " ".join(text.lower().replace("’", "'").split()).rstrip(" ?.!")


@lru_cache(maxsize=2)
def whole_shelf(generation: Generation) -> Shelf | None:
    """All passages of a generation; None when there are too many."""
    if generation.manifest.passages > WHOLE_AT_MOST:
        return None
    return Shelf.of(generation.passages(), generation)


def handbook_asks(text: str, generation: Generation) -> bool:
    """Whether the bundled handbook itself asks this, word for word: then it is a question to answer, whatever else its
    words look like."""
    shelf = whole_shelf(generation)
    return shelf is not None and asked_as(text) in shelf.handbook_asks


def _vectors(texts: Sequence[str], generation: Generation, embed: Embed) -> Vectors:
    wanted = list(dict.fromkeys(texts))
    known = generation.cached_vectors(wanted)
    missing = [text for text in wanted if text not in known]
    if missing:
        known.update(zip(missing, embed(missing), strict=True))
    return np.stack([known[text] for text in texts]).astype(np.float32)


def _token_rarity(passages: Sequence[Passage], generation: Generation) -> dict[int, float]:
    """log(1 + N / df) of every token of the passages."""
    encoder = encoder_of(generation.embeddings)
    if encoder is None:
        return {}
    count: dict[int, int] = {}
    for row in encoder.token_ids([embedded_text(p) for p in passages]):
        for token in set(row):
            count[token] = count.get(token, 0) + 1
    return {token: math.log(1 + len(passages) / (times + 0.5)) for token, times in count.items()}
