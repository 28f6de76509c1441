"""An immutable mapping that can be pickled, which `types.MappingProxyType` cannot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Frozen(Mapping[Key, Value]):
    """A mapping that cannot be changed; equal to any mapping with the same entries.

    Examples
    --------
    >>> import pickle
    >>> defaults = Frozen({"k": 6})
    >>> defaults, pickle.loads(pickle.dumps(defaults)) == defaults == {"k": 6}
    (Frozen({'k': 6}), True)
    """

    __slots__ = ("_entries",)
    _entries: dict[Key, Value]

    def __init__(self, entries: Mapping[Key, Value] | None = None) -> None:
        object.__setattr__(self, "_entries", dict(entries or {}))

    def __getitem__(self, key: Key) -> Value:
        return self._entries[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def __hash__(self) -> int:
        return hash(frozenset(self._entries.items()))

    def __repr__(self) -> str:
        return f"Frozen({self._entries!r})"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a Frozen mapping has no {name!r} that can be set")

    def __reduce__(self) -> tuple[object, ...]:
        return Frozen, (self._entries,)
