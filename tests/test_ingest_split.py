"""Passages are exact spans of their document, in order, and never cross a heading."""

import itertools
from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.split import LIMIT_CHARACTERS, split
from ingest.types import Document

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            [
                "",
                "",
                "# Heading",
                "## Sub",
                "- item one. And more.",
                "1. Step",
                "CHAPTER 3. A title",
                "   ",
                "Read also:",
                "```",
            ]
        ),
        st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n\r"), max_size=80),
        st.sampled_from(["A sentence that goes on for a while. " * 40, "word " * 400, "x" * 2500]),
    ),
    max_size=25,
)


def document(text: str, title: str = "Guide", **more: object) -> Document:
    return Document(
        id="d",
        title=title,
        text=text,
        origin="d.md",
        sha256=sha256(text.encode("utf-8", "replace")).hexdigest(),
        **more,
    )


@settings(max_examples=150, deadline=None)
@given(LINES)
def test_a_passage_is_its_span_of_the_document(lines):
    doc = document("\n".join(lines))
    found = split(doc)
    for passage in found:
        assert doc.text[passage.start : passage.end] == passage.text
        assert passage.text == passage.text.strip() != ""
    for one, two in itertools.pairwise(found):
        assert one.end <= two.start


def test_passages_stay_near_the_limit():
    text = "# T\n\n" + "A sentence of about fifty characters stands here. " * 200 + "\n\n" + "y" * 5000
    assert max(len(p.text) for p in split(document(text))) <= LIMIT_CHARACTERS


def test_a_long_list_is_cut_between_its_items_and_keeps_its_lead_in():
    items = [f"- Point {n}: " + "this is said in some detail and with a reason for it. " * 4 for n in range(8)]
    text = "# T\n\nThese points matter:\n\n" + "\n".join(items)
    found = split(document(text))
    assert len(found) > 2
    assert found[0].text.startswith("These points matter:")
    assert all(p.text.startswith("- Point") for p in found[1:])


def test_a_heading_is_context_and_never_part_of_the_text():
    found = split(document("# Guide\n\n## How long?\n\nAbout a year.\n"))
    assert [(p.heading, p.text) for p in found] == [(("Guide", "How long?"), "About a year.")]


def test_the_title_of_the_document_stands_above_its_chapters_once():
    found = split(document("CHAPTER 1. Start\n\n" + "Long text. " * 30, title="The book"))
    assert found[0].heading == ("The book", "CHAPTER 1. Start")
    found = split(document("# The book\n\nText of the book.\n", title="The Book"))
    assert found[0].heading == ("The book",)


def test_a_document_without_headings_goes_by_its_title():
    assert split(document("Just some words.", title="Notes"))[0].heading == ("Notes",)


def test_ten_thousand_tiny_lines_are_split_quickly_and_wholly():
    text = "\n".join(f"line {n}" for n in range(10_000))
    found = split(document(text))
    assert sum(len(p.text.split()) for p in found) == 20_000


def test_other_wordings_travel_with_their_section_only():
    doc = document("# A\n\nOne.\n\n## B?\n\nTwo.\n", asked={"B?": ("what about b",)})
    assert [p.asked for p in split(doc)] == [(), ("what about b",)]


WHITE = st.sampled_from(["\t" * 3_000, " " * 3_000, "\u00a0" * 2_000, "\u3000\x0b" * 1_000, "\n" * 50, "\x1f" * 2_000])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.one_of(WHITE, st.text(max_size=40), st.sampled_from(["word. ", "- item", "x" * 1_500])), max_size=8))
def test_runs_of_white_space_make_no_passage_and_no_error(parts):
    text = "".join(parts)
    assert all(p.text == p.text.strip() != "" for p in split(document(text)))
    assert "".join("".join(p.text for p in split(document("a" + text + "b"))).split())


def test_a_line_of_forty_thousand_tabs_is_split():
    assert [p.text for p in split(document("One." + "\t" * 40_000 + "two three"))] == ["One.", "two three"]
