"""The largest value of a likelihood in one variable from 0 on, and where it is large, proven in balls."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol

from ..games.enclosure import Interval

MOST_PIECES = 4_000
DOUBLINGS = 80
HALVINGS = 100


class Likelihood(Protocol):
    """A smooth function from 0 on, in balls; a jet holds value, slope and curvature."""

    @property
    def slope_at_zero(self) -> Fraction: ...

    def jet(self, low: Fraction, high: Fraction) -> tuple[Any, Any, Any]: ...

    def beyond(self, start: Fraction) -> Any:
        """A bound from above on all values from `start` on."""


@dataclass(frozen=True, slots=True)
class Peak:
    """The place of the largest value, between two numbers, and that value as a ball."""

    place: Interval
    value: Any


def highest(likelihood: Likelihood, first: Fraction) -> Peak | None:
    """Return the only place of the largest value, or None where it was not proven.

    `first` is a length on which the function changes little. Intervals are halved until each is lower than
    some known value, is without a stationary point, or is concave with one.
    """
    known = {
        x: likelihood.jet(x, x)[0] for x in (Fraction(0), *(first * Fraction(2) ** k for k in range(-4, 16)))
    }
    best = max(known, key=lambda x: float(known[x].mid()))
    floor = known[best].lower()
    end = max(first, best)
    for _ in range(DOUBLINGS):
        if likelihood.beyond(end) < floor:
            break
        end *= 2
    else:
        return None
    peaks: list[Peak] = []
    stack = [(Fraction(0), end)]
    for _ in range(MOST_PIECES):
        if not stack:
            break
        low, high = stack.pop()
        value, slope, bend = likelihood.jet(low, high)
        if value < floor or slope > 0:
            continue
        peak = _peak(likelihood, low, high, slope < 0, bend < 0)
        if peak is None:
            middle = (low + high) / 2
            stack += [(low, middle), (middle, high)]
        elif isinstance(peak, Peak):
            peaks.append(peak)
            floor = max(floor, peak.value.lower(), key=float)
    if stack or not peaks:
        return None
    top = max(peaks, key=lambda one: float(one.value.mid()))
    alone = all(one is top or one.value < top.value for one in peaks)
    return top if alone else None


def _peak(
    likelihood: Likelihood, low: Fraction, high: Fraction, falls: bool, concave: bool
) -> Peak | bool | None:
    """The only local maximum on an interval, False where there is none, None where that is open."""
    if falls or (low == 0 and concave and likelihood.slope_at_zero <= 0):
        return Peak((low, low), likelihood.jet(low, low)[0]) if low == 0 else False
    if not concave:
        return None
    first, last = likelihood.jet(low, low)[1], likelihood.jet(high, high)[1]
    if first < 0 or last > 0:
        return False
    return _stationary(likelihood, low, high) if first > 0 and last < 0 else None


def _stationary(likelihood: Likelihood, low: Fraction, high: Fraction) -> Peak:
    """The place between a rise and a fall, halved while the sign of the slope is certain."""
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        slope = likelihood.jet(middle, middle)[1]
        if slope > 0:
            low = middle
        elif slope < 0:
            high = middle
        else:
            break
    return Peak((low, high), likelihood.jet(low, high)[0])


def edge(likelihood: Likelihood, level: Any, inside: Fraction, outside: Fraction) -> Interval | None:
    """Return where the values that reach `level` end, going from a place inside to one far enough outside.

    The end lies in the interval returned: beyond it no value up to `outside` reaches the level, and at its
    inner end one does. None where that was not proven.
    """
    tolerance = abs(outside - inside) / 2**46
    budget = [MOST_PIECES]
    leaf = _outermost(likelihood, level, inside, outside, tolerance, budget)
    if leaf is None:
        return (inside, inside) if budget[0] > 0 else None
    near, far = leaf
    step = near - far
    for _ in range(20):
        if likelihood.jet(near, near)[0] > level:
            return (min(near, far), max(near, far))
        near, step = near + step, 2 * step
        if (near - inside) * (outside - inside) < 0:
            return None
    return None


def _outermost(
    likelihood: Likelihood, level: Any, near: Fraction, far: Fraction, tolerance: Fraction, budget: list[int]
) -> Interval | None:
    """The outermost small interval on which the level may be reached."""
    stack = [(near, far)]
    while stack and budget[0] > 0:
        budget[0] -= 1
        a, b = stack.pop()
        if likelihood.jet(min(a, b), max(a, b))[0] < level:
            continue
        if abs(b - a) <= tolerance:
            return a, b
        middle = (a + b) / 2
        stack += [(a, middle), (middle, b)]
    return None


def quantile(level: Fraction) -> Any:
    """The number that the square of a standard normal variable stays below with a probability, as a ball."""
    from flint import arb, fmpq

    root = arb(fmpq(level.numerator, level.denominator)).erfinv()
    return 2 * root * root


def grid(interval: Interval, digits: int) -> Interval:
    """The interval with its ends on a grid of decimals, rounded outwards."""
    scale = 10**digits
    low, high = interval
    return Fraction(math.floor(low * scale), scale), Fraction(math.ceil(high * scale), scale)
