"""Running: the same bytes each time, whatever was killed, and a row for every mood of a system."""

import json
from pathlib import Path
from typing import Any

import pytest
from evals_support import SAYS, case, decline_case, good, moody

from evals import Output, Score
from evals.__main__ import main
from evals.kept import PARTIAL, read_outputs
from evals.stamp import commit
from evals.suite import run
from evals.types import Case
from rag.types import Answer, Citation, Claim, Finding, Verdict

CASES = (case("a"), case("b", half="test"), decline_case())
STABLE = ("cases.jsonl", "outputs.jsonl", "scores.jsonl", "report.html", "report.json", "report.md", "junit.xml")


@pytest.fixture(autouse=True)
def _no_labels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The grader's own grade takes seconds and is tested apart."""
    monkeypatch.setattr("evals.suite.grade", lambda: {"sentences": 2})
    monkeypatch.setattr("evals.suite.labelled_pairs", lambda: ((1.0, 1.0), (0.0, 1.0), (0.0, 0.0)))


def test_a_run_writes_all_its_files_and_its_report_counts(tmp_path: Path) -> None:
    report = run(CASES, good, tmp_path, name="fake")
    assert {p.name for p in tmp_path.iterdir()} == {*STABLE, "latency.json"}
    coverage = report.find("coverage", "fake")
    assert coverage is not None
    assert (coverage.n, coverage.mean, coverage.unscored, coverage.beside) == (2, 1.0, 0, 1)
    assert report.find("coverage", "fake", "half:test") is not None
    assert report.find("grounded_refusal_f1", "fake") is not None
    assert report.by_kind == {"facts": 2, "out_of_scope": 1}
    assert json.loads((tmp_path / "latency.json").read_text())["fake"]["n"] == 3


def test_two_runs_give_the_same_bytes(tmp_path: Path) -> None:
    run(CASES, good, tmp_path / "a", name="fake")
    run(CASES, good, tmp_path / "b", name="fake")
    for name in STABLE:
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes(), name


def test_a_killed_run_resumes_to_the_same_bytes_and_asks_nothing_twice(tmp_path: Path) -> None:
    run(CASES, good, tmp_path / "whole", name="fake")
    asked: list[Any] = []

    def dying(question: Any) -> Any:
        asked.append(question)
        if len(asked) == 2:
            raise KeyboardInterrupt
        return good(question)

    def killed() -> None:
        run(CASES, dying, tmp_path / "half", name="fake", progress=lambda done, _: _stop(done))

    with pytest.raises(KeyboardInterrupt):
        killed()
    partial = tmp_path / "half" / PARTIAL
    with partial.open("a") as stream:
        stream.write('{"output": {"case": "half a li')  # what a kill in the middle of a write leaves
    asked.clear()

    def again(question: Any) -> Any:
        asked.append(question)
        return good(question)

    run(CASES, again, tmp_path / "half", name="fake", resume=True)
    assert len(asked) == 2
    assert not partial.exists()
    for name in STABLE:
        assert (tmp_path / "half" / name).read_bytes() == (tmp_path / "whole" / name).read_bytes(), name


def _stop(done: int) -> None:
    if done == 1:
        raise KeyboardInterrupt


def test_other_cases_are_not_resumed_into(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        run(CASES, good, tmp_path, name="fake", progress=lambda done, _: _stop(done))
    run(CASES[1:], good, tmp_path, name="fake", resume=True)
    assert [o.case for o in read_outputs(tmp_path / "outputs.jsonl")] == ["b", "cake"]


@pytest.mark.parametrize(
    ("mood", "reason"), [("raise", "RuntimeError: no connection"), ("hang", "no answer"), ("empty", "empty")]
)
def test_a_system_that_fails_has_a_row_a_reason_and_a_count(tmp_path: Path, mood: str, reason: str) -> None:
    cases = (case("a"), case("bad", question=f"PhD? {mood}"))
    report = run(cases, moody, tmp_path, name="fake", timeout_seconds=0.3)
    assert len(report.failures) == 1
    assert reason in report.failures[0].reason
    coverage = report.find("coverage", "fake")
    assert coverage is not None
    assert (coverage.n, coverage.unscored, coverage.mean) == (1, 1, 1.0)
    row = next(o for o in read_outputs(tmp_path / "outputs.jsonl") if o.case == "bad")
    assert row.error is not None


def test_a_measure_that_raises_leaves_its_case_unscored() -> None:
    def broken(of: Case, given: Output) -> Score:
        raise ZeroDivisionError("by nought")

    report = run(CASES, good, name="fake", measures={"broken": broken})
    summary = report.find("broken", "fake")
    assert summary is not None
    assert (summary.n, summary.unscored, summary.mean) == (0, 3, None)


def test_a_measure_of_ones_own_is_five_lines() -> None:
    def politeness(of: Case, given: Output) -> Score:
        return Score.of("politeness", given, float("please" in given.text), "counted 'please'")

    summary = run(CASES, good, name="fake", measures={"politeness": politeness}).find("politeness", "fake")
    assert summary is not None
    assert summary.mean == 0.0


def test_our_own_answer_becomes_an_output_whose_quotes_are_looked_up() -> None:
    from evals.systems import ask
    from ingest.types import Document, Passage

    document = Document(id="phd", title="Degrees", text=f"{SAYS} More.", origin="phd.md", sha256="0" * 64)
    passage = Passage.cut(document, 0, len(SAYS))
    claim = Claim(text=SAYS, citations=(Citation(passage=passage, start=0, end=len(SAYS)),))
    verdict = Verdict(label="supported", confidence=1, reason="its own words")

    class Ours:
        def __init__(self, text: str) -> None:
            self.text = text

        def __call__(self, question: Any) -> Answer:
            return Answer(question="q", findings=(Finding(claim=claim, verdict=verdict),), timings={"check": 1.0})

        def document(self, id: str) -> Document:
            return document.model_copy(update={"text": self.text})

    kept = ask(case(), Ours(document.text), "ours")
    assert kept.output.sentences[0].cited[0].stands is True
    assert kept.milliseconds["check"] == 1.0
    changed = ask(case(), Ours("Other words altogether, and quite a lot of them."), "ours")
    assert changed.output.sentences[0].cited[0].stands is False


def test_a_dialogue_reaches_the_system_as_messages() -> None:
    seen: list[Any] = []

    def remember(question: Any) -> str:
        seen.append(question)
        return "A PhD is not needed."

    turns = ({"role": "user", "text": "Hi"}, {"role": "assistant", "text": "Hello"})
    run([case(dialogue=turns)], remember, name="fake")
    assert [m.type for m in seen[0]] == ["human", "ai", "human"]


def test_nothing_to_run_is_said_clearly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="no case"):
        run([], good)
    with pytest.raises(ValueError, match="no part"):
        run(CASES, good, part="dance")
    empty = tmp_path / "empty.jsonl"
    empty.write_text("")
    assert main(["eval", "--cases", str(empty), "--index", str(tmp_path)]) == 2
    assert "no case to run" in capsys.readouterr().err
    assert main(["--limit", "0"]) == 2
    assert main(["compare", str(tmp_path), str(tmp_path)]) == 2


