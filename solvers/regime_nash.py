"""All equilibria of a two-player game at one place of its parameter, and the value of a zero-sum one."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, TypeAlias

from ..games.errors import LimitReached, UnsupportedGame
from ..games.exact import number_text
from ..games.payoff_table import cell_text
from ..games.regime_map import RegimeAnswer, RegimeEquilibrium
from .germ import Germ, Number
from .labelled_vertices import LabelledVertex, labelled_vertices, mixture_at
from .nash_components import Pairs, components_of, pieces_of
from .parameter_games import TableAt
from .regime_outcome import table_outcome
from .table_minors import SignedTable, members

MAX_WORK = 8_000
"""Minors of a table times their largest degree: some more than 6×6 games with linear payoffs have."""

COMPLETE = (
    "all vertices of the two best-reply polytopes were enumerated by the signs of minors and every "
    "complementary pair was kept: these are all extreme equilibria, and their maximal products all "
    "equilibria (Mangasarian 1964; Avis, Rosenberg, Savani and von Stengel 2010)"
)

Rows: TypeAlias = list[list[Number]]


def nash_at(place: TableAt, name: str, value: Number) -> RegimeAnswer:
    """Return all equilibria at one place: extreme points as formulas, components and their convex pieces.

    Raises
    ------
    UnsupportedGame
        Where more than two players have a choice.
    LimitReached
        Before the work begins, where the table is too large for a map.

    Notes
    -----
    A mixture at which k replies tie on k strategies is a quotient of minors, and so is what any other reply
    falls short of them. The vertices of both best-reply polytopes are found from the signs of such minors
    (`labelled_vertices`) and matched by complementarity, as in `nash`.
    """
    first, second = _bimatrix(place)
    against_first, against_second = SignedTable(_transposed(second)), SignedTable(first)
    for table in (against_first, against_second):
        require_feasible(table, name)
    height, width = len(first), len(first[0])
    rows, columns = (1 << height) - 1, (1 << width) - 1
    left = labelled_vertices(against_first, columns, rows)
    right = labelled_vertices(against_second, rows, columns)
    # x and y are an equilibrium where each plays best replies to the other.
    matched = [(x, y) for x in left for y in right if not x.support & ~y.best and not y.support & ~x.best]
    matched.sort(key=lambda pair: _order(*pair))
    xs = list(dict.fromkeys(sorted((x for x, _ in matched), key=_labels)))
    ys = list(dict.fromkeys(sorted((y for _, y in matched), key=_labels)))
    pairs: Pairs = {(xs.index(x), ys.index(y)): number for number, (x, y) in enumerate(matched)}
    mixed_x = [mixture_at(against_first, x) for x in xs]
    mixed_y = [mixture_at(against_second, y) for y in ys]
    equilibria = tuple(
        RegimeEquilibrium(
            _embedded(place, mixed_x[p], mixed_y[q]),
            _payoffs(place, mixed_x[p], mixed_y[q]),
        )
        for p, q in pairs
    )
    components = components_of(pairs)
    products: list[tuple[tuple[int, ...], tuple[int, ...]]] = []

    def hulls(p: Sequence[int], q: Sequence[int]) -> Any:
        products.append((tuple(p), tuple(q)))
        own, other = tuple(mixed_x[i] for i in p), tuple(mixed_y[j] for j in q)
        return _embedded(place, own, other, ((Fraction(1),),))

    pieces = tuple(tuple(piece.hulls for piece in own) for own in pieces_of(pairs, components, hulls))
    knife_edge = any(
        x.best.bit_count() + y.best.bit_count() > x.support.bit_count() + y.support.bit_count()
        for x, y in matched
    )
    return RegimeAnswer(
        pattern=(
            tuple((x.support, y.support) for x, y in matched),
            components,
            tuple(products),
            knife_edge,
        ),
        equilibria=equilibria,
        components=components,
        pieces=pieces,
        outcome=table_outcome(place.game, equilibria),
        knife_edge=knife_edge,
        complete_because=COMPLETE,
    )


def zero_sum_at(place: TableAt, name: str, value: Number) -> RegimeAnswer:
    """Return the value and all pairs of extreme optimal strategies at one place.

    Raises
    ------
    UnsupportedGame
        Where payoffs do not sum to the same in every cell, naming two cells and the place.
    """
    first, second = _bimatrix(place)
    if len(place.game.players) != 2:
        raise UnsupportedGame(f"zero-sum takes two players; this game has {len(place.game.players)}")
    total = first[0][0] + second[0][0]
    for i, (ours, theirs) in enumerate(zip(first, second, strict=True)):
        for j, (one, two) in enumerate(zip(ours, theirs, strict=True)):
            if _differ(one + two, total):
                where = number_text(value.view.sample if isinstance(value, Germ) else value)
                raise UnsupportedGame(
                    f"zero-sum needs payoffs that sum to the same in every cell; at {name} = {where} "
                    f"cell {cell_text((i, j))} sums to {_text(one + two, name)}, cell [0, 0] to "
                    f"{_text(total, name)}"
                )
    answer = nash_at(place, name, value)
    pair, who = answer.equilibria[0], place.game.players[1]
    dual = {s: p for s, p in zip(place.game.strategies[1], pair.profile[1] or (), strict=True) if _used(p)}
    return replace(answer, fields={"value": pair.payoffs[0], "dual": {who: dual}})


def require_feasible(table: SignedTable, name: str) -> None:
    """Refuse a table that has too many minors of too high a degree.

    Raises
    ------
    LimitReached
        Saying how many, and offering the grid.
    """
    height, width = table.shape
    minors = math.comb(height + width, width)
    if minors * max(table.degree, 1) > MAX_WORK:
        raise LimitReached(
            f"a {height}×{width} table has {minors} minors that may decide, of degree up to {table.degree} "
            f"in {name}; a map is made where their product is at most {MAX_WORK}, beyond that qpq sweep "
            "solves the game on a grid"
        )


def _bimatrix(place: TableAt) -> tuple[Rows, Rows]:
    """The payoffs of the two players who may have a choice, with a row for each strategy of the first."""
    shape = place.game.shape
    movers = _movers(place)
    if len(movers) > 2:
        raise UnsupportedGame(
            f"a map of Nash equilibria takes two players; here {len(movers)} have a choice. pure-nash and "
            "dominance are mapped for any number"
        )
    first, second = movers
    height, width = shape[first], shape[second] if len(shape) > 1 else 1
    tables = [place.payoffs[i].reshape(height, width).tolist() for i in (first, second) if i < len(shape)]
    return tables[0], tables[1] if len(tables) > 1 else [[Fraction(0)]] * height


def _movers(place: TableAt) -> tuple[int, ...]:
    """The players with a choice, in order, and where one is missing others that have none."""
    shape = place.game.shape
    movers = [i for i, width in enumerate(shape) if width > 1]
    others = [i for i, width in enumerate(shape) if width == 1]
    return tuple(sorted([*movers, *[*others, len(shape)][: max(0, 2 - len(movers))]]))


def _embedded(place: TableAt, x: Any, y: Any, only: Any = (Fraction(1),)) -> tuple[Any, ...]:
    """`x` and `y` in the places of those who have a choice, and what the others are left with."""
    parts = [only] * (len(place.game.shape) + 1)
    for player, own in zip(_movers(place), (x, y), strict=True):
        parts[player] = own
    return tuple(parts[: len(place.game.shape)])


def _payoffs(place: TableAt, x: Sequence[Number], y: Sequence[Number]) -> tuple[Number, ...]:
    """What every player gets."""
    cells = [(i, j, p * q) for i, p in enumerate(x) if _used(p) for j, q in enumerate(y) if _used(q)]
    paid = []
    for table in place.payoffs:
        values = table.reshape(len(x), len(y))
        total: Number = Fraction(0)
        for i, j, weight in cells:
            total = total + weight * values[i, j]
        paid.append(total)
    return tuple(paid)


def _used(probability: Number) -> bool:
    """Whether a probability at a vertex is not the number zero."""
    return not isinstance(probability, Fraction) or probability > 0


def _transposed(rows: Rows) -> Rows:
    return [list(column) for column in zip(*rows, strict=True)]


def _labels(vertex: LabelledVertex) -> tuple[tuple[int, ...], tuple[int, ...]]:
    return tuple(members(vertex.support)), tuple(members(vertex.best))


def _order(x: LabelledVertex, y: LabelledVertex) -> tuple[object, ...]:
    """Small supports first, as `nash` has the equilibria; it does not depend on where in a cell one looks."""
    size = x.support.bit_count() + y.support.bit_count()
    return size, tuple(members(x.support)), tuple(members(y.support)), _labels(x), _labels(y)


def _differ(one: Number, other: Number) -> bool:
    """Whether two numbers differ, or two formulas, without a look at where they may meet."""
    difference = one - other
    return isinstance(difference, Germ) or difference != 0


def _text(number: Number, name: str) -> str:
    return number.text(name) if isinstance(number, Germ) else number_text(number)
