"""Decode: text in any encoding that can be told; everything else refused in words."""

import pytest

from ingest.errors import UnreadableDocument
from ingest.readers.decode import decode

ENGLISH = "The manager’s advice — “ship small” — is what I’d follow. Résumés of one page do best.\n"
FRENCH = "Un CV doit être court. Le marché évolue très vite, et les résumés ne suffisent pas à convaincre.\n"
POLISH = "Szukam pracy w uczeniu maszynowym. Jak napisać życiorys, żeby go przeczytali? Załącz projekty.\n"
RUSSIAN = "Привет, как найти работу в машинном обучении?\n"
JAPANESE = "私は機械学習エンジニアです。転職には作品集が必要です。\n"
CHINESE = "我想找一份机器学习工程师的工作。\n"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(ENGLISH, code) for code in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252")]
    + [(FRENCH, code) for code in ("latin-1", "cp1252", "utf-16-le")]
    + [(POLISH, "cp1250"), (RUSSIAN, "cp1251"), (RUSSIAN, "koi8-r"), (RUSSIAN, "utf-16")]
    + [(JAPANESE, "shift_jis"), (JAPANESE, "euc_jp"), (JAPANESE, "utf-16"), (CHINESE, "gb18030")],
)
@pytest.mark.parametrize("times", [2, 4000])
def test_a_text_in_any_encoding_that_can_be_told_is_read_as_it_was_written(text, encoding, times):
    assert decode((text * times).encode(encoding), "x") == text * times


def test_one_broken_byte_does_not_spoil_the_other_letters():
    data = (ENGLISH * 20).encode()
    broken = data[:200] + b"\xff" + data[200:]
    assert decode(broken, "x").replace("\ufffd", "").count("’") == (ENGLISH * 20).count("’")


def test_line_ends_become_one_kind_and_nul_is_marked():
    assert decode(b"one\r\ntwo\rthree\0 four and more", "x") == "one\ntwo\nthree\ufffd four and more"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is empty"),
        (b" \n\t\r\n", "is empty"),
        (b"\0\0\0\0", "is empty"),
        (b"\xef\xbb\xbf", "no words"),
        (b"... --- !!!", "no words"),
        (bytes(range(256)) * 40, "not text|not a text"),
        (b"%PDF-1.7 and then some words", "a PDF"),
        (b"PK\x03\x04 words", "ZIP"),
        (b"\x89PNG\r\n words", "picture"),
        (b"\x01\x02\x03\x04\x05 words", "control characters"),
    ],
)
def test_what_is_no_text_is_refused_in_words(data, why):
    with pytest.raises(UnreadableDocument, match=why):
        decode(data, "notes.md")
