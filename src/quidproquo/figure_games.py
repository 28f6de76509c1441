"""Figures of the games themselves: the payoff table with its best replies, and the tree."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from .figure_parts import BEST, QUIET, canvas, label_of, write_on
from .games.errors import UnsupportedGame
from .games.extensive_form import ExtensiveFormGame
from .games.markup import colour, plain_number
from .games.tree_raster import scene_figure
from .games.wording import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .games.best_replies import BestReplyTable
    from .games.solution import Solution

PANELS, CELLS = 8, 200


def best_replies_figure(view: BestReplyTable) -> Figure:
    """Draw the payoff table: best replies underlined and with an asterisk, equilibria in a thick frame."""
    game = view.game
    rows, columns = game.shape[0], game.shape[1] if len(game.shape) > 1 else 1
    slices = list(itertools.product(*map(range, game.shape[2:])))
    if len(slices) > PANELS or rows * columns > CELLS:
        raise UnsupportedGame(
            f"a figure shows at most {PANELS} tables of {CELLS} cells; this game has {len(slices)} of "
            f"{rows * columns}: the text has no such limit"
        )
    numbers = [plain_number(x) for table in game.payoffs for x in table.entries()]
    wide = max(1.3, 0.11 * (max(map(len, numbers)) + 2) * len(game.players))
    left = 0.4 + 0.1 * max(len(label_of(label)) for label in (game.players[0], *game.strategies[0]))
    width, height = left + 0.1 + wide * columns, (1.1 + 0.5 * rows) * len(slices)
    drawn = canvas(width, height + 0.6, game.title)
    for k, others in enumerate(slices):
        bottom = (len(slices) - 1 - k) * (1.1 + 0.5 * rows) / (height + 0.6)
        axes = drawn.add_axes((0, bottom, 1, (1.1 + 0.5 * rows) / (height + 0.6)))
        axes.set_axis_off()
        axes.set_xlim(-left, wide * columns + 0.1)
        axes.set_ylim(-0.5 * rows - 0.05, 1.05)
        named = zip(game.players[2:], game.strategies[2:], others, strict=True)
        where = ", ".join(f"{shorten(who)}: {label_of(own[s])}" for who, own, s in named)
        write_on(axes, 0.1 - left, 0.85, where, ha="left", style="italic")
        write_on(axes, -0.15, 0.2, label_of(game.players[0]), ha="right", color=colour(0), weight="bold")
        if len(game.players) > 1:
            write_on(axes, wide * columns / 2, 0.6, label_of(game.players[1]), color=colour(1), weight="bold")
            for c, label in enumerate(game.strategies[1]):
                write_on(axes, wide * (c + 0.5), 0.2, label_of(label))
        for r, label in enumerate(game.strategies[0]):
            write_on(axes, -0.15, -0.5 * (r + 0.5), label_of(label), ha="right")
            for c in range(columns):
                _cell(axes, view, (r, c, *others)[: len(game.players)], wide)
    return drawn


def _cell(axes: Axes, view: BestReplyTable, cell: tuple[int, ...], wide: float) -> None:
    from matplotlib.patches import Rectangle

    r, c = cell[0], cell[1] if len(cell) > 1 else 0
    marks = [cell in cells for cells in view.best]
    everyone = all(marks)
    inset = 0.03 if everyone else 0
    frame: dict[str, Any] = {"edgecolor": BEST if everyone else QUIET, "linewidth": 3 if everyone else 0.7}
    place = (wide * c + inset, -0.5 * (r + 1) + inset)
    axes.add_patch(
        Rectangle(
            place, wide - 2 * inset, 0.5 - 2 * inset, facecolor="none", zorder=3 if everyone else 2, **frame
        )
    )
    for i, (number, marked) in enumerate(zip(view.game.payoffs_at(cell), marks, strict=True)):
        x, y = wide * (c + (i + 0.5) / len(marks)), -0.5 * (r + 0.5)
        words = plain_number(number) + "*" * marked
        write_on(axes, x, y, words, color=colour(i), weight="bold" if marked else "normal")
        if marked:
            half = 0.045 * len(words)
            axes.plot([x - half, x + half], [y - 0.13, y - 0.13], color=colour(i), linewidth=1.2)


def tree_figure(game: ExtensiveFormGame, solution: Solution | None = None) -> Figure:
    """Draw the tree as `game.draw` does; what the first equilibrium of `solution` plays is thick.

    Raises
    ------
    LimitReached
        For a tree too large for a picture.
    """
    marked = solution.equilibria[0] if solution is not None and solution.equilibria else None
    return scene_figure(game.draw(marked).scene)
