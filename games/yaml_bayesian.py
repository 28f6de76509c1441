"""Reading a game with private information in YAML; it is built as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .bayesian_game import ONLY, BayesianGame
from .parametric import Evaluate, Game, Placed
from .yaml_fields import Fields, shown
from .yaml_reader import DataPath

Labels = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BayesianSkeleton:
    """A Bayesian game with formulas; prior and payoffs by the types of the players in `types`."""

    form: ClassVar[str] = "extensive"

    types: Mapping[str, Labels]
    prior: Mapping[Labels, Placed]
    actions: Mapping[str, Any]
    payoffs: Mapping[Labels, Mapping[Labels, tuple[Placed, ...]]]

    def build(self, evaluate: Evaluate, players: Sequence[str], title: str) -> Game:
        """Return the tree whose numbers are those of the formulas."""
        return self.game(evaluate, players, title).to_tree()

    def game(self, evaluate: Evaluate, players: Sequence[str], title: str) -> BayesianGame:
        """Return the Bayesian game itself."""
        return BayesianGame(
            players=players,
            types=self.types,
            prior={types: evaluate(placed) for types, placed in self.prior.items()},
            actions=self.actions,
            payoffs={
                types: {own: [evaluate(placed) for placed in row] for own, row in rows.items()}
                for types, rows in self.payoffs.items()
            },
            title=title,
        )


def read_bayesian(fields: Fields, top: dict[str, Any]) -> BayesianSkeleton:
    """Read the fields of a game with private information."""
    path: DataPath = ("types",)
    given = fields.mapping(path, top["types"], "types")
    fields.keys(path, given, fields.players, "types")
    if not given:
        raise fields.error(path, "types: at least one player needs types")
    informed = [who for who in fields.players if who in given]
    types = {who: fields.labels((*path, who), given[who], f"types of {who}") for who in informed}
    actions = _actions(fields, top["actions"], types)
    levels = [(who, types[who]) for who in informed]
    prior = {
        labels: fields.formula(place, value, f"prior of {', '.join(labels)}")
        for labels, place, value in _leaves(fields, ("prior",), top["prior"], levels, "prior", whole=False)
    }
    payoffs = {}
    for labels, place, value in _leaves(fields, ("payoffs",), top["payoffs"], levels, "payoffs", whole=False):
        own = dict(zip(informed, labels, strict=True))
        moves = [(who, _of_type(actions[who], own.get(who, ONLY))) for who in fields.players]
        where = f"payoffs of {', '.join(labels)}"
        payoffs[labels] = {
            chosen: fields.payoffs(at, row, f"{', '.join(labels)}: {', '.join(chosen)}")
            for chosen, at, row in _leaves(fields, place, value, moves, where, whole=True)
        }
    missing = next((labels for labels in prior if labels not in payoffs), None)
    if missing is not None:
        raise fields.error(("payoffs",), f"payoffs of {', '.join(missing)} are missing")
    return BayesianSkeleton(types, prior, actions, payoffs)


def _actions(fields: Fields, value: Any, types: Mapping[str, Labels]) -> dict[str, Any]:
    path: DataPath = ("actions",)
    given = fields.mapping(path, value, "actions")
    fields.keys(path, given, fields.players, "actions")
    fields.required(path, given, fields.players, "actions")
    found: dict[str, Any] = {}
    for who in fields.players:
        own, place = given[who], (*path, who)
        if isinstance(own, dict) and who in types:
            fields.keys(place, own, types[who], f"actions of {who}")
            fields.required(place, own, types[who], f"actions of {who}")
            found[who] = {t: fields.labels((*place, t), own[t], f"actions of {who}, {t}") for t in types[who]}
        else:
            found[who] = fields.labels(place, own, f"actions of {who}")
    return found


def _of_type(actions: Any, label: str) -> Labels:
    found: Labels = actions[label] if isinstance(actions, dict) else actions
    return found


def _leaves(
    fields: Fields,
    path: DataPath,
    value: Any,
    levels: Sequence[tuple[str, Labels]],
    what: str,
    *,
    whole: bool,
) -> Iterator[tuple[Labels, DataPath, Any]]:
    """What stands below one label per level; where it has to be `whole`, none may be missing."""
    if not levels:
        yield (), path, value
        return
    (who, own), *rest = levels
    if not isinstance(value, dict):
        raise fields.error(path, f"{what} is {shown(value)}; {', '.join(own)} of {who} must be named there")
    fields.keys(path, value, own, what)
    if whole:
        fields.required(path, value, own, what)
    for label in own:
        if label in value:
            deeper = _leaves(fields, (*path, label), value[label], rest, f"{what} at {label}", whole=whole)
            for labels, place, leaf in deeper:
                yield (label, *labels), place, leaf
