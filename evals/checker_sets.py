"""Sets: a file or folder of labelled claims goes in, plain rows come out. Ours and the original repositories' forms.

| set | ours | the original's |
|---|---|---|
| RAGTruth | question, passages, response, unsupported_spans | response.jsonl beside source_info.jsonl |
| SALAD / LFQA-Verification | question, passages, sentences of text and labels | the same |
| AttributionBench | passages, claim, label | references, claim, attribution_label |
| FactCG | passages, claim, label | text_a, text_b, orig_label |
| BEGIN | passages, claim, label | *.tsv of knowledge, response, begin_label |
| WiCE | passages, claim, label | evidence, claim, label |
| BUMP | passages, faithful, unfaithful, error_type | article, reference, edited summary |
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ingest.errors import CorpusError

SUPPORTED = frozenset(
    {
        "supported",
        "attributable",
        "fully attributable",
        "entailment",
        "entailed",
        "faithful",
        "consistent",
        "true",
        "1",
        "yes",
    }
)
LEFT_OUT = frozenset({"generic"})
"""Labels that say nothing about support: BEGIN's small talk."""


class Row(NamedTuple):
    """One thing to judge: a claim, or a response of several sentences."""

    id: str
    set: str
    source: str
    """Rows with the same source are drawn together by the bootstrap."""
    kind: str
    """'claim', 'sentence', 'response', 'faithful' or 'unfaithful'."""
    text: str
    passages: tuple[str, ...]
    unsupported: bool | None
    """None: no label; it is scored and counted apart."""
    question: str = ""
    generator: str = ""
    spans: tuple[tuple[int, int], ...] | None = None
    error_type: str = ""


def read(path: Path) -> list[Row]:
    """All rows of a file, or of every .jsonl, .json and .tsv file under a folder, in the order of their names.

    Raises:
        CorpusError: nothing is there, or a line is not of any form above; the message names file and line.
    """
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix in (".jsonl", ".json", ".tsv"))
        files = [file for file in files if file.name != "source_info.jsonl"]
    else:
        files = [path]
    rows = [row for file in files for row in _rows(file)]
    if not rows:
        raise CorpusError(f"No labelled rows in {path}. Give a file or folder of the forms in evals/checker_sets.py")
    return rows


def _rows(file: Path) -> Iterator[Row]:
    sources = _sources(file)
    for number, raw in _objects(file):
        if not isinstance(raw, Mapping):
            raise CorpusError(f"{file.name}, entry {number}: not an object")
        if not isinstance(raw.get("labels", []), list) or (
            sources is not None and str(raw.get("source_id")) not in sources
        ):
            continue
        try:
            yield from _made(dict(raw), f"{file.stem}/{number}", file.stem, sources)
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            raise CorpusError(
                f"{file.name}, entry {number}: not a form I know ({type(error).__name__}: {error})"
            ) from error


def _objects(file: Path) -> Iterator[tuple[int, Any]]:
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"Cannot read {file}: {error}") from error
    if file.suffix == ".tsv":
        head, *lines = text.rstrip("\n").split("\n")
        names = head.split("\t")
        yield from (
            (n, dict(zip(names, line.split("\t"), strict=False))) for n, line in enumerate(lines, start=1) if line
        )
        return
    try:
        if text.lstrip().startswith("["):
            yield from enumerate(json.loads(text), start=1)
            return
        for number, line in enumerate(text.split("\n"), start=1):
            if line.strip():
                yield number, json.loads(line)
    except ValueError as error:
        raise CorpusError(f"{file.name}: not JSON ({error})") from error


def _sources(file: Path) -> dict[str, dict[str, Any]] | None:
    """RAGTruth keeps its passages in a second file; only the questions with passages are ours to judge."""
    beside = file.with_name("source_info.jsonl")
    if file.name != "response.jsonl" or not beside.is_file():
        return None
    found = {str(raw["source_id"]): raw for _, raw in _objects(beside)}
    return {key: raw for key, raw in found.items() if raw.get("task_type") == "QA"}


def _made(raw: dict[str, Any], fallback: str, stem: str, sources: dict[str, dict[str, Any]] | None) -> Iterator[Row]:
    name, key = (
        str(raw.get("set") or raw.get("src_dataset") or raw.get("data_source") or stem),
        str(raw.get("id") or fallback),
    )
    question = str(raw.get("question") or raw.get("message") or "")
    generator = str(raw.get("generator") or raw.get("model") or "")
    if sources is not None:
        info = sources[str(raw["source_id"])]["source_info"]
        question, passages = str(info["question"]), _split_passages(str(info["passages"]))
    else:
        passages = _passages(raw)
    source = str(
        raw.get("source_id") or (question or key) if raw.get("faithful") is None else raw.get("source_id") or key
    )
    if "faithful" in raw or "reference" in raw:
        pairs = (("faithful", raw.get("faithful") or raw.get("reference"), False),
                 ("unfaithful", raw.get("unfaithful") or raw.get("edited_summary") or raw["edited"], True))  # fmt: skip
        for kind, text, bad in pairs:
            yield Row(
                f"{key}/{kind}",
                name,
                source,
                kind,
                str(text),
                passages,
                bad,
                error_type=str(raw.get("error_type") or ""),
            )
    elif "sentences" in raw:
        for n, sentence in enumerate(raw["sentences"]):
            labels = [str(label).lower() for label in sentence["labels"]]
            wrong = sum(label in SUPPORTED for label in labels) * 2 <= len(labels) if labels else None
            yield Row(
                f"{key}/{n}", name, source, "sentence", str(sentence["text"]), passages, wrong, question, generator
            )
    elif "claim" in raw or "text_b" in raw or "begin_label" in raw:
        text = raw.get("claim") or (raw["text_b"][0] if "text_b" in raw else raw["response"])
        label = raw.get("label", raw.get("attribution_label", raw.get("orig_label", raw.get("begin_label"))))
        if str(label).lower() not in LEFT_OUT:
            yield Row(key, name, source, "claim", str(text), passages, _wrong(label), question, generator)
    else:
        spans = raw.get("unsupported_spans", raw.get("labels"))
        wrong_spans = None if spans is None else tuple((int(span["start"]), int(span["end"])) for span in spans)
        told = raw.get("unsupported")
        if wrong_spans is not None:
            wrong_all: bool | None = bool(wrong_spans)
        else:
            wrong_all = told if isinstance(told, bool) else _wrong(raw.get("label", told))
        yield Row(
            key,
            name,
            source,
            "response",
            str(raw.get("response") or raw["answer"]),
            passages,
            wrong_all,
            question,
            generator,
            wrong_spans,
        )


def _passages(raw: Mapping[str, Any]) -> tuple[str, ...]:
    for key in (
        "passages",
        "references",
        "evidence",
        "documents",
        "docs",
        "knowledge",
        "text_a",
        "article",
        "document",
    ):
        held = raw.get(key)
        if held:
            if isinstance(held, str):
                return (held,)
            texts = tuple(str(part.get("text", "")) if isinstance(part, Mapping) else str(part) for part in held)
            return (" ".join(texts),) if key == "evidence" else texts
    return ()


def _split_passages(text: str) -> tuple[str, ...]:
    import re

    return tuple(part.strip() for part in re.split(r"(?:^|\n+)passage \d+:", text) if part.strip())


def _wrong(label: object) -> bool | None:
    return None if label is None else str(label).strip().lower() not in SUPPORTED
