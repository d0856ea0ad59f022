"""What opens an answer is an answer: no caveat, no afterthought, no yes to another question."""

import numpy as np
import pytest

from ingest.split import split
from ingest.types import Document
from rag.compose import compose
from rag.openings import Scored, news, only_tells, worth_little_alone
from rag.types import Hit, Signal
from rag.units import units
from rag.words import stems


def hits_of(text, asked=1.0):
    """Sections in the order of the text, each worth a little less."""
    document = Document(id="d", title="t", text=text, origin="here", sha256="0")
    near = (Signal(retriever="question", rank=1, score=asked, because=""),)
    return [Hit(passage=p, score=1 - 0.05 * n, rank=n + 1, signals=near) for n, p in enumerate(split(document))]


def answer(question, text, said=(), asked=1.0):
    words = stems(question)

    def closeness(texts):
        return np.array([len(words & stems(text)) / (len(words) or 1) for text in texts], dtype=np.float32)

    return [claim.text for claim in compose(question, hits_of(text, asked), closeness, said=said).claims]


@pytest.mark.parametrize(
    "text",
    [
        "No reliable average for such a search was found, so only one account can be given here.",
        "The bootcamp figures come from the bootcamp itself, so treat them as a claim.",
        "Honest job titles matter after a layoff too, because an inflated title is a lie.",
        "Savings for the months after a bootcamp therefore belong in your plan.",
        "A first AI project inside your company should therefore answer a problem that costs money.",
        "David Stutz likewise names the years that it takes.",
        "A 2026 careers guide is more hopeful about one role.",
        "Nine success stories cannot tell you your odds.",
        "The figures describe what happened and do not say why.",
        "Age past 40 need not stop a nurse either: one developer started at 40.",
        "Reading that 40 is not too old tipped the decision for the developer in that 2023 blog.",
    ],
)
def test_caveats_and_afterthoughts_are_known(text):
    assert worth_little_alone(text)


@pytest.mark.parametrize(
    "text",
    [
        "Plan for a search of 3-6 months after a bootcamp.",
        "Andrew Ng thinks too few people use informational interviews.",
        "A referral beats an application, says Chip Huyen (2021).",
        "Ask your manager what you would have to show.",
        "I found a job after 45 applications.",
        "Either a project or a certificate shows what you can do.",
        "In the 2019 survey half had no mentor.",
    ],
)
def test_what_answers_is_no_caveat(text):
    assert not worth_little_alone(text)


NO = (
    "## How do I explain a layoff?\n\nExplain a layoff with what you can do now. "
    "Honest titles matter after a layoff too, since a false one is a lie. "
    "A layoff of many people needs few words to explain.\n"
)


def test_what_is_left_of_a_section_opens_only_if_it_is_no_afterthought():
    question = "How do I explain a layoff?"
    opened = answer(f"{question}\nwhy?", NO, said=["Explain a layoff with what you can do now."])[0]
    assert opened == "A layoff of many people needs few words to explain."


def test_a_section_that_was_read_through_is_said_again_where_that_is_what_is_asked():
    text = (
        "## How many projects does a portfolio need?\n\nA portfolio needs no number of projects. "
        "One portfolio project that is good beats many projects.\n\n"
        "## What is a readme?\n\nA readme tells what a project does.\n"
    )
    read = ["A portfolio needs no number of projects. One portfolio project that is good beats many projects."]
    question = "How many projects does a portfolio need?"
    assert answer(f"{question}\nhow many?", text, said=read)[0] == "A portfolio needs no number of projects."
    assert answer(f"{question}\nwhy?", text, said=read)[0] != "A portfolio needs no number of projects."


def test_a_yes_does_not_open_the_answer_to_what_or_how():
    yes, how = "Yes, negotiate an offer with the company.", "People negotiate an offer with a company by phone."
    text = f"## Should I negotiate an offer?\n\n{yes} {how}\n"
    assert answer("Should I negotiate an offer with a company?", text)[0] == yes
    assert answer("how do I negotiate an offer with a company by phone", text)[0] == how
    assert answer("I have one from a company. how do I negotiate an offer by phone with them", text)[0] == how


@pytest.mark.parametrize(
    ("asked", "tells"),
    [
        ("they want me to do medicine instead", True),
        ("my english is so-so.", True),
        ("can I do it at night", False),
        ("so it is just luck?", False),
        ("i would rather stay. how do I tell my boss", False),
        ("isnt that risky", False),
        ("not sure whether i need one", False),
    ],
)
def test_who_only_tells_asks_for_no_yes(asked, tells):
    assert only_tells(asked) is tells


def test_in_a_chat_a_yes_does_not_answer_what_was_only_told():
    yes, how = "Yes, negotiate an offer with the company.", "People negotiate an offer with a company by phone."
    text = f"## Should I negotiate an offer?\n\n{yes} {how}\n"
    question = "I have an offer from a company."
    assert yes not in answer(f"{question}\nthey want me to negotiate by phone", text)
    assert yes in answer(f"{question}\nshould i negotiate", text)


def test_who_asks_about_what_was_read_is_answered_where_it_stands():
    text = (
        "## Which language for AI?\n\nLearn Python for AI. Most people in AI write Python.\n\n"
        "## Which course for AI?\n\nPython courses are free. Some AI courses last a year.\n"
    )
    first, second = "Most people in AI write Python.", "Python courses are free."
    read = ["Learn Python for AI."]
    assert answer("Which language for AI?\nwhy python", text, said=read)[0] == first
    assert answer("Which language for AI?\nand free courses", text, said=read)[0] == second


def test_another_section_with_nothing_but_caveats_is_not_heard():
    text = (
        "## How long is a job search?\n\nA job search is three months long. A job search is longer with a visa.\n\n"
        "## And in Chile?\n\nOne job search in Chile was rather long. No figure for a long job search was found.\n"
    )
    question, lead = "How long is a job search?", "One job search in Chile was rather long."
    whole = answer(question, text)
    assert lead in whole
    assert "No figure for a long job search was found." in whole
    assert answer(question, text, said=[f"Listen. {lead}"]) == [
        "A job search is three months long.",
        "A job search is longer with a visa.",
    ]


def test_news_is_a_word_that_what_was_read_does_not_hold():
    read = [Scored(unit, 1.0, 1.0) for unit in units(hits_of("## Which language?\n\nLearn Python before any other.\n"))]
    assert not news("why python?", read)
    assert not news("why?", read)
    assert news("what do recruiters think of it", read)
