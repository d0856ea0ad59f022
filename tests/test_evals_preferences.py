"""Preferences: every form is read, the score that agrees with people is counted right, and bad rows have a reason."""

import json
from pathlib import Path
from typing import Any

import pytest
from evals_support import ELSE, SAYS, case, decline_case, output

from evals.__main__ import main
from evals.measures.overall import on_topic, overall
from evals.preferences import preferences, read_pairs, text_of
from evals.types import Sentence

LIE = "Dragons pay every doctor 900,000 euros in Chile."
ASKED = "Do I need a PhD for machine learning jobs?"


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return path


def labelled(text: str, generator: str, *labels: str) -> dict[str, Any]:
    return {
        "question": ASKED,
        "passages": [SAYS],
        "sentences": [{"text": text, "labels": list(labels)}],
        "generator": generator,
    }


def test_each_form_names_the_answer_that_people_preferred(tmp_path: Path) -> None:
    webgpt = {
        "question": {"full_text": ASKED},
        "answer_0": LIE,
        "answer_1": SAYS,
        "quotes_0": {"extract": [ELSE], "title": ["pay"]},
        "quotes_1": {"extract": [SAYS], "title": ["phd"]},
        "score_0": -1.0,
        "score_1": 1.0,
    }
    rows = [
        {"question": ASKED, "passages": [SAYS], "chosen": SAYS, "rejected": LIE},
        {
            "question": ASKED,
            "chosen": {"answer": SAYS, "passages": [SAYS]},
            "rejected": {"answer": LIE, "passages": [ELSE]},
        },
        webgpt,
        webgpt | {"score_0": 0.0, "score_1": 0.0},
    ]
    pairs, undecided, problems = read_pairs(write(tmp_path / "pairs.jsonl", rows))
    assert [(p.chosen.text, p.rejected.text) for p in pairs] == [(SAYS, LIE)] * 3
    assert (undecided, problems) == (1, ())
    assert pairs[1].rejected.found[0].text == pairs[2].rejected.found[0].text == ELSE


def test_labelled_sentences_become_pairs_of_what_most_annotators_call_supported(tmp_path: Path) -> None:
    rows = [
        labelled(SAYS, "a", "supported", "supported", "partially"),
        labelled(LIE, "b", "supported", "not_supported", "partially"),
        labelled(ELSE, "c", "not_supported", "not_supported", "not_supported"),
        labelled("Another question's answer.", "a", "supported") | {"question": "Another one?"},
    ]
    pairs, undecided, _ = read_pairs(write(tmp_path / "salad.jsonl", rows))
    assert [(p.chosen.system, p.rejected.system, p.gap) for p in pairs] == [("a", "b", 1.0), ("a", "c", 1.0)]
    assert undecided == 1


def test_agreement_counts_ties_half_and_draws_by_question(tmp_path: Path) -> None:
    rows = [
        {"question": ASKED, "passages": [SAYS], "chosen": SAYS, "rejected": LIE},
        {"question": "And a PhD in Utopia?", "passages": [SAYS], "chosen": LIE, "rejected": SAYS},
        {"question": "Is a PhD needed?", "passages": [SAYS], "chosen": SAYS, "rejected": SAYS},
    ]
    found = preferences(write(tmp_path / "pairs.jsonl", rows))
    first = found.figures[0]
    assert (first.score, first.pairs, first.ties, first.unscored) == ("overall", 3, 1, 0)
    assert first.accuracy.mean == pytest.approx(0.5)
    assert first.accuracy.low == 0.0
    assert first.accuracy.high == 1.0
    assert {row.score for row in found.figures} >= {"faithfulness alone", "usefulness alone", "length alone"}
    assert "95 % interval" in text_of(found)


def test_bad_rows_have_a_place_and_a_reason_and_nothing_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = {"question": ASKED, "passages": [SAYS], "chosen": SAYS, "rejected": LIE}
    rows = ["{broken", "[]", {"question": ASKED, "chosen": SAYS}, {"question": ASKED, "passages": [], "sentences": []}]
    path = write(tmp_path / "pairs.jsonl", [*rows, "", good])
    _, _, problems = read_pairs(path)
    assert [p.place for p in problems] == [f"pairs.jsonl:{n}" for n in (1, 2, 3, 4)]
    assert all(p.reason for p in problems)
    assert main(["preferences", str(path)]) == 0
    assert "1 pairs of answers" in capsys.readouterr().out
    write(path, rows)
    assert main(["preferences", str(path)]) == 2
    assert main(["preferences", str(tmp_path / "absent.jsonl")]) == 2
    assert "groundwork eval:" in capsys.readouterr().err


def test_overall_multiplies_what_is_borne_out_with_what_is_useful() -> None:
    good = overall(case("one"), output())
    assert good.value is not None
    assert 0.5 < good.value < 1  # ten words are short of the fitting length
    half = output(
        texts=(SAYS, LIE), sentences=(*output().sentences, Sentence(text=LIE, cited=output().sentences[0].cited))
    )
    assert overall(case("one"), half).value < good.value  # type: ignore[operator]
    assert overall(case("one"), output(declined="unclear", sentences=())).value == 0.0
    assert overall(case("one"), output(texts=("Hello!",))).value == 0.0


def test_overall_of_a_right_decline_is_one_and_of_an_unasked_answer_nought() -> None:
    assert overall(decline_case(), output("cake", declined="out-of-scope", sentences=())).value == 1.0
    assert overall(decline_case(), output("cake")).value == 0.0


def test_an_answer_beside_the_question_takes_up_none_of_its_words() -> None:
    assert on_topic("How long is a résumé?", "Dragons sleep.") == 0.0
    assert on_topic("Do I need a PhD?", SAYS) == 1.0
    assert on_topic("", SAYS) == 1.0
