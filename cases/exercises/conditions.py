"""Conditions on one parameter, such as ``k > 4`` or ``2 <= k < 3 or k > 7``: read, and compared as sets."""

from __future__ import annotations

import itertools
import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import cmp_to_key
from typing import Protocol

from ...games.errors import ParseError
from ...games.formula_tree import Node, Operation
from ...games.wording import quoted
from .expressions import MAX_LENGTH, minus, names_in, plain, read_expression
from .functions import put_in
from .profiles import split
from .radicals import enclosure, rational_value, sign

MAX_RELATIONS = 20
ACCEPTED = "comparisons such as {0} < p and p <= {0} < q, intervals such as (p, oo), joined by and, or"

_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "="}
_SAME = {
    "≤": "<=",
    "≥": ">=",
    "=<": "<=",
    "=>": ">=",
    "==": "=",
    "∪": " or ",
    "∈": " in ",
    "∞": "oo",
    "∧": " and ",
}
_INTERVAL = re.compile(r"([(\[])(.*)([)\]])", re.DOTALL)
_INFINITY = re.compile(r"[+]?(?:oo|inf|infinity)", re.IGNORECASE)
_MINUS_INFINITY = re.compile(r"-\s*(?:oo|inf|infinity)", re.IGNORECASE)


class Region(Protocol):
    """A set of numbers with finitely many borders."""

    @property
    def borders(self) -> tuple[Node, ...]:
        """All numbers at which membership may change."""

    def holds(self, x: Node) -> bool:
        """Whether the number `x` belongs to the set."""


@dataclass(frozen=True)
class Condition:
    """A condition that was read: some alternative holds, that is, all of its relations to numbers do."""

    alternatives: tuple[tuple[tuple[str, Node], ...], ...]

    @property
    def borders(self) -> tuple[Node, ...]:
        return tuple(bound for alternative in self.alternatives for _, bound in alternative)

    def holds(self, x: Node) -> bool:
        return any(
            all(_COMPARE[relation](sign(minus(x, bound)), 0) for relation, bound in alternative)
            for alternative in self.alternatives
        )


def difference(left: Region, right: Region, lowest: Fraction) -> tuple[bool, Fraction | None]:
    """Return whether two sets differ at or above `lowest`, and a place between all borders where they do.

    Where they differ at borders only, the place is None.

    Examples
    --------
    >>> difference(read_condition("x > 4", "x"), read_condition("4 < x", "x"), Fraction(0))
    (False, None)
    >>> difference(read_condition("x > 4", "x"), read_condition("x >= 6", "x"), Fraction(0))
    (True, Fraction(5, 1))
    >>> difference(read_condition("x > 4", "x"), read_condition("x >= 4", "x"), Fraction(0))
    (True, None)
    """
    borders = sorted_numbers((lowest, *left.borders, *right.borders))
    borders = [x for x in borders if sign(minus(x, lowest)) >= 0]
    between = [_between(x, y) for x, y in itertools.pairwise(borders)]
    between.append(_above(borders[-1]))
    places = [x for x in between if left.holds(x) != right.holds(x)]
    if places:
        return True, places[0]
    return any(left.holds(x) != right.holds(x) for x in borders), None


def sorted_numbers(numbers: Iterable[Node]) -> list[Node]:
    """The numbers in ascending order, equal ones once; compared exactly."""

    def compare(x: Node, y: Node) -> int:
        return sign(minus(x, y))

    ordered = sorted(numbers, key=cmp_to_key(compare))
    return [x for i, x in enumerate(ordered) if i == 0 or sign(minus(x, ordered[i - 1]))]


