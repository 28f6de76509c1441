"""Reading a repeated game in YAML: what stands there besides its stage game."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .errors import InvalidGame, ParseError
from .finite_repetition import finitely_repeated
from .parametric import Evaluate, Game, Placed, TableSkeleton
from .repeated_game import GRIM, RepeatedGame, check_punishment, discount_factor
from .yaml_fields import Fields, shown
from .yaml_reader import DataPath

REPEATED_KEYS = ("discount", "rounds", "target", "punishment", "reversion")
PLAN = REPEATED_KEYS[2:]
MAX_ROUNDS = 1_000


@dataclass(frozen=True, slots=True)
class RepeatedSkeleton:
    """A repeated game with formulas; with `rounds` it is built as a tree."""

    stage: TableSkeleton
    discount: tuple[Placed, ...]
    rounds: int | None
    target: dict[str, str] | None
    punishment: str | int
    reversion: dict[str, str] | None

    @property
    def form(self) -> str:
        """The form of the game that is built."""
        return "repeated" if self.rounds is None else "extensive"

    def build(self, evaluate: Evaluate, players: Sequence[str], title: str) -> Game:
        """Return the game whose numbers are those of the formulas."""
        stage = self.stage.build(evaluate, players, title)
        factors = []
        for placed in self.discount:
            try:
                factors.append(discount_factor(evaluate(placed), placed.what, self.rounds is not None))
            except InvalidGame as error:
                raise ParseError(str(error), source=placed.source, line=placed.line) from None
        if self.rounds is not None:
            return finitely_repeated(stage, self.rounds, factors or 1)
        return RepeatedGame(
            stage,
            factors or None,
            target=self.target,
            punishment=self.punishment,
            reversion=self.reversion,
        )


def read_repeated(fields: Fields, top: dict[str, Any], stage: TableSkeleton) -> RepeatedSkeleton:
    """Read the fields of a repeated game besides those of its stage."""
    rounds = _whole(fields, top, "rounds", MAX_ROUNDS) if "rounds" in top else None
    odd = next((key for key in PLAN if key in top), None)
    if rounds is not None and odd is not None:
        raise fields.error((odd,), f"{odd} belongs to games without end; with 'rounds' the game is a tree")
    return RepeatedSkeleton(
        stage,
        _discount(fields, top["discount"]) if "discount" in top else (),
        rounds,
        _cell(fields, top, "target", stage),
        _punishment(fields, top),
        _cell(fields, top, "reversion", stage),
    )


def _discount(fields: Fields, value: Any) -> tuple[Placed, ...]:
    path: DataPath = ("discount",)
    if not isinstance(value, dict):
        return (fields.formula(path, value, "discount"),) * len(fields.players)
    fields.keys(path, value, fields.players, "discount")
    fields.required(path, value, fields.players, "discount")
    return tuple(fields.formula((*path, who), value[who], f"discount of {who}") for who in fields.players)


def _punishment(fields: Fields, top: dict[str, Any]) -> str | int:
    if "punishment" not in top or top["punishment"] == GRIM:
        return GRIM
    length = _whole(fields, top, "punishment", None)
    try:
        return check_punishment(length)
    except InvalidGame as error:
        raise fields.error(("punishment",), str(error)) from None


def _whole(fields: Fields, top: dict[str, Any], name: str, most: int | None) -> int:
    number = fields.number((name,), top[name], name)
    if number.denominator != 1 or number < 1 or (most is not None and number > most):
        accepted = "a number of rounds from 1 on" + (f" to {most}" if most else "")
        raise fields.error((name,), f"{name} is {shown(top[name])}; accepted: {accepted}")
    return int(number)


def _cell(fields: Fields, top: dict[str, Any], name: str, stage: TableSkeleton) -> dict[str, str] | None:
    if name not in top:
        return None
    path: DataPath = (name,)
    value = fields.mapping(path, top[name], name)
    fields.keys(path, value, fields.players, name)
    fields.required(path, value, fields.players, name)
    for who, own in zip(fields.players, stage.strategies, strict=True):
        label = fields.text((*path, who), value[who], f"{name} of {who}")
        if label not in own:
            message = f"{name} of {who} is {shown(label)}; the strategies are {', '.join(own)}"
            raise fields.error((*path, who), message)
    return {who: value[who] for who in fields.players}
