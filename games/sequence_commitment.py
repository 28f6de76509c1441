"""Commitment in large trees: bounds on what a leader can get, proven reply by reply on the sequence form.

To whatever the leader commits, a reply r of the follower is best only if it pays the follower at least as
much as any plan. Let w be a plan of the follower times a weight W. Where r is best, the leader then gets at
most what the leader's best plan x gets of ``u_leader(x, r) + W u_follower(x, r) - u_follower(x, w)``, and
that plan a recursion over the leader's information sets finds. Shares no code with any solver.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from .certificate import Regret
from .errors import InvalidInput, NotAnEquilibrium, ParseError
from .exact import number_text, over_common_denominator
from .extensive_form import ExtensiveFormGame
from .plans import Plan, reduced_strategies
from .plays import own_pasts
from .sequence_arrays import OwnSequences, SequenceArrays, summed
from .solution_fields import read_number
from .solution_reader import read_profile
from .tree_certificate import tree_regrets

MOST_REPLIES = 300
"""Reduced strategies of the follower up to which each is bounded."""

ENTRY = ("reply", "bound", "total", "weights")


@dataclass(frozen=True, slots=True)
class ReplyBound:
    """No commitment to which `reply` is best gives the leader more than `limit`.

    `weights` are the plan w: per (information set, action) of the follower, those that are not zero, with the
    `total` weight W.
    """

    reply: Plan
    limit: Fraction
    total: Fraction
    weights: tuple[tuple[tuple[int, int], Fraction], ...]


@dataclass(frozen=True, slots=True)
class SequenceCommitment:
    """Who leads, who follows, and a bound for each of the follower's reduced strategies."""

    leader: int
    follower: int
    bounds: tuple[ReplyBound, ...]

    @property
    def value(self) -> Fraction:
        """The largest bound, which no commitment exceeds."""
        return max(one.limit for one in self.bounds)


class BoundCheck:
    """What bounds prove in a game, with the arrays that all of them need."""

    def __init__(self, game: ExtensiveFormGame, leader: int, follower: int) -> None:
        self.game, self.leader, self.follower = game, leader, follower
        self.arrays = SequenceArrays.of(game, "stackelberg")
        own = self.arrays.players[follower]
        self.place = {
            (number, action): first + action
            for number, first, size in zip(
                own.sets.tolist(), own.first.tolist(), own.size.tolist(), strict=True
            )
            for action in range(size)
        }

    @property
    def own(self) -> OwnSequences:
        """The follower's sequences."""
        return self.arrays.players[self.follower]

    def proven(self, one: ReplyBound) -> Fraction:
        """The bound that the weights prove.

        Raises
        ------
        NotAnEquilibrium
            Where the weights are no multiple of a plan.
        """
        weights = [Fraction(0)] * self.own.count
        weights[0] = one.total
        for move, weight in one.weights:
            weights[self.place[move]] = weight
        self._require_plan(weights)
        played = np.zeros(self.own.count, dtype=object)
        played[[0, *(self.place[move] for move in one.reply)]] = 1
        numerators, scale = over_common_denominator(weights)
        ends = self.own.ends
        reply = played[ends]
        shares = np.array(numerators, dtype=object)[ends]
        ours, theirs = (self.arrays.payoffs[i].astype(object) for i in (self.leader, self.follower))
        one_scale, other_scale = (self.arrays.payoff_denominators[i] for i in (self.leader, self.follower))
        values = reply * ours * (other_scale * scale) + (numerators[0] * reply - shares) * theirs * one_scale
        leading = self.arrays.players[self.leader]
        best, _ = leading.best(
            summed(leading.ends, self.arrays.chances.astype(object) * values, leading.count)
        )
        return Fraction(int(best), one_scale * other_scale * scale * self.arrays.chance_denominator)

    def _require_plan(self, weights: list[Fraction]) -> None:
        own = self.own
        rows = zip(own.sets.tolist(), own.first.tolist(), own.size.tolist(), own.parent.tolist(), strict=True)
        for number, first, size, parent in rows:
            here = weights[first : first + size]
            if min(here) < 0 or sum(here) != weights[parent]:
                label = self.game.information_sets[number].label
                raise NotAnEquilibrium(f"the weights of a bound are no plan at information set {label!r}")
        if weights[0] < 0:
            raise NotAnEquilibrium("the total weight of a bound is negative")


def require_bounds(game: ExtensiveFormGame, proof: SequenceCommitment) -> None:
    """Refuse a proof that leaves a reply out, or a bound that its weights do not prove.

    Raises
    ------
    NotAnEquilibrium
    """
    replies = [tuple(sorted(plan)) for plan in reduced_strategies(game, proof.follower)]
    if [tuple(sorted(one.reply)) for one in proof.bounds] != replies:
        raise NotAnEquilibrium("the bounds are not those of all the follower's replies in their order")
    movers = {i for i in range(len(game.players)) if game.sets_of(i)}
    if proof.leader == proof.follower or not movers <= {proof.leader, proof.follower}:
        raise NotAnEquilibrium("a leader and a follower are needed, and nobody else may move")
    check = BoundCheck(game, proof.leader, proof.follower)
    for number, one in enumerate(proof.bounds):
        found = check.proven(one)
        if found > one.limit:
            raise NotAnEquilibrium(
                f"bound {number}: the weights prove {number_text(found)}, not {number_text(one.limit)}"
            )


