"""What cooperative answers must satisfy, recomputed from the worths by other formulas than solvers use."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction

from .cooperative_game import CooperativeGame
from .exact import number_text, over_common_denominator, rational

Payoffs = tuple[Fraction, ...]
Weights = Mapping[int, Fraction]


def sharing_failure(game: CooperativeGame, payoffs: Payoffs) -> str:
    """Return what is wrong with payoffs that should share the worth of all players; empty if nothing is."""
    total = sum(payoffs, Fraction(0))
    if total != game.total:
        return f"the payoffs sum to {number_text(total)}, not to {number_text(game.total)}"
    return ""


def core_failure(game: CooperativeGame, payoffs: Payoffs) -> str:
    """Return why payoffs are not in the core; empty if they are.

    Examples
    --------
    >>> game = CooperativeGame(["A", "B"], {"A": 1, "B": 0, "AB": 3})
    >>> core_failure(game, (Fraction(0), Fraction(3)))
    'A gets 0, less than its worth of 1'
    """
    wrong = sharing_failure(game, payoffs)
    if wrong:
        return wrong
    excesses = all_excesses(game, payoffs)
    worst = max(excesses, key=lambda mask: excesses[mask], default=None)
    if worst is None or excesses[worst] <= 0:
        return ""
    worth, members = rational(game.worths[worst]), " with ".join(game.members(worst))
    return too_little(members, worth - excesses[worst], worth)


def too_little(members: str, got: Fraction, worth: Fraction) -> str:
    """Say that somebody gets less than what they are worth alone."""
    return f"{members} gets {number_text(got)}, less than its worth of {number_text(worth)}"


def all_excesses(game: CooperativeGame, payoffs: Payoffs) -> dict[int, Fraction]:
    """Return the excess of every proper coalition, small ones first."""
    excesses, scale = whole_excesses(game, payoffs)
    return {mask: Fraction(excesses[mask], scale) for mask in game.proper()}


def whole_excesses(game: CooperativeGame, payoffs: Payoffs) -> tuple[list[int], int]:
    """Return the excess of every set of players as a whole number over a common denominator."""
    numbers, scale = over_common_denominator([*payoffs, *(rational(x) for x in game.worths)])
    count = len(game.players)
    got = sums_over_sets(numbers[:count])
    return [worth - own for worth, own in zip(numbers[count:], got, strict=True)], scale


def sums_over_sets(numbers: Sequence[int]) -> list[int]:
    """Return the sum over each set of places, sets read as binary numbers.

    Examples
    --------
    >>> sums_over_sets([1, 5])
    [0, 1, 5, 6]
    """
    sums = [0]
    for number in numbers:
        sums += [x + number for x in sums]
    return sums


def tight_coalitions(game: CooperativeGame, payoffs: Payoffs) -> list[int]:
    """Return the proper coalitions with excess zero."""
    excesses, _ = whole_excesses(game, payoffs)
    return [mask for mask in range(1, len(excesses) - 1) if not excesses[mask]]


class Span:
    """The linear span of coalitions, read as vectors of zeros and ones; whole numbers throughout.

    Examples
    --------
    >>> span = Span(3)
    >>> span.add(0b011), span.add(0b100), span.add(0b111), 0b111 in span, 0b001 in span, span.rank
    (True, True, False, True, False, 2)
    """

    def __init__(self, count: int) -> None:
        self.count = count
        self.rows: list[tuple[int, list[int]]] = []

    @property
    def rank(self) -> int:
        """The dimension."""
        return len(self.rows)

    def add(self, mask: int) -> bool:
        """Take a coalition in; False where it was spanned already."""
        rest = self._rest(mask)
        lead = next((k for k, x in enumerate(rest) if x), None)
        if lead is None:
            return False
        self.rows.append((lead, rest))
        return True

    def __contains__(self, mask: int) -> bool:
        return not any(self._rest(mask))

    def _rest(self, mask: int) -> list[int]:
        vector = [mask >> k & 1 for k in range(self.count)]
        for lead, row in self.rows:
            if vector[lead]:
                a, b = row[lead], vector[lead]
                vector = [a * x - b * y for x, y in zip(vector, row, strict=True)]
                divisor = math.gcd(*vector)
                vector = [x // divisor for x in vector] if divisor > 1 else vector
        return vector


def is_extreme(game: CooperativeGame, payoffs: Payoffs) -> bool:
    """Whether a point of the core is an extreme one: the only one with its tight coalitions."""
    span = Span(len(game.players))
    for mask in (len(game.worths) - 1, *tight_coalitions(game, payoffs)):
        span.add(mask)
        if span.rank == len(game.players):
            break
    return span.rank == len(game.players)


def balance_failure(game: CooperativeGame, weights: Weights) -> str:
    """Return why weights of coalitions are not positive, or do not take every player exactly once.

    Examples
    --------
    >>> game = CooperativeGame(["A", "B"], {"A": 1, "B": 0, "AB": 3})
    >>> balance_failure(game, {0b01: Fraction(1), 0b10: Fraction(1, 2)})
    'the weights of the coalitions with B sum to 1/2, not to 1'
    """
    for mask, weight in weights.items():
        if weight <= 0:
            return f"the weight of {game.text(mask)} is {number_text(weight)}; a positive one is needed"
    for k, who in enumerate(game.players):
        total = sum((w for mask, w in weights.items() if mask >> k & 1), Fraction(0))
        if total != 1:
            return f"the weights of the coalitions with {who} sum to {number_text(total)}, not to 1"
    return ""


def weighted_worth(game: CooperativeGame, weights: Weights) -> Fraction:
    """Return the worths of coalitions added up with these weights."""
    return sum((w * rational(game.worths[mask]) for mask, w in weights.items()), Fraction(0))


def shapley_by_dividends(game: CooperativeGame) -> Payoffs:
    """Return the Shapley value: each coalition shares its dividend equally (Harsanyi 1959).

    The dividend of a coalition is what its worth adds to the dividends of its parts.

    Examples
    --------
    >>> game = CooperativeGame(["A", "B"], {"A": 1, "B": 0, "AB": 3})
    >>> [str(x) for x in shapley_by_dividends(game)]
    ['2', '1']
    """
    dividends, scale = over_common_denominator([rational(x) for x in game.worths])
    for k in range(len(game.players)):
        bit = 1 << k
        for mask in range(len(dividends)):
            if mask & bit:
                dividends[mask] -= dividends[mask ^ bit]
    return tuple(
        sum(
            (Fraction(d, mask.bit_count()) for mask, d in enumerate(dividends) if d and mask >> k & 1),
            Fraction(0),
        )
        / scale
        for k in range(len(game.players))
    )
