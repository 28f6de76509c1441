"""What the engines found, side by side: equilibria listed and missed, regret left, distance from a value."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from .clock import Measured
from .engines import Answer, Profile
from .groups import Group
from .instances import Instance

NEAR = 1e-6
"""Floats that differ by less, or a regret that is less in units of the range of payoffs, count as exact."""


def remark(group: Group, ours: Measured, theirs: Measured) -> str:
    """What an engine answered in all games that both have answered, in words for the table."""
    both = [
        (seed, mine, other)
        for seed in theirs.runs
        if seed in ours.runs and (mine := ours.answer(seed)) and (other := theirs.answer(seed))
    ]
    if not both:
        return ""
    if group.compare == "sets":
        return _sets(theirs, both)
    if group.compare == "regret":
        worst = max(
            left_to_gain(theirs.plan.instance(seed), p) for seed, _, other in both for p in other.profiles
        )
        return f"regret {_size(worst)}"
    if group.compare == "value":
        gaps = [abs(_value(theirs, seed, other) - _value(ours, seed, mine)) for seed, mine, other in both]
        return f"off by {_size(max(gaps))}"
    return ""


def left_to_gain(instance: Instance, profile: Profile) -> float:
    """The largest gain of a player by deviating, in units of the player's range of payoffs; in floats."""
    if not all(len(mixed) for mixed in profile) or not np.isfinite(np.concatenate(profile)).all():
        return float("inf")
    worst = 0.0
    for player, table in enumerate(instance.tables()):
        replies = table.astype(float)
        for other in reversed(range(len(profile))):
            if other != player:
                replies = np.tensordot(replies, np.array(profile[other]), axes=(other, 0))
        gain = float(replies.max() - replies @ np.array(profile[player]))
        off = max(abs(sum(mixed) - 1) + max(0.0, -min(mixed)) for mixed in profile)
        worst = max(worst, gain / max(float(np.ptp(table)), 1.0), off)
    return worst


def _value(measured: Measured, seed: int, answer: Answer) -> float:
    """The value that was given, or what the first player gets in the pair of strategies that was given."""
    if answer.value is not None:
        return answer.value
    x, y = answer.profiles[0]
    return float(np.array(x) @ measured.plan.instance(seed).tables()[0] @ np.array(y))


def _sets(theirs: Measured, both: Sequence[tuple[int, Answer, Answer]]) -> str:
    proven = listed = wrong = repeated = 0
    for seed, mine, other in both:
        if mine is not other and not other.profiles:
            proven += len(mine.profiles)
            continue
        exact, found = _points(mine.profiles), _distinct(_points(other.profiles))
        proven += len(exact)
        listed += _near(exact, found)
        repeated += len(other.profiles) - len(found)
        strangers = _apart(found, exact)
        shape = [len(mixed) for mixed in other.profiles[0]] if other.profiles else []
        wrong += sum(left_to_gain(theirs.plan.instance(seed), _split(p, shape)) > NEAR for p in strangers)
    words = [f"{listed} of {proven}"]
    words += [f"{repeated} repeated"] * bool(repeated)
    words += [f"{wrong} that are none"] * bool(wrong)
    return ", ".join(words)


def _points(profiles: Sequence[Profile]) -> npt.NDArray[np.float64]:
    return np.array([[p for mixed in profile for p in mixed] for profile in profiles], dtype=float)


def _distinct(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    if not len(points):
        return points
    _, first = np.unique(np.round(points / NEAR).astype(np.int64), axis=0, return_index=True)
    return points[np.sort(first)]


def _near(wanted: npt.NDArray[np.float64], found: npt.NDArray[np.float64]) -> int:
    """How many of the points that are wanted were found."""
    return len(wanted) - len(_apart(wanted, found))


def _apart(points: npt.NDArray[np.float64], others: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """The points that are near none of the others."""
    if not len(points) or not len(others):
        return points
    from scipy.spatial import cKDTree

    distance, _ = cKDTree(others).query(points, p=np.inf)
    kept: npt.NDArray[np.float64] = points[distance > NEAR]
    return kept


def _split(point: npt.NDArray[np.float64], shape: Sequence[int]) -> Profile:
    parts = np.split(point, np.cumsum(shape)[:-1])
    return tuple(tuple(part.tolist()) for part in parts)


def _size(x: float) -> str:
    return "0" if x == 0 else f"{x:.0e}"
