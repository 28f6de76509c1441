"""The upper-envelope picture: the lines of all replies, the highest thick, and where the equilibria are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .figure_parts import BEST, DASHES, INK, PAINTS, QUIET, canvas, label_of, number_of, write_on
from .games.wording import player_name

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .solvers.upper_envelope import UpperEnvelope

CLOSE = 0.05
FLOOR = -0.16


def envelope_figure(view: UpperEnvelope) -> Figure:
    """Draw the lines with their names at the right, the breakpoints, and the equilibria on the axis."""
    game = view.game
    ends = [u for line in view.lines for u in (line.at_zero, line.at_one)]
    low, high = min(ends), max(ends)

    def height(payoff: Fraction) -> float:
        return float((payoff - low) / (high - low)) if high > low else 0.5

    drawn = canvas(8, 5.6, game.title)
    axes = drawn.add_axes((0.16, 0.24, 0.6, 0.64))
    own = game.strategies[view.replier]
    names = _spread([(height(line.at_one), line.strategy) for line in view.lines])
    for line in view.lines:
        k = line.strategy
        paint, dash = PAINTS[k % len(PAINTS)], DASHES[(k + k // len(PAINTS)) % len(DASHES)]
        y0, y1 = height(line.at_zero), height(line.at_one)
        axes.plot([0, 1], [y0, y1], color=paint, linestyle=dash, linewidth=1.6)
        axes.plot([1, 1.07], [y1, names[k]], color=paint, linewidth=0.6, clip_on=False)
        words = f"{label_of(own[k])}: {number_of(line.at_one)}"
        write_on(axes, 1.08, names[k], words, ha="left", color=INK, fontsize=9)
    xs = [float(point.p) for point in view.points]
    ys = [height(point.payoff) for point in view.points]
    axes.plot(xs, ys, color=INK, linewidth=4, alpha=0.35, solid_capstyle="round", zorder=1)
    axes.plot(xs[1:-1], ys[1:-1], "o", color=INK, markersize=6)
    for point, x, y in zip(view.points[1:-1], xs[1:-1], ys[1:-1], strict=True):
        write_on(axes, x, y + 0.05, number_of(point.payoff), fontsize=9)
    _envelope_axis(axes, view, own)
    left = _apart([(height(line.at_zero), number_of(line.at_zero)) for line in view.lines])
    axes.set_yticks([y for y, _ in left], [words for _, words in left], parse_math=False)
    axes.set_ylabel(f"payoff of {label_of(player_name(game.players[view.replier]))}", parse_math=False)
    axes.set_xlim(0, 1)
    axes.set_ylim(FLOOR, 1.12)
    return drawn


def _envelope_axis(axes: Axes, view: UpperEnvelope, own: Sequence[str]) -> None:
    """Below the picture: the exact breakpoints, the best reply between them, and the equilibria."""
    game = view.game
    first, second = map(label_of, game.strategies[view.mixer])
    where = [(float(p), number_of(p)) for p in sorted({*(x.p for x in view.points), *view.probabilities()})]
    shown = _apart(where)
    axes.set_xticks([x for x, _ in shown], [words for _, words in shown], parse_math=False)
    for point in view.points:
        axes.axvline(float(point.p), color=QUIET, linewidth=0.6, linestyle=":", zorder=0)
    for a, b in view.intervals():
        axes.plot([float(a), float(b)], [FLOOR, FLOOR], color=BEST, linewidth=6, clip_on=False, zorder=4)
    places: dict[Fraction, list[str]] = {}
    for k, p in enumerate(view.probabilities(), 1):
        places.setdefault(p, []).append(str(k))
    for p, numbers in places.items():
        style: dict[str, Any] = {"marker": "D", "markersize": 8, "color": BEST, "clip_on": False, "zorder": 5}
        axes.plot([float(p)], [FLOOR], **style)
        words = f"E{','.join(numbers)}"
        right = p > Fraction(1, 2)
        x, ha = float(p) + (-0.015 if right else 0.015), "right" if right else "left"
        write_on(axes, x, FLOOR + 0.045, words, ha=ha, color=BEST, fontsize=9, weight="bold")
    for segment in view.segments:
        if segment.end - segment.start > Fraction(1, 12):
            middle = float((segment.start + segment.end) / 2)
            words = ", ".join(label_of(own[k]) for k in segment.best[:3])
            write_on(axes, middle, FLOOR - 0.13, words, fontsize=9, weight="bold")
    write_on(axes, -0.02, FLOOR - 0.13, "best:", ha="right", fontsize=9, color=QUIET)
    who = label_of(player_name(game.players[view.mixer]))
    axes.set_xlabel(
        f"{who}: {first} at 0, {second} at 1; p = Pr({second}).  E: equilibrium",
        labelpad=26,
        parse_math=False,
    )


def _spread(places: Sequence[tuple[float, int]]) -> dict[int, float]:
    """Heights near the given ones that are far enough apart to write beside each other."""
    found: dict[int, float] = {}
    last = -1.0
    gap = min(CLOSE, 1.2 / max(len(places), 1))
    for y, key in sorted(places):
        last = max(y, last + gap)
        found[key] = last
    return found


def _apart(ticks: Iterable[tuple[float, str]]) -> list[tuple[float, str]]:
    """The ticks without those that would be written over another."""
    kept: list[tuple[float, str]] = []
    for x, words in sorted(ticks):
        if not kept or x - kept[-1][0] >= CLOSE:
            kept.append((x, words))
    return kept
