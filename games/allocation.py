"""What each player gets, as bargaining and cooperative solutions answer."""

from __future__ import annotations

from dataclasses import dataclass

from .algebraic import Real


@dataclass(frozen=True, slots=True)
class Allocation:
    """One payoff per player; `attained` is False for a supremum that no agreement reaches.

    Of bargaining problems, `agreement` says how much of each issue (or with which probability each outcome)
    the players agree on; of alternating offers, `proposer` is the player whose offer this is.
    """

    payoffs: tuple[Real, ...]
    attained: bool = True
    agreement: tuple[Real, ...] = ()
    proposer: int | None = None
