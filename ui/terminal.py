"""Terminal: answers, hits and sources go in, lines come out. Words of documents cannot steer the terminal or rich's
markup.
"""

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from rag.profile import is_own
from ui.evidence import SOURCES_SHOWN, group, rest_on
from ui.text import clean, plain, shorten

if TYPE_CHECKING:
    from ingest.types import Document, Source
    from rag.types import Answer, Hit, Verdict

_STEPS = {"reading": "Reading documents", "embedding": "Embedding", "storing": "Storing"}


def stdout() -> Console:
    """Made anew each time, since tests and pipes swap the stream."""
    return Console(highlight=False, markup=False, emoji=False, soft_wrap=not sys.stdout.isatty())


def stderr() -> Console:
    return Console(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=not sys.stderr.isatty())


def print_json(value: object) -> None:
    """One JSON value on standard output; text that is JSON already goes out as it is."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8") + "\n")


def print_answer(answer: "Answer") -> None:
    """Sentences with markers, then each source with the cited words."""
    console = stdout()
    if answer.declined is not None:
        console.print(Text(clean(answer.declined.message)))
        if answer.declined.topics:
            console.print(Text("\nYou could ask:", style="bold"))
        for topic in answer.declined.topics:
            console.print(Text(f"  - {plain(clean(topic))}"))
        _print_notice(answer)
        return
    console.print(Text(clean(answer.text)))
    _print_notice(answer)
    console.print(Text("\nSources", style="bold"))
    for members in group(answer):
        passage = members[0].citation.passage
        heading = " > ".join(passage.heading) or passage.document_id
        console.print(Text.assemble((clean(heading), "bold"), (f"  ({clean(passage.document_id)})", "dim")))
        for member in members:
            quote = " ".join(plain(clean(member.citation.quote)).split())
            console.print(Text.assemble((f"  [{member.number}] ", "bold"), f"“{quote}”"))
        sources = rest_on([member.citation for member in members])
        for source in sources[:SOURCES_SHOWN]:
            console.print(Text(f"      {source_line(source)}", style="dim"))
        if len(sources) > SOURCES_SHOWN:
            console.print(Text(f"      and {len(sources) - SOURCES_SHOWN} more", style="dim"))
    if answer.withheld:
        console.print(Text("\nWhat the model said that the sources don't support", style="bold"))
        for finding in answer.withheld:
            console.print(Text(f"  - {clean(finding.claim.text)} ({plain(clean(finding.verdict.reason))})"))


def _print_notice(answer: "Answer") -> None:
    if answer.notice:
        stdout().print(Text(f"\n{clean(answer.notice)}", style="italic"))


def print_hits(hits: Sequence["Hit"]) -> None:
    """Retrieval seen naked: rank, score, place, who found it, the words."""
    console = stdout()
    if not hits:
        console.print(Text("Nothing was found."))
    for hit in hits:
        heading = " > ".join(hit.passage.heading)
        console.print(
            Text.assemble(
                (f"{hit.rank:>2}. ", "bold"),
                (f"{hit.score:.4f}  ", "cyan"),
                (clean(heading), "bold"),
                f"  ({clean(hit.passage.document_id)})",
            )
        )
        found = ", ".join(f"{s.retriever} #{s.rank} ({s.score:.3f})" for s in hit.signals)
        console.print(Text(f"    {found}", style="dim"))
        console.print(Text(f"    {shorten(' '.join(plain(clean(hit.passage.text)).split()), 300)}"))


def print_documents(documents: Sequence["Document"]) -> None:
    """Documents and the outside sources that each names."""
    console = stdout()
    for document in documents:
        updated = f", updated {document.updated}" if document.updated else ""
        console.print(Text.assemble((clean(document.title), "bold"), (clean(f"  ({document.id}{updated})"), "dim")))
        for source in document.sources:
            console.print(Text(f"    {source_line(source)}"))
    count = len({source.id for document in documents for source in document.sources})
    words = f"{len(documents)} document{'' if len(documents) == 1 else 's'}, {count} source{'' if count == 1 else 's'}"
    console.print(Text(f"\n{words}"))


def print_verdict(claim: str, verdict: "Verdict") -> None:
    console = stdout()
    console.print(Text.assemble((f"{verdict.label}", "bold"), f" ({verdict.confidence:.0%}): {clean(claim)}"))
    console.print(Text(f"    {plain(clean(verdict.reason))}"))
    for citation in verdict.evidence:
        named = "you said" if is_own(citation) else citation.passage.document_id
        console.print(Text(f"    “{plain(clean(citation.quote))}” ({clean(named)})", style="dim"))


def source_line(source: "Source") -> str:
    """One outside source: kind, who, title, date, region, address."""
    kind = "" if source.kind == "not-stated" else f"{source.kind.replace('-', ' ')}: "
    who = dict.fromkeys(w for w in (source.author, source.publisher) if w)
    return clean(
        kind + ", ".join([*who, source.title, *(w for w in (source.published, source.region, source.url) if w)])
    )


@contextmanager
def progress_bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each step of indexing, on standard error; plain lines where that is no terminal."""
    console = stderr()
    if not console.is_terminal:
        said: set[str] = set()

        def say(step: str, done: int, total: int) -> None:  # noqa: ARG001
            if step not in said:
                said.add(step)
                console.print(f"{_STEPS.get(step, step)}: {total}")

        yield say
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:<18}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bars:
        tasks: dict[str, TaskID] = {}

        def show(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(_STEPS.get(step, step), total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield show
