"""Exact numbers: what is accepted as a payoff or a probability, and how it is written down."""

from __future__ import annotations

import math
import re
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

from .errors import InvalidInput

if TYPE_CHECKING:
    import sympy

Number: TypeAlias = "Fraction | sympy.Expr"
"""An exact value: a rational, or a SymPy expression where it is irrational or holds parameters."""

MAX_DIGITS = 1_000
CHUNK = 4_000
"""Digits that Python turns into an integer, and back, in one go."""

_NUMBER = re.compile(r"([+-]?)(\d+)/(\d+)|[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE]([+-]?\d+))?", re.ASCII)
ACCEPTED = "an integer, a fraction such as 2/3, a decimal such as 0.1, or a SymPy expression"


def exact(value: Any, where: str = "value") -> Number:
    """Return `value` as the exact number it stands for.

    Parameters
    ----------
    value : int, Fraction, Decimal, NumPy number, numeric string, SymPy expression, or float
        A float is taken as the decimal it prints as: 0.1 becomes 1/10.
    where : str
        The place named in the error, such as ``"payoff of US at (0, 1)"``.

    Raises
    ------
    InvalidInput
        For NaN, infinities, booleans, complex numbers and anything that is no number.

    Examples
    --------
    >>> exact(0.1), exact("-7/2"), exact("1e-12")
    (Fraction(1, 10), Fraction(-7, 2), Fraction(1, 1000000000000))
    >>> exact(float("nan"), where="payoff of US at (0, 1)")
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: payoff of US at (0, 1) is nan; accepted: an integer, ...
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, str):
        return parse_number(value, where)
    if is_sympy(value):
        return _from_sympy(value, where)
    if hasattr(value, "item") and getattr(value, "ndim", None) == 0:
        if getattr(value, "dtype", None) is not None and value.dtype.kind == "f":
            return parse_number(str(value), where) if math.isfinite(value) else _refuse(value, where)
        value = value.item()
    if isinstance(value, bool) or value is None:
        raise _refused(value, where)
    if isinstance(value, Rational):
        return Fraction(int(value.numerator), int(value.denominator))
    if isinstance(value, float):
        if not math.isfinite(value):
            raise _refused(value, where)
        return Fraction(repr(float(value)))
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise _refused(value, where)
        return parse_number(str(value), where)
    if hasattr(value, "p") and hasattr(value, "q"):  # python-flint's fmpq, whose parts convert to int
        return Fraction(int(value.p), int(value.q))
    raise _refused(value, where)


def parse_number(text: str, where: str = "value", max_digits: int = MAX_DIGITS) -> Fraction:
    """Return the rational that `text` writes: an integer, ``p/q``, or a decimal with or without exponent.

    Raises
    ------
    InvalidInput
        For anything else, a division by zero, and more than `max_digits` digits.

    Examples
    --------
    >>> parse_number("2.50"), parse_number("10/4")
    (Fraction(5, 2), Fraction(5, 2))
    """
    match = _NUMBER.fullmatch(text.strip())
    if match is None:
        raise _refused(text, where)
    exponent = match[4]
    if len(text) > max_digits or (exponent and (len(exponent) > 6 or abs(int(exponent)) > MAX_DIGITS)):
        raise InvalidInput(f"{where} is longer than {max_digits} digits; shorter numbers are accepted")
    if match[3] is not None and not match[3].strip("0"):
        raise InvalidInput(f"{where} is {text.strip()!r}, a division by zero; accepted: {ACCEPTED}")
    if len(text) > MAX_DIGITS and text.strip().lstrip("+-").replace("/", "").isdigit():
        return _long_fraction(text.strip())
    return Fraction(text.strip())


def _long_fraction(text: str) -> Fraction:
    """``p`` or ``p/q`` with more digits than Python reads by itself."""
    sign = -1 if text.startswith("-") else 1
    numerator, _, denominator = text.lstrip("+-").partition("/")
    return Fraction(sign * integer_of(numerator), integer_of(denominator or "1"))


def integer_of(digits: str) -> int:
    """Return the integer that digits write, however many.

    Examples
    --------
    >>> integer_of("9" * 5000) == 10**5000 - 1
    True
    """
    value = 0
    for start in range(0, len(digits), CHUNK):
        part = digits[start : start + CHUNK]
        value = value * 10 ** len(part) + int(part)
    return value


def digits_of(value: int) -> str:
    """Return the digits of an integer, however many.

    Examples
    --------
    >>> digits_of(-12), len(digits_of(10**5000))
    ('-12', 5001)
    """
    if value < 0:
        return "-" + digits_of(-value)
    parts = []
    while value >= 10**CHUNK:
        value, rest = divmod(value, 10**CHUNK)
        parts.append(f"{rest:0{CHUNK}d}")
    return "".join([str(value), *reversed(parts)])


def over_common_denominator(numbers: Sequence[Fraction | int]) -> tuple[list[int], int]:
    """Return numerators over the least common denominator, and that denominator.

    Examples
    --------
    >>> over_common_denominator([Fraction(1, 2), Fraction(2, 3), 1])
    ([3, 4, 6], 6)
    """
    denominator = math.lcm(*(x.denominator for x in numbers))
    return [x.numerator * (denominator // x.denominator) for x in numbers], denominator


def rational(value: Any, where: str = "value") -> Fraction:
    """Return `value` as a Fraction, refusing expressions that are not rational numbers."""
    number = exact(value, where)
    if not isinstance(number, Fraction):
        raise InvalidInput(f"{where} is {number}; a rational number is needed here")
    return number


def exact_sum(numbers: Iterable[Number]) -> Number:
    """Return the sum of exact numbers, a Fraction wherever it can be recognised as one."""
    listed = list(numbers)
    if all(isinstance(x, Fraction) for x in listed):
        return sum(listed, Fraction(0))
    import sympy

    return exact(sympy.radsimp(sympy.Add(*map(to_sympy, listed))), "a sum")


def number_text(number: Number) -> str:
    """Write an exact number as ``"p/q"`` (or ``"p"``), a SymPy expression as SymPy prints it.

    Examples
    --------
    >>> number_text(Fraction(-7, 2)), number_text(Fraction(3))
    ('-7/2', '3')
    """
    try:
        return str(number)
    except ValueError:  # Python's own limit on the digits of an integer
        assert isinstance(number, Fraction)
        parts = (digits_of(number.numerator), digits_of(number.denominator))
        return parts[0] if number.denominator == 1 else "/".join(parts)


def to_sympy(number: Number) -> Any:
    """Return an exact number as a SymPy expression."""
    import sympy

    return sympy.Rational(number.numerator, number.denominator) if isinstance(number, Fraction) else number


def is_sympy(value: Any) -> bool:
    """Whether `value` is a SymPy object, found out without importing SymPy."""
    sympy = sys.modules.get("sympy")
    return sympy is not None and isinstance(value, sympy.Basic)


def _from_sympy(value: Any, where: str) -> Number:
    if value.is_Rational:
        return Fraction(int(value.p), int(value.q))
    if value.is_Float:
        return parse_number(str(value), where)
    import sympy

    if not isinstance(value, sympy.Expr) or value.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.I):
        raise _refused(value, where)
    floats = value.atoms(sympy.Float)
    if floats:
        value = value.xreplace({f: sympy.Rational(str(f)) for f in floats})
    if value.free_symbols:
        return value
    if value.is_real is not True:
        raise _refused(value, where)
    simple = sympy.radsimp(sympy.expand(value))  # recognises rationals such as (sqrt(2) - 1)*(sqrt(2) + 1)
    return Fraction(int(simple.p), int(simple.q)) if simple.is_Rational else value


def _refuse(value: Any, where: str) -> NoReturn:
    raise _refused(value, where)


def _refused(value: Any, where: str) -> InvalidInput:
    shown = repr(value) if isinstance(value, (str, bool)) or value is None else str(value)
    if len(shown) > 60:
        shown = shown[:57] + "..."
    return InvalidInput(f"{where} is {shown}; accepted: {ACCEPTED}")
