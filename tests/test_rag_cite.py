"""Cite: markers as models really write them, whole sentences out of pieces, and the span that carries a sentence."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.types import Document, Passage
from rag.check import check
from rag.cite import Spans, cited
from rag.markers import read_markers
from rag.said import Said
from rag.settle import MARKED_ANOTHER, corrections, settle
from rag.stream import Cutter
from rag.types import Verdict

TEXT = """A PhD is not needed for most machine learning jobs. It is asked for in research.

The median US data scientist earned 112,590 dollars a year in May 2024.

Bring these to an interview:

- Bring a printed copy of your CV.
- Bring two questions of your own.
"""


def passages_of(text=TEXT):
    document = Document(id="d", title="D", text=text, origin="/d.md", sha256="0" * 64)
    found, at = [], 0
    for block in text.split("\n\n"):
        start = text.index(block, at)
        at = start + len(block)
        if block.strip():
            found.append(Passage.cut(document, start, start + len(block.rstrip())))
    return (found[0], found[1], Passage.cut(document, found[2].start, found[3].end))


MARKED = pytest.mark.parametrize(
    ("sentence", "text", "numbers"),
    [
        ("A degree helps [1].", "A degree helps.", (1,)),
        ("A degree helps[[1]].", "A degree helps.", (1,)),
        ("A degree helps 【1】.", "A degree helps.", (1,)),
        ("A degree helps【2†L1-L3】.", "A degree helps.", (2,)),
        ("A degree helps [1, 2].", "A degree helps.", (1, 2)),
        ("A degree helps [1; 3].", "A degree helps.", (1, 3)),
        ("A degree helps [1-3].", "A degree helps.", (1, 2, 3)),
        ("A degree helps [1–3].", "A degree helps.", (1, 2, 3)),
        ("A degree helps (1).", "A degree helps.", (1,)),
        ("A degree helps (passages 1 and 2).", "A degree helps.", (1, 2)),
        ("A degree helps [^1].", "A degree helps.", (1,)),
        ("A degree helps¹.", "A degree helps.", (1,)),
        ("A degree helps <sup>1</sup>.", "A degree helps.", (1,)),
        ("A degree helps `[1]`.", "A degree helps.", (1,)),
        ("A degree helps [1](https://example.org/a).", "A degree helps.", (1,)),
        ("A degree helps [Passage 1].", "A degree helps.", (1,)),
        ("A degree helps [source: 2].", "A degree helps.", (2,)),
        ("[1] A degree helps.", "A degree helps.", (1,)),
        ("A degree helps [1][2].", "A degree helps.", (1, 2)),
        ("A degree helps [1], [2].", "A degree helps.", (1, 2)),
        ("According to passage 2, a degree helps.", "A degree helps.", (2,)),
        ("According to [2], a degree helps.", "A degree helps.", (2,)),
        ("Passage 3 states that a degree helps.", "A degree helps.", (3,)),
        ("**A degree** helps [1].", "A degree helps.", (1,)),
        ("A degree helps.", "A degree helps.", ()),
        ("Pay rose in 2024 (2024).", "Pay rose in 2024 (2024).", ()),
        ("Use `a[1]` to index.", "Use a[1] to index.", ()),
        ("The area grows with x².", "The area grows with x².", ()),
    ],
)


@MARKED
def test_no_marker_keeps_a_true_sentence_from_being_shown(sentence, text, numbers):
    source = "A degree helps. Pay rose in 2024. Use `a[1]` to index. The area grows with x²."
    passages = [Passage(document_id=name, start=0, end=len(source), text=source) for name in "abcdefgh"]
    one = cited(Said(sentence), Spans(passages))
    assert one.broken == ""
    assert one.marked == {passages[number - 1].id for number in numbers}
    (finding,) = settle([one], check)
    assert (finding.verdict.label, finding.claim.text) == ("supported", text)


@pytest.mark.parametrize("cut", range(1, 26))
@pytest.mark.parametrize("reply", ["A degree helps [1, 2]. Pay rose [3].", "A degree helps.[1][2] Pay rose. [3]"])
def test_a_marker_split_over_two_pieces_stays_with_its_sentence(reply, cut):
    cutter = Cutter()
    said = [*cutter.feed(reply[:cut]), *cutter.feed(reply[cut:]), *cutter.end()]
    assert [read_markers(one.text, 8)[:2] for one in said] == [("A degree helps.", (1, 2)), ("Pay rose.", (3,))]


@MARKED
def test_markers_are_read_as_models_write_them(sentence, text, numbers):
    assert read_markers(sentence, 8)[:2] == (text, numbers)


def test_a_number_that_names_no_passage_is_unknown_and_goes():
    assert read_markers("A degree helps [9] [2].", 8) == ("A degree helps.", (2,), (9,))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 40_000,
        "(1" * 20_000,
        "[1, " * 10_000,
        "【" * 30_000,
        "According to " * 4_000,
        "`" * 30_000,
        "<think" * 8_000,
    ],
)
def test_no_text_takes_for_ever(text):
    began = time.process_time()
    read_markers(text, 8)
    cutter = Cutter()
    list(cutter.feed(text))
    list(cutter.end())
    assert time.process_time() - began < 5


def cut(text, sizes):
    cutter, out, at = Cutter(), [], 0
    for size in sizes:
        out += cutter.feed(text[at : at + size])
        at += size
        if at >= len(text):
            break
    out += cutter.feed(text[at:])
    return out + list(cutter.end())


REPLIES = [
    "Foo bar is so. [1] The next sentence [2]. A third one is here.[3] Fourth one.[4][5]\nOn a line [1].\n[2]\nMore "
    "here (1). (2) Other words.",
    "<think>Hidden. Stuff [1].</think>The answer is yes [1]. It costs 1.5 million in the U.S. market, e.g. here [2].",
    "# Heading\n\nYou need:\n- Python [1]\n- SQL is used daily. It helps [2].\n\nNew paragraph 【1】.\n1. First step "
    "[^1].\n2. Second step.",
    '```json\n{"name": "x"}\n```\nA real sentence [1].\n```markdown\nWrapped text is here [1, 2].\n```',
    "<|channel|>analysis<|message|>Thinking. Yes.<|end|><|start|>assistant<|channel|>final<|message|>Hello there "
    "friend [1].",
    "You need to learn Python and\nSQL [1].\nThen go on with it.",
]


@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_is_cut_alike_however_its_pieces_fall(reply):
    whole = cut(reply, [len(reply)])
    for seed in range(40):
        generator = random.Random(seed)
        assert cut(reply, [generator.randint(1, 9) for _ in range(len(reply))]) == whole


def test_thinking_tools_and_fences_are_not_said():
    said = [
        s.text
        for s in cut("<think>A PhD is required.</think>\n<tool_call>{}</tool_call>Yes, it is so [1].\n</s>", [3] * 99)
    ]
    assert said == ["Yes, it is so [1]."]


def test_an_unclosed_thought_says_nothing():
    assert cut("<think>A PhD is required. Always. " * 20, [7] * 999) == []


def test_a_sentence_comes_as_soon_as_the_next_begins():
    cutter = Cutter()
    assert list(cutter.feed("A degree helps")) == []
    assert list(cutter.feed(" [1].")) == []
    assert [s.text for s in cutter.feed(" N")] == ["A degree helps [1]."]


def test_a_rest_in_the_stream_ends_a_whole_sentence_but_no_abbreviation():
    cutter = Cutter()
    assert list(cutter.feed("He moved to the U.S.")) == list(cutter.pause()) == []
    assert [s.text for s in [*cutter.feed(" market [1]."), *cutter.pause()]] == ["He moved to the U.S. market [1]."]


def test_what_a_broken_connection_cut_off_is_no_sentence():
    cutter = Cutter()
    said = [*cutter.feed("A degree helps [1]. A PhD is not"), *cutter.end(cut_off=True)]
    assert [s.text for s in said] == ["A degree helps [1]."]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab .[]12()<>`\n-*:?【】^/|think", max_size=120), st.integers(1, 9))
def test_any_text_is_cut_without_an_error(text, size):
    for sentence in cut(text, [size] * (len(text) + 1)):
        read_markers(sentence.text, 5)


def test_the_best_span_is_found_whatever_the_marker_says():
    spans = Spans(passages_of())
    one = cited(Said("Data scientists in the US earned a median of 112,590 dollars in May 2024 [1]."), spans)
    assert one.claim.citations[0].quote == "The median US data scientist earned 112,590 dollars a year in May 2024."
    assert one.marked == {spans.passages[0].id}


def test_a_wrong_marker_is_corrected_and_counted():
    spans = Spans(passages_of())
    one = cited(Said("The median US data scientist earned 112,590 dollars a year in May 2024 [1]."), spans)
    (finding,) = settle(
        [one], lambda claims: [Verdict(label="supported", confidence=1.0, reason="borne out") for _ in claims]
    )
    assert MARKED_ANOTHER in finding.verdict.reason
    assert corrections([finding]) == 1


def test_a_sentence_that_leans_is_cited_with_what_it_leans_on():
    quotes = [c.quote for reading in Spans(passages_of()).readings("A PhD is asked for in research.") for c in reading]
    assert any(quote.startswith("A PhD is not needed") and quote.endswith("in research.") for quote in quotes)


def test_a_list_item_is_cited_with_its_lead_in():
    readings = Spans(passages_of()).readings("Bring two questions of your own to an interview.")
    assert any(
        "Bring these to an interview" in c.quote and "two questions" in c.quote for reading in readings for c in reading
    )


def test_words_that_an_interface_cites_are_a_hint():
    spans = Spans(passages_of("One team asks for a degree.\n\nOther teams ask for a degree.\n\nNo.\n\nNone here."))
    best = spans.readings("A team asks for a degree.", quoted=("Other teams ask for a degree.",))[0][0].quote
    assert best == "Other teams ask for a degree."


def test_no_citation_is_made_for_words_that_no_passage_shares():
    assert Spans(passages_of()).readings("Zebras gallop.") == ()
    assert Spans(()).readings("Anything at all.") == ()


def test_a_fragment_of_a_list_is_checked_with_its_lead_in():
    one = cited(Said("A printed CV", "item", (), "Never bring these:"), Spans(passages_of()))
    assert one.claim.text == "Never bring these: A printed CV"


def test_an_address_that_no_passage_holds_breaks_a_sentence():
    one = cited(Said("Read more at https://evil.example/x [1]."), Spans(passages_of()), None, TEXT)
    assert "evil.example" in one.broken


@pytest.mark.parametrize("line", ["\n", "a\n", "A b.\n", " \n"])
def test_a_reply_in_one_huge_piece_is_cut_in_a_time_that_goes_with_its_length(line):
    began = time.process_time()
    cutter = Cutter()
    list(cutter.feed(line * (200_000 // len(line))))
    list(cutter.end())
    assert time.process_time() - began < 3
