"""Sobol indices as bars: how much of the variance each parameter accounts for, alone and in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .figure_parts import HATCHES, INK, PAINTS, canvas, label_of
from .games.wording import shorten

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .solvers.sobol import SobolIndices

HEIGHT = 0.36
ALONE = "alone (first order)"
IN_ALL = "with its interactions (total)"


def sobol_figure(found: SobolIndices) -> Figure:
    """Draw two bars per parameter with their confidence intervals, the largest total first."""
    rows = sorted(found.indices, key=lambda one: one.total)
    drawn = canvas(8, 1.6 + 0.5 * max(len(rows), 1), f"What moves {shorten(found.outcome, 60)}")
    axes = drawn.add_axes((0.2, 0.9 / drawn.get_figheight(), 0.74, 1 - 1.5 / drawn.get_figheight()))
    for place, (label, paint, hatch) in enumerate(
        ((IN_ALL, PAINTS[5], HATCHES[0]), (ALONE, PAINTS[0], None))
    ):
        shift = (0.5 - place) * HEIGHT
        values = [one.total if place == 0 else one.first for one in rows]
        ends = [one.total_interval if place == 0 else one.first_interval for one in rows]
        axes.barh(
            [y + shift for y in range(len(rows))],
            values,
            height=HEIGHT,
            color=paint,
            hatch=hatch,
            edgecolor="white",
            linewidth=0,
            label=label,
        )
        for y, value, (low, high) in zip(range(len(rows)), values, ends, strict=True):
            axes.plot([min(low, value), max(high, value)], [y + shift] * 2, color=INK, linewidth=1.2)
    axes.set_yticks(range(len(rows)), [label_of(one.parameter) for one in rows], parse_math=False)
    axes.set_xlabel(
        f"share of the variance, with {found.level:.0%} intervals; {found.draws} draws", parse_math=False
    )
    axes.set_xlim(left=min(0.0, *(one.first_interval[0] for one in rows)) if rows else 0.0)
    axes.legend(loc="lower right", fontsize=9, framealpha=0.9)
    return drawn
