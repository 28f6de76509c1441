"""The largest product of what players get above their security levels, over a polytope of payoffs.

Fully corrective steps along the gradient (Holloway 1974): the corners found so far are mixed as well as
possible, and an exact linear program for the gradient there either proves the mixture optimal or finds a new
corner. With two factors each mixture is the best point of a segment, which is rational, so that the search
ends exactly; with more, the linear program bounds the largest product from above.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..games.correlation_names import other_names
from ..games.duality import IntegerProgram, Scaled, dot
from ..games.normal_form import NormalFormGame
from ..games.obedience import unit_weights
from ..games.payoff_table import Array
from .linear_program import maximise_integers
from .obedience_program import Best, ObedienceProgram

CLOSE = Fraction(1, 10**9)
"""Relative width at which the enclosure of an irrational product is good enough."""

MAX_STEPS = 60
COVER_STEPS = 300
NEWTON_STEPS = 12
REVIVALS = 20
REVIVED = 1e-3
NEGLIGIBLE = 1e-9
ROUNDING = 1e-12
FINENESS = 2**50


@dataclass(frozen=True, slots=True)
class Security:
    """What a player can guarantee, a strategy that does, and play of the others that concedes no more."""

    level: Fraction
    guarantee: Mapping[str, Fraction]
    threat: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class BestProduct:
    """A distribution with its proof; `bound` is an upper bound where the product is not proven optimal.

    `ceilings` prove for the players whom no equilibrium lifts above their level that this is so; `best` is
    the optimum of the linearised product of the others, None if there are none.
    """

    distribution: Scaled
    payoffs: tuple[Fraction, ...]
    security: tuple[Security, ...]
    ceilings: Mapping[int, Best]
    best: Best | None
    bound: Fraction | None = None


def best_product(game: NormalFormGame, program: ObedienceProgram) -> BestProduct:
    """Return the distribution with the largest product, exact for up to two factors."""
    count = len(game.players)
    security = tuple(security_of(game, player) for player in range(count))
    levels = [one.level for one in security]
    tops = [program.best_sum(unit_weights(count, player)) for player in range(count)]
    ceilings = {i: top for i, top in enumerate(tops) if top.payoffs[i] == levels[i]}
    active = [i for i in range(count) if i not in ceilings]
    if not active:
        return BestProduct(tops[0].distribution, tops[0].payoffs, security, ceilings, None)
    corners = [tops[i] for i in active]
    for step in itertools.count(1):
        heights = [tuple(top.payoffs[i] - levels[i] for i in active) for top in corners]
        shares = _best_mixture(heights)
        mixed = [dot(shares, [height[n] for height in heights]) for n in range(len(active))]
        weights = [Fraction(0)] * count
        for i, height in zip(active, mixed, strict=True):
            weights[i] = Fraction(1) / height
        best = program.best_sum(weights)
        reached = dot(weights, [u - level for u, level in zip(best.payoffs, levels, strict=True)])
        settled = reached == len(active)
        ratio = math.prod([reached / len(active)] * len(active), start=Fraction(1))
        if settled or (len(active) > 2 and (ratio - 1 <= CLOSE or step == MAX_STEPS)):
            distribution = _mixture(corners, shares)
            payoffs = program.payoffs(distribution)
            product = math.prod((payoffs[i] - levels[i] for i in active), start=Fraction(1))
            bound = None if settled else product * ratio
            return BestProduct(distribution, payoffs, security, ceilings, best, bound)
        corners = [c for c, s in zip(corners, shares, strict=True) if s or len(active) > 2] + [best]
    raise AssertionError("unreachable")


def security_of(game: NormalFormGame, player: int) -> Security:
    """What `player` can guarantee against all others together, with the strategies that prove it.

    With payoffs shifted to be positive, ``max 1·y with A y <= 1`` over the others' cells has the value 1/v
    (von Neumann 1928).
    """
    table = game.payoffs[player]
    rows = np.moveaxis(table.numerators.astype(object), player, 0).reshape(game.shape[player], -1)
    low, high = rows.min(), rows.max()
    shift = low - max(high - low, 1)
    program = IntegerProgram.of(
        [1] * rows.shape[1], (rows - shift).tolist(), [1] * len(rows), [False] * len(rows)
    )
    answer = maximise_integers(program)
    total = sum(answer.x.numerators.values())
    level = Fraction(int(shift), table.denominator) + Fraction(
        answer.x.denominator, total * table.denominator
    )
    guarantee = {
        game.strategies[player][s]: Fraction(v, sum(answer.proof.numerators.values()))
        for s, v in sorted(answer.proof.numerators.items())
    }
    names = other_names(game, player)
    threat = {names[k]: Fraction(v, total) for k, v in sorted(answer.x.numerators.items())}
    return Security(level, guarantee, threat)


def _best_mixture(heights: Sequence[tuple[Fraction, ...]]) -> list[Fraction]:
    """Shares of the corners with a large product: the largest with two factors, a near one with more."""
    if len(heights[0]) == 1:
        top = max(range(len(heights)), key=lambda k: heights[k])
        return [Fraction(int(k == top)) for k in range(len(heights))]
    if len(heights[0]) == 2:
        return _best_on_segments(heights)
    return _near_best(heights)


def _best_on_segments(heights: Sequence[tuple[Fraction, ...]]) -> list[Fraction]:
    """The best point of all segments between two corners: where the derivative vanishes, or an end."""
    best = (Fraction(-1), Fraction(0), 0, 0)
    for k, m in itertools.product(range(len(heights)), repeat=2):
        (a, b), (c, d) = heights[k], heights[m]
        curve = (c - a) * (d - b)
        share = Fraction(0)
        if curve < 0:
            share = min(max(-(a * (d - b) + b * (c - a)) / (2 * curve), Fraction(0)), Fraction(1))
        product = (a + share * (c - a)) * (b + share * (d - b))
        best = max(best, (product, share, k, m))
    _, share, k, m = best
    shares = [Fraction(0)] * len(heights)
    shares[k] += 1 - share
    shares[m] += share
    return shares


def _near_best(heights: Sequence[tuple[Fraction, ...]]) -> list[Fraction]:
    """Multiplicative steps towards the largest sum of logarithms (Cover 1984), then Newton's; rounded."""
    tops = [max(h[n] for h in heights) for n in range(len(heights[0]))]
    scaled = np.array([[float(x / top) for x, top in zip(h, tops, strict=True)] for h in heights])
    shares = np.full(len(heights), 1 / len(heights))
    for _ in range(COVER_STEPS):
        shares = shares * ((scaled / (shares @ scaled)).sum(axis=1) / scaled.shape[1])
    for _ in range(REVIVALS):
        for _ in range(NEWTON_STEPS):
            shares = _newton_step(scaled, shares)
        slopes = (scaled / (shares @ scaled)).sum(axis=1)
        if slopes.max() <= scaled.shape[1] + ROUNDING:
            break
        shares = (1 - REVIVED) * shares
        shares[slopes.argmax()] += REVIVED
    whole = [round(x * FINENESS) for x in shares.tolist()]
    return [Fraction(x, sum(whole)) for x in whole]


