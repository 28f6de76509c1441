"""The log-likelihood of observed moves under perfect information, as a function of lambda in balls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, TypeAlias

from ..games.exact import rational
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.record import Counts

Jet: TypeAlias = tuple[Any, Any, Any]
"""A value, its slope and its curvature, as balls."""


@dataclass(frozen=True)
class TreeLikelihood:
    """What `likelihood_search` asks for: values and derivatives on an interval, and bounds far out."""

    game: ExtensiveFormGame
    counts: Counts

    @cached_property
    def paid(self) -> list[list[Fraction]]:
        """What each node pays each player, less what the first end of a play pays.

        A constant that every play ends with changes no choice, and a large one would widen every ball.
        """
        first = self.game.terminals()[0]
        tables = self.game.payoffs
        level = [rational(table[first]) for table in tables]
        return [
            [
                rational(table[node]) - (0 if below else own)
                for table, own in zip(self.game.payoffs, level, strict=True)
            ]
            for node, below in enumerate(self.game.children)
        ]

    @cached_property
    def unit(self) -> Fraction:
        """The widest range of a player's payoffs among plays: lambda times it is a plain number."""
        earned = list(self.paid)
        for node, below in enumerate(self.game.children):
            for child in below:
                earned[child] = [x + y for x, y in zip(earned[node], self.paid[child], strict=True)]
        ends = zip(*(earned[node] for node in self.game.terminals()), strict=True)
        return max(max(own) - min(own) for own in ends) or Fraction(1)

    def jet(self, low: Fraction, high: Fraction) -> Jet:
        """The log-likelihood, its slope and its curvature, as balls that hold them on an interval."""
        from flint import arb

        middle, room = _ball((low + high) / 2), _ball((high - low) / 2)
        centre: list[list[Jet]] = []
        found = self._walk(middle, arb(0), centre, [])
        if low == high:
            return found
        return _narrowed(
            self._walk(arb(middle.mid(), (room + middle.rad()).upper()), room, [], centre), found, room
        )

    def _walk(self, at: Any, room: Any, kept: list[list[Jet]], centre: list[list[Jet]]) -> Jet:
        """The jet at lambdas `at`; with `centre`, what an earlier walk has kept of their middle.

        What each player gets at a node is bounded by its value in the middle and its slope too, which is
        what keeps the balls small.
        """
        from flint import arb

        game, none = self.game, arb(0)
        values: list[list[Jet]] = [[] for _ in game.children]
        total: Jet = (none, none, none)
        for step, node in enumerate(range(len(game.children) - 1, -1, -1)):
            worth: list[Jet] = [(_ball(own), none, none) for own in self.paid[node]]
            below = game.children[node]
            if below:
                number = game.set_of[node]
                one = game.information_sets[number]
                if one.player == CHANCE:
                    shares: list[Jet] = [(_ball(rational(p)), none, none) for p in one.probabilities]
                else:
                    shares, logs = _logit([_times_lambda(at, values[c][one.player]) for c in below])
                    for a, log in enumerate(logs):
                        if times := self.counts.get((number, a), 0):
                            total = _plus(total, log, times)
                for i in range(len(worth)):
                    worth[i] = _plus(worth[i], _mean(shares, [values[child][i] for child in below]))
                if centre:
                    pairs = zip(worth, centre[step], strict=True)
                    worth = [_narrowed(own, inner, room) for own, inner in pairs]
            kept.append(worth)
            values[node] = worth
            for child in below:
                values[child] = []
        return total

    @cached_property
    def slope_at_zero(self) -> Fraction:
        """The slope at lambda 0, exactly: what was taken against the average of what could be."""
        values = self._exact_values(lambda earned: [Fraction(1, len(earned))] * len(earned))
        slope = Fraction(0)
        for (number, a), times in self.counts.items():
            below, who = self._place(number)
            earned = [values[child][who] for child in below]
            slope += times * (earned[a] - sum(earned, Fraction(0)) / len(earned))
        return slope

    @cached_property
    def ties_at_the_end(self) -> dict[tuple[int, int], int]:
        """For each observed move how many are as good, when lambda grows without bound; 0 if it is worse.

        There actions of the same worth share the probability, for their difference times lambda goes to 0.
        """

        def best(earned: list[Fraction]) -> list[Fraction]:
            top = max(earned)
            return [Fraction(int(x == top), earned.count(top)) for x in earned]

        values = self._exact_values(best)
        found = {}
        for (number, a), times in self.counts.items():
            below, who = self._place(number)
            earned = [values[child][who] for child in below]
            if times:
                found[number, a] = earned.count(earned[a]) if earned[a] == max(earned) else 0
        return found

    def _place(self, number: int) -> tuple[Sequence[int], int]:
        one = self.game.information_sets[number]
        return self.game.children[one.nodes[0]], one.player

    def _exact_values(self, choose: Any) -> list[list[Fraction]]:
        game = self.game
        values: list[list[Fraction]] = [[] for _ in game.children]
        for node in range(len(game.children) - 1, -1, -1):
            worth = list(self.paid[node])
            below = game.children[node]
            if below:
                one = game.information_sets[game.set_of[node]]
                if one.player == CHANCE:
                    weights = [rational(p) for p in one.probabilities]
                else:
                    weights = choose([values[child][one.player] for child in below])
                for i in range(len(worth)):
                    worth[i] += sum(w * values[c][i] for w, c in zip(weights, below, strict=True))
            values[node] = worth
        return values

    def beyond(self, start: Fraction) -> Any:
        """A number that the log-likelihood does not exceed from `start` on."""
        from flint import arb

        game, at = self.game, _ball(start)
        values: list[Any] = [()] * len(game.children)
        total = arb(0)
        for node in range(len(game.children) - 1, -1, -1):
            worth = [_ball(own) for own in self.paid[node]]
            below = game.children[node]
            if below:
                number = game.set_of[node]
                one = game.information_sets[number]
                if one.player == CHANCE:
                    weights = [_ball(rational(p)) for p in one.probabilities]
                else:
                    odds = _odds_beyond([values[child][one.player] for child in below], at)
                    for a, (least, _) in enumerate(odds):
                        if times := self.counts.get((number, a), 0):
                            total -= (1 + least).log() * times
                    weights = [
                        (arb(0) if most is None else (1 / (1 + most)).lower()).union(
                            (1 / (1 + least)).upper()
                        )
                        for least, most in odds
                    ]
                anchor = values[below[max(range(len(below)), key=lambda k: float(weights[k].mid()))]]
                for i in range(len(worth)):
                    worth[i] += anchor[i]
                    for w, child in zip(weights, below, strict=True):
                        if values[child] is not anchor:
                            worth[i] += w * (values[child][i] - anchor[i])
            values[node] = worth
        return total.upper()


