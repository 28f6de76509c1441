"""How games look: normal forms and trees as HTML, as LaTeX and in the terminal."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from .markup import colour, html_text, latex_number, latex_text, plain_number
from .normal_form import NormalFormGame
from .tree_display import tree_html, tree_latex, tree_text
from .wording import shorten

ROWS, COLUMNS, SLICES = 20, 10, 8


def normal_form_html(game: NormalFormGame) -> str:
    """Return the payoff table as HTML: rows for the first player, columns for the second.

    With more than two players there is one table per combination of the others' strategies. Of a large game
    the first rows, columns and tables are shown, and the whole size is stated.

    Examples
    --------
    >>> page = normal_form_html(NormalFormGame([[[0, -7], [2, -5]], [[0, 1], [-6, -5]]]))
    >>> page.count("<tr>"), "<script" in page
    (4, False)
    """
    across = html_text(game.players[1], 40) if len(game.players) > 1 else ""
    parts = [f"<strong>{html_text(game.title, 200)}</strong>"] if game.title.strip() else []
    for others in _slices(game):
        rows, columns = _shown(game)
        heads = "".join(f'<th scope="col">{label}</th>' for label in _column_heads(game, columns))
        lines = [
            f'<tr><th></th><th colspan="{len(columns)}" style="text-align:center;color:{colour(1)}">'
            f"{across}</th></tr>",
            f'<tr><th style="color:{colour(0)}">{html_text(game.players[0], 40)}</th>{heads}</tr>',
        ]
        for r in rows:
            cells = "".join(
                f'<td style="text-align:center">{_html_cell(game, r, c, others)}</td>' for c in columns
            )
            lines.append(f'<tr><th scope="row">{html_text(game.strategies[0][r], 60)}</th>{cells}</tr>')
        caption = html_text(_slice_text(game, others), 400)
        parts.append(f"<table>{f'<caption>{caption}</caption>' if caption else ''}{''.join(lines)}</table>")
    note = _note(game)
    parts += [f"<em>{html_text(note)}</em>"] if note else []
    return f'<div class="quidproquo tex2jax_ignore mathjax_ignore">{"".join(parts)}</div>'


def normal_form_latex(game: NormalFormGame) -> str:
    r"""Return the payoff table as LaTeX mathematics (one formula), abbreviated like the HTML.

    Examples
    --------
    >>> print(normal_form_latex(NormalFormGame([["1/2", 1]], strategies=[["a_1", "b"]])))
    $\displaystyle \begin{array}{r|c}
    \text{1} & \\ \hline
    \text{a}\_\text{1} & \frac{1}{2} \\
    \text{b} & 1
    \end{array}$
    """
    tables = []
    rows, columns = _shown(game)
    for others in _slices(game):
        corner = latex_text(game.players[0])
        if len(game.players) > 1:
            corner += rf" \,\backslash\, {latex_text(game.players[1])}"
            heads = [latex_text(game.strategies[1][c]) for c in columns]
        else:
            heads = [""] * len(columns)
        lines = [
            " & ".join(
                [latex_text(game.strategies[0][r]), *(_latex_cell(game, r, c, others) for c in columns)]
            )
            for r in rows
        ]
        body = " \\\\\n".join(lines)
        table = (
            rf"\begin{{array}}{{r|{'c' * len(columns)}}}"
            + "\n"
            + " & ".join([corner, *heads]).rstrip()
            + " \\\\ \\hline\n"
            + body
            + "\n\\end{array}"
        )
        where = _slice_text(game, others)
        tables.append(rf"{latex_text(where, 200)} \\ {table}" if where else table)
    note = _note(game)
    tables += [latex_text(note, 200)] if note else []
    if len(tables) == 1 and len(game.players) <= 2:
        return rf"$\displaystyle {tables[0]}$"
    inside = " \\\\[1ex]\n".join(tables)
    return rf"$\displaystyle \begin{{array}}{{c}}{inside}\end{{array}}$"


def normal_form_text(game: NormalFormGame) -> str:
    """Return the payoff table as plain text for the terminal, abbreviated like the HTML.

    Examples
    --------
    >>> game = NormalFormGame([[[0, -7], [2, -5]], [[0, 1], [-6, -5]]], players=["US", "China"],
    ...                       strategies=[["allow", "restrict"], ["supply", "withhold"]])
    >>> print(normal_form_text(game))
    2×2: US (rows), China (columns)
              supply  withhold
    allow       0, 0     -7, 1
    restrict   2, -6    -5, -5
    """
    roles = ["rows", "columns"]
    who = ", ".join(
        f"{shorten(label)} ({roles[i]})" if i < len(roles) and len(game.players) > 1 else shorten(label)
        for i, label in enumerate(game.players)
    )
    size = "×".join(map(str, game.shape))
    lines = [*([shorten(game.title, 100)] if game.title.strip() else []), f"{size}: {who}"]
    rows, columns = _shown(game)
    for others in _slices(game):
        where = _slice_text(game, others)
        lines += ["", where] if where else []
        heads = [shorten(game.strategies[1][c], 24) if len(game.players) > 1 else "payoff" for c in columns]
        grid = [["", *heads]] + [
            [shorten(game.strategies[0][r], 40), *(_plain_cell(game, r, c, others) for c in columns)]
            for r in rows
        ]
        widths = [max(map(len, column)) for column in zip(*grid, strict=True)]
        for row in grid:
            cells = [row[0].ljust(widths[0])] + [x.rjust(w) for x, w in zip(row[1:], widths[1:], strict=True)]
            lines.append("  ".join(cells).rstrip())
    note = _note(game)
    return "\n".join([*lines, *([note] if note else [])])


def _shown(game: NormalFormGame) -> tuple[range, range]:
    """The rows and columns shown; a game of one player has one column, which stands for no strategy."""
    width = game.shape[1] if len(game.shape) > 1 else 1
    return range(min(game.shape[0], ROWS)), range(min(width, COLUMNS))


def _slices(game: NormalFormGame) -> list[tuple[int, ...]]:
    """The first combinations of strategies of the third and all later players; one, empty, without them."""
    return list(itertools.islice(itertools.product(*map(range, game.shape[2:])), SLICES))


def _slice_text(game: NormalFormGame, others: Sequence[int]) -> str:
    named = zip(game.players[2:], game.strategies[2:], others, strict=True)
    return ", ".join(f"{shorten(who)}: {shorten(labels[s], 60)}" for who, labels, s in named)


def _note(game: NormalFormGame) -> str:
    rows, columns = _shown(game)
    tables = 1
    for width in game.shape[2:]:
        tables *= width
    hidden = []
    if len(rows) < game.shape[0]:
        hidden.append(f"{len(rows)} of {game.shape[0]} rows")
    if len(game.shape) > 1 and len(columns) < game.shape[1]:
        hidden.append(f"{len(columns)} of {game.shape[1]} columns")
    if tables > SLICES:
        hidden.append(f"{SLICES} of {tables} tables")
    size = "×".join(map(str, game.shape))
    return f"The game is {size}; shown: {', '.join(hidden)}." if hidden else ""


def _cell(game: NormalFormGame, row: int, column: int, others: Sequence[int]) -> tuple[int, ...]:
    return (row, column, *others)[: len(game.players)]


def _column_heads(game: NormalFormGame, columns: Sequence[int]) -> list[str]:
    return [html_text(game.strategies[1][c], 60) if len(game.players) > 1 else "" for c in columns]


def _html_cell(game: NormalFormGame, row: int, column: int, others: Sequence[int]) -> str:
    numbers = game.payoffs_at(_cell(game, row, column, others))
    return ",&nbsp;".join(
        f'<span style="color:{colour(i)}">{html_text(plain_number(x))}</span>' for i, x in enumerate(numbers)
    )


def _latex_cell(game: NormalFormGame, row: int, column: int, others: Sequence[int]) -> str:
    return r",\, ".join(latex_number(x) for x in game.payoffs_at(_cell(game, row, column, others)))


def _plain_cell(game: NormalFormGame, row: int, column: int, others: Sequence[int]) -> str:
    return ", ".join(plain_number(x) for x in game.payoffs_at(_cell(game, row, column, others)))


__all__ = [
    "normal_form_html",
    "normal_form_latex",
    "normal_form_text",
    "tree_html",
    "tree_latex",
    "tree_text",
]
