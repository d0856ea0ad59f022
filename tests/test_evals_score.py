"""Scoring answers of any system: every usual form is read, and what is none has a place and a reason."""

import json
from pathlib import Path
from typing import Any

import pytest
from evals_support import ELSE, SAYS, case, good

from evals import compare, score
from evals.__main__ import main
from evals.adapters import read_row
from evals.comparison import comparison_text
from evals.suite import run


@pytest.fixture(autouse=True)
def _no_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The grader's own grade takes seconds and is tested apart."""
    monkeypatch.setattr("evals.suite.grade", dict)
    monkeypatch.setattr("evals.suite.labelled_pairs", tuple)


ASKED = "Do I need a PhD?"
FORMS: dict[str, dict[str, Any]] = {
    "plain": {
        "question": ASKED,
        "answer": f"{SAYS} [1] {ELSE} [2]",
        "passages": [SAYS, {"document": "pay", "text": ELSE}],
    },
    "langchain": {
        "query": ASKED,
        "result": f"{SAYS} [1]",
        "source_documents": [{"page_content": SAYS, "metadata": {"source": "phd.md"}}],
    },
    "langchain chain": {
        "input": ASKED,
        "answer": SAYS,
        "context": [{"kwargs": {"page_content": SAYS, "metadata": {}}}],
    },
    "llamaindex": {
        "query": ASKED,
        "response": SAYS,
        "source_nodes": [{"node": {"text": SAYS, "metadata": {"file_name": "phd.md"}}, "score": 1}],
    },
    "llamaindex evaluation": {"query": ASKED, "response": SAYS, "contexts": [SAYS]},
    "ragas": {"user_input": ASKED, "response": SAYS, "retrieved_contexts": [SAYS], "reference": "no"},
    "ragas dialogue": {
        "user_input": [
            {"type": "human", "content": "Hi"},
            {"type": "ai", "content": "Yes?"},
            {"type": "human", "content": ASKED},
        ],
        "response": SAYS,
        "retrieved_contexts": [SAYS],
    },
    "openai evals": {
        "input": [{"role": "system", "content": "Be kind"}, {"role": "user", "content": ASKED}],
        "ideal": "no",
        "sampled": [SAYS],
        "contexts": [SAYS],
    },
    "openai evals item": {"item": {"question": ASKED, "passages": [SAYS]}, "sample": {"output_text": SAYS}},
}


@pytest.mark.parametrize("form", FORMS)
def test_every_usual_form_is_read(form: str) -> None:
    output = read_row(FORMS[form], "other")
    assert output.question == ASKED
    assert output.sentences[0].text == SAYS
    assert output.found[0].text == SAYS
    assert output.error is None


@pytest.mark.parametrize(
    ("answer", "cited"),
    [
        (f"{SAYS} [1]", [0]),
        (f"{SAYS[:-1]} [1].", [0]),
        (f"{SAYS} [1, 2]", [0, 1]),
        (f"{SAYS}[1][2]", [0, 1]),
        (f"{SAYS} 【2】", [1]),
        (f"{SAYS} [7]", []),
        (SAYS, []),
    ],
)
def test_markers_in_every_usual_place_name_their_passages(answer: str, cited: list[int]) -> None:
    output = read_row({"question": ASKED, "answer": answer, "passages": [SAYS, ELSE]})
    assert [s.text.rstrip(".") for s in output.sentences] == [SAYS.rstrip(".")]
    assert [c.quote for c in output.sentences[0].cited] == [(SAYS, ELSE)[n] for n in cited]


def test_a_marker_behind_a_full_stop_belongs_to_the_sentence_before() -> None:
    output = read_row({"question": ASKED, "answer": f"{SAYS} [1] {ELSE} [2]", "passages": [SAYS, ELSE]})
    assert [c.quote for s in output.sentences for c in s.cited] == [SAYS, ELSE]


