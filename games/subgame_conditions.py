"""Stated sets of equilibria of trees, held against the definition at many points.

A point is a behaviour profile. It has to be an equilibrium exactly when it satisfies one of the stated
alternatives. Points are taken where relations meet and between them, so that a border moved, a set left out
and a set too many all show.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import prod

from .assessment import belief_sets
from .condition_components import component_findings
from .errors import InvalidInput, LimitReached, NotAnEquilibrium, ParseError, UnsupportedGame
from .exact import number_text
from .extensive_form import CHANCE, ExtensiveFormGame
from .formula import Formula, parse_formula
from .intuitive import intuitive_failure
from .solution import WITH_BELIEFS, Alternative, Game, Profile, regrets_of

MAX_WORK = 400_000
"""Nodes visited in all; a point costs as many as the tree has."""

MAX_POINTS = 800
STEP = Fraction(1, 1_000)
FEW = 200
"""Listed profiles up to which every pure equilibrium is expected among them."""

Relation = tuple[Formula, str, Formula]


def condition_findings(
    game: Game,
    alternatives: Sequence[Alternative],
    profiles: Sequence[Profile],
    *,
    complete: bool,
    concept: str = "subgame-perfect",
    filtered: bool = False,
    components: Sequence[Sequence[int]] = (),
) -> tuple[list[str], int]:
    """Return what is wrong with the stated alternatives, and the number of points that were tried.

    Raises
    ------
    ParseError
        For relations that cannot be read and variables that stand for no action of the game.
    """
    if not isinstance(game, ExtensiveFormGame):
        raise ParseError("conditions belong to trees")
    places = _places(game, alternatives)
    relations = [[_relation(text) for text in one.relations] for one in alternatives]
    for own, one in zip(alternatives, relations, strict=True):
        names = {n for r in one for n in r[0].names | r[2].names}
        unknown = next((n for n in sorted(names) if n not in {v.name for v in own.variables}), None)
        if unknown is not None:
            raise ParseError(f"conditions: {unknown!r} stands in a relation but is no variable of it")
    findings = []
    holding = [_holding(relations, _values(game, places, profile)) for profile in profiles]
    for i, held in enumerate(holding):
        if not held:
            findings.append(f"equilibrium {i} satisfies none of the alternatives under conditions")
    for k in range(len(relations)):
        if not any(k in held for held in holding):
            findings.append(f"conditions: no listed equilibrium satisfies alternative {k}")
    findings.extend(component_findings(components, holding, relations))
    tried = 0
    budget = max(1, min(MAX_POINTS, MAX_WORK // len(game.children)))
    seen = set(profiles)
    varied = {n for n, _ in places.values()}
    fixed = [n for n in range(len(game.information_sets)) if n not in varied]
    apart = next((n for n in fixed for p in profiles if p[n] != profiles[0][n]), None)
    if apart is not None:
        label = game.information_sets[apart].label
        findings.append(f"conditions: no variable stands for set {label!r}, where listed equilibria differ")
    for profile in itertools.islice(_points(game, places, relations, profiles), budget):
        if findings:
            break
        if profile in seen:
            continue
        seen.add(profile)
        try:
            wrong = _refutation(game, profile, concept, filtered)
        except (UnsupportedGame, LimitReached):
            continue  # whether the point is an equilibrium is not decided, so it proves nothing
        tried += 1
        inside = bool(_holding(relations, _values(game, places, profile))) and all(
            profile[n] == profiles[0][n] for n in fixed
        )
        if inside and wrong:
            findings.append(f"conditions allow {_text(game, places, profile)}, where {wrong}")
        if complete and not wrong:
            if not inside:
                findings.append(f"conditions leave out the equilibrium {_text(game, places, profile)}")
            elif _is_pure(profile) and len(profiles) < FEW:
                findings.append(f"the pure equilibrium {_text(game, places, profile)} is not listed")
    return findings, tried


def members(
    game: ExtensiveFormGame, alternatives: Sequence[Alternative], profiles: Iterable[Profile]
) -> Iterator[tuple[Profile, dict[str, Fraction], set[int]]]:
    """Yield profiles with what the variables are in them, and the numbers of the alternatives that hold."""
    places = _places(game, alternatives)
    relations = [[_relation(text) for text in one.relations] for one in alternatives]
    for profile in profiles:
        values = _values(game, places, profile)
        yield profile, values, _holding(relations, values)


def _refutation(game: ExtensiveFormGame, profile: Profile, concept: str, filtered: bool) -> str:
    """Why a profile is no equilibrium of the concept, or is filtered out; empty where it is to be listed."""
    try:
        if concept in WITH_BELIEFS:
            belief_sets(game, profile, concept)
        _, regrets = regrets_of(game, profile, concept)
    except NotAnEquilibrium as error:
        return str(error)
    worst = max(regrets, key=lambda regret: regret.gain)
    if worst.gain:
        return str(worst)
    return intuitive_failure(game, profile) if filtered else ""


def _places(game: ExtensiveFormGame, alternatives: Sequence[Alternative]) -> dict[str, tuple[int, int]]:
    """The information set and action that each variable stands for."""
    found: dict[str, tuple[int, int]] = {}
    for alternative in alternatives:
        for v in alternative.variables:
            match = [
                (n, s.actions.index(v.action))
                for n, s in enumerate(game.information_sets)
                if s.player != CHANCE
                and (game.players[s.player], s.label) == (v.player, v.information_set)
                and v.action in s.actions
            ]
            if not match or found.get(v.name, match[0]) != match[0]:
                raise ParseError(f"conditions: variable {v.name!r} stands for no action of this game")
            found[v.name] = match[0]
    return found


def _relation(text: str) -> Relation:
    for sign in (">=", "<=", "="):
        left, found, right = text.partition(sign)
        if found:
            return parse_formula(left), sign, parse_formula(right)
    raise ParseError(f"relation {text!r:.60}: one of >=, <= and = is needed")


def _holding(relations: Sequence[Sequence[Relation]], values: Mapping[str, Fraction]) -> set[int]:
    return {k for k, one in enumerate(relations) if all(_holds(r, values) for r in one)}


def _holds(relation: Relation, values: Mapping[str, Fraction]) -> bool:
    left, sign, right = relation
    try:
        difference = left.evaluate(values) - right.evaluate(values)
    except InvalidInput as error:
        raise ParseError(f"conditions: a relation has no value: {error}") from None
    return {">=": difference >= 0, "<=": difference <= 0, "=": difference == 0}[sign]


def _values(
    game: ExtensiveFormGame, places: Mapping[str, tuple[int, int]], profile: Profile
) -> dict[str, Fraction]:
    return {name: (profile[n] or ())[a] for name, (n, a) in places.items()}


def _points(
    game: ExtensiveFormGame,
    places: Mapping[str, tuple[int, int]],
    relations: Sequence[Sequence[Relation]],
    profiles: Sequence[Profile],
) -> Iterator[Profile]:
    """All pure profiles of a small tree, midpoints of listed ones, and combinations of critical values."""
    decisions = [n for n, s in enumerate(game.information_sets) if s.player != CHANCE]
    sizes = [len(game.information_sets[n].actions) for n in decisions]
    if prod(sizes) <= MAX_POINTS // 4:
        for choice in itertools.product(*map(range, sizes)):
            pure = {n: _unit(size, a) for n, size, a in zip(decisions, sizes, choice, strict=True)}
            yield tuple(pure.get(n) for n in range(len(game.information_sets)))
    pairs = list(itertools.combinations(profiles[:40], 2))
    for one, other in pairs[: MAX_POINTS // 4]:
        yield tuple(
            None if a is None or b is None else tuple((p + q) / 2 for p, q in zip(a, b, strict=True))
            for a, b in zip(one, other, strict=True)
        )
    if not profiles:
        return
    levels = _critical(relations, profiles)
    generator = random.Random(0)
    varied = sorted({n for n, _ in places.values()})
    for _ in range(MAX_POINTS):
        near = _near_border(game, places, relations, generator.choice(profiles), generator)
        if near is not None:
            yield near
        point = list(generator.choice(profiles))
        for n in varied:
            if generator.random() < 0.5:
                point[n] = _mixture(len(game.information_sets[n].actions), levels, generator)
        yield tuple(point)


def _near_border(
    game: ExtensiveFormGame,
    places: Mapping[str, tuple[int, int]],
    relations: Sequence[Sequence[Relation]],
    profile: Profile,
    generator: random.Random,
) -> Profile | None:
    """Move one probability of a listed profile onto the border of a relation, or just to one side of it."""
    stated = [relation for one in relations for relation in one]
    if not stated:
        return None
    left, _, right = generator.choice(stated)
    names = sorted(left.names | right.names)
    if not names:
        return None
    name = generator.choice(names)
    values = _values(game, places, profile)
    at_zero, at_one = (
        left.evaluate({**values, name: Fraction(p)}) - right.evaluate({**values, name: Fraction(p)})
        for p in (0, 1)
    )
    if at_zero == at_one:
        return None
    root = at_zero / (at_zero - at_one) + generator.choice((0, 0, STEP, -STEP))
    number, action = places[name]
    size = len(game.information_sets[number].actions)
    if not 0 <= root <= 1 or size == 1:
        return None
    other = generator.choice([a for a in range(size) if a != action])
    weights = [Fraction(0)] * size
    weights[action], weights[other] = root, 1 - root
    return (*profile[:number], tuple(weights), *profile[number + 1 :])


def _is_pure(profile: Profile) -> bool:
    return all(max(mixed) == 1 for mixed in profile if mixed)


def _critical(relations: Sequence[Sequence[Relation]], profiles: Sequence[Profile]) -> list[Fraction]:
    """Probabilities at which something may change: those listed, those in relations, and between them."""
    found = {Fraction(0), Fraction(1)}
    found |= {p for profile in profiles[:100] for mixed in profile if mixed for p in mixed}
    for one in relations:
        for left, _, right in one:
            for side in (left, right):
                if not side.names:
                    found.add(side.evaluate({}))
    inside = sorted(p for p in found if 0 <= p <= 1)
    return sorted({*inside, *((a + b) / 2 for a, b in itertools.pairwise(inside))})


def _mixture(size: int, levels: Sequence[Fraction], generator: random.Random) -> tuple[Fraction, ...]:
    weights = [Fraction(0)] * size
    left = Fraction(1)
    order = generator.sample(range(size), size)
    for a in order[:-1]:
        weights[a] = min(generator.choice(levels), left)
        left -= weights[a]
    weights[order[-1]] = left
    return tuple(weights)


def _unit(size: int, action: int) -> tuple[Fraction, ...]:
    return tuple(Fraction(int(a == action)) for a in range(size))


def _text(game: ExtensiveFormGame, places: Mapping[str, tuple[int, int]], profile: Profile) -> str:
    values = _values(game, places, profile)
    return ", ".join(f"{name} = {number_text(value)}" for name, value in values.items())
