"""What makes a mediator's recommendations in a tree an equilibrium, and what proves that none is better.

Before play a mediator draws a profile of pure strategies and recommends each move only when its information
set is reached. In an *extensive-form correlated equilibrium* nobody gains by leaving a recommended move and
playing on as they like; after that no more is recommended (von Stengel & Forges 2008). All that matters is
how likely sequences of moves are drawn together, and everything is linear in these weights, so multipliers
of deviations bound any linear objective from above (weak duality).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from .exact import over_common_denominator
from .mediation import Joint, Mediation, replaced

Weight: TypeAlias = Callable[[Joint], Fraction]
"""How likely sequences are drawn together: that each player's strategy plays the own one."""

Deviations: TypeAlias = Mapping[tuple[int, int], Fraction]
"""Of one player: multipliers by (the sequence recommended last, a sequence played instead)."""


@dataclass(frozen=True, slots=True)
class CorrelatedPlay:
    """What the recommendations pay, and the weights of pairs of sequences where they state the answer.

    `consistency` holds, for (player, information set, the other's sequence), the multipliers that complete
    the proof of trees whose profiles are too many to go through.
    """

    payoffs: tuple[Fraction, ...]
    plan: Mapping[Joint, Fraction]
    consistency: Mapping[tuple[int, int, int], Fraction]


@dataclass(frozen=True, slots=True)
class Temptation:
    """What a player gains at most by leaving the move that ends `sequence`, times how likely it is told."""

    player: int
    sequence: int
    gain: Fraction
    instead: int


def weights_of_distribution(
    mediation: Mediation, distribution: Sequence[tuple[tuple[int, ...], Fraction]]
) -> Weight:
    """Return how likely sequences are drawn together from profiles of reduced strategies."""
    players_of = [[set(own) for own in lists] for lists in mediation.players_of]
    known: dict[Joint, Fraction] = {}

    def weight(joint: Joint) -> Fraction:
        if joint not in known:
            playing = [players_of[i][q] for i, q in enumerate(joint)]
            inside = (
                p for cell, p in distribution if all(s in own for s, own in zip(cell, playing, strict=True))
            )
            known[joint] = sum(inside, Fraction(0))
        return known[joint]

    return weight


def weights_of_plan(plan: Mapping[Joint, Fraction]) -> Weight:
    """Return the weights that a correlation plan states."""
    return lambda joint: plan.get(joint, Fraction(0))


def expected(mediation: Mediation, weight: Weight) -> tuple[Fraction, ...]:
    """Return what each player gets when everyone follows."""
    totals = [Fraction(0)] * len(mediation.moves)
    for end in mediation.ends:
        share = end.chance * weight(end.joint)
        if share:
            totals = [t + share * u for t, u in zip(totals, end.payoffs, strict=True)]
    return tuple(totals)


def temptations(mediation: Mediation, weight: Weight) -> Iterator[Temptation]:
    """Yield, for every move recommended with positive probability, the most that leaving it gains.

    The player knows the moves recommended so far, and from then on plays what is best against what they
    imply: a dynamic program over the player's own sets, from the last to the first.
    """
    for player, moves in enumerate(mediation.moves):
        for told in mediation.triggers(player):
            here = moves[told][0]
            if not weight(replaced((0,) * len(mediation.moves), player, told)):
                continue
            follow = Fraction(0)
            values: dict[int, Fraction] = {}
            reached = False
            for end in mediation.through[here]:
                own = end.joint[player]
                stake = end.chance * end.payoffs[player]
                if told in mediation.chains[player][own]:
                    chance = weight(end.joint)
                    reached |= chance > 0
                    follow += stake * chance
                else:
                    joint = replaced(end.joint, player, told)
                    values[own] = values.get(own, Fraction(0)) + stake * weight(joint)
            if not reached:
                continue
            for q in reversed(mediation.after(player, told)):
                values.setdefault(q, Fraction(0))
                for one in mediation.ahead[player][q]:
                    values[q] += max(values[b] for b in mediation.options[player][one])
            instead = max((q for q in mediation.options[player][here] if q != told), key=lambda q: values[q])
            yield Temptation(player, told, values[instead] - follow, instead)


def flow_problem(mediation: Mediation, player: int, deviations: Deviations) -> str | None:
    """Say what keeps multipliers from being ways to play on: each set passes on what leads to it."""
    told_of: dict[int, dict[int, Fraction]] = {}
    for (told, q), y in deviations.items():
        if y < 0:
            return "a multiplier is negative"
        told_of.setdefault(told, {})[q] = y
    for told, flow in told_of.items():
        allowed = mediation.after(player, told)
        if not set(flow) <= set(allowed):
            return "a multiplier stands for no way to leave a recommendation"
        for q in allowed:
            for one in mediation.ahead[player][q]:
                passed = sum((flow.get(b, Fraction(0)) for b in mediation.options[player][one]), Fraction(0))
                if passed != flow.get(q, Fraction(0)):
                    label = mediation.game.information_sets[one].label
                    return f"at information set {label!r} the multipliers do not add up to the one before"
    return None


