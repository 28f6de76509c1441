"""Whether beliefs are limits of beliefs that vanishing mistakes lead to, decided for any fixed assessment.

A mistake of size ``c * epsilon ** e`` has an order ``e`` and a coefficient ``c``. Beliefs are consistent
exactly when some orders make the believed nodes of every set the likeliest ones, and some coefficients give
their ratios (Kreps and Wilson 1982, lemmas A1 and A2; Streufert 2012). Orders solve linear inequalities;
logarithms of coefficients solve linear equations, so that only products of powers of ratios are in question.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from .consistency import Mistakes, paths_to
from .exact import number_text
from .extensive_form import CHANCE, ExtensiveFormGame
from .feasibility import Constraint, nonnegative_solution


@dataclass(frozen=True, slots=True)
class _Ratio:
    """How much likelier mistakes have to be than others, all orders being equal, for a belief to come out."""

    number: int
    nodes: tuple[int, int]
    mistakes: tuple[Mistakes, Mistakes]
    value: Fraction


def inconsistency(
    game: ExtensiveFormGame, profile: Sequence[Any], beliefs: Mapping[int, Sequence[Fraction]]
) -> str:
    """Return why no vanishing mistakes lead to `beliefs`; empty where some do.

    Parameters
    ----------
    game : ExtensiveFormGame
        With perfect recall.
    profile : sequence
        A distribution at every information set, None for chance.
    beliefs : mapping
        For every information set of several nodes the probability of each.

    Examples
    --------
    >>> from quidproquo import chance, decision, outcome, tree
    >>> def state(u):
    ...     reply = decision("B", {"stop": outcome(0, 0), "go": outcome(0, u)}, information_set="reply")
    ...     return ("1/2", decision("A", {"out": outcome(0, 1), "in": reply}, information_set="first"))
    >>> game = tree(chance({"good": state(1), "bad": state(-9)}), players=["A", "B"])
    >>> one, zero, half = Fraction(1), Fraction(0), Fraction(1, 2)
    >>> reply = next(n for n, s in enumerate(game.information_sets) if s.label == "reply")
    >>> profile = [None if s.player == -1 else (one, zero) for s in game.information_sets]
    >>> alike = {n: (half, half) for n, s in enumerate(game.information_sets) if len(s.nodes) > 1}
    >>> inconsistency(game, profile, alike)
    ''
    >>> inconsistency(game, profile, {**alike, reply: (one, zero)})
    "no orders of mistakes make the believed nodes of 'reply' of B likelier than the others"
    """
    places = [n for n, one in enumerate(game.information_sets) if one.player != CHANCE and len(one.nodes) > 1]
    paths = {
        n: paths_to(game, profile, one.nodes, mover=one.player)
        for n in places
        for one in [game.information_sets[n]]
    }
    for n in places:
        if not _ordered(paths, {n: beliefs[n]}):
            return (
                f"no orders of mistakes make the believed nodes of {_name(game, n)} likelier than the others"
            )
    if not _ordered(paths, {n: beliefs[n] for n in places}):
        names = " and ".join(_name(game, n) for n in _conflict(paths, beliefs, places))
        return f"no orders of mistakes make the believed nodes likelier than the others at {names} together"
    return _violated(game, list(_ratios(game, paths, beliefs)))


def _ordered(
    paths: Mapping[int, list[tuple[Mistakes, Fraction]]], beliefs: Mapping[int, Sequence[Fraction]]
) -> bool:
    """Whether positive orders give the believed nodes of each set one order, and the others a higher one."""
    moves = sorted({a for n in beliefs for mistakes, _ in paths[n] for a in mistakes})
    place = {a: k for k, a in enumerate(moves)}
    constraints: list[Constraint] = []
    for n, belief in beliefs.items():
        first = next(mistakes for (mistakes, _), p in zip(paths[n], belief, strict=True) if p)
        for (mistakes, _), p in zip(paths[n], belief, strict=True):
            row = [0] * len(moves)
            for a in mistakes:
                row[place[a]] += 1
            for a in first:
                row[place[a]] -= 1
            # an order is one more than a variable, as it is positive and its unit is free
            right = (0 if p else 1) - sum(row)
            if any(row) or right > 0:
                constraints.append((row, right, bool(p)))
    return nonnegative_solution(constraints, len(moves)) is not None


def _conflict(
    paths: Mapping[int, list[tuple[Mistakes, Fraction]]],
    beliefs: Mapping[int, Sequence[Fraction]],
    places: Sequence[int],
) -> list[int]:
    """Sets whose beliefs do not go together, none of which can be left out."""
    kept = list(places)
    for n in places:
        rest = [k for k in kept if k != n]
        if not _ordered(paths, {k: beliefs[k] for k in rest}):
            kept = rest
    return kept


def _ratios(
    game: ExtensiveFormGame,
    paths: Mapping[int, list[tuple[Mistakes, Fraction]]],
    beliefs: Mapping[int, Sequence[Fraction]],
) -> Iterator[_Ratio]:
    for n, own in paths.items():
        believed = [
            (node, mistakes, p / weight)
            for node, (mistakes, weight), p in zip(
                game.information_sets[n].nodes, own, beliefs[n], strict=True
            )
            if p
        ]
        first, other, share = believed[0]
        for node, mistakes, p in believed[1:]:
            yield _Ratio(n, (node, first), (mistakes, other), p / share)


def _violated(game: ExtensiveFormGame, ratios: Sequence[_Ratio]) -> str:
    """A product of powers of ratios in which all mistakes cancel, and which is not 1; empty if none."""
    rows: list[tuple[dict[Any, Fraction], dict[int, Fraction]]] = []
    for i, ratio in enumerate(ratios):
        row: dict[Any, Fraction] = {}
        for mistakes, sign in zip(ratio.mistakes, (1, -1), strict=True):
            for a in mistakes:
                row[a] = row.get(a, Fraction(0)) + sign
        row = {a: c for a, c in row.items() if c}
        powers = {i: Fraction(1)}
        for other, combination in rows:
            lead = next(iter(other))
            if lead in row:
                factor = row[lead] / other[lead]
                row = _minus(row, other, factor)
                powers = _minus(powers, combination, factor)
        if row:
            rows.append((row, powers))
            continue
        scale = lcm(*(p.denominator for p in powers.values()))
        whole = {k: int(p * scale) for k, p in powers.items()}
        product = Fraction(1)
        for k, p in whole.items():
            product *= ratios[k].value ** p
        if product != 1:
            return _words(game, [(ratios[k], p) for k, p in sorted(whole.items())], product)
    return ""


def _minus(row: dict[Any, Fraction], other: Mapping[Any, Fraction], factor: Fraction) -> dict[Any, Fraction]:
    found = dict(row)
    for k, c in other.items():
        found[k] = found.get(k, Fraction(0)) - factor * c
    return {k: c for k, c in found.items() if c}


def _words(game: ExtensiveFormGame, powers: Sequence[tuple[_Ratio, int]], product: Fraction) -> str:
    parts = [
        f"b{ratio.nodes[0]}/b{ratio.nodes[1]}" + ("" if p == 1 else f"^({p})" if p < 0 else f"^{p}")
        for ratio, p in powers
    ]
    names = " and ".join(dict.fromkeys(_name(game, ratio.number) for ratio, _ in powers))
    return (
        f"the same mistakes stand behind the beliefs at {names}: with b for the belief in a node, "
        f"{' * '.join(parts)} is {number_text(product)} times what it has to be"
    )


def _name(game: ExtensiveFormGame, number: int) -> str:
    one = game.information_sets[number]
    return f"{one.label!r} of {game.players[one.player]}"
