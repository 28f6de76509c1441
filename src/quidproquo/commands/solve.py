"""``qpq solve``: the equilibria of a game, each with its proof."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shared import (
    DONE,
    STOPPED,
    Format,
    FormatOption,
    GameArgument,
    LoadedGame,
    SetOption,
    load_game,
    message,
    page_width,
    write,
)

if TYPE_CHECKING:
    from ..games.solution import Solution

LONGEST = 10_000_000


def solve(
    game: GameArgument,
    solution: Annotated[
        str | None,
        typer.Option(
            "--solution",
            metavar="NAME",
            help="nash, pure-nash, zero-sum or subgame-perfect; without it nash for normal forms, "
            "subgame-perfect for trees.",
        ),
    ] = None,
    one: Annotated[bool, typer.Option("--one", help="Stop at one equilibrium.")] = False,
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", metavar="SECONDS", help="Stop and print what was found.")
    ] = None,
    set_: SetOption = None,
    format_: FormatOption = Format.table,
) -> int:
    """Solve a game exactly, with proofs.

    Example: qpq solve case:h20/linkage --set k=9
    """
    from ..concepts import check_name
    from ..games.errors import InvalidInput
    from ..limits import is_worker

    if solution is not None:
        check_name(solution)
    if time_limit is not None and not 0 < time_limit <= LONGEST:
        raise InvalidInput(
            f"--time-limit is {time_limit:g}; a positive number of seconds is accepted, up to {LONGEST}"
        )
    if time_limit is not None and not is_worker():
        return _through_worker(game, solution, one, time_limit, set_ or [], format_)
    return _solve(load_game(game, set_), solution, one, time_limit, format_)


def _solve(loaded: LoadedGame, name: str | None, one: bool, time_limit: float | None, format_: Format) -> int:
    from ..concepts import CONCEPTS, answer, choose, unfinished
    from ..games.errors import LimitReached
    from ..limits import HardStop, stoppable
    from ..progress import progress

    game = loaded.game
    name = choose(name, game)
    solver: Callable[..., Solution] = CONCEPTS[name].load()
    found: Any = None
    reason = ""
    try:
        with progress(f"solving for {name}"), stoppable(time_limit) as stopper:
            found = answer(name, game, solver, one=one)
        reason = stopper.reason if stopper.told and not found.complete else ""
    except LimitReached as limit:
        reason = str(limit)
        if found is None:
            found = limit.found
        elif found.complete:  # it was told to stop when it had just ended
            reason = ""
    except HardStop as stop:
        reason = str(stop)
    if reason:
        message(reason)
        found = unfinished(name, game, found, reason)
    _show(found, loaded, format_)
    return STOPPED if reason else DONE


def _show(solution: Solution, loaded: LoadedGame, format_: Format) -> None:
    notes = loaded.notes
    if loaded.borders:
        solution = dataclasses.replace(solution, knife_edge=True)
        notes = (*notes, *(f"on a border of the model: {border}" for border in loaded.borders))
    if format_ is Format.json:
        for note in notes:
            message(f"note: {note}")
        write(solution.to_json())
    else:
        from ..games.solution_display import solution_text

        write(solution_text(solution, notes=notes, width=page_width()))


def _through_worker(
    game: str, name: str | None, one: bool, seconds: float, settings: list[str], format_: Format
) -> int:
    """Solve in a process that can be ended even where a library does not listen."""
    from ..limits import run_worker
    from ..progress import progress

    arguments = ["solve", "--time-limit", repr(seconds), "--format", format_.value]
    arguments += ["--one"] * one
    arguments += ["--solution", name] if name is not None else []
    for setting in settings:
        arguments += ["--set", setting]
    with progress(f"solving, for at most {seconds:g} s"):
        done = run_worker([*arguments, "--", game], seconds)
    if done.killed:
        return _nothing_found(game, name, seconds, settings, format_, done.killed)
    for line in done.messages.decode("utf-8", "replace").splitlines():
        message(line.removeprefix("qpq: "))
    if done.output:
        write(done.output.decode("utf-8", "replace"))
    return done.status


def _nothing_found(
    game: str, name: str | None, seconds: float, settings: list[str], format_: Format, reason: str
) -> int:
    """Print an empty answer for a worker that left none."""
    from ..concepts import choose, unfinished
    from ..games.errors import LimitReached
    from ..limits import HardStop, stoppable

    message(reason)
    try:
        with stoppable(seconds):
            loaded = load_game(game, settings)
    except (HardStop, LimitReached):
        message("the game could not be read in that time")
        return STOPPED
    _show(unfinished(choose(name, loaded.game), loaded.game, None, reason), loaded, format_)
    return STOPPED
