"""A message is told to be whole, or to go on from what was said."""

import pytest

from rag.standing import bare, names_its_topic, stands_alone


@pytest.mark.parametrize(
    "text",
    [
        "is a bootcamp worth it",
        "is a masters abroad worth it",
        "is networking really that important",
        "is it too late to start at 50 with no maths",
        "are there jobs in nlp for linguists",
        "how long does it take to learn sql",
        "what is overfitting",
        "whats a data engineer",
        "I have an offer now but it's 15% less than my old salary, and the rent is due so I can't wait for them. "
        "Should I negotiate?",
    ],
)
def test_a_question_whose_small_words_point_at_nothing_said_before_is_whole(text):
    assert stands_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "is it worth it?",
        "is that important for juniors",
        "and is that worth it",
        "how long does it take",
        "what job exactly",
        "do they pay well?",
        "whats the difference day to day",
        "what is the catch",
        "what is that",
        "what are examples",
        "what if they say no",
        "that second option sounds good but I have no money, two kids and live in a small village, so would it work?",
    ],
)
def test_a_question_that_leaves_its_matter_out_goes_on_from_the_last(text):
    assert not stands_alone(text)


def test_a_short_whole_question_names_its_topic_and_an_ellipsis_does_not():
    assert names_its_topic("how do I ask for a promotion")
    assert names_its_topic("what if my manager won't let me work on ml projects")
    assert not names_its_topic("how many rounds?")
    assert not names_its_topic("and the promotion?")
    assert not names_its_topic("can I do them without a GPU?")
    assert not names_its_topic("what if they refuse")


def test_a_bare_follow_up_asks_for_no_detail():
    assert bare("why?")
    assert bare("and then?")
    assert not bare("how many?")
    assert not bare("why python")
