"""Rerankers keep every document and put the right one first."""

import pytest
from langchain_core.documents import Document

from ingest.embed import Embedder
from ingest.errors import ModelUnavailable
from rag.rerank import CrossEncoderReranker, Reranker

DOCUMENTS = [
    Document(page_content="Bread needs flour, water, salt and patience.", metadata={"n": 0}),
    Document(page_content="A portfolio shows projects that solve a real problem.", metadata={"n": 1}),
    Document(page_content="The median salary of data analysts was 80,000 dollars.", metadata={"n": 2}),
]


@pytest.mark.parametrize(
    ("question", "first"), [("how much do analysts earn", 2), ("what should my portfolio hold", 1)]
)
def test_the_right_document_moves_to_the_front(question, first, embedder: Embedder):
    found = Reranker(embedder=embedder).compress_documents(DOCUMENTS, question)
    assert found[0].metadata["n"] == first
    assert sorted(d.metadata["n"] for d in found) == [0, 1, 2]
    scores = [d.metadata["relevance_score"] for d in found]
    assert scores == sorted(scores, reverse=True)


def test_the_documents_that_went_in_are_not_changed(embedder: Embedder):
    Reranker(embedder=embedder, top_n=1).compress_documents(DOCUMENTS, "salary")
    assert "relevance_score" not in DOCUMENTS[0].metadata


def test_only_as_many_as_wanted_come_out(embedder: Embedder):
    assert len(Reranker(embedder=embedder, top_n=2).compress_documents(DOCUMENTS, "salary")) == 2
    assert Reranker(embedder=embedder).compress_documents([], "salary") == []


@pytest.mark.parametrize("question", ["", "???", "😀"])
def test_a_question_without_words_breaks_nothing(question, embedder: Embedder):
    assert len(Reranker(embedder=embedder).compress_documents(DOCUMENTS, question)) == 3


def test_a_cross_encoder_that_is_not_there_says_what_to_do(tmp_path):
    with pytest.raises(ModelUnavailable, match=r"Cannot load the cross-encoder.*folder of a model"):
        CrossEncoderReranker(model=str(tmp_path / "missing")).compress_documents(DOCUMENTS, "salary")
    assert CrossEncoderReranker(model="anything").compress_documents([], "salary") == []
