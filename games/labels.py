"""Labels of players, strategies, information sets and actions: unique, never empty, always text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from .errors import InvalidGame

MAX_LABEL = 10_000


def own_labels(labels: Iterable[str], what: str) -> tuple[str, ...]:
    """Return `labels` as they are; our own builders refuse empty, duplicate and non-text labels.

    Examples
    --------
    >>> own_labels(["allow", "allow"], "strategies of US")
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidGame: strategies of US: 'allow' stands twice; labels must differ
    """
    if isinstance(labels, str):
        raise InvalidGame(f"{what}: {labels!r} is one text; a list of labels is needed")
    found = tuple(labels)
    for label in found:
        if not isinstance(label, str):
            raise InvalidGame(f"{what}: {label!r} is a {type(label).__name__}; labels are text")
        if not label.strip():
            raise InvalidGame(f"{what}: {label!r} is empty; every label needs a visible character")
        if len(label) > MAX_LABEL:
            raise InvalidGame(f"{what}: a label of {len(label)} characters; at most {MAX_LABEL} are accepted")
    if len(set(found)) < len(found):
        twice = [label for label, count in Counter(found).items() if count > 1]
        raise InvalidGame(f"{what}: {twice[0]!r} stands twice; labels must differ")
    return found


def file_labels(labels: Sequence[str], numbers: Sequence[int] | None = None) -> tuple[str, ...]:
    """Return the names for labels read from a Gambit file, where empty and duplicate ones are legal.

    An empty label becomes its number; duplicates become ``label#number``. The numbers count from 1, unless
    the file has `numbers` of its own.

    Examples
    --------
    >>> file_labels(["hold", "", "hold"])
    ('hold#1', '2', 'hold#3')
    >>> file_labels(["", "hold"], [7, 9])
    ('7', 'hold')
    """
    known = range(1, len(labels) + 1) if numbers is None else numbers
    names = [label if label.strip() else str(n) for label, n in zip(labels, known, strict=True)]
    while True:
        counts = Counter(names)
        if len(counts) == len(names):
            return tuple(names)
        names = [f"{name}#{n}" if counts[name] > 1 else name for name, n in zip(names, known, strict=True)]


def numbered(count: int) -> tuple[str, ...]:
    """The names of unlabelled things: "1", "2", …"""
    return tuple(str(number) for number in range(1, count + 1))
