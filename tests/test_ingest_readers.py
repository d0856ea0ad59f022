"""Readers: whatever lies in a folder is read, or refused in words; nothing is lost in silence."""

import os
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

import ingest.readers as readers
from ingest.errors import CorpusError, GroundworkError, UnreadableDocument
from ingest.readers import find_files, read_file, read_paths
from ingest.readers.sources import read_sources
from ingest.readers.yaml_words import read_yaml
from ingest.split import split
from ingest.types import MOST_OF_A_TITLE, RESERVED_PREFIX
from rag.profile import YOU_SAID


def written(folder, name, data):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_and_never_anything_else(data):
    for reader in readers.READERS.values():
        try:
            document = reader("name", data, "path", {})
        except UnreadableDocument:
            continue
        document.model_dump_json()
        for passage in split(document):
            assert document.text[passage.start : passage.end] == passage.text


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_front_matter_is_read_or_refused_and_never_anything_else(front, body):
    data = f"---\n{front}\n---\n{body}".encode("utf-8", "replace")
    with suppress(UnreadableDocument):
        readers.markdown.read("name", data, "path", {}).model_dump_json()


FRONTS = {
    "title: Moving for work: visas": "stand in quotes: title: 'Work: a start'",
    "title: [a, b": "line",
    "title: a\ntitle: b": "stands twice",
    "title: {a: {b: c}}": "'title' .* must be words",
    "author: [[a], b]": "'author' .* must be words",
    "also_asked: 7": "also_asked must map",
    "also_asked: [a, b]": "also_asked must map",
    "also_asked: {h: {a: b}}": "also_asked must map",
    "a: " + "[" * 100_000: "nested more than",
    "a: " + "{b: " * 50_000: "nested more than",
    "- " * 50_000 + "x": "nested more than",
    "a: *b": "names nothing",
    "a: \x07": "not YAML",
    "? [x]\n: y": "key must be words",
    "a: b\n  c: d: e": "line",
}


@pytest.mark.parametrize("front", FRONTS, ids=range(len(FRONTS)))
def test_broken_front_matter_names_the_file_and_the_cure(front):
    with pytest.raises(UnreadableDocument, match=FRONTS[front]) as caught:
        readers.markdown.read("name", f"---\n{front}\n---\nSome words.".encode(), "notes/a.md", {})
    assert "notes/a.md" in str(caught.value)
    assert "Mend it" in str(caught.value)


def test_front_matter_stays_the_words_that_were_written():
    front = "title: 12:30\nauthor: {name: A. Writer, url: x}\nregion: NO\ndate: 2024-01-02T10:00:00\n"
    front += "publisher: [One, Two]\n"
    front += 'also_asked:\n  "How?":\n    - yes\n    - 1_000\n  Why?: no'
    document = readers.markdown.read(
        "n", f"---\n{front}\n---\n\n# How?\n\nWords.\n\n## Why? ##\n\nMore.\n".encode(), "p", {}
    )
    (source,) = document.sources
    assert (document.title, source.author, source.region, source.published) == (
        "12:30",
        "A. Writer",
        "NO",
        "2024-01-02",
    )
    assert source.publisher == "One, Two"
    assert document.asked == {"How?": ("yes", "1_000"), "Why?": ("no",)}
    assert document.text == "# How?\n\nWords.\n\n## Why? ##\n\nMore."


def test_other_wordings_are_few_and_only_of_headings_that_stand_there():
    said = "\n".join(f"  - wording {n}" for n in range(3_000))
    headings = "\n".join(f"  h{n}: *w" for n in range(3_000))
    front = f"w: &w\n{said}\nalso_asked:\n{headings}\n  h: [{'x' * 3_000}, {'y' * 1_500}, {'z' * 1_000}, a]\n"
    document = readers.markdown.read("n", f"---\n{front}---\n# h\n\nWords.\n\n## h7\n\nMore.".encode(), "p", {})
    assert set(document.asked) == {"h", "h7"}
    assert [wording[0] for wording in document.asked["h"]] == ["x", "y"]
    assert document.asked["h7"] == tuple(f"wording {n}" for n in range(50))


def test_an_underlined_heading_is_a_title_too():
    assert readers.markdown.read("n", b"Words.\n\nMy guide\n========\n\n# Later\n\nMore.", "p", {}).title == "My guide"


