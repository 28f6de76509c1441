"""Which two-player games are zero-sum in all but the units and shifts that no choice depends on.

Adding to a player's payoffs an amount that depends on the *opponent's* strategy only, and scaling them by a
positive factor, leaves all best replies, and so all equilibria, as they are. Where such changes make the
payoffs cancel, the game is strategically zero-sum (Moulin & Vial 1978).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .errors import UnsupportedGame
from .exact import number_text
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame, require_rational
from .payoff_table import Array, PayoffTable, largest_size, lowest_terms
from .plays import Plays, plays

WORD = 2**62


@dataclass(frozen=True, slots=True)
class ZeroSumEquivalence:
    """How a game becomes zero-sum: ``u1(i, j) + first[j] = -(scale·u2(i, j) + second[i])`` in every cell.

    `payoffs` is that left-hand side: what the first player gets in the zero-sum game.
    """

    scale: Fraction
    first: tuple[Fraction, ...]
    second: tuple[Fraction, ...]
    payoffs: PayoffTable

    @property
    def keeps_first(self) -> bool:
        """Whether the first player's payoffs are those of the zero-sum game itself."""
        return not any(self.first)

    @property
    def constant_sum(self) -> bool:
        """Whether the game is constant-sum as it stands."""
        return self.scale == 1 and self.keeps_first and len(set(self.second)) == 1


def equivalent_zero_sum(game: NormalFormGame) -> ZeroSumEquivalence | None:
    """Return how `game` becomes zero-sum by a factor and shifts on the opponent's strategies, or None.

    Parameters
    ----------
    game : NormalFormGame
        Two players, rational payoffs.

    Returns
    -------
    ZeroSumEquivalence or None
        None is proven as well: no factor and no shifts exist. The game and the zero-sum game have the same
        equilibria, but payoffs in the game may differ between them where `keeps_first` is False.

    Notes
    -----
    Such a factor λ exists if and only if u1 + λ u2 is a sum f(i) + g(j), that is, if the second differences
    ``u(i, j) - u(i, 0) - u(0, j) + u(0, 0)`` of u1 are -λ times those of u2. Where only one player's are all
    zero there is none.

    Examples
    --------
    >>> found = equivalent_zero_sum(NormalFormGame([[[3, 4], [-2, 9]], [[-1, 1], [1, -2]]]))
    >>> found.scale, found.payoffs.tolist()
    (Fraction(2, 1), [[Fraction(3, 1), Fraction(-1, 1)], [Fraction(-2, 1), Fraction(4, 1)]])
    >>> equivalent_zero_sum(NormalFormGame([[[3, 0], [5, 1]], [[3, 5], [0, 2]]])) is None
    True
    """
    require_rational(game, "the test for zero-sum games")
    if len(game.players) != 2:
        return None
    one, two = game.payoffs
    scale = Fraction(1) if _constant_sum(one, two) else _scale(one, two)
    if scale is None:
        return None
    # Both tables over one denominator, the second player's in the first one's unit.
    common = math.lcm(one.denominator, two.denominator * scale.denominator)
    ours = common // one.denominator
    theirs = scale.numerator * (common // (two.denominator * scale.denominator))
    top = _combined(one.numerators[0], ours, two.numerators[0], theirs)
    left = _combined(one.numerators[:, 0], ours, two.numerators[:, 0], theirs)
    shifts = [int(x) - int(top[0]) for x in top]
    payoffs = one
    if any(shifts):
        moved = one.numerators.astype(object) * ours - np.array(shifts, dtype=object)
        payoffs = lowest_terms(moved, common)
    return ZeroSumEquivalence(
        scale,
        tuple(Fraction(-x, common) for x in shifts),
        tuple(Fraction(-int(x), common) for x in left),
        payoffs,
    )


def unequal_sums(game: NormalFormGame) -> tuple[int, int] | None:
    """The first cell of a two-player game whose payoffs sum to something else than those of cell [0, 0].

    Examples
    --------
    >>> unequal_sums(NormalFormGame([[[3, 0], [5, 1]], [[2, 5], [0, 2]]]))
    (1, 1)
    """
    one, two = game.payoffs
    sums = _combined(one.numerators, two.denominator, two.numerators, one.denominator)
    odd = np.argwhere(sums != sums[0, 0])
    return (int(odd[0][0]), int(odd[0][1])) if len(odd) else None


def _constant_sum(one: PayoffTable, two: PayoffTable) -> bool:
    sums = _combined(one.numerators, two.denominator, two.numerators, one.denominator)
    return bool((sums == sums[0, 0]).all())


def _scale(one: PayoffTable, two: PayoffTable) -> Fraction | None:
    """The factor λ > 0 that makes the second differences cancel, if there is one."""
    ours, theirs = _second_differences(one.numerators), _second_differences(two.numerators)
    places = np.argwhere(ours != 0)
    if not len(places):
        return None if (theirs != 0).any() else Fraction(1)
    cell = tuple(places[0])
    first, second = int(ours[cell]), int(theirs[cell])
    if not second or (first > 0) == (second > 0):
        return None
    divisor = math.gcd(first, second)
    if (_combined(ours, second // divisor, theirs, -first // divisor) != 0).any():
        return None
    return Fraction(-first * two.denominator, second * one.denominator)


def _second_differences(numbers: Array) -> Array:
    """Zero exactly where the table is a function of the row plus one of the column."""
    exact = numbers if largest_size(numbers) < WORD // 4 else numbers.astype(object)
    found: Array = exact - exact[:, :1] - exact[:1] + exact[0, 0]
    return found


def _combined(one: Array, by_one: int, two: Array, by_two: int) -> Array:
    """``one·by_one + two·by_two``, in machine integers where they cannot overflow."""
    if (
        abs(by_one) * largest_size(one) + abs(by_two) * largest_size(two) < WORD
        and max(abs(by_one), abs(by_two)) < WORD
    ):
        found: Array = one * by_one + two * by_two
        return found
    exact: Array = one.astype(object) * by_one + two.astype(object) * by_two
    return exact


def constant_total(game: ExtensiveFormGame) -> Fraction:
    """Return what the payoffs of two players add up to at every end of a tree that chance does not exclude.

    Raises
    ------
    UnsupportedGame
        Naming two ends whose payoffs sum to different numbers.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"yield": outcome(1, 4), "hold": outcome(3, 2)}), players=["US", "China"])
    >>> constant_total(game)
    Fraction(5, 1)
    """
    return constant_of(game, plays(game))


def constant_of(game: ExtensiveFormGame, found: Plays) -> Fraction:
    """The same, for a caller that has the plays already."""
    common = math.lcm(*found.denominators)
    factors = [common // d for d in found.denominators]
    totals: dict[int, int] = {}
    for node, chance, *own in zip(found.nodes, found.chances, *found.totals, strict=True):
        if chance != 0:
            totals.setdefault(sum(u * f for u, f in zip(own, factors, strict=True)), node)
    if len(totals) > 1:
        (one, here), (other, there) = ((Fraction(t, common), v) for t, v in list(totals.items())[:2])
        raise UnsupportedGame(
            f"zero-sum needs payoffs that sum to a constant; at {game.node_text(here)} they sum to "
            f"{number_text(one)}, at {game.node_text(there)} to {number_text(other)}"
        )
    return Fraction(next(iter(totals)), common)
