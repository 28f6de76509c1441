"""The logit response as a system of equations in log-odds, for floats and for balls."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from ..games.errors import LimitReached, UnsupportedGame
from ..games.exact import rational
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.normal_form import NormalFormGame

MAX_FACTORS = 400_000
LARGEST = 10**300
"""Beyond it, and below its inverse, floats cannot propose anything."""
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Terms:
    """Sums of products of probabilities: in row `rows[k]` stands `weights[k]` times the `factors[k]`.

    Factors are numbers of actions; the number one past the last action stands for the factor 1.
    """

    rows: Array
    weights: tuple[Fraction, ...]
    floats: Array
    factors: Array


@dataclass(frozen=True, slots=True)
class LogitMap:
    """What each action yields its mover, as ratios of sums of products of probabilities.

    Payoffs are shifted and divided by `unit`, so that they run from 0 to 1; the log-odds of an action against
    the first one of its set are then `lambda * unit` times the difference of what they yield.

    Attributes
    ----------
    sets : per choice, its place in a profile
    first : per choice, the number of its first action, with the number of all actions at the end
    choice_of : per action, its choice
    yields, reached : what each action yields where its set is reached, times how surely others reach the set
    payoffs : what each player gets on average, shifted and divided like the rest
    """

    sets: tuple[int, ...]
    first: tuple[int, ...]
    choice_of: Array
    yields: Terms
    reached: Terms
    payoffs: Terms
    unit: Fraction
    lowest: tuple[Fraction, ...]

    @property
    def actions(self) -> int:
        return self.first[-1]

    @property
    def free(self) -> Array:
        """The actions whose log-odds are the unknowns: all but the first of each choice."""
        return np.setdiff1d(np.arange(self.actions), np.array(self.first[:-1]))

    def scale(self, lam: Fraction) -> float:
        """Lambda times the unit of payoffs, as a float.

        Raises
        ------
        LimitReached
            Where no float is that large.
        """
        try:
            return float(lam * self.unit)
        except OverflowError:
            raise LimitReached(
                "lambda times the largest difference of payoffs is above 10^308, too large for the search "
                "in floats; a smaller lambda may be answered"
            ) from None

    def log_probabilities(self, odds: Array) -> Array:
        """The logarithms of the probabilities that go with log-odds."""
        found = np.zeros(self.actions)
        found[self.free] = odds
        for low, high in itertools.pairwise(self.first):
            part = found[low:high]
            top = part.max()
            part -= top + np.log(np.exp(part - top).sum())
        return found

    def residual(self, odds: Array, scale: float) -> tuple[Array, Array, Array]:
        """How far log-odds are from the response, with the derivatives in the log-odds and in the scale."""
        logs = self.log_probabilities(odds)
        chances = np.exp(logs)
        yields, slopes = self._yields(logs)
        first = np.array(self.first)[self.choice_of]
        free = self.free
        gain = yields[free] - yields[first[free]]
        slope = slopes[free] - slopes[first[free]]
        turn = np.zeros((self.actions, len(free)))
        same = self.choice_of[:, None] == self.choice_of[free][None, :]
        turn[same] = -np.broadcast_to(chances[free], same.shape)[same]
        turn[free, np.arange(len(free))] += 1
        return odds - scale * gain, np.eye(len(free)) - scale * slope @ turn, -gain

    def _yields(self, logs: Array) -> tuple[Array, Array]:
        padded = np.append(logs, 0.0)
        before = padded[self.reached.factors].sum(axis=1)
        top = np.full(len(self.sets), -np.inf)
        np.maximum.at(top, self.reached.rows, before)
        below, dbelow = self._sums(self.reached, before - top[self.reached.rows], len(self.sets))
        after = padded[self.yields.factors].sum(axis=1)
        rows = self.choice_of[self.yields.rows]
        above, dabove = self._sums(self.yields, after - top[rows], self.actions)
        below, dbelow = below[self.choice_of], dbelow[self.choice_of]
        yields = above / below
        return yields, (dabove - yields[:, None] * dbelow) / below[:, None]

    def _sums(self, terms: Terms, logs: Array, rows: int) -> tuple[Array, Array]:
        """The sums of some terms, and their derivatives in the logarithms of the probabilities."""
        values = terms.floats * np.exp(logs)
        width = self.actions + 1
        places = terms.rows[:, None] * width + terms.factors
        weights = np.broadcast_to(values[:, None], places.shape)
        slopes = np.bincount(places.ravel(), weights.ravel(), rows * width)
        return np.bincount(terms.rows, values, rows), slopes.reshape(rows, width)[:, :-1]


def logit_map(game: NormalFormGame | ExtensiveFormGame) -> LogitMap:
    """Return the equations of the logit response of a game with rational payoffs and perfect recall.

    Raises
    ------
    UnsupportedGame
        For an information set that only branches of probability zero lead to, where their odds matter.
    LimitReached
        For a game that is too large.
    """
    if isinstance(game, NormalFormGame):
        return _collect(tuple(range(len(game.players))), game.shape, len(game.players), _cells(game))
    sets = tuple(n for n, s in enumerate(game.information_sets) if s.player != CHANCE)
    sizes = [len(game.information_sets[n].actions) for n in sets]
    return _collect(sets, sizes, len(game.players), _tree_plays(game, sets))


@dataclass(frozen=True, slots=True)
class _Passed:
    """A choice that a play passes: the action taken, how likely chance is, and what others have to do."""

    choice: int
    action: int
    player: int
    node: int
    before: Fraction
    chance: Fraction
    others_before: tuple[tuple[int, int], ...]
    others: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Play:
    chance: Fraction
    moves: tuple[tuple[int, int], ...]
    passed: tuple[_Passed, ...]
    payoffs: tuple[Fraction, ...]


def _cells(game: NormalFormGame) -> Iterator[_Play]:
    one = Fraction(1)
    for cell in itertools.product(*map(range, game.shape)):
        moves = tuple(enumerate(cell))
        passed = tuple(_Passed(i, a, i, 0, one, one, (), moves[:i] + moves[i + 1 :]) for i, a in moves)
        yield _Play(one, moves, passed, tuple(rational(table[cell]) for table in game.payoffs))


def _tree_plays(game: ExtensiveFormGame, sets: Sequence[int]) -> Iterator[_Play]:
    choice = {number: k for k, number in enumerate(sets)}
    paths = {node: game.path_to(node) for number in sets for node in game.information_sets[number].nodes}
    common = {number: _common_zeros(game, number, paths) for number in sets}
    for terminal in game.terminals():
        path = game.path_to(terminal)
        visited = [*(node for node, _ in path), terminal]
        payoffs = tuple(sum((rational(t[v]) for v in visited), Fraction(0)) for t in game.payoffs)
        steps = [(game.set_of[node], a, game.information_sets[game.set_of[node]].player) for node, a in path]
        passed = []
        for k, (number, action, player) in enumerate(steps):
            if player == CHANCE:
                continue
            early = tuple((choice[n], a) for n, a, who in steps[:k] if who not in (CHANCE, player))
            late = tuple((choice[n], a) for n, a, who in steps[k + 1 :] if who != CHANCE)
            skipped = common[number]
            before = _chance(game, path[:k], skipped)
            whole = _chance(game, path, skipped)
            passed.append(
                _Passed(choice[number], action, player, path[k][0], before, whole, early, early + late)
            )
        moves = tuple((choice[n], a) for n, a, who in steps if who != CHANCE)
        yield _Play(_chance(game, path, frozenset()), moves, tuple(passed), payoffs)


def _common_zeros(game: ExtensiveFormGame, number: int, paths: Any) -> frozenset[tuple[int, int]]:
    """The branches of probability zero that all ways to a set have in common: there they cancel."""
    one = game.information_sets[number]
    zeros = [frozenset(step for step in paths[node] if not _chance(game, [step])) for node in one.nodes]
    common = frozenset.intersection(*zeros)
    if all(own - common for own in zeros):
        raise UnsupportedGame(
            f"quantal: the nodes of information set {one.label!r} of {game.players[one.player]} are reached "
            "through different branches of probability zero, whose odds are open; give them some probability"
        )
    return common


def _chance(
    game: ExtensiveFormGame,
    path: Sequence[tuple[int, int]],
    skipped: frozenset[tuple[int, int]] = frozenset(),
) -> Fraction:
    found = Fraction(1)
    for node, action in path:
        one = game.information_sets[game.set_of[node]]
        if one.player == CHANCE and (node, action) not in skipped:
            found *= rational(one.probabilities[action])
    return found


def _collect(sets: tuple[int, ...], sizes: Sequence[int], players: int, plays: Iterator[_Play]) -> LogitMap:
    first = (0, *itertools.accumulate(sizes))
    listed: list[_Play] = []
    factors = 0
    for play in plays:
        listed.append(play)
        factors += sum(len(one.others) + 1 for one in play.passed) + len(play.moves)
        if factors > MAX_FACTORS:
            raise LimitReached(
                f"the game has more than {MAX_FACTORS} products of probabilities in its logit response"
            )
    lowest = tuple(min(play.payoffs[i] for play in listed) for i in range(players))
    unit = max(max(play.payoffs[i] for play in listed) - lowest[i] for i in range(players)) or Fraction(1)
    if not Fraction(1, LARGEST) <= unit <= LARGEST:
        raise LimitReached("payoffs range beyond 10^300 or within 10^-300; divide them by their unit")
    yields: list[tuple[int, Fraction, list[int]]] = []
    reached: dict[tuple[int, int], tuple[int, Fraction, list[int]]] = {}
    payoffs: list[tuple[int, Fraction, list[int]]] = []

    def numbers(moves: Sequence[tuple[int, int]]) -> list[int]:
        return [first[k] + a for k, a in moves]

    for play in listed:
        worth = [(u - low) / unit for u, low in zip(play.payoffs, lowest, strict=True)]
        for one in play.passed:
            weight = one.chance * worth[one.player]
            if weight:
                yields.append((first[one.choice] + one.action, weight, numbers(one.others)))
            if one.before:
                reached[one.choice, one.node] = (one.choice, one.before, numbers(one.others_before))
        payoffs.extend((i, play.chance * u, numbers(play.moves)) for i, u in enumerate(worth) if u)
    choice_of = np.repeat(np.arange(len(sizes)), sizes)
    return LogitMap(
        sets=sets,
        first=first,
        choice_of=choice_of,
        yields=_terms(yields, first[-1]),
        reached=_terms(list(reached.values()), first[-1]),
        payoffs=_terms(payoffs, first[-1]),
        unit=unit,
        lowest=lowest,
    )


def _terms(entries: Sequence[tuple[int, Fraction, list[int]]], padding: int) -> Terms:
    width = max((len(f) for _, _, f in entries), default=0)
    factors = np.full((len(entries), width), padding, dtype=np.int64)
    for k, (_, _, own) in enumerate(entries):
        factors[k, : len(own)] = own
    rows = np.array([row for row, _, _ in entries], dtype=np.int64)
    weights = tuple(weight for _, weight, _ in entries)
    return Terms(rows, weights, np.array([float(w) for w in weights]), factors)
