"""The handbook: what its chapters, sources, figures and map of claims promise each other."""

import json
import re
from collections import Counter

import pytest
import yaml

import corpus
from evals import proofread
from evals.chapters import Chapter, Section, read_chapter, read_chapters, read_jsonl
from evals.figures import complaints_of_dates, complaints_of_figures, figures, figures_held, pairs
from evals.figures import main as figures_main
from evals.prose import complaints_of_repetition, complaints_of_spelling, grade, syllables
from ingest.index import read_handbook
from ingest.readers.sources import read_sources
from ingest.split import split

CLAIMS = corpus.HANDBOOK.parent.parent / "evals" / "cases" / "claims.jsonl"


@pytest.fixture(scope="module")
def documents():
    return read_handbook()


@pytest.fixture(scope="module")
def claims():
    return read_jsonl(CLAIMS)


def section_with(body, *sources, heading="How long?", slug="one"):
    return Chapter(slug, {}, slug, [Section(heading, 1, body, sources)], body)


def path_of(document):
    return corpus.HANDBOOK / f"{document.id.removeprefix('handbook/')}.md"


def test_proofreading_the_handbook_finds_nothing_to_complain_about():
    chapters, problems = proofread.complaints()
    assert problems == []
    assert len(chapters) >= 100


def test_the_quote_of_every_claim_stands_in_its_chapter(claims, documents):
    texts = {document.id.removeprefix("handbook/"): document.text for document in documents}
    astray = [row["id"] for row in claims if "left_out" not in row and row["quote"] not in texts[row["document"]]]
    assert astray == []


def test_every_seed_claim_is_carried_and_every_fact_is_carried_or_left_out_with_a_reason(claims):
    ids = {row["id"] for row in claims}
    assert len({id for id in ids if id.startswith("seed")}) == 273
    assert len({id for id in ids if re.fullmatch(r"[A-Z]\d\d", id)}) == 433
    left_out = [row for row in claims if "left_out" in row]
    assert all(len(row["left_out"].split()) > 3 and not row["id"].startswith("seed") for row in left_out)
    assert [row["id"] for row in claims] == sorted(row["id"] for row in claims)


def test_the_readme_names_each_fact_that_was_left_out(claims):
    readme = (corpus.HANDBOOK.parent / "README.md").read_text(encoding="utf-8")
    assert [row["id"] for row in claims if "left_out" in row and row["id"] not in readme] == []


def test_every_source_resolves_and_is_used(documents):
    known = read_sources(corpus.SOURCES)
    used = {source.id for document in documents for source in document.sources}
    assert used == set(known)


def test_every_source_says_where_it_comes_from_and_what_kind_it_is():
    for source in read_sources(corpus.SOURCES).values():
        assert source.kind != "not-stated", source.id
        assert source.publisher or source.author, source.id
        assert source.url is None or re.fullmatch(r"https?://\S+", source.url), source.id
        assert source.published is None or re.search(r"\b(19|20)\d\d\b", source.published), source.id
        assert len(source.title) > 3, source.id


def test_every_passage_cites_at_least_one_source_of_its_section(documents):
    for document in documents:
        by_heading = {s.heading: s.sources for s in read_chapter(path_of(document)).sections}
        for passage in split(document):
            assert passage.sources, (document.id, passage.heading)
            named = by_heading[passage.heading[1]]
            assert {source.id for source in passage.sources} == set(named), (document.id, passage.heading)


def test_figure_pairs_name_a_fact_or_the_source_itself():
    rows = read_jsonl(corpus.FIGURES)
    assert all(set(row) == {"document", "figure", "source", "id"} for row in rows)
    assert all(re.fullmatch(r"seed\d-[a-z0-9]+-\d\d|[A-Z]\d\d|sources\.yaml", row["id"]) for row in rows)
    doubled = Counter(json.dumps(row, sort_keys=True) for row in rows)
    assert max(doubled.values()) == 1


def test_roles_tell_their_skills_as_data():
    chapters, _ = read_chapters()
    roles = [chapter.front["role"] for chapter in chapters if "role" in chapter.front]
    assert len(roles) >= 12
    assert len({role["name"] for role in roles}) == len(roles)


def test_a_figure_without_a_cited_source_is_found_and_so_is_an_idle_pair():
    chapter = section_with("The course takes 15 hours (2025).", "a")
    row = {"document": "one", "figure": "15", "source": "a", "id": "A01"}
    assert list(complaints_of_figures([chapter], [row, {**row, "figure": "2025"}])) == []
    assert len(list(complaints_of_figures([chapter], [row]))) == 1
    assert len(list(complaints_of_figures([chapter], [row, {**row, "figure": "2025"}, {**row, "figure": "7"}]))) == 1
    assert len(list(complaints_of_figures([chapter], [{**row, "source": "b"}]))) == 3


