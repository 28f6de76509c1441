"""What equilibria of alternating offers satisfy: each offer leaves the other just what refusing gives.

Offers are checked round by round from the values that the offers themselves imply. That an offer is the best
one that is accepted is proven by weights of the players: no agreement is worth more under them.

Source: Rubinstein (1982); with outside options Binmore, Shaked and Sutton (1989); the one-shot deviation
principle for finite horizons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .allocation import Allocation
from .alternating_offers import AlternatingOffers
from .bargaining_proof import (
    NO_AGREEMENT,
    Multipliers,
    agreement_problems,
    bound_problem,
    constraints_of,
    dot,
    gains_of,
    ideal_problems,
    largest_gains,
    share_name,
    weighted_payoffs,
)
from .decimals import short_text
from .exact import rational

Pair = tuple[Fraction, Fraction]
Offers = Sequence[Allocation | None]
ZERO = Fraction(0)


def refused_values(game: AlternatingOffers, turn: int, later: Pair) -> Pair:
    """Return what both have when the offer of a round is refused and waiting is worth `later`.

    All values are gains over the disagreement payoffs, as they are worth in the first round. A responder who
    is indifferent waits.
    """
    other = 1 - game.proposer(turn)
    out = outside_values(game, turn)
    return out if out is not None and out[other] > later[other] else later


def outside_values(game: AlternatingOffers, turn: int) -> Pair | None:
    """The outside options as gains worth in the first round, when they are taken in round `turn`."""
    if game.outside is None:
        return None
    one, two = outside_gains(game)
    return one * rational(game.worth(0, turn)), two * rational(game.worth(1, turn))


def outside_gains(game: AlternatingOffers) -> Pair:
    """The outside options as gains over the disagreement payoffs; nothing without options."""
    return (ZERO, ZERO) if game.outside is None else pair(gains_of(game.problem, _rationals(game.outside)))


def gains_of_offer(game: AlternatingOffers, one: Allocation) -> Pair:
    """What an offer gives above disagreement, not discounted."""
    return pair(gains_of(game.problem, one.payoffs))


def offer_name(turn: int) -> str:
    """The key of the proof that no better offer is accepted in a round."""
    return f"offer {turn + 1}"


def offer_problems(
    game: AlternatingOffers,
    allocations: Sequence[Allocation],
    offers: Offers,
    ideal: Sequence[Allocation],
    dual: Mapping[str, Multipliers],
    complete: bool,
) -> Iterator[str]:
    """Yield why the offers are no equilibrium, or why there may be an agreement where none is claimed."""
    if not offers:
        if allocations or ideal:
            yield "there are allocations or best agreements, but no offers"
        yield from _no_agreement_problems(game, dual, complete)
        return
    if len(offers) != (game.rounds or 2):
        yield f"{len(offers)} offers; {game.rounds or 2} are needed"
        return
    rows = constraints_of(game.problem)
    broken = list(ideal_problems(game.problem, rows, ideal, dual))
    for turn, one in enumerate(offers):
        if one is not None:
            broken += [
                f"offer {turn + 1}: {text}" for text in agreement_problems(game.problem, rows, one, True)
            ]
            if one.proposer != game.proposer(turn):
                broken.append(f"offer {turn + 1}: the proposer is {game.players[game.proposer(turn)]}")
    if broken:
        yield from broken
        return
    check = _stationary_problems if game.rounds is None else _finite_problems
    yield from check(game, allocations, offers, ideal, dual)


def _stationary_problems(
    game: AlternatingOffers,
    allocations: Sequence[Allocation],
    offers: Offers,
    ideal: Sequence[Allocation],
    dual: Mapping[str, Multipliers],
) -> Iterator[str]:
    gains = [gains_of_offer(game, one) for one in offers if one is not None]
    if len(gains) != 2:
        yield "the offers of both players are needed"
        return
    for turn in (0, 1):
        me, other = game.proposer(turn), 1 - game.proposer(turn)
        refused = stationary_refusals(game, turn, gains)
        if gains[turn][other] != refused[0][other]:
            yield _wrong_offer(game, turn, refused[0][other], gains[turn][other])
        if gains[turn][me] < min(values[me] for values in refused):
            yield f"offer {turn + 1}: {game.players[me]} would rather be refused"
        yield from _best_offer_problems(game, turn, gains[turn], dual)
    if len(allocations) != 1 or allocations[0] != offers[0]:
        yield "the allocation is not the first offer, which is accepted"


def stationary_refusals(game: AlternatingOffers, turn: int, gains: Sequence[Pair]) -> list[Pair]:
    """What both may have once an offer without end is refused, as it is worth then: several for ties."""
    other = 1 - game.proposer(turn)
    next_one = gains[1 - turn]
    wait = (rational(game.worth(0, 1)) * next_one[0], rational(game.worth(1, 1)) * next_one[1])
    options = [wait] if game.outside is None else [wait, outside_gains(game)]
    best = max(values[other] for values in options)
    return [values for values in options if values[other] == best]


def _finite_problems(
    game: AlternatingOffers,
    allocations: Sequence[Allocation],
    offers: Offers,
    ideal: Sequence[Allocation],
    dual: Mapping[str, Multipliers],
) -> Iterator[str]:
    most = pair(largest_gains(game.problem, ideal))
    later: Pair = (ZERO, ZERO)
    reached: Allocation | None = None
    for turn in range(len(offers) - 1, -1, -1):
        me, other = game.proposer(turn), 1 - game.proposer(turn)
        mine, theirs = rational(game.worth(me, turn)), rational(game.worth(other, turn))
        refused = refused_values(game, turn, later)
        least = refused[other] / theirs if theirs else ZERO
        offer = offers[turn]
        if offer is None:
            if mine and refused[other] <= theirs * most[other]:
                # Some offers are accepted; none of them may be better than being refused.
                best = (refused[me] / mine, least) if me == 0 else (least, refused[me] / mine)
                yield from _best_offer_problems(game, turn, best, dual)
            reached = reached if refused == later else None
            later = refused
            continue
        gains = gains_of_offer(game, offer)
        worth = (gains[0] * rational(game.worth(0, turn)), gains[1] * rational(game.worth(1, turn)))
        if gains[other] != least or worth[other] < refused[other]:
            yield _wrong_offer(game, turn, least, gains[other])
        if worth[me] < refused[me]:
            yield f"offer {turn + 1}: {game.players[me]} would rather be refused"
        yield from _best_offer_problems(game, turn, gains, dual)
        later, reached = worth, offer
    expected = Allocation(
        tuple(rational(d) + g for d, g in zip(game.problem.disagreement, later, strict=True)),
        agreement=() if reached is None else reached.agreement,
        proposer=None if reached is None else reached.proposer,
    )
    if list(allocations) != [expected]:
        lead = ", ".join(map(short_text, later))
        yield f"the allocation is not what the offers lead to: {lead} above disagreement"


def _wrong_offer(game: AlternatingOffers, turn: int, least: Fraction, offered: Fraction) -> str:
    who = game.players[1 - game.proposer(turn)]
    return (
        f"offer {turn + 1}: {who} accepts from {short_text(least)} above disagreement, and is offered "
        f"{short_text(offered)}"
    )


def _best_offer_problems(
    game: AlternatingOffers, turn: int, gains: Pair, dual: Mapping[str, Multipliers]
) -> Iterator[str]:
    """No agreement is worth more than these gains, by weights of which that of the proposer is positive."""
    name = offer_name(turn)
    weights = weights_of(game, dual, name)
    if min(weights) < 0 or not weights[game.proposer(turn)]:
        yield f"dual of {name}: weights of the players are needed, a positive one of the proposer"
        return
    total, rest = weighted_payoffs(game.problem, weights)
    level = dot(weights, gains) + dot(weights, _rationals(game.problem.disagreement)) - rest
    rows = constraints_of(game.problem)
    yield from bound_problem(rows, total, level, _without_weights(game, dual, name), name)


def _no_agreement_problems(
    game: AlternatingOffers, dual: Mapping[str, Multipliers], complete: bool
) -> Iterator[str]:
    """No agreement gives both what they have outside, which weights and multipliers prove."""
    weights = weights_of(game, dual, NO_AGREEMENT)
    if min(weights) < 0:
        yield "there is no allocation, and no proof that nothing can be agreed on"
        return
    # With a last round there is no allocation only where every agreement is worse than disagreement.
    options = needed_gains(game, complete) if game.rounds is None else (ZERO, ZERO)
    total, rest = weighted_payoffs(game.problem, weights)
    floor = dot(weights, options) + dot(weights, _rationals(game.problem.disagreement)) - rest
    rows = constraints_of(game.problem)
    multipliers = _without_weights(game, dual, NO_AGREEMENT)
    found = list(bound_problem(rows, total, floor, multipliers, NO_AGREEMENT))
    yield from found
    known = {one.name: rational(one.right) for one in rows}
    if not found and sum((rational(m) * known[name] for name, m in multipliers.items()), ZERO) >= floor:
        yield "the multipliers do not exclude an agreement as good as the outside options"


def needed_gains(game: AlternatingOffers, complete: bool) -> Pair:
    """What no agreement must give both, where none is made without end.

    A responder with nothing outside may wait as well as opt out. That no equilibrium has an agreement then
    needs that none is as good for the first proposer as the own option a round later.
    """
    gains = list(outside_gains(game))
    me, other = game.proposer(0), 1 - game.proposer(0)
    if complete and not gains[other]:
        gains[me] *= rational(game.worth(me, 1))
    return pair(gains)


def weights_of(game: AlternatingOffers, dual: Mapping[str, Multipliers], name: str) -> Pair:
    """The weights of the players among the multipliers of a proof."""
    own = dual.get(name, {})
    return pair([own.get(share_name(game.problem, player), ZERO) for player in (0, 1)])


def _without_weights(
    game: AlternatingOffers, dual: Mapping[str, Multipliers], name: str
) -> dict[str, Fraction]:
    names = {share_name(game.problem, player) for player in (0, 1)}
    return {key: rational(x) for key, x in dual.get(name, {}).items() if key not in names}


def pair(row: Sequence[Any]) -> Pair:
    """Two rational numbers."""
    one, two = map(rational, row)
    return one, two


def _rationals(row: Sequence[Any]) -> list[Fraction]:
    return [rational(x) for x in row]
