"""Irrational numbers in the published JSON: a polynomial, an interval with one root, and words for people."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from .algebraic import AlgebraicNumber, Real, algebraic_number
from .common_field import in_common_field
from .errors import InvalidInput, ParseError
from .exact import number_text, parse_number
from .integer_polynomials import parse_polynomial, polynomial_text

FIELDS = ("exact", "polynomial", "interval", "decimal")
MAX_DEGREE = 64

_DECIMAL = re.compile(r"-?\d{1,400}\.\d{1,400}", re.ASCII)


def irrational_document(number: AlgebraicNumber) -> dict[str, Any]:
    """Return the four fields of the contract.

    Examples
    --------
    >>> golden = algebraic_number((-1, 1, 1), Fraction(0), Fraction(1))
    >>> document = irrational_document(golden)
    >>> document["exact"], document["polynomial"], document["decimal"]
    ('(-1 + sqrt(5))/2', 'x**2 + x - 1', '0.61803398874989484820')
    >>> read_irrational(document, "a probability") == golden
    True
    """
    return {
        "exact": number.exact,
        "polynomial": polynomial_text(number.minimal_polynomial),
        "interval": [number_text(end) for end in number.interval],
        "decimal": number.decimal,
    }


def read_irrational(value: Any, where: str) -> Real:
    """Return the number that `polynomial` and `interval` state; `exact` is for people and not read.

    Raises
    ------
    ParseError
        For other fields, an interval that does not hold exactly one root, and a decimal of another number.
    """
    if not isinstance(value, dict) or set(value) != set(FIELDS):
        raise ParseError(f"{where} is {value!r:.60}; the fields {', '.join(FIELDS)} are needed")
    polynomial, interval, decimal = (value[name] for name in FIELDS[1:])
    texts = isinstance(interval, list) and len(interval) == 2 and all(isinstance(x, str) for x in interval)
    if not texts or not isinstance(polynomial, str) or not isinstance(decimal, str):
        raise ParseError(
            f"{where}: a polynomial, an interval of two numbers and a decimal are needed, as text"
        )
    try:
        coefficients = parse_polynomial(polynomial, f"{where}: polynomial")
        if len(coefficients) > MAX_DEGREE + 1:
            raise ParseError(f"{where}: the polynomial's degree is above {MAX_DEGREE}, the most that is read")
        low, high = (parse_number(end, f"{where}: interval") for end in interval)
        number = algebraic_number(coefficients, low, high)
    except ParseError:
        raise
    except InvalidInput as error:
        raise ParseError(f"{where}: {error}") from None
    _check_decimal(number, decimal, where)
    return number


def with_one_field(profile: Sequence[Sequence[Real] | None], where: str) -> tuple[Any, ...]:
    """Return the profile with its irrational numbers in one field.

    Raises
    ------
    ParseError
        Where the proof that they lie in one was not found: such a profile cannot be checked.
    """
    numbers = [p for mixed in profile for p in mixed or ()]
    if not any(isinstance(p, AlgebraicNumber) for p in numbers):
        return tuple(profile)
    common = in_common_field(numbers)
    if common is None:
        raise ParseError(
            f"{where}: not checked, because its irrational numbers could not be brought into one field"
        )
    rest = iter(common)
    return tuple(None if mixed is None else tuple(next(rest) for _ in mixed) for mixed in profile)


def _check_decimal(number: Real, decimal: str, where: str) -> None:
    if not _DECIMAL.fullmatch(decimal):
        raise ParseError(f"{where}: the decimal is {decimal!r:.60}; digits such as 0.38196 are needed")
    last = Fraction(1, 10 ** len(decimal.partition(".")[2]))
    stated = Fraction(decimal)
    if number < stated - last or number > stated + last:
        raise ParseError(f"{where}: the decimal {decimal:.60} is not that of the number")
