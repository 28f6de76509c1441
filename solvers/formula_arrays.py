"""Formulas evaluated for many draws of their parameters at once, exactly."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from ..games.formula_tree import COMPARISONS, MAX_EXPONENT, Node, Operation

Integers: TypeAlias = npt.NDArray[Any]
Booleans: TypeAlias = npt.NDArray[np.bool_]

MOST_BITS = 4_000
"""Numbers that may grow larger are left to the evaluation draw by draw, which has a limit of its own."""


class NotByArrays(Exception):
    """A formula for evaluation draw by draw: a parameter in an exponent, or numbers that grow too large."""


@dataclass(frozen=True, slots=True, eq=False)
class Rationals:
    """One rational number per draw: integers of any size over one positive denominator, or one each.

    `bits` is at least the length of every numerator and denominator.

    Examples
    --------
    >>> half = Rationals.of([1, 2, 3], 2)
    >>> [str(x) for x in (half * half + half).fractions()], half.floats().tolist()
    (['3/4', '2', '15/4'], [0.5, 1.0, 1.5])
    """

    numerators: Integers
    denominators: Any
    bits: int

    @classmethod
    def of(cls, numerators: Any, denominator: int = 1) -> Rationals:
        """The rationals with these numerators and one denominator."""
        integers = np.asarray(numerators)
        largest = max(abs(int(integers.max())), abs(int(integers.min()))) if integers.size else 0
        return cls(integers.astype(object), denominator, max(largest, denominator).bit_length())

    @classmethod
    def constant(cls, number: Fraction | int, count: int) -> Rationals:
        """The same number for every draw."""
        exact = Fraction(number)
        whole = np.full(count, exact.numerator, dtype=object)
        return cls(whole, exact.denominator, max(abs(exact.numerator), exact.denominator).bit_length())

    def __len__(self) -> int:
        return len(self.numerators)

    def __getitem__(self, chosen: Any) -> Rationals:
        below = self.denominators
        return Rationals(
            self.numerators[chosen], below if isinstance(below, int) else below[chosen], self.bits
        )

    def fractions(self) -> list[Fraction]:
        """The numbers, draw by draw."""
        below = np.broadcast_to(np.array(self.denominators, dtype=object), self.numerators.shape)
        return [Fraction(a, b) for a, b in zip(self.numerators.tolist(), below.tolist(), strict=True)]

    def floats(self) -> npt.NDArray[np.float64]:
        """The nearest floats; infinite where there is none."""
        with np.errstate(over="ignore"):
            try:
                found: npt.NDArray[np.float64] = (self.numerators / self.denominators).astype(np.float64)
            except OverflowError:
                found = np.array([_nearest(x) for x in self.fractions()])
        return found

    def over(self, denominator: int) -> Integers:
        """The numerators over a multiple of the one denominator."""
        below: int = self.denominators
        return self.numerators if below == denominator else self.numerators * (denominator // below)

    def __neg__(self) -> Rationals:
        return Rationals(-self.numerators, self.denominators, self.bits)

    def __add__(self, other: Rationals) -> Rationals:
        one, two, below, bits = together(self, other)
        return Rationals(one + two, below, _checked(bits + 1))

    def __mul__(self, other: Rationals) -> Rationals:
        bits = _checked(self.bits + other.bits)
        return Rationals(self.numerators * other.numerators, self.denominators * other.denominators, bits)

    def __abs__(self) -> Rationals:
        return Rationals(abs(self.numerators), self.denominators, self.bits)

    def reciprocal(self) -> Rationals:
        """One over each number; where a number is zero, one."""
        signs = np.where(self.numerators < 0, -1, 1).astype(object)
        below = abs(self.numerators)
        return Rationals(signs * self.denominators, np.where(below == 0, 1, below), self.bits)

    def compared(self, relation: str, other: Rationals) -> Booleans:
        """Where this is ``<``, ``<=``, ``>``, ``>=``, ``==`` or ``!=`` the other."""
        one, two, _, _ = together(self, other)
        found: Booleans = np.asarray(COMPARISONS[relation](one, two)).astype(bool)
        return found

    def where(self, chosen: Booleans, other: Rationals) -> Rationals:
        """These numbers where `chosen` holds, the others elsewhere."""
        one, two, below, bits = together(self, other)
        return Rationals(np.where(chosen, one, two), below, bits)


def together(one: Rationals, other: Rationals) -> tuple[Integers, Integers, Any, int]:
    """The numerators of both over common denominators, these, and a bound on the bits of all of them."""
    a, b = one.denominators, other.denominators
    if isinstance(a, int) and isinstance(b, int):
        below = math.lcm(a, b)
        longer = below.bit_length()
        bits = max(one.bits + longer - a.bit_length() + 1, other.bits + longer - b.bit_length() + 1, longer)
        return one.over(below), other.over(below), below, _checked(bits)
    bits = _checked(one.bits + other.bits)
    return one.numerators * b, other.numerators * a, a * b, bits


def common(numbers: Sequence[Rationals]) -> tuple[list[Integers], Any]:
    """Return numerators over a denominator that is the same for all of them, in each draw.

    Examples
    --------
    >>> whole, below = common([Rationals.of([1, 2], 4), Rationals.of([5, 5], 6)])
    >>> [part.tolist() for part in whole], below
    ([[3, 6], [10, 10]], 12)
    """
    below: Any = 1
    for number in numbers:
        scalars = isinstance(below, int) and isinstance(number.denominators, int)
        below = (math.lcm if scalars else np.lcm)(below, number.denominators)
    return [number.numerators * (below // number.denominators) for number in numbers], below


def _checked(bits: int) -> int:
    if bits > MOST_BITS:
        raise NotByArrays(f"a number of {bits} bits may arise")
    return bits


def _nearest(number: Fraction) -> float:
    try:
        return float(number)
    except OverflowError:
        return math.inf if number > 0 else -math.inf


def evaluated(tree: Node, values: Mapping[str, Rationals], count: int, undefined: Booleans) -> Rationals:
    """Return the exact value of a formula's tree for every draw.

    Parameters
    ----------
    tree : of a formula.
    values : one number per draw, by name.
    count : how many draws there are.
    undefined : set to True where the formula divides by zero; the value there means nothing.

    Raises
    ------
    NotByArrays
        For what can only be evaluated draw by draw.

    Examples
    --------
    >>> from quidproquo.games.formula import parse_formula
    >>> wrong = np.zeros(3, dtype=bool)
    >>> tree = parse_formula("max(0, 6 - k) / (k - 3)").tree
    >>> found = evaluated(tree, {"k": Rationals.of([3, 5, 7])}, 3, wrong)
    >>> [str(x) for x in found.fractions()[1:]], wrong.tolist()
    (['1/2', '0'], [True, False, False])
    """
    if isinstance(tree, Fraction):
        return Rationals.constant(tree, count)
    if isinstance(tree, str):
        return values[tree]
    kind, parts = tree.operator, tree.operands
    if kind == "if":
        return _conditional(parts, values, count, undefined)
    if kind == "^":
        return _power(evaluated(parts[0], values, count, undefined), parts[1], undefined)
    numbers = [evaluated(part, values, count, undefined) for part in parts]
    first = numbers[0]
    if kind == "/":
        undefined |= first.numerators == 0
        return first.reciprocal()
    if kind in ("-", "abs"):
        return -first if kind == "-" else abs(first)
    for other in numbers[1:]:
        if kind in ("min", "max"):
            first = first.where(first.compared("<" if kind == "min" else ">", other), other)
        elif kind in "+*":
            first = first + other if kind == "+" else first * other
        else:
            raise NotByArrays(f"the operator {kind!r}")
    return first


def _conditional(
    parts: Sequence[Node], values: Mapping[str, Rationals], count: int, undefined: Booleans
) -> Rationals:
    """Of the two branches only the one that applies may be undefined."""
    condition = parts[0]
    assert isinstance(condition, Operation)
    left, right = (evaluated(side, values, count, undefined) for side in condition.operands)
    holds = left.compared(condition.operator, right)
    wrong = np.zeros(count, dtype=bool), np.zeros(count, dtype=bool)
    then, otherwise = (evaluated(parts[1 + i], values, count, wrong[i]) for i in (0, 1))
    undefined |= np.where(holds, wrong[0], wrong[1])
    return then.where(holds, otherwise)


def _power(base: Rationals, exponent: Node, undefined: Booleans) -> Rationals:
    negative = isinstance(exponent, Operation) and exponent.operator == "-"
    number = exponent.operands[0] if negative and isinstance(exponent, Operation) else exponent
    if not isinstance(number, Fraction) or number.denominator != 1 or number > MAX_EXPONENT:
        raise NotByArrays("a parameter in an exponent")
    if negative and number:
        undefined |= base.numerators == 0
        base = base.reciprocal()
    power = int(number)
    bits = _checked(base.bits * max(power, 1))
    return Rationals(base.numerators**power, base.denominators**power, bits)
