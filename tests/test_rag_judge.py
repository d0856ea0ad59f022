"""Judge: other checkers by one argument; one that fails leaves a claim unscored."""

from collections.abc import Sequence

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.runnables import RunnableLambda

from ingest.errors import ModelUnavailable
from ingest.types import Passage
from rag.judge import JudgeError, Reply, chat_judge, cross_encoder, from_pairs, scored
from rag.types import Citation, Claim

TEXT = "A junior analyst needs two years of practice. Most teams ask for SQL."
PASSAGE = Passage(document_id="d", start=0, end=len(TEXT), text=TEXT)
CLAIM = Claim(text="Teams ask for SQL.", citations=(Citation(passage=PASSAGE, start=0, end=len(TEXT)),))
NLI = {0: "contradiction", 1: "entailment", 2: "neutral"}


class Judging(FakeListChatModel):
    """A chat model that answers by schema, or with something else."""

    reply: object = None

    def with_structured_output(self, *_: object, **__: object):  # type: ignore[no-untyped-def]
        return RunnableLambda(lambda _: self.reply)


@pytest.mark.parametrize(
    ("row", "label"),
    [([0.1, 0.8, 0.1], "supported"), ([0.8, 0.1, 0.1], "contradicted"), ([0.1, 0.1, 0.8], "unsupported")],
)
def test_classes_of_a_cross_encoder_become_labels(row: list[float], label: str) -> None:
    def predict(pairs: Sequence[tuple[str, str]]) -> list[list[float]]:
        assert pairs[0][0].startswith("A junior analyst")
        return [row for _ in pairs]

    assert from_pairs(predict, NLI)([CLAIM])[0].label == label


def test_no_number_leaves_the_claim_unscored() -> None:
    assert scored(from_pairs(lambda _: [[float("nan")] * 3], NLI), [CLAIM]) == [None]


def test_a_model_that_is_not_there_says_what_to_do() -> None:
    with pytest.raises(ModelUnavailable, match="leave --checker out"):
        cross_encoder("/no/such/folder", local_files_only=True)


def test_a_chat_model_judges_by_schema() -> None:
    reply = Reply(verdict="partly", confidence=0.7, reason="only SQL is named")
    (found,) = chat_judge(Judging(responses=[""], reply=reply))([CLAIM])
    assert (found.label, found.confidence, found.reason) == ("partly", 0.7, "only SQL is named")


@pytest.mark.parametrize(
    "reply", [None, "supported", {"verdict": "yes"}, {"verdict": "supported", "confidence": 7, "reason": "x"}]
)
def test_a_judge_that_answers_otherwise_fails_and_is_unscored(reply: object) -> None:
    judge = chat_judge(Judging(responses=[""], reply=reply))
    with pytest.raises(JudgeError):
        judge([CLAIM])
    assert scored(judge, [CLAIM]) == [None]


def test_the_exact_layer_and_small_talk_ask_no_judge() -> None:
    judge = chat_judge(Judging(responses=[""], reply=None))
    whole = Claim(text=TEXT, citations=CLAIM.citations)
    assert [v.label for v in judge([whole, Claim(text="Thanks!"), Claim(text="Teams use Excel.")])] == [
        "supported",
        "not-a-claim",
        "unsupported",
    ]
