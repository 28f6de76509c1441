"""The rows of bargaining problems: what an agreement must satisfy, and what it is worth, as numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from .errors import InvalidGame, InvalidInput
from .exact import Number, exact, number_text
from .formula import parse_formula
from .formula_parts import CONSTANT, linear_parts
from .labels import numbered, own_labels
from .payoff_table import PayoffTable
from .wording import quoted, shorten

LOTTERY = "the probabilities sum to 1"


@dataclass(frozen=True, slots=True)
class Constraint:
    """``coefficients · agreement <= right``, or ``=``; `name` is how proofs speak of it."""

    name: str
    coefficients: tuple[Number, ...]
    right: Number
    equal: bool = False


def issue_names(issues: Any) -> tuple[str, ...]:
    """Return the names of issues, refusing what is no mapping of names to two bounds."""
    if not isinstance(issues, Mapping) or not issues:
        raise InvalidGame("issues: a mapping of at least one name to (lowest, highest) is needed")
    for name, ends in issues.items():
        if isinstance(ends, str) or not hasattr(ends, "__len__") or len(ends) != 2:
            raise InvalidGame(f"issue {quoted(str(name))}: (lowest, highest) is needed, None for no bound")
    return own_labels(list(issues), "issues")


def issue_bounds(names: tuple[str, ...], issue: int, ends: Sequence[Number | None]) -> Iterator[Constraint]:
    """Yield the constraints that keep an issue between its bounds."""
    low, high = ends
    if isinstance(low, Fraction) and isinstance(high, Fraction) and low > high:
        raise InvalidGame(f"issue {names[issue]}: {low} is above {high}; (lowest, highest) is needed")
    if low is not None:
        yield floor_of(names, issue, low)
    if high is not None:
        unit = tuple(Fraction(int(k == issue)) for k in range(len(names)))
        yield Constraint(f"{names[issue]} <= {number_text(high)}", unit, high)


def own_payoffs(count: int) -> list[list[Number]]:
    """The rows of payoffs that are themselves the issues."""
    return [[Fraction(int(i == k)) for k in range(count)] + [Fraction(0)] for i in range(count)]


def relation_of(text: Any) -> tuple[str, str, str]:
    """Split a relation such as ``"q + z <= 1"`` into its left side, its sign and its right side."""
    for sign in ("<=", ">=", "==") if isinstance(text, str) else ():
        left, found, right = text.partition(sign)
        if found:
            return left, sign, right
    raise InvalidGame(f"constraint {quoted(str(text))}: one of <=, >= and == is needed")


def constraint_of(text: Any, names: tuple[str, ...]) -> Constraint:
    """Return the constraint that a relation between the issues states."""
    left, sign, right = relation_of(text)
    low, high = (row_of(side, names, f"constraint {text}") for side in (left, right))
    turn = -1 if sign == ">=" else 1
    moved = [exact(turn * (a - b)) for a, b in zip(low, high, strict=True)]
    return Constraint(" ".join(text.split()), tuple(moved[:-1]), exact(-moved[-1]), sign == "==")


def row_of(text: Any, names: tuple[str, ...], where: str) -> list[Number]:
    """The coefficients of the issues in a formula, and the constant last; other names stay symbols."""
    formula = parse_formula(text if isinstance(text, str) else number_text(exact_in_game(text, where)))
    zero = Fraction(0)
    found = {name: exact(part.to_sympy({}), where) for name, part in linear_parts(formula, names).items()}
    return [*(found.get(name, zero) for name in names), found.get(CONSTANT, zero)]


def sum_text(names: Sequence[str], coefficients: Sequence[Number], constant: Number = Fraction(0)) -> str:
    """Write a sum of multiples, as formulas are written.

    Examples
    --------
    >>> sum_text(["q", "z"], [Fraction(-2), Fraction(1)], Fraction(1, 2)), sum_text(["q"], [Fraction(0)])
    ('-2*q + z + 1/2', '0')
    """
    terms = [_term(a, name) for name, a in zip(names, coefficients, strict=True) if a != 0]
    if constant != 0 or not terms:
        terms.append(number_text(constant))
    return " + ".join(terms).replace("+ -", "- ")


def relation_text(names: Sequence[str], one: Constraint) -> str:
    """Write a constraint, with as few minus signs as the turn of the sign can give."""
    numbers = [x for x in (*one.coefficients, one.right) if x != 0]
    if not one.equal and all(isinstance(x, Fraction) and x < 0 for x in numbers):
        turned = [-x if isinstance(x, Fraction) else x for x in (*one.coefficients, one.right)]
        return f"{sum_text(names, turned[:-1])} >= {number_text(turned[-1])}"
    return f"{sum_text(names, one.coefficients)} {'==' if one.equal else '<='} {number_text(one.right)}"


def _term(factor: Number, name: str) -> str:
    text = number_text(factor)
    if text in ("1", "-1"):
        return text[:-1] + name
    return f"{text}*{name}" if re.fullmatch(r"-?[\w./]+", text) else f"({text})*{name}"


def floor_of(names: tuple[str, ...], issue: int, low: Number) -> Constraint:
    """The constraint that an issue is no less than a number."""
    unit = tuple(Fraction(-int(k == issue)) for k in range(len(names)))
    return Constraint(f"{names[issue]} >= {number_text(low)}", unit, exact(-low))


def per_player(given: Any, players: tuple[str, ...], what: str) -> tuple[Number, ...]:
    """Return one exact number for each player, from a mapping or a sequence."""
    if isinstance(given, Mapping):
        odd = next((who for who in given if who not in players), None)
        if odd is not None:
            raise InvalidGame(f"{what}: {quoted(str(odd))} is no player; the players are {all_of(players)}")
        missing = next((who for who in players if who not in given), None)
        if missing is not None:
            raise InvalidGame(f"{what} of {missing} is missing; one per player is needed")
        given = [given[who] for who in players]
    if isinstance(given, str) or not hasattr(given, "__len__") or len(given) != len(players):
        raise InvalidGame(f"{what}: one number per player is needed ({all_of(players)})")
    return tuple(exact_in_game(x, f"{what} of {who}") for who, x in zip(players, given, strict=True))


def exact_in_game(value: Any, where: str) -> Number:
    """Return an exact number; what is none makes the game invalid."""
    try:
        return exact(value, where)
    except InvalidInput as error:
        raise InvalidGame(str(error)) from None


def all_of(players: Sequence[str]) -> str:
    """The players, for messages."""
    return shorten(", ".join(players), 80)


def table_of(row: Sequence[Number], who: str) -> PayoffTable:
    """The payoffs of a player, one per issue and the constant last."""
    cells = np.empty(len(row), dtype=object)
    cells[:] = list(row)
    return PayoffTable.of(cells, f"payoffs of {who} at ")


def players_of(given: Sequence[str] | None, disagreement: Any, point: Sequence[Any]) -> tuple[str, ...]:
    """Return the players who are named, or by whom the disagreement is stated, or numbers."""
    if given is not None:
        return own_labels(given, "players")
    if isinstance(disagreement, Mapping):
        return own_labels(list(disagreement), "players")
    return numbered(len(point))


def listed(given: Any, what: str) -> list[Any]:
    """Return a sequence as a list, refusing what is none."""
    if isinstance(given, (str, Mapping)) or not isinstance(given, Iterable):
        raise InvalidGame(f"{what}: a sequence is needed, and no {type(given).__name__}")
    return list(given)
