"""What an engine is, and our own: everything that is timed is made by an `Engine` from a game."""

from __future__ import annotations

import contextlib
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from importlib import import_module
from pathlib import Path
from typing import Any

from quidproquo import NormalFormGame, Solution
from quidproquo.games.nfg import write_nfg

Profile = tuple[tuple[float, ...], ...]
"""One mixed strategy per player, rounded to floats after the clock has stopped."""


@dataclass(frozen=True)
class Answer:
    """What an engine found: profiles for equilibria, a number where the answer is one."""

    profiles: tuple[Profile, ...] = ()
    value: float | None = None
    complete: bool = False


@dataclass(frozen=True)
class Task:
    """`run` is timed; `read` turns what it returns into an `Answer` after the clock has stopped."""

    run: Callable[[], Any]
    read: Callable[[Any], Answer]


@dataclass(frozen=True)
class Engine:
    """A method of a package: its name, its arithmetic, what its answer covers, and how to prepare a game."""

    name: str
    arithmetic: str
    claim: str
    prepare: Callable[[NormalFormGame], Task] = field(repr=False)


def rounded(profiles: Iterable[Iterable[Iterable[Any]]]) -> tuple[Profile, ...]:
    """The profiles in floats."""
    return tuple(tuple(tuple(float(p) for p in mixed) for mixed in profile) for profile in profiles)


def of_ours(solution: Solution) -> Answer:
    value = None if solution.value is None else float(solution.value)
    profiles = rounded(e.profile for e in solution.equilibria)  # type: ignore[misc]
    return Answer(profiles, value, solution.complete)


def ours(module: str, function: str, **options: Any) -> Callable[[NormalFormGame], Task]:
    """Prepare a solver of ours, imported when a game is first prepared."""

    def prepare(game: NormalFormGame) -> Task:
        solver = getattr(import_module(f"quidproquo.solvers.{module}"), function, None)
        if solver is None:
            raise ImportError(f"quidproquo.solvers.{module} has no {function}")
        return Task(lambda: solver(game, **options), of_ours)

    return prepare


def command(*, new_process: bool) -> Callable[[NormalFormGame], Task]:
    """``qpq solve``, which reads the file, solves, proves and writes the JSON: here or in a new process.

    Here the command line has been built before the clock starts, as imports have.
    """

    def prepare(game: NormalFormGame) -> Task:
        import typer

        from quidproquo.cli import app

        folder = tempfile.TemporaryDirectory()
        path = Path(folder.name, "game.nfg")
        path.write_text(write_nfg(game), "utf8")
        asked = ["solve", str(path), "--format", "json"]
        built = typer.main.get_command(app)

        def here() -> str:
            with contextlib.redirect_stdout(io.StringIO()) as printed, contextlib.suppress(SystemExit):
                built(asked)
            return printed.getvalue()

        def elsewhere() -> str:
            started = [sys.executable, "-m", "quidproquo", *asked]
            return subprocess.run(started, capture_output=True, text=True, check=True).stdout

        def run() -> str:
            assert folder.name  # the folder lasts as long as this function
            return elsewhere() if new_process else here()

        return Task(run, _of_json(game))

    return prepare


def _of_json(game: NormalFormGame) -> Callable[[str], Answer]:
    def read(text: str) -> Answer:
        answer = json.loads(text)
        order = list(zip(game.players, game.strategies, strict=True))
        profiles = [
            [[Fraction(e["profile"][player].get(s, 0)) for s in own] for player, own in order]
            for e in answer["equilibria"]
        ]
        return Answer(rounded(profiles), complete=answer["complete"])

    return read


ALL = Engine(
    "quidproquo", "exact", "all extreme equilibria and components, proven complete", ours("nash", "nash")
)
ONE = Engine("quidproquo", "exact", "one equilibrium, proven", ours("nash", "nash", one=True))
ZERO_SUM = Engine("quidproquo", "exact", "value and both strategies, proven", ours("zero_sum", "zero_sum"))
WELFARE = Engine("quidproquo", "exact", "the optimum, proven by its dual", ours("correlated", "correlated"))
COMMAND = Engine(
    "`qpq solve`, after import",
    "exact",
    "the same as JSON; reading, solving and writing are timed",
    command(new_process=False),
)
PROCESS = Engine(
    "`qpq solve`, new process",
    "exact",
    "the same as JSON; start and imports are timed",
    command(new_process=True),
)
DOMINANCE = Engine(
    "quidproquo",
    "exact",
    "strict and weak elimination by mixtures, with proofs",
    ours("dominance", "dominance"),
)
COMMITMENT = Engine(
    "quidproquo", "exact", "strong and weak optimum, proven", ours("commitment", "stackelberg")
)
MANY = Engine(
    "quidproquo", "exact", "all isolated equilibria, algebraic", ours("many_player_nash", "many_player_nash")
)
OURS = {
    "all": ALL,
    "one": ONE,
    "zero-sum": ZERO_SUM,
    "welfare": WELFARE,
    "command": COMMAND,
    "process": PROCESS,
    "dominance": DOMINANCE,
    "commitment": COMMITMENT,
    "many": MANY,
}
