"""Mixed equilibria of small two-player games, support by support, as formulas that hold on their region."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..games.parameter_polynomial import ParameterFraction, ParameterPolynomial
from ..games.relations import Relation
from .case_splits import resolve
from .conditions import FormulaTable
from .parameter_factors import determinant, reduced
from .payoff_formulas import Constraint

ZERO, ONE = ParameterFraction.of(0), ParameterFraction.of(1)
Weights = tuple[ParameterFraction, ...]


@dataclass(frozen=True, slots=True)
class SupportEquilibrium:
    """The one equilibrium with a pair of supports, and the alternatives under which it is one."""

    profile: tuple[Weights, Weights]
    payoffs: tuple[ParameterFraction, ParameterFraction]
    alternatives: tuple[tuple[Relation, ...], ...]


def support_equilibria(table: FormulaTable) -> Iterator[SupportEquilibrium]:
    """Yield the mixed equilibria whose two supports are equally large, where they are possible anywhere.

    Notes
    -----
    With supports of k actions each, the k - 1 indifferences of a player fix the other's mixture up to a
    factor: the weights are minors, which must have one sign (Cramer's rule). Where all of them vanish, on
    borders, there may be a continuum instead.
    """
    shape = table.game.shape
    for size in range(2, min(shape) + 1):
        for rows in itertools.combinations(range(shape[0]), size):
            for columns in itertools.combinations(range(shape[1]), size):
                found = _equilibrium(table, rows, columns)
                if found is not None:
                    yield found


def tie_polynomials(table: FormulaTable) -> Iterator[tuple[int, ParameterFraction]]:
    """Yield per player the determinants that vanish where a mixture may have too many best replies.

    Where none of them is zero no mixture of k actions has more than k pure best replies, so that the game is
    nondegenerate and all of its equilibria have supports of equal size (Lemke & Howson 1964).
    """
    for player, own in enumerate(_matrices(table)):
        replies, against = len(own), len(own[0])
        for size in range(1, min(replies - 1, against) + 1):
            for rows in itertools.combinations(range(replies), size + 1):
                for columns in itertools.combinations(range(against), size):
                    yield player, _determinant([[*(own[r][c] for c in columns), ONE] for r in rows])


def tie_cases(table: FormulaTable) -> Iterator[tuple[int, tuple[Relation, ...]]]:
    """Yield per player the alternatives under which such a determinant vanishes."""
    for player, value in tie_polynomials(table):
        for case in resolve([Constraint(value, "=")], table.formulas, table.domain.relations):
            yield player, case


def _equilibrium(
    table: FormulaTable, rows: Sequence[int], columns: Sequence[int]
) -> SupportEquilibrium | None:
    first, second = _matrices(table)
    of_second = _weights(first, rows, columns)
    of_first = _weights(second, columns, rows)
    alternatives: list[tuple[Relation, ...]] = []
    for signs in itertools.product((1, -1), repeat=2):
        wanted = [
            *_constraints(table, 1, first, of_second, rows, columns, signs[0]),
            *_constraints(table, 0, second, of_first, columns, rows, signs[1]),
        ]
        alternatives += resolve(wanted, table.formulas, table.domain.relations)
    if not alternatives:
        return None
    x, y = _distribution(of_first), _distribution(of_second)
    profile = (_spread(x, rows, table.game.shape[0]), _spread(y, columns, table.game.shape[1]))
    payoffs = (_earned(first[rows[0]], profile[1]), _earned(second[columns[0]], profile[0]))
    return SupportEquilibrium(profile, payoffs, tuple(dict.fromkeys(alternatives)))


def _matrices(table: FormulaTable) -> tuple[list[list[ParameterFraction]], list[list[ParameterFraction]]]:
    """What each player gets, with the own actions as rows."""
    m, n = table.game.shape
    return (
        [[table.payoffs[0][i, j] for j in range(n)] for i in range(m)],
        [[table.payoffs[1][i, j] for i in range(m)] for j in range(n)],
    )


def _weights(
    own: Sequence[Sequence[ParameterFraction]], rows: Sequence[int], columns: Sequence[int]
) -> Weights:
    """Multiples of the probabilities of `columns` that make a player indifferent among `rows`."""
    gaps = [[own[rows[0]][c] - own[r][c] for c in columns] for r in rows[1:]]
    found = []
    for j in range(len(columns)):
        minor = _determinant([[*gap[:j], *gap[j + 1 :]] for gap in gaps])
        found.append(-minor if j % 2 else minor)
    return tuple(found)


def _constraints(
    table: FormulaTable,
    mixer: int,
    own: Sequence[Sequence[ParameterFraction]],
    weights: Weights,
    rows: Sequence[int],
    columns: Sequence[int],
    sign: int,
) -> Iterator[Constraint]:
    """That all weights of the mixer have one sign, and that the other player has no better reply."""
    game = table.game
    who, other = game.players[mixer], game.players[1 - mixer]
    factor = ParameterFraction.of(sign)
    for c, weight in zip(columns, weights, strict=True):
        words = (f"{who} plays {game.strategies[mixer][c]} with positive probability",)
        yield Constraint(factor * weight, ">", words)
    for r in range(len(own)):
        if r not in rows:
            gap = sum(
                ((own[rows[0]][c] - own[r][c]) * w for c, w in zip(columns, weights, strict=True)), ZERO
            )
            names = game.strategies[1 - mixer]
            words = (f"{other}: {names[rows[0]]} is at least as good as {names[r]} against the mixture",)
            yield Constraint(factor * gap, ">=", words)


def _distribution(weights: Weights) -> Weights:
    total = sum(weights, ZERO)
    return tuple(reduced(weight / total) for weight in weights)


def _spread(mixed: Weights, support: Sequence[int], size: int) -> Weights:
    found = [ZERO] * size
    for place, p in zip(support, mixed, strict=True):
        found[place] = p
    return tuple(found)


def _earned(row: Sequence[ParameterFraction], mixed: Weights) -> ParameterFraction:
    return reduced(sum((u * p for u, p in zip(row, mixed, strict=True)), ZERO))


def _determinant(rows: Sequence[Sequence[ParameterFraction]]) -> ParameterFraction:
    """The determinant of a matrix of fractions: each row is brought to one denominator first."""
    scaled, below = [], ONE.numerator
    for row in rows:
        shared: ParameterPolynomial = ONE.numerator
        for one in dict.fromkeys(entry.denominator for entry in row):
            shared = shared * one
        scaled.append([_whole(entry, shared) for entry in row])
        below = below * shared
    return reduced(ParameterFraction(determinant(scaled)) / ParameterFraction(below))


def _whole(entry: ParameterFraction, shared: ParameterPolynomial) -> ParameterPolynomial:
    """The numerator of an entry over a denominator that its own one divides."""
    return reduced(entry * ParameterFraction(shared)).numerator
