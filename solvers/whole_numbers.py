"""Linear programs in Fractions as programs in whole numbers, and their outcomes back in Fractions."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from ..games.duality import IntegerProgram
from ..games.exact import over_common_denominator
from .exact_basis import IntegerOutcome
from .exact_simplex import Outcome


def whole_numbers(
    objective: Sequence[Fraction],
    rows: Sequence[Sequence[Fraction]],
    right: Sequence[Fraction],
    equal: Sequence[bool],
) -> tuple[IntegerProgram, list[int]]:
    """The program in whole numbers, and the factors of its rows and, last, of its objective.

    Examples
    --------
    >>> program, scales = whole_numbers([Fraction(1, 2)], [[Fraction(1, 3)]], [Fraction(1)], [False])
    >>> program.objective.tolist(), program.values.tolist(), program.right.tolist(), scales
    ([1], [1], [3], [3, 2])
    """
    lines = [(*row, limit) for row, limit in zip(rows, right, strict=True)]
    scaled = [over_common_denominator(line) for line in (*lines, objective)]
    whole, scales = [line for line, _ in scaled], [scale for _, scale in scaled]
    goal = whole.pop()
    return IntegerProgram.of(goal, [line[:-1] for line in whole], [line[-1] for line in whole], equal), scales


def in_fractions(outcome: IntegerOutcome, scales: Sequence[int], width: int) -> Outcome:
    """The outcome for the program before it was put in whole numbers."""
    x = outcome.x.vector(width)
    if outcome.status == "unbounded":
        return Outcome("unbounded", x, outcome.proof.vector(width))
    unit = scales[-1] if outcome.status == "optimal" else 1
    proof = tuple(outcome.proof[i] * scale / unit for i, scale in enumerate(scales[:-1]))
    return Outcome(outcome.status, x if outcome.status == "optimal" else (), proof)
