"""Reader: an answer is read in one go beside its evidence, the same every time, and no text knows of another."""

import json
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from ingest.errors import ModelUnavailable
from rag import support_reading, support_response
from rag.support_pieces import FIRST, LAST, MOST_CLAIM, Row, coded, fitting, marks, piece
from rag.support_reader import forward, judge_states
from rag.support_reading import load, packed, read, unpacked
from rag.support_response import score_response

EVIDENCE = (
    "A junior analyst needs two years of practice, and most teams ask for SQL.",
    "Kaggle asked 16,000 people in 2017, and a master's degree was the most common answer.",
    "Projects show an employer what you can do.",
)
HONEST = ("Most teams ask junior analysts for SQL.", "Projects show an employer what you can do.")
MADE_UP = "The average salary in Norway was 900,000 kroner in 1987, according to King Harald."


def row_of(*answers: tuple[str, ...]) -> Row:
    evidence = fitting([coded(text).codes for text in EVIDENCE], [[0, 1, 2]])
    return Row(
        evidence,
        tuple(piece([coded(text).codes for text in some], evidence, load().rarity) for some in answers),
    )


def test_a_made_up_sentence_is_the_worst_of_its_answer() -> None:
    found = read([*HONEST, MADE_UP], EVIDENCE)
    assert int(np.argmax(found.sentences)) == 2
    assert found.whole > read(HONEST, EVIDENCE).whole


def test_there_is_a_figure_for_every_token_and_the_same_every_time() -> None:
    found = read([*HONEST, MADE_UP], EVIDENCE)
    assert [len(one) for one in found.tokens] == [len(one) for one in found.places]
    again = read([*HONEST, MADE_UP], EVIDENCE)
    assert found.sentences == again.sentences
    assert found.whole == again.whole
    assert all(np.array_equal(one, other) for one, other in zip(found.tokens, again.tokens, strict=True))


def test_texts_that_share_evidence_do_not_know_of_each_other() -> None:
    loaded = load()
    weights = {name: part.float() for name, part in loaded.weights.items()}
    packaged = {name: part.float() for name, part in loaded.base.items()}

    def said(*answers: tuple[str, ...]) -> np.ndarray:  # type: ignore[type-arg]
        rows = [row_of(*answers)]
        made: np.ndarray = judge_states(weights, forward(weights, packaged, rows), rows).sentences.numpy()  # type: ignore[type-arg]
        return made

    import torch

    with torch.inference_mode():
        together, alone, other = said(HONEST, (MADE_UP,)), said(HONEST), said((MADE_UP,))
        joined = said((*HONEST, MADE_UP))
    assert np.allclose(together, np.concatenate([alone, other]), atol=1e-4)
    assert not np.allclose(joined, together, atol=1e-4)  # inside one answer they do


def test_an_answer_that_is_too_long_is_read_in_parts() -> None:
    many = [*HONEST * 60, MADE_UP]
    assert sum(len(coded(text).codes) for text in many) > MOST_CLAIM
    found = read(many, EVIDENCE)
    assert len(found.sentences) == len(many)
    assert found.sentences[-1] == max(found.sentences)
    assert all(len(one) for one in found.tokens)


@pytest.mark.parametrize("text", ["", " ", "😀", "\ud800", "数据", "x" * 5000, "a " * 2000])
def test_odd_sentences_get_a_finite_figure(text: str) -> None:
    found = read([text, HONEST[0]], EVIDENCE)
    assert np.isfinite([found.whole, *found.sentences]).all()
    assert 0 <= score_response(text, EVIDENCE).unsupported <= 1


def test_evidence_that_does_not_fit_gives_way_to_the_nearest_in_its_own_order() -> None:
    sentences = [np.full(10, 2000 + n) for n in range(5)]
    assert fitting(sentences, [[4, 1], [2]], room=22).tolist() == [FIRST, *[2002] * 10, *[2004] * 10, LAST]
    assert set(fitting(sentences, [[4, 1], [2]], room=32).tolist()) == {FIRST, 2001, 2002, 2004, LAST}
    assert len(fitting(sentences, [[0]], room=80)) == 52


def test_marks_say_which_tokens_and_pairs_stand_in_the_evidence() -> None:
    rarity = np.linspace(0, 1, 30_522).astype(np.float32)
    evidence, codes = np.asarray([FIRST, 5000, 6000, 7000, LAST]), np.asarray([FIRST, 6000, 7000, 8000, LAST])
    found = marks(codes, evidence, rarity)
    assert found[:, 0].tolist() == [1, 1, 1, 0, 1]
    assert found[:, 1].tolist() == [0, 1, 0, 0, 0]
    assert found[:, 2].tolist() == [0, 0, 1, 0, 0]
    assert found[3, 5] == pytest.approx(float(rarity[8000]))
    assert found[1, 5] == 0


def test_what_ships_is_what_was_trained_to_a_thousandth() -> None:
    import torch

    trained = {name: part.float() for name, part in load().weights.items()}
    with np.load(BytesIO(packed(trained, load().rarity)), allow_pickle=False) as file:
        again = unpacked({name: file[name] for name in file.files})
    assert set(again) == set(trained)
    assert all(torch.allclose(again[name], trained[name], atol=2e-3) for name in trained)


def test_weights_that_are_not_those_of_the_figures_are_refused_and_answers_are_judged_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "reader.npz").write_bytes(b"other")
    (tmp_path / "reader.json").write_text(json.dumps({"sha256": "0"}), encoding="utf-8")
    with_reader = score_response(f"{HONEST[0]} {MADE_UP}", EVIDENCE)
    monkeypatch.setattr(support_reading, "WEIGHTS", tmp_path)
    cached = (load, support_reading.figures, support_response.reader_available)
    for one in cached:
        one.cache_clear()
    try:
        with pytest.raises(ModelUnavailable, match=r"[Tt]rain"):
            load()
        without = score_response(f"{HONEST[0]} {MADE_UP}", EVIDENCE)
        assert len(without.sentences) == 2
        assert without.sentences != with_reader.sentences
        assert without == score_response(f"{HONEST[0]} {MADE_UP}", EVIDENCE, with_reader=False)
    finally:
        for one in cached:
            one.cache_clear()


@pytest.mark.parametrize("spoilt", ['{"sha256": "0"}', '{"sha256": NaN}', "[]", "{"])
def test_spoilt_figures_of_the_reader_name_their_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, spoilt: str
) -> None:
    (tmp_path / "reader.json").write_text(spoilt, encoding="utf-8")
    monkeypatch.setattr(support_reading, "WEIGHTS", tmp_path)
    with pytest.raises(ModelUnavailable, match="Reinstall"):
        support_reading.figures.__wrapped__()
