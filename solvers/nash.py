"""All Nash equilibria of two-player games: exact, complete, as connected components."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from ..games.certificate import Mixed, MixedProfile, unused_best_replies
from ..games.errors import LimitReached, UnsupportedGame
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.payoff_table import Array, PayoffTable
from ..games.solution import Equilibrium, Solution
from .lemke_howson import lemke_howson
from .nash_components import Pairs, components_of, pieces_of
from .vertices import Vertices, best_reply_vertices

MAX_STRATEGIES = 40
SMALL = 12
MAX_PATHS = 20
PATHS_UP_TO = 60
ONE = "one equilibrium was asked for"
COMPLETE = (
    "all {p} and {q} vertices of the two best-reply polytopes were enumerated with proof and every "
    "complementary pair was kept: these are all extreme equilibria, and their maximal products all "
    "equilibria (Mangasarian 1964; Avis, Rosenberg, Savani and von Stengel 2010)"
)


def nash(game: NormalFormGame | ExtensiveFormGame, *, one: bool = False) -> Solution:
    """Return all Nash equilibria of a game in which at most two players have a choice.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        Trees are solved through their reduced normal form and answered in behaviour strategies.
    one : bool
        Return one equilibrium: the first that Nashpy proposes and exact arithmetic confirms, or, in games
        of more than `SMALL` strategies, the end of an exact Lemke–Howson path.

    Returns
    -------
    Solution
        `equilibria` are the extreme ones; `components` the connected sets they span, with `pieces` where
        a set is more than a point. `complete` is True: nothing is missing (unless `one`).

    Raises
    ------
    SymbolsLeft, UnsupportedGame
        For free parameters, irrational payoffs, imperfect recall, and three or more players with a choice.
    LimitReached
        For games too large to enumerate; `found` then holds the equilibria that Lemke–Howson paths reach.

    Notes
    -----
    Vertices of the best-reply polytopes are enumerated exactly and matched by complementarity
    (Mangasarian 1964); maximal Nash subsets are the maximal bicliques of the graph of matched vertices
    (Winkels 1979; Avis et al. 2010, section 5).

    Examples
    --------
    >>> game = NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]], players=["US", "China"])
    >>> nash(game)
    <Solution nash, all: 3 with payoffs (-7, 1); (2, -6); (-7/2, -2)>
    """
    if isinstance(game, ExtensiveFormGame):
        from .tree_nash import tree_nash

        return tree_nash(game, one=one)
    require_rational(game, "nash")
    movers = [i for i, width in enumerate(game.shape) if width > 1]
    if len(movers) > 2:
        raise UnsupportedGame(
            f"nash finds all equilibria where at most two players have a choice; here {len(movers)} do: "
            "use pure-nash"
        )
    if one:
        return _one(game, movers)
    try:
        return _all(game, movers)
    except LimitReached as limit:
        raise LimitReached(
            f"{limit}; what paths from every label reach was kept", _by_paths(game, movers)
        ) from None


def bimatrix(game: NormalFormGame, movers: Sequence[int]) -> tuple[PayoffTable, PayoffTable]:
    """The payoff tables of the (at most two) players who have a choice, as m × n tables."""
    first, second = [*movers, *(i for i in range(len(game.players)) if i not in movers), 0, 0][:2]
    rows = game.shape[first] if movers else 1
    columns = game.shape[second] if len(movers) == 2 else 1
    tables = []
    for player in (first, second):
        table = game.payoffs[player]
        values = table.numerators.reshape(rows, columns)
        tables.append(PayoffTable(values, table.denominator))
    return tables[0], tables[1]


def embed(game: NormalFormGame, movers: Sequence[int], x: Mixed, y: Mixed) -> MixedProfile:
    """The profile in which the players with a choice mix as `x` and `y` and the others have one strategy."""
    profile: list[Mixed] = [(Fraction(1),)] * len(game.players)
    for player, mixed in zip(movers, (x, y), strict=False):
        profile[player] = mixed
    return tuple(profile)


def _all(game: NormalFormGame, movers: Sequence[int]) -> Solution:
    first, second = bimatrix(game, movers)
    if sum(first.shape) > MAX_STRATEGIES:
        raise LimitReached(
            f"{first.shape[0]} and {first.shape[1]} strategies: all equilibria are enumerated for up to "
            f"{MAX_STRATEGIES} in all"
        )
    left = best_reply_vertices(positive_integers(second).T.tolist())
    right = best_reply_vertices(positive_integers(first).tolist())
    matched = matching_pairs(left, right)
    xs = {p: left.mixed(p) for p in {p for p, _ in matched}}
    ys = {q: right.mixed(q) for q in {q for _, q in matched}}
    order = sorted(matched, key=lambda pair: _sort_key(xs[pair[0]], ys[pair[1]]))
    pairs: Pairs = {pair: number for number, pair in enumerate(order)}
    components = components_of(pairs)
    labels = sum(first.shape)
    return Solution(
        game=game,
        concept="nash",
        method="vertex-enumeration",
        equilibria=tuple(Equilibrium(game, embed(game, movers, xs[p], ys[q])) for p, q in order),
        components=components,
        complete=True,
        complete_because=COMPLETE.format(p=len(left), q=len(right)),
        knife_edge=any(left.sizes[p] + right.sizes[q] > labels for p, q in order),
        pieces=pieces_of(
            pairs,
            components,
            lambda p, q: _hulls(game, movers, [xs[i] for i in p], [ys[i] for i in q]),
        ),
    )


def matching_pairs(left: Vertices, right: Vertices) -> list[tuple[int, int]]:
    """The pairs of vertices at which each strategy of each player is unused or a best reply.

    Examples
    --------
    >>> coordination = best_reply_vertices([[2, 1], [1, 2]])
    >>> len(matching_pairs(coordination, coordination))
    3
    """
    columns = len(left.rows)
    rows = len(right.rows)
    everything = np.int64((1 << (rows + columns)) - 1)
    # Bits of `left`: the rows unused, then the columns that are best; `right` is turned the same way round.
    turned = ((right.tight & np.int64((1 << columns) - 1)) << rows) | (right.tight >> columns)
    _, ours, theirs = np.intersect1d(left.tight, everything ^ turned, return_indices=True)
    found = set(zip(ours.tolist(), theirs.tolist(), strict=True))
    # At a degenerate vertex more inequalities are tight than needed, so that exact complements do not do.
    for p in np.flatnonzero(left.sizes > rows).tolist():
        found |= {(p, q) for q in np.flatnonzero(turned | left.tight[p] == everything).tolist()}
    for q in np.flatnonzero(right.sizes > columns).tolist():
        found |= {(p, q) for p in np.flatnonzero(left.tight | turned[q] == everything).tolist()}
    return sorted(found)


def _hulls(
    game: NormalFormGame, movers: Sequence[int], xs: Sequence[Mixed], ys: Sequence[Mixed]
) -> tuple[tuple[Mixed, ...], ...]:
    """The product of the hulls of `xs` and `ys`, one hull per player of `game`."""
    hulls: list[tuple[Mixed, ...]] = [((Fraction(1),),)] * len(game.players)
    for player, own in zip(movers, (xs, ys), strict=False):
        hulls[player] = tuple(own)
    return tuple(hulls)


def positive_integers(table: PayoffTable) -> Array:
    """Integers between some r > 0 and 2 r with the same best replies, which suits the float search best."""
    integers = table.numerators.astype(object)
    low, high = integers.min(), integers.max()
    positive: Array = integers - low + max(high - low, 1)
    return positive


def _sort_key(x: Mixed, y: Mixed) -> tuple[object, ...]:
    supports = tuple(tuple(i for i, p in enumerate(mixed) if p) for mixed in (x, y))
    return sum(map(len, supports)), supports, x, y


def _by_paths(game: NormalFormGame, movers: Sequence[int]) -> Solution:
    """What Lemke and Howson's paths reach from every label: proven equilibria, not all of them."""
    first, second = (table.numerators for table in bimatrix(game, movers))
    size = sum(first.shape)
    paths = 0 if size > 3 * PATHS_UP_TO else 1 if size > PATHS_UP_TO else MAX_PATHS
    profiles = dict.fromkeys(
        embed(game, movers, *lemke_howson(first, second, label)) for label in range(min(paths, size))
    )
    return _some(
        game, "lemke-howson", tuple(profiles), "the game is too large to enumerate; others may exist"
    )


def _one(game: NormalFormGame, movers: Sequence[int]) -> Solution:
    first, second = bimatrix(game, movers)
    if sum(first.shape) <= SMALL:
        from .nashpy_engine import proposals

        for x, y in proposals(first, second):
            return _some(game, "nashpy-support-enumeration", (embed(game, movers, x, y),), ONE)
    x, y = lemke_howson(first.numerators, second.numerators)
    return _some(game, "lemke-howson", (embed(game, movers, x, y),), ONE)


def _some(game: NormalFormGame, method: str, profiles: tuple[MixedProfile, ...], because: str) -> Solution:
    equilibria = tuple(Equilibrium(game, profile) for profile in profiles)
    return Solution(
        game=game,
        concept="nash",
        method=method,
        equilibria=equilibria,
        components=tuple((i,) for i in range(len(equilibria))),
        complete=False,
        complete_because=because,
        knife_edge=any(unused_best_replies(game, profile) for profile in profiles),
    )
