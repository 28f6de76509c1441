"""Proven intervals around answers that are no algebraic numbers, such as quantal responses."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

Interval: TypeAlias = tuple[Fraction, Fraction]
"""The lowest and the highest value that a number can have."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """Intervals that contain an answer; only where `proven` is True they are certain to.

    `profile` has one tuple of intervals per player (normal form) or per information set (tree; None for
    chance), `payoffs` one interval per player.
    """

    profile: tuple[tuple[Interval, ...] | None, ...]
    payoffs: tuple[Interval, ...]
    proven: bool
