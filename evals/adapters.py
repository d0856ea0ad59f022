"""Adapters: rows of other people's evaluation files go in, our outputs come out.

The plain form, for any system:

    {"id": "facts-001", "question": "…", "answer": "A sentence [1]. Another [1][2].",
     "passages": ["words", {"document": "phd", "text": "words", "start": 120}], "declined": null, "error": null}

`passages` in the order of their markers. Instead of markers, `sentences` may say what each cites, counting from nought:
`[{"text": "…", "cited": [0]}]`. Read too: rows of LangChain (`input`/`query`, `output`/`result`,
`source_documents`/`context`), LlamaIndex (`query`, `response`, `source_nodes`/`contexts`), RAGAS (`user_input`,
`response`, `retrieved_contexts`) and OpenAI evals (`{"input": [messages], "ideal": …}` with `output`/`sampled`, also
its `item`/`sample` form), and rows of our own outputs.jsonl.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, get_args

from evals.types import Cited, Found, Output, Sentence
from ingest.sentences import sentences
from rag.types import Reason

_MARKER = re.compile(r"[ \t]*[\[【](\d{1,3}(?:\s*[,;]\s*\d{1,3})*)[\]】]")
_QUESTION = ("question", "user_input", "query", "input", "prompt")
_ANSWER = (
    "answer",
    "response",
    "output",
    "result",
    "output_text",
    "sampled",
    "completion",
    "actual_output",
    "generated_text",
)
_PASSAGES = (
    "passages",
    "retrieved_contexts",
    "contexts",
    "source_documents",
    "source_nodes",
    "context",
    "documents",
    "retrieval_context",
)
_TEXT = ("text", "page_content", "content", "passage")
_DOCUMENT = ("document", "source", "document_id", "file_name", "title", "doc_id")


def read_row(row: Mapping[str, Any], system: str = "") -> Output:
    """One row of any known form.

    Raises:
        ValueError: it holds no question, or nothing that could be an answer.
    """
    if "case" in row and "system" in row and "text" in row:
        return Output.model_validate(row)
    flat = {**row, **(_mapping(row.get("item"))), **_mapping(row.get("sample"))}
    question = _question(flat)
    declined, error = flat.get("declined"), flat.get("error")
    answer = _text(_first(flat, _ANSWER))
    if answer is None and not error and not declined:
        raise ValueError(
            f"no answer; one of {', '.join(_ANSWER)} is needed, the row has {', '.join(sorted(map(str, row)))}"
        )
    found = tuple(_found(p) for p in _list(_first(flat, _PASSAGES)))
    told = flat.get("sentences")
    parts = _given(told, found) if isinstance(told, list) else tuple(_marked(answer or "", found))
    known = declined in get_args(Reason)
    text = (answer or "").strip()
    if not text and not declined and not error:
        error = "the answer was empty"
    return Output(
        case=str(flat.get("id") or flat.get("case") or question),
        system=str(flat.get("system") or system or "other"),
        question=question,
        text=text,
        sentences=() if declined or error else parts,
        found=found,
        error=str(error) if error else None,
        declined=(str(declined) if known else "not-in-sources") if declined else None,
    )


def _marked(answer: str, found: Sequence[Found]) -> Iterable[Sentence]:
    """Sentences with the passages that their markers name, a marker behind the full stop among them."""
    answer = re.sub(r"([.!?])((?:[ \t]*[\[【]\d[\d,; ]*[\]】])+)", r"\2\1", answer)
    for start, end in sentences(answer):
        text = answer[start:end]
        numbers = [int(n) for group in _MARKER.findall(text) for n in re.findall(r"\d+", group)]
        bare = _MARKER.sub("", text).strip()
        if bare.strip(" .!?"):
            cited = tuple(_cite(found[n - 1]) for n in dict.fromkeys(numbers) if 1 <= n <= len(found))
            yield Sentence(text=bare, cited=cited)


def _given(told: Sequence[Any], found: Sequence[Found]) -> tuple[Sentence, ...]:
    parts = []
    for sentence in told:
        if not isinstance(sentence, Mapping) or not isinstance(sentence.get("text"), str):
            raise ValueError("each of 'sentences' needs a 'text'")
        numbers = sentence.get("cited", [])
        if not all(isinstance(n, int) and 0 <= n < len(found) for n in numbers):
            raise ValueError(f"'cited' names passages that are not there: {numbers}")
        parts.append(Sentence(text=sentence["text"], cited=tuple(_cite(found[n]) for n in numbers)))
    return tuple(parts)


def _cite(found: Found) -> Cited:
    return Cited(document=found.document, quote=found.text, start=found.start, end=found.end)


def _found(passage: Any) -> Found:
    if isinstance(passage, str):
        return Found(document="", text=passage)
    if not isinstance(passage, Mapping):
        passage = {"text": getattr(passage, "page_content", None), "metadata": getattr(passage, "metadata", {})}
    inner = {**passage, **_mapping(passage.get("node")), **_mapping(passage.get("kwargs"))}
    about = {**_mapping(inner.get("metadata")), **inner}
    text = _text(_first(about, _TEXT))
    if text is None:
        raise ValueError(f"a passage without words; one of {', '.join(_TEXT)} is needed")
    start = about.get("start", about.get("start_index"))
    start = start if isinstance(start, int) else None
    return Found(
        document=str(_first(about, _DOCUMENT) or ""),
        text=text,
        start=start,
        end=None if start is None else start + len(text),
    )


def _question(row: Mapping[str, Any]) -> str:
    given = _first(row, _QUESTION)
    if isinstance(given, Sequence) and not isinstance(given, str):  # messages: the person's last turn
        turns = [
            _text(m) for m in given if not isinstance(m, Mapping) or m.get("role", m.get("type")) in ("user", "human")
        ]
        given = next((t for t in reversed(turns) if t), None)
    elif isinstance(given, Mapping):
        given = _first(given, _QUESTION)
    if not isinstance(given, str) or not given.strip():
        raise ValueError(f"no question; one of {', '.join(_QUESTION)} is needed")
    return given


def _text(value: Any) -> str | None:
    """Words, out of whatever wraps them."""
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, Mapping):
        return _text(_first(value, (*_TEXT, *_ANSWER, "output_text")))
    if isinstance(value, Sequence) and value:
        return _text(value[-1])
    return getattr(value, "page_content", None)


def _first(row: Mapping[str, Any], names: Sequence[str]) -> Any:
    return next((row[name] for name in names if row.get(name) is not None), None)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _list(value: Any) -> Sequence[Any]:
    if value is None:
        return []
    return [value] if isinstance(value, (str, Mapping)) else list(value)
