"""What a person said of themselves early on is found again where a later turn points to it, and only there."""

import pytest
from langchain_core.messages import AIMessage, HumanMessage

from rag.facts import facts_for
from rag.rephrase import rephrase

TURNS = ["I'm a nurse in Berlin, 41. Can I move into data?", "which tools do analysts use"]


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("what does a data analyst earn here", "in Berlin"),
        ("are there data jobs in my city", "in Berlin"),
        ("do people my age get hired as analysts", "41"),
        ("which role fits my background", "I'm a nurse in Berlin, 41."),
    ],
)
def test_here_and_my_age_stand_for_what_was_said(text, fact):
    assert facts_for(text, TURNS) == [fact]


@pytest.mark.parametrize("text", ["what does a data analyst earn in Canada", "here is my CV", "how is my CV read"])
def test_a_turn_that_points_to_nothing_personal_gets_nothing(text):
    assert facts_for(text, TURNS) == []


def test_the_newest_place_counts_and_one_named_now_counts_more():
    assert facts_for("what is the pay here", [*TURNS, "I move to a job in Toronto soon"]) == ["in Toronto"]
    assert facts_for("what is the pay here in Madrid", TURNS) == []


def test_a_fact_stands_above_a_question_that_is_whole():
    turns = [HumanMessage(TURNS[0]), AIMessage("Yes."), HumanMessage("what does a data analyst earn here")]
    found = rephrase(turns)
    assert found.context == TURNS[0]
    assert found.search == f"{TURNS[0]}\nwhat does a data analyst earn here"
    later = rephrase([HumanMessage("Can I move into data?"), *turns])
    assert later.context == "in Berlin Can I move into data?"
