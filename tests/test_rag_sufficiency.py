"""Enough evidence is told from too little."""

import pytest

from rag import sufficiency as module
from rag.features import listen
from rag.learned import FARTHEST
from rag.retrieve import retrieve
from rag.sufficiency import ENOUGH, PRODUCTS, evidence_of, leans, of_a_line, scaled, sufficiency


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


@pytest.mark.parametrize(
    ("line", "by_itself"),
    [
        ("and with a portfolio?", True),
        ("they want certificates and publications", True),
        ("why?", False),
        ("What should a portfolio show to an employer?", False),
    ],
)
def test_what_leans_and_names_something_is_judged_by_its_own_line(line, by_itself, small_index):
    question = f"Do I need a PhD to work in machine learning?\n{line}"
    assert leans(question, listen(question, small_index.current())) is by_itself


def test_what_a_chat_began_with_does_not_answer_what_it_went_on_to(small_index):
    began = "Do I need a PhD to work in machine learning?"
    assert probability(f"{began}\nand without a PhD in machine learning?", small_index) >= ENOUGH
    assert probability(f"{began}\nis there sourdough bread in Oslo", small_index) < ENOUGH


def test_what_borrows_its_question_is_judged_with_it(small_index, monkeypatch):
    monkeypatch.setattr(module, "by_features", lambda question, *_: 0.9 if "\n" in question else 0.05)
    began = "Do I need a PhD to work in machine learning?"
    borrowed, own = (probability(f"{began}\n{line}", small_index) for line in ("and my zebra?", "is there a zebra"))
    assert own < ENOUGH < borrowed


def test_a_line_is_the_likelier_answered_the_likelier_it_would_be_alone():
    said = [of_a_line(likely) for likely in (0.0, 0.2, 0.5, 0.8, 1.0)]
    assert said == sorted(said)
    assert 0 < said[0] < ENOUGH < said[-1] < 1


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
