"""Compose and units: whole sentences of the sources, that stand alone, in an order that reads well."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.split import split
from ingest.types import Document
from rag import compose as compose_module
from rag.check import check
from rag.compose import BEST_SHARE, LEAST_SHARE, compose, shares_of, wanted_length
from rag.expand import MOST_SECTIONS
from rag.repeats import adds_nothing
from rag.types import Hit
from rag.units import shown, stands_alone, units
from rag.words import stems

TEXT = """# Portfolio

## What makes a good project?

A good project solves a problem that somebody has. It need not be large. Reviewers read the first page only.

A good first project has three traits:

- A good project is finished, so that others can try it.
- A good project shows how its author met an obstacle.
- A good project says in one page what it does.

## How long does it take?

A first project takes about four weeks of evenings. Is that long? Most people need more time for cleaning data.
"""


def hits_of(text, id="d"):
    document = Document(id=id, title="t", text=text, origin="here", sha256="0")
    return tuple(Hit(passage=p, score=1 / (n + 1), rank=n + 1) for n, p in enumerate(split(document)))


def shared_words(question):
    asked = stems(question)
    return lambda texts: np.array([len(asked & stems(text)) / (len(asked) or 1) for text in texts], dtype=np.float32)


def draft(question, text=TEXT, length=None, said=()):
    return compose(question, hits_of(text), shared_words(question), length, said)


def test_every_claim_stands_in_its_source_word_for_word():
    for claim in draft("What makes a good project?").claims:
        (citation,) = claim.citations
        assert TEXT[citation.start : citation.end] == citation.quote
        assert claim.text == shown(citation.quote)


def test_every_composed_claim_is_proven_without_a_model():
    assert {v.label for v in check(draft("What makes a good project?").claims)} == {"supported"}
    assert {v.confidence for v in check(draft("What makes a good project?").claims)} == {1.0}


def test_the_answer_opens_with_the_direct_answer():
    assert draft("What makes a good project?").claims[0].text.startswith("A good project solves a problem")


def test_a_list_keeps_its_lead_in_and_its_items():
    layouts = [c.layout for c in draft("Which traits make a good first project?").claims]
    assert layouts.count("item") == 3
    lead = next(c for c in draft("Which traits make a good first project?").claims if c.text.endswith(":"))
    assert lead.text == "A good first project has three traits:"


def test_a_list_that_a_passage_cuts_keeps_all_its_items():
    items = [
        f"Step {letter} is described in some two dozen words, so that the whole list is longer than a passage may "
        "be and goes on in the next one, as lists do."
        for letter in "abcdefghij"
    ]
    text = "## How do I begin?\n\nBegin with these ten steps:\n\n" + "\n".join(f"- {item}" for item in items) + "\n"
    hits = hits_of(text)
    assert len(hits) > 1
    (listed,) = units([hit.model_copy(update={"rank": len(hits) - n}) for n, hit in enumerate(hits)])
    assert [item.quote for item in listed.items] == items
    assert all(text[item.start : item.end] == item.quote for item in listed.items)


def test_items_without_their_list_stand_alone():
    text = "## How do I begin?\n\n- A first project takes about four weeks of evenings.\n- They do not.\n"
    assert [unit.text for unit in units(hits_of(text))] == ["A first project takes about four weeks of evenings."]


def test_what_the_person_has_just_read_is_not_said_again():
    first = draft("What makes a good project?")
    again = draft("What makes a good project?", said=["\n".join(claim.text for claim in first.claims)])
    repeated = {claim.text for claim in first.claims} & {claim.text for claim in again.claims}
    assert len(first.claims) > 2
    assert len(repeated) <= 1


def test_a_likely_section_has_most_of_the_room_and_unlikely_ones_have_none():
    assert shares_of([2.0, 0.5, 0.4]) == (1.0,)
    assert compose_module.MOST_SECTIONS == MOST_SECTIONS
    several = shares_of([1.0, 0.98, 0.97, 0.96, 0.95, 0.94, 0.93, 0.92])
    assert len(several) == MOST_SECTIONS
    assert several[0] >= BEST_SHARE
    assert min(several) >= LEAST_SHARE


def test_the_yes_of_another_question_is_not_an_answer():
    text = "## Do I need a degree?\n\nA degree helps, but few ask for one.\n\n## Is Rust nice?\n\nYes, Rust is nice.\n"
    hits = [hit.model_copy(update={"score": 1.0}) for hit in hits_of(text)]
    drafted = compose("Do I need a degree?", hits, lambda texts: np.full(len(texts), 0.5, dtype=np.float32))
    assert [claim.text for claim in drafted.claims] == ["A degree helps, but few ask for one."]


def test_a_sentence_that_leans_on_another_is_shown_with_it():
    texts = [unit.text for unit in units(hits_of(TEXT))]
    assert "A good project solves a problem that somebody has. It need not be large." in texts
    assert not any(text.startswith("It ") for text in texts)


def test_questions_in_the_text_are_never_answers():
    assert not any(unit.text.endswith("?") for unit in units(hits_of(TEXT)))


def test_nothing_is_said_twice():
    doubled = TEXT + "\n## Again?\n\nA good project solves a problem that somebody has.\n"
    texts = [c.text for c in draft("What makes a good project?", doubled).claims]
    assert len(texts) == len(set(texts))


def test_no_hits_make_an_empty_draft():
    assert compose("anything", (), shared_words("anything")).claims == ()


def test_a_text_without_a_whole_sentence_makes_an_empty_draft():
    assert draft("numbers", "1 2 3\n\nfoo bar").claims == ()


def test_a_situation_gets_a_longer_answer_than_a_fact():
    personal = (
        "I am 34, a physics teacher with some Python and two kids, and I wonder whether a master's is worth it and "
        "where to start, what do you think?"
    )
    assert wanted_length(personal) > wanted_length("Who wrote it?")


@pytest.mark.parametrize(
    "sentence",
    [
        "This is why it matters a lot.",
        "They earn more than others.",
        "Of course it does so too.",
        "Why not?",
        "Short one.",
    ],
)
def test_dangling_sentences_do_not_stand_alone(sentence):
    assert not stands_alone(sentence)


def test_markdown_marks_are_not_shown():
    assert (
        shown("Learn **linear\nalgebra** from [a course](http://x.example).") == "Learn linear algebra from a course."
    )


@given(st.text(max_size=400))
def test_units_of_any_text_quote_it_exactly(text):
    if not any(c.isalnum() for c in text):
        return
    for unit in units(hits_of(text)):
        assert text[unit.citation.start : unit.citation.end] == unit.text


def test_a_fact_that_another_section_told_with_the_same_figures_is_not_told_again():
    text = (
        "## What does it pay?\n\nThe median data scientist earned 112,590 dollars in May 2024.\n\n"
        "## Is it well paid?\n\nData scientists earned a median of 112,590 dollars a year, official figures say.\n\n"
        "## And in 2018?\n\nThe median data scientist earned 112,590 dollars in May 2018.\n"
    )
    first, again, other_year = units(hits_of(text))
    assert adds_nothing(again, [first])
    assert not adds_nothing(other_year, [first])


def test_parallel_facts_of_one_section_are_all_told():
    text = "## Medals\n\nA bronze medal is for the best 10% of teams. A gold medal is for 10% of big teams and rare.\n"
    bronze, gold = units(hits_of(text))
    assert not adds_nothing(gold, [bronze])


def test_an_opening_that_opened_an_earlier_answer_gives_way():
    first = draft("What makes a good project?").claims[0].text
    again = draft("What makes a good project?", said=[first]).claims
    assert again
    assert again[0].text != first


def test_who_asks_on_with_words_of_their_own_hears_another_section_first():
    text = (
        "## Can a nurse move to data?\n\nA nurse can move to data work. Nurses know patient data well. "
        "A nurse learns new tools for data.\n\n"
        "## How long does training take?\n\nTraining for data work takes a year.\n"
    )
    question = "Can a nurse move to data?"
    hits = [hit.model_copy(update={"score": 1 - 0.1 * n}) for n, hit in enumerate(hits_of(text))]
    read = ["A nurse can move to data work. Nurses know patient data well."]
    why, long = f"{question}\nwhy?", f"{question}\nhow long does training take?"
    opening = compose(question, hits, shared_words(question)).claims[0].text
    assert opening == "A nurse can move to data work."
    assert compose(why, hits, shared_words(why), said=read).claims[0].text == "A nurse learns new tools for data."
    assert compose(long, hits, shared_words(long), said=read).claims[0].text == "Training for data work takes a year."
    assert compose(long, hits, shared_words(long)).claims[0].text == opening
