"""Reading untrusted YAML into plain data, with every number kept as it was written.

Only a part of YAML is accepted: one document of mappings, lists and scalars. Anchors, aliases, tags and
duplicate keys are refused, so the size of the result is bounded by the size of the text. Nothing is guessed
from the look of a scalar except ``null``, ``true`` and ``false``: ``0.10``, ``1_000``, ``010``, ``12:30``,
``yes`` and ``2025-04-04`` all stay the strings they are, and whoever needs a number converts it exactly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, Protocol, TypeAlias, cast

import yaml

from .errors import ParseError
from .text_files import read_text
from .wording import quoted

Data: TypeAlias = "str | bool | list[Data] | dict[str, Data] | None"
DataPath: TypeAlias = tuple[str | int, ...]

MAX_CHARACTERS = 4 * 1024 * 1024
MAX_BYTES = 4 * MAX_CHARACTERS  # four bytes is the most that UTF-8 needs for one character
MAX_DEPTH = 60
MAX_NODES = 200_000

# libyaml emits the same events as the Python parser, some twenty times faster; the safe variant of either
# is enough because only events are used and no object is ever constructed by PyYAML.
_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FORBIDDEN = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


class _Mark(Protocol):
    line: int
    column: int


@dataclass(frozen=True)
class Document:
    """One YAML document: plain ``data`` and the line on which each of its values starts."""

    data: Data
    source: str = ""
    lines: Mapping[DataPath, int] = field(default_factory=dict, repr=False, compare=False)

    def line(self, path: DataPath) -> int:
        """Return the 1-based line where the value at ``path`` starts.

        Parameters
        ----------
        path : keys and list positions from the top, such as ``("events", 3, "date")``.

        Returns
        -------
        int
            The line of the value or, where there is none, of the nearest enclosing value.

        Examples
        --------
        >>> document = read_yaml("a: 1\\nb:\\n  - x\\n  - y\\n", "example.yaml")
        >>> document.line(("b", 1)), document.line(("b", 7)), document.line(("c",))
        (4, 3, 1)
        """
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return 1

    def part(self, path: DataPath, data: Data) -> Document:
        """Return the value `data` at `path` as a document of its own that knows its lines."""
        size = len(path)
        lines = {place[size:]: line for place, line in self.lines.items() if place[:size] == path}
        return Document(data, self.source, lines)


@dataclass(slots=True)
class _Open:
    """A mapping or list whose end has not been read yet."""

    value: list[Data] | dict[str, Data]
    path: DataPath
    key: str | None = None


def _is_plain(event: yaml.ScalarEvent) -> bool:
    # The two parsers report the style of an unquoted scalar differently, but agree on this flag.
    return bool(event.implicit[0])


class _Builder:
    """Turns the stream of events into data without recursion, refusing as soon as a limit is passed."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines: dict[DataPath, int] = {}
        self.root: Data = None
        self.documents = 0
        self._stack: list[_Open] = []
        self._nodes = 0

    def feed(self, event: yaml.Event) -> None:
        """Take the next event."""
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self._error(
                    "a second document starts here; one document is accepted", cast(_Mark, event.start_mark)
                )
        elif isinstance(event, yaml.NodeEvent):
            self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._stack.pop()

    def _error(self, message: str, mark: _Mark) -> ParseError:
        return ParseError(message, source=self.source, line=mark.line + 1, column=mark.column + 1)

    def _node(self, event: yaml.NodeEvent) -> None:
        mark = cast(_Mark, event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            raise self._error(
                f"alias {quoted(f'*{event.anchor}')} is not accepted; write the value out", mark
            )
        if event.anchor is not None:
            raise self._error(
                f"anchor {quoted(f'&{event.anchor}')} is not accepted; write the value out", mark
            )
        tag = cast("str | None", getattr(event, "tag", None))
        if tag is not None:
            raise self._error(f"tag {quoted(tag)} is not accepted; write a plain value", mark)
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise self._error(f"more than {MAX_NODES} values", mark)
        top = self._stack[-1] if self._stack else None
        if top is not None and isinstance(top.value, dict) and top.key is None:
            self._key(event, top, mark)
            return
        path = self._path(top)
        self.lines[path] = mark.line + 1
        value: Data
        if isinstance(event, yaml.ScalarEvent):
            text = str(event.value)
            value = _WORDS.get(text, text) if _is_plain(event) else text
            self._put(top, value)
            return
        value = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._put(top, value)
        self._stack.append(_Open(value, path))
        if len(self._stack) > MAX_DEPTH:
            raise self._error(f"nested deeper than {MAX_DEPTH} levels", mark)

    def _key(self, event: yaml.NodeEvent, top: _Open, mark: _Mark) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            raise self._error("a key must be a single word or string, not a list or mapping", mark)
        key = str(event.value)
        if key == "<<" and _is_plain(event):
            raise self._error("the merge key '<<' is not accepted; write the values out", mark)
        if key in cast("dict[str, Data]", top.value):
            first = self.lines[(*top.path, key)]
            raise self._error(f"key {quoted(key)} is given twice; its first value is on line {first}", mark)
        top.key = key

    def _path(self, top: _Open | None) -> DataPath:
        if top is None:
            return ()
        if isinstance(top.value, list):
            return (*top.path, len(top.value))
        return (*top.path, cast(str, top.key))

    def _put(self, top: _Open | None, value: Data) -> None:
        if top is None:
            self.root = value
        elif isinstance(top.value, list):
            top.value.append(value)
        else:
            top.value[cast(str, top.key)] = value
            top.key = None


def read_yaml(text: str, source: str = "") -> Document:
    """Read one YAML document as plain dictionaries, lists, strings, booleans and ``None``.

    Parameters
    ----------
    text : the document; it need not be trusted.
    source : the name to show in messages, usually the file name.

    Returns
    -------
    Document
        The data, in which every number is the string that was written, and the line of each value.

    Raises
    ------
    ParseError
        The text is no YAML, holds something outside the accepted part of it, or passes a limit
        (4 MB of text, 200,000 values, 60 levels).

    Examples
    --------
    >>> read_yaml("{price: 0.10, day: 2025-04-04, open: yes, sold: true, note: null}").data
    {'price': '0.10', 'day': '2025-04-04', 'open': 'yes', 'sold': True, 'note': None}
    >>> read_yaml("a: 1\\na: 2", "game.yaml")
    Traceback (most recent call last):
    ...
    quidproquo.games.errors.ParseError: game.yaml:2:1: key 'a' is given twice; its first value is on line 1
    """
    if len(text) > MAX_CHARACTERS:
        raise ParseError(f"longer than {MAX_CHARACTERS} characters", source=source)
    text = text.removeprefix("\ufeff")
    bad = _FORBIDDEN.search(text)
    if bad:
        line = text.count("\n", 0, bad.start()) + 1
        column = bad.start() - text.rfind("\n", 0, bad.start())
        code = f"U+{ord(bad.group()):04X}"
        raise ParseError(f"character {code} is not allowed in YAML", source=source, line=line, column=column)
    builder = _Builder(source)
    try:
        for event in yaml.parse(text, Loader=cast(Any, _LOADER)):
            builder.feed(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problem = " ".join(str(getattr(error, "problem", None) or "this is no YAML").split())
        if "nesting depth" in problem:  # newer parsers look ahead, and stop before the builder can
            problem = f"nested deeper than {MAX_DEPTH} levels"
        raise ParseError(
            f"not valid YAML: {problem}",
            source=source,
            line=mark.line + 1 if mark else None,
            column=mark.column + 1 if mark else None,
        ) from None
    if not builder.documents:
        raise ParseError("the document is empty", source=source)
    return Document(builder.root, source, builder.lines)


def read_yaml_file(path: str | Path | Traversable, source: str | None = None) -> Document:
    """Read one YAML file, which must be UTF-8; see `read_yaml`.

    Parameters
    ----------
    path : the file, or a resource of a package.
    source : the name to show in messages; the path unless given.

    Raises
    ------
    ParseError
        The file cannot be opened, is not UTF-8, or `read_yaml` refuses it.

    Examples
    --------
    >>> read_yaml_file("no-such-file.yaml")
    Traceback (most recent call last):
    ...
    quidproquo.games.errors.ParseError: no-such-file.yaml: cannot be read: No such file or directory
    """
    name = str(path) if source is None else source
    return read_yaml(read_text(path, MAX_BYTES, name), name)
