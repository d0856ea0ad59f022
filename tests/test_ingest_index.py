"""Index: what is built holds what was put in; what goes wrong is said in words, and nothing is lost."""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from index_support import ROOT, WITHOUT_PRIVILEGES, Counting, generations, python, write_documents

import ingest.index
from ingest.errors import CorpusError, IndexBusy, IndexDamaged, IndexMismatch, ModelUnavailable, StorageProblem
from ingest.generations import writer
from ingest.index import build_index, embedded_text, handbook_is_current, keys_of, read_handbook, read_manifest
from ingest.library import Library
from ingest.opened import OpenedIndex


def build(paths, index, embeddings=None, **more):
    return build_index(paths, index=index, handbook=False, embeddings=embeddings or Counting(), **more)


def texts_of(index):
    return {d.text.strip() for d in OpenedIndex(index, Counting()).current().documents()}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An index of two documents, to be copied by every test that breaks one."""
    folder = tmp_path_factory.mktemp("made")
    write_documents(folder / "documents", one="Words about degrees.", two="Words about pay.")
    build([folder / "documents"], folder / "index")
    return folder


@pytest.fixture
def index(made, tmp_path):
    return Path(shutil.copytree(made / "index", tmp_path / "index"))


# -- building ------------------------------------------------------------


def test_an_index_holds_just_what_was_put_in_and_describes_itself(made):
    manifest = read_manifest(made / "index")
    generation = OpenedIndex(made / "index", Counting()).current()
    passages = generation.passages()
    assert (manifest.documents, manifest.passages) == (2, len(passages))
    assert generation.store.count("keys") == manifest.keys == len(keys_of(passages))
    vectors = generation.embed([embedded_text(p) for p in passages])
    assert [row[0][0] for row in generation.store.nearest("passages", vectors, 1)] == [p.id for p in passages]
    for passage in passages:
        whole = generation.document(passage.document_id)
        assert whole.text[passage.start : passage.end] == passage.text
    assert generations(made / "index") == {manifest.generation}
    assert not (made / "index" / "generations" / manifest.generation / "expected.npz").exists()


def test_the_same_again_builds_nothing_and_a_change_embeds_only_what_is_new(made, index, tmp_path):
    before = read_manifest(index)
    embeddings = Counting()
    assert build([made / "documents"], index, embeddings) == before
    assert embeddings.embedded == 0
    more = write_documents(tmp_path / "more", three="Words about mentors.")
    after = build([more], index, embeddings)
    assert after.documents == 3
    assert embeddings.embedded == 3  # its passage, its heading, its sentence
    assert texts_of(index) == {
        "# one\n\nWords about degrees.",
        "# two\n\nWords about pay.",
        "# three\n\nWords about mentors.",
    }
    assert build([], index, embeddings, rebuild=True).generation != after.generation
    assert embeddings.embedded == 3
    assert build([], index, embeddings, remove="three").documents == 2


def test_nothing_to_index_is_said_and_leaves_no_generation(index, tmp_path):
    with pytest.raises(CorpusError, match="no document to index"):
        build([], tmp_path / "new")
    with pytest.raises(CorpusError, match="no document to index"):
        build([], index, remove=["one", "two"])
    assert len(texts_of(index)) == 2


def test_a_persons_own_handbook_folder_is_not_the_handbook(tmp_path):
    write_documents(tmp_path / "own" / "handbook", cv="Mine.")
    assert build([tmp_path / "own"], tmp_path / "index").documents == 1
    assert build([], tmp_path / "index", rebuild=True).documents == 1


def test_the_bundled_handbook_is_read_and_known_to_be_current(made):
    documents = read_handbook()
    assert len(documents) > 50
    assert all(d.id.startswith("handbook/") and d.sources for d in documents)
    library = Library(made / "index" / "library.sqlite")
    assert handbook_is_current(read_manifest(made / "index"), library)
    library.close()


def test_a_file_named_like_a_module_where_one_stands_is_not_imported(index, tmp_path, monkeypatch):
    (tmp_path / "numpy.py").write_text("raise SystemExit('imported')")
    monkeypatch.chdir(tmp_path)
    build([], index, rebuild=True)


# -- what goes wrong ------------------------------------------------------------


def broken_pointer(index):
    (index / "CURRENT").write_bytes(b"../../elsewhere\xff")


def missing_pointer(index):
    (index / "CURRENT").unlink()


def broken_manifest(index):
    (index / "generations" / (index / "CURRENT").read_text() / "manifest.json").write_text('{"generation":')


def missing_generation(index):
    shutil.rmtree(index / "generations")


def cut_vectors(index):
    largest = max((index / "generations").rglob("data_level0.bin"), key=lambda path: path.stat().st_size)
    largest.write_bytes(largest.read_bytes()[:1000])


def missing_vectors(index):
    next((index / "generations").rglob("chroma.sqlite3")).unlink()


@pytest.mark.parametrize(
    "break_it", [broken_pointer, missing_pointer, broken_manifest, missing_generation, cut_vectors, missing_vectors]
)
def test_a_broken_index_names_the_cure_and_the_cure_loses_nothing(index, made, tmp_path, break_it):
    break_it(index)
    with pytest.raises(IndexDamaged, match="groundwork index --rebuild"):
        OpenedIndex(index, Counting())
    embeddings = Counting()
    more = write_documents(tmp_path / "more", three="More words.")
    assert build([more], index, embeddings).documents == 3
    assert len(texts_of(index)) == 3
    assert embeddings.embedded == 3
    assert generations(index) <= {read_manifest(index).generation, read_manifest(made / "index").generation}


def test_a_lost_library_is_told_and_never_replaced_in_silence(index, made):
    (index / "library.sqlite").unlink()
    with pytest.raises(IndexDamaged, match=r"held 2 documents.*add your documents again"):
        build([made / "documents"], index)
    with pytest.raises(IndexDamaged):
        OpenedIndex(index, Counting())


def test_an_index_of_another_model_is_refused_and_may_be_built_again(index):
    other = Counting(size=16)
    with pytest.raises(IndexMismatch, match=r"Counting:32.*Counting:16.*--rebuild"):
        OpenedIndex(index, other)
    assert build([], index, other).dimensions == 16
    OpenedIndex(index, other).current()


def test_two_writers_at_once_are_one_too_many(index, made):
    with writer(index), pytest.raises(IndexBusy, match="Wait for it"):
        build([made / "documents"], index)
    build([made / "documents"], index)


class Failing(Counting):
    """Answers with what is no vector."""

    answer: str = "nothing"

    def embed_documents(self, texts):
        if self.answer == "nothing":
            raise ConnectionError("no answer")
        rows = np.array(super().embed_documents(texts))
        if self.answer == "not numbers":
            rows[0, 0] = np.nan
        return rows[:-1].tolist() if self.answer == "too few" else rows.tolist()


@pytest.mark.parametrize("answer", ["nothing", "not numbers", "too few"])
def test_a_model_that_fails_leaves_the_old_index_and_nothing_else(index, tmp_path, answer):
    before = read_manifest(index)
    more = write_documents(tmp_path / "more", three="More words. And more.")
    with pytest.raises(ModelUnavailable):
        build([more], index, Failing(answer=answer))
    assert read_manifest(index) == before
    assert generations(index) == {before.generation}


def test_an_error_while_vectors_are_stored_takes_back_what_was_begun(index, tmp_path):
    before = read_manifest(index)

    def stop(step, done, total):
        if step == "storing":
            raise KeyboardInterrupt

    more = write_documents(tmp_path / "more", three="More words.")
    with pytest.raises(KeyboardInterrupt):
        build([more], index, progress=stop)
    assert generations(index) == {before.generation}
    library = Library(index / "library.sqlite")
    assert library.generations() == [before.generation]
    library.close()


def test_a_read_only_index_may_be_read_and_not_written(index, tmp_path):
    subprocess.run(["chmod", "-R", "a-w", str(index)], check=True)
    code = WITHOUT_PRIVILEGES + (
        "from index_support import Counting\n"
        "from ingest.opened import OpenedIndex\nfrom ingest.index import build_index\n"
        "from ingest.errors import StorageProblem\n"
        "generation = OpenedIndex(sys.argv[1], Counting()).current()\n"
        "print(len(generation.documents()), len(generation.store.nearest('passages', generation.embed(['x']), 9)[0]))\n"
        "print(len(generation.keyword_search(['degrees'], 5)))\n"
        "try: build_index([], index=sys.argv[1], handbook=False, embeddings=Counting(), rebuild=True)\n"
        "except StorageProblem as problem: print(problem)\n"
    )
    said, error = python(code, index).communicate(timeout=120)
    subprocess.run(["chmod", "-R", "u+w", str(index)], check=True)
    first, second, third = said.splitlines()[-3:] if not error else pytest.fail(error)
    assert (first, second) == ("2 2", "1")
    assert "--index" in third


def test_a_full_disk_is_a_clear_error_and_the_old_index_stays(index, tmp_path):
    more = write_documents(tmp_path / "more", **{f"n{i}": f"Words number {i}. " * 40 for i in range(60)})
    code = (
        "import resource\nfrom index_support import Counting\nfrom ingest.index import build_index\n"
        "from ingest.errors import GroundworkError\n"
        "import chromadb\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))\n"
        "try: build_index([sys.argv[2]], index=sys.argv[1], handbook=False, embeddings=Counting())\n"
        "except GroundworkError as problem: print(type(problem).__name__, problem)\n"
    )
    before = read_manifest(index)
    for limit in (100_000, 400_000):
        said, error = python(code, index, more, limit).communicate(timeout=120)
        assert said.startswith("StorageProblem"), said + error
        assert read_manifest(index) == before
        assert generations(index) == {before.generation}
        assert len(texts_of(index)) == 2
    assert build([more], index).documents == 62


def test_a_folder_that_cannot_be_made_is_a_storage_problem(tmp_path, made):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageProblem, match="--index"):
        build([made / "documents"], tmp_path / "file" / "index")


def test_the_names_of_this_room_stay_where_they_were():
    for name in ingest.index.__all__:
        assert hasattr(ingest.index, name)
    assert (ROOT / "ingest" / "README.md").is_file()
