"""The rows of a sweep: what the draws of a stretch come to, column by column."""

from __future__ import annotations

from typing import Any, TypeAlias

from ..games.errors import InvalidInput, QuidproquoError
from ..games.wording import shorten
from ..solvers.draws import DrawPlan, Draws
from .sweep_answer import high_column, low_column, match_column
from .sweep_model import SweepModel

Columns: TypeAlias = dict[str, list[Any]]
"""One entry per draw in each column; None where there is none."""

DRAW, ERROR = "draw", "error"
LONGEST_ERROR = 300


def evaluate(model: SweepModel, draws: Draws) -> Columns:
    """Return what each draw comes to: outcome, payoffs, hits, or the error that it raised.

    Parameters
    ----------
    model : what is swept.
    draws : exact numbers for the parameters that vary.

    Returns
    -------
    Columns
        Those of `answer_columns`. A draw that raises has its error in words, and None elsewhere; the others
        go on.

    Examples
    --------
    >>> from ..solvers.draws import draws_plan
    >>> from .sweep_model import sweep_model
    >>> plan = draws_plan({"k": (9, 11)}, method="grid", points=3)
    >>> found = evaluate(sweep_model("case:h20/sequential-linkage"), plan.between(0, 3))
    >>> found["outcome"][0], found["outcome"][2], found["payoff_US_high"], found["knife_edge"]
    ('no-ban', 'ban, acquiesce', [0.0, 2.0, 2.0], [False, True, False])
    """
    names = [name for name, _ in answer_columns(model)]
    nothing = (None,) * (len(names) - 1)
    rows: list[tuple[Any, ...]] = []
    ready = model.many(draws) if model.many else [None] * len(draws)
    for row, known in enumerate(ready):
        try:
            one = model.solve(draws.at(row)) if known is None else known
            entries = (*one.row(), None)
        except MemoryError:  # says nothing about the draw
            raise
        except QuidproquoError as error:
            entries = (*nothing, shorten(str(error), LONGEST_ERROR))
        except Exception as error:
            entries = (*nothing, shorten(f"{type(error).__name__}: {error}", LONGEST_ERROR))
        rows.append(entries)
    return {name: list(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def answer_columns(model: SweepModel) -> tuple[tuple[str, str], ...]:
    """The columns that `evaluate` fills, each with its type in Arrow's words."""
    payoffs = [name for who in model.players for name in (low_column(who), high_column(who))]
    replay = [("hits", "int32")] if model.nodes else []
    return (
        ("outcome", "string"),
        ("count", "int32"),
        ("knife_edge", "bool"),
        ("complete", "bool"),
        *((name, "double") for name in payoffs),
        ("payoffs", "string"),
        *replay,
        *((match_column(node), "bool") for node in model.nodes),
        (ERROR, "string"),
    )


def table_columns(model: SweepModel, plan: DrawPlan) -> tuple[tuple[str, str], ...]:
    """All columns of the table: the number of the draw, its parameters, what it comes to.

    A parameter is a float where each of its values is the decimal that the float prints as, else a text
    ``p/q``: set to what is printed, it gives the same game again.

    Raises
    ------
    InvalidInput
        For a parameter that has the name of another column.
    """
    answers = answer_columns(model)
    taken = {DRAW, *(name for name, _ in answers)}
    for name in plan.names:
        if name in taken:
            raise InvalidInput(
                f"the parameter {name!r} has the name of a column of the table; another name is accepted"
            )
    parameters = [(name, "double" if plan.prints(name) else "string") for name in plan.names]
    return ((DRAW, "int64"), *parameters, *answers)


def parameter_column(draws: Draws, name: str, kind: str) -> list[Any]:
    """The values of one parameter as the table holds them."""
    numbers, denominator = draws.numerators[name], draws.denominators[name]
    if kind == "double":
        return list((numbers.astype(float) / float(denominator)).tolist())
    return [str(draws.value(name, row)) for row in range(len(draws))]
