"""What is done in an equilibrium, in words: the label of a cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.normal_form import NormalFormGame
from ..games.regime_map import RegimeEquilibrium

NOTHING = "no equilibrium"
MOST = 4


def table_outcome(game: NormalFormGame, equilibria: Sequence[RegimeEquilibrium]) -> str:
    """Say which strategies are played: players by commas, those that are mixed by slashes.

    Examples
    --------
    >>> from fractions import Fraction
    >>> one, half = Fraction(1), Fraction(1, 2)
    >>> game = NormalFormGame([[[0, 1], [2, 3]]] * 2, strategies=[["allow", "restrict"], ["supply", "stop"]])
    >>> table_outcome(game, [RegimeEquilibrium(((0, one), (half, half)), (one, one))])
    'restrict, supply/stop'
    """
    texts = []
    for one in equilibria:
        played = [
            "/".join(label for label, p in zip(own, mixed or (), strict=True) if not _is_zero(p))
            for own, mixed in zip(game.strategies, one.profile, strict=True)
        ]
        texts.append(", ".join(played))
    return alternatives(texts)


def survivors_outcome(game: NormalFormGame, survivors: Sequence[Sequence[int]]) -> str:
    """Say which strategies are left: players by commas, what one player may still do by slashes.

    Examples
    --------
    >>> game = NormalFormGame([[[0, 1], [2, 3]]] * 2, strategies=[["allow", "restrict"], ["supply", "stop"]])
    >>> survivors_outcome(game, [(1,), (0, 1)])
    'restrict, supply/stop'
    """
    left = zip(game.strategies, survivors, strict=True)
    return ", ".join("/".join(own[s] for s in kept) for own, kept in left)


def tree_outcome(game: ExtensiveFormGame, equilibria: Sequence[RegimeEquilibrium]) -> str:
    """Say which path is played; after a move of chance every branch is followed."""
    return alternatives([_path(game, one.profile, 0) for one in equilibria])


def alternatives(texts: Sequence[str]) -> str:
    """Join different outcomes by "or"; of more than a few the rest is counted."""
    different = list(dict.fromkeys(texts))
    if len(different) > MOST:
        return f"{' or '.join(different[:MOST])} or {len(different) - MOST} more"
    return " or ".join(different) or NOTHING


def _path(game: ExtensiveFormGame, profile: Sequence[Any], node: int) -> str:
    below = game.children[node]
    if not below:
        return ""
    one = game.information_sets[game.set_of[node]]
    mixed = profile[game.set_of[node]]
    taken = [
        (label, _path(game, profile, child))
        for a, (label, child) in enumerate(zip(one.actions, below, strict=True))
        if one.player == CHANCE or not _is_zero(mixed[a])
    ]
    if one.player == CHANCE:
        return (
            ""
            if not any(rest for _, rest in taken)
            else " | ".join(f"{label}: {rest or 'end'}" for label, rest in taken)
        )
    texts = [f"{label}, {rest}" if rest else label for label, rest in taken]
    return texts[0] if len(texts) == 1 else f"({' / '.join(texts)})"


def _is_zero(probability: Any) -> bool:
    """Whether a probability is the number zero; one that depends on the parameter is not."""
    return bool(getattr(probability, "numerator", 1) == 0)
