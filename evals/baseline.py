"""Baseline: a question goes in, the top passages of the usual LangChain stack come out, shown as they are.

RecursiveCharacterTextSplitter with 1000/200, the same MiniLM as ours, Chroma with k = 4: the stack of the tutorials,
without a model that writes. It shows what our own retrieval, composing and declining add. It never declines.
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.types import Cited, Found, Output, Sentence
from ingest.sentences import sentences
from rag.question import dialogue_of, last_turn

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

    from ingest.types import Document

EXACT: Any = {"hnsw": {"ef_search": 2000, "ef_construction": 2000, "max_neighbors": 128, "num_threads": 1}}
SHOWN = 4
LOOKED_AT = 8
"""Four are shown, eight are kept for recall@8."""


class Baseline:
    """The naive stack as a system."""

    def __init__(self, documents: "Sequence[Document]", embeddings: "Embeddings", folder: Path | None = None) -> None:
        """
        Args:
            documents: what is searched; the same as ours.
            embeddings: the same as ours.
            folder: where vectors are kept between runs; None for the person's cache.
        """
        from langchain_core.documents import Document as LangChainDocument
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
        self.pieces = splitter.split_documents(
            [LangChainDocument(page_content=d.text, metadata={"document": d.id}) for d in documents]
        )
        self._store = self._filled(embeddings, folder)

    def __call__(self, question: Any) -> Output:
        """Looks up the last turn, as the usual stack does, without the earlier ones. Each sentence cites itself."""
        hits = self._store.similarity_search(last_turn(dialogue_of(question)), k=LOOKED_AT)
        found = tuple(
            Found(document=h.metadata["document"], text=h.page_content, start=h.metadata["start_index"]) for h in hits
        )
        told = tuple(_sentence(f, span) for f in found[:SHOWN] for span in sentences(f.text))
        text = "\n\n".join(f.text for f in found[:SHOWN])
        return Output(case="", system="baseline", question="", text=text, sentences=told, found=found, mode="passages")

    def _filled(self, embeddings: "Embeddings", folder: Path | None) -> Any:
        """A Chroma collection in memory; vectors come from the cache when these very pieces were embedded before."""
        import numpy as np
        from chromadb import EphemeralClient
        from chromadb.config import Settings
        from filelock import FileLock
        from langchain_chroma import Chroma
        from platformdirs import user_cache_path

        texts = [piece.page_content for piece in self.pieces]
        named = "\0".join([str(getattr(embeddings, "fingerprint", "")), *texts])
        key = sha256(named.encode("utf-8", "surrogatepass")).hexdigest()[:24]
        kept = (folder or user_cache_path("groundwork") / "baseline") / f"{key}.npy"
        kept.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(kept.with_suffix(".lock")):  # two workers need not embed the same
            try:
                vectors = np.load(kept, allow_pickle=False)
            except (OSError, ValueError, EOFError):
                vectors = np.asarray(embeddings.embed_documents(texts), dtype=np.float32)
                _keep(kept, vectors)
        client = EphemeralClient(Settings(anonymized_telemetry=False))
        store = Chroma(
            collection_name=f"baseline-{key}",
            embedding_function=embeddings,
            client=client,
            collection_configuration=EXACT,  # as it comes, two builds of one index differ in what they find
        )
        if not store._collection.count():  # in memory, shared by the process: filled once
            most = client.get_max_batch_size()
            for start in range(0, len(texts), most):
                part = slice(start, start + most)
                store._collection.add(
                    ids=[str(n) for n in range(len(texts))[part]],
                    embeddings=vectors[part],
                    documents=texts[part],
                    metadatas=[dict(piece.metadata) for piece in self.pieces[part]],
                )
        return store


def _sentence(found: Found, span: tuple[int, int]) -> Sentence:
    words = found.text[slice(*span)]
    start = (found.start or 0) + span[0]
    cited = Cited(document=found.document, quote=words, start=start, end=start + len(words), stands=True)
    return Sentence(text=words, cited=(cited,))


def _keep(path: Path, vectors: Any) -> None:
    import os

    import numpy as np

    try:
        part = path.with_suffix(f".{os.getpid()}.npy")
        np.save(part, vectors)
        part.replace(path)
    except OSError:
        pass  # without a cache the next run embeds again
