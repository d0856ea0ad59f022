"""Types and case files: what is read, what is refused, what stays the same through JSON."""

import json
from pathlib import Path

import pytest
from evals_support import case, decline_case
from pydantic import ValidationError

import corpus
from evals.feedback import cases_of, feedback
from evals.loading import KINDS, cases_hash, choose, load, squeezed
from evals.types import Case, Gold, Report, Score
from ingest.readers import read_paths

LOADED = load()


def test_a_case_goes_through_json_unchanged() -> None:
    made = case(dialogue=({"role": "user", "text": "Hi"},), accepted=("unclear",))
    assert Case.model_validate_json(made.model_dump_json()) == made


def test_a_case_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        case().question = "other"  # type: ignore[misc]


def test_a_case_that_expects_a_decline_has_no_gold() -> None:
    with pytest.raises(ValidationError, match="expects a decline"):
        decline_case(gold=(Gold(document="phd", quote="x"),))


def test_a_score_may_lack_a_value_but_keeps_its_reason() -> None:
    score = Score(measure="m", case="c", system="s", value=None, reason="too slow")
    assert score.value is None
    assert score.applies
    assert Score.model_validate_json(score.model_dump_json()) == score


def test_packaged_cases_are_at_least_six_hundred_of_every_kind_without_complaint() -> None:
    assert LOADED.problems == ()
    assert len(LOADED.cases) >= 600
    assert {c.kind for c in LOADED.cases} == set(KINDS)
    assert all(c.id.startswith(c.kind) for c in LOADED.cases)


def test_no_question_of_the_packaged_cases_stands_twice_without_a_dialogue() -> None:
    asked = [c.question for c in LOADED.cases if not c.dialogue]
    assert len(asked) == len(set(asked))


def test_every_gold_quote_stands_in_its_chapter() -> None:
    texts = {f"handbook/{d.id}": squeezed(d.text) for d in read_paths([corpus.HANDBOOK])}
    lost = [
        f"{c.id}: {g.document}: {g.quote}"
        for c in LOADED.cases
        for g in c.gold
        if squeezed(g.quote) not in texts.get(g.document, "")
    ]
    assert not lost, f"{len(lost)} quotes no longer stand; give them the chapter's present words:\n" + "\n".join(lost)


def test_groups_stay_in_one_half_and_have_company() -> None:
    groups: dict[str, list[Case]] = {}
    for member in LOADED.cases:
        if member.group:
            groups.setdefault(member.group, []).append(member)
    assert all(len(members) >= 2 for members in groups.values())
    assert all(len({m.half for m in members}) == 1 for members in groups.values())


def test_both_halves_are_large() -> None:
    test = sum(c.half == "test" for c in LOADED.cases)
    assert 0.4 < test / len(LOADED.cases) < 0.6


def test_three_hundred_sentences_were_read_twice() -> None:
    from evals.grader import labelled

    rows = labelled()
    assert len(rows) >= 300
    assert len({r["id"] for r in rows}) == len(rows)
    names = {"supported", "partly", "unsupported", "contradicted"}
    assert all({r["label_a"], r["label_b"]} <= names and r["quote"] and r["sentence"] for r in rows)


def test_the_grader_is_graded_on_a_labelled_file(tmp_path: Path) -> None:
    from evals.grader import grade, labelled_pairs

    words = "A PhD is not needed for most machine learning jobs."
    rows = [
        {"id": "1", "document": "d", "quote": words, "sentence": words, "label_a": "supported", "label_b": "supported"},
        {"id": "2", "document": "d", "quote": words, "sentence": "Dragons earn 900,000 dollars in Chile.",
         "label_a": "unsupported", "label_b": "contradicted"},
        {"id": "3", "document": "d", "quote": words, "sentence": words, "label_a": "supported", "label_b": "partly"},
    ]  # fmt: skip
    path = tmp_path / "labelled.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows))
    assert labelled_pairs(path) == ((1.0, 1.0), (0.0, 0.0))
    graded = grade(path)
    assert (graded["sentences"], graded["read_alike"], graded["unsupported_f1"], graded["supported_passed"]) == (
        3,
        2,
        1.0,
        1.0,
    )
    assert grade(tmp_path / "absent.jsonl") == {}


def test_bad_rows_are_left_out_with_place_and_reason(tmp_path: Path) -> None:
    good_row = case("a").model_dump_json()
    unknown = json.dumps({"id": "b", "kind": "k", "question": "q", "colour": "red"})
    (tmp_path / "mixed.jsonl").write_text("\n".join([good_row, "{broken", unknown, good_row, '"words"', "[1]"]))
    (tmp_path / "nothing.jsonl").write_text("")
    (tmp_path / "other.jsonl").write_bytes(b"\xff\xfe\x00")
    loaded = load(tmp_path)
    assert [c.id for c in loaded.cases] == ["a"]
    reasons = {p.place: p.reason for p in loaded.problems}
    assert "no JSON" in reasons["mixed.jsonl:2"]
    assert "colour" in reasons["mixed.jsonl:3"]
    assert "used before" in reasons["mixed.jsonl:4"]
    assert "empty" in reasons["nothing.jsonl"]
    assert "cannot be read" in reasons["other.jsonl"]
    assert len(loaded.problems) == 7


def test_a_missing_file_is_a_complaint_and_no_crash(tmp_path: Path) -> None:
    for path in (tmp_path / "absent.jsonl", str(tmp_path / "absent.jsonl")):
        assert "cannot be read" in load(path).problems[0].reason


def test_the_limit_is_dealt_evenly_over_the_kinds() -> None:
    chosen = choose(LOADED.cases, limit=2 * len(KINDS))
    assert all(sum(c.kind == kind for c in chosen) == 2 for kind in KINDS)


def test_the_hash_of_cases_hangs_on_words_and_not_on_order() -> None:
    cases = LOADED.cases[:5]
    assert cases_hash(cases) == cases_hash(cases[::-1])
    assert cases_hash(cases) != cases_hash(cases[:4])


def test_only_a_thumb_down_becomes_a_case_and_once() -> None:
    rows = [
        {"at": "t", "judgement": "down", "question": "Why?", "answer": "So.", "evidence": []},
        {"at": "u", "judgement": "down", "question": "Why?", "answer": "So.", "evidence": []},
        {"at": "v", "judgement": "up", "question": "When?", "answer": "Now.", "evidence": []},
    ]
    assert [c.question for c in cases_of(rows)] == ["Why?"]


def test_feedback_reads_the_pages_history_and_adds_nothing_twice(tmp_path: Path) -> None:
    from rag.types import Answer, Declined
    from ui.history import History

    history = History(tmp_path / "history.sqlite")
    said = Answer(question="Why?", declined=Declined(reason="unclear", message="What do you mean?"))
    history.append("browser", "talk", "Why?", said)
    assert history.judge("browser", "talk", 1, "down")
    history.close()
    out = tmp_path / "feedback.jsonl"
    assert feedback(out, tmp_path / "history.sqlite") == 1
    assert feedback(out, tmp_path / "history.sqlite") == 0
    assert load(out).cases[0].question == "Why?"
    with pytest.raises(ValueError, match="no history"):
        feedback(out, tmp_path / "absent.sqlite")


def test_the_public_names_of_evals_are_there_and_light() -> None:
    import subprocess
    import sys

    code = "import evals, evals.suite, sys; assert all(callable(getattr(evals, name)) for name in evals.__all__); "
    code += "assert not {'torch', 'chromadb', 'gradio'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parents[1])
    assert Report.model_fields["stamp"]
