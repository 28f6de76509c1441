"""Boxes that hold exactly one logit response: Newton's method and Krawczyk's test in ball arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..games.enclosure import Enclosure, Interval
from .logit_map import Array, LogitMap, Terms

FIGURES = 24
"""Significant digits of the probabilities that are stated."""

SMALLEST = 400
"""Probabilities below ten to the minus this are not stated."""

LARGEST = 10**18
"""The largest lambda, per range of payoffs, at which boxes are proven."""

FIRST_BITS, MOST_BITS = 256, 4096


@dataclass(frozen=True, slots=True)
class ProvenResponse:
    """A proven box, with the log-odds in its middle."""

    rows: tuple[tuple[Interval, ...], ...]
    payoffs: tuple[Interval, ...]
    odds: tuple[Fraction, ...]


def prove_response(system: LogitMap, odds: Array, lam: Fraction) -> ProvenResponse | None:
    """Return a box around approximate log-odds that is proven to hold exactly one logit response.

    The stated probabilities are turned into a box of log-odds, and the operator of Krawczyk (1969) sends it
    into its own interior. None where that was not shown, or where the response lies elsewhere.
    """
    from flint import ctx

    if lam * system.unit > LARGEST:
        return None
    bits = FIRST_BITS
    while bits <= MOST_BITS:
        before, ctx.prec = ctx.prec, bits
        try:
            found = _attempt(system, odds, lam)
        finally:
            ctx.prec = before
        if found is not None:
            return found
        bits *= 4
    return None


def enclosure_of(system: LogitMap, proven: ProvenResponse, places: int) -> Enclosure:
    """The box as it stands in an answer, with nothing at the sets of chance."""
    profile: list[tuple[Interval, ...] | None] = [None] * places
    for place, row in zip(system.sets, proven.rows, strict=True):
        profile[place] = row
    return Enclosure(tuple(profile), proven.payoffs, True)


def _attempt(system: LogitMap, odds: Array, lam: Fraction) -> ProvenResponse | None:
    from flint import arb

    scale = _ball(lam * system.unit)
    middle = _newton(system, [arb(float(x)) for x in odds], scale)
    if middle is None or any(abs(float(x) - y) > 1e-3 for x, y in zip(middle, odds, strict=True)):
        return None
    centre = _probabilities(system, middle)
    if min((float(p.log()) for p in centre), default=0.0) < -SMALLEST * 2.302585:
        return None
    figures = FIGURES + max(
        0, 2 * len(str(int(lam * system.unit))) - 18
    )  # second derivatives grow as lambda^2
    stated = [_around(p, figures) for p in centre]
    box = []
    for k in map(int, system.free):
        start = system.first[system.choice_of[k]]
        (low, high), (least, most) = stated[k], stated[start]
        box.append((_ball(low) / _ball(most)).log().union((_ball(high) / _ball(least)).log()))
    image = _krawczyk(system, middle, box, scale)
    if image is None or not all(b.contains_interior(k) for b, k in zip(box, image, strict=True)):
        return None
    chances = _probabilities(system, image)
    for p, (low, high) in zip(chances, stated, strict=True):
        if not (p > _ball(low) and (high == 1 or p < _ball(high))):
            return None
    rows = tuple(tuple(stated[a:b]) for a, b in zip(system.first, system.first[1:], strict=False))
    sums = _sums(system.payoffs, [*chances, arb(1)], len(system.lowest))[0]
    unit = _ball(system.unit)
    payoffs = tuple(_outward(u * unit + _ball(low)) for u, low in zip(sums, system.lowest, strict=True))
    return ProvenResponse(rows, payoffs, tuple(_fraction(x) for x in middle))


def _newton(system: LogitMap, odds: list[Any], scale: Any) -> list[Any] | None:
    """Log-odds, as exact balls, that solve the equations almost to the working precision."""
    from flint import arb, arb_mat, ctx

    if not odds:
        return odds
    goal = arb(2) ** (-ctx.prec // 2)
    for _ in range(30):
        value, slope = _equations(system, odds, scale)
        try:
            step = _middle(slope).solve(arb_mat([[x.mid()] for x in value]))
        except ZeroDivisionError:
            return None
        size = max(abs(step[i, 0]).mid() for i in range(len(odds)))
        if not size.is_finite() or size > 100:
            return None
        odds = [(x - step[i, 0]).mid() for i, x in enumerate(odds)]
        if size < goal:
            return odds
    return None


def _krawczyk(system: LogitMap, middle: list[Any], box: list[Any], scale: Any) -> list[Any] | None:
    """The image of a box: ``m - C f(m) + (1 - C f'(box)) (box - m)``, with C near the inverse slope."""
    from flint import arb_mat

    count = len(middle)
    if not count:
        return []
    value, _ = _equations(system, middle, scale)
    _, slope = _equations(system, box, scale)
    try:
        inverse = _middle(_middle(slope).inv())
    except ZeroDivisionError:
        return None
    unity = arb_mat(count, count, [int(i == j) for i in range(count) for j in range(count)])
    moved = inverse * arb_mat([[x] for x in value])
    spread = (unity - inverse * slope) * arb_mat([[b - m] for b, m in zip(box, middle, strict=True)])
    image = [m - moved[i, 0] + spread[i, 0] for i, m in enumerate(middle)]
    return image if all(x.is_finite() for x in image) else None


def _equations(system: LogitMap, odds: list[Any], scale: Any) -> tuple[list[Any], Any]:
    """Log-odds minus the scaled gains of the actions, and the derivatives, in balls."""
    from flint import arb, arb_mat

    chances = _probabilities(system, odds)
    padded = [*chances, arb(1)]
    choice_of = [int(k) for k in system.choice_of]
    below, dbelow = _sums(system.reached, padded, len(system.sets))
    above, dabove = _sums(system.yields, padded, system.actions)
    free = [int(k) for k in system.free]
    yields = [a / below[choice_of[k]] for k, a in enumerate(above)]
    slopes = []
    for k in range(system.actions):
        under, whole = dbelow[choice_of[k]], below[choice_of[k]]
        row = [
            (dabove[k].get(j, arb(0)) - yields[k] * under.get(j, arb(0))) / whole
            for j in range(system.actions)
        ]
        mean = [
            sum((row[j] for j in range(*system.first[c : c + 2])), arb(0)) for c in range(len(system.sets))
        ]
        slopes.append([row[j] - chances[j] * mean[choice_of[j]] for j in free])
    value, jacobian = [], []
    for i, k in enumerate(free):
        start = system.first[choice_of[k]]
        value.append(odds[i] - scale * (yields[k] - yields[start]))
        jacobian.append(
            [(1 if i == j else 0) - scale * (slopes[k][j] - slopes[start][j]) for j in range(len(free))]
        )
    return value, arb_mat(jacobian)


def _sums(terms: Terms, chances: list[Any], rows: int) -> tuple[list[Any], list[dict[int, Any]]]:
    """The sums of some terms, and their derivatives in the logarithms of the probabilities."""
    from flint import arb

    values = [arb(0)] * rows
    slopes: list[dict[int, Any]] = [{} for _ in range(rows)]
    last = len(chances) - 1
    for row, weight, factors in zip(terms.rows.tolist(), terms.weights, terms.factors.tolist(), strict=True):
        term = _ball(weight)
        for k in factors:
            if k != last:
                term *= chances[k]
        values[row] += term
        own = slopes[row]
        for k in factors:
            if k != last:
                own[k] = own[k] + term if k in own else term
    return values, slopes


def _probabilities(system: LogitMap, odds: list[Any]) -> list[Any]:
    from flint import arb

    full = [arb(0)] * system.actions
    for k, x in zip(system.free, odds, strict=True):
        full[int(k)] = x
    found = []
    for a, b in zip(system.first, system.first[1:], strict=False):
        own = full[a:b]
        found += [arb(1) / sum(((y - x).exp() for y in own), arb(0)) for x in own]
    return found


def _middle(matrix: Any) -> Any:
    from flint import arb_mat

    rows, columns = matrix.nrows(), matrix.ncols()
    return arb_mat(rows, columns, [matrix[i, j].mid() for i in range(rows) for j in range(columns)])


def _around(chance: Any, figures: int) -> Interval:
    """An interval of some significant digits around a probability, with room on both sides."""
    places = figures - _exponent(chance)
    units = _whole(chance * 10**places)
    high = Fraction(units + 2, 10**places)
    return Fraction(units - 2, 10**places), min(high, Fraction(1))


def _exponent(chance: Any) -> int:
    return min(0, int(float(chance.log() / 2.302585092994046) // 1) + 1)


def _whole(ball: Any) -> int:
    return int(ball.mid().floor().unique_fmpz())


def _outward(ball: Any) -> Interval:
    """Ends on a grid of decimals, rounded outwards with room to spare."""
    low = _whole(ball.lower() * 10**FIGURES)
    high = _whole(ball.upper() * 10**FIGURES)
    return Fraction(low - 1, 10**FIGURES), Fraction(high + 2, 10**FIGURES)


def _fraction(ball: Any) -> Fraction:
    mantissa, exponent = (int(x) for x in ball.man_exp())
    return Fraction(mantissa) * Fraction(2) ** exponent


def _ball(number: Fraction) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(number.numerator, number.denominator))
