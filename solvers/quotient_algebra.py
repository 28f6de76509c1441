"""The solutions of a polynomial system with finitely many, from its Gröbner basis.

Multiplication in the quotient algebra gives a univariate polynomial whose roots name the solutions, and each
unknown as a rational function of the root (Rouillier 1999).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from .candidate import Candidate, real_roots


def candidates(basis: Sequence[Any], size: int) -> list[Candidate] | None:
    """Return all real solutions, given a reduced Gröbner basis; None where the complex ones are infinite.

    Parameters
    ----------
    basis : sequence of flint.fmpz_mpoly
        Reduced, in an order that puts higher total degrees first.
    size : int
        The number of unknowns.
    """
    leads = [tuple(map(int, polynomial.monoms()[0])) for polynomial in basis]
    pure = {i for lead in leads for i, e in enumerate(lead) if e and e == sum(lead)}
    if len(pure) < size:
        return None
    tables = _multiplication(basis, leads, size)
    found = []
    for factor, unknowns in _representation(tables):
        for place in range(len(real_roots(factor))):
            found.append(Candidate(factor, place, unknowns))
    return found


def _multiplication(basis: Sequence[Any], leads: Sequence[tuple[int, ...]], size: int) -> list[Any]:
    """The matrices by which the unknowns multiply in the basis of standard monomials (the first one is 1).

    A border monomial is a leading monomial, or an unknown times a smaller border monomial (Faugère, Gianni,
    Lazard and Mora 1993).
    """
    from flint import fmpq, fmpq_mat

    def standard(monomial: tuple[int, ...]) -> bool:
        return not any(all(a >= b for a, b in zip(monomial, lead, strict=True)) for lead in leads)

    one = (0,) * size
    listed, places = [one], {one: 0}
    for monomial in listed:
        for i in range(size):
            grown = _times(monomial, i)
            if grown not in places and standard(grown):
                places[grown] = len(listed)
                listed.append(grown)
    count = len(listed)
    forms: dict[tuple[int, ...], list[Any]] = {}
    for polynomial, lead in zip(basis, leads, strict=True):
        vector = [fmpq(0)] * count
        scale = polynomial.leading_coefficient()
        for exponents, coefficient in polynomial.to_dict().items():
            key = tuple(map(int, exponents))
            if key != lead:
                vector[places[key]] = fmpq(-coefficient, scale)
        forms[lead] = vector

    def form(monomial: tuple[int, ...]) -> list[Any]:
        if monomial in forms:
            return forms[monomial]
        if monomial in places:
            vector = [fmpq(0)] * count
            vector[places[monomial]] = fmpq(1)
        else:
            i, smaller = next(
                (i, s) for i in range(size) if monomial[i] and not standard(s := _times(monomial, i, -1))
            )
            vector = [fmpq(0)] * count
            for place, coefficient in enumerate(form(smaller)):
                if coefficient != 0:
                    for k, x in enumerate(form(_times(listed[place], i))):
                        if x != 0:
                            vector[k] += coefficient * x
        forms[monomial] = vector
        return vector

    columns = [[form(_times(monomial, i)) for monomial in listed] for i in range(size)]
    return [fmpq_mat([list(row) for row in zip(*own, strict=True)]) for own in columns]


def _times(monomial: tuple[int, ...], place: int, power: int = 1) -> tuple[int, ...]:
    return (*monomial[:place], monomial[place] + power, *monomial[place + 1 :])


def _representation(tables: Sequence[Any]) -> Iterator[tuple[Any, tuple[Any, ...]]]:
    """The irreducible factors of a separating polynomial, with the unknowns as polynomials in the root."""
    from flint import fmpq_mat, fmpq_poly

    count = tables[0].nrows()
    first = fmpq_mat([[int(i == 0)] for i in range(count)])
    separating, squarefree = _separating(tables)
    degree = squarefree.degree()
    trace = _trace_form(tables, count)
    powers = [first]
    for _ in range(degree - 1):
        powers.append(separating * powers[-1])
    monic = fmpq_poly(squarefree) / squarefree[degree]
    horner = [fmpq_poly([1])]
    for k in range(1, degree):
        horner.append(horner[-1] * fmpq_poly([0, 1]) + monic[degree - k])

    def numerator(table: Any) -> Any:
        total = fmpq_poly([0])
        for i, power in enumerate(powers):
            total += horner[degree - 1 - i] * (trace * (table * power))[0, 0]
        return total

    identity = fmpq_mat([[int(i == j) for j in range(count)] for i in range(count)])
    below = numerator(identity)
    above = [numerator(table) for table in tables]
    for factor, _ in squarefree.factor()[1]:
        modulus = fmpq_poly(factor)
        divisor, inverse, _ = (below % modulus).xgcd(modulus)
        inverse /= divisor[0]
        yield factor, tuple(one * inverse % modulus for one in above)


def _separating(tables: Sequence[Any]) -> tuple[Any, Any]:
    """A combination of the unknowns that differs at all solutions, with its squarefree polynomial.

    The number of solutions is the rank of the trace form (Hermite 1856), which is needed only where a
    combination has repeated roots.
    """
    count = tables[0].nrows()
    distinct = None
    for weights in _weights(len(tables)):
        matrix = sum((w * table for w, table in zip(weights, tables, strict=True) if w), 0 * tables[0])
        polynomial = matrix.charpoly().numer()
        squarefree = _squarefree(polynomial)
        if squarefree.degree() == count:
            return matrix, squarefree
        if distinct is None:
            distinct = _number_of_solutions(tables)
        if squarefree.degree() == distinct:
            return matrix, squarefree
    raise AssertionError("finitely many combinations fail to separate finitely many points")


def _weights(size: int) -> Iterator[tuple[int, ...]]:
    for i in range(size):
        yield tuple(int(j == i) for j in range(size))
    largest = 1
    while True:
        for weights in product(range(-largest, largest + 1), repeat=size):
            if max(map(abs, weights)) == largest and sum(map(bool, weights)) > 1:
                yield weights
        largest += 1


def _squarefree(polynomial: Any) -> Any:
    return polynomial // polynomial.gcd(polynomial.derivative())


def _basis_tables(tables: Sequence[Any], count: int) -> list[Any]:
    """The multiplication matrices of elements that span the algebra, found by multiplying unknowns."""
    from flint import fmpq_mat

    found = [fmpq_mat([[int(i == j) for j in range(count)] for i in range(count)])]
    columns = [[found[0][i, 0] for i in range(count)]]
    for one in found:
        for table in tables:
            grown = table * one
            column = [grown[i, 0] for i in range(count)]
            if column in columns or fmpq_mat([*columns, column]).rank() == len(columns):
                continue
            found.append(grown)
            columns.append(column)
            if len(found) == count:
                return found
    return found


def _trace_form(tables: Sequence[Any], count: int) -> Any:
    """The row vector that gives the trace of multiplication by an element from its coordinates."""
    from flint import fmpq_mat

    spanning = _basis_tables(tables, count)
    traces = [sum(one[i, i] for i in range(count)) for one in spanning]
    columns = fmpq_mat([[one[i, 0] for i in range(count)] for one in spanning])
    return columns.solve(fmpq_mat([[t] for t in traces])).transpose()


def _number_of_solutions(tables: Sequence[Any]) -> int:
    from flint import fmpq_mat

    count = tables[0].nrows()
    spanning = _basis_tables(tables, count)
    trace = _trace_form(tables, count)
    form = [
        [(trace * fmpq_mat([[x] for x in _column(one * other, count)]))[0, 0] for other in spanning]
        for one in spanning
    ]
    rank: int = fmpq_mat(form).rank()
    return rank


def _column(matrix: Any, count: int) -> list[Any]:
    return [matrix[i, 0] for i in range(count)]
