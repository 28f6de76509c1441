"""Checking maps in several parameters made by anyone, at many exact points of each region."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .errors import InvalidInput, LimitReached, NotAnEquilibrium, ParseError, UnsupportedGame
from .exact import number_text, parse_number
from .extensive_form import CHANCE, ExtensiveFormGame
from .formula import parse_formula
from .normal_form import NormalFormGame
from .pure_recount import pure_equilibria
from .solution_json import game_document, number_document
from .verification import Verification, verify_document

Game = NormalFormGame | ExtensiveFormGame
Values = Mapping[str, Fraction]

CONCEPTS = ("nash", "pure-nash", "subgame-perfect", "ordinal-class")
SIGNS = (" >= 0", " > 0", " = 0")
POINTS = 60
"""Points that are tried beside those that the map states for each of its cases."""

SITUATIONS = {
    ("against", "neither", True): "prisoner's dilemma",
    ("against", "neither", False): "deadlock",
    ("against", "alone", None): "chicken",
    ("both", "neither", None): "stag hunt",
    ("both", "alone", None): "harmony",
}
"""By what is better against cooperation, what against its opposite, and whether both beats neither."""


def verify_regions(text: str, game: Game) -> Verification:
    """Check the JSON of a `RegionMap` against the game with its parameters as symbols.

    At the point that each case states and at others between these points the equilibria that the conditions
    name are put to the definition, and all pure equilibria are recounted; off the ties that the map states,
    mixed ones of small games too. Conditions are not proven between the points.

    Raises
    ------
    ParseError
        For text that is not in the published format.
    UnsupportedGame
        For a concept whose maps are not checked.
    """
    document = read_map(text, game, ("parameters", "domain", "regions", "borders"))
    if sorted(document["parameters"]) != sorted(game.parameters):
        raise ParseError(
            f"the map is of {', '.join(document['parameters'])}; the game has {', '.join(game.parameters)}"
        )
    findings = [] if document["game"] == game_document(game) else ["the game of the map is another one"]
    cases = [case for region in document["regions"] for case in region["conditions"]]
    stated = []
    for case in cases:
        if "point" in case:
            point = {name: parse_number(value, "a point") for name, value in case["point"].items()}
            stated.append(point)
            if not holds(case, point):
                findings.append(f"the point stated for {case['text']!r} does not satisfy it")
    tried = 0
    for point in (*stated, *_between(stated, tuple(game.parameters))):
        if not _in_domain(document["domain"], point):
            continue
        tried += 1
        named = [one for one in document["regions"] if any(holds(case, point) for case in one["conditions"])]
        tie = any(_relation(f"{border} = 0", point) for border in document["borders"])
        findings += [f"at {where(point)}: {one}" for one in point_findings(document, game, point, named, tie)]
        findings += [f"at {where(point)}: {one}" for one in _outcome_findings(document, named, point)]
        if len(findings) > 20:
            break
    checked = f"the equilibria named at {tried} points, each against the whole game there; not between them"
    return Verification((checked,), tuple(dict.fromkeys(findings)))


def read_map(text: str, game: Game, fields: Sequence[str]) -> dict[str, Any]:
    """Return the data of a map that has these fields.

    Raises
    ------
    ParseError, UnsupportedGame
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"no JSON: {error}") from None
    for field in ("game", "solution", *fields):
        if field not in document:
            raise ParseError(f"the field {field!r} of a map is missing")
    concept = document["solution"]
    tree = isinstance(game, ExtensiveFormGame)
    if concept not in CONCEPTS or (concept == "subgame-perfect") != tree:
        raise UnsupportedGame(f"maps of {concept!r} in several parameters are not verified for this game")
    return dict(document)


def point_findings(
    document: Mapping[str, Any], game: Game, point: Values, named: Sequence[Mapping[str, Any]], tie: bool
) -> Iterator[str]:
    """Yield what is wrong with the equilibria named at a point; on a `tie` mixed ones may be missing."""
    try:
        numbers = game.at(point)
    except InvalidInput as problem:
        yield f"there is no game: {problem}"
        return
    concept = document["solution"]
    if concept == "ordinal-class":
        yield from _situation_findings(numbers, named)
        return
    entries = [
        {
            "profile": evaluated(one["profile"], point),
            "payoffs": evaluated(one["payoffs"], point),
            "certificate": {"max_regret": "0"},
        }
        for one in named
    ]
    whole = concept == "pure-nash" or (concept == "nash" and not tie and document.get("complete") is True)
    solution = {
        "schema": document.get("schema"),
        "game": game_document(numbers),
        "solution": concept,
        "method": str(document.get("method", "")),
        "complete": whole,
        "complete_because": "as the map states",
        "knife_edge": tie,
        "equilibria": entries,
        "components": [[i] for i in range(len(entries))],
    }
    try:
        found = verify_document(json.dumps(solution), numbers).findings
        yield from (one for one in found if not one.startswith("knife_edge"))  # which a map does not state
        choices = (_pure(numbers, one["profile"]) for one in entries)
        pure = {choice for choice in choices if choice is not None}
        for choice in sorted(pure_equilibria(numbers) ^ pure):
            yield f"{_words(numbers, choice)} is{' not' if choice in pure else ''} an equilibrium" + (
                "" if choice in pure else ", and no region names it"
            )
    except (NotAnEquilibrium, LimitReached) as problem:
        yield str(problem)


