"""The rules of a replay, read from its YAML file: state, weekly flows, and the nodes with their menus.

Nothing here is specific to one case. A rule is data: amounts are formulas in the parameters, and conditions
compare the state with words.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from ..games.formula import parse_formula
from ..games.yaml_reader import read_yaml_file
from .calibration import Parameter
from .frozen import Frozen
from .records import FROZEN, Misplaced, Name, Record, Slug, Text, build

Stance = Literal["hard", "soft"]
CLOCK_VALUES = ("empty", "left")


def _check_formula(text: str) -> str:
    parse_formula(text)
    return text


def _words(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [value]


FormulaText = Annotated[Text, AfterValidator(_check_formula)]
Words = Annotated[tuple[Slug, ...], BeforeValidator(_words), Field(min_length=1)]
Condition = Annotated[Mapping[Slug, Words], FROZEN]


class Clock(Record):
    """Weeks that run down while a condition holds; full again as soon as it does not."""

    full: FormulaText
    runs: Condition
    because: Text


class Flow(Record):
    """What a player gets per week (negative: pays) while a condition holds."""

    player: Text
    per_week: FormulaText
    while_: Annotated[Condition, Field(alias="while")]
    because: Text


class Once(Record):
    """What a player gets (negative: pays) at once for a move."""

    player: Text
    amount: FormulaText
    when: Condition = Field(default_factory=Frozen)


class Option(Record):
    """One entry of a menu: when it is open, what it changes, what it costs, and how it treats the other."""

    option: Slug
    stance: Stance
    when: Condition = Field(default_factory=Frozen)
    sets: Annotated[Mapping[Slug, Slug], FROZEN] = Field(default_factory=Frozen)
    once: tuple[Once, ...] = ()


class Node(Record):
    """A dated decision. It rests on `events`: the first one dates it; without any of them it is dropped."""

    id: Slug
    events: Annotated[tuple[Slug, ...], Field(min_length=1)]
    player: Text
    about: Text
    included: Text
    menu: Annotated[tuple[Option, ...], Field(min_length=2)]
    observed: Slug


class Opening(Record):
    """What each player was last seen doing before the first node, for rules that look back."""

    stance: Stance
    event: Slug | None = None


class Rival(Record):
    """Another account of the record, as a restriction of the model: some numbers are set for good."""

    id: Slug
    says: Text
    sets: Annotated[Mapping[Name, Text], FROZEN]
    positions: tuple[Slug, ...] = ()
    """Positions of the facts that speak for the account or against it."""


class ReplayRules(Record):
    """Everything that turns dated facts and a calibration into a tree of two players' moves."""

    replay: Slug
    title: Text
    players: Annotated[Mapping[Text, Slug], FROZEN]
    """Per player, the actor of the facts file whose moves these are."""
    horizon: FormulaText
    parameters: Annotated[Mapping[Name, Parameter], FROZEN] = Field(default_factory=Frozen)
    state: Annotated[Mapping[Slug, Annotated[tuple[Slug, ...], Field(min_length=1)]], FROZEN]
    """Per dimension its possible words; the first one holds at the start."""
    clocks: Annotated[Mapping[Slug, Clock], FROZEN] = Field(default_factory=Frozen)
    flows: tuple[Flow, ...]
    opening: Annotated[Mapping[Text, Opening], FROZEN]
    nodes: Annotated[tuple[Node, ...], Field(min_length=1)]
    rivals: tuple[Rival, ...] = ()
    conventions: tuple[Text, ...] = ()
    left_out: tuple[Text, ...] = ()
    cannot_show: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _check_whole(self) -> ReplayRules:
        if len(self.players) != 2:
            message = f"{len(self.players)} players; two are accepted, since rules answer the other player"
            raise Misplaced(("players",), message)
        if self.opening.keys() != self.players.keys():
            raise Misplaced(("opening",), f"one entry each is needed for {', '.join(self.players)}")
        for name, clock in self.clocks.items():
            self._check_condition(clock.runs, ("clocks", name, "runs"), clocks=False)
        for i, flow in enumerate(self.flows):
            self._check_player(flow.player, ("flows", i, "player"))
            self._check_condition(flow.while_, ("flows", i, "while"))
        seen: set[str] = set()
        for i, node in enumerate(self.nodes):
            path = ("nodes", i)
            self._check_player(node.player, (*path, "player"))
            if node.id in seen:
                raise Misplaced((*path, "id"), f"{node.id!r} stands twice; ids must differ")
            seen.add(node.id)
            if node.observed not in (names := [o.option for o in node.menu]):
                message = f"{node.observed!r} is not on the menu; accepted: {', '.join(dict.fromkeys(names))}"
                raise Misplaced((*path, "observed"), message)
            for j, option in enumerate(node.menu):
                self._check_option(option, (*path, "menu", j))
        return self

    def _check_option(self, option: Option, path: tuple[str | int, ...]) -> None:
        self._check_condition(option.when, (*path, "when"), clocks=False)
        self._check_condition({k: (v,) for k, v in option.sets.items()}, (*path, "sets"), clocks=False)
        for i, once in enumerate(option.once):
            self._check_player(once.player, (*path, "once", i, "player"))
            self._check_condition(once.when, (*path, "once", i, "when"), clocks=False)

    def _check_player(self, player: str, path: tuple[str | int, ...]) -> None:
        if player not in self.players:
            raise Misplaced(path, f"{player!r} is no player; accepted: {', '.join(self.players)}")

    def _check_condition(
        self, condition: Mapping[str, Iterable[str]], path: tuple[str | int, ...], *, clocks: bool = True
    ) -> None:
        known = dict(self.state) | (dict.fromkeys(self.clocks, CLOCK_VALUES) if clocks else {})
        for dimension, words in condition.items():
            if dimension not in known:
                raise Misplaced((*path, dimension), f"no part of the state; accepted: {', '.join(known)}")
            wrong = sorted(set(words) - set(known[dimension]))
            if wrong:
                message = f"{wrong[0]!r} is no value of it; accepted: {', '.join(known[dimension])}"
                raise Misplaced((*path, dimension), message)

    @property
    def formulas(self) -> tuple[str, ...]:
        """The formulas of all amounts."""
        texts = [self.horizon, *(clock.full for clock in self.clocks.values())]
        texts += [flow.per_week for flow in self.flows]
        texts += [once.amount for node in self.nodes for option in node.menu for once in option.once]
        return tuple(dict.fromkeys(texts))

    @property
    def names(self) -> frozenset[str]:
        """The parameters and derived names that the formulas read."""
        return frozenset().union(*(parse_formula(text).names for text in self.formulas))

    def fingerprint(self) -> str:
        """Return a SHA-256 of all rules, wording included, so that a frozen replay can be named."""
        text = json.dumps(_plain(self), sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    """The value as JSON can hold it."""
    if isinstance(value, Record):
        return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, tuple) else str(value)


def load_rules(path: str | Path | Traversable) -> ReplayRules:
    """Read and check the rules of a replay.

    Raises
    ------
    ParseError
        In one line: the file, the line, the field and what is wrong with it.

    Examples
    --------
    >>> from importlib.resources import files
    >>> rules = load_rules(files("quidproquo.cases.h20") / "replay.yaml")
    >>> len(rules.nodes) >= 12, rules.nodes[0].id
    (True, 'april-controls')
    """
    return build(ReplayRules, read_yaml_file(path))
