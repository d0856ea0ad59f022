"""The page's wiring: what Gradio is told, apart from what is shown."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import GroundworkError
from rag.profile import Profile

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def web() -> Any:
    return pytest.importorskip("ui.web")


FACTS = """
import json, os
from page_support import SmallAdvisor, small_document
from ui import web
from ui.conversation import Conversation
from ui.ready import Ready

page = web.build_page(Conversation(Ready(SmallAdvisor([small_document()]))))
listeners = [(fn.api_visibility, fn.concurrency_id == "ask", fn.concurrency_limit) for fn in page.fns.values()]
print(json.dumps({"listeners": listeners, "told": [os.environ["GRADIO_ANALYTICS_ENABLED"], page.analytics_enabled]}))
"""


@pytest.fixture(scope="module")
def facts() -> Any:
    """Of a page built in a process of its own, since Gradio leaves event loops open behind it."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    done = subprocess.run([sys.executable, "-c", FACTS], env=environment, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_no_listener_is_a_public_door(facts: Any) -> None:
    assert {visibility for visibility, _, _ in facts["listeners"]} == {"private"}


def test_many_questions_are_answered_at_once(facts: Any) -> None:
    assert [limit for _, streams, limit in facts["listeners"] if streams] == [16, 16, 16, 16]


def test_gradio_tells_nobody_that_it_runs(facts: Any) -> None:
    assert facts["told"] == ["False", False]


SERVED = """
import sys
from urllib.request import urlopen
from page_support import SmallAdvisor, small_document
from ui import web
from ui.conversation import Conversation
from ui.ready import Ready

page, address = web.serve(Conversation(Ready(SmallAdvisor([small_document()]))), sys.argv[1], 0)
print(urlopen(address).status)
page.close(verbose=False)
"""


@pytest.mark.parametrize("host", ["127.0.0.2", "::1"])
def test_the_page_answers_at_every_address_of_this_machine(host: str) -> None:
    try:
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
            trial.bind((host, 0))
    except OSError:
        pytest.skip(f"this machine has no {host}")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    done = subprocess.run([sys.executable, "-c", SERVED, host], env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == "200", done.stderr[-400:]


def test_what_a_person_fills_in_becomes_a_profile(web: Any) -> None:
    assert web.profile_of("physics teacher", "", "5", "many", None, "") == Profile(role_now="physics teacher", years=5)
    assert web.profile_of("", None, "", "", "", "") is None
    assert web.profile_of() is None
    assert web.profile_of("", "", "nan", "inf", "", "") is None
    assert web.profile_of("", "", "", "", "", "two kids").constraints == "two kids"


def test_a_free_port_is_found_and_a_taken_one_is_told(web: Any) -> None:
    assert web.free_port("127.0.0.1", 0) > 0
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(GroundworkError, match="groundwork chat --port"):
            web.free_port("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(GroundworkError, match="groundwork chat --port"):
        web.free_port("no.such.host.invalid", 7860)
