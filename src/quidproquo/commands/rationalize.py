"""``qpq rationalize``: for which parameter values what was observed is equilibrium behaviour."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from .shared import DONE, Format, FormatOption, SetOption, page_width, read_settings, write
from .symbolic import Varied, load_varied, range_of, read_varied

if TYPE_CHECKING:
    from ..games.joint_rationalization import JointRationalization
    from ..games.rationalization import Rationalization


def rationalize(
    game: Annotated[
        str,
        typer.Argument(
            metavar="GAME",
            help="A .yaml game with parameters, case:CASE/MODEL, or a case (id or folder): its record.",
            show_default=False,
        ),
    ],
    observed: Annotated[
        list[str] | None,
        typer.Option(
            "--observed",
            metavar="ACTIONS",
            help="The path from the root, or a strategy per player, separated by commas.",
        ),
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="NAME=LO:HI",
            help="The parameter that is varied, and its range; repeatable where payoffs are linear in all.",
        ),
    ] = None,
    node: Annotated[
        str | None, typer.Option("--node", metavar="ID", help="Show one move of the record only.")
    ] = None,
    set_: SetOption = None,
    format_: FormatOption = Format.table,
) -> int:
    """Find the parameter values for which what was observed is equilibrium behaviour.

    Example: qpq rationalize h20 --vary k=0:52
    """
    from ..games.errors import InvalidInput

    varied = [read_varied(text) for text in vary or ()]
    if not varied:
        raise InvalidInput("--vary NAME=LO:HI is needed, such as --vary k=0:52")
    if len(varied) > 1:
        if node is not None:
            raise InvalidInput("--node: with several parameters the observation is judged as a whole")
        joint = _jointly(game, observed or [], varied, set_)
        write(joint.to_json() if format_ is Format.json else joint.text(page_width()))
        return DONE
    found = _answer(game, observed or [], varied[0], set_)
    if node is not None:
        found = dataclasses.replace(found, nodes=(found.move(node),))
    write(found.to_json() if format_ is Format.json else found.text(page_width()))
    return DONE


def _answer(
    name: str, observed: Sequence[str], varied: Varied, settings: Sequence[str] | None
) -> Rationalization:
    from ..cases.registry import is_case
    from ..games.errors import InvalidInput
    from ..progress import progress
    from ..solvers.inverse import rationalize as solve

    if is_case(name):
        from ..cases.replay import replay

        if observed:
            raise InvalidInput("--observed: a record brings its own moves; the option is for games")
        chosen = read_settings(settings)
        if varied.name in chosen:
            raise InvalidInput(f"{varied.name} is both set and varied; one of the two is accepted")
        with progress("replaying"):
            record = replay(name, chosen)
        low, high = varied.low, varied.high
        if low is None or high is None:
            low, high = record.range_of(varied.name)
        with progress(f"reading the record backwards in {varied.name}"):
            return solve(record, vary={varied.name: (low, high)})
    loaded = load_varied(name, settings, [varied.name])
    actions = _actions(observed)
    with progress(f"reading the game backwards in {varied.name}"):
        found = solve(loaded.game, actions, vary={varied.name: range_of(varied, loaded)})
    return dataclasses.replace(found, calibration=loaded.parameters[varied.name].default, notes=loaded.notes)


def _jointly(
    name: str, observed: Sequence[str], varied: Sequence[Varied], settings: Sequence[str] | None
) -> JointRationalization:
    from ..cases.registry import is_case
    from ..games.errors import InvalidInput
    from ..progress import progress
    from ..solvers.inverse_polyhedra import rationalize_jointly as solve

    names = [one.name for one in varied]
    twice = next((one for one in names if names.count(one) > 1), None)
    if twice is not None:
        raise InvalidInput(f"--vary {twice} is given twice; each parameter is accepted once")
    if is_case(name):
        raise InvalidInput(
            "--vary is accepted once for a record: its payoffs are not linear in the parameters"
        )
    loaded = load_varied(name, settings, names)
    actions = _actions(observed)
    ranges = {one.name: range_of(one, loaded) for one in varied}
    missing = next((one for one in names if loaded.parameters[one].default is None), None)
    if missing is not None:
        raise InvalidInput(f"{missing} has no default in the game, from which changes could be measured")
    center = {one: loaded.parameters[one].default for one in names}
    with progress("reading the game backwards"):
        found = solve(loaded.game, actions, vary=ranges, calibration=center)
    return dataclasses.replace(found, notes=loaded.notes)


def _actions(observed: Sequence[str]) -> list[str]:
    from ..games.errors import InvalidInput

    if not observed:
        raise InvalidInput('--observed is needed, such as --observed "ban, withhold"')
    return list(observed) if len(observed) > 1 else [word.strip() for word in observed[0].split(",")]
