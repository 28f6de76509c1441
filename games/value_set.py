"""Sets of values of one parameter: unions of intervals and points with exact ends, as JSON and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .algebraic import Real
from .decimals import with_decimal
from .solution_json import number_document


@dataclass(frozen=True, slots=True)
class ValueInterval:
    """The values between two exact ends, each end included or not; one value where the ends are equal.

    Examples
    --------
    >>> from fractions import Fraction
    >>> one = ValueInterval(Fraction(0), Fraction(10), high_included=False)
    >>> Fraction(10) in one, one.text("k")
    (False, '0 <= k < 10')
    """

    low: Real
    high: Real
    low_included: bool = True
    high_included: bool = True

    def __contains__(self, value: Real) -> bool:
        above = self.low < value or (self.low_included and self.low == value)
        return above and (value < self.high or (self.high_included and self.high == value))

    def document(self) -> dict[str, Any]:
        """Return the four fields of the contract."""
        return {
            "from": number_document(self.low),
            "to": number_document(self.high),
            "from_included": self.low_included,
            "to_included": self.high_included,
        }

    def text(self, name: str) -> str:
        """Write the interval as inequalities."""
        if self.low == self.high:
            return f"{name} = {with_decimal(self.low)}"
        signs = ("<=" if closed else "<" for closed in (self.low_included, self.high_included))
        return f"{with_decimal(self.low)} {next(signs)} {name} {next(signs)} {with_decimal(self.high)}"


def set_text(intervals: Sequence[ValueInterval], name: str, low: Real, high: Real) -> str:
    """Write a set of values within the range that was searched.

    Examples
    --------
    >>> from fractions import Fraction
    >>> low, high = Fraction(0), Fraction(52)
    >>> set_text([ValueInterval(low, high)], "k", low, high), set_text([], "k", low, high)
    ('every value from 0 to 52', 'no value from 0 to 52')
    """
    ends = f"from {with_decimal(low)} to {with_decimal(high)}"
    if not intervals:
        return f"no value {ends}"
    if list(intervals) == [ValueInterval(low, high)]:
        return f"every value {ends}"
    return " or ".join(interval.text(name) for interval in intervals)
