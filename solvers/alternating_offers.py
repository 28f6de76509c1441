"""Alternating offers: the stationary equilibrium without end, backward recursion with a last round."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..games.allocation import Allocation
from ..games.alternating_offers import AlternatingOffers
from ..games.bargaining_proof import (
    NO_AGREEMENT,
    constraints_of,
)
from ..games.errors import SolverFailed, UnsupportedGame
from ..games.exact import rational
from ..games.normal_form import require_rational
from ..games.offers_proof import (
    Pair,
    needed_gains,
    offer_name,
    offer_problems,
    outside_gains,
    refused_values,
)
from ..games.offers_uniqueness import doubt_about, is_tied
from ..games.solution import Solution
from ..games.wording import player_name
from .bargaining_frontier import frontier
from .bargaining_program import best_point
from .offers_frontier import Dual, Line

ZERO, ONE = Fraction(0), Fraction(1)


def alternating_offers(game: AlternatingOffers) -> Solution:
    """Return the subgame perfect outcome of bargaining by offers in turn, with the offers that support it.

    Parameters
    ----------
    game : AlternatingOffers

    Returns
    -------
    Solution
        `allocations` has what the players get, worth in the first round; it is empty where no agreement is
        reached. `offers` has the offers: without end that of each player, whoever's turn it is; with a last
        round one per round, None where the proposer would rather be refused. `ideal` has the best agreement
        of each player. `complete` is True where all equilibria give these payoffs, or none has an agreement.

    Raises
    ------
    UnsupportedGame, SymbolsLeft
        For payoffs that are unbounded or no rational numbers.

    Notes
    -----
    Without end, x and y are the offers at which each responder is indifferent between accepting and the best
    of waiting and the outside option (Rubinstein 1982; Binmore, Shaked and Sutton 1989). The condition is
    piecewise linear and strictly monotone on a frontier that is a chain of lines, so that its only root is
    found exactly. With a last round the same condition is solved from the end.

    Examples
    --------
    >>> from quidproquo.games.bargaining_problem import BargainingProblem
    >>> pie = BargainingProblem([(1, 0), (0, 1)], (0, 0), players=["US", "China"])
    >>> [str(u) for u in alternating_offers(AlternatingOffers(pie, ["3/5", "13/15"])).allocations[0].payoffs]
    ['5/18', '13/18']
    >>> alternating_offers(AlternatingOffers(pie, "9/10", outside=["1/4", "4/5"])).complete_because
    'no agreement: no division gives both players what they have outside'
    """
    if not isinstance(game, AlternatingOffers):
        raise UnsupportedGame(
            "alternating-offers needs a problem with offers in turn (AlternatingOffers; in YAML discount or "
            f"schedule), and no {type(game).__name__}"
        )
    require_rational(game, "alternating-offers")
    rows = constraints_of(game.problem)
    first = best_point([ZERO] * len(game.issues), rows)
    if not first.point:
        dual = {NO_AGREEMENT: dict(first.multipliers)}
        return _proven(game, dual, "no agreement: none gives both at least the disagreement payoffs")
    line = Line(game, frontier(game.problem, rows))
    if game.rounds is None:
        return _stationary(game, line)
    return _finite(game, line, game.rounds)


def _stationary(game: AlternatingOffers, line: Line) -> Solution:
    me, other = game.proposer(0), game.proposer(1)
    options = outside_gains(game)
    if options[me] > line.most(me) or options[other] > line.rest(me, options[me]):
        return _nothing(game, line)
    least = _root(game, line, options)
    reply = max(rational(game.worth(me, 1)) * line.rest(other, least), options[me])
    offers = [_offer(game, line, 0, least), _offer(game, line, 1, reply)]
    dual = {offer_name(0): line.proof(other, least), offer_name(1): line.proof(me, reply)}
    because = "the offers at which each responder is indifferent are unique, and all equilibria pay alike"
    return _supported(game, line, offers[0], offers, dual, because)


def _root(game: AlternatingOffers, line: Line, options: Pair) -> Fraction:
    """What the second proposer is offered in the first round: the fixed point of offer and counter-offer."""
    me, other = game.proposer(0), game.proposer(1)
    mine, theirs = rational(game.worth(me, 1)), rational(game.worth(other, 1))

    def counter(z: Fraction) -> Fraction:
        return theirs * line.rest(me, max(mine * line.rest(other, z), options[me]))

    top = line.most(other)
    breaks = {ZERO, top} | {g[other] for g in line.gains}
    if mine:
        turning = [g[me] / mine for g in line.gains] + [options[me] / mine]
        breaks |= {line.rest(me, x) for x in turning if ZERO <= x <= line.most(me)}
    points = sorted(z for z in breaks if ZERO <= z <= top)
    # counter(z) - z falls strictly, is not negative at 0 and not positive at the top.
    k = next(k for k, z in enumerate(points) if counter(z) <= z)
    if k == 0:
        return max(points[0], options[other])
    low, high = points[k - 1], points[k]
    a, b = counter(low) - low, counter(high) - high
    return max(low + (high - low) * a / (a - b), options[other])


def _offer(game: AlternatingOffers, line: Line, turn: int, least: Fraction) -> Allocation:
    """The offer of a round that leaves the responder the gain `least`."""
    other = 1 - game.proposer(turn)
    gains = line.gains_at(other, least)
    payoffs = tuple(rational(d) + g for d, g in zip(game.problem.disagreement, gains, strict=True))
    return Allocation(payoffs, agreement=line.agreement(other, least), proposer=1 - other)


def _nothing(game: AlternatingOffers, line: Line) -> Solution:
    """No agreement is as good as the outside options: they lie beyond the frontier."""
    options = needed_gains(game, True)
    beyond = next((k for k in (0, 1) if options[k] > line.most(k)), None)
    because = "no agreement: no division gives both players what they have outside"
    if beyond is not None:
        return _proven(game, {NO_AGREEMENT: line.only(beyond)}, because)
    if options[1] > line.rest(0, options[0]):
        return _proven(game, {NO_AGREEMENT: line.proof(0, options[0])}, because)
    me, other = (player_name(game.players[game.proposer(turn)]) for turn in (0, 1))
    because += (
        f"; but {other} has nothing outside and may wait as well, and where {me} expects that, an "
        "agreement now can be better for it"
    )
    dual = {NO_AGREEMENT: line.only(game.proposer(0))}
    return _proven(game, dual, because, complete=False, knife_edge=True)


def _finite(game: AlternatingOffers, line: Line, rounds: int) -> Solution:
    later: Pair = (ZERO, ZERO)
    offers: list[Allocation | None] = [None] * rounds
    dual: Dual = {}
    path = "no agreement is made in any round: "
    reached: Allocation | None = None
    for turn in range(rounds - 1, -1, -1):
        me, other = game.proposer(turn), 1 - game.proposer(turn)
        mine, theirs = rational(game.worth(me, turn)), rational(game.worth(other, turn))
        refused = refused_values(game, turn, later)
        least = refused[other] / theirs if theirs else ZERO
        possible = refused[other] <= theirs * line.most(other)
        if possible:
            dual[offer_name(turn)] = line.proof(other, least)
        if possible and mine * line.rest(other, least) >= refused[me]:
            reached = offers[turn] = _offer(game, line, turn, least)
            path = f"agreement in round {turn + 1}: " if turn else ""
            gains = line.gains_at(other, least)
            later = (gains[0] * rational(game.worth(0, turn)), gains[1] * rational(game.worth(1, turn)))
        else:
            if refused != later:
                reached = None
                who = player_name(game.players[other])
                path = f"no agreement: {who} takes the outside option in round {turn + 1}: "
            later = refused
    payoffs = tuple(rational(d) + g for d, g in zip(game.problem.disagreement, later, strict=True))
    allocation = Allocation(
        payoffs,
        agreement=() if reached is None else reached.agreement,
        proposer=None if reached is None else reached.proposer,
    )
    because = f"{path}every round has one offer that is best, found from the last one back"
    return _supported(game, line, allocation, offers, dual, because)


def _supported(
    game: AlternatingOffers,
    line: Line,
    allocation: Allocation,
    offers: Sequence[Allocation | None],
    dual: Dual,
    because: str,
) -> Solution:
    """The answer that the offers lead to; whether others pay differently is told by the certificate."""
    ideal, best = line.ideal()
    doubt = doubt_about(game, offers, ideal, dual)
    return _proven(
        game,
        {**dual, **best},
        doubt or because,
        complete=not doubt,
        knife_edge=bool(doubt) or is_tied(game, offers),
        allocations=[allocation],
        offers=offers,
        ideal=ideal,
    )


def _proven(
    game: AlternatingOffers,
    dual: Dual,
    because: str,
    *,
    complete: bool = True,
    knife_edge: bool = False,
    allocations: Sequence[Allocation] = (),
    offers: Sequence[Allocation | None] = (),
    ideal: Sequence[Allocation] = (),
) -> Solution:
    """The answer, once the certificate has accepted it."""
    wrong = next(offer_problems(game, allocations, offers, ideal, dual, complete), None)
    if wrong is not None:
        raise SolverFailed(f"alternating-offers: the proof failed: {wrong}")
    return Solution(
        game=game,
        concept="alternating-offers",
        method="indifference" if game.rounds is None else "backward-induction",
        equilibria=(),
        components=(),
        complete=complete,
        complete_because=because,
        knife_edge=knife_edge,
        allocations=tuple(allocations),
        offers=tuple(offers),
        ideal=tuple(ideal),
        dual=dual,
    )
