"""One player's payoffs as an exact array: integers over a common denominator, or SymPy expressions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from .errors import InvalidInput
from .exact import Number, exact, is_sympy, to_sympy

Array = npt.NDArray[Any]
_SAFE = 2**62


class PayoffTable:
    """An immutable exact array of any shape; a full index gives a number, a partial one a smaller table.

    `numerators` holds integers (int64 where they fit, Python integers where not) to be read over
    `denominator`; a table with symbols or irrational numbers holds SymPy expressions instead, over 1.

    Examples
    --------
    >>> table = PayoffTable.of([[0, "1/2"], [2, 0.1]])
    >>> table[0, 1], table[1].tolist(), table.denominator
    (Fraction(1, 2), [Fraction(2, 1), Fraction(1, 10)], 10)
    """

    __slots__ = ("denominator", "numerators")

    denominator: int
    numerators: Array

    def __init__(self, numerators: Array, denominator: int = 1) -> None:
        numerators.setflags(write=False)
        object.__setattr__(self, "numerators", numerators)
        object.__setattr__(self, "denominator", denominator)

    @classmethod
    def of(cls, values: Any, where: str = "payoffs") -> PayoffTable:
        """Return the table of `values`: a NumPy array, a nested sequence, or another table.

        Raises
        ------
        InvalidInput
            For ragged rows and for entries that are no exact number, naming the cell.
        """
        if isinstance(values, PayoffTable):
            return values
        if type(values) is np.ndarray and values.dtype.kind in "iu":
            return _of_integers(values)
        if isinstance(values, np.ndarray) and values.dtype.kind == "f":
            distinct, places = np.unique(values, return_inverse=True)
            if not np.isfinite(distinct).all():
                bad = tuple(int(i) for i in np.argwhere(~np.isfinite(values))[0])
                exact(values[bad], f"{where}{cell_text(bad)}")
            numbers = [exact(x) for x in distinct]
            table = _of_numbers(numbers, (len(numbers),))
            return cls(table.numerators[places.reshape(values.shape)], table.denominator)
        if isinstance(values, np.ma.MaskedArray) and np.ma.getmaskarray(values).any():
            raise InvalidInput(f"{where} has masked entries; every entry needs a number")
        if isinstance(values, np.ndarray) and values.dtype.kind in "mMV":
            raise InvalidInput(f"{where} holds {values.dtype} entries; numbers are needed")
        entries, shape = _flatten(values, where)
        cells = [
            x if type(x) is Fraction else exact(x, f"{where}{cell_text(_unravel(i, shape))}")
            for i, x in enumerate(entries)
        ]
        return _of_numbers(cells, shape)

    @property
    def shape(self) -> tuple[int, ...]:
        return self.numerators.shape

    @property
    def is_rational(self) -> bool:
        """Whether every entry is a rational number (no symbols, nothing irrational)."""
        return not is_sympy(self.numerators.flat[0]) if self.numerators.size else True

    def __getitem__(self, index: Any) -> Any:
        found = self.numerators[index]
        if isinstance(found, np.ndarray):
            return lowest_terms(found, self.denominator) if self.is_rational else PayoffTable.of(found)
        return found if is_sympy(found) else Fraction(int(found), self.denominator)

    def __len__(self) -> int:
        return len(self.numerators)

    def tolist(self) -> list[Any]:
        """The entries as nested lists of Fractions (or SymPy expressions)."""
        return [self[i].tolist() if self.numerators.ndim > 1 else self[i] for i in range(len(self))]

    def entries(self) -> list[Number]:
        """All entries in row-major order."""
        if self.is_rational:
            return [Fraction(int(x), self.denominator) for x in self.numerators.flat]
        return list(self.numerators.flat)

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Array:
        if dtype is not None and np.dtype(dtype).kind == "f":
            return self.floats().astype(dtype)
        return np.array(self.entries(), dtype=object).reshape(self.shape)

    def floats(self) -> Array:
        """The nearest floats, for engines that propose; never for a decision."""
        small = self.numerators.dtype != object and self.denominator < 2**53
        if small and (not self.numerators.size or int(np.abs(self.numerators).max()) < 2**53):
            return self.numerators / self.denominator
        return np.array([float(x) for x in self.entries()]).reshape(self.shape)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, PayoffTable):
            return NotImplemented
        return (
            self.denominator == other.denominator
            and self.shape == other.shape
            and bool((self.numerators == other.numerators).all())
        )

    def __hash__(self) -> int:
        if self.numerators.dtype != object:
            return hash((self.denominator, self.shape, self.numerators.tobytes()))
        return hash((self.denominator, self.shape, tuple(self.numerators.flat)))

    def __repr__(self) -> str:
        return f"<PayoffTable {'×'.join(map(str, self.shape))}>"

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("a PayoffTable is immutable")

    def __reduce__(self) -> tuple[Any, ...]:
        return PayoffTable, (self.numerators, self.denominator)


def cell_text(cell: Sequence[int]) -> str:
    """How messages name a cell: ``[0, 1]``."""
    return f"[{', '.join(map(str, cell))}]"


def largest_size(numbers: Array) -> int:
    """The largest absolute value among integers; 0 where there are none.

    Examples
    --------
    >>> largest_size(np.array([3, -7])), largest_size(np.array([], dtype=int))
    (7, 0)
    """
    return max(abs(int(numbers.max())), abs(int(numbers.min()))) if numbers.size else 0


def _of_integers(values: Array) -> PayoffTable:
    if values.size and not -_SAFE < int(values.min()) <= int(values.max()) < _SAFE:
        return _of_numbers([Fraction(int(x)) for x in values.flat], values.shape)
    return PayoffTable(np.array(values, dtype=np.int64, order="C"))


def _of_numbers(cells: Sequence[Number], shape: tuple[int, ...]) -> PayoffTable:
    """Pack exact numbers into the smallest faithful storage, in lowest common terms."""
    if any(not isinstance(x, Fraction) for x in cells):
        numerators = np.empty(len(cells), dtype=object)
        numerators[:] = [to_sympy(x) for x in cells]
        return PayoffTable(numerators.reshape(shape))
    fractions: list[Fraction] = [x for x in cells if isinstance(x, Fraction)]
    denominator = math.lcm(*{x.denominator for x in fractions}) if fractions else 1
    integers = [x.numerator * (denominator // x.denominator) for x in fractions]
    small = all(-_SAFE < x < _SAFE for x in integers)
    array = np.empty(len(integers), dtype=np.int64 if small else object)
    array[:] = integers
    return PayoffTable(array.reshape(shape), denominator)


def lowest_terms(numerators: Array, denominator: int) -> PayoffTable:
    """The table of integers over a common denominator, in the one form in which equal tables are equal."""
    if not numerators.size:
        return PayoffTable(numerators.astype(np.int64))
    if numerators.dtype != object:
        divisor = math.gcd(int(np.gcd.reduce(numerators, axis=None)), denominator)
        return PayoffTable(numerators // divisor, denominator // divisor)
    divisor = math.gcd(denominator, *numerators.flat)
    reduced = numerators // divisor
    small = all(-_SAFE < x < _SAFE for x in reduced.flat)
    return PayoffTable(reduced.astype(np.int64) if small else reduced, denominator // divisor)


def _flatten(values: Any, where: str) -> tuple[list[Any], tuple[int, ...]]:
    """Return the entries of a nested sequence in row-major order, and its shape."""
    if isinstance(values, np.ndarray):
        return list(values.flat), values.shape
    level: list[Any] = [values]
    shape: list[int] = []
    places: list[tuple[int, ...]] = [()]
    while isinstance(level[0], (list, tuple, np.ndarray)):
        width = len(level[0])
        for place, row in zip(places, level, strict=True):
            found = len(row) if isinstance(row, (list, tuple, np.ndarray)) else "no"
            if found != width:
                raise InvalidInput(f"{where}{cell_text(place)} has {found} entries; every row needs {width}")
        places = [(*place, i) for place in places for i in range(width)]
        level = [entry for row in level for entry in row]
        shape.append(width)
        if not width:
            break
    for place, entry in zip(places, level, strict=True):
        if isinstance(entry, (list, tuple)):
            raise InvalidInput(f"{where}{cell_text(place)} is a row of {len(entry)}; a number is needed")
    return level, tuple(shape)


def _unravel(index: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    cell = []
    for width in reversed(shape):
        index, rest = divmod(index, width)
        cell.append(rest)
    return tuple(reversed(cell))
