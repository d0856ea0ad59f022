"""What was answered is said again from the sources, where a person asks what it was or where it is from."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from ingest.index import build_index
from ingest.opened import OpenedIndex
from rag import Advisor
from rag.recall import AGAIN, quoted, recall, wish_of
from rag.types import Finding, Hits


@pytest.fixture(scope="module")
def advisor(small_index):
    return Advisor(small_index)


@pytest.fixture(scope="module")
def generation(small_index):
    return small_index.current()


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("where is that from?", "source"),
        ("wheres this number from", "source"),
        ("says who?", "source"),
        ("sources pls", "source"),
        ("how do you know that", "source"),
        ("what's your source for that", "source"),
        ("are you sure?", "sure"),
        ("is that still true", "sure"),
        ("how old is that data", "sure"),
        ("ok really?", "sure"),
        ("can you repeat that", "again"),
        ("what did you say", "again"),
    ],
)
def test_a_question_about_the_last_answer_is_known(text, wish):
    assert wish_of(text) == (wish, "")


def test_what_it_is_about_is_known_too():
    assert wish_of("what did you just say about Kaggle?") == ("again", "Kaggle")
    assert wish_of("remind me what you said about visas") == ("again", "visas")


@pytest.mark.parametrize(
    "text",
    [
        "what are your sources",
        "who says I need a degree",
        "are you sure I need Python",
        "is that a good idea",
        "where do I find a mentor",
        "is the salary right for Berlin",
        "what do you mean",
        "",
        "where is that from? " * 20,
    ],
)
def test_other_questions_are_looked_up(text):
    assert wish_of(text)[0] is None


def test_the_sentences_of_an_answer_are_found_word_for_word_in_its_order(advisor, generation):
    answer = advisor.invoke("What should a portfolio show?")
    units = quoted(answer.text, generation)
    shown = [f.claim.citations[0] for f in answer.shown if f.claim.layout in ("paragraph", "inline")]
    assert [unit.citation.quote for unit in units] == [citation.quote for citation in shown]


def test_where_is_that_from_names_the_section_and_the_source(advisor):
    asked = "Do I need a PhD to work in machine learning?"
    first = advisor.invoke(asked)
    *_, answer = advisor.stream([HumanMessage(asked), AIMessage(first.text), HumanMessage("where is that from?")])
    assert answer.shown[0] == first.shown[0]
    assert "'Do I need a PhD to work in machine learning?'" in answer.notice
    assert "A. Writer" in answer.notice
    assert answer.timings["recall"] > 0


def test_it_streams_like_any_answer(advisor):
    asked = "What should a portfolio show?"
    dialogue = [HumanMessage(asked), AIMessage(advisor.invoke(asked).text), HumanMessage("what did you just say")]
    hits, *findings, answer = advisor.stream(dialogue)
    assert isinstance(hits, Hits)
    assert all(isinstance(finding, Finding) for finding in findings)
    assert tuple(findings) == answer.shown
    assert len(answer.shown) > 0
    assert {hit.passage for hit in answer.hits} == {citation.passage for citation in answer.citations}


def test_what_was_said_about_a_matter_is_found_behind_the_last_answer(generation):
    answers = [
        "Coding interviews for data scientists test SQL and Python. [1]",
        "Most machine learning engineers have no PhD. [1]",
    ]
    found = recall("what did you say about SQL?", answers, generation)
    assert [claim.text for claim in found.claims] == ["Coding interviews for data scientists test SQL and Python."]
    assert len(found.claims) <= AGAIN


def test_words_that_no_source_holds_are_not_said_again(advisor, generation):
    made_up = "Every data analyst earns a million dollars. [1] Our chef recommends the soup. [2]"
    assert recall("where is that from?", [made_up], generation) is None
    assert recall("where is that from?", [], generation) is None
    half = f"{made_up} Most machine learning engineers have no PhD. [3]"
    found = recall("can you repeat that", [half], generation)
    assert [claim.text for claim in found.claims] == ["Most machine learning engineers have no PhD."]
    answer = advisor.invoke([HumanMessage("hm"), AIMessage(made_up), HumanMessage("where is that from?")])
    assert "million" not in answer.text


def test_a_crisis_is_no_question_about_an_answer(advisor):
    said = AIMessage("Most machine learning engineers have no PhD. [1]")
    answer = advisor.invoke(
        [HumanMessage("hm"), said, HumanMessage("what did you say about PhD, i want to kill myself")]
    )
    assert answer.declined.reason == "crisis"


def test_a_part_of_what_was_said_is_not_what_was_said(generation):
    said = "Each project needs a readme that says what you found."
    assert [unit.text for unit in quoted(said, generation)] == [said]
    assert quoted(f"It is a myth that: {said[0].lower()}{said[1:]} No.", generation) == []
    assert quoted(f"It is a myth that {said} No.", generation) == []


def test_of_a_list_only_the_items_that_were_said_are_said_again(tmp_path, embedder):
    lead, items = "Never do these things in a first interview:", ("lie about your pay.", "leave without a word.")
    (tmp_path / "d").mkdir()
    (tmp_path / "d" / "never.md").write_text("# Never\n\n" + lead + "\n\n" + "\n".join(f"- {i}" for i in items) + "\n")
    build_index([tmp_path / "d"], index=tmp_path / "i", handbook=False, embeddings=embedder)
    generation = OpenedIndex(tmp_path / "i", embedder).current()
    for count in range(3):
        (unit,) = quoted("\n".join([lead, *(f"- {item} [{n}]" for n, item in enumerate(items[:count]))]), generation)
        assert [item.quote for item in unit.items] == list(items[:count])


def test_an_answer_of_spaces_is_no_trouble(generation):
    assert quoted(" " * 20_000, generation) == []
