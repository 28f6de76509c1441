"""The indifference equations of one pair of supports: their solutions, and why they may be no equilibrium.

The mixture of one player makes the strategies in the other's support earn the same, and no strategy may earn
more (Nash 1951; Algorithm 3.4 of von Stengel 2007). Each player's equations hold or fail by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, TypeAlias

import numpy as np

from ..games.certificate import Mixed
from ..games.exact import number_text
from ..games.normal_form import NormalFormGame
from ..games.view import label_text
from ..games.wording import player_name
from .labelled_polytopes import best_reply_corners, reply_payoffs
from .linear_algebra import independent_rows, solve_exactly

Support: TypeAlias = tuple[int, ...]
Kind: TypeAlias = Literal[
    "no solution",
    "not indifferent",
    "infinitely many solutions",
    "negative probability",
    "zero probability",
    "better reply",
]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pair of supports fails.

    Attributes
    ----------
    kind : str
    player : int
        Who has the negative or zero probability, or gains; where equations have no or too many solutions, the
        player whose probabilities they are for.
    strategy : int or None
        The strategy of `player` with that probability, or the one to switch to.
    amount : Fraction or None
        The probability, or the gain.
    text : str
        The reason in words.
    """

    kind: Kind
    player: int
    strategy: int | None
    amount: Fraction | None
    text: str


@dataclass(frozen=True, slots=True)
class Indifference:
    """The solutions of one player's equations.

    Attributes
    ----------
    player : int
        Who mixes; the other player is to be indifferent.
    dimension : int
        -1 without solutions, 0 for one, more for infinitely many.
    point : tuple of Fraction or None
        The solution where it is unique, with negative entries where it has some.
    corners : tuple of mixtures
        Of infinitely many solutions, the corners of those that are mixtures of the support against which the
        other's support consists of best replies; empty where none of them has every probability positive.
    reasons : tuple of Reason
        Empty where some solution has exactly this support and makes the other's support best replies.
    """

    player: int
    dimension: int
    point: Mixed | None
    corners: tuple[Mixed, ...]
    reasons: tuple[Reason, ...]

    @property
    def mixture(self) -> Mixed | None:
        """A solution that may stand in an equilibrium; in the middle where there are many."""
        if self.reasons:
            return None
        if self.corners:
            return tuple(sum(column) / len(self.corners) for column in zip(*self.corners, strict=True))
        return self.point


def indifference(game: NormalFormGame, player: int, support: Support, replies: Support) -> Indifference:
    """Solve for the mixtures of `player` over `support` that make the other player's `replies` earn the same.

    Parameters
    ----------
    game : NormalFormGame
        Of two players, with rational payoffs.
    player : 0 or 1
    support, replies : ascending strategy numbers of `player` and of the other one

    Examples
    --------
    >>> game = NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]], players=["US", "China"])
    >>> [str(p) for p in indifference(game, 0, (0, 1), (0, 1)).mixture]
    ['2/3', '1/3']
    >>> indifference(game, 0, (0,), (0, 1)).reasons[0].text
    'not indifferent: against 1 of US, China gets 0 from 1 and 1 from 2'
    """
    table = _payoffs_of_replies(game, player)
    rows = [[*(table[t][s] for s in support), Fraction(-1)] for t in replies]
    rows.append([*(Fraction(1) for _ in support), Fraction(0)])
    right = [*(Fraction(0) for _ in replies), Fraction(1)]
    independent = independent_rows(rows)
    augmented = [[*row, x] for row, x in zip(rows, right, strict=True)]
    if len(independent_rows(augmented)) > len(independent):
        reason = _no_solution(game, player, support, replies, table)
        return Indifference(player, -1, None, (), (reason,))
    dimension = len(support) + 1 - len(independent)
    if dimension:
        return _many(game, player, support, replies, dimension)
    solved = solve_exactly([rows[k] for k in independent], [right[k] for k in independent])
    assert solved is not None, "independent equations determine one solution"
    own = dict(zip(support, solved, strict=False))
    point = tuple(own.get(s, Fraction(0)) for s in range(game.shape[player]))
    reasons = tuple(_faults(game, player, support, replies, point))
    return Indifference(player, 0, point, (), reasons)


