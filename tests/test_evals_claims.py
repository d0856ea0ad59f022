"""Claims: what an answer shows is found by the words that carry a claim, and what cannot be measured is said."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from evals.__main__ import main
from evals.claims import BY, Measured, Places, as_json, measure, places_of, read_questions, table
from evals.lines import write_lines
from evals.types import Cited, Found, Output, Sentence
from ingest.opened import OpenedIndex
from ingest.types import Document

TEXT = "Most engineers have no PhD. A portfolio shows two projects. Most engineers have no PhD."
DEGREE, WORK = "Most engineers have no PhD.", "A portfolio shows two projects."


def document(id: str = "handbook/degrees", text: str = TEXT) -> Document:
    return Document(id=id, title="Degrees", text=text, origin=f"{id}.md", sha256="0" * 64)


@pytest.fixture
def places(tmp_path: Path) -> dict[str, list[tuple[str, int, int]]]:
    rows = [
        {"id": "A01", "document": "degrees", "quote": DEGREE},
        {"id": "A02", "document": "degrees", "quote": WORK},
        {"id": "A03", "document": "degrees", "quote": "Words that were reworded since."},
        {"id": "A04", "document": "pay", "quote": DEGREE},
        {"id": "A05", "left_out": "it helps nobody"},
    ]
    write_lines(tmp_path / "map.jsonl", map(json.dumps, rows))
    return places_of([document()], tmp_path / "map.jsonl")


def asked(folder: Path, *rows: Any, by: Sequence[str] = BY) -> Any:
    write_lines(folder / "questions.jsonl", (row if isinstance(row, str) else json.dumps(row) for row in rows))
    return read_questions(folder / "questions.jsonl", by)


def answers(start: int, end: int) -> Any:
    """A system that cites one span and found the whole document; it declines what speaks of cake."""

    def system(question: Any) -> Output:
        if "raise" in str(question):
            raise RuntimeError("no connection")
        if "cake" in str(question):
            return Output(case="", system="", question="", text="Not my field.", declined="out-of-scope")
        cited = Cited(document="handbook/degrees", quote=TEXT[start:end], start=start, end=end)
        hit = Found(document="handbook/degrees", text=TEXT, start=0, end=len(TEXT))
        told = Sentence(text=TEXT[start:end], cited=(cited,))
        return Output(case="", system="", question="", text=told.text, sentences=(told,), found=(hit,))

    return system


def means(found: Measured, group: str) -> dict[str, float | None]:
    return {s.measure: s.mean for s in found.summaries if s.subset == f"kind:{group}"}


def test_a_claim_stands_wherever_its_words_stand_in_its_own_chapter(places: Places) -> None:
    second = TEXT.rindex(DEGREE)
    assert places == {
        "A01": [("handbook/degrees", 0, len(DEGREE)), ("handbook/degrees", second, len(TEXT))],
        "A02": [("handbook/degrees", 28, 28 + len(WORK))],
    }


def test_overlap_shows_a_claim_and_touching_does_not(tmp_path: Path, places: Places) -> None:
    questions, _ = asked(tmp_path, {"question": "PhD?", "seed_claims": ["A01"], "facts": ["A02", "A01"]})
    assert questions[0].claims == ("A01", "A02")
    beside = measure(questions, answers(len(DEGREE) + 1, 40), places)
    assert means(beside, "questions") == {
        "claim_shown": 1.0,
        "claim_in_hits": 1.0,
        "claims_covered": 0.5,
        "declined": 0.0,
    }
    missing = next(s for s in beside.scores if s.measure == "claims_covered").evidence
    assert missing == ("A01",)
    assert means(measure(questions, answers(len(DEGREE) - 1, 40), places), "questions")["claims_covered"] == 1.0


def test_groups_are_told_apart_and_each_share_has_its_interval(tmp_path: Path, places: Places) -> None:
    rows = [
        {"id": "a", "question": "PhD?", "facts": ["A01"], "answerable": "wider", "expected": "answer", "kind": "one"},
        {"id": "b", "question": "cake PhD?", "facts": ["A01"], "answerable": "wider", "expected": "answer"},
        {"id": "c", "question": "cake?", "answerable": "none", "expected": "decline"},
    ]
    questions, _ = asked(tmp_path, *rows)
    found = measure(questions, answers(0, 10), places)
    assert means(found, "wider, answer") == {
        "claim_shown": 0.5,
        "claim_in_hits": 0.5,
        "claims_covered": 0.5,
        "declined": 0.5,
    }
    assert means(found, "none, decline") == {"declined": 1.0}
    told = json.loads(as_json(found))
    assert told["questions"] == 3
    shown = told["groups"]["wider, answer"]["claim_shown"]
    assert (shown["n"], shown["unscored"], shown["low"], shown["high"]) == (2, 0, 0.0, 1.0)
    assert told["groups"]["none, decline"]["declined"]["method"] == "wilson"
    assert "wider, answer                     claim_shown        2   0.500  0.000 to 1.000" in table(found)
    by_kind, _ = asked(tmp_path, *rows, by=("kind",))
    assert [q.case.kind for q in by_kind] == ["one", "questions", "questions"]


def test_what_cannot_be_measured_is_unscored_and_told(tmp_path: Path, places: Places) -> None:
    rows = [
        {"id": "gone", "question": "PhD?", "facts": ["A03", "A05", "Z99"]},
        {"id": "part", "question": "PhD?", "facts": ["A01", "A03"]},
        {"id": "down", "question": "raise PhD?", "facts": ["A01"]},
    ]
    questions, _ = asked(tmp_path, *rows)
    found = measure(questions, answers(0, 10), places)
    shown = next(s for s in found.summaries if s.measure == "claims_covered" and s.subset == "all")
    assert (shown.n, shown.unscored, shown.mean) == (1, 2, 1.0)
    assert [(p.place, p.reason) for p in found.problems] == [
        ("gone", "not in this index: A03, A05, Z99"),
        ("part", "not in this index: A03"),
    ]
    assert "no connection" in next(s for s in found.scores if s.case == "down").reason


def test_a_dialogue_is_read_in_every_form_and_reaches_the_system(tmp_path: Path, places: Places) -> None:
    seen: list[Any] = []
    turns = [["Hi", "Hello"], [{"role": "user", "content": "Hi"}, {"role": "assistant", "text": "Hello"}]]
    questions, problems = asked(tmp_path, *({"question": "PhD?", "dialogue": given} for given in turns))
    assert problems == ()
    measure(questions, lambda question: seen.append(question) or "Words.", places)
    assert [[(m.type, m.content) for m in messages] for messages in seen] == [
        [("human", "Hi"), ("ai", "Hello"), ("human", "PhD?")]
    ] * 2


def test_what_is_no_question_has_its_place_and_reason(tmp_path: Path) -> None:
    rows = [{"id": "a", "question": "PhD?"}, "{broken", [], {}, {"question": "x", "facts": "A01"}, {"question": " "}]
    more = [{"id": "a", "question": "Again?"}, {"question": "x", "dialogue": [3]}, {"question": "x", "dialogue": [{}]}]
    questions, problems = asked(tmp_path, *rows, *more)
    assert [q.case.id for q in questions] == ["a"]
    assert [p.place for p in problems] == [f"questions.jsonl:{n}" for n in range(2, 10)]
    with pytest.raises(ValueError, match="no question could be read"):
        asked(tmp_path, {})


def test_a_map_that_is_none_says_where(tmp_path: Path) -> None:
    write_lines(tmp_path / "map.jsonl", ['{"id": "A01"}'])
    with pytest.raises(ValueError, match=r"map\.jsonl:1 is no claim; it needs id, document and quote"):
        places_of([document()], tmp_path / "map.jsonl")


def test_the_packaged_map_fits_the_packaged_handbook() -> None:
    from ingest.index import read_handbook

    assert len(places_of(read_handbook())) == 702


def test_the_command_asks_a_real_index(
    tmp_path: Path, small_index: OpenedIndex, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {"id": "a", "question": "Do I need a PhD to work in machine learning?", "facts": ["X01"], "expected": "answer"},
        {"id": "b", "question": "How do I bake a cake?", "expected": "decline"},
    ]
    write_lines(tmp_path / "questions.jsonl", map(json.dumps, rows))
    quote = "Most machine learning engineers have no PhD."
    write_lines(tmp_path / "map.jsonl", [json.dumps({"id": "X01", "document": "degrees", "quote": quote})])
    words = ["eval", "claims", "--questions", str(tmp_path / "questions.jsonl"), "--index", str(small_index.folder)]
    words += ["--claims", str(tmp_path / "map.jsonl"), "--json", "--rows", str(tmp_path / "new" / "rows.jsonl")]
    assert main(words) == 0
    told = json.loads(capsys.readouterr().out)["groups"]
    assert told["answer"]["claim_shown"]["mean"] == told["answer"]["claim_in_hits"]["mean"] == 1.0
    assert told["decline"]["declined"]["mean"] == 1.0
    assert len((tmp_path / "new" / "rows.jsonl").read_text(encoding="utf-8").splitlines()) == 8


def test_a_file_or_an_index_that_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    absent = str(tmp_path / "absent.jsonl")
    assert main(["claims", "--questions", absent]) == 2
    assert absent in capsys.readouterr().err
    write_lines(tmp_path / "questions.jsonl", [json.dumps({"question": "PhD?"})])
    assert main(["claims", "--questions", str(tmp_path / "questions.jsonl"), "--index", str(tmp_path / "none")]) == 2
    assert capsys.readouterr().err.startswith("groundwork eval: ")


@pytest.mark.parametrize("spoilt", ['{"question": "q", "dialogue": "hello there"}', "[" * 100_000])
def test_a_dialogue_that_is_no_list_and_a_bottomless_line_are_complaints(tmp_path: Path, spoilt: str) -> None:
    found, problems = asked(tmp_path, {"question": "What does an analyst do?"}, spoilt)
    assert len(found) == 1
    assert [problem.place for problem in problems] == ["questions.jsonl:2"]
