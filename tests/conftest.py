"""What every test shares: one thread, no network beyond this machine, one real embedding model, one small real
index.
"""

import gc
import ipaddress
import os
import sys
import warnings
from collections.abc import Iterator

os.environ["OMP_NUM_THREADS"] = "1"  # before torch: with two threads on a busy machine every text waits for the slower
os.environ["HF_HUB_OFFLINE"] = "1"
os.environ["ANONYMIZED_TELEMETRY"] = "False"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

import corpus
from ingest.embed import Embedder
from ingest.index import build_index
from ingest.opened import OpenedIndex

settings.register_profile("house", deadline=None)  # a property is no clock: on a busy machine anything takes long
settings.load_profile("house")


class OutsideCallError(RuntimeError):
    """A test, or what it tests, reached for another machine."""


def _is_here(host: object) -> bool:
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name in ("", "localhost", "0.0.0.0", "::"):
        return True
    try:
        return ipaddress.ip_address(name.split("%")[0]).is_loopback
    except ValueError:
        return False


def _refuse_other_machines(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        outside = isinstance(address, tuple) and not _is_here(address[0])
    elif event == "socket.getaddrinfo":
        address = arguments[0]
        outside = not _is_here(address)
    else:
        return
    if outside:
        raise OutsideCallError(f"{event} to {address!r}: Groundwork's tests, and Groundwork, need no other machine")


sys.addaudithook(_refuse_other_machines)

SMALL_DOCUMENTS = {
    "degrees.md": """---
title: Degrees
author: A. Writer
kind: guide
date: 2024-05-01
also_asked:
  "Do I need a PhD to work in machine learning?":
    - is a doctorate necessary for AI
---

## Do I need a PhD to work in machine learning?

Most machine learning engineers have no PhD. A doctorate is asked for in research roles.

## Is a master's degree worth it?

A master's degree helps people who come from another field. It costs one to two years of salary.
""",
    "portfolio.md": """# Portfolio

## What should a portfolio show?

A portfolio shows two or three projects that solve a real problem. Each project needs a readme that says what you found.

- Choose data that you collected yourself.
- Write down what did not work.
""",
    "interviews.txt": """Interviews

Coding interviews for data scientists test SQL and Python. Practise aloud for three weeks before the first interview.

Behavioural interviews ask for examples. Prepare five stories about your own work, each two minutes long.
""",
    "salaries.md": """# Salaries

## How much does a data analyst earn?

In the United States the median data analyst earned about $80,000 in 2023. Pay differs by city and industry.
""",
}


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real all-MiniLM-L6-v2, loaded once."""
    return Embedder(threads=1)


@pytest.fixture(scope="session")
def small_documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of four short documents."""
    folder = tmp_path_factory.mktemp("documents")
    for name, text in SMALL_DOCUMENTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def small_index(small_documents: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> OpenedIndex:
    """The four documents, really indexed, opened for reading."""
    folder = tmp_path_factory.mktemp("small") / "index"
    build_index([small_documents], index=folder, handbook=False, embeddings=embedder)
    return OpenedIndex(folder, embedder)


@pytest.fixture(scope="session")
def handbook_headings() -> set[tuple[str, str]]:
    """Chapter and heading of every section of the bundled handbook."""
    return {
        (path.stem, line[3:].strip())
        for path in corpus.HANDBOOK.glob("*.md")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.startswith("## ")
    }


@pytest.fixture(scope="module")
def no_sockets_left() -> Iterator[None]:
    """The providers' clients leave some sockets to the garbage collector: let it find them here."""
    yield
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()
