"""Written claims are what they say, keep no public passages, and what gives them away is told apart from reading."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from evals.checker_sets import read
from evals.lines import lines_of
from evals.training import written
from evals.training.claims import Example

PASSAGE = (
    "Tea is grown in the hills of Assam and picked from March to November.",
    "Green tea is steamed within a day of picking, so that it keeps its colour.",
)


def lines(name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in (written.FOLDER / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", written.WRITTEN)
def test_written_claims_are_whole_and_their_twins_are_true(name: str) -> None:
    sources: Counter[object] = Counter()
    labels: Counter[str] = Counter()
    for row in lines(name):
        sources[row.get("source_id") or row["group"]] += 1
        assert ("passages" in row) == (name != "careful")
        claims = row["claims"]
        assert isinstance(claims, list)
        for one in claims:
            assert one["sentence"].strip() == one["sentence"] != ""
            assert (one["kind"] is None) == (one["label"] == "supported")
            labels[one["label"]] += 1
            if "twin" in one:
                assert one["label"] == "unsupported"
                assert claims[one["twin"]]["label"] == "supported"
    assert max(sources.values()) == 1
    assert set(labels) == {"supported", "unsupported"}
    assert 0.4 < labels["unsupported"] / labels.total() < 0.6


def test_passages_of_public_sets_are_looked_up_and_a_source_without_them_is_left_out(tmp_path: Path) -> None:
    claims = [
        {"sentence": "Tea grows.", "label": "supported", "kind": None},
        {"sentence": "Tea flies.", "label": "unsupported", "kind": "rel", "twin": 0},
    ]
    rows = {
        "careful": [{"source_id": "1", "claims": claims}, {"source_id": "unknown", "claims": claims}],
        "handbook": [{"group": "g", "passages": ["Tea grows in hills."], "claims": claims[:1]}],
        "everyday": [],
    }
    for name, some in rows.items():
        (tmp_path / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in some), encoding="utf-8")
    found = written.written({"1": PASSAGE}, tmp_path)
    assert [(one.set, one.source) for one in found] == [
        ("careful", "ragtruth/1"),
        ("careful", "ragtruth/1"),
        ("handbook", "handbook/g"),
    ]
    assert found[0].evidence == PASSAGE
    assert (found[1].unsupported, found[1].kind, found[1].twin) == (True, "rel", "Tea grows.")


def test_a_habit_of_the_writers_is_found_and_weighed_out() -> None:
    chance = np.random.default_rng(0)
    made = []
    for n in range(200):
        wrong = bool(n % 2)
        habit = "always" if wrong == (chance.random() < 0.9) else "perhaps"
        made.append(Example("careful", f"s{n // 2}", f"{habit} tea number {n}", PASSAGE, wrong, kind="gen" * wrong))
    made = [one._replace(twin=made[n - 1].claim) if one.unsupported else one for n, one in enumerate(made)]
    given = written.given_away(made)
    labels = np.asarray([float(one.unsupported) for one in made])
    found = written.figures(made, given, given)
    assert found["auc"]["mean"] > 0.8
    assert found["auc_weighed"]["mean"] < found["auc"]["mean"] - 0.2
    assert found["pairs"] == 100
    assert found["pairs_in_order"] == found["by_kind"]["gen"] > 0.7
    assert written.figures(made, labels, given)["auc_weighed"]["mean"] == 1.0


def test_a_folder_without_the_set_is_said_and_not_measured(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert written.main(["--data", str(tmp_path)]) == 2
    assert "ragtruth_qa_train" in capsys.readouterr().err


def test_labelled_answers_have_passages_and_stretches_that_stand_in_them() -> None:
    answers = list(read(written.FOLDER.with_name("answers.jsonl")))
    assert len(answers) == 360
    assert {row.generator for row in answers} == {"small", "chatty", "terse", "structured", "strong"}
    assert all(len(row.passages) > 1 for row in answers)
    assert all(0 <= a < b <= len(row.text) for row in answers for a, b in row.spans or ())
    assert 0.4 < sum(bool(row.unsupported) for row in answers) / len(answers) < 0.6


def test_answers_to_learn_from_are_not_those_that_are_measured_on() -> None:
    rows = [json.loads(line) for _, line in lines_of(written.FOLDER / "answers.jsonl")]
    measured = {row.source for row in read(written.FOLDER.with_name("answers.jsonl"))}
    assert not measured.intersection(row.get("group", row.get("source_id")) for row in rows)
    assert not {name.split("/")[0] for name in measured} & {
        row["group"].split("/")[0] for row in rows if "group" in row
    }
    assert len({row["id"] for row in rows}) == len(rows) > 2500
    for row in rows:
        assert all(0 <= span["start"] < span["end"] <= len(row["response"]) for span in row["unsupported_spans"])
        assert ("passages" in row) != ("source_id" in row)  # passages of others stay with their set


def test_written_answers_become_sentences_with_their_stretches(tmp_path: Path) -> None:
    row = {
        "id": "1/2/plain",
        "source_id": "7",
        "response": "The shop opens at nine. It closes at ten on Fridays.",
        "unsupported_spans": [{"start": 37, "end": 51}],
        "generator": "plain",
    }
    file = tmp_path / "answers.jsonl"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    first, second = written.answered({"7": ("The shop opens at nine and closes at five.",)}, file)
    assert (first.unsupported, second.unsupported) == (False, True)
    assert [second.claim[a:b] for a, b in second.spans or ()] == ["ten on Fridays"]
    assert first.response == second.response == "answers/1/2/plain"
    assert first.source == "ragtruth/7"
    assert written.answered({}, file) == []
