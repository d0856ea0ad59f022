"""Sources: a `sources.yaml` goes in, outside sources by id come out."""

from pathlib import Path

from pydantic import ValidationError

from ingest.errors import CorpusError
from ingest.readers.yaml_words import read_yaml
from ingest.types import Source


def read_sources(path: Path) -> dict[str, Source]:
    """Every source of the file by its id.

    Raises:
        CorpusError: not YAML, not a list of sources, or an id that stands twice.
    """
    try:
        rows = read_yaml(path.read_bytes().decode("utf-8-sig")) or []
    except OSError as error:
        raise CorpusError(f"'{path}' cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise CorpusError(f"'{path}' cannot be read as YAML in UTF-8: {error}. Mend it there.") from error
    if not isinstance(rows, list):
        raise CorpusError(f"'{path}' must hold a list of sources, each with at least 'id' and 'title'.")
    found: dict[str, Source] = {}
    for number, row in enumerate(rows, start=1):
        try:
            source = Source.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "entry"
            raise CorpusError(f"'{path}', entry {number}: {where}: {first['msg']}. Mend it there.") from error
        if source.id in found:
            raise CorpusError(f"'{path}': the id '{source.id}' stands twice. Keep one of the two.")
        found[source.id] = source
    return found
