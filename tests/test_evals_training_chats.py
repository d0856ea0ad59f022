"""Turns that lean on others: who is taken, and two numbers that leave few answered ones declined."""

import pytest

from evals.training.questions import Row
from evals.training.sufficiency import DECLINED_AT_MOST
from evals.training.sufficiency_chats import Turn, fitted, turns_of
from rag.sufficiency import ENOUGH


def test_only_turns_that_lean_are_taken(small_index):
    began = "Do I need a PhD to work in machine learning?"
    rows = [
        Row(f"{began}\n{line}", (("phd", "?"),) if answered else (), "follow-up", "")
        for line, answered in (
            ("and with a portfolio instead", True),
            ("and the sourdough bread", False),
            ("why?", True),
            ("What should a portfolio show to an employer?", True),
        )
    ]
    found = list(turns_of(rows, small_index.current()))
    assert [turn.answered for turn in found] == [True, False]
    assert found[0].line > found[1].line


def test_half_lies_where_few_answered_turns_fall_below_it(capsys):
    turns = [Turn(True, 3.0, n / 10) for n in range(200)] + [Turn(False, 3.0, n / 10 - 8) for n in range(100)]
    learned = fitted(turns)
    declined = [learned["slope"] * turn.line + learned["bias"] < 0 for turn in turns]
    assert learned["slope"] > 0
    assert sum(declined[:200]) / 200 == pytest.approx(DECLINED_AT_MOST, abs=0.01)
    assert sum(declined[200:]) / 100 > 0.7
    told = capsys.readouterr().out
    assert "AUROC 0.500" in told  # whole, they look alike
    assert ENOUGH == 0.5
