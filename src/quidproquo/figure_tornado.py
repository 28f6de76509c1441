"""The tornado chart of an equilibrium: how far each parameter alone may move before it flips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .figure_parts import BEST, INK, PAINTS, QUIET, canvas, label_of, write_on
from .games.decimals import short_text
from .games.robustness_result import Flip, Robustness

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

FARTHEST = 1.0
"""Where bars are cut, in widths of the range: what lies beyond is not within one range."""


def tornado_figure(found: Robustness) -> Figure:
    """Draw one bar per parameter, from the flip below to the flip above, in widths of its range."""
    height = 1.45 + 0.36 * len(found.flips)
    drawn = canvas(8.4, height, found.title)
    axes = drawn.add_axes((0.14, 0.85 / height, 0.82, 0.36 * len(found.flips) / height))
    for place, flip in enumerate(found.flips):
        _bar(axes, len(found.flips) - 1 - place, flip)
    axes.axvline(0, color=INK, linewidth=1.2)
    if found.radius_high is not None and found.radius_high > 0:
        radius = float(found.radius_high)
        for side in (-radius, radius):
            axes.axvline(side, color=BEST, linewidth=1.2, linestyle="--")
    axes.set_ylim(-0.6, len(found.flips) - 0.4)
    axes.set_xlim(-1.3 * FARTHEST, 1.3 * FARTHEST)
    names = [label_of(flip.parameter) for flip in reversed(found.flips)]
    axes.set_yticks(range(len(names)), names, parse_math=False)
    axes.set_xlabel("change from the calibration, in widths of the range", parse_math=False)
    drawn.text(
        0.14,
        0.12 / height,
        "solid: within the range; hatched: beyond it; dashed lines: the radius of joint changes",
        color=QUIET,
        fontsize=8,
        parse_math=False,
    )
    return drawn


def _bar(axes: Axes, place: int, flip: Flip) -> None:
    """The stretch over which the equilibrium holds, its part beyond the range hatched, its ends labelled."""
    width = float(flip.high - flip.low)
    here = float(flip.calibration)
    edges = [(float(end) - here) / width for end in (flip.low, flip.high)]
    flips = [None if one is None else (float(one) - here) / width for one in (flip.below, flip.above)]
    ends = [
        max(-FARTHEST, -FARTHEST if flips[0] is None else flips[0]),
        min(FARTHEST, FARTHEST if flips[1] is None else flips[1]),
    ]
    inner = (max(ends[0], edges[0]), min(ends[1], edges[1]))
    axes.barh(place, ends[1] - ends[0], left=ends[0], height=0.6, color="none", edgecolor=QUIET, hatch="////")
    axes.barh(place, inner[1] - inner[0], left=inner[0], height=0.6, color=PAINTS[0])
    for value, end, side in ((flip.below, ends[0], "right"), (flip.above, ends[1], "left")):
        text = "" if value is None or abs(end) >= FARTHEST else short_text(value)
        shift = -0.02 if side == "right" else 0.02
        write_on(axes, end + shift, place, text, ha=side, fontsize=9)
