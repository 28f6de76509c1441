"""Checking a map in two parameters made by anyone: points of the grid, and the curves between neighbours."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from .errors import InvalidInput, ParseError
from .exact import parse_number
from .extensive_form import ExtensiveFormGame
from .formula import Formula, parse_formula
from .normal_form import NormalFormGame
from .payoff_table import Array
from .regime_grid import Axis
from .region_verification import point_findings, read_map, where
from .solution_json import game_document
from .verification import Verification

POINTS = 40
"""Points that are put to the definition beside one of every regime."""

MOST, SEVERAL = 20, 3
"""Findings that are listed, and places at which the same two regimes meet without a curve."""

NO_GAME = "no game"


def verify_grid(text: str, game: NormalFormGame | ExtensiveFormGame) -> Verification:
    """Check the JSON of a `RegimeGrid` against the game with its two parameters as symbols.

    One point of every regime and others at random are put to the definition as for `verify_regions`. All over
    the grid, neighbours in different regimes must have a stated curve between them, and where it is only one,
    it must say that it separates these regimes.

    Raises
    ------
    ParseError
        For text that is not in the published format.
    UnsupportedGame
        For a concept whose maps are not checked.
    """
    document = read_map(text, game, ("parameter", "parameter2", "regimes", "grid", "curves", "borders"))
    first, second = _axis(document["parameter"]), _axis(document["parameter2"])
    if sorted((first.name, second.name)) != sorted(game.parameters):
        raise ParseError(
            f"the map varies {first.name} and {second.name}; the game has {', '.join(game.parameters)}"
        )
    grid = _grid(document, first, second)
    findings = [] if document["game"] == game_document(game) else ["the game of the map is another one"]
    for number, regime in enumerate(document["regimes"]):
        if regime["points"] != int((grid == number).sum()):
            findings.append(f"regime {number} is said to have {regime['points']} points of the grid")
    places = _places(grid)
    for j, i in places:
        point = {first.name: first.value(i), second.name: second.value(j)}
        regime = document["regimes"][int(grid[j, i])]
        if regime["outcome"] == NO_GAME:
            findings += _no_game(game, point)
            continue
        tie = any(_value(parse_formula(border), point) == 0 for border in document["borders"])
        found = point_findings(document, game, point, regime["equilibria"], tie)
        findings += [f"at {where(point)}: {one}" for one in found]
    crossings, problems = _crossings(document, grid, first, second)
    findings += problems
    checked = (
        f"the equilibria at {len(places)} points of the grid, each against the whole game there",
        f"that a stated border lies between different neighbours, at {crossings} places; ties are left out",
    )
    return Verification(checked, tuple(dict.fromkeys(findings)))


def _axis(document: Any) -> Axis:
    try:
        low, high = (parse_number(document[end], "an end of the window") for end in ("from", "to"))
        steps = document["steps"]
        if not low < high or not isinstance(steps, int) or not 2 <= steps <= 10_000:
            raise ParseError("a parameter of a map needs from < to and at least 2 steps")
        return Axis(str(document["name"]), low, high, steps)
    except (KeyError, TypeError):
        raise ParseError("a parameter of a map needs the fields name, from, to and steps") from None


def _grid(document: Mapping[str, Any], first: Axis, second: Axis) -> Array:
    rows = document["grid"]
    count = len(document["regimes"])
    if len(rows) != second.steps or any(len(row) != first.steps for row in rows):
        raise ParseError(f"the grid has not {second.steps} rows of {first.steps} numbers")
    if any(type(n) is not int or not 0 <= n < count for row in rows for n in row):
        raise ParseError(f"the grid has an entry that is no number of a regime, from 0 to {count - 1}")
    return np.array(rows)


def _places(grid: Array) -> list[tuple[int, int]]:
    """A place of every regime, and others at random, the same ones every time."""
    pick = random.Random(0)
    found = {tuple(map(int, np.argwhere(grid == number)[0])) for number in np.unique(grid)}
    found |= {(pick.randrange(grid.shape[0]), pick.randrange(grid.shape[1])) for _ in range(POINTS)}
    return sorted((j, i) for j, i in found)


def _no_game(game: NormalFormGame | ExtensiveFormGame, point: Mapping[str, Fraction]) -> Iterator[str]:
    try:
        game.at(point)
    except ValueError:
        return
    yield f"at {where(point)}: there is a game"


def _crossings(document: Mapping[str, Any], grid: Array, first: Axis, second: Axis) -> tuple[int, list[str]]:
    """How many neighbours differ, and for which of them nothing that is stated accounts.

    Ties, where a border adds equilibria, are left out. A curve that is missing shows at several places; a
    single one may be where curves meet.
    """
    curves = [(parse_formula(one["polynomial"]), one["between"]) for one in document["curves"]]
    borders = [parse_formula(text) for text in document["borders"]]
    every = [*(formula for formula, _ in curves), *borders]
    known: dict[tuple[int, int], tuple[int, ...]] = {}

    def signs(j: int, i: int) -> tuple[int, ...]:
        if (j, i) not in known:
            point = {first.name: first.value(i), second.name: second.value(j)}
            values = [_value(formula, point) for formula in every]
            known[j, i] = tuple((value > 0) - (value < 0) for value in values)
        return known[j, i]

    findings: list[str] = []
    doubts: dict[tuple[int, int], list[str]] = {}
    count = 0
    thin = [one["knife_edge"] for one in document["regimes"]]
    for step in ((0, 1), (1, 0)):
        near = grid[: grid.shape[0] - step[0], : grid.shape[1] - step[1]]
        far = grid[step[0] :, step[1] :]
        for j, i in np.argwhere(near != far).tolist():
            count += 1
            pair = int(near[j, i]), int(far[j, i])
            here, there = signs(j, i), signs(j + step[0], i + step[1])
            if 0 in here or 0 in there or thin[pair[0]] or thin[pair[1]]:
                continue
            place = f"beside {where({first.name: first.value(i), second.name: second.value(j)})}: "
            if here == there and len(findings) < MOST:
                findings.append(
                    f"{place}regimes {pair[0]} and {pair[1]} meet, and no border lies between them"
                )
            inside = 0 < j < grid.shape[0] - 2 and 0 < i < grid.shape[1] - 2
            problem = _problem(pair, here[: len(curves)], there[: len(curves)], [one for _, one in curves])
            if problem and inside:
                doubts.setdefault((min(pair), max(pair)), []).append(place + problem)
    if document.get("complete") is True:
        findings += [one for listed in doubts.values() if len(listed) >= SEVERAL for one in listed[:2]]
    return count, findings


def _problem(pair: tuple[int, int], here: Sequence[int], there: Sequence[int], between: Sequence[Any]) -> str:
    crossed = [n for n, (a, b) in enumerate(zip(here, there, strict=True)) if a != b]
    if not crossed:
        return f"regimes {pair[0]} and {pair[1]} meet, and no stated curve lies between them"
    if len(crossed) == 1 and sorted(pair) not in [sorted(one) for one in between[crossed[0]]]:
        return f"the curve between regimes {pair[0]} and {pair[1]} does not say that it separates them"
    return ""


def _value(formula: Formula, point: Mapping[str, Fraction]) -> Fraction:
    try:
        return formula.evaluate(point)
    except InvalidInput as problem:
        raise ParseError(f"a curve is no formula in the two parameters: {problem}") from None
