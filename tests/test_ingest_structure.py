"""Sections of a text are found whatever shows them, and what says nothing is left out."""

import time

import pytest

from ingest.structure import sections
from ingest.types import MOST_OF_A_TITLE


def headings(text: str) -> list[tuple[str, ...]]:
    return [section.heading for section in sections(text)]


def body(text: str) -> str:
    return "\n".join(text[a:b] for section in sections(text) for a, b in section.blocks)


LONG = "Learning the basics takes most people about a year, and it goes faster with someone who answers questions. "


def test_markdown_headings_nest():
    assert headings("# Guide\n\nIntro text.\n\n## First\n\nOne.\n\n### Inner\n\nTwo.\n\n## Second\n\nThree.\n") == [
        ("Guide",),
        ("Guide", "First"),
        ("Guide", "First", "Inner"),
        ("Guide", "Second"),
    ]


def test_underlined_lines_are_headings_and_rules_below_text_are_none():
    text = "My guide\n========\n\nWhy it is here.\n\nThe first part\n---\nIts words.\n"
    text += "\nA paragraph that\nends here\n---\nMore.\n"
    text += f"\n{'A whole paragraph on one line. ' * 5}\n---\n\n- an item\n---\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"
    first, second = sections(text)
    assert (first.heading, second.heading) == (("My guide",), ("My guide", "The first part"))
    assert [text[a:b] for a, b in first.blocks] == ["Why it is here."]
    assert text[slice(*second.blocks[0])] == "Its words."
    assert "| 1 | 2 |" in text[second.blocks[-1][0] : second.blocks[-1][1]]


@pytest.mark.parametrize(
    "line",
    [
        "Network weekly with two people.",
        "> A quote",
        "![pic](a.png)",
        "[Back](#top)",
        "<div>",
        "    code",
        "***",
        "- item",
    ],
)
def test_a_rule_below_what_is_no_heading_loses_no_words(line):
    text = f"{line}\n---\n\nWords that follow here.\n\nLast words\n===\n"
    held = [text[a:b] for section in sections(text) for a, b in section.blocks]
    assert any(line.strip() in block for block in held)
    assert any("Last words" in block for block in held)


def test_chapter_lines_of_plain_text_are_headings():
    text = f"CHAPTER 1. Three Steps\n\n{LONG}\n\nCHAPTER 2. Learning skills\n\n{LONG}\n"
    assert headings(text) == [("CHAPTER 1. Three Steps",), ("CHAPTER 2. Learning skills",)]


def test_numbered_lines_above_long_paragraphs_are_headings_even_after_a_list():
    text = (
        f"Title\n1. Keep learning\n{LONG * 2}\n- What excites you?\n- What bores you?\n2. Know yourself\n{LONG * 2}\n"
    )
    assert headings(text)[-1] == ("2. Know yourself",)


def test_items_of_a_numbered_list_are_no_headings():
    text = f"# Steps\n\n{LONG}\n\n1. Learn Python\n2. Learn statistics\n3. Build something\n"
    assert headings(text) == [("Steps",)]


def test_the_last_of_several_short_lines_is_no_heading_of_the_paragraph_below():
    listed = "Three signs of trouble\nA number that never changes\nA column without words"
    text = f"A good name\n\n{LONG * 2}\n{listed}\n{LONG * 2}\n"
    assert headings(text) == [("A good name",)]


def test_a_short_line_between_paragraphs_is_a_heading():
    text = f"Title\n\n{LONG * 2}\nKnow yourself\n{LONG * 2}\n"
    assert headings(text)[-1] == ("Know yourself",)


@pytest.mark.parametrize(
    "asked",
    [
        "Q3. My manager wants AI in everything we do. How do I steer this without being the one who says no?",
        "Q: How long does it take?",
        "**Q: Python or R?** (asked by somebody)",
    ],
)
def test_a_question_that_a_document_answers_is_a_heading(asked):
    text = f"# Letters\n\n{LONG}\n\n{asked}\nsomebody: {LONG}\n\n{asked.replace('How', 'Why')}\nsomebody: {LONG}\n"
    found = headings(text)
    assert len(found) == 3
    assert found[1][-1] in asked


def test_a_number_sign_in_code_is_no_heading():
    assert headings("# Guide\n\n```\n# not a heading\n```\n\nText.\n") == [("Guide",)]


def test_what_web_pages_leave_behind_joins_no_section():
    text = f"# Guide\n\n{LONG}\n\nRead also:\n\nImages by the author | Someone\n\n{LONG}\n\nComments"
    assert "Read also" not in body(text)
    assert "Images by" not in body(text)
    assert "Comments" not in body(text)
    assert body(text).count("Learning the basics") == 2


def test_the_caption_of_a_picture_below_a_heading_joins_no_section():
    text = f"CHAPTER 2. Skills\n\n\nTips from a teacher on building a career: the basics.\n\n{LONG}\n\n{LONG}\n"
    assert "Tips from a teacher" not in body(text)
    assert "Learning the basics" in body(text)


def test_a_short_first_sentence_that_speaks_to_the_reader_stays():
    text = f"CHAPTER 2. Skills\n\n\nYou can learn this.\n\n{LONG}\n\n{LONG}\n"
    assert "You can learn this." in body(text)


def test_a_running_head_is_left_out_but_a_text_of_repetition_is_kept():
    pages = "".join(f"Career guide 2024 edition\n\n{LONG} Page {n}.\n\nMore words on page {n}.\n\n" for n in range(6))
    assert "2024 edition" not in body(pages)
    assert body("the same line again\n" * 50).strip()


def test_no_heading_at_all_gives_one_section():
    assert headings(LONG * 3) == [()]


def test_nothing_gives_nothing():
    assert sections("") == []
    assert sections("\n \n\t\n") == []


@pytest.mark.parametrize(
    "text",
    ["A b\n" * 15_000, "A b\n\n" * 12_000, "# " + "#" * 60_000 + "x", "advertisement" + "\t" * 60_000 + "x"],
    ids=range(4),
)
def test_sections_are_found_in_a_time_that_goes_with_the_length(text):
    began = time.process_time()
    sections(text)
    assert time.process_time() - began < 2


def test_a_heading_is_cut_off_at_the_length_of_a_title():
    assert len(headings("# " + "[" * 60_000 + "\n\nText.")[0][0]) == MOST_OF_A_TITLE


def test_the_signs_that_close_a_heading_are_none_of_its_words():
    assert headings("## **A heading** ##\n\nText.") == [("A heading",)]
