"""Why a Nash equilibrium of a tree fails to be subgame perfect: where its threats are empty."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .certificate import Mixed
from .errors import NotAnEquilibrium, UnsupportedGame
from .exact import number_text
from .extensive_form import CHANCE, ExtensiveFormGame
from .normal_form import require_rational
from .recall import require_perfect_recall
from .subgames import Block, block_game, subgame_blocks
from .tree_certificate import tree_regrets

MAX_NODES = 2_000


@dataclass(frozen=True, slots=True)
class EmptyThreat:
    """A subgame in which a player would not do what the profile says, and what the player would gain.

    Attributes
    ----------
    player : str
    node : int
        Where the subgame starts.
    information_sets : tuple of str
        The player's sets in it at which something else is better.
    deviation : str
        The better play, in words.
    gain : Fraction
        What it adds to the player's payoff once the subgame is reached.
    """

    player: str
    node: int
    information_sets: tuple[str, ...]
    deviation: str
    gain: Fraction

    def __str__(self) -> str:
        sets = ", ".join(self.information_sets)
        return f"at {sets}, {self.player} would gain {number_text(self.gain)} by {self.deviation}"


def empty_threats(game: ExtensiveFormGame, profile: Sequence[Mixed | None]) -> tuple[EmptyThreat, ...]:
    """Return the subgames in which a profile is no equilibrium, the smallest first; none for a perfect one.

    Parameters
    ----------
    game : ExtensiveFormGame
        With perfect recall.
    profile : sequence
        A distribution per information set, None for chance. A set may be None too, as Nash answers leave out
        those that own play excludes, if it is the only move of its subgame; the mover then does what is best
        there, which is no threat.

    Raises
    ------
    NotAnEquilibrium
        If the profile is no behaviour profile of the game.
    UnsupportedGame
        Naming a set that is left out in a subgame with several moves, or where several actions are best and
        do not pay the others the same.

    Notes
    -----
    Each subgame is judged with the smaller ones replaced by what the profile yields in them (Selten 1965).

    Examples
    --------
    >>> from quidproquo import decision, nash, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)}, information_set="reply")}))
    >>> for one in nash(game).equilibria:
    ...     if one.payoffs[0] == 0:
    ...         print(*empty_threats(game, one.profile))
    ...         break
    at reply, China would gain 1 by 'acquiesce'
    """
    require_rational(game, "empty_threats")
    require_perfect_recall(game, "empty_threats")
    if len(profile) != len(game.information_sets):
        raise NotAnEquilibrium(
            f"the profile names {len(profile)} information sets; the game has {len(game.information_sets)}"
        )
    values: dict[int, Sequence[Fraction]] = {}
    found: list[EmptyThreat] = []
    for block in subgame_blocks(game):
        own = block_game(game, block, values)
        numbers = _numbers(game, own, block)
        rows = _rows(game, own, profile, numbers)
        payoffs, regrets = tree_regrets(own, rows, every_subgame=False)
        values[block.root] = payoffs
        for player, regret in enumerate(regrets):
            if regret.gain:
                sets = tuple(
                    one.label
                    for one, row in zip(own.information_sets, rows, strict=True)
                    if one.player == player and f"{one.label!r}" in regret.deviation
                ) or tuple(one.label for one in own.information_sets if one.player == player)
                deviation = regret.deviation.removesuffix(f" at set {sets[0]!r}")
                found.append(EmptyThreat(regret.player, block.root, sets, deviation, regret.gain))
    return tuple(found)


def threats_of(game: ExtensiveFormGame, profile: Sequence[Mixed | None]) -> tuple[EmptyThreat, ...] | None:
    """Return the empty threats of a profile; None where it is not decided, or the tree is large."""
    if len(game.children) > MAX_NODES:
        return None
    try:
        return empty_threats(game, profile)
    except UnsupportedGame:
        return None


def threats_document(game: ExtensiveFormGame, threats: Sequence[EmptyThreat]) -> list[dict[str, Any]]:
    """Return empty threats as plain data: who, where the subgame starts, at which sets, what is better."""
    return [
        {
            "player": one.player,
            "subgame": game.node_text(one.node),
            "information_sets": list(one.information_sets),
            "deviation": one.deviation,
            "gain": number_text(one.gain),
        }
        for one in threats
    ]


def _numbers(game: ExtensiveFormGame, own: ExtensiveFormGame, block: Block) -> list[int]:
    """For each information set of the block's own game its number in the whole game."""
    inside = sorted((*block.nodes, *block.exits))
    return [game.set_of[inside[one.nodes[0]]] for one in own.information_sets]


def _rows(
    game: ExtensiveFormGame, own: ExtensiveFormGame, profile: Sequence[Mixed | None], numbers: Sequence[int]
) -> tuple[Any, ...]:
    """The profile in the block, with a best move where it says nothing and the block is one move."""
    rows: list[Any] = []
    for number, one in zip(numbers, own.information_sets, strict=True):
        row = profile[number]
        if one.player == CHANCE or row is not None:
            rows.append(None if one.player == CHANCE else row)
            continue
        if len(own.information_sets) > 1:
            raise UnsupportedGame(
                f"the profile says nothing at set {one.label!r} of {game.players[one.player]}, one of "
                "several moves in its subgame; its probabilities are needed"
            )
        earned = [own.payoffs[one.player][child] for child in own.children[one.nodes[0]]]
        best = earned.index(max(earned))
        ends = [c for c, u in zip(own.children[one.nodes[0]], earned, strict=True) if u == max(earned)]
        if len({tuple(table[c] for table in own.payoffs) for c in ends}) > 1:
            raise UnsupportedGame(
                f"the profile says nothing at set {one.label!r} of {game.players[one.player]}, where several "
                "actions are best and matter to others; its probabilities are needed"
            )
        rows.append(tuple(Fraction(int(a == best)) for a in range(len(earned))))
    return tuple(rows)
