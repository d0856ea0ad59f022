"""Lines: what may stand inside a JSON string ends no line, whichever reader meets it."""

import json
from pathlib import Path

import pytest
from evals_support import SAYS, case

from evals import compare, score
from evals.__main__ import main
from evals.feedback import feedback
from evals.gate import accept, gate
from evals.kept import read_outputs
from evals.lines import lines_of, write_lines
from evals.loading import load
from evals.suite import run

PARTED = "One\u2028two\u0085three\x0bfour"


@pytest.fixture(autouse=True)
def _no_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The grader's own grade takes seconds and is tested apart."""
    monkeypatch.setattr("evals.suite.grade", dict)
    monkeypatch.setattr("evals.suite.labelled_pairs", tuple)


def test_only_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    rows = [json.dumps({"text": PARTED}, ensure_ascii=False), json.dumps({"text": "x"})]
    write_lines(path, rows)
    assert lines_of(path) == [(1, rows[0]), (2, rows[1])]
    path.write_bytes(b"\xef\xbb\xbf" + f"{rows[1]}\r\n\r\n{rows[1]}".encode())
    assert lines_of(path) == [(1, rows[1]), (3, rows[1])]


def test_a_file_in_another_encoding_is_named_with_its_cure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "theirs.jsonl"
    path.write_bytes('{"question": "Café?", "answer": "x"}'.encode("latin-1"))
    assert main(["score", str(path)]) == 2
    told = capsys.readouterr().err
    assert str(path) in told
    assert "save it as UTF-8" in told


def test_a_run_over_such_words_is_read_back_gated_compared_and_scored_again(tmp_path: Path) -> None:
    def parted(question: str) -> dict[str, object]:
        return {"answer": f"{SAYS} {PARTED} [1]", "passages": [{"document": "phd", "text": f"{SAYS} {PARTED}"}]}

    cases = (case("a", question=f"PhD? {PARTED}"),)
    out = tmp_path / "run"
    run(cases, parted, out, name="groundwork", part="answers")
    assert PARTED in read_outputs(out / "outputs.jsonl")[0].text
    assert load(out / "cases.jsonl").problems == ()
    accept(out, tmp_path / "baseline.json")
    assert gate(out, tmp_path / "baseline.json") == []
    assert compare(out, out)
    assert score(out / "outputs.jsonl", cases=cases).problems == ()


def test_feedback_on_such_words_can_be_asked_for_twice(tmp_path: Path) -> None:
    from rag.types import Answer, Declined
    from ui.history import History

    history = History(tmp_path / "history.sqlite")
    said = Answer(question=PARTED, declined=Declined(reason="unclear", message=PARTED))
    history.append("browser", "talk", PARTED, said)
    assert history.judge("browser", "talk", 1, "down")
    history.close()
    out = tmp_path / "feedback.jsonl"
    assert [feedback(out, tmp_path / "history.sqlite") for _ in range(2)] == [1, 0]


def test_a_row_of_bare_words_is_no_case_and_no_complaint_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    write_lines(path, ['"just words"'])
    assert [problem.reason for problem in load(path).problems] == ["not an object"]
