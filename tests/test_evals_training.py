"""Questions written for training name sections that exist, and corpora and plots are what they say."""

import re
from xml.etree import ElementTree

from evals.training.questions import FOLDER, folds, held_out, read_rows, turns, without_headings
from evals.training.reliability import plotted, reliability


def test_every_section_that_a_question_names_is_in_the_handbook(handbook_headings):
    known = handbook_headings
    rows = read_rows()
    assert len(rows) > 1000
    missing = {name for row in rows for name in row.sections} - known
    assert not missing, f"named in {FOLDER}"


def test_a_dialogue_reads_the_same_however_its_turns_are_written():
    rows = [
        {"question": "and in Peru?", "dialogue": ["What is paid in Chile?", "Little."]},
        {"question": "and in Peru?", "dialogue": [{"text": "What is paid in Chile?"}, {"content": "Little."}]},
    ]
    one, two = ([(m.type, m.text) for m in turns(row)] for row in rows)
    assert one == two == [("human", "What is paid in Chile?"), ("ai", "Little."), ("human", "and in Peru?")]


def test_a_plain_chapter_keeps_its_sentences_and_no_heading():
    chapter = "---\ntitle: A?\n---\n\n# Do I need it?\n\n## Why?\n\nBecause it helps.\n\nSources: one\n"
    plain = without_headings(chapter)
    assert plain.strip() == "# Do I need it\n\nBecause it helps."
    assert not re.search(r"^## ", plain, re.MULTILINE)


def test_folds_and_held_out_chapters_are_the_same_each_time_and_cover_all():
    chapters = [f"c{number}" for number in range(20)]
    assert folds(chapters, 4, 0) == folds(chapters[::-1], 4, 0)
    assert set(folds(chapters, 4, 0).values()) == {0, 1, 2, 3}
    assert held_out(chapters, 5) == held_out(chapters[::-1], 5)
    assert len(held_out(chapters, 5)) == 5


def test_reliability_counts_each_question_once_and_its_plot_is_a_picture():
    bins = reliability([0.05, 0.07, 0.5, 1.0], [False, True, True, True])
    assert [(low, share, count) for low, share, _, count in bins] == [(0.0, 0.5, 2), (0.5, 1.0, 1), (0.9, 1.0, 1)]
    picture = ElementTree.fromstring(plotted(bins))
    assert len(picture.findall("{http://www.w3.org/2000/svg}circle")) == 3
