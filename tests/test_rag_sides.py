"""Sides: what is weighed against what, and of whom it is said, stays as the source has it."""

import pytest

from rag.sides import swapped

FAVOUR = "Several managers favour great engineers with little machine learning over experts with weak engineering."
EASIER = "The rigid interview process of a big company is easier to prepare for than the process of a start-up."
FIRST = "He told a beginner in 2017 to learn general machine learning ideas first and TensorFlow later."
RARER = "Research engineer was the rarer title on one job board, against 6.7% for research scientist."


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Several managers favour machine learning experts with weak engineering over great engineers.", FAVOUR),
        ("Start-up interviews are easier to prepare for than those of big companies.", EASIER),
        ("He told a beginner to learn TensorFlow before general machine learning ideas.", FIRST),
        ("Research scientist was the rarer title on one job board.", RARER),
    ],
)
def test_exchanged_sides_are_seen(text: str, source: str) -> None:
    assert swapped(text, [source])


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Several managers favour great engineers over experts with weak engineering.", FAVOUR),
        ("Big companies' rigid processes are easier to prepare for than those of start-ups.", EASIER),
        ("Learn general machine learning ideas before TensorFlow.", FIRST),
        ("Research engineer was the rarer title.", RARER),
        ("One deep project is worth more than many.", "One deep project that others use is worth more than many."),
        ("SQL and Python are asked for.", "Python and SQL are asked for."),
        ("Write notes before the talk, and ask after it.", "After the talk you may ask, but write notes before it."),
        ("Learn to program after a maths course.", "Take a maths course before you learn to program."),
    ],
)
def test_sides_that_stayed_are_no_exchange(text: str, source: str) -> None:
    assert swapped(text, [source]) == ""
