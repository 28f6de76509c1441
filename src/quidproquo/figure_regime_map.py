"""The figure of a map in two parameters: regimes in colours and letters, borders, and the calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .figure_parts import INK, PAINTS, canvas, number_of, write_on
from .games.payoff_table import Array
from .games.regime_grid import Axis, Curve, RegimeGrid, letter
from .games.wording import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

TINTS = (0.45, 0.72, 0.2)
"""How much white is mixed into the paints: more than six regimes have other tints, and always letters."""

ROOM = 5.0
"""Grid points around a letter that its regime must have; smaller ones are named in the legend only."""

FINE = 400


def regime_map_figure(found: RegimeGrid) -> Figure:
    """Draw a map in two parameters.

    Regimes have colours that the colour-blind tell apart, and letters; borders are drawn from their
    equations; the calibration, where it is known and in the window, is a dot with its values in the legend.
    Regimes that lie on curves only are left to the text.
    """
    from matplotlib.colors import ListedColormap
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    first, second = found.parameter, found.parameter2
    drawn = canvas(7.0, 5.6, found.game.title)
    axes = drawn.add_axes((0.11, 0.12, 0.85, 0.78))
    shown = _filled(found)
    window = (float(first.low), float(first.high), float(second.low), float(second.high))
    colours = [_paint(i) for i in range(len(found.regimes))]
    axes.imshow(
        shown,
        origin="lower",
        extent=(*_pixel_edges(first), *_pixel_edges(second)),
        aspect="auto",
        interpolation="nearest",
        cmap=ListedColormap(colours),
        vmin=-0.5,
        vmax=len(found.regimes) - 0.5,
    )
    for curve in found.curves:
        _draw_border(axes, curve, shown, first, second)
    handles: list[Any] = []
    for number in dict.fromkeys(shown.ravel().tolist()):
        _write_letter(axes, found, shown, number)
    for number in sorted(set(shown.ravel().tolist())):
        words = f"{letter(number)}  {shorten(found.regimes[number].label, 70)}"
        handles.append(Patch(facecolor=colours[number], edgecolor=INK, linewidth=0.6, label=words))
    dot = found.calibration
    if dot is not None and first.low <= dot[0] <= first.high and second.low <= dot[1] <= second.high:
        style: dict[str, Any] = {
            "marker": "o",
            "markerfacecolor": INK,
            "markeredgecolor": "white",
            "color": "none",
        }
        axes.plot([float(dot[0])], [float(dot[1])], markersize=9, zorder=5, **style)
        where = f"{first.name} = {number_of(dot[0])}, {second.name} = {number_of(dot[1])}"
        handles.append(Line2D([], [], label=f"calibration: {where}", markersize=8, **style))
    axes.set_xlabel(_label(first), parse_math=False)
    axes.set_ylabel(_label(second), parse_math=False)
    axes.set_xlim(window[0], window[1])
    axes.set_ylim(window[2], window[3])
    legend = axes.legend(
        handles=handles, loc="upper left", bbox_to_anchor=(0.0, -0.12), frameon=False, fontsize=9
    )
    for text in legend.get_texts():
        text.set_parse_math(False)
    return drawn


def _filled(found: RegimeGrid) -> Array:
    """The grid with points that lie on curves given to a neighbour, whose colour they take."""
    shown = found.grid.astype(int)
    thin = [number for number, one in enumerate(found.regimes) if one.on_curves]
    for axis in (1, 0, 1, 0):
        for shift in (1, -1):
            loose = np.isin(shown, thin)
            beside = np.roll(shown, shift, axis=axis)
            inside = np.ones(shown.shape, dtype=bool)
            edge = 0 if shift > 0 else -1
            inside[(slice(None), edge) if axis else (edge, slice(None))] = False
            shown = np.where(loose & inside & ~np.isin(beside, thin), beside, shown)
    return shown


def _draw_border(axes: Axes, curve: Curve, shown: Array, first: Axis, second: Axis) -> None:
    """Draw a curve where regimes that it separates are neighbours."""
    from scipy.ndimage import binary_dilation

    polynomial, wide = curve.polynomial, shown.max() + 1
    separated = [low * wide + high for low, high in curve.between]
    near, meeting = np.zeros(shown.shape, dtype=bool), np.zeros(shown.shape, dtype=bool)
    for here, there in ((np.s_[:, 1:], np.s_[:, :-1]), (np.s_[1:], np.s_[:-1])):
        one, other = shown[here], shown[there]
        pairs = np.isin(np.minimum(one, other) * wide + np.maximum(one, other), separated)
        near[here] |= pairs
        near[there] |= pairs
        meeting[here] |= one != other
        meeting[there] |= one != other
    near |= binary_dilation(near, structure=np.ones((3, 3))) & meeting  # up to where curves meet
    x = np.linspace(float(first.low), float(first.high), FINE)
    y = np.linspace(float(second.low), float(second.high), FINE)
    rows = np.clip(np.round(np.linspace(0, shown.shape[0] - 1, FINE)).astype(int), 0, shown.shape[0] - 1)
    columns = np.clip(np.round(np.linspace(0, shown.shape[1] - 1, FINE)).astype(int), 0, shown.shape[1] - 1)
    heights = np.zeros((FINE, FINE))
    largest = max(abs(c) for c in polynomial.terms.values())
    for monomial, c in polynomial.terms.items():
        powers = dict(monomial)
        term = x[None, :] ** powers.get(first.name, 0) * y[:, None] ** powers.get(second.name, 0)
        heights = heights + float(c / largest) * term
    heights = np.where(near[np.ix_(rows, columns)], heights, np.nan)
    finite = heights[np.isfinite(heights)]
    if finite.size and finite.min() < 0 < finite.max():
        axes.contour(x, y, heights, levels=[0.0], colors=[INK], linewidths=1.4)


def _write_letter(axes: Axes, found: RegimeGrid, shown: Array, number: int) -> None:
    """Write the letter of a regime where there is most room around."""
    from scipy.ndimage import distance_transform_edt

    room = distance_transform_edt(np.pad(shown == number, 1))[1:-1, 1:-1]
    j, i = np.unravel_index(int(room.argmax()), room.shape)
    if room[j, i] < ROOM:
        return
    x, y = float(found.parameter.value(int(i))), float(found.parameter2.value(int(j)))
    write_on(axes, x, y, letter(number), fontsize=13, weight="bold")


def _pixel_edges(axis: Axis) -> tuple[float, float]:
    """The outer edges of the first and the last pixel: values of the grid lie in the middle of theirs."""
    half = (axis.high - axis.low) / (2 * (axis.steps - 1))
    return float(axis.low - half), float(axis.high + half)


def _paint(number: int) -> tuple[float, float, float]:
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(PAINTS[number % len(PAINTS)])
    white = TINTS[number // len(PAINTS) % len(TINTS)]
    return tuple(c + (1 - c) * white for c in (red, green, blue))  # type: ignore[return-value]


def _label(axis: Axis) -> str:
    return f"{axis.name} ({axis.unit})" if axis.unit else axis.name
