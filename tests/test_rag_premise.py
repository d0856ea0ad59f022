"""Premise: somebody else's answer is not the asker's."""

import pytest

from rag.premise import CONTRADICTION, clash, penalty


def headed(heading):
    return ("A chapter", heading)


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("I'm 27. Should I pivot to ML?", "I am in my fifties. Should I pivot to AI?"),
        ("How long until I am a data scientist?", "How do I become a data engineer?"),
        ("I'm a truck driver, can I get in?", "I am a nurse. Can I get into data?"),
    ],
)
def test_what_contradicts_the_question_falls_behind(question, heading):
    assert clash(question, headed(heading)) == 1
    assert penalty(question, headed(heading)) == CONTRADICTION


@pytest.mark.parametrize(
    ("question", "heading"),
    [
        ("I'm a nurse, 41, can I get into ML?", "I am a nurse. Can I get into data?"),
        ("52 and no idea, too late?", "Am I too old to get into AI at 40 or later?"),
        ("I drive a truck as a driver. Can I get in?", "I have no technical background. Can I get into data?"),
    ],
)
def test_what_the_asker_says_counts_in_favour(question, heading):
    assert clash(question, headed(heading)) < 0


def test_a_premise_that_the_question_does_not_share_weakens_a_section():
    assert 0 < clash("Can I get into AI?", headed("I am a nurse. Can I get into data?")) < 1
    assert 0 < clash("How much do data scientists earn?", headed("How much does a data scientist earn in Germany?")) < 1


def test_a_heading_without_a_premise_is_left_alone():
    assert clash("I'm 27 and a chef", headed("What should a portfolio show?")) == 0


def test_a_comparison_prefers_the_section_that_holds_both_roles():
    both = clash("data engineer vs data analyst", headed("How do a data engineer and a data analyst differ?"))
    one = clash("data engineer vs data analyst", headed("How does a data analyst differ from a data scientist?"))
    assert both == 0 < one


def test_what_was_said_earlier_in_a_chat_speaks_for_no_section_but_may_contradict_one():
    heading = headed("I am a nurse. Can I get into data?")
    assert clash("I am a nurse", heading) < 0
    assert clash("I am a nurse\nand what does it cost", heading) == 0
    assert clash("I drive a truck\nand what does it cost", heading) == 1
