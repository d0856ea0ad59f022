"""Sentences: exact spans that cover every word once."""

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.sentences import sentences

ABBREVIATED = ["Dr. Smith", "e.g. this", "U.S. Bureau", "3.5", "What?", "No!", "…", ".", "。", "！"]
STRUCTURE = ["\n", "\n\n", "- ", "1. ", "# ", "> ", " ", "\t", "\u2028", "\u200b"]
WORDS = ["a", "word", "Word", '"', ")", "é", "ß", "私は", "🙂"]
pieces = st.lists(st.sampled_from([*ABBREVIATED, *STRUCTURE, *WORDS]), max_size=40).map("".join)
texts = pieces | st.text(max_size=120)
MARKER = re.compile(r"^[ \t]*(?:[-*+•]|\d{1,3}[.)]|#{1,6}|>)[ \t]+", re.MULTILINE)


@given(texts)
@example("1. one\n2. two")
@example("...\n...")
def test_sentences_are_in_order_never_overlap_and_have_no_space_around(text):
    last = 0
    for start, end in sentences(text):
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        last = end


@given(texts)
def test_sentences_cover_every_word(text):
    covered = set()
    for start, end in sentences(text):
        covered.update(range(start, end))
    for marker in MARKER.finditer(text):
        covered.update(range(*marker.span()))
    left_out = [text[at] for at in range(len(text)) if at not in covered and not text[at].isspace()]
    assert not any(c.isalnum() for c in left_out)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ask Dr. Smith. She knows.", ["Ask Dr. Smith.", "She knows."]),
        ("Use tools, e.g. Python. Then stop.", ["Use tools, e.g. Python.", "Then stop."]),
        ("The U.S. Bureau counts. It pays $3.5 million.", ["The U.S. Bureau counts.", "It pays $3.5 million."]),
        ("The U.S. Bureau of Labor Statistics counts.", ["The U.S. Bureau of Labor Statistics counts."]),
        ("He works in the U.S. The pay is good.", ["He works in the U.S.", "The pay is good."]),
        ("J. Smith wrote it. Read it!", ["J. Smith wrote it.", "Read it!"]),
        ("One line\ngoes on. Two.", ["One line\ngoes on.", "Two."]),
        ("Do:\n- first\n- second", ["Do:", "first", "second"]),
        ("He said “Stop.” Then he left.", ["He said “Stop.”", "Then he left."]),
        ("私は学生です。はい。", ["私は学生です。", "はい。"]),
        ("", []),
        (" \n\t ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text, expected):
    assert [text[start:end] for start, end in sentences(text)] == expected


@pytest.mark.parametrize(
    "text", ["." * 100_000 + "x", '."' * 50_000 + "x", "a. " * 30_000, "\n" * 100_000, " \n" * 50_000]
)
def test_a_hostile_text_takes_no_longer_than_a_long_one(text):
    began = time.process_time()
    sentences(text)
    assert time.process_time() - began < 3
