"""The point of a polyhedron that is nearest to a given one, each direction measured in its own unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..games.linear_rows import FarkasCertificate, Row
from ..games.relations import Relation
from .polyhedron import bounds, feasible

RADIUS = "the largest change"
"""The name of the variable that bounds all changes; it is no name of a parameter."""

ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The least change, in units, that leads into the closure of a polyhedron, and a point it leads to."""

    distance: Fraction
    point: Mapping[str, Fraction]


def nearest_point(
    rows: Sequence[Row], center: Mapping[str, Fraction], units: Mapping[str, Fraction]
) -> Nearest | FarkasCertificate:
    """Return the point nearest to `center` in the largest change of a parameter, in its unit; or the proof.

    Parameters
    ----------
    rows : the polyhedron; where a row is strict, the nearest point may lie on its border.
    center : a value per parameter.
    units : what counts as a change of one, per parameter.

    Returns
    -------
    Nearest, or FarkasCertificate
        The latter where no point satisfies the rows.

    Examples
    --------
    >>> far = [Row({"k": Fraction(1)}, Fraction(-10))]
    >>> found = nearest_point(far, {"k": Fraction(6)}, {"k": Fraction(8)})
    >>> str(found.distance), str(found.point["k"])
    ('1/2', '10')
    """
    point = feasible(rows)
    if isinstance(point, FarkasCertificate):
        return point
    closed = [Row(row.coefficients, row.constant, False, row.equal) for row in rows]
    for name, unit in units.items():
        closed.append(Row({RADIUS: unit, name: -ONE}, center[name]))
        closed.append(Row({RADIUS: unit, name: ONE}, -center[name]))
    closed.append(Row({RADIUS: ONE}))
    least, _ = bounds(closed, RADIUS)
    assert least is not None  # it is not negative
    found = feasible([*closed, Row({RADIUS: ONE}, -least, equal=True)])
    assert isinstance(found, dict)
    place = {name: found[name] for name in units}
    for name in units:  # what need not move stays
        back = {**place, name: center[name]}
        if all(Row(row.coefficients, row.constant, False, row.equal).holds_at(back) for row in rows):
            place = back
    return Nearest(least, place)


def row_of(relation: Relation) -> Row:
    """Return a linear relation as a row."""
    coefficients, constant = relation.polynomial.linear_parts()
    return Row(coefficients, constant, relation.sign == ">", relation.sign == "=")
