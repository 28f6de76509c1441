"""Many draws of a sweep solved together, where arrays can; the answers are those of draws solved alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias

from ..solvers.draws import Draws
from ..solvers.formula_arrays import Rationals
from .replay_many import ReplayKernel
from .sweep_answer import Answer

Many: TypeAlias = Callable[[Draws], Sequence[Answer | None]]
"""The answer for each draw, and None for one that has to be solved alone."""


def replay_answers(prepare: Callable[[], ReplayKernel]) -> Many:
    """Return how the draws of a replay are answered; `prepare` is called with the first of them."""
    kernels: list[ReplayKernel] = []

    def answers(draws: Draws) -> list[Answer | None]:
        if not kernels:
            kernels.append(prepare())
        count = len(draws)
        found = kernels[0].solve(rationals(draws), count)
        sure = ~(found.matters | found.tied)
        match = [tuple(hits) for hits in found.match.T.tolist()]
        rows: list[Answer | None] = [None] * count
        for names, (some, payoffs) in zip(found.paths, found.payoffs, strict=True):
            outcome = ", ".join(names)
            exact = zip(*(of_player.fractions() for of_player in payoffs), strict=True)
            for row, paid in zip(some.tolist(), exact, strict=True):
                rows[row] = Answer(
                    outcome=outcome,
                    payoffs=(paid,),
                    count=1 if sure[row] else None,
                    knife_edge=bool(found.tied[row]),
                    complete=bool(sure[row]),
                    match=match[row],
                )
        return rows

    return answers


def rationals(draws: Draws) -> dict[str, Rationals]:
    """The numbers of all draws, by name."""
    return {
        name: Rationals.of(numbers, draws.denominators[name]) for name, numbers in draws.numerators.items()
    }
