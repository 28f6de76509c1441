"""Slow and simple answers to judge the solvers by; they share no code with them beyond exact LPs."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TypeAlias

from quidproquo import ExtensiveFormGame, NormalFormGame
from quidproquo.games.certificate import Mixed, nash_regrets
from quidproquo.games.extensive_form import CHANCE
from quidproquo.games.formula import parse_formula
from quidproquo.games.solution import Alternative, Product, Solution
from quidproquo.games.tree_certificate import tree_regrets
from quidproquo.solvers.linear_program import maximise

F = Fraction
Behaviour: TypeAlias = tuple[Mixed | None, ...]
Pair: TypeAlias = tuple[Mixed, Mixed]


def numbers(*values: object) -> Mixed:
    """Exact probabilities: ``numbers("1/3", "2/3")``."""
    return tuple(Fraction(str(value)) for value in values)


def is_nash(game: NormalFormGame, profile: tuple[Mixed, ...]) -> bool:
    return not any(regret.gain for regret in nash_regrets(game, profile)[1])


def nonempty_subsets(size: int) -> Iterator[tuple[int, ...]]:
    for k in range(1, size + 1):
        yield from itertools.combinations(range(size), k)


def supported_reply(table: Sequence[Sequence[Fraction]], best: Sequence[int], support: Sequence[int]) -> bool:
    """Whether a mixture with exactly `support` makes all rows in `best` optimal (others may be as well).

    Variables: the probabilities of `support`, the payoff's positive and negative part, and the smallest
    probability, which is maximised.
    """
    width = len(support)
    rows: list[list[Fraction]] = []
    right: list[Fraction] = []
    equal: list[bool] = []
    for i, row in enumerate(table):
        rows.append([*(row[j] for j in support), F(-1), F(1), F(0)])
        right.append(F(0))
        equal.append(i in best)
    rows.append([F(1)] * width + [F(0)] * 3)
    right.append(F(1))
    equal.append(True)
    for k in range(width):
        rows.append([F(-int(j == k)) for j in range(width)] + [F(0), F(0), F(1)])
        right.append(F(0))
        equal.append(False)
    answer = maximise([F(0)] * (width + 2) + [F(1)], rows, right, equal)
    return answer.status == "optimal" and answer.x[-1] > 0


def equilibrium_supports(game: NormalFormGame) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    """All pairs of supports that some equilibrium has, by exact linear programs."""
    first = [list(map(F, row)) for row in game.payoffs[0].tolist()]
    second = [list(map(F, row)) for row in zip(*game.payoffs[1].tolist(), strict=True)]
    rows, columns = game.shape
    return {
        (one, two)
        for one in nonempty_subsets(rows)
        for two in nonempty_subsets(columns)
        if supported_reply(first, one, two) and supported_reply(second, two, one)
    }


def supports_of(product: Product) -> set[tuple[tuple[int, ...], tuple[int, ...]]]:
    """All pairs of supports in a product of hulls: unions of the supports of its corners."""
    sides = []
    for hull in product.hulls:
        corners = [frozenset(i for i, p in enumerate(v) if p) for v in hull]
        found = set(corners)
        for corner in corners:
            found |= {one | corner for one in found}
        sides.append({tuple(sorted(one)) for one in found})
    return set(itertools.product(*sides))  # type: ignore[arg-type]


def products_of(solution: Solution) -> list[Product]:
    """The pieces of a solution, a product of single points for each point where there are none."""
    if solution.pieces:
        return [one for pieces in solution.pieces for one in pieces]
    return [Product(tuple((mixed,) for mixed in e.profile)) for e in solution.equilibria]  # type: ignore[misc]


def in_hull(point: Mixed, corners: Sequence[Mixed]) -> bool:
    """Whether `point` is a convex combination of `corners`."""
    rows = [[corner[k] for corner in corners] for k in range(len(point))]
    answer = maximise([F(0)] * len(corners), rows, list(point), [True] * len(point))
    return answer.status == "optimal"


def covers(solution: Solution, profile: tuple[Mixed, ...]) -> bool:
    """Whether `profile` lies in one of the pieces."""
    return any(
        all(in_hull(mixed, hull) for mixed, hull in zip(profile, product.hulls, strict=True))
        for product in products_of(solution)
    )


def pure_nash_cells(game: NormalFormGame) -> set[tuple[int, ...]]:
    """The pure equilibria by the definition."""
    found = set()
    for cell in itertools.product(*map(range, game.shape)):
        if all(
            game.payoffs[i][cell] >= game.payoffs[i][(*cell[:i], s, *cell[i + 1 :])]
            for i, width in enumerate(game.shape)
            for s in range(width)
        ):
            found.add(cell)
    return found


def is_subgame_perfect(game: ExtensiveFormGame, profile: Behaviour) -> bool:
    return not any(regret.gain for regret in tree_regrets(game, profile, every_subgame=True)[1])


def pure_behaviours(game: ExtensiveFormGame) -> Iterator[Behaviour]:
    """Every pure behaviour profile of a tree."""
    choices: list[list[Mixed | None]] = []
    for one in game.information_sets:
        width = len(one.actions)
        pure: list[Mixed | None] = [tuple(F(int(a == b)) for b in range(width)) for a in range(width)]
        choices.append([None] if one.player == CHANCE else pure)
    return itertools.product(*choices)


def values_by_recursion(game: ExtensiveFormGame, node: int = 0) -> tuple[Fraction, ...]:
    """Zermelo's recursion for trees without ties: what everyone gets from `node` on."""
    here = tuple(table[node] for table in game.payoffs)
    below = [values_by_recursion(game, child) for child in game.children[node]]
    if not below:
        return here
    one = game.information_sets[game.set_of[node]]
    if one.player == CHANCE:
        mean = [
            sum((F(p) * v[i] for p, v in zip(one.probabilities, below, strict=True)), F(0))
            for i in range(len(here))
        ]
        return tuple(h + m for h, m in zip(here, mean, strict=True))
    best = max(below, key=lambda v: v[one.player])
    return tuple(h + b for h, b in zip(here, best, strict=True))


