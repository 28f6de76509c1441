"""Checking a map of one parameter made by anyone: every cell at several values, as a solution there."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .algebraic import AlgebraicNumber, Real
from .border_verification import border_findings
from .comparative_statics import statics_findings
from .elimination_recount import elimination_map_findings
from .errors import InvalidInput, NotAnEquilibrium, ParseError, UnsupportedGame
from .exact import number_text
from .extensive_form import ExtensiveFormGame
from .formula import parse_formula
from .normal_form import NormalFormGame
from .program_verification import CHECKED, PROGRAMS, program_findings
from .solution_fields import read_real
from .solution_json import game_document, number_document
from .verification import FIELDS_OF, PROFILE_CHECKS, Verification, verify_document

Game = NormalFormGame | ExtensiveFormGame

FORMULAS = ("profile", "payoffs", "pieces", "value", "dual")
"""The fields whose innermost texts are numbers, which may be formulas in the parameter."""

DOMINANCE = ("dominance", "rationalizable")
"""The concepts whose cells are counted again instead."""

OF_PROFILES = ("nash", "pure-nash", "zero-sum")
"""The concepts whose irrational borders are checked in the field of the border."""

NEAR = Fraction(1, 10**9)
"""How near to the ends of a cell it is checked, as a share of its length."""


def verify_map(text: str, game: Game) -> Verification:
    """Check the JSON of `RegimeMap` against the game with its parameter as a symbol.

    Each border, and each open cell at five values (its sample, near both ends, and between), is written out
    as a solution in numbers there and put to `verify_document`, which recounts small games. That the cells
    fill the range is checked exactly, and directions from one value to the next. What lies between the values
    that were tried is not proven; but maps of correlated play and of commitment are, on all of each cell.
    Irrational borders of tables are put to the definition in the field of the border.

    Raises
    ------
    ParseError
        For text that is not in the published format.
    UnsupportedGame
        For a concept whose maps are not checked.
    """
    document = _parsed(text)
    name, concept = str(document["parameter"]), str(document["solution"])
    proven = concept in PROGRAMS
    of_tables = proven or concept in DOMINANCE
    if (concept, game.form) not in PROFILE_CHECKS and not (of_tables and game.form == "normal"):
        raise UnsupportedGame(
            f"maps of {concept} are not verified; verify its answer at single values with qpq solve --set"
        )
    if list(game.parameters) != [name]:
        raise ParseError(
            f"the map varies {name!r}; the game has {', '.join(game.parameters) or 'no parameter'}"
        )
    findings = list(_cover(document))
    if document["game"] != game_document(game):
        findings.append("the game of the map is another one")
    points = irrational = skipped = 0
    for i, cell in enumerate(document["cells"]):
        values = _values(cell, f"cell {i}")
        findings += [f"cell {i}, {problem}" for problem in _statics(cell, name, values)]
        for value in () if proven else values:
            points += 1
            for finding in _at(document, cell, game, name, value):
                findings.append(f"cell {i} at {name} = {number_text(value)}: {finding}")
                break
        border = read_real(cell["from"], f"cell {i}")
        if isinstance(border, AlgebraicNumber) and cell["open"] is False and not proven:
            problems = _at_irrational(cell, game, name, border, concept)
            skipped += problems is None
            irrational += problems is not None
            findings += [f"cell {i} at {name} = {border}: {problem}" for problem in problems or ()]
    if proven and isinstance(game, NormalFormGame) and not findings:
        findings += program_findings(document, game)
    checked = [
        "the cells and borders fill the range without a gap",
        CHECKED
        if proven
        else f"the answers at {points} values of {name}, each against the whole game there; not between them",
    ]
    if any("statics" in one for cell in document["cells"] for one in cell["equilibria"]):
        checked.append("the directions in which numbers move, from one of these values to the next")
    if irrational:
        checked.append(f"{irrational} irrational borders, in the field of each")
    if skipped:
        checked.append(f"{skipped} irrational borders were not put to the definition")
    return Verification(tuple(checked), tuple(findings))


def is_map(text: str) -> bool:
    """Whether a text is the JSON of a map rather than of a solution."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict) and any(field in found for field in ("cells", "regions", "grid"))


def _parsed(text: str) -> dict[str, Any]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"no JSON: {error}") from None
    for field, kind in (
        ("schema", int),
        ("game", dict),
        ("solution", str),
        ("parameter", str),
        ("from", str),
        ("to", str),
        ("borders", list),
        ("cells", list),
        ("excluded", list),
    ):
        if not isinstance(document.get(field), kind):
            raise ParseError(f"the field {field!r} of a map is {document.get(field)!r:.60}; it is needed")
    for i, cell in enumerate(document["cells"]):
        for field in ("from", "to", "open", "sample", "equilibria", "components", "complete"):
            if not isinstance(cell, dict) or field not in cell:
                raise ParseError(f"cell {i}: the field {field!r} is missing")
        listed = cell["equilibria"]
        if not isinstance(listed, list) or not isinstance(cell["complete"], bool):
            raise ParseError(f"cell {i}: a list under equilibria and true or false under complete are needed")
        if not all(isinstance(one, dict) and {"profile", "payoffs"} <= set(one) for one in listed):
            raise ParseError(f"cell {i}: each of the equilibria needs a profile and payoffs")
    return dict(document)


