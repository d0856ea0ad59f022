"""Types of rag: what cannot be built, what is computed, what survives JSON."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ingest.types import Document, Passage, Source
from rag.types import Answer, Citation, Claim, Declined, Finding, Verdict

words = st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=60)


def passage_of(text, document_id="d"):
    document = Document(id=document_id, title="t", text=text, origin="here", sha256="0")
    return Passage.cut(document, 0, len(text), ("Heading",), (Source(id="s", title="S"),))


def finding(text, label="supported", layout="inline", citations=()):
    return Finding(
        claim=Claim(text=text, layout=layout, citations=citations),
        verdict=Verdict(label=label, confidence=1, reason="r"),
    )


@given(words, st.data())
def test_a_quote_is_always_the_documents_own_words(text, data):
    passage = passage_of(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert Citation(passage=passage, start=start, end=end).quote == text[start:end]


@given(words)
def test_an_answer_survives_json(text):
    passage = passage_of(text)
    cited = finding(text, citations=(Citation(passage=passage, start=0, end=len(text)),))
    answer = Answer(question=text, findings=(cited, finding("no", "unsupported")), timings={"total": 1.5})
    assert Answer.model_validate_json(answer.model_dump_json()) == answer


@pytest.mark.parametrize(("start", "end"), [(-1, 3), (0, 99), (3, 3), (4, 2)])
def test_a_citation_outside_its_passage_cannot_be_built(start, end):
    with pytest.raises(ValidationError):
        Citation(passage=passage_of("Some words."), start=start, end=end)


def test_a_stored_quote_that_does_not_stand_there_is_refused():
    citation = Citation(passage=passage_of("Two years."), start=0, end=3)
    forged = citation.model_dump() | {"quote": "Ten"}
    with pytest.raises(ValidationError, match="quote does not follow"):
        Citation.model_validate(forged)


def test_a_forged_answer_text_is_refused():
    answer = Answer(question="q", findings=(finding("True."),))
    with pytest.raises(ValidationError, match="text does not follow"):
        Answer.model_validate(answer.model_dump() | {"text": "Something that nobody checked."})


def test_a_decline_holds_no_findings():
    with pytest.raises(ValidationError, match="holds no findings"):
        Answer(question="q", findings=(finding("x"),), declined=Declined(reason="unclear", message="m"))


@pytest.mark.parametrize("label", ["partly", "unsupported", "contradicted"])
def test_what_is_not_supported_is_withheld_with_its_marker(label):
    citation = Citation(passage=passage_of("Some words."), start=0, end=4)
    answer = Answer(question="q", findings=(finding("Good."), finding("Bad.", label, citations=(citation,))))
    assert "Bad" not in answer.text
    assert "[1]" not in answer.text
    assert answer.citations == ()
    assert [f.claim.text for f in answer.withheld] == ["Bad."]


def test_connectives_are_shown_only_before_what_is_shown():
    answer = Answer(
        question="q",
        findings=(
            finding("Lost one.", "not-a-claim"),
            finding("False.", "unsupported"),
            finding("Second part.", "not-a-claim"),
            finding("True."),
            finding("Dangling end.", "not-a-claim"),
        ),
    )
    assert answer.text == "Second part. True."


def test_markers_count_each_citation_once_in_order_of_use():
    a, b = (Citation(passage=passage_of("Some words."), start=n, end=5 + n) for n in (0, 1))
    answer = Answer(question="q", findings=(finding("X.", citations=(b,)), finding("Y.", citations=(a, b))))
    assert answer.text == "X. [1] Y. [2] [1]"
    assert answer.citations == (b, a)


def cited(document_id, heading, words, source=None):
    document = Document(id=document_id, title="T", text=words, origin="here", sha256="0")
    passage = Passage.cut(document, 0, len(words), heading, (source,) if source else ())
    return Citation(passage=passage, start=0, end=len(words))


def test_a_printed_answer_names_each_section_once_with_its_quotes_by_number():
    book = Source(id="s", title="A Book", author="A. Writer", published="2024", kind="guide")
    first, other, second = (
        cited("phd", ("PhD", "Do I need one?"), "No.", book),
        cited("own", ("Own notes",), "Two\nyears.", Source(id="own", title="Own notes")),
        cited("phd", ("PhD", "Do I need one?"), "It helps.", book),
    )
    answer = Answer(
        question="q",
        findings=tuple(finding(c.quote, citations=(c,)) for c in (first, other, second)),
        notice="No source speaks of Peru.",
    )
    text, notice, printed = str(answer).split("\n\n")
    assert text.endswith("No. [1] Two\nyears. [2] It helps. [3]")
    assert notice == "No source speaks of Peru."
    assert printed.splitlines() == [
        "Sources:",
        "PhD > Do I need one?",
        "  [1] “No.”",
        "  [3] “It helps.”",
        "  rests on: A. Writer, A Book, 2024, guide",
        "Own notes",
        "  [2] “Two years.”",
    ]


def test_sections_hold_every_citation_under_its_own_number():
    quotes = [cited(f"d{n % 2}", (f"H{n % 3}",), f"Words {n}.") for n in range(7)]
    answer = Answer(question="q", findings=tuple(finding(c.quote, citations=(c,)) for c in quotes))
    told = {number: c for section in answer.by_section() for number, c in section.items()}
    assert [told[n] for n in sorted(told)] == list(answer.citations) == quotes
    assert [min(section) for section in answer.by_section()] == [1, 2, 3, 4, 5, 6]


def test_lists_and_steps_keep_their_form():
    layouts = ["paragraph", "item", "item", "paragraph", "step", "step"]
    answer = Answer(question="q", findings=tuple(finding(f"S{n}.", layout=layout) for n, layout in enumerate(layouts)))
    assert answer.text == "S0.\n- S1.\n- S2.\n\nS3.\n1. S4.\n2. S5."


def test_unknown_fields_are_refused():
    with pytest.raises(ValidationError):
        Claim(text="x", source="y")


def test_a_printed_decline_keeps_its_notice_and_what_to_ask_instead():
    declined = Declined(reason="not-in-sources", message="I do not know.", topics=("What is pay like?",))
    answer = Answer(question="q", declined=declined, notice="For the contract ask a lawyer.")
    assert str(answer) == "I do not know.\n\nFor the contract ask a lawyer.\n\nYou could ask:\n- What is pay like?"