def test_a_part_scores_only_its_measures() -> None:
    report = run(CASES, good, name="fake", part="refusals")
    named = {"refusals", "reasons", "false_refusals", "human_named", "grounded_refusal_f1"}
    assert {s.measure for s in report.summaries} == named


def test_the_commit_is_read_from_files(tmp_path: Path) -> None:
    assert commit(tmp_path) == "not known"
    git = tmp_path / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n")
    (git / "refs" / "heads" / "main").write_text("abc123\n")
    assert commit(tmp_path) == "abc123"


def test_the_naive_stack_shows_its_passages_and_never_declines(tmp_path: Path) -> None:
    from langchain_core.embeddings import DeterministicFakeEmbedding

    from evals.baseline import Baseline
    from evals.systems import ask
    from ingest.types import Document

    text = "\n\n".join(f"{SAYS} Paragraph {n}. " + "Words follow here. " * 40 for n in range(6))
    document = Document(id="phd", title="Degrees", text=text, origin="phd.md", sha256="0" * 64)
    for _ in range(2):  # the second time from the cache
        output = ask(case(), Baseline([document], DeterministicFakeEmbedding(size=16), tmp_path), "baseline").output
        assert output.error is None
        assert output.declined is None
        assert len(output.found) == len({f.start for f in output.found})
        assert all(f.start is not None and text[f.start :].startswith(f.text) for f in output.found)
        assert all(text[c.start : c.end] == c.quote for s in output.sentences for c in s.cited)


def test_two_cases_of_one_id_are_refused_and_a_system_named_twice_is_asked_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ValueError, match=r"an id of its own; used more than once: a"):
        run((case("a"), case("b"), case("a", question="Another?")), good)
    monkeypatch.setattr("evals.suite.open_system", lambda name, index: good)
    report = run(CASES, systems=("baseline", "baseline"), part="refusals")
    refusals = report.find("refusals", "baseline")
    assert refusals is not None
    assert refusals.n == len(CASES)


class Odd:
    """An answer whose times are none, and whose words cannot be had."""

    timings = None

    def __init__(self, words: str | None) -> None:
        self.words = words

    def __str__(self) -> str:
        if self.words is None:
            raise RuntimeError("no words")
        return self.words


def leaves(question: Any) -> Any:
    raise SystemExit(3)


@pytest.mark.parametrize(
    ("system", "reason"),
    [
        (lambda question: Odd(SAYS), None),
        (lambda question: Odd(None), "gave something unreadable: no words"),
        (leaves, "raised SystemExit: 3"),
    ],
)
def test_whatever_a_system_gives_is_a_row_and_its_true_reason(system: Any, reason: str | None) -> None:
    from evals.systems import ask

    asked = ask(case(), system, "odd")
    assert asked.output.error == reason
    assert set(asked.milliseconds) == {"asked"}


def test_the_commit_of_a_second_working_tree_is_found(tmp_path: Path) -> None:
    first, second = tmp_path / "first" / ".git", tmp_path / "second"
    (first / "worktrees" / "second").mkdir(parents=True)
    (first / "refs" / "heads").mkdir(parents=True)
    (first / "refs" / "heads" / "mine").write_text("abc123\n")
    (first / "worktrees" / "second" / "HEAD").write_text("ref: refs/heads/mine\n")
    (first / "worktrees" / "second" / "commondir").write_text("../..\n")
    second.mkdir()
    (second / ".git").write_text(f"gitdir: {first / 'worktrees' / 'second'}\n")
    assert commit(second) == "abc123"


def test_the_naive_stack_takes_more_pieces_than_one_batch_of_the_store(tmp_path: Path) -> None:
    from langchain_core.embeddings import DeterministicFakeEmbedding

    from evals.baseline import Baseline
    from ingest.types import Document

    documents = [
        Document(id=f"d{n}", title="t", text=f"Words of document {n}.", origin="x", sha256="0" * 64)
        for n in range(6000)
    ]
    stack = Baseline(documents, DeterministicFakeEmbedding(size=4), tmp_path)
    assert stack._store._collection.count() == 6000
