"""Logit quantal responses of trees with perfect information, as intervals proven in ball arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ..games.enclosure import Enclosure, Interval
from ..games.errors import InvalidInput, LimitReached, UnsupportedGame
from ..games.exact import exact, number_text, rational
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.solution import Solution

DIGITS = 24
"""Decimal places of the stated intervals."""

MAX_BITS = 1 << 16

UNIQUE = (
    "with perfect information the logit response follows node by node from the last moves to the first, so "
    "there is one for each lambda (McKelvey & Palfrey 1998)"
)


def quantal(game: ExtensiveFormGame, lam: Any = None) -> Solution:
    """Return the logit agent quantal response equilibrium of a tree with perfect information.

    Parameters
    ----------
    game : ExtensiveFormGame
        Any number of players, chance, payoffs at inner nodes.
    lam : exact number, at least 0
        The precision of choice, per unit of payoff: 0 is chance, and the larger it is, the more surely the
        better action is taken. A float is taken as the decimal that it prints as.

    Returns
    -------
    Solution
        `enclosures` holds one entry: for every action and every payoff an interval with rational ends, 24
        decimals apart or closer, that is proven to contain the number, which is transcendental in general.

    Raises
    ------
    UnsupportedGame
        For normal forms and imperfect information, which are not treated.
    InvalidInput
        If `lam` is missing, negative, or no rational number.

    Notes
    -----
    McKelvey and Palfrey (1998): the probability of an action is proportional to the exponential of lambda
    times what it yields. The work is done in balls (Johansson 2017) of a precision that is raised until the
    intervals are narrow.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"hold": outcome(0), "trade": outcome(1)}))
    >>> (found,) = quantal(game, 2).enclosures
    >>> [round(float(low), 6) for low, _ in found.profile[0]], found.proven
    ([0.119203, 0.880797], True)
    """
    value = _checked_lambda(game, lam)
    profile, payoffs = _narrow(game, value)
    return Solution(
        game=game,
        concept="quantal",
        method="backward-recursion-in-ball-arithmetic",
        equilibria=(),
        components=(),
        complete=True,
        complete_because=UNIQUE,
        enclosures=(Enclosure(profile, payoffs, True),),
        lam=value,
    )


def log_likelihood(game: ExtensiveFormGame, counts: Mapping[tuple[int, int], int], lam: Any) -> Interval:
    """Return an interval that contains the log-likelihood of observed choices under the logit response.

    Parameters
    ----------
    game : ExtensiveFormGame
        As for `quantal`.
    counts : mapping
        How often each move was observed: ``{(information set, action): times}``, by their numbers.
    lam : exact number, at least 0

    Returns
    -------
    pair of Fractions
        Proven lower and upper ends, in natural logarithms.

    Raises
    ------
    InvalidInput
        For a move that the game does not have, and a count that is no whole number from 0 on.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"hold": outcome(0), "trade": outcome(1)}))
    >>> low, high = log_likelihood(game, {(0, 0): 1, (0, 1): 3}, 0)
    >>> round(float(low), 6), high - low < Fraction(1, 10**20)
    (-2.772589, True)
    """
    value = _checked_lambda(game, lam)
    sets = game.information_sets
    for (number, action), times in counts.items():
        known = 0 <= number < len(sets) and 0 <= action < len(sets[number].actions)
        if not known or sets[number].player == CHANCE:
            raise InvalidInput(f"counts: the game has no move ({number}, {action}) of a player")
        if isinstance(times, bool) or not isinstance(times, int) or times < 0:
            raise InvalidInput(f"counts: ({number}, {action}) was seen {times!r} times; a count is needed")
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
                return _interval(total)
        finally:
            ctx.prec = before
        bits *= 2
    raise LimitReached(f"the likelihood at lambda {number_text(value)} needs more than {MAX_BITS} bits")


def _checked_lambda(game: ExtensiveFormGame, lam: Any) -> Fraction:
    if isinstance(game, NormalFormGame):
        raise UnsupportedGame("quantal takes trees with perfect information; this is a normal form")
    require_rational(game, "quantal")
    odd = next((s for s in game.information_sets if s.player != CHANCE and len(s.nodes) > 1), None)
    if odd is not None:
        raise UnsupportedGame(
            f"quantal takes trees with perfect information; information set {odd.label!r} of "
            f"{game.players[odd.player]} has {len(odd.nodes)} nodes"
        )
    if lam is None:
        raise InvalidInput("quantal needs lambda, the precision of choice: --lambda 1/2, say")
    value = exact(lam, "lambda")
    if not isinstance(value, Fraction) or value < 0:
        raise InvalidInput(f"lambda is {number_text(value)}; a rational number from 0 on is accepted")
    return value


def _narrow(
    game: ExtensiveFormGame, lam: Fraction
) -> tuple[tuple[tuple[Interval, ...] | None, ...], tuple[Interval, ...]]:
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
                profile = tuple(tuple(map(_interval, rows[n])) if n in rows else None for n in sets)
                return profile, tuple(map(_interval, values))
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


def _interval(ball: Any) -> Interval:
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
