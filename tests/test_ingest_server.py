"""Server: an index whose vectors lie on a Chroma server works like any other, and cleans up there."""

import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from index_support import Counting, generations, write_documents

from ingest.index import build_index
from ingest.opened import OpenedIndex
from ingest.store import Store


def build(paths, index, embeddings=None, **more):
    return build_index(paths, index=index, handbook=False, embeddings=embeddings or Counting(), **more)


@pytest.fixture(scope="module")
def documents(tmp_path_factory):
    return write_documents(tmp_path_factory.mktemp("documents"), one="Words about degrees.", two="Words about pay.")


@pytest.fixture
def server(tmp_path):
    chroma = Path(sys.executable).with_name("chroma")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [str(chroma), "run", "--path", str(tmp_path / "server"), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{address}/api/v2/heartbeat", timeout=1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield address
    process.terminate()
    process.wait(20)


def test_an_index_on_a_chroma_server_works_and_cleans_up_after_itself(server, tmp_path, documents):
    index = tmp_path / "index"
    first = build([documents], index, server=server)
    opened = OpenedIndex(index, Counting())
    generation = opened.current()
    assert first.server == server
    assert len(generation.store.nearest("passages", generation.embed(["x"]), 9)[0]) == 2
    second = build([], index, server=server, rebuild=True)
    third = build([], index, server=server, rebuild=True)
    assert generations(index) == {first.generation, second.generation, third.generation}  # the first is being read
    assert opened.current().name == third.generation
    del generation
    fourth = build([], index, server=server, rebuild=True)
    last = Store(tmp_path, fourth.generation, server)
    names = {c.name for c in last._client.list_collections()}
    assert names == {f"{kind}-{g}" for kind in ("passages", "keys") for g in (third.generation, fourth.generation)}
    last.close()
