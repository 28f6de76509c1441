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
from .vertices import Vertex, vertices

MAX_STRATEGIES = 40
SMALL = 12
MAX_PATHS = 20
ONE = "one equilibrium was asked for"
COMPLETE = (
    "all {p} and {q} vertices of the two best-reply polytopes were enumerated in exact arithmetic and every "
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
    left, right, matched = _matched_vertices(first, second)
    pairs: Pairs = {}
    equilibria: list[Equilibrium] = []
    order = sorted(matched, key=lambda pair: _sort_key(left[pair[0]], right[pair[1]]))
    for p, q in order:
        pairs[p, q] = len(equilibria)
        equilibria.append(Equilibrium(game, embed(game, movers, _scaled(left[p]), _scaled(right[q]))))
    components = components_of(pairs)
    pieces = pieces_of(pairs, components, lambda p, q: embed_hulls(game, movers, left, right, p, q))
    labels = first.shape[0] + first.shape[1]
    degenerate = any(left[p].tight.bit_count() + right[q].tight.bit_count() > labels for p, q in pairs)
    return Solution(
        game=game,
        concept="nash",
        method="vertex-enumeration",
        equilibria=tuple(equilibria),
        components=components,
        complete=True,
        complete_because=COMPLETE.format(p=len(left), q=len(right)),
        knife_edge=degenerate,
        pieces=pieces,
    )


def embed_hulls(
    game: NormalFormGame,
    movers: Sequence[int],
    left: Sequence[Vertex],
    right: Sequence[Vertex],
    p: Sequence[int],
    q: Sequence[int],
) -> tuple[tuple[Mixed, ...], ...]:
    """The product of the hulls of the vertices `p` and `q`, one hull per player of `game`."""
    hulls: list[tuple[Mixed, ...]] = [((Fraction(1),),)] * len(game.players)
    for player, own, points in zip(movers, (p, q), (left, right), strict=False):
        hulls[player] = tuple(_scaled(points[i]) for i in own)
    return tuple(hulls)


def _matched_vertices(
    first: PayoffTable, second: PayoffTable
) -> tuple[list[Vertex], list[Vertex], list[tuple[int, int]]]:
    """Vertices of both best-reply polytopes, and the pairs in which each strategy is unused or best."""
    rows, columns = first.shape
    left = [v for v in vertices(_positive(second).T.tolist()) if any(v.point)]
    right = [v for v in vertices(_positive(first).tolist()) if any(v.point)]
    # Bits of `left`: the rows unused, then the columns that are best; of `right`, turned the same way round.
    low = (1 << columns) - 1
    complete = (1 << (rows + columns)) - 1
    turned = np.array([((v.tight & low) << rows) | (v.tight >> columns) for v in right], dtype=np.int64)
    matched = [
        (p, int(q))
        for p, vertex in enumerate(left)
        for q in np.flatnonzero((turned | np.int64(vertex.tight)) == complete)
    ]
    return left, right, matched


def _positive(table: PayoffTable) -> Array:
    """Positive integers with the same best replies; only ratios of differences matter."""
    integers = table.numerators.astype(object)
    positive: Array = integers - integers.min() + 1
    return positive


def _scaled(vertex: Vertex) -> Mixed:
    total = sum(vertex.point, Fraction(0))
    return tuple(z / total for z in vertex.point)


def _sort_key(left: Vertex, right: Vertex) -> tuple[object, ...]:
    supports = tuple(tuple(i for i, z in enumerate(v.point) if z) for v in (left, right))
    return sum(map(len, supports)), supports, left.point, right.point


def _by_paths(game: NormalFormGame, movers: Sequence[int]) -> Solution:
    """What Lemke and Howson's paths reach from every label: proven equilibria, not all of them."""
    first, second = (table.numerators for table in bimatrix(game, movers))
    profiles = dict.fromkeys(
        embed(game, movers, *lemke_howson(first, second, label))
        for label in range(min(sum(first.shape), MAX_PATHS))
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
