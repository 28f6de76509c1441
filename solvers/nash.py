"""Nash equilibria: all of a two-player game, exact and complete, as connected components; or one of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np

from ..games.certificate import Mixed, MixedProfile, pure_profile, unused_best_replies
from ..games.equilibrium_index import index_of
from ..games.errors import LimitReached
from ..games.extensive_form import ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.payoff_table import Array, PayoffTable
from ..games.solution import Equilibrium, Product, Solution
from .enumeration_size import is_hopeless, size_text
from .nash_components import Pairs, components_of, matching_pairs, pieces_of
from .one_equilibrium import one_equilibrium
from .vertices import best_reply_vertices

METHOD = "vertex-enumeration"
SMALL = 12
"""Strategies in all up to which Nashpy is asked for one equilibrium."""

QUICK = 24
"""Strategies in all beyond which one equilibrium is found first, to be there if the rest is interrupted."""

FEW, MANY = 4, 130
"""Dominated strategies are looked for where a player has `FEW` or both together `MANY` strategies at most."""

DOMINATED = "; {count} strategies were left out, which iterated strict dominance removes"
ONE = "one equilibrium was asked for"
COMPLETE = (
    "all {p} and {q} vertices of the two best-reply polytopes were enumerated with proof and every "
    "complementary pair was kept: these are all extreme equilibria, and their maximal products all "
    "equilibria (Mangasarian 1964; Avis, Rosenberg, Savani and von Stengel 2010)"
)


def nash(game: NormalFormGame | ExtensiveFormGame, *, one: bool = False) -> Solution:
    """Return all Nash equilibria of a game.

    Parameters
    ----------
    game : NormalFormGame or ExtensiveFormGame
        Trees are solved through their reduced normal form and answered in behaviour strategies. Where more
        than two players have a choice see `many_player_nash`: all equilibria of small games.
    one : bool
        Return one equilibrium: the first that Nashpy proposes and exact arithmetic confirms, or, in games
        of more than `SMALL` strategies, what `one_equilibrium` finds, at any size. Trees whose reduced normal
        form is large are answered by Lemke's algorithm on the sequence form (`one_by_sequences`).

    Returns
    -------
    Solution
        `equilibria` are the extreme ones; `components` the connected sets they span, with `pieces` where
        a set is more than a point. `complete` is True: nothing is missing (unless `one`, and unless three or
        more players have equilibria on a curve). `indices` are those of the regular equilibria of a
        two-player game.

    Raises
    ------
    SymbolsLeft, UnsupportedGame
        For free parameters, irrational payoffs and imperfect recall.
    LimitReached
        For games too large to enumerate, with an estimate; `found` then holds one equilibrium.

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
        from .many_player_nash import many_player_nash

        return many_player_nash(game, one=one)
    if len(movers) < 2 and not one:
        return _alone(game, movers)
    return _one(game, movers) if one else _all(game, movers)


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


def _alone(game: NormalFormGame, movers: Sequence[int]) -> Solution:
    """All equilibria where at most one player has a choice: the mixtures of the best strategies."""
    table = bimatrix(game, movers)[0].numerators[:, 0]
    best = np.flatnonzero(table == table.max()).tolist()
    corners = [pure_profile((len(table),), (s,))[0] for s in best]
    one = (Fraction(1),)
    return Solution(
        game=game,
        concept="nash",
        method="best-replies",
        equilibria=tuple(Equilibrium(game, embed(game, movers, x, one)) for x in corners),
        components=(tuple(range(len(best))),),
        complete=True,
        complete_because="at most one player has a choice, and all best strategies of that player are listed",
        knife_edge=len(best) > 1,
        pieces=((Product(_hulls(game, movers, corners, [one])),),) if len(best) > 1 else (),
        indices=(1,) if len(best) == 1 and len(game.players) == 2 else (),
    )


def _all(game: NormalFormGame, movers: Sequence[int]) -> Solution:
    first, second = bimatrix(game, movers)
    shape = first.shape
    large = sum(shape) > QUICK or is_hopeless(*shape)
    quick = _one(game, movers) if large else _some(game, METHOD, (), "")
    found: list[Equilibrium] = []
    try:
        kept = _undominated(first, second) if is_hopeless(*shape) else tuple(map(range, shape))
        if is_hopeless(*map(len, kept)):
            raise LimitReached(size_text(*map(len, kept)))
        return _enumerated(game, movers, kept, found)
    except LimitReached as limit:
        partial = _some(game, METHOD, found, str(limit)) if found else quick
        raise LimitReached(str(limit), replace(partial, complete_because=str(limit))) from None