def _payoffs_of_replies(game: NormalFormGame, player: int) -> list[list[Fraction]]:
    """What each reply of the other player earns against each strategy of `player`, a row per reply."""
    table = game.payoffs[1 - player]
    rows = table.numerators.T if player == 0 else table.numerators
    return [[Fraction(int(x), table.denominator) for x in row] for row in rows]


def _no_solution(
    game: NormalFormGame, player: int, support: Support, replies: Support, table: list[list[Fraction]]
) -> Reason:
    own, others = game.strategies[player], game.strategies[1 - player]
    who, other = (player_name(game.players[i]) for i in (player, 1 - player))
    if len(support) == 1:
        s, one = support[0], replies[0]
        two = next(t for t in replies if table[t][s] != table[one][s])
        text = (
            f"not indifferent: against {own[s]} of {who}, {other} gets {number_text(table[one][s])} from "
            f"{others[one]} and {number_text(table[two][s])} from {others[two]}"
        )
        return Reason("not indifferent", player, None, None, text)
    text = (
        f"no solution: no probabilities of {label_text(own, support)} make {other} indifferent between "
        f"{label_text(others, replies)}"
    )
    return Reason("no solution", player, None, None, text)


def _faults(
    game: NormalFormGame, player: int, support: Support, replies: Support, point: Mixed
) -> Iterator[Reason]:
    """What keeps a unique solution from being part of an equilibrium with these supports."""
    who, own = player_name(game.players[player]), game.strategies[player]
    for s in support:
        p = point[s]
        if p < 0:
            text = f"negative probability for {who}: Pr({own[s]}) = {number_text(p)}"
            yield Reason("negative probability", player, s, p, text)
    if min(point) < 0:
        return
    for s in support:
        if not point[s]:
            text = f"zero probability for {who}: Pr({own[s]}) = 0, so the support is smaller"
            yield Reason("zero probability", player, s, point[s], text)
    earned = reply_payoffs(game, player, point)
    gain = max(earned) - earned[replies[0]]
    if gain:
        best = earned.index(max(earned))
        other, label = player_name(game.players[1 - player]), game.strategies[1 - player][best]
        text = f"{other} gains {number_text(gain)} by switching to {label}"
        yield Reason("better reply", 1 - player, best, gain, text)


def _many(
    game: NormalFormGame, player: int, support: Support, replies: Support, dimension: int
) -> Indifference:
    """Of infinitely many solutions, those that are mixtures with best replies are a hull of corners."""
    everything = range(game.shape[1 - player])
    corners = _corners(game, player, support, replies, everything)
    if _covers(corners, support):
        return Indifference(player, dimension, None, corners, ())
    other = player_name(game.players[1 - player])
    if _covers(_corners(game, player, support, replies, replies), support):
        why = f"{other} gains by switching against each that has every probability positive"
    else:
        why = "none has every probability positive"
    who = player_name(game.players[player])
    reason = Reason(
        "infinitely many solutions", player, None, None, f"infinitely many solutions for {who} ({why})"
    )
    return Indifference(player, dimension, None, (), (reason,))


def _corners(
    game: NormalFormGame, player: int, support: Support, replies: Support, allowed: Sequence[int]
) -> tuple[Mixed, ...]:
    """The corners of the mixtures over `support` against which all `replies` are best among the allowed."""
    table = game.payoffs[1 - player].numerators
    part = table[np.ix_(support, allowed) if player == 0 else np.ix_(allowed, support)]
    wanted = {t for t, reply in enumerate(allowed) if reply in replies}
    found = []
    for corner, best in best_reply_corners(part, player):
        if wanted <= set(best):
            own = dict(zip(support, corner, strict=True))
            found.append(tuple(own.get(s, Fraction(0)) for s in range(game.shape[player])))
    return tuple(sorted(found, reverse=True))


def _covers(corners: Sequence[Mixed], support: Support) -> bool:
    return bool(corners) and all(any(corner[s] for corner in corners) for s in support)
