"""What `rag/point.py` learns from: sections that exist, and a regression that finds what tells."""

import json

from langchain_core.messages import HumanMessage

from evals.lines import lines_of
from evals.training.point import ROWS, Opening, fitted
from evals.training.questions import row_of
from rag.point import probability


def test_every_section_named_is_in_the_handbook(handbook_headings):
    rows = [json.loads(line) for _, line in lines_of(ROWS)]
    assert {(chapter, heading) for row in rows for chapter, heading in row["sections"]} <= handbook_headings
    assert sum("first" in row for row in rows) >= 50
    assert 0.3 < sum(not row["sections"] for row in rows) / len(rows) < 0.5


def test_a_row_is_about_the_chapter_that_answers_it_first():
    row = row_of([HumanMessage("why?")], {"sections": [["phd", "One?"], ["cv", "Two?"]]}, "point")
    assert (row.about, row.sections, row.file) == ("phd", (("phd", "One?"), ("cv", "Two?")), "point")


def test_what_tells_gets_the_weight_and_what_never_changes_none(capsys):
    found = [Opening(n // 2, {"near": float(n % 2), "still": 1.0}, bool(n % 2), n % 4 < 2) for n in range(160)]
    stored = fitted("alone", found)
    assert stored["weights"]["near"] > 0
    assert set(stored["weights"]) == {"near"}
    assert "AUROC 1.000" in capsys.readouterr().out


def test_the_weights_are_those_of_the_features():
    now = ("heading_now", "rival_now", "known_now", "late", "late_section", "opening", "shared", "shared_opening")
    whole = ("likely", "doubted", "heading", "rival", "known", "known_rival", "length", "asks", "bare")
    nothing = dict.fromkeys((*now, *whole), 0.0)
    assert 0 < probability(nothing, follows=False) < 1
    assert 0 < probability(nothing, follows=True) < 1
