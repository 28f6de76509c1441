"""The largest product of gains of three and more players: floats find the face, exact numbers the point."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import partial
from math import lcm

import numpy as np

from ..games.algebraic import Real, algebraic_number
from ..games.bargaining_problem import BargainingProblem
from ..games.bargaining_proof import dot, gains_of, payoffs_of, powers_of, weighted_payoffs
from ..games.bargaining_rows import Constraint
from ..games.errors import LimitReached
from ..games.exact import rational
from .bargaining_program import best_point
from .linear_algebra import independent_rows, null_space, solve_exactly

ROUNDS = 200
STEPS_OF_GROWTH = 500
SHARES = (1e-6, 1e-9, 1e-12, 1e-3)
"""Shares of a mixture that may be rounding, one after the other; the exact numbers tell which were."""
STEPS = (10**4, 10**8, 10**16)
"""How close to the irrational weights rational ones are taken, one after the other."""

ZERO, ONE = Fraction(0), Fraction(1)
Point = tuple[Fraction, ...]
Prove = Callable[[Sequence[Real]], dict[str, Real]]


def best_on_faces(
    problem: BargainingProblem, rows: Sequence[Constraint], able: Sequence[int]
) -> tuple[tuple[Real, ...], Prove]:
    """Return the agreement with the largest weighted product of gains, and what makes its multipliers.

    The face is found by adding the best agreement under the current weights until there is no better one
    (simplicial decomposition, von Hohenbalken 1977).

    Raises
    ------
    LimitReached
        Where the answer lies inside a face that is neither a line nor as large as it can be.
    """
    corners, mixture = _face(problem, rows, able)
    powers = [w for k, w in enumerate(powers_of(problem)) if k in able]
    refused = LimitReached("nash-bargaining: the face of the answer was not found; floats cannot tell it")
    for least in SHARES:
        chosen = [corners[k] for k in np.argsort(-mixture) if mixture[k] > least]
        gains = [[rational(g) for k, g in enumerate(_gains(problem, one)) if k in able] for one in chosen]
        if not all(any(own) for own in zip(*gains, strict=True)):
            continue  # somebody gains nothing on this face
        try:
            places, shares = _on_face(gains, powers)
        except LimitReached as error:
            refused = error
            continue
        agreement: list[Real] = [ZERO] * len(problem.issues)
        for share, k in zip(shares, places, strict=True):
            agreement = [x + share * y if y else x for x, y in zip(agreement, chosen[k], strict=True)]
        gained = _gains(problem, agreement)
        if not all(gained[k] for k in able):
            continue
        if all(isinstance(g, Fraction) for g in gained):
            multipliers = _rational_proof(problem, rows, agreement, gained)
            if multipliers is not None:
                return tuple(agreement), lambda weights, found=multipliers: found
            continue
        edge = [y - x for x, y in zip(*(gains[k] for k in places), strict=True)]
        return tuple(agreement), partial(
            _irrational_multipliers, problem, rows, able, edge=edge, corner=chosen[places[0]]
        )
    raise refused


def _on_face(gains: Sequence[Sequence[Fraction]], powers: Sequence[Fraction]) -> tuple[list[int], list[Real]]:
    """Affinely independent points, by their places, and their mixture with the largest product."""
    steps = [[x - y for x, y in zip(row, gains[0], strict=True)] for row in gains[1:]]
    places = [0, *(k + 1 for k in (independent_rows(steps) if steps else ()))]
    if len(places) == 2:
        return places, _on_line(gains[0], gains[places[1]], powers)
    if len(places) in (1, len(powers)):
        return places, list(_on_plane([gains[k] for k in places], powers))
    raise LimitReached(
        f"nash-bargaining: the answer lies inside a face of {len(places) - 1} dimensions, where it is in "
        "general no number that could be written down; faces of one dimension are solved, and the largest"
    )


def _rational_proof(
    problem: BargainingProblem,
    rows: Sequence[Constraint],
    agreement: Sequence[Real],
    gained: Sequence[Real],
) -> dict[str, Real] | None:
    """The multipliers that prove a rational answer, or None where another agreement is better."""
    weights = [w / g if g else ZERO for w, g in zip(powers_of(problem), gained, strict=True)]
    total, _ = weighted_payoffs(problem, weights)
    best = best_point(list(map(rational, total)), rows)
    return dict(best.multipliers) if best.value == dot(total, agreement) else None


def _gains(problem: BargainingProblem, agreement: Sequence[Real]) -> list[Real]:
    return gains_of(problem, payoffs_of(problem, agreement))


def _face(
    problem: BargainingProblem, rows: Sequence[Constraint], able: Sequence[int]
) -> tuple[list[Point], np.ndarray]:
    """Corners and their best mixture, as far as floats can tell; exact numbers judge."""
    powers = np.array([float(w) for k, w in enumerate(powers_of(problem)) if k in able])
    powers /= powers.sum()
    corners: list[Point] = []
    for player in able:
        entries = list(map(rational, problem.payoffs[player].entries()))
        point = best_point(entries[:-1], rows).point
        if point not in corners:
            corners.append(point)
    mixture = np.ones(1)
    for _ in range(ROUNDS):
        table = np.array([[float(_gains(problem, one)[k]) for k in able] for one in corners])
        scale = table.max(axis=0)
        mixture = _best_mixture(table / scale, powers)
        weights = [ZERO] * len(problem.players)
        for k, w in zip(able, powers / (mixture @ table), strict=True):
            weights[k] = Fraction(w)
        total, _ = weighted_payoffs(problem, weights)
        better = best_point(list(map(rational, total)), rows).point
        gain = sum(float(weights[k] * rational(_gains(problem, better)[k])) for k in able)
        if better in corners or gain <= 1 + 1e-9:
            break
        corners.append(better)
    return corners, mixture


def _best_mixture(table: np.ndarray, powers: np.ndarray) -> np.ndarray:
    """The mixture of rows with the largest weighted product, in floats."""
    from scipy.optimize import minimize

    count = len(table)
    if count == 1:
        return np.ones(1)
    start = np.full(count, 1 / count)
    for _ in range(STEPS_OF_GROWTH):
        # Each share grows with its part in the product, which never falls and leaves no gain at zero.
        start *= table @ (powers / (start @ table))
    found = minimize(
        lambda x: -powers @ np.log(np.maximum(x @ table, 1e-300)),
        start,
        jac=lambda x: -table @ (powers / np.maximum(x @ table, 1e-300)),
        bounds=[(0, 1)] * count,
        constraints={"type": "eq", "fun": lambda x: x.sum() - 1, "jac": lambda x: np.ones(count)},
        method="SLSQP",
        options={"ftol": 1e-15, "maxiter": 500},
    )
    polished: np.ndarray = np.maximum(found.x, 0) / np.maximum(found.x, 0).sum()
    with np.errstate(divide="ignore"):
        better = powers @ np.log(polished @ table) >= powers @ np.log(start @ table)
    return polished if better else start / start.sum()


def _on_plane(points: Sequence[Sequence[Fraction]], powers: Sequence[Fraction]) -> list[Fraction]:
    """The mixture of affinely independent points, as many as there are gains, or of one alone.

    On ``p · g = c`` the product is largest where every term of the sum has its share of the powers.
    """
    if len(points) == 1:
        return [ONE]
    width = len(points[0])
    steps = [[x - y for x, y in zip(one, points[0], strict=True)] for one in points[1:]]
    normal = null_space(steps, width)[0]
    level = sum((p * x for p, x in zip(normal, points[0], strict=True)), ZERO)
    if not all(normal):
        raise LimitReached("nash-bargaining: the face of the answer was not found; floats cannot tell it")
    best = [w * level / (p * sum(powers, ZERO)) for w, p in zip(powers, normal, strict=True)]
    columns = [[one[i] for one in points] for i in range(width)]
    mixture = solve_exactly(columns, best)
    if mixture is None or any(m < 0 for m in mixture) or sum(mixture, ZERO) != 1:
        raise LimitReached("nash-bargaining: the face of the answer was not found; floats cannot tell it")
    return mixture


def _on_line(one: Sequence[Fraction], two: Sequence[Fraction], powers: Sequence[Fraction]) -> list[Real]:
    """The mixture of two points with the largest product: the only root of its derivative between them."""
    from flint import fmpq, fmpq_poly, fmpz_poly

    def poly(*coefficients: Fraction) -> fmpq_poly:
        return fmpq_poly([fmpq(c.numerator, c.denominator) for c in coefficients])

    slopes = [b - a for a, b in zip(one, two, strict=True)]
    derivative = poly(ZERO)
    for k, (power, slope) in enumerate(zip(powers, slopes, strict=True)):
        term = poly(power * slope)
        for j, (a, s) in enumerate(zip(one, slopes, strict=True)):
            if j != k:
                term *= poly(a, s)
        derivative += term
    # The sum of the logarithms is strictly concave, and its derivative has the sign of the polynomial where
    # all gains are positive: the sign changes once on the way, or the best point is an end. Roots at the ends
    # are those of gains that vanish there.
    numbers = [Fraction(int(c.p), int(c.q)) for c in derivative.coeffs()]
    scale = lcm(*(c.denominator for c in numbers))
    whole = fmpz_poly([int(c * scale) for c in numbers])
    for end in (fmpz_poly([0, 1]), fmpz_poly([1, -1])):
        while not divmod(whole, end)[1]:
            whole = divmod(whole, end)[0]
    if whole(0) < 0 or whole(1) > 0:
        share: Real = ZERO if whole(0) < 0 else ONE
        return [ONE - share, share]
    root = next(f for f, _ in whole.factor()[1] if int(f(0)) * int(f(1)) < 0)
    coefficients = tuple(int(c) for c in root.coeffs())
    if len(coefficients) == 2:
        share = Fraction(-coefficients[0], coefficients[1])
    else:
        share = algebraic_number(coefficients, ZERO, ONE)
    return [ONE - share, share]


def _irrational_multipliers(
    problem: BargainingProblem,
    rows: Sequence[Constraint],
    able: Sequence[int],
    weights: Sequence[Real],
    edge: Sequence[Fraction],
    corner: Point,
) -> dict[str, Real]:
    """Multipliers for weights that are no fractions, from those of rational weights around them.

    All weights that are orthogonal to the edge form a space; a simplex of rational ones in it around the
    given weights has the edge as its best agreements, and mixing their multipliers gives what is needed.
    """
    own = [weights[k] for k in able]
    basis = null_space([edge], len(edge))
    free = [
        next(i for i in range(len(edge)) if one[i] and not any(o[i] for o in basis if o is not one))
        for one in basis
    ]
    position = [own[i] / one[i] for one, i in zip(basis, free, strict=True)]
    for step in STEPS:
        # Each coordinate is rounded in its own size, so that the units of payoff do not matter.
        grids = [Fraction(abs(float(x)) or 1) / step for x in position]
        middle = [round(float(x) / float(g)) * g for x, g in zip(position, grids, strict=True)]
        ends = [
            [m + 4 * g * (i == j) for i, (m, g) in enumerate(zip(middle, grids, strict=True))]
            for j in range(len(middle))
        ]
        ends.append([m - 4 * g for m, g in zip(middle, grids, strict=True)])
        mixture = _coordinates(ends, position)
        multipliers: dict[str, Real] = {}
        for share, place in zip(mixture, ends, strict=True):
            full = [ZERO] * len(problem.players)
            for i, k in enumerate(able):
                full[k] = sum((x * one[i] for x, one in zip(place, basis, strict=True)), ZERO)
            total, _ = weighted_payoffs(problem, full)
            objective = list(map(rational, total))
            found = best_point(objective, rows)
            if found.value != sum((a * y for a, y in zip(objective, corner, strict=True)), ZERO):
                break
            for name, y in found.multipliers.items():
                multipliers[name] = multipliers.get(name, ZERO) + share * y
        else:
            if all(share >= 0 for share in mixture):
                return multipliers
    raise LimitReached(
        "nash-bargaining: the answer is irrational and lies where faces meet; no multipliers were found"
    )


def _coordinates(ends: Sequence[Sequence[Fraction]], position: Sequence[Real]) -> list[Real]:
    """The shares of the corners of a simplex at a point."""
    count = len(ends)
    system = [[end[i] for end in ends] for i in range(count - 1)] + [[ONE] * count]
    found: list[Real] = [ZERO] * count
    for i, x in enumerate([*position, ONE]):
        unit = solve_exactly(system, [Fraction(int(i == k)) for k in range(count)])
        assert unit is not None, "the corners are affinely independent"
        found = [f + x * u if u else f for f, u in zip(found, unit, strict=True)]
    return found
