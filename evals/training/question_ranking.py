"""Question ranking: a question's candidates as the whole pipeline ranks them go in, how far off its order is comes out.

An encoder that learns alone learns again what shared words tell already. Here it learns within the fused score: words
count as they do in `rag/fuse.py` and do not learn, the whole vector and its tokens do (as Gao et al. 2021, 'Complement
lexical retrieval with semantic residual embeddings'). What misleads is drawn from what the pipeline puts high.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from evals.training.question_examples import Ranked
from evals.training.question_losses import Encoded, Tokened
from evals.training.questions import Corpus
from rag.features import NAMES
from rag.fuse import weights
from rag.shelf import Shelf

LATE = ("late", "even_late", "window_late", "section_late")
RIGHT_AT_MOST, MISLEADING = 4, 24


class Ranking:
    """The fused score in one corpus, as far as the question's encoder learns from it."""

    def __init__(self, corpus: Corpus, late_deviation: float) -> None:
        import torch

        shelf: Shelf = corpus.shelf
        self.weights = dict(zip(NAMES, weights(True, shelf.headed_by_questions).tolist(), strict=True))
        self.late = sum(self.weights[name] for name in LATE) / late_deviation
        self.passages, self.sentences = torch.from_numpy(shelf.vectors), torch.from_numpy(shelf.sentence_vectors)
        ends = np.append(shelf.sentence_start, len(shelf.sentences))
        self.spans = [(a, b) for a, b in pairwise(ends.tolist())]
        self.section = shelf.section
        self.wordings = [
            torch.from_numpy(
                np.concatenate([shelf.heading_vectors[[n]], shelf.asked_vectors[shelf.asked_section == n]])
            )
            for n in range(shelf.sections)
        ]

    def loss(self, encoded: Encoded, numbers: Sequence[int], found: Sequence[Ranked | None], tokened: Tokened) -> Any:
        """Mean negative log share of the right candidates among those drawn; numbers are of the questions' places."""
        import torch

        lost = [
            self._lost(encoded, at, one, tokened)
            for at, one in zip(numbers, found, strict=True)
            if one is not None and len(one.right)
        ]
        return torch.stack(lost).mean() if lost else torch.zeros(())

    def _lost(self, encoded: Encoded, at: int, one: Ranked, tokened: Tokened) -> Any:
        import torch

        right = np.random.permutation(one.right)[:RIGHT_AT_MOST]
        high = np.exp(one.values[one.wrong] - one.values[one.wrong].max()).astype(np.float64)
        count = min(MISLEADING, int((high > 1e-9 * high.sum()).sum()))
        wrong = np.random.choice(one.wrong, count, replace=False, p=high / high.sum())
        drawn = [*right.tolist(), *wrong.tolist()]
        vector = encoded.vectors[at]
        total = torch.from_numpy(one.words[drawn])
        rows = one.rows.tolist()
        total = total + self.weights["passage"] * _standard(self.passages[one.rows] @ vector)[drawn]
        best = torch.stack([(self.sentences[a:b] @ vector).max() for a, b in (self.spans[row] for row in rows)])
        total = total + self.weights["sentence"] * _standard(best)[drawn]
        if self.weights["asked"]:
            sections = self.section[one.rows].tolist()
            asked = {number: (self.wordings[number] @ vector).max() for number in dict.fromkeys(sections)}
            nearest = torch.stack([asked[number] for number in sections])
            total = total + self.weights["asked"] * _standard(nearest)[drawn]
        alike = tokened.scores(encoded.tokens[at], encoded.weights[at], one.rows[drawn].tolist())
        total = total + self.late * alike
        return torch.logsumexp(total, 0) - torch.logsumexp(total[: len(right)], 0)


def _standard(values: Any) -> Any:
    return (values - values.mean()) / (values.std() + 1e-4)
