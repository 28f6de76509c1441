"""Minors of a payoff table with a border of ones, remembered: what decides every question about best replies.

Against a mixture x of the columns, row i earns (A x)_i. Where the rows R tie and the columns S are played, as
many of one as of the other, Cramer's rule gives mixture and slack as quotients of ``even`` and ``odd``
minors, so that their signs alone tell which mixtures exist and which rows are best against them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any, TypeAlias

from flint import fmpz_poly

from ..games.algebraic import AlgebraicField, AlgebraicNumber, Real
from ..games.exact import over_common_denominator
from ..games.integer_polynomials import Polynomial
from .germ import Germ, Number, quotient, sign_of

Element: TypeAlias = Any
"""An integer, or a polynomial of flint: in the parameter, or in the generator of a field."""


BITS = 64
"""Binary digits of an irrational number with which most signs are told."""


def members(mask: int) -> Iterator[int]:
    """The numbers in a set that is given as bits, ascending.

    Examples
    --------
    >>> list(members(0b1101))
    [0, 2, 3]
    """
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


class Minors:
    """The minors of one table, each computed when it is first asked for and without division.

    Rows and columns are sets as bits. With a modulus, entries are polynomials in a root of it, and minors are
    reduced by it.

    Examples
    --------
    >>> minors = Minors([[3, 0], [1, 2]])
    >>> minors.even(0b11, 0b11), minors.odd(0b11, 0b01)
    (-4, 2)
    """

    def __init__(self, table: Sequence[Sequence[Element]], one: Element = 1, modulus: Element = None) -> None:
        self.table, self.modulus = table, modulus
        self._plain: dict[tuple[int, int], Element] = {(0, 0): one}
        self._odd: dict[tuple[int, int], Element] = {}
        self._even: dict[tuple[int, int], Element] = {}

    def odd(self, rows: int, columns: int) -> Element:
        """``det [A_RS | 1]`` for one row more than columns."""
        key = rows, columns
        if key not in self._odd:
            terms = [self._minor(rows & ~(1 << r), columns) for r in members(rows)]
            self._odd[key] = _alternating(terms, len(terms) % 2 == 1)
        return self._odd[key]

    def even(self, rows: int, columns: int) -> Element:
        """``det [[A_RS, 1], [1, 0]]`` for as many rows as columns."""
        key = rows, columns
        if key not in self._even:
            terms = [self.odd(rows, columns & ~(1 << s)) for s in members(columns)]
            self._even[key] = _alternating(terms, len(terms) % 2 == 0)
        return self._even[key]

    def _minor(self, rows: int, columns: int) -> Element:
        """``det A_RS``, along the first row."""
        key = rows, columns
        if key not in self._plain:
            first = (rows & -rows).bit_length() - 1
            row, rest = self.table[first], rows & ~(1 << first)
            total = 0 * row[0]
            negative = False
            for s in members(columns):
                if row[s]:
                    term = row[s] * self._minor(rest, columns & ~(1 << s))
                    total = total - term if negative else total + term
                negative = not negative
            self._plain[key] = total if self.modulus is None else total % self.modulus
        return self._plain[key]


class SignedTable:
    """A payoff table of numbers in one parameter: the signs of its minors, and quotients of them.

    Parameters
    ----------
    rows : numbers, one row for each reply

    Examples
    --------
    >>> from .germ import Viewpoint
    >>> k = Viewpoint(Fraction(1)).parameter
    >>> table = SignedTable([[k, Fraction(0)], [Fraction(2), Fraction(3)]])
    >>> table.sign_even(0b11, 0b11), [table.ratio(p, 0b11, 0b11).text("k") for p in (0, 1)]
    (-1, ['3/(k + 1)', '(k - 2)/(k + 1)'])
    """

    def __init__(self, rows: Sequence[Sequence[Number]]) -> None:
        # What is added to a column changes neither kind of minor: one row becomes zero, which makes the
        # others simpler where the parameter stands in a whole column. It is one with few formulas in it.
        base = min(rows, key=lambda row: sum(isinstance(x, Germ) for x in row))
        relative = [[x - y for x, y in zip(row, base, strict=True)] for row in rows]
        self.shape = len(rows), len(rows[0])
        every = [x for row in relative for x in row]
        self._signs: dict[tuple[int, int], int] = {}
        self._sign: Callable[[Element], int] = sign_of
        self._quotient: Callable[[Element, Element], Number] = Fraction
        germ = next((x for x in every if isinstance(x, Germ)), None)
        root = next((x for x in every if isinstance(x, AlgebraicNumber)), None)
        self.in_parameter = germ is not None
        if germ is not None:
            view = germ.view
            self._sign = view.sign
            self._quotient = lambda top, bottom: quotient(top, bottom, view, watch=False)
            entries = _over_one_denominator(every, view.sign)
            self.minors = _in_parameter(self._table([tuple(map(int, x.coeffs())) for x in entries]))
        elif root is not None:
            field = root.field
            self._sign = lambda element: _sign_at_root(field, element)
            self._quotient = lambda top, bottom: _number(field, top) / _number(field, bottom)
            self.minors = Minors(
                self._table(_in_generator(every)), fmpz_poly([1]), fmpz_poly(list(field.modulus))
            )
        else:
            integers, _ = over_common_denominator([Fraction(x) for x in every])  # type: ignore[arg-type]
            self.minors = Minors(self._table(integers))

    def _table(self, entries: Sequence[Element]) -> tuple[tuple[Element, ...], ...]:
        height, width = self.shape
        return tuple(tuple(entries[i * width : (i + 1) * width]) for i in range(height))

    @property
    def degree(self) -> int:
        """A bound on the degree of the minors as polynomials in the parameter; 0 at a number."""
        if not self.in_parameter:
            return 0
        degrees = [[max(entry.degree(), 0) for entry in row] for row in self.minors.table]
        lines = (sum(map(max, degrees)), sum(map(max, zip(*degrees, strict=True))))
        return int(min(lines))

    def sign_even(self, rows: int, columns: int) -> int:
        """The sign of the even minor; zero where the rows cannot tie at one mixture of just these columns."""
        key = rows, columns
        if key not in self._signs:
            self._signs[key] = self._sign(self.minors.even(rows, columns))
        return self._signs[key]

    def sign_slack(self, rows: int, columns: int, row: int) -> int:
        """The sign of what `row` earns less than the tied `rows` at the point of `columns`."""
        key = rows | 1 << row, columns
        if key not in self._signs:
            self._signs[key] = self._sign(self.minors.odd(*key))
        odd = self._signs[key] * self.sign_even(rows, columns)
        return odd if (rows >> row).bit_count() % 2 else -odd

    def ratio(self, column: int, rows: int, columns: int) -> Number:
        """The weight of `column` at the point where the `rows` tie and the `columns` are played."""
        top = self.minors.odd(rows, columns & ~(1 << column))
        if (columns >> column).bit_count() % 2:
            top = -top
        return self._quotient(top, self.minors.even(rows, columns))


@lru_cache(maxsize=8)
def _in_parameter(table: tuple[tuple[Polynomial, ...], ...]) -> Minors:
    """The minors of a table of polynomials; all stretches with the same formulas share them."""
    return Minors([[fmpz_poly(list(entry)) for entry in row] for row in table], fmpz_poly([1]))


def _alternating(terms: Sequence[Element], first_positive: bool) -> Element:
    """The sum of the terms with alternating signs."""
    total = 0 * terms[0]
    for number, term in enumerate(terms):
        total = total + term if (number % 2 == 0) == first_positive else total - term
    return total


def _over_one_denominator(numbers: Sequence[Number], sign: Callable[[Element], int]) -> list[Element]:
    """The numbers times a common denominator that is positive at the sample, as polynomials."""
    parts = [_parts(x) for x in numbers]
    common = fmpz_poly([1])
    for _, bottom in parts:
        common = common * (bottom // common.gcd(bottom))
    if sign(common) < 0:
        common = -common
    return [top * (common // bottom) for top, bottom in parts]


def _parts(number: Number) -> tuple[Element, Element]:
    if isinstance(number, Germ):
        return fmpz_poly(list(number.numerator)), fmpz_poly(list(number.denominator))
    assert isinstance(number, Fraction), "germs do not stand beside irrational numbers"
    return fmpz_poly([number.numerator]), fmpz_poly([number.denominator])


def _in_generator(numbers: Sequence[Number]) -> list[Element]:
    """Real numbers of one field times a common positive integer, as polynomials in its generator."""
    parts = [
        (x.numerators, x.denominator) if isinstance(x, AlgebraicNumber) else ((x.numerator,), x.denominator)
        for x in numbers
        if not isinstance(x, Germ)
    ]
    common = math.lcm(*(bottom for _, bottom in parts))
    return [fmpz_poly([c * (common // bottom) for c in top]) for top, bottom in parts]


def _number(field: AlgebraicField, element: Element) -> Real:
    return field.quotient([int(c) for c in element.coeffs()], 1)


def _sign_at_root(field: AlgebraicField, element: Element) -> int:
    """The sign of a polynomial in the generator: from bounds of that, or exactly where they do not tell."""
    a, b = field.bounds(BITS)
    low = high = 0
    for c in reversed(element.coeffs()):
        products = low * a, low * b, high * a, high * b
        shifted = int(c) << BITS
        low = (min(products) >> BITS) + shifted
        high = -((-max(products)) >> BITS) + shifted
    if low > 0 or high < 0:
        return 1 if low > 0 else -1
    return sign_of(_number(field, element))
