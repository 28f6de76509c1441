"""Small random trees for properties: any number of players, chance, ties, payoffs at inner nodes."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from quidproquo import ExtensiveFormGame, chance, decision, outcome, tree

PLAYERS = ("A", "B", "C")


@st.composite
def perfect_information(draw: Any, largest: int = 3, depth: int = 4) -> ExtensiveFormGame:
    """A tree in which everybody sees everything; payoffs from a small range, so that ties are common."""
    count = draw(st.integers(1, 3))
    players = PLAYERS[:count]
    payoff = st.integers(-largest, largest) | st.sampled_from([Fraction(1, 2), Fraction(2, 3)])
    payoffs = st.tuples(*[payoff] * count)

    def branch(left: int) -> Any:
        kind = draw(st.sampled_from(["outcome", "decision", "decision", "chance"])) if left else "outcome"
        if kind == "outcome":
            return outcome(*draw(payoffs))
        actions = draw(st.integers(1, 3))
        own = draw(st.none() | payoffs)
        below = {str(a): branch(left - 1) for a in range(actions)}
        if kind == "decision":
            return decision(draw(st.sampled_from(players)), below, payoffs=own)
        weights = draw(st.lists(st.integers(0, 3), min_size=actions, max_size=actions).filter(any))
        return chance(
            {a: (Fraction(w, sum(weights)), b) for w, (a, b) in zip(weights, below.items(), strict=True)},
            payoffs=own,
        )

    return tree(branch(depth), players=players)
