"""Our own game files: games in YAML, with payoffs and probabilities as formulas in named parameters.

A game in normal form::

    title: Chips for magnets
    form: normal
    players: [US, China]
    parameters:
      k: {default: 6, range: [2, 12], unit: weeks, meaning: stock of magnets, provenance: judged}
      R: 4
    derived:
      m: max(0, 13 - k)
    strategies:
      US: [allow, restrict]
      China: [supply, withhold]
    payoffs:
      allow:
        supply: [0, 0]
        withhold: [-m, 1]
      restrict:
        supply: [6 - R, -6]
        withhold: [6 - R - m, -5]

``payoffs`` names the strategies player by player, in the order of ``players``, down to a list with one
formula per player. A game in extensive form has ``tree`` instead of ``strategies`` and ``payoffs``::

    form: extensive
    players: [US, China]
    tree:
      player: US
      actions:
        no-ban: [0, 0]
        ban:
          chance: true
          actions:
            seen:
              probability: 1/3
              player: China
              information_set: reply
              payoffs: [2, -6]
              actions:
                acquiesce: [0, 0]
                withhold: [-7, -1]
            not-seen: {probability: 2/3, payoffs: [0, 0]}

A node is a decision (``player``), a move of chance (``chance: true``) or an end (a list of payoffs, or a
mapping with ``payoffs``). Nodes of one player with the same ``information_set`` cannot be told apart; sets
without a name are numbered from 1 for each player. Payoffs may stand at any node and add up along a play.
Below chance, every branch states its ``probability``. A formula with a comma, such as ``"min(a, b)"``, needs
quotes inside square brackets.

A repeated game has the fields of a normal form for its stage, and optional ones::

    form: repeated
    discount: 9/10
    target: {US: allow, China: supply}
    punishment: grim
    reversion: {US: restrict, China: withhold}

``discount`` may be a mapping with one formula per player, ``punishment`` a number of rounds. With
``rounds: 3`` in place of the last three the game is a tree. A game with private information is one, too::

    form: bayesian
    players: [US, China]
    types: {US: [short, long]}
    prior: {short: 1/3, long: 2/3}
    actions: {US: [accept, refuse], China: [ask-8, ask-2]}
    payoffs:
      short:
        accept: {ask-8: [-8, 8], ask-2: [-2, 2]}
        refuse: {ask-8: [-8, 1], ask-2: [-8, 1]}
      long:
        accept: {ask-8: [-8, 8], ask-2: [-2, 2]}
        refuse: {ask-8: [-2, 1], ask-2: [-2, 1]}

A bargaining problem says what can be agreed on, and what each player gets without agreement::

    form: bargaining
    players: [US, China]
    parameters: {m: 7}
    issues: {q: [0, 1], z: [0, 1]}
    payoffs: {US: m*z - 2*q, China: 6*q - z}
    constraints: ["q + z <= 2"]
    disagreement: [0, 0]
    weights: [1, 2]

In place of ``issues`` and ``payoffs`` there may be ``outcomes: {both: [5, 5], none: [0, 0]}``, which can be
mixed by lot, or ``inequalities: ["US + 2*China <= 4"]`` between payoffs. With ``discount`` (a formula, or
one per player) the players make offers in turn: ``rounds``, ``outside`` (a payoff per player) and ``first``
(a player) are optional; ``schedule: {US: [1, 2/3], China: [1, 3/4]}`` stands for ``discount`` and ``rounds``.

Of games with private information, ``prior`` and ``payoffs`` name a type of each player in ``types``, in the
order of ``players``, and
``payoffs`` then an action of each player. ``actions`` may name them type by type. Types that are left out of
``prior`` have probability 0, and need no payoffs. A cooperative game states what each coalition is worth, its
labels with commas between; none but the empty one may be left out::

    form: cooperative
    players: [US, China, EU]
    worth:
      US: 0
      China: 0
      EU: 0
      US, China: 10
      China, EU: 5
      US, EU: 2
      US, China, EU: 12
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from .errors import InvalidInput
from .names import CircularFormulas, check_parameter_name, in_order
from .parametric import Derived, Parameter, ParametricGame, Placed, Skeleton, TableSkeleton
from .yaml_bargaining import BARGAINING_KEYS, read_bargaining
from .yaml_bayesian import read_bayesian
from .yaml_cooperative import read_cooperative
from .yaml_fields import Fields, shown
from .yaml_game_writer import write_yaml_game
from .yaml_reader import DataPath, Document, read_yaml
from .yaml_repeated import REPEATED_KEYS, read_repeated
from .yaml_tree import read_tree

__all__ = ["read_yaml_game", "write_yaml_game", "yaml_game", "yaml_game_over"]

FORMS = {
    "normal": ("strategies", "payoffs"),
    "extensive": ("tree",),
    "repeated": ("strategies", "payoffs"),
    "bargaining": ("disagreement",),
    "bayesian": ("types", "prior", "actions", "payoffs"),
    "cooperative": ("worth",),
}
"""What a file of each form needs besides the form and the players."""

OPTIONAL = {"repeated": REPEATED_KEYS, "bargaining": BARGAINING_KEYS}
COMMON = ("title", "form", "players", "parameters", "derived")
PROVENANCE = ("documented", "derived", "judged")


def read_yaml_game(text: str, source: str = "") -> ParametricGame:
    """Read a game in our YAML format, which the documentation of this module describes.

    Raises
    ------
    ParseError
        For every mistake, with the file, the line, the place in the game and what is accepted.

    Examples
    --------
    >>> game = read_yaml_game('''
    ... form: normal
    ... players: [Row, Column]
    ... parameters: {v: 2, c: }
    ... strategies: {Row: [hawk, dove], Column: [hawk, dove]}
    ... payoffs:
    ...   hawk: {hawk: [(v - c)/2, (v - c)/2], dove: [v, 0]}
    ...   dove: {hawk: [0, v], dove: [v/2, v/2]}
    ... ''')
    >>> game.at({"c": 3}).payoffs_at((0, 0))
    (Fraction(-1, 2), Fraction(-1, 2))
    >>> read_yaml_game("form: normal\\nplayer: [Row, Column]", "hawk.yaml")
    Traceback (most recent call last):
    quidproquo.games.errors.ParseError: hawk.yaml:2: unknown key 'player'; accepted: title, form, players, ...
    """
    return yaml_game(read_yaml(text, source))


def yaml_game(document: Document) -> ParametricGame:
    """Return the game that a document, or a part of one, describes; see `read_yaml_game`."""
    return _Reader(document).game()


def yaml_game_over(document: Document, names: Sequence[str]) -> tuple[ParametricGame, frozenset[str]]:
    """Return the game of a document whose formulas read `names` from elsewhere, and those that they read.

    Raises
    ------
    ParseError
        As for `read_yaml_game`; and for parameters that the document states itself.
    """
    reader = _Reader(document)
    for key in ("parameters", "derived"):
        if isinstance(document.data, dict) and key in document.data:
            raise reader.error((key,), f"{key} of a case's model are accepted in its calibration.yaml only")
    reader.parameters.extend(Parameter(name) for name in names)
    game = reader.game()
    return game, frozenset[str]().union(*(formula.names for formula in reader.parsed.values()))


class _Reader(Fields):
    def game(self) -> ParametricGame:
        data = self.document.data
        top = self.mapping((), data, "the file")
        form = top.get("form")
        if "form" in top and (not isinstance(form, str) or form not in FORMS):
            raise self.error(("form",), f"form is {shown(form)}; accepted: {', '.join(FORMS)}")
        every = tuple(dict.fromkeys((*COMMON, *FORMS["normal"], *FORMS["extensive"])))
        named = str(form)
        accepted = (*COMMON, *FORMS[named], *OPTIONAL.get(named, ())) if "form" in top else every
        self.keys((), top, accepted)
        required = ("form", "players", *FORMS.get(str(form), ()))
        self.required((), top, required, "the game")
        title = self.text(("title",), top.get("title", ""), "title")
        self.players = self.labels(("players",), top["players"], "players")
        self.read_parameters(top.get("parameters", {}))
        self.read_derived(top.get("derived", {}))
        skeleton = self.skeleton(str(form), top)
        return ParametricGame(
            title, self.players, tuple(self.parameters), tuple(self.derived), skeleton, self.source
        )

    def skeleton(self, form: str, top: dict[str, Any]) -> Skeleton:
        if form == "extensive":
            return read_tree(self, top["tree"])
        if form == "bayesian":
            return read_bayesian(self, top)
        if form == "cooperative":
            return read_cooperative(self, top)
        if form == "bargaining":
            return read_bargaining(self, top)
        return self.table(top) if form == "normal" else read_repeated(self, top, self.table(top))

    # Parameters and derived names

    def name(self, path: DataPath, name: str) -> None:
        try:
            check_parameter_name(name)
        except InvalidInput as error:
            raise self.error(path, str(error)) from None

    def read_parameters(self, data: Any) -> None:
        for name, value in self.mapping(("parameters",), data, "parameters").items():
            path: DataPath = ("parameters", name)
            self.name(path, name)
            what = f"parameter {name}"
            if not isinstance(value, dict):
                default = None if value is None else self.number(path, value, what)
                self.parameters.append(Parameter(name, default))
                continue
            self.keys(path, value, ("default", "range", "unit", "meaning", "provenance"), what)
            default = None
            if "default" in value:
                default = self.number((*path, "default"), value["default"], f"default of {what}")
            lo, hi = self.range((*path, "range"), value["range"], what) if "range" in value else (None, None)
            if default is not None and lo is not None and hi is not None and not lo <= default <= hi:
                raise self.error(
                    (*path, "default"), f"{what}: default {default} is outside its range {lo} to {hi}"
                )
            texts = {
                key: self.text((*path, key), value.get(key, ""), f"{key} of {what}")
                for key in ("unit", "meaning", "provenance")
            }
            if texts["provenance"] not in ("", *PROVENANCE):
                given = shown(texts["provenance"])
                message = f"provenance of {what} is {given}; accepted: {', '.join(PROVENANCE)}"
                raise self.error((*path, "provenance"), message)
            if texts["provenance"] == "judged" and lo is None:
                raise self.error(path, f"{what} is judged and has no range; a judged number needs one")
            self.parameters.append(Parameter(name, default, lo, hi, **texts))

    def range(self, path: DataPath, value: Any, what: str) -> tuple[Fraction, Fraction]:
        if not isinstance(value, list) or len(value) != 2:
            raise self.error(path, f"range of {what} is {shown(value)}; accepted: [lowest, highest]")
        lo, hi = (self.number((*path, i), x, f"range of {what}") for i, x in enumerate(value))
        if lo > hi:
            raise self.error(path, f"range of {what}: {lo} is above {hi}; accepted: [lowest, highest]")
        return lo, hi

    def read_derived(self, data: Any) -> None:
        items = self.mapping(("derived",), data, "derived")
        taken = {p.name for p in self.parameters}
        for name, text in items.items():
            self.name(("derived", name), name)
            if name in taken:
                raise self.error(
                    ("derived", name), f"derived {name}: there is a parameter of that name already"
                )
            placed = self.formula(("derived", name), text, f"derived {name}", check=False)
            self.derived.append(Derived(name, placed.formula))
        for name, text in items.items():
            self.formula(("derived", name), text, f"derived {name}")
        try:
            in_order({one.name: one.formula for one in self.derived})
        except CircularFormulas as error:
            raise self.error(("derived", error.first), str(error)) from None

    # Normal form

    def table(self, top: dict[str, Any]) -> TableSkeleton:
        path: DataPath = ("strategies",)
        own = self.mapping(path, top["strategies"], "strategies")
        self.keys(path, own, self.players, "strategies")
        self.required(path, own, self.players, "strategies")
        strategies = tuple(
            self.labels((*path, who), own[who], f"strategies of {who}") for who in self.players
        )
        rows = list(self.cells(("payoffs",), top["payoffs"], strategies, ()))
        return TableSkeleton(strategies, tuple(zip(*rows, strict=True)))

    def cells(
        self, path: DataPath, value: Any, strategies: tuple[tuple[str, ...], ...], cell: tuple[str, ...]
    ) -> Iterator[tuple[Placed, ...]]:
        """The payoffs of all cells that begin with the strategies `cell`."""
        where = ", ".join(cell)
        if len(cell) == len(strategies):
            yield self.payoffs(path, value, where)
            return
        who, own = self.players[len(cell)], strategies[len(cell)]
        place = f"payoffs at {where}" if cell else "payoffs"
        found = self.mapping(path, value, f"{place}, where the strategies of {who} must be named,")
        self.keys(path, found, own, place)
        self.required(path, found, own, place)
        for label in own:
            yield from self.cells((*path, label), found[label], strategies, (*cell, label))
