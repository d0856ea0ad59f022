"""Edits and series: one changed word among thirty is seen, and a rewording is not taken for one."""

import pytest

from rag.edits import edited
from rag.series import misplaced

NG = "Andrew Ng tells job seekers in AI to be ready to explain their work, because the interviewer may have seen more."
RARE = "PhDs are not rare in data science: in a 2017 survey 15.6% held one, so a doctorate will not look strange."


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("PhDs are rare in data science: in a 2017 survey 15.6% held one, so a doctorate will not look strange.", RARE),
        ("PhDs are not rare in data science: in a 2017 survey 15.6% held one, so a doctorate will look strange.", RARE),
        ("PhDs are not rare in data science: in a 2021 survey 15.6% held one, so it will not look strange.", RARE),
        ("AI tells job seekers in Andrew Ng to be ready to explain their work.", NG),
        ("Andrew Ng tells job seekers in AI to be ready, because the interviewer must have seen more.", NG),
        ("Andrew Ng tells job seekers in AI to be ready, because the interviewer may have seen less.", NG),
        ("A recruiter must read just the first 20 of them.", "A recruiter may read just the first 20 of them."),
        ("A bachelor's is enough for every research post.", "A bachelor's is enough for some research post."),
        ("The pay in one older survey was public.", "The pay in one older survey was private."),
        ("A project can not demonstrate 3 things.", "A project can show three things."),
        ("You must bring a printed CV to the interview.", "You bring a printed CV to the interview."),
    ],
)
def test_a_small_change_that_turns_a_sentence_is_seen(text: str, source: str) -> None:
    assert edited(text, [source])


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("You do not need to be an engineer to work on policy.", "You need not be an engineer to work on policy."),
        ("You don't need a degree for most of the jobs.", "You do not need a degree for most of the jobs."),
        ("The median in the US was 112,590 dollars.", "The median in the United States was $112,590."),
        ("It is impossible to read every paper.", "It is not possible to read every paper."),
        ("A portfolio can help, and so can a mentor.", "A portfolio helps people, and a mentor also helps."),
        ("Not only start-ups but big companies hire juniors.", "Start-ups and big companies hire juniors."),
        (
            "Senior people had 165,000 dollars.",
            "Entry-level people had 95,000 dollars, and senior ones 165,000 dollars.",
        ),
        ("It is not hard to find a mentor.", "It is easy to find a mentor."),
        ("The course is not free for anyone here.", "The course costs money for anyone here."),
        ("Two of the firms asked for it.", "2 of the firms asked for it."),
        ("Read it in three passes.", "Nobody knows what will happen to any of us."),
    ],
)
def test_a_rewording_is_no_small_change(text: str, source: str) -> None:
    assert edited(text, [source]) == ""


def test_the_clause_that_was_changed_is_laid_beside_its_own_source() -> None:
    sources = ["Seniors in Munich earn 120,000 dollars.", "Juniors in Hamburg earn 60,000 dollars a year."]
    true = "Juniors in Hamburg earn 60,000 dollars a year, and seniors in Munich earn 120,000 dollars."
    assert edited(true, sources) == ""
    assert edited(true.replace("120,000", "180,000"), sources)


PASSES = "Read the introduction in the second pass, look at the figures once more, and leave out related work."


def test_a_doing_of_a_series_stays_with_its_object() -> None:
    assert misplaced("In the second pass, leave out related work.", [PASSES]) == ""
    assert misplaced("Look at the figures and read the introduction.", [PASSES]) == ""
    assert misplaced("Skip related work in the second pass.", [PASSES]) == ""
    assert misplaced("In the second pass, look at related work.", [PASSES])


def test_a_plain_list_is_no_series_of_doings() -> None:
    assert misplaced("Learn statistics.", ["Learn Python, SQL, statistics and Git."]) == ""
