"""Reading a bargaining problem in YAML: what can be agreed on, and perhaps how offers are made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from .alternating_offers import AlternatingOffers
from .bargaining_problem import BargainingProblem, problem_of
from .bargaining_rows import Constraint, issue_bounds, own_payoffs, relation_of
from .errors import InvalidGame, InvalidInput
from .exact import Number, exact
from .formula_parts import CONSTANT, linear_parts
from .parametric import Evaluate, Game, Placed
from .yaml_fields import Fields, shown
from .yaml_reader import DataPath

AGREEMENTS = ("outcomes", "issues", "inequalities")
OFFERS = ("discount", "rounds", "schedule", "outside", "first")
BARGAINING_KEYS = (*AGREEMENTS, "payoffs", "constraints", "weights", *OFFERS)

Row = dict[str, Placed]


@dataclass(frozen=True, slots=True)
class RelationSkeleton:
    """``left sign right`` between formulas that are linear in the issues."""

    text: str
    left: Row
    sign: str
    right: Row


@dataclass(frozen=True, slots=True)
class BargainingSkeleton:
    """A bargaining problem with formulas; with `discount` or `schedule`, alternating offers over it."""

    form: ClassVar[str] = "bargaining"

    outcomes: dict[str, tuple[Placed, ...]] | None
    issues: tuple[str, ...]
    bounds: tuple[tuple[Placed | None, Placed | None], ...]
    payoffs: tuple[Row, ...]
    relations: tuple[RelationSkeleton, ...]
    disagreement: tuple[Placed, ...]
    weights: tuple[Placed, ...] | None
    discount: tuple[Placed, ...] | None
    rounds: int | None
    schedule: tuple[tuple[Placed, ...], ...] | None
    outside: tuple[Placed, ...] | None
    first: str | None

    def build(self, evaluate: Evaluate, players: Sequence[str], title: str) -> Game:
        """Return the problem whose numbers are those of the formulas."""

        def row(placed: Sequence[Placed] | None) -> list[Number] | None:
            return None if placed is None else [evaluate(one) for one in placed]

        problem = self._problem(evaluate, tuple(players), title, row(self.disagreement), row(self.weights))
        if self.discount is None and self.schedule is None:
            return problem
        return AlternatingOffers(
            problem,
            row(self.discount),
            rounds=self.rounds,
            schedule=None if self.schedule is None else [row(one) for one in self.schedule],
            outside=row(self.outside),
            first=self.first,
        )

    def _problem(
        self, evaluate: Evaluate, players: tuple[str, ...], title: str, disagreement: Any, weights: Any
    ) -> BargainingProblem:
        if self.outcomes is not None:
            points = {label: [evaluate(one) for one in own] for label, own in self.outcomes.items()}
            return BargainingProblem(points, disagreement, players=players, weights=weights, title=title)

        def numbers(parts: Row) -> list[Number]:
            names = (*self.issues, CONSTANT)
            return [evaluate(parts[name]) if name in parts else exact(0) for name in names]

        rows = []
        for i, (low, high) in enumerate(self.bounds):
            ends = [None if end is None else evaluate(end) for end in (low, high)]
            rows += list(issue_bounds(self.issues, i, ends))
        for one in self.relations:
            turn = -1 if one.sign == ">=" else 1
            sides = zip(numbers(one.left), numbers(one.right), strict=True)
            moved = [exact(turn * (a - b)) for a, b in sides]
            rows.append(Constraint(one.text, tuple(moved[:-1]), exact(-moved[-1]), one.sign == "=="))
        own = [numbers(parts) for parts in self.payoffs] or own_payoffs(len(players))
        return problem_of(players, self.issues, own, tuple(rows), disagreement, weights, title)


def read_bargaining(fields: Fields, top: dict[str, Any]) -> BargainingSkeleton:
    """Read the fields of a bargaining problem."""
    named = [key for key in AGREEMENTS if key in top]
    if len(named) != 1:
        found = " and ".join(named) or "none"
        raise fields.error((), f"the game has {found}; exactly one of {', '.join(AGREEMENTS)} is needed")
    if ("payoffs" in top) != ("issues" in top) or ("constraints" in top and "issues" not in top):
        key = "payoffs" if ("payoffs" in top) != ("issues" in top) else "constraints"
        raise fields.error((key,) if key in top else (), f"{key} belong to issues, and issues need payoffs")
    offers = [key for key in OFFERS if key in top]
    if offers and "discount" not in top and "schedule" not in top:
        raise fields.error(
            (offers[0],), f"{offers[0]} belongs to offers in turn, which need discount or schedule"
        )
    issues = fields.players if "inequalities" in top else _issue_names(fields, top)
    relations = top.get("inequalities", top.get("constraints", []))
    path: DataPath = ("inequalities",) if "inequalities" in top else ("constraints",)
    return BargainingSkeleton(
        outcomes=_outcomes(fields, top["outcomes"]) if "outcomes" in top else None,
        issues=issues,
        bounds=_bounds(fields, top["issues"]) if "issues" in top else (),
        payoffs=_payoffs(fields, top["payoffs"], issues) if "payoffs" in top else (),
        relations=_relations(fields, path, relations, issues),
        disagreement=_per_player(fields, ("disagreement",), top["disagreement"], "disagreement payoff"),
        weights=_optional(fields, top, "weights", "weight"),
        discount=_discount(fields, top),
        rounds=_rounds(fields, top),
        schedule=_schedule(fields, top),
        outside=_optional(fields, top, "outside", "outside option"),
        first=_first(fields, top),
    )


def _issue_names(fields: Fields, top: dict[str, Any]) -> tuple[str, ...]:
    if "issues" not in top:
        return ()
    path: DataPath = ("issues",)
    return fields.labels(path, list(fields.mapping(path, top["issues"], "issues")), "issues")


def _outcomes(fields: Fields, value: Any) -> dict[str, tuple[Placed, ...]]:
    found = fields.mapping(("outcomes",), value, "outcomes")
    if not found:
        raise fields.error(("outcomes",), "outcomes: at least one is needed")
    return {label: fields.payoffs(("outcomes", label), own, label) for label, own in found.items()}


def _bounds(fields: Fields, value: Any) -> tuple[tuple[Placed | None, Placed | None], ...]:
    found = []
    for name, ends in value.items():
        path: DataPath = ("issues", name)
        if not isinstance(ends, list) or len(ends) != 2:
            raise fields.error(path, f"issue {name} is {shown(ends)}; accepted: [lowest, highest]")
        pair = [
            None if end is None else fields.formula((*path, i), end, f"bound of {name}")
            for i, end in enumerate(ends)
        ]
        found.append((pair[0], pair[1]))
    return tuple(found)


def _payoffs(fields: Fields, value: Any, issues: tuple[str, ...]) -> tuple[Row, ...]:
    path: DataPath = ("payoffs",)
    own = fields.mapping(path, value, "payoffs")
    fields.keys(path, own, fields.players, "payoffs")
    fields.required(path, own, fields.players, "payoffs")
    return tuple(
        _linear(fields, (*path, who), own[who], issues, f"payoff of {who}") for who in fields.players
    )


def _linear(fields: Fields, path: DataPath, value: Any, issues: tuple[str, ...], what: str) -> Row:
    """The coefficient of each issue in a formula; the other names must be parameters."""
    whole = fields.formula(path, value, what, check=False)
    try:
        parts = linear_parts(whole.formula, issues)
    except InvalidInput as error:
        raise whole.error(str(error)) from None
    known = {p.name for p in fields.parameters} | {d.name for d in fields.derived}
    both = sorted(whole.formula.names & known & set(issues))
    if both:
        raise whole.error(f"{both[0]!r} is an issue and a parameter; different names are needed")
    unknown = sorted(whole.formula.names - known - set(issues))
    if unknown:
        raise whole.error(
            f"unknown name {unknown[0]!r}; the issues are {', '.join(issues)}; {fields.known()}"
        )
    return {name: Placed(part, what, whole.source, whole.line) for name, part in parts.items()}


def _relations(
    fields: Fields, path: DataPath, value: Any, issues: tuple[str, ...]
) -> tuple[RelationSkeleton, ...]:
    if not isinstance(value, list):
        raise fields.error(path, f"{path[0]}: a list of relations is needed, not {shown(value)}")
    found = []
    for i, given in enumerate(value):
        what = f"{path[0]}, number {i + 1}"
        text = fields.text((*path, i), given, what)
        try:
            left, sign, right = relation_of(text)
        except InvalidGame as error:
            raise fields.error((*path, i), str(error)) from None
        sides = [_linear(fields, (*path, i), side, issues, what) for side in (left, right)]
        found.append(RelationSkeleton(" ".join(text.split()), sides[0], sign, sides[1]))
    return tuple(found)


def _per_player(fields: Fields, path: DataPath, value: Any, what: str) -> tuple[Placed, ...]:
    if isinstance(value, list):
        if len(value) != len(fields.players):
            raise fields.error(
                path, f"{what}: {len(value)} numbers; one per player ({', '.join(fields.players)})"
            )
        value = dict(zip(fields.players, value, strict=True))
    own = fields.mapping(path, value, what)
    fields.keys(path, own, fields.players, what)
    fields.required(path, own, fields.players, what)
    return tuple(fields.formula((*path, who), own[who], f"{what} of {who}") for who in fields.players)


def _optional(fields: Fields, top: dict[str, Any], key: str, what: str) -> tuple[Placed, ...] | None:
    return _per_player(fields, (key,), top[key], what) if key in top else None


def _discount(fields: Fields, top: dict[str, Any]) -> tuple[Placed, ...] | None:
    if "discount" in top and not isinstance(top["discount"], (dict, list)):
        return (fields.formula(("discount",), top["discount"], "discount"),) * len(fields.players)
    return _optional(fields, top, "discount", "discount")


def _rounds(fields: Fields, top: dict[str, Any]) -> int | None:
    if "rounds" not in top:
        return None
    number = fields.number(("rounds",), top["rounds"], "rounds")
    if number.denominator != 1:
        raise fields.error(("rounds",), f"rounds is {shown(top['rounds'])}; a whole number is needed")
    return int(number)


def _schedule(fields: Fields, top: dict[str, Any]) -> tuple[tuple[Placed, ...], ...] | None:
    if "schedule" not in top:
        return None
    path: DataPath = ("schedule",)
    own = fields.mapping(path, top["schedule"], "schedule")
    fields.keys(path, own, fields.players, "schedule")
    fields.required(path, own, fields.players, "schedule")
    rows = []
    for who in fields.players:
        if not isinstance(own[who], list):
            raise fields.error((*path, who), f"schedule of {who}: a list with a number per round is needed")
        rows.append(
            tuple(
                fields.formula((*path, who, i), text, f"schedule of {who}, round {i + 1}")
                for i, text in enumerate(own[who])
            )
        )
    return tuple(rows)


def _first(fields: Fields, top: dict[str, Any]) -> str | None:
    if "first" not in top:
        return None
    who = fields.text(("first",), top["first"], "first")
    if who not in fields.players:
        raise fields.error(("first",), f"first is {shown(who)}; the players are {', '.join(fields.players)}")
    return who
