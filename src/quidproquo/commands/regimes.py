"""``qpq regimes``: the answer for every value of a parameter, with exact borders."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .pictures import check_picture, write_picture
from .shared import DONE, Format, FormatOption, GameArgument, SetOption, page_width, write
from .symbolic import SymbolicGame, Varied, free_names, load_symbolic, load_varied, range_of, read_varied

if TYPE_CHECKING:
    from ..games.regime_grid import RegimeGrid
    from ..games.regime_map import RegimeMap


def regimes(
    game: GameArgument,
    vary: Annotated[
        str | None,
        typer.Option("--vary", metavar="NAME=LO:HI", help="The parameter that is varied, and its range."),
    ] = None,
    vary2: Annotated[
        str | None,
        typer.Option(
            "--vary2",
            metavar="NAME=LO:HI",
            help="With --vary, a second parameter: the equilibria at each point, and the exact borders.",
        ),
    ] = None,
    solution: Annotated[
        str | None,
        typer.Option(
            "--solution",
            metavar="NAME",
            help="nash for normal forms and subgame-perfect for trees, unless another is named: pure-nash, "
            "zero-sum, dominance, rationalizable, correlated, coarse-correlated, stackelberg; with --free "
            "also pure-nash, and ordinal-class for the situations of a 2×2 game.",
        ),
    ] = None,
    free: Annotated[
        list[str] | None,
        typer.Option(
            "--free",
            metavar="NAME[=LO:HI]|all",
            help="Without --vary: leave a parameter free, in a range or in none, and show the conditions for "
            "each equilibrium; repeatable.",
        ),
    ] = None,
    objective: Annotated[
        str | None,
        typer.Option(
            "--objective", metavar="NAME", help="Of correlated play: welfare (the default), min or a player."
        ),
    ] = None,
    leader: Annotated[
        str | None,
        typer.Option(
            "--leader", metavar="PLAYER", help="Of stackelberg: who commits; the first player without it."
        ),
    ] = None,
    output: Annotated[
        str | None,
        typer.Option("--output", "-o", metavar="FILE", help="Also draw the map: a .svg or .png file."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the picture if it exists.")] = False,
    set_: SetOption = None,
    format_: FormatOption = Format.table,
) -> int:
    """Show where the answer of a game changes as a parameter varies, with exact borders.

    Example: qpq regimes case:h20/sequential-linkage --vary k=0:52
    """
    from ..games.errors import InvalidInput
    from ..progress import progress
    from ..solvers.regimes import regimes as solve

    if vary2 is not None and vary is None:
        raise InvalidInput("--vary2 needs --vary NAME=LO:HI beside it")
    if free and vary is not None:
        raise InvalidInput("--free shows conditions and --vary cells; one of the two is accepted")
    if free and (output is not None or objective is not None or leader is not None):
        raise InvalidInput("--free shows conditions; --output, --objective and --leader go with --vary")
    if free:
        return _regions(game, free, solution, set_, format_)
    if vary is None:
        raise InvalidInput("--vary NAME=LO:HI is needed, such as --vary k=0:52; or --free NAME|all")
    varied = read_varied(vary)
    if output is not None:
        check_picture(output)
    if vary2 is not None:
        if objective is not None or leader is not None:
            raise InvalidInput("--objective and --leader need one varied parameter, not two")
        found2 = _grid(game, (varied, read_varied(vary2, "--vary2")), solution, set_)
        return _show(found2, output, force, format_)
    loaded = load_varied(game, set_, [varied.name])
    low, high = range_of(varied, loaded)
    with progress(f"mapping {varied.name}"):
        found = solve(
            _solvable(loaded),
            varied.name,
            low,
            high,
            solution=solution,
            classify=_classify(loaded, varied.name),
            **{
                name: value
                for name, value in (("objective", objective), ("leader", leader))
                if value is not None
            },
        )
    found = dataclasses.replace(found, calibration=loaded.parameters[varied.name].default, notes=loaded.notes)
    return _show(found, output, force, format_)


def _show(found: RegimeMap | RegimeGrid, output: str | None, force: bool, format_: Format) -> int:
    """Draw a map if that is asked for, and print it."""
    if output is not None:
        from ..figures import figure

        write_picture(figure(found), output, force)
    write(found.to_json() if format_ is Format.json else found.text(page_width()))
    return DONE


def _grid(
    game: str, varied: tuple[Varied, Varied], solution: str | None, settings: list[str] | None
) -> RegimeGrid:
    """Map two parameters at once."""
    from ..games.errors import InvalidInput
    from ..progress import progress
    from ..solvers.regime_grid import regime_grid

    one, other = varied
    if one.name == other.name:
        raise InvalidInput(f"--vary2 {other.name}: it is varied already; another parameter is needed")
    loaded = load_varied(game, settings, [one.name, other.name])
    low, high = range_of(one, loaded)
    low2, high2 = range_of(other, loaded, "--vary2")
    with progress(f"mapping {one.name} and {other.name}"):
        found = regime_grid(
            _solvable(loaded), one.name, low, high, other.name, low2, high2, solution=solution
        )
    first, second = loaded.parameters[one.name], loaded.parameters[other.name]
    known = None if first.default is None or second.default is None else (first.default, second.default)
    return dataclasses.replace(
        found,
        parameter=dataclasses.replace(found.parameter, unit=first.unit),
        parameter2=dataclasses.replace(found.parameter2, unit=second.unit),
        calibration=known,
        notes=loaded.notes,
    )


def _regions(
    game: str, free: list[str], solution: str | None, settings: list[str] | None, format_: Format
) -> int:
    """Show the conditions on the free parameters under which each equilibrium is found."""
    from ..progress import progress
    from ..solvers.regions import regions as solve

    ranges = [read_varied(text, "--free") for text in free]
    names = free_names(game, [one.name for one in ranges], settings)
    loaded = load_symbolic(game, settings, names)
    within = {one.name: (one.low, one.high) for one in ranges if one.low is not None}
    with progress("working out conditions"):
        found = solve(_solvable(loaded), solution, within=within)
    found = dataclasses.replace(found, notes=loaded.notes)
    write(found.to_json() if format_ is Format.json else found.text(page_width()))
    return DONE


def _solvable(loaded: SymbolicGame) -> Any:
    """The game, if it is of a form that maps are made of."""
    from ..games.errors import UnsupportedGame
    from ..games.extensive_form import ExtensiveFormGame
    from ..games.normal_form import NormalFormGame
    from ..games.situation import FORM_NAMES

    if not isinstance(loaded.game, (NormalFormGame, ExtensiveFormGame)):
        raise UnsupportedGame(
            f"a map of a {FORM_NAMES[loaded.game.form]} is not offered; normal forms and trees are accepted"
        )
    return loaded.game


def _classify(loaded: SymbolicGame, name: str) -> Callable[[Any], Mapping[str, str]] | None:
    """How the model calls each player's situation at a value of the parameter, if it has words for it."""
    from ..games.expression_value import value_at

    model = loaded.model
    if model is None or model.classes is None:
        return None
    classes = model.classes
    return lambda value: classes({n: value_at(x, {name: value}) for n, x in loaded.values.items()})
