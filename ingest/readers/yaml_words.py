"""YAML words: YAML text goes in; words, lists and mappings of words come out.

Everything stays the words that stand in the file: YAML's own readers turn `region: NO` into false, `12:30` into 750 and
dates into objects. And nothing here can be led astray: composing is bounded in depth (PyYAML's C reader ends the
process on a hundred thousand brackets), and a key that stands twice is an error, where YAML silently keeps the last.
"""

from typing import Any

import yaml

Words = str | None | list["Words"] | dict[str, "Words"]

DEEPEST = 20
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_NOTHING = {"", "~", "null", "Null", "NULL"}


def read_yaml(text: str) -> Words:
    """The one document of a YAML text; None when it is empty.

    Raises:
        ValueError: not YAML, nested too deeply, or a key that stands twice; the message is one line.
    """
    events = []
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > DEEPEST:
                    raise ValueError(f"it is nested more than {DEEPEST} deep{_where(event)}")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            events.append(event)
    except yaml.MarkedYAMLError as error:
        raise ValueError(
            f"{error.problem or error.context or 'it is not YAML'}{_where(error, 'problem_mark')}"
        ) from error
    except (yaml.YAMLError, UnicodeError) as error:
        raise ValueError(str(error).split("\n")[0]) from error
    documents = sum(isinstance(event, yaml.DocumentStartEvent) for event in events)
    if documents > 1:
        raise ValueError("it holds several documents, divided by '---'")
    found = [e for e in events if isinstance(e, yaml.NodeEvent | yaml.CollectionEndEvent)]
    return _Composer(found).node() if found else None


class _Composer:
    def __init__(self, events: list[Any]) -> None:
        self._events = iter(events)
        self._named: dict[str, Words] = {}

    def node(self) -> Words:
        return self._compose(next(self._events))

    def _compose(self, event: Any) -> Words:
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self._named:
                raise ValueError(f"'*{event.anchor}' names nothing above it{_where(event)}")
            return self._named[event.anchor]
        made: Words
        if isinstance(event, yaml.ScalarEvent):
            plain = event.style in (None, "")
            made = None if plain and event.value in _NOTHING else event.value
        elif isinstance(event, yaml.SequenceStartEvent):
            made = self._list()
        else:
            made = self._mapping()
        if event.anchor:
            self._named[event.anchor] = made
        return made

    def _list(self) -> list[Words]:
        found: list[Words] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            found.append(self._compose(event))
        return found

    def _mapping(self) -> dict[str, Words]:
        found: dict[str, Words] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._compose(event)
            if not isinstance(key, str | None):
                raise ValueError(f"a key must be words{_where(event)}")
            if str(key) in found:
                raise ValueError(f"the key '{key}' stands twice{_where(event)}")
            found[str(key)] = self.node()
        return found


def _where(thing: Any, mark: str = "start_mark") -> str:
    place = getattr(thing, mark, None)
    return f" (line {place.line + 1})" if place is not None else ""
