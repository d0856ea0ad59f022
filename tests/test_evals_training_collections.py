"""The collections are what their labels say: every labelled run of words stands once in its document."""

import itertools
import json
from pathlib import Path

import pytest

from evals.retrieval_bench import lies_in
from evals.training.collections import FOLDER, QUESTIONS, collection_of, found, names, section_spans
from ingest.readers import read_paths


def rows(name):
    return [json.loads(line) for line in (FOLDER / name / QUESTIONS).read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", names())
def test_every_labelled_run_of_words_stands_once_in_its_document(name):
    texts = {Path(document.origin).name: document.text for document in read_paths([FOLDER / name])}
    missing = [quote for row in rows(name) for quote in row["quotes"] if texts[quote[0]].count(quote[1]) != 1]
    assert not missing
    assert len(rows(name)) > 300


@pytest.mark.parametrize("name", names())
def test_the_sections_of_a_document_cover_it_once(name):
    for document in read_paths([FOLDER / name]):
        spans = section_spans(document)
        assert spans[0][1] == 0
        assert all(before[2] == after[1] for before, after in itertools.pairwise(spans))


def test_a_question_leads_to_the_passage_and_the_section_that_hold_its_words(tmp_path, embedder):
    folder = tmp_path / "small"
    folder.mkdir()
    text = "A guide\n\nCHAPTER 1. Learn\n\nTake one course and finish it.\n\nCHAPTER 2. Rest\n\nSleep before study.\n"
    (folder / "guide.txt").write_text(text, encoding="utf-8")
    asked = [
        {"question": "bedtime?", "quotes": [["guide.txt", "Sleep before"]], "kind": "how-to", "style": "terse"},
        {"question": "pay?", "quotes": [], "kind": "near", "style": "terse"},
    ]
    (folder / QUESTIONS).write_text("".join(json.dumps(row) + "\n" for row in asked), encoding="utf-8")
    made = collection_of(folder, tmp_path / "index", embedder)
    assert made.answered == [0]
    [passage] = made.exact[0]
    assert made.corpus.shelf.passages[passage].text == "Sleep before study."
    assert made.rows[0].sections == ((made.documents[0].id, "A guide > CHAPTER 2. Rest"),)
    [section] = made.needed[0]
    id, at = found(made.documents[0], "Sleep before")
    assert lies_in((id, at, at + 1), section)
    assert made.needed[1] == ()