def _cover(document: Mapping[str, Any]) -> Iterator[str]:
    """That cells and what is excluded follow one another from end to end, and borders are the points."""
    spans = [
        (read_real(one["from"], "a cell"), read_real(one["to"], "a cell"), "open" in one)
        for one in (*document["cells"], *document["excluded"])
    ]
    points = [low for low, high, is_cell in spans if is_cell and low == high]
    if points != [read_real(b, "a border") for b in document["borders"]]:
        yield "the borders are not the cells with one value, in ascending order"
    stretches = sorted((one for one in spans if one[0] < one[1]), key=lambda one: float(one[0]))
    place: Real = read_real(document["from"], "from")
    for i, cell in enumerate(document["cells"]):
        low, sample, high = (read_real(cell[field], "a cell") for field in ("from", "sample", "to"))
        if not (low < sample < high or low == sample == high):
            yield f"cell {i}: the sample lies outside"
        if cell["open"] is not (low < high):
            yield f"cell {i}: 'open' has to be true of a cell with two ends, and false of a border"
    between = [low for low, high, _ in spans if low == high]
    after_cell = False
    for low, high, is_cell in stretches:
        if low != place:
            yield f"the cells leave a gap or overlap at {place}"
        elif after_cell and is_cell and low not in between:
            yield f"nothing is stated at {document['parameter']} = {low}, where two cells meet"
        place, after_cell = high, is_cell
    if place != read_real(document["to"], "to"):
        yield f"the cells end at {place}, not at the end of the range"


def _values(cell: Mapping[str, Any], where: str) -> list[Fraction]:
    """The values at which a cell is checked."""
    low, high = read_real(cell["from"], where), read_real(cell["to"], where)
    if low == high:
        return [] if isinstance(low, AlgebraicNumber) else [low]
    sample = read_real(cell["sample"], where)
    left = low.interval[1] if isinstance(low, AlgebraicNumber) else low
    right = high.interval[0] if isinstance(high, AlgebraicNumber) else high
    width = right - left
    inside = [left + width * share for share in (NEAR, Fraction(1, 3), Fraction(3, 4), 1 - NEAR)]
    return [one for one in (sample, *inside) if low < one < high]


def _at(
    document: Mapping[str, Any], cell: Mapping[str, Any], game: Game, name: str, value: Fraction
) -> Sequence[str]:
    """What is wrong with the cell where the parameter has this value."""
    there = {name: value}
    numbers = game.at(there)
    concept = str(document["solution"])
    if concept in DOMINANCE and isinstance(numbers, NormalFormGame):
        evaluated = {**cell, "equilibria": _evaluated([_numbers(one) for one in cell["equilibria"]], there)}
        return list(elimination_map_findings(evaluated, numbers, concept))
    allowed = FIELDS_OF[concept]
    fields = {
        field: _evaluated(content, there) if field in FORMULAS else content
        for field, content in cell.items()
        if field in allowed and field != "equilibria"
    }
    solution = {
        "schema": document["schema"],
        "game": game_document(numbers),
        "solution": concept,
        "method": document["method"],
        **fields,
        "equilibria": [
            {
                **_evaluated(_numbers(one), there),
                "certificate": {"max_regret": "0"},
            }
            for one in cell["equilibria"]
        ],
    }
    try:
        return verify_document(json.dumps(solution), numbers).findings
    except NotAnEquilibrium as problem:
        return [str(problem)]


def _at_irrational(
    cell: Mapping[str, Any], game: Game, name: str, border: AlgebraicNumber, concept: str
) -> Sequence[str] | None:
    """What is wrong with a cell at an irrational border; None where that is not checked."""
    if not isinstance(game, NormalFormGame) or concept not in OF_PROFILES:
        return None
    problems = border_findings(cell, game, name, border, every=concept != "pure-nash")
    if concept == "zero-sum" and problems == []:
        first = game.players[0]
        if any(one["payoffs"][first] != cell["value"] for one in cell["equilibria"]):
            return ["the value is not what the first player gets"]
    return problems


def _statics(cell: Mapping[str, Any], name: str, values: Sequence[Fraction]) -> Iterator[str]:
    """Where the numbers at these values move otherwise than a cell states."""
    ascending = sorted(set(values))
    for number, one in enumerate(cell["equilibria"]):
        if "statics" in one:
            there = [
                (v, {f: _evaluated(one[f], {name: v}) for f in ("profile", "payoffs")}) for v in ascending
            ]
            yield from statics_findings(one["statics"], there, f"equilibrium {number}")


def _numbers(equilibrium: Mapping[str, Any]) -> dict[str, Any]:
    """What is a number in an equilibrium of a cell."""
    return {field: equilibrium[field] for field in ("profile", "payoffs")}


def _piece(pieces: list[Any], values: Mapping[str, Fraction]) -> Any:
    """The formula that holds at the value, of one that is written piece by piece."""
    (value,) = values.values()
    for one in pieces:
        if not isinstance(one, Mapping) or set(one) != {"to", "formula"}:
            break
        if value <= read_real(one["to"], "the end of a piece"):
            return one["formula"]
    raise ParseError(f"{str(pieces)[:60]} has no piece, with 'to' and 'formula', for {number_text(value)}")


def _evaluated(content: Any, values: Mapping[str, Fraction]) -> Any:
    """The content with each text that is a formula in the parameter replaced by its value."""
    if isinstance(content, Mapping):
        if "polynomial" in content:
            return dict(content)
        if set(content) == {"pieces"} and isinstance(content["pieces"], list):
            return _evaluated(_piece(content["pieces"], values), values)
        return {key: _evaluated(one, values) for key, one in content.items()}
    if isinstance(content, (list, tuple)):
        return [_evaluated(one, values) for one in content]
    if not isinstance(content, str):
        return content
    try:
        return number_document(parse_formula(content).evaluate(values))
    except InvalidInput as problem:
        raise ParseError(
            f"{content[:60]!r} is no number and no formula in the parameter: {problem}"
        ) from None
