"""The exercises that ship with the package, found by number."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ...games.errors import InvalidInput
from ...games.wording import quoted
from ...games.yaml_reader import read_yaml_file
from ..records import build
from .schema import Exercise, Part


def list_exercises() -> tuple[Exercise, ...]:
    """Return all exercises in the order of their numbers.

    Examples
    --------
    >>> [exercise.id for exercise in list_exercises()][:2]
    ['1', '2']
    """
    return tuple(_all().values())


def load_exercise(id: str) -> Exercise:
    """Return the exercise with this number.

    Raises
    ------
    InvalidInput
        There is no such exercise; the message lists those there are.

    Examples
    --------
    >>> load_exercise("2").parts[0].kind
    'equilibria'
    >>> load_exercise("99")
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: there is no exercise '99'; accepted: 1, 2, ...
    """
    found = _all().get(id)
    if found is None:
        raise InvalidInput(f"there is no exercise {quoted(id, 20)}; accepted: {', '.join(_all())}")
    return found


def find_parts(id: str) -> tuple[Exercise, tuple[Part, ...]]:
    """Return the exercise and the parts that `id` means: one part (``"5.3"``), or all of an exercise.

    Raises
    ------
    InvalidInput
        There is no such exercise or part; the message lists those there are.
    """
    number, dot, _ = id.partition(".")
    exercise = load_exercise(number)
    parts = tuple(part for part in exercise.parts if not dot or part.id == id)
    if not parts:
        accepted = ", ".join(part.id for part in exercise.parts)
        raise InvalidInput(f"exercise {exercise.id} has no part {quoted(id, 20)}; accepted: {accepted}")
    return exercise, parts


@cache
def _all() -> dict[str, Exercise]:
    found = {}
    for file in files(__package__).iterdir():
        if file.name.endswith(".yaml"):
            exercise = build(Exercise, read_yaml_file(file, file.name))
            found[exercise.id] = exercise
    return {id: found[id] for id in sorted(found, key=int)}
