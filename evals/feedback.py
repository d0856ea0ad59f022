"""Feedback: answers that a person judged bad go in, cases to be completed come out.

A thumb down says that something was wrong, not what would be right: the case keeps the question and, in its note, the
answer and its evidence. A person gives it gold and facts before it is moved to `cases/`.
"""

import json
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from evals.lines import lines_of
from evals.types import Case


def feedback(out: Path, history: Path | None = None) -> int:
    """Append a case for each thumb down that `out` does not hold yet; how many were new.

    Args:
        out: JSONL of cases; made if need be.
        history: the page's file; None for the person's own.

    Raises:
        ValueError: there is no history.
        StorageProblem: it cannot be read.
    """
    from ui.history import History, default_path

    path = history or default_path()
    if not path.exists():
        raise ValueError(f"There is no history at {path}: nobody has judged an answer on the page yet")
    kept = History(path)
    try:
        made = cases_of(kept.judgements())
    finally:
        kept.close()
    known = _ids(out)
    new = [case for case in made if case.id not in known]
    if new:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("a", encoding="utf-8") as stream:
            stream.writelines(case.model_dump_json(exclude_defaults=True) + "\n" for case in new)
    return len(new)


def cases_of(judgements: Iterable[Mapping[str, object]]) -> tuple[Case, ...]:
    """One case a thumb down; the same question twice is one case."""
    found: dict[str, Case] = {}
    for row in judgements:
        if row.get("judgement") != "down":
            continue
        question = str(row["question"])
        id = f"feedback-{sha256(question.encode('utf-8', 'replace')).hexdigest()[:10]}"
        note = {"judged": row.get("at"), "answer": row.get("answer"), "evidence": row.get("evidence")}
        found[id] = Case(id=id, kind="feedback", question=question, note=json.dumps(note, ensure_ascii=False))
    return tuple(found.values())


def _ids(path: Path) -> set[str]:
    if not path.exists():
        return set()
    return {str(json.loads(line)["id"]) for _, line in lines_of(path)}
