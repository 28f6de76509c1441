"""Comparative statics of a cell: the signs of the derivatives of every probability and payoff."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from flint import fmpz_poly

from ..games.algebraic import AlgebraicNumber, Real
from ..games.comparative_statics import STAYS, Direction, Sign, Statics
from ..games.integer_polynomials import Polynomial, sign_at, trimmed
from ..games.parameter_formula import FormulaPiece, ParameterFormula
from ..games.regime_map import Cell, RegimeEquilibrium
from .parameter_line import between, real_roots


def with_statics(cell: Cell) -> Cell:
    """Return an open cell with the directions of its equilibria; a border stays as it is."""
    if cell.is_border:
        return cell

    def directed(one: RegimeEquilibrium) -> RegimeEquilibrium:
        profile = tuple(
            None if mixed is None else tuple(direction_of(p, cell.low, cell.high) for p in mixed)
            for mixed in one.profile
        )
        payoffs = tuple(direction_of(u, cell.low, cell.high) for u in one.payoffs)
        return replace(one, statics=Statics(profile, payoffs))

    answer = replace(cell.answer, equilibria=tuple(map(directed, cell.answer.equilibria)))
    return replace(cell, answer=answer)


def direction_of(number: Any, low: Real, high: Real) -> Direction:
    """Return in which direction a number moves between two values of its parameter.

    Examples
    --------
    >>> from fractions import Fraction
    >>> hill = ParameterFormula("k", (FormulaPiece(Fraction(5), (0, 4, -1), (1,)),))
    >>> direction_of(hill, Fraction(0), Fraction(5))
    Direction(signs=('+', '-'), turns=(Fraction(2, 1),))
    >>> direction_of(hill, Fraction(3), Fraction(5)), direction_of(Fraction(1), Fraction(0), Fraction(1))
    (Direction(signs=('-',), turns=()), Direction(signs=('0',), turns=()))
    """
    if not isinstance(number, ParameterFormula):
        return STAYS
    signs: list[Sign] = []
    turns: list[Real] = []
    start = low
    for piece in number.pieces:
        end = min(piece.high, high)
        for place, sign in _stretches(piece, start, end):
            if not signs or signs[-1] != sign:
                turns += [place] if signs else []
                signs.append(sign)
        start = end
    return Direction(tuple(signs), tuple(turns))


def _stretches(piece: FormulaPiece, low: Real, high: Real) -> list[tuple[Real, Sign]]:
    """Where the derivative has one sign: the beginning of each stretch, and the sign."""
    slope = _slope(piece)
    if not slope:
        return [(low, "0")]
    below = low.interval[0] if isinstance(low, AlgebraicNumber) else low
    above = high.interval[1] if isinstance(high, AlgebraicNumber) else high
    inside = (
        [root for root in real_roots([slope], below, above) if low < root < high] if len(slope) > 1 else []
    )
    found: list[tuple[Real, Sign]] = []
    for start, end in pairwise([low, *inside, high]):
        found.append((start, "+" if sign_at(slope, between(start, end)) > 0 else "-"))
    return found


def _slope(piece: FormulaPiece) -> Polynomial:
    """The numerator of the derivative; its denominator is a square."""
    top, bottom = fmpz_poly(list(piece.numerator)), fmpz_poly(list(piece.denominator))
    slope = top.derivative() * bottom - top * bottom.derivative()
    return trimmed([int(c) for c in slope.coeffs()])
