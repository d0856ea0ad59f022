"""Web: a conversation goes in, a page comes out. Gradio's wiring and nothing else: what is shown is made in
`ui.render`.

Every listener is private, since Gradio would publish each as an address anybody may call; nothing is fetched from
elsewhere.
"""

import os
import socket
from collections.abc import Iterator
from html import escape
from math import isfinite
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # Gradio reads it while it is imported

import gradio as gr
from pydantic import ValidationError
from starlette.middleware import Middleware

from ingest.errors import GroundworkError
from rag.profile import Profile
from ui import render, style
from ui.browser import Browser
from ui.conversation import Conversation, Screen
from ui.hosts import LOOPBACK, KnownHosts, is_loopback
from ui.shelf import library_html

PORT = 7860
AT_ONCE = 16
"""Questions answered at the same time."""
_ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 14 14'%3E%3Cg "
    "fill='%2317624d'%3E%3Crect width='6' height='3.5'/%3E"
    "%3Crect y='5' width='10' height='3.5'/%3E%3Crect y='10' width='14' height='3.5'/%3E%3C/g%3E%3C/svg%3E"
)
HEAD = (
    f'<meta name="referrer" content="no-referrer"><link rel="icon" href="{_ICON}">'
    f"<style>{style.CSS}</style><script>{style.SCRIPT}</script>"
)
_PRIVATE: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_STREAM: dict[str, Any] = {**_PRIVATE, "concurrency_limit": AT_ONCE, "concurrency_id": "ask"}


def build_page(conversation: Conversation) -> gr.Blocks:
    """The page, wired, not yet served."""
    with gr.Blocks(title="Groundwork: career advice with its sources", analytics_enabled=False) as page:
        browser = gr.BrowserState(None, storage_key="groundwork", secret="not-a-secret-but-fixed")  # noqa: S106
        gr.HTML(render.header_html(conversation.ready.advisor.mode), apply_default_css=False)
        with gr.Tabs(elem_id="tabs", selected="ask") as tabs:
            with gr.Tab("Ask", id="ask"), gr.Row(elem_id="room"):
                with gr.Column(scale=6, elem_id="talk"):
                    past = _html("past")
                    now = _html("now", render.welcome_html())
                    with gr.Column(elem_id="consent", visible=bool(conversation.consent)):
                        gr.HTML(render.consent_html(conversation.consent), apply_default_css=False)
                        agree = gr.Checkbox(False, label="I agree, until I take it back here", elem_id="agree")
                    with gr.Column(elem_id="composer"):
                        question = gr.Textbox(
                            label="Your question",
                            placeholder="Ask a career question",
                            elem_id="question",
                            lines=1,
                            max_lines=8,
                            submit_btn=True,
                            container=True,
                        )
                    with gr.Accordion("About me (optional)", open=False, elem_id="about-me"):
                        gr.HTML(render.about_me_html(), apply_default_css=False)
                        about_me = _about_me()
                    with gr.Row(elem_id="manage"):
                        new = gr.Button("New conversation", size="sm")
                        forget = gr.Button("Delete my conversations", size="sm", elem_id="forget")
                        keep = gr.Checkbox(
                            True,
                            label="Keep conversations on this machine",
                            elem_id="keep",
                            visible=conversation.kept.lasts,
                        )
                with gr.Column(scale=5, elem_classes="evidence-column", elem_id="evidence"):
                    past_evidence, now_evidence = _html("past-evidence"), _html("now-evidence")
            with gr.Tab("Library", id="library") as shelf:
                library = _html("library", "")
        screen = [now, now_evidence, past, past_evidence]

        def ask(text: str, stored: Any, *told: Any) -> Iterator[Any]:
            known = Browser.read(stored)
            if not (text or "").strip():
                yield {question: "", browser: known.write()}
                return
            for at, shown in enumerate(conversation.ask(known, text, profile_of(*told))):
                first: dict[Any, Any] = (
                    {question: "", browser: known.write(), tabs: gr.Tabs(selected="ask")} if at == 0 else {}
                )
                yield {**first, **changes(shown)}

        def clicked(event: gr.EventData, stored: Any, *told: Any) -> Iterator[Any]:
            yield from ask(str(event._data.get("question", "")), stored, *told)

        def judge(stored: Any, event: gr.EventData) -> None:
            try:
                conversation.judge(Browser.read(stored), event._data.get("number"), event._data.get("judgement"))
            except GroundworkError as problem:
                gr.Warning(escape(str(problem)))

        def changes(shown: Screen) -> dict[Any, Any]:
            parts = zip(screen, (shown.now, shown.evidence, shown.past, shown.past_evidence), strict=True)
            return {part: value for part, value in parts if value is not None}

        def opened(known: Browser) -> dict[Any, Any]:
            yes = bool(conversation.consent) and known.agreed == conversation.consent
            return {browser: known.write(), keep: known.keep, agree: yes, **changes(conversation.restore(known))}

        def show_library() -> str:
            try:
                return library_html(conversation.ready.advisor.documents())
            except GroundworkError as problem:
                return render.trouble_html(str(problem))

        def agreed(yes: bool, stored: Any) -> Any:
            return conversation.agree(Browser.read(stored), yes).write()

        def kept(wanted: bool, stored: Any) -> Any:
            try:
                return conversation.keep(Browser.read(stored), wanted).write()
            except GroundworkError as problem:
                gr.Warning(escape(str(problem)))
                return stored

        def forgotten(stored: Any) -> dict[Any, Any]:
            try:
                return opened(conversation.forget(Browser.read(stored)))
            except GroundworkError as problem:
                gr.Warning(escape(str(problem)))
                return {browser: stored}

        asked = [question, browser, tabs, *screen]
        streams = [question.submit(ask, [question, browser, *about_me], asked, **_STREAM)]
        for part in (past, now, library):
            streams.append(part.ask(clicked, [browser, *about_me], asked, **_STREAM))
            part.judge(judge, [browser], None, **_PRIVATE)
        page.load(lambda stored: opened(Browser.read(stored)), [browser], [browser, keep, agree, *screen], **_PRIVATE)
        new.click(
            lambda stored: opened(conversation.fresh(Browser.read(stored))),
            [browser],
            [browser, keep, agree, *screen],
            cancels=streams,  # an answer under way must not be written over the page that was opened since
            **_PRIVATE,
        )
        forget.click(forgotten, [browser], [browser, keep, agree, *screen], cancels=streams, **_PRIVATE)
        agree.input(agreed, [agree, browser], [browser], **_PRIVATE)
        keep.input(kept, [keep, browser], [browser], **_PRIVATE)
        shelf.select(show_library, None, [library], **_PRIVATE)
    return page


