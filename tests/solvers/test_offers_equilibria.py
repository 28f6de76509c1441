"""Equilibria of offers in rounds drawn at random: where all pay alike is claimed, none pays differently."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction

import pytest

import quidproquo as qpq

F = Fraction
ZERO = F(0)
Pair = tuple[Fraction, Fraction]


class Frontier:
    """The most that a player gets while the other gets something, from mixtures of two outcomes."""

    def __init__(self, outcomes: list[Pair]) -> None:
        self.outcomes = outcomes

    def most(self, player: int, least: Fraction = ZERO) -> Fraction:
        other = 1 - player
        found = []
        for one, two in itertools.product(self.outcomes, repeat=2):
            places = [F(0)]
            if one[other] != two[other]:
                places.append((least - one[other]) / (two[other] - one[other]))
            for t in places:
                point = [a + t * (b - a) for a, b in zip(one, two, strict=True)]
                if 0 <= t <= 1 and point[other] >= least:
                    found.append(point[player])
        return max(found)


def draw_equilibrium(
    draw: random.Random, line: Frontier, worth: list[list[Fraction]], outside: Pair | None, first: int
) -> Pair | None:
    """What one equilibrium pays, ties decided by lot; None where a best offer would not exist."""
    later: Pair = (F(0), F(0))
    for turn in range(len(worth[0]) - 1, -1, -1):
        me = (first + turn) % 2
        mine, theirs = worth[me][turn], worth[1 - me][turn]
        options = [later]
        if outside is not None:
            options.append((outside[0] * worth[0][turn], outside[1] * worth[1][turn]))
        least = max(values[1 - me] for values in options)
        refused = draw.choice([values for values in options if values[1 - me] == least])[me]
        says_yes = draw.random() < 0.6  # to an offer that is worth just as much as refusing
        choices = [(refused, least)]
        missing = F(-1)
        if not theirs:
            if not least and says_yes:
                choices.append((mine * line.most(me), F(0)))
        elif least / theirs <= line.most(1 - me):
            need, top = least / theirs, line.most(1 - me)
            best = line.most(me, need)
            # Up to `free` the proposer can give more at no cost.
            free = top if not mine else max(line.most(1 - me, line.most(me)), need)
            if says_yes:
                choices.append((mine * best, theirs * need))
            if free > need:
                choices.append((mine * best, theirs * (need + (free - need) * F(draw.randint(1, 4), 4))))
            if not says_yes and need < top and free == need:
                missing = mine * best
        value = max(choice[0] for choice in choices)
        if missing > value:
            return None
        got = draw.choice([choice for choice in choices if choice[0] == value])
        later = got if me == 0 else (got[1], got[0])
    return later


@pytest.mark.parametrize("seed", range(40))
def test_where_all_equilibria_pay_alike_none_pays_differently(seed: int) -> None:
    draw = random.Random(seed)
    outcomes = [(F(draw.randint(0, 4)), F(draw.randint(0, 4))) for _ in range(draw.randint(1, 3))]
    outcomes += draw.choice([[], [(F(5), F(0)), (F(0), F(5))]])
    rounds, first = draw.randint(1, 4), draw.randint(0, 1)
    worth = [[F(draw.choice([0, 1, 1, 2, 3]), draw.choice([1, 2])) for _ in range(rounds)] for _ in (0, 1)]
    outside = draw.choice([None, (F(draw.choice([0, 1, 5])), F(draw.choice([0, 2, 5])))])
    problem = qpq.BargainingProblem(outcomes, (0, 0), players=["A", "B"])
    game = qpq.AlternatingOffers(problem, schedule=worth, outside=outside, first="AB"[first])
    found = qpq.alternating_offers(game)
    line = Frontier(outcomes)
    drawn = {draw_equilibrium(draw, line, worth, outside, first) for _ in range(60)} - {None}
    if found.complete:
        assert drawn == {found.allocations[0].payoffs}
    else:
        assert found.knife_edge
