"""The answer of a game in two parameters: a grid of regimes for a picture, and the exact curves between."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from .errors import InvalidInput
from .exact import number_text, rational
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame
from .parameter_polynomial import ParameterPolynomial
from .payoff_table import Array
from .region_map import Region, RegionMap, conditions_document
from .relations import Relation
from .solution_json import SCHEMA, game_document


@dataclass(frozen=True, slots=True)
class Axis:
    """A parameter, the range it is varied over, both ends included, and how many values of it are drawn."""

    name: str
    low: Fraction
    high: Fraction
    steps: int
    unit: str = ""

    def value(self, place: int) -> Fraction:
        """The exact value at a place of the grid, counted from 0."""
        return self.low + (self.high - self.low) * Fraction(place, self.steps - 1)

    @property
    def values(self) -> tuple[Fraction, ...]:
        """All values, ascending."""
        return tuple(self.value(i) for i in range(self.steps))


@dataclass(frozen=True, slots=True)
class GridRegime:
    """One answer: the equilibria that exist together, and where that is.

    Attributes
    ----------
    label : in words, what is done in each of them.
    regions : their numbers in the map of regions; empty where there is no equilibrium, or no game.
    points : how many points of the grid have this answer.
    on_curves : whether it is found on curves only, where a comparison is a tie.
    is_game : whether there is a game at all.
    """

    label: str
    regions: tuple[int, ...]
    points: int
    on_curves: bool = False
    is_game: bool = True


@dataclass(frozen=True, slots=True)
class Curve:
    """Where a polynomial is zero, and the pairs of regimes, by number, that it separates in the window."""

    polynomial: ParameterPolynomial
    between: tuple[tuple[int, int], ...]

    @property
    def text(self) -> str:
        """The equation of the curve."""
        return Relation(self.polynomial, "=").text


@dataclass(frozen=True)
class RegimeGrid:
    """The answer of a game over a window of two parameters.

    Attributes
    ----------
    game : the game, with the two parameters as symbols.
    solution : the concept.
    parameter, parameter2 : the horizontal and the vertical axis.
    regimes : the different answers, those of most points first.
    grid : array of int, ``grid[j, i]``: the number of the regime at value i of `parameter` and value j of
        `parameter2`, decided exactly.
    curves : the exact borders between regimes.
    regions : every equilibrium with its conditions in the window.
    complete, complete_because : whether every curve and every regime with room around it was found, and why.
    calibration : the defaults of the two parameters, where they are known; pictures mark them.
    """

    game: NormalFormGame | ExtensiveFormGame = field(repr=False)
    solution: str
    parameter: Axis
    parameter2: Axis
    regimes: tuple[GridRegime, ...]
    grid: Array = field(repr=False, compare=False)
    curves: tuple[Curve, ...]
    regions: RegionMap = field(repr=False)
    method: str
    complete: bool
    complete_because: str
    calibration: tuple[Fraction, Fraction] | None = None
    notes: tuple[str, ...] = ()

    def at(self, first: Any, second: Any) -> tuple[Region, ...]:
        """Return the regions that hold at exact values of the two parameters in the window.

        Raises
        ------
        InvalidInput
            For values outside the window, and for what is no exact number.
        """
        values = {}
        for axis, given in ((self.parameter, first), (self.parameter2, second)):
            values[axis.name] = rational(given, axis.name)
            if not axis.low <= values[axis.name] <= axis.high:
                raise InvalidInput(
                    f"{axis.name} = {number_text(values[axis.name])} is outside the window, which goes from "
                    f"{number_text(axis.low)} to {number_text(axis.high)}"
                )
        return self.regions.at(values)

    def document(self) -> dict[str, Any]:
        """Return the map as plain data."""
        regions = self.regions.document()
        return {
            "schema": SCHEMA,
            "game": game_document(self.game),
            "solution": self.solution,
            "method": self.method,
            "complete": self.complete,
            "complete_because": self.complete_because,
            "parameter": _axis(self.parameter),
            "parameter2": _axis(self.parameter2),
            "curves": [
                {
                    "polynomial": str(one.polynomial),
                    "text": one.text,
                    "between": [list(p) for p in one.between],
                }
                for one in self.curves
            ],
            "regimes": [
                {
                    "outcome": one.label,
                    "equilibria": [self._equilibrium(number) for number in one.regions],
                    "points": one.points,
                    "knife_edge": one.on_curves,
                }
                for one in self.regimes
            ],
            "grid": self.grid.tolist(),
            "domain": regions["domain"],
            "borders": regions["borders"],
            **({"notes": list(self.notes)} if self.notes else {}),
        }

    def _equilibrium(self, number: int) -> dict[str, Any]:
        found = self.regions.document()["regions"][number]
        conditions = conditions_document(self.regions.regions[number].conditions)
        return {**found, "conditions": conditions}

    def to_json(self) -> str:
        """Return the map as JSON, the grid row by row."""
        document = self.document()
        rows = ",\n  ".join(json.dumps(row) for row in document.pop("grid"))
        head = json.dumps(document, ensure_ascii=False, indent=1).removesuffix("\n}")
        return f'{head},\n "grid": [\n  {rows}\n ]\n}}'

    def text(self, width: int = 100) -> str:
        """Return the map as plain text: regimes, their share of the grid, and the curves."""
        from .blocks import blocks_text

        return blocks_text(self.blocks(), width)

    def blocks(self) -> Iterator[Any]:
        """Return what is shown of a map, in order."""
        from .blocks import Heading, Paragraph, Table
        from .solution_display import CONCEPT_TITLES

        one, other = self.parameter, self.parameter2
        title = CONCEPT_TITLES.get(self.solution, "Situations of the players")
        yield Heading(self.game.title or "A game without a title")
        if self.notes:
            yield Table(("",), tuple((line,) for line in self.notes))
        spans = " and ".join(
            f"{axis.name} from {number_text(axis.low)} to {number_text(axis.high)}" for axis in (one, other)
        )
        yield Heading(f"{title}, {spans}")
        total = one.steps * other.steps
        yield Table(
            ("", "regime", "share of the grid"),
            tuple(
                (letter(i), regime.label, "on curves" if regime.on_curves else f"{regime.points / total:.1%}")
                for i, regime in enumerate(self.regimes)
            ),
        )
        if self.curves:
            yield Table(
                ("border", "between"),
                tuple(
                    (curve.text, ", ".join(f"{letter(a)} and {letter(b)}" for a, b in curve.between))
                    for curve in self.curves
                ),
            )
        else:
            yield Paragraph("There is no border in the window.")
        yield Paragraph(f"{'Complete' if self.complete else 'Not complete'}: {self.complete_because}.")

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        where = f"{self.parameter.name} and {self.parameter2.name}"
        return (
            f"<RegimeGrid {self.solution} in {where}: {len(self.regimes)} regimes, {len(self.curves)} curves>"
        )

    def _repr_html_(self) -> str:
        from .blocks import blocks_html

        return blocks_html(self.blocks())


def letter(number: int) -> str:
    """Name a regime by letters: A to Z, then AA and so on.

    Examples
    --------
    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    name = ""
    number += 1
    while number:
        number, place = divmod(number - 1, 26)
        name = chr(ord("A") + place) + name
    return name


def _axis(axis: Axis) -> dict[str, Any]:
    return {
        "name": axis.name,
        "from": number_text(axis.low),
        "to": number_text(axis.high),
        "steps": axis.steps,
        **({"unit": axis.unit} if axis.unit else {}),
    }
