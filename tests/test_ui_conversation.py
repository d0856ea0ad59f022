"""What a page shows of a conversation, whatever happens behind it."""

import threading
from pathlib import Path

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from page_support import BrokenAdvisor, SmallAdvisor, refused, small_document

from ingest.errors import GroundworkError, StorageProblem
from ui.browser import Browser
from ui.conversation import Conversation
from ui.history import History
from ui.ready import Ready


def talk(kept: History | None = None, **moods: object) -> tuple[Conversation, SmallAdvisor]:
    advisor = SmallAdvisor([small_document()])
    for name, value in moods.items():
        setattr(advisor, name, value)
    return Conversation(Ready(advisor), kept), advisor


def test_a_question_is_shown_at_once_and_its_sentences_one_by_one() -> None:
    conversation, _ = talk(pause_seconds=0.06)
    conversation.ready.wait()
    screens = list(conversation.ask(Browser(), "Is a PhD needed?"))
    assert "Is a PhD needed?" in screens[0].now
    assert "Looking in the sources" in screens[0].now
    counts = [screen.now.count('class="sentence') for screen in screens]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert len(set(counts)) >= 3
    assert "A PhD is not needed for most machine learning jobs." in screens[-1].now
    assert "<mark" in screens[-1].evidence
    assert 'class="actions"' in screens[-1].now


def test_a_question_asked_while_the_model_loads_waits_with_a_word() -> None:
    conversation, _ = talk(loading_seconds=0.3)
    screens = list(conversation.ask(Browser(), "Is a PhD needed?"))
    assert any("Getting ready" in screen.now for screen in screens)
    assert "A PhD is not needed" in screens[-1].now


@pytest.mark.parametrize("when", ["loading", "problem"])
@pytest.mark.parametrize(
    ("problem", "words"),
    [
        (GroundworkError("The index is damaged. Run: groundwork index --rebuild"), "groundwork index --rebuild"),
        (ZeroDivisionError("<b>secret path</b>"), "Something broke"),
    ],
)
def test_every_failure_ends_in_a_message_and_the_next_question_may_succeed(
    when: str, problem: Exception, words: str
) -> None:
    conversation, advisor = talk(**{when: problem})
    last = list(conversation.ask(Browser(), "Is a PhD needed?"))[-1]
    assert words in last.now
    assert "secret" not in last.now
    assert 'class="status"' not in last.now
    advisor.problem = advisor.loading = None
    assert "A PhD is not needed" in list(conversation.ask(Browser(), "Is a PhD needed?"))[-1].now


def test_an_index_that_went_away_ends_in_a_message_too() -> None:
    conversation = Conversation(Ready(BrokenAdvisor([small_document()])))
    assert "groundwork index --rebuild" in list(conversation.ask(Browser(), "Is a PhD needed?"))[-1].now


def test_the_dialogue_is_rebuilt_from_what_the_server_stored() -> None:
    conversation, advisor = talk()
    browser = Browser()
    list(conversation.ask(browser, "Is a PhD needed?"))
    list(conversation.ask(browser, "And how do I start with a project?"))
    assert advisor.asked[0] == "Is a PhD needed?"
    told = advisor.asked[1]
    assert not isinstance(told, str)
    assert [type(message) for message in told] == [HumanMessage, AIMessage, HumanMessage]
    assert "[1]" in str(told[1].content)


def test_two_browsers_never_see_each_other() -> None:
    conversation, advisor = talk()
    one, two = Browser(), Browser()
    list(conversation.ask(one, "Is a PhD needed?"))
    thief = Browser(id=two.id, conversation=one.conversation)
    list(conversation.ask(thief, "project"))
    assert advisor.asked[-1] == "project"
    assert "A PhD is not needed" not in conversation.restore(thief).now


def test_a_page_opened_again_shows_the_conversation(tmp_path: Path) -> None:
    kept = History(tmp_path / "history.sqlite")
    conversation, _ = talk(kept)
    browser = Browser()
    assert "welcome" in conversation.restore(browser).now
    for question in ("Is a PhD needed?", "Start a project?"):
        list(conversation.ask(browser, question))
    again, _ = talk(History(tmp_path / "history.sqlite"))
    screen = again.restore(Browser.read(browser.write()))
    assert "Start a project?" in screen.now
    assert "Is a PhD needed?" in str(screen.past)
    assert "<mark" in screen.evidence
    assert "welcome" in again.restore(again.fresh(browser)).now


@pytest.mark.parametrize(
    "stored",
    [
        None,
        3,
        "x",
        {},
        {"id": 1, "conversation": 2},
        {"id": "short", "conversation": "short"},
        {"id": "\ud800" * 20, "conversation": "c" * 20, "agreed": "\ud800"},
    ],
)
def test_what_a_browser_stored_wrongly_is_made_anew(stored: object) -> None:
    made = Browser.read(stored)
    assert len(made.id) >= 16
    str(made.write()).encode("utf-8")


