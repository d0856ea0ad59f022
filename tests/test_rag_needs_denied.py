"""A claim of need against words that deny the need, however the need is called."""

import pytest

from rag.guards_logic import negation

DENIES = [
    "No, you do not need a PhD for most machine learning jobs.",
    "Among those with data science jobs in the survey, 15.6% had a PhD.",
]


@pytest.mark.parametrize(
    "claim",
    [
        "A PhD is required.",
        "A doctorate is necessary.",
        "You need a PhD.",
        "A PhD is a must for machine learning jobs.",
    ],
)
def test_a_need_without_its_scope_clashes_with_words_that_deny_it(claim):
    turn = negation(claim, DENIES)
    assert turn is not None
    assert turn.sentence == 0


@pytest.mark.parametrize("claim", ["A PhD is not required.", "No doctorate is necessary.", "15.6% had a PhD."])
def test_the_same_denial_does_not_clash(claim):
    assert negation(claim, DENIES) is None
