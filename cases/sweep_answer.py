"""What one draw of a sweep comes to: the outcome in words, the payoffs, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ..games.errors import InvalidInput, UnsupportedGame
from ..games.exact import number_text
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from ..games.solution import Equilibrium, Solution
from ..solvers.nash import nash
from ..solvers.subgame_perfect import subgame_perfect

BETWEEN = " | "
"""What stands between the outcomes, and the payoffs, of several equilibria."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer for one draw.

    Attributes
    ----------
    outcome : what is played, in words; of several equilibria each distinct one.
    payoffs : of each equilibrium that pays something else, one number per player.
    count : the number of equilibria; None where they are a continuum or were not counted.
    knife_edge : whether the outcome rests on a tie.
    complete : whether it is proven that no other outcome and no other payoffs are in equilibrium.
    match : of a replay, per recorded move whether it is an equilibrium move.
    """

    outcome: str
    payoffs: tuple[tuple[Any, ...], ...]
    count: int | None
    knife_edge: bool
    complete: bool
    match: tuple[bool, ...] = ()

    def row(self) -> tuple[Any, ...]:
        """The entries of this draw in the table, in the order of `answer_columns`, without the error.

        Raises
        ------
        UnsupportedGame
            Where no equilibrium was found.
        """
        if not self.payoffs:
            raise UnsupportedGame("no equilibrium was found; there may be some")
        ends: list[float] = []
        for own in zip(*self.payoffs, strict=True):
            if len(own) == 1:
                ends += [float(own[0])] * 2
            else:
                ends += float(min(own)), float(max(own))
        exact = all(isinstance(x, Fraction) for payoffs in self.payoffs for x in payoffs)
        text = payoffs_text(self.payoffs) if exact else None
        hits = (sum(self.match), *self.match) if self.match else ()
        return (self.outcome, self.count, self.knife_edge, self.complete, *ends, text, *hits)


def low_column(player: str) -> str:
    """The column with the least that a player gets in any equilibrium."""
    return f"payoff_{player}_low"


def high_column(player: str) -> str:
    """The column with the most that a player gets in any equilibrium."""
    return f"payoff_{player}_high"


def match_column(node: str) -> str:
    """The column that says whether the recorded move at a node is an equilibrium move."""
    return f"match_{node.replace('-', '_')}"


def payoffs_text(payoffs: Sequence[Sequence[Fraction]]) -> str:
    """The exact payoffs of every equilibrium, as the table holds them.

    Examples
    --------
    >>> payoffs_text([(Fraction(2), Fraction(-6)), (Fraction(-1, 3), Fraction(0))])
    '2, -6 | -1/3, 0'
    """
    return BETWEEN.join(", ".join(map(number_text, row)) for row in payoffs)


def payoffs_of(text: str | None) -> list[tuple[Fraction, ...]]:
    """Read what `payoffs_text` wrote.

    Raises
    ------
    InvalidInput
        Where there is no text, as some payoff is irrational.

    Examples
    --------
    >>> payoffs_of("2, -6 | -1/3, 0")[1]
    (Fraction(-1, 3), Fraction(0, 1))
    """
    if text is None:
        raise InvalidInput("a payoff is irrational; its column holds a float, and no exact number")
    return [tuple(map(Fraction, row.split(", "))) for row in text.split(BETWEEN)]


def answer(game: Any) -> Answer:
    """Return what the equilibria of a game come to: Nash of a normal form, subgame perfect of a tree.

    Raises
    ------
    UnsupportedGame
        For games of another form.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> answer(tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))).outcome
    'ban, acquiesce'
    >>> answer(NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]])).outcome
    '1, 2 | 2, 1 | 1+2, 1+2'
    """
    if isinstance(game, NormalFormGame):
        return _summary(nash(game))
    if isinstance(game, ExtensiveFormGame):
        return _summary(subgame_perfect(game))
    raise UnsupportedGame(f"a sweep takes normal forms and trees; this is a {game.form} game")


def _summary(solution: Solution) -> Answer:
    found = solution.equilibria
    finite = not solution.conditions and not solution.pieces
    return Answer(
        outcome=BETWEEN.join(dict.fromkeys(map(play, found))),
        payoffs=tuple(dict.fromkeys(one.payoffs for one in found)),
        count=len(found) if finite and solution.complete else None,
        knife_edge=solution.knife_edge,
        complete=solution.complete and finite,
    )


def play(one: Equilibrium) -> str:
    """What is done in an equilibrium, in words: ``+`` joins what is mixed.

    Of a normal form the strategies of the players in order, of a tree the actions at the information sets
    that are reached, in the order of play.
    """
    game: Any = one.game
    if isinstance(game, NormalFormGame):
        rows = zip(game.strategies, one.profile, strict=True)
        return ", ".join(_mixed(own, mixed) for own, mixed in rows)
    return ", ".join(_mixed(game.information_sets[s].actions, one.profile[s]) for s in _reached(one))


def _mixed(labels: Sequence[str], mixed: Any) -> str:
    return "+".join(label for label, p in zip(labels, mixed, strict=True) if p)


def _reached(one: Equilibrium) -> list[int]:
    """The information sets of players that are reached, in the order of play."""
    game: Any = one.game
    reached: dict[int, None] = {}
    level = [0]
    while level:
        below = []
        for node in level:
            if not game.children[node]:
                continue
            number = game.set_of[node]
            place = game.information_sets[number]
            if place.player == CHANCE:
                mixed = place.probabilities
            else:
                reached[number], mixed = None, one.profile[number]
            below += [child for child, p in zip(game.children[node], mixed, strict=True) if p]
        level = below
    return list(reached)
