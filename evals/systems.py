"""Systems: a case goes in, an output comes out. Ours, the naive stack, or any function of a question.

A system is asked with a string, or with messages where there was a dialogue, and may answer with a `rag.Answer`, a
string, or a row in any form that `adapters` reads. Whatever else it does, raise, hang or say nothing, becomes an
output that says so.
"""

import threading
import time
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from evals.memory import peak_megabytes
from evals.types import Case, Cited, Found, Output, Sentence

if TYPE_CHECKING:
    from ingest.types import Document
    from rag.types import Answer, Citation

System = Callable[[Any], Any]
"""From a question (a string, or LangChain messages) to an answer in any readable form."""


class Asked(NamedTuple):
    """An output with what may differ from run to run."""

    output: Output
    milliseconds: Mapping[str, float]
    megabytes: float


def ask(case: Case, system: System, name: str, timeout_seconds: float = 60.0) -> Asked:
    """One output, whatever the system does. A system that hangs is left behind in its thread."""
    given: list[Any] = []

    def answer() -> None:
        try:
            given.append(system(question_of(case)))
        except BaseException as error:  # whatever a system raises is its row's reason, never the run's end
            given.append(error)

    began = time.perf_counter()
    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    thread.join(timeout_seconds)
    took = 1000 * (time.perf_counter() - began)
    if not given:
        output = failed(case, name, f"no answer within {timeout_seconds:g} seconds")
    elif isinstance(given[0], BaseException):
        output = failed(case, name, f"raised {type(given[0]).__name__}: {str(given[0])[:300]}")
    else:
        output = output_of(case, given[0], name, getattr(system, "document", None))
    timings = getattr(given[0], "timings", None) if given and output.error is None else None
    return Asked(output, {**_milliseconds(timings), "asked": round(took, 2)}, peak_megabytes())


def _milliseconds(timings: Any) -> dict[str, float]:
    """What of it are times of steps: a system may call anything its timings."""
    told = timings.items() if isinstance(timings, Mapping) else ()
    return {str(step): float(spent) for step, spent in told if isinstance(spent, (int, float))}


def question_of(case: Case) -> Any:
    """The bare question, or messages that end with it."""
    if not case.dialogue:
        return case.question
    from langchain_core.messages import AIMessage, HumanMessage

    earlier = [(HumanMessage if turn.role == "user" else AIMessage)(turn.text) for turn in case.dialogue]
    return [*earlier, HumanMessage(case.question)]


def failed(case: Case, name: str, reason: str) -> Output:
    """The row of a system that gave nothing to score."""
    return Output(case=case.id, system=name, question=case.question, text="", error=reason)


def output_of(case: Case, given: Any, name: str, document: "Callable[[str], Document | None] | None" = None) -> Output:
    """What a system gave, in the neutral form."""
    from rag.types import Answer

    try:
        if isinstance(given, Output):
            output = given.model_copy(update={"case": case.id, "system": name, "question": case.question})
        elif isinstance(given, Answer):
            output = output_of_answer(case, given, name, document)
        else:
            from evals.adapters import read_row

            row = given if isinstance(given, Mapping) else {"answer": str(given)}
            output = read_row({**row, "id": case.id, "question": case.question}, name)
    except Exception as error:  # its words come from whatever the system made
        return failed(case, name, f"gave something unreadable: {str(error)[:300]}")
    if output.error is None and not output.text.strip() and output.declined is None:
        return failed(case, name, "the answer was empty")
    return output


def output_of_answer(
    case: Case, answer: "Answer", name: str, document: "Callable[[str], Document | None] | None" = None
) -> Output:
    """Our own answer; each quote is looked up anew in the document, whatever its type promises."""
    shown = answer.shown
    sentences = tuple(
        Sentence(
            text=f.claim.text,
            shown=f in shown,
            label=f.verdict.label,
            reason=f.verdict.reason,
            cited=tuple(_cited(c, document) for c in f.claim.citations),
        )
        for f in answer.findings
    )
    found = tuple(
        Found(document=h.passage.document_id, text=h.passage.text, start=h.passage.start, end=h.passage.end)
        for h in answer.hits
    )
    return Output(
        case=case.id,
        system=name,
        question=case.question,
        text=answer.text,
        sentences=sentences,
        found=found,
        declined=answer.declined.reason if answer.declined else None,
        notice=answer.notice,
        mode=answer.mode,
    )


def _cited(citation: "Citation", document: "Callable[[str], Document | None] | None") -> Cited:
    held = document(citation.passage.document_id) if document else None
    return Cited(
        document=citation.passage.document_id,
        quote=citation.quote,
        start=citation.start,
        end=citation.end,
        heading=citation.passage.heading,
        stands=None if held is None else held.text[citation.start : citation.end] == citation.quote,
    )


class Groundwork:
    """Our advisor as a system."""

    def __init__(self, advisor: Any) -> None:
        self.advisor = advisor
        self.document = lru_cache(maxsize=None)(advisor.document)

    def __call__(self, question: Any) -> Any:
        return self.advisor.invoke(question)


def open_system(name: str, index: Path | str | None = None) -> System:
    """'groundwork' or 'baseline', opened and warm, on one thread, so that numbers do not hang on how many cores there
    are.

    Raises:
        ValueError: another name.
    """
    import torch

    torch.set_num_threads(1)
    from ingest.embed import Embedder
    from rag import Advisor

    if name == "groundwork":
        advisor = Advisor.open(index, embeddings=Embedder(threads=1))
        advisor.warm()
        return Groundwork(advisor)
    if name == "baseline":
        from evals.baseline import Baseline

        return Baseline(Advisor.open(index).documents(), Embedder(threads=1))
    raise ValueError(f"There is no system {name!r}; known are 'groundwork' and 'baseline'")
