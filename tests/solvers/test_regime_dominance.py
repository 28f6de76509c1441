"""Maps of iterated dominance in one parameter, against elimination at single numbers."""

from __future__ import annotations

import json
import random
from fractions import Fraction
from typing import Any

import pytest
from sympy import Symbol

import quidproquo as qpq
from quidproquo.games.elimination import Elimination
from quidproquo.games.errors import LimitReached, ParseError
from quidproquo.games.regime_verification import verify_map
from quidproquo.solvers.parameter_line import between

from .regime_checks import evaluated

T = Symbol("t")


def course_of(game: qpq.NormalFormGame, course: Elimination) -> tuple[Any, Any]:
    """Survivors by label, and who is deleted in which round."""
    survivors = {
        who: tuple(own[s] for s in left)
        for who, own, left in zip(game.players, game.strategies, course.survivors, strict=True)
    }
    trace = [
        (one.round, game.players[one.player], game.strategies[one.player][one.strategy])
        for one in course.trace
    ]
    return survivors, sorted(trace)


def stated_course(document: Any) -> tuple[Any, Any]:
    return document["survivors"], sorted((d["round"], d["player"], d["strategy"]) for d in document["trace"])


def random_game(seed: int) -> qpq.NormalFormGame:
    draw = random.Random(seed)
    shape = draw.choice([(2, 2), (2, 3), (3, 3), (4, 3), (2, 2, 2)])
    spread = draw.choice([1, 2, 4])

    def number() -> Any:
        return draw.randint(-spread, spread) + draw.choice([0, 0, 0, 1, -1, 2]) * T

    def table(widths: tuple[int, ...]) -> Any:
        return [table(widths[1:]) for _ in range(widths[0])] if widths else number()

    tables = [table(shape) for _ in shape]
    cell = tables[0][0][0]
    if isinstance(cell, list):
        cell[0] += T**2
    else:
        tables[0][0][0] += T**2
    return qpq.NormalFormGame(tables)


@pytest.mark.parametrize("seed", range(60))
def test_the_cell_of_a_number_states_what_elimination_leaves_there(seed: int) -> None:
    game = random_game(seed)
    mapped = qpq.regimes(game, "t", -2, 2, solution="dominance")
    alone = qpq.regimes(game, "t", -2, 2, solution="rationalizable")
    draw = random.Random(seed)
    values = {Fraction(draw.randint(-24, 24), 12) for _ in range(6)}
    values |= {one for one in (*mapped.borders, *alone.borders) if isinstance(one, Fraction)}
    for value in values:
        numeric = game.at({"t": value})
        report = qpq.dominance(numeric).elimination
        assert report is not None and report.weak is not None
        answer = mapped.cell_at(value).answer
        document = answer.fields["elimination"]
        assert stated_course(document) == course_of(game, report.strict)
        assert stated_course(document["weak"]) == course_of(game, report.weak.course)
        assert document["weak"]["order_matters"] == report.weak.order_matters
        assert document["weak"]["outcomes_differ"] == report.weak.outcomes_differ
        assert stated_course(alone.cell_at(value).answer.fields["elimination"]) == course_of(
            game, report.strict
        )
        assert [evaluated(e.payoffs, value) for e in answer.equilibria] == [
            e.payoffs for e in qpq.dominance(numeric).equilibria
        ]


@pytest.mark.parametrize("seed", range(12))
def test_each_border_is_a_change(seed: int) -> None:
    mapped = qpq.regimes(random_game(seed), "t", -2, 2, solution="dominance")
    for before, border, after in zip(mapped.cells, mapped.cells[1:], mapped.cells[2:], strict=False):
        if border.is_border:
            assert not before.answer.pattern == border.answer.pattern == after.answer.pattern
            assert between(before.low, before.high) < border.low < between(after.low, after.high)


