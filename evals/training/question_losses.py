"""Question losses: questions as they are encoded now and passages as they are indexed go in, how far off comes out."""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals.training.question_examples import Example
from evals.training.questions import Corpus
from ingest.embed import Embedder, Tokens, Vectors
from ingest.index import embedded_text
from rag.encode import changed
from rag.features import rarities
from rag.shelf import Shelf

RANK, TEMPERATURE, LATE_TEMPERATURE = 16, 0.05, 0.03
SHARE = 0.5
"""Of what was learned, as much is kept, beside as much of an earlier run where one is named: between where it began and
where it ended, it carries over better to documents that it has not seen (Wortsman et al. 2022, 'Model soups').
"""
LONGEST_TOKENS = 128
TOGETHER = 10
"""Questions of like length in one pass: padding is the waste."""


@dataclass(frozen=True)
class Encoded:
    """Unit vectors of questions, shape (questions, dimensions), and of their tokens, a matrix each, with weights."""

    vectors: Any
    tokens: list[Any]
    weights: list[Any]


@dataclass(frozen=True)
class Tokened:
    """Token vectors of passages, one passage after the other."""

    tokens: Any
    start: Any
    length: Any

    @classmethod
    def of_texts(cls, given: Sequence[Tokens]) -> "Tokened":
        """An empty text has one token that is like nothing."""
        import torch

        rows = [one if len(one) else np.zeros((1, 384), dtype=np.int8) for one in given]
        length = np.array([len(one) for one in rows])
        tokens = torch.from_numpy(np.concatenate(rows)).to(torch.bfloat16) / 127
        return cls(tokens, np.cumsum([0, *length[:-1]]), length)

    @classmethod
    def of_corpus(cls, corpus: Corpus) -> "Tokened":
        texts = [embedded_text(passage) for passage in corpus.shelf.passages]
        known = corpus.generation.cached_tokens(list(dict.fromkeys(texts)))
        return cls.of_texts([known[text] for text in texts])

    def scores(self, question: Any, weights: Any, rows: Sequence[int]) -> Any:
        """Of each passage: each token's likeness to its nearest, by weight."""
        import torch

        inside = np.concatenate([np.arange(self.start[row], self.start[row] + self.length[row]) for row in rows])
        alike = (question.to(torch.bfloat16) @ self.tokens[inside].T).float()
        parts = np.repeat(np.arange(len(rows)), self.length[list(rows)])
        return weights @ best_of_parts(alike, parts, len(rows))


def best_of_parts(values: Any, part: NDArray[np.int64], count: int) -> Any:
    """The largest of each part of the columns; shape (rows, count)."""
    import torch

    where = torch.from_numpy(part).expand(len(values), -1)
    return torch.full((len(values), count), -2.0).scatter_reduce(1, where, values, "amax")


@dataclass(frozen=True)
class Bank:
    """Vectors that lead to sections; those of held-out chapters are left out."""

    vectors: Any
    section: Any
    sections: int
    number: dict[tuple[str, str], int]

    def loss(self, asked: Any, rows: Sequence[Example]) -> Any:
        """Softmax over sections, each by the summed exponentials of its vectors."""
        import torch

        alike = asked @ self.vectors.T / TEMPERATURE
        most = alike.max(1, keepdim=True).values.detach()
        summed = torch.zeros(len(asked), self.sections).index_add(1, self.section, torch.exp(alike - most))
        return missed(torch.log(summed + 1e-12), [[self.number[name] for name in row.sections] for row in rows])


def banks_of(handbook: Corpus, held: frozenset[str], embedder: Embedder) -> list[Bank]:
    """Sentences, passages without their headings, and passages as they are indexed."""
    import torch

    shelf = handbook.shelf
    names = [next(iter(one)) for one in handbook.held]
    number = {name: at for at, name in enumerate(dict.fromkeys(n for n in names if n[0] not in held))}
    lengths = np.diff([*shelf.sentence_start, len(shelf.sentences)])
    by_sentence = [name for name, count in zip(names, lengths, strict=True) for _ in range(count)]
    plain = embedder.encode([passage.text for passage in shelf.passages])
    banks = []
    for vectors, of in ((shelf.sentence_vectors, by_sentence), (plain, names), (shelf.vectors, names)):
        kept = [at for at, name in enumerate(of) if name in number]
        section = torch.tensor([number[of[at]] for at in kept])
        banks.append(Bank(torch.from_numpy(vectors[kept]), section, len(number), number))
    return banks


