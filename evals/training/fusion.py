"""Fusion: held-out features and head log-odds go in, the last weights, thresholds and cross-validated figures come
out.

A logistic regression over the lexical features and what the head says, each set weighed alike and half of it
unsupported, so that 0.5 is no set's own habit. An answer's score is a second logistic regression over its sentences'
held-out scores, at the share of unsupported answers that RAGTruth's test split has. Its threshold is the one with the
best F1 on held-out rows.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evals import checker_figures
from evals.training.claims import Example
from rag.support import FUSED, judged_features
from rag.support_features import NAMES
from rag.support_response import summary

Array = NDArray[Any]
STRENGTH = 0.3
"""Inverse strength of the L2 penalty, as in scikit-learn."""
SET_WEIGHTS = {"ragtruth": 0.35, "factcg": 0.25, "begin": 0.25, "wice": 0.15}
"""Natural sets alone: swaps teach the head, but made the regression trust exact wording too much."""


class Fused(NamedTuple):
    """What ships, and what it is worth on rows it has not seen."""

    weights: dict[str, Any]
    figures: dict[str, Any]


def fit(
    every: Sequence[Example],
    features: Array,
    log_odds: Array,
    tokens: Sequence[Array],
    marked: Sequence[Array],
    fold: Array,
) -> Fused:
    """Fit on held-out predictions of the head; figures by cross-validation over the same folds.

    Args:
        every: the examples, a row each.
        features: their lexical features.
        log_odds: the head's, held out.
        tokens: the head's by token, held out.
        marked: 1 for each token inside a span that people marked.
        fold: which fold each row is in.
    """
    table = np.stack([judged_features(f, float(w), t) for f, w, t in zip(features, log_odds, tokens, strict=True)])
    wrong = np.asarray([one.unsupported for one in every], np.float64)
    weights = set_weights(every, wrong)
    shipped = regression(table, wrong, weights)
    probability = np.zeros(len(every))
    for number in sorted(set(fold.tolist())):
        inside = fold == number
        probability[inside] = applied(regression(table[~inside], wrong[~inside], weights[~inside]), table[inside])
    answers = answers_of(every)
    marks = np.stack([summary(probability[rows].tolist()) for rows in answers])
    bad = np.asarray([float(wrong[rows].max()) for rows in answers])
    answer_fold = np.asarray([fold[rows[0]] for rows in answers])
    score, said = np.zeros(len(answers)), np.zeros(len(answers))
    for number in sorted(set(answer_fold.tolist())):
        inside = answer_fold == number
        model = regression(marks[~inside], bad[~inside], at_test_share(bad[~inside]))
        score[inside] = applied(model, marks[inside])
        said[inside] = score[inside] >= best_threshold(bad[~inside], applied(model, marks[~inside]))
    response = regression(marks, bad, at_test_share(bad))
    response["threshold"] = round(best_threshold(bad, score), 4)
    made = {
        "features": list(FUSED),
        **shipped,
        "threshold": 0.5,
        "token_threshold": token_threshold(every, tokens, marked, probability),
    }
    made["response"] = response
    return Fused(made, figures_of(every, answers, bad, score, said, probability, wrong))


def lexical(every: Sequence[Example], features: Array) -> dict[str, Any]:
    """The regression over lexical features alone, for where MiniLM is missing."""
    wrong = np.asarray([one.unsupported for one in every], np.float64)
    return {"features": list(NAMES), **regression(features, wrong, set_weights(every, wrong)), "threshold": 0.5}


def set_weights(every: Sequence[Example], wrong: Array) -> Array:
    names = np.asarray([one.set for one in every])
    weights = np.zeros(len(every))
    for name, share in SET_WEIGHTS.items():
        inside = names == name
        if inside.any():
            bad = min(0.99, max(0.01, wrong[inside].mean()))
            weights[inside] = share / inside.sum() * np.where(wrong[inside] == 1, 0.5 / bad, 0.5 / (1 - bad))
    return np.asarray(weights / weights.mean())


def at_test_share(bad: Array) -> Array:
    share, aim = min(0.99, max(0.01, float(bad.mean()))), checker_figures.TEST_PREVALENCE
    return np.where(bad == 1, aim / share, (1 - aim) / (1 - share))


def regression(table: Array, wrong: Array, weights: Array) -> dict[str, Any]:
    from sklearn.linear_model import LogisticRegression

    mean, scale = table.mean(0), table.std(0) + 1e-6
    standard = np.clip((table - mean) / scale, -6, 6)
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(standard, wrong, sample_weight=weights)
    rounded = {"mean": mean, "scale": scale, "coefficients": model.coef_[0]}
    found: dict[str, Any] = {name: [round(float(v), 6) for v in values] for name, values in rounded.items()}
    found["intercept"] = round(float(model.intercept_[0]), 6)
    return found


def applied(model: dict[str, Any], table: Array) -> Array:
    standard = np.clip((table - np.asarray(model["mean"])) / np.asarray(model["scale"]), -6, 6)
    return np.asarray(1 / (1 + np.exp(-(standard @ np.asarray(model["coefficients"]) + model["intercept"]))))


def answers_of(every: Sequence[Example]) -> list[Array]:
    """Rows of each RAGTruth answer."""
    found: dict[str, list[int]] = {}
    for row, one in enumerate(every):
        if one.response and one.set == "ragtruth":
            found.setdefault(one.response, []).append(row)
    return [np.asarray(rows) for rows in found.values()]


def best_threshold(bad: Array, score: Array) -> float:
    """The score at which F1 is best when 18 % of the answers are unsupported."""
    weights = at_test_share(bad)
    order = np.argsort(-score, kind="stable")
    hit, slip = np.cumsum((weights * bad)[order]), np.cumsum((weights * (1 - bad))[order])
    f1 = 2 * hit / (hit + slip + (weights * bad).sum())
    return float(score[order][int(f1.argmax())])


def token_threshold(
    every: Sequence[Example], tokens: Sequence[Array], marked: Sequence[Array], probability: Array
) -> float:
    """Log-odds of token and sentence together from which a token is marked: best F1 on RAGTruth's tokens, held out."""
    from sklearn.metrics import precision_recall_curve

    odds = np.log(np.clip(probability, 1e-4, 0.9999) / (1 - np.clip(probability, 1e-4, 0.9999)))
    scores, labels = [], []
    for row, one in enumerate(every):
        if one.set != "ragtruth" or not len(tokens[row]):
            continue
        scores.append(tokens[row] + odds[row])
        labels.append(marked[row] == 1)
    if not labels or not np.concatenate(labels).any():
        return 0.0
    precision, recall, limits = precision_recall_curve(np.concatenate(labels), np.concatenate(scores))
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return round(float(limits[int(f1[:-1].argmax())]), 3)


