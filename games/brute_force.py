"""All Nash equilibria of small games by trying every set of tight inequalities: slow, plain, independent.

Nothing here is shared with a solver. It is what `verify` holds claims of completeness against.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb

from .certificate import Mixed, MixedProfile
from .exact import rational
from .normal_form import NormalFormGame

MAX_SYSTEMS = 3_000
"""Linear systems tried per player; two players with six strategies each need 924."""

MAX_CELLS = 200_000


@dataclass(frozen=True, slots=True)
class EquilibriumSet:
    """All extreme equilibria, and for each connected component its maximal products of hulls.

    Each component is a set of pairs (vertices of the first player, vertices of the second player).
    """

    extreme: frozenset[MixedProfile]
    components: tuple[frozenset[tuple[frozenset[Mixed], frozenset[Mixed]]], ...]


def enumerable(game: NormalFormGame) -> bool:
    """Whether `all_equilibria` can treat the game: two players with a choice, few strategies."""
    return sum(width > 1 for width in game.shape) <= 2 and systems(game) <= MAX_SYSTEMS


def systems(game: NormalFormGame) -> int:
    """How many linear systems `all_equilibria` tries for the player with more strategies."""
    movers = [width for width in game.shape if width > 1]
    return comb(sum(movers), max(movers, default=1))


def all_equilibria(game: NormalFormGame) -> EquilibriumSet:
    """Return all Nash equilibria of a game with at most two players who have a choice.

    Source: a profile is an extreme equilibrium exactly when each strategy is unused or best and both mixed
    strategies are vertices of the best-reply polyhedra (Mangasarian 1964); every equilibrium component is
    the union of products of hulls of such vertices (Winkels 1979).
    """
    movers = [i for i, width in enumerate(game.shape) if width > 1]
    others = [i for i in range(len(game.players)) if i not in movers]
    first, second = [*movers, *others, 0, 0][:2]
    one, two = _matrix(game, first, movers), _matrix(game, second, movers)
    groups = pairs_of(one, two)
    components = tuple(frozenset(products_of(group)) for group in groups)
    pairs = [pair for group in groups for pair in group]
    extreme = frozenset(_embedded(game, movers, x, y) for x, y in pairs)
    return EquilibriumSet(extreme, components)


def pairs_of(
    one: Sequence[Sequence[Fraction]], two: Sequence[Sequence[Fraction]]
) -> list[set[tuple[Mixed, Mixed]]]:
    """Return the extreme equilibria of two payoff tables, those that hang together in one set.

    Payoffs may be any numbers that compute exactly, irrational ones of one field among them.
    """
    xs = vertices([list(column) for column in zip(*two, strict=True)])
    ys = vertices(one)
    return _groups(
        {
            (x, y)
            for x, replies in xs.items()
            for y, best in ys.items()
            if all(not p or i in best for i, p in enumerate(x))
            and all(not q or j in replies for j, q in enumerate(y))
        }
    )


def products_of(group: set[tuple[Mixed, Mixed]]) -> set[tuple[frozenset[Mixed], frozenset[Mixed]]]:
    """Return the maximal products of vertices of a component."""
    products = set()
    for common in _intersections([frozenset(y for x2, y in group if x2 == x) for x, _ in group]):
        own = frozenset(x for x, _ in group if all((x, y) in group for y in common))
        products.add((own, common))
    return products


def pure_equilibria(game: NormalFormGame) -> list[tuple[int, ...]] | None:
    """Return the cells of all pure equilibria, by comparing every cell with every deviation from it."""
    tables = [table.numerators for table in game.payoffs]
    if tables[0].size > MAX_CELLS:
        return None
    return [
        cell
        for cell in itertools.product(*map(range, game.shape))
        if all(
            tables[i][cell] >= tables[i][(*cell[:i], s, *cell[i + 1 :])]
            for i in range(len(cell))
            for s in range(game.shape[i])
        )
    ]


def _matrix(game: NormalFormGame, player: int, movers: Sequence[int]) -> list[list[Fraction]]:
    rows = game.shape[movers[0]] if movers else 1
    columns = game.shape[movers[1]] if len(movers) == 2 else 1
    entries = game.payoffs[player].entries()
    return [[rational(u) for u in entries[i * columns : (i + 1) * columns]] for i in range(rows)]


def vertices(payoffs: Sequence[Sequence[Fraction]]) -> dict[Mixed, frozenset[int]]:
    """Vertices of ``{(z, v): z in the simplex, payoffs·z <= v}`` and the rows that are best at each.

    `payoffs` has a row per strategy of the other player and a column per own strategy.
    """
    rows, width = len(payoffs), len(payoffs[0])
    found: dict[Mixed, frozenset[int]] = {}
    for tight in itertools.combinations(range(width + rows), width):
        free = [j for j in range(width) if j not in tight]
        best = [i - width for i in tight if i >= width]
        if not free or not best:
            continue
        # Unknowns: z on `free`, then v. Rows in `best` pay v; the probabilities sum to one.
        system = [[*(payoffs[i][j] for j in free), Fraction(-1), Fraction(0)] for i in best]
        system.append([*(Fraction(1) for _ in free), Fraction(0), Fraction(1)])
        solved = _solve(system)
        if solved is None or min(solved[:-1]) < 0:
            continue
        z = [Fraction(0)] * width
        for j, p in zip(free, solved, strict=False):
            z[j] = p
        earned = [sum((u * p for u, p in zip(row, z, strict=True) if p), Fraction(0)) for row in payoffs]
        if max(earned) == solved[-1]:
            found[tuple(z)] = frozenset(i for i, u in enumerate(earned) if u == solved[-1])
    return found


def _solve(system: list[list[Fraction]]) -> list[Fraction] | None:
    """Gauss-Jordan elimination of an augmented square system; None where it has not exactly one solution."""
    size = len(system)
    if any(len(row) != size + 1 for row in system):
        return None
    for k in range(size):
        pivot = next((i for i in range(k, size) if system[i][k]), None)
        if pivot is None:
            return None
        system[k], system[pivot] = system[pivot], system[k]
        head = system[k] = [x / system[k][k] for x in system[k]]
        for i in range(size):
            if i != k and system[i][k]:
                factor = system[i][k]
                system[i] = [x - factor * y for x, y in zip(system[i], head, strict=True)]
    return [row[-1] for row in system]


def _groups(pairs: set[tuple[Mixed, Mixed]]) -> list[set[tuple[Mixed, Mixed]]]:
    """Split the pairs into sets linked by shared vertices."""
    left = set(pairs)
    groups = []
    while left:
        group, stack = set(), [left.pop()]
        while stack:
            x, y = stack.pop()
            group.add((x, y))
            linked = {pair for pair in left if pair[0] == x or pair[1] == y}
            left -= linked
            stack.extend(linked)
        groups.append(group)
    return groups


def _intersections(sets: Sequence[frozenset[Mixed]]) -> set[frozenset[Mixed]]:
    closed = set(sets)
    while fresh := {a & b for a in closed for b in closed if a & b} - closed:
        closed |= fresh
    return closed


def _embedded(game: NormalFormGame, movers: Sequence[int], x: Mixed, y: Mixed) -> MixedProfile:
    profile: list[Mixed] = [(Fraction(1),)] * len(game.players)
    for player, mixed in zip(movers, (x, y), strict=False):
        profile[player] = mixed
    return tuple(profile)
