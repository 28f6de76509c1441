"""The labelled simplices of both players, divided into best-reply regions, and Lemke–Howson paths on them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import atan2
from typing import TYPE_CHECKING

from .figure_parts import BEST, HATCHES, INK, PAINTS, canvas, label_of, number_of, write_on
from .games.errors import UnsupportedGame
from .games.wording import player_name, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .solvers.labelled_polytopes import LabelledPolytopes, Simplex
    from .solvers.lemke_howson_table import LemkeHowsonTable

Spot = tuple[float, float]


def polytopes_figure(view: LabelledPolytopes) -> Figure:
    """Draw both simplices, divided into regions with their labels, and the vertices with theirs."""
    drawn, _ = _simplices(view)
    return drawn


def lemke_howson_figure(view: LemkeHowsonTable) -> Figure:
    """Draw the steps of a path as numbered arrows; a first step comes from the artificial equilibrium.

    Raises
    ------
    UnsupportedGame
        For more than three strategies of a player.
    """
    from .solvers.labelled_polytopes import MOST, labelled_polytopes

    if max(view.game.shape) > MOST:
        raise UnsupportedGame(
            f"Lemke-Howson paths are drawn up to {MOST}×{MOST}; the table has no such limit"
        )
    polytopes = labelled_polytopes(view.game)
    ends = [one.profile for one in polytopes.profiles()]
    end = ends.index(view.equilibria[view.path.end].profile) + 1
    note = f"The numbered steps of the path that drops label {view.label}, from nothing to E{end}"
    drawn, panels = _simplices(polytopes, note)
    arrow = {"arrowstyle": "-|>", "color": BEST, "linewidth": 2.2, "shrinkA": 4, "shrinkB": 7}
    for number, step in enumerate(view.path.steps, 1):
        before, after = (corner.x if step.player == 0 else corner.y for corner in (step.before, step.after))
        assert after is not None, "a step leads to a mixed strategy"
        x, y = _spot(after)
        outside = (x, y + 0.25) if len(after) < 3 else (x, y - 0.3)
        x0, y0 = outside if before is None else _spot(before)
        axes = panels[step.player]
        if (x, y) != (x0, y0):
            axes.annotate("", (x, y), (x0, y0), arrowprops=arrow, zorder=6)
        box = {"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": BEST}
        middle = ((x + 2 * x0) / 3, (y + 2 * y0) / 3)
        write_on(axes, *middle, f"step {number}", color=BEST, fontsize=8, weight="bold", bbox=box, zorder=7)
    return drawn


def _simplices(view: LabelledPolytopes, note: str = "") -> tuple[Figure, list[Axes]]:
    game = view.game
    lines = max(len(simplex.vertices) for simplex in view.simplices)
    height = 5.4 + 0.2 * lines
    drawn = canvas(10, height, game.title)
    bottom = (0.6 + 0.2 * lines) / height
    panels = []
    for simplex, left in zip(view.simplices, (0.03, 0.52), strict=True):
        axes = drawn.add_axes((left, bottom, 0.45, 0.9 - bottom))
        axes.set_axis_off()
        axes.set_aspect("equal")
        axes.set_xlim(-0.3, 1.3)
        axes.set_ylim(-0.3, 1.1)
        _divide(axes, simplex, len(game.strategies[simplex.player]))
        _name_corners(axes, view, simplex)
        _mark_vertices(axes, view, simplex)
        panels.append(axes)
    legend = ",   ".join(f"{k}  {shorten(name, 40)}" for k, name in enumerate(view.label_names(), 1))
    words = f"labels:  {legend}" + f"\n{note}" * bool(note)
    drawn.text(0.5, 0.95, words, ha="center", va="top", fontsize=9, color=INK, parse_math=False)
    return drawn, panels


def _divide(axes: Axes, simplex: Simplex, width: int) -> None:
    """Paint the best-reply regions; one that is flat is a thick line."""
    spots = [_spot(vertex.point) for vertex in simplex.vertices]
    taken: list[Spot] = []
    for k, region in enumerate(simplex.regions):
        corners = [spots[c] for c in region.corners]
        x, y = _centre(corners)
        ordered = sorted(corners, key=lambda s: atan2(s[1] - y, s[0] - x))
        paint = PAINTS[k % len(PAINTS)]
        if width < 3 or len(corners) < 3:
            lift = 0.035 * (k + 1) if width < 3 else 0
            xs, ys = [a for a, _ in ordered], [b + lift for _, b in ordered]
            axes.plot(xs, ys, color=paint, linewidth=6, solid_capstyle="butt")
            y += 0.22 if width < 3 else 0
        else:
            hatch = HATCHES[k % len(HATCHES)]
            axes.fill(*zip(*ordered, strict=True), facecolor=f"{paint}33", edgecolor=paint, hatch=hatch)
        while any(abs(x - a) + abs(y - b) < 0.12 for a, b in taken):  # two regions in one place
            x += 0.13
        taken.append((x, y))
        _badge(axes, (x, y), region.label)


def _name_corners(axes: Axes, view: LabelledPolytopes, simplex: Simplex) -> None:
    """Name the pure strategies at the corners, and put the label of each on the side where it is unused."""
    own = view.game.strategies[simplex.player]
    width = len(own)
    start = 1 if simplex.player == 0 else view.game.shape[0] + 1
    middle = _centre([_spot(_unit(width, s)) for s in range(width)])
    for s, label in enumerate(own):
        x, y = _spot(_unit(width, s))
        if width == 3 and s < 2:
            x, y, side = (x - 0.07, y + 0.04, "right") if s == 0 else (x + 0.07, y + 0.04, "left")
        else:
            (x, y), side = _beyond((x, y), middle, 0.12 if width < 3 else 0.2), "center"
            y -= 0.22 if width < 3 else 0
        write_on(axes, x, y, label_of(label), weight="bold", ha=side)
        others = [_spot(_unit(width, t)) for t in range(width) if t != s]
        if others:
            _badge(axes, _beyond(_centre(others), middle, 0.12), start + s)


def _mark_vertices(axes: Axes, view: LabelledPolytopes, simplex: Simplex) -> None:
    """Name the vertices, with a star and a number where they are in an equilibrium, and list them below."""
    from .solvers.labelled_polytopes import label_list, vertex_name

    paired: dict[int, list[str]] = {}
    for k, pair in enumerate(view.completely_labelled, 1):
        paired.setdefault(pair[simplex.player], []).append(f"E{k}")
    box = {"facecolor": "#ffffffcc", "linewidth": 0, "pad": 0.6}
    rows = [f"mixed strategies of {_who(view, simplex)} and their labels"]
    for k, vertex in enumerate(simplex.vertices):
        spot, name = _spot(vertex.point), vertex_name(simplex.player, k)
        marker, size, paint = ("*", 15, BEST) if k in paired else ("o", 6, INK)
        axes.plot(*spot, marker=marker, markersize=size, color=paint, zorder=5)
        words = " ".join([name, *paired.get(k, [])])
        x, y = _beside(vertex.point)
        write_on(axes, x, y, words, fontsize=9, zorder=8, bbox=box, ha="left" if x > spot[0] else "center")
        point = ", ".join(number_of(p) for p in vertex.point)
        rows.append(f"{name} = ({point}): {label_list(vertex.labels)}")
    axes.text(-0.2, -0.28, "\n".join(rows), va="top", ha="left", fontsize=9, color=INK, parse_math=False)


def _who(view: LabelledPolytopes, simplex: Simplex) -> str:
    return shorten(player_name(view.game.players[simplex.player]), 40)


def _beside(point: Sequence[Fraction]) -> Spot:
    """Where the name of a vertex is written: below on the bottom line, above to the right elsewhere."""
    x, y = _spot(point)
    if len(point) < 3 or not point[2]:
        return x, y - 0.085
    return (x, y + 0.085) if point[0] else (x + 0.05, y + 0.05)


def _spot(point: Sequence[Fraction]) -> Spot:
    """Where a mixed strategy lies: on a segment, or in a triangle whose corners are the pure strategies."""
    if len(point) == 1:
        return 0.5, 0.3
    if len(point) == 2:
        return float(point[1]), 0.3
    return float(point[1] + point[2] / 2), float(point[2]) * 0.866


def _unit(width: int, s: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(int(t == s)) for t in range(width))


def _centre(spots: Sequence[Spot]) -> Spot:
    return sum(x for x, _ in spots) / len(spots), sum(y for _, y in spots) / len(spots)


def _beyond(spot: Spot, centre: Spot, by: float) -> Spot:
    dx, dy = spot[0] - centre[0], spot[1] - centre[1]
    size = (dx * dx + dy * dy) ** 0.5 or 1.0
    return spot[0] + by * dx / size, spot[1] + by * dy / size


def _badge(axes: Axes, spot: Spot, label: int) -> None:
    box = {"boxstyle": "circle,pad=0.25", "facecolor": "white", "edgecolor": INK}
    write_on(axes, *spot, str(label), fontsize=10, weight="bold", bbox=box, zorder=4)
