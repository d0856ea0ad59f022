"""Losses: true sentences as models write them are not withheld for their dress, and what turns a source round still
is."""

import pytest

from ingest.types import Passage
from rag.check import check
from rag.cite import Spans, cited
from rag.legible import illegible
from rag.proof import turned
from rag.said import Said
from rag.settle import carried, settle
from rag.types import Claim, Verdict


def passage(text: str, start: int = 0) -> Passage:
    return Passage(document_id="d", start=start, end=start + len(text), text=text)


@pytest.mark.parametrize("marks", ["[1][2]", "[[1]][[2]]", "[1] [2]", "[1][2][3]", "[1, 2][3]", "[^1][^2]"])
def test_markers_side_by_side_are_no_markup(marks: str) -> None:
    first, second = passage("Ask the interviewer for feedback."), passage("Write notes after it, in any case.", 100)
    one = cited(Said(f"Ask the interviewer for feedback {marks}."), Spans([first, second]))
    assert one.broken == ""
    finding = next(settle([one], check))
    assert finding.verdict.label == "supported"
    assert finding.claim.text == "Ask the interviewer for feedback."


@pytest.mark.parametrize("markup", ["[not][a]", "[not][1]", "[so][1](x)", "![not][1]", "<![1]-- not -->"])
def test_a_link_that_poses_as_a_marker_is_markup(markup: str) -> None:
    assert illegible(f"You do {markup} need a PhD.")


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Skipping is allowed.", "Skipping is allowed, so do not feel guilty about it."),
        ("Learn what the work needs.", "Learn what the work needs, and two courses ask only for school maths."),
        ("Maths alone is not enough.", "No, maths alone is not enough."),
        ("A master's helps.", "You do not need a PhD, but a master's helps."),
        ("Study a little every week.", "Study a little every week, and prefer short sessions to rare long ones."),
        ("Doubt is common.", "Doubt is common, so a feeling of doubt is no proof that you lack skill."),
        ("They are not the same.", "They are not the same, but nobody has settled where one ends."),
        ("Write notes after it.", "Write notes after it, so that you do not forget what people said."),
        ("Ask how many were asked.", "Ask how many were asked, since a small survey can swing on a few answers."),
        ("Being tired is a reason to rest.", "Being tired is a reason to rest, not a sign of weak will."),
        ("It depends on the law.", "It depends on the law, so this handbook gives no rule."),
    ],
)
def test_a_clause_of_its_own_turns_nothing_round(claim: str, source: str) -> None:
    assert not turned(claim, source)


@pytest.mark.parametrize(
    "source",
    [
        "Few think that you need a PhD.",
        "You need a PhD, but that is false.",
        "You need a PhD, but only in research.",
        "You need a PhD, not always, but often.",
        "You need a PhD because some people believe so.",
        "You need a PhD, but not for engineering work.",
        "You need a PhD if you want to lead research.",
        "You need a PhD, but nobody thinks so now.",
        "You need a PhD, and this is never questioned by people.",
        "Some say you need no school, and you need a PhD.",
        "You need a PhD, which is not true any more.",
        "It used to be said, but you need a PhD.",
    ],
)
def test_words_beside_a_clause_that_turn_it_round_are_seen(source: str) -> None:
    assert turned("You need a PhD.", source)


@pytest.mark.parametrize(
    ("said", "source"),
    [
        ("Talk with your doctor before you add evening study.", "Talk with your doctor before you add evening study."),
        ("Your current salary is your own business.", "Your current salary is your own business."),
    ],
)
def test_what_a_source_tells_its_readers_is_not_said_of_the_person(said: str, source: str) -> None:
    one = cited(Said(said), Spans([passage(source)]))
    assert one.person == ""
    assert next(settle([one], check)).verdict.label == "supported"


@pytest.mark.parametrize(
    "said", ["With your five years as a nurse, ask for advice.", "Since you work as a nurse, ask."]
)
def test_what_no_source_tells_its_readers_is_said_of_the_person(said: str) -> None:
    one = cited(Said(said), Spans([passage("Ask for feedback with your CV, since you work on it.")]))
    assert one.person
    assert next(settle([one], check)).verdict.label != "supported"


def test_what_clashes_with_half_the_words_is_tried_with_all_of_them_and_never_without() -> None:
    spans = Spans(
        [
            passage("Juniors in Hamburg earn 60,000 dollars."),
            passage("Seniors in Munich earn 120,000 dollars.", 200),
        ]
    )
    said = "Juniors in Hamburg earn 60,000 dollars and seniors in Munich earn 120,000 dollars [1][2]."
    one = cited(Said(said), spans)
    tried: list[tuple[str, ...]] = []

    def judge(claims: list[Claim]) -> list[Verdict]:
        tried.append(tuple(c.quote for c in claims[0].citations))
        clash = len(claims[0].citations) == 1
        return [Verdict(label="contradicted" if clash else "supported", confidence=0.99, reason="")]

    finding = carried(one, judge)
    assert finding.verdict.label == "supported"
    assert set(tried[0]) < set(tried[-1])
    assert all(set(tried[0]) <= set(quotes) for quotes in tried)
