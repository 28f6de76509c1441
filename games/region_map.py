"""Which equilibria a game has where: regions of any number of parameters, with exact conditions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .exact import number_text
from .extensive_form import CHANCE, ExtensiveFormGame
from .normal_form import NormalFormGame
from .parameter_polynomial import ParameterFraction, ParameterPolynomial
from .relations import Conditions, Domain, RegionCase, case_document, parameter_values
from .solution_json import SCHEMA, game_document

Game = NormalFormGame | ExtensiveFormGame


@dataclass(frozen=True, slots=True)
class Definition:
    """A formula with cases that stands in payoffs under its own text, such as ``max(0, -k + 13)``.

    Each option has what holds then, as fractions with the sign that they have, and the value.
    """

    name: str
    options: tuple[tuple[tuple[tuple[ParameterFraction, str], ...], ParameterFraction], ...]


@dataclass(frozen=True, slots=True)
class Region:
    """One equilibrium, or one pair of situations, and where it is found.

    Attributes
    ----------
    outcome : in words, what is done.
    conditions : the exact conditions; weak inequalities where a tie leaves it an equilibrium.
    profile : one distribution per player of a normal form, per information set of a tree (None for chance).
        Probabilities and payoffs are fractions of polynomials, valid on the region.
    payoffs : what the players get.
    classes : the kind of situation that each player is in, for maps of situations.
    """

    outcome: str
    conditions: Conditions
    profile: tuple[tuple[ParameterFraction, ...] | None, ...] = ()
    payoffs: tuple[ParameterFraction, ...] = ()
    classes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything that leads to one outcome: its regions, by number, and where it is found."""

    label: str
    conditions: Conditions
    regions: tuple[int, ...]


@dataclass(frozen=True)
class RegionMap:
    """The equilibria of a game in all its parameters.

    Attributes
    ----------
    game : the game, with its parameters as symbols.
    solution : the concept.
    parameters : their names.
    domain : where there is a game at all.
    regions : where each equilibrium is found; regions overlap where there are several equilibria.
    outcomes : regions with the same outcome taken together.
    ties : where a mixture of k actions may have more than k best replies, so that equilibria that are not
        listed may form continua; for maps of mixed equilibria.
    borders : irreducible polynomials; where none of them is zero, nothing is at a border.
    definitions : the formulas with cases that payoffs and probabilities contain.
    method, complete, complete_because : how it was found, and whether no equilibrium is missing.
    """

    game: Game = field(repr=False)
    solution: str
    parameters: tuple[str, ...]
    domain: Domain
    regions: tuple[Region, ...]
    outcomes: tuple[Outcome, ...]
    ties: tuple[RegionCase, ...]
    borders: tuple[ParameterPolynomial, ...]
    definitions: tuple[Definition, ...]
    method: str
    complete: bool
    complete_because: str
    notes: tuple[str, ...] = ()

    def at(self, values: Mapping[str, Any]) -> tuple[Region, ...]:
        """Return the regions that hold where the parameters have these exact numbers.

        Raises
        ------
        InvalidInput
            For a parameter without a value and for values that are no exact number.
        """
        parameter_values(self.parameters, values)
        return tuple(region for region in self.regions if region.conditions.holds_at(values))

    def numbers(self, region: Region, values: Mapping[str, Any]) -> tuple[Any, tuple[Any, ...]]:
        """Return the profile and the payoffs of a region in numbers, at values where it holds."""
        known = parameter_values(self.parameters, values)
        waiting = list(self.definitions)
        while waiting:
            one = waiting.pop(0)
            try:
                known[one.name] = _defined(one, known)
            except KeyError:  # it contains another one that comes later
                waiting.append(one)
        profile = tuple(row and tuple(p.value(known) for p in row) for row in region.profile)
        return profile, tuple(u.value(known) for u in region.payoffs)

    def on_border(self, values: Mapping[str, Any]) -> bool:
        """Whether the values lie on a border exactly: some comparison is a tie."""
        known = parameter_values(self.parameters, values)
        return any(one.value(known) == 0 for one in self.borders)

    def document(self) -> dict[str, Any]:
        """Return the map as plain data."""
        return {
            "schema": SCHEMA,
            "game": game_document(self.game),
            "solution": self.solution,
            "method": self.method,
            "complete": self.complete,
            "complete_because": self.complete_because,
            "parameters": list(self.parameters),
            "domain": {
                "all": [str(relation) for relation in self.domain.relations],
                "excluded": [case_document(case) for case in self.domain.excluded],
            },
            "regions": [self._region(region) for region in self.regions],
            "outcomes": [
                {
                    "outcome": one.label,
                    "conditions": conditions_document(one.conditions),
                    "regions": list(one.regions),
                }
                for one in self.outcomes
            ],
            "ties": [str(one) for one in self.ties],
            "borders": [str(one) for one in self.borders],
            **({"notes": list(self.notes)} if self.notes else {}),
        }

    def to_json(self) -> str:
        """Return the map as JSON."""
        return json.dumps(self.document(), ensure_ascii=False, indent=1)

    def text(self, width: int = 100) -> str:
        """Return the map as plain text."""
        from .region_display import region_text

        return region_text(self, width)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        free = ", ".join(self.parameters)
        plural = "region" if len(self.regions) == 1 else "regions"
        partly = "" if self.complete else ", incomplete"
        return f"<RegionMap {self.solution} in {free}: {len(self.regions)} {plural}{partly}>"

    def _repr_html_(self) -> str:
        from .region_display import region_html

        return region_html(self)

    def _region(self, region: Region) -> dict[str, Any]:
        document: dict[str, Any] = {"outcome": region.outcome}
        if not region.classes:
            document["profile"] = profile_texts(self.game, region)
            document["payoffs"] = {
                who: str(u) for who, u in zip(self.game.players, region.payoffs, strict=True)
            }
        if region.classes:
            document["classes"] = dict(region.classes)
        document["conditions"] = conditions_document(region.conditions)
        return document


def conditions_document(conditions: Conditions) -> list[dict[str, Any]]:
    """Return conditions as plain data: alternatives, the thin ones, which hold on borders only, marked."""
    return [{**case_document(case), "thin": case.is_thin} for case in conditions.cases]


def profile_texts(game: Game, region: Region) -> dict[str, Any]:
    """Return a profile as ``{player: {strategy: formula}}``, with information sets between for trees."""
    if isinstance(game, NormalFormGame):
        return {
            who: _played(own, row or ())
            for who, own, row in zip(game.players, game.strategies, region.profile, strict=True)
        }
    document: dict[str, Any] = {who: {} for who in game.players}
    for one, row in zip(game.information_sets, region.profile, strict=True):
        if one.player != CHANCE and row is not None:
            document[game.players[one.player]][one.label] = _played(one.actions, row)
    return document


def _played(labels: tuple[str, ...], row: tuple[ParameterFraction, ...]) -> dict[str, str]:
    return {label: _probability(p) for label, p in zip(labels, row, strict=True) if p.numerator}


def _probability(p: ParameterFraction) -> str:
    constant = p.numerator.constant_term
    return number_text(constant / p.denominator.constant_term) if p.is_constant else str(p)


def _defined(one: Definition, known: Mapping[str, Any]) -> Any:
    """The value of a formula with cases; None where it has none."""
    for guard, value in one.options:
        try:
            if all(_satisfied(part.value(known), sign) for part, sign in guard):
                return value.value(known)
        except ZeroDivisionError:
            continue
    return Fraction(0)


def _satisfied(value: Any, sign: str) -> bool:
    return bool(value == 0 if sign == "=" else value > 0 if sign == ">" else value >= 0)
