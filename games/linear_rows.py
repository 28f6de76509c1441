"""Systems of linear equations and inequalities by name, and the check of a proof that one has no solution.

A row says that a sum of multiples of variables plus a constant is not negative, or positive, or zero. That no
point satisfies all rows is proven by multiples of the rows that add up to something plainly false (Farkas
1902; with strict rows, Motzkin 1936).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from .exact import number_text


class Row(NamedTuple):
    """``coefficients · point + constant >= 0``; ``> 0`` where `strict`, ``= 0`` where `equal`.

    A plain tuple of the four is as good. A variable without a coefficient has the coefficient zero.

    Examples
    --------
    >>> print(Row({"k": Fraction(2), "a": Fraction(-1)}, Fraction(-3), strict=True))
    2*k - a - 3 > 0
    """

    coefficients: Mapping[str, Fraction]
    constant: Fraction = Fraction(0)
    strict: bool = False
    equal: bool = False

    def at(self, point: Mapping[str, Fraction]) -> Fraction:
        """The left side at a point; variables that it does not name are zero there."""
        terms = (a * point[name] for name, a in self.coefficients.items() if a and name in point)
        return sum(terms, self.constant)

    def holds_at(self, point: Mapping[str, Fraction]) -> bool:
        """Whether a point satisfies the row."""
        left = self.at(point)
        return left == 0 if self.equal else left > 0 if self.strict else left >= 0

    def __str__(self) -> str:
        terms = [_term(a, name) for name, a in self.coefficients.items() if a]
        if self.constant or not terms:
            terms.append(number_text(self.constant))
        sign = "=" if self.equal else ">" if self.strict else ">="
        return f"{' + '.join(terms).replace('+ -', '- ')} {sign} 0"


@dataclass(frozen=True, slots=True)
class FarkasCertificate:
    """Multiples of the rows, by their places, that add up to a contradiction: no point satisfies all rows."""

    multipliers: Mapping[int, Fraction]


def contradiction_problem(rows: Sequence[Row], certificate: FarkasCertificate) -> str | None:
    """Return why `certificate` fails to prove that no point satisfies all `rows`; None where it proves it.

    Its multiples, not negative for inequalities, must cancel every variable and leave a negative constant,
    or zero where a strict row has a positive multiple.

    Examples
    --------
    >>> x, one = {"x": Fraction(1)}, Fraction(1)
    >>> rows = [Row(x, -one), Row({"x": -one}, one, strict=True)]
    >>> contradiction_problem(rows, FarkasCertificate({0: one, 1: one})) is None
    True
    >>> contradiction_problem(rows, FarkasCertificate({0: one}))
    'the multiples leave 1 times x'
    """
    left: dict[str, Fraction] = {}
    constant = Fraction(0)
    strict = False
    for place, factor in certificate.multipliers.items():
        if not 0 <= place < len(rows):
            return f"there is no row {place}; there are {len(rows)}, counted from 0"
        row = Row(*rows[place])
        if factor < 0 and not row.equal:
            return f"row {place} is an inequality and has the negative multiple {factor}"
        constant += factor * row.constant
        strict = strict or (row.strict and factor > 0)
        for name, a in row.coefficients.items():
            left[name] = left.get(name, Fraction(0)) + factor * a
    for name, a in left.items():
        if a:
            return f"the multiples leave {a} times {name}"
    if constant > 0 or (constant == 0 and not strict):
        return f"the multiples add up to the constant {constant}, which contradicts nothing"
    return None


def _term(factor: Fraction, name: str) -> str:
    text = number_text(factor)
    return text[:-1] + name if text in ("1", "-1") else f"{text}*{name}"
