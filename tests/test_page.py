"""The real page in a real browser, with the real command, advisor, model and index; only the documents are small."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest
from page_support import DOCUMENTS, SOURCES

from ingest.index import build_index

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

ROOT = Path(__file__).parent.parent
CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
WIDE, PHONE = (1280, 860), (390, 844)
QUESTION = "Do I need a PhD to work in machine learning?"
DONE = ".turn.live .actions, .turn.live .declined, .turn.live .aside, .turn.live .trouble"

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true", reason="no chromium on this machine; CI must have one"
)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`groundwork chat` on a small index, its data in a folder of its own."""
    place = tmp_path_factory.mktemp("page")
    documents = place / "documents"
    documents.mkdir()
    (documents / "sources.yaml").write_text(SOURCES, encoding="utf-8")
    for name, text in DOCUMENTS.items():
        (documents / name).write_text(text, encoding="utf-8")
    build_index([documents], index=place / "index", handbook=False)
    command = [sys.executable, "-m", "ui", "chat", "--index", str(place / "index"), "--port", "0", "--json"]
    environment = {**os.environ, "XDG_DATA_HOME": str(place / "data"), "HOME": str(place), "OMP_NUM_THREADS": "1"}
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            printed = server.stdout.readline() + server.stdout.readline() + server.stdout.readline()
            yield json.loads(printed)["address"]
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(address: str, chromium: object) -> Iterator[object]:
    """Opens pages in fresh profiles; at the end no request may have left this machine and no script have failed."""
    asked: list[str] = []
    failed: list[str] = []
    contexts = []

    def opened(size: tuple[int, int] = WIDE, scheme: str = "light") -> object:
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: failed.append(str(error)))
        page.goto(address)
        page.wait_for_selector(".welcome h1")
        return page

    yield opened
    for context in contexts:
        context.close()
    places = {(urlsplit(url).scheme, urlsplit(url).hostname) for url in asked}
    outside = [(scheme, host) for scheme, host in places if scheme not in ("data", "blob") and host != "127.0.0.1"]
    assert outside == []
    assert asked
    assert failed == []


def ask(page: object, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    settled(page, question)


def settled(page: object, question: str) -> None:
    page.wait_for_function(
        """([done, asked]) => document.querySelector(done) &&
            document.querySelector('.turn.live .question').textContent.includes(asked)""",
        arg=[DONE, question],
    )


def sentence_of(marker: object) -> str:
    """The sentence a marker stands behind, without its markers."""
    return marker.evaluate(
        """m => {
            const sentence = m.closest('.sentence').cloneNode(true);
            sentence.querySelector('.markers').remove();
            return sentence.textContent.trim();
        }"""
    )


def active_words(page: object) -> str:
    return " ".join(page.locator("mark.active").all_inner_texts())


def test_the_first_screen_promises_offers_and_says_who_answers(open_page: object) -> None:
    page = open_page()
    assert "every sentence" in page.locator(".welcome h1").inner_text()
    expect(page.locator(".welcome button.ask")).to_have_count(4)
    expect(page.locator(".badge")).to_have_text("Composed from sources, no language model")
    expect(page.locator("#question textarea")).to_be_focused()
    expect(page.locator("footer")).to_be_hidden()
    page.locator(".welcome button.ask").first.click()
    page.wait_for_selector(DONE)
    expect(page.locator(".welcome")).to_have_count(0)


def test_the_answer_streams_in(open_page: object) -> None:
    page = open_page()
    page.evaluate(
        """() => { window.seen = []; new MutationObserver(() => {
            const turn = document.querySelector('.turn.live');
            if (!turn) return;
            const has = (query) => turn.querySelectorAll(query).length;
            seen.push([has('.sentence'), has('.actions') > 0, has('.status') > 0]);
        }).observe(document.body, {childList: true, subtree: true}) }"""
    )
    ask(page, QUESTION)
    seen = page.evaluate("seen")
    counts = [count for count, _, _ in seen]
    assert any(status for _, _, status in seen), "a word before the first sentence"
    assert counts == sorted(counts)
    assert counts[-1] >= 2
    assert any(count > 0 and not done for count, done, _ in seen), "sentences before the whole answer"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_marker_leads_to_its_words_and_back(open_page: object, size: tuple[int, int], scheme: str) -> None:
    page = open_page(size, scheme)
    ask(page, QUESTION)
    markers = page.locator("a.marker")
    assert markers.count() >= 2
    for number in range(markers.count()):
        marker = markers.nth(number)
        marker.click()
        expect(page.locator("mark.active").first).to_be_in_viewport()
        assert active_words(page) == sentence_of(marker), "the words of a composed sentence are the source's"
        expect(page.locator(".card.active")).to_have_count(1)
        page.locator(f".card.active a.back[href='#mark-1-{number + 1}']").click()
        expect(marker).to_be_focused()
        expect(marker).to_be_in_viewport()
    card = page.locator(".card").first
    for words in ("Do I need a PhD", "Guide", "Chip Huyen", "2021"):
        expect(card).to_contain_text(words)
    assert "Sources:" not in card.inner_text()
    assert card.locator("a[target=_blank]").first.get_attribute("rel") == "noopener noreferrer"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing sticks out to the side"
    behind = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (sum(map(int, re.findall(r"\d+", behind)[:3])) > 600) == (scheme == "light")
    chat, evidence = (page.locator(f"#{name}").bounding_box() for name in ("talk", "evidence"))
    assert (evidence["x"] >= chat["x"] + chat["width"]) == (size == WIDE), "beside the chat, below it on a phone"


def test_everything_can_be_done_by_keyboard(open_page: object) -> None:
    page = open_page()
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    settled(page, QUESTION)
    for _ in range(40):
        page.keyboard.press("Shift+Tab")
        if page.evaluate("document.activeElement.matches('a.marker')"):
            break
    focused = page.locator("a.marker:focus")
    expect(focused).to_have_count(1)
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid", "focus can be seen"
    sentence = sentence_of(focused)
    page.keyboard.press("Enter")
    expect(page.locator("mark.active:focus")).to_have_count(1)
    assert active_words(page) == sentence
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.matches('a.marker')")
    page.locator("[role=tab]").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".library")).to_be_visible()