def holds(case: Mapping[str, Any], point: Values) -> bool:
    """Whether all relations of a case hold at a point."""
    return all(_relation(text, point) for text in case["all"])


def evaluated(content: Any, point: Values) -> Any:
    """The content with every text that is a formula in the parameters replaced by its value."""
    if isinstance(content, Mapping):
        return {key: evaluated(one, point) for key, one in content.items()}
    return number_document(_value(content, point))


def where(point: Values) -> str:
    """How findings name a point."""
    return ", ".join(f"{name} = {number_text(value)}" for name, value in point.items())


def _value(text: Any, point: Values) -> Fraction:
    try:
        return parse_formula(str(text)).evaluate(point)
    except InvalidInput as problem:
        raise ParseError(f"{str(text)[:60]!r} is no formula in the parameters: {problem}") from None


def _relation(text: str, point: Values) -> bool:
    for sign in SIGNS:
        if text.endswith(sign):
            value = _value(text.removesuffix(sign), point)
            return value >= 0 if sign == SIGNS[0] else value > 0 if sign == SIGNS[1] else value == 0
    raise ParseError(f"{text[:60]!r} is no relation; one that ends in >= 0, > 0 or = 0 is needed")


def _in_domain(domain: Mapping[str, Any], point: Values) -> bool:
    """Whether there should be a game; what is excluded is a list of cases."""
    return all(_relation(text, point) for text in domain["all"]) and not any(
        holds(case, point) for case in domain["excluded"]
    )


def _between(stated: Sequence[Values], names: tuple[str, ...]) -> Iterator[dict[str, Fraction]]:
    """Points near and between the stated ones, the same ones every time."""
    pick = random.Random(0)
    anchors = stated or [dict.fromkeys(names, Fraction(1))]
    for _ in range(POINTS):
        one, other = pick.choice(anchors), pick.choice(anchors)
        share = Fraction(pick.randint(0, 6), 6)
        yield {
            name: one[name] * share + other[name] * (1 - share) + Fraction(pick.randint(-8, 8), 4)
            for name in names
        }


def _outcome_findings(
    document: Mapping[str, Any], named: Sequence[Mapping[str, Any]], point: Values
) -> Iterator[str]:
    """Where the conditions of an outcome say something else than its regions."""
    for one in document.get("outcomes", ()):
        if document["solution"] == "ordinal-class":
            continue  # a situation of one player also holds on the borders of the other's
        wanted = any(document["regions"][n] in named for n in one["regions"])
        if any(holds(case, point) for case in one["conditions"]) != wanted:
            yield f"the conditions of the outcome {one['outcome']!r} are not those of its regions"


def _situation_findings(game: Game, named: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    assert isinstance(game, NormalFormGame)
    found = {}
    for i, (who, table) in enumerate(zip(game.players, game.payoffs, strict=True)):
        both, neither = table[0, 0], table[1, 1]
        alone, against = (table[0, 1], table[1, 0]) if i == 0 else (table[1, 0], table[0, 1])
        calm = None if both == against else "both" if both > against else "against"
        hard = None if alone == neither else "alone" if alone > neither else "neither"
        found[who] = SITUATIONS.get((calm or "", hard or "", None)) or (
            SITUATIONS.get((calm or "", hard or "", both > neither)) if both != neither else None
        )
    expected = [found] if all(found.values()) else []
    if [one["classes"] for one in named] != expected:
        yield f"the situations are {found if expected else 'on a border'}, and the map says otherwise"


def _pure(game: Game, profile: Mapping[str, Any]) -> tuple[int, ...] | None:
    """The choices of a pure profile; None for one that mixes."""
    if isinstance(game, NormalFormGame):
        menus = [(profile[who], own) for who, own in zip(game.players, game.strategies, strict=True)]
    else:
        menus = [
            (
                {one.actions[0]: "1"}
                if one.player == CHANCE
                else profile[game.players[one.player]][one.label],
                one.actions,
            )
            for one in game.information_sets
        ]
    chosen = [[labels.index(a) for a, p in row.items() if p == "1"] for row, labels in menus]
    return tuple(itertools.chain(*chosen)) if all(len(one) == 1 for one in chosen) else None


def _words(game: Game, choice: tuple[int, ...]) -> str:
    if isinstance(game, NormalFormGame):
        return ", ".join(own[s] for own, s in zip(game.strategies, choice, strict=True))
    return ", ".join(
        f"{one.label}: {one.actions[a]}"
        for one, a in zip(game.information_sets, choice, strict=True)
        if one.player != CHANCE
    )
