"""Advisor: a question goes in, an answer comes out. The whole pipeline on one page; only this file knows its order.

question → triage → rephrase → retrieve → expand → sufficiency → compose → check → answer
                                                                ↘ write → cite → check → settle ↗   with a model
"""

import logging
from collections.abc import AsyncIterator, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from langchain_core.embeddings import Embeddings
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage, HumanMessage
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig
from langchain_core.runnables.config import run_in_executor

from ingest.embed import Embedder
from ingest.errors import ModelUnavailable
from ingest.handbook import ensure_handbook
from ingest.opened import Generation, OpenedIndex
from ingest.types import Document, Passage
from rag.addressed import for_people
from rag.check import Checker, check
from rag.cite import cite
from rag.clock import Clock
from rag.declines import beside, decline, nearest_topics
from rag.features import answered_before
from rag.models import consent_words, is_remote, name_of, open_model
from rag.needs import last_line
from rag.notice import notice
from rag.parts import Part, drafted
from rag.profile import Profile, joined, own_words, you_said
from rag.prompts import chosen
from rag.question import answers_so_far, dialogue_of, earlier_turns, last_turn
from rag.recall import Recalled, recall
from rag.rephrase import Question, rephrase
from rag.retrieve import from_documents, retrieve
from rag.said import Limits
from rag.settle import complete, settle
from rag.shelf import handbook_asks
from rag.signals import judged
from rag.triage import Triage, triage
from rag.types import Answer, Claim, Finding, Hit, Hits
from rag.write import Writing, write

Event = Hits | Finding | Answer
Asked = str | Sequence[BaseMessage]
logger = logging.getLogger(__name__)

LIMIT = 8
"""Passages that are looked up."""


