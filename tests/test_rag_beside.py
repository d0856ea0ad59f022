"""Beside: a noun, a name or a number from elsewhere in a long text excuses no wrong one; an honest rewording passes."""

from pathlib import Path

import numpy as np
import pytest

from ingest.errors import ModelUnavailable
from ingest.types import Passage
from rag import sisters
from rag.beside import LONG, otherwise
from rag.check import check
from rag.sisters import exchanged, in_its_words, proper_words
from rag.types import Citation, Claim

TRUMPET = "Joaquim taught the trumpet for nine years, retrained at night and joined an insurer at thirty-four."
FILE = (
    "Samir Okonjo is an engineer who came late.",
    "The talk was given in a hall by the harbour.",
    "Samir taught geography for thirteen years and began to program at thirty-nine.",
    "He had twins of two in the house.",
    "Twice a week he read on the tram.",
    "A bootcamp of twenty-four weeks gave him deadlines.",
    "His wife kept the accounts.",
    "Every sixth week he rested.",
    "The school was sorry to see Samir go.",
    "Maps had always been his joy.",
    "Trees were counted on photographs.",
    "The first project stood on one page.",
    "The host, Ewa, asked about money.",
    "Pay fell by eighteen per cent in the first year.",
    "Ewa adds that a degree makes sense for those who need a visa.",
    "The audience asked about age.",
    "Nobody had an answer.",
    "A piano stood in the corner of the hall.",
)


@pytest.mark.parametrize(
    ("claim", "source", "said"),
    [
        (TRUMPET.replace("trumpet", "piano"), TRUMPET, "trumpet, not piano"),
        (
            "She sorts telescope images for small laboratories.",
            "She sorts microscope images for small laboratories.",
            "",
        ),
        (
            "He planned timetables for a railway company in 2019.",
            "He planned timetables for a ferry company in 2019.",
            "",
        ),
        (
            "A mentor helps most where one is alone, writes Chip Huyen.",
            "A mentor helps most where one is alone, writes Lisa Cohen of Microsoft (2021).",
            "",
        ),
    ],
)
def test_a_noun_or_name_in_the_place_of_another_is_seen(claim: str, source: str, said: str) -> None:
    assert said in (exchanged(claim, source) or "missed")


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        ("Some firms set a test of two hours at home.", "Some companies set a test of two hours at home."),
        ("She left her job in a bank after ten years.", "She left her position in a bank after ten years."),
        ("He plays an instrument in the evening at home.", "He plays a trumpet in the evening at home."),
        ("This way of work suits a team of four people.", "This kind of work suits a team of four people."),
        ("He moved on after seeing a colleague at work.", "He moved on after watching a colleague at work."),
        ("Trumpets are loud.", "The piano in the corner of the long hall is out of tune, and trumpets are louder."),
    ],
)
def test_a_word_that_says_the_same_or_a_rewording_at_length_is_let_be(claim: str, source: str) -> None:
    assert exchanged(claim, source) == ""


def test_a_noun_of_the_sentence_before_may_be_what_the_source_means() -> None:
    claim, source = "You fill the kettle with a litre of cold water.", "You fill the bowl with a litre of cold water."
    assert exchanged(claim, source)
    assert exchanged(claim, source, around=["Any kettle will do for this."]) == ""


def test_two_names_of_one_person_are_one() -> None:
    source = "In March Okonjo began to program at home."
    assert exchanged("In March Cohen began to program at home.", source, proper_words(FILE))
    assert exchanged("In March Samir began to program at home.", source, proper_words(FILE)) == ""


def test_an_honest_synonym_is_read_as_the_sources_word() -> None:
    assert in_its_words("Some firms pay more.", "Some companies pay more.") == "Some companies pay more."
    assert in_its_words("Some pianos cost more.", "Some trumpets cost more.") == "Some pianos cost more."


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("Ewa taught geography for thirteen years and began to program at thirty-nine.", "Samir, not Ewa"),
        ("Samir taught geography for twenty-four years and began to program at thirty-nine.", "thirteen"),
        ("In the first year his pay was down by twenty-four per cent.", "eighteen"),
        ("For the visa a degree of twenty-four weeks makes sense.", "where it speaks of this"),
    ],
)
def test_what_stands_elsewhere_in_a_long_text_excuses_nothing(claim: str, said: str) -> None:
    assert len(FILE) > LONG
    found = otherwise(claim, FILE)
    assert found is not None
    assert said in found.reason


@pytest.mark.parametrize(
    "claim",
    [
        FILE[2],
        "Samir was a teacher of geography for thirteen years.",
        "Pay went down by eighteen per cent in year one.",
        "Samir had twins in the house and read on the tram twice a week.",
        "In the first year Samir earned eighteen per cent less.",
    ],
)
def test_what_the_text_says_nearby_passes(claim: str) -> None:
    assert otherwise(claim, FILE) is None


def test_a_year_that_a_source_is_dated_by_is_no_other_number() -> None:
    told = "An interview by text message alone fits the pattern of a scam, says Guardio (2026)."
    source = (told.replace(" (2026)", ""),)
    assert otherwise(told, source, "Guardio. 2026-03-01") is None
    assert otherwise(told, source) is not None


def test_the_checker_withholds_the_swapped_noun_against_its_own_sentence_alone() -> None:
    passage = Passage(document_id="d", start=0, end=len(TRUMPET), text=TRUMPET)
    cited = (Citation(passage=passage, start=0, end=len(TRUMPET)),)
    wrong, right = check([Claim(text=text, citations=cited) for text in (TRUMPET.replace("trumpet", "piano"), TRUMPET)])
    assert (wrong.label, right.label) == ("contradicted", "supported")
    assert "trumpet, not piano" in wrong.reason
    assert wrong.evidence[0].quote == TRUMPET


@pytest.mark.parametrize("damage", [None, b"", b"damaged"])
def test_a_missing_or_changed_table_names_its_cure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, damage: bytes | None
) -> None:
    table = tmp_path / "nouns.npz"
    table.with_suffix(".json").write_text(sisters.TABLE.with_suffix(".json").read_text())
    if damage is not None:
        table.write_bytes(damage)
    monkeypatch.setattr(sisters, "TABLE", table)
    for cached in (sisters._nouns, sisters._senses):
        cached.cache_clear()
    try:
        with pytest.raises(ModelUnavailable, match="make install"):
            exchanged(TRUMPET.replace("trumpet", "piano"), TRUMPET)
    finally:
        for cached in (sisters._nouns, sisters._senses):
            cached.cache_clear()


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("Over 50 % of the candidates never write back.", "Over half of the candidates never write back."),
        ("A mentor gives you advice once a month.", "A mentor gives you guidance once a month."),
    ],
)
def test_the_same_in_another_word_is_no_other_thing(text: str, source: str) -> None:
    assert otherwise(text, [source]) is None


def test_a_claim_longer_than_a_paragraph_is_laid_beside_no_sentence() -> None:
    assert otherwise("1 " * 2000, ["1 " * 2000]) is None


def test_the_table_holds_no_place_beyond_its_end() -> None:
    held = sisters._nouns()
    assert len(held.row) == len(held.sense_ends) > 50_000
    assert held.sense_ends[-1] == len(held.senses)
    assert held.wider_ends[-1] == len(held.wider)
    assert int(np.max(held.senses)) < len(held.wider_ends) > int(np.max(held.wider))
