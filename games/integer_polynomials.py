"""Polynomials in one variable with integer coefficients: roots counted and told apart exactly.

A polynomial is the tuple of its coefficients from the constant term up, without zeros at the end.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from .errors import InvalidInput
from .exact import digits_of, integer_of

Polynomial: TypeAlias = tuple[int, ...]

MAX_DEGREE = 200
MAX_LENGTH = 200_000

_TERM = re.compile(r"([+-]?)(?:(\d+)(?:\*(x)(?:\*\*(\d{1,4}))?)?|(x)(?:\*\*(\d{1,4}))?)", re.ASCII)


def parse_polynomial(text: str, where: str = "polynomial") -> Polynomial:
    """Return the polynomial in ``x`` that `text` writes.

    Raises
    ------
    InvalidInput
        For anything but integer multiples of powers of ``x``, and for more than the stated limits.

    Examples
    --------
    >>> parse_polynomial("x**2 - 3*x + 1")
    (1, -3, 1)
    >>> parse_polynomial("2*y")
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: polynomial is '2*y'; a polynomial such as x**2 - 3*x + 1 is needed
    """
    if len(text) > MAX_LENGTH:
        raise InvalidInput(f"{where} has {len(text)} characters; at most {MAX_LENGTH} are accepted")
    compact = re.sub(r" *([+-]) *", r"\1", text.strip())
    coefficients: dict[int, int] = {}
    place = 0
    while place < len(compact):
        match = _TERM.match(compact, place)
        if match is None or (place and not match[1]):
            break
        variable = match[3] or match[5]
        power = int(match[4] or match[6] or 1) if variable else 0
        size = integer_of(match[2]) if match[2] else 1
        if power > MAX_DEGREE:
            raise InvalidInput(f"{where} has the degree {power}; at most {MAX_DEGREE} is accepted")
        coefficients[power] = coefficients.get(power, 0) + (-size if match[1] == "-" else size)
        place = match.end()
    if place < len(compact) or not compact:
        raise InvalidInput(f"{where} is {text[:60]!r}; a polynomial such as x**2 - 3*x + 1 is needed")
    return trimmed([coefficients.get(k, 0) for k in range(max(coefficients) + 1)])


def polynomial_text(polynomial: Polynomial) -> str:
    """Write a polynomial, the highest power first.

    Examples
    --------
    >>> polynomial_text((1, -3, 0, 2))
    '2*x**3 - 3*x + 1'
    """
    parts: list[str] = []
    for power in reversed(range(len(polynomial))):
        coefficient = polynomial[power]
        if not coefficient:
            continue
        variable = "" if not power else "x" if power == 1 else f"x**{power}"
        size = digits_of(abs(coefficient)) if abs(coefficient) != 1 or not power else ""
        term = "*".join(part for part in (size, variable) if part)
        sign = "-" if coefficient < 0 else "+"
        parts.append(f" {sign} {term}" if parts else f"-{term}" if coefficient < 0 else term)
    return "".join(parts) or "0"


def trimmed(coefficients: Sequence[int]) -> Polynomial:
    """The polynomial without zeros at the end of its coefficients."""
    length = len(coefficients)
    while length and not coefficients[length - 1]:
        length -= 1
    return tuple(coefficients[:length])


def primitive(polynomial: Sequence[int]) -> Polynomial:
    """The multiple with coefficients that have no common divisor and a positive leading one.

    Examples
    --------
    >>> primitive((4, 0, -2))
    (-2, 0, 1)
    """
    found = trimmed(polynomial)
    if not found:
        return found
    divisor = math.gcd(*found) * (1 if found[-1] > 0 else -1)
    return tuple(c // divisor for c in found)


def derivative(polynomial: Polynomial) -> Polynomial:
    """The derivative."""
    return trimmed([k * c for k, c in enumerate(polynomial)][1:])


def sign_at(polynomial: Polynomial, point: Fraction) -> int:
    """The sign of the value at a rational point.

    Examples
    --------
    >>> sign_at((-2, 0, 1), Fraction(7, 5))
    -1
    """
    p, q = point.numerator, point.denominator
    total, power = 0, 1
    for c in reversed(polynomial):
        total = total * p + c * power
        power *= q
    return (total > 0) - (total < 0)


def common_divisor(first: Polynomial, second: Polynomial) -> Polynomial:
    """The greatest common divisor, primitive.

    Examples
    --------
    >>> common_divisor((-1, 0, 1), (1, 2, 1))
    (1, 1)
    """
    one, two = primitive(first), primitive(second)
    while two:
        one, two = two, primitive(_pseudo_remainder(one, two))
    return one


def roots_between(polynomial: Polynomial, low: Fraction, high: Fraction) -> int:
    """The number of different real roots in ``low < x <= high``, by Sturm's theorem (1829).

    Examples
    --------
    >>> roots_between((-2, 0, 1), Fraction(0), Fraction(2))
    1
    """
    chain = sturm_chain(polynomial)
    return _changes([sign_at(p, low) for p in chain]) - _changes([sign_at(p, high) for p in chain])


def roots_up_to(polynomial: Polynomial, point: Fraction) -> int:
    """The number of different real roots that are at most `point`.

    Examples
    --------
    >>> roots_up_to((0, 0, -1, 1), Fraction(0)), roots_up_to((0, 0, -1, 1), Fraction(1))
    (1, 2)
    """
    chain = sturm_chain(polynomial)
    far = [(1 if p[-1] > 0 else -1) * (-1) ** (len(p) - 1) for p in chain]
    return _changes(far) - _changes([sign_at(p, point) for p in chain])


def sturm_chain(polynomial: Polynomial) -> list[Polynomial]:
    """Sturm's sequence of the polynomial with simple roots in place of repeated ones.

    It starts with a polynomial and its derivative; what follows are negated remainders. Where the two have a
    common divisor, all members would vanish at a repeated root, and nothing could be counted there.
    """
    chain = [trimmed(polynomial), derivative(polynomial)]
    while chain[-1]:
        rest = _pseudo_remainder(chain[-2], chain[-1])
        divisor = math.gcd(*rest) if rest else 1
        chain.append(tuple(-c // divisor for c in rest))
    common = primitive(chain[-2])
    return sturm_chain(exact_quotient(chain[0], common)) if len(common) > 1 else chain[:-1]


def exact_quotient(first: Polynomial, second: Polynomial) -> Polynomial:
    """The quotient by a primitive divisor, which has integer coefficients (Gauss's lemma).

    Examples
    --------
    >>> exact_quotient((-2, 0, 2), (1, 1))
    (-2, 2)
    """
    rest, found = list(first), []
    while len(rest) >= len(second):
        factor = rest[-1] // second[-1]
        shift = len(rest) - len(second)
        for k, c in enumerate(second):
            rest[shift + k] -= factor * c
        found.append(factor)
        rest.pop()
    return tuple(reversed(found))


def _pseudo_remainder(first: Polynomial, second: Polynomial) -> Polynomial:
    """The remainder times a positive number, so that signs are kept."""
    rest = list(first)
    lead, degree = second[-1], len(second) - 1
    size, sign = abs(lead), 1 if lead > 0 else -1
    while len(rest) > degree:
        factor = rest.pop() * sign
        shift = len(rest) - degree
        if factor:
            rest = [c * size for c in rest]
            for k in range(degree):
                rest[shift + k] -= factor * second[k]
    return trimmed(rest)


def _changes(signs: Sequence[int]) -> int:
    clear = [s for s in signs if s]
    return sum(a != b for a, b in pairwise(clear))
