"""A question for a particular is held against single sentences, names and the person whose word is wanted."""

import pytest

from ingest.types import Passage, Source
from rag.particulars import named, particulars, speaker_of
from rag.types import Hit

PAY = "A machine learning engineer earns 74,000 euros a year in Germany. In France, bakers start at four."


def hits(*texts, heading=("Pay", "What do engineers earn?")):
    return [
        Hit(
            passage=Passage(
                document_id=f"d{at}",
                start=0,
                end=len(text),
                text=text,
                heading=heading,
                sources=(Source(id="s", title="s"),),
            ),
            score=1.0,
            rank=at + 1,
        )
        for at, text in enumerate(texts)
    ]


def of(question, *texts, **more):
    return particulars(question, hits(*texts, **more), lambda word: 1.0)


def test_what_one_sentence_holds_counts_and_what_two_hold_together_does_not():
    right = of("What does a machine learning engineer earn in Germany?", PAY, heading=("x",))
    wrong = of("What does a machine learning engineer earn in France?", PAY, heading=("x",))
    assert right["one_sentence_alone"] == 1.0
    assert wrong["one_sentence_alone"] == pytest.approx(4 / 5)


def test_a_sentence_is_read_under_its_heading():
    found = of("What do analysts earn?", "About 50,000 a year.", heading=("Pay", "What do analysts earn?"))
    assert found["one_sentence"] == 1.0 and found["one_sentence_alone"] == 0.0


def test_what_stands_nowhere_is_lacking():
    assert of("Do bakers retire early?", PAY)["lacking"] == 1.0
    assert of("When do bakers start?", PAY)["lacking"] == 0.0


def test_names_in_what_is_told_besides_ask_for_nothing():
    assert of("My name is Lakisha Washington. What does an engineer earn?", PAY)["strange_names"] == 0
    assert of("What does an engineer earn at Northwind in Oslo?", PAY)["strange_names"] == 2
    assert of("What does an engineer earn in Germany?", PAY)["strange_names"] == 0


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("What does Yann LeCun recommend about building a portfolio?", ("Yann", "LeCun")),
        ("According to Chip Huyen, what is drift?", ("Chip", "Huyen")),
        ("what is Andrew Ng's advice on projects", ("Andrew", "Ng")),
        ("Why did Grace often say no?", ("Grace",)),
        ("What do most people say about bootcamps?", ()),
        ("Does SQL matter?", ()),
    ],
)
def test_whose_word_is_asked_for(question, who):
    assert speaker_of(question) == who


def test_a_speaker_that_no_hit_names_is_unheard():
    question = "What did Ada Marlow say about pay?"
    assert of(question, PAY)["speaker_unheard"] == 1.0
    assert of(question, PAY + " Ada Marlow calls that fair.")["speaker_unheard"] == 0.0


def test_a_year_is_a_name_when_it_tells_which_one():
    assert named("Which papers did the 2016 thread recommend?") == ["2016"]
    assert named("Is it still worth it in 2026?") == []


def test_no_hits_hold_nothing():
    assert of("What does Ada Marlow say?") == {
        "one_sentence": 0.0, "one_sentence_alone": 0.0, "strange_names": 2.0, "lacking": 1.0, "speaker_unheard": 1.0,
    }  # fmt: skip
