"""The nucleolus by successive linear programs, with the balanced coalitions that prove it (Kohlberg 1971)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from .core_points import ONE, ZERO, NormalisedGame, subset_sums
from .linear_algebra import null_space
from .linear_program import maximise


@dataclass(frozen=True, slots=True)
class Level:
    """Coalitions of at least this excess (or single players at their own worth), with balanced weights."""

    excess: Fraction
    weights: Mapping[int, Fraction]


def successive_programs(game: NormalisedGame) -> tuple[tuple[Fraction, ...], list[Level]]:
    """Return the nucleolus of a game that has imputations, and the levels that prove it.

    Each program minimises the largest excess ``e`` of the open coalitions over the gains y >= 0 that keep
    what is settled. Its dual weighs open coalitions, and players with y = 0, against settled ones:
    what has a weight keeps its excess in all optima, and so does all that it spans together with what was
    settled before. The rank of what is settled grows each time, until one point is left.
    """
    count, everyone = game.count, len(game.gains) - 1
    settled: dict[int, Fraction] = {everyone: Fraction(game.gains[-1])}
    weights: dict[int, Fraction] = {}
    levels: list[Level] = []
    gains = (settled[everyone],) * count  # right as it is for one player, and replaced for more
    while is_open := _open(settled, count):
        fixed = list(settled)
        rows = [[-x for x in game.row(mask)] + [-ONE, ONE] for mask in is_open]
        rows += [[*game.row(mask), ZERO, ZERO] for mask in fixed]
        right = [Fraction(-game.gains[mask]) for mask in is_open] + [settled[mask] for mask in fixed]
        equal = [False] * len(is_open) + [True] * len(fixed)
        outcome = maximise([ZERO] * count + [-ONE, ONE], rows, right, equal)
        gains, excess = outcome.x[:count], outcome.x[count] - outcome.x[count + 1]
        new = dict(zip(is_open, outcome.proof, strict=False))
        against = dict(zip(fixed, outcome.proof[len(is_open) :], strict=True))
        weights = _balanced(new, against, weights, count, everyone)
        for mask in weights:
            if mask not in settled:
                settled[mask] = Fraction(game.gains[mask]) - excess if new.get(mask) else ZERO
        levels.append(Level(excess / game.scale, weights))
    return game.payoffs(gains), levels


def _open(settled: Mapping[int, Fraction], count: int) -> list[int]:
    """The coalitions whose gain does not follow from the settled ones."""
    rows = [[Fraction(mask >> k & 1) for k in range(count)] for mask in settled]
    sums = [subset_sums(list(vector)) for vector in null_space(rows, count)]
    return [mask for mask in range(1, (1 << count) - 1) if any(own[mask] for own in sums)]


def _balanced(
    new: Mapping[int, Fraction],
    against: Mapping[int, Fraction],
    before: Mapping[int, Fraction],
    count: int,
    everyone: int,
) -> dict[int, Fraction]:
    """Weights that take each player once, positive on the old coalitions and on the new ones.

    The dual says that `new`, and single players with what is missing, add up to `against`, whose weights may
    have any sign. Enough of the balanced weights `before` makes all of them positive.
    """
    whole = against[everyone]
    often = max([ZERO, ONE - whole, *((ONE + against[mask]) / w for mask, w in before.items())])
    if not before:  # then `whole` is positive by itself
        often = ZERO
    found = {mask: often * w - against[mask] for mask, w in before.items()}
    for mask, weight in new.items():
        if weight:
            found[mask] = found.get(mask, ZERO) + weight
    for k, missing in enumerate(_missing(found, often + whole, count)):
        if missing:
            found[1 << k] = found.get(1 << k, ZERO) + missing
    return {mask: weight / (often + whole) for mask, weight in found.items()}


def _missing(weights: Mapping[int, Fraction], total: Fraction, count: int) -> Sequence[Fraction]:
    covered = [sum((w for mask, w in weights.items() if mask >> k & 1), ZERO) for k in range(count)]
    return [total - own for own in covered]
