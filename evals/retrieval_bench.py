"""Retrieval bench: documents and labelled questions go in, a table of systems comes out.

    python -m evals.retrieval_bench --documents SEEDS --questions QUESTIONS.jsonl [--others] [--json OUT]

A hit is right when it lies in a section that the question needs. `seed_sections.json` says by which heading line each
section of the labelled documents begins; the questions name sections in `seed_claims` ('seed1-c5-13' lies in
'seed1-c5').
"""

import argparse
import importlib.util
import json
import math
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from evals import retrieval_systems as systems
from evals.lines import lines_of
from evals.memory import peak_megabytes
from evals.retrieval_systems import Search, Span
from ingest.embed import Embedder
from ingest.index import build_index
from ingest.opened import OpenedIndex
from ingest.readers import read_paths
from ingest.types import Document
from rag.rephrase import rephrase

SECTIONS = Path(__file__).parent / "benchmarks" / "seed_sections.json"
RESAMPLES = 2000
OTHERS = {"llama_index": "llama-index-core", "haystack": "haystack-ai", "txtai": "txtai"}
MEASURES = ("first", "within four", "MRR", "all within eight", "nDCG@10")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=Path, required=True, help="folder of the four labelled documents")
    parser.add_argument(
        "--questions", type=Path, required=True, help="JSON lines with question, dialogue, answerable, seed_claims"
    )
    parser.add_argument("--others", action="store_true", help="LlamaIndex, Haystack and txtai too, where installed")
    parser.add_argument("--only", nargs="*", default=[], help="names of systems")
    parser.add_argument("--json", type=Path, help="write the figures here")
    options = parser.parse_args()
    for path in (options.documents, options.questions):
        if not path.exists():
            sys.exit(
                f"'{path}' is not there. Labelled questions and documents are no part of Groundwork; name your own."
            )
    rows = [json.loads(line) for _, line in lines_of(options.questions)]
    rows = [row for row in rows if row.get("answerable") == "seeds" and row.get("seed_claims")]
    documents = read_paths([options.documents])
    gold = [needed_spans(row, section_spans(documents)) for row in rows]
    asked = [rephrase(messages_of(row)).search for row in rows]
    alone = [row.get("standalone") or None for row in rows]
    figures = {}
    with tempfile.TemporaryDirectory() as place:
        for name, make in all_systems(documents, options.documents, Path(place), options.others).items():
            if options.only and name not in options.only:
                continue
            began = time.perf_counter()
            search = make()
            ready = time.perf_counter() - began
            found, milliseconds = timed(search, asked)
            scored = [measure(spans, need) for spans, need in zip(found, gold, strict=True)]
            figures[name] = {
                **summary(scored),
                **milliseconds,
                "seconds to index": round(ready, 1),
                "memory MB": round(peak_megabytes()),  # of all so far: it grows from system to system
            }
            print(line_of(name, figures[name]), flush=True)
            if name == "ours":
                report_follow_ups(search, rows, alone, scored, gold)
    if options.json:
        options.json.write_text(json.dumps({"n": len(rows), "systems": figures}, indent=1) + "\n", encoding="utf-8")


def all_systems(
    documents: Sequence[Document], folder: Path, place: Path, others: bool
) -> dict[str, Callable[[], Search]]:
    """Names and makers; making one includes its indexing."""
    embedder = Embedder(threads=1)
    _ = embedder.loaded

    def indexed() -> Any:
        build_index([folder], index=place / "index", handbook=False, embeddings=embedder)
        return OpenedIndex(place / "index", embedder).current()

    found: dict[str, Callable[[], Search]] = {
        "LangChain usual (1000/200)": lambda: systems.langchain(documents, embedder),
        "LangChain small (500/50)": lambda: systems.langchain(documents, embedder, 500, 50),
        "ours": lambda: systems.ours(indexed()),
        "BM25 alone": lambda: systems.keywords(indexed()),
        "dense alone": lambda: systems.dense(indexed()),
        "ours without the tuned encoder": lambda: (indexed(), systems.untuned(place / "index"))[1],
        "ours without room for others": lambda: systems.ours_without(indexed(), room=False),
    }
    for name, columns in systems.WITHOUT.items():
        found[name] = lambda columns=columns: systems.ours_without(indexed(), columns)  # type: ignore[misc]
    if others:
        makers = {
            "llama_index": lambda: systems.llamaindex(documents, embedder),
            "haystack": lambda: systems.haystack(documents, embedder),
            "txtai": lambda: systems.txtai(indexed().passages(), embedder),
        }
        for module, package in OTHERS.items():
            if importlib.util.find_spec(module) is None:
                print(f"{module} is not installed and is left out. To compare with it: pip install {package}")
            else:
                found[module] = makers[module]
    return found


