"""Cli: words typed in a terminal go in, answers, tables or one clear error come out.

Nothing heavy is imported before a command needs it. A failure is one message on standard error that names its cure,
and an exit code that is not 0.
"""

import sys
from io import TextIOWrapper
from pathlib import Path
from shlex import quote
from threading import Event
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from ui.indexing import build, prepared, report, stoppable
from ui.opening import consent_of, open_advisor, passages_of
from ui.text import clean, shorten


class Edge(TyperGroup):
    """The last place an error reaches: here it becomes words and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            typer.echo("Stopped. Nothing was lost; the same command goes on from here.", err=True)
            raise typer.Exit(130) from None
        except Exception as error:
            known = sys.modules.get("ingest.errors")  # whoever raised one has imported it
            if known is None or not isinstance(error, known.GroundworkError):
                raise
            _fail(str(error))


app = typer.Typer(
    cls=Edge,
    name="groundwork",
    help="Career advice for AI, machine learning and data; every sentence shows the words it rests on.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)
Index = Annotated[
    Path | None, typer.Option("--index", envvar="GROUNDWORK_INDEX", help="Folder of the index; your own by default.")
]
Model = Annotated[
    str | None,
    typer.Option("--model", envvar="GROUNDWORK_MODEL", help="Who writes: ollama:qwen3, openai:…; nobody by default."),
]
Server = Annotated[str | None, typer.Option("--base-url", help="Address of an OpenAI-compatible server for --model.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@app.command()
def chat(
    host: Annotated[
        str, typer.Option(help="Address to serve on; others can reach the page if it is not 127.0.0.1.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes any free one.")] = 7860,
    share: Annotated[
        str, typer.Option(metavar="yes|no", help="Open a public address through Gradio's servers.")
    ] = "no",
    history: Annotated[str, typer.Option(metavar="yes|no", help="Keep conversations on this machine.")] = "yes",
    model: Model = None,
    base_url: Server = None,
    index: Index = None,
    json: Annotated[bool, typer.Option("--json", help="Print the address as JSON.")] = False,
) -> None:
    """Open the chat page."""
    from ui import web  # Gradio: two seconds, for this command alone
    from ui.conversation import Conversation
    from ui.history import History, default_path
    from ui.hosts import is_loopback
    from ui.ready import Ready
    from ui.terminal import print_json

    port = web.free_port(host, port)
    public = _yes(share, "--share")
    kept = History(default_path()) if _yes(history, "--history") else None
    with stoppable():
        advisor = open_advisor(index, model=model, base_url=base_url)
        page, address = web.serve(Conversation(Ready(advisor), kept, consent_of(advisor)), host, port, public)
        try:
            if json:
                print_json({"address": address})
            else:
                typer.echo(f"Groundwork is on {address}  (Ctrl-C stops it)")
            if public or not is_loopback(host):
                typer.echo("Anybody who reaches this address can ask questions here.", err=True)
            sys.stdout.flush()
            Event().wait()
        except KeyboardInterrupt:
            typer.echo("Groundwork stopped.", err=True)
        finally:
            page.close(verbose=False)


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="'-' reads it from standard input.")],
    model: Model = None,
    base_url: Server = None,
    may_send: Annotated[
        bool, typer.Option("--may-send", help="Agree that the question is sent to a remote model.")
    ] = False,
    index: Index = None,
    json: Json = False,
) -> None:
    """Answer one question."""
    from ui.terminal import print_answer, print_json

    advisor = open_advisor(index, model=model, base_url=base_url, may_send=may_send)
    if not may_send and (consent := consent_of(advisor)):
        typer.echo(f"{consent} To agree, add --may-send; until then the answer is composed from sources.", err=True)
    answer = advisor.invoke(sys.stdin.read() if question == "-" else question)
    if json:
        print_json(answer.model_dump_json(indent=2))
    else:
        print_answer(answer)


@app.command()
def search(
    question: str,
    limit: Annotated[int, typer.Option(min=1, max=100, help="How many hits.")] = 8,
    index: Index = None,
    json: Json = False,
) -> None:
    """Show what retrieval finds, with scores and who found it."""
    from ui.terminal import print_hits, print_json

    hits = open_advisor(index).search(question, limit)
    if json:
        print_json([hit.model_dump(mode="json") for hit in hits])
    else:
        print_hits(hits)


@app.command()
def add(
    paths: Annotated[list[Path], typer.Argument(help="Files or folders.")],
    index: Index = None,
    handbook: Annotated[
        bool | None,
        typer.Option("--with-handbook/--without-handbook", help="Index the bundled handbook too; by default as it is."),
    ] = None,
    json: Json = False,
) -> None:
    """Add documents to the index, or bring them up to date."""
    report(build(index, paths=paths, handbook=handbook), index, json)


@app.command()
def remove(
    documents: Annotated[list[str], typer.Argument(help="Ids, as 'groundwork sources' shows them.")],
    index: Index = None,
    json: Json = False,
) -> None:
    """Take documents out of the index."""
    if any(id.startswith("handbook/") for id in documents):
        _fail("The handbook goes in and out as a whole: groundwork add PATH --without-handbook")
    report(build(index, remove=documents), index, json)


@app.command()
def sources(index: Index = None, json: Json = False) -> None:
    """List the documents and the outside sources they rest on."""
    from ingest.opened import OpenedIndex
    from ui.terminal import print_documents, print_json

    found = OpenedIndex(index or prepared()).current().documents()
    if not json:
        print_documents(found)
        return
    print_json([document.model_dump(mode="json", exclude={"text", "asked"}) for document in found])


@app.command()
def index(
    paths: Annotated[list[Path] | None, typer.Argument(hidden=True)] = None,
    folder: Index = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build it again, even if nothing changed.")] = False,
    json: Json = False,
) -> None:
    """Show what is in the index and whether it is current."""
    if paths:
        into = "" if folder is None else f" --index {quote(str(folder))}"
        _fail(f"To index documents, type: groundwork add {' '.join(quote(str(path)) for path in paths)}{into}")
    if rebuild:
        report(build(folder, rebuild=True), folder, json)
        return
    from ingest.index import default_index, read_manifest

    report(read_manifest(folder or default_index()), folder, json)


@app.command()
def check(
    claim: Annotated[str | None, typer.Argument(help="One sentence.")] = None,
    named: Annotated[str | None, typer.Option("--claim", help="The same, by name.")] = None,
    against: Annotated[Path | None, typer.Option(help="A document to hold it against; the index by default.")] = None,
    index: Index = None,
    json: Json = False,
) -> None:
    """Tell whether a sentence is supported by the sources, and by which words."""
    sentence = named or claim or ""
    if not sentence.strip():
        _fail("Name a sentence: groundwork check --claim 'A PhD is required.' --against FILE")
    from rag.check import check as judge
    from rag.types import Citation, Claim
    from ui.terminal import print_json, print_verdict

    passages = passages_of(against) if against else [hit.passage for hit in open_advisor(index).search(sentence, 8)]
    citations = tuple(Citation(passage=p, start=p.start, end=p.end) for p in passages)
    (verdict,) = judge([Claim(text=sentence, citations=citations)])
    if json:
        print_json(verdict.model_dump_json(indent=2))
    else:
        print_verdict(sentence, verdict)


@app.command(
    name="eval", context_settings={"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}
)
def evaluate(context: typer.Context) -> None:
    """Measure retrieval and answers; takes the options of 'python -m evals'."""
    from importlib.util import find_spec

    if find_spec("evals") is None or find_spec("evals.__main__") is None:
        _fail("The evaluation suite is not part of this installation. Clone the repository and run: make install")
    import runpy

    sys.argv = ["groundwork eval", *context.args]
    runpy.run_module("evals", run_name="__main__", alter_sys=False)


@app.command()
def history(
    delete: Annotated[bool, typer.Option("--delete", help="Delete every kept conversation and judgement.")] = False,
    judgements: Annotated[bool, typer.Option("--judgements", help="Show judged answers with their evidence.")] = False,
    json: Json = False,
) -> None:
    """List or delete the conversations that the page kept on this machine."""
    from ui.history import History, default_path
    from ui.terminal import print_json

    if not default_path().exists():
        print_json([]) if json else typer.echo("No conversation is kept on this machine.")
        return
    kept = History(default_path())
    if delete:
        count = kept.delete_all()
        print_json({"deleted": count}) if json else typer.echo(f"Deleted {count} conversations.")
    elif judgements:
        print_json(kept.judgements())
    elif json:
        print_json([vars(past) for past in kept.conversations()])
    else:
        for past in kept.conversations():
            typer.echo(f"{past.started}  {past.turns:>3} turns  {shorten(' '.join(clean(past.title).split()), 90)}")
        typer.echo(f"Kept in {default_path()}; delete them with: groundwork history --delete")


@app.command()
def doctor(index: Index = None, model: Model = None, base_url: Server = None, json: Json = False) -> None:
    """Look whether everything is in place, the model too, and say how to mend what is not."""
    from ui.doctor import examine
    from ui.terminal import print_json

    found = examine(index, model, base_url)
    if json:
        print_json([look.as_json() for look in found])
    else:
        for look in found:
            typer.echo(clean(f"{'ok  ' if look.well else 'FAIL'}  {look.name}: {look.words}"))
    if not all(look.well for look in found):
        raise typer.Exit(1)


def _yes(word: str, option: str) -> bool:
    if word.lower() not in ("yes", "no"):
        _fail(f"{option} is yes or no, not '{word}'.")
    return word.lower() == "yes"


def _fail(words: str) -> NoReturn:
    typer.echo(f"groundwork: {clean(words)}", err=True)
    raise typer.Exit(1) from None


def main() -> None:
    """Entry point of the `groundwork` command."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):  # a letter the terminal does not have is no reason to stop
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()
