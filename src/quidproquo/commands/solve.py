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


@dataclasses.dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line."""

    game: str
    name: str | None
    one: bool
    seconds: float | None
    settings: tuple[str, ...]
    format: Format
    options: dict[str, Any]

    def arguments(self) -> list[str]:
        """The command line that asks for the same."""
        found = ["solve", "--format", self.format.value]
        found += ["--one"] * self.one
        found += ["--time-limit", repr(self.seconds)] if self.seconds is not None else []
        found += ["--solution", self.name] if self.name is not None else []
        for setting in self.settings:
            found += ["--set", setting]
        for option, value in self.options.items():
            found += [f"--{option}"] if value is True else [f"--{option}={value}"]
        return [*found, "--", self.game]


def solve(
    game: GameArgument,
    solution: Annotated[
        str | None,
        typer.Option(
            "--solution",
            metavar="NAME",
            help="nash, pure-nash, zero-sum, correlated, coarse-correlated, stackelberg, dominance, "
            "rationalizable, subgame-perfect, perfect-bayesian, sequential, quantal, extensive-correlated, "
            "critical-discount, nash-bargaining, kalai-smorodinsky, egalitarian, utilitarian, "
            "alternating-offers, core, shapley or nucleolus; without it nash for normal forms, "
            "subgame-perfect for trees, critical-discount for repeated games, nash-bargaining for "
            "bargaining problems, alternating-offers where they make offers in turn, shapley for "
            "cooperative games.",
        ),
    ] = None,
    objective: Annotated[
        str | None,
        typer.Option(
            "--objective",
            metavar="NAME",
            help="Of correlated play: welfare (the default), min, nash-product or a player.",
        ),
    ] = None,
    leader: Annotated[
        str | None,
        typer.Option(
            "--leader", metavar="PLAYER", help="Of stackelberg: who commits; the first player without it."
        ),
    ] = None,
    weak: Annotated[
        bool, typer.Option("--weak", help="Of stackelberg: the follower breaks ties against the leader.")
    ] = False,
    intuitive: Annotated[
        bool,
        typer.Option(
            "--intuitive", help="Of perfect-bayesian and sequential: drop what fails the intuitive criterion."
        ),
    ] = False,
    approximate: Annotated[
        bool,
        typer.Option("--approximate", help="Of zero-sum trees: proven bounds on the value, quickly."),
    ] = False,
    lambda_: Annotated[
        str | None,
        typer.Option("--lambda", metavar="X", help="Of quantal: the precision of choice, an exact number."),
    ] = None,
    one: Annotated[bool, typer.Option("--one", help="Stop at one equilibrium or core point.")] = False,
    time_limit: Annotated[
        float | None, typer.Option("--time-limit", metavar="SECONDS", help="Stop and print what was found.")
    ] = None,
    set_: SetOption = None,
    format_: FormatOption = Format.table,
) -> int:
    """Solve a game exactly, with proofs.

    Example: qpq solve case:h20/linkage --set k=9
    """
    from ..concepts import check_name, check_options
    from ..games.errors import InvalidInput
    from ..limits import is_worker

    given = {
        "objective": objective,
        "leader": leader,
        "weak": weak or None,
        "intuitive": intuitive or None,
        "approximate": approximate or None,
        "lambda": lambda_,
    }
    options = {name: value for name, value in given.items() if value is not None}
    if solution is not None:
        check_name(solution)
        check_options(solution, options)
    if time_limit is not None and not 0 < time_limit <= LONGEST:
        raise InvalidInput(
            f"--time-limit is {time_limit:g}; a positive number of seconds is accepted, up to {LONGEST}"
        )
    request = Request(game, solution, one, time_limit, tuple(set_ or ()), format_, options)
    if time_limit is not None and not is_worker():
        return _through_worker(request, time_limit)
    return _solve(load_game(game, set_), request)


def _solve(loaded: LoadedGame, request: Request) -> int:
    from ..concepts import CONCEPTS, answer, check_options, choose, unfinished
    from ..games.errors import LimitReached
    from ..limits import HardStop, stoppable
    from ..progress import progress

    game = loaded.game
    name = choose(request.name, game)
    check_options(name, request.options)
    solver: Callable[..., Solution] = CONCEPTS[name].load()
    found: Any = None
    reason = ""
    try:
        with progress(f"solving for {name}"), stoppable(request.seconds) as stopper:
            found = answer(name, game, solver, one=request.one, options=request.options)
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
    _show(found, loaded, request.format)
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


def _through_worker(request: Request, seconds: float) -> int:
    """Solve in a process that can be ended even where a library does not listen."""
    from ..limits import run_worker
    from ..progress import progress

    with progress(f"solving, for at most {seconds:g} s"):
        done = run_worker(request.arguments(), seconds)
    if done.killed:
        return _nothing_found(request, seconds, done.killed)
    for line in done.messages.decode("utf-8", "replace").splitlines():
        message(line.removeprefix("qpq: "))
    if done.output:
        write(done.output.decode("utf-8", "replace"))
    return done.status


def _nothing_found(request: Request, seconds: float, reason: str) -> int:
    from ..concepts import choose, unfinished
    from ..games.errors import LimitReached
    from ..limits import HardStop, stoppable

    message(reason)
    try:
        with stoppable(seconds):
            loaded = load_game(request.game, request.settings)
    except (HardStop, LimitReached):
        message("the game could not be read in that time")
        return STOPPED
    _show(unfinished(choose(request.name, loaded.game), loaded.game, None, reason), loaded, request.format)
    return STOPPED
