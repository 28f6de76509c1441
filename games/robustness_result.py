"""How far parameters may move before an equilibrium stops being one: the result, its JSON and its text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .algebraic import Real
from .blocks import WIDTH, Block, Heading, Paragraph, Table, blocks_html, blocks_text
from .decimals import bound_text, with_decimal
from .exact import number_text
from .solution_json import SCHEMA, number_document


@dataclass(frozen=True, slots=True)
class Flip:
    """How far one parameter alone may move, all others at the calibration.

    Attributes
    ----------
    parameter, calibration, low, high : its value and its range.
    below, above : the nearest values on either side up to which the equilibrium holds, and beyond which it
        does not; None where it holds on that side as far as was searched, one width beyond the range.
    condition_below, condition_above : what fails there, in words.
    """

    parameter: str
    calibration: Fraction
    low: Fraction
    high: Fraction
    below: Real | None
    above: Real | None
    condition_below: str = ""
    condition_above: str = ""

    @property
    def sides(self) -> tuple[tuple[Real, bool, str], ...]:
        """The values at which it flips, whether the range goes on beyond, and what fails; the best one first.

        Flips that can happen within the range come before those that cannot, nearer ones before others.
        """
        known = []
        if self.below is not None:
            known.append((self.below, self.below > self.low, self.condition_below))
        if self.above is not None:
            known.append((self.above, self.above < self.high, self.condition_above))
        if len(known) == 2:
            (one, one_inside, _), (other, other_inside, _) = known
            nearer = self.calibration - one <= other - self.calibration
            if (other_inside and not one_inside) or (other_inside == one_inside and not nearer):
                known.reverse()
        return tuple(known)

    @property
    def soonest(self) -> Real | None:
        """The value at which it flips soonest."""
        return self.sides[0][0] if self.sides else None

    @property
    def distance(self) -> Real | None:
        """How far that is, in widths of the range."""
        return None if self.soonest is None else self.away(self.soonest)

    def away(self, value: Real) -> Real:
        """How far a value is from the calibration, in widths of the range."""
        change = value - self.calibration
        return (change if change >= 0 else -change) / (self.high - self.low)

    @property
    def condition(self) -> str:
        """What fails beyond it."""
        return self.sides[0][2] if self.sides else ""

    @property
    def inside(self) -> bool:
        """Whether the range goes on beyond it, so that the flip can happen within the range."""
        return bool(self.sides) and self.sides[0][1]

    def document(self) -> dict[str, Any]:
        """Return the flip as plain data."""
        sides = {"below": self.below, "above": self.above, "soonest": self.soonest, "distance": self.distance}
        return {
            "parameter": self.parameter,
            "calibration": number_text(self.calibration),
            "range": [number_text(self.low), number_text(self.high)],
            **{name: None if one is None else number_document(one) for name, one in sides.items()},
            "inside_range": self.inside,
            "condition": self.condition,
        }


@dataclass(frozen=True, slots=True)
class Robustness:
    """The result of `robustness`.

    Attributes
    ----------
    title, form, players : of the game.
    profile : per player (of a tree: and information set) what the equilibrium does.
    calibration, ranges : of the parameters that are free to move.
    held_fixed : the other parameters, with their values.
    radius_low, radius_high : proven bounds on the radius, in widths of the ranges: within the first the
        equilibrium holds whatever the parameters do together within their ranges; at the point, which is the
        second away, or just beyond it, it does not. `radius_high` is None where no such point is known, and
        `radius_low` is then 1 where it is proven that there is none.
    point : that point; where the radius is exact it is a tie, and the equilibrium fails just beyond.
    condition : what fails there, in words.
    proven : whether the bounds are as close as they are meant to be; equal where the radius is exact.
    flips : per parameter how far it may move alone, the soonest first.
    knife_edge : whether somebody is exactly indifferent at the calibration already.
    """

    title: str
    form: str
    players: tuple[str, ...]
    profile: Mapping[str, Any]
    calibration: Mapping[str, Fraction]
    ranges: Mapping[str, tuple[Fraction, Fraction]]
    held_fixed: Mapping[str, Fraction]
    radius_low: Fraction
    radius_high: Fraction | None
    point: Mapping[str, Fraction] | None
    condition: str
    proven: bool
    flips: tuple[Flip, ...]
    knife_edge: bool = False
    notes: tuple[str, ...] = ()

    @property
    def is_exact(self) -> bool:
        """Whether the radius is known exactly."""
        return self.radius_high is not None and self.radius_low == self.radius_high

    def document(self) -> dict[str, Any]:
        """Return the result as plain data, exact numbers as in all JSON of the package."""
        gap = None if self.radius_high is None else self.radius_high - self.radius_low
        return {
            "schema": SCHEMA,
            "game": {"title": self.title, "form": self.form, "players": list(self.players)},
            "profile": dict(self.profile),
            "calibration": {name: number_text(x) for name, x in self.calibration.items()},
            "ranges": {name: [number_text(x) for x in ends] for name, ends in self.ranges.items()},
            "held_fixed": {name: number_text(x) for name, x in self.held_fixed.items()},
            "radius": {
                "lower": number_text(self.radius_low),
                "upper": None if self.radius_high is None else number_text(self.radius_high),
                "exact": self.is_exact,
                "proven": self.proven,
                "gap": None if gap is None else number_text(gap),
                "point": self.point and {name: number_text(x) for name, x in self.point.items()},
                "condition": self.condition,
            },
            "flips": [flip.document() for flip in self.flips],
            "knife_edge": self.knife_edge,
            **({"notes": list(self.notes)} if self.notes else {}),
        }

    def to_json(self) -> str:
        """Return the result as JSON."""
        return json.dumps(self.document(), ensure_ascii=False, indent=1)

    def text(self, width: int = WIDTH) -> str:
        """Return the result as text for reading."""
        return blocks_text(self._blocks(), width)

    def _blocks(self) -> Iterator[Block]:
        yield Heading(self.title or "A game without a title")
        if self.notes:
            yield Table(("",), tuple((line,) for line in self.notes))
        yield Table(("who", "plays"), tuple(_plays(self.profile)), "The equilibrium at the calibration")
        if self.knife_edge:
            yield Paragraph(
                "Knife edge: at the calibration somebody is exactly indifferent, so that some change, "
                "however small, ends this equilibrium."
            )
        yield Heading("One parameter alone")
        yield Table(
            ("parameter", "is", "range", "flips at", "ranges away", "what fails beyond"),
            tuple(row for flip in self.flips for row in _rows(flip)),
            "The soonest first; a value in brackets is not within the range, or at its end",
        )
        yield Heading("All parameters together")
        yield Paragraph(self._radius())
        if self.point is not None:
            rows = tuple(
                (name, with_decimal(self.calibration[name]), _short(value, exact=self.is_exact))
                for name, value in self.point.items()
                if value != self.calibration[name]
            )
            place = "just beyond this point" if self.is_exact else "there"
            yield Table(("parameter", "calibration", "there"), rows, f"What fails {place}: {self.condition}")
        if self.held_fixed:
            fixed = ", ".join(f"{name} = {with_decimal(value)}" for name, value in self.held_fixed.items())
            yield Paragraph(f"Held fixed: {fixed}.")

    def _radius(self) -> str:
        if self.radius_high is None:
            if self.proven:
                return "The equilibrium holds wherever all parameters are within their ranges: proven."
            return (
                "No joint change within the ranges was found that ends the equilibrium. It is proven that "
                "none does in which no parameter moves by more than "
                f"{bound_text(self.radius_low, upper=False)} of the width of its range."
            )
        if self.is_exact:
            return (
                "The equilibrium holds as long as no parameter moves by more than "
                f"{with_decimal(self.radius_low)} of the width of its range, and this is the largest such "
                "number: exact."
            )
        low, high = bound_text(self.radius_low, upper=False), bound_text(self.radius_high, upper=True)
        return (
            f"The least joint change that ends the equilibrium is between {low} and {high} of the width of "
            f"each range: proven bounds.{'' if self.proven else ' The search ended before they were closer.'}"
        )

    def __repr__(self) -> str:
        first = next((flip for flip in self.flips if flip.inside), None)
        soonest = "" if first is None else f", {first.parameter} flips it soonest, at {first.soonest}"
        none = "none within the ranges" if self.proven else "not found"
        high = none if self.radius_high is None else f"{float(self.radius_high):.4g}"
        return f"<Robustness: radius {high}{soonest}>"

    def _repr_html_(self) -> str:
        return blocks_html(self._blocks())


def _plays(profile: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for who, plays in profile.items():
        if isinstance(plays, str):
            yield who, plays
        else:
            yield who, ", ".join(f"{one}: {action}" for one, action in plays.items())


def _rows(flip: Flip) -> Iterator[tuple[str, ...]]:
    span = f"{number_text(flip.low)} to {number_text(flip.high)}"
    first = (flip.parameter, with_decimal(flip.calibration), span)
    if not flip.sides:
        yield *first, "nowhere near", "", ""
    for value, inside, fails in flip.sides:
        text = with_decimal(value)
        yield *first, text if inside else f"[{text}]", with_decimal(flip.away(value)), fails
        first = ("", "", "")


def _short(value: Fraction, *, exact: bool) -> str:
    return with_decimal(value) if exact else f"≈ {float(value):.6g}"
