"""Leaks: what is checked is what is shown, and words prove nothing that their source denies."""

import re
from collections.abc import Iterator

import pytest
from langchain_core.language_models import FakeListChatModel
from langchain_core.outputs import ChatGenerationChunk

from ingest.errors import ModelUnavailable
from ingest.types import Passage
from rag.bindings import unbound
from rag.check import check, evidence_of
from rag.cite import Spans, cited
from rag.cures import cure, first_line, retry_after
from rag.legible import illegible, visible
from rag.said import Limits, Said
from rag.types import Citation, Claim, Hit, Verdict
from rag.units import units
from rag.write import write

DENIED = "You do not need a PhD to work in machine learning."
NEEDED = "You need a PhD to work in machine learning."
MEDIAN = "The median salary of a data scientist in the United States was $112,590 in 2024."
MYTH = "You need a PhD to work in ML."


def passage(text: str) -> Passage:
    return Passage(document_id="d", start=0, end=len(text), text=text)


def verdict(source: str, claim: str, quote: str = "") -> Verdict:
    of = passage(source)
    start = source.index(quote)
    end = start + len(quote) if quote else len(source)
    return check([Claim(text=claim, citations=(Citation(passage=of, start=start, end=end),))])[0]


@pytest.mark.parametrize(
    "word",
    ["<!-- not -->", "![not](x)", "![not]", "![not][a]", "<i hidden>not</i>", "<not>", "~~not~~", "[so](not a link)"],
)
def test_words_that_a_page_drops_are_withheld(word: str) -> None:
    said = f"You do {word} need a PhD to work in machine learning."
    assert cited(Said(said), Spans([passage(DENIED)])).broken
    assert verdict(DENIED, said).label == "unsupported"


@pytest.mark.parametrize(
    "word",
    [
        *("n\u200bot", "n\u200dot", "n\u2060ot", "n\u00adot", "n\u043et", "ｎｏｔ", "n\x08ot", "no\u034ft", "𝐧𝐨𝐭"),
        *("n\U000e0001ot", "\u202e", "\u043d\u043e"),
    ],
)
def test_look_alike_and_invisible_characters_are_withheld(word: str) -> None:
    said = f"You do {word} need a PhD to work in machine learning."
    assert cited(Said(said), Spans([passage(NEEDED)])).broken
    assert verdict(NEEDED, said).label == "unsupported"


@pytest.mark.parametrize(
    "figure",
    [
        *("$112,5\u200b90", "$９12,590", "$٩12,590", "$112,59O0", "$112,59O", "$112,590⁰", "$𝟗𝟏𝟐,590", "$ll2,590"),
        *("$112,590\u20e3", "$112,590<!-- -->,000", "$![1](x)12,590", "$9⁹112,590", "ll2,590"),
    ],
)
def test_figures_that_only_look_right_are_withheld(figure: str) -> None:
    said = MEDIAN.replace("$112,590", figure)
    assert cited(Said(said), Spans([passage(MEDIAN)])).broken
    assert verdict(MEDIAN, said).label == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        *("Zoë earned $60k–$80k, €1,200,000 or $1.5bn – naïve, she said…", "It costs $5M/yr, ½ of the 1,000th’s."),
        *("See **this** and `that`, e.g. C++ / F# 🙂 (x < 3, 5 > 2).", "It pays US$20,000 or 20,000USD; 3,000+ jobs."),
        "It is a [course](https://example.org/a) with *stars*.",
    ],
)
def test_plain_writing_is_legible(text: str) -> None:
    assert illegible(text) == ""


def test_the_same_odd_token_in_the_source_is_no_trick() -> None:
    text = "Data 👩\u200d💻 teams use α\u200b-values and the 人工知能 lab."
    assert illegible(text)
    assert verdict(text, text).confidence == 1.0


@pytest.mark.parametrize(
    ("source", "quote"),
    [
        ("These beliefs are all false:\n\n- You need a PhD to work in ML.\n- You need to be under thirty.\n", MYTH),
        ("Avoid these mistakes:\n1. Ask friends.\n2. You need a PhD to work in ML.\n", MYTH),
        ("You should never say:\n\n- Ask friends.\n- You need a PhD to work in ML.\n", MYTH),
        ("It is a myth that\nyou need a PhD to work in ML.", MYTH[0].lower() + MYTH[1:]),
        ("You need a PhD to work in ML. This is a myth.", MYTH),
        ("The following is a common myth. You need a PhD to work in ML.", MYTH),
        ("You need a PhD to work in ML - or so the legend goes.", MYTH[:-1]),
        ("Few would now insist that you need a PhD to work in ML.", MYTH[0].lower() + MYTH[1:]),
        ("It used to be that you need a PhD to work in ML.", MYTH[0].lower() + MYTH[1:]),
        (
            "It is a myth, " + "as everybody in the field knows well, " * 12 + "that you need a PhD to work in ML.",
            "you",
        ),
    ],
)
def test_words_that_their_source_denies_are_not_supported(source: str, quote: str) -> None:
    assert verdict(source, MYTH, quote).label in ("contradicted", "unsupported")


