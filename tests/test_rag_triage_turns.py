"""What people say between questions, and figures of speech that sound grave: neither is taken for the other."""

import pytest

from rag.triage import triage


@pytest.mark.parametrize(
    "message",
    [
        "ok that calms me a bit. thanks",
        "good to know",
        "that helps",
        "I feel better now, thank you",
    ],
)
def test_relief_is_no_question(message: str) -> None:
    assert triage(message).reason == "small-talk"


@pytest.mark.parametrize(
    "message",
    [
        "that helps but how do i start",
        "good to know. what does an analyst earn",
        "which helps?",
        "which makes sense for a nurse?",
        "that helps?",
    ],
)
def test_a_question_behind_relief_is_one(message: str) -> None:
    assert triage(message, follows=True).reason != "small-talk"


@pytest.mark.parametrize(
    "message",
    [
        "maths teacher, 33, thinking about jumping ship into data science",
        "I am thinking of jumping from nursing to AI, is that wise?",
        "thinking about jumping in at the deep end with PyTorch, good idea?",
        "im thinking of jumping over to data engineering, what should i learn",
    ],
)
def test_who_jumps_ship_is_in_no_crisis(message: str) -> None:
    assert triage(message).reason is None


@pytest.mark.parametrize(
    "message",
    [
        "i keep thinking about jumping",
        "thinking of jumping in front of the train after this rejection",
        "i think about jumping into the river",
        "thinking of jumping to my death",
        "thinking about jumping from my balcony",
        "thinking about jumping right off a bridge",
        "thinking of jumping straight in front of a train",
        "thinking about jumping into oncoming traffic",
        "thinking about jumping at the station",
        "i think about jumping over to the other side of the rail",
        "i think that jumping would end it",
    ],
)
def test_who_thinks_of_jumping_is(message: str) -> None:
    assert triage(message).reason == "crisis"