def test_switching_off_deletes_what_was_kept_and_goes_on_in_memory(tmp_path: Path) -> None:
    kept = History(tmp_path / "history.sqlite")
    conversation, _ = talk(kept)
    browser = Browser()
    list(conversation.ask(browser, "Is a PhD needed?"))
    off = conversation.keep(browser, False)
    assert kept.conversations() == []
    assert "Is a PhD needed?" in conversation.restore(off).now
    list(conversation.ask(off, "Start a project?"))
    assert kept.conversations() == []
    on = conversation.keep(off, True)
    assert [past.turns for past in kept.conversations()] == [2]
    conversation.forget(on)
    assert kept.conversations() == []


def test_an_answer_is_shown_even_if_it_cannot_be_kept() -> None:
    conversation, _ = talk(FullDisk())
    last = list(conversation.ask(Browser(), "Is a PhD needed?"))[-1]
    assert "A PhD is not needed" in last.now
    assert "--history=no" in last.now


class FullDisk(History):
    """A history whose disk is full."""

    def append(self, *_: object) -> None:  # type: ignore[override]
        raise StorageProblem("Conversations cannot be kept. Go on without: groundwork chat --history=no")


def test_judgements_reach_the_history_and_nonsense_does_not(tmp_path: Path) -> None:
    kept = History(tmp_path / "history.sqlite")
    conversation, _ = talk(kept)
    browser = Browser()
    list(conversation.ask(browser, "Is a PhD needed?"))
    conversation.judge(browser, "1", "down")
    assert kept.judgements()[0]["judgement"] == "down"
    for number, judgement in [("1", "sideways"), ("x", "up"), ("99", "up"), (None, "up")]:
        with pytest.raises(GroundworkError):
            conversation.judge(browser, number, judgement)


def test_withheld_sentences_are_shown_apart() -> None:
    conversation, _ = talk(withheld=(refused("It takes three years."),))
    last = list(conversation.ask(Browser(), "Is a PhD needed?"))[-1].now
    answer, _, fold = last.partition("<details")
    assert "three years" not in answer
    assert "three years" in fold


@pytest.mark.parametrize(
    "question", ["\ud83d", "\x00\x1b[31m", "<script>x</script>", "🙂" * 50, "שלום", "word " * 20_000]
)
def test_strange_questions_end_in_a_whole_screen(question: str) -> None:
    conversation, _ = talk()
    last = list(conversation.ask(Browser(), question))[-1].now
    assert last.endswith("</section>")
    assert "<script>" not in last
    last.encode("utf-8")


def test_what_a_person_says_of_themselves_reaches_the_advisor_for_this_question_only() -> None:
    from rag.profile import Profile

    conversation, advisor = talk()
    list(conversation.ask(Browser(), "Is a PhD needed?", Profile(role_now="physics teacher")))
    assert advisor.personal["about_me"] == Profile(role_now="physics teacher")
    list(conversation.ask(Browser(), "Is a PhD needed?"))
    assert advisor.personal["about_me"] is None


def test_nothing_is_sent_elsewhere_without_a_yes_to_these_very_words() -> None:
    conversation, advisor = talk()
    conversation.consent = "Your question will be sent to example.org (a model)."
    browser = Browser()
    list(conversation.ask(browser, "Is a PhD needed?"))
    assert advisor.personal["may_send"] is False
    agreed = Browser.read(conversation.agree(browser, True).write())
    list(conversation.ask(agreed, "Is a PhD needed?"))
    assert advisor.personal["may_send"] is True
    conversation.consent = "Your question will be sent to elsewhere.example (a model)."
    list(conversation.ask(agreed, "Is a PhD needed?"))
    assert advisor.personal["may_send"] is False


def test_questions_of_one_conversation_are_answered_one_after_the_other() -> None:
    conversation, advisor = talk(pause_seconds=0.05)
    browser = Browser()
    threads = [
        threading.Thread(target=lambda q=question: list(conversation.ask(browser, q)))
        for question in ("Is a PhD needed?", "Start a project?", "Find data?")
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(1 if isinstance(asked, str) else len(asked) for asked in advisor.asked) == [1, 3, 5]


def test_a_page_that_was_left_blocks_nobody() -> None:
    conversation, _ = talk()
    browser = Browser()
    left = conversation.ask(browser, "Is a PhD needed?")
    next(left)
    left.close()
    assert "A PhD is not needed" in list(conversation.ask(browser, "Is a PhD needed?"))[-1].now


@pytest.mark.parametrize("wish", ["keep", "forget"])
def test_what_is_wished_while_an_answer_is_under_way_holds_for_it_too(tmp_path: Path, wish: str) -> None:
    kept = History(tmp_path / "history.sqlite")
    conversation, _ = talk(kept)
    browser, other = Browser(), Browser()
    under_way = [conversation.ask(browser, "Is a PhD needed?"), conversation.ask(other, "Is a PhD needed?")]
    for screens in under_way:
        next(screens)
    changed = conversation.keep(browser, False) if wish == "keep" else conversation.forget(browser)
    for screens in under_way:
        assert "A PhD is not needed" in list(screens)[-1].now
    assert len(kept.conversations()) == 1, "the other browser's"
    assert kept.turns(other.id, other.conversation)
    if wish == "keep":
        assert "A PhD is not needed" in conversation.restore(changed).now, "it goes on in memory"
    else:
        assert conversation.memory.conversations() == []
