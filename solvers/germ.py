"""Numbers that depend on one parameter, seen from one value of it, and what has to hold for that view.

An exact algorithm that adds, multiplies, divides and compares can be run over such numbers. Every comparison
is decided at the sample, and the polynomial whose sign decided it is written down. The answer, a formula in
the parameter, then holds around the sample as far as no such polynomial has a root (`parameter_line`).
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any, TypeAlias

from flint import fmpq, fmpz_poly

from ..games.algebraic import AlgebraicNumber, Real
from ..games.errors import QuidproquoError
from ..games.integer_polynomials import Polynomial, trimmed
from ..games.parameter_formula import quotient_text


class UnluckySample(QuidproquoError):
    """A polynomial that is not zero has a root at the sample: another sample has to be taken."""


class Viewpoint:
    """One value of the parameter, and the polynomials whose signs were looked up there.

    Examples
    --------
    >>> view = Viewpoint(Fraction(3))
    >>> k = view.parameter
    >>> max(2 * k, 10 - k).text("k"), (k * k - 1).text("k")
    ('10 - k', 'k**2 - 1')
    >>> view.watched
    ((-10, 3),)
    """

    def __init__(self, sample: Fraction) -> None:
        self.sample = sample
        self._place = fmpq(sample.numerator, sample.denominator)
        self._signs: dict[Polynomial, int] = {}

    @property
    def parameter(self) -> Germ:
        """The parameter itself."""
        return Germ(fmpz_poly([0, 1]), fmpz_poly([1]), self)

    @property
    def watched(self) -> tuple[Polynomial, ...]:
        """The polynomials of degree one and more whose sign was looked up, without common factors."""
        return tuple(self._signs)

    def sign(self, polynomial: Any) -> int:
        """The sign of an integer polynomial at the sample; it is watched from then on."""
        if polynomial.degree() < 1:
            constant = int(polynomial[0])
            return (constant > 0) - (constant < 0)
        coefficients = tuple(int(c) for c in polynomial.coeffs())
        content = math.gcd(*coefficients) * (1 if coefficients[-1] > 0 else -1)
        part = coefficients if content == 1 else tuple(c // content for c in coefficients)
        sign = self._signs.get(part)
        if sign is None:
            value = polynomial(self._place)
            if not value:
                raise UnluckySample(f"the sample {self.sample} is a root of a polynomial that is compared")
            sign = self._signs[part] = 1 if (value > 0) == (content > 0) else -1
        return sign if content > 0 else -sign


class Germ:
    """A quotient of polynomials in one parameter, seen from a `Viewpoint`; never a constant.

    It adds, multiplies, divides and compares with integers, Fractions and germs of the same viewpoint. A
    result that does not depend on the parameter is a Fraction.
    """

    __slots__ = ("_bottom", "_top", "view")

    def __init__(self, top: Any, bottom: Any, view: Viewpoint) -> None:
        self._top, self._bottom, self.view = top, bottom, view

    @property
    def numerator(self) -> Polynomial:
        """The numerator, without a common divisor with the denominator."""
        return trimmed([int(c) for c in self._top.coeffs()])

    @property
    def denominator(self) -> Polynomial:
        """The denominator, with a positive leading coefficient."""
        return trimmed([int(c) for c in self._bottom.coeffs()])

    def at(self, value: Real | int) -> Real:
        """Return the number at a value of the parameter.

        Raises
        ------
        ZeroDivisionError
            Where the denominator is zero.
        """
        return _value(self.numerator, value) / _value(self.denominator, value)

    def derivative(self) -> Number:
        """The derivative with respect to the parameter."""
        top, bottom = self._top, self._bottom
        return quotient(
            top.derivative() * bottom - top * bottom.derivative(), bottom * bottom, self.view, watch=False
        )

    def text(self, name: str) -> str:
        """Write the number as a formula in the parameter.

        Examples
        --------
        >>> k = Viewpoint(Fraction(3)).parameter
        >>> ((k - 3) / (2 * k + 2)).text("k"), (k / 3 - 1).text("k"), (1 / k).text("k")
        ('(k - 3)/(2*(k + 1))', '(k - 3)/3', '1/k')
        """
        return quotient_text(self.numerator, self.denominator, name)

    def sign(self) -> int:
        """-1, 0 or 1 at the sample, and around it."""
        return self.view.sign(self._top) * self.view.sign(self._bottom)

    def _operand(self, other: object) -> tuple[Any, Any] | None:
        if isinstance(other, Germ):
            return other._top, other._bottom
        if isinstance(other, (int, Fraction)):
            return fmpz_poly([other.numerator]), fmpz_poly([other.denominator])
        return None

    def __add__(self, other: object) -> Any:
        found = self._operand(other)
        if found is None:
            return NotImplemented
        top, bottom = found
        if bottom == self._bottom:
            return quotient(self._top + top, bottom, self.view, watch=False)
        return quotient(
            self._top * bottom + top * self._bottom, self._bottom * bottom, self.view, watch=False
        )

    def __mul__(self, other: object) -> Any:
        found = self._operand(other)
        if found is None:
            return NotImplemented
        return quotient(self._top * found[0], self._bottom * found[1], self.view, watch=False)

    __radd__, __rmul__ = __add__, __mul__

    def __neg__(self) -> Germ:
        return Germ(-self._top, self._bottom, self.view)

    def __sub__(self, other: Any) -> Any:
        return self.__add__(-other)

    def __rsub__(self, other: Any) -> Any:
        return (-self).__add__(other)

    def __truediv__(self, other: object) -> Any:
        found = self._operand(other)
        if found is None:
            return NotImplemented
        return quotient(
            self._top * found[1], self._bottom * found[0], self.view, watch=isinstance(other, Germ)
        )

    def __rtruediv__(self, other: object) -> Any:
        found = self._operand(other)
        if found is None:
            return NotImplemented
        return quotient(found[0] * self._bottom, found[1] * self._top, self.view, watch=True)

    def __pow__(self, exponent: int) -> Any:
        if exponent < 0:
            return 1 / self.__pow__(-exponent)
        return quotient(self._top**exponent, self._bottom**exponent, self.view, watch=False)

    def __abs__(self) -> Germ:
        return self if self.sign() > 0 else -self

    def __bool__(self) -> bool:
        return self.sign() != 0

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (int, Fraction, Germ)):
            return NotImplemented
        return sign_of(self - other) == 0

    def __lt__(self, other: Any) -> bool:
        return sign_of(self - other) < 0

    def __le__(self, other: Any) -> bool:
        return sign_of(self - other) <= 0

    def __gt__(self, other: Any) -> bool:
        return sign_of(self - other) > 0

    def __ge__(self, other: Any) -> bool:
        return sign_of(self - other) >= 0

    def __hash__(self) -> int:
        return hash((self.numerator, self.denominator))

    def __repr__(self) -> str:
        return f"<Germ {self.text('t')} at {self.view.sample}>"


Number: TypeAlias = Fraction | AlgebraicNumber | Germ
"""What an algorithm for one parameter computes with: an exact real number, or one that depends on it."""


def sign_of(number: Number | int) -> int:
    """The sign of a number; that of a germ holds around its sample, and is watched.

    Examples
    --------
    >>> sign_of(Viewpoint(Fraction(1, 2)).parameter - 1), sign_of(Fraction(0))
    (-1, 0)
    """
    if isinstance(number, Germ):
        return number.sign()
    return number.sign if isinstance(number, AlgebraicNumber) else (number > 0) - (number < 0)


def at(number: Number, value: Real) -> Real:
    """The number at a value of the parameter; what does not depend on it stays as it is."""
    return number.at(value) if isinstance(number, Germ) else number


def quotient(top: Any, bottom: Any, view: Viewpoint, *, watch: bool) -> Number:
    """Return one polynomial over another in lowest terms; with `watch` the denominator's sign is looked up.

    Raises
    ------
    ZeroDivisionError
        Where the denominator is zero everywhere.
    """
    if not bottom:
        raise ZeroDivisionError("division by zero, whatever the parameter")
    if watch:
        view.sign(bottom)
    common = top.gcd(bottom) if top else bottom
    if bottom.leading_coefficient() < 0:
        common = -common
    if common != 1:
        top, bottom = top // common, bottom // common
    if top.degree() < 1 and bottom.degree() < 1:
        return Fraction(int(top[0]), int(bottom[0]))
    return Germ(top, bottom, view)


def _value(polynomial: Polynomial, value: Real | int) -> Real:
    total: Real = Fraction(0)
    for c in reversed(polynomial):
        total = total * value + c
    return total