@pytest.mark.parametrize("data", [f"# {'[' * 60_000}\n\nWords.", f"---\ntitle: '{'[' * 60_000}'\n---\nWords."])
def test_a_title_has_an_end(data):
    document = readers.markdown.read("n", data.encode(), "p", {})
    assert len(document.title) == len(document.sources[0].title) == MOST_OF_A_TITLE


def test_no_document_can_speak_as_the_person(tmp_path):
    written(tmp_path, "you said.md", "# Mine\n\nI am a nurse.\n")
    written(tmp_path, YOU_SAID + ".md", "# Also mine\n\nI am a doctor.\n")
    assert not any(document.id.startswith(RESERVED_PREFIX) for document in read_paths([tmp_path]))
    assert YOU_SAID.startswith(RESERVED_PREFIX)
    with pytest.raises(ValueError, match="cannot begin with"):
        readers.markdown.read(YOU_SAID, b"Words.", "p", {})


def test_lines_between_rules_are_text_and_not_lost():
    document = readers.markdown.read("n", b"---\nA paragraph, no YAML.\n---\nThe rest.\n", "p", {})
    assert "A paragraph" in document.text


def test_a_million_laughs_take_no_memory():
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [{','.join(['*' + chr(97 + i)] * 9)}]\n" for i in range(15)
    )
    began = time.process_time()
    with pytest.raises(UnreadableDocument):
        readers.markdown.read("n", f"---\n{bomb}title: *p\n---\nWords.".encode(), "p", {})
    assert time.process_time() - began < 1


def test_a_line_of_sources_is_prose_where_nobody_describes_sources():
    document = readers.markdown.read("n", b"# T\n\nWords.\n\nSources: Glassdoor, a friend\n", "p", {})
    assert document.sources[0].id == "n"


def test_a_source_nobody_describes_is_named(tmp_path):
    written(tmp_path, "sources.yaml", "- {id: known, title: Known}\n")
    written(tmp_path, "a.md", "# T\n\nWords.\n\nSources: known, unknown\n")
    with pytest.raises(UnreadableDocument, match="'unknown'"):
        read_paths([tmp_path])


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ("a: b", "list of sources"),
        ("- 7", "entry 1"),
        ("- {id: a}", "title"),
        ("- {id: a, title: b, colour: c}", "colour"),
        ("- {id: a, title: b, kind: rumour}", "kind"),
        ("- {id: a, title: b}\n- {id: a, title: c}", "stands twice"),
        ("- {id: '', title: b}", "id"),
        ("- {id: a, title: [b]}", "title"),
        ("- [", "YAML"),
        (b"- {id: a, title: \xff}", "UTF-8"),
    ],
)
def test_a_wrong_list_of_sources_says_which_entry_and_what(tmp_path, rows, why):
    with pytest.raises(CorpusError, match=why):
        read_sources(written(tmp_path, "sources.yaml", rows))


def test_sources_stay_the_words_that_were_written(tmp_path):
    rows = "\ufeff- id: 2024\n  title: Yes\n  region: NO\n  published: 2024-05\n  author: ~\n  publisher:\n"
    (source,) = read_sources(written(tmp_path, "sources.yaml", rows)).values()
    assert (source.id, source.title, source.region, source.published) == ("2024", "Yes", "NO", "2024-05")
    assert source.author is None
    assert source.publisher is None


def test_yaml_of_nothing_is_nothing():
    assert read_yaml("") is None
    assert read_yaml("# only a remark") is None
    with pytest.raises(ValueError, match="several documents"):
        read_yaml("a\n---\nb")


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    good = written(tmp_path, "good.md", "# Good\n\nWords.")
    written(tmp_path, "empty.md", "")
    written(tmp_path, "binary.txt", os.urandom(4000))
    written(tmp_path, "front.md", "---\na: [\n---\nWords.")
    (tmp_path / "nowhere.md").symlink_to(tmp_path / "gone.md")
    os.mkfifo(tmp_path / "pipe.md")
    with (tmp_path / "huge.txt").open("wb") as stream:
        stream.truncate(2_000_000_000)
    problems = []
    documents = read_paths([tmp_path], problems.append)
    assert [d.origin for d in documents] == [str(good)]
    said = " ".join(str(problem) for problem in problems)
    assert len(problems) == 6
    for words in ("empty", "not text", "front matter", "cannot be read", "not a regular file", "2,000 MB"):
        assert words in said


