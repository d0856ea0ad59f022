"""Write: a question and its passages go in, the sentences of a model come out as it says them. None is checked yet.

The model runs in a thread of its own from the moment `write` is called, so that whoever calls can prepare the
composed answer meanwhile, and so that no model, however slow or silent, holds anybody up beyond the limits.
"""

import contextvars
import queue
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from typing import Any

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from ingest.errors import ModelUnavailable
from ingest.types import Passage
from rag.cures import cure, retry_after
from rag.places import name_of
from rag.prompts import messages
from rag.said import Limits, Piece, Said
from rag.stream import Cutter
from rag.words import words

LONGEST_WAIT_SECONDS = 5.0
"""A busy model that asks to be asked again within so long is asked again, once."""
_ENGLISH = frozenset(
    [
        "the",
        "a",
        "an",
        "of",
        "to",
        "and",
        "in",
        "is",
        "are",
        "for",
        "that",
        "you",
        "it",
        "with",
        "as",
        "on",
        "be",
        "your",
        "or",
        "can",
        "not",
        "this",
        "from",
        "at",
        "by",
        "have",
        "has",
        "do",
        "if",
        "may",
        "will",
        "more",
    ]
)


class Writing(Iterator[Said]):
    """Sentences as they come. Raises ModelUnavailable, with the cure, when the model fails; what came before stands."""

    def __init__(self, model: BaseChatModel, sent: Sequence[BaseMessage], limits: Limits) -> None:
        self._model = model
        self._limits = limits
        self._pieces: queue.SimpleQueue[Piece | BaseException | None] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._began = time.monotonic()
        self._sentences: Generator[Said] = self._read()
        context = contextvars.copy_context()
        threading.Thread(target=context.run, args=(self._listen, list(sent)), name="model", daemon=True).start()

    def __next__(self) -> Said:
        return next(self._sentences)

    def close(self) -> None:
        """Nobody listens any more: the model is told to stop after its next piece."""
        self._stopped.set()
        self._sentences.close()

    def _listen(self, sent: list[BaseMessage]) -> None:
        """In the thread: pieces into the queue, then None, or what went wrong."""
        for attempt in (1, 2):
            heard = False
            try:
                stream: Any = self._model.stream(sent)
                for chunk in stream:
                    piece = piece_of(chunk)
                    heard = heard or bool(piece.text)
                    self._pieces.put(piece)
                    if self._stopped.is_set() or time.monotonic() - self._began > self._limits.total_seconds:
                        stream.close()
                        return
                self._pieces.put(None)
                return
            except BaseException as error:  # whatever a provider raises, the person gets an answer
                wait = retry_after(error)
                if heard or attempt == 2 or wait is None or wait > LONGEST_WAIT_SECONDS or self._stopped.wait(wait):
                    self._pieces.put(error)
                    return

    def _read(self) -> Generator[Said]:
        cutter, given, said = Cutter(self._limits.sentence_characters), 0, _Said()
        try:
            for piece in self._awaited():
                fresh = cutter.pause() if piece is None else cutter.feed(piece.text, piece.quoted)
                for sentence in fresh:
                    if said.again(sentence.text):
                        return
                    yield sentence
                    given += 1
                    if given >= self._limits.sentences or said.foreign():
                        return
                if cutter.characters > self._limits.characters:
                    return
            yield from (sentence for sentence in cutter.end() if not said.again(sentence.text))
        except ModelUnavailable:
            yield from (sentence for sentence in cutter.end(cut_off=True) if not said.again(sentence.text))
            raise
        finally:
            self._stopped.set()

    def _awaited(self) -> Iterator[Piece | None]:
        """Pieces in time; None where the stream rests."""
        limits, heard, rested, last = self._limits, False, True, self._began
        while True:
            now = time.monotonic()
            patience = min(
                limits.total_seconds - (now - self._began),
                (limits.pause_seconds if heard else limits.first_seconds) - (now - last),
            )
            if patience <= 0:
                waited = now - self._began
                raise ModelUnavailable(
                    f"{name_of(self._model)} was too slow: {waited:.0f} seconds passed. Choose a smaller model, or a "
                    f"faster machine for it."
                )
            try:
                found = self._pieces.get(timeout=patience if rested else min(patience, limits.settle_seconds))
            except queue.Empty:
                if not rested:
                    rested = True
                    yield None
                continue
            if found is None:
                return
            if isinstance(found, BaseException):
                raise ModelUnavailable(cure(found, self._model)) from found
            heard, rested, last = (
                heard or bool(found.text),
                not found.text and rested,
                time.monotonic() if found.text or not heard else last,
            )
            yield found


def write(
    question: str,
    passages: Sequence[Passage],
    model: BaseChatModel,
    *,
    own_words: str = "",
    earlier: Sequence[BaseMessage] = (),
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Writing:
    """The model's sentences on a question, streamed; it starts at once.

    Args:
        question: self-contained.
        passages: numbered from 1 in this order.
        own_words: what the person said of themselves, if it may be sent.
        earlier: turns before this one.
    """
    return Writing(model, messages(question, passages, own_words, earlier), limits)


def piece_of(chunk: Any) -> Piece:
    """The text of a message chunk without reasoning and tool calls, and the words its annotations cite."""
    text = str(chunk.text)
    if isinstance(chunk.content, str):
        return Piece(text)
    quoted = []
    for block in chunk.content_blocks:
        if block.get("type") == "text":
            quoted += [
                str(a["cited_text"])
                for a in block.get("annotations", ())
                if a.get("type") == "citation" and a.get("cited_text")
            ]
    return Piece(text, tuple(quoted))


class _Said:
    """What has been said so far, to notice a model that turns in circles or speaks another language."""

    def __init__(self) -> None:
        self._times: dict[str, int] = {}
        self._words: list[str] = []

    def again(self, text: str) -> bool:
        """Whether this sentence has come for the third time, or is one phrase over and over."""
        found = words(text)
        self._words += found
        key = " ".join(found)
        self._times[key] = self._times.get(key, 0) + 1
        return self._times[key] > 2 or (len(found) > 40 and len(set(found)) < len(found) / 5)

    def foreign(self) -> bool:
        """Whether what was said is in another language than the sources, which are searched and checked in English."""
        said = self._words
        return len(said) >= 60 and sum(word in _ENGLISH for word in said) < 0.08 * len(said)
