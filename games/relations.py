"""Conditions on parameters: alternatives of exact polynomial relations, with words for their meaning."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .errors import InvalidInput
from .exact import number_text, rational
from .parameter_polynomial import ParameterPolynomial, terms_text

SIGNS = (">=", ">", "=")


@dataclass(frozen=True, slots=True)
class Relation:
    """A polynomial in the parameters that is ``>=``, ``>`` or ``=`` zero.

    `words` say what it means, such as which action is at least as good as which; relations that say the same
    about the same polynomial are equal whatever their words.

    Examples
    --------
    >>> k = ParameterPolynomial.variable("k")
    >>> one = Relation(k - ParameterPolynomial.constant(10), ">=")
    >>> str(one), one.text, str(one.opposite), one.holds_at({"k": Fraction(10)})
    ('k - 10 >= 0', 'k >= 10', '-k + 10 > 0', True)
    """

    polynomial: ParameterPolynomial
    sign: str
    words: tuple[str, ...] = field(default=(), compare=False)

    @property
    def opposite(self) -> Relation:
        """What holds exactly where this one does not; of an equation there is no single one."""
        if self.sign == "=":
            raise ValueError("the opposite of an equation is two relations")
        return Relation(-self.polynomial, ">" if self.sign == ">=" else ">=")

    @property
    def always(self) -> bool:
        """Whether it is a number that satisfies the relation."""
        return self.polynomial.is_constant and self._satisfied(self.polynomial.constant_term)

    @property
    def never(self) -> bool:
        """Whether it is a number that does not satisfy the relation."""
        return self.polynomial.is_constant and not self._satisfied(self.polynomial.constant_term)

    @property
    def text(self) -> str:
        """The relation with the terms moved to the side where they need no minus sign."""
        variable = {m: c for m, c in self.polynomial.terms.items() if m}
        size = abs(next(iter(variable.values()))) if len(variable) == 1 else Fraction(1)
        above = {m: c / size for m, c in variable.items() if c > 0}
        below = {m: -c / size for m, c in variable.items() if c < 0}
        number = self.polynomial.constant_term / size
        sign = self.sign
        if not above:  # 10 >= k reads better as k <= 10
            above, below, number, sign = below, above, -number, sign.replace(">", "<")
        side, moved = (above, number) if number > 0 and below else (below, -number)
        side[()] = moved
        left, right = (terms_text((m, c) for m, c in part.items() if c) for part in (above, below))
        return f"{left} {sign} {right}"

    def holds_at(self, values: Mapping[str, Any]) -> bool:
        """Whether it holds where the parameters have these exact numbers."""
        return self._satisfied(self.polynomial.value(values))

    def _satisfied(self, value: Any) -> bool:
        return bool(value == 0 if self.sign == "=" else value > 0 if self.sign == ">" else value >= 0)

    def __str__(self) -> str:
        return f"{self.polynomial} {self.sign} 0"


@dataclass(frozen=True, slots=True)
class RegionCase:
    """Relations that hold together; without any, the case is the whole domain.

    Attributes
    ----------
    relations : tuple of Relation
    point : mapping of str to Fraction, or None
        Values at which all of them hold: the proof that the case is possible. Where relations are not linear
        and no point was found, None: the case may be empty.
    is_thin : bool
        Whether it is proven that the relations hold on borders only, with no room around any point.
    """

    relations: tuple[Relation, ...]
    point: Mapping[str, Fraction] | None = field(default=None, compare=False)
    is_thin: bool = field(default=False, compare=False)

    @property
    def proven_possible(self) -> bool:
        return self.point is not None

    def holds_at(self, values: Mapping[str, Any]) -> bool:
        """Whether all relations hold at these numbers."""
        return all(relation.holds_at(values) for relation in self.relations)

    def __str__(self) -> str:
        return " and ".join(relation.text for relation in self.relations) or "always"


@dataclass(frozen=True, slots=True)
class Domain:
    """Where the formulas of a game make a game at all.

    Attributes
    ----------
    relations : tuple of Relation
        What must hold: probabilities that are no less than zero and sum to one, and ranges that were asked
        for. They are understood in every condition and not repeated there.
    excluded : tuple of RegionCase
        Where a formula has no value because it divides by zero.
    """

    relations: tuple[Relation, ...] = ()
    excluded: tuple[RegionCase, ...] = ()

    def holds_at(self, values: Mapping[str, Any]) -> bool:
        """Whether the game exists at these numbers."""
        return all(r.holds_at(values) for r in self.relations) and not any(
            case.holds_at(values) for case in self.excluded
        )


@dataclass(frozen=True, slots=True)
class Conditions:
    """Where something holds: in any of the cases, within the domain of the game.

    Examples
    --------
    >>> k = ParameterPolynomial.variable("k")
    >>> late = Conditions(("k",), (RegionCase((Relation(k - ParameterPolynomial.constant(10), ">"),)),))
    >>> str(late), late.holds_at({"k": 11}), late.holds_at({"k": "19/2"})
    ('k > 10', True, False)
    """

    parameters: tuple[str, ...]
    cases: tuple[RegionCase, ...]
    domain: Domain = Domain()

    @property
    def never(self) -> bool:
        """Whether it is proven to hold nowhere."""
        return not self.cases

    @property
    def always(self) -> bool:
        """Whether it holds wherever the game exists."""
        return any(not case.relations for case in self.cases)

    @property
    def is_linear(self) -> bool:
        """Whether every relation of every case is linear in the parameters."""
        return all(r.polynomial.is_linear for case in self.cases for r in case.relations)

    def holds_at(self, values: Mapping[str, Any]) -> bool:
        """Whether it holds where the parameters have these numbers; where there is no game, it does not.

        Raises
        ------
        InvalidInput
            For a parameter without a value and for values that are no exact number.
        """
        exact = parameter_values(self.parameters, values)
        return self.domain.holds_at(exact) and any(case.holds_at(exact) for case in self.cases)

    def __str__(self) -> str:
        if len(self.cases) < 2:
            return str(self.cases[0]) if self.cases else "never"
        return " or ".join(f"({case})" for case in self.cases)


def parameter_values(names: tuple[str, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return an exact number for every name; algebraic numbers pass as they are.

    Raises
    ------
    InvalidInput
        For a name without a value, a value for no name, and values that are no exact number.
    """
    for name in names:
        if name not in values:
            raise InvalidInput(f"parameter {name} has no value; the parameters are {', '.join(names)}")
    for name in values:
        if name not in names:
            raise InvalidInput(f"{name!r} is no parameter here; the parameters are {', '.join(names)}")
    return {
        name: value if hasattr(value, "minimal_polynomial") else rational(value, f"parameter {name}")
        for name, value in values.items()
    }


def case_document(case: RegionCase) -> dict[str, Any]:
    """Return a case as plain data: its relations, what they mean, and a point at which they hold."""
    document: dict[str, Any] = {
        "all": [str(relation) for relation in case.relations],
        "text": str(case),
        "because": [list(relation.words) for relation in case.relations],
        "proven_possible": case.proven_possible,
    }
    if case.point is not None:
        document["point"] = {name: number_text(value) for name, value in case.point.items()}
    return document
