"""Measures: each against a hand-made answer whose value can be counted on fingers."""

from math import log2

import pytest
from evals_support import ELSE, SAYS, case, cited, decline_case, output

from evals.measures import GROUPED, LOWER_IS_BETTER, MEASURES, PARTS
from evals.measures.latency import latency
from evals.measures.refusals import grounded_refusal_f1
from evals.robustness import laws
from evals.types import Case, Found, Gold, Output, Score, Sentence

TWO = (Gold(document="handbook/phd", quote=SAYS), Gold(document="handbook/pay", quote=ELSE))


def value(name: str, of: Case, given: Output) -> float | None:
    score = MEASURES[name](of, given)
    assert score.measure == name
    assert score.applies
    return score.value


def found(*texts: str) -> tuple[Found, ...]:
    return tuple(Found(document="handbook/phd" if t == SAYS else "handbook/pay", text=t) for t in texts)


def test_retrieval_measures_count_golds_by_rank() -> None:
    given = output(found=found("nothing", SAYS, "nothing more", "still nothing", ELSE))
    two = case(gold=TWO)
    assert value("recall@4", two, given) == 0.5
    assert value("recall@8", two, given) == 1.0
    assert value("precision@4", two, given) == 0.25
    assert value("mrr@8", two, given) == 0.5
    best = 1 + 1 / log2(3)
    assert value("ndcg@8", two, given) == pytest.approx((1 / log2(3) + 1 / log2(6)) / best, abs=1e-6)


def test_a_quote_cut_by_the_splitter_still_counts_when_most_of_it_stands() -> None:
    assert value("recall@8", case(), output(found=(Found(document="phd.md", text=SAYS[:45]),))) == 1.0
    assert value("recall@8", case(), output(found=(Found(document="phd.md", text=SAYS[:15]),))) == 0.0


def test_the_same_words_in_another_document_are_no_gold() -> None:
    assert value("recall@8", case(), output(found=(Found(document="handbook/other", text=SAYS),))) == 0.0


def test_recall_in_characters_stops_at_the_limit() -> None:
    given = output(found=(Found(document="x", text="y" * 1990), *found(SAYS)))
    assert value("recall_in_2000_characters", case(), given) == 0.0


def test_a_case_without_gold_is_beside_retrieval_and_not_unscored() -> None:
    score = MEASURES["recall@8"](decline_case(), output())
    assert score.value is None
    assert not score.applies


def test_coverage_takes_any_wording_and_a_decline_covers_nothing() -> None:
    wordings = case(must_say=("required | not needed", "a unicorn"))
    assert value("coverage", wordings, output()) == 0.5
    assert value("coverage", wordings, output(declined="unclear", sentences=())) == 0.0


def test_must_not_say_looks_at_words() -> None:
    forbids = case(must_not_say=("always needed", "MOST machine learning"))
    assert value("must_not_say", forbids, output()) == 0.5


def test_length_fit_is_one_in_the_middle_and_falls_outside() -> None:
    assert value("length_fit", case(), output(text="word " * 100)) == 1.0
    assert value("length_fit", case(), output(text="word " * 400)) == 0.5
    assert value("length_fit", case(), output(text="three words only")) == pytest.approx(0.2)


def test_repetition_finds_the_sentence_said_twice() -> None:
    assert value("repetition", case(), output(texts=(SAYS, ELSE, SAYS.replace("most", "many")))) == pytest.approx(
        1 / 3, abs=1e-5
    )


def test_standalone_finds_what_points_back() -> None:
    texts = (SAYS, "They said so in 2021.", "However, it depends.", "It is worth trying.")
    assert value("standalone", case(), output(texts=texts)) == 0.5


def test_a_sentence_in_the_sources_own_words_is_faithful_and_an_invention_is_not() -> None:
    invented = Sentence(text="Every doctor of law earns 500,000 dollars in Peru.", cited=(cited(),))
    given = output(sentences=(Sentence(text=SAYS, cited=(cited(),)), invented))
    for name in ("faithfulness", "citation_recall", "citation_precision"):
        assert value(name, case(), given) == 0.5, name


def test_faithfulness_without_any_evidence_is_unscored() -> None:
    score = MEASURES["faithfulness"](case(), output(sentences=(Sentence(text=SAYS),), found=()))
    assert score.value is None
    assert score.applies


def test_a_decline_is_neither_faithful_nor_a_lie() -> None:
    for name in ("faithfulness", "citation_recall", "citation_precision", "misattribution", "repetition"):
        assert not MEASURES[name](decline_case(), output(declined="out-of-scope", sentences=())).applies


def test_the_wrong_marker_is_misattribution() -> None:
    swapped = (Sentence(text=SAYS, cited=(cited(ELSE),)), Sentence(text=ELSE, cited=(cited(SAYS),)))
    assert value("misattribution", case(), output(sentences=swapped)) == 1.0
    assert value("misattribution", case(), output(texts=(SAYS, ELSE))) == 0.0


def test_an_idle_citation_lowers_precision() -> None:
    given = output(sentences=(Sentence(text=SAYS, cited=(cited(SAYS), cited(ELSE))),))
    assert value("citation_recall", case(), given) == 1.0
    assert value("citation_precision", case(), given) == 0.5


