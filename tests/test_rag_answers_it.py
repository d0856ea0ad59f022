"""Question and passage are read together: what answers is told from what is only about the same matter."""

import json
import math

import numpy as np
import pytest

from evals.training.collections import FOLDER, collection_of
from ingest.embed import Embedder
from ingest.errors import ModelUnavailable
from rag import answers_it, sufficiency
from rag.answers_it import answering, odds_of, with_reading
from rag.encode import WEIGHTS, encoder_of
from rag.retrieve import retrieve
from rag.sufficiency import ENOUGH, NO_DOUBT

TOPICS = (
    "The course runs for ten weeks, two evenings a week, and ends with a project that you show to the others.",
    "Ask for a written contract before you begin. Most clients pay within thirty days, some only after a reminder.",
    "Bring an old laptop if you like: everything runs in the browser, and the library lends machines.",
)
ASKED = ("how many weeks does the course take", "when do clients pay me", "do i need to buy a computer for it")


@pytest.fixture(scope="module")
def encoder():
    return encoder_of(Embedder(threads=1))


@pytest.fixture(scope="module")
def collection(tmp_path_factory):
    return collection_of(FOLDER / "n", tmp_path_factory.mktemp("n"), Embedder(threads=1))


def test_each_question_is_answered_by_its_own_passage(encoder):
    said = np.stack([answering(question, TOPICS, encoder) for question in ASKED])
    assert said.argmax(axis=1).tolist() == [0, 1, 2]


def test_a_matter_that_is_named_but_not_told_is_no_answer(encoder):
    told, *untold = (
        answering(question, TOPICS[:1], encoder)[0]
        for question in ("how long is the course", "what does the course cost", "who teaches the course")
    )
    assert told > max(untold)


def test_what_else_is_read_changes_nothing(encoder):
    together = answering(ASKED[0], [*TOPICS, "Long. " * 400, "x"], encoder)
    alone = [answering(ASKED[0], [text], encoder)[0] for text in TOPICS]
    assert together[:3] == pytest.approx(alone, abs=2e-3)
    assert np.isfinite(together).all()
    assert np.isfinite(answering("why " * 2000, TOPICS, encoder)).all()


def test_a_passage_is_read_once(encoder, monkeypatch):
    text = "Nobody has read this passage about the night shift before."
    first = answering(ASKED[0], [text], encoder)
    monkeypatch.setattr(answers_it, "passage_states", lambda *_: pytest.fail("read again"))
    assert answering(ASKED[0], [text], encoder) == pytest.approx(first)


def test_reading_raises_and_lowers_what_was_known_before():
    low, middle, high = (with_reading(0.6, np.array([-9.0, read], dtype=np.float32)) for read in (-6.0, -1.0, 3.0))
    assert 0 < low < ENOUGH < high < 1
    assert low < middle < high
    assert with_reading(0.3, np.array([0.0])) < with_reading(0.9, np.array([0.0]))
    assert with_reading(0.6, np.array([math.nan])) == 0.0
    assert math.isfinite(odds_of(0.0))
    assert math.isfinite(odds_of(1.0))


def test_layers_taught_on_another_question_encoder_are_refused(monkeypatch):
    stored = json.loads((WEIGHTS / "answers_it.json").read_text(encoding="utf-8"))
    other = {"answers_it": stored | {"encoder": "another"}, "question_encoder_elsewhere": {"sha256": "this"}}
    monkeypatch.setattr(answers_it, "figures", other.__getitem__)
    answers_it._taught.cache_clear()
    with pytest.raises(ModelUnavailable, match=r"evals\.training\.answers_it"):
        with_reading(0.6, np.array([0.0]))


def test_of_documents_it_never_saw_it_declines_more_that_they_do_not_answer_and_loses_little(collection):
    generation, lost, caught = collection.corpus.generation, [], []
    answered = [row for row in collection.rows if row.sections][::6]
    for row in [*answered, *(row for row in collection.rows if not row.sections)]:
        hits = retrieve(row.search, generation)
        before, now = (sufficiency.sufficiency(row.search, hits, generation, reading=one) for one in (False, True))
        assert now == before or before < NO_DOUBT
        (lost if row.sections else caught).append((before < ENOUGH, now < ENOUGH))
    before, now = np.mean(caught, axis=0)
    assert now >= before + 0.1
    assert np.mean(lost, axis=0)[1] <= 0.06