def _newton_step(scaled: Array, shares: Array) -> Array:
    """One step on the corners in use, as far as all shares stay nonnegative, if it does not lose."""
    used = np.flatnonzero(shares > NEGLIGIBLE)
    corners = scaled[used]
    here = shares[used] @ corners
    system = np.ones((len(used) + 1, len(used) + 1))
    system[:-1, :-1] = -(corners / here) @ (corners / here).T
    system[-1, -1] = 0
    gradient = (corners / here).sum(axis=1)
    step = np.linalg.lstsq(system, np.append(-gradient, 0.0), rcond=None)[0][:-1]
    step -= step.mean()
    falling = step < 0
    length = min(1.0, float((shares[used][falling] / -step[falling]).min())) if falling.any() else 1.0
    moved = np.zeros_like(shares)
    moved[used] = np.maximum(shares[used] + length * step, 0)
    moved /= moved.sum()
    with np.errstate(divide="ignore"):
        better = np.log(moved @ scaled).sum() >= np.log(shares @ scaled).sum() - ROUNDING
    return moved if better else shares


def _mixture(corners: Sequence[Best], shares: Sequence[Fraction]) -> Scaled:
    total: dict[int, Fraction] = {}
    for corner, share in zip(corners, shares, strict=True):
        if share:
            for k in corner.distribution.numerators:
                total[k] = total.get(k, Fraction(0)) + share * corner.distribution[k]
    return Scaled.of(total)
