"""Bindings: true words tied together falsely are noticed, true rewordings are let pass."""

import pytest

from rag.bindings import unbound

PAY = "Entry-level people had a median of 95,000 dollars, and senior ones 165,000 dollars."
HIRING = "Start-ups look for generalists, while big companies look for specialists."


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Entry-level people had a median of 165,000 dollars.", PAY),
        ("Start-ups look for specialists.", HIRING),
        ("Within a month he was helping.", "Within a year he was helping."),
        ("A master's degree is the usual start.", "A bachelor's degree is the usual start."),
        ("All bootcamps are unregulated.", "Research found most bootcamps unregulated."),
        ("Engineers earn more than analysts.", "Engineers earn a median of 100,000 dollars, analysts of 80,000."),
        ("One page is best, says a headhunter.", "Two pages is best, says one headhunter."),
        ("The median data scientist earned 140,910 dollars.", "The median research scientist earned 140,910 dollars."),
        ("Seven hours are enough for anyone.", "Seven hours were enough for one person."),
    ],
)
def test_what_is_tied_together_falsely_is_noticed(sentence, source):
    assert unbound(sentence, [source])


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("Entry-level people had a median of 95,000 dollars.", PAY),
        ("Senior people had 165,000 dollars.", PAY),
        ("Big companies look for specialists.", HIRING),
        ("Start-ups look for generalists, whereas big companies look for specialists.", HIRING),
        ("He was helping within a year.", "Within a year he was helping."),
        ("Most bootcamps are unregulated.", "Research found most bootcamps unregulated."),
        ("Nobody is an expert in everything.", "No person is an expert in everything."),
        ("", ""),
    ],
)
def test_a_true_rewording_passes(sentence, source):
    assert unbound(sentence, [source]) == ""


@pytest.mark.parametrize(
    ("one", "other"), [("difficult", "hard"), ("reduce", "decrease"), ("decline", "reject"), ("doctorate", "PhD")]
)
def test_words_that_mean_the_same_exclude_nothing(one, other):
    assert unbound(f"The {one} took years for Andrew Ng.", [f"The {other} took years for Andrew Ng."]) == ""
