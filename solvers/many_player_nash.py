"""All Nash equilibria of small games of any number of players, by their supports, in algebraic numbers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..games.certificate import pure_profile, unused_best_replies
from ..games.errors import LimitReached
from ..games.normal_form import NormalFormGame, require_rational
from ..games.solution import Equilibrium, Product, Solution
from .approximate_nash import approximate_nash
from .equilibrium_pieces import (
    MAX_CORNERS,
    Piece,
    connected,
    maximal,
    number_of_corners,
    point_piece,
    profiles_of,
)
from .polynomial_system import Solved, solve_system
from .pure_nash import pure_nash
from .supports import MAX_SOLUTIONS, Support, SupportSystems, number_of_solutions

MAX_SUPPORTS = 20_000
SUPPORTS_FOR_ONE = 400
EASY = 2
"""The complex solutions that a support may have, to be tried where one equilibrium is asked for."""

ONE = "one equilibrium was asked for"
METHOD = "support-enumeration-groebner"


def many_player_nash(game: NormalFormGame, *, one: bool = False) -> Solution:
    """Return all Nash equilibria of a small game of any number of players, irrational ones too.

    Parameters
    ----------
    game : NormalFormGame
    one : bool
        Return one equilibrium: a pure one, or the first that a small support has. Where the game is too
        large for that, the answer stands under `approximate`, with an exact bound on regret.

    Returns
    -------
    Solution
        Probabilities and payoffs are Fractions where they are rational, `AlgebraicNumber` elsewhere.
        Continua that are products of polytopes stand under `pieces`, with their corners under `equilibria`.
        `complete` is False where there is, or might be, a continuum of another shape, and where products
        have too many corners to be listed or touch elsewhere; `complete_because` says which it is.

    Raises
    ------
    SymbolsLeft, UnsupportedGame
        For free parameters and irrational payoffs.
    LimitReached
        For games with too many supports, or supports with too many solutions; `found` holds what was found.

    Notes
    -----
    Supports are pruned by conditional dominance (Porter, Nudelman and Shoham 2008). On each of the others the
    polynomial system of indifference is solved exactly with Gröbner bases, as Datta (2003) proposed.

    Examples
    --------
    >>> first = [[[1, 0], [2, 0]], [[1, 1], [0, 2]]]
    >>> second = [[[1, 0], [0, 0]], [[0, 2], [1, 0]]]
    >>> third = [[[0, 2], [0, 2]], [[1, 0], [2, 2]]]
    >>> solution = many_player_nash(NormalFormGame([first, second, third]))
    >>> solution.complete
    True
    >>> for mixed in solution.equilibria[0].profile:
    ...     print(*mixed, sep="; ")
    (2 - sqrt(2))/2; sqrt(2)/2
    -2 + 2*sqrt(2); 3 - 2*sqrt(2)
    (4 + sqrt(2))/7; (3 - sqrt(2))/7
    """
    require_rational(game, "nash")
    systems = SupportSystems(game)
    if one:
        return _one(game, systems)
    if len(systems) > MAX_SUPPORTS:
        raise LimitReached(
            f"the game has {len(systems)} supports; all equilibria are searched for up to {MAX_SUPPORTS}. "
            "Ask for one equilibrium, or for the pure ones",
            _pure_only(game),
        )
    search = _Search(game, systems)
    try:
        supports = list(systems)
        hardest = max(map(number_of_solutions, supports), default=0)
        if hardest > MAX_SOLUTIONS:
            raise LimitReached(
                f"the game has {len(supports)} supports that may carry equilibria, one with up to {hardest} "
                f"complex solutions; systems with up to {MAX_SOLUTIONS} are solved. Ask for one equilibrium, "
                "or for the pure ones",
                _pure_only(game),
            )
        for support in supports:
            search.treat(support)
    except LimitReached as limit:
        if limit.found is not None:
            raise
        raise LimitReached(str(limit), search.solution(f"{limit}; not all supports were treated")) from None
    if search.too_large:
        because = f"no Gröbner basis was found within limits on {_supports_text(game, search.too_large)}"
        raise LimitReached(because, search.solution(because))
    return search.solution()


@dataclass
class _Search:
    """What was found so far."""

    game: NormalFormGame
    systems: SupportSystems
    profiles: list[tuple[Support, Any]] = field(default_factory=list)
    treated: int = 0
    singular: bool = False
    continua: list[Piece] = field(default_factory=list)
    curved: list[Support] = field(default_factory=list)
    undecided: list[Support] = field(default_factory=list)
    too_large: list[Support] = field(default_factory=list)

    def treat(self, support: Support) -> None:
        self.treated += 1
        if all(len(own) == 1 for own in support):
            self.profiles.append((support, pure_profile(self.game.shape, [own[0] for own in support])))
            return
        if number_of_solutions(support) > MAX_SOLUTIONS:
            self.too_large.append(support)
            return
        solved = solve_system(self.systems.system(support))
        found = [self.systems.profile(support, point) for point in (*solved.points, *solved.samples)]
        self.profiles.extend((support, profile) for profile in sorted(found, key=_floats))
        self._note(support, solved)

    def _note(self, support: Support, solved: Solved) -> None:
        self.singular |= solved.singular
        for rows in solved.products:
            piece = self.systems.piece(support, rows)
            if piece is not None:
                self.continua.append(piece)
        if solved.curved:
            self.curved.append(support)
        if solved.undecided:
            self.undecided.append(support)
        if solved.too_large:
            self.too_large.append(support)

    def solution(self, stopped: str = "") -> Solution:
        reasons = [stopped] if stopped else []
        if self.curved:
            reasons.append(
                f"on {_supports_text(self.game, self.curved)} equilibria lie on curves or surfaces that "
                "were not brought into the form of products of polytopes; some of their points are listed"
            )
        if self.undecided:
            reasons.append(
                f"on {_supports_text(self.game, self.undecided)} there are curves or surfaces of solutions, "
                "and it is not known whether equilibria lie on them"
            )
        listed, components, pieces = self._structure(reasons)
        edge = bool(self.singular or self.continua or self.curved or self.undecided) or any(
            unused_best_replies(self.game, profile) for profile in listed
        )
        return Solution(
            game=self.game,
            concept="nash",
            method=METHOD,
            equilibria=tuple(Equilibrium(self.game, profile) for profile in listed),
            components=components,
            complete=not reasons,
            complete_because="; ".join(reasons) or self._proof(),
            knife_edge=edge,
            pieces=pieces,
        )

    def _proof(self) -> str:
        solved = (
            f"on each of the {self.treated} supports that conditional dominance leaves, the conditions of "
            "indifference were solved exactly (Gröbner bases): "
        )
        if not self.continua:
            return solved + "only finitely many profiles satisfy them"
        return solved + "what is no isolated point is a product of polytopes, given by its corners"

    def _structure(
        self, reasons: list[str]
    ) -> tuple[list[Any], tuple[tuple[int, ...], ...], tuple[tuple[Product, ...], ...]]:
        """The profiles to be listed, the components they form, and the pieces of those; reasons are added."""
        points = [point_piece(profile) for _, profile in self.profiles]
        if not self.continua:
            return [p for _, p in self.profiles], tuple((i,) for i in range(len(points))), ()
        pieces = maximal([*self.continua, *points])
        if number_of_corners(pieces) > MAX_CORNERS:
            reasons.append(f"there are continua of equilibria with more than {MAX_CORNERS} corners")
            return [p for _, p in self.profiles], tuple((i,) for i in range(len(points))), ()
        groups, apart = connected(pieces)
        if not apart:
            reasons.append("continua of equilibria touch where neither has a corner, so that components join")
        corners = [[profiles_of(pieces[k]) for k in group] for group in groups]
        listed = sorted(dict.fromkeys(p for one in corners for own in one for p in own), key=_order)
        places = {profile: i for i, profile in enumerate(listed)}
        found = [
            (
                tuple(sorted({places[p] for own in one for p in own})),
                tuple(_product(pieces[k]) for k in group),
            )
            for one, group in zip(corners, groups, strict=True)
        ]
        found.sort(key=lambda pair: pair[0])
        return listed, tuple(c for c, _ in found), tuple(p for _, p in found)


def _product(piece: Piece) -> Product:
    hulls: list[Any] = [one.corners for one in piece]
    return Product(tuple(hulls))


def _order(profile: Any) -> Any:
    supports = tuple(tuple(s for s, p in enumerate(mixed) if p) for mixed in profile)
    return sum(map(len, supports)), supports, _floats(profile)


def _one(game: NormalFormGame, systems: SupportSystems) -> Solution:
    pure = _pure_only(game)
    if pure.equilibria:
        return _some(game, pure.method, pure.equilibria[:1])
    search = _Search(game, systems)
    if len(systems) <= MAX_SUPPORTS:
        for support in itertools.islice(systems, SUPPORTS_FOR_ONE):
            if number_of_solutions(support) <= EASY:
                search.treat(support)
                if search.profiles or search.continua:
                    found = search.solution(ONE)
                    return _some(game, METHOD, found.equilibria[:1])
    return approximate_nash(game)


def _some(game: NormalFormGame, method: str, equilibria: tuple[Equilibrium, ...]) -> Solution:
    profiles: list[Any] = [e.profile for e in equilibria]
    return Solution(
        game=game,
        concept="nash",
        method=method,
        equilibria=equilibria,
        components=tuple((i,) for i in range(len(equilibria))),
        complete=False,
        complete_because=ONE,
        knife_edge=any(unused_best_replies(game, profile) for profile in profiles),
    )


def _pure_only(game: NormalFormGame) -> Solution:
    try:
        pure = pure_nash(game)
    except LimitReached as limit:
        assert isinstance(limit.found, Solution)
        pure = limit.found
    return Solution(
        game=game,
        concept="nash",
        method=pure.method,
        equilibria=tuple(Equilibrium(game, e.profile) for e in pure.equilibria),
        components=pure.components,
        complete=False,
        complete_because="only pure equilibria were searched for",
        knife_edge=pure.knife_edge,
    )


def _supports_text(game: NormalFormGame, supports: Sequence[Support], most: int = 3) -> str:
    shown = [
        " × ".join(
            "{" + ", ".join(labels[s] for s in own) + "}"
            for labels, own in zip(game.strategies, support, strict=True)
        )
        for support in supports[:most]
    ]
    more = f" and {len(supports) - most} more" if len(supports) > most else ""
    return f"the support{'s' * (len(supports) > 1)} {'; '.join(shown)}{more}"


def _floats(profile: Any) -> tuple[float, ...]:
    return tuple(float(p) for mixed in profile for p in mixed)
