"""Remembered: texts that no index holds go in, what was encoded of them comes out, encoded once.

Passages of another retriever are found again and again, and their sentences compared with every question.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ingest.embed import Vectors
from ingest.opened import Generation


class Remembered:
    """What was encoded: that of the texts last asked for."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, model: str, encode: Callable[[list[str]], Iterable[Any]], texts: Sequence[str]) -> list[Any]:
        """One value a text, by the encoder of a model. Others need not wait while it works."""
        with self._lock:
            found = {text: self._known[model, text] for text in texts if (model, text) in self._known}
        lacking = [text for text in dict.fromkeys(texts) if text not in found]
        found |= zip(lacking, encode(lacking) if lacking else (), strict=True)
        with self._lock:
            for text, value in found.items():
                self._known[model, text] = value
                self._known.move_to_end((model, text))
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return [found[text] for text in texts]


VECTORS, TOKENS = Remembered(20_000), Remembered(500)


def embedded(generation: Generation, texts: Sequence[str]) -> list[Vectors]:
    """Unit vectors, one a text, shape (dimensions,) each."""
    return VECTORS.of(generation.manifest.embedding, generation.embed, texts)