def test_declines_and_errors_are_kept_as_such() -> None:
    assert read_row({"question": ASKED, "answer": "No idea.", "declined": "whatever"}).declined == "not-in-sources"
    assert read_row({"question": ASKED, "answer": "Cake?", "declined": "out-of-scope"}).sentences == ()
    assert read_row({"question": ASKED, "error": "time-out"}).error == "time-out"
    assert read_row({"question": ASKED, "answer": "  "}).error == "the answer was empty"


@pytest.mark.parametrize(
    "row", [{}, {"question": ASKED}, {"answer": "x"}, {"question": ASKED, "answer": "x", "passages": [{"nothing": 1}]}]
)
def test_what_is_no_row_says_why(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"no question|no answer|without words"):
        read_row(row)


def test_a_file_of_answers_is_joined_scored_and_complained_of(tmp_path: Path) -> None:
    rows = [
        {"id": "a", **FORMS["plain"]},
        {"question": "Do I need a  phd? (b)", "answer": "Nobody knows."},
        {"question": "Something else?", "answer": f"{SAYS} [1]", "passages": [SAYS]},
        {"id": "a", **FORMS["plain"]},
    ]
    path = tmp_path / "theirs.jsonl"
    path.write_text("\n".join([*(json.dumps(r) for r in rows), "{broken", "[]", ""]))
    report = score(path, tmp_path / "out", (case("a"), case("b"), case("c")))
    assert report.cases == 3
    assert report.stamp.systems == ("theirs",)
    assert [p.place for p in report.problems] == ["theirs.jsonl:4", "theirs.jsonl:5", "theirs.jsonl:6"]
    coverage, faithfulness = report.find("coverage", "theirs"), report.find("faithfulness", "theirs")
    assert coverage is not None
    assert faithfulness is not None
    assert (coverage.n, coverage.mean) == (2, 0.5)
    assert (faithfulness.n, faithfulness.mean, faithfulness.unscored) == (2, 1.0, 1)
    assert (tmp_path / "out" / "report.html").exists()


def test_our_own_outputs_score_the_same_again(tmp_path: Path) -> None:
    cases = (case("a"), case("b"))
    first = run(cases, good, tmp_path / "run", name="fake")
    again = score(tmp_path / "run" / "outputs.jsonl", cases=cases)
    assert again.summaries == first.summaries


def test_a_file_without_a_row_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "none.jsonl"
    path.write_text("{}\n")
    with pytest.raises(ValueError, match="no row"):
        score(path)
    assert main(["score", str(path)]) == 2
    assert main(["score", str(tmp_path / "absent.jsonl")]) == 2
    assert "groundwork eval:" in capsys.readouterr().err


def test_two_runs_are_compared_case_by_case(tmp_path: Path) -> None:
    cases = tuple(case(f"c{n}") for n in range(6))
    run(cases, good, tmp_path / "new", name="fake")
    run(cases, lambda q: "Nobody knows." if "c1" in q or "c2" in q else good(q), tmp_path / "old", name="fake")
    found = {d.measure: d for d in compare(tmp_path / "old", tmp_path / "new")}
    assert found["coverage"].better == ("c1", "c2")
    assert found["coverage"].worse == ()
    assert found["coverage"].mean == pytest.approx(1 / 3, abs=1e-5)
    assert "coverage, better: c1, c2" in comparison_text(tuple(found.values()))
    with pytest.raises(ValueError, match="no run folder"):
        compare(tmp_path / "old", tmp_path / "absent")


def test_an_answer_whose_first_passage_is_blank_is_scored_like_any_other(tmp_path: Path) -> None:
    path = tmp_path / "theirs.jsonl"
    path.write_text(json.dumps({"question": ASKED, "answer": f"{SAYS[:-1]} [1][2].", "passages": ["", SAYS]}))
    report = score(path)
    assert report.problems == ()
    faithfulness = report.find("faithfulness", "theirs")
    assert faithfulness is not None
    assert faithfulness.mean == 1.0
