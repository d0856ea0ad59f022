"""Sources: a `sources.yaml` goes in, outside sources by id come out."""

from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import ValidationError

from ingest.errors import CorpusError
from ingest.types import Source


def read_sources(path: Path) -> dict[str, Source]:
    """Every source of the file by its id.

    Raises:
        CorpusError: not YAML, not a list of sources, or an id that stands twice.
    """
    try:
        rows = yaml.safe_load(path.read_text(encoding="utf-8")) or []
    except (yaml.YAMLError, OSError, UnicodeDecodeError) as error:
        raise CorpusError(f"'{path}' cannot be read as YAML: {error}") from error
    if not isinstance(rows, list):
        raise CorpusError(f"'{path}' must hold a list of sources, each with at least 'id' and 'title'.")
    found: dict[str, Source] = {}
    for number, row in enumerate(rows, start=1):
        try:
            source = Source.model_validate(plain_values(row))
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "entry"
            raise CorpusError(f"'{path}', entry {number}: {where}: {first['msg']}") from error
        if source.id in found:
            raise CorpusError(f"'{path}': the id '{source.id}' stands twice.")
        found[source.id] = source
    return found


def plain_values(row: object) -> object:
    """YAML turns dates and years into dates and numbers; sources hold words."""
    if not isinstance(row, Mapping):
        return row
    return {key: value if value is None or isinstance(value, str) else str(value) for key, value in row.items()}
