"""Whole files: the set is what its description says, and its figures count what they name."""

import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from evals.lines import lines_of
from evals.training import nouns
from evals.training.whole_files import CASES, HALVES, ROOT, Told, main, measure, report, wrong
from rag.types import Verdict

FALSE = {
    "number": 2,
    "name": 2,
    "sister": 2,
    "negation": 2,
    "quantifier": 2,
    "relation": 2,
    "modality": 1,
    "condition": 1,
    "invented": 1,
}
TRUE = {"verbatim": 5, "paraphrase": 5, "summed": 5}


def test_each_of_twelve_files_has_fifteen_true_sentences_and_fifteen_false_ones() -> None:
    rows = [json.loads(line) for _, line in lines_of(CASES)]
    assert Counter(row["half"] for row in rows) == dict.fromkeys(HALVES, 6)
    for row in rows:
        assert (ROOT / row["file"]).is_file()
        kinds = Counter((one["label"], one["kind"]) for one in row["claims"])
        assert kinds == {("supported", kind): n for kind, n in TRUE.items()} | {
            ("unsupported", kind): n for kind, n in FALSE.items()
        }
        assert len({one["sentence"] for one in row["claims"]}) == 30


def test_a_file_is_checked_as_a_whole_and_counted_by_kind(tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_text("A junior analyst needs two years. Tea is served at ten.\n", encoding="utf-8")
    row = {"file": "file.txt", "half": "held out"}
    claims = [
        {"sentence": "A junior analyst needs two years.", "label": "supported", "kind": "verbatim"},
        {"sentence": "A junior analyst needs ten years.", "label": "unsupported", "kind": "number"},
    ]
    cases = tmp_path / "cases.jsonl"
    cases.write_text(json.dumps({**row, "claims": claims}) + "\n", encoding="utf-8")
    told = measure(cases, root=tmp_path)
    assert [one.shown for one in told] == [True, False]
    assert report(told)["held out"]["false withheld"].startswith("1 of 1")
    assert measure(cases, "looked at", tmp_path) == []


def test_what_was_judged_wrongly_is_told_with_its_reason() -> None:
    said = Verdict(label="unsupported", confidence=0.9, reason="nothing here about tea")
    told = [Told("f", "looked at", "Tea is warm.", "verbatim", true, said) for true in (True, False)]
    assert wrong(told) == ["LOST verbatim | Tea is warm. | unsupported: nothing here about tea"]
    assert report(told)["all"]["true lost"].startswith("1 of 1, 100.0%")


def test_a_missing_file_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def gone(**_: object) -> list[Told]:
        raise FileNotFoundError("no such file: handbook")

    monkeypatch.setattr("evals.training.whole_files.measure", gone)
    assert main([]) == 2
    assert "no such file" in capsys.readouterr().err


def test_the_table_of_nouns_is_made_from_wordnets_files(tmp_path: Path) -> None:
    files = {
        "index.noun": "piano n 1 0 1 0 00000011\nset n 1 0 1 0 00000012\ntrumpet n 1 0 1 0 00000013\n",
        "index.verb": "set v 1 0 1 1 00000091\n",
        "index.adj": "",
        "index.adv": "",
        "data.noun": "  1 licence\n00000011 06 n 01 piano 0 001 @ 00000020 n 0000 | keys\n"
        "00000013 06 n 01 trumpet 0 001 @ 00000020 n 0000 | brass\n00000020 06 n 01 instrument 0 000 | any\n",
        "noun.exc": "pianoes piano\n",
        "cntlist.rev": "set%2:35:00:: 1 90\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="latin-1")
    assert nouns.main(["--wordnet", str(tmp_path), "--out", str(tmp_path / "nouns.npz")]) == 0
    with np.load(tmp_path / "nouns.npz") as held:
        assert bytes(held["words"]).decode().split("\n") == ["piano", "pianoes", "trumpet"]
        assert held["senses"].tolist() == [0, 0, 1]
        assert held["wider"].tolist() == [2, 2]
        assert held["wider_ends"].tolist() == [1, 2, 2]
    assert nouns.main(["--wordnet", str(tmp_path / "none")]) == 2