def _undominated(first: PayoffTable, second: PayoffTable) -> tuple[Sequence[int], ...]:
    """The strategies that survive iterated strict dominance, where it is not too long to look for them."""
    shape = first.shape
    if min(shape) > FEW and sum(shape) > MANY:
        return tuple(map(range, shape))
    from .elimination_rounds import Judge

    return Judge(NormalFormGame([first, second])).course("strict").survivors


def _enumerated(
    game: NormalFormGame, movers: Sequence[int], kept: Sequence[Sequence[int]], found: list[Equilibrium]
) -> Solution:
    """All equilibria on the strategies `kept`; `found` holds what is proven when this is interrupted."""
    first, second = bimatrix(game, movers)
    left = best_reply_vertices(positive_integers(second)[np.ix_(*kept)].T.tolist())
    right = best_reply_vertices(positive_integers(first)[np.ix_(*kept)].tolist())
    matched = matching_pairs(left, right)
    xs = {p: _spread(left.mixed(p), kept[0], first.shape[0]) for p in {p for p, _ in matched}}
    ys = {q: _spread(right.mixed(q), kept[1], first.shape[1]) for q in {q for _, q in matched}}
    order = sorted(matched, key=lambda pair: _sort_key(xs[pair[0]], ys[pair[1]]))
    for p, q in order:
        found.append(Equilibrium(game, embed(game, movers, xs[p], ys[q])))
    pairs: Pairs = {pair: number for number, pair in enumerate(order)}
    components = components_of(pairs)
    pieces = pieces_of(
        pairs,
        components,
        lambda p, q: _hulls(game, movers, [xs[i] for i in p], [ys[i] for i in q]),
    )
    labels = sum(map(len, kept))
    dominated = sum(first.shape) - labels
    tied = [bool(left.sizes[p] + right.sizes[q] > labels) for p, q in order]
    return Solution(
        game=game,
        concept="nash",
        method=METHOD,
        equilibria=tuple(found),
        components=components,
        complete=True,
        complete_because=COMPLETE.format(p=len(left), q=len(right))
        + (DOMINATED.format(count=dominated) if dominated else ""),
        knife_edge=any(tied),
        pieces=pieces,
        indices=_indices(game, found, [not tie for tie in tied]) if len(game.players) == 2 else (),
    )


def _indices(
    game: NormalFormGame, found: Sequence[Equilibrium], regular: Sequence[bool]
) -> tuple[int | None, ...]:
    """The index of each equilibrium that can have one, or nothing where none can."""
    if not any(regular):
        return ()
    first, second = game.payoffs
    return tuple(
        index_of(first, second, e.profile[0] or (), e.profile[1] or ()) if can else None
        for e, can in zip(found, regular, strict=True)
    )


def _spread(mixed: Mixed, places: Sequence[int], length: int) -> Mixed:
    if len(places) == length:
        return mixed
    full = [Fraction(0)] * length
    for place, p in zip(places, mixed, strict=True):
        full[place] = p
    return tuple(full)


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


def _one(game: NormalFormGame, movers: Sequence[int]) -> Solution:
    first, second = bimatrix(game, movers)
    if sum(first.shape) <= SMALL:
        from .nashpy_engine import proposals

        for x, y in proposals(first, second):
            found = Equilibrium(game, embed(game, movers, x, y))
            return _some(game, "nashpy-support-enumeration", [found], ONE)
    (x, y), method = one_equilibrium(first, second)
    return _some(game, method, [Equilibrium(game, embed(game, movers, x, y))], ONE)


def _some(game: NormalFormGame, method: str, found: Sequence[Equilibrium], because: str) -> Solution:
    return Solution(
        game=game,
        concept="nash",
        method=method,
        equilibria=tuple(found),
        components=tuple((i,) for i in range(len(found))),
        complete=False,
        complete_because=because,
        knife_edge=any(unused_best_replies(game, e.profile) for e in found),  # type: ignore[arg-type]
    )
