"""Retrieval on a real index, its order by law, its seams to LangChain by LangChain's own tests."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.retrievers import BaseRetriever
from langchain_tests.integration_tests import RetrieversIntegrationTests

from ingest.embed import Embedder
from ingest.index import build_index
from ingest.opened import OpenedIndex
from rag.features import matched, rarities
from rag.fuse import reciprocal_ranks, spread
from rag.retrieve import HybridRetriever, KeywordRetriever, from_documents, retrieve
from rag.shelf import whole_shelf
from rag.spelling import mended


class TestHybridRetriever(RetrieversIntegrationTests):
    @pytest.fixture(autouse=True)
    def _index(self, small_index: OpenedIndex) -> None:
        type(self).index = small_index

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return HybridRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, object]:
        return {"index": self.index}

    @property
    def retriever_query_example(self) -> str:
        return "Which interviews and projects, and how much is a degree worth?"


class TestKeywordRetriever(TestHybridRetriever):
    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return KeywordRetriever


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("do i need a doctorate for ml", "degrees"),
        ("what should be in my portfolio?", "portfolio"),
        ("how do I prepare for a coding interview", "interviews"),
        ("data analyst pay", "salaries"),
        ("I'm 31 and work in a shop. My sister is a nurse. What does a data analyst earn?", "salaries"),
        ("porfolio projcts", "portfolio"),
    ],
)
def test_the_right_document_comes_first(question, document, small_index):
    assert retrieve(question, small_index.current())[0].passage.document_id == document


def test_hits_are_ranked_distinct_and_say_why(small_index):
    hits = retrieve("how do I prepare for a coding interview", small_index.current(), 5)
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)
    told = {signal.retriever: signal for signal in hits[0].signals}
    assert {"vector", "sentence", "question", "keyword", "late"} <= set(told)
    assert "interview" in told["keyword"].because


def test_the_same_question_has_the_same_hits(small_index):
    one, two = (retrieve("master's degree worth it", small_index.current()) for _ in range(2))
    assert one == two


@pytest.mark.parametrize("question", ["", "   ", "???", "🎉🎉", "\n\t", "—"])
def test_a_question_without_words_finds_nothing(question, small_index):
    assert retrieve(question, small_index.current()) == ()


@pytest.mark.parametrize(
    "question",
    ["the of and", "zebra", "¿Necesito un doctorado?", "ماذا أدرس؟", "word " * 5000, 'a" OR (b', "\x00 career"],
)
def test_odd_questions_do_not_break_it(question, small_index):
    assert len(retrieve(question, small_index.current(), 3)) <= 3


def test_the_limit_holds(small_index):
    assert [len(retrieve("degree", small_index.current(), limit)) for limit in (0, 1, 2)] == [0, 1, 2]


def test_an_index_of_one_passage_gives_it(tmp_path, embedder: Embedder):
    (tmp_path / "one.txt").write_text("Only one thing is said here: sleep well before an exam.", encoding="utf-8")
    build_index([tmp_path / "one.txt"], index=tmp_path / "index", handbook=False, embeddings=embedder)
    assert len(retrieve("how do I prepare for an exam", OpenedIndex(tmp_path / "index", embedder).current())) == 1


def test_the_same_words_in_two_files_count_once(tmp_path, embedder: Embedder):
    for name in ("a", "b"):
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\nMentors help most in the first year.\n", encoding="utf-8")
    build_index([tmp_path], index=tmp_path / "index", handbook=False, embeddings=embedder)
    assert len(retrieve("do mentors help?", OpenedIndex(tmp_path / "index", embedder).current())) == 1


def test_hits_survive_the_way_through_langchain(small_index):
    documents = HybridRetriever(index=small_index, k=2).invoke("how do I prepare for an interview")
    assert documents[0].metadata["signals"]
    assert [hit.passage.text for hit in from_documents(documents)] == [d.page_content for d in documents]


RANKINGS = st.dictionaries(
    st.sampled_from("abc"), st.lists(st.sampled_from("pqrstuvw"), unique=True, max_size=8), max_size=3
)


@given(RANKINGS)
def test_a_passage_ahead_in_every_ranking_is_ahead_when_fused(rankings):
    fused = reciprocal_ranks(rankings)
    for one in fused:
        for two in fused:
            if one != two and all(
                two not in r or (one in r and r.index(one) < r.index(two)) for r in rankings.values()
            ):
                assert fused[one] > fused[two] or not any(two in r for r in rankings.values())


@given(
    st.lists(
        st.tuples(st.integers(-50, 50).map(lambda tenths: tenths / 10), st.integers(0, 3)), min_size=1, max_size=20
    ),
    st.integers(0, 25),
    st.floats(0, 3),
)
def test_making_room_keeps_the_best_first_and_names_nobody_twice(rows, limit, penalty):
    values = np.array([v for v, _ in rows], dtype=np.float32)
    section = np.array([s for _, s in rows])
    chosen = spread(values, section, limit, penalty)
    assert len(chosen) == len(set(chosen)) == min(limit, len(rows))
    if chosen:
        assert values[chosen[0]] == values.max()
    if penalty == 0:
        assert [values[at] for at in chosen] == sorted(values, reverse=True)[:limit]
    for number in set(section):
        inside = [values[at] for at in chosen if section[at] == number]
        assert inside == sorted(inside, reverse=True)


def test_a_slip_is_mended_and_a_word_is_left_alone():
    rarity = {"portfolio": 2.0, "career": 1.0, "hous": 1.0}
    assert mended("my porfolio and carreer", rarity) == "my portfolio and career"
    assert mended("a horse", rarity, frozenset({"horse"})) == "a horse"
    assert mended("Zalando pays", rarity) == "Zalando pays"


def test_tokens_are_met_at_most_by_all_of_a_passage_and_at_best_by_themselves():
    rng = np.random.default_rng(3)
    tokens = rng.normal(size=(70, 8)).astype(np.float32)
    tokens /= np.linalg.norm(tokens, axis=1, keepdims=True)
    question, weights = tokens[[1, 2, 65]], np.array([0.5, 0.3, 0.2], dtype=np.float32)
    found = matched(question, weights, tokens, np.array([40, 1, 29]))
    assert found.shape == (3, 3)
    late, even, window = found.T
    assert (window <= late + 1e-6).all()
    whole = matched(question, weights, tokens, np.array([70]))[0]
    assert whole[:2] == pytest.approx([1.0, 1.0], abs=1e-5)  # every token of the question is there
    assert whole[2] < 1  # but not within one window
    assert late.max() <= whole[0] + 1e-6
    assert even[1] == pytest.approx(float((question @ tokens[40]).mean()), abs=1e-5)


def test_elsewhere_a_token_weighs_by_how_rare_it_is_in_the_language(small_index, embedder: Embedder):
    shelf = whole_shelf(small_index.current())
    ids = [embedder.loaded.tokenizer.get_vocab()[word] for word in ("the", "help", "salary")]
    plain = replace(shelf, asks=np.zeros_like(shelf.asks), asked_section=shelf.asked_section[:0])
    weights = rarities(ids, plain)
    assert 0 < weights[0] < weights[1] < weights[2]
    assert (weights == rarities(ids, replace(plain, token_rarity={}))).all()
    headed = replace(shelf, asks=np.ones_like(shelf.asks), token_rarity={ids[0]: 9.0})
    assert rarities(ids, headed)[0] == 9.0


def test_the_neighbours_of_a_passage_are_of_its_document(small_index):
    shelf = whole_shelf(small_index.current())
    values = np.arange(len(shelf.passages), dtype=np.float32)
    beside = shelf.best_beside(values)
    documents = [p.document_id for p in shelf.passages]
    for at, best in enumerate(beside):
        near = [values[n] for n in (at - 1, at + 1) if 0 <= n < len(values) and documents[n] == documents[at]]
        assert best == max(near, default=values.min())
