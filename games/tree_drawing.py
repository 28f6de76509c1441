"""The drawing of a tree, in every format: `ExtensiveFormGame.draw` returns one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import InvalidInput
from .extensive_form import ExtensiveFormGame
from .markup import html_page
from .tree_display import tree_text
from .tree_marks import Scene
from .tree_scene import check_drawable, tree_scene
from .tree_svg import svg_text
from .tree_tikz import tikz_text

if TYPE_CHECKING:
    from .solution import Equilibrium


@dataclass(frozen=True)
class TreeDrawing:
    """A tree to be looked at: information sets linked, payoffs written, the play of `equilibrium` thick.

    Nothing is computed here beyond the places of things; an equilibrium to mark comes from a solver. The same
    tree always gives the same file.

    Attributes
    ----------
    game : ExtensiveFormGame
    equilibrium : Equilibrium, optional

    Examples
    --------
    >>> from quidproquo import decision, outcome, subgame_perfect, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))
    >>> drawing = game.draw(subgame_perfect(game).equilibria[0])
    >>> drawing
    <TreeDrawing of 5 nodes, an equilibrium marked>
    >>> drawing.svg().count("branch played")
    2
    """

    game: ExtensiveFormGame
    equilibrium: Equilibrium | None = None

    def __post_init__(self) -> None:
        check_drawable(self.game, self.equilibrium)

    @cached_property
    def scene(self) -> Scene:
        """Where everything stands, whatever it is drawn with."""
        return tree_scene(self.game, self.equilibrium)

    def svg(self) -> str:
        """Return the drawing as the text of an SVG file."""
        return svg_text(self.scene)

    def png(self) -> bytes:
        """Return the drawing as the bytes of a PNG file, drawn with matplotlib."""
        from .tree_raster import scene_png

        return scene_png(self.scene)

    def tikz(self) -> str:
        """Return the drawing as a LaTeX document with TikZ, for papers."""
        return tikz_text(self.scene)

    def html(self) -> str:
        """Return the drawing as a web page."""
        return html_page(self.game.title, self.svg())

    def text(self) -> str:
        """Return the tree as plain text, for the terminal; it shows no equilibrium."""
        return tree_text(self.game)

    def data(self, format_: str) -> str | bytes:
        """Return the drawing as ``svg``, ``png``, ``tex``, ``html`` or ``txt``.

        Raises
        ------
        InvalidInput
            For another format.
        """
        writers: dict[str, Callable[[], str | bytes]] = {
            "svg": self.svg,
            "png": self.png,
            "tex": self.tikz,
            "html": self.html,
            "txt": self.text,
        }
        if format_ not in writers:
            raise InvalidInput(f"a tree is not drawn as {format_!r}; accepted: {', '.join(writers)}")
        return writers[format_]()

    def save(self, path: str | Path) -> None:
        """Write the drawing, over what is there, to a file that ends in .svg, .png, .tex, .html or .txt."""
        content = self.data(Path(path).suffix.lower().removeprefix("."))
        Path(path).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))

    def __repr__(self) -> str:
        marked = ", an equilibrium marked" if self.equilibrium is not None else ""
        return f"<TreeDrawing of {len(self.game.children)} nodes{marked}>"

    def _repr_svg_(self) -> str:
        return self.svg()
