"""A tree as its mediator sees it: sequences of moves, the ways to leave them, and the plays they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TypeAlias

from .extensive_form import CHANCE, ExtensiveFormGame
from .plans import Plan, capped_product, count_plans, count_text, reduced_strategies
from .plays import own_pasts, plays

Joint: TypeAlias = tuple[int, ...]
"""One sequence of moves per player, by their numbers in `own_pasts`."""


@dataclass(frozen=True, slots=True)
class End:
    """A play: everyone's moves in it, how likely chance makes it, and what it pays."""

    joint: Joint
    chance: Fraction
    payoffs: tuple[Fraction, ...]


class Mediation:
    """A rational tree with perfect recall, as its mediator sees it.

    Attributes
    ----------
    moves, parents : per player, per sequence, as in `own_pasts`
    chains : per player, per sequence, the sequences on the way to it, itself last
    options : per player, ``{information set: its sequences}``
    ahead : per player, per sequence, the information sets met next
    ends : the plays that chance does not exclude
    """

    def __init__(self, game: ExtensiveFormGame) -> None:
        self.game = game
        pasts, found = own_pasts(game), plays(game)
        self.moves, self.parents = pasts.moves, pasts.parents
        self.chains: list[list[tuple[int, ...]]] = []
        self.options: list[dict[int, tuple[int, ...]]] = []
        self.ahead: list[list[list[int]]] = []
        for moves, parents in zip(pasts.moves, pasts.parents, strict=True):
            chains: list[tuple[int, ...]] = [()]
            options: dict[int, tuple[int, ...]] = {}
            ahead: list[list[int]] = [[] for _ in moves]
            for q in range(1, len(moves)):
                one = moves[q][0]
                chains.append((*chains[parents[q]], q))
                if one not in options:
                    ahead[parents[q]].append(one)
                options[one] = (*options.get(one, ()), q)
            self.chains.append(chains)
            self.options.append(options)
            self.ahead.append(ahead)
        self.ends = [
            End(
                pasts.of_terminal[k],
                p,
                tuple(Fraction(t[k], d) for t, d in zip(found.totals, found.denominators, strict=True)),
            )
            for k, p in enumerate(found.chances)
            if isinstance(p, Fraction) and p
        ]

    @property
    def has_chance(self) -> bool:
        """Whether chance moves anywhere."""
        return any(one.player == CHANCE for one in self.game.information_sets)

    @cached_property
    def profiles(self) -> int:
        """The number of profiles of reduced strategies (capped at 10^18)."""
        pasts = own_pasts(self.game)
        return capped_product(count_plans(self.game, i, pasts, True) for i in range(len(self.moves)))

    @cached_property
    def plans(self) -> tuple[tuple[Plan, ...], ...]:
        """The reduced strategies of each player."""
        return tuple(reduced_strategies(self.game, i) for i in range(len(self.moves)))

    @cached_property
    def players_of(self) -> tuple[tuple[tuple[int, ...], ...], ...]:
        """Per player, per sequence, the numbers of the reduced strategies that play it."""
        found = []
        for moves, chains, plans in zip(self.moves, self.chains, self.plans, strict=True):
            chosen = [set(plan) for plan in plans]
            found.append(
                tuple(
                    tuple(s for s, own in enumerate(chosen) if all(moves[c] in own for c in chain))
                    for chain in chains
                )
            )
        return tuple(found)

    @cached_property
    def through(self) -> tuple[tuple[End, ...], ...]:
        """Per information set, the plays that pass it."""
        found: list[list[End]] = [[] for _ in self.game.information_sets]
        for end in self.ends:
            for player, q in enumerate(end.joint):
                for c in self.chains[player][q]:
                    found[self.moves[player][c][0]].append(end)
        return tuple(map(tuple, found))

    @cached_property
    def sequence_numbers(self) -> tuple[dict[tuple[tuple[str, str], ...], int], ...]:
        """Per player the number of each sequence, by the labels of its moves."""
        sets = self.game.information_sets
        return tuple(
            {
                tuple((sets[one].label, sets[one].actions[a]) for one, a in (moves[c] for c in chain)): q
                for q, chain in enumerate(chains)
            }
            for moves, chains in zip(self.moves, self.chains, strict=True)
        )

    def after(self, player: int, sequence: int) -> list[int]:
        """The sequences that leave the move ending `sequence` for another one there, parents first."""
        one = self.moves[player][sequence][0]
        found = [q for q in self.options[player][one] if q != sequence]
        for q in found:  # grows while it is read
            for below in self.ahead[player][q]:
                found.extend(self.options[player][below])
        return found

    def triggers(self, player: int) -> list[int]:
        """The sequences whose last move has an alternative."""
        own = self.options[player].values()
        return sorted(q for sequences in own if len(sequences) > 1 for q in sequences)

    @cached_property
    def relevant(self) -> frozenset[Joint]:
        """Of two players: the pairs of which one is empty or whose last sets lie on one play."""
        pairs = {(0, q) for q in range(len(self.moves[1]))} | {(q, 0) for q in range(len(self.moves[0]))}
        met = {
            (self.moves[0][a][0], self.moves[1][b][0])
            for end in self.ends
            for a in self.chains[0][end.joint[0]]
            for b in self.chains[1][end.joint[1]]
        }
        for one, other in met:
            pairs |= {(a, b) for a in self.options[0][one] for b in self.options[1][other]}
        return frozenset(pairs)


def replaced(joint: Joint, player: int, sequence: int) -> Joint:
    """The same sequences, but `sequence` of `player`.

    Examples
    --------
    >>> replaced((4, 5, 6), 1, 0)
    (4, 0, 6)
    """
    return (*joint[:player], sequence, *joint[player + 1 :])


def total_profiles_text(mediation: Mediation) -> str:
    """How messages say how many strategies there are."""
    pasts = own_pasts(mediation.game)
    counts = [count_plans(mediation.game, i, pasts, True) for i in range(len(mediation.moves))]
    return f"{count_text(mediation.profiles)} ({' × '.join(map(count_text, counts))})"
