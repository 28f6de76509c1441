"""Maps of one parameter: held against the numeric solvers at many values, and against published borders."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy import Abs, Max, Min, Piecewise, Symbol

from quidproquo import case_model, chance, decision, outcome, pure_nash, regimes, subgame_perfect, tree
from quidproquo.games.algebraic import AlgebraicNumber
from quidproquo.games.errors import InvalidInput, LimitReached, UnsupportedGame
from quidproquo.games.extensive_form import ExtensiveFormGame
from quidproquo.games.normal_form import NormalFormGame
from quidproquo.games.parameter_formula import ParameterFormula
from quidproquo.games.regime_map import Cell, RegimeMap

T = Symbol("t")


def number_at(number: Any, value: Any) -> Any:
    return number.at(value) if isinstance(number, ParameterFormula) else number


def profiles_at(cell: Cell, value: Any) -> dict[Any, Any]:
    """The equilibria of a cell with their payoffs, at a value of the parameter."""
    return {
        tuple(None if m is None else tuple(number_at(p, value) for p in m) for m in one.profile): tuple(
            number_at(u, value) for u in one.payoffs
        )
        for one in cell.answer.equilibria
    }


def numeric(found: Any) -> dict[Any, Any]:
    return {one.profile: one.payoffs for one in found.equilibria}


def rational_points(found: RegimeMap, source: random.Random, count: int) -> list[Fraction]:
    """Random values, every rational border, and both sides of every border."""
    width = found.high - found.low
    points = [found.low + width * Fraction(source.randint(0, 997), 997) for _ in range(count)]
    for border in found.borders:
        middle = border if isinstance(border, Fraction) else Fraction(str(round(float(border), 12)))
        points += [middle + Fraction(sign, 10**9) for sign in (-1, 1)]
        points += [border] if isinstance(border, Fraction) else []
    return [p for p in points if found.low <= p <= found.high]


def random_tree(source: random.Random, depth: int, powers: int = 1) -> ExtensiveFormGame:
    def payoff() -> Any:
        return sum(source.randint(-3, 3) * T**power for power in range(powers + 1))

    def grow(left: int) -> Any:
        if left == 0 or source.random() < 0.15:
            return outcome(payoff(), payoff())
        labels = ["a", "b", "c"][: source.choice([2, 2, 3])]
        if source.random() < 0.15:
            return chance({label: (Fraction(1, len(labels)), grow(left - 1)) for label in labels})
        return decision(source.choice(["U", "C"]), {label: grow(left - 1) for label in labels})

    root = decision("U", {label: grow(depth - 1) for label in "ab"})
    return tree(root, players=["U", "C"])


@pytest.mark.parametrize("seed", range(16))
def test_trees_agree_with_the_numeric_solver_at_borders_and_between(seed: int) -> None:
    source = random.Random(seed)
    game = random_tree(source, depth=source.choice([2, 3]), powers=source.choice([1, 1, 2]))
    if "t" not in game.parameters:
        return
    found = regimes(game, "t", -4, 4)
    for point in rational_points(found, source, 12):
        cell = found.cell_at(point)
        expected = subgame_perfect(game.at({"t": point}))
        if cell.answer.complete:
            assert profiles_at(cell, point) == numeric(expected), point
        else:
            assert set(profiles_at(cell, point)) <= set(numeric(expected)), point


@pytest.mark.parametrize("seed", range(16))
def test_pure_equilibria_agree_with_the_numeric_solver(seed: int) -> None:
    source = random.Random(seed)
    shape = source.choice([(2, 2), (2, 3), (3, 3), (2, 2, 2)])
    entries = [1, 2, T, T**2, Max(0, T), Min(T, 1), Abs(T - 1), Piecewise((T, T < 1), (2 - T, True))]

    def table() -> Any:
        cells = np.empty(shape, dtype=object)
        for cell in np.ndindex(*shape):
            cells[cell] = source.randint(-2, 2) * source.choice(entries) + source.randint(-2, 2)
        return cells

    game = NormalFormGame([table() for _ in shape])
    if "t" not in game.parameters:
        return
    found = regimes(game, "t", -3, 3, solution="pure-nash")
    assert found.complete
    for point in rational_points(found, source, 12):
        assert profiles_at(found.cell_at(point), point) == numeric(pure_nash(game.at({"t": point}))), point


@pytest.mark.parametrize("seed", range(12))
def test_the_answer_changes_at_every_border(seed: int) -> None:
    source = random.Random(1000 + seed)
    game = random_tree(source, depth=3)
    if "t" not in game.parameters:
        return
    found = regimes(game, "t", -4, 4)
    for before, border, after in zip(found.cells, found.cells[1:], found.cells[2:], strict=False):
        if not border.is_border:
            continue
        left, here, right = (set(_plays(game, one)) for one in (before, border, after))
        assert left != here or here != right, border.low


def _plays(game: ExtensiveFormGame, cell: Cell) -> list[Any]:
    return [one.profile for one in cell.answer.equilibria]


@pytest.mark.parametrize(
    ("name", "low", "high", "borders"),
    [("k", 0, 52, [10]), ("a", -1, 8, [0, 5]), ("rho", 0, 6, [1]), ("phi", 0, 12, [6])],
)
def test_borders_of_sequential_linkage(name: str, low: int, high: int, borders: list[int]) -> None:
    """Model (b): k = 10, a = 5 and rho = 1; at a = 0 climbing down is free; China withholds up to phi = v."""
    game = case_model("h20/sequential-linkage", {}, [name]).game
    assert isinstance(game, ExtensiveFormGame)
    assert list(regimes(game, name, low, high).borders) == borders


def test_the_knife_edge_of_ten_weeks_is_stated_in_full() -> None:
    """The worked continuum: five segments at k = 10."""
    game = case_model("h20/sequential-linkage", {}, ["k"]).game
    assert isinstance(game, ExtensiveFormGame)
    cell = regimes(game, "k", 0, 52).cell_at(10)
    assert cell.is_border
    assert len(cell.answer.conditions) == 5
    assert cell.answer.knife_edge and cell.answer.complete


def test_a_belief_that_makes_the_ban_optimal() -> None:
    """Model (b) read by beliefs: the ban pays below pi = d_U / (d_U + a) = 2/3."""
    pi = Symbol("pi")
    after = chance({"trade": (pi, outcome(-1, -1)), "acquiesce": (1 - pi, outcome(2, -6))})
    game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": after}), players=["US", "China"])
    found = regimes(game, "pi", 0, 1)
    assert list(found.borders) == [Fraction(2, 3)]
    assert [cell.answer.outcome for cell in found.cells] == ["ban", "no-ban or ban", "no-ban"]
    wide = regimes(game, "pi", -1, 2)
    assert [(str(one.low), str(one.high)) for one in wide.excluded] == [("-1", "0"), ("1", "2")]
    assert wide.cells[0].low == 0 and wide.cells[-1].high == 1


def test_irrational_borders_are_exact() -> None:
    game = tree(decision("U", {"a": outcome(T**2, 0), "b": outcome(2, 1)}), players=["U", "C"])
    found = regimes(game, "t", 0, 3)
    (border,) = found.borders
    assert isinstance(border, AlgebraicNumber) and border * border == 2
    assert found.cell_at(border).answer.outcome == "a or b"
    assert found.complete
    document = found.document()
    assert document["borders"][0]["polynomial"] == "x**2 - 2"


def test_poles_are_excluded_and_reported() -> None:
    game = NormalFormGame([[[1 / (T - 1), 0]], [[0, 0]]])
    found = regimes(game, "t", 0, 2, solution="pure-nash")
    assert [(str(one.low), str(one.high)) for one in found.excluded] == [("1", "1")]
    assert found.borders == ()
    with pytest.raises(InvalidInput, match="denominator"):
        found.cell_at(1)
    assert len(found.cells) == 2


def test_a_range_that_begins_at_a_border() -> None:
    game = case_model("h20/sequential-linkage", {}, ["k"]).game
    assert isinstance(game, ExtensiveFormGame)
    found = regimes(game, "k", 10, 20)
    assert list(found.borders) == [10]
    assert [cell.is_border for cell in found.cells] == [True, False]
    assert found.cell_at(20).answer.outcome == "ban, acquiesce"


def test_a_jump_is_a_border() -> None:
    game = tree(
        decision("U", {"a": outcome(Piecewise((0, T < 1), (5, True)), 0), "b": outcome(2, 0)}),
        players=["U", "C"],
    )
    found = regimes(game, "t", 0, 3)
    assert list(found.borders) == [1]
    assert [cell.answer.outcome for cell in found.cells] == ["b", "a", "a"]


def test_payoffs_that_change_their_formula_do_not_split_a_cell() -> None:
    game = NormalFormGame([[[Max(T, 1)]], [[T]]])
    found = regimes(game, "t", 0, 3, solution="pure-nash")
    (cell,) = found.cells
    assert str(cell.answer.equilibria[0].payoffs[0]) == "if(t < 1, 1, t)"
    assert cell.answer.equilibria[0].payoffs[0].at(Fraction(2)) == 2


def test_a_tie_on_a_whole_cell() -> None:
    """The last mover never cares; the mover before does not either, so that any mixture is played."""
    after = decision("C", {"x": outcome(T, 1), "y": outcome(T, 1)})
    game = tree(decision("U", {"in": after, "out": outcome(1, 0)}), players=["U", "C"])
    found = regimes(game, "t", 0, 3)
    assert list(found.borders) == [1]
    assert found.complete
    assert all(cell.answer.knife_edge for cell in found.cells)
    assert found.cells[0].answer.conditions[0].relations == ("p1 >= 0", "p1 <= 1")


@given(st.integers(-5, 5), st.integers(1, 4), st.integers(-5, 5))
@settings(max_examples=30, deadline=None)
def test_borders_move_with_the_parameter(shift: int, scale: int, payoff: int) -> None:
    """Affine invariance: a parameter that is stretched and shifted has its borders stretched and shifted."""
    plain = tree(decision("U", {"a": outcome(T, 0), "b": outcome(payoff, 1)}), players=["U", "C"])
    moved = tree(
        decision("U", {"a": outcome((T - shift) / scale, 0), "b": outcome(payoff, 1)}), players=["U", "C"]
    )
    first = regimes(plain, "t", -6, 6)
    second = regimes(moved, "t", -6 * scale + shift, 6 * scale + shift)
    assert [b * scale + shift for b in first.borders] == list(second.borders)


def test_what_is_refused() -> None:
    game = NormalFormGame([[[T, 0]], [[0, Symbol("s")]]])
    with pytest.raises(InvalidInput, match="s still has no value"):
        regimes(game, "t", 0, 1, solution="pure-nash")
    one = NormalFormGame([[[T, 0]], [[0, 1]]])
    with pytest.raises(InvalidInput, match="'q' is no parameter"):
        regimes(one, "q", 0, 1)
    with pytest.raises(InvalidInput, match="empty"):
        regimes(one, "t", 1, 1, solution="pure-nash")
    with pytest.raises(InvalidInput, match="range of t"):
        regimes(one, "t")
    with pytest.raises(UnsupportedGame, match="subgame-perfect"):
        regimes(one, "t", 0, 1, solution="subgame-perfect")
    with pytest.raises(InvalidInput, match="guess"):
        regimes(one, "t", 0, 1, solution="guess")
    hidden = tree(
        decision(
            "U",
            {
                "a": decision("C", {"x": outcome(T, 1), "y": outcome(0, 0)}, information_set="h"),
                "b": decision("C", {"x": outcome(0, 0), "y": outcome(1, 1)}, information_set="h"),
            },
        ),
        players=["U", "C"],
    )
    with pytest.raises(UnsupportedGame, match="perfect information"):
        regimes(hidden, "t", 0, 1)
    with pytest.raises(InvalidInput, match="exponent of"):
        regimes(NormalFormGame([[[2**T, 0]], [[0, 1]]]), "t", 0, 1, solution="pure-nash")
    with pytest.raises(LimitReached, match="cells"):
        regimes(NormalFormGame([[[T] * 101] * 101, [[0] * 101] * 101]), "t", 0, 1, solution="pure-nash")


def test_a_border_too_hard_to_solve_is_listed_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def gives_up(game: ExtensiveFormGame) -> None:
        raise LimitReached("17 actions may tie at one node")

    monkeypatch.setattr("quidproquo.solvers.regime_subgame_perfect.subgame_perfect", gives_up)
    game: Any = case_model("h20/sequential-linkage", {}, ["k"]).game
    found = regimes(game, "k", 0, 52)
    assert list(found.borders) == [10] and not found.complete
    assert [cell.answer.complete for cell in found.cells] == [True, False, True]
    assert found.complete_because.startswith("17 actions may tie at one node; up to 64 equilibria in pure")
    assert {tuple(one.payoffs) for one in found.cell_at(10).answer.equilibria} == {(0, 0), (2, -6)}
