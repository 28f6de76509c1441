"""What backward induction keeps of each subgame: its values, or the cases that ties and mixtures lead to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from .multilinear import Multilinear
from .probability_region import Relation

Values: TypeAlias = tuple[Fraction, ...]
Polynomials: TypeAlias = tuple[Multilinear, ...]
Support: TypeAlias = tuple[int, ...]

MAX_CASES = 2_000
"""The most cases that a node may have."""


@dataclass(frozen=True, slots=True)
class Case:
    """One way of completing play below a node: its values hold wherever all `relations` do."""

    values: Polynomials
    relations: tuple[Relation, ...] = ()
    supports: tuple[tuple[int, Support], ...] = ()


@dataclass(slots=True)
class Induction:
    """What backward induction found, node by node.

    `values` has the nodes with one value, `cases` the others. `supports` has the actions that may be mixed
    at each information set whose optimal actions are the same in every equilibrium; `variables` numbers the
    probabilities of the other actions (all but the first of their set). `tied` says whether somebody is
    indifferent in equilibrium, `shortfalls` what may be missing.
    """

    values: dict[int, Values] = field(default_factory=dict)
    cases: dict[int, list[Case]] = field(default_factory=dict)
    supports: dict[int, Support] = field(default_factory=dict)
    variables: dict[tuple[int, int], int] = field(default_factory=dict)
    undecided: bool = False
    tied: bool = False
    shortfalls: list[str] = field(default_factory=list)

    def variable(self, number: int, action: int) -> int:
        return self.variables.setdefault((number, action), len(self.variables))

    def cases_of(self, node: int) -> list[Case]:
        """The cases of a node: one, without relations, where no tie matters."""
        if node in self.values:
            return [Case(tuple(map(Multilinear.constant, self.values[node])))]
        return self.cases[node]

    def blocks(self, sets: Sequence[int]) -> list[tuple[int, ...]]:
        """The variables of each of the information sets `sets`."""
        wanted = dict.fromkeys(sets)
        found: dict[int, list[int]] = {number: [] for number in wanted}
        for (number, _), v in self.variables.items():
            if number in found:
                found[number].append(v)
        return [tuple(block) for block in found.values() if block]


def support_weights(state: Induction, number: int, support: Support) -> dict[int, Multilinear]:
    """The probability of each action of `support`: variables, and for the first one what is left."""
    first, *others = support
    weights = {a: Multilinear.variable(state.variable(number, a)) for a in others}
    rest = Multilinear.constant(1)
    for weight in weights.values():
        rest -= weight
    return {first: rest, **weights}
