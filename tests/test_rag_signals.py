"""What another retriever finds is judged as our own hits are."""

import pytest
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from rag.advisor import Advisor
from rag.retrieve import from_documents, retrieve
from rag.signals import judged
from rag.sufficiency import ENOUGH, sufficiency

QUESTION = "What should a portfolio show?"
ELSEWHERE = [
    "A portfolio should show two or three finished projects, each with a readme that says what problem it solves.",
    "Bread rises because yeast makes gas. Let the dough rest for an hour in a warm place before you bake it.",
]


def found(texts):
    return from_documents(
        [Document(page_content=text, metadata={"source": f"wiki/{at}"}) for at, text in enumerate(texts)]
    )


def score(hit, name):
    return next(signal.score for signal in hit.signals if signal.retriever == name)


def test_our_own_passages_get_the_signals_that_our_retrieval_gives(small_index):
    generation = small_index.current()
    ours = retrieve(QUESTION, generation, 3)
    bare = [hit.model_copy(update={"signals": ()}) for hit in ours]
    for hit, again in zip(ours, judged(QUESTION, bare, generation), strict=True):
        assert again.passage == hit.passage and again.rank == hit.rank and again.score == hit.score
        assert score(again, "vector") == pytest.approx(score(hit, "vector"), abs=0.01)
        assert again.signals[0].because == hit.signals[0].because


def test_words_from_elsewhere_are_matched_token_by_token_too(small_index):
    on, beside = judged(QUESTION, found(ELSEWHERE), small_index.current())
    assert {signal.retriever for signal in on.signals} == {"vector", "sentence", "question", "keyword", "late"}
    for name in ("vector", "sentence", "keyword", "late"):
        assert score(on, name) > score(beside, name)
    assert next(s.rank for s in on.signals if s.retriever == "late") == 1


def test_what_answers_suffices_and_what_does_not_does_not(small_index):
    generation = small_index.current()
    on, beside = (judged(QUESTION, found([text]), generation) for text in ELSEWHERE)
    assert sufficiency(QUESTION, beside, generation) < ENOUGH < sufficiency(QUESTION, on, generation)


def test_nothing_found_is_nothing(small_index):
    assert judged(QUESTION, (), small_index.current()) == ()


def test_a_foreign_retriever_answers_and_declines(small_index):
    class Elsewhere(BaseRetriever):
        def _get_relevant_documents(self, query, *, run_manager):
            return [Document(page_content=text, metadata={"source": "wiki"}) for text in ELSEWHERE]

    advisor = Advisor(small_index, retriever=Elsewhere())
    answer = advisor.invoke(QUESTION)
    assert answer.declined is None and "finished projects" in answer.text
    assert advisor.invoke("How much does a blacksmith earn in Peru?").declined is not None


def test_texts_met_again_are_not_encoded_again(small_index, monkeypatch):
    generation, hits = small_index.current(), found(["A text about portfolios that nobody has met before."])
    judged(QUESTION, hits, generation)
    asked = []
    encode = generation.embeddings.encode_with_tokens
    monkeypatch.setattr(generation.embeddings, "encode_with_tokens", lambda texts: asked.append(texts) or encode(texts))
    judged("How many projects does a portfolio need?", hits, generation)
    assert asked == []
