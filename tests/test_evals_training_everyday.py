"""Everyday questions: nothing learns from them, their sections exist, and the figures say what they are called."""

from evals.training.everyday import CHATS, FIGURES, groups, interval, measured, rows
from evals.training.questions import Corpus, Row, read_rows
from rag.shelf import whole_shelf

NOTHING = ("handbook", "What is nowhere?")


def test_every_section_named_is_in_the_handbook_and_no_question_was_learned_from(handbook_headings):
    asked, further = rows(), rows(CHATS)
    assert len(asked) >= 350
    assert len(further) >= 350
    assert all("\n" in row.search for row in further)
    asked += further
    assert {name for row in asked for name in row.sections} <= handbook_headings
    assert not {row.search.lower() for row in asked} & {row.search.lower() for row in read_rows()}


def test_follow_ups_are_counted_apart():
    found = groups([Row("a", (), "how-to", ""), Row("b", (), "follow-up", ""), Row("c", (), "vague", "")])
    assert found == {"all": [0, 1, 2], "alone": [0, 2], "follow-ups": [1]}


def test_the_best_section_is_told_from_one_that_answers_too(small_index):
    generation = small_index.current()
    shelf = whole_shelf(generation)
    assert shelf is not None
    held = tuple(frozenset([(p.document_id, p.heading[-1])]) for p in shelf.passages)
    handbook = Corpus(generation, shelf, held)
    best = next(p for p in shelf.passages if "PhD" in p.heading[-1])
    named = (best.document_id, best.heading[-1])
    asked = f"{best.heading[-1]} {best.text[:80]}"
    assert measured(Row(asked, (named,), "how-to", ""), handbook)["best first"] == 1
    behind = measured(Row(asked, (NOTHING, named), "how-to", ""), handbook)
    assert (behind["first"], behind["best first"]) == (1, 0)
    assert set(behind) == set(FIGURES)
    assert set(measured(Row("?", (NOTHING,), "how-to", ""), handbook).values()) == {0.0}


def test_an_interval_stands_around_its_mean():
    assert interval([0.0, 1.0] * 50) == "0.500 [0.400, 0.600]"
