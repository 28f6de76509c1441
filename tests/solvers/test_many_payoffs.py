"""One tree under many draws of its payoffs: each as it is solved alone, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, chance, decision, outcome, tree
from quidproquo.games.errors import InvalidInput, UnsupportedGame
from quidproquo.games.payoff_table import PayoffTable
from quidproquo.solvers import many_payoffs as module
from quidproquo.solvers.subgame_perfect import continuation_values
from tests.games.random_trees import perfect_information

Draws = Any


def alone(game: ExtensiveFormGame, draws: Draws, k: int) -> tuple[tuple[Fraction, ...], int, bool]:
    """Values, root action and whether any move is tied, of one draw solved exactly node by node."""
    tables = [PayoffTable.of([Fraction(x) for x in one[:, k].tolist()]) for one in draws]
    drawn = ExtensiveFormGame(
        players=game.players,
        information_sets=game.information_sets,
        children=game.children,
        payoffs=tables,
    )
    found = continuation_values(drawn)
    return found.values[0], found.optimal.get(0, (-1,))[0], any(len(b) > 1 for b in found.optimal.values())


@settings(max_examples=80, deadline=None)
@given(perfect_information(), st.integers(0, 2**32), st.sampled_from([2, 10**9]))
def test_integers_are_solved_as_alone(game: ExtensiveFormGame, seed: int, high: int) -> None:
    draws = np.random.default_rng(seed).integers(-high, high, (len(game.players), game.size, 6))
    found = qpq.many_payoffs(game, draws)
    for k in range(6):
        values = tuple(Fraction(int(x), found.denominator) for x in found.values[:, k])
        assert (values, found.root_actions[k], found.ties[k]) == alone(game, draws, k)
    assert found.error == 0


@settings(max_examples=80, deadline=None)
@given(perfect_information(), st.integers(0, 2**32), st.sampled_from([np.float64, np.float32]))
def test_floats_keep_their_promise(game: ExtensiveFormGame, seed: int, kind: Any) -> None:
    """Where no tie is marked the play is the exact one, and the values are as near as is said."""
    draw = np.random.default_rng(seed)
    draws = draw.standard_normal((len(game.players), game.size, 4)).astype(kind)
    draws[..., 2:] = np.round(draws[..., 2:], 1)
    found = qpq.many_payoffs(game, draws)
    for k in range(4):
        values, action, tied = alone(game, draws, k)
        assert tied <= found.ties[k]
        if not found.ties[k]:
            assert action == found.root_actions[k]
            for exact, given_ in zip(values, found.values[:, k].tolist(), strict=True):
                assert abs(exact - Fraction(given_)) <= Fraction(found.error)
    assert found.denominator == 1


def offers(first: tuple[Any, Any] = (0, 0)) -> ExtensiveFormGame:
    later = decision("China", {"acquiesce": outcome(0, 0), "withhold": outcome(0, 0)})
    return tree(decision("US", {"no-ban": outcome(*first), "ban": later}))


def test_payoffs_of_terminal_nodes_alone() -> None:
    draws = np.array([[[0, 0, 2], [2, 2, 2], [-5, -5, -5]], [[0, 0, 0], [-6, -6, -6], [-7, -5, -7]]])
    for kind in (np.int8, np.int32, np.int64, np.float32, np.float64):
        found = qpq.many_payoffs(offers(), draws.astype(kind))
        assert found.root_actions.tolist() == [1, 0, 0]
        assert found.values.tolist() == [[2, 0, 2], [-6, 0, 0]]
        assert found.ties.tolist() == [False, False, True]
        assert found.values.dtype == kind
        assert found.error == 0


def test_comparisons_reach_the_edge_of_64_bits() -> None:
    draws = np.array([[2**64 - 1, 2**64 - 2, 2**64 - 1], [0, 2, 1]], dtype=np.uint64)[:, :, None]
    found = qpq.many_payoffs(offers(), draws)
    assert (found.root_actions.tolist(), found.values.tolist()) == ([0], [[2**64 - 1], [0]])


def test_sums_that_may_leave_64_bits_are_refused() -> None:
    game = offers()
    largest = (2**63 - 1) // 3
    draws = np.full((2, 5, 1), largest)
    assert qpq.many_payoffs(game, draws).values[0, 0] == 3 * largest
    with pytest.raises(InvalidInput, match=f"up to {largest} are proven"):
        qpq.many_payoffs(game, draws + 1)
    with pytest.raises(InvalidInput, match="exceed every float"):
        qpq.many_payoffs(game, np.full((2, 5, 1), 1e308))


def test_rounding_that_could_decide_is_marked() -> None:
    """A lottery of 1/3 and 2/3 against its mean: in floats nobody can tell."""
    lottery = chance({"u": ("1/3", outcome(0)), "d": ("2/3", outcome(0))})
    game = tree(decision("A", {"safe": outcome(0), "risky": lottery}))
    exact = qpq.many_payoffs(game, np.array([[[3, 3], [3, 4], [3, 3]]]))
    assert exact.denominator == 3
    assert (exact.root_actions.tolist(), exact.ties.tolist()) == ([0, 1], [True, False])
    floats = qpq.many_payoffs(game, np.array([[[0.3, 0.3], [0.3, 0.4], [0.3, 0.3]]]))
    assert floats.ties.tolist() == [True, False]
    assert 0 < floats.error < 1e-14


def test_draws_beyond_one_portion(monkeypatch: pytest.MonkeyPatch) -> None:
    draws = np.random.default_rng(0).integers(0, 9, (2, 3, 50))
    whole = qpq.many_payoffs(offers(), draws)
    monkeypatch.setattr(module, "AT_ONCE", 7)
    parts = qpq.many_payoffs(offers(), draws)
    assert (whole.values == parts.values).all()
    assert (whole.root_actions == parts.root_actions).all()
    assert (whole.ties == parts.ties).all()
    assert qpq.many_payoffs(offers(), draws[..., :0]).values.shape == (2, 0)


@pytest.mark.parametrize("kind", ["i4", "i8", "f4", "f8"])
def test_the_order_of_bytes_does_not_matter(kind: str) -> None:
    draws = np.random.default_rng(3).integers(-4, 5, (2, 5, 60))
    here = qpq.many_payoffs(offers(), draws.astype(f"<{kind}"))
    other = qpq.many_payoffs(offers(), draws.astype(f">{kind}"))
    assert (here.values == other.values).all()
    assert (here.root_actions == other.root_actions).all()
    assert (here.ties == other.ties).all()


@pytest.mark.parametrize(
    ("payoffs", "text"),
    [
        (np.zeros((2, 4, 3)), "shape is 2×4×3; 2 players × 5 nodes"),
        (np.zeros((1, 5, 3)), "shape is 1×5×3"),
        (np.zeros((2, 5)), "shape is 2×5"),
        (np.full((2, 5, 1), np.nan), "not finite"),
        (np.full((2, 5, 1), -np.inf), "not finite"),
        (np.zeros((2, 5, 1), dtype=complex), "complex128"),
        (np.zeros((2, 5, 1), dtype=bool), "bool"),
        (np.zeros((2, 5, 1), dtype=object), "object"),
        ("payoffs", "<U7"),
        ([[[1], [2, 3]]], "rows of different lengths"),
    ],
)
def test_wrong_payoffs_are_refused(payoffs: Any, text: str) -> None:
    with pytest.raises(InvalidInput, match=text):
        qpq.many_payoffs(offers(), payoffs)


def test_other_trees_are_refused() -> None:
    hidden = {a: decision("B", {"l": outcome(0, 0), "r": outcome(0, 0)}, information_set="s") for a in "xy"}
    with pytest.raises(UnsupportedGame, match="perfect information"):
        qpq.many_payoffs(tree(decision("A", hidden)), np.zeros((2, 7, 1)))
    p = sympy.Symbol("p")
    lottery = tree(chance({"u": (p, outcome(0)), "d": (1 - p, outcome(0))}), players=["A"])
    with pytest.raises(UnsupportedGame, match="p is none"):
        qpq.many_payoffs(lottery, np.zeros((1, 3, 1)))


def test_symbols_in_payoffs_do_not_matter() -> None:
    game = offers((sympy.Symbol("k"), 0))
    assert qpq.many_payoffs(game, np.zeros((2, 5, 1), dtype=int)).ties.tolist() == [True]
