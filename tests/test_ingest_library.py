"""Library: one SQLite file that many threads read, that any word may be looked up in, and that says when it is
broken.
"""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.errors import IndexDamaged, IndexMissing, StorageProblem
from ingest.library import Library, corpus_hash, keyword_table, version_of
from ingest.split import split
from ingest.types import Document, Source


def document(name="d", text="# Heading\n\nSome words about careers.", **more):
    return Document(id=name, title=name, text=text, origin=f"/{name}", sha256=f"{name}{text}", **more)


def filled(path, *documents, generation="g1"):
    library = Library(path, write=True)
    library.write_generation(generation, [(d, split(d)) for d in documents], "splitter")
    return library


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    texts = ["C++ and C# résumé tips.", "Careers in scikit-learn, AI/ML and R.", "Learn to negotiate. NEAR AND OR NOT"]
    documents = [document(f"d{i}", f"# Heading {i}\n\n{text}") for i, text in enumerate(texts)]
    library = filled(tmp_path_factory.mktemp("library") / "library.sqlite", *documents)
    yield library
    library.close()


@given(st.lists(st.text(st.characters(), max_size=12), max_size=6), st.integers(-3, 5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_words_may_be_looked_up(library, words, limit):
    found = library.search("g1", words, limit)
    assert len(found) <= max(limit, 0)


HOSTILE = [
    '"',
    "*",
    "a*",
    "text:careers",
    "NEAR(a b)",
    "^x",
    "\0",
    "\ud800",
    "",
    "'; DROP TABLE x",
    "{",
    "}",
    "-",
    "AND",
]


@pytest.mark.parametrize(
    "words", [*([word] for word in HOSTILE), HOSTILE, ["x" * 100_000], [f"w{i}" for i in range(20_000)]]
)
def test_no_word_is_an_operator(library, words):
    library.search("g1", words, 5)


@pytest.mark.parametrize(
    ("word", "place"),
    [("c++", 0), ("C#", 0), ("resume", 0), ("career", 1), ("scikit-learn", 1), ("negotiating", 2), ("NEAR", 2)],
)
def test_words_are_found_by_stem_and_without_accents(library, word, place):
    (passage,) = library.passages("g1", [id for id, _ in library.search("g1", [word], 5)])
    assert passage.document_id == f"d{place}"


def test_threads_may_ask_one_library_at_once(library):
    ids = [p.id for p in library.passages("g1")]

    def ask(number):
        assert [p.id for p in library.passages("g1", ids)] == ids
        assert library.search("g1", ["career"], 5)
        return library.document("g1", f"d{number % 3}").id

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(200))) == [f"d{n % 3}" for n in range(200)]


def test_passages_come_in_the_order_named_or_in_reading_order(library):
    ids = [p.id for p in library.passages("g1")]
    assert [p.id for p in library.passages("g1", [*reversed(ids), "unknown"])] == ids[::-1]
    assert [p.document_id for p in library.passages("g1")] == ["d0", "d1", "d2"]
    assert library.passages_of("g1", "d1")[0].document_id == "d1"
    assert library.document("g1", "unknown") is None
    assert library.documents("g2") == []


def test_generations_share_what_is_equal_and_part_without_loss(tmp_path):
    same, old, new = document("same"), document("changing", "Old words."), document("changing", "New words.")
    library = filled(tmp_path / "l.sqlite", same, old)
    library.write_generation("g2", [(d, split(d)) for d in (same, new)], "splitter")
    assert library.generations() == ["g1", "g2"]
    library.keep_only(["g2"])
    assert library.documents("g1") == []
    assert {d.text for d in library.documents("g2")} == {same.text, new.text}
    assert library.search("g2", ["new"], 5)
    with pytest.raises(IndexDamaged):
        library.search("g1", ["old"], 5)
    assert library.holds("g2", 2)
    assert not library.holds("g2", 3)
    assert not library.holds("g1", 2)
    library.keep_only([])
    assert library.generations() == []
    library.close()


def test_a_generation_that_cannot_be_written_leaves_nothing(tmp_path):
    library = filled(tmp_path / "l.sqlite", document())

    def breaks_off():
        yield document("other"), split(document("other"))
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        library.write_generation("g2", breaks_off(), "splitter")
    assert library.generations() == ["g1"]
    library.write_generation("g2", [(document("other"), split(document("other")))], "splitter")
    library.close()


