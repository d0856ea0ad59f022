"""Conversation: a question goes in, screens come out, each whole and ready to show.

The dialogue that the advisor is given is rebuilt here from what the server stored: what a browser claims was said
before is never believed. Whatever goes wrong ends in a last screen that says so.
"""

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from weakref import WeakSet, WeakValueDictionary

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage

from ingest.errors import GroundworkError, StorageProblem
from rag.profile import Profile
from rag.types import Answer, Finding, Hits
from ui import render
from ui.browser import Browser
from ui.evidence import evidence_html
from ui.history import History, Judgement, Turn, fresh_id
from ui.ready import Ready

logger = logging.getLogger(__name__)

TURNS_TOLD = 6
"""How many earlier turns the advisor is told of."""
TURNS_SHOWN = 40
"""How many earlier turns a page restores."""
PATIENCE_SECONDS = 300.0
BREATH_SECONDS = 0.05
"""Between two screens: sentences that come faster are shown together, since each screen costs the browser a redraw."""


@dataclass(eq=False)
class Asking:
    """A question under way, and what its browser wants kept of it by now: a person may switch keeping off, or delete
    everything, before the answer is whole.
    """

    browser: Browser
    forgotten: bool = False


class Lock:
    """One question of a conversation at a time. Our own class, since only such can be weakly referred to; a thread may
    take it and another give it back, as Gradio moves a stream between threads.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.acquire = self._lock.acquire
        self.release = self._lock.release


@dataclass(frozen=True)
class Screen:
    """All that a page shows of a conversation; None where nothing changed."""

    now: str
    """The turn under way."""
    evidence: str
    """Its cards."""
    past: str | None = None
    past_evidence: str | None = None


class Conversation:
    """Answers questions of many browsers, each with its own past."""

    def __init__(self, ready: Ready, kept: History | None = None, consent: str = "") -> None:
        """
        Args:
            ready: the advisor, loading or loaded.
            kept: where conversations are kept; None if they are to end with the process.
            consent: what will be sent where, if the model stands on another machine; nothing is sent without a yes.
        """
        self.ready = ready
        self.consent = consent
        self.memory = History()
        self._choosing = threading.Lock()
        self._at_work: WeakValueDictionary[str, Lock] = WeakValueDictionary()
        self._storing = threading.Lock()
        self._asking: WeakSet[Asking] = WeakSet()
        self.kept = kept or self.memory

    def ask(self, browser: Browser, question: str, about_me: Profile | None = None) -> Iterator[Screen]:
        """Screens of one question: first itself, then its sentences as they come, last the whole. Never raises."""
        question = question.encode("utf-8", "replace").decode("utf-8")
        asking = Asking(browser)
        with self._storing:
            self._asking.add(asking)
        with self._choosing:
            turn = self._at_work.setdefault(browser.conversation, Lock())
        if not turn.acquire(timeout=PATIENCE_SECONDS):
            yield self._trouble(question, "0", "The question before is still being answered. Wait for it.")
            return
        try:
            yield from self._ask(asking, question, about_me)
        finally:
            turn.release()

    def _ask(self, asking: Asking, question: str, about_me: Profile | None) -> Iterator[Screen]:
        try:
            turns = self._turns(asking.browser)
        except StorageProblem as problem:
            logger.warning("%s", problem)
            turns = []
        key = str(turns[-1].number + 1 if turns else 1)
        opening = Screen(
            now=render.turn_html(question, key, render.status_html("Looking in the sources"), live=True),
            evidence=evidence_panel("", key),
            past="".join(self._past_html(t) for t in turns[-TURNS_SHOWN:]),
            past_evidence="".join(self._past_evidence(t) for t in turns[-TURNS_SHOWN:]),
        )
        yield opening
        try:
            yield from self._answer(asking, question, key, turns, about_me)
        except GroundworkError as problem:
            yield self._trouble(question, key, str(problem))
        except Exception:
            logger.exception("A question could not be answered")
            words = "Something broke while answering. Ask again, or look in the terminal for what happened."
            yield self._trouble(question, key, words)

    def restore(self, browser: Browser) -> Screen:
        """What a page shows when it is opened: the conversation so far, or the welcome."""
        try:
            turns = self._turns(browser)[-TURNS_SHOWN:]
        except StorageProblem as problem:
            return Screen(render.welcome_html(), "", render.trouble_html(str(problem)), "")
        if not turns:
            return Screen(render.welcome_html(), "", "", "")
        *before, last = turns
        return Screen(
            now=self._past_html(last),
            evidence=self._past_evidence(last, current=True),
            past="".join(self._past_html(t) for t in before),
            past_evidence="".join(self._past_evidence(t) for t in before),
        )

    def judge(self, browser: Browser, number: object, judgement: object) -> None:
        """Keep what a person thought of an answer.

        Raises:
            GroundworkError: there is no such answer, or it could not be stored.
        """
        if judgement not in ("up", "down") or not str(number).isdecimal() or len(str(number)) > 6:
            raise GroundworkError("That is no judgement of an answer.")
        value: Judgement = "up" if judgement == "up" else "down"
        if not self._store(browser).judge(browser.id, browser.conversation, int(str(number)), value):
            raise GroundworkError("This answer is no longer stored, so it cannot be judged.")

    def agree(self, browser: Browser, agreed: bool) -> Browser:
        """The person's yes to what `consent` says, or its withdrawal."""
        return replace(browser, agreed=self.consent if agreed else "")

    def fresh(self, browser: Browser) -> Browser:
        """The same browser with a new conversation."""
        return replace(browser, conversation=fresh_id())

    def forget(self, browser: Browser) -> Browser:
        """Delete every conversation of this browser; the answer to a question under way is not kept either."""
        with self._storing:
            for asking in self._asking:
                asking.forgotten = asking.forgotten or asking.browser.id == browser.id
            for store in (self.kept, self.memory):
                store.delete_all(browser.id)
        return self.fresh(browser)

    def keep(self, browser: Browser, keep: bool) -> Browser:
        """Switch keeping on or off. Off deletes what was kept; the open conversation goes on in memory."""
        changed = replace(browser, keep=keep)
        if keep == browser.keep or self.kept is self.memory:
            return changed
        with self._storing:
            for turn in self._turns(browser):
                self._store(changed).append(browser.id, browser.conversation, turn.question, turn.answer)
            if keep:
                self.memory.delete(browser.id, browser.conversation)
            else:
                self.kept.delete_all(browser.id)
            for asking in self._asking:
                if asking.browser.id == browser.id:
                    asking.browser = replace(asking.browser, keep=keep)
        return changed

    # -- inside ----------------------------------------------------------------------------------------------

    def _answer(
        self, asking: Asking, question: str, key: str, turns: Sequence[Turn], about_me: Profile | None
    ) -> Iterator[Screen]:
        if not self.ready.yet:
            words = "Getting ready: loading the search model. Your question is next"
            yield Screen(render.turn_html(question, key, render.status_html(words), live=True), evidence_panel("", key))
            if not self.ready.wait(PATIENCE_SECONDS):
                raise GroundworkError("Loading takes unusually long. See what is wrong with: groundwork doctor")
        self.ready.wait()
        answer: Answer | None = None
        findings: tuple[Finding, ...] = ()
        shown = 0.0
        agreed = bool(self.consent) and asking.browser.agreed == self.consent
        for event in self.ready.advisor.stream(dialogue(turns, question), about_me=about_me, may_send=agreed):
            if isinstance(event, Answer):
                answer = event
            elif isinstance(event, Hits):
                status = render.status_html(self._reading(event))
                yield Screen(render.turn_html(question, key, status, live=True), evidence_panel("", key))
            elif isinstance(event, Finding):
                findings += (event,)
                partial = Answer(question=question, findings=findings, mode=self.ready.advisor.mode)
                now = time.monotonic()
                if partial.shown and now - shown > BREATH_SECONDS:
                    shown = now
                    yield self._screen(question, key, partial, done=False)
        if answer is None:
            raise GroundworkError("The answer broke off. Ask again.")
        note = ""
        try:
            self._remember(asking, question, answer)
        except StorageProblem as problem:
            logger.warning("%s", problem)
            note = render.notice_html(str(problem))
        yield self._screen(question, key, answer, note=note)

    def _screen(self, question: str, key: str, answer: Answer, done: bool = True, note: str = "") -> Screen:
        body = render.answer_html(answer, key, done=done) + note
        cards = evidence_html(answer, key, self.ready.advisor.document)
        return Screen(render.turn_html(question, key, body, live=True), evidence_panel(cards, key))

    def _reading(self, found: Hits) -> str:
        """Which documents were found, for the moment before the first sentence."""
        ids = list(dict.fromkeys(hit.passage.document_id for hit in found.hits))[:3]
        titles = [document.title for id in ids if (document := self.ready.advisor.document(id))]
        return f"Reading {'; '.join(titles)}" if titles else "Looking in the sources"

    def _trouble(self, question: str, key: str, words: str) -> Screen:
        return Screen(render.turn_html(question, key, render.trouble_html(words), live=True), evidence_panel("", key))

    def _past_html(self, turn: Turn) -> str:
        key = str(turn.number)
        return render.turn_html(turn.question, key, render.answer_html(turn.answer, key, turn.judgement))

    def _past_evidence(self, turn: Turn, current: bool = False) -> str:
        key = str(turn.number)
        try:
            cards = evidence_html(turn.answer, key, self.ready.advisor.document)
        except Exception as problem:
            logger.warning("The sources of an earlier answer cannot be shown: %s", problem)
            cards = render.trouble_html("The sources of this answer cannot be shown now. See: groundwork doctor")
        return evidence_panel(cards, key, current)

    def _remember(self, asking: Asking, question: str, answer: Answer) -> None:
        with self._storing:
            browser = asking.browser
            if not asking.forgotten:
                self._store(browser).append(browser.id, browser.conversation, question, answer)

    def _store(self, browser: Browser) -> History:
        return self.kept if browser.keep else self.memory

    def _turns(self, browser: Browser) -> list[Turn]:
        return self._store(browser).turns(browser.id, browser.conversation)


def evidence_panel(cards: str, key: str, current: bool = True) -> str:
    """The cards of one turn; the page shows those of one turn at a time."""
    hidden = "" if current else " hidden"
    return f'<section class="evidence" data-key="{key}" aria-label="Sources of answer {key}"{hidden}>{cards}</section>'


def dialogue(turns: Sequence[Turn], question: str) -> str | list[BaseMessage]:
    """The question, with the turns before it when there are any."""
    if not turns:
        return question
    messages: list[BaseMessage] = []
    for turn in turns[-TURNS_TOLD:]:
        messages += [HumanMessage(turn.question), AIMessage(turn.answer.text)]
    return [*messages, HumanMessage(question)]
