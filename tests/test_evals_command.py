"""The command line: it says at once what it will do, does it on a real index, and its gate opens twice on the same
bytes.
"""

import json
import re
import shlex
from pathlib import Path

import pytest
from evals_support import case, decline_case

from evals.__main__ import OWN_WORDS, _parser, main
from evals.gate import accept
from evals.hostile import traps
from evals.kept import PARTIAL, asked_before
from evals.progress import bar, plan, told
from ingest.opened import OpenedIndex

README = Path(__file__).parents[1] / "evals" / "README.md"
COMMANDS = re.findall(r"^    groundwork eval(.*)$", README.read_text(encoding="utf-8"), re.MULTILINE)
STABLE = ("cases.jsonl", "outputs.jsonl", "scores.jsonl", "report.html", "report.json", "report.md", "junit.xml")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The grader's own grade takes seconds, and the hostile documents are tested apart."""
    monkeypatch.setattr("evals.suite.grade", dict)
    monkeypatch.setattr("evals.suite.labelled_pairs", tuple)
    monkeypatch.setattr("evals.suite.packaged_traps", lambda: traps()[:1])
    monkeypatch.setattr("evals.gate.ONE_IN", 1)


@pytest.fixture
def words(tmp_path: Path, small_index: OpenedIndex) -> list[str]:
    """What every command here needs: our advisor on the small index, and three cases."""
    cases = [
        case("phd", question="Do I need a PhD to work in machine learning?", gold=(), must_say=("no PhD",)),
        case("portfolio", question="What should a portfolio show?", gold=(), must_say=("two or three projects",)),
        decline_case("cake"),
    ]
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(each.model_dump_json() for each in cases))
    return ["--cases", str(path), "--index", str(small_index.folder), "--system", "groundwork", "--jobs", "1"]


def test_it_says_at_once_what_it_will_do_and_how_long_it_takes(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["eval", "answers", *words, "--out", str(tmp_path / "run")]) == 0
    said = capsys.readouterr()
    first = said.err.splitlines()[0]
    assert first.startswith("Answers: 3 questions go to groundwork")
    assert "takes about" in first
    assert str(tmp_path / "run") in first
    assert "3/3 questions asked" in said.err
    assert "3/3 answers scored" in said.err
    assert "coverage" in said.out
    assert json.loads((tmp_path / "run" / "latency.json").read_text())["groundwork"]["n"] == 3


def test_a_plan_counts_what_is_left_and_what_comes_first() -> None:
    whole = plan(731, ("groundwork", "baseline"), "all", 2, Path("runs/all"), True, True)
    assert "the handbook is indexed first" in whole
    assert "1462 questions go to groundwork and baseline" in whole
    assert "minutes" in whole
    assert "100 of them are known from before" in plan(731, ("groundwork",), "all", 2, Path("x"), False, True, 100)
    assert "indexed" not in plan(10, ("groundwork",), "refusals", 2, Path("x"), False, False)
    assert [told(s) for s in (3, 44, 61, 200)] == ["10 seconds", "40 seconds", "a minute", "4 minutes"]


def test_a_bar_without_a_terminal_is_a_line_at_each_tenth(capsys: pytest.CaptureFixture[str]) -> None:
    for done in range(1, 101):
        bar(done, 100, "answers scored")
    assert len(capsys.readouterr().err.splitlines()) == 10


def test_the_gate_opens_twice_on_the_same_bytes_and_shuts_on_what_was_better_before(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    baseline = tmp_path / "baseline.json"
    baseline.write_text(json.dumps({"floors": {"coverage": 0.1, "law_delete_asked": 0.1}, "values": {}}))
    monkeypatch.setattr("evals.gate.gate.__defaults__", (baseline, "groundwork"))
    runs = [tmp_path / "a", tmp_path / "b"]
    for out in runs:
        assert main(["--gate", *words, "--out", str(out)]) == 0, capsys.readouterr().err
    for name in STABLE:
        assert (runs[0] / name).read_bytes() == (runs[1] / name).read_bytes(), name
    assert "The gate is open." in capsys.readouterr().out
    accept(runs[0], baseline)
    held = json.loads(baseline.read_text())
    assert held["values"]["law_delete_asked"] == {"phd": 1.0, "portfolio": 1.0}
    assert held["values"]["hostile_true"]
    held["floors"] = {"false_refusals": -0.1}
    baseline.write_text(json.dumps(held))
    assert main(["--gate", *words, "--out", str(runs[1])]) == 1
    assert "false_refusals: the bound" in capsys.readouterr().err


def test_a_run_that_was_stopped_says_what_is_known_and_goes_on(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "run"

    def stop(done: int, total: int, what: str = "", width: int = 0) -> None:
        if done == 2 and what != "answers scored":
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("evals.progress.bar", stop)
        assert main(["refusals", *words, "--out", str(out)]) == 130
    assert "--resume" in capsys.readouterr().err
    assert len(asked_before(out)) == 2
    assert main(["refusals", *words, "--out", str(out), "--resume"]) == 0
    assert "2 of them are known from before" in capsys.readouterr().err
    assert asked_before(out) == ()
    assert not (out / PARTIAL).exists()


def test_a_filter_and_a_limit_choose_documents_too(words: list[str], tmp_path: Path) -> None:
    out = tmp_path / "run"
    assert main(["robustness", *words, "--filter", "portfolio", "--limit", "1", "--out", str(out)]) == 0
    rows = [json.loads(line) for line in (out / "scores.jsonl").read_text().splitlines()]
    assert {row["case"] for row in rows if row["measure"].startswith("law_delete_asked")} == {"portfolio"}
    assert {row["case"].split(",")[0] for row in rows if row["measure"].startswith("hostile_")} == {"documents-003"}


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_index_that_is_not_there_is_one_line(
    words: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str], jobs: str
) -> None:
    words = [*words[:2], "--index", str(tmp_path / "absent"), "--system", "groundwork", "--jobs", jobs]
    assert main(["refusals", *words, "--out", str(tmp_path / "run")]) == 2
    last = capsys.readouterr().err.strip().splitlines()[-1]
    assert last.startswith("groundwork eval: ")
    assert "absent" in last


def test_a_part_that_is_none_is_answered_with_every_part(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["nonsense"])
    told = capsys.readouterr().err
    for part in ("retrieval", "latency", "score", "compare", "preferences", "checker", "claims", "feedback"):
        assert f"'{part}'" in told
    assert main(["--limit", "1", "checker"]) == 2
    assert "groundwork eval checker --help" in capsys.readouterr().err


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_of_the_rooms_readme_parses(line: str) -> None:
    words = shlex.split(line, comments=True)
    words[-1:] = ["ollama:qwen3"] if words[-1:] == ["…"] else words[-1:]
    if words and words[0] in OWN_WORDS:
        with pytest.raises(SystemExit, match="0"):
            main([*words, "--help"])
    else:
        assert callable(_parser().parse_args(words).act)
