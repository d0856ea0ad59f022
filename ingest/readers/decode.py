"""Decode: the bytes of a text file go in, its text comes out, whatever the encoding.

A byte order mark or valid UTF-8 settles it. The rest is a guess, and guesses are kept few: UTF-16 by its zero bytes,
UTF-8 with a broken byte here and there, the Asian, Cyrillic, Greek, Hebrew and Arabic encodings by charset-normalizer,
and for Latin letters cp1252, which Western text on disk nearly always is; charset-normalizer alone takes English with
typographic quotes for Turkish and French for a Macintosh encoding (tried, November 2026).
"""

import re

from charset_normalizer import from_bytes

from ingest.errors import UnreadableDocument

BYTE_ORDER_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
OTHER_FORMATS = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive or office document",
    b"\xd0\xcf\x11\xe0": "an old office document",
    b"{\\rtf": "an RTF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"\x7fELF": "a program",
    b"SQLite format 3": "a database",
}
SAMPLE_BYTES = 100_000
_CANDIDATES = [
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1255", "cp1256", "koi8_r"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
_CENTRAL_EUROPEAN = {"Polish", "Czech", "Slovak", "Slovene", "Croatian", "Hungarian"}
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def decode(data: bytes, path: str) -> str:
    """The text of a file; line ends become `\\n`, characters that no text holds become U+FFFD.

    Raises:
        UnreadableDocument: empty, binary, or in an encoding that cannot be told.
    """
    if not data.strip(b" \t\r\n\0"):
        raise UnreadableDocument(f"'{path}' is empty. Remove it, or write something in it.")
    for start, what in OTHER_FORMATS.items():
        if data.startswith(start):
            raise UnreadableDocument(f"'{path}' is {what}, not a text file. Save it as plain text or Markdown first.")
    text = _told(data)
    if text is None:
        raise UnreadableDocument(f"'{path}' is not text in any encoding that could be told. Save it as UTF-8.")
    controls = len(_CONTROLS.findall(text, 0, SAMPLE_BYTES))
    if controls > max(2, min(len(text), SAMPLE_BYTES) // 100):
        raise UnreadableDocument(
            f"'{path}' is not a text file (it holds control characters). Convert it to text first."
        )
    text = _SURROGATES.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd"))
    if not any(c.isalnum() for c in text):
        raise UnreadableDocument(f"'{path}' holds no words. Remove it, or write something in it.")
    return text


def _told(data: bytes) -> str | None:
    """The decoded text, or None when nothing fits."""
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    if (wide := _utf16_without_mark(data)) is not None:
        return wide
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    mostly = data.decode("utf-8", errors="replace")
    broken = mostly.count("\ufffd")
    sound = sum(1 for c in mostly if c > "\x7f") - broken
    if sound >= 4 * broken:
        return mostly  # a byte cut or lost: the other letters prove the encoding
    return _guessed(data)


def _utf16_without_mark(data: bytes) -> str | None:
    """Text saved as UTF-16 without a mark has a zero in every other byte, always on the same side."""
    sample = data[: SAMPLE_BYTES // 2 * 2]
    high, low = sample[0::2].count(0), sample[1::2].count(0)
    if max(high, low) < len(sample) // 4 or min(high, low) > max(high, low) // 20 or len(data) % 2:
        return None
    try:
        return data.decode("utf-16-be" if high > low else "utf-16-le")
    except UnicodeDecodeError:
        return None


def _guessed(data: bytes) -> str | None:
    sample = data[:SAMPLE_BYTES]
    if len(data) > SAMPLE_BYTES:  # cut where no letter of several bytes can be cut through
        sample = sample[: max(sample.rfind(b"\n"), sample.rfind(b" "), SAMPLE_BYTES // 2)]
    best = from_bytes(sample, cp_isolation=_CANDIDATES).best()
    if best is None and len(data) > SAMPLE_BYTES:
        best = from_bytes(data[: SAMPLE_BYTES * 10], cp_isolation=_CANDIDATES).best()
    if best is None:
        return None
    encoding = best.encoding
    if encoding == "cp1250" and best.language not in _CENTRAL_EUROPEAN:
        encoding = "cp1252"
    return data.decode(encoding, errors="replace")
