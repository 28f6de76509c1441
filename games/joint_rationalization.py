"""Which values of several parameters make an observation equilibrium behaviour: polyhedra or a proof."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .blocks import WIDTH, Block, Heading, Paragraph, Table, blocks_html, blocks_text
from .decimals import with_decimal
from .exact import number_text
from .linear_rows import FarkasCertificate, Row, contradiction_problem
from .relations import Relation
from .solution_json import SCHEMA

Completion = Mapping[str, Mapping[str, str]]
"""What is done off the observed path: player, information set, action."""

MOST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class ValuePolyhedron:
    """The values for which the observation is equilibrium behaviour with one way of playing off the path.

    Attributes
    ----------
    completion : the play off the path.
    conditions : linear relations, those left out that follow from the others and the ranges.
    bounds : per parameter the least and the largest value in it, exact.
    point : the point nearest to the calibration.
    distance : how far that is: the largest change of a parameter, in widths of its range.
    has_interior : whether there is room around some point of it, so that it does not rest on ties.
    """

    completion: Completion
    conditions: tuple[Relation, ...]
    bounds: Mapping[str, tuple[Fraction, Fraction]]
    point: Mapping[str, Fraction]
    distance: Fraction
    has_interior: bool

    def holds_at(self, values: Mapping[str, Fraction]) -> bool:
        """Whether values within the ranges belong to it."""
        return all(one.holds_at(values) for one in self.conditions)


@dataclass(frozen=True, slots=True)
class Refutation:
    """The proof that no value goes with a way of playing off the path, or with any that has these actions.

    Attributes
    ----------
    completion : the actions off the path that are refuted together with the observed ones.
    relations : what would have to hold, the ranges included where they are needed.
    certificate : multiples of the relations that add up to a contradiction (Farkas 1902).
    needs_ranges : whether the proof uses the ranges; if not, no values at all will do.
    """

    completion: Completion
    relations: tuple[Relation, ...]
    certificate: FarkasCertificate
    needs_ranges: bool

    @property
    def problem(self) -> str | None:
        """Why the certificate proves nothing; None where it does, as it must."""
        return contradiction_problem([_row(one) for one in self.relations], self.certificate)


@dataclass(frozen=True, slots=True)
class JointRationalization:
    """The result of `rationalize_jointly`.

    Attributes
    ----------
    title, form, players : of the game.
    observed : pairs of where and what, in order.
    ranges : of the parameters that are varied.
    calibration : their values at the calibration.
    polyhedra : one for each way of playing off the path in pure strategies that goes with some values.
    refutations : the proofs that no other way does.
    """

    title: str
    form: str
    players: tuple[str, ...]
    observed: tuple[tuple[str, str, str], ...]
    ranges: Mapping[str, tuple[Fraction, Fraction]]
    calibration: Mapping[str, Fraction]
    polyhedra: tuple[ValuePolyhedron, ...]
    refutations: tuple[Refutation, ...]
    notes: tuple[str, ...] = ()

    @property
    def nearest(self) -> ValuePolyhedron | None:
        """The polyhedron that asks for the least change of the calibration."""
        return min(self.polyhedra, key=lambda one: one.distance, default=None)

    def document(self) -> dict[str, Any]:
        """Return the result as plain data, exact numbers as in all JSON of the package."""
        nearest = self.nearest
        return {
            "schema": SCHEMA,
            "game": {"title": self.title, "form": self.form, "players": list(self.players)},
            "parameters": {
                name: {
                    "low": number_text(low),
                    "high": number_text(high),
                    "calibration": number_text(self.calibration[name]),
                }
                for name, (low, high) in self.ranges.items()
            },
            "observed": [{"id": id, "player": who, "observed": what} for id, who, what in self.observed],
            "polyhedra": [
                {
                    "completion": _plain(one.completion),
                    "conditions": [str(relation) for relation in one.conditions],
                    "text": _text(one.conditions),
                    "bounds": {n: [number_text(x) for x in ends] for n, ends in one.bounds.items()},
                    "point": {n: number_text(x) for n, x in one.point.items()},
                    "distance": number_text(one.distance),
                    "has_interior": one.has_interior,
                }
                for one in self.polyhedra
            ],
            "nearest": None if nearest is None else self.polyhedra.index(nearest),
            "farkas": [
                {
                    "completion": _plain(one.completion),
                    "conditions": [str(relation) for relation in one.relations],
                    "multipliers": {
                        str(place): number_text(x) for place, x in one.certificate.multipliers.items()
                    },
                    "needs_ranges": one.needs_ranges,
                }
                for one in self.refutations
            ],
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
        names = ", ".join(
            f"{name} from {with_decimal(low)} to {with_decimal(high)}"
            for name, (low, high) in self.ranges.items()
        )
        moves = ", ".join(what for _, _, what in self.observed)
        yield Paragraph(f"Observed: {moves}. Varied together: {names}.")
        nearest = self.nearest
        if nearest is None:
            yield from self._refuted()
            return
        yield Paragraph(self._change(nearest))
        for number, one in enumerate(self.polyhedra[:MOST_SHOWN], 1):
            rows = tuple(
                (
                    name,
                    with_decimal(self.calibration[name]),
                    with_decimal(low),
                    with_decimal(high),
                    with_decimal(one.point[name]),
                )
                for name, (low, high) in one.bounds.items()
            )
            caption = f"{number}. {_off(one.completion)}: {_text(one.conditions)}"
            caption += "" if one.has_interior else " (a border only: it rests on ties)"
            yield Table(("parameter", "calibration", "at least", "at most", "nearest"), rows, caption)
        if len(self.polyhedra) > MOST_SHOWN:
            yield Paragraph(f"{len(self.polyhedra) - MOST_SHOWN} more are in the JSON.")
        yield Paragraph(
            f"Every way of playing off the path in pure strategies is covered: {len(self.polyhedra)} with "
            f"values, {len(self.refutations)} proofs that there are none."
        )

    def _change(self, nearest: ValuePolyhedron) -> str:
        if nearest.distance == 0:
            return "The calibration itself makes it equilibrium behaviour."
        moved = ", ".join(
            f"{name} = {with_decimal(x)}" for name, x in nearest.point.items() if x != self.calibration[name]
        )
        return (
            f"The least change of the calibration that makes it equilibrium behaviour is "
            f"{with_decimal(nearest.distance)} of the width of a range: {moved}."
        )

    def _refuted(self) -> Iterator[Block]:
        always = not any(one.needs_ranges for one in self.refutations)
        yield Paragraph(
            "No values of these parameters make it equilibrium behaviour"
            f"{', inside the ranges or outside' if always else ' within the ranges'}: proven, for every way "
            "of playing off the path in pure strategies, by multiples of what would have to hold that add up "
            "to a contradiction."
        )
        for one in self.refutations[:MOST_SHOWN]:
            rows = tuple(
                (number_text(factor), one.relations[place].text, "; ".join(one.relations[place].words))
                for place, factor in one.certificate.multipliers.items()
            )
            yield Table(("times", "what would have to hold", "because"), rows, _off(one.completion))

    def __repr__(self) -> str:
        nearest = self.nearest
        least = "refuted" if nearest is None else f"least change {nearest.distance}"
        return f"<JointRationalization by {', '.join(self.ranges)}: {len(self.polyhedra)} polyhedra, {least}>"

    def _repr_html_(self) -> str:
        return blocks_html(self._blocks())


def _plain(completion: Completion) -> dict[str, dict[str, str]]:
    return {who: dict(own) for who, own in completion.items()}


def _off(completion: Completion) -> str:
    parts = [f"{who} at {where}: {what}" for who, own in completion.items() for where, what in own.items()]
    return f"Off the path {', '.join(parts)}" if parts else "Nothing is left open off the path"


def _text(conditions: tuple[Relation, ...]) -> str:
    return " and ".join(one.text for one in conditions) or "all values in the ranges"


def _row(relation: Relation) -> Row:
    coefficients, constant = relation.polynomial.linear_parts()
    return Row(coefficients, constant, relation.sign == ">", relation.sign == "=")
