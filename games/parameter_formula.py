"""Numbers as formulas in one parameter: quotients of polynomials, piece by piece where that changes."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from .algebraic import AlgebraicNumber, Real
from .errors import InvalidInput
from .exact import number_text
from .integer_polynomials import Polynomial


@dataclass(frozen=True, slots=True)
class FormulaPiece:
    """A quotient of integer polynomials, constant term first, that holds up to `high`."""

    high: Real
    numerator: Polynomial
    denominator: Polynomial

    def at(self, value: Real) -> Real:
        """Return the number at a value of the parameter."""
        return _value(self.numerator, value) / _value(self.denominator, value)


@dataclass(frozen=True, slots=True)
class ParameterFormula:
    """A number that depends on one parameter, on one cell of a map.

    Attributes
    ----------
    name : str
        The parameter.
    pieces : tuple of FormulaPiece
        From low to high; more than one where the formula changes although the equilibrium does not. Where
        two meet they are equal.

    Examples
    --------
    >>> one = ParameterFormula("k", (FormulaPiece(Fraction(13), (-11, 1), (1,)),
    ...                              FormulaPiece(Fraction(52), (2,), (1,))))
    >>> str(one), one.at(Fraction(6)), one.at(Fraction(20))
    ('if(k < 13, k - 11, 2)', Fraction(-5, 1), Fraction(2, 1))
    """

    name: str
    pieces: tuple[FormulaPiece, ...]

    def at(self, value: Real | int) -> Real:
        """Return the number at a value of the parameter inside the cell.

        Raises
        ------
        InvalidInput
            For a value above the cell.
        """
        point = Fraction(value) if isinstance(value, int) else value
        for piece in self.pieces:
            if point <= piece.high:
                return piece.at(point)
        raise InvalidInput(f"{self.name} = {point} lies above the cell on which the formula holds")

    def __str__(self) -> str:
        *first, last = self.pieces
        text = quotient_text(last.numerator, last.denominator, self.name)
        for piece in reversed(first):
            own = quotient_text(piece.numerator, piece.denominator, self.name)
            text = f"if({self.name} < {_end_text(piece.high)}, {own}, {text})"
        return text


Value: TypeAlias = Real | ParameterFormula
"""A number on a cell of a map: the same on the whole cell, or a formula in the parameter."""


def joined(left: ParameterFormula | Real, right: ParameterFormula | Real, meet: Real, high: Real) -> Value:
    """Return one number for two neighbouring cells that meet at `meet`, the right one ending at `high`."""
    name = next((one.name for one in (left, right) if isinstance(one, ParameterFormula)), None)
    if name is None and left == right:
        return left
    pieces = [*_pieces(left, meet), *_pieces(right, high)]
    merged: list[FormulaPiece] = []
    for piece in pieces:
        same = merged and (merged[-1].numerator, merged[-1].denominator) == (
            piece.numerator,
            piece.denominator,
        )
        if same:
            merged[-1] = piece
        else:
            merged.append(piece)
    return ParameterFormula(name or "", tuple(merged))


def quotient_text(top: Polynomial, bottom: Polynomial, name: str) -> str:
    """Write a quotient of polynomials in the parameter `name`.

    Examples
    --------
    >>> quotient_text((0, 2), (3,), "k"), quotient_text((-6, 2), (0, 1), "k")
    ('2*k/3', '2*(k - 3)/k')
    >>> quotient_text((10, -1), (1,), "k"), quotient_text((-6, 4), (1,), "k")
    ('10 - k', '4*k - 6')
    """
    if bottom == (1,):
        return _sum(top, name)
    upper, upper_content = _primitive(top)
    lower, lower_content = _primitive(bottom)
    whole = Fraction(upper_content, lower_content)
    above = _product(abs(whole.numerator), upper, name)
    below = _product(whole.denominator, lower, name)
    if below == "1":
        return f"{'-' if whole < 0 else ''}{above}"
    above = f"({above})" if _is_sum(above) else above
    below = f"({below})" if _is_sum(below) or _is_product(below) else below
    return f"{'-' if whole < 0 else ''}{above}/{below}"


def _pieces(number: Value, high: Real) -> tuple[FormulaPiece, ...]:
    if isinstance(number, ParameterFormula):
        return number.pieces
    if isinstance(number, AlgebraicNumber):
        raise InvalidInput(f"{number} is irrational on a whole cell; rational coefficients are accepted")
    return (FormulaPiece(high, (number.numerator,) if number else (), (number.denominator,)),)


def _end_text(end: Real) -> str:
    return end.exact if isinstance(end, AlgebraicNumber) else number_text(end)


def _primitive(polynomial: Polynomial) -> tuple[Polynomial, int]:
    """The polynomial over its content; the sign is taken out where all of it would be negative."""
    content = math.gcd(*polynomial) or 1
    terms = [c for c in polynomial if c]
    if terms and max(terms) < 0:
        content = -content
    return tuple(c // content for c in polynomial), content


def _product(factor: int, polynomial: Polynomial, name: str) -> str:
    text = _sum(polynomial, name)
    if factor == 1:
        return text
    if text == "1":
        return str(factor)
    return f"{factor}*({text})" if _is_sum(text) else f"{factor}*{text}"


def _sum(polynomial: Polynomial, name: str) -> str:
    """Write a polynomial, the highest power first unless only the lowest term is positive."""
    terms = [(power, c) for power, c in enumerate(polynomial) if c]
    if terms and (terms[-1][1] > 0 or terms[0][1] < 0):
        terms.reverse()
    parts: list[str] = []
    for power, c in terms:
        variable = "" if not power else name if power == 1 else f"{name}**{power}"
        size = str(abs(c)) if abs(c) != 1 or not power else ""
        term = "*".join(part for part in (size, variable) if part)
        parts.append(f" {'-' if c < 0 else '+'} {term}" if parts else f"-{term}" if c < 0 else term)
    return "".join(parts) or "0"


def _is_sum(text: str) -> bool:
    """Whether there is a sum at the top level of a text."""
    return any(sign in "+-" for sign in _top_level(text)[1:])


def _is_product(text: str) -> bool:
    return "*" in _top_level(text).replace("**", "")


def _top_level(text: str) -> str:
    """The text without what stands in brackets."""
    depth, kept = 0, []
    for sign in text:
        depth += sign == "("
        if not depth:
            kept.append(sign)
        depth -= sign == ")"
    return "".join(kept)


def _value(polynomial: Polynomial, value: Real) -> Real:
    total: Real = Fraction(0)
    for c in reversed(polynomial):
        total = total * value + c
    return total
