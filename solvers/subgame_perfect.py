"""All subgame perfect equilibria of trees, ties and several equilibria of subgames kept."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from ..games.certificate import Mixed
from ..games.errors import LimitReached, UnsupportedGame
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.normal_form import NormalFormGame, require_rational
from ..games.recall import require_perfect_recall
from ..games.solution import Equilibrium, Profile, Solution
from ..games.ties import tied_actions
from .backward_induction import backward_induction
from .induction import Induction, Support
from .level_induction import LevelInduction, level_induction, pure_profile
from .probability_region import pinned
from .pure_members import pure_members
from .subgame_equilibria import one_selection
from .tie_conditions import Region, alternatives_of, joined, payoffs_of, regions_of
from .tie_core import TieCore, tie_core

LARGE = 1_000
"""Nodes from which on trees with perfect information are solved level by level."""

MAX_LISTED = 500
MAX_LISTED_SETS = 200_000
"""Profiles that are listed times information sets: what a reader and a file can bear."""

UNIQUE = (
    "backward induction met no tie, so the subgame perfect equilibrium is unique (Zermelo 1913; Kuhn 1953)"
)
FINITE = "every subgame was solved completely, in all combinations of the equilibria of the subgames below it"
TIED = (
    "backward induction kept every tie: the alternatives under conditions are all subgame perfect equilibria"
)


def subgame_perfect(game: ExtensiveFormGame, *, one: bool = False) -> Solution:
    """Return all subgame perfect equilibria of a tree.

    Parameters
    ----------
    game : ExtensiveFormGame
        Any number of players, chance, information sets, payoffs at inner nodes. Every player remembers.
    one : bool
        Return one equilibrium, whatever ties there are; where there are none it is the only one.

    Returns
    -------
    Solution
        Without ties, a list of equilibria, each with a distribution at every information set. Where players
        are indifferent `knife_edge` is True; where the equilibria form a continuum `conditions` state the
        whole set as a union of regions of mixing probabilities, and `equilibria` list extreme points and pure
        members. `complete` is True where each subgame with imperfect information was solved completely and
        its payoffs are finitely many; otherwise `complete_because` names the subgame.

    Raises
    ------
    UnsupportedGame
        For normal forms, and where a player forgets.
    LimitReached
        When ties multiply beyond what is enumerated; `found` then holds one equilibrium.

    Notes
    -----
    Selten (1965): subgames are solved from the smallest to the whole, each with those below replaced by
    what their equilibria pay.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))
    >>> subgame_perfect(game)
    <Solution subgame-perfect, all: 1 with payoffs (2, -6)>
    """
    _require_tree(game)
    quick = _by_levels(game)
    if one or (quick is not None and not len(quick.tied)):
        return _one(game, "one equilibrium was asked for", quick)
    core = TieCore(game) if quick is None else tie_core(game, quick)
    small = core.game
    try:
        state = backward_induction(small)
        regions = regions_of(small, state, state.cases_of(0))
    except LimitReached as limit:
        raise LimitReached(str(limit), _one(game, f"{limit}; one equilibrium is given", quick)) from None
    most = max(1, min(MAX_LISTED, MAX_LISTED_SETS // max(1, len(game.set_labels))))
    listed: dict[Profile, Equilibrium] = {}
    members: list[set[Profile]] = []
    short = False
    for region in regions:
        profiles = list(itertools.islice(_listed_profiles(small, state, region), most + 1))
        short |= len(profiles) > most
        members.append(set(profiles[:most]))
        for profile in profiles[:most]:
            if profile not in listed and (len(listed) < most or profile == profiles[0]):
                listed[profile] = Equilibrium(game, core.whole(profile), "subgame-perfect")
    finite = all(_is_point(region) for region in regions)
    order = {profile: i for i, profile in enumerate(listed)}
    groups = [[k] for k in range(len(regions))] if finite else joined(regions, members)
    found = (sorted({order[p] for r in group for p in members[r] if p in order}) for group in groups)
    components = tuple(dict.fromkeys(tuple(numbers) for numbers in found if numbers))
    complete, because = _claim(game, state, finite, short, len(listed))
    ties = tied_actions(small, list(listed)) if state.tied else {}
    return Solution(
        game=game,
        concept="subgame-perfect",
        method="backward-induction",
        equilibria=tuple(listed.values()),
        components=components,
        complete=complete,
        complete_because=because,
        knife_edge=state.tied,
        conditions=() if finite else alternatives_of(small, state, regions),
        payoff_set=() if finite else payoffs_of(small, state, regions),
        ties={core.number(one): actions for one, actions in ties.items()},
        pure_count=_pure_count(small, list(listed), counted=complete and not short),
    )


def _pure_count(game: ExtensiveFormGame, listed: list[Profile], *, counted: bool) -> int | None:
    """The number of pure equilibria; those listed are all where the answer is complete and not cut short."""
    if game.has_perfect_information:
        return pure_members(game)
    return sum(all(max(row) == 1 for row in one if row) for one in listed) if counted else None


def _claim(
    game: ExtensiveFormGame, state: Induction, finite: bool, short: bool, count: int
) -> tuple[bool, str]:
    """Whether nothing is missing, and why."""
    if state.shortfalls:
        return False, "; ".join(dict.fromkeys(state.shortfalls))
    if state.undecided:
        return (
            False,
            "whether some of the alternatives under conditions have any point could not be decided",
        )
    if not finite:
        return True, TIED + ("; more points than are listed belong to it" if short else "")
    if game.has_perfect_information and count == 1:
        return True, UNIQUE
    return True, FINITE


def _is_point(region: Region) -> bool:
    """Whether a region is one profile: everything is fixed by its relations."""
    fixed = pinned(region.relations)
    return not region.free and all(v in fixed for block in region.blocks for v in block)


@dataclass(frozen=True, slots=True)
class Continuation:
    """What an equilibrium yields from each node on, and every action that is optimal there.

    Attributes
    ----------
    values : tuple of tuples
        ``values[node][player]``, payoffs at the node itself included, in one subgame perfect equilibrium.
    optimal : dict
        For each decision node the numbers of the actions that are best given `values` below.
    """

    game: ExtensiveFormGame
    values: tuple[tuple[Fraction, ...], ...]
    optimal: dict[int, Support]

    def action_values(self, node: int) -> tuple[tuple[Fraction, ...], ...]:
        """The values of what each action at `node` leads to."""
        return tuple(self.values[child] for child in self.game.children[node])


def continuation_values(game: ExtensiveFormGame) -> Continuation:
    """Return the continuation of one subgame perfect equilibrium, with all best actions at each node.

    Where several actions are best, play goes on with the first of them; above a tie that matters to others
    the values belong to that choice.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": outcome(0, -6)}), players=["US", "China"])
    >>> continuation_values(game).optimal
    {0: (0, 1)}
    """
    _require_perfect_information(game)
    values: list[tuple[Fraction, ...]] = [()] * len(game.children)
    optimal: dict[int, Support] = {}
    for node in range(len(game.children) - 1, -1, -1):
        value = [table[node] for table in game.payoffs]
        below = [values[child] for child in game.children[node]]
        if below:
            one = game.information_sets[game.set_of[node]]
            if one.player == CHANCE:
                weights = one.probabilities
            else:
                earned = [v[one.player] for v in below]
                best = max(earned)
                optimal[node] = tuple(a for a, u in enumerate(earned) if u == best)
                weights = tuple(Fraction(int(a == optimal[node][0])) for a in range(len(below)))
            for p, v in zip(weights, below, strict=True):
                if p:
                    value = [x + p * y for x, y in zip(value, v, strict=True)]
        values[node] = tuple(value)
    return Continuation(game, tuple(values), dict(sorted(optimal.items())))


def _require_tree(game: ExtensiveFormGame) -> None:
    if isinstance(game, NormalFormGame):
        raise UnsupportedGame(
            "subgame-perfect takes a tree; this is a normal form, which nash, pure-nash and zero-sum take"
        )
    require_rational(game, "subgame-perfect")
    require_perfect_recall(game, "subgame-perfect")


def _require_perfect_information(game: ExtensiveFormGame) -> None:
    _require_tree(game)
    odd = next((s for s in game.information_sets if s.player != CHANCE and len(s.nodes) > 1), None)
    if odd is not None:
        raise UnsupportedGame(
            f"continuation values need a tree with perfect information; information set {odd.label!r} of "
            f"{game.players[odd.player]} has {len(odd.nodes)} nodes"
        )


def _by_levels(game: ExtensiveFormGame) -> LevelInduction | None:
    """One equilibrium of a large tree with perfect information, if its levels are wide enough."""
    if game.size < LARGE or not game.has_perfect_information:
        return None
    return level_induction(game)


def _one(game: ExtensiveFormGame, because: str, quick: LevelInduction | None) -> Solution:
    if not game.has_perfect_information:
        equilibrium = Equilibrium(game, one_selection(game), "subgame-perfect")
        return _solution(game, (equilibrium,), complete=False, because=because)
    if quick is not None:
        profile, tied = pure_profile(game, quick.choices), len(quick.tied) > 0
    else:
        best = continuation_values(game).optimal
        supports: dict[int, Support] = {game.set_of[node]: (actions[0],) for node, actions in best.items()}
        profile = _profile(game, supports, {}, Induction())
        tied = any(len(actions) > 1 for actions in best.values())
    return _solution(
        game,
        (Equilibrium(game, profile, "subgame-perfect"),),
        complete=not tied,
        because=because if tied else UNIQUE,
        knife_edge=tied,
    )


def _solution(
    game: ExtensiveFormGame,
    equilibria: tuple[Equilibrium, ...],
    *,
    complete: bool,
    because: str,
    knife_edge: bool = False,
) -> Solution:
    return Solution(
        game=game,
        concept="subgame-perfect",
        method="backward-induction",
        equilibria=equilibria,
        components=((0,),),
        complete=complete,
        complete_because=because,
        knife_edge=knife_edge,
        pure_count=1 if complete else None,
    )


def _listed_profiles(game: ExtensiveFormGame, state: Induction, region: Region) -> Iterator[Profile]:
    """The corners of the region (pure members are among them), or its pure members and one point."""
    free = [(number, state.supports[number]) for number in region.free]
    for point in region.points:
        for choice in itertools.product(*(support for _, support in free)):
            supports = {**state.supports, **dict(region.supports)}
            supports.update({number: (a,) for (number, _), a in zip(free, choice, strict=True)})
            yield _profile(game, supports, point, state)


def _profile(
    game: ExtensiveFormGame, supports: dict[int, Support], point: dict[int, Fraction], state: Induction
) -> Profile:
    """The behaviour profile with these supports and probabilities; no set is left out."""
    found: list[Mixed | None] = []
    for number, one in enumerate(game.information_sets):
        if one.player == CHANCE:
            found.append(None)
            continue
        first, *others = supports[number]
        weights = [Fraction(0)] * len(one.actions)
        for a in others:
            weights[a] = point[state.variables[number, a]]
        weights[first] = 1 - sum(weights, Fraction(0))
        found.append(tuple(weights))
    return tuple(found)
