"""Advisor: the whole pipeline on real parts, with small real documents."""

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableLambda

from ingest.errors import GroundworkError, IndexMissing, QuestionRefused
from rag import Advisor
from rag.retrieve import KeywordRetriever
from rag.types import Answer, Finding, Hits, Verdict


@pytest.fixture(scope="module")
def advisor(small_index):
    return Advisor(small_index)


def test_a_question_is_answered_with_the_sources_own_words(advisor):
    answer = advisor.invoke("Do I need a PhD to work in machine learning?")
    assert "Most machine learning engineers have no PhD." in answer.text
    assert answer.mode == "composed"
    assert answer.citations
    for citation in answer.citations:
        document = advisor.document(citation.passage.document_id)
        assert document.text[citation.start : citation.end] == citation.quote


def test_an_answer_survives_json(advisor):
    answer = advisor.invoke("What should a portfolio show?")
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


def test_the_stream_gives_hits_then_findings_then_the_answer(advisor):
    events = list(advisor.stream("What should a portfolio show?"))
    assert isinstance(events[0], Hits)
    assert isinstance(events[-1], Answer)
    assert all(isinstance(event, Finding) for event in events[1:-1])
    assert tuple(events[1:-1]) == events[-1].shown


def test_timings_are_told_step_by_step(advisor):
    timings = advisor.invoke("What should a portfolio show?").timings
    assert timings["total"] >= timings["retrieve"] > 0


def test_asked_at_once_or_one_by_one_the_answers_are_the_same(advisor):
    questions = ["What should a portfolio show?", "Do I need a PhD to work in machine learning?"]
    assert [a.text for a in advisor.batch(questions)] == [advisor.invoke(q).text for q in questions]


def test_it_can_be_awaited(advisor):
    async def all_events():
        return [event async for event in advisor.astream("What should a portfolio show?")]

    events = asyncio.run(all_events())
    assert isinstance(events[-1], Answer)
    assert asyncio.run(advisor.ainvoke("What should a portfolio show?")).text == events[-1].text


def test_it_is_a_runnable_that_pipes(advisor):
    assert isinstance(advisor, Runnable)
    chain = advisor | RunnableLambda(lambda answer: len(answer.citations))
    assert chain.invoke("Do I need a PhD to work in machine learning?") > 0


def test_it_is_a_node_of_a_graph(advisor):
    from langgraph.graph import END, START, MessagesState, StateGraph

    graph = StateGraph(MessagesState)
    graph.add_node("advise", lambda state: {"messages": [AIMessage(str(advisor.invoke(state)))]})
    graph.add_edge(START, "advise")
    graph.add_edge("advise", END)
    final = graph.compile().invoke({"messages": [HumanMessage("Do I need a PhD to work in machine learning?")]})
    assert "have no PhD" in final["messages"][-1].text


def test_a_dialogue_is_understood_by_its_last_turn(advisor):
    answer = advisor.invoke(
        [
            HumanMessage("What should a portfolio show?"),
            AIMessage("Two or three projects."),
            HumanMessage("Do I need a PhD to work in machine learning?"),
        ]
    )
    assert "PhD" in answer.text


@pytest.mark.parametrize("asked", [None, 7, [], [AIMessage("hello")], {"nothing": 1}, object()])
def test_what_is_no_question_is_refused_with_a_reason(advisor, asked):
    with pytest.raises(QuestionRefused):
        advisor.invoke(asked)


def test_another_retriever_takes_the_place_of_ours(small_index):
    question, retriever = "What should a portfolio show?", KeywordRetriever(index=small_index)
    answer = Advisor(small_index, retriever=retriever).invoke(question)
    assert [hit.passage for hit in answer.hits] == [
        Passage.from_document(found) for found in retriever.invoke(question)
    ]


def test_a_foreign_retriever_needs_no_groundwork_passages(small_index):
    class Elsewhere(BaseRetriever):
        def _get_relevant_documents(self, query, *, run_manager):
            from langchain_core.documents import Document

            text = "A portfolio shows finished projects that solve a problem. Reviewers look at the readme first."
            return [Document(page_content=text, metadata={"source": "wiki/portfolio"})]

    answer = Advisor(small_index, retriever=Elsewhere()).invoke("What should a portfolio show?")
    assert {hit.passage.document_id for hit in answer.hits} == {"wiki/portfolio"}


def test_another_checker_takes_the_place_of_ours(small_index):
    def sceptic(claims):
        return [Verdict(label="unsupported", confidence=1, reason="I believe nothing") for _ in claims]

    answer = Advisor(small_index, checker=sceptic).invoke("What should a portfolio show?")
    assert answer.declined is not None
    assert answer.citations == ()


def test_a_folder_without_an_index_is_told_with_its_cure(tmp_path, embedder):
    with pytest.raises(IndexMissing, match="groundwork add"):
        Advisor.open(tmp_path / "none", embeddings=embedder)


def test_search_shows_retrieval_alone(advisor):
    hits = advisor.search("portfolio projects", limit=2)
    assert [hit.rank for hit in hits] == [1, 2]
    assert hits[0].passage.document_id == "portfolio"
    assert hits[0].signals


STRANGE = [
    "",
    " ",
    "\0\x07\x1b[31m",
    "🙂🙂🙂",
    "?" * 500,
    "<script>alert(1)</script>",
    "שלום עולם מה שלומך",
    "a" * 100_000,
    "the of and",
    "\u202eesrever",
    "x\ud800y",
]


@pytest.mark.parametrize("question", STRANGE, ids=range(len(STRANGE)))
def test_a_strange_question_ends_in_an_answer_or_an_honest_decline(advisor, question):
    answer = advisor.invoke(question)
    assert answer.declined or answer.citations
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=200))
def test_any_text_ends_in_an_answer_or_a_decline_whose_quotes_stand(advisor, question):
    try:
        answer = advisor.invoke(question)
    except GroundworkError:
        return
    for citation in answer.citations:
        assert advisor.document(citation.passage.document_id).text[citation.start : citation.end] == citation.quote
