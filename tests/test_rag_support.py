"""Support: features, token states and the small head give a probability, the same every time, and say where."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import ModelUnavailable
from rag import support
from rag.support import Pair, score
from rag.support_features import NAMES, WEIGHTS, hold, lexical
from rag.support_response import evidence_sentences, score_response

EVIDENCE = (
    "A junior analyst needs two years of practice, and most teams ask for SQL.",
    "Kaggle asked 16,000 people in 2017, and a master's degree was the most common answer.",
    "Projects show an employer what you can do.",
)


def test_every_feature_has_a_name_and_a_finite_value() -> None:
    found = lexical("Most teams ask for SQL.", hold(EVIDENCE))
    assert found.shape == (len(NAMES),)
    assert np.isfinite(found).all()


def test_borne_out_claims_score_below_made_up_ones() -> None:
    true, false = score(
        [Pair("Most teams ask junior analysts for SQL.", EVIDENCE), Pair("Visas for Norway cost a fortune.", EVIDENCE)]
    )
    assert true.unsupported < 0.5 < false.unsupported
    assert true.spans == ()
    assert false.spans


def test_words_alone_work_without_the_model() -> None:
    true, false = score(
        [Pair("Most teams ask for SQL.", EVIDENCE), Pair("Visas for Norway cost a fortune.", EVIDENCE)],
        lexical_only=True,
    )
    assert true.unsupported < false.unsupported


def test_a_claim_without_evidence_is_unsupported_with_certainty() -> None:
    assert score([Pair("Anything at all.", ())])[0].unsupported == 1.0


def test_a_score_does_not_depend_on_what_stands_beside_it_or_came_before() -> None:
    pairs = [
        Pair("Projects show what you can do.", EVIDENCE),
        Pair("Projects are useless, says Kaggle.", EVIDENCE[::-1]),
    ]
    together = score(pairs)
    assert together == [score([pair])[0] for pair in pairs]
    assert together == score(pairs)


def test_spans_lie_inside_the_claim() -> None:
    claim = "A junior analyst needs two years of practice and a certificate from Oxford University in astrology."
    (found,) = score([Pair(claim, EVIDENCE)])
    assert all(0 <= start < end <= len(claim) for start, end in found.spans)


def test_an_answer_with_a_made_up_sentence_scores_above_one_without() -> None:
    honest = "Most teams ask for SQL. Projects show an employer what you can do."
    padded = honest + " The average salary in Norway was 900,000 kroner in 1987, according to King Harald."
    assert score_response(honest, EVIDENCE).unsupported < score_response(padded, EVIDENCE).unsupported


def test_evidence_without_full_stops_is_cut_into_pieces() -> None:
    pieces = evidence_sentences(["word " * 130])
    assert [len(piece.split()) for piece in pieces] == [50, 50, 30]


def test_the_shipped_weights_are_small_plain_numbers() -> None:
    assert sum(file.stat().st_size for file in WEIGHTS.iterdir()) < 25_000_000
    assert {file.suffix for file in WEIGHTS.iterdir()} <= {".json", ".npz", ".md"}
    assert 0 < support.threshold() < 1


def test_weights_for_other_features_are_refused(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "lexical.json").write_text(json.dumps({"features": ["other"]}), encoding="utf-8")
    monkeypatch.setattr(support, "WEIGHTS", tmp_path)
    support.load_weights.cache_clear()
    try:
        with pytest.raises(ModelUnavailable, match=r"[Tt]rain them"):
            support.load_weights("lexical.json", NAMES)
    finally:
        support.load_weights.cache_clear()


@given(st.text(max_size=200), st.lists(st.text(max_size=80), max_size=3))
def test_no_text_makes_a_feature_infinite(claim: str, evidence: list[str]) -> None:
    assert np.isfinite(lexical(claim, hold(tuple(evidence)))).all()


@pytest.mark.parametrize("claim", ["", " ", "[1]", "😀", "\ud800", "数据", "x" * 5000, "a " * 2000])
def test_odd_claims_get_a_probability(claim: str) -> None:
    (found,) = score([Pair(claim, EVIDENCE)])
    assert 0 <= found.unsupported <= 1
