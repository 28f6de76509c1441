"""Figures of games and of how they are solved, as SVG or PNG, drawn with matplotlib.

Payoffs are scaled exactly before they become coordinates, so a picture is right at any scale of payoffs.
Every tick is an exact fraction where it is short. Nothing is told by colour alone.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .figure_envelope import envelope_figure
from .figure_games import best_replies_figure, tree_figure
from .figure_simplices import lemke_howson_figure, polytopes_figure
from .games.errors import InvalidInput, UnsupportedGame
from .games.extensive_form import ExtensiveFormGame
from .games.tree_raster import plain_style
from .games.wording import shorten

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from .games.regime_grid import RegimeGrid
    from .games.regime_map import RegimeMap
    from .games.robustness_result import Robustness
    from .games.solution import Solution
    from .games.view import View
    from .solvers.sobol import SobolIndices

FORMATS = ("svg", "png")
DRAWERS: dict[str, tuple[str, Callable[[Any], Figure]]] = {
    "best-replies": ("best replies", best_replies_figure),
    "envelope": ("upper envelope", envelope_figure),
    "polytopes": ("labelled best-reply polytopes", polytopes_figure),
    "lemke-howson": ("Lemke-Howson path", lemke_howson_figure),
}
"""The views that have a figure, what it shows, and the function that draws it."""

ANALYSES: dict[str, str] = {
    "RegimeGrid": "figure_regime_map:regime_map_figure",
    "RegimeMap": "figure_regimes:regime_strip_figure",
    "SobolIndices": "figure_sobol:sobol_figure",
    "Robustness": "figure_tornado:tornado_figure",
}
"""What is found about games with parameters, by the name of its class, and where its figure is drawn."""


@dataclass(frozen=True, eq=False)
class Picture:
    """A figure that notebooks show, written as SVG or PNG: always the same bytes for the same view.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        To change before it is written, if need be.
    title : str
        What the picture shows, for readers who do not see it.
    """

    figure: Figure
    title: str

    def svg(self) -> str:
        """Return the picture as the text of an SVG file."""
        return self.data("svg").decode("utf-8")

    def data(self, format_: str) -> bytes:
        """Return the picture as the bytes of a file.

        Raises
        ------
        InvalidInput
            For a format other than ``svg`` and ``png``.
        """
        if format_ not in FORMATS:
            raise InvalidInput(f"there is no figure format {format_!r}; accepted: {', '.join(FORMATS)}")
        own = {"Date": None, "Creator": None} if format_ == "svg" else {"Software": None}
        stream = io.BytesIO()
        with plain_style():
            self.figure.savefig(
                stream,
                format=format_,
                metadata={"Title": self.title, **own},
                dpi=150,
                bbox_inches="tight",
                pad_inches=0.15,
            )
        return stream.getvalue()

    def save(self, path: str | Path) -> None:
        """Write the picture to a file whose name ends in .svg or .png, over what is there."""
        Path(path).write_bytes(self.data(Path(path).suffix.lower().removeprefix(".")))

    def __repr__(self) -> str:
        return f"<Picture: {self.title}>"

    def _repr_svg_(self) -> str:
        return self.svg()


def figure(
    view: View | ExtensiveFormGame | RegimeMap | RegimeGrid | SobolIndices | Robustness,
    solution: Solution | None = None,
) -> Picture:
    """Return the picture of a view, of a tree, or of what was found about a game with parameters.

    Parameters
    ----------
    view : View, ExtensiveFormGame, RegimeMap, RegimeGrid, SobolIndices or Robustness
        What `best_reply_table`, `upper_envelope`, `labelled_polytopes` and `lemke_howson_table` return, a
        tree, or what `regimes`, `regime_grid`, `sobol_indices` and `robustness` return.
    solution : Solution, optional
        Of a tree: the play of its first equilibrium is drawn thick.

    Raises
    ------
    UnsupportedGame
        For what has no figure, or is too large for one.

    Examples
    --------
    >>> from quidproquo import NormalFormGame, upper_envelope
    >>> figure(upper_envelope(NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]], title="Chicken")))
    <Picture: upper envelope: Chicken>
    """
    found: Any = view
    kind = type(found)
    if kind.__name__ in ANALYSES and kind.__module__.startswith(f"{__package__}."):
        module, _, function = ANALYSES[kind.__name__].partition(":")
        with plain_style():
            drawn = getattr(import_module(f".{module}", __package__), function)(found)
        return Picture(drawn, _analysis_title(found))
    name = getattr(found, "name", "")
    if not isinstance(view, ExtensiveFormGame) and name not in DRAWERS:
        what = f"the view {name!r}" if name else f"a {kind.__name__}"
        raise UnsupportedGame(f"{what} has no figure; there are figures of trees, {', '.join(DRAWERS)}")
    with plain_style():
        if isinstance(view, ExtensiveFormGame):
            return Picture(tree_figure(view, solution), _title("game tree", view.title))
        what, drawer = DRAWERS[name]
        return Picture(drawer(found), _title(what, found.game.title))


def _analysis_title(found: Any) -> str:
    """What a figure of an analysis shows: its concept or outcome, and its game where it has one."""
    what = str(getattr(found, "solution", None) or getattr(found, "outcome", None) or type(found).__name__)
    title = getattr(getattr(found, "game", found), "title", "")
    return _title(shorten(what, 80), title)


def _title(what: str, title: str) -> str:
    return f"{what}: {shorten(title, 80)}" if title.strip() else what
