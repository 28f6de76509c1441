"""What proves the value of correlated play and of commitment, over any exact numbers.

The definitions are those of `obedience` and `commitment_proof`. Here they are checked over numbers that may
depend on a parameter: every number needs only to add, multiply and compare exactly, and a comparison of
numbers on a stretch of the parameter (`stretch_number`) holds on all of it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np

from .correlation_names import MINIMUM, WELFARE
from .obedience import Deviation
from .payoff_table import Array

Exact: TypeAlias = Any
"""A Fraction, or anything that computes and compares with Fractions exactly."""

Tables: TypeAlias = Sequence[Array]
"""For each player the payoffs as an array of exact numbers, indexed by the strategies in player order."""

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class CorrelatedPlay:
    """The cells of positive probability, and the multipliers and weights that prove the value.

    `payoffs` are what the players get; `multipliers` are per player those of deviations, `weights` those of
    the players' payoffs.
    """

    distribution: Mapping[tuple[int, ...], Exact]
    value: Exact
    payoffs: Sequence[Exact]
    multipliers: Sequence[Mapping[Deviation, Exact]]
    weights: Sequence[Exact]

    @property
    def support(self) -> tuple[Any, ...]:
        """The cells of positive probability."""
        return tuple(sorted(self.distribution))

    @property
    def statement(self) -> tuple[Any, ...]:
        """The value and the distribution, without what proves them."""
        return self.value, tuple((cell, self.distribution[cell]) for cell in self.support)

    @property
    def bare(self) -> CorrelatedPlay:
        """The same without what proves it."""
        return replace(self, multipliers=(), weights=())

    def paid(self, tables: Tables) -> CorrelatedPlay:
        """The same with what the players get by these payoffs."""
        return replace(self, payoffs=_payoffs(tables, self.distribution))

    def proven_by(self, other: CorrelatedPlay) -> CorrelatedPlay:
        """The same with the proof of another play of the same value."""
        return replace(self, multipliers=other.multipliers, weights=other.weights)

    def mapped(self, change: Callable[[Exact], Exact]) -> CorrelatedPlay:
        """The same with every number changed; what becomes zero is left out."""
        return CorrelatedPlay(
            _nonzero(self.distribution, change),
            change(self.value),
            tuple(map(change, self.payoffs)),
            tuple(_nonzero(own, change) for own in self.multipliers),
            tuple(map(change, self.weights)),
        )


@dataclass(frozen=True, slots=True)
class CommittedPlay:
    """A commitment, the reply to it, and for each reply multipliers of the others that bound what it gives.

    All strategies are numbers; `mixture` holds the leader's of positive probability. `value` is what the
    leader gets, `theirs` what the follower gets.
    """

    mixture: Mapping[int, Exact]
    reply: int
    value: Exact
    theirs: Exact
    multipliers: Sequence[Mapping[int, Exact]]

    @property
    def support(self) -> tuple[Any, ...]:
        """The reply, and the leader's strategies of positive probability."""
        return self.reply, tuple(sorted(self.mixture))

    @property
    def statement(self) -> tuple[Any, ...]:
        """The value, the reply and the commitment, without what proves them."""
        return self.value, self.reply, tuple((i, self.mixture[i]) for i in sorted(self.mixture))

    @property
    def bare(self) -> CommittedPlay:
        """The same without what proves it."""
        return replace(self, multipliers=())

    def paid(self, tables: Tables) -> CommittedPlay:
        """The same with what the follower gets by these payoffs, the leader's first."""
        return replace(self, theirs=_paid(self.mixture, tables[1][:, self.reply]))

    def proven_by(self, other: CommittedPlay) -> CommittedPlay:
        """The same with the proof of another play of the same value."""
        return replace(self, multipliers=other.multipliers)

    def mapped(self, change: Callable[[Exact], Exact]) -> CommittedPlay:
        """The same with every number changed; what becomes zero is left out."""
        return CommittedPlay(
            _nonzero(self.mixture, change),
            self.reply,
            change(self.value),
            change(self.theirs),
            tuple(_nonzero(own, change) for own in self.multipliers),
        )


def correlated_problem(
    tables: Tables, play: CorrelatedPlay, objective: str | int, *, coarse: bool
) -> str | None:
    """Return why `play` is not proven to be the best (coarse) correlated equilibrium; None where it is.

    The distribution must obey, the value be what it gives, and nowhere may the weighted payoffs plus the
    multipliers times what the deviations lose exceed it (weak duality).

    Parameters
    ----------
    objective : ``"welfare"``, ``"min"``, or the number of a player.

    Examples
    --------
    >>> chicken = [np.array(t) * Fraction(1) for t in ([[6, 2], [7, 0]], [[6, 7], [2, 0]])]
    >>> half, told = Fraction(1, 2), {(0, 1): Fraction(3, 4)}
    >>> cells = {(0, 0): half, (0, 1): half / 2, (1, 0): half / 2}
    >>> play = CorrelatedPlay(cells, 21 * half, [21 * half / 2] * 2, [told, told], [1, 1])
    >>> correlated_problem(chicken, play, "welfare", coarse=False) is None
    True
    """
    return (
        _mixture_problem(play.distribution)
        or _disobedience(tables, play, coarse)
        or _value_problem(tables, play, objective)
        or _bound_problem(tables, play)
    )


