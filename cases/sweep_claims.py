"""Claims about the draws of a sweep, and the share of draws in which one holds.

A claim compares the outcome with words, ``outcome = no-ban``, or two formulas in parameters, derived names
and payoffs, ``US >= 0`` or ``k < 13 - d_U``. Payoffs go by the names of the players, also ``payoff_US``. In a
draw with several equilibria a claim holds if it holds in each of them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..games.errors import InvalidInput, ParseError
from ..games.formula import Formula, parse_formula
from ..games.formula_tree import COMPARISONS
from ..games.wording import quoted
from .sweep_answer import BETWEEN

OUTCOME = "outcome"
NUMBERS = ("hits", "count")
"""Columns with whole numbers that formulas may name, beside those of matches."""

HOLDS, FAILS, UNDECIDED = "holds", "fails", "undecided"


@dataclass(frozen=True, slots=True)
class Names:
    """What formulas about the draws of one sweep may name.

    Attributes
    ----------
    varied : parameters that have a column.
    constants : parameters that have one value in all draws.
    derived : names that follow by formula, each after those that it follows from.
    players : the number of the player whose payoff a name stands for.
    columns : further columns with numbers, or with yes and no as 1 and 0.
    """

    varied: tuple[str, ...]
    constants: Mapping[str, Fraction]
    derived: Mapping[str, Formula]
    players: Mapping[str, int]
    columns: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """Every name."""
        return (*self.varied, *self.constants, *self.derived, *self.players, *self.columns)

    def check(self, formula: Formula) -> None:
        """Refuse a name that stands for nothing, or for two things.

        Raises
        ------
        InvalidInput
            Listing what is accepted.
        """
        for name in sorted(formula.names):
            if self.all.count(name) == 0:
                raise InvalidInput(
                    f"formula {quoted(formula.text)}: there is no {name!r}; accepted: {', '.join(self.all)}"
                )
            if self.all.count(name) > 1:
                raise InvalidInput(
                    f"formula {quoted(formula.text)}: {name!r} is a parameter and a player alike"
                )

    def needed(self, formulas: Sequence[Formula]) -> tuple[str, ...]:
        """The names that values are needed for, those behind derived ones included."""
        found: dict[str, None] = {}
        stack = [name for formula in formulas for name in sorted(formula.names)]
        while stack:
            name = stack.pop()
            if name not in found:
                found[name] = None
                stack.extend(sorted(self.derived[name].names) if name in self.derived else ())
        return tuple(found)

    def complete(self, needed: Sequence[str], values: Mapping[str, Fraction]) -> dict[str, Fraction]:
        """The values with those of constants and derived names that are needed."""
        numbers = {name: self.constants[name] for name in needed if name in self.constants} | dict(values)
        for name, formula in self.derived.items():
            if name in needed:
                numbers[name] = formula.evaluate(numbers)
        return numbers


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that was read: words that the outcome is compared with, or two formulas.

    Attributes
    ----------
    text : as it was written.
    sign : the comparison.
    words : what the outcome should be; None where formulas are compared.
    sides : the two formulas.
    """

    text: str
    sign: str
    words: str | None
    sides: tuple[Formula, ...] = ()

    def of_outcome(self, outcome: str) -> str:
        """Whether the claim holds in each of the outcomes of a draw."""
        assert self.words is not None
        if BETWEEN in self.words:  # several equilibria at once
            same = set(outcome.split(BETWEEN)) == set(self.words.split(BETWEEN))
            return HOLDS if same == (self.sign == "==") else FAILS
        equal = [one == self.words for one in outcome.split(BETWEEN)]
        good = all(equal) if self.sign == "==" else not any(equal)
        return HOLDS if good else FAILS

    def of_numbers(self, values: Mapping[str, Fraction]) -> bool:
        """Whether the comparison of the formulas holds where names have these values."""
        left, right = (side.evaluate(values) for side in self.sides)
        return COMPARISONS[self.sign](left, right)


def read_claim(text: str, names: Names) -> Claim:
    """Read a claim about the draws of a sweep.

    Raises
    ------
    InvalidInput
        For text without a comparison, unknown names, and everything outside the grammar of formulas.

    Examples
    --------
    >>> names = Names(("k",), {}, {}, {"US": 0, "China": 1})
    >>> read_claim("outcome = ban, acquiesce", names).words
    'ban, acquiesce'
    >>> read_claim("US > 2*k", names).sign
    '>'
    >>> read_claim("US > 2*q", names)
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: formula '2*q': there is no 'q'; accepted: k, US, China
    """
    start, end = _comparison(text)
    sign = text[start:end] if text[start:end] != "=" else "=="
    if text[:start].strip() == OUTCOME:
        words = text[end:].strip()
        if sign not in ("==", "!=") or not words:
            raise InvalidInput(f"claim {quoted(text)}: outcome = WORDS or outcome != WORDS is accepted")
        return Claim(text, sign, words)
    sides = (parse_formula(text[:start]), parse_formula(text[end:]))
    for side in sides:
        names.check(side)
    return Claim(text, sign, None, sides)


def read_outcome(text: str, names: Names) -> Claim | Formula:
    """Read a claim, or a formula whose value is asked for.

    Raises
    ------
    InvalidInput
        As for `read_claim`.
    """
    if has_comparison(text):
        return read_claim(text, names)
    found = parse_formula(text)
    if OUTCOME in found.names:
        raise InvalidInput(f"{quoted(text)} is no claim; outcome = WORDS is accepted")
    names.check(found)
    return found


def check_questions(names: Names, claims: Sequence[str], outcomes: Sequence[str]) -> None:
    """Refuse claims, and outcomes that Sobol indices are asked of, which could not be read later.

    Raises
    ------
    InvalidInput
        As for `read_claim`.
    """
    for claim in claims:
        read_claim(claim, names)
    for outcome in outcomes:
        read_outcome(outcome, names)


def has_comparison(text: str) -> bool:
    """Whether a text is a claim, and not a formula.

    Examples
    --------
    >>> has_comparison("k > 3"), has_comparison("if(k > 3, 1, 0)")
    (True, False)
    """
    return bool(_signs(text))


def _signs(text: str) -> list[tuple[int, int]]:
    """Where comparisons stand outside all brackets."""
    depth, found = 0, []
    for match in re.finditer(r"[()]|<=|>=|==|!=|[<>=]", text):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0 and match[0] not in "()":
            found.append(match.span())
    return found


def _comparison(text: str) -> tuple[int, int]:
    found = _signs(text)
    if found and text[: found[0][0]].strip() == OUTCOME:
        return found[0]
    if len(found) != 1:
        raise ParseError(
            f"claim {quoted(text)} has {len(found)} comparisons; one of =, !=, <, <=, >, >= is "
            "accepted, such as outcome = no-ban, or US >= 0"
        )
    return found[0]
