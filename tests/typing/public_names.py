"""Lines that a type checker must accept, and lines that it must reject.

Nothing here runs. A line that must be rejected carries the code of its error; under ``--strict`` such a
comment is itself an error where nothing is wrong, so both directions are checked.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import assert_type

import quidproquo as qpq


def accepted() -> None:
    game = qpq.NormalFormGame([[[0, "1/2"], [0.1, Fraction(3)]], [[0, 1], [2, 3]]], players=["US", "China"])
    assert_type(game, qpq.NormalFormGame)
    found = qpq.nash(game)
    assert_type(found, qpq.Solution)
    assert_type(found.equilibria, tuple[qpq.Equilibrium, ...])
    assert_type(found.equilibria[0].payoffs, tuple[Fraction, ...])
    assert_type(found.complete, bool)
    assert_type(found.value, Fraction | None)
    assert_type(game.at({"k": 3}), qpq.NormalFormGame)
    leaf = qpq.outcome(0, "1/3")
    moves = qpq.tree(qpq.decision("US", {"ban": leaf, "no-ban": leaf}), players=["US", "China"])
    assert_type(moves, qpq.ExtensiveFormGame)
    assert_type(qpq.subgame_perfect(moves), qpq.Solution)
    assert_type(qpq.correlated(game, "nash-product"), qpq.Solution)
    assert_type(qpq.stackelberg(game, leader="China", weak=True), qpq.Solution)
    assert_type(qpq.stackelberg(moves), qpq.Solution)
    assert_type(qpq.extensive_correlated(moves, "min"), qpq.Solution)
    assert_type(qpq.dominance(game), qpq.Solution)
    assert_type(qpq.nash(game, one=True), qpq.Solution)
    assert_type(qpq.Solution.from_json(found.to_json(), game), qpq.Solution)
    problem = qpq.BargainingProblem([(1, 0), (0, "1/2")], (0, 0))
    assert_type(qpq.nash_bargaining(problem), qpq.Solution)
    assert_type(qpq.alternating_offers(qpq.AlternatingOffers(problem, "1/2")), qpq.Solution)
    assert_type(qpq.check_axiom("pareto", qpq.egalitarian, problem), qpq.AxiomCheck)
    swept = qpq.sweep("case:h20/linkage", {"k": (2, 12), "w": qpq.triangular(1, 1, 2)}, draws=2)
    assert_type(swept, qpq.Sweep)
    assert_type(swept.share("US > 0").share, Fraction | None)
    assert_type(qpq.sobol_indices("case:h20/linkage", "US"), qpq.SobolIndices)
    players: Sequence[str] = game.players
    assert_type(players[0], str)


def rejected(game: qpq.NormalFormGame, found: qpq.Solution, moves: qpq.ExtensiveFormGame) -> None:
    qpq.nash("game.nfg")  # type: ignore[arg-type]
    qpq.correlated(game, 3)  # type: ignore[arg-type]
    qpq.stackelberg(game, "US", True)  # type: ignore[call-arg]
    qpq.zero_sum([[1]])  # type: ignore[arg-type]
    qpq.extensive_correlated(game)  # type: ignore[arg-type]
    qpq.subgame_perfect(game)  # type: ignore[arg-type]
    qpq.nash(game, True)  # type: ignore[call-arg]
    print(qpq.nash(game).equilibrium)  # type: ignore[attr-defined]
    qpq.decision(1, {"ban": qpq.outcome(0)})  # type: ignore[arg-type]
    qpq.tree(game)  # type: ignore[arg-type]
    qpq.sweep("case:h20/linkage", draws="many")  # type: ignore[arg-type]
    found.complete = True  # type: ignore[misc]
    found.equilibria[0].payoffs = ()  # type: ignore[misc]
