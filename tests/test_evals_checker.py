"""Evals of the checker: every form of labelled rows is read, and figures are right on rows worked by hand."""

import json
from pathlib import Path

import numpy as np
import pytest

from evals import checker_figures as figures
from evals.checker import Judged, lines, main, report, run
from evals.checker_sets import Row, read
from evals.checker_swaps import paraphrase
from evals.checker_swaps import rows as swap_rows
from evals.training import fusion
from evals.training.claims import Example
from evals.training.swaps import swaps
from ingest.errors import CorpusError, ModelUnavailable
from rag.support import probability
from rag.support_features import NAMES, hold, lexical

PASSAGES = ["A junior analyst needs two years of practice.", "Most teams ask for SQL."]
SHARED = {"question": "q", "passages": PASSAGES}
RAGTRUTH = {
    **SHARED,
    "id": "1/m",
    "set": "ragtruth_qa",
    "source_id": "1",
    "generator": "m",
    "response": "Most teams ask for SQL. It costs ten million kroner.",
    "unsupported_spans": [{"start": 24, "end": 52}],
}
SENTENCES = [
    {"text": "Teams ask for SQL.", "labels": ["supported", "supported", "partially"]},
    {"text": "It is cold.", "labels": ["supported", "not_supported", "partially"]},
]
FORMS = {
    "ragtruth": RAGTRUTH,
    "salad": {**SHARED, "id": "2", "source_id": "2", "sentences": SENTENCES},
    "claim": {**SHARED, "id": "3", "set": "factcg", "claim": "Teams ask for SQL.", "label": "supported"},
    "bump": {**SHARED, "id": "4", "faithful": "Teams ask for SQL.", "unfaithful": "No one does.", "error_type": "P"},
    "attributionbench": {"references": PASSAGES, "claim": "It is cold.", "attribution_label": "not attributable"},
    "factcg": {"text_a": PASSAGES[0], "text_b": ["It is cold."], "orig_label": 0},
    "wice": {"claim": "It is cold.", "evidence": PASSAGES, "label": "partially_supported", "meta": {"id": "dev1"}},
}


def write(path: Path, *raw: object) -> Path:
    path.write_text("".join(json.dumps(one) + "\n" for one in raw), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("ragtruth", [True]),
        ("salad", [False, True]),
        ("claim", [False]),
        ("bump", [False, True]),
        ("attributionbench", [True]),
        ("factcg", [True]),
        ("wice", [True]),
    ],
)
def test_every_form_is_read(tmp_path: Path, name: str, expected: list[bool]) -> None:
    rows = read(write(tmp_path / "set.jsonl", FORMS[name]))
    assert [row.unsupported for row in rows] == expected
    assert all(row.passages and row.text for row in rows)
    assert len({row.id for row in rows}) == len(rows)


def test_ragtruth_s_own_two_files_are_joined_and_other_tasks_left_out(tmp_path: Path) -> None:
    info = {"question": "q", "passages": "passage 1:Most teams ask for SQL.\n\npassage 2:Tea is warm.\n\n"}
    question = {"source_id": "9", "task_type": "QA", "source_info": info}
    write(tmp_path / "source_info.jsonl", question, {"source_id": "8", "task_type": "Summary", "source_info": "text"})
    labels = [{"start": 0, "end": 4, "label_type": "Evident Conflict"}]
    answer = {"id": "1", "source_id": "9", "model": "m", "labels": labels, "response": "Tea is cold."}
    write(tmp_path / "response.jsonl", answer, answer | {"source_id": "8", "labels": []})
    (row,) = read(tmp_path)
    assert row.passages == ("Most teams ask for SQL.", "Tea is warm.")
    assert (row.kind, row.spans, row.unsupported) == ("response", ((0, 4),), True)


def test_begin_s_table_is_read_and_small_talk_left_out(tmp_path: Path) -> None:
    head = ("model", "knowledge", "message", "response", "begin_label")
    first = ("t5", "Tea is warm.", "hi", "Tea is hot.", "Not fully attributable")
    text = "".join("\t".join(line) + "\n" for line in (head, first, ("t5", "Tea.", "hi", "Ok.", "Generic")))
    (tmp_path / "begin.tsv").write_text(text, encoding="utf-8")
    (row,) = read(tmp_path)
    assert (row.text, row.unsupported) == ("Tea is hot.", True)


