"""Strategies with beliefs: what makes an assessment perfect Bayesian or sequential, checked exactly.

At a fixed profile the beliefs that support it at an information set form a polytope: those that Bayes' rule
(or consistency) admits, and under which no other plan of the mover does better from there on.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from .certificate import Mixed, Regret, check_distribution
from .consistency import BeliefClasses, TiedSets, bayesian_classes, consistent_beliefs, consistent_classes
from .errors import InvalidInput, LimitReached, NotAnEquilibrium, UnsupportedGame
from .exact import exact, number_text
from .extensive_form import CHANCE, ExtensiveFormGame
from .labelling import inconsistency
from .normal_form import require_rational
from .plan_rows import plan_rows, plan_words, value_from
from .recall import require_perfect_recall
from .subgames import subgame_roots

MAX_SYSTEMS = 20_000
SEQUENTIAL, WEAK = "sequential", "perfect-bayesian"


@dataclass(frozen=True, slots=True)
class BeliefSet:
    """All beliefs at one information set that support a profile: a polytope, by its corners.

    `inequalities` are rows ``a`` with ``a·belief >= 0``, one per plan that may tempt the mover; `classes` the
    distributions whose mixtures are admitted; `tied` the sets that have to mix them alike.
    """

    corners: tuple[Mixed, ...]
    inequalities: tuple[Mixed, ...]
    classes: tuple[Mixed, ...]
    tied: TiedSets | None = None

    def relations(self) -> list[tuple[Mixed, bool]]:
        """Rows ``a`` with ``a·belief >= 0``, or ``= 0``, that cut the polytope out of all beliefs."""
        size = len(self.corners[0])
        found = [(row, False) for row in self.inequalities]
        for k in range(size):
            if not any(row[k] for row in self.classes):
                found.append((tuple(Fraction(int(i == k)) for i in range(size)), True))
        for row in self.classes:
            lead, *others = [k for k in range(size) if row[k]]
            for k in others:
                tie = [Fraction(0)] * size
                tie[k], tie[lead] = row[lead], -row[k]
                found.append((tuple(tie), True))
        return found

    def bounds(self, k: int) -> tuple[Fraction, Fraction]:
        """The lowest and the highest belief in the `k`-th node."""
        return min(c[k] for c in self.corners), max(c[k] for c in self.corners)


def belief_sets(
    game: ExtensiveFormGame, profile: Sequence[Mixed | None], concept: str
) -> tuple[BeliefSet | None, ...]:
    """Return for every information set the beliefs that support `profile` there (None for chance).

    ``"perfect-bayesian"`` asks for Bayes' rule in every subgame that reaches the set, ``"sequential"`` for
    consistency (Kreps and Wilson 1982); both for a best continuation at every set.

    Raises
    ------
    NotAnEquilibrium
        Naming the information set and the plan that is better under every belief, or under Bayes' rule.
    UnsupportedGame
        For imperfect recall, and where consistency is not decided.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> reply = {a: decision("B", {"yield": outcome(2, u), "fight": outcome(-1, v)}, information_set="reply")
    ...     for a, u, v in (("left", 0, 1), ("right", 1, 0))}
    >>> game = tree(decision("A", {"out": outcome(1, 3), **reply}), players=["A", "B"])
    >>> one, zero = Fraction(1), Fraction(0)
    >>> found = belief_sets(game, ((one, zero, zero), (zero, one)), "perfect-bayesian")
    >>> [str(x) for x in found[1].bounds(0)]
    ['1/2', '1']
    """
    _check(game, profile)
    if concept == "sequential":
        classes, groups = consistent_beliefs(game, profile)
    else:
        groups = []
        roots = subgame_roots(game)
        classes = {
            number: bayesian_classes(game, profile, number, roots)
            for number, one in enumerate(game.information_sets)
            if one.player != CHANCE and len(one.nodes) > 1
        }
    alone = BeliefClasses(((Fraction(1),),))
    found = [
        None if one.player == CHANCE else _supporting(game, profile, number, classes.get(number, alone))
        for number, one in enumerate(game.information_sets)
    ]
    for group in groups:
        for number, together in _jointly_supporting(game, group, found):
            found[number] = together
    return tuple(found)


def check_assessment(
    game: ExtensiveFormGame,
    profile: Sequence[Sequence[Any] | None],
    beliefs: Mapping[int, Sequence[Any]],
    concept: str = "sequential",
) -> tuple[str, ...]:
    """Return what is wrong with strategies and beliefs, nothing if they are a sequential equilibrium.

    Parameters
    ----------
    profile : a distribution over actions for every information set, None for chance
    beliefs : for each information set with several nodes, the probability of each of its nodes
    concept : ``"sequential"``, or ``"perfect-bayesian"`` for Bayes' rule instead of consistency

    Returns
    -------
    tuple of str
        Each names the information set, and the deviation with its gain or the beliefs that are admitted.

    Examples
    --------
    >>> from quidproquo import chance, decision, outcome, tree
    >>> game = tree(chance({t: ("1/2", decision("B", {"stop": outcome(0), "go": outcome(u)},
    ...     information_set="go?")) for t, u in (("good", 3), ("bad", -1))}), players=["B"])
    >>> check_assessment(game, (None, (Fraction(0), Fraction(1))), {1: ["1/2", "1/2"]})
    ()
    >>> check_assessment(game, (None, (Fraction(1), Fraction(0))), {1: ["1/2", "1/2"]})
    ("at 'go?' of B: go is better than what is played by 1",)
    """
    if concept not in (SEQUENTIAL, WEAK):
        raise InvalidInput(f"concept {concept!r}: {SEQUENTIAL!r} and {WEAK!r} are accepted")
    played: tuple[Mixed | None, ...] = tuple(
        None if row is None else tuple(_rational(exact(p, "a probability")) for p in row) for row in profile
    )
    _check(game, played)
    roots = subgame_roots(game)
    findings: list[str] = []
    for number, one in enumerate(game.information_sets):
        if one.player == CHANCE:
            continue
        place = f"at {one.label!r} of {game.players[one.player]}"
        if len(one.nodes) > 1 and number not in beliefs:
            raise InvalidInput(f"beliefs {place} are missing; a probability for each node is needed")
        given = beliefs.get(number, [1])
        if not isinstance(given, (list, tuple)):
            raise InvalidInput(
                f"beliefs {place} are {given!r:.60}; a list with one number per node is needed"
            )
        belief = tuple(_rational(exact(p, f"belief {place}")) for p in given)
        check_distribution(belief, len(one.nodes), f"the belief {place}")
        best, plan = max(plan_rows(game, played, number), key=lambda row: -_dot(row[0], belief))
        if (gain := -_dot(best, belief)) > 0:
            words = plan_words(game, played, number, plan)
            findings.append(f"{place}: {words} is better than what is played by {number_text(gain)}")
        if len(one.nodes) > 1 and concept != "sequential":
            allowed = bayesian_classes(game, played, number, roots)
            if len(allowed.classes) == 1 and belief != allowed.classes[0]:
                findings.append(f"{place}: by Bayes' rule the belief is {_text(allowed.classes[0])}")
    if concept == "sequential":
        stated = {
            number: tuple(_rational(exact(p, "belief")) for p in beliefs[number])
            for number, one in enumerate(game.information_sets)
            if one.player != CHANCE and len(one.nodes) > 1
        }
        try:
            classes = consistent_classes(game, played)
        except UnsupportedGame:  # the same mistakes tie beliefs together; fixed ones are decided all the same
            why = inconsistency(game, played, stated)
            return tuple([*findings, why] if why else findings)
        for number, allowed in classes.items():
            one = game.information_sets[number]
            belief = stated[number]
            if not _mixes(belief, allowed):
                admitted = " or a mixture with ".join(_text(row) for row in allowed.classes)
                findings.append(
                    f"at {one.label!r} of {game.players[one.player]}: no vanishing mistakes lead to this "
                    f"belief, they lead to {admitted}"
                )
    return tuple(findings)


def assessment_payoffs(
    game: ExtensiveFormGame, profile: Sequence[Mixed | None]
) -> tuple[tuple[Fraction, ...], tuple[Regret, ...]]:
    """Return what the players get under `profile`, and regrets of zero once it was checked elsewhere."""
    _check(game, profile)
    values = tuple(value_from(game, profile, 0, player, {}) for player in range(len(game.players)))
    return values, tuple(Regret(who, Fraction(0), "") for who in game.players)


def some_belief(rows: Sequence[Mixed], size: int) -> bool:
    """Whether some distribution over `size` nodes makes every row nonnegative."""
    return bool(_corners([row for row in rows if any(row)], size))


def _check(game: ExtensiveFormGame, profile: Sequence[Mixed | None]) -> None:
    require_rational(game, "beliefs")
    require_perfect_recall(game, "beliefs")
    if len(profile) != len(game.information_sets):
        raise NotAnEquilibrium(
            f"the profile names {len(profile)} information sets; the game has {len(game.information_sets)}"
        )
    for one, mixed in zip(game.information_sets, profile, strict=True):
        if one.player == CHANCE:
            continue
        place = f"information set {one.label!r} of {game.players[one.player]}"
        if mixed is None:
            raise NotAnEquilibrium(f"{place} has no probabilities; the profile must give them")
        check_distribution(mixed, len(one.actions), place)


def _supporting(
    game: ExtensiveFormGame, profile: Sequence[Mixed | None], number: int, classes: BeliefClasses
) -> BeliefSet:
    rows = list(plan_rows(game, profile, number))
    tempting = tuple(dict.fromkeys(row for row, _ in rows if any(row)))
    by_class = [tuple(_dot(row, c) for c in classes.classes) for row in tempting]
    weights = _corners(by_class, len(classes.classes))
    if not weights:
        one = game.information_sets[number]
        place = f"{one.label!r} of {game.players[one.player]}"
        if len(classes.classes) == 1:
            belief = classes.classes[0]
            row, plan = min(rows, key=lambda pair: _dot(pair[0], belief))
            gain = number_text(-_dot(row, belief))
            words = plan_words(game, profile, number, plan)
            raise NotAnEquilibrium(f"{game.players[one.player]} gains {gain} by {words} at {place}")
        raise NotAnEquilibrium(f"no belief supports what is played at {place}")
    corners = tuple(
        tuple(
            sum((w * c[k] for w, c in zip(point, classes.classes, strict=True)), Fraction(0))
            for k in range(len(classes.classes[0]))
        )
        for point in weights
    )
    return BeliefSet(tuple(sorted(dict.fromkeys(corners))), tempting, classes.classes)


def _jointly_supporting(
    game: ExtensiveFormGame, group: TiedSets, alone: Sequence[BeliefSet | None]
) -> Iterator[tuple[int, BeliefSet]]:
    """The beliefs of sets that mix their classes alike, under which what is played is best at all of them."""
    own = [(n, masses, alone[n]) for n, masses in zip(group.numbers, group.masses, strict=True)]
    rows = [
        tuple(m * _dot(row, c) for m, c in zip(masses, one.classes, strict=True))
        for _, masses, one in own
        if one is not None
        for row in one.inequalities
    ]
    shares = _corners(rows, len(group.masses[0]))
    if not shares:
        places = " and ".join(
            f"{game.information_sets[n].label!r} of {game.players[game.information_sets[n].player]}"
            for n in group.numbers
        )
        raise NotAnEquilibrium(
            f"no belief supports what is played at {places}, behind which the same mistakes stand"
        )
    for n, masses, one in own:
        assert one is not None
        corners = []
        for share in shares:
            weights = [s * m for s, m in zip(share, masses, strict=True)]
            total = sum(weights, Fraction(0))
            corners.append(
                tuple(
                    sum((w * c[k] for w, c in zip(weights, one.classes, strict=True)), Fraction(0)) / total
                    for k in range(len(one.classes[0]))
                )
            )
        limits = []
        for row in rows:  # in the beliefs at the first node of each class, which stand for its share
            limit = [Fraction(0)] * len(one.classes[0])
            for x, m, c in zip(row, masses, one.classes, strict=True):
                lead = next(k for k, p in enumerate(c) if p)
                limit[lead] = x / (m * c[lead])
            limits.append(tuple(limit))
        yield (
            n,
            BeliefSet(
                tuple(sorted(dict.fromkeys(corners))), tuple(dict.fromkeys(limits)), one.classes, group
            ),
        )


def _corners(rows: Sequence[Mixed], size: int) -> list[Mixed]:
    """The corners of the part of the simplex in which every row is nonnegative, by trying tight sets."""
    limits = [*rows, *(tuple(Fraction(int(i == j)) for j in range(size)) for i in range(size))]
    found: dict[Mixed, None] = {}
    for count, tight in enumerate(itertools.combinations(limits, size - 1)):
        if count > MAX_SYSTEMS:
            raise LimitReached(f"beliefs over {size} nodes with {len(rows)} plans have too many corners")
        point = _solved([[*row, Fraction(0)] for row in tight] + [[Fraction(1)] * (size + 1)])
        if point is not None and all(_dot(row, point) >= 0 for row in limits):
            found[point] = None
    return list(found)


def _solved(system: list[list[Fraction]]) -> Mixed | None:
    size = len(system)
    for k in range(size):
        pivot = next((i for i in range(k, size) if system[i][k]), None)
        if pivot is None:
            return None
        system[k], system[pivot] = system[pivot], system[k]
        system[k] = [x / system[k][k] for x in system[k]]
        for i in range(size):
            if i != k and system[i][k]:
                factor = system[i][k]
                system[i] = [x - factor * y for x, y in zip(system[i], system[k], strict=True)]
    return tuple(row[-1] for row in system)


def _mixes(belief: Mixed, allowed: BeliefClasses) -> bool:
    """Whether a belief is a mixture of classes: these have no node in common."""
    left = list(belief)
    for row in allowed.classes:
        lead = next(k for k, p in enumerate(row) if p)
        share = belief[lead] / row[lead]
        left = [x - share * p for x, p in zip(left, row, strict=True)]
    return not any(left)


def _dot(row: Sequence[Fraction], point: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(row, point, strict=True)), Fraction(0))


def _rational(number: Any) -> Fraction:
    assert isinstance(number, Fraction), number
    return number


def _text(belief: Sequence[Fraction]) -> str:
    return f"({', '.join(map(number_text, belief))})"
