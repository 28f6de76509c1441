"""Exact numbers with their decimals beside them, for people."""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction

from .algebraic import AlgebraicNumber, Real
from .exact import number_text

DIGITS = 4


def with_decimal(number: Real) -> str:
    """Write a number exactly, with its decimal beside it where it is no integer.

    Of an irrational number that no square root gives, the decimal and the degree are shown.

    Examples
    --------
    >>> with_decimal(Fraction(-7, 2)), with_decimal(Fraction(1, 3)), with_decimal(Fraction(4))
    ('-7/2 (-3.5)', '1/3 (≈ 0.3333)', '4')
    """
    if isinstance(number, AlgebraicNumber):
        rounded = short_text(number)
        if len(number.minimal_polynomial) == 3:
            return f"{number.exact} ({rounded})"
        return f"{rounded} (a root of degree {len(number.minimal_polynomial) - 1})"
    if number.denominator == 1:
        return number_text(number)
    return f"{number_text(number)} ({decimal_text(number)})"


def short_text(number: Real) -> str:
    """Write a rational exactly and an irrational number as a decimal of a few digits.

    Examples
    --------
    >>> short_text(Fraction(1, 3))
    '1/3'
    """
    if isinstance(number, AlgebraicNumber):
        return decimal_text(sum(number.enclosure(), Fraction(0)) / 2)
    return number_text(number)


def decimal_text(number: Fraction) -> str:
    """Write a number as a decimal of a few digits, marked ``≈`` where it is rounded.

    Examples
    --------
    >>> decimal_text(Fraction(5, 8)), decimal_text(Fraction(200_000, 3))
    ('0.625', '≈ 66667')
    >>> decimal_text(Fraction(0))
    '0'
    """
    context = Context(prec=max(DIGITS, len(str(abs(int(number)))) if abs(number) < 10**15 else DIGITS))
    rounded = context.divide(Decimal(number.numerator), Decimal(number.denominator))
    shown = f"{rounded.normalize(context):{'f' if not number or 1e-6 <= abs(number) < 10**15 else 'e'}}"
    return shown if Fraction(rounded) == number else f"≈ {shown}"


def bound_text(number: Fraction, *, upper: bool) -> str:
    """Write a number as a decimal that is no lower (an upper bound) or no higher than it.

    Examples
    --------
    >>> bound_text(Fraction(1, 3), upper=True), bound_text(Fraction(-1, 3), upper=True)
    ('0.33333333334', '-0.33333333333')
    """
    context = Context(prec=11, rounding=ROUND_CEILING if upper else ROUND_FLOOR)
    return str(context.divide(Decimal(number.numerator), Decimal(number.denominator)))