class Asking:
    """The encoder that learns: a frozen copy of the transformer, low-rank changes, and the weights of tokens."""

    def __init__(self, embedder: Embedder, shelf: Shelf, start: Mapping[str, Vectors] | None = None) -> None:
        """
        Args:
            start: an earlier change to go on from.
        """
        import torch

        self.start = dict(start or {})
        self.tokenizer = embedder.loaded.tokenizer
        self.model, self.layers = with_adapter(changed(embedder.loaded, self.start))
        gate = self.start.get("gate", np.zeros(384, dtype=np.float32))
        self.gate = torch.nn.Parameter(torch.from_numpy(gate.copy()))
        self.among(shelf)

    def among(self, shelf: Shelf) -> None:
        """Tokens are as rare as for questions to that shelf."""
        self.shelf = shelf

    @property
    def parameters(self) -> list[Any]:
        return [p for layer in self.layers.values() for p in (layer.down, layer.up)]

    def learned(self, earlier: Mapping[str, Vectors]) -> dict[str, Vectors]:
        """Arrays by name, as `rag/encode.py` reads them: a share of this run, and one of an earlier run beside it."""
        found: dict[str, Vectors] = {"gate": SHARE * self.gate.detach().numpy()}
        if "gate" in earlier:
            found["gate"] = found["gate"] + SHARE * earlier["gate"]
        for name, layer in self.layers.items():
            down, up = [layer.down.detach().numpy()], [SHARE * layer.up.detach().numpy()]
            if earlier:
                down.append(earlier[f"{name}.a"].astype(np.float32))
                up.append(SHARE * earlier[f"{name}.b"].astype(np.float32))
            found[f"{name}.a"], found[f"{name}.b"] = np.concatenate(down), np.concatenate(up, axis=1)
        return found

    def gone_on(self, share: float) -> dict[str, Vectors]:
        """The change that it went on from, and beside it a share of what was learned since."""
        gate = self.gate.detach().numpy()
        before = self.start.get("gate", np.zeros_like(gate))
        found: dict[str, Vectors] = {"gate": before + share * (gate - before)}
        for name, layer in self.layers.items():
            down, up = [layer.down.detach().numpy()], [share * layer.up.detach().numpy()]
            if f"{name}.a" in self.start:
                down.insert(0, self.start[f"{name}.a"])
                up.insert(0, self.start[f"{name}.b"])
            found[f"{name}.a"], found[f"{name}.b"] = np.concatenate(down), np.concatenate(up, axis=1)
        return found

    def encode(self, texts: Sequence[str]) -> Encoded:
        """Texts of like length together, in the order given."""
        import torch

        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        vectors: list[Any] = [None] * len(texts)
        tokens, weights = list(vectors), list(vectors)
        for begin in range(0, len(order), TOGETHER):
            chosen = order[begin : begin + TOGETHER]
            fed = self.tokenizer(
                [texts[at] for at in chosen],
                padding=True, truncation=True, max_length=LONGEST_TOKENS, return_tensors="pt",
            )  # fmt: skip
            with torch.autocast("cpu", torch.bfloat16):
                states = self.model(**fed).last_hidden_state.float()
            mask = fed["attention_mask"].unsqueeze(-1).float()
            pooled = torch.nn.functional.normalize((states * mask).sum(1) / mask.sum(1), dim=-1)
            each = torch.nn.functional.normalize(states, dim=-1)
            for row, at in enumerate(chosen):
                length = int(fed["attention_mask"][row].sum())
                ids = fed["input_ids"][row, 1 : length - 1].tolist()
                vectors[at], tokens[at] = pooled[row], each[row, 1 : length - 1]
                rare = torch.from_numpy(rarities(ids, self.shelf))
                weight = rare * torch.exp(tokens[at] @ self.gate)
                weights[at] = weight / weight.sum()
        return Encoded(torch.stack(vectors), tokens, weights)

    def late(
        self,
        encoded: Encoded,
        numbers: Sequence[int],
        tokened: Tokened,
        right: Sequence[Sequence[int]],
        wrong: Sequence[Sequence[int]],
    ) -> Any:
        """For each question the negative log share of its right passages."""
        import torch

        lost = []
        for at, good, bad in zip(numbers, right, wrong, strict=True):
            if not good:  # its section shares passages with others there, and has none of its own
                lost.append(torch.zeros(()))
                continue
            found = tokened.scores(encoded.tokens[at], encoded.weights[at], [*good, *bad]) / LATE_TEMPERATURE
            lost.append(torch.logsumexp(found, 0) - torch.logsumexp(found[: len(good)], 0))
        return torch.stack(lost)

    def nearest(self, asked: Any, vectors: Vectors, right: Sequence[Sequence[int]]) -> Any:
        """Softmax over all texts of the public sets."""
        import torch

        return missed(asked @ torch.from_numpy(vectors).T / TEMPERATURE, right)


def missed(scores: Any, right: Sequence[Sequence[int]]) -> Any:
    """Mean negative log share of the right columns."""
    import torch

    mask = torch.zeros_like(scores, dtype=torch.bool)
    for row, columns in enumerate(right):
        mask[row, list(columns)] = True
    return (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(~mask, -1e9), 1)).mean()


def with_adapter(transformer: Any) -> tuple[Any, dict[str, Any]]:
    """A frozen copy whose linear layers carry a low-rank change, and those layers by name."""
    import torch

    class Changed(torch.nn.Module):  # type: ignore[misc]
        def __init__(self, layer: Any) -> None:
            super().__init__()
            self.layer = layer.to(torch.bfloat16)  # as autocast would make it, once
            self.down = torch.nn.Parameter(torch.randn(RANK, layer.in_features) * layer.in_features**-0.5)
            self.up = torch.nn.Parameter(torch.zeros(layer.out_features, RANK))

        def forward(self, given: Any) -> Any:
            return self.layer(given) + (given @ self.down.T) @ self.up.T

    model = copy.deepcopy(transformer)
    for parameter in model.parameters():
        parameter.requires_grad = False
    found = {}
    for name, layer in list(model.named_modules()):
        if isinstance(layer, torch.nn.Linear) and name.startswith("encoder"):
            parent, _, own = name.rpartition(".")
            found[name] = Changed(layer)
            setattr(model.get_submodule(parent), own, found[name])
    return model.train(), found
