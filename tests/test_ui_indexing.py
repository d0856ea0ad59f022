"""Indexing from a terminal: what was passed over and what has changed since is said, with the words to type."""

import json
import shlex
from pathlib import Path

import pytest
from test_ui_cli import call

from ingest.index import Manifest, build_index
from ingest.library import Library
from ingest.readers import read_paths
from ui.indexing import report


def test_what_a_folder_holds_beside_documents_is_told_and_a_pdf_says_how_it_can_be_read(tmp_path: Path) -> None:
    notes = tmp_path / "notes"
    notes.mkdir()
    for name in ("a.txt", "own.pdf", "web.html"):
        (notes / name).write_text("Interviews are practised aloud.\n", encoding="utf-8")
    index = ("--index", tmp_path / "index", "--without-handbook", "--json")
    code, out, err = call("add", notes, *index)
    assert code == 0, err
    assert json.loads(out)["documents"] == 1
    assert "Passed over 2 files: 1 .html, 1 .pdf. Only Markdown and plain text are read" in err
    code, _, err = call("add", notes / "own.pdf", *index)
    assert code == 1
    assert err.startswith(f"groundwork: '{notes / 'own.pdf'}' cannot be read: only Markdown and plain text")
    assert err.strip().endswith(f"pdftotext {notes / 'own.pdf'} {notes / 'own.txt'}")
    code, _, err = call("add", notes / "own.pdf", notes / "web.html", *index)
    assert code == 1
    assert err.count("Left out: ") == 2


def test_index_only_looks_and_tells_what_to_type_for_what_has_changed(tmp_path: Path) -> None:
    for name in ("a.txt", "b b.txt", "c.txt"):
        (tmp_path / name).write_text(f"Interviews are practised aloud, says {name}.\n", encoding="utf-8")
    index = tmp_path / "my index"
    build_index([tmp_path], index=index, handbook=False)
    code, out, _ = call("index", "--index", index)
    assert code == 0
    assert "3 documents, 3 passages" in out
    assert "groundwork add" not in out
    changed = tmp_path / "b b.txt"
    changed.write_text("Interviews are practised in silence.\n", encoding="utf-8")
    (tmp_path / "c.txt").unlink()  # stays as it was read
    _, out, _ = call("index", "--index", index)
    assert "1 of your documents has changed on disk" in out
    typed = shlex.split(out[out.index("groundwork add") :])
    assert typed[1:] == ["add", str(changed), "--index", str(index)]
    assert call(*typed[1:])[0] == 0
    after = json.loads(call("index", "--index", index, "--json")[1])
    assert (after["documents"], after["changed_on_disk"]) == (3, [])


def test_an_index_with_an_old_handbook_names_the_command_for_that_very_index(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    handbook = tmp_path / "handbook"
    handbook.mkdir()
    (handbook / "old.md").write_text("# Old\n\nInterviews are practised aloud.\n", encoding="utf-8")
    (document,) = read_paths([handbook])
    library = Library(tmp_path / "library.sqlite", write=True)
    library.write_generation("g1", [(document.model_copy(update={"id": "handbook/old"}), [])], "none")
    library.close()
    manifest = Manifest.model_construct(
        generation="g1", documents=1, passages=1, keys=2, recall=1.0, built="now", seconds=1, embedding="m"
    )
    report(manifest, tmp_path, json=False)
    assert f"To bring it up to date, type: groundwork index --rebuild --index {tmp_path}" in capsys.readouterr().out
