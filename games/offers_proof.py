"""What equilibria of alternating offers satisfy: each offer leaves the other just what waiting gives.

Offers are checked round by round from the values that the offers themselves imply. That an offer is the best
one that is accepted is proven by weights of the players: no agreement is worth more under them.

Source: Rubinstein (1982); with outside options Binmore, Shaked and Sutton (1989); the one-shot deviation
principle for finite horizons.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .allocation import Allocation
from .alternating_offers import AlternatingOffers
from .bargaining_proof import (
    NO_AGREEMENT,
    Multipliers,
    bound_problem,
    constraints_of,
    payoffs_of,
    share_name,
    weighted_payoffs,
)
from .decimals import short_text
from .exact import rational

Pair = tuple[Fraction, Fraction]
ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What a refusal leads to: the least that the other accepts, and what both then have, as of now."""

    reservation: Fraction
    values: Pair
    opting_out: bool
    tie: bool


def refusal(game: AlternatingOffers, turn: int, later: Pair) -> Refusal:
    """Return what follows when the offer of a round is refused and waiting is worth `later`.

    All values are gains over the disagreement payoffs, as they are worth in the first round.
    """
    other = 1 - game.proposer(turn)
    if game.outside is None:
        return Refusal(later[other], later, False, False)
    options = outside_gains(game)
    out = (options[0] * rational(game.worth(0, turn)), options[1] * rational(game.worth(1, turn)))
    if out[other] > later[other]:
        return Refusal(out[other], out, True, False)
    return Refusal(later[other], later, False, out[other] == later[other] and out != later)


def outside_gains(game: AlternatingOffers) -> Pair:
    """The outside options as gains over the disagreement payoffs."""
    assert game.outside is not None
    one, two = (
        rational(w) - rational(d) for w, d in zip(game.outside, game.problem.disagreement, strict=True)
    )
    return one, two


def offer_name(turn: int) -> str:
    """The key of the proof that no better offer is accepted in a round."""
    return f"offer {turn + 1}"


def offer_problems(
    game: AlternatingOffers,
    allocations: Sequence[Allocation],
    offers: Sequence[Allocation | None],
    dual: Mapping[str, Multipliers],
    complete: bool,
) -> Iterator[str]:
    """Yield what is wrong with an answer about alternating offers."""
    if not offers:
        yield from _no_agreement_problems(game, allocations, dual)
        return
    for turn, one in enumerate(offers):
        for text in _offer_problems(game, turn, one):
            yield f"offer {turn + 1}: {text}"
            return
    if game.rounds is None:
        yield from _stationary_problems(game, allocations, offers, dual, complete)
    else:
        yield from _finite_problems(game, allocations, offers, dual, game.rounds)


def _offer_problems(game: AlternatingOffers, turn: int, one: Allocation | None) -> Iterator[str]:
    if one is None:
        return
    if len(one.agreement) != len(game.issues):
        yield "the agreement is missing"
        return
    for row in constraints_of(game.problem):
        left = sum(
            (rational(a) * rational(x) for a, x in zip(row.coefficients, one.agreement, strict=True)), ZERO
        )
        if left > rational(row.right) or (row.equal and left != rational(row.right)):
            yield f"the agreement breaks the constraint {row.name!r:.80}"
            return
    for who, stated, real in zip(
        game.players, one.payoffs, payoffs_of(game.problem, one.agreement), strict=True
    ):
        if stated > real:
            yield f"the agreement gives {who} {short_text(real)}, not {short_text(stated)}"
            return
    if one.proposer != game.proposer(turn):
        yield f"the proposer is {game.players[game.proposer(turn)]}"


def _stationary_problems(
    game: AlternatingOffers,
    allocations: Sequence[Allocation],
    offers: Sequence[Allocation | None],
    dual: Mapping[str, Multipliers],
    complete: bool,
) -> Iterator[str]:
    if len(offers) != 2 or None in offers:
        yield "the offers of both players are needed"
        return
    gains = [gains_of_offer(game, one) for one in offers if one is not None]
    for turn in (0, 1):
        me, other = game.proposer(turn), 1 - game.proposer(turn)
        later = gains[1 - turn]
        wait = rational(game.worth(other, 1)) * later[other]
        least = wait if game.outside is None else max(wait, outside_gains(game)[other])
        if gains[turn][other] != least:
            yield (
                f"offer {turn + 1}: {game.players[other]} can get {short_text(least)} above disagreement, "
                + (f"and is offered {short_text(gains[turn][other])}")
            )
        weights = weights_of(game, dual.get(offer_name(turn), {}))
        if weights[me] <= 0 or (complete and weights[other] <= 0):
            yield f"dual of offer {turn + 1}: positive weights of the players are needed"
            continue
        yield from _bound(game, turn, gains[turn], dual)
    if len(allocations) != 1 or offers[0] is None or allocations[0].payoffs != offers[0].payoffs:
        yield "the allocation is not the first offer, which is accepted"


