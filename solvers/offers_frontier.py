"""What two players can offer each other: the frontier in gains, and proofs that its points are the best."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, field
from fractions import Fraction

from ..games.allocation import Allocation
from ..games.alternating_offers import AlternatingOffers
from ..games.bargaining_proof import best_name, constraints_of, payoff_row, share_name, weighted_payoffs
from ..games.exact import rational
from ..games.offers_proof import Pair
from .bargaining_frontier import Corner
from .bargaining_program import best_point

ZERO, ONE = Fraction(0), Fraction(1)
Dual = dict[str, dict[str, Fraction]]


@dataclass(slots=True)
class Line:
    """The frontier in gains over disagreement, with the multipliers of its edges."""

    game: AlternatingOffers
    corners: list[Corner]
    gains: list[Pair] = field(init=False)
    proofs: dict[int, dict[str, Fraction]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        one, two = map(rational, self.game.problem.disagreement)
        self.gains = [(c.payoffs[0] - one, c.payoffs[1] - two) for c in self.corners]

    def most(self, player: int) -> Fraction:
        """The largest gain of a player."""
        return self.gains[-1 if player == 0 else 0][player]

    def edge(self, player: int, least: Fraction) -> tuple[int, Fraction]:
        """The edge, and the place on it, at which a player gains `least`; the end of the frontier below."""
        values = [g[player] for g in self.gains]
        if player == 1:
            values = values[::-1]
        k = bisect_left(values, least)
        if k == 0:
            return (0, ZERO) if player == 0 else (max(len(values) - 2, 0), ONE)
        place = (least - values[k - 1]) / (values[k] - values[k - 1])
        return (k - 1, place) if player == 0 else (len(values) - 1 - k, ONE - place)

    def rest(self, player: int, least: Fraction) -> Fraction:
        """The most that the other player can gain while `player` gains `least`."""
        k, place = self.edge(player, least)
        if len(self.gains) == 1:
            return self.gains[0][1 - player]
        one, two = self.gains[k][1 - player], self.gains[k + 1][1 - player]
        return one + place * (two - one)

    def gains_at(self, player: int, least: Fraction) -> Pair:
        """The gains of both where `player` gains `least`, giving up payoff below the end of the frontier."""
        rest = self.rest(player, least)
        return (least, rest) if player == 0 else (rest, least)

    def agreement(self, player: int, least: Fraction) -> tuple[Fraction, ...]:
        """An agreement on the frontier that gives a player the gain `least`, or more below the end."""
        k, place = self.edge(player, least)
        if len(self.gains) == 1:
            return self.corners[0].agreement
        one, two = self.corners[k].agreement, self.corners[k + 1].agreement
        return tuple(x + place * (y - x) for x, y in zip(one, two, strict=True))

    def flat(self, player: int, least: Fraction) -> bool:
        """Whether the other player would lose nothing by giving `player` more than `least`."""
        return least < self.gains[0 if player == 0 else -1][player]

    def proof(self, player: int, least: Fraction) -> dict[str, Fraction]:
        """Weights and multipliers: no agreement is better than the point where `player` gains `least`."""
        if self.flat(player, least):
            return self._multipliers((ZERO, ONE) if player == 0 else (ONE, ZERO))
        k, _ = self.edge(player, least)
        if k not in self.proofs:
            weights = (ONE, ONE)
            if len(self.gains) > 1:
                (a, b), (c, d) = self.gains[k], self.gains[k + 1]
                weights = (b - d, c - a)
            self.proofs[k] = self._multipliers(weights)
        return self.proofs[k]

    def ideal(self) -> tuple[list[Allocation], Dual]:
        """The best agreement of each player, and the multipliers that prove it."""
        ends = (self.corners[-1], self.corners[0])
        rows = constraints_of(self.game.problem)
        dual = {
            best_name(self.game.problem, k): best_point(payoff_row(self.game.problem, k)[0], rows).multipliers
            for k in (0, 1)
        }
        return [Allocation(end.payoffs, agreement=end.agreement) for end in ends], dual

    def only(self, player: int) -> dict[str, Fraction]:
        """Weights and multipliers: no agreement gives a player more than the most."""
        return self._multipliers((ONE, ZERO) if player == 0 else (ZERO, ONE))

    def _multipliers(self, weights: Pair) -> dict[str, Fraction]:
        problem = self.game.problem
        total, _ = weighted_payoffs(problem, weights)
        found = best_point(list(map(rational, total)), constraints_of(problem)).multipliers
        return {
            **{share_name(problem, k): w for k, w in enumerate(weights) if w},
            **found,
        }
