"""Which Nash equilibria of a tree no belief supports, each with a deviation that pays under every belief."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ..games.errors import LimitReached, UnsupportedGame
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.plan_rows import plan_rows
from ..games.strategies import normal_form
from ..games.unsupported import Unsupported, admitted_beliefs, is_settled, with_forced_moves
from .linear_program import maximise
from .tree_nash import tree_nash, tree_pure_nash

MAX_CELLS = 2_500
"""Profiles of reduced strategies up to which all extreme equilibria of two players are looked at."""

MAX_PURE_CELLS = 100_000
MAX_JUDGED = 300


def unsupported_equilibria(game: ExtensiveFormGame, concept: str) -> tuple[Unsupported, ...]:
    """Return the Nash equilibria that are shown to have no belief behind them.

    Those of two players are the extreme ones where the reduced normal form is small; otherwise, and with more
    players, the pure ones; none in larger trees.
    """
    try:
        form = normal_form(game, reduced=True, max_cells=MAX_PURE_CELLS)
        small = len(game.players) == 2 and form.payoffs[0].numerators.size <= MAX_CELLS
        equilibria = (tree_nash if small else tree_pure_nash)(game).equilibria[:MAX_JUDGED]
    except (LimitReached, UnsupportedGame):
        return ()
    found = (_judged(game, concept, one.profile) for one in equilibria)
    return tuple(one for one in found if one is not None)


def _judged(game: ExtensiveFormGame, concept: str, profile: Any) -> Unsupported | None:
    """The last information set at which every belief leaves something better to do, if there is one."""
    if not all(type(p) is Fraction for row in profile for p in row or ()):
        return None
    full = with_forced_moves(game, profile)
    places = [n for n, one in enumerate(game.information_sets) if one.player != CHANCE]
    for n in sorted(places, key=lambda n: -game.information_sets[n].nodes[0]):
        if not is_settled(game, full, n):
            continue
        deviation = tuple(_better(game, full, n, concept))
        if deviation:
            return Unsupported(game, profile, concept, n, deviation)
    return None


def _better(
    game: ExtensiveFormGame, profile: Any, number: int, concept: str
) -> Iterator[tuple[tuple[tuple[int, int], ...], Fraction]]:
    """A mixture of plans that gains under all admitted beliefs, as much as can be; nothing if none."""
    try:
        rows = [(row, plan) for row, plan in plan_rows(game, profile, number) if min(row) < 0]
    except LimitReached:
        return
    if not rows:
        return
    admitted = admitted_beliefs(game, profile, number, concept)
    losses = [
        [sum((b * x for b, x in zip(belief, row, strict=True)), Fraction(0)) for row, _ in rows]
        for belief in admitted.classes
    ]
    program = [[*loss, Fraction(1)] for loss in losses]  # gain of the mixture >= t, t being the last variable
    program.append([Fraction(1)] * len(rows) + [Fraction(0)])
    right = [Fraction(0)] * len(losses) + [Fraction(1)]
    equal = [False] * len(losses) + [True]
    answer = maximise([Fraction(0)] * len(rows) + [Fraction(1)], program, right, equal)
    if answer.status != "optimal" or answer.x[-1] <= 0:
        return
    for (_, plan), p in zip(rows, answer.x, strict=False):
        if p:
            yield tuple(sorted(plan.items())), p
