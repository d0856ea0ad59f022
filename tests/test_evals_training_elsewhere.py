"""The encoder for documents from elsewhere learns from a collection, and keeps as much of it as is asked."""

import json

import numpy as np
import pytest

from evals.training.collections import QUESTIONS, collection_of
from evals.training.elsewhere_encoder import lesson_of, train
from evals.training.question_examples import Public
from rag.encode import ELSEWHERE, adapter

TEXT = """A guide

CHAPTER 1. Learn

Take one course and finish it before the next one.

CHAPTER 2. Rest

Sleep before study, and walk in the evening.

CHAPTER 3. Show

Put one small thing on a page that a stranger can click.
"""
ASKED = (
    ("how many courses at once?", "Take one course"),
    ("bedtime?", "Sleep before"),
    ("what goes into a portfolio", "Put one small thing"),
)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory, embedder):
    folder = tmp_path_factory.mktemp("small")
    (folder / "guide.txt").write_text(TEXT, encoding="utf-8")
    rows = [
        {"question": question, "quotes": [["guide.txt", words]], "kind": "how-to", "style": "terse"}
        for question, words in ASKED
    ]
    (folder / QUESTIONS).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return lesson_of(collection_of(folder, tmp_path_factory.mktemp("index"), embedder), embedder)


def test_a_labelled_passage_is_right_and_other_sections_mislead(lesson):
    texts = [passage.text for passage in lesson.corpus.shelf.passages]
    for example, (_, words) in zip(lesson.typed, ASKED, strict=True):
        [right], [misleading] = example.right, example.misleading
        assert [words in texts[at] for at in right.tolist()] == [True]
        assert not any(words in texts[at] for at in misleading.tolist())
        assert len(misleading) == len(texts) - 1


def test_it_learns_and_keeps_as_much_as_is_asked(lesson, embedder):
    start = adapter(ELSEWHERE)
    nothing = Public([], [], [], np.zeros((0, 384), np.float32), [], [])
    asking = train(embedder, [lesson], nothing, 2, 7, start)

    def change(share, name="encoder.layer.5.output.dense"):
        made = asking.gone_on(share)
        return made[f"{name}.b"] @ made[f"{name}.a"]

    before = start["encoder.layer.5.output.dense.b"] @ start["encoder.layer.5.output.dense.a"]
    assert np.allclose(change(0.0), before, atol=1e-6)
    assert np.isfinite(change(1.0)).all()
    assert not np.allclose(change(1.0), before, atol=1e-6)
    assert np.allclose(change(0.5), (change(1.0) + before) / 2, atol=1e-5)