def _times_lambda(at: Any, worth: Jet) -> Jet:
    value, slope, bend = worth
    return at * value, value + at * slope, 2 * slope + at * bend


def _plus(a: Jet, b: Jet, times: int = 1) -> Jet:
    return a[0] + times * b[0], a[1] + times * b[1], a[2] + times * b[2]


def _narrowed(wide: Jet, centre: Jet, room: Any) -> Jet:
    """A jet on an interval, with the values and slopes that the middle allows."""
    slope = _common(wide[1], centre[1] + _spread(wide[2], room))
    return _common(wide[0], centre[0] + _spread(slope, room)), slope, wide[2]


def _spread(rate: Any, room: Any) -> Any:
    from flint import arb

    return arb(0, (abs(rate) * room).upper()) if rate.is_finite() else arb("nan")


def _common(a: Any, b: Any) -> Any:
    """What two balls around the same number have in common."""
    if not (a.is_finite() and b.is_finite()):
        return a if a.is_finite() else b
    return a.intersection(b)


def _logit(earned: Sequence[Jet]) -> tuple[list[Jet], list[Jet]]:
    """The choice probabilities that go with scaled payoffs, and their logarithms."""
    from flint import arb

    shares = []
    for value, _, _ in earned:
        gaps = [other - value for other, _, _ in earned if other is not value]
        least = 1 + sum((gap.lower().exp() for gap in gaps), arb(0))
        most = 1 + sum((gap.upper().exp() for gap in gaps), arb(0))
        shares.append((arb(1) / least).union(arb(1) / most) if most.is_finite() else arb(0).union(1 / least))
    probabilities, logs = [], []
    for share, (value, slope, bend) in zip(shares, earned, strict=True):
        first = sum((p * (slope - e[1]) for p, e in zip(shares, earned, strict=True)), arb(0))
        second = sum((p * (bend - e[2]) for p, e in zip(shares, earned, strict=True)), arb(0))
        spread = arb(0)
        for p, (_, rate, _) in zip(shares, earned, strict=True):
            mean = sum((q * (rate - e[1]) for q, e in zip(shares, earned, strict=True)), arb(0))
            spread += p * mean * mean
        if spread.is_finite() and spread.lower() < 0:
            spread = arb(0).union(spread.upper())
        gaps = [other - value for other, _, _ in earned if other is not value]
        low = -(1 + sum((gap.upper().exp() for gap in gaps), arb(0))).log()
        high = -(1 + sum((gap.lower().exp() for gap in gaps), arb(0))).log()
        log = low.union(high) if low.is_finite() else arb("nan")
        logs.append((log, first, second - spread))
        probabilities.append((share, share * first, share * (first * first + second - spread)))
    return probabilities, logs


def _mean(shares: Sequence[Jet], worth: Sequence[Jet]) -> Jet:
    """The average of jets; changes of the shares sum to 0, so that only differences count."""
    from flint import arb

    value, slope, bend = worth[0]
    for (p, dp, ddp), (v, dv, ddv) in zip(shares[1:], worth[1:], strict=True):
        value += p * (v - worth[0][0])
        slope += p * (dv - worth[0][1]) + dp * (v - worth[0][0])
        bend += p * (ddv - worth[0][2]) + 2 * dp * (dv - worth[0][1]) + ddp * (v - worth[0][0])
    assert isinstance(value, arb)
    return value, slope, bend


def _odds_beyond(earned: Sequence[Any], at: Any) -> list[tuple[Any, Any]]:
    """Per action the least and the most that the others' odds against it can sum to; None for no bound."""
    from flint import arb

    found = []
    for a, own in enumerate(earned):
        least, most = arb(0), arb(0)
        for b, other in enumerate(earned):
            if b == a:
                continue
            gap = other - own
            if gap > 0:
                least, most = least + (at * gap.lower()).exp(), None
            elif gap < 0:
                most = None if most is None else most + (at * gap.upper()).exp()
            elif gap == 0:
                least, most = least + 1, None if most is None else most + 1
            else:
                most = None
        found.append((least, most))
    return found


def _ball(number: Fraction) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(number.numerator, number.denominator))
