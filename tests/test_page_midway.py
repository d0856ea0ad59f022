"""The page while an answer is under way, in a real browser; the advisor is small, and slow enough to be interrupted."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_page import CHROMIUM, FLAGS, PHONE, expect, playwright

from ui.history import History

ROOT = Path(__file__).parent.parent
SERVE = """
import sys, threading
from pathlib import Path
from page_support import SmallAdvisor, small_document
from ui import web
from ui.conversation import Conversation
from ui.history import History
from ui.ready import Ready

advisor = SmallAdvisor([small_document()], pause_seconds=0.8)
_, address = web.serve(Conversation(Ready(advisor), History(Path(sys.argv[1]))), port=0)
print(address, flush=True)
threading.Event().wait()
"""

pytestmark = pytest.mark.skipif(
    CHROMIUM is None and os.environ.get("CI") != "true", reason="no chromium on this machine; CI must have one"
)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("midway") / "history.sqlite"


@pytest.fixture(scope="module")
def address(kept: Path) -> Iterator[str]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    command = [sys.executable, "-c", SERVE, str(kept)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environment) as server:
        try:
            assert server.stdout is not None
            yield next(line.strip() for line in server.stdout if line.startswith("http"))
        finally:
            server.terminate()
            server.wait(30)


@pytest.fixture
def page(address: str) -> Iterator[object]:
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 860})
        page.set_default_timeout(60_000)
        page.goto(address)
        page.wait_for_selector(".welcome h1")
        yield page
        browser.close()


def begin(page: object, question: str) -> None:
    """Ask, and come back with the first sentence."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.wait_for_selector(".turn.live .sentence")


@pytest.mark.parametrize("button", ["New conversation", "Delete my conversations"])
def test_a_page_that_was_cleared_stays_clear_of_the_answer_under_way(page: object, kept: Path, button: str) -> None:
    page.on("dialog", lambda dialog: dialog.accept())
    begin(page, "Is a PhD needed to start a project?")
    page.get_by_role("button", name=button).click()
    page.wait_for_selector(".welcome h1")
    page.wait_for_timeout(5_000)  # longer than the rest of that answer takes
    expect(page.locator(".welcome h1")).to_be_visible()
    expect(page.locator(".turn")).to_have_count(0)
    begin(page, "Is a PhD needed?")
    page.wait_for_selector(".turn.live .actions")
    expect(page.locator(".turn")).to_have_count(1)
    assert History(kept).conversations()[0].title == "Is a PhD needed?"


def test_keeping_can_be_switched_off_before_the_answer_is_whole(page: object, kept: Path) -> None:
    History(kept).delete_all()
    begin(page, "Is a PhD needed?")
    page.locator("#keep input").uncheck()
    page.wait_for_selector(".turn.live .actions")
    assert History(kept).conversations() == []


def test_earlier_sources_stay_open_while_a_later_answer_comes(page: object) -> None:
    begin(page, "Is a PhD needed?")
    page.wait_for_selector(".turn.live .actions")
    page.locator("#question textarea").fill("How do I start a project?")
    page.keyboard.press("Enter")
    page.wait_for_selector("#past a.marker")
    page.locator("#past a.marker").first.click()
    page.wait_for_selector(".turn.live .actions")
    expect(page.locator("section.evidence:visible")).to_have_count(1)
    expect(page.locator("section.evidence:visible")).to_have_attribute("data-key", "1")


def test_a_screen_reader_is_told_once_when_the_answer_is_complete(page: object) -> None:
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    told = page.locator("#told[role=status]")
    expect(told).to_have_text("")
    begin(page, "Is a PhD needed?")
    expect(told).to_have_text("")
    page.wait_for_selector(".turn.live .actions")
    expect(told).to_have_text("The answer is complete")
    begin(page, "How do I start a project?")
    expect(told).to_have_text("")
