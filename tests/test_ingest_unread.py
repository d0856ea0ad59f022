"""Unread: what no reader takes is counted by kind, and told with a cure."""

import shlex

import pytest

from ingest.errors import UnreadableDocument
from ingest.readers import READERS, read_paths
from ingest.readers.unread import passed_over


def made(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("# Words\n\nSome words.")
    return folder


def told(folder):
    lines = []
    documents = read_paths([folder], on_passed_over=lines.append)
    return [document.id for document in documents], lines


def test_what_a_folder_holds_beside_documents_is_told_in_one_line(tmp_path):
    names = ("a.md", "b.pdf", "deep/C.PDF", "d.docx", "deep/README.md", "LICENSE", ".hidden.pdf", ".git/e.pdf")
    read, (line,) = told(made(tmp_path, *names))
    assert read == ["a"]
    assert line.startswith("Passed over 5 files: 2 .pdf, 1 .docx, 1 README, 1 without a known ending.")
    assert "only Markdown and plain text are read" in line.lower().replace("markdown", "Markdown")
    assert "pdftotext FILE.pdf FILE.txt or pandoc FILE.docx -o FILE.md" in line
    assert "A README is read when it is named itself." in line
    assert "\n" not in line


def test_nothing_is_told_where_everything_was_read(tmp_path):
    folder = made(tmp_path, "a.md")
    (folder / "sources.yaml").write_text("")
    assert told(folder) == (["a"], [])


def test_many_kinds_stay_one_line_and_no_name_of_a_file_gets_into_it(tmp_path):
    names = [tmp_path / f"x{n}.k{n}" for n in range(40)] + [tmp_path / "y.\x1b[31m"]
    line = passed_over(names, READERS)
    assert line.startswith("Passed over 41 files: ")
    assert "36 of other kinds" in line
    assert "\x1b" not in line
    assert len(line) < 300


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("own.pdf", ["pdftotext", "own.pdf", "own.txt"]),
        ("own page.html", ["pandoc", "own page.html", "-o", "own page.md"]),
    ],
)
def test_a_file_that_is_named_itself_says_why_and_what_to_type(tmp_path, monkeypatch, name, command):
    monkeypatch.chdir(made(tmp_path, name))
    with pytest.raises(UnreadableDocument) as caught:
        read_paths([name], lambda problem: None)
    why, _, typed = str(caught.value).partition(" Convert it first, for example: ")
    assert why == f"'{name}' cannot be read: only Markdown and plain text are read ({', '.join(READERS)})."
    assert shlex.split(typed) == command


@pytest.mark.parametrize("name", ["own.pages", "own"])
def test_a_file_that_no_common_tool_converts_still_has_a_cure(tmp_path, name):
    with pytest.raises(UnreadableDocument, match=r"or rename it to \.txt if it is plain text"):
        read_paths([made(tmp_path, name) / name], lambda problem: None)


def test_a_file_beside_readable_ones_is_a_problem_of_its_own(tmp_path):
    folder = made(tmp_path, "a.md", "own.pdf")
    problems = []
    documents = read_paths([folder / "a.md", folder / "own.pdf"], problems.append)
    assert [document.id for document in documents] == ["a"]
    assert len(problems) == 1
