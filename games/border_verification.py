"""The irrational borders of a map of equilibria, put to the definition in the field of the border."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from .algebraic import AlgebraicNumber, Real
from .brute_force import pairs_of, products_of, systems
from .common_field import in_common_field
from .expression_value import value_at
from .normal_form import NormalFormGame
from .solution_fields import field, read_real
from .solution_reader import read_product, read_profile

MAX_SYSTEMS = 80
"""Linear systems per player up to which all equilibria of a border are counted again; 4×4 games have 70."""


def border_findings(
    cell: Mapping[str, Any],
    game: NormalFormGame,
    name: str,
    border: AlgebraicNumber,
    *,
    every: bool = True,
) -> list[str] | None:
    """Return what is wrong with the equilibria that a cell states at an irrational value of the parameter.

    Every stated profile must be a distribution that pays what is stated and leaves nothing to gain. In games
    of two players with few strategies all equilibria are counted again, and their components and pieces.

    Parameters
    ----------
    every : whether the cell claims all equilibria, and not the pure ones alone.

    Returns
    -------
    list of str, or None
        None where the numbers could not be brought into one field, so that nothing was checked.

    Raises
    ------
    ParseError
        For what cannot be read.
    """
    profiles = [read_profile(game, one["profile"]) for one in cell["equilibria"]]
    paid = [
        [read_real(field(one["payoffs"], who, "payoffs"), f"payoff of {who}") for who in game.players]
        for one in cell["equilibria"]
    ]
    pieces = [[read_product(game, one).hulls for one in own] for own in cell.get("pieces", [])]
    stated = [profiles, paid, pieces]
    common = in_common_field([border, *_leaves(stated)])
    if common is None:
        return None
    place, numbers = common[0], iter(common[1:])
    profiles, paid, pieces = _rebuilt(stated, numbers)
    tables = [
        [value_at(number, {name: place}, f"payoff of {who}") for number in table.entries()]
        for who, table in zip(game.players, game.payoffs, strict=True)
    ]
    findings = []
    for i, (profile, payoffs) in enumerate(zip(profiles, paid, strict=True)):
        findings += [f"equilibrium {i}: {problem}" for problem in _problems(game, tables, profile, payoffs)]
    if not findings and every and cell["complete"] and _countable(game):
        findings += _recounted(cell, game, tables, profiles, pieces)
    return findings


def _problems(
    game: NormalFormGame, tables: Sequence[Sequence[Real]], profile: Any, payoffs: Sequence[Real]
) -> Iterator[str]:
    """Why a profile with these payoffs is no equilibrium."""
    for who, mixed in zip(game.players, profile, strict=True):
        if any(p < 0 for p in mixed) or sum(mixed, Fraction(0)) != 1:
            yield f"the probabilities of {who} are no distribution"
            return
    for player, (who, table) in enumerate(zip(game.players, tables, strict=True)):
        earned = _earned(game.shape, table, profile, player)
        value = sum((p * u for p, u in zip(profile[player], earned, strict=True)), Fraction(0))
        if value != payoffs[player]:
            yield f"the payoff of {who} is not what is stated"
        if any(u > value for u in earned):
            yield f"{who} gains by another strategy"


def _earned(shape: Sequence[int], table: Sequence[Real], profile: Any, player: int) -> list[Any]:
    """What each strategy of a player earns against the others' mixtures."""
    earned: list[Any] = [Fraction(0)] * shape[player]
    for number, cell in enumerate(product(*map(range, shape))):
        weight: Any = Fraction(1)
        for i, s in enumerate(cell):
            if i != player:
                weight = weight * profile[i][s] if weight else weight
        if weight:
            earned[cell[player]] = earned[cell[player]] + weight * table[number]
    return earned


def _countable(game: NormalFormGame) -> bool:
    return sum(width > 1 for width in game.shape) <= 2 and systems(game) <= MAX_SYSTEMS


def _recounted(
    cell: Mapping[str, Any], game: NormalFormGame, tables: Any, profiles: Any, pieces: Any
) -> Iterator[str]:
    """What is missing or too much among the extreme equilibria, their components and pieces."""
    movers = [i for i, width in enumerate(game.shape) if width > 1]
    others = [i for i in range(len(game.shape)) if i not in movers]
    first, second = [*movers, *others, 0, 0][:2]
    rows = game.shape[movers[0]] if movers else 1
    columns = len(tables[first]) // rows
    one, two = (
        [tables[player][i * columns : (i + 1) * columns] for i in range(rows)] for player in (first, second)
    )
    groups = pairs_of(one, two)
    alone = ((Fraction(1),),)

    def pair(parts: Any) -> Any:
        own = [parts[i] for i in movers]
        return tuple([*own, *alone, *alone][:2])

    found = [pair(profile) for profile in profiles]
    if set(found) != set().union(*groups) or len(set(found)) != len(found):
        yield "the extreme equilibria are others"
        return
    stated = {frozenset(found[i] for i in own) for own in cell["components"]}
    if stated != set(map(frozenset, groups)):
        yield "the components are others"
        return
    hulls = ((alone[0],),)
    spanned = set()
    for own in pieces:
        for piece in own:
            parts = [*(piece[i] for i in movers), *hulls, *hulls][:2]
            spanned.add(tuple(map(frozenset, parts)))
    if any(len(group) > 1 for group in groups):
        expected = {one for group in groups for one in products_of(group)}
        if spanned != expected:
            yield "the pieces are others"


def _leaves(part: Any) -> Iterator[Any]:
    if isinstance(part, (list, tuple)):
        for one in part:
            yield from _leaves(one)
    else:
        yield part


def _rebuilt(part: Any, numbers: Iterator[Any]) -> Any:
    if isinstance(part, (list, tuple)):
        return type(part)(_rebuilt(one, numbers) for one in part)
    return next(numbers)
