"""Words that are shown hold nothing that a page or a terminal would obey."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_support import HOSTILE, cite, small_document, supported

from ingest.types import Source
from rag.profile import you_said
from rag.types import Answer, Citation, Hit, Verdict
from ui.evidence import source_html
from ui.terminal import print_answer, print_documents, print_hits, print_verdict
from ui.text import clean, hidden, plain, safe_link, shorten

hostile = st.text(alphabet=st.characters(codec="utf-8"), max_size=200) | st.sampled_from(HOSTILE)


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "http://a.example",
        "javascript:alert(1)",
        "https://user:pw@a.example",
        'https://a.example/"onclick=',
        "https:///x",
        "https://a.example/ x",
        "data:text/html,x",
        "//a.example",
        "https://a.example:99999999/",
        "https://a.example/\u202e",
    ],
)
def test_only_plain_https_addresses_become_links(url: str | None) -> None:
    assert safe_link(url) is None
    assert "href" not in source_html(Source(id="s", title="t", url=url))


@given(hostile)
def test_plain_words_hold_no_image_no_target_and_no_control_character(text: str) -> None:
    shown = plain(text)
    assert not re.search(r"!\[[^\]\n]*\]\(", shown)
    assert "\x1b" not in clean(text)
    assert not set("\u202e\u061c") & set(shown)
    shown.encode("utf-8")
    assert len(hidden(text)) == len(text)


def test_half_a_surrogate_pair_is_not_shown() -> None:
    assert clean("a\ud800b") == "ab"


def test_markdown_is_shown_as_its_words() -> None:
    text = "**Bold** and *slanted*, `code`, [a link](https://x.example), ![an image](https://x.example/i.png)"
    assert plain(text + " 2 * 3 * 4 snake_case") == "Bold and slanted, code, a link,  2 * 3 * 4 snake_case"


@given(st.text(max_size=300), st.integers(10, 100))
def test_shortened_words_are_short(text: str, limit: int) -> None:
    assert len(shorten(text, limit)) <= limit + 2


@pytest.mark.parametrize("sign", ["[", "![", "<!--", "[a](", "![](", "![x][", "**a ", "_a", "*", "`", "<"])
def test_long_words_take_no_long_time(sign: str) -> None:
    began = time.process_time()
    plain((sign * 60_000)[:60_000])
    assert time.process_time() - began < 3


def test_a_long_image_and_a_long_comment_are_not_shown() -> None:
    image = f"![an image](data:image/png;base64,{'A' * 50_000})"
    assert plain(f"a {image}b <!-- {'x' * 50_000} -->c <!-- open") == "a b c <!-- open"


def test_no_name_of_a_document_steers_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    document = small_document(id="a\x1b]0;name\x07\x1b[31m").model_copy(update={"updated": "\x1b[2J2026"})
    cited = cite(document, "Find data for it.")
    print_documents([document])
    print_hits([Hit(passage=cited.passage, score=1.0, rank=1)])
    print_answer(Answer(question="q", findings=(supported("Find data for it.", cited),)))
    shown = capsys.readouterr().out
    assert shown.count("a]0;name[31m") == 4
    assert "2J2026" in shown
    assert "\x1b" not in shown


def test_a_persons_own_words_are_named_as_theirs(capsys: pytest.CaptureFixture[str]) -> None:
    passage = you_said("I am a nurse.")
    assert passage is not None
    cited = Citation(passage=passage, start=0, end=13)
    print_verdict("You are a nurse.", Verdict(label="supported", confidence=1.0, reason="r", evidence=(cited,)))
    assert "(you said)" in capsys.readouterr().out