def charges(
    mediation: Mediation, weights: Sequence[Fraction], deviations: Sequence[Deviations]
) -> dict[Joint, Fraction]:
    """Return, by sequences, the weighted payoffs plus what leaving recommendations loses.

    In equilibrium no deviation gains, so that the sum of charges times their weights is at least the weighted
    payoff of the equilibrium; what bounds the former over all recommendations bounds the latter.
    """
    found: dict[Joint, Fraction] = {}

    def add(joint: Joint, amount: Fraction) -> None:
        if amount:
            found[joint] = found.get(joint, Fraction(0)) + amount

    for end in mediation.ends:
        paid = sum((w * u for w, u in zip(weights, end.payoffs, strict=True)), Fraction(0))
        add(end.joint, end.chance * paid)
    for player, own in enumerate(deviations):
        totals: dict[int, Fraction] = {}
        for (told, q), y in own.items():
            if mediation.parents[player][q] == mediation.parents[player][told] and (
                mediation.moves[player][q][0] == mediation.moves[player][told][0]
            ):
                totals[told] = totals.get(told, Fraction(0)) + y
        for told, total in totals.items():
            for end in mediation.through[mediation.moves[player][told][0]]:
                reached = end.joint[player]
                stake = end.chance * end.payoffs[player]
                if told in mediation.chains[player][reached]:
                    add(end.joint, total * stake)
                elif (told, reached) in own:
                    add(replaced(end.joint, player, told), -own[told, reached] * stake)
    return found


def largest_charge(mediation: Mediation, found: Mapping[Joint, Fraction]) -> Fraction:
    """Return the largest sum of charges over all profiles of reduced strategies: what is proven."""
    numerators, denominator = over_common_denominator([*found.values(), Fraction(1)])
    total = np.zeros([len(own) for own in mediation.plans], dtype=object)
    for joint, amount in zip(found, numerators, strict=False):
        places = [mediation.players_of[i][q] for i, q in enumerate(joint)]
        if all(places):
            total[np.ix_(*places)] += amount
    return Fraction(int(total.max()), denominator)


def inconsistency(mediation: Mediation, plan: Mapping[Joint, Fraction]) -> str | None:
    """Say why weights of pairs are no correlation plan of a two-player tree without chance.

    The weights of a set's sequences add up to that of their parent, beside every sequence of the other
    player that is relevant. Under perfect recall and without chance such weights always come from a
    distribution over profiles (von Stengel & Forges 2008).
    """
    if any(pair not in mediation.relevant for pair in plan):
        return "a pair of sequences stands on no common play"
    if any(w < 0 for w in plan.values()):
        return "a weight is negative"
    if plan.get((0, 0)) != 1:
        return "the pair of empty sequences has to weigh 1"
    for player, one, other in consistency_rows(mediation):
        options = mediation.options[player][one]
        above = mediation.parents[player][options[0]]
        pairs = [_pair(player, q, other) for q in options]
        total = sum((plan.get(pair, Fraction(0)) for pair in pairs), Fraction(0))
        if total != plan.get(_pair(player, above, other), Fraction(0)):
            label = mediation.game.information_sets[one].label
            return f"at information set {label!r} the weights do not add up to that of what leads there"
    return None


def consistency_rows(mediation: Mediation) -> Iterator[tuple[int, int, int]]:
    """Yield the equations of a correlation plan: player, information set, sequence of the other one."""
    for player in (0, 1):
        for one, options in mediation.options[player].items():
            for other in range(len(mediation.moves[1 - player])):
                if _pair(player, options[0], other) in mediation.relevant:
                    yield player, one, other


def proves_bound(
    mediation: Mediation,
    found: Mapping[Joint, Fraction],
    consistency: Mapping[tuple[int, int, int], Fraction],
    bound: Fraction,
) -> bool:
    """Whether `bound` and the multipliers of the equations of a plan exceed the charge of every pair."""
    held: dict[Joint, Fraction] = {(0, 0): bound}
    rows = set(consistency_rows(mediation))
    for (player, one, other), y in consistency.items():
        if (player, one, other) not in rows:
            return False
        options = mediation.options[player][one]
        above = _pair(player, mediation.parents[player][options[0]], other)
        held[above] = held.get(above, Fraction(0)) - y
        for q in options:
            pair = _pair(player, q, other)
            held[pair] = held.get(pair, Fraction(0)) + y
    nothing = Fraction(0)
    return set(found) <= mediation.relevant and all(
        held.get(pair, nothing) >= found.get(pair, nothing) for pair in mediation.relevant
    )


def _pair(player: int, own: int, other: int) -> Joint:
    return (own, other) if player == 0 else (other, own)