@pytest.mark.parametrize("text", ["", "not json", '{"id": 1}', "[1, 2]"])
def test_what_is_no_labelled_set_is_refused_by_name(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(CorpusError, match=r"odd\.jsonl"):
        read(tmp_path / "odd.jsonl")


def test_a_missing_file_ends_with_two(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--data", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl" in capsys.readouterr().err


def test_auc_f1_and_balanced_accuracy_are_those_worked_by_hand() -> None:
    wrong, score, ones = np.array([1.0, 1, 0, 0]), np.array([0.9, 0.4, 0.4, 0.1]), np.ones(4)
    assert figures.auc(wrong, score, ones) == pytest.approx(0.875)
    assert figures.at(0.4, "f1")(wrong, score, ones) == pytest.approx(0.8)
    assert figures.at(0.4, "balanced_accuracy")(wrong, score, ones) == pytest.approx(0.75)
    assert figures.at(0.5, "precision")(wrong, score, ones) == 1.0


def test_prevalence_weighs_the_rows() -> None:
    wrong, score, ones = np.array([1.0, 0, 0, 0]), np.array([1.0, 1, 0, 0]), np.ones(4)
    precision = 0.5 / (0.5 + 0.5 / 3)
    assert figures.at(0.5, "precision", prevalence=0.5)(wrong, score, ones) == pytest.approx(precision)


def test_calibration_error_is_nought_for_honest_scores() -> None:
    assert figures.calibration_error(np.array([1.0, 0, 0, 0]), np.full(4, 0.25), np.ones(4)) == pytest.approx(0.0)


def test_one_sided_labels_have_no_auc_and_no_nan() -> None:
    assert figures.estimate(figures.auc, [True, True], [0.1, 0.9], ["a", "b"]).mean is None
    assert figures.span_f1([])["f1"] is None


def test_characters_of_spans_are_counted() -> None:
    assert figures.span_f1([(((0, 4),), ((2, 6),))]) == {"precision": 0.5, "recall": 0.5, "f1": 0.5}


def row(number: int, wrong: bool | None, kind: str = "claim") -> Row:
    return Row(f"{number}/{kind}", "made", f"s{number}", kind, "Tea is warm.", ("Tea is warm.",), wrong)


def test_an_unscored_row_is_counted_apart_and_in_no_mean() -> None:
    def scorer(one: Row) -> Judged:
        if one.id.startswith("0"):
            raise ModelUnavailable("no model")
        return Judged(one, 0.9 if one.unsupported else 0.2, "", (), 1.0, 1)

    judged = run([row(n, n % 2 == 1) for n in range(9)], scorer)
    made = report(judged)["made"]
    assert (made["rows"], made["unscored"], made["auc"]["mean"]) == (9, 1, 1.0)
    assert json.loads(next(lines(judged)))["score"] is None
    assert "NaN" not in json.dumps(made)


def test_pairs_are_ordered_and_reported_by_error() -> None:
    judged = [
        Judged(row(1, False, "faithful"), 0.1, "", (), 1.0, 1),
        Judged(row(1, True, "unfaithful"), 0.7, "", (), 1.0, 1),
    ]
    assert report(judged)["made"]["ordered_right"]["mean"] == 1.0


def test_the_command_writes_rows_that_repeat_to_the_byte(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = write(tmp_path / "set.jsonl", RAGTRUTH, FORMS["bump"], FORMS["salad"])
    written = []
    for name in ("one", "two"):
        assert main(["--data", str(data), "--json", "--rows", str(tmp_path / name)]) == 0
        written.append((tmp_path / name).read_bytes() + capsys.readouterr().out.encode())
    assert written[0] == written[1]
    first = json.loads((tmp_path / "one").read_text().split("\n")[0])
    assert {"id", "score", "verdict", "spans"} <= set(first)


def test_swaps_change_one_fact_and_paraphrases_none(tmp_path: Path) -> None:
    sentence = "In 2021, most employers must pay at least $22,000 a year, says Chip Huyen."
    made = {swap.kind: swap.text for swap in swaps(sentence, ["Andrew Ng"])}
    assert {"number", "unit", "modality", "quantifier", "comparison"} <= set(made)
    assert all(text != sentence for text in made.values())
    assert swaps(sentence, ["Andrew Ng"]) == swaps(sentence, ["Andrew Ng"])
    told = paraphrase("Employers often need two years of practice, and they check it.", 3)
    assert told is not None
    (tmp_path / "page.md").write_text(
        f"---\ntitle: x\n---\n# x\n\n## Pay?\n\n{sentence}\n\nSources: huyen\n", encoding="utf-8"
    )
    held = swap_rows(tmp_path)
    assert {one.unsupported for one in held} == {True, False}
    assert all("Sources:" not in one.passages[0] for one in held)


def test_the_training_fits_the_part_that_judges_without_the_model() -> None:
    evidence = tuple(PASSAGES)
    told = ["Most teams ask for SQL.", "A junior analyst needs two years of practice.", "Teams ask for SQL."]
    made_up = ["Visas for Norway cost a fortune.", "Chefs prefer copper pans.", "Rust replaced Python in 1987."]
    every = [Example("wice", text, text, evidence, text in made_up) for text in told + made_up]
    features = np.asarray([lexical(one.claim, hold(evidence)) for one in every])
    weights = fusion.lexical(every, features)
    assert tuple(weights["features"]) == NAMES
    said = [probability(one, weights) for one in features]
    assert max(said[:3]) < weights["threshold"] < min(said[3:])


def test_a_sentence_without_labels_is_unlabelled_and_not_unsupported(tmp_path: Path) -> None:
    sentences = [{"text": "t", "labels": []}, {"text": "t", "labels": ["supported"]}]
    rows = read(write(tmp_path / "rows.jsonl", {"question": "q", "passages": ["p"], "sentences": sentences}))
    assert [row.unsupported for row in rows] == [None, False]


def test_a_label_means_the_same_of_a_claim_and_of_a_response(tmp_path: Path) -> None:
    said = [{"response": "r", "label": True}, {"claim": "c", "label": True}, {"response": "r", "unsupported": True}]
    rows = read(write(tmp_path / "rows.jsonl", *({"question": "q", "passages": ["p"], **one} for one in said)))
    assert [row.unsupported for row in rows] == [False, False, True]


def test_a_row_of_a_table_ends_at_its_line_feed_however_long_it_is(tmp_path: Path) -> None:
    path = tmp_path / "begin.tsv"
    long = "One\u2028two. " * 20_000
    path.write_text(f"knowledge\tresponse\tbegin_label\n{long}\tA claim.\tEntailment\n\n", encoding="utf-8")
    (row,) = read(path)
    assert (row.text, row.passages, row.unsupported) == ("A claim.", (long,), False)


def test_a_place_for_rows_that_cannot_be_had_is_told_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    data = write(tmp_path / "rows.jsonl", {"claim": "c", "passages": ["p"], "label": "supported"})
    assert main(["--data", str(data), "--rows", str(tmp_path / "file" / "rows.jsonl")]) == 2
    assert "milliseconds a sentence" not in capsys.readouterr().err
