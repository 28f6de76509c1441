"""The strong Stackelberg value of trees whose normal form is too large: one program per reply.

The leader's plans stay in sequence form, so that only the follower's reduced strategies have to be few.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from ..games.duality import IntegerProgram, Scaled, smallest_integers
from ..games.errors import LimitReached, SolverFailed, UnsupportedGame
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import require_rational
from ..games.plans import Plan, count_plans, count_text, reduced_strategies
from ..games.plays import own_pasts
from ..games.recall import require_perfect_recall
from ..games.sequence_arrays import OwnSequences, SequenceArrays
from ..games.sequence_commitment import MOST_REPLIES, BoundCheck, ReplyBound, SequenceCommitment, follower_of
from ..games.solution import Equilibrium, Profile, Solution
from .linear_program import maximise_integers

BECAUSE = (
    "the value is proven, as each of the follower's replies bounds the leader's payoff by multipliers; other "
    "commitments that attain it were not excluded"
)


def sequence_commitment(game: ExtensiveFormGame, leader: int) -> Solution:
    """Return the strong Stackelberg value of a tree and a commitment that attains it, exactly, with proof.

    Parameters
    ----------
    game : ExtensiveFormGame
        Perfect recall; one other player moves, with at most `MOST_REPLIES` reduced strategies. The leader may
        have any number.
    leader : int

    Raises
    ------
    UnsupportedGame
        Where two other players move, and for players who forget.
    LimitReached
        For more replies.

    Notes
    -----
    For each reply, the leader's best realisation plan among those to which it is best (Conitzer and Sandholm
    2006), in the constraints of the sequence form (von Stengel 1996). The multipliers of the follower's
    sequences are a plan that proves the bound; see `games.sequence_commitment`.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> moves = {a: decision("B", {b: outcome(*pay) for b, pay in row.items()}, information_set="blind")
    ...     for a, row in {"u": {"l": (2, 1), "r": (4, 0)}, "d": {"l": (1, 0), "r": (3, 1)}}.items()}
    >>> sequence_commitment(tree(decision("A", moves), players=["A", "B"]), 0).value
    Fraction(7, 2)
    """
    require_rational(game, "stackelberg")
    require_perfect_recall(game, "stackelberg")
    follower = follower_of(game, leader)
    if follower is None:
        raise UnsupportedGame("stackelberg takes one player besides the leader who moves")
    count = count_plans(game, follower, own_pasts(game), reduced=True)
    if count > MOST_REPLIES:
        raise LimitReached(
            f"commitment is bounded reply by reply; {game.players[follower]} has {count_text(count)} reduced "
            f"strategies, the limit is {MOST_REPLIES}"
        )
    programs = _ReplyPrograms(game, leader, follower)
    answers = [(reply, programs.solve(reply)) for reply in reduced_strategies(game, follower)]
    value, reply, plan = max(
        ((found[0], reply, found[1]) for reply, found in answers if isinstance(found, tuple)),
        key=lambda one: one[0],
    )
    bounds = []
    for one, found in answers:
        bounds.append(found[2] if isinstance(found, tuple) else programs.excluded(found, value))
        assert bounds[-1].reply == one
    proof = SequenceCommitment(leader, follower, tuple(bounds))
    equilibrium = Equilibrium(game, programs.profile(plan, reply), "stackelberg", proof)
    return Solution(
        game=game,
        concept="stackelberg",
        method="sequence-form-linear-programs",
        equilibria=(equilibrium,),
        components=((0,),),
        complete=False,
        complete_because=BECAUSE,
        knife_edge=any(one.total for one in bounds if one.limit == value),
        value=value,
        attained=True,
        commitment_bounds=proof,
    )


class _ReplyPrograms:
    """The programs of all replies: the leader's plan x, and what the follower's best reply gets at each set.

    Rows: one per sequence of the follower (what its set earns is at least what it earns), one that `reply` is
    best, and those of the plan x. Payoffs are shifted to be nonnegative, so that all variables are.
    """

    def __init__(self, game: ExtensiveFormGame, leader: int, follower: int) -> None:
        self.game = game
        self.check = BoundCheck(game, leader, follower)
        arrays: SequenceArrays = self.check.arrays
        self.leading, self.following = arrays.players[leader], arrays.players[follower]
        reached = arrays.chances != 0
        self.ours = self._table(arrays, arrays.payoffs[leader], reached)
        self.theirs = self._table(arrays, arrays.payoffs[follower], reached)

    def _table(self, arrays: SequenceArrays, payoffs: Any, reached: Any) -> list[dict[int, int]]:
        """Payoffs above the lowest, weighted by chance: per sequence of the follower, by the leader's."""
        lowest = int(payoffs[reached].min())
        rows: list[dict[int, int]] = [{} for _ in range(self.following.count)]
        ends = zip(
            self.leading.ends.tolist(),
            self.following.ends.tolist(),
            arrays.chances.tolist(),
            payoffs.tolist(),
            strict=True,
        )
        for mine, theirs, chance, payoff in ends:
            if chance and payoff != lowest:
                rows[theirs][mine] = rows[theirs].get(mine, 0) + chance * (payoff - lowest)
        return rows

    def solve(self, reply: Plan) -> tuple[Fraction, tuple[Fraction, ...], ReplyBound] | ReplyBound:
        """The best commitment to which `reply` is best, with its value and bound; or why there is none."""
        played = [0, *(self.check.place[move] for move in reply)]
        program = self._program(played)
        outcome = maximise_integers(program, in_arrays=True)
        weights = self._weights(outcome.proof)
        if outcome.status == "infeasible":
            return self._bound(reply, weights)
        if outcome.status != "optimal":
            raise SolverFailed("the program of a reply is unbounded")
        bound = self._bound(reply, weights)
        plan = outcome.x.vector(len(program.objective))[: self.leading.count]
        arrays = self.check.arrays
        leader = self.check.leader
        scale = arrays.payoff_denominators[leader] * arrays.chance_denominator
        got = (
            sum((plan[k] * v for s in played for k, v in self.ours[s].items() if plan[k]), Fraction(0))
            / scale
        )
        lowest = int(arrays.payoffs[leader][arrays.chances != 0].min())
        value = got + Fraction(lowest, arrays.payoff_denominators[leader])
        if bound.limit != value:
            raise SolverFailed("the multipliers of a reply do not prove its bound")
        return value, plan, bound

    def excluded(self, one: ReplyBound, value: Fraction) -> ReplyBound:
        """Weights so large that a reply which is never best is bounded by `value`."""
        found = one
        for _ in range(200):
            if found.limit <= value:
                return found
            doubled = {self.check.place[move]: 2 * weight for move, weight in found.weights}
            found = self._bound(one.reply, {0: 2 * found.total, **doubled})
        raise SolverFailed("the multipliers of a reply that is never best do not exclude it")

    def profile(self, plan: tuple[Fraction, ...], reply: Plan) -> Profile:
        """The commitment and the reply in behaviour strategies."""
        found: list[tuple[Fraction, ...] | None] = [None] * len(self.game.information_sets)
        for number, first, size, parent in _rows(self.leading):
            if plan[parent]:
                found[number] = tuple(w / plan[parent] for w in plan[first : first + size])
        for number, action in reply:
            width = len(self.game.information_sets[number].actions)
            found[number] = tuple(Fraction(int(a == action)) for a in range(width))
        return tuple(found)

    def _bound(self, reply: Plan, weights: dict[int, Fraction]) -> ReplyBound:
        listed = tuple((move, weights[s]) for move, s in self.check.place.items() if weights.get(s))
        total = weights.get(0, Fraction(0))
        limit = self.check.proven(ReplyBound(reply, Fraction(0), total, listed))
        return ReplyBound(reply, limit, total, listed)

    def _weights(self, proof: Scaled) -> dict[int, Fraction]:
        """The multipliers made a plan: where they fall short of it nothing is lost by adding to them."""
        found = {0: proof[self.following.count]}
        for _, first, size, parent in _rows(self.following):
            here = [proof[first + k] for k in range(size)]
            here[0] += found[parent] - sum(here, Fraction(0))
            found.update({first + k: w for k, w in enumerate(here)})
        return found

    def _program(self, played: list[int]) -> IntegerProgram:
        own, other = self.leading, self.following
        rows: list[dict[int, int]] = [dict(row) for row in self.theirs]
        place = {parent_set: own.count + 1 + k for k, parent_set in enumerate(other.sets.tolist())}
        best: dict[int, int] = {own.count: 1}
        objective = np.zeros(own.count + 1 + len(place), dtype=object)
        for s in played:
            for k, v in self.theirs[s].items():
                best[k] = best.get(k, 0) - v
            for k, v in self.ours[s].items():
                objective[k] += v
        rows[0][own.count] = -1
        for number, first, size, parent in _rows(other):
            rows[parent][place[number]] = rows[parent].get(place[number], 0) + 1
            for s in range(first, first + size):
                rows[s][place[number]] = rows[s].get(place[number], 0) - 1
        rows.append({k: v for k, v in best.items() if v})
        free = len(rows)
        rows.append({0: 1})
        for _, first, size, parent in _rows(own):
            rows.append({parent: -1, **dict.fromkeys(range(first, first + size), 1)})
        entries = [(column, value) for row in rows for column, value in sorted(row.items())]
        right = np.zeros(len(rows), dtype=np.int64)
        right[free] = 1
        return IntegerProgram(
            smallest_integers(objective),
            np.cumsum([0, *map(len, rows)]),
            np.array([column for column, _ in entries], dtype=np.int64),
            smallest_integers([value for _, value in entries]),
            right,
            np.arange(len(rows)) >= free,
        )


def _rows(own: OwnSequences) -> Any:
    return zip(own.sets.tolist(), own.first.tolist(), own.size.tolist(), own.parent.tolist(), strict=True)
