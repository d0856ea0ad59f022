"""Ragas judge: RAGAS as one more judge, over the person's own model: answers go in, its figures come out.

RAGAS (Es and others 2023) is an optional extra. Its faithfulness asks a model twice for an answer, its answer relevancy
three times. Both are read through the ledger like any other judge's replies, its 'not a number' is unscored, and its
usage reports are switched off before it is loaded.
"""

import asyncio
import math
import os
import threading
from collections.abc import Coroutine, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.ledger import Payer
from evals.types import Case, Output, Score
from ingest.errors import ModelUnavailable
from rag.judge import JudgeError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from evals.measures import Measure

_CALLS = {"faithfulness": 2, "answer_relevancy": 3}
_TOKENS_MORE = {"faithfulness": 1300, "answer_relevancy": 1000}
"""Of RAGAS' own prompts and examples."""
_TOKENS_OUT = {"faithfulness": 400, "answer_relevancy": 120}
_SECONDS = 300.0
SUPPORTED = 0.5
"""A labelled sentence counts as called supported from this faithfulness on; most are one statement, 0 or 1."""


class RagasJudge(Payer):
    """RAGAS' faithfulness and answer relevancy."""

    def __init__(self, model: "BaseChatModel", folder: Path | None = None, embeddings: Any = None) -> None:
        """
        Args:
            model: what RAGAS asks.
            folder: where replies are kept; None for the person's cache.
            embeddings: for answer relevancy; None for the packaged ones.

        Raises:
            ModelUnavailable: RAGAS is not installed, or cannot be loaded.
        """
        os.environ.setdefault("RAGAS_DO_NOT_TRACK", "true")
        try:
            import ragas
            from ragas.dataset_schema import SingleTurnSample
            from ragas.embeddings import LangchainEmbeddingsWrapper
            from ragas.llms import LangchainLLMWrapper
            from ragas.metrics import Faithfulness, ResponseRelevancy
        except ImportError as error:
            raise ModelUnavailable(
                f"--judge ragas needs RAGAS, which cannot be loaded here ({error}). "
                f"Install it with: pip install 'groundwork[ragas]'"
            ) from error
        from ingest.embed import Embedder

        super().__init__(model, folder)
        self._who = f"ragas {ragas.__version__} {self.address}"
        self.name = f"ragas {self.name}"
        self._sample = SingleTurnSample
        asked = LangchainLLMWrapper(model)
        self._metrics = {
            "faithfulness": Faithfulness(llm=asked),
            "answer_relevancy": ResponseRelevancy(
                llm=asked, embeddings=LangchainEmbeddingsWrapper(embeddings or Embedder(threads=1))
            ),
        }
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lock = threading.Lock()

    def measures(self) -> "Mapping[str, Measure]":
        return {"ragas_faithfulness": self.faithfulness, "ragas_answer_relevancy": self.answer_relevancy}

    def faithfulness(self, case: Case, output: Output) -> Score:
        """RAGAS' share of statements that the retrieved passages carry."""
        if output.declined:
            return Score.skip("ragas_faithfulness", output, "a decline claims nothing")
        passages = tuple(f.text for f in output.found) or tuple(c.quote for s in output.shown for c in s.cited)
        if not passages:
            return Score.of("ragas_faithfulness", output, None, "no passage to hold it against")
        return self._scored("faithfulness", output, output.question or case.question, passages)

    def answer_relevancy(self, case: Case, output: Output) -> Score:
        """RAGAS' likeness of the question with those that a model would ask for the answer."""
        if output.declined or case.expected != "answer":
            return Score.skip("ragas_answer_relevancy", output, "no answer was given or asked for")
        return self._scored("answer_relevancy", output, output.question or case.question, ())

    def ruling(self, sentence: str, quote: str) -> bool | None:
        try:
            return self._value("faithfulness", "What do the sources say?", sentence, (quote,)) >= SUPPORTED
        except JudgeError:
            return None

    def _scored(self, metric: str, output: Output, question: str, passages: tuple[str, ...]) -> Score:
        name = f"ragas_{metric}"
        try:
            value = self._value(metric, question, plain(output), passages)
        except JudgeError as error:
            return Score.of(name, output, None, str(error))
        return Score.of(name, output, value, "by RAGAS")

    def _value(self, metric: str, question: str, answer: str, passages: tuple[str, ...]) -> float:
        def ask() -> Any:
            sample = self._sample(user_input=question, response=answer, retrieved_contexts=list(passages))
            value = float(self._wait(self._metrics[metric].single_turn_ascore(sample)))
            if not math.isfinite(value):
                raise JudgeError("RAGAS gave no number")
            return value

        words = (self._who, metric, question, answer, *passages)
        return float(self._ledger.look_up(words, ask, _CALLS[metric], _TOKENS_OUT[metric], _TOKENS_MORE[metric]))

    def _wait(self, work: "Coroutine[Any, Any, Any]") -> Any:
        """One loop for all threads: providers' clients do not outlive the loop that they were first used in."""
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                threading.Thread(target=self._loop.run_forever, daemon=True, name="ragas").start()
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_SECONDS)


def plain(output: Output) -> str:
    """The shown sentences without markers: RAGAS would take '[1]' for a statement."""
    return " ".join(s.text for s in output.shown) or output.text
