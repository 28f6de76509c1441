"""What each player gets, as bargaining and cooperative solutions answer."""

from __future__ import annotations

from dataclasses import dataclass

from .algebraic import Real


@dataclass(frozen=True, slots=True)
class Allocation:
    """One payoff per player; `attained` is False for a supremum that no agreement reaches."""

    payoffs: tuple[Real, ...]
    attained: bool = True
