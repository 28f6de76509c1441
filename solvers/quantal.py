"""Logit quantal responses as intervals proven in ball arithmetic, and the likelihood of observed choices."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

from ..games.enclosure import Enclosure, Interval
from ..games.errors import InvalidInput, LimitReached, UnsupportedGame
from ..games.exact import exact, number_text, rational
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.recall import require_perfect_recall
from ..games.record import Counts, Record, counts_of
from ..games.solution import Solution
from .logit_map import logit_map
from .logit_path import follow
from .logit_proof import SMALLEST, enclosure_of, prove_response
from .logit_uniqueness import why_only_one

DIGITS = 24
"""Decimal places of the stated intervals."""

MAX_BITS = 1 << 16

UNIQUE = (
    "with perfect information the logit response follows node by node from the last moves to the first, so "
    "there is one for each lambda (McKelvey & Palfrey 1998)"
)

BRANCH = (
    "the box is proven to hold exactly one logit response; that it is the first one on the branch from "
    "uniform play was followed in floats, and there may be others elsewhere"
)
CROSSED = "; on the way branches cross or nearly touch, and the one that goes straight on was followed"


def quantal(game: NormalFormGame | ExtensiveFormGame, lam: Any = None) -> Solution:
    """Return the logit quantal response equilibrium at a precision of choice, in intervals that are proven.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        Any number of players; trees with perfect recall (agent form), chance, and payoffs at inner nodes.
    lam : exact number, at least 0
        The precision of choice, per unit of payoff: 0 is chance, and the larger it is, the more surely the
        better action is taken. A float is taken as the decimal that it prints as.

    Returns
    -------
    Solution
        `enclosures` holds one entry: for every action and every payoff an interval with rational ends that is
        proven to contain the number, which is transcendental in general. In trees with perfect information
        the answer is complete. Elsewhere the box is proven to hold exactly one response; that it is the first
        one on the branch from uniform play is numerical, and `complete` is true only where there is shown to
        be no other: at small lambda, where the logit map is a contraction, and where two players have opposed
        interests.

    Raises
    ------
    UnsupportedGame
        For symbols left free, imperfect recall, and information sets that chance never leads to where the
        odds of their nodes matter.
    InvalidInput
        If `lam` is missing, negative, or no rational number.
    LimitReached
        Where no box could be proven: probabilities below 10^-400, or a `lam` at which the branch turns or
        that is too large for floats.

    Notes
    -----
    McKelvey and Palfrey (1995, 1998): the probability of an action is proportional to the exponential of
    lambda times what it yields. Perfect information is treated by recursion in balls (Johansson 2017). Other
    games are followed along the branch from uniform play (Turocy 2005), and the end is proven by the operator
    of Krawczyk (1969).

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"hold": outcome(0), "trade": outcome(1)}))
    >>> (found,) = quantal(game, 2).enclosures
    >>> [round(float(low), 6) for low, _ in found.profile[0]], found.proven
    ([0.119203, 0.880797], True)
    >>> pennies = NormalFormGame([[[9, -1], [-1, 1]], [[-1, 1], [1, -1]]])
    >>> (found,) = quantal(pennies, 1).enclosures
    >>> [round(float(low), 6) for row in found.profile for low, _ in row]
    [0.75872, 0.24128, 0.262139, 0.737861]
    """
    value = checked_lambda(game, lam)
    if isinstance(game, ExtensiveFormGame) and game.has_perfect_information:
        because, complete, enclosure = UNIQUE, True, perfect_information_response(game, value)
        method = "backward-recursion-in-ball-arithmetic"
    else:
        enclosure, crossed = followed_response(game, value)
        method = "path-following-with-krawczyk-proof"
        alone = why_only_one(game, value)
        complete = bool(alone)
        because = alone or f"{BRANCH}{CROSSED if crossed else ''}"
    return Solution(
        game=game,
        concept="quantal",
        method=method,
        equilibria=(),
        components=(),
        complete=complete,
        complete_because=because,
        enclosures=(enclosure,),
        lam=value,
    )


def log_likelihood(game: NormalFormGame | ExtensiveFormGame, record: Record, lam: Any) -> Interval:
    """Return an interval that contains the log-likelihood of observed choices under the logit response.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        As for `quantal`, whose response is taken.
    record : mapping or sequence of str
        How often each action was seen at each set, ``{set: {action: times}}`` by labels, in normal forms
        ``{player: {strategy: times}}``; or the actions of one observed play of a tree.
    lam : exact number, at least 0

    Returns
    -------
    pair of Fractions
        Proven lower and upper ends, in natural logarithms.

    Raises
    ------
    InvalidInput
        For a set or an action that the game does not have, a count that is no whole number from 0 on, and a
        record without any choice.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"hold": outcome(0), "trade": outcome(1)}, information_set="move"))
    >>> low, high = log_likelihood(game, {"move": {"hold": 1, "trade": 3}}, 0)
    >>> round(float(low), 6), high - low < Fraction(1, 10**20)
    (-2.772589, True)
    """
    return likelihood_of_counts(game, counts_of(game, record), checked_lambda(game, lam))


def likelihood_of_counts(
    game: NormalFormGame | ExtensiveFormGame, counts: Counts, value: Fraction
) -> Interval:
    """The same for counts by numbers."""
    if not (isinstance(game, ExtensiveFormGame) and game.has_perfect_information):
        return _likelihood_in_box(followed_response(game, value)[0], counts)
    from flint import arb, ctx

    bits = 128
    while bits <= MAX_BITS:
        before, ctx.prec = ctx.prec, bits
        try:
            rows, _ = _balls(game, value)
            total = arb(0)
            for (number, action), times in counts.items():
                if times:
                    total += rows[number][action].log() * times
            if total.is_finite() and total.rad() < arb(10) ** -(DIGITS + 2):
                return decimal_interval(total)
        finally:
            ctx.prec = before
        bits *= 2
    raise LimitReached(f"the likelihood at lambda {number_text(value)} needs more than {MAX_BITS} bits")


def _likelihood_in_box(enclosure: Enclosure, counts: Counts) -> Interval:
    from flint import arb, ctx

    before, ctx.prec = ctx.prec, 256
    try:
        total = arb(0)
        for (number, action), times in counts.items():
            if times:
                low, high = (enclosure.profile[number] or ())[action]
                total += _ball(low).log().union(_ball(high).log()) * times
        return decimal_interval(total)
    finally:
        ctx.prec = before


def checked_lambda(game: NormalFormGame | ExtensiveFormGame, lam: Any) -> Fraction:
    """Return lambda as a fraction, refusing what is none and games without a logit response."""
    checked_game(game)
    if lam is None:
        raise InvalidInput("quantal needs lambda, the precision of choice: --lambda 1/2, say")
    value = exact(lam, "lambda")
    if not isinstance(value, Fraction) or value < 0:
        raise InvalidInput(f"lambda is {number_text(value)}; a rational number from 0 on is accepted")
    return value


def checked_game(game: NormalFormGame | ExtensiveFormGame) -> None:
    """Refuse symbols left free, other situations, and players who forget."""
    if not isinstance(game, (NormalFormGame, ExtensiveFormGame)):
        raise UnsupportedGame(f"quantal takes normal forms and trees; this is a {type(game).__name__}")
    require_rational(game, "quantal")
    if isinstance(game, ExtensiveFormGame):
        require_perfect_recall(game, "quantal")


def followed_response(game: NormalFormGame | ExtensiveFormGame, lam: Fraction) -> tuple[Enclosure, bool]:
    """The proven response on the branch from uniform play, and whether branches cross before it."""
    system = logit_map(game)
    crossed, here = False, None
    target = system.scale(lam)
    for here in follow(system, target):
        crossed |= here.crossed
        if here.odds.size and np.ptp(np.append(here.odds, 0.0)) > 3 * SMALLEST * math.log(10):
            break
    assert here is not None
    proven = prove_response(system, here.odds, lam) if here.scale == target else None
    if proven is None:
        raise LimitReached(
            f"at lambda {number_text(lam)} no box could be proven to hold the response; "
            f"probabilities below 10^-{SMALLEST} are not stated, and a smaller lambda may be answered"
        )
    places = len(game.players if isinstance(game, NormalFormGame) else game.information_sets)
    return enclosure_of(system, proven, places), crossed


def perfect_information_response(game: ExtensiveFormGame, lam: Fraction) -> Enclosure:
    """Raise the precision until every interval is as narrow as it is written."""
    from flint import arb, ctx

    bits = 128
    while bits <= MAX_BITS:
        before, ctx.prec = ctx.prec, bits
        try:
            rows, values = _balls(game, lam)
            every = [p for row in rows.values() for p in row] + values
            if all(x.is_finite() and x.rad() < arb(10) ** -(DIGITS + 2) for x in every):
                sets = range(len(game.information_sets))
                profile = tuple(tuple(map(decimal_interval, rows[n])) if n in rows else None for n in sets)
                return Enclosure(profile, tuple(map(decimal_interval, values)), True)
        finally:
            ctx.prec = before
        bits *= 2
    raise LimitReached(f"the response at lambda {number_text(lam)} needs more than {MAX_BITS} bits")


def _balls(game: ExtensiveFormGame, lam: Fraction) -> tuple[dict[int, list[Any]], list[Any]]:
    """The probabilities at each information set, and the payoffs at the root, as balls."""
    from flint import arb

    players = range(len(game.players))
    scale = _ball(lam)
    values: list[list[Any]] = [[] for _ in game.children]
    rows: dict[int, list[Any]] = {}
    for node in range(len(game.children) - 1, -1, -1):
        total = [_ball(rational(table[node])) for table in game.payoffs]
        below = game.children[node]
        if below:
            one = game.information_sets[game.set_of[node]]
            if one.player == CHANCE:
                weights = [_ball(rational(p)) for p in one.probabilities]
            else:
                earned = [scale * values[child][one.player] for child in below]
                weights = [arb(1) / sum(((y - x).exp() for y in earned), arb(0)) for x in earned]
                rows[game.set_of[node]] = weights
            for i in players:
                total[i] += sum((w * values[c][i] for w, c in zip(weights, below, strict=True)), arb(0))
        values[node] = total
        for child in below:
            values[child] = []
    return rows, values[0]


def _ball(number: Fraction) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(number.numerator, number.denominator))


def decimal_interval(ball: Any) -> Interval:
    """Rational ends on a decimal grid, rounded outwards."""
    return Fraction(_floor(ball.lower()), 10**DIGITS), Fraction(-_floor(-ball.upper()), 10**DIGITS)


def _floor(end: Any) -> int:
    """The largest whole number of grid units that is at most an exact end, however small that is."""
    mantissa, exponent = (int(x) for x in end.man_exp())
    if exponent < -4 * MAX_BITS:
        return -1 if mantissa < 0 else 0
    scaled = mantissa * 10**DIGITS
    found: int = scaled << exponent if exponent >= 0 else scaled >> -exponent
    return found
