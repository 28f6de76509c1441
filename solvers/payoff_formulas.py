"""Payoffs with symbols as fractions of polynomials; a formula with cases is a variable of its own.

``max(0, 13 - k)`` is read as one more variable of that name. Where it cancels out of a comparison nothing
depends on its cases; where it stays, they are told apart (`case_splits`).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeAlias

from ..games.errors import LimitReached, UnsupportedGame
from ..games.exact import Number, is_sympy, number_text
from ..games.parameter_polynomial import ParameterFraction, ParameterPolynomial

MAX_DEGREE = 60
MAX_TERMS = 4_000


@dataclass(frozen=True, slots=True)
class Constraint:
    """A fraction of polynomials that is ``>=``, ``>`` or ``=`` zero, and words that say what it means."""

    value: ParameterFraction
    sign: str
    words: tuple[str, ...] = ()


SIGNS = {
    "GreaterThan": (">=", 1),
    "StrictGreaterThan": (">", 1),
    "LessThan": (">=", -1),
    "StrictLessThan": (">", -1),
    "Equality": ("=", 1),
    "Unequality": ("=", 1),
}
"""SymPy's comparisons: the sign of the difference, and whether it is left minus right or the other way."""

Guard: TypeAlias = tuple[Constraint, ...]
"""Constraints that hold together."""


