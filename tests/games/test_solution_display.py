"""Solutions as text and HTML: nothing is cut, everything is escaped, decimals are right."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quidproquo import NormalFormGame, decision, nash, outcome, pure_nash, tree, zero_sum
from quidproquo.games.blocks import Heading, Paragraph, Table, blocks_text, display_width, folded
from quidproquo.games.decimals import decimal_text, with_decimal
from quidproquo.games.simultaneous_tree import simultaneous_tree
from quidproquo.games.solution_display import solution_html, solution_text
from quidproquo.games.strategies import normal_form

words = st.text(st.characters(codec="utf-8"), max_size=30)


def test_html_escapes_every_label() -> None:
    evil = "<script>alert('x') & \"y\"</script>"
    game = NormalFormGame(
        [[[1, 1]], [[0, 0]]], players=[evil, "B"], strategies=[[evil], ["l<", "r>"]], title=evil
    )
    html = solution_html(nash(game))
    assert "<script" not in html and "l<" not in html and "&lt;script&gt;" in html


def test_notebooks_show_the_same_blocks() -> None:
    solution = nash(NormalFormGame.zero_sum([[1, -1], [-1, 1]]))
    assert solution._repr_html_() == solution_html(solution)


def test_value_and_dual_are_shown() -> None:
    shown = solution_text(zero_sum(NormalFormGame.zero_sum([[3, -1], [-2, 4]], players=["US", "China"])))
    assert "Value: US gets 1 under optimal play." in shown
    assert "Dual: China concedes no more than that with 1: 1/2 (0.5), 2: 1/2 (0.5)." in shown


def test_no_equilibrium_is_an_answer() -> None:
    shown = solution_text(pure_nash(NormalFormGame.zero_sum([[1, -1], [-1, 1]])))
    assert "Complete: there is none, because" in shown


def test_pieces_of_trees_run_over_reduced_strategies() -> None:
    game = tree(
        decision(
            "US", {"out": outcome(1, 0), "in": decision("China", {"a": outcome(0, 1), "b": outcome(2, 0)})}
        )
    )
    assert "Component 1" in solution_text(nash(game))


@given(st.fractions(max_denominator=10**9))
def test_decimals_are_close(number: Fraction) -> None:
    text = decimal_text(number)
    rounded = Fraction(text.removeprefix("≈ "))
    assert abs(rounded - number) <= abs(number) / 1000
    assert text.startswith("≈") == (rounded != number)


@pytest.mark.parametrize("power", [-400, -7, 14, 15, 400])
def test_decimals_of_extreme_numbers(power: int) -> None:
    number = Fraction(10) ** power / 3
    assert len(decimal_text(number)) < 30
    assert with_decimal(number).startswith(f"{number} (≈ ")


@given(st.lists(words, min_size=1, max_size=4), st.integers(10, 120))
def test_no_word_is_ever_cut(cells: list[str], width: int) -> None:
    shown = blocks_text([Heading("h"), Table(("x",) * len(cells), (tuple(cells),))], width)
    assert shown.replace("\n", "").isprintable()
    for cell in cells:
        for word in cell.split():
            if word.isprintable():
                assert word in shown


@given(st.lists(st.text("ab ", min_size=1, max_size=9), max_size=30).map(" ".join), st.integers(9, 40))
def test_lines_keep_to_the_width(text: str, width: int) -> None:
    assert all(display_width(line) <= width for line in folded(text, width))
    assert " ".join(folded(text, width)).split() == text.split()
    shown = blocks_text([Paragraph(text), Table(("", ""), (("name", text),))], width + 20)
    assert all(len(line) <= width + 20 for line in shown.splitlines())


@given(
    st.lists(st.integers(1, 3), min_size=1, max_size=4).flatmap(
        lambda shape: st.tuples(st.just(shape), st.integers(0, 2**31))
    )
)
def test_simultaneous_tree_has_the_same_normal_form(drawn: tuple[list[int], int]) -> None:
    import numpy as np

    shape, seed = drawn
    tables = np.random.default_rng(seed).integers(-9, 9, (len(shape), *shape))
    game = NormalFormGame(list(tables), title="any")
    again = normal_form(simultaneous_tree(game))
    assert again.payoffs == game.payoffs and again.shape == game.shape


def test_simultaneous_tree_keeps_symbols() -> None:
    import sympy

    k = sympy.Symbol("k")
    game = NormalFormGame([[[k, 0]], [[1, 2]]])
    assert simultaneous_tree(game).parameters == ("k",)
