"""The peers: one function each makes a `Task` for a game. Reading the game is never timed, solving always.

A peer that is not installed raises `ImportError` (or `FileNotFoundError`, for a program) when it prepares.
"""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tempfile
import warnings
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from quidproquo import NormalFormGame
from quidproquo.games.nfg import write_nfg

from .engines import Answer, Engine, Profile, Task, rounded

Prepare = Callable[[NormalFormGame], Task]


def gambit(method: str, **options: Any) -> Prepare:
    """A solver of ``pygambit.nash`` that returns a list of mixed profiles."""

    def prepare(game: NormalFormGame) -> Task:
        import pygambit

        theirs = pygambit.read_nfg(io.StringIO(write_nfg(game)))
        solve = getattr(pygambit.nash, method)

        def read(found: Any) -> Answer:
            listed = found.equilibria if hasattr(found, "equilibria") else [found.equilibrium]
            profiles = rounded([[p for _, p in e[player]] for player in theirs.players] for e in listed)
            return Answer(profiles)

        return Task(lambda: solve(theirs, **options), read)

    return prepare


def lrsnash(game: NormalFormGame) -> Task:
    """The C program of lrslib; starting the process and reading its input are part of the time."""
    program = shutil.which("lrsnash")
    if program is None:
        raise FileNotFoundError("the program lrsnash (Debian package lrslib) is not installed")
    folder = tempfile.TemporaryDirectory()
    path = Path(folder.name, "game")
    tables = [[[str(x) for x in row] for row in table.tolist()] for table in _fractions(game)]
    rows, columns = game.shape
    lines = [f"{rows} {columns}", *("\n".join(map(" ".join, table)) for table in tables)]
    path.write_text("\n\n".join(lines) + "\n", "utf8")

    def run() -> str:
        assert folder.name
        done = subprocess.run([program, str(path)], capture_output=True, text=True, check=True)
        return done.stdout

    return Task(run, lambda text: Answer(_lrs_profiles(text)))


def _fractions(game: NormalFormGame) -> list[Any]:
    return [
        np.array([Fraction(int(x), table.denominator) for x in table.numerators.flat], dtype=object).reshape(
            game.shape
        )
        for table in game.payoffs
    ]


def _lrs_profiles(text: str) -> tuple[Profile, ...]:
    """Blocks of lines: strategies of player 2 (each with the payoff of player 1), then one of player 1."""
    found = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line.split() for line in block.splitlines() if line[:2] in {"1 ", "2 "}]
        firsts = [line[1:-1] for line in lines if line[0] == "1"]
        seconds = [line[1:-1] for line in lines if line[0] == "2"]
        found += [[[Fraction(p) for p in mixed] for mixed in (x, y)] for x in firsts for y in seconds]
    return rounded(found)


def nashpy(method: str) -> Prepare:
    """A method of ``nashpy.Game`` that yields pairs of strategies."""

    def prepare(game: NormalFormGame) -> Task:
        import nashpy as library

        theirs = library.Game(*_float_tables(game))

        def run() -> list[Any]:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return list(getattr(theirs, method)())

        return Task(run, lambda found: Answer(rounded(found)))

    return prepare


def quantecon(method: str, **options: Any) -> Prepare:
    """A solver of ``quantecon.game_theory``; a small game before the clock starts compiles it."""

    def prepare(game: NormalFormGame) -> Task:
        from quantecon import game_theory

        first, second = _float_tables(game)
        players = game_theory.Player(first), game_theory.Player(np.ascontiguousarray(second.T))
        theirs = game_theory.NormalFormGame(players)
        solve = getattr(game_theory, method)

        def read(found: Any) -> Answer:
            return Answer(rounded([found] if isinstance(found, tuple) else found))

        return Task(lambda: solve(theirs, **options), read)

    return prepare


def scipy_zero_sum(method: str) -> Prepare:
    """The first player's program by ``scipy.optimize.linprog``; the dual gives the second one's strategy."""

    def prepare(game: NormalFormGame) -> Task:
        from scipy.optimize import linprog

        payoffs = _float_tables(game)[0]
        rows, columns = payoffs.shape
        objective = np.r_[np.zeros(rows), -1.0]
        below = np.c_[-payoffs.T, np.ones(columns)]
        total = np.r_[np.ones(rows), 0.0][None]
        bounds = [(0, None)] * rows + [(None, None)]

        def run() -> Any:
            return linprog(objective, below, np.zeros(columns), total, [1.0], bounds, method=method)

        def read(found: Any) -> Answer:
            return Answer(rounded([[found.x[:-1], -found.ineqlin.marginals]]), -float(found.fun))

        return Task(run, read)

    return prepare


