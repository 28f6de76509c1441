"""Proofs that polynomial conditions have no solution among positive probabilities: signs of coefficients.

Every term of a polynomial is brought to the same degree in each block of probabilities by factors (sum of the
block) = 1. A polynomial whose coefficients then have one sign has that sign wherever all probabilities are
positive (Bernstein's criterion).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .linear_program import maximise

if TYPE_CHECKING:
    from .polynomial_system import System

MAX_EXPANSION = 500
MAX_MONOMIALS = 400


def sign_inside(system: System, polynomial: Any) -> int:
    """1 or -1 where the polynomial has that sign for all positive probabilities, 0 where it is not clear.

    Examples
    --------
    >>> from flint import Ordering, fmpz_mpoly_ctx
    >>> from .polynomial_system import System
    >>> p = fmpz_mpoly_ctx.get(["p0"], Ordering.degrevlex).gens()[0]
    >>> one = System(1, ((0,),), ())
    >>> sign_inside(one, 2 - p), sign_inside(one, 1 - 2 * p)
    (1, 0)
    """
    terms = _terms(polynomial.to_dict())
    if len(terms) > MAX_EXPANSION:
        return 0
    expanded = _expanded(system, terms, _degrees(system, [terms]))
    signs = {1 if c > 0 else -1 for c in expanded.values()}
    return signs.pop() if len(signs) == 1 else 0


def is_contradiction(system: System, basis: Sequence[Any]) -> bool:
    """Whether some combination of the conditions is negative inside although it has to be at least zero.

    The combination takes the inequalities of `system` with weights of at least zero and the polynomials of
    `basis`, which are zero, with any weights; an exact linear program looks for it (Handelman 1988). False
    proves nothing.
    """
    equations = [_terms(polynomial.to_dict()) for polynomial in basis]
    conditions = [*map(_terms, system.inequalities), *equations]
    conditions += [{e: -c for e, c in terms.items()} for terms in equations]
    if not conditions or sum(map(len, conditions)) > MAX_EXPANSION:
        return False
    degrees = _degrees(system, conditions)
    columns = [_expanded(system, terms, degrees) for terms in conditions]
    monomials = sorted({e for column in columns for e in column})
    if len(monomials) > MAX_MONOMIALS:
        return False
    rows = [[Fraction(column.get(e, 0)) for column in columns] for e in monomials]
    objective = [-sum(own, Fraction(0)) for own in zip(*rows, strict=True)]
    rows.append([Fraction(1)] * len(columns))
    right = [Fraction(0)] * len(monomials) + [Fraction(1)]
    answer = maximise(objective, rows, right, [False] * len(rows))
    if answer.status != "optimal":
        return False
    values = [sum((a * x for a, x in zip(row, answer.x, strict=True)), Fraction(0)) for row in rows[:-1]]
    return min(answer.x) >= 0 and max(values) <= 0 and min(values) < 0


def _terms(terms: Mapping[Any, Any]) -> dict[tuple[int, ...], int]:
    return {tuple(map(int, e)): int(c) for e, c in terms.items()}


def _degrees(system: System, listed: Sequence[Mapping[tuple[int, ...], int]]) -> list[int]:
    """The largest degree in each block."""
    exponents = [e for terms in listed for e in terms]
    return [max((sum(e[i] for i in block) for e in exponents), default=0) for block in system.blocks]


def _expanded(
    system: System, terms: Mapping[tuple[int, ...], int], degrees: Sequence[int]
) -> dict[tuple[int, ...], int]:
    """The coefficients once every term has the same degrees; the last probability of each block is added."""
    from flint import Ordering, fmpz_mpoly_ctx

    width = system.size + len(system.blocks)
    context = fmpz_mpoly_ctx.get([f"q{i}" for i in range(width)], Ordering.lex)
    variables = context.gens()
    sums = [
        sum((variables[i] for i in block), variables[system.size + b])
        for b, block in enumerate(system.blocks)
    ]
    total = context.constant(0)
    for exponents, coefficient in terms.items():
        term = context.constant(coefficient)
        for i, power in enumerate(exponents):
            if power:
                term *= variables[i] ** power
        for b, block in enumerate(system.blocks):
            missing = degrees[b] - sum(exponents[i] for i in block)
            if missing:
                term *= sums[b] ** missing
        total += term
    return _terms(total.to_dict())