def serve(
    conversation: Conversation, host: str = "127.0.0.1", port: int = PORT, share: bool = False
) -> tuple[gr.Blocks, str]:
    """Put the page on an address and return both; then load the advisor behind it.

    Raises:
        GroundworkError: the port is in use or may not be used.
    """
    port = free_port(host, port)
    page = build_page(conversation)
    name = f"[{host}]" if ":" in host else host
    guard = [Middleware(KnownHosts, hosts=(*LOOPBACK, name.lower()))] if is_loopback(host) and not share else []
    _, local, public = page.queue(default_concurrency_limit=AT_ONCE).launch(
        server_name=name,
        server_port=port,
        share=share,
        prevent_thread_lock=True,
        quiet=True,
        show_error=False,
        ssr_mode=False,
        footer_links=[],
        enable_monitoring=False,
        max_file_size="1kb",  # nothing here takes a file, yet Gradio keeps a door for them
        theme=gr.themes.Base(font=["system-ui", "sans-serif"], font_mono=["ui-monospace", "monospace"]),
        head=HEAD,
        app_kwargs={"middleware": guard, "docs_url": None, "redoc_url": None, "openapi_url": None},
    )
    conversation.ready.begin()
    return page, (public or local).rstrip("/")


def free_port(host: str, port: int) -> int:
    """The port, if it can be had; any free one for 0.

    Raises:
        GroundworkError: it cannot be had; the message tells another way.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or str(error)
            other = port + 1 if port < 65535 else PORT
            raise GroundworkError(
                f"The page cannot use port {port} on {host}: {reason}. Choose another: groundwork chat --port {other}"
            ) from error
        return int(trial.getsockname()[1])


def _about_me() -> list[Any]:
    """The fields of a profile, in the order of `profile_of`."""
    with gr.Row():
        words = [gr.Textbox(label=label, max_lines=1, max_length=200, min_width=220) for label in ("Role now", "Goal")]
    with gr.Row():
        labels = ("Years of experience", "Hours a week", "Country")
        more = [gr.Textbox(label=label, max_lines=1, max_length=80, min_width=120) for label in labels]
    return [*words, *more, gr.Textbox(label="What limits you", max_lines=2, max_length=300)]


def profile_of(*told: Any) -> Profile | None:
    """What a person wrote about themselves; None if nothing. A number that is none is left out."""
    said = {name: str(value).strip() for name, value in zip(Profile.model_fields, told, strict=False) if value}
    try:
        profile = Profile.model_validate(said)
    except ValidationError as wrong:
        profile = Profile.model_validate(
            {n: v for n, v in said.items() if n not in {e["loc"][0] for e in wrong.errors()}}
        )
    endless = {name: None for name, value in profile if isinstance(value, float) and not isfinite(value)}
    profile = profile.model_copy(update=endless)
    return profile if profile.words else None


def _html(name: str, value: str = "") -> Any:
    return gr.HTML(value, elem_id=name, apply_default_css=False, js_on_load=style.BRIDGE)
