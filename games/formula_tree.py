"""The tree of a formula, its exact value, and its form as a SymPy expression.

The limits keep every formula, whoever wrote it, from taking more than a moment. What has no value raises an
ArithmeticError, to which `formula` adds the text of the formula.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

from .errors import InvalidInput
from .exact import is_sympy, rational, to_sympy
from .wording import quoted, shorten

MAX_NESTING = 100
MAX_EXPONENT = 64
MAX_BITS = 13_000  # some 3,900 digits, just below what Python converts to text
MAX_WEIGHT = 10_000
QUOTED = 80
"""How much of a formula messages quote."""

Node: TypeAlias = "Fraction | str | Operation"

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Operation:
    """An inner node of a formula's tree.

    `operator` is ``+`` or ``*`` of any number of operands, ``-`` (the negative of one), ``/`` (the reciprocal
    of one), ``^``, a function's name, or a comparison, which is only ever the first operand of ``if``.
    Leaves are Fractions and names.
    """

    operator: str
    operands: tuple[Node, ...]


def undefined(text: str, error: ArithmeticError) -> InvalidInput:
    """The error that a formula has no value, from what was raised in here."""
    what = "a division by zero" if isinstance(error, ZeroDivisionError) else str(error)
    return InvalidInput(f"formula {quoted(text, QUOTED)}: {what}")


def value_of(node: Node, values: Mapping[str, Fraction]) -> Fraction:
    """Return the exact value of the tree; of an ``if`` only the branch that applies is evaluated."""
    if isinstance(node, Fraction):
        return node
    if isinstance(node, str):
        return values[node]
    kind, parts = node.operator, node.operands
    if kind == "if":
        condition = parts[0]
        assert isinstance(condition, Operation)
        left, right = condition.operands
        holds = COMPARISONS[condition.operator](value_of(left, values), value_of(right, values))
        return value_of(parts[1] if holds else parts[2], values)
    numbers = []
    for part in parts:  # a loop: a comprehension would cost a second frame of the stack
        numbers.append(value_of(part, values))
    return _compute(kind, numbers)


def _compute(kind: str, numbers: list[Fraction]) -> Fraction:
    """Apply one operator to numbers; the result of every step is checked against `MAX_BITS`."""
    first = numbers[0]
    if kind in ("min", "max"):
        return min(numbers) if kind == "min" else max(numbers)
    if kind in ("-", "abs"):
        return -first if kind == "-" else abs(first)
    if kind == "/":
        return 1 / first
    if kind == "^":
        return _power(first, numbers[1])
    step = operator.add if kind == "+" else operator.mul
    for number in numbers[1:]:
        first = step(first, number)
        _check_size(_bits(first))
    return first


def _power(base: Fraction, exponent: Fraction) -> Fraction:
    problem = f"the exponent {shorten(str(exponent), 20)} is"
    if exponent.denominator != 1:
        raise ArithmeticError(f"{problem} no integer; integer powers are accepted")
    if abs(exponent) > MAX_EXPONENT:
        raise ArithmeticError(f"{problem} too large; -{MAX_EXPONENT} to {MAX_EXPONENT} is accepted")
    _check_size(_bits(base) * abs(exponent.numerator) if abs(base) != 1 else 0)
    return base**exponent.numerator


def _bits(number: Fraction) -> int:
    return max(number.numerator.bit_length(), number.denominator.bit_length())


def _check_size(bits: int) -> None:
    if bits > MAX_BITS:
        raise ArithmeticError("a number of more than 3,900 digits arises")


def symbolic(node: Node, values: Mapping[str, Any]) -> Any:
    """Return the node as a Fraction where it is constant, as a SymPy expression otherwise."""
    import sympy

    if isinstance(node, Fraction):
        return node
    if isinstance(node, str):
        found = values.get(node)
        return sympy.Symbol(node) if found is None else found if is_sympy(found) else rational(found, node)
    kind = node.operator
    parts: list[Any] = []
    for part in node.operands:
        if kind == "if" and len(parts) == 1 and isinstance(parts[0], bool):
            return symbolic(node.operands[1 if parts[0] else 2], values)
        parts.append(symbolic(part, values))
    constant = all(isinstance(part, Fraction) for part in parts)
    if kind in COMPARISONS:
        return COMPARISONS[kind](*parts) if constant else _relation(kind, parts)
    if constant:
        return _compute(kind, parts)
    return _checked(_combine(kind, parts))


def _relation(kind: str, parts: list[Any]) -> Any:
    import sympy

    relation = sympy.Rel(to_sympy(parts[0]), to_sympy(parts[1]), kind)
    return bool(relation) if relation in (True, False) else relation


def _combine(kind: str, parts: list[Any]) -> Any:
    import sympy

    if kind == "^":
        base, exponent = parts
        if not isinstance(exponent, Fraction):
            names = ", ".join(sorted(s.name for s in exponent.free_symbols))
            raise ArithmeticError(f"{names} in an exponent cannot stay a parameter; give it a value")
        if exponent.denominator != 1 or abs(exponent) > MAX_EXPONENT:
            _power(Fraction(1), exponent)
        _check_weight(_measure(base)[0] * abs(exponent.numerator))
        return base**exponent.numerator
    if kind == "if":
        condition, then, otherwise = parts
        return sympy.Piecewise((to_sympy(then), condition), (to_sympy(otherwise), True))
    terms = [to_sympy(part) for part in parts]
    simple = {"-": operator.neg, "/": lambda x: 1 / x, "abs": sympy.Abs}
    several = {"+": sympy.Add, "*": sympy.Mul, "min": sympy.Min, "max": sympy.Max}
    return simple[kind](terms[0]) if kind in simple else several[kind](*terms)


def _checked(expression: Any) -> Any:
    if expression.is_Rational:  # such as x - x
        return Fraction(int(expression.p), int(expression.q))
    weight, depth = _measure(expression)
    _check_weight(weight)
    if depth > MAX_NESTING:
        raise ArithmeticError(f"with parameters left free it nests deeper than {MAX_NESTING} levels")
    return expression


def _check_weight(weight: int) -> None:
    if weight > MAX_WEIGHT:
        raise ArithmeticError("with parameters left free it grows too large; give some of them values")


@functools.lru_cache(maxsize=50_000)
def _measure(expression: Any) -> tuple[int, int]:
    """Bound the size (and with it the degree and the coefficients) of a SymPy expression, and its depth."""
    if expression.is_Rational:
        bits = _bits(Fraction(int(expression.p), int(expression.q)))
        _check_size(bits)
        return 1 + bits // 64, 1
    if expression.is_Pow and expression.exp.is_Integer:
        weight, depth = _measure(expression.base)
        return 1 + weight * abs(int(expression.exp)), 1 + depth
    below = [_measure(part) for part in expression.args]
    return 1 + sum(weight for weight, _ in below), 1 + max((depth for _, depth in below), default=0)
