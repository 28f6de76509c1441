"""The payoff table of a normal form, in every format: `NormalFormGame.draw` returns one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .display import normal_form_html, normal_form_latex, normal_form_text
from .errors import InvalidInput
from .markup import html_page
from .normal_form import NormalFormGame


@dataclass(frozen=True)
class TableDrawing:
    """The payoffs of a game as a table, also where they hold symbols; `best_reply_table` marks best replies.

    Of a large game the first rows, columns and tables are shown, and the whole size is stated.

    Examples
    --------
    >>> game = NormalFormGame([[[0, -7], [2, -5]], [[0, 1], [-6, -5]]], title="Chicken")
    >>> print(game.draw().text())
    Chicken
    2×2: 1 (rows), 2 (columns)
           1       2
    1   0, 0   -7, 1
    2  2, -6  -5, -5
    """

    game: NormalFormGame

    def text(self) -> str:
        """Return the table as plain text."""
        return normal_form_text(self.game)

    def html(self) -> str:
        """Return the table as a web page."""
        return html_page(self.game.title, normal_form_html(self.game))

    def latex(self) -> str:
        """Return the table as a formula for the body of a LaTeX document, which needs the package amsmath."""
        return normal_form_latex(self.game)

    def data(self, format_: str) -> str:
        """Return the table as ``tex``, ``html`` or ``txt``.

        Raises
        ------
        InvalidInput
            For another format.
        """
        writers: dict[str, Callable[[], str]] = {"tex": self.latex, "html": self.html, "txt": self.text}
        if format_ not in writers:
            raise InvalidInput(
                f"a payoff table is not drawn as {format_!r}; accepted: {', '.join(writers)}; "
                "figure(best_reply_table(game)) makes a picture"
            )
        return writers[format_]()

    def save(self, path: str | Path) -> None:
        """Write the table, over what is there, to a file whose name ends in .tex, .html or .txt."""
        content = self.data(Path(path).suffix.lower().removeprefix("."))
        Path(path).write_text(f"{content.rstrip()}\n", "utf-8", newline="\n")

    def __str__(self) -> str:
        return self.text()

    def _repr_html_(self) -> str:
        return normal_form_html(self.game)

    def _repr_latex_(self) -> str:
        return self.latex()
