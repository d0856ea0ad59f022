"""What is remembered, for whom, and that it can be forgotten."""

import sqlite3
import threading
from pathlib import Path

import pytest
from page_support import cite, small_document, supported

from ingest.errors import StorageProblem
from rag.types import Answer
from ui.history import History, fresh_id


def answer(question: str = "Do I need a PhD?") -> Answer:
    return Answer(
        question=question, findings=(supported("No.", cite(small_document(), "A PhD is not needed", ("PhD",))),)
    )


def test_turns_come_back_in_order_and_whole_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "history.sqlite"
    kept = History(path)
    for question in ("one", "two"):
        kept.append("me", "c", question, answer(question))
    kept.close()
    turns = History(path).turns("me", "c")
    assert [(t.number, t.question) for t in turns] == [(1, "one"), (2, "two")]
    assert turns[0].answer == answer("one")
    assert path.stat().st_mode & 0o077 == 0, "only its owner may read what was asked"


def test_nobody_reads_writes_judges_or_deletes_what_another_browser_asked() -> None:
    kept = History()
    kept.append("me", "c", "one", answer())
    assert kept.turns("you", "c") == []
    assert kept.conversations("you") == []
    assert not kept.judge("you", "c", 1, "up")
    with pytest.raises(StorageProblem, match="another browser"):
        kept.append("you", "c", "two", answer())
    kept.delete("you", "c")
    assert kept.delete_all("you") == 0
    assert len(kept.turns("me", "c")) == 1


def test_deleted_words_are_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    kept = History(path)
    kept.append("me", "c", "a very private matter", answer("a very private matter"))
    kept.judge("me", "c", 1, "down")
    assert b"very private" in path.read_bytes()
    assert kept.delete_all() == 1
    kept.close()
    assert b"very private" not in path.read_bytes()
    assert History(path).judgements() == []


def test_a_judgement_keeps_the_question_and_its_evidence_and_can_change() -> None:
    kept = History()
    kept.append("me", "c", "Do I need a PhD?", answer())
    assert kept.judge("me", "c", 1, "up")
    assert kept.judge("me", "c", 1, "down")
    (stored,) = kept.judgements()
    assert (stored["judgement"], stored["question"], stored["answer"]) == ("down", "Do I need a PhD?", "No. [1]")
    document = small_document()
    start = document.text.index("A PhD is not needed")
    assert stored["evidence"] == [
        {
            "document": "degrees",
            "start": start,
            "end": start + len("A PhD is not needed"),
            "quote": "A PhD is not needed",
        }
    ]
    assert kept.turns("me", "c")[0].judgement == "down"
    assert not kept.judge("me", "c", 9, "up")


def test_conversations_are_listed_newest_first_with_their_first_question() -> None:
    kept = History()
    kept.append("me", "a", "first", answer())
    kept.append("me", "b", "second", answer())
    kept.append("me", "a", "third", answer())
    assert [(p.id, p.title, p.turns) for p in kept.conversations("me")] == [("b", "second", 1), ("a", "first", 2)]


def test_an_answer_that_proves_nothing_any_more_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "history.sqlite"
    kept = History(path)
    kept.append("me", "c", "one", answer())
    kept.append("me", "c", "two", answer())
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE turns SET answer = replace(answer, 'A PhD is not needed', 'A PhD is needed') WHERE number = 1"
        )
    connection.close()
    assert [t.question for t in kept.turns("me", "c")] == ["two"]


def test_many_threads_may_ask_at_once(tmp_path: Path) -> None:
    kept = History(tmp_path / "history.sqlite")
    threads = [threading.Thread(target=kept.append, args=("me", "c", str(n), answer())) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [t.number for t in kept.turns("me", "c")] == list(range(1, 13))


@pytest.mark.parametrize("wreck", ["folder", "words"])
def test_a_file_that_cannot_be_used_says_how_to_go_on_without(tmp_path: Path, wreck: str) -> None:
    path = tmp_path / "history.sqlite"
    if wreck == "folder":
        path.mkdir()
    else:
        path.write_text("this is no database " * 100)
    with pytest.raises(StorageProblem, match="--history=no"):
        History(path)


def test_half_a_surrogate_pair_can_be_asked() -> None:
    kept = History()
    kept.append("me", "c", "\ud83d hello", answer())
    assert kept.turns("me", "c")[0].question == "? hello"


def test_names_of_browsers_cannot_be_guessed() -> None:
    assert len({fresh_id() for _ in range(1000)}) == 1000
    assert len(fresh_id()) >= 20
