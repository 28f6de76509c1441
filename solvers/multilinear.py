"""Polynomials of degree at most one in each variable: expected payoffs as functions of probabilities."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

Monomial = tuple[int, ...]
"""The numbers of the variables in a product, ascending; () is the constant one."""


class Multilinear:
    """An immutable multilinear polynomial with rational coefficients.

    Examples
    --------
    >>> t, p = Multilinear.variable(0), Multilinear.variable(1)
    >>> str(t * p + t.scaled(2) - Multilinear.constant(1))
    '2*p0 + p0*p1 - 1'
    """

    __slots__ = ("terms",)

    def __init__(self, terms: Mapping[Monomial, Fraction | int]) -> None:
        self.terms = {m: c if type(c) is Fraction else Fraction(c) for m, c in terms.items() if c}

    @classmethod
    def constant(cls, value: Fraction | int) -> Multilinear:
        return cls({(): value})

    @classmethod
    def variable(cls, number: int) -> Multilinear:
        return cls({(number,): 1})

    @property
    def variables(self) -> frozenset[int]:
        return frozenset(v for m in self.terms for v in m)

    @property
    def is_constant(self) -> bool:
        return all(m == () for m in self.terms)

    @property
    def is_linear(self) -> bool:
        return all(len(m) <= 1 for m in self.terms)

    def coefficient(self, *variables: int) -> Fraction:
        return self.terms.get(variables, Fraction(0))

    def __add__(self, other: Multilinear) -> Multilinear:
        terms = dict(self.terms)
        for m, c in other.terms.items():
            terms[m] = terms[m] + c if m in terms else c
        return Multilinear(terms)

    def __sub__(self, other: Multilinear) -> Multilinear:
        terms = dict(self.terms)
        for m, c in other.terms.items():
            terms[m] = terms[m] - c if m in terms else -c
        return Multilinear(terms)

    def __mul__(self, other: Multilinear) -> Multilinear:
        """The product; the factors must share no variable, or it would not be multilinear."""
        assert not self.variables & other.variables, "the factors share a variable"
        return Multilinear(
            {tuple(sorted((*m, *n))): c * d for m, c in self.terms.items() for n, d in other.terms.items()}
        )

    def scaled(self, factor: Fraction | int) -> Multilinear:
        return Multilinear({m: c * factor for m, c in self.terms.items()})

    def at(self, values: Mapping[int, Fraction]) -> Multilinear:
        """Return the polynomial with some variables replaced by numbers."""
        if not self.variables & values.keys():
            return self
        terms: dict[Monomial, Fraction] = {}
        for m, c in self.terms.items():
            for v in m:
                c *= values.get(v, 1)  # noqa: PLW2901
            rest = tuple(v for v in m if v not in values)
            terms[rest] = terms.get(rest, Fraction(0)) + c
        return Multilinear(terms)

    def bounds(self) -> tuple[Fraction, Fraction]:
        """Numbers below and above every value that the polynomial takes for variables between 0 and 1."""
        fixed = self.coefficient()
        rest = [c for m, c in self.terms.items() if m]
        low = fixed + sum((c for c in rest if c < 0), Fraction(0))
        return low, fixed + sum((c for c in rest if c > 0), Fraction(0))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Multilinear) and self.terms == other.terms

    def __hash__(self) -> int:
        return hash(frozenset(self.terms.items()))

    def __str__(self) -> str:
        parts: list[str] = []
        for m, c in sorted(self.terms.items(), key=lambda term: (not term[0], term[0])):
            product = "*".join(f"p{v}" for v in m)
            size = str(abs(c)) if not m or abs(c) != 1 else ""
            text = "*".join(part for part in (size, product) if part)
            sign = "-" if c < 0 else "+"
            parts.append(f" {sign} {text}" if parts else f"-{text}" if c < 0 else text)
        return "".join(parts) or "0"