def section_spans(documents: Sequence[Document]) -> dict[str, Span]:
    """'seed1-c5' -> the span from its heading line to the next one."""
    spans: dict[str, Span] = {}
    for seed, described in json.loads(SECTIONS.read_text(encoding="utf-8"))["documents"].items():
        document = next((d for d in documents if d.id.split("/")[-1].startswith(described["file"])), None)
        if document is None:
            sys.exit(
                f"No document was found whose name begins with '{described['file']}', as the labels of {seed} need."
            )
        starts = [document.text.index(heading) for heading in described["headings"].values()]
        for name, start, end in zip(described["headings"], starts, [*starts[1:], len(document.text)], strict=True):
            spans[f"{seed}-{name}"] = (document.id, start, end)
    return spans


def needed_spans(row: dict[str, Any], spans: dict[str, Span]) -> list[Span]:
    return [spans[name] for name in dict.fromkeys(claim.rsplit("-", 1)[0] for claim in row["seed_claims"])]


def messages_of(row: dict[str, Any]) -> list[BaseMessage]:
    turns = [turn if isinstance(turn, str) else turn["content"] for turn in row.get("dialogue") or []]
    return [
        *[(HumanMessage if at % 2 == 0 else AIMessage)(turn) for at, turn in enumerate(turns)],
        HumanMessage(row["question"]),
    ]


def measure(found: Sequence[Span], needed: Sequence[Span]) -> dict[str, float]:
    """nDCG@10 counts the first hit in each needed section (Järvelin and Kekäläinen 2002, with novelty as in Clarke et
    al. 2008).
    """
    held = [[lies_in(span, section) for section in needed] for span in found]
    right = [any(row) for row in held]
    first = right.index(True) + 1 if any(right) else 0
    seen = [False] * len(needed)
    gained = 0.0
    for rank, row in enumerate(held[:10], start=1):
        fresh = [at for at, inside in enumerate(row) if inside and not seen[at]]
        gained += len(fresh) / math.log2(rank + 1)
        for at in fresh:
            seen[at] = True
    best = sum(1 / math.log2(rank + 1) for rank in range(1, min(len(needed), 10) + 1))
    return {
        "first": float(first == 1),
        "within four": float(0 < first <= 4),
        "MRR": 1 / first if first else 0.0,
        "all within eight": float(all(any(row[at] for row in held[:8]) for at in range(len(needed)))),
        "nDCG@10": min(1.0, gained / best),
    }


def lies_in(span: Span, section: Span) -> bool:
    """By the middle of the span: a long piece that merely touches a section does not lie in it."""
    return span[0] == section[0] and section[1] <= (span[1] + span[2]) / 2 < section[2]


def summary(scored: Sequence[dict[str, float]]) -> dict[str, Any]:
    """Mean with its 95 % bootstrap interval for each measure."""
    picked = np.random.default_rng(0).integers(0, len(scored), (RESAMPLES, len(scored)))
    told = {}
    for name in MEASURES:
        values = np.array([one[name] for one in scored])
        low, high = np.percentile(values[picked].mean(axis=1), [2.5, 97.5])
        told[name] = [round(float(values.mean()), 3), round(float(low), 3), round(float(high), 3)]
    return told


def timed(search: Search, questions: Sequence[str]) -> tuple[list[list[Span]], dict[str, float]]:
    search("warm up with a question")
    found, took = [], []
    for question in questions:
        began = time.perf_counter()
        found.append(search(question))
        took.append(1000 * (time.perf_counter() - began))
    return found, {"ms p50": round(float(np.median(took)), 1), "ms p95": round(float(np.percentile(took, 95)), 1)}


def line_of(name: str, figures: dict[str, Any]) -> str:
    quality = "  ".join(f"{m} {figures[m][0]:.3f} [{figures[m][1]:.2f}-{figures[m][2]:.2f}]" for m in MEASURES)
    speed = f"{figures['ms p50']:.0f}/{figures['ms p95']:.0f} ms  index {figures['seconds to index']} s"
    return f"{name:34s} {quality}  {speed}"


def report_follow_ups(search: Search, rows: Any, alone: Any, scored: Any, gold: Any) -> None:
    """How much is lost against the self-contained form of the follow-ups."""
    chosen = [at for at, text in enumerate(alone) if text]
    if chosen:
        typed = np.mean([scored[at]["MRR"] for at in chosen])
        told = np.mean([measure(search(alone[at]), gold[at])["MRR"] for at in chosen])
        print(f"  follow-ups (n = {len(chosen)} of {len(rows)}): MRR {typed:.3f} as typed, {told:.3f} self-contained")


if __name__ == "__main__":
    main()
