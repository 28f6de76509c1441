"""What proves the answer of a linear program: a feasible point and a feasible dual point of equal value.

The programs are ``maximise c·x subject to A x <= b (rows marked "<=") or A x = b (rows marked "="), x >= 0``.
Source: the strong duality theorem (Gale, Kuhn & Tucker 1951) and Farkas' lemma.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .exact import over_common_denominator
from .payoff_table import Array, largest_size

Vector = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class LinearProgram:
    """Maximise ``objective·x`` over ``x >= 0`` with ``rows[i]·x <= right[i]``, or ``=`` where `equal[i]`."""

    objective: Vector
    rows: tuple[Vector, ...]
    right: Vector
    equal: tuple[bool, ...]


def proves_optimal(program: LinearProgram, x: Vector, y: Vector) -> bool:
    """Whether `x` is an optimal point, proven by the dual point `y`.

    Examples
    --------
    >>> one, two = Fraction(1), Fraction(2)
    >>> proves_optimal(LinearProgram((one,), ((two,),), (one,), (False,)), (one / 2,), (one / 2,))
    True
    """
    return (
        is_feasible(program, x)
        and _dual_feasible(program, y, program.objective)
        and dot(program.objective, x) == dot(program.right, y)
    )


def proves_infeasible(program: LinearProgram, y: Vector) -> bool:
    """Whether `y` proves that no point satisfies the rows: ``y·A >= 0`` but ``y·b < 0`` (Farkas)."""
    zero = (Fraction(0),) * len(program.objective)
    return _dual_feasible(program, y, zero) and dot(program.right, y) < 0


def proves_unbounded(program: LinearProgram, x: Vector, ray: Vector) -> bool:
    """Whether going from `x` along `ray` stays feasible and raises the objective for ever."""
    homogeneous = LinearProgram(
        program.objective, program.rows, (Fraction(0),) * len(program.right), program.equal
    )
    return is_feasible(program, x) and is_feasible(homogeneous, ray) and dot(program.objective, ray) > 0


def is_feasible(program: LinearProgram, x: Vector) -> bool:
    """Whether `x` satisfies every row and is nonnegative."""
    return min(x, default=Fraction(0)) >= 0 and all(
        (used == limit if equal else used <= limit)
        for used, limit, equal in zip(
            (dot(row, x) for row in program.rows), program.right, program.equal, strict=True
        )
    )


def dot(left: Sequence[Fraction], right: Sequence[Fraction]) -> Fraction:
    """The inner product."""
    return sum((a * b for a, b in zip(left, right, strict=True) if a and b), Fraction(0))


def _dual_feasible(program: LinearProgram, y: Vector, objective: Vector) -> bool:
    """Whether ``y·A >= objective`` with ``y_i >= 0`` for the rows that are inequalities."""
    if any(v < 0 and not equal for v, equal in zip(y, program.equal, strict=True)):
        return False
    combined = [Fraction(0)] * len(objective)
    for weight, row in zip(y, program.rows, strict=True):
        if weight:
            combined = [c + weight * a if a else c for c, a in zip(combined, row, strict=True)]
    return all(c >= target for c, target in zip(combined, objective, strict=True))


@dataclass(frozen=True, slots=True, eq=False)
class IntegerProgram:
    """The same kind of program in whole numbers, row after row without its zeros, for large sparse ones.

    Row i holds ``values[starts[i]:starts[i + 1]]`` in the ascending ``columns`` of the same places. Arrays
    are int64, or Python integers (dtype object) where those do not fit.

    Examples
    --------
    >>> program = IntegerProgram.of([1, 1], [[2, 0], [1, 3]], [4, 9], [False, False])
    >>> program.columns.tolist(), program.starts.tolist()
    ([0, 0, 1], [0, 1, 3])
    >>> x, y = Scaled({0: 6, 1: 7}, 3), Scaled({0: 1, 1: 1}, 3)
    >>> program.proves_optimal(x, y)
    True
    """

    objective: Array
    starts: Array
    columns: Array
    values: Array
    right: Array
    equal: Array

    @classmethod
    def of(
        cls,
        objective: Sequence[int],
        rows: Sequence[Sequence[int]],
        right: Sequence[int],
        equal: Sequence[bool],
    ) -> IntegerProgram:
        """Return the program of dense rows."""
        kept = [[(k, a) for k, a in enumerate(row) if a] for row in rows]
        entries = [entry for row in kept for entry in row]
        return cls(
            smallest_integers(objective),
            np.cumsum([0, *(len(row) for row in kept)]),
            np.array([k for k, _ in entries], dtype=np.int64),
            smallest_integers([a for _, a in entries]),
            smallest_integers(right),
            np.array(equal, dtype=bool),
        )

    @property
    def row_of_entry(self) -> Array:
        """The row in which each entry stands."""
        return np.repeat(np.arange(len(self.right)), np.diff(self.starts))

    def times(self, x: Scaled) -> Array:
        """``A x``, without its denominator."""
        point = x.spread(len(self.objective))
        used = np.flatnonzero(point[self.columns] != 0)
        return _grouped(
            self.row_of_entry[used], self.values[used], point[self.columns[used]], len(self.right)
        )

    def combined(self, y: Scaled) -> Array:
        """``y·A``, without its denominator."""
        weights = y.spread(len(self.right))
        rows = self.row_of_entry
        used = np.flatnonzero(weights[rows] != 0)
        return _grouped(self.columns[used], self.values[used], weights[rows[used]], len(self.objective))

    def slack(self, x: Scaled) -> Array:
        """``b - A x``, without the denominator of `x`."""
        return _product(self.right, x.denominator) - self.times(x)

    def reduced_costs(self, y: Scaled) -> Array:
        """``y·A - c``, without the denominator of `y`."""
        return self.combined(y) - _product(self.objective, y.denominator)

    def proves_optimal(self, x: Scaled, y: Scaled) -> bool:
        """Whether `x` is an optimal point, proven by the dual point `y`."""
        earned = sum(int(self.objective[k]) * v for k, v in x.numerators.items())
        charged = sum(int(self.right[i]) * v for i, v in y.numerators.items())
        return (
            self.is_feasible(x)
            and self._is_dual(y)
            and bool((self.reduced_costs(y) >= 0).all())
            and earned * y.denominator == charged * x.denominator
        )

    def proves_infeasible(self, y: Scaled) -> bool:
        """Whether ``y·A >= 0`` but ``y·b < 0`` (Farkas)."""
        charged = sum(int(self.right[i]) * v for i, v in y.numerators.items())
        return self._is_dual(y) and bool((self.combined(y) >= 0).all()) and charged < 0

    def proves_unbounded(self, x: Scaled, ray: Scaled) -> bool:
        """Whether going from `x` along `ray` stays feasible and raises the objective for ever."""
        used = self.times(ray)
        raised = sum(int(self.objective[k]) * v for k, v in ray.numerators.items())
        return (
            self.is_feasible(x)
            and all(v >= 0 for v in ray.numerators.values())
            and bool((used <= 0).all() and (used[self.equal] == 0).all())
            and raised > 0
        )

    def is_feasible(self, x: Scaled) -> bool:
        """Whether `x` satisfies every row and is nonnegative."""
        slack = self.slack(x)
        nonnegative = all(v >= 0 for v in x.numerators.values())
        return nonnegative and bool((slack >= 0).all() and (slack[self.equal] == 0).all())

    def _is_dual(self, y: Scaled) -> bool:
        return all(v >= 0 or self.equal[i] for i, v in y.numerators.items())


@dataclass(frozen=True, slots=True)
class Scaled:
    """A rational vector: its nonzero numerators over one positive denominator."""

    numerators: Mapping[int, int]
    denominator: int = 1

    def __post_init__(self) -> None:
        if self.denominator <= 0:
            raise ValueError(f"the denominator {self.denominator} is not positive")

    @classmethod
    def of(cls, numbers: Mapping[int, Fraction]) -> Scaled:
        """Return the vector with these entries, and zeros elsewhere.

        Examples
        --------
        >>> Scaled.of({0: Fraction(1, 2), 3: Fraction(-1, 3)})
        Scaled(numerators={0: 3, 3: -2}, denominator=6)
        """
        numerators, denominator = over_common_denominator(list(numbers.values()))
        return cls({k: n for k, n in zip(numbers, numerators, strict=True) if n}, denominator)

    def spread(self, length: int) -> Array:
        """The numerators as an array with its zeros."""
        values = smallest_integers(list(self.numerators.values()))
        full = np.zeros(length, dtype=values.dtype)
        full[list(self.numerators)] = values
        return full

    def __getitem__(self, index: int) -> Fraction:
        return Fraction(self.numerators.get(index, 0), self.denominator)

    def vector(self, length: int) -> Vector:
        """All entries as Fractions."""
        return tuple(self[k] for k in range(length))


def smallest_integers(numbers: Sequence[int] | Array) -> Array:
    """Whole numbers as int64 where they fit with room to subtract, as Python integers where not."""
    exact = np.asarray(numbers, dtype=object)
    if largest_size(exact) < _ROOM:
        return exact.astype(np.int64)
    return exact


_ROOM = 2**62


def _product(left: Array, right: Array | int) -> Array:
    """The entrywise product, in Python integers where int64 could overflow."""
    bound = largest_size(left) * (abs(right) if isinstance(right, int) else largest_size(right))
    return left * right if bound < _ROOM and left.dtype != object else left.astype(object) * right


def _grouped(groups: Array, left: Array, right: Array, size: int) -> Array:
    """The sums of ``left * right`` over the entries of each group."""
    most = int(np.bincount(groups).max()) if len(groups) else 0
    if largest_size(left) * largest_size(right) * most < _ROOM:
        sums = np.zeros(size, dtype=np.int64)
        np.add.at(sums, groups, left.astype(np.int64) * right.astype(np.int64))
        return sums
    order = np.argsort(groups, kind="stable")
    products = (left.astype(object) * right)[order]
    found, firsts = np.unique(groups[order], return_index=True)
    sums = np.zeros(size, dtype=object)
    sums[found] = np.add.reduceat(products, firsts)
    return sums
