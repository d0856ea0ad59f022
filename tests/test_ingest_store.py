"""Store: real Chroma on disk; what it cannot read is an error in words."""

import numpy as np
import pytest
from langchain_core.embeddings import DeterministicFakeEmbedding

import ingest.store
from ingest.embed import as_matrix
from ingest.errors import IndexDamaged, StorageProblem
from ingest.store import Store


def vectors(count, size=16, seed=0):
    rows = np.random.default_rng(seed).normal(size=(count, size)).astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def filled(directory, count=300, generation="g1"):
    store = Store(directory, generation, write=True)
    rows = vectors(count)
    for kind in ("passages", "keys"):
        store.write(
            kind,
            [f"{i}" for i in range(count)],
            rows,
            [f"text {i}" for i in range(count)],
            [{"n": i, "l": ["a"]} for i in range(count)],
        )
    return store, rows


@pytest.mark.parametrize("count", [1, 2, 999, 1000, 1001, 2500])
def test_everything_is_on_disk_when_it_is_closed_so_that_opening_writes_no_vector_file(tmp_path, count, monkeypatch):
    monkeypatch.setattr(ingest.store, "PERSIST_AT_MOST", 900)
    store, rows = filled(tmp_path / "c", count)
    store.close()
    files = [p for p in (tmp_path / "c").rglob("*.bin") if p.is_file()]
    before = {p: p.stat().st_mtime_ns for p in files}
    again = Store(tmp_path / "c", "g1")
    assert again.count("passages") == count
    at = list({0, count // 2, count - 1})
    found = again.nearest("passages", rows[at], 3)
    assert [row[0][0] for row in found] == [str(i) for i in at]
    again.close()
    assert count < 2 or {p: p.stat().st_mtime_ns for p in files} == before


def test_neighbours_come_nearest_first_with_their_similarity(tmp_path):
    store, rows = filled(tmp_path / "c", 50)
    ((*found,),) = store.nearest("passages", rows[:1], 500)
    assert len(found) == 50
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    exact = dict(enumerate(rows @ rows[0]))
    assert all(abs(score - exact[int(id)]) < 1e-4 for id, score in found)
    (told,) = store.described("passages", [found[0][0], "nowhere"]).values()
    assert (told["n"], told["l"]) == (0, ["a"])
    assert store.described("passages", []) == {}
    assert store.nearest("passages", rows[:2], 0) == [[], []]
    assert store.nearest("passages", rows[:0], 5) == []
    store.widen(400)
    assert store.nearest("passages", rows[:1], 1)[0][0][0] == "0"
    store.close()


def test_two_stores_may_read_one_directory_and_closing_one_leaves_the_other(tmp_path):
    filled(tmp_path / "c")[0].close()
    one, two = Store(tmp_path / "c", "g1"), Store(tmp_path / "c", "g1")
    one.count("passages")
    one.close()
    assert two.count("passages") == 300
    two.close()


def test_langchain_reads_the_passages_as_its_own_vector_store(tmp_path):
    embeddings = DeterministicFakeEmbedding(size=16)
    store = Store(tmp_path / "c", "g1", write=True)
    texts = ["one", "two", "three"]
    store.write("passages", ["a", "b", "c"], as_matrix(embeddings, texts), texts, [{"n": i} for i in range(3)])
    found = store.vector_store(embeddings).as_retriever(search_kwargs={"k": 1, "filter": {"n": 1}}).invoke("two")
    assert [(d.id, d.page_content) for d in found] == [("b", "two")]
    store.close()


def test_a_directory_that_is_not_there_is_not_made_by_looking(tmp_path):
    with pytest.raises(IndexDamaged, match="groundwork index --rebuild"):
        Store(tmp_path / "c", "g1")
    assert not (tmp_path / "c").exists()


def test_a_generation_that_is_not_there_is_damage(tmp_path):
    filled(tmp_path / "c", 3)[0].close()
    store = Store(tmp_path / "c", "g2")
    with pytest.raises(IndexDamaged, match="--rebuild"):
        store.count("passages")
    with pytest.raises(IndexDamaged):
        store.nearest("keys", vectors(1), 3)
    store.close()


def test_a_broken_database_is_damage(tmp_path):
    filled(tmp_path / "c", 3)[0].close()
    (tmp_path / "c" / "chroma.sqlite3").write_bytes(b"no database" * 1000)
    with pytest.raises(IndexDamaged, match="--rebuild"):
        Store(tmp_path / "c", "g1").count("passages")


def test_vectors_of_another_size_are_an_error_in_words(tmp_path):
    store, _ = filled(tmp_path / "c", 3)
    with pytest.raises(IndexDamaged, match="dimension"):
        store.nearest("passages", vectors(1, size=7), 3)
    store.close()


def test_a_file_where_the_directory_should_be_is_a_storage_problem(tmp_path):
    (tmp_path / "c").write_text("in the way")
    with pytest.raises(StorageProblem, match="--index"):
        Store(tmp_path / "c" / "d", "g1", write=True)


def test_a_server_that_does_not_answer_is_named(tmp_path):
    with pytest.raises(StorageProblem, match=r"127\.0\.0\.1:9.*chroma run"):
        Store(tmp_path, "g1", "http://127.0.0.1:9")
