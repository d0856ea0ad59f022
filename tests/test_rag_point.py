"""Point: what opens an answer is held against what is asked."""

import math

import pytest

from rag.features import goes_on
from rag.point import POINTED, evidence_of, probability, to_the_point
from rag.retrieve import retrieve
from rag.types import Citation

PHD, PAY = "Do I need a PhD to work in machine learning?", "How much does a data analyst earn?"


def citation_of(question, generation):
    """The whole best passage for a question."""
    passage = retrieve(question, generation)[0].passage
    return Citation(passage=passage, start=passage.start, end=passage.end)


def pointed(asked, opening_of, index, likely=0.99):
    generation = index.current()
    found = evidence_of(asked, citation_of(opening_of, generation), likely, generation)
    return probability(found, follows=goes_on(asked))


@pytest.mark.parametrize("asked", [PHD, "", "why?", "the of", "?", f"{PHD}\nwhy?", f"{PHD}\n"])
def test_it_is_a_probability(asked, small_index):
    assert 0 <= pointed(asked, PHD, small_index) <= 1


@pytest.mark.parametrize("asked", [PHD, "is a doctorate necessary for AI"])
def test_an_answer_to_what_is_asked_stands_above_one_to_something_else(asked, small_index):
    assert pointed(asked, PHD, small_index) > POINTED > pointed(asked, PAY, small_index)


def test_in_a_dialogue_the_last_line_is_what_is_asked(small_index):
    on, off = (
        pointed(f"{PAY}\n{now}", PAY, small_index) for now in ("how much do analysts earn?", "can I bring a dog")
    )
    assert on > POINTED
    assert on - off > 0.5
    turned = f"{PAY}\nand do I need a doctorate for AI?"
    assert pointed(turned, PHD, small_index) > pointed(turned, PAY, small_index)


def test_shared_words_are_those_of_the_last_line(small_index):
    generation = small_index.current()
    opening = citation_of(PHD, generation)
    one, two = (
        evidence_of(asked, opening, 0.9, generation)
        for asked in (f"{PAY}\nis a PhD asked for?", f"{PHD}\nis a driving licence asked for?")
    )
    assert one["shared_opening"] > two["shared_opening"]


def test_of_other_documents_nothing_was_learned(small_index):
    generation = small_index.current()
    assert to_the_point("my cat is ill", citation_of(PHD, generation), 0.01, generation) is None


def test_a_feature_that_is_no_number_is_no_praise(small_index):
    generation = small_index.current()
    found = evidence_of(PHD, citation_of(PHD, generation), 0.9, generation)
    assert probability(found | {"late": math.nan}, follows=False) == 0 < probability(found, follows=False)
