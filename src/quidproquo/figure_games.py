"""Figures of the games themselves: the payoff table with its best replies, and the tree with its play."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from .figure_parts import BEST, INK, QUIET, canvas, label_of, write_on
from .games.errors import UnsupportedGame
from .games.extensive_form import CHANCE, ExtensiveFormGame
from .games.markup import colour, plain_number
from .games.wording import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .games.best_replies import BestReplyTable
    from .games.solution import Solution

PANELS, CELLS = 8, 200
LEAVES, DEPTH = 40, 12


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


def fits(game: ExtensiveFormGame) -> bool:
    """Whether a tree is small enough to be drawn."""
    ends = sum(not children for children in game.children)
    return ends <= LEAVES and max(_depths(game).values()) <= DEPTH


def tree_figure(game: ExtensiveFormGame, solution: Solution | None = None) -> Figure:
    """Draw the tree from left to right; what the first equilibrium of `solution` plays is thick.

    Raises
    ------
    UnsupportedGame
        For more than 40 terminal nodes or 12 moves in a row.
    """
    depth = _depths(game)
    leaves = [v for v in _preorder(game) if not game.children[v]]
    if not fits(game):
        raise UnsupportedGame(
            f"a figure shows a tree of at most {LEAVES} ends and {DEPTH} moves in a row; this one has "
            f"{len(leaves)} and {max(depth.values())}: the text has no such limit"
        )
    x = {v: 2.2 * d for v, d in depth.items()}
    y = {v: -0.62 * k for k, v in enumerate(leaves)}
    for v in reversed(_preorder(game)):
        if game.children[v]:
            y[v] = (y[game.children[v][0]] + y[game.children[v][-1]]) / 2
    drawn = canvas(2.2 * max(depth.values()) + 2.6, 0.62 * len(leaves) + 1.3, game.title)
    axes = drawn.add_axes((0.02, 0.08, 0.96, 0.8))
    axes.set_axis_off()
    axes.set_xlim(-0.6, max(x.values()) + 1.8)
    axes.set_ylim(min(y.values()) - 0.7, 0.7)
    for one in game.information_sets:
        if len(one.nodes) > 1 and one.player != CHANCE:
            nodes = sorted(one.nodes, key=lambda v: -y[v])
            axes.plot(
                [x[v] for v in nodes], [y[v] for v in nodes], color=colour(one.player), linestyle=(0, (4, 3))
            )
    for v in _preorder(game):
        _branches(axes, game, v, x, y, solution)
    if solution is not None and solution.equilibria:
        many = len(solution.equilibria)
        which = "the equilibrium" if many == 1 and solution.complete else f"equilibrium 1 of {many}"
        note = f"thick: what is played in {which} ({solution.concept})"
        write_on(axes, -0.5, min(y.values()) - 0.6, note, ha="left", fontsize=9, color=BEST)
    return drawn


def _branches(
    axes: Axes,
    game: ExtensiveFormGame,
    v: int,
    x: dict[int, float],
    y: dict[int, float],
    solution: Solution | None,
) -> None:
    payoffs = ", ".join(plain_number(table[v]) for table in game.payoffs)
    if not game.children[v]:
        write_on(axes, x[v] + 0.1, y[v], f"({payoffs})", ha="left")
        return
    number = game.set_of[v]
    one = game.information_sets[number]
    mixed = solution.equilibria[0].profile[number] if solution is not None and solution.equilibria else None
    for a, child in enumerate(game.children[v]):
        played = mixed[a] if mixed is not None else 0
        style: dict[str, Any] = (
            {"color": BEST, "linewidth": 3.5} if played else {"color": QUIET, "linewidth": 1}
        )
        axes.plot([x[v], x[child]], [y[v], y[child]], zorder=1, **style)
        share = f" [{plain_number(one.probabilities[a])}]" if one.probabilities else ""
        if played and played != 1:
            share = f" ({plain_number(played)})"
        words = label_of(one.actions[a]) + share
        middle = (x[v] + 0.55 * (x[child] - x[v]), y[v] + 0.55 * (y[child] - y[v]) + 0.13)
        box = {"facecolor": "#ffffffcc", "linewidth": 0, "pad": 0.8}
        write_on(axes, *middle, words, fontsize=9, weight="bold" if played else "normal", bbox=box)
    chance = one.player == CHANCE
    paint = QUIET if chance else colour(one.player)
    axes.plot([x[v]], [y[v]], marker="s" if chance else "o", color=paint, markersize=8, zorder=4)
    who = "chance" if chance else shorten(game.players[one.player], 20)
    write_on(axes, x[v], y[v] + 0.3, who, color=paint, weight="bold", fontsize=9, zorder=5)
    if any(table.numerators[v] != 0 for table in game.payoffs):
        write_on(axes, x[v], y[v] - 0.25, f"+ ({payoffs})", fontsize=8, color=INK)


def _preorder(game: ExtensiveFormGame) -> list[int]:
    order, stack = [], [0]
    while stack:
        v = stack.pop()
        order.append(v)
        stack.extend(reversed(game.children[v]))
    return order


def _depths(game: ExtensiveFormGame) -> dict[int, int]:
    depth = {0: 0}
    for v in _preorder(game):
        for child in game.children[v]:
            depth[child] = depth[v] + 1
    return depth
