"""Extensive-form correlated equilibria of trees: the best of them by a stated objective, exact and proven."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeVar

import numpy as np

from ..games.correlation_names import MINIMUM, NASH_PRODUCT, WELFARE
from ..games.duality import IntegerProgram, smallest_integers
from ..games.errors import InvalidInput, LimitReached, SolverFailed, UnsupportedGame
from ..games.exact import over_common_denominator
from ..games.extensive_correlation import (
    CorrelatedPlay,
    consistency_rows,
    expected,
    temptations,
    weights_of_distribution,
    weights_of_plan,
)
from ..games.extensive_correlation_json import deviation_names, tree_objectives, weights_name
from ..games.extensive_form import ExtensiveFormGame
from ..games.mediation import Joint, Mediation, replaced, total_profiles_text
from ..games.normal_form import require_rational
from ..games.recall import require_perfect_recall
from ..games.solution import Distribution, Solution
from .linear_program import maximise_integers

PROFILES = 1_500
"""Profiles of reduced strategies up to which the program runs over them and a distribution is returned."""

PAIRS = 20_000
"""Relevant pairs of sequences up to which the program of a larger two-player tree is built."""

Key = TypeVar("Key", bound=Hashable)

BECAUSE = "the value is proven by the dual; other recommendations that attain it were not excluded"


def extensive_correlated(game: ExtensiveFormGame, objective: str = WELFARE) -> Solution:
    """Return the extensive-form correlated equilibrium of a tree that is best by `objective`.

    Parameters
    ----------
    game : ExtensiveFormGame
        Perfect recall, rational payoffs. Two players without chance at almost any size; with chance or more
        players where the profiles of reduced strategies are few.
    objective : str
        ``"welfare"``: the sum of payoffs; ``"min"``: the smallest payoff; or the label of a player. The two
        words win over players of these names.

    Returns
    -------
    Solution
        `value` of the objective and the `dual` that proves it. `distribution` has the profiles of reduced
        strategies that the mediator draws, where these are few; `correlated_play` what the players get and,
        for two players without chance, the correlation plan: how likely two sequences are drawn together.
        `knife_edge` says whether someone is exactly indifferent to a recommendation that is given.

    Raises
    ------
    InvalidInput
        For an unknown objective, naming the accepted ones.
    UnsupportedGame, SymbolsLeft
        For normal forms, imperfect recall (with the place), the Nash product, and symbolic payoffs.
    LimitReached
        With chance or more than two players, above `PROFILES` profiles; without, above `PAIRS` pairs.

    Notes
    -----
    The mediator recommends a move only when its information set is reached; who leaves a recommendation hears
    no more (von Stengel & Forges 2008). Every correlated equilibrium of the normal form is one. Without
    chance and with two players the equilibria form a polytope with few constraints, in the weights of pairs
    of sequences whose last sets lie on one play. With chance the problem is NP-hard, and the program runs
    over profiles.

    Examples
    --------
    >>> from quidproquo import decision, outcome, tree
    >>> game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": decision(
    ...     "China", {"acquiesce": outcome(2, -6), "withhold": outcome(-5, -7)})}))
    >>> extensive_correlated(game, "US").value, extensive_correlated(game, "China").value
    (Fraction(2, 1), Fraction(0, 1))
    """
    concept = "extensive-correlated"
    if not isinstance(game, ExtensiveFormGame):
        raise UnsupportedGame(f"{concept} takes a tree, this is a normal form: ask for correlated")
    if objective == NASH_PRODUCT and objective not in game.players:
        raise UnsupportedGame(
            f"{concept} does not maximise the Nash product, which is no linear objective and needs each "
            f"player's security level in the tree; accepted: {', '.join(tree_objectives(game))}"
        )
    if objective not in tree_objectives(game):
        accepted = ", ".join(tree_objectives(game))
        raise InvalidInput(f"there is no objective {objective!r}; accepted: {accepted}")
    require_rational(game, concept)
    require_perfect_recall(game, concept)
    return solve_with(_columns(Mediation(game)), objective)


def solve_with(columns: Profiles | Pairs, objective: str) -> Solution:
    """Return the best equilibrium over the variables given; both kinds have the same value."""
    mediation = columns.mediation
    game = mediation.game
    program = _Program(columns)
    found = program.best(objective)
    distribution: Distribution = ()
    if isinstance(columns, Profiles):
        distribution = columns.distribution(found.x)
        weight = weights_of_distribution(mediation, distribution)
    else:
        weight = weights_of_plan(columns.plan(found.x))
    plan: dict[Joint, Fraction] = {}
    if len(game.players) == 2 and not mediation.has_chance:
        plan = {pair: w for pair in sorted(mediation.relevant) if (w := weight(pair))}
    payoffs = expected(mediation, weight)
    dual = {
        who: {
            name: y
            for key, name in deviation_names(mediation, i).items()
            if (y := found.deviations[i].get(key))
        }
        for i, who in enumerate(game.players)
    }
    if objective == MINIMUM:
        dual[weights_name(game)] = dict(zip(game.players, found.weights, strict=True))
    return Solution(
        game=game,
        concept="extensive-correlated",
        method="linear-program-over-profiles" if distribution else "linear-program-over-pairs-of-sequences",
        equilibria=(),
        components=(),
        complete=False,
        complete_because=BECAUSE,
        knife_edge=any(one.gain == 0 for one in temptations(mediation, weight)),
        value=_value(game, objective, payoffs),
        dual=dual,
        objective=objective,
        distribution=distribution,
        correlated_play=CorrelatedPlay(payoffs, plan, found.consistency),
    )


def _value(game: ExtensiveFormGame, objective: str, payoffs: Sequence[Fraction]) -> Fraction:
    if objective == WELFARE:
        return sum(payoffs, Fraction(0))
    return min(payoffs) if objective == MINIMUM else payoffs[game.players.index(objective)]


def _columns(mediation: Mediation) -> Profiles | Pairs:
    if mediation.profiles <= PROFILES:
        return Profiles(mediation)
    if len(mediation.moves) == 2 and not mediation.has_chance:
        if len(mediation.relevant) > PAIRS:
            raise LimitReached(
                f"the tree has {len(mediation.relevant)} pairs of sequences to correlate; at most {PAIRS} "
                "are accepted"
            )
        return Pairs(mediation)
    why = "chance" if mediation.has_chance else "more than two players"
    raise LimitReached(
        f"with {why} these equilibria have no short description (the problem is NP-hard with chance, von "
        f"Stengel & Forges 2008), so the profiles of reduced strategies are gone through: at most {PROFILES} "
        f"are accepted, this tree has {total_profiles_text(mediation)}"
    )


class Profiles:
    """The variables are the probabilities of profiles of reduced strategies."""

    def __init__(self, mediation: Mediation) -> None:
        self.mediation = mediation
        self.shape = tuple(len(own) for own in mediation.plans)
        self.width = int(np.prod(self.shape))
        self._numbers = np.arange(self.width).reshape(self.shape)

    def spread(self, amounts: Mapping[Joint, Fraction]) -> dict[int, Fraction]:
        """A linear form in the weights of sequences, as one in the variables."""
        found: dict[int, Fraction] = {}
        for joint, amount in amounts.items():
            places = [self.mediation.players_of[i][q] for i, q in enumerate(joint)]
            for k in self._numbers[np.ix_(*places)].ravel().tolist():
                found[k] = found.get(k, Fraction(0)) + amount
        return {k: x for k, x in found.items() if x}

    def equations(self) -> list[tuple[dict[int, Fraction], int]]:
        """What makes the variables recommendations: rows with their right-hand sides."""
        return [(dict.fromkeys(range(self.width), Fraction(1)), 1)]

    def consistency(self, proof: Sequence[Fraction]) -> dict[tuple[int, int, int], Fraction]:
        """No equation but the first, whose multiplier is the value itself."""
        return {}

    def distribution(self, x: Sequence[Fraction]) -> Distribution:
        """The profiles of positive probability, in row-major order."""
        cells = np.ndindex(*self.shape)
        return tuple((tuple(cell), p) for cell, p in zip(cells, x, strict=False) if p)


class Pairs:
    """The variables are the weights of relevant pairs of sequences, of two players without chance."""

    def __init__(self, mediation: Mediation) -> None:
        self.mediation = mediation
        self.place = {pair: k for k, pair in enumerate(sorted(mediation.relevant))}
        self.width = len(self.place)
        self._rows = list(consistency_rows(mediation))

    def spread(self, amounts: Mapping[Joint, Fraction]) -> dict[int, Fraction]:
        """A linear form in the weights of sequences, as one in the variables."""
        return {self.place[joint]: x for joint, x in amounts.items() if x}

    def equations(self) -> list[tuple[dict[int, Fraction], int]]:
        """What makes the variables a correlation plan: rows with their right-hand sides."""
        found = [({self.place[0, 0]: Fraction(1)}, 1)]
        for player, one, other in self._rows:
            options = self.mediation.options[player][one]
            sides = {
                self.mediation.parents[player][options[0]]: Fraction(-1),
                **dict.fromkeys(options, Fraction(1)),
            }
            pairs: dict[Joint, Fraction] = {
                ((q, other) if player == 0 else (other, q)): x for q, x in sides.items()
            }
            found.append((self.spread(pairs), 0))
        return found

    def consistency(self, proof: Sequence[Fraction]) -> dict[tuple[int, int, int], Fraction]:
        """The multipliers of the equations after the first."""
        return {row: y for row, y in zip(self._rows, proof[1:], strict=False) if y}

    def plan(self, x: Sequence[Fraction]) -> dict[Joint, Fraction]:
        """The pairs of positive weight."""
        return {pair: x[k] for pair, k in self.place.items() if x[k]}


@dataclass(frozen=True, slots=True)
class _Best:
    x: tuple[Fraction, ...]
    weights: tuple[Fraction, ...]
    deviations: tuple[dict[tuple[int, int], Fraction], ...]
    consistency: dict[tuple[int, int, int], Fraction]


@dataclass
class _Program:
    """Rows of the program; variables that may be negative are the difference of two."""

    columns: Profiles | Pairs
    rows: list[dict[int, Fraction]] = field(default_factory=list)
    right: list[int] = field(default_factory=list)
    equal: list[bool] = field(default_factory=list)
    keys: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    width: int = 0

    def __post_init__(self) -> None:
        self.width = self.columns.width
        for row, limit in self.columns.equations():
            self._add(row, limit, equal=True)
        for player in range(len(self.columns.mediation.moves)):
            for told in self.columns.mediation.triggers(player):
                self._incentives(player, told)

    def best(self, objective: str) -> _Best:
        """Solve for the objective, and read the answer and its proof."""
        mediation = self.columns.mediation
        players = range(len(mediation.moves))
        paid = [
            self.columns.spread(_sums((e.joint, e.chance * e.payoffs[i]) for e in mediation.ends))
            for i in players
        ]
        goal: dict[int, Fraction]
        minimum_rows = range(0)
        if objective == MINIMUM:
            least = self._free()
            goal = {least: Fraction(1), least + 1: Fraction(-1)}
            minimum_rows = range(len(self.rows), len(self.rows) + len(players))
            for own in paid:
                self._add({**{k: -x for k, x in own.items()}, **goal}, 0)
        else:
            aims = players if objective == WELFARE else [mediation.game.players.index(objective)]
            goal = _sums((k, x) for i in aims for k, x in paid[i].items())
        x, proof = self._solved(goal)
        deviations: tuple[dict[tuple[int, int], Fraction], ...] = tuple({} for _ in players)
        for row, (player, told, instead) in self.keys.items():
            if proof[row]:
                deviations[player][told, instead] = proof[row]
        weights = tuple(proof[row] for row in minimum_rows)
        return _Best(x[: self.columns.width], weights, deviations, self.columns.consistency(proof))

    def _incentives(self, player: int, told: int) -> None:
        """What following a recommendation pays is at least the value of the best way to leave it."""
        mediation = self.columns.mediation
        here = mediation.moves[player][told][0]
        options, ahead = mediation.options[player], mediation.ahead[player]
        ways = mediation.after(player, told)
        followed: list[tuple[Joint, Fraction]] = []
        left: dict[int, list[tuple[Joint, Fraction]]] = {q: [] for q in ways}
        for end in mediation.through[here]:
            stake = end.chance * end.payoffs[player]
            if told in mediation.chains[player][end.joint[player]]:
                followed.append((end.joint, stake))
            else:
                left[end.joint[player]].append((replaced(end.joint, player, told), stake))
        values = {here: self._free()}
        for q in ways:
            values.update((one, self._free()) for one in ahead[q])
        top = values[here]
        row = {k: -x for k, x in self.columns.spread(_sums(followed)).items()}
        self._add({**row, top: Fraction(1), top + 1: Fraction(-1)}, 0)
        for one, value in values.items():
            for q in options[one]:
                if q == told:
                    continue
                row = self.columns.spread(_sums(left[q]))
                row[value], row[value + 1] = Fraction(-1), Fraction(1)
                for below in ahead[q]:
                    row[values[below]], row[values[below] + 1] = Fraction(1), Fraction(-1)
                self.keys[len(self.rows)] = player, told, q
                self._add(row, 0)

    def _free(self) -> int:
        self.width += 2
        return self.width - 2

    def _add(self, row: dict[int, Fraction], limit: int, *, equal: bool = False) -> None:
        self.rows.append(row)
        self.right.append(limit)
        self.equal.append(equal)

    def _solved(self, goal: Mapping[int, Fraction]) -> tuple[tuple[Fraction, ...], list[Fraction]]:
        whole, scales = [], []
        for row, limit in zip(self.rows, self.right, strict=True):
            order = sorted(k for k, x in row.items() if x)
            numbers, scale = over_common_denominator([*(row[k] for k in order), Fraction(limit)])
            whole.append((order, numbers))
            scales.append(scale)
        numbers, unit = over_common_denominator([goal.get(k, Fraction(0)) for k in range(self.width)])
        outcome = maximise_integers(
            IntegerProgram(
                smallest_integers(numbers),
                np.cumsum([0, *(len(order) for order, _ in whole)]),
                np.array([k for order, _ in whole for k in order], dtype=np.int64),
                smallest_integers([x for _, row in whole for x in row[:-1]]),
                smallest_integers([row[-1] for _, row in whole]),
                np.array(self.equal, dtype=bool),
            )
        )
        if outcome.status != "optimal":
            raise SolverFailed(f"the program of correlated play ended as {outcome.status}; it has an optimum")
        return outcome.x.vector(self.width), [outcome.proof[i] * s / unit for i, s in enumerate(scales)]


def _sums(pairs: Iterable[tuple[Key, Fraction]]) -> dict[Key, Fraction]:
    found: dict[Key, Fraction] = {}
    for key, x in pairs:
        found[key] = found.get(key, Fraction(0)) + x
    return found