def test_quote_exactness_trusts_the_look_up_and_else_the_passages() -> None:
    assert (
        value("quote_exactness", case(), output(sentences=(Sentence(text="t", cited=(cited(stands=False),)),))) == 0.0
    )
    assert value("quote_exactness", case(), output(sentences=(Sentence(text="t", cited=(cited(stands=None),)),))) == 1.0
    lost = output(sentences=(Sentence(text="t", cited=(cited(stands=None),)),), found=())
    assert MEASURES["quote_exactness"](case(), lost).value is None


def test_gold_cited_asks_whether_the_answer_rests_on_the_gold() -> None:
    assert value("gold_cited", case(gold=TWO), output()) == 0.5


def test_refusals_reasons_and_false_refusals() -> None:
    declined = output(declined="unclear", sentences=())
    assert value("refusals", decline_case(), declined) == 1.0
    assert value("reasons", decline_case(), declined) == 0.0
    assert value("refusals", case(), declined) == 0.0
    assert value("false_refusals", case(), declined) == 1.0
    assert value("refusals", decline_case(), output()) == 0.0
    either = decline_case(accepted=("answer",))
    assert value("refusals", either, output()) == 1.0
    assert value("refusals", either, declined) == 1.0
    assert not MEASURES["false_refusals"](either, declined).applies


def test_grounded_refusal_f1_is_the_mean_of_both_classes() -> None:
    import numpy as np

    sums = {"answer_right": 8, "decline_missed": 2, "answer_wrong": 2, "decline_right": 0}
    f1 = grounded_refusal_f1({k: np.array([float(v)]) for k, v in sums.items()})
    assert f1[0] == pytest.approx((16 / 18 + 0) / 2)


def test_consistency_and_fairness_compare_within_groups() -> None:
    cases = [
        case(n, kind=k, group=k)
        for n, k in (("a", "paraphrases"), ("b", "paraphrases"), ("c", "fairness"), ("d", "fairness"))
    ]
    outputs = [output("a"), output("b", texts=(SAYS, ELSE)), output("c"), output("d", declined="unclear", sentences=())]
    assert GROUPED["consistency"](cases, outputs)[0].value == 0.5
    gap = GROUPED["fairness_gap"](cases, outputs)[0]
    assert gap.value == 0.5
    assert gap.case == "group:fairness"


def test_a_group_with_a_failure_is_unscored() -> None:
    cases = [case(n, kind="paraphrases", group="g") for n in "ab"]
    failed = output("b", error="raised", text="", sentences=())
    assert GROUPED["consistency"](cases, [output("a"), failed])[0].value is None


def test_latency_has_quantiles_and_nothing_of_nothing() -> None:
    assert latency([1, 2, 3, 4], [10, 30])["p50_milliseconds"] == 2.5
    assert latency([1, 2, 3, 4], [10, 30])["peak_megabytes"] == 30
    assert latency([])["p99_milliseconds"] is None


def test_the_laws_hold_for_copied_sentences_and_break_for_a_wrong_figure() -> None:
    scores: dict[str, Score] = {s.measure: s for s in laws([output(texts=(SAYS, ELSE))])}
    assert {"law_delete", "law_swap", "law_copy", "law_rotate"} <= set(scores)
    assert all(s.value == 1.0 for s in scores.values()), {n: s.evidence for n, s in scores.items()}


def test_a_declined_answer_is_tried_by_no_law() -> None:
    assert laws([output(declined="unclear", sentences=())]) == ()


def test_every_part_names_known_measures() -> None:
    known = {*MEASURES, *GROUPED}
    assert all(set(names) <= known for names in PARTS.values())
    assert set(PARTS["all"]) == known
    assert known >= LOWER_IS_BETTER


def test_a_decline_of_a_sensitive_question_names_the_kind_of_human() -> None:
    from evals.measures.human_named import human_named

    law = decline_case(expected="legal", accepted=("answer",))
    named = output("cake", texts=("Please ask an employment lawyer.",), declined="legal", sentences=())
    assert human_named(law, named).value == 1.0
    nobody = named.model_copy(update={"text": "I cannot help with lawyering."})
    assert human_named(law, nobody).value == 0.0
    doctor = named.model_copy(update={"text": "Ask a doctor."})
    assert human_named(law, doctor).value == 0.0
    assert not human_named(law, output("cake")).applies
    assert human_named(decline_case(expected="crisis"), output("cake")).value == 0.0
    assert not human_named(decline_case(), named).applies


def test_our_own_declines_name_the_kind_of_human() -> None:
    from evals.measures.human_named import HUMANS, human_named
    from rag.declines import decline

    for reason in HUMANS:
        told = output("cake", texts=(decline(reason).message,), declined=reason, sentences=())  # type: ignore[arg-type]
        assert human_named(decline_case(expected=reason), told).value == 1.0, reason


def test_of_a_short_quote_a_part_is_not_enough() -> None:
    short = case(gold=(Gold(document="handbook/phd", quote="Yes."),))
    assert value("recall@8", short, output(found=(Found(document="phd.md", text="A year of study."),))) == 0.0
    assert value("recall@8", short, output(found=(Found(document="phd.md", text="Yes. It is."),))) == 1.0


def test_a_blank_wording_forbids_nothing() -> None:
    assert value("must_not_say", case(must_not_say=("dragons | ", " | unicorns")), output()) == 0.0
