"""Commitment to a mixed strategy that the follower sees: what it is worth, and the check of the proof.

A commitment x has the follower's best replies BR(x). Where ties are broken for the leader (*strong*), it
gives the largest payoff over BR(x), against the leader (*weak*) the smallest; the value is the supremum over
x (von Stengel and Zamir 2010). How it is proven stands in `commitment_proof`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np

from .certificate import Mixed, MixedProfile, pure_profile
from .elimination import Weights, weighted_rows
from .errors import UnsupportedGame
from .normal_form import NormalFormGame
from .payoff_table import Array

Ties: TypeAlias = Literal["strong", "weak"]


@dataclass(frozen=True, slots=True)
class Bound:
    """No commitment to which `replies` are best gives the leader more than `limit`.

    `weights` are the multipliers of the other replies, `shares` the weights of the replies themselves.
    Without a limit, `weights` is the mixture that dominates the replies.
    """

    replies: tuple[int, ...]
    limit: Fraction | None
    shares: Weights
    weights: Weights


@dataclass(frozen=True, slots=True)
class Step:
    """Multipliers under which no row is positive: of the replies that pay less, and of payoffs above V."""

    shares: Weights
    weights: Weights


@dataclass(frozen=True, slots=True)
class Refutation:
    """Why no commitment to which `reply` is best gives the leader the weak value: steps that end negative."""

    reply: int
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Approach:
    """A way to a supremum: from `inside`, where `reply` and its equals alone are best, towards `limit`.

    `near` is a commitment on the way and `near_value` what the leader gets there at least.
    """

    reply: int
    inside: Mixed
    limit: Mixed
    near: Mixed
    near_value: Fraction


@dataclass(frozen=True, slots=True)
class Optimum:
    """A value with the profile that attains it, or with the way along which it is approached."""

    value: Fraction
    profile: MixedProfile | None
    approach: Approach | None = None


@dataclass(frozen=True, slots=True)
class NashRange:
    """The equilibria of the simultaneous game that give the leader the most and the least."""

    best: MixedProfile
    worst: MixedProfile
    best_value: Fraction
    worst_value: Fraction


@dataclass(frozen=True, slots=True)
class Commitment:
    """What commitment gives the player `leader`, with the proof.

    `ties` says which of the two values was asked for; `pure` are both values of pure commitments.
    """

    leader: int
    ties: Ties
    strong: Optimum
    weak: Optimum
    pure: tuple[Fraction, Fraction]
    nash: NashRange | None
    strong_proof: tuple[Bound, ...]
    weak_proof: tuple[Bound, ...]
    refutations: tuple[Refutation, ...] = ()

    @property
    def asked(self) -> Optimum:
        """The optimum of the version that was asked for."""
        return self.strong if self.ties == "strong" else self.weak

    @property
    def value_of_commitment(self) -> Fraction | None:
        """The value less the leader's best equilibrium payoff, where that is known."""
        return None if self.nash is None else self.asked.value - self.nash.best_value


@dataclass(frozen=True)
class Roles:
    """A game as leader (rows) and follower (columns); players without a choice stand aside.

    Raises
    ------
    UnsupportedGame
        Where two other players have a choice.

    Examples
    --------
    >>> roles = Roles(NormalFormGame([[[2, 4], [1, 3]], [[1, 0], [0, 1]]]), 0)
    >>> roles.replies_to((Fraction(1, 2), Fraction(1, 2)))
    ((0, 1), [Fraction(3, 2), Fraction(7, 2)])
    """

    game: NormalFormGame
    leader: int
    follower: int | None = field(init=False)
    own: Array = field(init=False, repr=False, compare=False)
    theirs: Array = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        others = [i for i in range(len(self.game.players)) if i != self.leader]
        movers = [i for i in others if self.game.shape[i] > 1]
        if len(movers) > 1:
            names = " and ".join(self.game.players[i] for i in movers[:2])
            raise UnsupportedGame(
                f"stackelberg takes one follower with a choice; with {self.game.players[self.leader]} as "
                f"leader {names} both have one"
            )
        follower = next(iter(movers or others), None)
        tables = []
        for player in (self.leader, follower):
            table = self.game.payoffs[self.leader if player is None else player].numerators
            rows = np.moveaxis(table, self.leader, 0).reshape(self.game.shape[self.leader], -1).astype(object)
            tables.append(rows if player is not None else rows * 0)
        for name, value in (("follower", follower), ("own", tables[0]), ("theirs", tables[1])):
            object.__setattr__(self, name, value)

    @property
    def unit(self) -> int:
        """The denominator of the leader's payoffs, which `own` holds as integers."""
        return self.game.payoffs[self.leader].denominator

    @property
    def their_unit(self) -> int:
        """The denominator of the follower's payoffs, which `theirs` holds as integers."""
        return self.game.payoffs[self.leader if self.follower is None else self.follower].denominator

    @cached_property
    def classes(self) -> tuple[tuple[int, ...], ...]:
        """The replies, together where they pay the follower alike whatever the leader does."""
        groups: dict[tuple[int, ...], list[int]] = {}
        for j, column in enumerate(self.theirs.T.tolist()):
            groups.setdefault(tuple(column), []).append(j)
        return tuple(map(tuple, groups.values()))

    @property
    def reply_labels(self) -> tuple[str, ...]:
        """The labels of the follower's strategies; a dash where nobody follows."""
        return ("-",) if self.follower is None else self.game.strategies[self.follower]

    def class_of(self, reply: int) -> tuple[int, ...]:
        """The replies that pay the follower what `reply` pays, whatever the leader does."""
        return next(group for group in self.classes if reply in group)

    def replies_to(self, x: Mixed) -> tuple[tuple[int, ...], list[Fraction]]:
        """The follower's best replies to `x`, and what each reply gives the leader."""
        support = [i for i, p in enumerate(x) if p]
        weights = [x[i] for i in support]
        theirs = weighted_rows(self.theirs.T, support, weights)
        best = max(theirs)
        own = [u / self.unit for u in weighted_rows(self.own.T, support, weights)]
        return tuple(j for j, u in enumerate(theirs) if u == best), own

    def worst(self, x: Mixed) -> Fraction:
        """What the commitment `x` gives the leader at least."""
        best, own = self.replies_to(x)
        return min(own[j] for j in best)

    def profile(self, x: Mixed, reply: int) -> MixedProfile:
        """The profile in which the leader plays `x` and the follower `reply`."""
        cell = [0] * len(self.game.players)
        if self.follower is not None:
            cell[self.follower] = reply
        whole = list(pure_profile(self.game.shape, cell))
        whole[self.leader] = x
        return tuple(whole)

    def pure_values(self) -> tuple[Fraction, Fraction]:
        """Strong and weak value of commitment to pure strategies."""
        best = self.theirs == self.theirs.max(axis=1, keepdims=True)
        paid = [[u for u, ok in zip(*row, strict=True) if ok] for row in zip(self.own, best, strict=True)]
        return tuple(Fraction(max(map(one, paid)), self.unit) for one in (max, min))  # type: ignore[return-value]