def test_without_anybody_to_tell_a_bad_file_is_an_error(tmp_path):
    written(tmp_path, "empty.md", "")
    with pytest.raises(UnreadableDocument, match="empty"):
        read_paths([tmp_path])


def test_a_folder_of_nothing_readable_says_what_would_be_read(tmp_path):
    with pytest.raises(CorpusError, match=r"\.md, \.markdown, \.txt"):
        read_paths([tmp_path])
    written(tmp_path, "picture.png", b"x")
    with pytest.raises(CorpusError, match=r"1 file: 1 \.png\. Only Markdown .*\.md, \.markdown, \.txt"):
        read_paths([tmp_path])
    empty = written(tmp_path, "empty.md", "")
    with pytest.raises(CorpusError, match="2 unreadable"):
        read_paths([empty, empty], lambda problem: None)
    with pytest.raises(UnreadableDocument, match="is empty"):  # all there is: its own words are the message
        read_paths([empty], lambda problem: None)


@pytest.mark.parametrize("name", ["gone", "gone/there", "x" * 300, "a\0b"])
def test_a_path_that_is_not_there_is_named(tmp_path, name):
    with pytest.raises(CorpusError):
        read_paths([f"{tmp_path}/{name}"])


def test_a_broken_link_named_by_hand_says_so(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "gone")
    with pytest.raises(CorpusError, match="link to nowhere"):
        read_paths([tmp_path / "link"])


def test_a_loop_of_links_is_walked_once(tmp_path):
    written(tmp_path, "a/b/one.md", "# One\n\nWords.")
    (tmp_path / "a" / "b" / "up").symlink_to(tmp_path)
    (tmp_path / "a" / "self").symlink_to(tmp_path / "a")
    assert len(list(find_files(tmp_path))) == 1


def test_hidden_files_and_readme_are_left_out_but_read_when_named(tmp_path):
    for name in (".hidden.md", ".git/x.md", "README.md"):
        written(tmp_path, name, f"# {name}\n\nWords.")
    assert list(find_files(tmp_path)) == []
    assert read_paths([tmp_path / "README.md"])[0].id == "README"


def test_files_of_one_name_in_two_folders_are_two_documents(tmp_path):
    one, two = written(tmp_path, "one/cv.md", "# CV\n\nOne."), written(tmp_path, "two/cv.md", "# CV\n\nTwo.")
    first, second = read_paths([one, two])
    assert first.id == "cv"
    assert second.id.startswith("cv-")
    assert {d.id for d in read_paths([tmp_path])} == {"one/cv", "two/cv"}


def test_equal_contents_count_once(tmp_path):
    written(tmp_path, "a.md", "# Same\n\nWords.")
    written(tmp_path, "b.md", "# Same\n\nWords.")
    assert [d.id for d in read_paths([tmp_path])] == ["a"]


def test_a_file_name_that_is_no_utf8_is_read(tmp_path):
    path = os.fsencode(tmp_path) + b"/caf\xe9.md"
    with open(path, "wb") as stream:
        stream.write(b"# T\n\nWords.")
    (document,) = read_paths([tmp_path])
    assert document.id == "caf\ufffd"
    document.model_dump_json()


def test_a_document_that_disappears_while_folders_are_read_is_told(tmp_path):
    path = written(tmp_path, "a.md", "# T\n\nWords.")
    path.unlink()
    with pytest.raises(UnreadableDocument, match="cannot be read"):
        read_file(path)


def test_an_origin_is_the_same_from_any_working_directory(tmp_path, monkeypatch):
    path = written(tmp_path, "a.md", "# T\n\nWords.")
    monkeypatch.chdir(tmp_path)
    assert read_paths(["a.md"])[0].origin == read_paths(["./a.md"])[0].origin == str(path)
    assert read_paths("a.md")[0].id == "a"


@pytest.mark.parametrize(
    "text",
    ["line\n" * 10_000, "word " * 200_000, "x" * 300_000, "# " + " " * 100_000 + "x\n\nWords.", "- item\n" * 10_000],
)
def test_strange_shapes_are_read_and_split_in_seconds(tmp_path, text):
    began = time.process_time()
    (document,) = read_paths([written(tmp_path, "a.md", text)])
    passages = split(document)
    assert passages
    assert all(document.text[p.start : p.end] == p.text for p in passages)
    assert time.process_time() - began < 10


def test_every_refusal_is_one_kind_of_error():
    assert issubclass(UnreadableDocument, CorpusError)
    assert issubclass(CorpusError, GroundworkError)