def _finite_problems(
    game: AlternatingOffers,
    allocations: Sequence[Allocation],
    offers: Sequence[Allocation | None],
    dual: Mapping[str, Multipliers],
    rounds: int,
) -> Iterator[str]:
    if len(offers) != rounds:
        yield f"{len(offers)} offers for {rounds} rounds"
        return
    later: Pair = (ZERO, ZERO)
    for turn in range(rounds - 1, -1, -1):
        me, other = game.proposer(turn), 1 - game.proposer(turn)
        mine, theirs = rational(game.worth(me, turn)), rational(game.worth(other, turn))
        refused = refusal(game, turn, later)
        least = refused.reservation / theirs if theirs else ZERO
        weights = weights_of(game, dual.get(offer_name(turn), {}))
        offer = offers[turn]
        if offer is None:
            target = [ZERO, ZERO]
            target[other] = least
            if mine:
                target[me] = refused.values[me] / mine
            elif weights[me]:
                yield f"dual of offer {turn + 1}: the proposer has no weight where gains are worth nothing"
            yield from _bound(game, turn, (target[0], target[1]), dual)
            later = refused.values
            continue
        gains = gains_of_offer(game, offer)
        worth = (gains[0] * rational(game.worth(0, turn)), gains[1] * rational(game.worth(1, turn)))
        if gains[other] != max(least, ZERO):
            yield f"offer {turn + 1}: {game.players[other]} accepts {short_text(max(least, ZERO))} above " + (
                f"disagreement, and is offered {short_text(gains[other])}"
            )
        if worth[me] < refused.values[me]:
            yield f"offer {turn + 1}: {game.players[me]} would rather be refused"
        if weights[me] <= 0:
            yield f"dual of offer {turn + 1}: a positive weight of the proposer is needed"
        yield from _bound(game, turn, gains, dual)
        later = worth
    stated = [
        rational(u) - rational(d)
        for one in allocations
        for u, d in zip(one.payoffs, game.problem.disagreement, strict=True)
    ]
    if stated != list(later):
        yield (
            "the allocation is not what the offers lead to: "
            + ", ".join(map(short_text, later))
            + (" above disagreement")
        )


def _no_agreement_problems(
    game: AlternatingOffers, allocations: Sequence[Allocation], dual: Mapping[str, Multipliers]
) -> Iterator[str]:
    """No agreement gives both what they have outside: weights and multipliers prove it."""
    if allocations:
        yield "there are allocations, but no offers"
        return
    own = dual.get(NO_AGREEMENT, {})
    weights = weights_of(game, own)
    if game.rounds is not None or any(w < 0 for w in weights):
        yield "there is no allocation, and no proof that nothing can be agreed on"
        return
    options = (ZERO, ZERO) if game.outside is None else outside_gains(game)
    total, rest = weighted_payoffs(game.problem, weights)
    floor = sum(
        (w * (x + rational(d)) for w, x, d in zip(weights, options, game.problem.disagreement, strict=True)),
        ZERO,
    )
    multipliers = _without_weights(game, own)
    rows = constraints_of(game.problem)
    bound = floor - rational(rest)
    yield from bound_problem(rows, total, bound, multipliers, NO_AGREEMENT)
    known = {one.name: rational(one.right) for one in rows}
    if sum((rational(m) * known.get(name, ZERO) for name, m in multipliers.items()), ZERO) >= bound:
        yield "the multipliers do not exclude an agreement as good as the outside options"


def gains_of_offer(game: AlternatingOffers, one: Allocation) -> Pair:
    """What an offer gives above disagreement, not discounted."""
    a, b = (rational(u) - rational(d) for u, d in zip(one.payoffs, game.problem.disagreement, strict=True))
    return a, b


def weights_of(game: AlternatingOffers, multipliers: Multipliers) -> Pair:
    """The weights of the players among the multipliers of a proof."""
    one, two = (rational(multipliers.get(share_name(game.problem, player), ZERO)) for player in (0, 1))
    return one, two


def _bound(game: AlternatingOffers, turn: int, gains: Pair, dual: Mapping[str, Multipliers]) -> Iterator[str]:
    """No agreement is worth more than these gains under the weights of the proof."""
    name = offer_name(turn)
    own = dual.get(name, {})
    weights = weights_of(game, own)
    if min(weights) < 0 or not any(weights):
        yield f"dual of {name}: weights of the players are needed that are not negative and not all zero"
        return
    total, rest = weighted_payoffs(game.problem, weights)
    level = sum(
        (w * (g + rational(d)) for w, g, d in zip(weights, gains, game.problem.disagreement, strict=True)),
        ZERO,
    )
    yield from bound_problem(
        constraints_of(game.problem), total, level - rational(rest), _without_weights(game, own), name
    )


def _without_weights(game: AlternatingOffers, multipliers: Multipliers) -> dict[str, Fraction]:
    names = {share_name(game.problem, player) for player in (0, 1)}
    return {name: rational(x) for name, x in multipliers.items() if name not in names}
