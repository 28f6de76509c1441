"""Changes made to a solution file to see whether they are noticed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Change = Callable[[dict[str, Any]], object]


def put(path: str, value: Any) -> Change:
    """A change that sets the field at `path`, such as ``commitment.strong.value``, to `value`."""

    def change(document: dict[str, Any]) -> None:
        *places, last = path.split(".")
        inner: Any = document
        for place in places:
            inner = inner[int(place)] if isinstance(inner, list) else inner[place]
        assert inner[int(last) if isinstance(inner, list) else last] != value
        inner[int(last) if isinstance(inner, list) else last] = value

    return change
