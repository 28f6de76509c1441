"""In which direction the numbers of an equilibrium move when the parameter rises, on one cell of a map."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal, TypeAlias

from .algebraic import Real
from .errors import ParseError
from .extensive_form import CHANCE, ExtensiveFormGame
from .normal_form import NormalFormGame
from .parameter_formula import ParameterFormula
from .solution_fields import read_real
from .solution_json import number_document

Sign: TypeAlias = Literal["+", "-", "0"]
SIGNS = ("+", "-", "0")


@dataclass(frozen=True, slots=True)
class Direction:
    """Whether a number rises (``+``), falls (``-``) or stays (``0``) on a cell, from left to right.

    Attributes
    ----------
    signs : one, or one more than there are turning points; neighbours differ.
    turns : the exact values of the parameter at which the sign changes, ascending.

    Notes
    -----
    A sign is that of the derivative wherever that exists and is not zero, which is everywhere on its stretch
    but at finitely many points.
    """

    signs: tuple[Sign, ...]
    turns: tuple[Real, ...] = ()

    def __str__(self) -> str:
        return self.signs[0] if len(self.signs) == 1 else " then ".join(self.signs)


STAYS = Direction(("0",))


@dataclass(frozen=True, slots=True)
class Statics:
    """The directions of the probabilities and payoffs of one equilibrium, in the form of its profile."""

    profile: tuple[tuple[Direction, ...] | None, ...]
    payoffs: tuple[Direction, ...]


def direction_document(direction: Direction) -> Any:
    """A direction in the JSON: its sign, or all of them with the turning points.

    Examples
    --------
    >>> direction_document(Direction(("+",))), direction_document(Direction(("+", "-"), (Fraction(3, 2),)))
    ('+', {'mixed': ['+', '-'], 'at': ['3/2']})
    """
    if not direction.turns:
        return direction.signs[0]
    return {"mixed": list(direction.signs), "at": [number_document(turn) for turn in direction.turns]}


def statics_document(
    game: NormalFormGame | ExtensiveFormGame, profile: Sequence[Any], statics: Statics
) -> dict[str, Any]:
    """The directions of an equilibrium in the JSON: of what its `profile` lists, and of the payoffs."""

    def directions(labels: Sequence[str], mixed: Any, own: Any) -> dict[str, Any]:
        rows = zip(labels, mixed, own, strict=True)
        return {
            label: direction_document(direction)
            for label, p, direction in rows
            if isinstance(p, ParameterFormula) or p != 0
        }

    parts = list(zip(profile, statics.profile, strict=True))
    document: dict[str, Any] = {who: {} for who in game.players}
    if isinstance(game, NormalFormGame):
        for who, labels, (mixed, own) in zip(game.players, game.strategies, parts, strict=True):
            document[who] = directions(labels, mixed, own)
    else:
        for place, (mixed, own) in zip(game.information_sets, parts, strict=True):
            if place.player != CHANCE and mixed is not None:
                document[game.players[place.player]][place.label] = directions(place.actions, mixed, own)
    pays = zip(game.players, statics.payoffs, strict=True)
    return {"profile": document, "payoffs": {who: direction_document(d) for who, d in pays}}


def statics_findings(
    stated: Any, equilibria: Sequence[tuple[Fraction, Mapping[str, Any]]], where: str
) -> Iterator[str]:
    """Say which stated directions are contradicted by an equilibrium's numbers at ascending values.

    Parameters
    ----------
    stated : the field ``statics`` of an equilibrium on a cell.
    equilibria : values of the parameter, each with the equilibrium's ``profile`` and ``payoffs`` there.

    Raises
    ------
    ParseError
        For what is no such field.
    """
    if not isinstance(stated, Mapping) or set(stated) != {"profile", "payoffs"}:
        raise ParseError(f"{where}: statics needs the fields profile and payoffs")
    for field in ("profile", "payoffs"):
        numbers = [(value, one[field]) for value, one in equilibria]
        yield from _nested_findings(stated[field], numbers, f"{where}: statics of the {field}")


def _nested_findings(stated: Any, numbers: Sequence[tuple[Fraction, Any]], where: str) -> Iterator[str]:
    contents = [content for _, content in numbers]
    if not all(isinstance(content, Mapping) and "exact" not in content for content in contents):
        rows = [(value, read_real(content, where)) for value, content in numbers]
        yield from direction_findings(stated, rows, where)
        return
    labels = {label for content in contents for label in content}
    if not isinstance(stated, Mapping) or set(stated) != labels:
        yield f"{where}: a direction is missing, or stands for something that is not played"
        return
    for label in labels:
        yield from _nested_findings(stated[label], [(v, c[label]) for v, c in numbers], f"{where}, {label}")


def direction_findings(stated: Any, numbers: Sequence[tuple[Fraction, Real]], where: str) -> Iterator[str]:
    """Say where a stated direction is contradicted by numbers at ascending values of the parameter.

    Parameters
    ----------
    stated : as `direction_document` writes it.
    numbers : values of the parameter, each with the number there.

    Raises
    ------
    ParseError
        For what is no direction.

    Examples
    --------
    >>> rising = [(Fraction(1), Fraction(5)), (Fraction(2), Fraction(6))]
    >>> list(direction_findings("+", rising, "payoff of US")), list(direction_findings("0", rising, "payoff"))
    ([], ["payoff: the direction '0' is wrong between 1 and 2"])
    """
    signs, turns = _read(stated, where)
    for (one, before), (two, after) in pairwise(numbers):
        place = sum(turn <= one for turn in turns)
        if place == sum(turn < two for turn in turns):
            sign = "+" if after > before else "-" if after < before else "0"
            if sign != signs[place]:
                yield f"{where}: the direction {signs[place]!r} is wrong between {one} and {two}"


def _read(stated: Any, where: str) -> tuple[Sequence[str], list[Real]]:
    if stated in SIGNS:
        return [stated], []
    needed = f"{where}: the direction is {str(stated)[:60]!r}; +, -, 0 or mixed with turning points is needed"
    if not isinstance(stated, Mapping) or set(stated) != {"mixed", "at"}:
        raise ParseError(needed)
    signs, places = stated["mixed"], stated["at"]
    if not isinstance(signs, list) or not isinstance(places, list) or len(signs) != len(places) + 1:
        raise ParseError(needed)
    if any(sign not in SIGNS for sign in signs):
        raise ParseError(needed)
    return signs, [read_real(one, f"{where}: a turning point") for one in places]
