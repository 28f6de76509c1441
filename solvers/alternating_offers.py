"""Alternating offers: the stationary equilibrium without end, backward recursion with a last round."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from fractions import Fraction

from ..games.allocation import Allocation
from ..games.alternating_offers import AlternatingOffers
from ..games.bargaining_proof import NO_AGREEMENT, constraints_of, share_name, weighted_payoffs
from ..games.errors import SolverFailed, UnsupportedGame
from ..games.exact import rational
from ..games.normal_form import require_rational
from ..games.offers_proof import Pair, offer_name, offer_problems, outside_gains, refusal
from ..games.solution import Solution
from .bargaining_frontier import Corner, frontier
from .bargaining_program import best_point

ZERO, ONE = Fraction(0), Fraction(1)
Dual = dict[str, dict[str, Fraction]]


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
        round one per round, None where the proposer would rather be refused. `complete` is True where all
        equilibria give these payoffs.

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
        return _proven(game, [], [], dual, "no agreement: none gives both at least the disagreement payoffs")
    line = _Line(game, frontier(game.problem, rows))
    if game.rounds is None:
        return _stationary(game, line)
    return _finite(game, line, game.rounds)


@dataclass(slots=True)
class _Line:
    """The frontier in gains over disagreement, with the multipliers of its edges."""

    game: AlternatingOffers
    corners: list[Corner]
    gains: list[Pair] = field(init=False)
    proofs: dict[int, dict[str, Fraction]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        one, two = map(rational, self.game.problem.disagreement)
        self.gains = [(c.payoffs[0] - one, c.payoffs[1] - two) for c in self.corners]

    def most(self, player: int) -> Fraction:
        """The largest gain of a player."""
        return self.gains[-1 if player == 0 else 0][player]

    def edge(self, player: int, least: Fraction) -> tuple[int, Fraction]:
        """The edge, and the place on it, at which a player gains `least`; the end of the frontier below."""
        values = [g[player] for g in self.gains]
        if player == 1:
            values = values[::-1]
        k = bisect_left(values, least)
        if k == 0:
            return (0, ZERO) if player == 0 else (max(len(values) - 2, 0), ONE)
        place = (least - values[k - 1]) / (values[k] - values[k - 1])
        return (k - 1, place) if player == 0 else (len(values) - 1 - k, ONE - place)

    def rest(self, player: int, least: Fraction) -> Fraction:
        """The most that the other player can gain while `player` gains `least`."""
        k, place = self.edge(player, least)
        if len(self.gains) == 1:
            return self.gains[0][1 - player]
        one, two = self.gains[k][1 - player], self.gains[k + 1][1 - player]
        return one + place * (two - one)

    def agreement(self, player: int, least: Fraction) -> tuple[Fraction, ...]:
        """An agreement on the frontier that gives a player the gain `least`, or more below the end."""
        k, place = self.edge(player, least)
        if len(self.gains) == 1:
            return self.corners[0].agreement
        one, two = self.corners[k].agreement, self.corners[k + 1].agreement
        return tuple(x + place * (y - x) for x, y in zip(one, two, strict=True))

    def flat(self, player: int, least: Fraction) -> bool:
        """Whether the other player would lose nothing by giving `player` more than `least`."""
        return least < self.gains[0 if player == 0 else -1][player]

    def proof(self, player: int, least: Fraction) -> dict[str, Fraction]:
        """Weights and multipliers: no agreement is better than the point where `player` gains `least`."""
        if self.flat(player, least):
            return self._multipliers((ZERO, ONE) if player == 0 else (ONE, ZERO))
        k, _ = self.edge(player, least)
        if k not in self.proofs:
            weights = (ONE, ONE)
            if len(self.gains) > 1:
                (a, b), (c, d) = self.gains[k], self.gains[k + 1]
                weights = (b - d, c - a)
            self.proofs[k] = self._multipliers(weights)
        return self.proofs[k]

    def only(self, player: int) -> dict[str, Fraction]:
        """Weights and multipliers: no agreement gives a player more than the most."""
        return self._multipliers((ONE, ZERO) if player == 0 else (ZERO, ONE))

    def _multipliers(self, weights: Pair) -> dict[str, Fraction]:
        problem = self.game.problem
        total, _ = weighted_payoffs(problem, weights)
        found = best_point(list(map(rational, total)), constraints_of(problem)).multipliers
        return {
            **{share_name(problem, k): w for k, w in enumerate(weights) if w},
            **found,
        }


def _stationary(game: AlternatingOffers, line: _Line) -> Solution:
    me, other = game.proposer(0), game.proposer(1)
    options = [ZERO, ZERO] if game.outside is None else list(outside_gains(game))
    floor = [max(x, ZERO) for x in options]
    if floor[me] > line.most(me) or floor[other] > line.rest(me, floor[me]):
        return _nothing(game, line, floor)
    least = _root(game, line, options)
    x = line.rest(other, least)
    reply = max(rational(game.worth(me, 1)) * x, options[me])
    y = line.rest(me, reply)
    offers = [_offer(game, line, 0, least), _offer(game, line, 1, reply)]
    dual = {offer_name(0): line.proof(other, least), offer_name(1): line.proof(me, reply)}
    waits = (rational(game.worth(me, 1)) * x, rational(game.worth(other, 1)) * y)
    ties = game.outside is not None and (
        waits[0] == options[me] or waits[1] == options[other] or floor[other] == line.rest(me, floor[me])
    )
    complete = not line.flat(other, least) and not line.flat(me, reply)
    because = "the offers at which each responder is indifferent are unique, and all equilibria pay alike"
    if not complete:
        because = "a proposer could give the other more at no cost, so that other equilibria pay differently"
    return _proven(
        game, [offers[0]], offers, dual, because, complete=complete, knife_edge=ties or not complete
    )


def _root(game: AlternatingOffers, line: _Line, options: list[Fraction]) -> Fraction:
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


def _offer(game: AlternatingOffers, line: _Line, turn: int, least: Fraction) -> Allocation:
    """The offer of a round that leaves the responder the gain `least`."""
    other = 1 - game.proposer(turn)
    gains = [ZERO, ZERO]
    gains[other], gains[1 - other] = least, line.rest(other, least)
    payoffs = tuple(rational(d) + g for d, g in zip(game.problem.disagreement, gains, strict=True))
    return Allocation(payoffs, agreement=line.agreement(other, least), proposer=1 - other)


def _nothing(game: AlternatingOffers, line: _Line, floor: list[Fraction]) -> Solution:
    """No agreement is as good as the outside options: they lie beyond the frontier."""
    beyond = next((k for k in (0, 1) if floor[k] > line.most(k)), None)
    proof = line.proof(0, floor[0]) if beyond is None else line.only(beyond)
    return _proven(
        game,
        [],
        [],
        {NO_AGREEMENT: proof},
        "no agreement: no division gives both players what they have outside",
    )


def _finite(game: AlternatingOffers, line: _Line, rounds: int) -> Solution:
    later: Pair = (ZERO, ZERO)
    bounds: tuple[Pair, Pair] = (later, later)
    offers: list[Allocation | None] = [None] * rounds
    dual: Dual = {}
    ties = False
    for turn in range(rounds - 1, -1, -1):
        bounds = _bounds(game, line, turn, bounds)
        me, other = game.proposer(turn), 1 - game.proposer(turn)
        mine, theirs = rational(game.worth(me, turn)), rational(game.worth(other, turn))
        refused = refusal(game, turn, later)
        least = max(refused.reservation / theirs, ZERO) if theirs else ZERO
        possible = least <= line.most(other) and (theirs > 0 or refused.reservation <= 0)
        gain = line.rest(other, least) if possible else ZERO
        ties |= refused.tie or (possible and mine * gain == refused.values[me] and turn == 0)
        if possible and mine * gain >= refused.values[me]:
            offers[turn] = _offer(game, line, turn, least)
            dual[offer_name(turn)] = line.proof(other, least)
            values = [ZERO, ZERO]
            values[me], values[other] = mine * gain, theirs * least
            later = (values[0], values[1])
        else:
            dual[offer_name(turn)] = line.proof(other, least) if possible else line.only(other)
            later = refused.values
    start = next((turn for turn, one in enumerate(offers) if one is not None), None)
    complete = bounds[0] == bounds[1]
    because = "every round has one offer that is best, found from the last one back"
    if not complete:
        because = "a proposer is indifferent between offers, so that other equilibria pay differently"
    payoffs = tuple(rational(d) + g for d, g in zip(game.problem.disagreement, later, strict=True))
    reached = offers[start] if start is not None else None
    if reached is None:
        because = f"no agreement is made in any round: {because}"
    elif start:
        because = f"agreement in round {start + 1}: {because}"
    allocation = Allocation(
        payoffs,
        agreement=() if reached is None else reached.agreement,
        proposer=None if reached is None else reached.proposer,
    )
    return _proven(
        game, [allocation], offers, dual, because, complete=complete, knife_edge=ties or not complete
    )


def _bounds(game: AlternatingOffers, line: _Line, turn: int, later: tuple[Pair, Pair]) -> tuple[Pair, Pair]:
    """The least and the most that each player gets in any equilibrium from a round on."""
    me, other = game.proposer(turn), 1 - game.proposer(turn)
    mine, theirs = rational(game.worth(me, turn)), rational(game.worth(other, turn))
    after = [refusal(game, turn, one) for one in later]
    least, most = (one.reservation for one in after)
    refused = [one.values[me] for one in after]
    if after[0].opting_out != after[1].opting_out or after[0].tie or after[1].tie:
        refused += [one[me] for one in later]
        if game.outside is not None:
            refused.append(outside_gains(game)[me] * mine)

    def accepted(reservation: Fraction) -> Fraction | None:
        if not theirs:
            return mine * line.most(me) if reservation <= 0 else None
        need = max(reservation / theirs, ZERO)
        return mine * line.rest(other, need) if need <= line.most(other) else None

    low, high = accepted(most), accepted(least)
    own = (
        min(refused) if low is None else max(low, min(refused)),
        max(refused) if high is None else max(high, *refused),
    )
    need = max(least / theirs, ZERO) if theirs else ZERO
    strict = mine > 0 and not (theirs > 0 and line.flat(other, need))
    theirs_most = max(most, ZERO) if strict else max(most, theirs * line.most(other))
    both = ((own[0], max(least, ZERO)), (own[1], theirs_most))
    return (
        ((both[0][0], both[0][1]), (both[1][0], both[1][1]))
        if me == 0
        else (
            (both[0][1], both[0][0]),
            (both[1][1], both[1][0]),
        )
    )


def _proven(
    game: AlternatingOffers,
    allocations: list[Allocation],
    offers: list[Allocation | None] | list[Allocation],
    dual: Dual,
    because: str,
    *,
    complete: bool = True,
    knife_edge: bool = False,
) -> Solution:
    """The answer, once the certificate has accepted it."""
    wrong = next(offer_problems(game, allocations, offers, dual, complete), None)
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
        dual=dual,
    )
