"""The best-reply table: marks by the definition, every tie, and labels that are never markup."""

from __future__ import annotations

import itertools
import json
import re
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quidproquo import (
    ExtensiveFormGame,
    LimitReached,
    NormalFormGame,
    SymbolsLeft,
    UnsupportedGame,
    best_reply_table,
    decision,
    outcome,
    tree,
)
from quidproquo.games.blocks import Marked, Table

HOSTILE = ["<script>alert(1)</script>", "$x^2$ \\input{a} 50% & #1_~", "\x1b[31mred\n{"]


@st.composite
def games(draw: st.DrawFn) -> NormalFormGame:
    shape = draw(st.lists(st.integers(1, 3), min_size=1, max_size=3))
    size = 1
    for width in shape:
        size *= width
    payoffs = []
    for _ in shape:
        cells: list[object] = list(draw(st.lists(st.integers(0, 2), min_size=size, max_size=size)))
        for width in reversed(shape):
            cells = [cells[i : i + width] for i in range(0, len(cells), width)]
        payoffs.append(cells[0])
    return NormalFormGame(payoffs)


@given(games())
def test_marks_are_the_best_replies_and_framed_cells_the_equilibria(game: NormalFormGame) -> None:
    table = best_reply_table(game)
    for cell in itertools.product(*map(range, game.shape)):
        best = [
            all(
                game.payoffs[i][(*cell[:i], s, *cell[i + 1 :])] <= game.payoffs[i][cell]
                for s in range(game.shape[i])
            )
            for i in range(len(game.shape))
        ]
        assert [cell in cells for cells in table.best] == best
        assert (cell in table.equilibria) == all(best)
    shown = [
        entry
        for block in table.blocks()
        if isinstance(block, Table)
        for row in block.rows
        for entry in row
        if isinstance(entry, Marked)
    ]
    assert sum(entry.framed for entry in shown) == len(table.equilibria)
    assert sum(marked for entry in shown for _, marked in entry.entries) == sum(map(len, table.best))


@given(games(), st.integers(-(10**20), 10**20), st.integers(1, 10**20))
def test_marks_do_not_depend_on_the_scale(game: NormalFormGame, offset: int, divisor: int) -> None:
    scaled = NormalFormGame([_map(table.tolist(), lambda x: offset + x / divisor) for table in game.payoffs])
    assert best_reply_table(scaled).best == best_reply_table(game).best


def _map(rows: object, change: object) -> object:
    return [_map(row, change) for row in rows] if isinstance(rows, list) else change(rows)  # type: ignore[operator]


def test_three_players_are_shown_in_slices() -> None:
    game = NormalFormGame([[[[0, 1], [1, 0]]] * 2] * 3, players=["A", "B", "C"])
    tables = [block for block in best_reply_table(game).blocks() if isinstance(block, Table)]
    assert [block.caption for block in tables] == ["C: 1", "C: 2"]


def test_text_html_and_latex_mark_the_same_payoffs() -> None:
    table = best_reply_table(NormalFormGame([[["1/3", 2]], [[5, 5]]], strategies=[["a"], ["l", "r"]]))
    assert "[1/3*, 5*]" in table.text() and "[2*, 5*]" in table.text()
    assert "<strong>[<u>1/3</u>*, <u>5</u>*]</strong>" in table.html()
    assert r"{[\underline{$\frac{1}{3}$}*, \underline{$5$}*]}" in table.latex()
    assert json.loads(table.to_json())["equilibria"] == [["a", "l"], ["a", "r"]]


def test_labels_are_never_markup() -> None:
    game = NormalFormGame(
        [[[1, 0]] * 3] * 2, strategies=[HOSTILE, ["|", '"--"']], players=["<b>", "\\"], title="%\n<i>"
    )
    table = best_reply_table(game)

    found: set[str] = set()

    class Tags(HTMLParser):
        def handle_starttag(self, tag: str, attrs: object) -> None:
            found.add(tag)

    Tags().feed(table.html())
    assert found <= {"div", "h4", "p", "table", "thead", "tbody", "tr", "th", "td", "u", "strong"}
    latex = table.latex()
    plain = re.sub(r"\\[%&#_${}]|\\char", "", latex)
    assert "\\input" not in latex and "%" not in plain and "#" not in plain
    assert plain.count("{") == plain.count("}") and plain.count("$") % 2 == 0
    assert "\x1b" not in table.text() + latex


def test_what_it_refuses() -> None:
    with pytest.raises(SymbolsLeft):
        best_reply_table(_symbolic())
    with pytest.raises(UnsupportedGame, match="normal form"):
        best_reply_table(_tree())  # type: ignore[arg-type]
    with pytest.raises(LimitReached, match="2500 cells"):
        best_reply_table(NormalFormGame([[[0] * 50] * 50] * 2))


def _symbolic() -> NormalFormGame:
    import sympy

    return NormalFormGame([[[sympy.Symbol("k"), 0]], [[0, Fraction(1, 2)]]])


def _tree() -> ExtensiveFormGame:
    return tree(decision("US", {"a": outcome(0), "b": outcome(1)}))
