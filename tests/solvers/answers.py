"""Short ways to say what an answer claims, and whether the certificate takes it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, Solution


def played(solution: Solution, k: int, label: str) -> tuple[Any, ...]:
    """What the `k`-th equilibrium plays at the set with this label."""
    game = solution.game
    assert isinstance(game, ExtensiveFormGame)
    number = next(i for i, s in enumerate(game.information_sets) if s.label == label)
    return tuple(Fraction(p) for p in solution.equilibria[k].profile[number] or ())


def paid(solution: Solution) -> list[tuple[Any, ...]]:
    """What each equilibrium pays."""
    return [e.payoffs for e in solution.equilibria]


def accepted(*solutions: Solution) -> bool:
    """Whether the files of these answers pass verification."""
    for one in solutions:
        game = one.game
        assert isinstance(game, ExtensiveFormGame)
        if not qpq.verify_document(one.to_json(), game).ok:
            return False
    return True
