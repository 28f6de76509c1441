"""The value of a payoff that is a formula in parameters, over any numbers that can be computed with."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from .errors import InvalidInput
from .exact import Number, is_sympy
from .wording import shorten

MAX_EXPONENT = 64

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "StrictLessThan": operator.lt,
    "LessThan": operator.le,
    "StrictGreaterThan": operator.gt,
    "GreaterThan": operator.ge,
    "Equality": operator.eq,
    "Unequality": operator.ne,
}


def value_at(number: Number, values: Mapping[str, Any], where: str = "a payoff") -> Any:
    """Return the value of a number whose symbols have these values.

    Parameters
    ----------
    number : a Fraction, or a SymPy expression made of rational numbers, symbols, sums, products, integer
        powers, ``Max``, ``Min``, ``Abs`` and ``Piecewise``.
    values : by name, anything that adds, multiplies, divides and compares exactly.
    where : what the number is, for messages.

    Raises
    ------
    InvalidInput
        For a symbol without a value, and for any other function: only what is piecewise rational is taken.
    ZeroDivisionError
        Where a denominator is zero.

    Examples
    --------
    >>> from sympy import Max, symbols
    >>> k, w = symbols("k w")
    >>> value_at(w * Max(0, 13 - k) - 1 / k, {"k": Fraction(6), "w": Fraction(1, 2)})
    Fraction(10, 3)
    """
    if not is_sympy(number):
        return number
    return _value(number, values, where)


def _value(expression: Any, values: Mapping[str, Any], where: str) -> Any:
    if expression.is_Rational:
        return Fraction(int(expression.p), int(expression.q))
    if expression.is_Symbol:
        if expression.name not in values:
            raise InvalidInput(f"{where}: {expression.name} has no value")
        return values[expression.name]
    kind = type(expression).__name__
    if kind == "Piecewise":
        return _first_that_holds(expression, values, where)
    if kind == "Pow":
        return _power(expression, values, where)
    if kind not in ("Add", "Mul", "Max", "Min", "Abs"):
        raise InvalidInput(
            f"{where}: {shorten(str(expression), 60)} is not piecewise rational; sums, products, quotients, "
            "integer powers, min, max, abs and conditions are accepted"
        )
    parts = [_value(part, values, where) for part in expression.args]
    if kind == "Abs":
        return abs(parts[0])
    if kind in ("Max", "Min"):
        return max(parts) if kind == "Max" else min(parts)
    total = parts[0]
    for part in parts[1:]:
        total = total + part if kind == "Add" else total * part
    return total


def _power(expression: Any, values: Mapping[str, Any], where: str) -> Any:
    exponent = expression.exp
    if not exponent.is_Integer or abs(int(exponent)) > MAX_EXPONENT:
        raise InvalidInput(
            f"{where}: the exponent of {shorten(str(expression), 60)} is no integer from -{MAX_EXPONENT} to "
            f"{MAX_EXPONENT}; only such powers are accepted"
        )
    base, total = _value(expression.base, values, where), Fraction(1)
    for _ in range(abs(int(exponent))):
        total = total * base
    return 1 / total if exponent < 0 else total


def _first_that_holds(expression: Any, values: Mapping[str, Any], where: str) -> Any:
    for part, condition in expression.args:
        if _holds(condition, values, where):
            return _value(part, values, where)
    raise InvalidInput(f"{where}: no condition of {shorten(str(expression), 60)} holds; a default is needed")


def _holds(condition: Any, values: Mapping[str, Any], where: str) -> bool:
    if condition in (True, False):
        return bool(condition)
    kind = type(condition).__name__
    if kind in ("And", "Or", "Not"):
        parts = [_holds(part, values, where) for part in condition.args]
        return all(parts) if kind == "And" else any(parts) if kind == "Or" else not parts[0]
    if kind not in _COMPARISONS:
        raise InvalidInput(f"{where}: the condition {shorten(str(condition), 60)} is no comparison")
    left, right = (_value(side, values, where) for side in (condition.lhs, condition.rhs))
    return bool(_COMPARISONS[kind](left, right))