def test_another_split_of_the_same_document_is_another_version():
    one = document()
    assert version_of(one, "s", split(one)) != version_of(one, "s", [])
    assert version_of(one, "s") != version_of(one, "t")


def test_the_corpus_hash_knows_contents_and_sources_and_no_order_or_folder():
    one, two = document("one"), document("two")
    assert corpus_hash([one, two]) == corpus_hash([two, one])
    assert corpus_hash([one]) == corpus_hash([one.model_copy(update={"origin": "/elsewhere"})])
    assert corpus_hash([one]) != corpus_hash([one.model_copy(update={"sources": (Source(id="s", title="S"),)})])


def test_vectors_come_back_as_they_were_kept_by_model_and_text(tmp_path):
    library = Library(tmp_path / "l.sqlite", write=True)
    texts = [f"text {i}" for i in range(1200)]
    vectors = np.random.default_rng(0).normal(size=(1200, 4)).astype(np.float32)
    library.store_vectors("m", texts, vectors)
    found = library.vectors("m", [*texts, "unknown"])
    assert all(np.array_equal(found[text], vector) for text, vector in zip(texts, vectors, strict=True))
    assert library.vectors("other", texts) == {}
    tokens = [np.ones((2, 4), np.int8), np.zeros((0, 4), np.int8)]
    library.store_tokens("m", texts[:2], tokens)
    assert library.with_tokens("m", texts) == set(texts[:2])
    assert library.tokens("m", texts)[texts[0]].shape == (2, 4)
    library.close()


def test_a_library_that_is_not_there_says_how_to_make_one(tmp_path):
    with pytest.raises(IndexMissing, match="groundwork add"):
        Library(tmp_path / "l.sqlite")


@pytest.mark.parametrize("write", [False, True])
def test_a_file_that_is_no_database_is_refused(tmp_path, write):
    path = tmp_path / "l.sqlite"
    path.write_bytes(b"this is no database at all " * 100)
    with pytest.raises(IndexDamaged, match="add the documents again"):
        Library(path, write=write)
    assert path.read_bytes().startswith(b"this is no database")


@pytest.mark.parametrize("write", [False, True])
def test_another_programs_database_is_left_alone(tmp_path, write):
    path = tmp_path / "l.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE books (title)")
    other.close()
    with pytest.raises(IndexDamaged, match="not a library of Groundwork"):
        Library(path, write=write)


def test_a_newer_library_asks_for_a_newer_groundwork(tmp_path):
    filled(tmp_path / "l.sqlite", document()).close()
    other = sqlite3.connect(tmp_path / "l.sqlite")
    other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(IndexDamaged, match="Update Groundwork"):
        Library(tmp_path / "l.sqlite")


def test_a_damaged_library_says_so_wherever_it_is_touched(tmp_path):
    path = tmp_path / "l.sqlite"
    library = filled(path, *(document(f"d{i}", f"# H\n\nWords number {i}. " * 50) for i in range(50)))
    library.settle()
    library.close()
    data = bytearray(path.read_bytes())
    data[8192:] = bytes(255 for _ in data[8192:])
    path.write_bytes(data)
    broken = Library(path)
    with pytest.raises(IndexDamaged, match="add the documents again"):
        broken.passages("g1")
    with pytest.raises(IndexDamaged):
        broken.check()
    broken.close()


def test_a_row_that_is_not_what_was_written_is_damage(tmp_path):
    library = filled(tmp_path / "l.sqlite", document())
    library.check()
    with library._transaction() as connection:
        connection.execute("UPDATE documents SET body = '{}'")
    with pytest.raises(IndexDamaged, match="cannot be read"):
        library.documents("g1")
    library.close()


def test_a_library_that_another_program_locks_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr("ingest.connection.WAIT_SECONDS", 0.1)
    filled(tmp_path / "l.sqlite", document()).close()
    other = sqlite3.connect(tmp_path / "l.sqlite")
    other.execute("BEGIN EXCLUSIVE")
    library = None
    with pytest.raises(StorageProblem, match="locked by another program"):
        library = Library(tmp_path / "l.sqlite", write=True)
    assert library is None
    other.close()


def test_only_a_generations_name_becomes_a_tables_name():
    with pytest.raises(ValueError):
        keyword_table("g1; DROP TABLE documents")
