"""The map of one parameter as a picture: what is done on each cell, the exact borders, and what it pays."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .figure_parts import BEST, DASHES, HATCHES, INK, PAINTS, QUIET, canvas, label_of, write_on
from .games.algebraic import AlgebraicNumber, Real
from .games.decimals import short_text
from .games.parameter_formula import ParameterFormula
from .games.wording import player_name, shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from .games.regime_map import Cell, RegimeMap

STEPS = 60
"""Points at which a payoff that is no straight line is drawn, per cell."""

MOST_LABELS = 12
WORDS = 70


def regime_strip_figure(found: RegimeMap) -> Figure:
    """Draw what every equilibrium pays above a strip of cells; each outcome has a letter and a colour."""
    outcomes = list(dict.fromkeys(cell.answer.outcome for cell in found.cells))
    letters = {words: _letter(i) for i, words in enumerate(outcomes)}
    height = 4.1 + 0.24 * len(outcomes)
    drawn = canvas(8.4, height, found.game.title)
    foot = (0.75 + 0.24 * len(outcomes)) / height
    strip = drawn.add_axes((0.1, foot + 0.1 / height, 0.86, 0.4 / height))
    upper = drawn.add_axes((0.1, foot + 0.8 / height, 0.86, (height - 1.3) / height - foot))
    _payoffs(upper, found)
    _strip(strip, found, letters)
    for i, words in enumerate(outcomes):
        drawn.text(
            0.1,
            (0.15 + 0.24 * (len(outcomes) - 1 - i)) / height,
            f"{letters[words]}: {shorten(words, WORDS)}",
            color=INK,
            fontsize=9,
            parse_math=False,
        )
    return drawn


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else f"A{number}"


def _payoffs(axes: Axes, found: RegimeMap) -> None:
    """One line per player and equilibrium; at a border the points of its own equilibria."""
    for cell in found.cells:
        xs = _places(cell)
        for one in cell.answer.equilibria:
            for i, number in enumerate(one.payoffs):
                ys = [_float(number, x) for x in xs]
                style: dict[str, Any] = {"color": PAINTS[i % len(PAINTS)]}
                if cell.is_border:
                    axes.plot(float(xs[0]), ys[0], "o", markersize=4, **style)
                else:
                    axes.plot([float(x) for x in xs], ys, linestyle=DASHES[i % len(DASHES)], **style)
    for i, who in enumerate(found.game.players):
        style = {"color": PAINTS[i % len(PAINTS)], "linestyle": DASHES[i % len(DASHES)]}
        axes.plot([], [], label=label_of(player_name(who)).replace("$", "\\$"), **style)
    axes.set_xlim(float(found.low), float(found.high))
    axes.set_ylabel("payoff", parse_math=False)
    axes.tick_params(labelbottom=False)
    _lines(axes, found)
    axes.legend(loc="best", fontsize=9, framealpha=0.9)


def _strip(axes: Axes, found: RegimeMap, letters: dict[str, str]) -> None:
    span = float(found.high - found.low)
    for cell in found.cells:
        letter = letters[cell.answer.outcome]
        i = list(letters.values()).index(letter)
        if cell.is_border:
            write_on(axes, float(cell.low), 1.28, letter, fontsize=8, color=BEST)
            continue
        low, high = float(cell.low), float(cell.high)
        hatch = HATCHES[i // len(PAINTS) % len(HATCHES)] if i >= len(PAINTS) else None
        axes.axvspan(low, high, color=PAINTS[i % len(PAINTS)], alpha=0.35, hatch=hatch, linewidth=0)
        if high - low > 0.02 * span:
            write_on(axes, (low + high) / 2, 0.5, letter, weight="bold", fontsize=11)
    _lines(axes, found)
    axes.set_xlim(float(found.low), float(found.high))
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    ends: list[Real] = [found.low, *found.borders, found.high]
    ticks = _apart(ends if len(ends) <= MOST_LABELS else [found.low, found.high], span)
    axes.set_xticks([float(one) for one in ticks], [short_text(one) for one in ticks], parse_math=False)
    axes.set_xlabel(found.parameter, parse_math=False)


def _lines(axes: Axes, found: RegimeMap) -> None:
    """The borders as thin lines, and the calibration as a dashed one."""
    for border in found.borders:
        axes.axvline(float(border), color=QUIET, linewidth=0.8)
    here = found.calibration
    if here is not None and found.low <= here <= found.high:
        axes.axvline(float(here), color=INK, linewidth=1.4, linestyle=(0, (1, 1.5)))
        if axes.get_ylabel():
            axes.plot([], [], color=INK, linestyle=(0, (1, 1.5)), label=f"default: {short_text(here)}")


def _places(cell: Cell) -> list[Real]:
    """The values of the parameter at which payoffs are drawn, just inside an open cell."""
    if cell.is_border:
        return [cell.low]
    low, high = _rational(cell.low), _rational(cell.high)
    inside = (high - low) / 10**6
    return [low + inside + (high - low - 2 * inside) * Fraction(i, STEPS) for i in range(STEPS + 1)]


def _rational(number: Real) -> Fraction:
    return (number.interval[0] + number.interval[1]) / 2 if isinstance(number, AlgebraicNumber) else number


def _float(number: Any, place: Real) -> float:
    return float(number.at(place) if isinstance(number, ParameterFormula) else number)


def _apart(ends: Sequence[Real], span: float) -> list[Real]:
    """Those of the values whose labels have room, the first one kept."""
    kept: list[Real] = []
    for one in ends:
        if not kept or float(one) - float(kept[-1]) > 0.05 * span:
            kept.append(one)
    return kept