def committed_problem(own: Array, theirs: Array, play: CommittedPlay) -> str | None:
    """Return why `play` is not proven to give the strong Stackelberg value; None where it is.

    Parameters
    ----------
    own, theirs : the leader's and the follower's payoffs, a row for each strategy of the leader.

    Examples
    --------
    >>> own, theirs = (np.array(t) * Fraction(1) for t in ([[2, 4], [1, 3]], [[1, 0], [0, 1]]))
    >>> half = Fraction(1, 2)
    >>> play = CommittedPlay({0: half, 1: half}, 1, 7 * half, half, [{}, {0: half}])
    >>> committed_problem(own, theirs, play) is None
    True
    """
    problem = _mixture_problem(play.mixture)
    if problem:
        return problem
    paid = [_paid(play.mixture, theirs[:, d]) for d in range(theirs.shape[1])]
    better = next((d for d, u in enumerate(paid) if u > paid[play.reply]), None)
    if better is not None:
        return f"reply {better + 1} pays the follower more than reply {play.reply + 1}"
    if paid[play.reply] != play.theirs:
        return "the follower's payoff is not what the commitment gives"
    if _paid(play.mixture, own[:, play.reply]) != play.value:
        return "the value is not what the commitment gives the leader"
    if len(play.multipliers) != own.shape[1]:
        return "multipliers for each reply are needed"
    for reply, weights in enumerate(play.multipliers):
        if any(y < 0 for y in weights.values()):
            return f"a multiplier of reply {reply + 1} is negative"
        for i in range(len(own)):
            leads = (y * (theirs[i, reply] - theirs[i, d]) for d, y in weights.items())
            if sum(leads, own[i, reply]) > play.value:
                return f"the multipliers of reply {reply + 1} do not bound what it gives by the value"
    return None


def _nonzero(numbers: Mapping[Any, Exact], change: Callable[[Exact], Exact]) -> dict[Any, Exact]:
    changed = {key: change(number) for key, number in numbers.items()}
    return {key: number for key, number in changed.items() if number != 0}


def _payoffs(tables: Tables, distribution: Mapping[tuple[int, ...], Exact]) -> tuple[Exact, ...]:
    return tuple(sum((p * table[c] for c, p in distribution.items()), ZERO) for table in tables)


def _paid(mixture: Mapping[int, Exact], column: Array) -> Exact:
    return sum((p * column[i] for i, p in mixture.items()), ZERO)


def _mixture_problem(mixture: Mapping[Any, Exact]) -> str | None:
    if not all(p > 0 for p in mixture.values()):
        return "a probability is not positive"
    return None if sum(mixture.values(), ZERO) == 1 else "the probabilities do not sum to 1"


def _disobedience(tables: Tables, play: CorrelatedPlay, coarse: bool) -> str | None:
    for player, table in enumerate(tables):
        groups: dict[int | None, list[tuple[tuple[int, ...], Exact]]] = {}
        for cell, p in play.distribution.items():
            groups.setdefault(None if coarse else cell[player], []).append((cell, p))
        for told, cells in groups.items():
            for instead in range(table.shape[player]):
                if (
                    instead != told
                    and sum((p * -_loss(table, player, instead, c) for c, p in cells), ZERO) > 0
                ):
                    when = "before any recommendation" if told is None else f"when told strategy {told + 1}"
                    return f"player {player + 1} gains by strategy {instead + 1} {when}"
    return None


def _value_problem(tables: Tables, play: CorrelatedPlay, objective: str | int) -> str | None:
    payoffs = _payoffs(tables, play.distribution)
    if not all(u == stated for u, stated in zip(payoffs, play.payoffs, strict=True)):
        return "the payoffs are not what the distribution gives"
    if objective == MINIMUM:
        if any(w < 0 for w in play.weights) or sum(play.weights, ZERO) != 1:
            return "the weights are no weights that sum to 1"
        right = all(u >= play.value for u in payoffs) and any(u == play.value for u in payoffs)
    else:
        due = [Fraction(objective in (WELFARE, i)) for i in range(len(tables))]
        if not all(w == d for w, d in zip(play.weights, due, strict=True)):
            return "the weights are not those of the objective"
        right = sum((w * u for w, u in zip(due, payoffs, strict=True)), ZERO) == play.value
    return None if right else "the value is not what the distribution gives"


def _bound_problem(tables: Tables, play: CorrelatedPlay) -> str | None:
    if any(y < 0 for own in play.multipliers for y in own.values()):
        return "a multiplier is negative"
    for number in range(math.prod(tables[0].shape)):
        cell = tuple(int(i) for i in np.unravel_index(number, tables[0].shape))
        charge = sum((w * table[cell] for w, table in zip(play.weights, tables, strict=True)), ZERO)
        for player, own in enumerate(play.multipliers):
            for (told, instead), y in own.items():
                if told in (None, cell[player]):
                    charge += y * _loss(tables[player], player, instead, cell)
        if charge > play.value:
            return f"the multipliers do not bound the value at cell {cell}"
    return None


def _loss(table: Array, player: int, instead: int, cell: tuple[int, ...]) -> Exact:
    """What playing another strategy than a cell's own loses there."""
    return table[cell] - table[(*cell[:player], instead, *cell[player + 1 :])]
