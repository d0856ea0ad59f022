"""Enough evidence is told from too little."""

import pytest

from rag.learned import FARTHEST
from rag.retrieve import retrieve
from rag.sufficiency import ENOUGH, PRODUCTS, evidence_of, scaled, sufficiency


def probability(question, index):
    generation = index.current()
    return sufficiency(question, retrieve(question, generation), generation)


def test_it_is_a_probability(small_index):
    for question in ("what should a portfolio show?", "who won the cup final", "zebra", "the of"):
        assert 0 <= probability(question, small_index) <= 1


def test_what_the_sources_say_stands_above_what_they_do_not(small_index):
    known = min(
        probability(q, small_index)
        for q in ("What should a portfolio show?", "Do I need a PhD to work in machine learning?")
    )
    unknown = max(
        probability(q, small_index) for q in ("How do I bake sourdough bread?", "What's the weather in Oslo tomorrow?")
    )
    assert unknown < ENOUGH < known


@pytest.mark.parametrize("question", ["anything", ""])
def test_no_hit_answers_nothing(question, small_index):
    assert sufficiency(question, (), small_index.current()) == 0.0


def test_a_strange_name_and_a_live_question_are_noticed(small_index):
    generation = small_index.current()
    question = "Is Siemens hiring data analysts in Erlangen right now?"
    found = evidence_of(question, retrieve(question, generation), generation)
    assert found["strange_names"] == 2
    assert found["live"] == 1


def test_features_far_from_all_others_say_no_more_than_far_ones():
    names = {name for pair in PRODUCTS for name in pair}
    found = scaled(dict.fromkeys(names, 1000.0), dict.fromkeys(names, 0.0), dict.fromkeys(names, 2.0))
    assert {found[name] for name in names} == {FARTHEST}
    assert all(found[f"{one}*{other}"] == FARTHEST**2 for one, other in PRODUCTS)


def test_products_of_what_a_model_does_not_weigh_are_left_out():
    assert scaled({"late": 1.0, "beyond": 5.0}, {"late": 0.0}, {"late": 1.0}) == {"late": 1.0}
