"""Written: the claims in `claims/*.jsonl` go in; examples come out, and what the checker makes of them, next to what
gives them away.

    python -m evals.training.written --data DIR [--few N]

One line a source: `{"source_id" or "group", "passages" (only where they are ours), "claims": [{"sentence", "label",
"kind", "twin"}]}`. `careful.jsonl` rests on passages of RAGTruth's train split, which are looked up in DIR by source;
`handbook.jsonl` and `everyday.jsonl` bring their own. `twin` is the number of the true claim a slipped one was made
from. `answers.jsonl` holds whole answers, with the stretches that their passages do not bear out: the reader learns
from them, nothing here is measured on them.

Claims that are written to be hard are written by somebody, and somebody has habits: their words, their length and
their overlap with the passages tell of the label. So every figure stands twice: as it is, and *weighed*, each claim
by one over the probability that those habits give to its own label (learned on other sources). Weighed, the habits
are worth next to nothing; what is left is reading.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evals import checker_figures
from evals.checker_sets import read
from evals.lines import lines_of
from evals.training.claims import ANSWERS, FILES, Example, sentences_of
from ingest.errors import GroundworkError
from rag import support
from rag.guards_words import plain
from rag.support_features import hold, lexical, nearest_sentences
from rag.support_response import evidence_sentences

FOLDER = Path(__file__).with_name("claims")
WRITTEN = ("careful", "handbook", "everyday")
PARTS = 5
RAREST = 0.05
"""Least probability by which a weight is divided."""
Array = NDArray[Any]


def written(
    passages: Mapping[str, Sequence[str]], folder: Path = FOLDER, names: Sequence[str] = WRITTEN
) -> list[Example]:
    """Every written claim whose passages are at hand.

    Args:
        passages: those of RAGTruth's sources, by id.
        folder: with a file for each name.
        names: of the sets.
    """
    return [
        one
        for name in names
        for _, line in lines_of(folder / f"{name}.jsonl")
        for one in _of_source(name, json.loads(line), passages)
    ]


def ragtruth_passages(data: Path) -> dict[str, tuple[str, ...]]:
    """Those of its sources, by id.

    Raises:
        CorpusError: the set is not in the folder.
    """
    return {row.source: row.passages for row in read(data / f"{FILES['ragtruth']}.jsonl")}


def _rests_on(name: str, row: Mapping[str, Any], passages: Mapping[str, Sequence[str]]) -> tuple[str, tuple[str, ...]]:
    """The source of a row and its evidence sentences, none where its passages are not at hand."""
    if "source_id" in row:
        return f"ragtruth/{row['source_id']}", evidence_sentences(passages.get(row["source_id"], ()))
    return f"{name}/{row['group']}", evidence_sentences(row["passages"])


def _of_source(name: str, row: Mapping[str, Any], passages: Mapping[str, Sequence[str]]) -> list[Example]:
    source, evidence = _rests_on(name, row, passages)
    claims = row["claims"] if evidence else []
    return [
        Example(
            name,
            source,
            one["sentence"],
            evidence,
            one["label"] != "supported",
            kind=one["kind"] or "",
            twin=claims[one["twin"]]["sentence"] if "twin" in one else "",
        )
        for one in claims
    ]


def answered(passages: Mapping[str, Sequence[str]], file: Path = FOLDER / "answers.jsonl") -> list[Example]:
    """Every sentence of the written answers whose passages are at hand, with the stretches that these do not bear out.

    Args:
        passages: those of RAGTruth's sources, by id.
        file: rows like RAGTruth's; those on its sources name them and bring no passages.
    """
    found: list[Example] = []
    for _, line in lines_of(file):
        row = json.loads(line)
        source, evidence = _rests_on(ANSWERS, row, passages)
        if evidence:
            spans = [(span["start"], span["end"]) for span in row["unsupported_spans"]]
            found += sentences_of(
                ANSWERS, source, row["response"], spans, evidence, f"{ANSWERS}/{row['id']}", row["generator"]
            )
    return found


def given_away(some: Sequence[Example]) -> Array:
    """Log-odds that each claim of a set is unsupported by its words, length and overlap with the passages alone.

    Learned on the claims of other sources (five parts).
    """
    from scipy.sparse import csr_matrix, hstack  # type: ignore[import-untyped]
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    texts = [one.claim for one in some]
    sizes = np.log1p([(len(text.split()), len(text), text.count(",")) for text in texts])
    marks = np.hstack([[_lexical(one) for one in some], sizes])
    wrong = np.asarray([one.unsupported for one in some])
    sources = sorted({one.source for one in some})
    shuffled = np.random.default_rng(1).permutation(len(sources)).tolist()
    part_of = {sources[n]: place % PARTS for place, n in enumerate(shuffled)}
    part = np.asarray([part_of[one.source] for one in some])
    found = np.zeros(len(some))
    for number in range(PARTS):
        told, asked = np.flatnonzero(part != number), np.flatnonzero(part == number)
        if not len(asked) or len(set(wrong[told].tolist())) < 2:
            continue
        words = TfidfVectorizer(ngram_range=(1, 2), min_df=3, sublinear_tf=True).fit([texts[n] for n in told])
        mean, scale = marks[told].mean(0), marks[told].std(0) + 1e-6
        standard = csr_matrix(np.clip((marks - mean) / scale, -4, 4) * 0.25)
        table = hstack([words.transform(texts), standard]).tocsr()
        found[asked] = LogisticRegression(max_iter=3000).fit(table[told], wrong[told]).decision_function(table[asked])
    return found


def _lexical(one: Example) -> NDArray[np.float32]:
    whole = hold(one.evidence)
    near = hold(tuple(one.evidence[n] for n in nearest_sentences(one.claim, whole)))
    return lexical(plain(one.claim), near)


def figures(some: Sequence[Example], score: Array, given: Array) -> dict[str, Any]:
    """Of one set: how well a score tells slipped claims from true ones, and slipped twins from their true ones.

    Args:
        some: the claims of the set.
        score: higher is less supported.
        given: `given_away` of the same claims.
    """
    wrong = np.asarray([one.unsupported for one in some], np.float64)
    sources = [one.source for one in some]
    rare = 1 / np.maximum(RAREST, 1 / (1 + np.exp(-np.where(wrong == 1, given, -given))))

    def weighed(labels: Array, scores: Array, drawn: Array) -> float | None:
        return checker_figures.auc(labels, scores, drawn * rare)

    place = {(one.source, one.claim): n for n, one in enumerate(some)}
    pairs = [(place[one.source, one.twin], n) for n, one in enumerate(some) if one.twin]
    made: dict[str, Any] = {
        "claims": len(some),
        "sources": len(set(sources)),
        "auc": checker_figures.estimate(checker_figures.auc, wrong.tolist(), score.tolist(), sources)._asdict(),
        "auc_weighed": checker_figures.estimate(weighed, wrong.tolist(), score.tolist(), sources)._asdict(),
        "auc_of_what_gives_away": checker_figures.auc(wrong, given, np.ones(len(some))),
        "auc_of_what_gives_away_weighed": checker_figures.auc(wrong, given, rare),
    }
    if pairs:
        right = np.asarray([float(score[n] > score[true]) + 0.5 * float(score[n] == score[true]) for true, n in pairs])
        kinds = np.asarray([some[n].kind for _, n in pairs])
        made |= {
            "pairs": len(pairs),
            "pairs_in_order": round(float(right.mean()), 4),
            "by_kind": {kind: round(float(right[kinds == kind].mean()), 4) for kind in sorted(set(kinds.tolist()))},
        }
    return made


def main(argv: Sequence[str] | None = None) -> int:
    """Command line; 0 when the figures are printed, 2 when RAGTruth cannot be read."""
    parser = argparse.ArgumentParser(prog="python -m evals.training.written", description="Measure on written claims.")
    parser.add_argument("--data", type=Path, required=True, help="folder with the labelled sets (checker/*.jsonl)")
    parser.add_argument("--few", type=int, default=0, help="only so many sources of each set, to see that it runs")
    chosen = parser.parse_args(argv)
    try:
        passages = ragtruth_passages(chosen.data)
    except GroundworkError as error:
        print(error, file=sys.stderr)
        return 2
    every = written(passages)
    found = {}
    for name in WRITTEN:
        some = [one for one in every if one.set == name]
        kept = set(list(dict.fromkeys(one.source for one in some))[: chosen.few or None])
        some = [one for one in some if one.source in kept]
        scored: list[float] = []
        for source in dict.fromkeys(one.source for one in some):
            pairs = [support.Pair(one.claim, one.evidence) for one in some if one.source == source]
            scored += [one.unsupported for one in support.score(pairs)]
        found[name] = figures(some, np.asarray(scored), given_away(some))
    print(json.dumps(found, indent=2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