def test_figures_leave_out_list_markers_and_numbers_inside_words():
    assert figures("1. Earn 112,590 dollars.\n2. Wait 3.7 years, or 10-20% more in Q4.") == {
        "112590",
        "3.7",
        "10",
        "20",
    }
    assert {"2024", "2034", "5"} <= figures_held("Five rounds over 2024-34.")


def test_an_amount_needs_its_year_in_the_sentence_or_in_the_lead_in_of_its_list():
    def complaints(body):
        return list(complaints_of_dates(Section("How much?", 1, body)))

    assert complaints("Analysts earn 50,000 dollars.\n") != []
    assert complaints("Analysts earned 50,000 dollars in 2024.\n\nOne undated guide says 12%.\n") == []
    assert complaints("A survey of 2024 found this:\n\n- About 12% asked.\n- About 20% did not.\n") == []
    assert complaints("A survey of 2024 found this:\n\n- About 12% asked.\n\nAbout 20% did not.\n") != []


def test_a_pair_names_the_fact_whose_words_fit_the_sentence():
    chapter = section_with("A bootcamp search takes 6 months for most people.", "bass-ms")
    facts = {
        "A01": ("Six managers answered.", frozenset({"bass-ms"})),
        "A02": ("After a bootcamp the search takes 6 months.", frozenset({"bass-ms"})),
    }
    assert [row["id"] for row in pairs([chapter], facts)] == ["A02"]


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("role", 1),
        ("science", 2),
        ("people", 2),
        ("machine", 2),
        ("learning", 2),
        ("table", 2),
        ("previous", 3),
        ("112,590", 1),
    ],
)
def test_syllables_are_counted_as_spoken(word, count):
    assert syllables(word) == count


def test_long_words_and_long_sentences_raise_the_grade():
    assert grade(["You can do it."]) < 3 < grade(["Organisations institutionalise unreasonable expectations."])


def test_spelling_slips_and_american_spellings_are_found():
    found = list(complaints_of_spelling([section_with("We recieve a color.\nWe receive a colour.", "a")]))
    assert [complaint.split(": ")[-1] for complaint in found] == ["recieve ==> receive", "color ==> colour"]


def test_sentences_with_the_same_words_in_another_order_are_found():
    one = section_with("Most teams test SQL in the first round of interviews they hold.", "a")
    two = section_with("In the first round of interviews they hold, most teams test SQL.", "a", slug="two")
    other = section_with("Most teams test Python in a later round of interviews.", "a", slug="three")
    assert len(list(complaints_of_repetition([one, two, other]))) == 1


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("This helps you to find a better job.", True),
        ("For example, a portfolio can help you.", True),
        ("Short one.", True),
        ("A portfolio of finished projects can help you to find a job.", False),
        ("There is no single best first language for everybody.", False),
    ],
)
def test_a_sentence_that_cannot_stand_alone_is_complained_about(sentence, wrong):
    assert bool(list(proofread.complaints_of_sentence(sentence))) == wrong


def test_a_claim_whose_quote_is_gone_is_complained_about():
    rows = [{"id": "A01", "document": "one", "quote": "Words."}, {"id": "A02", "document": "none", "quote": "Words."}]
    assert len(list(proofread.complaints_of_claims(rows, {"one": "Other words."}))) == 2
    assert (
        len(list(proofread.complaints_of_claims([rows[0], {"id": "A01", "left_out": "why"}], {"one": "Words."}))) == 1
    )


def test_a_chapter_that_lacks_its_front_matter_says_so(tmp_path):
    path = tmp_path / "one.md"
    path.write_text("# One\n", encoding="utf-8")
    with pytest.raises(ValueError, match="front matter"):
        read_chapter(path)


def test_one_wording_leads_to_one_section():
    asked = {"How long?": ["how long does it take"]}
    chapters = [Chapter(slug, {"also_asked": asked}, slug, [Section("How long?", 1)]) for slug in ("one", "two")]
    assert len(list(proofread.complaints_across(chapters))) == 2


def test_sources_are_sorted_so_that_a_new_one_has_its_place():
    ids = [row["id"] for row in yaml.safe_load(corpus.SOURCES.read_text(encoding="utf-8"))]
    assert ids == sorted(ids)


def test_a_folder_without_facts_leaves_the_figures_as_they_are_and_says_so(tmp_path, capsys):
    before = corpus.FIGURES.read_bytes()
    for folder in (tmp_path, tmp_path / "absent"):
        with pytest.raises(SystemExit, match="2"):
            figures_main(["--facts", str(folder)])
    assert corpus.FIGURES.read_bytes() == before
    assert "stays as it is" in capsys.readouterr().err


def test_a_folder_without_originals_is_not_taken_for_a_clean_comparison(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(proofread, "complaints", lambda: ([section_with("Words.")], []))
    with pytest.raises(SystemExit, match="2"):
        proofread.main(["--facts", str(tmp_path)])
    assert "nothing can be compared" in capsys.readouterr().err