def figures_of(
    every: Sequence[Example],
    answers: Sequence[Array],
    bad: Array,
    score: Array,
    said: Array,
    probability: Array,
    wrong: Array,
) -> dict[str, Any]:
    first = [every[rows[0]] for rows in answers]
    sources, generators = [one.source for one in first], np.asarray([one.generator for one in first])
    f1 = checker_figures.at(0.5, "f1", checker_figures.TEST_PREVALENCE)
    made: dict[str, Any] = {
        "answers": len(answers),
        "auc": checker_figures.estimate(checker_figures.auc, bad.tolist(), score.tolist(), sources)._asdict(),
        "f1_at_18_percent": checker_figures.estimate(f1, bad.tolist(), said.tolist(), sources)._asdict(),
        "calibration_error_at_18_percent": _calibration(bad, score),
        "auc_inside_generator": {},
        "sentence_auc": {},
    }
    for name in sorted(set(generators.tolist())):
        inside = generators == name
        if bad[inside].sum() >= 20:
            held = [source for source, kept in zip(sources, inside.tolist(), strict=True) if kept]
            made["auc_inside_generator"][name] = checker_figures.estimate(
                checker_figures.auc, bad[inside].tolist(), score[inside].tolist(), held
            )._asdict()
    sets = np.asarray([one.set for one in every])
    for name in sorted(set(sets.tolist())):
        inside = sets == name
        ones = np.ones(int(inside.sum()))
        area = checker_figures.auc(wrong[inside], probability[inside], ones)
        made["sentence_auc"][name] = None if area is None else round(area, 4)
    return made


def _calibration(bad: Array, score: Array) -> float | None:
    error = checker_figures.calibration_error(bad, score, at_test_share(bad))
    return None if error is None else round(error, 4)
