"""The set of subgame perfect equilibria under ties, as a union of regions stated in polynomial relations."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from ..games.extensive_form import ExtensiveFormGame
from ..games.solution import Alternative, Profile, Variable
from .induction import Case, Induction, Support
from .multilinear import Multilinear
from .probability_region import Point, Relation, corners, find_point, pinned, pure_points


@dataclass(frozen=True, slots=True)
class Region:
    """One alternative: a case of the root with all its relations, and points that belong to it.

    `free` are the sets at which any mixture over the optimal actions will do, whatever happens elsewhere.
    """

    supports: tuple[tuple[int, Support], ...]
    relations: tuple[Relation, ...]
    blocks: tuple[tuple[int, ...], ...]
    points: tuple[Point, ...]
    linear: bool
    free: tuple[int, ...]
    values: tuple[Multilinear, ...] = ()


def regions_of(game: ExtensiveFormGame, state: Induction, cases: Sequence[Case]) -> list[Region]:
    """Return one region per case of the root that has a point, as far as that can be decided."""
    free = tuple(sorted(n for n, support in state.supports.items() if len(support) > 1))
    tied = sorted({n for case in cases for n, _ in case.supports} - set(free))
    regions = []
    for case in cases:
        pins = _pins(game, state, case, tied)
        relations = (*case.relations, *pins)
        blocks = tuple(state.blocks(tied))
        points = _points(relations, blocks)
        if not points and find_point(relations, blocks) == "empty":
            continue
        linear = all(r.polynomial.is_linear for r in relations)
        regions.append(Region(case.supports, relations, blocks, points, linear, free, case.values))
    return regions


def joined(regions: Sequence[Region], members: Sequence[set[Profile]]) -> list[list[int]]:
    """Group the regions into connected sets: those that share a point belong together."""
    groups: list[list[int]] = []
    fixed = [pinned(region.relations) for region in regions]

    def meet(i: int, j: int) -> bool:
        if members[i] & members[j]:
            return True
        if any(fixed[j].get(v, x) != x for v, x in fixed[i].items()):
            return False
        return _meet(regions[i], regions[j])

    for i in range(len(regions)):
        touching = [group for group in groups if any(meet(i, j) for j in group)]
        groups = [group for group in groups if group not in touching]
        groups.append(sorted([i, *itertools.chain.from_iterable(touching)]))
    return sorted(groups)


def alternatives_of(
    game: ExtensiveFormGame, state: Induction, regions: Sequence[Region]
) -> tuple[Alternative, ...]:
    """Say the regions in words: named variables and relations between polynomials in them."""
    free = regions[0].free
    tied = _tied_sets(regions)
    names = _names(game, state, tied)
    variables = tuple(
        Variable(names[state.variable(n, a)], game.players[one.player], one.label, one.actions[a])
        for n in tied
        for one in [game.information_sets[n]]
        for a in range(1, len(one.actions))
    )
    found = []
    for region in regions:
        supports = {**{n: state.supports[n] for n in free}, **dict(region.supports)}
        relations = [*region.relations]
        for n in free:
            relations.extend(set_relations(game, state, n, supports[n]))
        texts = [_text(r, names) for r in relations]
        for n in tied:
            texts.extend(_range_texts(game, state, n, supports[n], names))
        found.append(Alternative(variables, tuple(dict.fromkeys(texts))))
    return tuple(found)


def payoffs_of(
    game: ExtensiveFormGame, state: Induction, regions: Sequence[Region]
) -> tuple[tuple[str, ...], ...]:
    """Say what each player gets in each region, in the variables of `alternatives_of`."""
    names = _names(game, state, _tied_sets(regions))
    units = [Fraction(1, table.denominator) for table in game.payoffs]
    return tuple(
        tuple(_payoff_text(u.scaled(unit), names) for u, unit in zip(region.values, units, strict=True))
        for region in regions
    )


def _tied_sets(regions: Sequence[Region]) -> list[int]:
    return sorted({n for region in regions for n, _ in region.supports} | set(regions[0].free))


def _names(game: ExtensiveFormGame, state: Induction, tied: Sequence[int]) -> dict[int, str]:
    numbers = [state.variable(n, a) for n in tied for a in range(1, len(game.information_sets[n].actions))]
    return {v: f"p{i}" for i, v in enumerate(numbers, 1)}


def _payoff_text(payoff: Multilinear, names: dict[int, str]) -> str:
    """Write a payoff with the constant last: ``5*p1 - 2``."""
    constant = payoff.coefficient()
    rest = _named(Multilinear({m: c for m, c in payoff.terms.items() if m}), names)
    if not rest:
        return str(constant)
    return f"{rest} {'-' if constant < 0 else '+'} {abs(constant)}" if constant else rest


def _pins(game: ExtensiveFormGame, state: Induction, case: Case, tied: Sequence[int]) -> list[Relation]:
    supports = dict(case.supports)
    return [r for n in tied for r in set_relations(game, state, n, supports[n])]


def set_relations(game: ExtensiveFormGame, state: Induction, number: int, support: Support) -> list[Relation]:
    """That actions outside the support have probability zero, and those inside sum to one."""
    actions = range(1, len(game.information_sets[number].actions))
    variables = {a: Multilinear.variable(state.variable(number, a)) for a in actions}
    if 0 in support:
        return [Relation(variables[a], equal=True) for a in actions if a not in support]
    total = Multilinear.constant(-1)
    for a in support:
        total += variables[a]
    pins = [Relation(variables[a], equal=True) for a in actions if a not in support]
    return [*pins, Relation(total, equal=True)]


def _points(relations: Sequence[Relation], blocks: Sequence[tuple[int, ...]]) -> tuple[Point, ...]:
    found = corners(relations, blocks)
    if found:
        return tuple(sorted(found, key=lambda point: sorted(point.items())))
    points = list(pure_points(relations, blocks, pinned(relations)))
    if not points:
        point = find_point(relations, blocks)
        points = [point] if isinstance(point, dict) else []
    return tuple(points)


def _meet(first: Region, second: Region) -> bool:
    """Whether two linear regions have a point in common; no where that is not linear."""
    their_supports = dict(second.supports)
    if any(not set(support) & set(their_supports.get(n, support)) for n, support in first.supports):
        return False
    both = (*first.relations, *second.relations)
    return first.linear and second.linear and isinstance(find_point(both, first.blocks), dict)


def _text(relation: Relation, names: dict[int, str]) -> str:
    """Write a relation with the constant on the right: ``p1 >= 1/6``."""
    polynomial = relation.polynomial
    constant = -polynomial.coefficient()
    terms = {m: c for m, c in polynomial.terms.items() if m}
    scale = abs(next(iter(terms.values()))) if len(terms) == 1 else Fraction(1)
    turned = len(terms) == 1 and next(iter(terms.values())) < 0
    if turned:
        scale = -scale
    left = _named(Multilinear({m: c / scale for m, c in terms.items()}), names)
    sign = "=" if relation.equal else "<=" if turned else ">="
    return f"{left} {sign} {constant / scale}"


def _named(polynomial: Multilinear, names: dict[int, str]) -> str:
    parts: list[str] = []
    for m, c in sorted(polynomial.terms.items(), key=lambda term: (len(term[0]), term[0])):
        size = [] if abs(c) == 1 else [str(abs(c))]
        text = "*".join([*size, *(names[v] for v in m)])
        parts.append(f" {'-' if c < 0 else '+'} {text}" if parts else f"-{text}" if c < 0 else text)
    return "".join(parts)


def _range_texts(
    game: ExtensiveFormGame, state: Induction, number: int, support: Support, names: dict[int, str]
) -> list[str]:
    """That the free probabilities of a set lie between 0 and 1, where it is not said already."""
    loose = [names[state.variables[number, a]] for a in support if a]
    if len(support) == 1:
        return []
    texts = [f"{name} >= 0" for name in loose]
    if 0 not in support:
        return texts
    return [*texts, f"{' + '.join(loose)} <= 1"]
