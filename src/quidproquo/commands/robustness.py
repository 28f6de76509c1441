"""``qpq robustness``: how far the numbers of a game may move before its equilibrium stops being one."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated

import typer

from .pictures import check_picture, write_picture
from .shared import (
    CASE,
    DONE,
    Format,
    FormatOption,
    GameArgument,
    SetOption,
    page_width,
    read_settings,
    write,
)
from .symbolic import load_symbolic, read_varied

PHASE = "phase"


@dataclasses.dataclass(frozen=True, slots=True)
class Movable:
    """The numbers of a game: all values, and the ranges of those that are uncertain.

    `own` are those that follow from no other: derived names are among them where they were set.
    """

    values: dict[str, Fraction]
    ranges: dict[str, tuple[Fraction, Fraction]]
    own: frozenset[str]


def robustness(
    game: GameArgument,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="NAME[=LO:HI]",
            help="Let only these parameters move, within their own or another range; repeatable.",
        ),
    ] = None,
    profile: Annotated[
        str | None,
        typer.Option(
            "--profile",
            metavar="STRATEGIES",
            help="Of normal forms with several pure equilibria: which one, separated by commas.",
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--output", "-o", metavar="FILE", help="Also draw a tornado chart: a .svg or .png file."
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the picture if it exists.")] = False,
    set_: SetOption = None,
    format_: FormatOption = Format.table,
) -> int:
    """Find the nearest change of the numbers that ends the equilibrium.

    Example: qpq robustness case:h20/sequential-linkage --output tornado.svg
    """
    from ..games.errors import UnsupportedGame
    from ..games.extensive_form import ExtensiveFormGame
    from ..games.normal_form import NormalFormGame
    from ..games.situation import FORM_NAMES
    from ..progress import progress
    from ..solvers.robustness import robustness as solve

    if output is not None:
        check_picture(output)
    known = _movable(game, set_)
    ranges = _wanted(known, vary or [])
    left = [text for text in set_ or () if text.partition("=")[0].strip() not in ranges]
    loaded = load_symbolic(game, left, list(ranges))
    found = loaded.game
    if not isinstance(found, (NormalFormGame, ExtensiveFormGame)):
        raise UnsupportedGame(f"robustness takes a normal form or a tree; this is a {FORM_NAMES[found.form]}")
    free = {name: ends for name, ends in ranges.items() if name in found.parameters}
    words = None if profile is None else [word.strip() for word in profile.split(",")]
    with progress("looking for what ends the equilibrium"):
        answer = solve(found, {name: known.values[name] for name in free}, free, profile=words)
    idle = [name for name in ranges if name not in free]
    answer = dataclasses.replace(
        answer,
        held_fixed={n: x for n, x in known.values.items() if n in known.own and n not in ranges},
        notes=(*loaded.notes, *((f"without effect: {', '.join(idle)}",) if idle else ())),
    )
    if output is not None:
        from ..figures import figure

        write_picture(figure(answer), output, force)
    write(answer.to_json() if format_ is Format.json else answer.text(page_width()))
    return DONE


def _wanted(known: Movable, vary: Sequence[str]) -> dict[str, tuple[Fraction, Fraction]]:
    """The parameters that may move, with their ranges."""
    from ..games.errors import InvalidInput

    if not vary:
        return known.ranges
    found = {}
    for one in map(read_varied, vary):
        if one.name not in known.values:
            raise InvalidInput(
                f"--vary: {one.name!r} is no parameter of this game; accepted: {', '.join(known.values)}"
            )
        if one.name in found:
            raise InvalidInput(f"--vary {one.name} is given twice; each parameter is accepted once")
        if one.low is not None and one.high is not None:
            found[one.name] = (one.low, one.high)
        elif one.name in known.ranges:
            found[one.name] = known.ranges[one.name]
        else:
            raise InvalidInput(f"{one.name} has no range in the game; --vary {one.name}=LO:HI is needed")
    return found


def _movable(name: str, settings: Sequence[str] | None) -> Movable:
    """The values at the calibration, and the ranges that the game states."""
    from ..games.errors import InvalidInput

    given = read_settings(settings, words=[PHASE])
    if name.startswith(CASE):
        from ..cases.registry import case_model, load_case, with_parameters

        built = case_model(name, given)
        case = load_case(built.case)
        known = with_parameters(case.calibration, case.models[built.model].own).parameters
        values = {n: x for n, x in built.values.items() if isinstance(x, Fraction)}
        ranges = {
            n: (known[n].range[0], known[n].range[1])
            for n in values
            if n in known and known[n].range[0] < known[n].range[1]
        }
        return Movable(values, ranges, frozenset(n for n in values if n in known or n in given))
    from ..games.files import read_parametric_file
    from ..games.parametric import ParametricGame

    found = read_parametric_file(name)
    if not isinstance(found, ParametricGame) or not found.parameters:
        raise InvalidInput(f"{name}: the game has no parameters; a .yaml game with parameters is accepted")
    values = found.values(given)
    own = {p.name: (p.lo, p.hi) for p in found.parameters}
    return Movable(
        {n: values[n] for n in own},
        {n: (a, b) for n, (a, b) in own.items() if a is not None and b is not None and a < b},
        frozenset(own),
    )
