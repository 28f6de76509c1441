"""Which uncertain parameter moves what a model comes to: Sobol indices of payoffs, formulas and claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..games.errors import InvalidInput
from ..games.formula import Formula
from ..solvers.draws import Draws, draws_plan
from ..solvers.sobol import SobolIndices, sobol_index
from .sweep import Told, sweep, varied
from .sweep_answer import payoffs_of
from .sweep_claims import HOLDS, UNDECIDED, Names, read_outcome
from .sweep_manifest import manifest
from .sweep_model import sweep_model
from .sweep_result import Sweep, names_of

AT_ONCE = 4096


def sobol_indices(
    model: str | Path,
    outcome: str,
    vary: Mapping[str, Any] | None = None,
    *,
    settings: Mapping[str, Any] | None = None,
    rest: bool = False,
    draws: int = 1_024,
    seed: int = 0,
    level: float = 0.95,
    digits: int = 6,
    folder: str | Path | None = None,
    workers: int | None = None,
    dask: Any = None,
    progress: Told | None = None,
) -> SobolIndices:
    """Return first-order and total Sobol indices of an outcome of a model, with intervals.

    Parameters
    ----------
    model, vary, settings, rest, seed, digits, folder, workers, dask, progress : as in `sweep`.
    outcome : a formula in parameters, derived names and payoffs, such as ``US``; or a claim, such as
        ``outcome = no-ban``, which is 1 where it holds and 0 elsewhere. What names no payoff and no outcome
        is computed without solving any game.
    draws : a power of two; the model is evaluated two more times than there are parameters as often.
    level : the confidence of the intervals, which come from a bootstrap.

    Raises
    ------
    InvalidInput
        As for `sweep`; for draws that raise or whose outcome differs between equilibria, naming the first.
    LimitReached
        For Ctrl-C.

    Notes
    -----
    Sobol (2001); Saltelli et al. (2010). Intervals are of the sampling alone.

    Examples
    --------
    >>> ranges = {"k": (2, 12), "w": ("1/2", 2)}
    >>> found = sobol_indices("case:h20/linkage", "w * (13 - k)", ranges, draws=256)
    >>> [(one.parameter, round(one.first, 1), round(one.total, 1)) for one in found.indices]
    [('k', 0.6, 0.7), ('w', 0.3, 0.4)]
    """
    given = sweep_model(model, settings)
    chosen = varied(given, vary, rest)
    plan = draws_plan(chosen, draws=draws, seed=seed, digits=digits, method="saltelli")
    wanted = manifest(given, plan)
    compute = _without_games(outcome, names_of(wanted.content))
    if folder is None and compute is not None:
        numbers: list[float] = []
        for start in range(0, plan.draws, AT_ONCE):
            stretch = plan.between(start, min(start + AT_ONCE, plan.draws))
            numbers += _of_draws(compute, stretch)
            if progress is not None:
                progress(len(numbers), plan.draws)
        return _indices(outcome, plan.names, numbers, level, seed)
    made = sweep(
        model,
        chosen,
        settings=settings,
        draws=draws,
        seed=seed,
        digits=digits,
        method="saltelli",
        folder=folder,
        workers=workers,
        dask=dask,
        progress=progress,
    )
    return sobol_of(made, outcome, level=level)


def sobol_of(made: Sweep, outcome: str, *, level: float = 0.95) -> SobolIndices:
    """Return the Sobol indices of another outcome of a sweep by the method ``saltelli``.

    Raises
    ------
    InvalidInput
        For a sweep by another method or one that is not complete; otherwise as for `sobol_indices`.
    """
    plan = made.manifest.content["draws"]
    if plan["method"] != "saltelli" or not made.complete:
        raise InvalidInput("Sobol indices need a complete sweep by the method saltelli")
    read = read_outcome(outcome, made.names)
    numbers = _of_rows(made, read) if isinstance(read, Formula) else _of_verdicts(made, outcome)
    return _indices(outcome, made.varied, numbers, level, int(plan["seed"]))


def _of_verdicts(made: Sweep, claim: str) -> list[float]:
    numbers = []
    for row, verdict in enumerate(made.verdicts(claim)):
        if verdict is None or verdict == UNDECIDED:
            raise _without(made, row, f"{claim!r} is undecided, as not all equilibria are known")
        numbers.append(float(verdict == HOLDS))
    return numbers


def _of_rows(made: Sweep, formula: Formula) -> list[float]:
    """The value of a formula in each draw, where it is the same in all equilibria."""
    names, numbers = made.names, []
    needed = names.needed([formula])
    players = {name: k for name, k in names.players.items() if name in needed}
    read = [name for name in needed if name in (*names.varied, *names.columns)]
    for row, error in enumerate(made.columns["error"]):
        if error is not None:
            raise _without(made, row, "")
        values = {}
        for name in read:
            number = made.value(name, row)
            if number is None:
                raise _without(made, row, f"{name} is not known exactly")
            values[name] = number
        results = set()
        for payoffs in payoffs_of(made.columns["payoffs"][row]) if players else [()]:
            paid = {name: payoffs[k] for name, k in players.items()}
            results.add(formula.evaluate(names.complete(needed, {**values, **paid})))
        if len(results) > 1:
            raise _without(
                made, row, "the equilibria pay different amounts; payoff_PLAYER_low and _high are accepted"
            )
        numbers.append(float(results.pop()))
    return numbers


def _without(made: Sweep, row: int, reason: str) -> InvalidInput:
    error = made.columns["error"][row]
    reason = reason if error is None else f"there is none: {error}"
    return InvalidInput(f"Sobol indices need a number from every draw; in draw {row} {reason}")


def _indices(
    outcome: str, names: Sequence[str], numbers: Sequence[float], level: float, seed: int
) -> SobolIndices:
    if not isinstance(level, (int, float)) or not 0 < level < 1:
        raise InvalidInput(f"level is {level!r}; a number between 0 and 1 is accepted")
    import numpy as np

    found = sobol_index(names, numbers, level=level, seed=seed)
    return SobolIndices(outcome, float(np.mean(numbers)), float(np.var(numbers)), found, len(numbers), level)


def _without_games(outcome: str, names: Names) -> Callable[[Mapping[str, Fraction]], float] | None:
    """How to compute the outcome from parameters and derived names alone; None where games must be solved."""
    read = read_outcome(outcome, names)
    sides = (read,) if isinstance(read, Formula) else read.sides
    needed = names.needed(sides)
    if not sides or not {*names.varied, *names.constants, *names.derived}.issuperset(needed):
        return None
    if isinstance(read, Formula):
        return lambda values: float(read.evaluate(names.complete(needed, values)))
    return lambda values: float(read.of_numbers(names.complete(needed, values)))


def _of_draws(compute: Callable[[Mapping[str, Fraction]], float], draws: Draws) -> list[float]:
    found = []
    for row in range(len(draws)):
        try:
            found.append(compute(draws.at(row)))
        except InvalidInput as error:
            raise InvalidInput(f"draw {draws.start + row}: {error}") from None
    return found
