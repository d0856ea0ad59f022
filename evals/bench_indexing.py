"""Bench indexing: the bundled handbook goes in; seconds from nothing to an index, throughput and memory come out."""

import os
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

from evals.memory import peak_megabytes
from ingest.embed import Embedder
from ingest.index import build_index, embedded_text, keys_of, read_handbook
from ingest.manifest import Manifest
from ingest.split import split

TARGET = 0.9
"""Least share of the bare encoder's throughput."""


@dataclass
class Clock:
    """Notes when the steps of a build end."""

    began: float = field(default_factory=time.perf_counter)
    ends: dict[str, float] = field(default_factory=dict)

    def __call__(self, step: str, done: int, total: int) -> None:
        self.ends[step] = time.perf_counter() - self.began

    def steps(self, whole: float) -> dict[str, float]:
        """Seconds by step; the last is what comes after storing: probe, and switching over."""
        seconds: dict[str, float] = defaultdict(float)
        before = 0.0
        for step, end in sorted(self.ends.items(), key=lambda item: item[1]):
            seconds[step] = end - before
            before = end
        seconds["probing and switching"] = whole - before
        return seconds


def processor_seconds() -> float:
    """Spent by this process and those it waited for: tells the same on a machine that others use too."""
    spent = os.times()
    return time.process_time() + spent.children_user + spent.children_system


@dataclass(frozen=True)
class Measured:
    """What one run of the bench found; seconds, texts a second, megabytes."""

    manifest: Manifest
    texts: int
    load: float
    build: float
    again: float
    steps: dict[str, float]
    bare_rate: float
    embedding_rate: float
    indexing_rate: float
    memory: float
    processor_share: float
    """Of the bare encoder's texts per processor second."""


def measure(sample: int = 1500) -> Measured:
    """Build the handbook's index from nothing; then let the bare encoder embed `sample` of the same texts, as it comes.

    The bare encoder is `SentenceTransformer.encode` with its own defaults, on every n-th text, in the same process.
    """
    embedder = Embedder()
    began = time.perf_counter()
    model = embedder.loaded
    load = time.perf_counter() - began
    passages = [passage for document in read_handbook() for passage in split(document)]
    texts = list(dict.fromkeys([embedded_text(p) for p in passages] + [key.text for key in keys_of(passages)]))
    with tempfile.TemporaryDirectory() as folder:
        spent = processor_seconds()
        clock = Clock()
        manifest = build_index(index=Path(folder) / "index", embeddings=embedder, progress=clock)
        build = time.perf_counter() - clock.began
        spent = processor_seconds() - spent
        began = time.perf_counter()
        build_index(index=Path(folder) / "index", embeddings=embedder, rebuild=True)
        again = time.perf_counter() - began
    steps = clock.steps(build)
    chosen = texts[:: max(1, len(texts) // sample)]
    began, bare_spent = time.perf_counter(), processor_seconds()
    model.encode(chosen, normalize_embeddings=True, show_progress_bar=False)
    bare = len(chosen) / (time.perf_counter() - began)
    bare_spent = processor_seconds() - bare_spent
    return Measured(
        manifest=manifest,
        texts=len(texts),
        load=load,
        build=build,
        again=again,
        steps=steps,
        bare_rate=bare,
        embedding_rate=len(texts) / steps["embedding"],
        indexing_rate=len(texts) / build,
        memory=peak_megabytes(),
        processor_share=(len(texts) / spent) / (len(chosen) / bare_spent),
    )


def bench_indexing() -> Measured:
    """Measure, and print a table."""
    found = measure()
    share = found.indexing_rate / found.bare_rate
    rows = [
        ("documents, passages, keys", f"{found.manifest.documents}, {found.manifest.passages}, {found.manifest.keys}"),
        ("texts embedded", f"{found.texts}"),
        ("loading the model", f"{found.load:.1f} s"),
        *((step, f"{seconds:.1f} s") for step, seconds in found.steps.items()),
        ("from nothing to a handbook index", f"{found.load + found.build:.1f} s"),
        ("the same again, from the vector cache", f"{found.again:.1f} s"),
        ("bare encoder, same texts", f"{found.bare_rate:.1f} texts/s"),
        ("embedding within the build", f"{found.embedding_rate:.1f} texts/s"),
        (
            "indexing, all in",
            f"{found.indexing_rate:.1f} texts/s ({share:.0%} of the bare encoder; target {TARGET:.0%})",
        ),
        ("the same by processor time", f"{found.processor_share:.0%} of the bare encoder"),
        ("recall@10 of the vector index", f"{found.manifest.recall:.3f}"),
        ("most memory", f"{found.memory:.0f} MB"),
    ]
    width = max(len(name) for name, _ in rows)
    print("Indexing the handbook")
    for name, value in rows:
        print(f"  {name:<{width}}  {value}")
    return found


if __name__ == "__main__":
    bench_indexing()
