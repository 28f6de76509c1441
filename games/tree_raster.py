"""The drawing of a tree with matplotlib, which is imported when it is used: for PNG, and to go on drawing."""

from __future__ import annotations

import io
import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from .text_width import text_width
from .tree_marks import PAPER, WHITE, Curve, Scene, Spot, Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI, MOST_PIXELS = 150, 40_000_000
_PER_INCH, _POINT = 96, 0.75


def scene_figure(scene: Scene) -> Figure:
    """Return the drawing as a figure of matplotlib; one unit of its axes is one CSS pixel."""
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(scene.width / _PER_INCH, scene.height / _PER_INCH))
    axes = drawn.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, scene.width)
    axes.set_ylim(scene.height, 0)
    for curve in scene.links:
        _draw_curve(axes, curve, 1)
    for curve in scene.branches:
        _draw_curve(axes, curve, 3.5 if curve.played else 3)
    for k, words in enumerate(scene.words):
        _write(axes, words, f"words-{k}")
    for spot in scene.spots:
        _draw_spot(axes, spot)
    return drawn


def scene_png(scene: Scene) -> bytes:
    """Return the drawing as the bytes of a PNG file, always the same; large ones with fewer dots per inch."""
    inches = scene.width * scene.height / _PER_INCH**2
    stream = io.BytesIO()
    with plain_style():
        scene_figure(scene).savefig(
            stream,
            format="png",
            metadata={"Title": scene.title or scene.about, "Software": None},
            dpi=max(50, min(DPI, int(math.sqrt(MOST_PIXELS / inches)))),
        )
    return stream.getvalue()


@contextmanager
def plain_style() -> Iterator[None]:
    """Matplotlib's own style whatever the user set, text as text, and ids that do not change."""
    import matplotlib.style

    own = {
        "svg.fonttype": "none",
        "svg.hashsalt": "quidproquo",
        "text.usetex": False,
        "text.parse_math": False,
        "hatch.linewidth": 0.4,
    }
    with matplotlib.style.context(["default", own]), warnings.catch_warnings():
        # A glyph that the font lacks is no matter: viewers choose another font.
        warnings.simplefilter("ignore", UserWarning)
        yield


def _draw_curve(axes: Axes, curve: Curve, order: float) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    points: list[tuple[float, float]] = [curve.start]
    codes: list[Any] = [Path.MOVETO]
    for leg in curve.legs:
        points += [(leg[k], leg[k + 1]) for k in range(0, len(leg), 2)]
        codes += [Path.LINETO] if len(leg) == 2 else [Path.CURVE4] * 3
    width = curve.width * _POINT
    dashes = (0, [d * _POINT / width for d in curve.dashes]) if curve.dashes else "-"
    style: dict[str, Any] = {"linestyle": dashes, "joinstyle": "round", "capstyle": "butt"}
    axes.add_patch(
        PathPatch(
            Path(points, codes), fill=False, edgecolor=curve.colour, linewidth=width, zorder=order, **style
        )
    )


def _write(axes: Axes, words: Words, name: str) -> None:
    """Each run where the one before ends, by the widths that the layout counted with."""
    from matplotlib.patches import Rectangle

    left, top, width, height = words.paper()
    axes.add_patch(Rectangle((left, top), width, height, facecolor=WHITE, alpha=PAPER, linewidth=0, zorder=2))
    x = words.left
    for run in words.runs:
        weight = "bold" if run.bold else "normal"
        axes.text(
            x,
            words.y,
            run.text,
            gid=name,
            color=run.colour,
            weight=weight,
            fontsize=words.size * _POINT,
            ha="left",
            va="baseline",
            zorder=2.5,
            parse_math=False,
        )
        x += text_width(run.text, words.size, run.bold)


def _draw_spot(axes: Axes, spot: Spot) -> None:
    from matplotlib.patches import Circle, Polygon

    style: dict[str, Any] = {
        "facecolor": WHITE if spot.hollow else spot.colour,
        "edgecolor": spot.colour,
        "linewidth": 1.5 * _POINT,
        "zorder": 4,
    }
    corners = spot.corners()
    axes.add_patch(
        Polygon(corners, closed=True, **style) if corners else Circle((spot.x, spot.y), spot.radius, **style)
    )
