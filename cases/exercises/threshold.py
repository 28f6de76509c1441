"""For which values of a parameter a tree's equilibria end in given outcomes: candidate borders, then solving.

In a tree with perfect information and without chance, every comparison that backward induction makes is one
between payoffs of two terminal nodes. Where no such difference changes its sign, the set of equilibria does
not change. So the roots of the differences (and the kinks of min and max) are all candidate borders; solving
at each of them and once between neighbours decides the rest.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ...games.errors import UnsupportedGame
from ...games.exact import to_sympy
from ...games.extensive_form import CHANCE, ExtensiveFormGame
from ...games.formula_tree import Node
from .expressions import minus
from .radicals import sign


@dataclass(frozen=True)
class Cells:
    """A set of numbers from ``borders[0]`` up: which borders belong to it, and which cells after each."""

    points: tuple[Fraction, ...]
    at: tuple[bool, ...]
    after: tuple[bool, ...]

    @property
    def borders(self) -> tuple[Node, ...]:
        return self.points

    def holds(self, x: Node) -> bool:
        place = 0
        for i, point in enumerate(self.points):
            side = sign(minus(x, point))
            if side == 0:
                return self.at[i]
            if side > 0:
                place = i
        return self.after[place]


def cells(
    game: ExtensiveFormGame, parameter: str, least: Fraction, holds: Callable[[Fraction], bool]
) -> Cells:
    """Return where `holds` is true, for a property that depends on the equilibria of `game` alone.

    Parameters
    ----------
    game : with the one free parameter `parameter`.
    parameter : the name.
    least : the lowest value that is looked at.
    holds : decides one value of the parameter, by solving.

    Examples
    --------
    >>> import sympy
    >>> from quidproquo import decision, outcome, tree
    >>> x = sympy.Symbol("x")
    >>> game = tree(decision("US", {"in": outcome(sympy.Max(0, 3 - x)), "out": outcome(1)}))
    >>> cells(game, "x", Fraction(0), lambda value: max(0, 3 - value) > 1)
    Cells(points=(Fraction(0, 1), Fraction(2, 1)), at=(True, False), after=(True, False))
    """
    points = sorted({least, *(b for b in candidate_borders(game, parameter) if b > least)})
    between = [(low + high) / 2 for low, high in itertools.pairwise(points)]
    at = [holds(point) for point in points]
    after = [holds(point) for point in (*between, points[-1] + 1)]
    kept = [i for i in range(len(points)) if i == 0 or not after[i - 1] == at[i] == after[i]]
    return Cells(tuple(points[i] for i in kept), tuple(at[i] for i in kept), tuple(after[i] for i in kept))


def candidate_borders(game: ExtensiveFormGame, parameter: str) -> set[Fraction]:
    """Return all values of the parameter at which backward induction may change.

    Raises
    ------
    UnsupportedGame
        For chance, hidden moves, payoffs at inner nodes, and payoffs that are not piecewise linear.
    """
    import sympy

    if not game.has_perfect_information or any(s.player == CHANCE for s in game.information_sets):
        raise UnsupportedGame("thresholds are found in trees with perfect information and without chance")
    ends = game.terminals()
    inner = [v for v in range(len(game.children)) if game.children[v]]
    if any(table[v] != 0 for table in game.payoffs for v in inner):
        raise UnsupportedGame("thresholds are found where payoffs stand at terminal nodes only")
    symbol = sympy.Symbol(parameter)
    borders: set[Fraction] = set()
    for table in game.payoffs:
        values = {to_sympy(table[v]) for v in ends}
        for one, other in itertools.combinations(sorted(values, key=str), 2):
            borders |= _roots(one - other, symbol)
    return borders


def _roots(expression: Any, symbol: Any) -> set[Fraction]:
    """The roots of a piecewise linear expression, and its kinks."""
    import sympy

    kinks: set[Fraction] = set()
    for piece in expression.atoms(sympy.Max, sympy.Min):
        for one, other in itertools.combinations(piece.args, 2):
            kinks |= _linear_root(one - other, symbol)
    borders = sorted(kinks)
    found = set(kinks)
    for sample in _samples(borders):
        place = {symbol: sympy.Rational(sample.numerator, sample.denominator)}
        cell = expression.replace(
            lambda e: isinstance(e, (sympy.Max, sympy.Min)),
            lambda e, place=place: next(a for a in e.args if a.subs(place) == e.subs(place)),
        )
        found |= {
            root for root in _linear_root(cell, symbol) if _cell(root, borders) & _cell(sample, borders)
        }
    return found


def _samples(borders: Sequence[Fraction]) -> list[Fraction]:
    if not borders:
        return [Fraction(0)]
    between = [(low + high) / 2 for low, high in itertools.pairwise(borders)]
    return [borders[0] - 1, *between, borders[-1] + 1]


def _cell(x: Fraction, borders: Sequence[Fraction]) -> set[int]:
    """The numbers of the cells (ends included) that hold `x`."""
    return {sum(b < x for b in borders), sum(b <= x for b in borders)}


def _linear_root(expression: Any, symbol: Any) -> set[Fraction]:
    import sympy

    try:
        polynomial = sympy.Poly(expression, symbol, domain="QQ")
    except sympy.PolynomialError:
        polynomial = None
    if polynomial is None or polynomial.degree() > 1:
        raise UnsupportedGame(f"thresholds are found where payoffs are piecewise linear in {symbol}")
    if polynomial.degree() < 1:
        return set()
    slope, constant = (Fraction(int(c.p), int(c.q)) for c in polynomial.all_coeffs())
    return {-constant / slope}