class Advisor(Runnable[Asked, Answer]):
    """Answers career questions from an index; a LangChain Runnable.

    advisor = Advisor.open()
    print(advisor.invoke("Do I need a PhD to work in ML?"))
    """

    def __init__(
        self,
        index: OpenedIndex,
        retriever: BaseRetriever | None = None,
        checker: Checker = check,
        limit: int = LIMIT,
        model: BaseChatModel | None = None,
        about_me: Profile | None = None,
        may_send: bool = False,
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> None:
        """
        Args:
            index: what is searched and quoted.
            retriever: finds passages instead of ours.
            checker: judges claims instead of ours.
            limit: how many passages are retrieved.
            model: writes instead of composing; what it writes is shown as far as the passages carry it.
            about_me: what the person says of themselves; `invoke` and `stream` take another for one call.
            may_send: the person agreed that question and profile are sent to a model on another machine.
            limits: how long a model may take and talk.
        """
        self.index = index
        if not isinstance(retriever, BaseRetriever | None):
            raise TypeError(f"{retriever!r} is no LangChain retriever: derive one from BaseRetriever.")
        self._retriever = retriever
        self._checker = checker
        self._limit = limit
        self.model = model
        self._about_me = about_me
        self._may_send = may_send
        self._limits = limits

    @classmethod
    def open(
        cls,
        index: Path | str | None = None,
        *,
        embeddings: Embeddings | None = None,
        retriever: BaseRetriever | None = None,
        checker: Checker = check,
        limit: int = LIMIT,
        model: str | BaseChatModel | None = None,
        base_url: str | None = None,
        about_me: Profile | None = None,
        may_send: bool = False,
    ) -> "Advisor":
        """An advisor on an index; without a folder, on the bundled handbook, which is indexed now if it was not.

        Raises:
            IndexMissing: nothing is indexed in that folder.
            IndexMismatch: it was indexed with another embedding model.
            IndexDamaged: its files do not hold together.
            ModelUnavailable: the model named needs a package, a key or a folder that is not there.
        """
        writer = open_model(model, base_url) if model is not None else None
        embeddings = embeddings or Embedder()
        if index is None:
            ensure_handbook(embeddings)
        return cls(OpenedIndex(index, embeddings), retriever, checker, limit, writer, about_me, may_send)

    @property
    def mode(self) -> str:
        """Who writes: 'composed', or the model's name."""
        return "composed" if self.model is None else name_of(self.model)

    def invoke(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """The whole answer."""
        return self._call_with_config(self._answer, input, config, **kwargs)

    def stream(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> Iterator[Any]:
        """`Hits`, then each `Finding` as it is verified, then the whole `Answer`."""
        yield from self._events(input, **kwargs)

    async def astream(self, input: Asked, config: RunnableConfig | None = None, **kwargs: Any) -> AsyncIterator[Any]:
        """As `stream`."""
        events = self._events(input, **kwargs)
        while (event := await run_in_executor(config, next, events, None)) is not None:
            yield event

    def search(self, question: Asked, limit: int | None = None) -> tuple[Hit, ...]:
        """Retrieval alone: the passages for a question, best first."""
        messages = dialogue_of(question)
        understood = rephrase([*earlier_turns(messages), HumanMessage(last_turn(messages))])
        return self._retrieve(understood.search, self.index.current(), limit or self._limit)

    def documents(self) -> list[Document]:
        """Every indexed document, by id."""
        return self.index.current().documents()

    def document(self, id: str) -> Document | None:
        """One document, to see a citation in its surroundings."""
        return self.index.current().document(id)

    def warm(self) -> None:
        """Load now what the first question would load."""
        generation = self.index.current()
        generation.embed(["warm"])
        self._retrieve("career", generation, 1)

    def _answer(self, asked: Asked, about_me: Profile | None = None, may_send: bool | None = None) -> Answer:
        *_, answer = self._events(asked, about_me, may_send)
        assert isinstance(answer, Answer)
        return answer

    def _events(self, asked: Asked, about_me: Profile | None = None, may_send: bool | None = None) -> Iterator[Event]:
        clock = Clock()
        about_me = about_me or self._about_me
        generation = self.index.current()
        messages = dialogue_of(asked)
        text = last_turn(messages)

        sorted_out = triage(text, generation.embed, follows=bool(earlier_turns(messages)))
        if sorted_out.reason in (None, "small-talk", "unclear", "out-of-scope"):  # nothing grave
            recalled = recall(text, answers_so_far(messages), generation)
            if recalled is not None:
                yield from self._recalled(text, recalled, clock)
                return
        mistaken = sorted_out.reason in ("unclear", "out-of-scope") and answered_before(text, generation)
        if mistaken or (sorted_out.reason not in (None, "crisis") and handbook_asks(text, generation)):
            sorted_out = Triage(reason=None, question=text)
        if sorted_out.reason is not None:
            declined = decline(sorted_out.reason, about=sorted_out.about)
            yield Answer(question=text, declined=declined, mode=self.mode, timings=clock.stop("triage"))
            return
        clock.mark("triage")
        agreed = self._may_send if may_send is None else may_send
        allowed = self.model if self.model is not None and (agreed or not is_remote(self.model)) else None
        understood = rephrase([*earlier_turns(messages), HumanMessage(sorted_out.question)], allowed)
        aside = f"{self.mode} did not help to look this up: {understood.problem}." if understood.problem else ""
        aside = f"{beside(sorted_out.beside)} {aside}".strip()
        clock.mark("rephrase")
        hits = self._retrieve(understood.search, generation, self._limit)
        if about_me is not None and about_me.search:
            hits = joined(hits, self._retrieve(f"{about_me.search}\n{understood.search}", generation, self._limit))
        clock.mark("retrieve")
        yield Hits(hits=hits)
        parts = self._answerable(understood, hits, generation)
        if not any(part.enough for part in parts):
            declined = decline("not-in-sources", topics=nearest_topics(hits))
            timings = clock.stop("sufficiency")
            yield Answer(question=text, hits=hits, declined=declined, mode=self.mode, timings=timings, notice=aside)
            return
        clock.mark("sufficiency")
        own = own_words(about_me, [str(m.text) for m in messages if isinstance(m, HumanMessage)])
        passages: tuple[Passage, ...] = ()
        writing = None
        if allowed is not None:  # it writes while we compose
            passages = chosen([*hits, *(hit for part in parts for hit in part.whole)])
            before = earlier_turns(messages, most=6)
            writing = write(understood.search, passages, allowed, own_words=own, earlier=before, limits=self._limits)
        draft, unsure = drafted(text, parts, answers_so_far(messages), generation)
        clock.mark("compose")
        findings = self._findings(draft.claims)
        cited = [citation for claim in draft.claims for citation in claim.citations]
        unmet = [last_line(part.search) for part in parts if not part.enough]
        told = notice(text, cited, lambda w: bool(generation.keyword_search([w], 1)), len(messages) > 1, unmet, unsure)
        told, timings = f"{told} {aside}".strip(), clock.stop("check")
        answer = Answer(question=text, findings=findings, hits=hits, notice=told, timings=timings)
        if not answer.citations:
            declined = decline("not-in-sources", topics=nearest_topics(hits))
            answer = Answer(question=text, hits=hits, declined=declined, notice=aside, timings=answer.timings)
        if self.model is not None:
            yield from self._written(writing, passages, own, answer, clock)
            return
        yield from answer.shown
        yield answer

    def _recalled(self, text: str, recalled: Recalled, clock: Clock) -> Iterator[Event]:
        """Sentences of an earlier answer, held against their words once more."""
        clock.mark("recall")
        yield Hits(hits=recalled.hits)
        findings = self._findings(recalled.claims)
        timings = clock.stop("check")
        told = Answer(question=text, findings=findings, hits=recalled.hits, notice=recalled.notice, timings=timings)
        yield from told.shown
        yield told

    def _findings(self, claims: Sequence[Claim]) -> tuple[Finding, ...]:
        return tuple(Finding(claim=c, verdict=v) for c, v in zip(claims, self._checker(claims), strict=True))

    def _written(
        self, writing: Writing | None, passages: tuple[Passage, ...], own: str, composed: Answer, clock: Clock
    ) -> Iterator[Event]:
        """What survives of the model's sentences, as it does; then the answer, which the composed one completes."""
        findings: list[Finding] = []
        problem = ""
        assert self.model is not None
        if writing is None:
            problem = f"{consent_words(self.model)} You have not agreed to that yet, so nothing was sent."
        else:
            judge = partial(check, own_words=own) if self._checker is check else self._checker
            try:
                for finding in settle(cite(writing, passages, you_said(own)), judge):
                    findings.append(finding)
                    yield finding
            except ModelUnavailable as trouble:
                problem = str(trouble)
            except Exception as trouble:  # whatever a model brings about, the person gets a true answer
                logger.warning("The model's answer could not be used", exc_info=trouble)
                problem = f"What {self.mode} wrote could not be used."
            finally:
                writing.close()
        answer = complete(findings, composed, self.mode, problem)
        yield from (finding for finding in answer.shown if finding not in findings)
        yield answer.model_copy(update={"timings": {**composed.timings, **clock.stop("write")}})

    def _retrieve(self, search: str, generation: Generation, limit: int) -> tuple[Hit, ...]:
        if self._retriever is None:
            return for_people(retrieve(search, generation, limit))
        found = from_documents(self._retriever.invoke(search))[:limit]
        return judged(search, for_people(found), generation)

    def _answerable(self, question: Question, hits: tuple[Hit, ...], generation: Generation) -> list[Part]:
        """The needs of a message, each with its hits and whether they answer it. One need is the whole message."""
        if len(question.needs) > 1:
            parts = []
            for need in question.needs:
                search = question.search_for(need)
                parts.append(Part.of(search, self._retrieve(search, generation, self._limit), generation))
            if any(part.enough for part in parts):
                return parts
        return [Part.of(question.search, hits, generation)]
