"""Polyhedra in rational data: a point or the proof that there is none, implied rows, bounds of variables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from ..games.bargaining_rows import Constraint
from ..games.errors import InvalidInput, SolverFailed
from ..games.linear_rows import FarkasCertificate, Row, contradiction_problem
from .bargaining_program import Best, best_point

ONE = Fraction(1)
ZERO = Fraction(0)


def feasible(rows: Iterable[Row]) -> dict[str, Fraction] | FarkasCertificate:
    """Return a point that satisfies all `rows`, or the proof that there is none.

    Strict rows are satisfied strictly: the least of their left sides is maximised, up to one.

    Parameters
    ----------
    rows : iterable of Row
        ``(coefficients, constant, strict, equal)``, plain tuples too. Variables may be negative.

    Returns
    -------
    dict of str to Fraction, or FarkasCertificate
        A value for each variable that a row names; or multiples of the rows that add up to a contradiction
        (Farkas 1902, Motzkin 1936), which `games.linear_rows.contradiction_problem` checks.

    Examples
    --------
    >>> x, minus = {"x": Fraction(1)}, {"x": Fraction(-1)}
    >>> feasible([Row(x, Fraction(-1), strict=True), Row(minus, Fraction(2))])
    {'x': Fraction(2, 1)}
    >>> feasible([Row(x, Fraction(-1), strict=True), Row(minus, Fraction(1))]).multipliers
    {0: Fraction(1, 1), 1: Fraction(1, 1)}
    """
    system = [Row(*row) for row in rows]
    names = _names(system)
    if not names:
        failing = next((k for k, row in enumerate(system) if not row.holds_at({})), None)
        return (
            {}
            if failing is None
            else FarkasCertificate({failing: -ONE if system[failing].constant > 0 else ONE})
        )
    margin = int(any(row.strict for row in system))
    constraints = [
        Constraint(
            str(place),
            (*(-row.coefficients.get(name, ZERO) for name in names), *(ONE * row.strict,) * margin),
            row.constant,
            row.equal,
        )
        for place, row in enumerate(system)
    ]
    if margin:
        unit = (*(ZERO for _ in names), ONE)
        constraints += [
            Constraint("floor", tuple(-u for u in unit), ZERO),
            Constraint("cap", unit, ONE),
        ]
    best = best_point([ZERO] * len(names) + [ONE] * margin, constraints)
    if best.point and (not margin or best.point[-1] > 0):
        point = dict(zip(names, best.point, strict=False))
        if not all(row.holds_at(point) for row in system):
            raise SolverFailed("the point that a linear program found does not satisfy its rows")
        return point
    certificate = FarkasCertificate(
        {int(name): y for name, y in best.multipliers.items() if name not in ("floor", "cap")}
    )
    problem = contradiction_problem(system, certificate)
    if problem:
        raise SolverFailed(f"the proof that no point satisfies the rows failed: {problem}")
    return certificate


def without_redundant(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Return rows with the same points, none of which is implied by the others; earlier ones stay first.

    Every row that is dropped is implied by those that stay, exactly.

    Examples
    --------
    >>> x = {"x": Fraction(1)}
    >>> [str(row) for row in without_redundant([Row(x, Fraction(-1)), Row(x), Row({"y": Fraction(1)})])]
    ['x - 1 >= 0', 'y >= 0']
    """
    kept = list(dict.fromkeys(_by_value(Row(*row)) for row in rows))
    system = [Row(dict(coefficients), *rest) for coefficients, *rest in kept]  # type: ignore[arg-type]
    for place in reversed(range(len(system))):
        others = system[:place] + system[place + 1 :]
        if implied(others, system[place]):
            system = others
    return tuple(system)


def implied(rows: Sequence[Row], row: Row) -> bool:
    """Whether every point that satisfies `rows` satisfies `row` too.

    Examples
    --------
    >>> implied([Row({"x": Fraction(1)}, Fraction(-1))], Row({"x": Fraction(1)}, strict=True))
    True
    """
    coefficients, constant, strict, equal = row
    opposite = {name: -a for name, a in coefficients.items()}
    against = [Row(opposite, -constant, strict=not strict or equal)]
    if equal:
        against.append(Row(coefficients, constant, strict=True))
    return all(isinstance(feasible([*rows, one]), FarkasCertificate) for one in against)


def bounds(rows: Iterable[Row], variable: str) -> tuple[Fraction | None, Fraction | None]:
    """Return the infimum and the supremum of `variable` over the points of `rows`; None where there is none.

    Without strict rows both are attained; with some, ``feasible`` with the row that sets the variable to the
    bound tells.

    Raises
    ------
    InvalidInput
        Where no point satisfies the rows.

    Examples
    --------
    >>> x = {"x": Fraction(2)}
    >>> bounds([Row(x, Fraction(-1), strict=True)], "x")
    (Fraction(1, 2), None)
    """
    system = [Row(*row) for row in rows]
    if isinstance(feasible(system), FarkasCertificate):
        raise InvalidInput(f"no point satisfies the rows, so that {variable} has no bounds")
    names = _names(system)
    if variable not in names:
        return None, None
    constraints = [
        Constraint(
            str(i), tuple(-row.coefficients.get(name, ZERO) for name in names), row.constant, row.equal
        )
        for i, row in enumerate(system)
    ]

    def most(sign: Fraction) -> Best:  # the points of strict rows are dense in the closed polyhedron
        return best_point([sign * (name == variable) for name in names], constraints)

    low, high = most(-ONE).value, most(ONE).value
    return None if low is None else -low, high


def _names(system: Sequence[Row]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for row in system for name in row.coefficients))


def _by_value(row: Row) -> tuple[tuple[tuple[str, Fraction], ...], Fraction, bool, bool]:
    """A row as a key that is equal for rows that say the same in the same scale."""
    inside = tuple(sorted((name, Fraction(a)) for name, a in row.coefficients.items() if a))
    return inside, Fraction(row.constant), row.strict and not row.equal, row.equal
