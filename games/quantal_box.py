"""Boxes that are said to hold exactly one logit response, tested with directed rounding: no solver's code.

The unknowns are the logarithms of the probabilities of all actions. A box of them is sent into its own
interior by the operator of Krawczyk (1969) only if it holds exactly one fixed point of the logit map.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import TypeAlias

import numpy as np

from .enclosure import Enclosure
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame
from .quantal_moves import Monomial, Moves, moves_of

Pair: TypeAlias = tuple[Decimal, Decimal]
DIGITS = 120
GRID = 10**40
DOWN = Context(prec=DIGITS, rounding=ROUND_FLOOR, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
UP = Context(prec=DIGITS, rounding=ROUND_CEILING, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
ZERO, ONE = Decimal(0), Decimal(1)


def box_findings(game: NormalFormGame | ExtensiveFormGame, lam: Fraction, stated: Enclosure) -> list[str]:
    """Return why a box is not shown to hold exactly one logit response; nothing where it is."""
    moves = moves_of(game)
    rows = [row for row in stated.profile if row is not None]
    claims = [interval for row in rows for interval in row]
    low_one = next((k for k, (low, _) in enumerate(claims) if low <= 0), None)
    if low_one is not None:
        return [f"the interval of {_named(moves, low_one)} does not lie above 0"]
    box = [_logarithms(low, high) for low, high in claims]
    image = _image(moves, _pair(lam), box)
    if image is None:
        return ["it is not shown that the intervals hold exactly one logit response"]
    findings = []
    for k, ((low, high), (least, most)) in enumerate(zip(image, box, strict=True)):
        if high < least or most < low:
            findings.append(f"the probability of {_named(moves, k)} lies elsewhere")
    if findings:
        return findings
    for k, ((low, high), claim) in enumerate(zip(image, claims, strict=True)):
        inside = box[k][0] < low and high < box[k][1]
        first, last = _log(claim[0])[1], _log(claim[1])[0]
        if not (inside and first <= low and (high <= last or claim[1] >= 1)):
            return [f"it is not shown that the interval of {_named(moves, k)} holds its probability"]
    chances = [_exponential(x) for x in image]
    for who, low_payoff, parts, claim in zip(
        game.players, moves.lowest, moves.payoffs, stated.payoffs, strict=True
    ):
        own = _plus(_pair(low_payoff), _total(parts, chances))
        if Fraction(own[1]) < claim[0] or claim[1] < Fraction(own[0]):
            findings.append(f"the payoff of {who} lies elsewhere")
        elif not (claim[0] <= Fraction(own[0]) and Fraction(own[1]) <= claim[1]):
            findings.append(f"it is not shown that the interval of {who} holds the payoff")
    return findings


def _named(moves: Moves, k: int) -> str:
    action, place = moves.names[k]
    return f"{action!r} {place}"


def _image(moves: Moves, lam: Pair, box: Sequence[Pair]) -> list[Pair] | None:
    """What Krawczyk's operator makes of a box; None where it says nothing."""
    count = len(box)
    middle = [DOWN.divide(DOWN.add(low, high), Decimal(2)) for low, high in box]
    try:
        target, _ = _answer(moves, lam, [(m, m) for m in middle])
        _, slopes = _answer(moves, lam, box)
    except ZeroDivisionError:  # an information set that chance never leads to
        return None
    slope = [
        [_minus((ONE, ONE) if i == j else (ZERO, ZERO), slopes[i][j]) for j in range(count)]
        for i in range(count)
    ]
    if not all(x.is_finite() for row in slope for pair in row for x in pair):
        return None
    inverse = _near_inverse([[low for low, _ in row] for row in slope])
    if inverse is None:
        return None
    integers = [[round(Fraction(x) * GRID) for x in row] for row in inverse]
    near = np.array(integers, dtype=object)
    lows = np.array([[_floor(pair[0]) for pair in row] for row in slope], dtype=object)
    highs = np.array([[-_floor(pair[1].copy_negate()) for pair in row] for row in slope], dtype=object)
    unity = np.array([[2 * GRID * GRID * (i == j) for j in range(count)] for i in range(count)], dtype=object)
    spread = abs(unity - near.dot(lows + highs)) + abs(near).dot(highs - lows)  # in halves of GRID squared
    image = []
    for i in range(count):
        moved = (ZERO, ZERO)
        room = Fraction(0)
        for j in range(count):
            gap = _minus((middle[j], middle[j]), target[j])
            moved = _plus(moved, _times(_pair(Fraction(integers[i][j], GRID)), gap))
            widest = max(UP.subtract(box[j][1], middle[j]), UP.subtract(middle[j], box[j][0]))
            room += Fraction(spread[i, j], 2 * GRID * GRID) * Fraction(widest)
        wide = _pair(room)[1]
        centre = _minus((middle[i], middle[i]), moved)
        image.append((DOWN.subtract(centre[0], wide), UP.add(centre[1], wide)))
    return image


