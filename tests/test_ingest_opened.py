"""Opened: readers follow the writer, finish what they began, and let go of what they held."""

import os
import shutil
import threading
import time
from pathlib import Path

import numpy as np
import pytest
from index_support import Counting, generations, python, write_documents

from ingest.errors import CorpusError, IndexMissing
from ingest.index import build_index, embedded_text, read_manifest
from ingest.library import Library
from ingest.opened import OpenedIndex


def build(paths, index, **more):
    return build_index(paths, index=index, handbook=False, embeddings=Counting(), **more)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("made")
    write_documents(folder / "documents", one="Words about degrees.", two="Words about pay.")
    build([folder / "documents"], folder / "index")
    return folder


@pytest.fixture
def index(made, tmp_path):
    return Path(shutil.copytree(made / "index", tmp_path / "index"))


def answer(generation):
    """What a question asks of a generation."""
    vectors = generation.embed([embedded_text(p) for p in generation.passages()])
    found = generation.store.nearest("passages", vectors, 1)
    assert [row[0][0] for row in found] == [p.id for p in generation.passages()]
    assert generation.keyword_search(["words"], 50)
    return sorted(p.text for p in generation.passages())


def test_the_real_index_finds_what_was_asked_by_meaning_and_by_word(small_index):
    generation = small_index.current()
    (found,) = generation.store.nearest("passages", generation.embed(["is a doctorate required for ML jobs"]), 1)
    (passage,) = generation.passages([found[0][0]])
    assert "no PhD" in passage.text
    assert passage.heading[-1] == "Do I need a PhD to work in machine learning?"
    assert passage.sources[0].author == "A. Writer"
    by_word = generation.passages([id for id, _ in generation.keyword_search(["SQL"], 3)])
    assert "SQL" in by_word[0].text
    assert generation.vector_store.as_retriever().invoke("portfolio projects")


def test_cached_vectors_are_those_the_model_gives(small_index):
    generation = small_index.current()
    texts = [embedded_text(p) for p in generation.passages()]
    cached = generation.cached_vectors(texts)
    assert np.allclose([cached[text] for text in texts], generation.embed(texts), atol=1e-4)
    assert set(generation.cached_tokens(texts)) == set(texts)


def test_a_citation_of_any_passage_stands_in_its_document(small_index):
    generation = small_index.current()
    for passage in generation.passages():
        assert generation.document(passage.document_id).text[passage.start : passage.end] == passage.text


def test_nothing_indexed_says_how_to_begin(tmp_path):
    with pytest.raises(IndexMissing, match="groundwork add"):
        OpenedIndex(tmp_path, Counting())


def test_the_next_question_sees_the_new_generation_and_the_one_under_way_finishes_on_the_old(index, tmp_path):
    opened = OpenedIndex(index, Counting())
    under_way = opened.current()
    before = answer(under_way)
    for number in range(2):  # the second build would sweep what the first replaced
        build([write_documents(tmp_path / "more", three=f"Words of round {number}.")], index)
        assert answer(under_way) == before
    assert answer(opened.current()) == sorted([*before, "Words of round 1."])
    assert under_way.name in generations(index)
    name = under_way.name
    del under_way
    build([], index, rebuild=True)
    assert name not in generations(index)


def test_a_reader_in_another_process_keeps_what_it_reads_until_it_ends(index):
    code = (
        "from index_support import Counting\nfrom ingest.opened import OpenedIndex\n"
        "generation = OpenedIndex(sys.argv[1], Counting()).current()\n"
        "print('open', flush=True)\nsys.stdin.readline()\n"
        "print(len(generation.passages()), len(generation.store.nearest('passages', generation.embed(['x']), 9)[0]))\n"
    )
    reader = python(code, index, stdin=-1)
    assert reader.stdout.readline() == "open\n"
    first = read_manifest(index).generation
    build([], index, rebuild=True)
    build([], index, rebuild=True)
    assert first in generations(index)
    said, error = reader.communicate("go on\n", timeout=60)
    assert said == "2 2\n", error
    build([], index, rebuild=True)
    assert first not in generations(index)


def test_threads_ask_without_error_while_a_writer_replaces_and_sweeps(index, tmp_path):
    opened = OpenedIndex(index, Counting())
    stop, problems, asked = threading.Event(), [], []

    def ask():
        while not stop.is_set():
            try:
                asked.append(len(answer(opened.current())))
            except Exception as problem:
                problems.append(problem)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for number in range(3):
            build([write_documents(tmp_path / "more", **{f"n{number}": f"Words of round {number}."})], index)
        time.sleep(0.3)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert problems == []
    assert {2, 5} <= set(asked)


def test_whatever_happens_to_the_folder_what_is_open_still_answers(index, tmp_path):
    opened = OpenedIndex(index, Counting())
    before = answer(opened.current())
    (index / "CURRENT").write_bytes(b"\xff\xfe")
    assert answer(opened.current()) == before
    (index / "CURRENT").write_text("g0123456789")
    assert answer(opened.current()) == before
    index.rename(tmp_path / "elsewhere")
    assert opened.current().passages()


def test_a_new_generation_of_another_model_is_told_and_the_old_one_answers(index, caplog):
    opened = OpenedIndex(index, Counting())
    before = answer(opened.current())
    build_index([], index=index, handbook=False, embeddings=Counting(size=8))
    for _ in range(3):
        assert answer(opened.current()) == before
    assert sum("built with the embedding model" in line for line in caplog.messages) == 1


def test_an_index_whose_library_lacks_its_generation_is_damage(index):
    library = Library(index / "library.sqlite", write=True)
    library.keep_only([])
    library.close()
    with pytest.raises(Exception, match="lacks documents"):
        OpenedIndex(index, Counting())


def test_no_file_stays_open_after_twenty_new_generations(index):
    """Builds are costly, so the same two generations are pointed at in turn."""
    names = [read_manifest(index).generation, build([], index, rebuild=True).generation]
    opened = OpenedIndex(index, Counting())

    def open_files():
        return len(os.listdir("/proc/self/fd")) if os.path.isdir("/proc/self/fd") else 0

    counts = []
    for turn in range(20):
        (index / "CURRENT").write_text(names[turn % 2])
        assert opened.current().name == names[turn % 2]
        answer(opened.current())
        counts.append(open_files())
    assert counts[-1] < counts[1] + 9  # what other tests left may be swept up or opened meanwhile; a leak is 18
    opened.close()
    assert open_files() < counts[-1]


def test_a_first_build_that_failed_leaves_nothing_to_mend_and_says_how_to_begin(tmp_path):
    with pytest.raises(CorpusError, match="groundwork sources"):
        build_index(index=tmp_path, handbook=False, embeddings=Counting(), remove="what was never there")
    assert (tmp_path / "library.sqlite").is_file()
    with pytest.raises(IndexMissing, match="groundwork add"):
        OpenedIndex(tmp_path, Counting())
