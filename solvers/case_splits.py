"""Constraints on fractions of polynomials, resolved into alternatives of polynomial relations.

Denominators are cleared with their sign told apart; a formula with cases, such as a maximum, is replaced by
its value in each case where it did not cancel out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from ..games.errors import InvalidInput, LimitReached
from ..games.exact import number_text, rational
from ..games.parameter_polynomial import ParameterFraction, ParameterPolynomial
from ..games.relations import Conditions, Domain, RegionCase, Relation
from .parameter_factors import factors, reduced
from .payoff_formulas import Constraint, Formulas, Guard
from .relation_facts import contradictory, find_point, follows, without_implied

Range: TypeAlias = tuple[Any, Any]
"""The lowest and the highest value of a parameter; None leaves an end open."""

MAX_CASES = 500
MAX_COMPARED = 24
"""Cases up to which each is compared with every other one, to leave out what another one covers."""


def resolve(
    constraints: Iterable[Constraint], formulas: Formulas, domain: Sequence[Relation] = ()
) -> tuple[tuple[Relation, ...], ...]:
    """Return the alternatives under which all constraints hold, those left out that are proven impossible.

    Raises
    ------
    LimitReached
        For more than `MAX_CASES` alternatives.

    Examples
    --------
    >>> import sympy
    >>> formulas = Formulas()
    >>> pain = formulas.read(sympy.Max(0, 13 - sympy.Symbol("k")), "pain")
    >>> for case in resolve([Constraint(pain - ParameterFraction.of(2), ">=")], formulas):
    ...     print(*(one.text for one in case))
    k <= 11
    """
    found: list[tuple[Relation, ...]] = []
    waiting: list[tuple[Guard, tuple[Relation, ...]]] = [(tuple(constraints), ())]
    while waiting:
        pending, known = waiting.pop()
        known_list = list(known)
        left: list[Constraint] = []
        alive = True
        for one in pending:
            cleared = _cleared(one, known_list, formulas)
            if cleared is None:
                left.append(one)
            elif cleared.never:
                alive = False
                break
            elif not cleared.always:
                _add(known_list, cleared)
        if not alive or contradictory([*known_list, *domain]):
            continue
        known = tuple(known_list)
        if not left:
            found.append(without_implied(known, domain))
            if len(found) > MAX_CASES:
                raise LimitReached(
                    f"the conditions fall into more than {MAX_CASES} cases; fix some parameters, or vary two "
                    "of them on a grid"
                )
            continue
        waiting += [(after, known) for after in reversed(_branches(left, formulas))]
    return joined_cases(found, domain)


def conditions_of(
    alternatives: Iterable[tuple[Relation, ...]], parameters: tuple[str, ...], domain: Domain
) -> Conditions:
    """Return alternatives as conditions, each with a point at which it holds where one is found."""
    cases = [
        RegionCase(one, find_point(one, domain, parameters), _is_thin(one, domain)) for one in alternatives
    ]
    return Conditions(parameters, tuple(sorted(cases, key=lambda case: case.is_thin)), domain)


def _is_thin(relations: Sequence[Relation], domain: Domain) -> bool:
    """Whether it is proven that nothing satisfies the relations strictly."""
    strict = [Relation(r.polynomial, ">") for r in (*relations, *domain.relations) if r.sign != "="]
    return any(r.sign == "=" for r in relations) or contradictory(strict)


def domain_of(formulas: Formulas, needed: Sequence[Relation] = ()) -> Domain:
    """Return where the formulas make a game: what is `needed`, and where some formula has no value."""
    excluded: dict[tuple[Relation, ...], None] = {}
    for guard in formulas.excluded:
        for case in resolve(guard, formulas, needed):
            excluded.setdefault(case)
    return Domain(tuple(needed), tuple(RegionCase(case) for case in excluded))


def range_relations(parameters: Sequence[str], within: Mapping[str, Range] | None) -> tuple[Relation, ...]:
    """Return the relations that keep parameters in their ranges; None leaves an end open.

    Raises
    ------
    InvalidInput
        For a name that is no parameter, ends that are no numbers and an empty range.
    """
    found = []
    for name, ends in (within or {}).items():
        if name not in parameters:
            known = ", ".join(parameters) or "none"
            raise InvalidInput(f"{name!r} is no parameter of this game; its parameters: {known}")
        low, high = (None if end is None else rational(end, f"the range of {name}") for end in ends)
        if low is not None and high is not None and low >= high:
            raise InvalidInput(
                f"the range of {name} is from {number_text(low)} to {number_text(high)}; accepted: low < high"
            )
        own = ParameterPolynomial.variable(name)
        words = (f"{name} is in its range",)
        if low is not None:
            found.append(Relation((own - ParameterPolynomial.constant(low)).primitive(), ">=", words))
        if high is not None:
            found.append(Relation((ParameterPolynomial.constant(high) - own).primitive(), ">=", words))
    return tuple(found)


def _cleared(one: Constraint, known: Sequence[Relation], formulas: Formulas) -> Relation | None:
    """The relation that a constraint is, where the sign of its denominator is known; else None."""
    value = reduced(one.value)
    if any(name in formulas.splits for name in value.names):
        return None
    below = value.denominator.primitive()
    sign = 1
    if not value.denominator.is_constant:
        if Relation(-below, ">") in known:
            sign = -1
        elif Relation(below, ">") not in known:
            return None
    elif value.denominator.constant_term < 0:
        sign = -1
    above = value.numerator.primitive()
    if one.sign == "=":
        sign = factors(above)[0]  # so that equations of the same polynomial look alike
    return Relation(above if sign > 0 else -above, one.sign, one.words)


def _add(known: list[Relation], fresh: Relation) -> None:
    """Add a relation; of two about the same polynomial the stronger one stays, with the words of both."""
    for place, old in enumerate(known):
        if old.polynomial == fresh.polynomial and "=" not in (old.sign, fresh.sign):
            sign = ">" if ">" in (old.sign, fresh.sign) else ">="
            known[place] = Relation(old.polynomial, sign, _both(old.words, fresh.words))
            return
        if old == fresh:
            known[place] = replace(old, words=_both(old.words, fresh.words))
            return
    known.append(fresh)


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _branches(left: Sequence[Constraint], formulas: Formulas) -> list[Guard]:
    """Tell apart the cases of one formula, or where there is none, the signs of one denominator."""
    names = [name for one in left for name in reduced(one.value).names if name in formulas.splits]
    if names:
        name = max(names, key=len)  # of nested formulas the outer one, whose text holds the inner one
        found = []
        for guard, value in formulas.splits[name]:
            try:
                put = tuple(replace(one, value=one.value.put(name, value)) for one in left)
            except ZeroDivisionError:
                continue  # the formula has no value there, which is excluded
            found.append((*guard, *put))
        return found
    below = reduced(left[0].value).denominator.primitive()
    return [
        (Constraint(ParameterFraction(side), ">", (f"the sign of {below}",)), *left)
        for side in (below, -below)
    ]


def joined_cases(
    found: Iterable[tuple[Relation, ...]], domain: Sequence[Relation]
) -> tuple[tuple[Relation, ...], ...]:
    """Join cases that differ in one relation and its opposite, and drop those that another one covers."""
    cases = list(dict.fromkeys(found))
    joined = True
    while joined and len(cases) <= MAX_COMPARED:
        joined = False
        for i, one in enumerate(cases):
            for other in cases[i + 1 :]:
                both = _join(one, other, domain)
                if both is not None:
                    cases = [c for c in cases if c not in (one, other)]
                    if both not in cases:
                        cases.append(both)
                    joined = True
                    break
            if joined:
                break
    return tuple(cases)


def _join(
    one: tuple[Relation, ...], other: tuple[Relation, ...], domain: Sequence[Relation]
) -> tuple[Relation, ...] | None:
    """One case that holds exactly where `one` or `other` does, or None."""
    if all(follows([*one, *domain], r) for r in other):
        return other
    if all(follows([*other, *domain], r) for r in one):
        return one
    for r in one:
        if r.sign == "=":
            continue
        against = r.opposite
        if against not in other:
            continue
        rest_one = tuple(x for x in one if x != r)
        rest_other = tuple(x for x in other if x != against)
        # exact if what else each needs also follows on the side of the other
        extra = [x for x in rest_one if x not in rest_other]
        if all(follows([*rest_other, against, *domain], x) for x in extra) and all(
            follows([*rest_one, r, *domain], x) for x in rest_other if x not in rest_one
        ):
            return without_implied([*rest_other, *extra], domain)
    return None
