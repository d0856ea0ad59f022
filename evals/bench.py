"""Bench: the installed project goes in, a table of its speed and memory comes out. `make bench`.

Every figure is measured now, on this machine, and printed beside its target; nothing is asserted.
"""

import argparse
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

ROUNDS = 3
HELP_TARGET_S = 0.5
PAGE_TARGET_S = 10.0
FIRST_ANSWER_TARGET_S = 60.0
P50_TARGET_MS, P95_TARGET_MS = 60.0, 150.0
MEMORY_TARGET_MB = 1500.0

SERVE = """
import json, sys, time
from evals.memory import peak_megabytes
from rag import Advisor
questions = json.load(sys.stdin)
advisor = Advisor.open(sys.argv[1])
advisor.warm()
advisor.invoke(questions[0])
spent = []
for question in questions[1:]:
    began = time.perf_counter()
    advisor.invoke(question)
    spent.append(1000 * (time.perf_counter() - began))
print(json.dumps({"milliseconds": spent, "memory_mb": peak_megabytes()}))
"""

FIRST = """
import sys
from ingest import build_index
from rag import Advisor
build_index(index=sys.argv[1])
print(Advisor.open(sys.argv[1]).invoke("Do I need a PhD to work in machine learning?"))
"""


def headings(limit: int) -> list[str]:
    """Questions to ask: other wordings from the handbook's front matter, spread over its chapters."""
    from ingest.index import read_handbook

    asked = [wording for document in read_handbook() for wordings in document.asked.values() for wording in wordings]
    return asked[:: max(1, len(asked) // limit)][:limit]


def first_answer(folder: Path) -> float:
    """Seconds from nothing to an indexed handbook and a first answer, in a new process."""
    return timed([sys.executable, "-c", FIRST, str(folder)])


def help_seconds() -> float:
    """Median seconds of `groundwork --help`."""
    return statistics.median(timed([sys.executable, "-m", "ui", "--help"]) for _ in range(ROUNDS))


def page_seconds(folder: Path) -> float:
    """Seconds from the command to a page that answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "ui", "chat", "--index", str(folder), "--port", str(port), "--history", "no"]
    began = time.perf_counter()
    page = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < 120:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2) as reply:
                    reply.read()
                return time.perf_counter() - began
            except (urllib.error.URLError, OSError):
                if page.poll() is not None:
                    raise RuntimeError(f"the page ended with exit code {page.returncode}") from None
                time.sleep(0.1)
        raise RuntimeError("the page did not come up in two minutes")
    finally:
        page.terminate()
        page.wait(timeout=30)


def serving(folder: Path, questions: Sequence[str]) -> dict[str, float]:
    """Milliseconds of a warm question (p50, p95) and peak memory in MB, in a process of its own; the first warms up."""
    done = subprocess.run(
        [sys.executable, "-c", SERVE, str(folder)],
        input=json.dumps(list(questions)),
        stdout=subprocess.PIPE,  # what it complains of goes where ours goes
        text=True,
        check=True,
    )
    report = json.loads(done.stdout.splitlines()[-1])
    spent = sorted(report["milliseconds"])
    return {"p50": statistics.median(spent), "p95": spent[int(0.95 * (len(spent) - 1))], "memory": report["memory_mb"]}


def timed(command: Sequence[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def row(name: str, value: float, unit: str, target: float) -> str:
    return f"{name:<58} {value:>9.2f} {unit:<3} target {target:g} {unit} {'ok' if value <= target else 'MISSED'}"


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.bench", description=__doc__)
    parser.add_argument("--questions", type=int, default=200, help="how many to time")
    arguments = parser.parse_args(argv)
    if arguments.questions < 1:
        parser.error("--questions needs a number above nought")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "index"
        print(
            row("From nothing to an index and a first answer", first_answer(folder), "s", FIRST_ANSWER_TARGET_S),
            flush=True,
        )
        warm = serving(folder, headings(arguments.questions + 1))
        print(row("A warm question to a full cited answer, p50", warm["p50"], "ms", P50_TARGET_MS))
        print(row("A warm question to a full cited answer, p95", warm["p95"], "ms", P95_TARGET_MS))
        print(row("Memory of the process that serves, peak", warm["memory"], "MB", MEMORY_TARGET_MB), flush=True)
        print(row("The page is up after the command", page_seconds(folder), "s", PAGE_TARGET_S), flush=True)
    print(row("groundwork --help, median", help_seconds(), "s", HELP_TARGET_S), flush=True)
    for module in ("evals.bench_indexing", "evals.bench_writing"):
        print(f"\n{module}", flush=True)
        subprocess.run([sys.executable, "-m", module], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
