"""Perfect Bayesian and sequential equilibria of small trees, by the supports of what is played at each set.

For each choice of supports it is known which information sets are reached. At those, beliefs follow Bayes'
rule and rationality is a polynomial relation between the probabilities; at the others some belief has to
make the support optimal. The regions are solved exactly where they are linear; every corner is proven.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from ..games.assessment import belief_sets
from ..games.certificate import Mixed
from ..games.errors import LimitReached, NotAnEquilibrium, UnsupportedGame
from ..games.extensive_form import ExtensiveFormGame
from ..games.intuitive import intuitive_failure, signalling
from ..games.normal_form import NormalFormGame, require_rational
from ..games.recall import require_perfect_recall
from ..games.solution import Equilibrium, Profile, Solution
from .assessment_relations import Assessments, Supports
from .induction import Induction
from .probability_region import Point, Relation, corners, find_point, pinned
from .tie_conditions import Region, alternatives_of, joined, set_relations
from .unsupported import unsupported_equilibria

MAX_SUPPORTS = 10_000

COMPLETE = (
    "every choice of supports at the information sets was solved exactly, with all beliefs that support it"
)
CURVED = "some supports lead to relations that are not linear, and were not decided"
PARTLY = "beliefs off the path support a continuum of profiles in part, of which only corners are given"
SPLIT = "a set of equilibria passes the intuitive criterion in part, and was left out as a whole"
UNDECIDED = "for some supports it was not decided which beliefs off the path hang together"


def perfect_bayesian(game: ExtensiveFormGame, *, intuitive: bool = False) -> Solution:
    """Return the weak perfect Bayesian equilibria of a small tree, with all beliefs that support each.

    Parameters
    ----------
    game : ExtensiveFormGame
        With perfect recall; small enough that at most 10,000 choices of supports arise.
    intuitive : bool
        Of signalling games: leave out what fails the intuitive criterion (Cho and Kreps 1987); `removed` says
        why.

    Returns
    -------
    Solution
        Each equilibrium has a distribution at every information set and `beliefs`: for each set the polytope
        of beliefs that support it. Beliefs follow Bayes' rule in every subgame whose play reaches the set.
        `conditions` state a continuum of equilibria; `unsupported` names Nash equilibria that no belief
        supports, with a deviation that pays under every one. `complete` is True where every support was
        decided.

    Raises
    ------
    UnsupportedGame
        For normal forms, symbols, and players who forget.
    LimitReached
        If there are too many supports or plans.

    Notes
    -----
    Fudenberg and Tirole (1991) compare the versions of the concept; this is the weak one, subgame by subgame.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> reply = {a: decision("B", {"yield": outcome(2, u), "fight": outcome(-1, v)}, information_set="reply")
    ...     for a, u, v in (("left", 0, 1), ("right", 1, 2))}
    >>> game = tree(decision("A", {"out": outcome(1, 3), **reply}), players=["A", "B"])
    >>> perfect_bayesian(game)
    <Solution perfect-bayesian, all: 1 with payoffs (1, 3)>
    """
    return _solve(game, "perfect-bayesian", intuitive)


def sequential(game: ExtensiveFormGame, *, intuitive: bool = False) -> Solution:
    """Return the sequential equilibria of a small tree, with all consistent beliefs that support each.

    Takes and returns what `perfect_bayesian` does; beliefs must moreover be limits of beliefs that vanishing
    mistakes lead to (Kreps and Wilson 1982). Sets behind which the same mistakes stand share one mixture of
    beliefs; where mistakes tie beliefs together in part, the supports concerned are left out, `complete` is
    False, and the reason is given.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("A", {"out": outcome(1, 1), "in": decision("B", {"l": outcome(2, 2),
    ...     "r": outcome(0, 0)})}))
    >>> sequential(game)
    <Solution sequential, all: 1 with payoffs (2, 2)>
    """
    return _solve(game, "sequential", intuitive)


def _solve(game: ExtensiveFormGame, concept: str, intuitive: bool) -> Solution:
    if isinstance(game, NormalFormGame):
        raise UnsupportedGame(f"{concept} takes a tree; this is a normal form, which has no beliefs")
    require_rational(game, concept)
    require_perfect_recall(game, concept)
    if intuitive:
        signalling(game)
    search = _Search(game, concept, Assessments(game, concept))
    found = search.regions()
    removed: dict[Profile, str] = {}
    if intuitive:
        removed = {p: why for _, profiles in found for p in profiles if (why := intuitive_failure(game, p))}
        if any(0 < sum(p in removed for p in profiles) < len(profiles) for _, profiles in found):
            search.shortfalls.append(SPLIT)
        found = [(region, profiles) for region, profiles in found if not set(profiles) & removed.keys()]
    regions = [region for region, _ in found]
    members = [set(profiles) for _, profiles in found]
    listed = {p: Equilibrium(game, p, concept) for _, profiles in found for p in profiles}
    finite = all(len(profiles) == 1 for profiles in members)
    order = {profile: i for i, profile in enumerate(listed)}
    groups = [[k] for k in range(len(regions))] if finite else joined(regions, members)
    shortfalls = tuple(dict.fromkeys(search.shortfalls))
    return Solution(
        game=game,
        concept=concept,
        method="support-enumeration",
        equilibria=tuple(listed.values()),
        components=tuple(
            dict.fromkeys(tuple(sorted({order[p] for r in group for p in members[r]})) for group in groups)
        ),
        complete=not shortfalls,
        complete_because="; ".join(shortfalls) or COMPLETE,
        knife_edge=not finite,
        conditions=() if finite or PARTLY in shortfalls else alternatives_of(game, search.state, regions),
        removed=tuple((Equilibrium(game, p, concept), why) for p, why in removed.items()),
        unsupported=unsupported_equilibria(game, concept),
    )


@dataclass(slots=True)
class _Search:
    """Goes through all supports and keeps the regions that no larger one contains."""

    game: ExtensiveFormGame
    concept: str
    assessments: Assessments
    state: Induction = field(default_factory=Induction)
    shortfalls: list[str] = field(default_factory=list)
    whole: bool = True
    judged: dict[Profile, bool] = field(default_factory=dict)

    def regions(self) -> list[tuple[Region, list[Profile]]]:
        sets = self.assessments.decisions
        options = [self.assessments.possible_supports(n) for n in sets]
        for n in sets:
            for a in range(1, len(self.game.information_sets[n].actions)):
                self.state.variable(n, a)
        found: list[tuple[Region, list[Profile]]] = []
        every_support = list(self._choices(dict(zip(sets, options, strict=True))))
        for supports in sorted(every_support, key=lambda chosen: -sum(map(len, chosen.values()))):
            region = self._region(supports)
            if region is None:
                continue
            every = list(self._profiles(region, supports))
            profiles = [p for p in every if self._holds(p)]
            if len(every) > 1 and (not self.whole or 0 < len(profiles) < len(every)):
                self.shortfalls.append(PARTLY)
            if profiles and not any(set(profiles) <= set(other) for _, other in found):
                found.append((region, profiles))
        return found[::-1]

    def _choices(self, options: dict[int, list[tuple[int, ...]]]) -> Iterator[Supports]:
        """Every choice of supports in which no single node can be seen to gain, from the last moves up."""
        order = sorted(options, key=lambda n: -self.game.information_sets[n].nodes[0])
        waiting: list[Supports] = [{}]
        for n in order:
            waiting = [
                extended
                for chosen in waiting
                for support in options[n]
                if self.assessments.may_hold(n, extended := {**chosen, n: support}, self.state)
            ]
            if len(waiting) > MAX_SUPPORTS:
                raise LimitReached(
                    f"there are more than {MAX_SUPPORTS} choices of supports at the information sets; "
                    "that is the limit"
                )
        for chosen in waiting:
            yield {n: chosen[n] for n in sorted(chosen)}

    def _region(self, supports: Supports) -> Region | None:
        """The closed set of profiles with these supports, if some profile plays all of their actions."""
        found = self.assessments.relations(supports, self.state)
        if found is None:
            return None
        relations, self.whole = found.relations, found.whole
        pins = [r for n, s in supports.items() for r in set_relations(self.game, self.state, n, s)]
        every = (*pins, *relations)
        blocks = tuple(self.state.blocks(list(supports)))
        points = _points(every, blocks)
        if points is None:
            point = find_point(every, blocks)
            if point != "empty":
                self.shortfalls.append(CURVED)
            if not isinstance(point, dict):
                return None
            points = [point]
        if not points or not self._plays_all(points, supports):
            return None
        return Region(tuple(supports.items()), tuple(every), blocks, tuple(points), True, ())

    def _plays_all(self, points: Sequence[Point], supports: Supports) -> bool:
        weights = [self._weights(point, supports) for point in points]
        return all(any(w[n][a] for w in weights) for n, s in supports.items() for a in s)

    def _weights(self, point: Point, supports: Supports) -> dict[int, Mixed]:
        found = {}
        for n, (first, *others) in supports.items():
            row = [Fraction(0)] * len(self.game.information_sets[n].actions)
            for a in others:
                row[a] = point[self.state.variables[n, a]]
            row[first] = 1 - sum(row, Fraction(0))
            found[n] = tuple(row)
        return found

    def _profiles(self, region: Region, supports: Supports) -> Iterator[Profile]:
        for point in region.points:
            weights = self._weights(point, supports)
            yield tuple(weights.get(n) for n in range(len(self.game.information_sets)))

    def _holds(self, profile: Profile) -> bool:
        if profile not in self.judged:
            self.judged[profile] = self._is_supported(profile)
        return self.judged[profile]

    def _is_supported(self, profile: Profile) -> bool:
        try:
            belief_sets(self.game, profile, self.concept)
        except NotAnEquilibrium:
            return False
        except UnsupportedGame:
            self.shortfalls.append(UNDECIDED)
            return False
        return True


def _points(relations: Sequence[Relation], blocks: Sequence[tuple[int, ...]]) -> list[Point] | None:
    fixed = pinned(relations)
    rest = [Relation(r.polynomial.at(fixed), r.equal) for r in relations]
    if any(r.never for r in rest) or any(not 0 <= x <= 1 for x in fixed.values()):
        return []
    return corners(relations, blocks)
