"""Types round-trip, and what is false cannot be built."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ingest.types import Document, Passage, Source

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
some = words.filter(bool)
sources = st.builds(
    Source,
    id=some,
    title=words,
    author=st.none() | words,
    url=st.none() | words,
    published=st.none() | words,
    kind=st.sampled_from(["opinion", "survey", "guide", "not-stated"]),
)
documents = st.builds(
    Document,
    id=some,
    title=words,
    text=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300),
    origin=words,
    sha256=words,
    sources=st.lists(sources, max_size=2).map(tuple),
    updated=st.none() | words,
    asked=st.dictionaries(words, st.lists(words, max_size=2).map(tuple), max_size=2),
)


@st.composite
def passages(draw: st.DrawFn) -> tuple[Document, Passage]:
    document = draw(documents)
    start = draw(st.integers(0, len(document.text) - 1))
    end = draw(st.integers(start + 1, len(document.text)))
    heading = tuple(draw(st.lists(words, max_size=3)))
    return document, Passage.cut(
        document, start, end, heading, document.sources, tuple(draw(st.lists(words, max_size=2)))
    )


@given(documents)
def test_a_document_round_trips_through_json(document):
    assert Document.model_validate_json(document.model_dump_json()) == document


@given(passages())
def test_a_passage_is_the_words_at_its_place_and_round_trips_through_json(pair):
    document, passage = pair
    assert document.text[passage.start : passage.end] == passage.text
    again = Passage.model_validate_json(passage.model_dump_json())
    assert again == passage
    assert again.id == passage.id


@given(passages())
def test_a_passage_round_trips_through_a_langchain_document(pair):
    _, passage = pair
    made = passage.to_document()
    assert Passage.from_document(made) == passage
    assert made.id == passage.id
    assert all(isinstance(value, str | int) for value in made.metadata.values())


def test_a_passage_whose_span_does_not_fit_its_text_cannot_be_built():
    with pytest.raises(ValidationError, match="cannot span"):
        Passage(document_id="d", start=0, end=3, text="four")


def test_a_stored_id_that_is_not_the_passages_own_is_refused():
    passage = Passage(document_id="d", start=0, end=4, text="four")
    forged = json.loads(passage.model_dump_json()) | {"text": "five"}
    with pytest.raises(ValidationError, match="does not follow"):
        Passage.model_validate(forged)


def test_a_langchain_document_whose_text_was_changed_is_no_passage():
    made = Passage(document_id="d", start=0, end=4, text="four").to_document()
    made.page_content = "five"
    with pytest.raises(ValueError, match="not the passage its id names"):
        Passage.from_document(made)


@pytest.mark.parametrize(
    "stored", [None, 7, "no json", "{", "[" * 100_000, "[]", "{}", '{"document_id": {"a": []}, "start": null}']
)
def test_a_foreign_langchain_document_is_no_passage(stored):
    made = Passage(document_id="d", start=0, end=4, text="four").to_document()
    made.metadata["passage"] = stored
    with pytest.raises(ValueError, match=r"^Not a Groundwork passage") as caught:
        Passage.from_document(made)
    assert "\n" not in str(caught.value)


def test_a_foreign_langchain_document_cannot_speak_as_the_person():
    made = Passage(document_id="person:you said", start=0, end=4, text="four").to_document()
    with pytest.raises(ValueError, match="id begins with"):
        Passage.from_document(made)


def test_types_are_frozen_and_closed():
    source = Source(id="s", title="S")
    with pytest.raises(ValidationError):
        source.title = "T"
    with pytest.raises(ValidationError):
        Source(id="s", title="S", colour="red")
    with pytest.raises(ValidationError):
        Source(id="", title="S")


def test_half_a_character_becomes_a_mark_that_files_and_wires_can_carry():
    document = Document(id="d", title="T", text="one \ud800 two", origin="o", sha256="x")
    assert document.text == "one \ufffd two"
    assert Document.model_validate_json(document.model_dump_json()) == document
