"""One equilibrium of a two-player game of any size: floats propose, integers prove."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np

from ..games.certificate import Mixed
from ..games.constant_sum import equivalent_zero_sum
from ..games.errors import LimitReached
from ..games.normal_form import NormalFormGame
from ..games.payoff_table import Array, PayoffTable
from .basis_proof import equilibrium_of_basis
from .float_lemke_howson import FloatPath, LostPath, unit_floats
from .lemke_howson import walk
from .matrix_game import optimal_pair
from .small_supports import pairs_of_two, pure_cells

PERTURBATIONS = (1e-9, 1e-11)
"""How far ties are broken in floats; the next one is taken where the basis found is not proven."""

FIRST_PATHS, FIRST_PIVOTS = 4, 25
MOST_PATHS = 64
"""The race begins with few paths and few pivots of each; both are doubled from round to round.

Half of all pivots go to one path: in random games the lengths of paths are heavy-tailed and many short trials
win, but in games close to zero-sum all paths are about equally long, and many trials would only delay one.
"""

MAX_PIVOTS = 3_000_000


def one_equilibrium(first: Any, second: Any) -> tuple[tuple[Mixed, Mixed], str]:
    """Return one Nash equilibrium of a bimatrix game, proven, and the name of the method that found it.

    Parameters
    ----------
    first, second : PayoffTable, or m × n arrays of rational numbers
        Payoffs of the row and the column player.

    Returns
    -------
    (x, y) : pair of mixed strategies
    method : str
        ``"pure"`` (the first cell of mutual best replies), ``"supports-of-two"``, ``"zero-sum"`` (optimal
        strategies of the zero-sum game with the same best replies) or ``"lemke-howson"``.

    Raises
    ------
    LimitReached
        After `MAX_PIVOTS` pivots without an answer: finding an equilibrium is PPAD-complete (Chen, Deng &
        Teng 2009), and games are known on which every path is long (Savani & von Stengel 2006).

    Notes
    -----
    Pure equilibria are looked for in the integers themselves; then supports of two by two (Bárány, Vempala &
    Vetta 2007); then Lemke–Howson paths (1964) from several priors race in floats, their ties broken by a
    perturbation. What floats propose is solved in integers and compared with the whole table; a proposal
    that fails is dropped. Where a path fails so, lexicographic paths in integers join the race.

    Examples
    --------
    >>> (x, y), method = one_equilibrium([[0, -7], [2, -9]], [[0, 1], [-6, -8]])
    >>> [str(p) for p in x], [str(p) for p in y], method
    (['1', '0'], ['0', '1'], 'pure')
    """
    one, two = (PayoffTable.of(table).numerators for table in (first, second))
    pure = pure_cells(one, two)
    if len(pure):
        row, column = pure[0]
        return (_for_sure(row, one.shape[0]), _for_sure(column, one.shape[1])), "pure"
    ours = unit_floats(one)
    theirs = unit_floats(np.ascontiguousarray(two.T)).T
    for rows, columns in pairs_of_two(ours, theirs):
        found = equilibrium_of_basis(one, two, rows, columns)
        if found is not None:
            return found, "supports-of-two"
    opposed = equivalent_zero_sum(NormalFormGame([PayoffTable(one), PayoffTable(two)]))
    if opposed is not None:
        pair = optimal_pair(opposed.payoffs.numerators)
        return (pair.row, pair.column), "zero-sum"
    in_integers = _exact_race(one, two)
    for reached, refuted in _float_race(one, two, ours, theirs):
        # Where integers have refuted a float path, floats may be too coarse for this game.
        found = reached or (next(in_integers) if refuted else None)
        if found is not None:
            return found, "lemke-howson"
    raise LimitReached(
        f"{one.shape[0]} and {one.shape[1]} strategies: {MAX_PIVOTS} pivots of Lemke–Howson paths led to no "
        "equilibrium; some exists (Nash 1951)"
    )


def _for_sure(strategy: int, length: int) -> Mixed:
    mixed = [Fraction(0)] * length
    mixed[strategy] = Fraction(1)
    return tuple(mixed)


def _float_race(
    one: Array, two: Array, ours: Array, theirs: Array
) -> Iterator[tuple[tuple[Mixed, Mixed] | None, int]]:
    """Yield, round by round, an equilibrium that a path has reached or None, and how many were refuted."""
    rows = one.shape[0]
    random = np.random.default_rng(0)
    waiting: list[tuple[Array, int]] = [(np.full(rows, 1 / rows), 0)]
    running: list[tuple[FloatPath, Array, int]] = []
    paths, pivots, made, refuted = FIRST_PATHS, FIRST_PIVOTS, 0, 0
    while made < MAX_PIVOTS:
        while len(running) < paths:
            prior, tries = waiting.pop() if waiting else (random.dirichlet(np.ones(rows)), 0)
            path = FloatPath(ours, theirs, prior, PERTURBATIONS[tries], made + len(running))
            running.append((path, prior, tries))
        still = []
        for place, (path, prior, tries) in enumerate(running):
            before = path.pivots
            try:
                ended = path.run((pivots if place else len(running) * pivots) - before)
            except LostPath:
                ended = True
            made += path.pivots - before + 1  # a path that is lost at once counts too
            if not ended:
                still.append((path, prior, tries))
                continue
            found = equilibrium_of_basis(one, two, *path.basis()) if path.finished else None
            if found is not None:
                yield found, refuted
            refuted += 1
            if tries + 1 < len(PERTURBATIONS):
                waiting.append((prior, tries + 1))
        yield None, refuted
        running = still
        paths, pivots = min(2 * paths, MOST_PATHS), 2 * pivots


def _exact_race(one: Array, two: Array) -> Iterator[tuple[Mixed, Mixed] | None]:
    """Yield, round by round, an equilibrium that a lexicographic path in integers has reached, or None."""
    rows = one.shape[0]
    random = np.random.default_rng(0)
    running = [_walk_from(one, two, np.ones(rows, dtype=int))]
    pivots = FIRST_PIVOTS
    while True:
        for path in running:
            for found in itertools.islice(path, pivots):
                if found is not None:
                    x, y = found
                    yield x[:rows], y
        yield None
        running.append(_walk_from(one, two, random.integers(1, 100, (rows,))))
        pivots *= 2


def _walk_from(one: Array, two: Array, weights: Array) -> Iterator[tuple[Mixed, Mixed] | None]:
    """The path of `FloatPath` in integers: an added last row is the prior to the column player.

    To the row player it is worse than every other row, so that it has gone where the path ends.
    """
    low, high = int(one.min()), int(one.max())
    worst = np.full((1, one.shape[1]), 2 * low - high - 1, dtype=object)
    seen = two.astype(object)
    prior = weights.astype(object)
    return walk(
        np.vstack([one.astype(object), worst]), np.vstack([seen * prior.sum(), [prior @ seen]]), len(one)
    )