def highs_welfare(game: NormalFormGame) -> Task:
    """Welfare over correlated equilibria: sparse arrays built with NumPy and passed to HiGHS."""
    import highspy

    first, second = _float_tables(game)

    def run() -> float:
        rows, columns = first.shape
        index = np.arange(rows * columns).reshape(rows, columns)
        starts, indices, values = [np.zeros(1, dtype=np.int64)], [], []
        gains = [first[None, :, :] - first[:, None, :], (second.T[None] - second.T[:, None])]
        for gain, cells in zip(gains, (index, index.T), strict=True):
            told, other = np.nonzero(~np.eye(len(cells), dtype=bool))
            values.append(gain[told, other].ravel())
            indices.append(cells[told].ravel())
            starts.append(np.full(len(told), cells.shape[1], dtype=np.int64))
        incentives = sum(len(lengths) for lengths in starts[1:])
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = rows * columns, incentives + 1
        program.sense_ = highspy.ObjSense.kMaximize
        program.col_cost_ = (first + second).ravel()
        program.col_lower_, program.col_upper_ = np.zeros(rows * columns), np.full(rows * columns, np.inf)
        program.row_lower_ = np.r_[np.full(incentives, -np.inf), 1.0]
        program.row_upper_ = np.r_[np.zeros(incentives), 1.0]
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_ = np.cumsum(np.concatenate([*starts, [rows * columns]]))
        program.a_matrix_.index_ = np.concatenate([*indices, index.ravel()])
        program.a_matrix_.value_ = np.concatenate([*values, np.ones(rows * columns)])
        solver = highspy.Highs()
        solver.silent()
        solver.passModel(program)
        solver.run()
        return float(solver.getInfo().objective_function_value)

    return Task(run, lambda value: Answer(value=value))


def pulp_welfare(game: NormalFormGame) -> Task:
    """Welfare over correlated equilibria: a model in PuLP, term by term, solved by HiGHS."""
    import pulp

    first, second = (table.tolist() for table in _float_tables(game))

    def run() -> float:
        rows, columns = range(game.shape[0]), range(game.shape[1])
        model = pulp.LpProblem("welfare", pulp.LpMaximize)
        p = [[model.add_variable(f"p_{i}_{j}", 0) for j in columns] for i in rows]
        model += pulp.lpSum((first[i][j] + second[i][j]) * p[i][j] for i in rows for j in columns)
        model += pulp.lpSum(p[i][j] for i in rows for j in columns) == 1
        for i in rows:
            for k in rows:
                if k != i:
                    model += pulp.lpSum((first[k][j] - first[i][j]) * p[i][j] for j in columns) <= 0
        for j in columns:
            for k in columns:
                if k != j:
                    model += pulp.lpSum((second[i][k] - second[i][j]) * p[i][j] for i in rows) <= 0
        model.solve(pulp.HiGHS(msg=False))
        return float(pulp.value(model.objective))

    return Task(run, lambda value: Answer(value=value))


def _float_tables(game: NormalFormGame) -> list[Any]:
    return [np.asarray(table, dtype=float) for table in game.to_numpy()]


EXTREME = "all extreme equilibria"
EQUAL = "all equilibria with supports of equal size; all there are in nondegenerate games"
NONDEGENERATE = "all equilibria of nondegenerate games"
LISTED = "one equilibrium"
OPTIMUM = "the optimum"

PEERS = {
    "lrsnash": Engine("lrsnash", "exact", EXTREME, lrsnash),
    "gambit-rational": Engine(
        "Gambit enummixed, rational", "exact", EXTREME, gambit("enummixed_solve", rational=True)
    ),
    "gambit-float": Engine(
        "Gambit enummixed, float", "float", EXTREME, gambit("enummixed_solve", rational=False)
    ),
    "nashpy-support": Engine("Nashpy support enumeration", "float", EQUAL, nashpy("support_enumeration")),
    "nashpy-vertex": Engine(
        "Nashpy vertex enumeration", "float", NONDEGENERATE, nashpy("vertex_enumeration")
    ),
    "quantecon-support": Engine(
        "QuantEcon support enumeration", "float", EQUAL, quantecon("support_enumeration")
    ),
    "quantecon-vertex": Engine(
        "QuantEcon vertex enumeration", "float", NONDEGENERATE, quantecon("vertex_enumeration")
    ),
    "quantecon-lemke-howson": Engine(
        "QuantEcon Lemke–Howson", "float", LISTED, quantecon("lemke_howson", init_pivot=0)
    ),
    "gambit-lcp-rational": Engine(
        "Gambit lcp, rational", "exact", LISTED, gambit("lcp_solve", rational=True, stop_after=1)
    ),
    "gambit-lcp-float": Engine(
        "Gambit lcp, float", "float", LISTED, gambit("lcp_solve", rational=False, stop_after=1)
    ),
    "gambit-lp-rational": Engine("Gambit lp, rational", "exact", OPTIMUM, gambit("lp_solve", rational=True)),
    "highs-simplex": Engine("SciPy, HiGHS simplex", "float", OPTIMUM, scipy_zero_sum("highs-ds")),
    "highs-interior": Engine("SciPy, HiGHS interior point", "float", OPTIMUM, scipy_zero_sum("highs-ipm")),
    "highs-arrays": Engine("HiGHS on arrays", "float", OPTIMUM, highs_welfare),
    "pulp-highs": Engine("PuLP with HiGHS", "float", OPTIMUM, pulp_welfare),
    "gambit-enumpoly": Engine(
        "Gambit enumpoly", "float", "all isolated equilibria", gambit("enumpoly_solve")
    ),
}
