"""Statistics: intervals that are the same each time and hold what they should."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.statistics import (
    Estimate,
    binary_kappa,
    bootstrap,
    bootstrap_counts,
    cohen_kappa,
    krippendorff_alpha,
    paired,
    prediction_powered,
    quantile,
    wilson,
)

SHARES = st.lists(st.floats(0, 1, allow_nan=False), min_size=2, max_size=40)


@given(SHARES)
def test_the_mean_lies_in_its_interval_and_two_runs_agree(values: list[float]) -> None:
    one = bootstrap(values)
    assert one == bootstrap(values)
    assert one.mean is not None
    assert one.low is not None
    assert one.high is not None
    assert one.low - 1e-6 <= one.mean <= one.high + 1e-6


def test_nothing_has_no_mean() -> None:
    assert bootstrap([]).mean is None
    assert paired([], []).mean is None


def test_equal_values_get_wilsons_interval_and_not_a_point() -> None:
    estimate = bootstrap([1.0] * 20)
    assert estimate.method == "wilson"
    assert estimate.low == pytest.approx(0.8389, abs=1e-3)
    assert estimate.high == 1.0


def test_wilson_agrees_with_the_book() -> None:
    estimate = wilson(0.5, 10)  # Brown, Cai & DasGupta 2001
    assert (estimate.low, estimate.high) == (pytest.approx(0.2366, abs=1e-3), pytest.approx(0.7634, abs=1e-3))


def test_paired_differences_are_sharper_than_two_means() -> None:
    rng = np.random.default_rng(1)
    base = rng.random(60)
    estimate = paired(list(base + 0.05), list(base))
    assert estimate.mean == pytest.approx(0.05)
    assert estimate.low is not None
    assert estimate.low > 0.04
    with pytest.raises(ValueError, match="one length"):
        paired([1.0], [])


def test_counts_are_resampled_by_case() -> None:
    rows = [{"right": 1.0}] * 8 + [{"wrong": 1.0}] * 2
    estimate = bootstrap_counts(rows, lambda s: s["right"] / (s["right"] + s["wrong"]))
    assert estimate.mean == 0.8
    assert estimate.low is not None
    assert 0.4 < estimate.low < 0.8


def test_a_share_that_no_resample_moves_is_no_certainty() -> None:
    rows = [{"right": 1.0, "all": 1.0}] * 20
    assert bootstrap_counts(rows, lambda s: s["right"] / s["all"]) == bootstrap([1.0] * 20)


def test_prediction_powered_mean_undoes_a_judge_who_is_too_kind() -> None:
    rng = np.random.default_rng(3)
    truth = (rng.random(4000) < 0.6).astype(float)
    judged = np.where((truth == 0) & (rng.random(4000) < 0.3), 1.0, truth)
    estimate = prediction_powered(list(truth[:400]), list(judged[:400]), list(judged[400:]))
    assert judged.mean() > 0.7
    assert estimate.mean == pytest.approx(0.6, abs=0.06)
    assert estimate.low is not None
    assert estimate.high is not None
    assert estimate.low < 0.6 < estimate.high
    assert prediction_powered([1.0], [1.0], [1.0]).mean is None


def test_prediction_powered_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    rng = np.random.default_rng(5)
    covered = 0
    for _ in range(200):
        truth = (rng.random(700) < 0.7).astype(float)
        judged = np.where(rng.random(700) < 0.2, 1 - truth, truth)
        estimate = prediction_powered(list(truth[:200]), list(judged[:200]), list(judged[200:]))
        assert estimate.low is not None
        assert estimate.high is not None
        covered += estimate.low <= 0.7 <= estimate.high
    assert covered >= 180


def test_kappa_and_alpha_agree_with_worked_examples() -> None:
    a = ["yes"] * 25 + ["no"] * 25
    b = ["yes"] * 20 + ["no"] * 5 + ["yes"] * 10 + ["no"] * 15
    assert cohen_kappa(a, b) == pytest.approx(0.4)  # the usual worked example: 35 of 50 alike
    assert cohen_kappa(a, a) == 1.0
    rows = list(zip(a, a, strict=True))
    assert krippendorff_alpha(rows) == 1.0
    # Krippendorff 2011, 'Computing Krippendorff's alpha-reliability', binary example: coincidences 10, 4, 4, 2
    one, two = "0100000000", "1110010010"
    assert krippendorff_alpha(list(zip(one, two, strict=True))) == pytest.approx(0.095, abs=1e-3)
    assert krippendorff_alpha([("a", None), (None, "b")]) is None


def test_quantiles_interpolate() -> None:
    assert quantile([1, 2, 3], 0.5) == 2
    assert quantile([], 0.5) is None


def test_large_samples_are_drawn_in_blocks_that_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    values = list(np.random.default_rng(7).random(50))
    rows = [{"right": float(v > 0.5), "all": 1.0} for v in values]
    yes = [v > 0.4 for v in values]

    def figures() -> list[Estimate]:
        return [
            bootstrap(values),
            paired(values, values[::-1]),
            bootstrap_counts(rows, lambda s: s["right"] / s["all"]),
            binary_kappa(yes, [row["right"] > 0 for row in rows]),
        ]

    whole = figures()
    for cells in (1, 50, 333, 99_999):
        monkeypatch.setattr("evals.statistics.CELLS", cells)
        assert figures() == whole
