"""The report: complete, self-contained, and safe whatever a system or a case says."""

import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import pytest
from evals_support import ELSE, SAYS, case, cited, decline_case, output

from evals.page import page
from evals.report import junit, markdown, write_report
from evals.scoring import differences, score_outputs, summarise
from evals.types import Case, Output, Problem, Report, Score, Sentence, Stamp

NASTY = '</details><script>alert("x")</script> & \x00 \x1b[31m ]]>'


def made(cases: tuple[Case, ...], outputs: tuple[Output, ...]) -> tuple[Report, tuple[Score, ...]]:
    systems = tuple(dict.fromkeys(o.system for o in outputs))
    scores = score_outputs(
        cases, outputs, ("coverage", "refusals", "quote_exactness", "must_not_say", "false_refusals")
    )
    pairs = [tuple(s for s in scores if s.system == name) for name in systems]
    stamp = Stamp(commit="c", cases="h", corpus="k", index="i", embedding="e", systems=systems)
    compared = differences(pairs[0], pairs[1], (systems[0], systems[1])) if len(systems) == 2 else ()
    report = Report(
        stamp=stamp,
        cases=len(cases),
        by_kind={"facts": len(cases)},
        summaries=summarise(scores, cases),
        differences=compared,
        failures=tuple(Problem(place=o.case, reason=o.error) for o in outputs if o.error),
        problems=(Problem(place="facts.jsonl:3", reason="no JSON"),),
        grader={"sentences": 307},
    )
    return report, scores


CASES = (case("a"), case("b"), decline_case())
OURS = (
    output("a", "ours"),
    output("b", "ours", sentences=(Sentence(text=ELSE, cited=(cited(ELSE, stands=False),)),), text=NASTY),
    output("cake", "ours", declined="out-of-scope", sentences=(), text="Not my field."),
)
THEIRS = (
    output("a", "theirs"),
    output("b", "theirs", error="raised TimeoutError: slow", text="", sentences=()),
    output("cake", "theirs"),
)
REPORT, SCORES = made(CASES, OURS + THEIRS)


class Reader(HTMLParser):
    """Which elements stand in a page, and whether each that opens closes."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.addresses += [v or "" for k, v in attrs if k in ("src", "href", "action")]
        if tag not in ("meta", "input", "br", "rect", "line"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            assert self.open.pop() == tag


@pytest.fixture
def written(tmp_path: Path) -> Path:
    write_report(tmp_path, REPORT, CASES, OURS + THEIRS, SCORES)
    return tmp_path


def test_the_page_is_whole_and_fetches_nothing(written: Path) -> None:
    reader = Reader()
    text = (written / "report.html").read_text()
    reader.feed(text)
    assert reader.open == []
    assert reader.addresses == []
    assert reader.seen.count("script") == 1
    assert "svg" in reader.seen
    assert "http" not in text.replace("http://www.w3.org", "")


def test_the_page_has_a_row_a_case_that_opens_to_its_claims(written: Path) -> None:
    text = (written / "report.html").read_text()
    assert text.count('<details class="case"') == 3
    assert SAYS in text
    assert "raised TimeoutError: slow" in text
    assert "wrong end" not in text.split('data-bad="0"')[1].split("</summary>")[0]


def test_markup_in_an_answer_stays_words(written: Path) -> None:
    assert "<script>alert" not in (written / "report.html").read_text()


def test_two_writings_are_the_same_bytes(written: Path, tmp_path: Path) -> None:
    before = {p.name: p.read_bytes() for p in written.iterdir()}
    write_report(tmp_path, REPORT, CASES, OURS + THEIRS, SCORES)
    assert before == {p.name: p.read_bytes() for p in tmp_path.iterdir()}


def test_the_json_report_comes_back_as_it_was(written: Path) -> None:
    assert Report.model_validate_json((written / "report.json").read_text()) == REPORT


def test_every_mean_has_n_interval_and_unscored_count() -> None:
    text = markdown(REPORT)
    assert "| coverage | theirs | 1 | 1.000 |" in text
    assert "| 1 | 1 |" in text  # one unscored, one beside
    assert "ours minus theirs" in text
    assert "facts.jsonl:3: no JSON" in text
    assert "Answers that failed: 1" in text


def test_junit_fails_a_false_quote_skips_an_error_and_parses() -> None:
    suite = ElementTree.fromstring(junit(REPORT, OURS, SCORES))
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "0")
    failure = suite.find("testcase[@name='b']/failure")
    assert failure is not None
    assert "quote_exactness" in str(failure.get("message"))
    theirs, scores = made(CASES, THEIRS)
    skipped = ElementTree.fromstring(junit(theirs, THEIRS, scores))
    assert skipped.get("skipped") == "1"


def test_a_score_without_value_is_never_counted_as_nought() -> None:
    theirs = REPORT.find("coverage", "theirs")
    assert theirs is not None
    assert theirs.mean == 1.0
    assert theirs.unscored == 1


def test_differences_pair_cases_and_turn_round_where_less_is_better() -> None:
    first = (
        Score(measure="false_refusals", case="a", system="x", value=0.0),
        Score(measure="coverage", case="a", system="x", value=0.2),
    )
    second = (
        Score(measure="false_refusals", case="a", system="y", value=1.0),
        Score(measure="coverage", case="a", system="y", value=0.9),
    )
    found = {d.measure: d for d in differences(first, second, ("x", "y"))}
    assert found["false_refusals"].better == ("a",)
    assert found["coverage"].worse == ("a",)
    assert found["coverage"].mean == pytest.approx(-0.7)


def test_the_corrected_faithfulness_leaves_proven_claims_alone() -> None:
    def score(counts: dict[str, float]) -> Score:
        return Score(measure="faithfulness", case="a", system="x", value=1.0, counts=counts)

    labelled = [(1.0, 1.0)] * 40 + [(0.0, 1.0)] * 10 + [(0.0, 0.0)] * 50
    proven = summarise([score({"claims": 5, "supported": 5, "verbatim": 5})], CASES, labelled)
    judged = summarise([score({"claims": 5, "supported": 5, "verbatim": 0})], CASES, labelled)
    means = [
        next(s.mean for s in rows if s.measure == "faithfulness_corrected" and s.subset == "all")
        for rows in (proven, judged)
    ]
    assert means == [1.0, pytest.approx(0.9)]


def test_a_label_of_theirs_stays_words_too() -> None:
    lie = output("a", "theirs", sentences=(Sentence(text=SAYS, label='"><script>alert(1)</script>'),))
    report, scores = made(CASES, (lie,))
    assert "<script>alert" not in page(report, CASES, (lie,), scores)


def test_junit_parses_whatever_a_case_or_a_system_is_called() -> None:
    odd = output(f"one\x0c{NASTY}", f"theirs\x01{NASTY}", text=NASTY)
    report, scores = made((), (odd,))
    assert ElementTree.fromstring(junit(report, (odd,), scores)).get("tests") == "1"


def test_what_is_no_number_is_unscored_and_spoils_no_mean() -> None:
    scores = [Score.of("m", output(name), value, "mine") for name, value in (("a", 1.0), ("b", float("nan")))]
    assert (scores[1].value, scores[1].reason) == (None, "the measure gave nan; mine")
    found = next(s for s in summarise(scores, CASES) if s.subset == "all")
    assert (found.n, found.unscored, found.mean) == (1, 1, 1.0)
