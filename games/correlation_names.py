"""How files name what proves an answer about correlated play; no two of these names are ever equal."""

from __future__ import annotations

import itertools
from collections import Counter
from dataclasses import dataclass

from .normal_form import NormalFormGame
from .obedience import Deviation

WELFARE, MINIMUM, NASH_PRODUCT = "welfare", "min", "nash-product"
RESERVED = (WELFARE, MINIMUM, NASH_PRODUCT)
"""The objectives that are no player; they win over players of these names."""


@dataclass(frozen=True, slots=True)
class ProofNames:
    """Under which names `dual` holds what is no player's multipliers."""

    weights: str
    security: str
    bound: str
    guarantees: tuple[str, ...]
    threats: tuple[str, ...]
    ceilings: tuple[str, ...]


def objectives(game: NormalFormGame) -> tuple[str, ...]:
    """Return the objectives that are accepted, each once.

    Examples
    --------
    >>> objectives(NormalFormGame([[[1]], [[2]]], players=["min", "China"]))
    ('welfare', 'min', 'nash-product', 'China')
    """
    return tuple(dict.fromkeys((*RESERVED, *game.players)))


def proof_names(game: NormalFormGame) -> ProofNames:
    """Return the names; one that is also a player's label, or an earlier name, gets a ``#`` until none is.

    Examples
    --------
    >>> game = NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]], players=["weights", "China"])
    >>> proof_names(game).weights, proof_names(game).ceilings
    ('weights#', ('ceiling of weights', 'ceiling of China'))
    """
    taken = set(game.players)

    def free(name: str) -> str:
        while name in taken:
            name += "#"
        taken.add(name)
        return name

    return ProofNames(
        weights=free("weights"),
        security=free("security"),
        bound=free("bound"),
        guarantees=tuple(free(f"guarantee of {who}") for who in game.players),
        threats=tuple(free(f"threat against {who}") for who in game.players),
        ceilings=tuple(free(f"ceiling of {who}") for who in game.players),
    )


def other_names(game: NormalFormGame, player: int) -> list[str]:
    """How files name what all others play: their strategies in row-major order, joined by ``" / "``.

    Where labels make two of these alike, strategies are named by their numbers from 1.

    Examples
    --------
    >>> tables = [[[[1, 2]], [[3, 4]]]] * 3
    >>> other_names(NormalFormGame(tables, strategies=[["up", "down"], ["ban"], ["hold", "sell"]]), 1)
    ['up / hold', 'up / sell', 'down / hold', 'down / sell']
    """
    own = [labels for i, labels in enumerate(game.strategies) if i != player]
    names = [" / ".join(cell) for cell in itertools.product(*own)]
    if max(Counter(names).values()) > 1:
        numbers = [[str(s + 1) for s in range(len(labels))] for labels in own]
        names = [" / ".join(cell) for cell in itertools.product(*numbers)]
    return names


def deviation_names(game: NormalFormGame, player: int, *, coarse: bool) -> dict[Deviation, str]:
    """How files name deviations: ``"recommended -> played"``, or the strategy alone for coarse equilibria.

    Where labels make two of these alike, strategies are named by their numbers from 1.

    Examples
    --------
    >>> game = NormalFormGame([[[6, 2], [7, 0]], [[6, 7], [2, 0]]], strategies=[["dare", "yield"]] * 2)
    >>> deviation_names(game, 0, coarse=False)
    {(0, 1): 'dare -> yield', (1, 0): 'yield -> dare'}
    """
    own = game.strategies[player]
    pairs: list[Deviation]
    if coarse:
        pairs = [(None, t) for t in range(len(own))]
    else:
        pairs = [(s, t) for s in range(len(own)) for t in range(len(own)) if s != t]
    texts = [own[t] if s is None else f"{own[s]} -> {own[t]}" for s, t in pairs]
    if max(Counter(texts).values(), default=1) > 1:
        texts = [str(t + 1) if s is None else f"{s + 1} -> {t + 1}" for s, t in pairs]
    return dict(zip(pairs, texts, strict=True))


def ceiling_names(game: NormalFormGame, *, coarse: bool) -> dict[tuple[int, Deviation], str]:
    """How a ceiling names the deviations of all players: ``"player: deviation"``.

    Where labels make two of these alike, players and strategies are named by their numbers from 1.

    Examples
    --------
    >>> game = NormalFormGame([[[0, 1]], [[0, 0]]], players=["A", "A: B"], strategies=[["B: x"], ["x", "y"]])
    >>> list(ceiling_names(game, coarse=True).values())
    ['1: 1', '2: 1', '2: 2']
    """
    names = {
        (player, deviation): f"{who}: {what}"
        for player, who in enumerate(game.players)
        for deviation, what in deviation_names(game, player, coarse=coarse).items()
    }
    if len(set(names.values())) == len(names):
        return names
    return {
        (player, (told, instead)): f"{player + 1}: "
        + (f"{instead + 1}" if told is None else f"{told + 1} -> {instead + 1}")
        for player, (told, instead) in names
    }
