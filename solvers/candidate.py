"""A real solution of polynomial equations, named by a root: signs at it, and its unknowns as exact numbers.

Roots are isolated by ball arithmetic, and an expression that might vanish is decided in the number field of
the root.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..games.algebraic import AlgebraicField, Real

BITS = 96


@dataclass(frozen=True)
class Candidate:
    """A real solution: a root of an irreducible polynomial, and each unknown as a polynomial in it."""

    factor: Any
    place: int
    unknowns: tuple[Any, ...]

    def sign(self, terms: Mapping[tuple[int, ...], int]) -> int:
        """The exact sign of a polynomial in the unknowns."""
        from flint import ctx

        bits, zero = BITS, None
        while True:
            with ctx.workprec(bits):
                value = self._ball(terms)
            if value > 0 or value < 0:
                return 1 if value > 0 else -1
            if zero is None:
                zero = self._value(terms) == 0
            if zero:
                return 0
            bits *= 2

    def point(self) -> tuple[Real, ...]:
        """The unknowns as numbers of one field."""
        degree = self.factor.degree()
        if degree == 1:
            return tuple(_fraction(one[0]) for one in self.unknowns)
        from flint import ctx

        with ctx.workprec(BITS):
            root = self._root()
            low, high = (_dyadic(end) for end in (root.lower(), root.upper()))
        lead = int(self.factor[degree])
        modulus = [int(self.factor[k]) * lead ** (degree - 1 - k) for k in range(degree)]
        field = AlgebraicField((*modulus, 1), *sorted((low * lead, high * lead)))
        return tuple(
            field.element([_fraction(one[k]) / lead**k for k in range(degree)]) for one in self.unknowns
        )

    def is_singular(self, equations: Sequence[Mapping[tuple[int, ...], int]]) -> bool:
        """Whether the derivatives of the equations at the point are linearly dependent, decided exactly."""
        from flint import arb_mat, ctx

        size = len(self.unknowns)
        rows = [[_derivative(terms, i) for i in range(size)] for terms in equations]
        if len(rows) < size:
            return True
        if len(rows) == size:
            with ctx.workprec(BITS):
                determinant = arb_mat([[self._ball(entry) for entry in row] for row in rows]).det()
            if determinant > 0 or determinant < 0:
                return False
        return self._rank([[self._value(entry) for entry in row] for row in rows]) < size

    def _rank(self, rows: list[list[Any]]) -> int:
        """The rank of a matrix over the number field, by elimination."""
        rank = 0
        for column in range(len(self.unknowns)):
            pivot = next((i for i in range(rank, len(rows)) if rows[i][column] != 0), None)
            if pivot is None:
                continue
            rows[rank], rows[pivot] = rows[pivot], rows[rank]
            head = rows[rank]
            for i in range(rank + 1, len(rows)):
                if rows[i][column] != 0:
                    a, b = head[column], rows[i][column]
                    rows[i] = [(a * x - b * y) % self._modulus for x, y in zip(rows[i], head, strict=True)]
            rank += 1
        return rank

    @property
    def _modulus(self) -> Any:
        from flint import fmpq_poly

        return fmpq_poly(self.factor)

    def _root(self) -> Any:
        return real_roots(self.factor)[self.place]

    def _ball(self, terms: Mapping[tuple[int, ...], int]) -> Any:
        from flint import arb, arb_poly

        root = self._root()
        values = [arb_poly(one)(root) for one in self.unknowns]
        total = arb(0)
        for exponents, coefficient in terms.items():
            term = arb(coefficient)
            for value, power in zip(values, exponents, strict=True):
                if power:
                    term *= value if power == 1 else value**power
            total += term
        return total

    def _value(self, terms: Mapping[tuple[int, ...], int]) -> Any:
        from flint import fmpq_poly

        modulus = self._modulus
        total = fmpq_poly([0])
        for exponents, coefficient in terms.items():
            term = fmpq_poly([coefficient])
            for value, power in zip(self.unknowns, exponents, strict=True):
                for _ in range(power):
                    term = term * value % modulus
            total += term
        return total


def real_roots(factor: Any) -> list[Any]:
    """Return the real roots of a flint polynomial in ascending order, as balls that do not overlap."""
    roots = [root.real for root, _ in factor.complex_roots() if root.imag.is_zero()]
    return sorted(roots, key=lambda ball: ball.mid())


def _derivative(terms: Mapping[tuple[int, ...], int], place: int) -> dict[tuple[int, ...], int]:
    return {(*e[:place], e[place] - 1, *e[place + 1 :]): c * e[place] for e, c in terms.items() if e[place]}


def _fraction(number: Any) -> Fraction:
    return Fraction(int(number.p), int(number.q))


def _dyadic(ball: Any) -> Fraction:
    mantissa, exponent = ball.man_exp()
    return Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
