"""Reader fusion: the reader's checkpoints go in; what ships and what it is worth on held-out sources come out.

    python -m evals.training.reader_fusion --data DIR --run DIR --checkpoints NAME [NAME ...] [--held-out FILE]

`reader.npz` holds the mean of the checkpoints (Izmailov and others 2018); `reader.json` logistic regressions: the words
alone, learned where the reader learned; a sentence's from words and reader, and an answer's from the mean of both,
learned on RAGTruth's held-out sources. Figures are by cross-fitting over three parts of those sources, every threshold
chosen on the other two.
"""

import argparse
import hashlib
import itertools
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals import checker_figures
from evals.training import fusion
from evals.training.claims import Example, examples
from evals.training.reader import held_out
from rag.guards_words import plain
from rag.support import Pair, near, probability, runs
from rag.support_features import NAMES, WEIGHTS, lexical
from rag.support_reading import Reading, figures, load, packed, read
from rag.support_response import log_odds, logit, sentence_marks, summary

Array = NDArray[Any]
PARTS, SEED = 3, 7


def fit(answers: Sequence[Sequence[Example]], readings: Sequence[Reading], words: dict[str, Any]) -> dict[str, Any]:
    """The regressions over held-out answers, and their cross-fitted figures.

    Args:
        answers: the sentences of each.
        readings: what the reader says of each.
        words: the regression over lexical features.
    """
    every = [one for answer in answers for one in answer]
    said = [probability(features_of(one), words) for one in every]
    tokens = [part for reading in readings for part in reading.tokens]
    told_by_reader = [value for reading in readings for value in reading.sentences]
    marks = np.stack([sentence_marks(*one) for one in zip(said, told_by_reader, tokens, strict=True)])
    wrong = np.asarray([one.unsupported for one in every], np.float64)
    starts = np.cumsum([0, *map(len, answers)])
    rows = [np.arange(a, b) for a, b in itertools.pairwise(starts)]
    bad = np.asarray([wrong[inside].max() for inside in rows])
    part = parts_of([answer[0].source for answer in answers])
    part_of_sentence = np.repeat(part, [len(inside) for inside in rows])
    even = np.where(wrong == 1, 0.5 / wrong.mean(), 0.5 / (1 - wrong.mean()))
    single = np.zeros(len(every))
    for number in range(PARTS):
        inside = part_of_sentence == number
        model = fusion.regression(marks[~inside], wrong[~inside], even[~inside])
        single[inside] = fusion.applied(model, marks[inside])

    at_share = fusion.at_test_share
    by_words = np.stack([summary([said[at] for at in inside]) for inside in rows])
    by_reader = np.asarray([[reading.whole] for reading in readings])
    score, words_score = np.zeros(len(rows)), np.zeros(len(rows))
    decided, words_decided = np.zeros(len(rows)), np.zeros(len(rows))
    for number in range(PARTS):
        inside = part == number
        _, of_part = voiced(by_words[~inside], by_reader[~inside], bad[~inside])
        score[inside] = of_part(by_words[inside], by_reader[inside])
        limit = fusion.best_threshold(bad[~inside], of_part(by_words[~inside], by_reader[~inside]))
        decided[inside] = score[inside] >= limit
        model = fusion.regression(by_words[~inside], bad[~inside], at_share(bad[~inside]))
        words_score[inside] = fusion.applied(model, by_words[inside])
        limit = fusion.best_threshold(bad[~inside], fusion.applied(model, by_words[~inside]))
        words_decided[inside] = words_score[inside] >= limit
    marked = [_marked(one, reading.places[n]) for answer, reading in zip(answers, readings, strict=True)
              for n, one in enumerate(answer)]  # fmt: skip
    limit = fusion.token_threshold(
        every, tokens, [one[: len(t)] for one, t in zip(marked, tokens, strict=True)], single
    )
    found = [
        runs(reading.places[n][: len(t)][t + log_odds(value) >= limit].tolist(), one.claim) if value >= 0.5 else ()
        for answer, reading, values in zip(answers, readings, (single[inside] for inside in rows), strict=True)
        for n, (one, t, value) in enumerate(zip(answer, reading.tokens, values.tolist(), strict=True))
    ]
    learned, _ = voiced(by_words, by_reader, bad)
    response = learned["response"]
    response["threshold"] = round(fusion.best_threshold(bad, score), 4)
    sources = [answer[0].source for answer in answers]
    generators = [answer[0].generator for answer in answers]
    odds = np.asarray([log_odds(value) for value in said])
    return {
        "words": {"features": list(NAMES), **words},
        "sentence": {**fusion.regression(marks, wrong, even), "threshold": 0.5},
        "voices": learned["voices"],
        "response": response,
        "token_threshold": limit,
        "figures": {
            "answers": len(answers),
            "words and reader": told(bad, score, decided, sources, generators),
            "words alone": told(bad, words_score, words_decided, sources, generators),
            "reader alone, auc": area(bad, np.asarray([reading.whole for reading in readings])),
            "spans, one threshold on the same rows": checker_figures.span_f1(
                [(spans, one.spans or ()) for spans, one in zip(found, every, strict=True)]
            ),
            "sentences, auc": {
                "words and reader": area(wrong, single),
                "words": area(wrong, odds),
                "reader": area(wrong, np.asarray(told_by_reader)),
            },
        },
    }


