"""The gate: open for what was accepted, shut with a reason for each thing that must not be."""

import json
from pathlib import Path
from typing import Any

import pytest
from evals_support import SAYS, case, cited, decline_case, good, output

from evals.__main__ import main
from evals.gate import BASELINE, accept, fast, floors, gate, hard_rules, unscored
from evals.loading import load
from evals.suite import run
from evals.types import Score, Sentence

CASES = (*(case(f"c{n}") for n in range(12)), decline_case())


@pytest.fixture
def accepted(tmp_path: Path) -> Path:
    run(CASES, good, tmp_path / "good", name="groundwork", part="answers")
    path = tmp_path / "baseline.json"
    path.write_text(json.dumps({"floors": {"coverage": 0.5}}))
    accept(tmp_path / "good", path)
    return path


def test_the_accepted_run_passes_and_accepting_is_the_same_each_time(accepted: Path, tmp_path: Path) -> None:
    assert gate(tmp_path / "good", accepted) == []
    before = accepted.read_bytes()
    accept(tmp_path / "good", accepted)
    assert accepted.read_bytes() == before
    assert json.loads(before)["values"]["coverage"]["c0"] == 1.0


def test_a_significant_drop_shuts_and_names_its_cases(accepted: Path, tmp_path: Path) -> None:
    def worse(question: Any) -> Any:
        return good(question) if "c1" not in question and "c2" not in question else "Nobody knows that."

    run(CASES, worse, tmp_path / "bad", name="groundwork", part="answers")
    reasons = " ".join(gate(tmp_path / "bad", accepted))
    assert "coverage: dropped by" in reasons
    assert "c2" in reasons


def test_a_bound_under_its_floor_shuts_either_way_round() -> None:
    scores = [Score(measure="coverage", case=str(n), system="s", value=n % 2) for n in range(20)]
    assert floors(scores, {"coverage": 0.2}) == []
    assert "coverage" in floors(scores, {"coverage": 0.45})[0]
    wrong = [s.model_copy(update={"measure": "false_refusals"}) for s in scores]
    assert "false_refusals" in floors(wrong, {"false_refusals": 0.1})[0]
    assert "no value" in floors([], {"coverage": 0.2})[0]


def test_hard_rules_need_no_average() -> None:
    assert hard_rules([output()]) == []
    lie = output(sentences=(Sentence(text="Lie.", cited=(cited(),), label="unsupported"),))
    false_quote = output(sentences=(Sentence(text=SAYS, cited=(cited(stands=False),), label="supported"),))
    citing_decline = output(declined="unclear")
    reasons = hard_rules([lie, false_quote, citing_decline])
    assert [r.split(": ", 1)[1][:12] for r in reasons] == ["shown though", "a quote that", "a decline th"]


def test_too_much_unscored_shuts() -> None:
    scores = [Score(measure="m", case=str(n), system="s", value=1.0) for n in range(97)]
    missing = [Score(measure="m", case=f"x{n}", system="s", value=None, reason="slow") for n in range(3)]
    assert unscored([*scores, *missing[:1]]) == []
    assert "3 of 100" in unscored([*scores, *missing])[0]


def test_cases_beside_a_measure_are_not_missing() -> None:
    beside = [Score(measure="m", case=str(n), system="s", value=None, applies=False) for n in range(50)]
    assert unscored([Score(measure="m", case="a", system="s", value=1.0), *beside]) == []


def test_the_fast_subset_is_of_the_dev_half_and_covers_the_kinds() -> None:
    cases = load().cases
    chosen = fast(cases)
    assert 40 <= len(chosen) <= 160
    assert all(c.half == "dev" for c in chosen)
    assert len({c.kind for c in chosen}) >= 15
    assert fast(cases) == chosen


def test_a_missing_baseline_says_how_to_make_it(accepted: Path, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="--accept"):
        gate(tmp_path / "good", tmp_path / "absent.json")


def test_the_shipped_baseline_is_of_known_measures() -> None:
    from evals.measures import GROUPED, MEASURES

    shipped = json.loads(BASELINE.read_text())
    assert set(shipped["floors"]) <= {*MEASURES, *GROUPED, "law_delete_asked", "hostile_true", "hostile_flagged"}
    assert shipped["floors"]


def test_a_baseline_without_its_parts_says_how_to_make_it(accepted: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    for words in ("{}", "[]", '{"floors": {}}'):
        broken.write_text(words)
        with pytest.raises(ValueError, match="--accept"):
            gate(tmp_path / "good", broken)


def test_a_run_of_another_system_takes_nothing_away_from_what_was_accepted(accepted: Path, tmp_path: Path) -> None:
    run(CASES, good, tmp_path / "other", name="other", part="answers")
    before = accepted.read_bytes()
    with pytest.raises(ValueError, match="nothing to accept"):
        accept(tmp_path / "other", accepted)
    assert accepted.read_bytes() == before


@pytest.mark.parametrize(
    "words",
    [
        ["--accept"],
        ["--gate", "--accept", "--limit", "3"],
        ["--gate", "--accept", "--filter", "phd"],
        ["refusals", "--gate", "--accept"],
    ],
)
def test_a_part_of_a_gate_is_not_accepted(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    before = BASELINE.read_bytes()
    assert main(words) == 2
    assert "--accept" in capsys.readouterr().err
    assert BASELINE.read_bytes() == before
