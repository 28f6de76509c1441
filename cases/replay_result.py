"""The result of a replay: its nodes, its scores, the numbers that went in, and its JSON."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..games.errors import InvalidInput
from ..games.exact import number_text
from ..games.extensive_form import ExtensiveFormGame
from .facts import Source
from .frozen import Frozen
from .replay_changes import Change
from .replay_scores import RuleScore

if TYPE_CHECKING:
    from ..solvers.inverse import ObservedPlay
    from .calibration import Calibration, Valuation
    from .replay_rules import ReplayRules
    from .replay_tree import Step

EQUILIBRIUM = "subgame-perfect"
LOOKING_BACK = ("tit-for-tat", "persistence")
UNIFORM = "uniform"


@dataclass(frozen=True)
class ReplayNode:
    """One decision of the record and what the tree says about it.

    Attributes
    ----------
    id, player, about, included : from the rules of the replay.
    date : the day at which the node is reckoned (ISO).
    recorded_date : the date as the facts have it, perhaps only a month.
    menu : the options open at the recorded history; `observed` is what was done.
    equilibrium : the options that are best for the player from here on; several where they tie.
    values : per option, what the player gets from here to the horizon if play is optimal afterwards; where a
        player errs, it goes on with what it believes to be optimal, and the truth is counted.
    match : whether `observed` is in `equilibrium`.
    knife_edge : whether several options are best.
    predictions : per rule, the options it allows here.
    events : ids of the events it rests on; `sources` are theirs.
    believed : per option, what a player who errs takes it to be worth; empty for others.
    """

    id: str
    date: str
    recorded_date: str
    player: str
    about: str
    included: str
    menu: tuple[str, ...]
    observed: str
    equilibrium: tuple[str, ...]
    values: Mapping[str, Fraction]
    match: bool
    knife_edge: bool
    predictions: Mapping[str, tuple[str, ...]]
    events: tuple[str, ...]
    sources: tuple[Source, ...]
    believed: Mapping[str, Fraction] = field(default_factory=Frozen)


@dataclass(frozen=True)
class UsedNumber:
    """A number that went into a replay, and how well it is known."""

    name: str
    value: Fraction
    unit: str
    provenance: str
    range: tuple[Fraction, ...]
    origin: str
    """``default``, ``set``, or the formula that it follows."""


@dataclass(frozen=True)
class ReplayOrigin:
    """What a replay was made of, so that it can be made again with another number."""

    rules: ReplayRules
    calibration: Calibration
    valuation: Valuation
    steps: tuple[Step, ...]
    struck: frozenset[tuple[str, str]] = frozenset()
    """Options that are forbidden, as pairs (node, option)."""


@dataclass(frozen=True)
class Replay:
    """The result of `replay`.

    `changes` are what makes it differ from the replay of the calibration, each with a sentence on who knows
    it. `scores` counts, per rule, the recorded moves that it hits; a rule that allows n options of which one
    was done scores 1/n. `softened` has the log and Brier score of each rule with a share of chance that is
    fitted on the other nodes, and `shown` says what so few nodes can show; `rivals` say how they restrict the
    model. `path` is the play that equilibrium predicts from the first node on, as pairs (node, option).
    `messages` say what was dropped or is out of range, `conventions` how the tree is made, `left_out` which
    recorded moves are no nodes, and `cannot_show` what no replay can tell. `fingerprint` names the
    calibration (with the parameters of the replay), `rules_fingerprint` the rules.
    """

    case: str
    title: str
    nodes: tuple[ReplayNode, ...]
    scores: Mapping[str, Fraction]
    path: tuple[tuple[str, str], ...]
    path_payoffs: Mapping[str, Fraction]
    numbers: tuple[UsedNumber, ...]
    unit: str
    fingerprint: str
    rules_fingerprint: str
    messages: tuple[str, ...]
    conventions: tuple[str, ...]
    left_out: tuple[str, ...]
    cannot_show: tuple[str, ...]
    origin: ReplayOrigin = field(repr=False)
    changes: tuple[Change, ...] = ()
    softened: Mapping[str, RuleScore] = field(default_factory=Frozen)
    shown: str = ""
    rivals: Mapping[str, str] = field(default_factory=Frozen)

    @cached_property
    def game(self) -> ExtensiveFormGame:
        """The whole tree with its true numbers; some 200,000 places, made when it is first asked for.

        A node at which all options but one are forbidden has one action.

        Raises
        ------
        InvalidInput
            The tree has more than 500,000 plays.
        """
        from .replay_state import Mechanics
        from .replay_tree import replay_tree

        origin = self.origin
        machine = Mechanics(origin.rules, origin.valuation.values, origin.struck)
        return replay_tree(machine, [step.dated for step in origin.steps], self.title)

    def observed_play(self, parameter: str) -> ObservedPlay:
        """Return the record for `quidproquo.rationalize`, to be judged at any value of one parameter.

        Raises
        ------
        InvalidInput
            For a name that the replay does not read.
        """
        from .replay_inverse import observed_record

        return observed_record(self, parameter)

    def range_of(self, parameter: str) -> tuple[Fraction, Fraction]:
        """Return the range that the calibration states for a parameter.

        Raises
        ------
        InvalidInput
            It states none.
        """
        known = next((one.range for one in self.numbers if one.name == parameter), ())
        if not known:
            raise InvalidInput(f"{parameter} has no range in the replay of {self.case}; give one")
        return known[0], known[1]

    def to_json(self) -> dict[str, Any]:
        """Return the replay as plain data, with every number as a string ``"p/q"``."""
        return {
            "schema": 1,
            "replay": self.case,
            "title": self.title,
            "nodes": [_node_json(node) for node in self.nodes],
            "changes": [change.to_json() for change in self.changes],
            "scores": {
                "nodes": str(len(self.nodes)),
                **{rule: number_text(score) for rule, score in self.scores.items()},
                "softened": {rule: _score_json(score) for rule, score in self.softened.items()},
                "sentence": self.shown,
            },
            "rivals": dict(self.rivals),
            "equilibrium_path": [{"id": node, "action": option} for node, option in self.path],
            "equilibrium_payoffs": {who: number_text(x) for who, x in self.path_payoffs.items()},
            "parameters": {
                number.name: {
                    "value": number_text(number.value),
                    "unit": number.unit,
                    "provenance": number.provenance,
                    "range": [number_text(end) for end in number.range],
                    "origin": number.origin,
                }
                for number in self.numbers
            },
            "fingerprints": {"calibration": self.fingerprint, "rules": self.rules_fingerprint},
            "messages": list(self.messages),
            "conventions": list(self.conventions),
            "left_out": list(self.left_out),
            "cannot_show": list(self.cannot_show),
        }


def _score_json(score: RuleScore) -> dict[str, Any]:
    """A score as decimals; the log is null where it is minus infinity."""
    return {
        "log": f"{score.log:.6f}" if math.isfinite(score.log) else None,
        "brier": f"{score.brier:.6f}",
        "epsilon": [f"{score.least:.6f}", f"{score.most:.6f}"],
    }


def _node_json(node: ReplayNode) -> dict[str, Any]:
    return {
        "id": node.id,
        "date": node.date,
        "recorded_date": node.recorded_date,
        "player": node.player,
        "menu": list(node.menu),
        "observed": node.observed,
        "equilibrium": list(node.equilibrium),
        "match": node.match,
        "knife_edge": node.knife_edge,
        "values": {option: number_text(value) for option, value in node.values.items()},
        **({"believed": {o: number_text(x) for o, x in node.believed.items()}} if node.believed else {}),
        "predictions": {rule: list(options) for rule, options in node.predictions.items()},
        "events": list(node.events),
        "sources": [source.model_dump() for source in node.sources],
    }