def read_condition(text: str, name: str, *, decimals: bool = False) -> Condition:
    """Read a condition on the parameter `name`.

    Raises
    ------
    ParseError
        For other names, comparisons that are not linear, and unknown forms.

    Examples
    --------
    >>> read_condition("x in [2, 3)", "x") == read_condition("2 <= x < 3", "x")
    True
    >>> read_condition("x^2 > 4", "x")
    Traceback (most recent call last):
    quidproquo.games.errors.ParseError: 'x^2 > 4' is not linear in x; accepted: comparisons such as ...
    """
    if len(text) > MAX_LENGTH:
        raise ParseError(f"{len(text)} characters; at most {MAX_LENGTH} are accepted")
    text = plain(text)
    for sign_used, meant in _SAME.items():
        text = text.replace(sign_used, meant)
    alternatives = []
    for alternative in re.split(r"\bor\b|\|\|?|\bU\b", text):
        relations: list[tuple[str, Node]] = []
        for part in re.split(r"\band\b|&&?", alternative):
            relations.extend(_relations(part.strip(), name, decimals))
        alternatives.append(tuple(relations))
    if sum(map(len, alternatives)) > MAX_RELATIONS:
        raise ParseError(f"more than {MAX_RELATIONS} comparisons; fewer are accepted")
    return Condition(tuple(alternatives))


def _relations(text: str, name: str, decimals: bool) -> list[tuple[str, Node]]:
    membership = re.fullmatch(rf"{re.escape(name)}\s+in\b(.*)", text, re.DOTALL)
    body = membership[1].strip() if membership else text
    interval = _INTERVAL.fullmatch(body)
    if interval:
        ends = list(split(interval[2], ",;"))
        if len(ends) == 2:
            return _interval(interval[1], ends[0], ends[1], interval[3], decimals)
    parts = re.split(r"(<=|>=|<|>|=)", text)
    if membership or len(parts) < 3 or len(parts) > 5:
        raise _refused(quoted(text), name)
    sides = [read_expression(part, (name,), decimals=decimals) for part in parts[::2]]
    return [
        _relation(left, relation, right, name, text)
        for left, relation, right in zip(sides, parts[1::2], sides[1:], strict=False)
    ]


def _interval(opening: str, low: str, high: str, closing: str, decimals: bool) -> list[tuple[str, Node]]:
    relations: list[tuple[str, Node]] = []
    if not _MINUS_INFINITY.fullmatch(low):
        relations.append((">=" if opening == "[" else ">", read_expression(low, decimals=decimals)))
    if not _INFINITY.fullmatch(high):
        relations.append(("<=" if closing == "]" else "<", read_expression(high, decimals=decimals)))
    return _checked(relations)


def _relation(left: Node, relation: str, right: Node, name: str, text: str) -> tuple[str, Node]:
    if left == name and not names_in(right):
        return _checked([(relation, right)])[0]
    if right == name and not names_in(left):
        return _checked([(_TURNED[relation], left)])[0]
    gap = minus(left, right)
    if name not in names_in(gap):
        raise _refused(f"{quoted(text)} does not compare {name} with a number", name)
    if not _is_linear(gap):
        raise _refused(f"{quoted(text)} is not linear in {name}", name)
    start, end = (rational_value(put_in(gap, {name: Fraction(x)})) for x in (0, 1))
    if start is None or end is None or start == end:
        raise _refused(f"{quoted(text)} does not compare {name} with a number", name)
    return (relation if end > start else _TURNED[relation]), start / (start - end)


def _is_linear(node: Node) -> bool:
    """Whether the parameter stands only in sums, and in products and quotients with numbers."""
    if not isinstance(node, Operation) or not names_in(node):
        return True
    holding = [part for part in node.operands if names_in(part)]
    fits = {"+": True, "-": True, "*": len(holding) == 1}.get(node.operator, False)
    return fits and all(_is_linear(part) for part in holding)


def _checked(relations: list[tuple[str, Node]]) -> list[tuple[str, Node]]:
    """Let bounds without a real value be refused now."""
    for _, bound in relations:
        sign(bound)
    return relations


def _refused(problem: str, name: str) -> ParseError:
    return ParseError(f"{problem}; accepted: {ACCEPTED.format(name)}")


def _between(low: Node, high: Node) -> Fraction:
    precision = 32
    while True:
        least, most = enclosure(low, precision)[1], enclosure(high, precision)[0]
        if least < most:
            return _simplest(least, most)
        precision *= 2


def _above(number: Node) -> Fraction:
    return Fraction(enclosure(number, 32)[1].__floor__() + 1)


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    """A number with a small denominator strictly between two numbers, near the middle."""
    middle = (low + high) / 2
    for denominator in (1, 2, 10, 1000):
        found = Fraction(round(middle * denominator), denominator)
        if low < found < high:
            return found
    return middle
