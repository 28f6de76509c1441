"""What the figures share: colours for the colour-blind too, dashes, and labels that are never markup."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .games.decimals import decimal_text
from .games.exact import number_text
from .games.wording import shorten

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, QUIET, BEST = "#1f2933", "#5f6b7a", "#b45309"
PAINTS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (7, 2)))
HATCHES = ("//", "\\\\", "..", "xx", "--", "||")
LABEL = 22
NUMBER = 14


def canvas(width: float, height: float, title: str) -> Figure:
    """Return an empty figure of a size in inches, with a title unless it is blank."""
    from matplotlib.figure import Figure

    drawn = Figure(figsize=(width, height))
    if title.strip():
        drawn.suptitle(shorten(title, 80), fontsize=12, parse_math=False)
    return drawn


def write_on(axes: Axes, x: float, y: float, words: str, **style: Any) -> None:
    """Write words as they are, centred unless `style` says otherwise; a dollar sign is a dollar sign."""
    axes.text(x, y, words, **{"color": INK, "ha": "center", "va": "center", **style}, parse_math=False)


def label_of(text: str) -> str:
    """Return a label on one line, cut where it is long."""
    return shorten(text, LABEL)


def number_of(number: Fraction) -> str:
    """Return the exact number where it is short, else its decimal."""
    exact = number_text(number)
    return exact if len(exact) <= NUMBER else decimal_text(number)
