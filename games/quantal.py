"""Stated intervals of logit responses, checked with directed rounding in decimals: no solver's code."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from .enclosure import Enclosure, Interval
from .errors import ParseError, QuidproquoError
from .exact import number_text, rational
from .extensive_form import CHANCE, ExtensiveFormGame
from .normal_form import NormalFormGame, require_rational
from .quantal_box import box_findings
from .quantal_uniqueness import only_one
from .recall import require_perfect_recall
from .solution_fields import read_number

Pair: TypeAlias = tuple[Decimal, Decimal]
MOST_DIGITS = 4_000


def quantal_findings(
    document: Mapping[str, Any], game: NormalFormGame | ExtensiveFormGame
) -> tuple[list[str], list[str]]:
    """Return what was checked of a quantal answer and what is wrong: each interval has to hold its number."""
    if "lambda" not in document or "enclosures" not in document:
        raise ParseError("a quantal answer needs lambda and enclosures")
    lam = read_number(document["lambda"], "lambda")
    if lam < 0:
        raise ParseError(f"lambda is {number_text(lam)}; a number from 0 on is needed")
    if document["equilibria"]:
        raise ParseError("a quantal answer lists enclosures and no equilibria")
    require_rational(game, "a quantal answer")
    if isinstance(game, ExtensiveFormGame):
        require_perfect_recall(game, "a quantal answer")
    findings: list[str] = []
    entries = enumerate(document["enclosures"])
    stated = [read_enclosure(game, entry, f"enclosures[{i}]") for i, entry in entries]
    if len(stated) != 1:
        findings.append(f"one logit response belongs to an answer; {len(stated)} are listed")
    for i, one in enumerate(stated):
        findings.extend(f"enclosure {i}: {text}" for text in response_findings(game, lam, one))
    if isinstance(game, ExtensiveFormGame) and game.has_perfect_information:
        return ["enclosures: recomputed with directed rounding; every interval holds the number"], findings
    if document["complete"] and not only_one(game, lam):
        findings.append("complete is true, but it is not shown that there is one logit response alone")
    how = "enclosures: Krawczyk's test with directed rounding; the intervals hold exactly one logit response"
    return [how], findings


def response_findings(
    game: NormalFormGame | ExtensiveFormGame, lam: Fraction, stated: Enclosure
) -> list[str]:
    """Return why intervals are not shown to hold a logit response at a lambda; nothing where they are."""
    if isinstance(game, ExtensiveFormGame) and game.has_perfect_information:
        return _wrong(game, lam, stated)
    return box_findings(game, lam, stated)


def read_enclosure(game: NormalFormGame | ExtensiveFormGame, entry: Any, where: str) -> Enclosure:
    """Return the enclosure that a document states.

    Raises
    ------
    ParseError
        For another shape, or an information set or action that is missing.
    """
    try:
        profile: tuple[tuple[Interval, ...] | None, ...]
        if isinstance(game, NormalFormGame):
            profile = tuple(
                tuple(_pair(entry["profile"][who][s], where) for s in own)
                for who, own in zip(game.players, game.strategies, strict=True)
            )
        else:
            profile = tuple(
                None
                if one.player == CHANCE
                else tuple(
                    _pair(entry["profile"][game.players[one.player]][one.label][action], where)
                    for action in one.actions
                )
                for one in game.information_sets
            )
        payoffs = tuple(_pair(entry["payoffs"][who], where) for who in game.players)
    except (KeyError, TypeError) as error:
        raise ParseError(f"{where}: an interval for every action and player is needed ({error})") from None
    if entry.get("proven") is not True:
        raise ParseError(f"{where}: 'proven' has to be true")
    return Enclosure(profile, payoffs, True)


def likelihood_bounds(
    game: ExtensiveFormGame, counts: Mapping[tuple[int, int], int], lam: Fraction, digits: int = 60
) -> Interval:
    """Return two numbers around the log-likelihood of observed moves, under perfect information."""
    rows, _ = _response(game, lam, digits)
    down, up = _contexts(digits)
    low = high = Decimal(0)
    for (number, action), times in counts.items():
        least, most = rows[number][action]
        if times and least > 0:
            low = down.add(low, down.multiply(Decimal(times), down.next_minus(down.ln(least))))
            high = up.add(high, up.multiply(Decimal(times), up.next_plus(up.ln(most))))
    return Fraction(low), Fraction(high)


def _contexts(digits: int) -> tuple[Context, Context]:
    down = Context(prec=digits, rounding=ROUND_FLOOR, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])
    return down, Context(prec=digits, rounding=ROUND_CEILING, Emin=MIN_EMIN, Emax=MAX_EMAX, traps=[])


def _pair(value: Any, where: str) -> Interval:
    if not isinstance(value, list) or len(value) != 2:
        raise ParseError(f"{where}: {value!r:.60} is no interval; [lowest, highest] is needed")
    low, high = (read_number(x, where) for x in value)
    if low > high:
        raise ParseError(f"{where}: the interval {number_text(low)} to {number_text(high)} is empty")
    return low, high


def _wrong(game: ExtensiveFormGame, lam: Fraction, stated: Enclosure) -> list[str]:
    """Where the stated intervals miss the number; precision is raised until each is decided."""
    digits = 60
    while True:
        rows, values = _response(game, lam, digits)
        undecided, findings = False, []
        for number, row in rows.items():
            one = game.information_sets[number]
            intervals = stated.profile[number] or ()
            for action, own, claim in zip(one.actions, row, intervals, strict=True):
                verdict = _holds(own, claim)
                undecided |= verdict is None
                if verdict is False:
                    place = f"{one.label!r} of {game.players[one.player]}"
                    findings.append(f"the probability of {action!r} at {place} lies elsewhere")
        for who, own, claim in zip(game.players, values, stated.payoffs, strict=True):
            verdict = _holds(own, claim)
            undecided |= verdict is None
            if verdict is False:
                findings.append(f"the payoff of {who} lies elsewhere")
        if findings or not undecided:
            return findings
        digits *= 2
        if digits > MOST_DIGITS:
            raise QuidproquoError("an interval ends so close to the number that it was not decided")


def _holds(own: Pair, claim: Interval) -> bool | None:
    """Whether the claim holds the number that lies between `own`; None where that is open."""
    low, high = _outward(own[0], -1), _outward(own[1], 1)
    if claim[0] <= low and high <= claim[1]:
        return True
    return False if high < claim[0] or claim[1] < low else None


def _outward(end: Decimal, side: int) -> Fraction:
    """The end as a fraction; one with thousands of zeros is moved away to a number that can be written."""
    if end and end.adjusted() < -MOST_DIGITS:
        return Fraction(side, 10**MOST_DIGITS) if (end > 0) == (side > 0) else Fraction(0)
    return Fraction(end)


def _response(
    game: ExtensiveFormGame, lam: Fraction, digits: int
) -> tuple[dict[int, list[Pair]], list[Pair]]:
    down, up = _contexts(digits)

    def pair(x: Fraction) -> Pair:
        n, d = Decimal(x.numerator), Decimal(x.denominator)
        return down.divide(n, d), up.divide(n, d)

    def times(a: Pair, b: Pair) -> Pair:
        ends = [(x, y) for x in a for y in b]
        return min(down.multiply(x, y) for x, y in ends), max(up.multiply(x, y) for x, y in ends)

    def plus(a: Pair, b: Pair) -> Pair:
        return down.add(a[0], b[0]), up.add(a[1], b[1])

    def choice(earned: list[Pair], a: int) -> Pair:
        """1 / sum of exp(y - x): `exp` is correctly rounded, so one step outwards bounds it."""
        least = most = Decimal(1)
        for b, other in enumerate(earned):
            if b != a:
                below = down.subtract(other[0], earned[a][1])
                above = up.subtract(other[1], earned[a][0])
                least = down.add(
                    least, max(Decimal(0), down.next_minus(down.exp(below))) if below else Decimal(1)
                )
                most = up.add(most, up.next_plus(up.exp(above)) if above else Decimal(1))
        return down.divide(Decimal(1), most), up.divide(Decimal(1), least)

    scale = pair(lam)
    rows: dict[int, list[Pair]] = {}
    values: list[list[Pair]] = [[] for _ in game.children]
    for node in range(len(game.children) - 1, -1, -1):
        total = [pair(rational(table[node])) for table in game.payoffs]
        below = game.children[node]
        if below:
            one = game.information_sets[game.set_of[node]]
            if one.player == CHANCE:
                weights = [pair(rational(p)) for p in one.probabilities]
            else:
                earned = [times(scale, values[child][one.player]) for child in below]
                weights = [choice(earned, a) for a in range(len(below))]
                rows[game.set_of[node]] = weights
            for w, child in zip(weights, below, strict=True):
                total = [plus(t, times(w, v)) for t, v in zip(total, values[child], strict=True)]
        values[node] = total
    return rows, values[0]
