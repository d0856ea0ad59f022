"""Killed: whatever ends a build, at whatever moment, the old index answers and the next build finishes.

Embedded Chroma corrupts its directory when it is killed while it persists (ten of ten times, `ingest/README.md`), so
most of these kills are aimed at that: the first change of a file below the new generation's `chroma/` that is not
SQLite's.
"""

import shutil
import signal
import time
from pathlib import Path

import pytest
from index_support import Counting, generations, python, write_documents

from ingest.index import build_index, embedded_text, read_manifest
from ingest.opened import OpenedIndex

BUILD = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell lets what it runs in the background ignore it
from index_support import Counting
from ingest.index import build_index
build_index([sys.argv[2]], index=sys.argv[1], handbook=False, embeddings=Counting(),
            progress=lambda *step: print(*step, flush=True))
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    write_documents(folder / "old", old="Words that were there before.")
    build_index([folder / "old"], index=folder / "index", handbook=False, embeddings=Counting())
    sentences = [f"Sentence {i} tells of the matter number {i * 7}." for i in range(1500)]
    write_documents(folder / "new", new="\n\n".join(sentences))
    return folder


def changed_vector_file(index: Path, old: set[str]) -> bool:
    """Whether a vector file of the new generation has been touched."""
    for place in (index / "generations").glob("g*/chroma/*/*.bin"):
        try:
            if place.parts[-4] not in old and time.time() - place.stat().st_mtime < 60 and place.stat().st_size:
                return True
        except OSError:
            continue
    return False


def wait_for(moment: str, process, index: Path, old: set[str]) -> None:
    """Until the build is at the moment, or over."""
    while process.poll() is None:
        if moment == "persist":
            if changed_vector_file(index, old):
                return
        elif moment == "probe":
            if any(
                line.startswith("storing") and line.split()[1] == line.split()[2]
                for line in iter(process.stdout.readline, "")
            ):
                return
        elif moment == "library":
            if (index / "library.sqlite-wal").is_file() and (index / "library.sqlite-wal").stat().st_size > 100_000:
                return
        else:
            time.sleep(float(moment))
            return


def killed_build(made: Path, place: Path, signals: signal.Signals, moment: str, after_seconds: float) -> Path:
    """The index of a build that was killed at a moment. On a busy machine a build may be over before the signal comes:
    then another is begun.
    """
    for attempt in range(6):
        index = Path(shutil.copytree(made / "index", place / f"index{attempt}"))
        process = python(BUILD, index, made / "new")
        wait_for(moment, process, index, {read_manifest(index).generation})
        time.sleep(after_seconds)
        process.send_signal(signals)
        process.communicate(timeout=60)
        if process.returncode != 0:
            return index
    pytest.fail("six builds were over before they could be killed")


@pytest.mark.parametrize(
    ("signals", "moment", "after_seconds"),
    [
        (signal.SIGKILL, "persist", 0.0),
        (signal.SIGKILL, "persist", 0.005),
        (signal.SIGKILL, "persist", 0.02),
        (signal.SIGTERM, "persist", 0.0),
        (signal.SIGTERM, "persist", 0.01),
        (signal.SIGINT, "persist", 0.005),
        (signal.SIGKILL, "probe", 0.1),
        (signal.SIGTERM, "probe", 0.1),
        (signal.SIGKILL, "library", 0.0),
        (signal.SIGTERM, "library", 0.0),
        (signal.SIGKILL, "2.0", 0.0),
    ],
)
def test_a_killed_build_harms_nothing_and_the_next_one_finishes(made, tmp_path, signals, moment, after_seconds):
    index = killed_build(made, tmp_path, signals, moment, after_seconds)
    before = read_manifest(made / "index")

    opened = OpenedIndex(index, Counting())
    assert opened.current().manifest == before
    assert [p.text for p in opened.current().passages()] == ["Words that were there before."]
    assert opened.current().keyword_search(["words"], 5)
    assert len(opened.current().store.nearest("passages", opened.current().embed(["x"]), 5)[0]) == 1
    if signals != signal.SIGKILL:
        assert generations(index) == {before.generation}, "what was begun is taken back at once"

    embeddings = Counting()
    after = build_index([made / "new"], index=index, handbook=False, embeddings=embeddings)
    assert after.documents == 2
    if moment in ("persist", "probe"):
        assert embeddings.embedded == 0, "what was embedded is kept"
    assert generations(index) == {before.generation, after.generation}
    generation = opened.current()
    assert generation.name == after.generation
    passages = generation.passages()
    vectors = generation.embed([embedded_text(p) for p in passages])
    assert [row[0][0] for row in generation.store.nearest("passages", vectors, 1)] == [p.id for p in passages]
    assert len(generation.keyword_search(["sentence"], 10_000)) == len(passages) - 1
    generation.library.check()
