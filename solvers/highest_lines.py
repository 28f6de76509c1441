"""The upper envelope of straight lines over the probabilities from 0 to 1, exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Line:
    """What one reply earns: `at_zero` against the first strategy, `at_one` against the second."""

    strategy: int
    at_zero: Fraction
    at_one: Fraction

    def at(self, p: Fraction) -> Fraction:
        """The payoff of the reply when the second strategy has probability `p`."""
        return self.at_zero + p * (self.at_one - self.at_zero)


@dataclass(frozen=True, slots=True)
class Point:
    """A probability at which the best replies change (or an end), with all that are best there."""

    p: Fraction
    payoff: Fraction
    best: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Segment:
    """An open interval of probabilities between two points, with the replies that are best throughout."""

    start: Fraction
    end: Fraction
    best: tuple[int, ...]


def highest(lines: Sequence[Line]) -> tuple[tuple[Point, ...], tuple[Segment, ...]]:
    """Walk along the highest line from p = 0 to 1: the next point is where a steeper line first meets it.

    Examples
    --------
    >>> points, segments = highest([Line(0, Fraction(0), Fraction(2)), Line(1, Fraction(1), Fraction(1))])
    >>> [(str(point.p), str(point.payoff), point.best) for point in points]
    [('0', '1', (1,)), ('1/2', '1', (0, 1)), ('1', '2', (0,))]
    """
    p = Fraction(0)
    points: list[Point] = []
    segments: list[Segment] = []
    while True:
        points.append(_point(lines, p))
        if p == 1:
            return tuple(points), tuple(segments)
        # Just to the right of p the steepest of the best lines is on top.
        slope = max(lines[i].at_one - lines[i].at_zero for i in points[-1].best)
        top = tuple(i for i in points[-1].best if lines[i].at_one - lines[i].at_zero == slope)
        leader = lines[top[0]]
        meetings = [_meeting(leader, line) for line in lines if line.at_one - line.at_zero > slope]
        following = min([m for m in meetings if m > p], default=Fraction(1))
        following = min(following, Fraction(1))
        segments.append(Segment(p, following, top))
        p = following


def _meeting(one: Line, other: Line) -> Fraction:
    slopes = (other.at_one - other.at_zero) - (one.at_one - one.at_zero)
    return (one.at_zero - other.at_zero) / slopes


def _point(lines: Sequence[Line], p: Fraction) -> Point:
    payoff = max(line.at(p) for line in lines)
    return Point(p, payoff, tuple(line.strategy for line in lines if line.at(p) == payoff))
