"""Compose and units: whole sentences of the sources, that stand alone, in an order that reads well."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.split import split
from ingest.types import Document
from rag.check import check
from rag.compose import compose, shown, wanted_length
from rag.types import Hit
from rag.units import stands_alone, units
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


def draft(question, text=TEXT, length=None):
    return compose(question, hits_of(text), shared_words(question), length)


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
