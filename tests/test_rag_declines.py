"""The words of a decline: which human to ask, and a way on. What kind of message it is: tests/test_rag_triage.py."""

from typing import get_args

import pytest

from rag.declines import decline
from rag.triage import triage
from rag.types import Reason


@pytest.mark.parametrize("reason", get_args(Reason))
def test_every_reason_has_words(reason: Reason) -> None:
    declined = decline(reason, ("Which skills does a data analyst need?",))
    assert declined.reason == reason
    assert 40 < len(declined.message) < 700
    assert bool(declined.topics) == (reason != "crisis")


@pytest.mark.parametrize(
    ("reason", "who"),
    [
        ("crisis", ("emergency", "crisis line", "someone near")),
        ("legal", ("lawyer", "union")),
        ("medical", ("doctor",)),
        ("immigration", ("immigration adviser", "official government page")),
    ],
)
def test_a_decline_names_the_kind_of_human_to_ask(reason: Reason, who: tuple[str, ...]) -> None:
    assert all(word in decline(reason).message for word in who)


def test_what_was_said_chooses_the_words() -> None:
    for said in ("hi", "thanks", "who are you?", "what can you do?", "bye"):
        found = triage(said)
        assert found.reason == "small-talk"
        decline("small-talk", about=found.about)
    assert decline("small-talk", about="who").message != decline("small-talk").message


@pytest.mark.parametrize("code", ["de", "fr", "es", "pt", "hi", "zh"])
def test_another_language_is_answered_in_it_and_in_english(code: str) -> None:
    asked = {
        "de": "Brauche ich einen Doktor, um im maschinellen Lernen zu arbeiten?",
        "fr": "Comment devenir data engineer sans diplôme ?",
        "es": "¿Necesito un doctorado para trabajar en inteligencia artificial?",
        "pt": "Preciso de mestrado para trabalhar com inteligência artificial?",
        "hi": "kya mujhe data science ke liye phd chahiye?",
        "zh": "没有学位可以做数据科学家吗？",
    }[code]
    found = triage(asked)
    assert (found.reason, found.about) == ("unclear", f"language {code}")
    message = decline("unclear", about=found.about).message
    assert "English" in message.split("\n\n")[1]


def test_each_kind_of_vagueness_gets_questions_to_start_from() -> None:
    for said in (
        "how do i start",
        "roadmap please",
        "how long does it take",
        "I want to switch. Help.",
        "Tell me about ML",
    ):
        message = decline("unclear", about=triage(said).about).message
        assert message.count("?'") + message.count("week'") >= 3