def voiced(by_words: Array, by_reader: Array, bad: Array) -> tuple[dict[str, Any], Callable[[Array, Array], Array]]:
    """A regression for each voice, one over the mean of their log-odds, and the probability that they give."""
    share = fusion.at_test_share(bad)
    voices = {"words": fusion.regression(by_words, bad, share), "reader": fusion.regression(by_reader, bad, share)}

    def mean(words: Array, reader: Array) -> Array:
        return np.asarray(
            [[(logit(a, voices["words"]) + logit(b, voices["reader"])) / 2] for a, b in zip(words, reader, strict=True)]
        )

    response = fusion.regression(mean(by_words, by_reader), bad, share)
    return {"voices": voices, "response": response}, lambda a, b: fusion.applied(response, mean(a, b))


def told(bad: Array, score: Array, decided: Array, sources: Sequence[str], generators: Sequence[str]) -> dict[str, Any]:
    """Figures of answers, with intervals over sources."""
    f1 = checker_figures.at(0.5, "f1", checker_figures.TEST_PREVALENCE)
    error = checker_figures.calibration_error(bad, score, fusion.at_test_share(bad))
    names = np.asarray(generators)
    return {
        "auc": checker_figures.estimate(checker_figures.auc, bad.tolist(), score.tolist(), sources)._asdict(),
        "f1_at_18_percent": checker_figures.estimate(f1, bad.tolist(), decided.tolist(), sources)._asdict(),
        "calibration_error_at_18_percent": None if error is None else round(error, 4),
        "auc_inside_generator": {
            name: area(bad[names == name], score[names == name])
            for name in sorted(set(generators))
            if bad[names == name].sum() >= 20
        },
    }


def area(wrong: Array, score: Array) -> float | None:
    """Area under the curve, rounded."""
    found = checker_figures.auc(wrong, score, np.ones(len(wrong)))
    return None if found is None else round(found, 4)


def parts_of(sources: Sequence[str]) -> Array:
    """Which part each source is in."""
    names = sorted(set(sources))
    order = np.random.default_rng(SEED).permutation(len(names)).tolist()
    place = {names[n]: at % PARTS for at, n in enumerate(order)}
    return np.asarray([place[source] for source in sources])


def _marked(one: Example, places: Array) -> Array:
    spans = one.spans or ()
    return np.asarray([any(start < b and end > a for a, b in spans) for start, end in places.tolist()], np.int8)


def features_of(one: Example) -> NDArray[np.float32]:
    """The lexical features of one sentence beside its nearest evidence."""
    return lexical(plain(one.claim), near(Pair(one.claim, one.evidence)))


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; 0 when `reader.npz` and `reader.json` were written."""
    import torch

    parser = argparse.ArgumentParser(prog="python -m evals.training.reader_fusion", description="Ship the reader.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the labelled sets (checker/*.jsonl)")
    parser.add_argument("--run", type=Path, required=True, help="folder that evals.training.reader wrote")
    parser.add_argument("--checkpoints", nargs="+", required=True, help="their mean ships")
    parser.add_argument("--held-out", type=Path, help="the file that the reader was trained with")
    parser.add_argument("--few", type=int, default=1, help="every so manieth source only, to see that it runs")
    chosen = parser.parse_args(argv)
    torch.set_num_threads(1)
    stored = [torch.load(chosen.run / name) for name in chosen.checkpoints]
    mean = {name: sum(one[name] for one in stored) / len(stored) for name in stored[0]}
    content = packed(mean, np.load(chosen.run / "rarity.npy"))
    (WEIGHTS / "reader.npz").write_bytes(content)
    before = json.loads((WEIGHTS / "reader.json").read_text(encoding="utf-8"))
    now = before | {"sha256": hashlib.sha256(content).hexdigest()}  # what is read does not depend on the regressions
    (WEIGHTS / "reader.json").write_text(json.dumps(now), encoding="utf-8")
    load.cache_clear()
    figures.cache_clear()
    true = examples(chosen.data)
    kept = held_out(true, chosen.held_out)
    true = [one for one in true if sum(map(ord, one.source)) % chosen.few == 0]
    taught = [one for one in true if one.source not in kept]
    words = fusion.lexical(taught, np.stack([features_of(one) for one in taught]))
    answers: dict[str, list[Example]] = {}
    for one in true:
        if one.source in kept and one.set == "ragtruth":
            answers.setdefault(one.response, []).append(one)
    readings = [read([one.claim for one in some], some[0].evidence) for some in answers.values()]
    made = fit(list(answers.values()), readings, {name: words[name] for name in words if name != "features"})
    made["sha256"] = hashlib.sha256(content).hexdigest()
    print(json.dumps(made.pop("figures"), indent=2))
    (WEIGHTS / "reader.json").write_text(json.dumps(made, indent=0) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
