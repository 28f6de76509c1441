"""For which values of a parameter an observation is equilibrium behaviour: the result, its JSON and text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .algebraic import Real
from .blocks import WIDTH, Block, Heading, Paragraph, Table, blocks_html, blocks_text
from .decimals import with_decimal
from .errors import InvalidInput
from .solution_json import SCHEMA, number_document
from .value_set import ValueInterval, set_text
from .wording import player_name, quoted


@dataclass(frozen=True, slots=True)
class ObservedMove:
    """One observed move, and the values of the parameter for which it is optimal where it was made.

    Attributes
    ----------
    id : the information set, the node of a replay, or, in a normal form, the player.
    player : who moved.
    observed : the action or strategy.
    intervals : optimal in some equilibrium of what follows; a tie counts as optimal.
    """

    id: str
    player: str
    observed: str
    intervals: tuple[ValueInterval, ...]


@dataclass(frozen=True, slots=True)
class Rationalization:
    """The result of `rationalize` for one parameter.

    Attributes
    ----------
    title, form, players : of the game.
    parameter, low, high : what was varied and the range that was searched, both ends included.
    nodes : the observed moves, in order.
    whole : the values for which an equilibrium of the whole game makes all observed moves, each with positive
        probability. Where ties matter this can be less than what the nodes have in common.
    most_hits, hit_intervals : the largest number of moves that are optimal at one value, and where.
    excluded : values at which there is no game: a formula divides by zero, or probabilities are none.
    calibration : the value that the game states for the parameter, where it does.
    notes : lines that say where the other numbers come from.
    """

    title: str
    form: str
    players: tuple[str, ...]
    parameter: str
    low: Real
    high: Real
    nodes: tuple[ObservedMove, ...]
    whole: tuple[ValueInterval, ...]
    most_hits: int
    hit_intervals: tuple[ValueInterval, ...]
    excluded: tuple[ValueInterval, ...] = ()
    calibration: Fraction | None = None
    notes: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the result as the plain data of the contract."""
        return {
            "schema": SCHEMA,
            "game": {"title": self.title, "form": self.form, "players": list(self.players)},
            "parameter": self.parameter,
            "low": number_document(self.low),
            "high": number_document(self.high),
            "nodes": [
                {
                    "id": node.id,
                    "player": node.player,
                    "observed": node.observed,
                    "intervals": [one.document() for one in node.intervals],
                }
                for node in self.nodes
            ],
            "whole": {"intervals": [one.document() for one in self.whole]},
            "most_hits": {
                "hits": self.most_hits,
                "intervals": [one.document() for one in self.hit_intervals],
            },
            "excluded": [one.document() for one in self.excluded],
            **({"calibration": number_document(self.calibration)} if self.calibration is not None else {}),
            **({"notes": list(self.notes)} if self.notes else {}),
        }

    def to_json(self) -> str:
        """Return the result as JSON."""
        return json.dumps(self.document(), ensure_ascii=False, indent=1)

    def move(self, id: str) -> ObservedMove:
        """Return the first observed move with this id.

        Raises
        ------
        InvalidInput
            There is none; the message names those there are.
        """
        found = next((node for node in self.nodes if node.id == id), None)
        if found is None:
            known = ", ".join(dict.fromkeys(node.id for node in self.nodes))
            raise InvalidInput(f"there is no observed move at {quoted(id)}; accepted: {known}")
        return found

    def text(self, width: int = WIDTH) -> str:
        """Return the result as text for reading."""
        return blocks_text(self._blocks(), width)

    def _blocks(self) -> Iterator[Block]:
        name = self.parameter
        yield Heading(self.title or "A game without a title")
        if self.notes:
            yield Table(("",), tuple((line,) for line in self.notes))
        yield Paragraph(
            f"For which values of {name} from {with_decimal(self.low)} to {with_decimal(self.high)}, all "
            "other numbers fixed, is what was observed what equilibrium would have done? The answers are "
            "exact and not sampled; a tie counts as optimal."
        )
        rows = tuple(
            (str(i), node.id, player_name(node.player), node.observed, self._set(node.intervals))
            for i, node in enumerate(self.nodes, 1)
        )
        yield Table(("", "where", "who", "observed", "optimal for"), rows, "Move by move")
        yield Heading("The whole record")
        if self.whole:
            yield Paragraph(f"An equilibrium makes all {len(self.nodes)} moves for {self._set(self.whole)}.")
        else:
            yield Paragraph(
                f"No value of {name} in this range makes all {len(self.nodes)} moves equilibrium behaviour. "
                f"At most {self.most_hits} of them are each optimal where they were made: for "
                f"{self._set(self.hit_intervals)}."
            )
        if self.calibration is not None:
            inside = any(self.calibration in one for one in self.whole)
            yield Paragraph(
                f"The calibration, {name} = {with_decimal(self.calibration)}, is "
                f"{'one of these values' if inside else 'not one of these values'}."
                if self.whole
                else f"The calibration is {name} = {with_decimal(self.calibration)}."
            )
        if self.excluded:
            yield Paragraph(
                f"There is no game for {self._set(self.excluded)}: a formula divides by zero, or "
                "probabilities do not make a distribution."
            )

    def _set(self, intervals: tuple[ValueInterval, ...]) -> str:
        return set_text(intervals, self.parameter, self.low, self.high)

    def __repr__(self) -> str:
        return f"<Rationalization of {len(self.nodes)} moves by {self.parameter}: {self._set(self.whole)}>"

    def _repr_html_(self) -> str:
        return blocks_html(self._blocks())
