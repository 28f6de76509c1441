"""What trees are made of: information sets, and the menus that many of them share."""

from __future__ import annotations

from dataclasses import dataclass

from .exact import Number

CHANCE = -1
TERMINAL = -1
MAX_NODES = 2_000_000


@dataclass(frozen=True, slots=True)
class InformationSet:
    """Nodes that their mover cannot tell apart, with the actions that all of them offer.

    `player` is the number of the mover (from 0) or `CHANCE`; `probabilities` belong to chance alone.
    """

    player: int
    label: str
    actions: tuple[str, ...]
    nodes: tuple[int, ...]
    probabilities: tuple[Number, ...] = ()


@dataclass(frozen=True, slots=True)
class Menu:
    """Who chooses among which actions; a large tree offers few menus at many information sets.

    `player` is the number of the mover (from 0) or `CHANCE`; `probabilities` belong to chance alone.
    """

    player: int
    actions: tuple[str, ...]
    probabilities: tuple[Number, ...] = ()