def _near_inverse(rows: Sequence[Sequence[Decimal]]) -> list[list[Decimal]] | None:
    """About the inverse of a matrix, by elimination; that it is not exact does not matter."""
    count, near = len(rows), Context(prec=60, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
    table = [[*row, *(ONE if i == j else ZERO for j in range(count))] for i, row in enumerate(rows)]
    for i in range(count):
        best = max(range(i, count), key=lambda k: table[k][i].copy_abs())
        if not table[best][i]:
            return None
        table[i], table[best] = table[best], table[i]
        head = table[i][i]
        table[i] = [near.divide(x, head) for x in table[i]]
        for k in range(count):
            if k != i and (factor := table[k][i]):
                factor = factor.copy_negate()
                table[k] = [near.fma(factor, x, y) for x, y in zip(table[i], table[k], strict=True)]
    return [row[count:] for row in table]


def _answer(moves: Moves, lam: Pair, logs: Sequence[Pair]) -> tuple[list[Pair], list[list[Pair]]]:
    """The logarithms of the logit responses to a box of them, with the derivatives."""
    chances = [_exponential(x) for x in logs]
    yields: list[Pair] = [(ZERO, ZERO)] * len(logs)
    slopes: list[list[Pair]] = [[] for _ in logs]
    for h, place in enumerate(moves.places):
        below, dbelow = _sum_and_slopes(moves.weight[h], chances)
        for k in place:
            above, dabove = _sum_and_slopes(moves.worth[k], chances)
            yields[k] = _over(above, below)
            slopes[k] = [
                _minus(_over(x, below), _times(yields[k], _over(y, below)))
                for x, y in zip(dabove, dbelow, strict=True)
            ]
    answers: list[Pair] = [(ZERO, ZERO)] * len(logs)
    rates: list[list[Pair]] = [[] for _ in logs]
    for place in moves.places:
        shares = {}
        for k in place:
            total = (ZERO, ZERO)
            for other in place:
                gap = (ZERO, ZERO) if other == k else _times(lam, _minus(yields[other], yields[k]))
                total = _plus(total, _exponential(gap))
            low, high = DOWN.next_minus(DOWN.ln(total[0])), UP.next_plus(UP.ln(total[1]))
            answers[k] = high.copy_negate(), low.copy_negate()
            shares[k] = _over((ONE, ONE), total)
        for k in place:
            rates[k] = []
            for j in range(len(logs)):
                mean = (ZERO, ZERO)
                for other in place:
                    mean = _plus(mean, _times(shares[other], slopes[other][j]))
                rates[k].append(_times(lam, _minus(slopes[k][j], mean)))
    return answers, rates


def _sum_and_slopes(parts: Sequence[Monomial], chances: Sequence[Pair]) -> tuple[Pair, list[Pair]]:
    total, slopes = (ZERO, ZERO), [(ZERO, ZERO)] * len(chances)
    for weight, factors in parts:
        term = _pair(weight)
        for k in factors:
            term = DOWN.multiply(term[0], chances[k][0]), UP.multiply(term[1], chances[k][1])
        total = _plus(total, term)
        for k in factors:
            slopes[k] = _plus(slopes[k], term)
    return total, slopes


def _total(parts: Sequence[Monomial], chances: Sequence[Pair]) -> Pair:
    return _sum_and_slopes(parts, chances)[0]


def _logarithms(low: Fraction, high: Fraction) -> Pair:
    """A box a little larger than the stated interval, in logarithms."""
    first, last = _log(low)[0], _log(high)[1]
    room = UP.divide(UP.subtract(last, first), Decimal(8))
    return DOWN.subtract(first, room), UP.add(last, room)


def _log(number: Fraction) -> Pair:
    low, high = _pair(number)
    return DOWN.next_minus(DOWN.ln(low)), UP.next_plus(UP.ln(high))


def _exponential(x: Pair) -> Pair:
    """`exp` is correctly rounded, so one step outwards bounds it."""
    low = DOWN.next_minus(DOWN.exp(x[0])) if x[0] else ONE
    return max(ZERO, low), UP.next_plus(UP.exp(x[1])) if x[1] else ONE


def _pair(x: Fraction) -> Pair:
    n, d = Decimal(x.numerator), Decimal(x.denominator)
    return DOWN.divide(n, d), UP.divide(n, d)


def _plus(a: Pair, b: Pair) -> Pair:
    return DOWN.add(a[0], b[0]), UP.add(a[1], b[1])


def _minus(a: Pair, b: Pair) -> Pair:
    return DOWN.subtract(a[0], b[1]), UP.subtract(a[1], b[0])


def _times(a: Pair, b: Pair) -> Pair:
    ends = [(x, y) for x in a for y in b]
    return min(DOWN.multiply(x, y) for x, y in ends), max(UP.multiply(x, y) for x, y in ends)


def _over(a: Pair, b: Pair) -> Pair:
    """A quotient by what is positive."""
    if b[0] <= 0:
        raise ZeroDivisionError
    low = DOWN.divide(a[0], b[1] if a[0] >= 0 else b[0])
    return low, UP.divide(a[1], b[0] if a[1] >= 0 else b[1])


def _floor(x: Decimal) -> int:
    return math.floor(Fraction(x) * GRID)