@dataclass(slots=True)
class Formulas:
    """The formulas of one game, read.

    Attributes
    ----------
    splits : per variable that stands for a formula with cases, its cases: when, and the value then
    excluded : where some formula has no value
    """

    splits: dict[str, tuple[tuple[Guard, ParameterFraction], ...]] = field(default_factory=dict)
    excluded: list[Guard] = field(default_factory=list)
    _known: dict[tuple[Any, Guard], ParameterFraction] = field(default_factory=dict)

    def read(self, number: Number, where: str) -> ParameterFraction:
        """Return a payoff or probability as a fraction of polynomials.

        Raises
        ------
        UnsupportedGame
            For roots, powers with a parameter, and functions other than Max, Min, Abs and Piecewise.

        Examples
        --------
        >>> import sympy
        >>> k, w = sympy.symbols("k w")
        >>> formulas = Formulas()
        >>> str(formulas.read(w * sympy.Max(0, 13 - k), "a payoff")), tuple(formulas.splits)
        ('max(0, -k + 13)*w', ('max(0, -k + 13)',))
        """
        return self._read(number, where, ())

    def _read(self, x: Any, where: str, guard: Guard) -> ParameterFraction:
        if not is_sympy(x):
            return ParameterFraction.of(x)
        if x.is_Rational:
            return ParameterFraction.of(Fraction(int(x.p), int(x.q)))
        if x.is_Symbol:
            return ParameterFraction(ParameterPolynomial.variable(x.name))
        key = (x, guard)
        if key not in self._known:
            self._known[key] = self._compound(x, where, guard)
        return self._known[key]

    def _compound(self, x: Any, where: str, guard: Guard) -> ParameterFraction:
        kind = type(x).__name__
        if x.is_Add or x.is_Mul:
            parts = [self._read(part, where, guard) for part in x.args]
            total = parts[0]
            for part in parts[1:]:
                total = total + part if x.is_Add else total * part
                _check_size(total, where)
            return total
        if x.is_Pow and x.exp.is_Integer and abs(int(x.exp)) <= MAX_DEGREE:
            base = self._read(x.base, where, guard)
            power = int(x.exp)
            if power < 0:
                below = ParameterFraction(base.numerator)
                if not below.is_constant:
                    self.excluded.append((*guard, Constraint(below, "=", (f"{where} divides by zero",))))
                base = ParameterFraction.of(1) / base
            result = base
            for _ in range(abs(power) - 1):
                result = result * base
                _check_size(result, where)
            return result
        if kind in ("Max", "Min"):
            parts = [self._read(part, where, guard) for part in x.args]
            return self._split(
                f"{kind.lower()}({', '.join(map(str, parts))})", _extremes(parts, 1 if kind == "Max" else -1)
            )
        if kind == "Abs":
            inside = self._read(x.args[0], where, guard)
            words = (f"{inside} is negative",)
            options = (
                ((Constraint(inside, ">=", ()),), inside),
                ((Constraint(-inside, ">", words),), -inside),
            )
            return self._split(f"abs({inside})", options)
        if kind == "Piecewise":
            return self._piecewise(x, where, guard)
        raise UnsupportedGame(
            f"{where} is {number_text(x)}; conditions on parameters need payoffs made of +, -, *, /, whole "
            "powers, max, min, abs and if"
        )

    def _split(self, name: str, options: tuple[tuple[Guard, ParameterFraction], ...]) -> ParameterFraction:
        self.splits.setdefault(name, options)
        return ParameterFraction(ParameterPolynomial.variable(name))

    def _piecewise(self, x: Any, where: str, guard: Guard) -> ParameterFraction:
        options: list[tuple[Guard, ParameterFraction]] = []
        texts: list[tuple[str, str]] = []
        before: list[Guard] = [()]
        for value, condition in x.args:
            when = [a + b for a in before for b in self._alternatives(condition, True, where, guard)]
            found = [(one, self._read(value, where, (*guard, *one))) for one in when]
            options += found
            if found:
                texts.append((self._condition_text(condition, where, guard), str(found[0][1])))
            before = [a + b for a in before for b in self._alternatives(condition, False, where, guard)]
        self.excluded += [(*guard, *rest) for rest in before]  # no part of the formula applies
        last = texts.pop()[1] if texts[-1][0] == "1 > 0" else "1/0"
        name = last
        for condition, text in reversed(texts):
            name = f"if({condition}, {text}, {name})"
        return self._split(name, tuple(options))

    def _condition_text(self, condition: Any, where: str, guard: Guard) -> str:
        """A condition as formulas write it; several that hold together, or not, as SymPy does."""
        kind = type(condition).__name__
        if kind == "BooleanTrue":
            return "1 > 0"
        if kind not in SIGNS:
            return str(condition)
        left, right = (self._read(part, where, guard) for part in condition.args)
        return f"{left} {condition.rel_op} {right}"

    def _alternatives(self, condition: Any, wanted: bool, where: str, guard: Guard) -> list[Guard]:
        """The ways in which a condition is true (or false), each as constraints that hold together."""
        kind = type(condition).__name__
        if kind in ("BooleanTrue", "BooleanFalse"):
            return [()] if (kind == "BooleanTrue") == wanted else []
        if kind == "Not":
            return self._alternatives(condition.args[0], not wanted, where, guard)
        if kind in ("And", "Or"):
            parts = [self._alternatives(part, wanted, where, guard) for part in condition.args]
            if (kind == "And") == wanted:
                return [tuple(itertools.chain(*chosen)) for chosen in itertools.product(*parts)]
            return [one for part in parts for one in part]
        if kind not in SIGNS:
            raise UnsupportedGame(f"{where} depends on {condition}, which is no comparison of formulas")
        left, right = (self._read(part, where, guard) for part in condition.args)
        sign, direction = SIGNS[kind]
        gap = left - right if direction > 0 else right - left
        if sign == "=":
            if (kind == "Equality") == wanted:
                return [(Constraint(gap, "="),)]
            return [(Constraint(gap, ">"),), (Constraint(-gap, ">"),)]
        if wanted:
            return [(Constraint(gap, sign),)]
        return [(Constraint(-gap, ">" if sign == ">=" else ">="),)]


def _extremes(parts: list[ParameterFraction], direction: int) -> tuple[tuple[Guard, ParameterFraction], ...]:
    """The cases of a largest (or smallest) part, each point in exactly one of them: the first one counts."""

    def cases() -> Iterator[tuple[Guard, ParameterFraction]]:
        for i, top in enumerate(parts):
            gaps = [top - other if direction > 0 else other - top for other in parts]
            yield (
                tuple(Constraint(gap, ">" if j < i else ">=") for j, gap in enumerate(gaps) if j != i),
                top,
            )

    return tuple(cases())


def _check_size(value: ParameterFraction, where: str) -> None:
    if max(len(value.numerator.terms), len(value.denominator.terms)) > MAX_TERMS:
        raise LimitReached(f"{where} has more than {MAX_TERMS:,} terms when it is multiplied out")