def holds(relation: str, values: dict[str, Fraction]) -> bool:
    for sign in (">=", "<=", "="):
        left, found, right = relation.partition(sign)
        if found:
            gap = parse_formula(left).evaluate(values) - parse_formula(right).evaluate(values)
            return gap >= 0 if sign == ">=" else gap <= 0 if sign == "<=" else gap == 0
    raise AssertionError(relation)


def satisfies(game: ExtensiveFormGame, alternative: Alternative, profile: Behaviour) -> bool:
    places = {
        (game.players[s.player], s.label): n
        for n, s in enumerate(game.information_sets)
        if s.player != CHANCE
    }
    values = {}
    for v in alternative.variables:
        number = places[v.player, v.information_set]
        mixed = profile[number]
        assert mixed is not None
        values[v.name] = mixed[game.information_sets[number].actions.index(v.action)]
    return all(holds(relation, values) for relation in alternative.relations)


def claimed(solution: Solution, profile: Behaviour) -> bool:
    """Whether `solution` says that `profile` is one of its subgame perfect equilibria.

    Sets without variables are played alike in every equilibrium; the others must satisfy an alternative.
    """
    game = solution.game
    assert isinstance(game, ExtensiveFormGame)
    if not solution.conditions:
        return any(e.profile == profile for e in solution.equilibria)
    named = {(v.player, v.information_set) for v in solution.conditions[0].variables}
    fixed = solution.equilibria[0].profile
    for n, one in enumerate(game.information_sets):
        if (
            one.player != CHANCE
            and (game.players[one.player], one.label) not in named
            and profile[n] != fixed[n]
        ):
            return False
    return any(satisfies(game, one, profile) for one in solution.conditions)
