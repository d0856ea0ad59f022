"""Bench: what checking costs a streamed answer goes out as numbers.

    python -m evals.bench_writing [--index DIR]

Three figures: milliseconds that checking adds to a sentence, how much a ten-sentence answer streamed at 50 tokens a
second is slowed, and how late events come when 20 answers stream at once. The model is a scripted one in this
process; its pieces are timed.
"""

import argparse
import json
import statistics
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from evals.drafts import read_cases
from rag.advisor import Advisor
from rag.check import check
from rag.cite import Spans, cite
from rag.expand import expand
from rag.prompts import chosen
from rag.said import Said
from rag.settle import settle
from rag.types import Answer, Finding

TOKENS_A_SECOND = 50
CHARACTERS_A_TOKEN = 4
AT_ONCE = 20


class Typist(BaseChatModel):
    """Says a text at a steady pace and keeps when each piece and each sentence left it."""

    text: str
    ended: list[float] = Field(default_factory=list)

    @property
    def _llm_type(self) -> str:
        return "typist"

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        return ChatResult(generations=[ChatGeneration(message=AIMessage(self.text))])

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> Iterator[ChatGenerationChunk]:
        began = time.perf_counter()
        for at in range(0, len(self.text), CHARACTERS_A_TOKEN):
            due = began + (at / CHARACTERS_A_TOKEN) / TOKENS_A_SECOND
            time.sleep(max(0.0, due - time.perf_counter()))
            piece = self.text[at : at + CHARACTERS_A_TOKEN]
            self.ended.extend([time.perf_counter()] * piece.count("."))
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))


def added_milliseconds(advisor: Advisor, cases: Sequence[dict[str, Any]], most: int = 200) -> dict[str, float]:
    """Attributing and checking, one sentence after the other."""
    generation = advisor.index.current()
    took: list[float] = []
    spent = time.process_time()
    by_question: dict[str, list[str]] = {}
    for case in cases[:most]:
        by_question.setdefault(case["question"], []).append(case["sentence"])
    for question, sentences in by_question.items():
        passages = chosen(expand(advisor.search(question), generation))
        began = time.perf_counter()
        Spans(passages)
        once = 1000 * (time.perf_counter() - began) / len(sentences)
        at = time.perf_counter()
        for _ in settle(cite((Said(f"{s} [1]") for s in sentences), passages), check):
            now = time.perf_counter()
            took.append(1000 * (now - at) + once)
            at = now
    spent = 1000 * (time.process_time() - spent) / max(1, len(took))
    return {
        "cpu_mean": round(spent, 2),
        "mean": round(statistics.mean(took), 2),
        "p95": round(sorted(took)[int(0.95 * len(took))], 2),
        "n": len(took),
    }


def told_by(cases: Sequence[dict[str, Any]]) -> tuple[str, str]:
    """A question and ten sentences on it, true and false, as a model would write them."""
    question = cases[0]["question"]
    chosen_sentences = [
        case["sentence"].rstrip(".")
        for case in cases
        if case["question"] == question and "." not in case["sentence"].rstrip(".")
    ][:10]
    return question, " ".join(f"{sentence} [{n % 3 + 1}]." for n, sentence in enumerate(chosen_sentences)) + " "


def slowed(advisor: Advisor, question: str, text: str) -> dict[str, float]:
    """One answer: its length beside the bare stream's, and how long after its sentence each finding came."""
    bare = len(text) / CHARACTERS_A_TOKEN / TOKENS_A_SECOND
    model = Typist(text=text, ended=[])
    advisor.model = model
    first, lags, last = 0.0, [], 0.0
    for event in advisor.stream(question):
        now = time.perf_counter()
        if isinstance(event, Finding):
            said = [at for at in model.ended if at <= now]
            lags.append(now - said[-1] if said else 0.0)
            first = first or 1000 * lags[-1]
        elif isinstance(event, Answer):
            last = now
    begun = model.ended[-1] - bare if model.ended else last
    return {
        "bare_seconds": round(bare, 2),
        "slowdown_percent": round(100 * (last - begun - bare) / bare, 2),
        "first_sentence_ms": round(first, 1),
        "p95_after_sentence_ms": round(1000 * sorted(lags)[int(0.95 * len(lags))], 1) if lags else 0.0,
        "findings": len(lags),
    }


def at_once(advisor: Advisor, question: str, text: str) -> dict[str, float]:
    """Many answers together: how long after its sentence was said each finding came."""
    lags: list[float] = []
    lock = threading.Lock()

    def one() -> None:
        model = Typist(text=text, ended=[])
        mine = Advisor(advisor.index, model=model)
        for event in mine.stream(question):
            if isinstance(event, Finding) and model.ended:
                now = time.perf_counter()
                with lock:
                    lags.append(now - max(at for at in model.ended if at <= now))

    threads = [threading.Thread(target=one) for _ in range(AT_ONCE)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    ordered = sorted(lags)
    return {
        "answers": AT_ONCE,
        "events": len(ordered),
        "p50_ms": round(1000 * ordered[len(ordered) // 2], 1),
        "p95_ms": round(1000 * ordered[int(0.95 * len(ordered))], 1),
        "seconds": round(time.perf_counter() - began, 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--index", default=None)
    given = parser.parse_args()
    Typist.__module__ = "langchain_core.bench"  # in this process, so nothing has to be agreed to
    advisor = Advisor.open(given.index)
    advisor.warm()
    cases = read_cases()
    question, text = told_by(cases)
    advisor.invoke(question)
    print(json.dumps({"checking adds, ms a sentence": added_milliseconds(advisor, cases)}))
    print(json.dumps({"one answer at 50 tokens a second": slowed(advisor, question, text)}))
    print(json.dumps({"20 answers at once": at_once(advisor, question, text)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
