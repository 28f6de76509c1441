"""Two-player trees whose payoffs sum to a constant: value and optimal play by the sequence form, exactly."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from ..games.constant_sum import constant_of
from ..games.duality import IntegerProgram, Scaled, smallest_integers
from ..games.errors import LimitReached, UnsupportedGame
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import require_rational
from ..games.plans import count_plans
from ..games.plays import OwnPasts, Plays, own_pasts, plays
from ..games.recall import require_perfect_recall
from ..games.solution import Equilibrium, Profile, Solution
from .approximate_zero_sum import approximate_zero_sum
from .linear_program import maximise_integers
from .tree_nash import tree_nash

ENUMERATED = 20
"""Reduced strategies in all up to which every pair of optimal strategies is listed."""

EXACT = 3000
"""Sequences of both players up to which the value is computed exactly; Leduc poker, with 2,186, takes 8 s."""

ONE_PAIR = (
    "value and dual prove each other; one pair of optimal strategies is given, others were not excluded"
)


def tree_zero_sum(game: ExtensiveFormGame, *, approximate: bool | None = None) -> Solution:
    """Return the value of a constant-sum tree and a pair of optimal behaviour strategies, with proof.

    Parameters
    ----------
    game : ExtensiveFormGame
        Two players with perfect recall; at every end that chance does not exclude their payoffs sum to the
        same constant.
    approximate : bool, optional
        Whether to bound the value from both sides (`approximate_zero_sum`) instead of computing it. Without
        it, trees of more than `EXACT` sequences are answered so.

    Returns
    -------
    Solution
        `value` is what the first player gets; `dual` an optimal realisation plan of the second, named
        ``"set: action"``. Small games list all pairs of extreme optimal strategies. Information sets that a
        player's own moves exclude are left out.

    Raises
    ------
    UnsupportedGame
        For other numbers of players, for forgetful ones, and naming two ends whose payoffs differ in sum.

    Notes
    -----
    Koller, Megiddo and von Stengel (1996): the first player maximises what a realisation plan guarantees
    against every sequence of the second; the multipliers of these guarantees are the second's optimal plan.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> guess = {side: decision("B", {other: outcome(1, -1) if side == other else outcome(-1, 1)
    ...     for other in ("left", "right")}, information_set="guess") for side in ("left", "right")}
    >>> tree_zero_sum(tree(decision("A", guess))).value
    Fraction(0, 1)
    """
    if len(game.players) != 2:
        raise UnsupportedGame(f"zero-sum takes two players; this game has {len(game.players)}")
    require_rational(game, "zero-sum")
    if approximate:
        return approximate_zero_sum(game)
    pasts = own_pasts(game)
    if any(len(own) > 1 for own in pasts.of_set):
        require_perfect_recall(game, "zero-sum")
    found = plays(game)
    constant_of(game, found)
    if approximate is None and sum(map(len, pasts.moves)) > EXACT:
        return approximate_zero_sum(game)
    form = _SequenceProgram.of(found, pasts)
    outcome = maximise_integers(form.program(), in_arrays=True)
    first = outcome.x.vector(form.width)[: len(pasts.moves[0])]
    second = _second_plan(form, outcome.proof)
    profile = _profile(game, form, first, second)
    pair = Equilibrium(game, profile, "zero-sum")
    value = pair.payoffs[0]
    assert isinstance(value, Fraction)
    answer = Solution(
        game=game,
        concept="zero-sum",
        method="sequence-form-linear-program",
        equilibria=(pair,),
        components=((0,),),
        complete=False,
        complete_because=ONE_PAIR,
        value=value,
        dual={game.players[1]: _named(game, pasts, second)},
    )
    return _with_every_pair(answer, game, pasts)


@dataclass(frozen=True, slots=True)
class _SequenceProgram:
    """The first player's program: weights of own sequences, then what each set of the second guarantees.

    Payoffs are shifted to be nonnegative, so that all these guarantees are.
    """

    pasts: OwnPasts
    payoffs: dict[tuple[int, int], int]
    sets: tuple[dict[int, tuple[int, tuple[int, ...]]], ...]

    @classmethod
    def of(cls, found: Plays, pasts: OwnPasts) -> _SequenceProgram:
        reached = [(k, p) for k, p in enumerate(found.chances) if isinstance(p, Fraction) and p]
        least = min(found.totals[0][k] for k, _ in reached)
        common = math.lcm(*(p.denominator for _, p in reached))
        payoffs: dict[tuple[int, int], int] = {}
        for k, p in reached:
            mine, theirs = pasts.of_terminal[k]
            weight = p.numerator * (common // p.denominator)
            payoffs[mine, theirs] = payoffs.get((mine, theirs), 0) + weight * (found.totals[0][k] - least)
        return cls(pasts, payoffs, tuple(_sets(pasts, player) for player in (0, 1)))

    @property
    def width(self) -> int:
        return len(self.pasts.moves[0]) + 1 + len(self.sets[1])

    def program(self) -> IntegerProgram:
        """Maximise the guarantee at the root; one row per sequence of the second player comes first."""
        own = len(self.pasts.moves[0])
        place = {one: own + 1 + k for k, one in enumerate(self.sets[1])}
        rows: list[dict[int, int]] = [{} for _ in self.pasts.moves[1]]
        rows[0][own] = 1
        for one, (parent, sequences) in self.sets[1].items():
            rows[parent][place[one]] = rows[parent].get(place[one], 0) - 1
            for sequence in sequences:
                rows[sequence][place[one]] = rows[sequence].get(place[one], 0) + 1
        for (mine, theirs), value in self.payoffs.items():
            if value:
                rows[theirs][mine] = -value
        rows.append({0: 1})
        for parent, sequences in self.sets[0].values():
            rows.append({parent: -1, **dict.fromkeys(sequences, 1)})
        opponent = len(self.pasts.moves[1])
        entries = [(column, value) for row in rows for column, value in sorted(row.items())]
        objective = np.zeros(self.width, dtype=np.int64)
        objective[own] = 1
        right = np.zeros(len(rows), dtype=np.int64)
        right[opponent] = 1
        return IntegerProgram(
            objective,
            np.cumsum([0, *map(len, rows)]),
            np.array([column for column, _ in entries], dtype=np.int64),
            smallest_integers([value for _, value in entries]),
            right,
            np.arange(len(rows)) >= opponent,
        )


def _sets(pasts: OwnPasts, player: int) -> dict[int, tuple[int, tuple[int, ...]]]:
    """Each information set of a player with the sequence that leads there and those that leave it."""
    found: dict[int, tuple[int, tuple[int, ...]]] = {}
    for number, (one, _) in enumerate(pasts.moves[player]):
        if number:
            parent, sequences = found.get(one, (pasts.parents[player][number], ()))
            found[one] = parent, (*sequences, number)
    return found


def _second_plan(form: _SequenceProgram, proof: Scaled) -> tuple[Fraction, ...]:
    """The multipliers of the guarantees; where they exceed a realisation plan, the surplus is taken off.

    The multipliers satisfy the equations of a plan wherever a guarantee is positive, and dominate them
    elsewhere, where nothing is at stake: moving weight to one action keeps every reply as good.
    """
    plan = list(proof.vector(len(form.pasts.moves[1])))
    plan[0] = Fraction(1)
    for parent, sequences in form.sets[1].values():
        total = sum((plan[s] for s in sequences), Fraction(0))
        if total:
            for s in sequences:
                plan[s] = plan[s] * plan[parent] / total
        else:
            plan[sequences[0]] = plan[parent]
    return tuple(plan)


def _profile(game: ExtensiveFormGame, form: _SequenceProgram, *plans: tuple[Fraction, ...]) -> Profile:
    found: list[tuple[Fraction, ...] | None] = [None] * len(game.information_sets)
    for plan, sets in zip(plans, form.sets, strict=True):
        for one, (parent, sequences) in sets.items():
            above = plan[parent]
            if above:
                found[one] = tuple(plan[s] / above for s in sequences)
    return tuple(found)


def _named(game: ExtensiveFormGame, pasts: OwnPasts, plan: tuple[Fraction, ...]) -> dict[str, Fraction]:
    sets = game.information_sets
    return {
        f"{sets[one].label}: {sets[one].actions[action]}": weight
        for (one, action), weight in zip(pasts.moves[1][1:], plan[1:], strict=True)
        if weight
    }


def _with_every_pair(answer: Solution, game: ExtensiveFormGame, pasts: OwnPasts) -> Solution:
    if sum(count_plans(game, player, pasts, reduced=True) for player in (0, 1)) > ENUMERATED:
        return answer
    try:
        every = tree_nash(game)
    except LimitReached:
        return answer
    return replace(
        answer,
        equilibria=tuple(Equilibrium(game, e.profile, "zero-sum") for e in every.equilibria),
        components=every.components,
        pieces=every.pieces,
        complete=every.complete,
        complete_because=f"value and dual prove each other; {every.complete_because}",
        knife_edge=every.knife_edge,
    )
