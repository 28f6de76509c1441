"""Polynomial equations and inequalities between probabilities, solved exactly over the real numbers.

The unknowns come in blocks: each is positive and each block sums to less than one (what is missing belongs
to the last probability of the block). Gröbner bases are FLINT's; the rest is what to do with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import islice, product
from typing import Any, TypeAlias

from ..games.algebraic import Real
from .candidate import Candidate
from .linear_parts import BlockRows, rows_by_block
from .quotient_algebra import candidates
from .sign_proof import is_contradiction, sign_inside

Terms: TypeAlias = Mapping[tuple[int, ...], int]
"""A polynomial: integer coefficients by exponents."""

Point: TypeAlias = tuple[Real, ...]

MAX_BASIS = 400
MAX_TERMS = 4_000
MAX_BITS = 40_000
MAX_BRANCHES = 2_000
MAX_SAMPLES = 64
SAMPLES = tuple(Fraction(odd, 2**k) for k in range(1, 7) for odd in range(1, 2**k, 2))
"""1/2, 1/4, 3/4, 1/8, ...: what a free unknown is set to in search of points of a continuum."""


@dataclass(frozen=True)
class System:
    """Equations are zero, inequalities at least zero; unknowns and the rest of each block are positive."""

    size: int
    blocks: tuple[tuple[int, ...], ...]
    equations: tuple[Terms, ...]
    inequalities: tuple[Terms, ...] = ()


@dataclass(frozen=True)
class Solved:
    """The isolated solutions, and what is known of the others.

    `singular` tells whether a listed point is no simple solution. `products` are sets of positive dimension
    that are products of polytopes, stated by the rows of each block. `curved` counts those of another shape,
    of which `samples` are points, and `undecided` those of which it is not known whether they hold any.
    `too_large` is set where no Gröbner basis was found within the limits.
    """

    points: tuple[Point, ...] = ()
    singular: bool = False
    products: tuple[BlockRows, ...] = ()
    curved: int = 0
    undecided: int = 0
    samples: tuple[Point, ...] = ()
    too_large: bool = False


def solve_system(system: System) -> Solved:
    """Return all isolated solutions of `system` and what is known of the rest.

    Notes
    -----
    The ideal is split along factors, factors without a zero among positive probabilities are dropped, and a
    Gröbner basis (Buchberger 1965) is computed of each part. A part with finitely many complex solutions is
    solved through a rational univariate representation (Rouillier 1999). A part with infinitely many is
    returned as a product of polytopes where it is one, and sampled elsewhere.

    Examples
    --------
    >>> half = System(1, ((0,),), ({(1,): 2, (0,): -1},))
    >>> solve_system(half).points
    ((Fraction(1, 2),),)
    """
    points: dict[Point, None] = {}
    samples: dict[Point, None] = {}
    products: list[BlockRows] = []
    singular, too_large, curved, undecided = False, False, 0, 0
    for basis in _parts(system):
        if basis is None:
            too_large = True
            continue
        found = candidates(basis, system.size)
        if found is not None:
            for one in found:
                point = _accepted(system, one)
                if point is not None and point not in points:
                    points[point] = None
                    singular = singular or one.is_singular(system.equations)
            continue
        rows = rows_by_block(system, basis)
        if rows is None:
            inside = _sampled(system, basis)
            samples.update(dict.fromkeys(inside))
            curved += bool(inside)
            undecided += not inside and not is_contradiction(system, basis)
        else:
            products.extend(rows)
    fresh = tuple(point for point in samples if point not in points)
    return Solved(tuple(points), singular, tuple(products), curved, undecided, fresh, too_large)


def _parts(system: System) -> Iterator[list[Any] | None]:
    """Gröbner bases of ideals that together have the solutions of `system`; None where one is too large."""
    from flint import Ordering, fmpz_mpoly_ctx, fmpz_mpoly_vec

    context = fmpz_mpoly_ctx.get([f"p{i}" for i in range(system.size)], Ordering.degrevlex)
    waiting = [[context.from_dict(dict(terms)) for terms in system.equations]]
    seen: set[frozenset[Any]] = set()
    while waiting:
        ideal = _reduced(system, waiting.pop(), waiting)
        if ideal is None or frozenset(map(str, ideal)) in seen:
            continue
        seen.add(frozenset(map(str, ideal)))
        if len(seen) > MAX_BRANCHES:
            yield None
            return
        if not ideal:
            yield []
            continue
        limits = (MAX_BASIS, MAX_TERMS, MAX_BITS)
        basis, finished = fmpz_mpoly_vec(ideal, context).buchberger_naive(limits=limits)
        if not finished:
            yield None
            continue
        reduced = list(basis.autoreduction(groebner=True))
        again = _reduced(system, reduced, waiting)
        if again is None:
            continue
        if set(map(str, again)) == set(map(str, reduced)):
            yield reduced
        else:
            waiting.append(again)


def _reduced(system: System, ideal: Sequence[Any], waiting: list[list[Any]]) -> list[Any] | None:
    """The ideal without factors that cannot vanish; None where it has no solution or was split in two."""
    kept: list[Any] = []
    for i, polynomial in enumerate(ideal):
        if polynomial.is_zero():
            continue
        factors = [one for one, _ in polynomial.factor()[1] if not sign_inside(system, one)]
        if not factors:
            return None
        if len(factors) > 1:
            rest = [*kept, *ideal[i + 1 :]]
            waiting.extend([one, *rest] for one in factors)
            return None
        kept.append(factors[0])
    return kept


def _accepted(system: System, candidate: Candidate) -> Point | None:
    """The point in the form in which games know it, or None where a condition fails."""
    for block in system.blocks:
        rest = {(0,) * system.size: 1} | {_unit(system.size, i): -1 for i in block}
        positive = [{_unit(system.size, i): 1} for i in block]
        if any(candidate.sign(terms) <= 0 for terms in (*positive, rest)):
            return None
    if any(candidate.sign(terms) < 0 for terms in system.inequalities):
        return None
    return candidate.point()


def _unit(size: int, place: int) -> tuple[int, ...]:
    return tuple(int(i == place) for i in range(size))


def _sampled(system: System, basis: Sequence[Any]) -> list[Point]:
    """Points of a part of positive dimension: a maximal set of independent unknowns is set to rationals."""
    leads = [tuple(map(int, polynomial.monoms()[0])) for polynomial in basis]
    equations = [{tuple(map(int, e)): int(c) for e, c in p.to_dict().items()} for p in basis]
    free: list[int] = []
    for i in range(system.size):  # no leading monomial may be in free unknowns alone
        if not any(all(k in {*free, i} for k, e in enumerate(lead) if e) for lead in leads):
            free.append(i)
    tried = max(2, int(MAX_SAMPLES ** (1 / len(free))))
    for values in islice(product(SAMPLES[:tried], repeat=len(free)), MAX_SAMPLES):
        cuts = [
            {_unit(system.size, i): value.denominator, (0,) * system.size: -value.numerator}
            for i, value in zip(free, values, strict=True)
        ]
        found = solve_system(System(system.size, system.blocks, (*equations, *cuts), system.inequalities))
        if found.points:
            return list(found.points)
    return []
