"""What is measured: one `Group` per question, with its sizes, its peers and the largest game of each peer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .clock import Plan


@dataclass(frozen=True)
class Group:
    """A question, the kind of its games, how many of each size, and its engines with their largest size.

    `compare` names what is compared beside the times: "sets" of equilibria, the "regret" of one, a "value".
    """

    title: str
    kind: str
    games: Mapping[int, int]
    engines: Mapping[str, int]
    compare: str = ""
    rounds: int = 3
    repeats: int = 1
    cap: float = 60.0
    budget: float = 10.0

    @property
    def ours(self) -> str:
        return next(iter(self.engines))

    def plan(self, size: int, rounds: int | None = None, without: Collection[str] = ()) -> Plan:
        """The plan of one size, for the engines that are given games so large."""
        return Plan(
            self.kind,
            size,
            self.games[size],
            [e for e, largest in self.engines.items() if size <= largest and e not in without],
            rounds or self.rounds,
            self.repeats,
            self.cap,
            self.budget,
        )


EVERY = 10**6

GROUPS = {
    "all": Group(
        "All equilibria of two-player games",
        "random",
        {8: 5, 10: 5, 12: 5, 14: 5, 16: 3},
        {
            "ours-all": EVERY,
            "lrsnash": 16,
            "gambit-rational": 10,
            "gambit-float": 10,
            "nashpy-support": 8,
            "nashpy-vertex": 8,
            "quantecon-support": 12,
            "quantecon-vertex": 16,
        },
        "sets",
    ),
    "ties": Group(
        "All equilibria of games full of ties",
        "ties",
        {4: 5, 6: 5, 8: 5, 10: 3},
        {
            "ours-all": EVERY,
            "lrsnash": 10,
            "gambit-rational": 8,
            "gambit-float": 8,
            "nashpy-support": 6,
            "nashpy-vertex": 6,
            "quantecon-support": 10,
            "quantecon-vertex": 10,
        },
        "sets",
    ),
    "one": Group(
        "One equilibrium of a large game",
        "random",
        {50: 7, 100: 7, 200: 7, 500: 3, 1000: 3},
        {
            "ours-one": EVERY,
            "quantecon-lemke-howson": 500,
            "gambit-lcp-rational": 50,
            "gambit-lcp-float": 50,
        },
        "regret",
        cap=30.0,
    ),
    "zero-sum": Group(
        "Zero-sum games",
        "zero-sum",
        {40: 3, 500: 3, 1000: 2},
        {
            "ours-zero-sum": EVERY,
            "highs-simplex": EVERY,
            "highs-interior": EVERY,
            "gambit-lp-rational": 40,
        },
        "value",
    ),
    "welfare": Group(
        "The correlated equilibrium of largest welfare",
        "random",
        {10: 5, 30: 3, 60: 1},
        {"ours-welfare": EVERY, "highs-arrays": EVERY, "pulp-highs": 30},
        "value",
    ),
    "small": Group(
        "A 2×2 game, after import",
        "random",
        {2: 10},
        {
            "ours-all": EVERY,
            "ours-command": EVERY,
            "ours-process": EVERY,
            "lrsnash": EVERY,
            "gambit-rational": EVERY,
            "nashpy-support": EVERY,
            "quantecon-support": EVERY,
            "quantecon-vertex": EVERY,
        },
        "sets",
        repeats=5,
        budget=6.0,
    ),
    "three-player": Group(
        "Games of three players",
        "three-player",
        {2: 5, 3: 5},
        {"ours-many": EVERY, "gambit-enumpoly": EVERY},
        "sets",
    ),
    "dominance": Group(
        "Iterated dominance by mixtures, strict and weak",
        "random",
        {30: 3, 100: 3},
        {"ours-dominance": EVERY},
    ),
    "commitment": Group(
        "Stackelberg: commitment to a mixed strategy",
        "random",
        {10: 3, 30: 3},
        {"ours-commitment": EVERY},
    ),
}
