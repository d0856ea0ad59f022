"""What the tests of the index share: a counting fake embedder, folders of documents, a process that may not write."""

import subprocess
import sys
from pathlib import Path

from langchain_core.embeddings import DeterministicFakeEmbedding

ROOT = Path(__file__).resolve().parent.parent

WITHOUT_PRIVILEGES = """
import ctypes, sys
if sys.platform == 'linux':  # root may write anywhere; without its capabilities it may not
    class Header(ctypes.Structure): _fields_ = [('version', ctypes.c_uint32), ('pid', ctypes.c_int)]
    class Data(ctypes.Structure): _fields_ = [(n, ctypes.c_uint32) for n in ('effective', 'permitted', 'inheritable')]
    ctypes.CDLL(None).capset(ctypes.byref(Header(0x20080522, 0)), ctypes.byref((Data * 2)()))
"""


class Counting(DeterministicFakeEmbedding):
    """Counts what it embeds."""

    size: int = 32
    embedded: int = 0

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += len(texts)
        return super().embed_documents(texts)


def write_documents(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.md").write_text(f"# {name}\n\n{text}\n", encoding="utf-8")
    return folder


def python(code: str, *arguments: object, **more: object) -> subprocess.Popen[str]:
    """A Python process of its own, with the project on its path."""
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            f"import sys; sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / 'tests')!r}]\n{code}",
            *map(str, arguments),
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **more,  # type: ignore[call-overload]
    )


def generations(index: Path) -> set[str]:
    return {place.name for place in (index / "generations").iterdir()}
