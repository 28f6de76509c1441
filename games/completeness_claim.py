"""A claim that a list of equilibria is complete, as the checks of it take it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .solution import Game, Product, Profile

NOT_CHECKED = "completeness: claimed by the method named, too large to be recounted here"


@dataclass(frozen=True, slots=True)
class Completeness:
    """A claim to be checked: the profiles listed (all sound), the document, and its pieces."""

    game: Game
    concept: str
    profiles: list[Profile]
    document: Mapping[str, Any]
    pieces: list[list[Product]]


def knife_edge_findings(claim: Completeness, tied: bool) -> list[str]:
    # A tie has to be flagged; a flag without a tie may come from a border of the model that made the game.
    if tied and not claim.document["knife_edge"]:
        return [
            "knife_edge is false, but at some equilibrium a player is indifferent to a strategy not played"
        ]
    return []