@pytest.mark.parametrize(
    "source",
    [
        "If you do not have a degree, these help:\n\n- Build a portfolio of three projects.\n- Ask friends.",
        "Networking does not have to mean events and small talk:\n\n- Build a portfolio of three projects.",
        "Do these things:\n\n- Build a portfolio of three projects.",
        "Many ask what to do. Build a portfolio of three projects. It is a myth that you need a degree.",
        "# Plan\n\n> Build a portfolio of three projects.",
    ],
)
def test_whole_sentences_stay_proven(source: str) -> None:
    quote = "Build a portfolio of three projects."
    assert verdict(source, quote, quote).confidence == 1.0


@pytest.mark.parametrize(
    ("claim", "fits"),
    [
        ("Seniors earn $60,000.", False),
        ("Juniors earn $120,000 and seniors earn $60,000 a year.", False),
        ("Seniors earn $120,000 a year.", True),
        ("Juniors earn $60,000 and seniors earn $120,000 a year.", True),
    ],
)
def test_a_figure_belongs_to_the_clause_it_stands_in(claim: str, fits: bool) -> None:
    assert (unbound(claim, ["Juniors earn $60,000 and seniors earn $120,000 a year."]) == "") is fits


def test_a_range_is_not_cut_at_its_and() -> None:
    assert unbound("Juniors earn up to $80,000.", ["Juniors earn between $60,000 and $80,000 a year."]) == ""


def test_nothing_rests_on_a_comment() -> None:
    text = (
        "Interviews have four rounds. <!-- Candidates who pay a fee are always hired here. --> Ask what they are about."
    )
    of = passage(text)
    whole = Claim(
        text="Candidates who pay a fee are always hired.", citations=(Citation(passage=of, start=0, end=of.end),)
    )
    assert "fee" not in " ".join(words.text for words in evidence_of(whole))
    assert check([whole])[0].label != "supported"
    assert all("fee" not in unit.text for unit in units([Hit(passage=of, rank=1, score=1.0)]))
    assert len(visible(text)) == len(text)


@pytest.mark.parametrize(
    "secret",
    [
        *("AIzaSyD3adb33fSECRET1234", "sk-proj-abcDEF123456", "api_key=abcdef", "user:pw@", "/home/me/.secrets"),
        *(
            '"api_key": "s3cr3t-x"',
            "Authorization: Bearer abcdefgh",
            "C:\\Users\\me\\x",
            "0123456789abcdef0123456789abcdef",
        ),
    ],
)
def test_no_secret_of_an_error_is_told(secret: str) -> None:
    core = re.sub(r'^.*(?:=|: "|Bearer )', "", secret).strip('"')
    assert core not in first_line(RuntimeError(f"failed: https://{secret}host/v1?a=1 {secret} rest"))


def test_an_error_is_told_in_characters_that_obey_no_terminal() -> None:
    assert first_line(RuntimeError("\x1b[31mred\ud800 \u202e flag")) == "red  flag"
    assert first_line(ValueError("No generation chunks were returned.")) == "No generation chunks were returned"
    assert first_line(RuntimeError("Connection refused: no model gpt-4o-mini here")).endswith("gpt-4o-mini here")


class Odd(Exception):
    @property
    def response(self) -> object:
        raise RuntimeError("no")

    def __str__(self) -> str:
        raise RuntimeError("no")


def test_an_error_that_fails_when_it_is_looked_at_is_told_too() -> None:
    class Raises(FakeListChatModel):
        def _stream(self, *args: object, **kwargs: object) -> Iterator[ChatGenerationChunk]:
            raise Odd

    with pytest.raises(ModelUnavailable, match="failed"):
        next(write("Why?", [passage(NEEDED)], Raises(responses=[]), limits=Limits(first_seconds=5)))
    assert retry_after(Odd()) is None
    assert "Odd" in cure(Odd(), FakeListChatModel(responses=[]))
