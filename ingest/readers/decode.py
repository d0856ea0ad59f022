"""Decode: the bytes of a text file go in, its text comes out, whatever the encoding."""

import unicodedata

from charset_normalizer import from_bytes

from ingest.errors import UnreadableDocument

BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
SAMPLE_BYTES = 200_000


def decode(data: bytes, path: str) -> str:
    """The text of a file: UTF-8, or what its byte order mark or its letters tell; line ends become `\\n`.

    Raises:
        UnreadableDocument: empty, binary, or in an encoding that cannot be told.
    """
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            break
    else:
        encoding = "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        best = from_bytes(data[:SAMPLE_BYTES]).best()
        if best is None:
            raise UnreadableDocument(f"'{path}' is not text in any encoding that could be told. Save it as UTF-8.") from None
        text = data.decode(best.encoding, errors="replace")
    controls = sum(1 for c in text[:SAMPLE_BYTES] if unicodedata.category(c) == "Cc" and c not in "\n\r\t\f\v")
    if controls > len(text[:SAMPLE_BYTES]) // 100:
        raise UnreadableDocument(f"'{path}' is not a text file (it holds control characters). Convert it to text first.")
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")
    if not any(c.isalnum() for c in text):
        raise UnreadableDocument(f"'{path}' holds no words.")
    return text