def test_a_decline_is_set_apart_and_cites_nothing(open_page: object) -> None:
    page = open_page()
    ask(page, "What is the best pizza topping in Naples?")
    expect(page.locator(".declined")).to_be_visible()
    expect(page.locator("a.marker")).to_have_count(0)
    expect(page.locator(".card")).to_have_count(0)


@pytest.mark.parametrize(
    "question",
    [
        "<script>window.ran = 1</script><img src=x onerror='window.ran = 1'>",
        "${window.ran = 1} {{window.ran = 1}} {{{window.ran}}} {{#each value}}{{/each}}",
        "![x](http://example.org/x.png) [x](javascript:window.ran=1)",
        "\u202eאיך אני מתחיל?",
        "🙂🙂🙂",
        "word " * 20_000,
    ],
    ids=["markup", "templates", "markdown", "right-to-left", "emoji", "long"],
)
def test_nothing_in_a_question_runs_and_every_question_ends(open_page: object, question: str) -> None:
    page = open_page(PHONE)
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    page.wait_for_selector(DONE)
    assert page.evaluate("window.ran") is None
    shown = page.locator(".turn.live .question").inner_text()
    assert question.strip("\u202e ")[:20] in shown
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_nothing_in_a_document_runs(open_page: object) -> None:
    page = open_page()
    ask(page, "How do I become a beekeeping data scientist?")
    expect(page.locator(".card").first).to_contain_text("<script>window.ran = 1</script>")
    page.locator("[role=tab]", has_text="Library").click()
    page.wait_for_selector(".chapter")
    page.locator(".chapter summary", has_text="Bees").click()
    assert page.evaluate("window.ran") is None


def test_a_conversation_survives_a_reload_and_can_be_left_and_deleted(open_page: object) -> None:
    page = open_page()
    ask(page, QUESTION)
    ask(page, "How do I start in machine learning?")
    expect(page.locator(".turn")).to_have_count(2)
    page.locator(".turn.live [data-judgement=up]").click()
    page.reload()
    expect(page.locator(".turn")).to_have_count(2)
    expect(page.locator(".question").first).to_contain_text(QUESTION)
    expect(page.locator("[data-judgement=up]").last).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".question").last).to_be_in_viewport()  # the sources beside it are those of the last answer
    expect(page.locator("#now .turn .question")).to_have_text(page.locator(".question").last.inner_text())
    first = page.locator("a.marker").first
    first.click()
    assert active_words(page) == sentence_of(first), "an earlier answer keeps its sources"
    page.get_by_role("button", name="New conversation").click()
    page.wait_for_selector(".welcome h1")
    ask(page, QUESTION)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Delete my conversations").click()
    page.wait_for_selector(".welcome h1")
    page.reload()
    page.wait_for_selector(".welcome h1")


def test_the_library_shows_what_answers_rest_on_and_asks(open_page: object) -> None:
    page = open_page(PHONE)
    page.locator("[role=tab]", has_text="Library").click()
    page.wait_for_selector(".chapter")
    page.locator("[data-filter]").fill("phd")
    expect(page.locator(".chapter:visible")).to_have_count(1)
    page.locator(".chapter:visible summary").click()
    expect(page.locator(".chapter[open] .rests")).to_contain_text("Chip Huyen")
    page.locator(".chapter[open] button.ask").first.click()
    page.wait_for_selector(DONE)
    expect(page.locator(".turn.live .question")).to_be_visible()


def test_the_page_answers_to_no_other_name_and_offers_no_open_door(address: str) -> None:
    with pytest.raises(OSError, match="421"):
        urlopen(Request(address, headers={"Host": "evil.example"}))
    with urlopen(f"{address}/gradio_api/info") as reply:
        doors = json.load(reply)
    assert doors["named_endpoints"] == {}
    assert doors["unnamed_endpoints"] == {}
