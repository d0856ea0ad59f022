"""Notice: what the sources do not know is said, and nothing is said without a reason."""

import pytest

from rag.notice import NEAR, notice

CORPUS = {"germany", "python", "andrew", "ng", "kaggle", "google"}


def told(question, **more):
    return notice(question, (), lambda word: word.lower() in CORPUS, **more)


def test_a_name_that_no_source_holds_is_named_back():
    assert "Siemens" in told("Is the company Siemens a good first employer for data scientists?")


def test_a_name_of_two_words_is_one_name():
    assert "about Yann LeCun," in told("What does Yann LeCun recommend about building a portfolio of projects?")


@pytest.mark.parametrize(
    "question",
    [
        "Does Andrew Ng recommend Python to people who have never written a line?",
        "I have a PhD and work in IT in the UK, which AI role would suit me?",
        "Should people without any experience at all begin on Kaggle?",
    ],
)
def test_known_names_and_everyday_capitals_are_not_remarked_on(question):
    assert told(question) == ""


def test_a_short_question_about_pay_is_asked_back_for_role_and_country():
    assert told("What salary should I ask for?").startswith("Tell me which role you aim at and in which country")


def test_nothing_is_asked_back_in_a_dialogue():
    assert told("What salary should I ask for?", in_dialogue=True) == ""


def test_a_full_question_is_not_asked_back():
    assert "Tell me" not in told("How much does a data engineer earn in Germany?")


def test_figures_of_other_countries_are_not_passed_off():
    assert "None of these sources speaks of Germany" in told("How much does a data engineer earn in Germany?")


def test_a_country_is_known_as_one_however_it_is_typed():
    said = told("what do ml engineers earn in spain")
    assert "None of these sources speaks of Spain" in said
    assert "country, and" not in said


def test_an_answer_that_may_miss_the_point_says_so_once():
    assert told("How do I become a data engineer as a beginner in my forties?", unsure=True) == NEAR
    assert NEAR not in told("How do I become a data engineer as a beginner in my forties?")


def test_a_name_that_is_missing_is_doubt_enough():
    said = told("Is the company Siemens a good first employer for data scientists?", unsure=True)
    assert "Siemens" in said
    assert NEAR not in said