def sequence_commitment_regrets(
    game: ExtensiveFormGame, profile: Any, proof: SequenceCommitment
) -> tuple[tuple[Fraction, ...], tuple[Regret, ...]]:
    """Payoffs and regrets of a commitment: the follower's in the tree, the leader's against the bounds."""
    require_bounds(game, proof)
    payoffs, regrets = tree_regrets(game, profile, every_subgame=False)
    own = list(regrets)
    gain = proof.value - payoffs[proof.leader]
    leading = game.players[proof.leader]
    own[proof.leader] = Regret(leading, gain, "another commitment, as far as the bounds say")
    return payoffs, tuple(own)


def bounds_document(game: ExtensiveFormGame, proof: SequenceCommitment) -> dict[str, Any]:
    """Return the field ``commitment_bounds`` of the contract."""
    return {
        "leader": game.players[proof.leader],
        "bounds": [
            {
                "reply": dict(_names(game, move) for move in one.reply),
                "bound": number_text(one.limit),
                "total": number_text(one.total),
                "weights": {": ".join(_names(game, move)): number_text(w) for move, w in one.weights},
            }
            for one in proof.bounds
        ],
    }


def read_bounds(game: ExtensiveFormGame, document: Any) -> SequenceCommitment:
    """Return the proof that a document states.

    Raises
    ------
    ParseError
    """
    if not isinstance(document, dict) or set(document) != {"leader", "bounds"}:
        raise ParseError("commitment_bounds: leader and bounds are needed, and nothing else")
    if document["leader"] not in game.players:
        raise ParseError(f"commitment_bounds: there is no player {document['leader']!r:.60}")
    leader = game.players.index(document["leader"])
    follower = follower_of(game, leader)
    if follower is None or not isinstance(document["bounds"], list):
        raise ParseError("commitment_bounds: a list of bounds and one other player who moves are needed")
    moves = own_pasts(game).moves[follower][1:]
    of_pair = {_names(game, move): move for move in moves}
    of_name = {": ".join(names): move for names, move in of_pair.items()}
    bounds = []
    for i, one in enumerate(document["bounds"]):
        where = f"commitment_bounds {i}"
        if not isinstance(one, dict) or set(one) != set(ENTRY):
            raise ParseError(f"{where}: the fields {', '.join(ENTRY)} are needed, and no others")
        if not isinstance(one["reply"], dict) or not isinstance(one["weights"], dict):
            raise ParseError(f"{where}: reply and weights have to be objects")
        odd = [pair for pair in one["reply"].items() if pair not in of_pair]
        odd += [name for name in one["weights"] if name not in of_name]
        if odd:
            raise ParseError(f"{where}: {odd[0]!r:.60} is no move of {game.players[follower]}")
        bounds.append(
            ReplyBound(
                tuple(of_pair[pair] for pair in one["reply"].items()),
                read_number(one["bound"], f"{where}: bound"),
                read_number(one["total"], f"{where}: total"),
                tuple((of_name[name], read_number(w, where)) for name, w in one["weights"].items()),
            )
        )
    return SequenceCommitment(leader, follower, tuple(bounds))


def follower_of(game: ExtensiveFormGame, leader: int) -> int | None:
    """The only other player who moves (any other one where nobody does), or None where more do."""
    others = [i for i in range(len(game.players)) if i != leader]
    moving = [i for i in others if game.sets_of(i)]
    if len(moving) > 1 or not others:
        return None
    return moving[0] if moving else others[0]


def bounds_findings(document: Mapping[str, Any], game: ExtensiveFormGame) -> tuple[list[str], list[str]]:
    """What was checked of an answer with ``commitment_bounds``, and what is wrong with it."""
    return [
        "commitment: every reply's bound by a best reply recursion, and the profile that attains it"
    ], list(_findings(document, game))


def _findings(document: Mapping[str, Any], game: ExtensiveFormGame) -> Iterator[str]:
    proof = read_bounds(game, document["commitment_bounds"])
    if document["complete"] or document.get("attained") is not True or not document["equilibria"]:
        yield "such an answer lists a commitment that attains the value, and cannot be complete"
        return
    if not proof.bounds or read_number(document.get("value"), "value") != proof.value:
        yield "the value is not the largest of the bounds"
        return
    for i, entry in enumerate(document["equilibria"]):
        name = f"equilibrium {i}"
        profile = read_profile(game, entry["profile"], f"{name}: profile")
        try:
            payoffs, regrets = sequence_commitment_regrets(game, profile, proof)
        except (NotAnEquilibrium, InvalidInput) as error:
            yield f"{name}: {error}"
            continue
        worst = max((regrets[proof.leader], regrets[proof.follower]), key=lambda regret: regret.gain)
        if worst.gain:
            yield f"{name}: {worst}"
        for who, payoff in zip(game.players, payoffs, strict=True):
            if read_number(entry["payoffs"].get(who), f"{name}: payoff of {who}") != payoff:
                yield f"{name}: the payoff of {who} is {number_text(payoff)}"
        if read_number(entry["certificate"].get("max_regret"), f"{name}: max_regret") != worst.gain:
            yield f"{name}: the largest regret is {number_text(worst.gain)}"


def _names(game: ExtensiveFormGame, move: tuple[int, int]) -> tuple[str, str]:
    one = game.information_sets[move[0]]
    return one.label, one.actions[move[1]]