def test_a_mixture_dominates_up_to_its_boundary() -> None:
    """Half of each of the others gives 3/2: the third row is dominated below (Pearce 1984)."""
    game = qpq.NormalFormGame([[[3, 0], [0, 3], [T, T]], [[1, 0], [0, 1], [0, 2]]])
    mapped = qpq.regimes(game, "t", 0, "5/2", solution="dominance")
    assert mapped.borders == (Fraction(3, 2),)
    kinds = [[d["kind"] for d in c.answer.fields["elimination"]["weak"]["trace"]] for c in mapped.cells]
    assert kinds == [["strict"], [], []]
    assert [c.answer.outcome for c in mapped.cells] == ["1/2, 1/2", "1/2/3, 1/2", "1/2/3, 1/2"]


def test_the_prisoners_dilemma_is_solved_by_dominance() -> None:
    game = qpq.NormalFormGame(
        [[[0, -7], [T, T - 7]], [[0, 1], [-6, -5]]],
        players=["US", "China"],
        strategies=[["allow", "restrict"], ["supply", "withhold"]],
    )
    mapped = qpq.regimes(game, "t", -2, 2, solution="dominance")
    assert mapped.borders == (Fraction(0),)
    below, border, above = mapped.cells
    assert (below.answer.outcome, above.answer.outcome) == ("allow, withhold", "restrict, withhold")
    assert border.answer.outcome == "allow/restrict, withhold" and not border.answer.equilibria
    assert '"kind": "strict"' in mapped.to_json() and "restrict" in mapped.text()


def test_tables_that_are_too_large_are_refused() -> None:
    game = qpq.NormalFormGame([[[T * (i + j) for j in range(9)] for i in range(9)]] * 2)
    with pytest.raises(LimitReached, match="sweep"):
        qpq.regimes(game, "t", 0, 3, solution="rationalizable")


@pytest.mark.parametrize("solution", ["dominance", "rationalizable"])
@pytest.mark.parametrize("seed", range(8))
def test_maps_are_verified(seed: int, solution: str) -> None:
    game = random_game(seed)
    mapped = qpq.regimes(game, "t", -2, 2, solution=solution)
    assert verify_map(mapped.to_json(), game).findings == ()


def test_wrong_maps_of_dominance_are_refused() -> None:
    game = qpq.NormalFormGame(
        [[[0, -7], [T, T - 7]], [[0, 1], [-6, -5]]],
        players=["US", "China"],
        strategies=[["allow", "restrict"], ["supply", "withhold"]],
    )
    text = qpq.regimes(game, "t", -2, 2, solution="dominance").to_json()
    assert verify_map(text, game).findings == ()

    def finding(change: Any) -> str:
        document = json.loads(text)
        change(document["cells"][0])
        return verify_map(json.dumps(document), game).findings[0]

    assert "strict elimination leaves" in finding(
        lambda c: c["elimination"]["survivors"]["US"].append("restrict")
    )
    assert "deletes otherwise" in finding(lambda c: c["elimination"]["trace"][0].update(round=2))
    assert "deletes otherwise" in finding(lambda c: c["elimination"]["weak"]["trace"][0].update(kind="weak"))
    assert "order_matters" in finding(lambda c: c["elimination"]["weak"].update(order_matters=True))
    assert "exactly where one profile" in finding(lambda c: c.update(equilibria=[]))
    assert "with what it pays" in finding(lambda c: c["equilibria"][0]["payoffs"].update(US="1"))
    with pytest.raises(ParseError, match="elimination"):
        finding(lambda c: c.pop("elimination"))


def test_order_dependence_is_recounted() -> None:
    """Where a tie makes the order matter, the map says so, and only there."""
    game = qpq.NormalFormGame([[[1, 0], [1, T]], [[1, 1], [0, 0]]])
    mapped = qpq.regimes(game, "t", -1, 1, solution="dominance")
    matters = [c.answer.fields["elimination"]["weak"]["order_matters"] for c in mapped.cells]
    numeric = [
        qpq.dominance(game.at({"t": c.sample})).elimination.weak.order_matters  # type: ignore[union-attr]
        for c in mapped.cells
    ]
    assert matters == numeric
    assert verify_map(mapped.to_json(), game).findings == ()
