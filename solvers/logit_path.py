"""The branch of logit responses that starts at uniform play, followed in arc length."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..games.errors import LimitReached, SolverFailed
from .logit_map import Array, LogitMap

MAX_STEPS = 5_000
SMALLEST_STEP = 1e-10
NEAR = 0.05
"""How far, in log-odds, a prediction may miss the branch; the step is shortened where it misses by more."""

SHORT = 1e-6
"""The length below which a step over a fold is not cut further."""

TURN = 0.98
"""The least cosine of the angle between the directions at both ends of a step."""


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the branch: log-odds and scale, the direction there, and whether two branches cross nearby.

    `scale` is lambda times the unit of payoffs.
    """

    odds: Array
    scale: float
    direction: Array
    crossed: bool


def follow(system: LogitMap, target: float | None = None) -> Iterator[Place]:
    """Yield the points of the branch from the centroid on, the last one exactly at `target` if it is given.

    Predictor and corrector in floats (Allgower and Georg 1990; Turocy 2005): the predictor goes along the
    tangent, the corrector returns at a right angle, so that folds are passed without jumps.

    Raises
    ------
    LimitReached
        After too many steps.
    SolverFailed
        Where the branch cannot be followed.
    """
    count = len(system.free)
    here = Place(np.zeros(count), 0.0, np.array([0.0] * count + [1.0]), False)
    direction, sign = _direction(system, here.odds, 0.0, here.direction)
    here = Place(here.odds, 0.0, direction, False)
    yield here
    step = 0.02
    for _ in range(MAX_STEPS):
        if target is not None and here.scale >= target:
            return
        while True:
            found = _advance(system, here, step)
            if found is not None and target is not None:
                found = _at_target(system, here, found, step, target)
            if found is not None:
                break
            step /= 2
            if step < SMALLEST_STEP * (1 + here.scale):
                raise SolverFailed(f"the logit branch could not be followed beyond scale {here.scale:.6g}")
        direction, after = _direction(system, found[:-1], found[-1], here.direction)
        crossed = sign * after < 0 and here.direction[-1] * direction[-1] > 0
        sign = after
        here = Place(found[:-1], float(found[-1]), direction, crossed)
        yield here
        step *= 1.6
    raise LimitReached(f"the logit branch was not followed to its end within {MAX_STEPS} steps")


def settle(system: LogitMap, odds: Array, scale: float) -> Array | None:
    """Return the log-odds of a response at a fixed scale near given ones, or None."""
    for _ in range(12):
        value, slope, _ = system.residual(odds, scale)
        try:
            move = np.linalg.solve(slope, value)
        except np.linalg.LinAlgError:
            return None
        odds = odds - move
        size = float(np.abs(move).max(initial=0.0))
        if not np.isfinite(size) or size > 1:
            return None
        rounding = min(1e-13 * scale, 1e-5)  # what floats cannot tell apart; balls go on from there
        if size <= 1e-9 * (1 + float(np.abs(odds).max(initial=0.0))) + rounding:
            return odds
    return None


def _at_target(system: LogitMap, here: Place, found: Array, step: float, target: float) -> Array | None:
    """The end of a step, cut at the target; None where a shorter step has to show whether it is passed."""
    if found[-1] >= target:
        share = (target - here.scale) / (found[-1] - here.scale)
        guess = here.odds + share * (found[:-1] - here.odds)
        odds = settle(system, guess, target)
        near = odds is not None and np.abs(odds - guess).max(initial=0.0) <= NEAR
        return np.append(odds, target) if odds is not None and near else None
    direction, _ = _direction(system, found[:-1], found[-1], here.direction)
    folds = here.direction[-1] > 0 > direction[-1]
    reach = here.scale + step * here.direction[-1]
    return None if folds and reach >= target and step > SHORT else found


def _advance(system: LogitMap, here: Place, step: float) -> Array | None:
    """The point one step further, or None where the step is too long."""
    guess = np.append(here.odds, here.scale) + step * here.direction
    point, first = guess, 0.0
    for k in range(8):
        value, slope, rate = system.residual(point[:-1], point[-1])
        matrix = np.column_stack([slope, rate])
        size_of = np.abs(matrix).max(axis=1, keepdims=True)
        matrix = np.vstack([matrix / size_of, here.direction])
        try:
            move = np.linalg.solve(matrix, np.append(value / size_of[:, 0], 0.0))
        except np.linalg.LinAlgError:
            return None
        point = point - move
        size = float(np.abs(move).max())
        if not np.isfinite(size) or size > NEAR or (k == 1 and size > max(0.5 * first, 1e-9)):
            return None
        first = size if k == 0 else first
        if size <= 1e-9 * (1 + float(np.abs(point).max())):
            break
    else:
        return None
    if point[-1] < 0:
        return None
    try:
        direction, _ = _direction(system, point[:-1], point[-1], here.direction)
    except np.linalg.LinAlgError:
        return None
    return point if direction @ here.direction >= TURN else None


def _direction(system: LogitMap, odds: Array, scale: float, before: Array) -> tuple[Array, float]:
    """The unit tangent that goes on as before, and the sign that flips where branches cross or fold."""
    _, slope, rate = system.residual(odds, scale)
    matrix = np.column_stack([slope, rate])
    matrix /= np.abs(matrix).max(axis=1, keepdims=True)
    aside = np.zeros(len(before))
    aside[-1] = 1.0
    tangent = np.linalg.solve(np.vstack([matrix, before]), aside)
    tangent /= np.linalg.norm(tangent)
    return tangent, float(np.linalg.slogdet(np.vstack([matrix, tangent]))[0])
