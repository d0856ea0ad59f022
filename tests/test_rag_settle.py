"""Settle: what is shown of a model's sentences, what is cut, and what goes with what."""

import pytest
from test_rag_cite import passages_of

from rag.check import check
from rag.cite import Spans, cited
from rag.said import Said
from rag.settle import complete, settle
from rag.types import Answer, Claim, Finding, Verdict


def refusing(words):
    """A checker that withholds what holds these words."""

    def judge(claims):
        return [
            Verdict(
                label="unsupported" if words in claim.text else "supported",
                confidence=0.9,
                reason="no" if words in claim.text else "yes",
            )
            for claim in claims
        ]

    return judge


def test_a_sentence_is_cut_to_the_clause_that_stands():
    spans = Spans(passages_of())
    one = cited(
        Said(
            "A PhD is not needed for most machine learning jobs, and recruiters in Paris want to see a Kubernetes "
            "badge [1]."
        ),
        spans,
    )
    (finding,) = settle([one], refusing("Kubernetes"))
    assert finding.verdict.label == "supported"
    assert finding.claim.text == "A PhD is not needed for most machine learning jobs."
    assert "Kubernetes badge" in finding.verdict.reason


def test_connectives_are_shown_only_between_shown_sentences():
    spans = Spans(passages_of())
    said = [
        "For example:",
        "A PhD is not needed for most machine learning jobs.",
        "In practice:",
        "It never rains.",
        "In short:",
    ]
    found = [f.claim.text for f in settle((cited(Said(s), spans) for s in said), refusing("rains"))]
    assert found == ["A PhD is not needed for most machine learning jobs.", "It never rains."]


def test_a_sentence_that_leans_on_a_withheld_one_is_withheld():
    spans = Spans(passages_of())
    said = ["A Kubernetes badge is needed for most jobs.", "It is asked for in research."]
    labels = [f.verdict.label for f in settle((cited(Said(s), spans) for s in said), refusing("Kubernetes"))]
    assert labels == ["unsupported", "unsupported"]


def test_after_many_withheld_sentences_nobody_waits_for_more():
    spans = Spans(passages_of())
    endless = (cited(Said(f"A Kubernetes badge of kind {n} is needed for a degree."), spans) for n in range(10_000))
    assert len(list(settle(endless, refusing("Kubernetes"), lost_in_a_row=5))) == 5


def test_advice_that_no_statement_of_a_source_carries_is_withheld():
    said = ["Avoid every course that asks for homework.", "Bring two questions of your own to an interview."]
    found = list(settle((cited(Said(one), Spans(passages_of())) for one in said), check))
    assert [(f.claim.kind, f.verdict.label == "supported") for f in found] == [("advice", False), ("statement", True)]


def test_a_question_of_the_model_is_never_shown():
    def not_a_claim(claims: list[Claim]) -> list[Verdict]:
        return [Verdict(label="not-a-claim", confidence=1.0, reason="") for _ in claims]

    assert (
        list(settle([cited(Said("Did you know that your employer cheats you?"), Spans(passages_of()))], not_a_claim))
        == []
    )


@pytest.mark.parametrize(
    ("problem", "ended"), [("Start it with: ollama serve", "."), ("It was too slow.", ""), ("Why not ask again?", "")]
)
def test_what_went_wrong_and_what_is_shown_instead_are_two_sentences(problem, ended):
    composed = Answer(
        question="q",
        findings=(Finding(claim=Claim(text="True."), verdict=Verdict(label="supported", confidence=1, reason="r")),),
    )
    notice = complete([], composed, "qwen3", problem).notice
    assert notice.startswith(f"{problem}{ended} This answer is put together")
    assert complete([], composed, "qwen3").notice.startswith("qwen3 gave no answer. This answer")
