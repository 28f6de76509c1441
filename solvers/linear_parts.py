"""Parts of a polynomial system that are linear and fall apart by blocks: products of polytopes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from .sign_proof import sign_inside

if TYPE_CHECKING:
    from .polynomial_system import System

Row: TypeAlias = tuple[tuple[Fraction, ...], bool]
"""Coefficients of the probabilities of a block, the last one included; and whether it is an equation."""

BlockRows: TypeAlias = tuple[tuple[Row, ...], ...]
"""The rows of each block."""


def rows_by_block(system: System, basis: Sequence[Any]) -> list[BlockRows] | None:
    """Return the conditions of a part, block by block.

    Parameters
    ----------
    basis : sequence of flint.fmpz_mpoly
        A reduced Gröbner basis.

    Returns
    -------
    list of BlockRows
        Empty where an inequality shows that there is nothing; None where a condition is not linear or ties
        blocks together.
    """
    from flint import Ordering, fmpq, fmpq_mpoly_ctx, fmpz_mpoly_ctx

    names = [f"p{i}" for i in range(system.size)]
    context = fmpq_mpoly_ctx.get(names, Ordering.degrevlex)
    integers = fmpz_mpoly_ctx.get(names, Ordering.degrevlex)
    places = list(context.gens())
    product = all(polynomial.total_degree() == 1 for polynomial in basis)
    for polynomial in (one for one in basis if one.total_degree() == 1):
        lead, scale = polynomial.monoms()[0], polynomial.leading_coefficient()
        place = next(i for i, power in enumerate(lead) if power)
        tail = {e: fmpq(-c, scale) for e, c in polynomial.to_dict().items() if e != lead}
        places[place] = context.from_dict(tail)
    conditions = [(_numbers(polynomial.to_dict()), True) for polynomial in basis]
    for terms in system.inequalities:
        reduced = context.from_dict(dict(terms)).compose(*places, ctx=context)
        if reduced.is_zero():
            continue
        numbers = _numbers(reduced.to_dict())
        scale = math.lcm(*(c.denominator for c in numbers.values()))
        whole = integers.from_dict({e: int(c * scale) for e, c in numbers.items()})
        constant, factors = whole.factor()
        sign = 1 if constant > 0 else -1
        open_factors = []
        for factor, power in factors:
            clear = sign_inside(system, factor)
            sign *= clear**power if clear else 1
            if not clear and power % 2:
                open_factors.append(factor)
            elif not clear:
                product = False
        if not open_factors and sign < 0 and all(sign_inside(system, one) for one, _ in factors):
            return []
        product = product and len(open_factors) <= 1
        product = product and all(factor.total_degree() == 1 for factor in open_factors)
        for factor in open_factors:
            conditions.append(({e: sign * c for e, c in _numbers(factor.to_dict()).items()}, False))
    if not product:
        return None
    blocks: list[list[Row]] = [[] for _ in system.blocks]
    for numbers, equation in conditions:
        used = {i for e in numbers for i, power in enumerate(e) if power}
        at = {b for b, block in enumerate(system.blocks) if used & set(block)}
        if len(at) != 1:
            return None
        own = at.pop()
        constant = numbers.get((0,) * system.size, Fraction(0))
        unit = [tuple(int(j == i) for j in range(system.size)) for i in system.blocks[own]]
        row = (*(numbers.get(e, Fraction(0)) + constant for e in unit), constant)
        blocks[own].append((row, equation))
    return [tuple(tuple(rows) for rows in blocks)]


def _numbers(terms: Mapping[Any, Any]) -> dict[tuple[int, ...], Fraction]:
    return {
        tuple(map(int, e)): Fraction(int(c.p), int(c.q)) if hasattr(c, "q") else Fraction(int(c))
        for e, c in terms.items()
    }
