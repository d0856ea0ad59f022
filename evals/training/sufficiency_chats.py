"""Sufficiency in chats: labelled turns and an index go in, how the last line of a turn tells whether it is answered
comes out.

    python -m evals.training.sufficiency_chats INDEX

INDEX is an index of the bundled handbook. A turn that leans on those before it finds hits by them as much as by itself,
so that whole it nearly always looks answered. Its last line alone, held against the same hits, tells more; but it is
short, and a little doubt says less there than in a question of its own. Two numbers turn the one into the other:
learned on the further turns of `questions/` (own hands forgotten), measured on those of `chats.jsonl`, of which nothing
was learned.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from evals.training import everyday
from evals.training.known_questions import heard, questions
from evals.training.questions import Row, handbook_of, read_rows
from evals.training.sufficiency import DECLINED_AT_MOST, TARGET
from ingest.embed import Embedder
from ingest.opened import Generation
from rag.answers_it import odds_of
from rag.features import listen, readable
from rag.known import known
from rag.needs import last_line
from rag.retrieve import retrieve
from rag.sufficiency import ENOUGH, by_features, leans


class Turn(NamedTuple):
    """A turn that leans on others."""

    answered: bool
    whole: float
    """Log-odds that it is answered, with the lines above it."""
    line: float
    """The same, by its last line alone."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("--every", type=int, default=1, help="use each so-many-th turn, to see that it runs")
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args()
    generation = handbook_of(options.index, Embedder(threads=1)).generation
    further = [row for row in read_rows() if "\n" in row.search and row.kind != "elsewhere"]
    learned = fitted(list(turns_of(further[:: options.every], generation)))
    stored: dict[str, Any] = json.loads(options.out.read_text(encoding="utf-8"))
    options.out.write_text(json.dumps(stored | {"of_a_line": learned}) + "\n", encoding="utf-8")
    report("held out", list(turns_of(everyday.rows(everyday.CHATS)[:: options.every], generation)), learned)


def turns_of(rows: Iterable[Row], generation: Generation) -> Iterator[Turn]:
    """Those that lean, as if their own hands had written nothing else that is known."""
    kept = questions()
    for row in rows:
        listen.cache_clear()
        search = readable(row.search, generation)
        asked = heard(row, kept, known(), generation)
        if asked.last is None or not leans(search, asked):
            continue
        hits = retrieve(row.search, generation, asked=asked)
        views = ((search, asked), (last_line(search), asked.last))
        said = (by_features(text, hits, generation, one) for text, one in views)
        yield Turn(bool(row.sections), *map(odds_of, said))


def fitted(turns: list[Turn]) -> dict[str, float]:
    """Slope and bias, shifted so that 0.5 lies where few answered turns fall below it."""
    from sklearn.linear_model import LogisticRegression

    label = np.array([turn.answered for turn in turns])
    line = np.array([[turn.line] for turn in turns])
    model = LogisticRegression().fit(line, label)
    shift = float(np.quantile(model.decision_function(line[label]), DECLINED_AT_MOST))
    learned = {"slope": round(float(model.coef_[0, 0]), 4), "bias": round(float(model.intercept_[0]) - shift, 4)}
    report("learned from", turns, learned)
    return learned


def report(name: str, turns: list[Turn], learned: dict[str, float]) -> None:
    """How well both tell, and who is declined."""
    from sklearn.metrics import roc_auc_score

    label = np.array([turn.answered for turn in turns])
    whole, line = (np.array([getattr(turn, view) for turn in turns]) for view in ("whole", "line"))
    now = learned["slope"] * line + learned["bias"]
    print(f"{name}: {label.sum()} answered, {(~label).sum()} not")
    for view, odds in (("whole", whole), ("last line", now)):
        told = f"  {view}: {np.mean(odds[label] < odds_of(ENOUGH)):.3f} of the answered declined"
        if not label.all():
            auroc = roc_auc_score(label, odds)
            told += f", {np.mean(odds[~label] < odds_of(ENOUGH)):.3f} of the others, AUROC {auroc:.3f}"
        print(told)


if __name__ == "__main__":
    main()
