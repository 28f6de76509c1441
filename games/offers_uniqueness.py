"""Whether all equilibria of alternating offers pay alike, as far as the proven offers can tell.

Without end the proposers' payoffs are the fixed point of two concave frontiers, and unique (Rubinstein 1982;
Osborne and Rubinstein 1990, 3.10), unless a responder cannot be offered more than refusing gives, or could be
given more at no cost. With a last round the least and the most that each player can have are carried back
from it; a tie opens them, and a round in which the tie does not matter closes them again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from .allocation import Allocation
from .alternating_offers import AlternatingOffers
from .bargaining_proof import Multipliers, largest_gains
from .exact import rational
from .offers_proof import (
    Offers,
    Pair,
    gains_of_offer,
    offer_name,
    outside_gains,
    outside_values,
    pair,
    refused_values,
    stationary_refusals,
    weights_of,
)
from .wording import player_name

ZERO = Fraction(0)
Dual = Mapping[str, Multipliers]


def claim_problems(
    game: AlternatingOffers,
    offers: Offers,
    ideal: Sequence[Allocation],
    dual: Dual,
    complete: bool,
    knife_edge: bool,
) -> Iterator[str]:
    """Yield what is wrong with what is claimed about other equilibria, the offers being proven."""
    if not offers:
        if knife_edge == complete:
            yield "knife_edge tells whether other equilibria agree, and complete that none does"
        return
    doubt = doubt_about(game, offers, ideal, dual)
    if complete and doubt:
        yield f"complete is true, but {doubt}"
    tied = not complete or is_tied(game, offers)
    if knife_edge != tied:
        yield f"knife_edge is {str(knife_edge).lower()}, but there is {'a' if tied else 'no'} tie"


def doubt_about(game: AlternatingOffers, offers: Offers, ideal: Sequence[Allocation], dual: Dual) -> str:
    """Return why other equilibria may pay differently from proven offers; nothing where they do not."""
    most = pair(largest_gains(game.problem, ideal))
    if game.rounds is None:
        return _doubt_without_end(game, [one for one in offers if one is not None], most, dual)
    return _doubt_in_rounds(game, offers, most, dual)


def is_tied(game: AlternatingOffers, offers: Offers) -> bool:
    """Whether a responder is indifferent to the outside option, or what is agreed on is just both options."""
    if game.outside is None:
        return False
    gains = [None if one is None else gains_of_offer(game, one) for one in offers]
    if game.rounds is None:
        both = [one for one in gains if one is not None]
        ties = (len(stationary_refusals(game, turn, both)) > 1 for turn in (0, 1))
        return both[0] == outside_gains(game) or any(ties)
    later: Pair = (ZERO, ZERO)
    for turn in range(len(offers) - 1, -1, -1):
        other = 1 - game.proposer(turn)
        out, own = outside_values(game, turn), gains[turn]
        if out is not None and out[other] == later[other] and out != later:
            return True
        if own is None:
            later = refused_values(game, turn, later)
        else:
            later = (own[0] * rational(game.worth(0, turn)), own[1] * rational(game.worth(1, turn)))
    return False


def _doubt_without_end(game: AlternatingOffers, offers: Sequence[Allocation], most: Pair, dual: Dual) -> str:
    gains = [gains_of_offer(game, one) for one in offers]
    names = [player_name(who) for who in game.players]
    for turn in (0, 1):
        me, other = game.proposer(turn), 1 - game.proposer(turn)
        refused = stationary_refusals(game, turn, gains)
        if gains[turn][other] == most[other] and any(v[me] != gains[turn][me] for v in refused):
            return (
                f"{names[other]} may as well turn down offer {turn + 1}, the most there is for it, so that "
                "other equilibria pay differently"
            )
    me, other = game.proposer(0), 1 - game.proposer(0)
    if not weights_of(game, dual, offer_name(0))[other]:
        return (
            f"{names[me]} could give {names[other]} more at no cost, so that other equilibria pay differently"
        )
    return ""


def _doubt_in_rounds(game: AlternatingOffers, offers: Offers, most: Pair, dual: Dual) -> str:
    doubt = ""
    low, high = [ZERO, ZERO], [ZERO, ZERO]
    for turn in range(len(offers) - 1, -1, -1):
        low, high = _range_of_round(game, turn, offers[turn], (low, high), most, dual)
        if low == high:
            doubt = ""
        elif not doubt:
            doubt = (
                f"a player is indifferent in round {turn + 1}, so that other equilibria may pay differently"
            )
    return doubt


def _range_of_round(
    game: AlternatingOffers,
    turn: int,
    offer: Allocation | None,
    later: tuple[list[Fraction], list[Fraction]],
    most: Pair,
    dual: Dual,
) -> tuple[list[Fraction], list[Fraction]]:
    """The least and the most that each player has in equilibria from a round on, given those of the next."""
    me, other = game.proposer(turn), 1 - game.proposer(turn)
    mine, theirs = rational(game.worth(me, turn)), rational(game.worth(other, turn))
    low, high = _range_of_refusal(game, turn, later)
    least = low[other]
    wide = max(high[other], theirs * most[other])
    if least < high[other]:
        high[me], high[other] = max(high[me], mine * most[me]), wide
        return low, high
    possible = least <= theirs * most[other]
    shared = weights_of(game, dual, offer_name(turn))[other] > 0
    if offer is None:
        settled = low[me] == high[me] and shared if mine else low[me] > 0
        if possible and not settled:
            high[other] = wide
        return low, high
    if not theirs:
        # Accepting and refusing are worth the same to the responder: nothing.
        high[me] = max(high[me], mine * most[me])
        return low, high
    agreed = mine * gains_of_offer(game, offer)[me]
    high[me] = max(high[me], agreed)
    if least < theirs * most[other]:
        # A little more would be accepted for sure, so that the proposer has no less.
        low[me] = max(low[me], agreed)
    if not (mine and shared):
        high[other] = wide
    return low, high


def _range_of_refusal(
    game: AlternatingOffers, turn: int, later: tuple[list[Fraction], list[Fraction]]
) -> tuple[list[Fraction], list[Fraction]]:
    """The least and the most that each player has after a refusal, by waiting or the outside option."""
    low, high = list(later[0]), list(later[1])
    out = outside_values(game, turn)
    if out is None:
        return low, high
    me, other = game.proposer(turn), 1 - game.proposer(turn)
    ends = []
    if out[other] <= high[other]:
        ends += [low[me], high[me]]
    if out[other] >= low[other]:
        ends.append(out[me])
    low[me], high[me] = min(ends), max(ends)
    low[other], high[other] = max(low[other], out[other]), max(high[other], out[other])
    return low, high
