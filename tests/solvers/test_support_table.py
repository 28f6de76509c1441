"""The support table: its equilibria against oracles, and every reason for failing checked by itself."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Sequence
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quidproquo import LimitReached, NormalFormGame, nash, support_table
from quidproquo.solvers.indifference import Indifference, Reason
from quidproquo.solvers.linear_program import maximise
from quidproquo.solvers.support_table import Attempt

from .oracles import equilibrium_supports, supported_reply

F = Fraction


def games(most: int, largest: int) -> st.SearchStrategy[NormalFormGame]:
    def of(shape: tuple[int, int]) -> st.SearchStrategy[NormalFormGame]:
        row = st.lists(st.integers(0, most), min_size=shape[1], max_size=shape[1])
        table = st.lists(row, min_size=shape[0], max_size=shape[0])
        return st.builds(lambda a, b: NormalFormGame([a, b]), table, table)

    return st.tuples(st.integers(1, largest), st.integers(1, largest)).flatmap(of)


@given(games(2, 3))
def test_supports_with_an_equilibrium_are_those_of_the_oracle(game: NormalFormGame) -> None:
    table = support_table(game, unequal=True)
    assert table.complete
    found = {one.supports for one in table.attempts if one.equilibrium is not None}
    assert found == equilibrium_supports(game)
    every = {one.supports for one in table.attempts}
    assert len(every) == len(table.attempts) == (2 ** game.shape[0] - 1) * (2 ** game.shape[1] - 1)


@given(games(10**6, 4))
def test_equilibria_of_a_nondegenerate_game_are_all(game: NormalFormGame) -> None:
    table = support_table(game)
    if table.is_degenerate:
        return
    assert table.complete
    assert {one.profile for one in table.equilibria} == {one.profile for one in nash(game).equilibria}
    assert len(table.equilibria) == len(nash(game).equilibria)


@given(games(2, 3))
def test_degenerate_means_more_best_replies_than_strategies_used(game: NormalFormGame) -> None:
    table = support_table(game, unequal=False)
    rows, columns = game.shape
    first = [list(row) for row in game.payoffs[0].tolist()]
    second = [list(column) for column in zip(*game.payoffs[1].tolist(), strict=True)]
    subsets = {
        size: [s for k in range(1, size + 1) for s in itertools.combinations(range(size), k)]
        for size in (rows, columns)
    }
    more = any(
        len(best) > len(support) and supported_reply(payoffs, best, support)
        for payoffs, size, other in ((first, columns, rows), (second, rows, columns))
        for support in subsets[size]
        for best in subsets[other]
    )
    assert table.is_degenerate == more


@given(games(2, 3))
def test_every_reason_holds(game: NormalFormGame) -> None:
    for one in support_table(game, unequal=True).attempts:
        assert bool(one.reasons) == (one.equilibrium is None)
        for side in one.solutions:
            check_solution(game, one, side)
            for reason in side.reasons:
                check_reason(game, one, side, reason)


def earned(game: NormalFormGame, mixer: int, point: Sequence[Fraction]) -> list[Fraction]:
    """What each reply of the other player earns."""
    table = game.payoffs[1 - mixer]
    count = game.shape[1 - mixer]
    return [
        sum((p * table[(s, t) if mixer == 0 else (t, s)] for s, p in enumerate(point)), F(0))
        for t in range(count)
    ]


def pure(width: int, s: int) -> list[Fraction]:
    return [F(int(t == s)) for t in range(width)]


def feasible(
    game: NormalFormGame, one: Attempt, mixer: int, *, positive: bool, free: bool, best: bool
) -> bool:
    """Whether indifference has a solution: with any sign (`free`), or all positive; with the support best."""
    support, replies = one.supports[mixer], one.supports[1 - mixer]
    columns = [earned(game, mixer, pure(game.shape[mixer], s)) for s in support]
    signs = (1, -1) if free else (1,)
    width = len(support) * len(signs)
    rows, right, equal = [], [], []
    for t in range(game.shape[1 - mixer]):
        if t in replies or best:
            gap = [sign * (c[t] - c[replies[0]]) for sign in signs for c in columns]
            rows.append([*gap, F(0)])
            right.append(F(0))
            equal.append(t in replies)
    rows.append([F(sign) for sign in signs for _ in columns] + [F(0)])
    right.append(F(1))
    equal.append(True)
    if positive:
        for k in range(width):
            rows.append([F(-int(j == k)) for j in range(width)] + [F(1)])
            right.append(F(0))
            equal.append(False)
    rows.append([F(0)] * width + [F(1)])
    right.append(F(1))
    equal.append(False)
    answer = maximise([F(0)] * width + [F(1)], rows, right, equal)
    return answer.status == "optimal" and (not positive or answer.x[-1] > 0)


def check_solution(game: NormalFormGame, one: Attempt, side: Indifference) -> None:
    """A unique solution solves the equations; the corners of many are mixtures with best replies."""
    support, replies = one.supports[side.player], one.supports[1 - side.player]
    if side.point is not None:
        payoffs = earned(game, side.player, side.point)
        assert sum(side.point) == 1 and len({payoffs[t] for t in replies}) == 1
        assert all(s in support or not p for s, p in enumerate(side.point))
    for corner in side.corners:
        payoffs = earned(game, side.player, corner)
        assert min(corner) >= 0 and sum(corner) == 1 and all(payoffs[t] == max(payoffs) for t in replies)
    if side.mixture is not None:
        assert {s for s, p in enumerate(side.mixture) if p} == set(support)


def check_reason(game: NormalFormGame, one: Attempt, side: Indifference, reason: Reason) -> None:
    support, replies = one.supports[side.player], one.supports[1 - side.player]
    mixer = side.player
    if reason.kind in ("no solution", "not indifferent"):
        assert side.dimension == -1
        assert not feasible(game, one, mixer, positive=False, free=True, best=False)
        assert (reason.kind == "not indifferent") == (len(support) == 1)
    elif reason.kind == "infinitely many solutions":
        assert side.dimension > 0
        positive = feasible(game, one, mixer, positive=True, free=False, best=False)
        assert not feasible(game, one, mixer, positive=True, free=False, best=True)
        assert ("none has every probability positive" in reason.text) == (not positive)
        assert ("gains by switching against each" in reason.text) == positive
    else:
        assert side.point is not None and side.dimension == 0 and reason.strategy is not None
        if reason.kind == "better reply":
            payoffs = earned(game, mixer, side.point)
            assert reason.player == 1 - mixer and min(side.point) >= 0
            assert reason.amount == payoffs[reason.strategy] - payoffs[replies[0]] > 0
            assert payoffs[reason.strategy] == max(payoffs)
        else:
            assert reason.player == mixer and reason.strategy in support
            assert reason.amount == side.point[reason.strategy]
            assert (reason.amount < 0) == (reason.kind == "negative probability")
            assert reason.amount <= 0


def test_words_for_a_student() -> None:
    game = NormalFormGame(
        [[[3, 3], [2, 5], [0, 6]], [[3, 2], [2, 6], [3, 1]]],
        players=["Ann", "Bob"],
        strategies=[["top", "middle", "low"], ["left", "right"]],
    )
    table = support_table(game)
    assert len(table.attempts) == 9 and len(table.equilibria) == 3
    texts = {one.supports: [reason.text for reason in one.reasons] for one in table.attempts}
    assert texts[(0,), (1,)] == ["Bob gains 1 by switching to left", "Ann gains 3 by switching to low"]
    assert texts[(0, 2), (0, 1)] == [
        "negative probability for Ann: Pr(low) = -1",
        "Ann gains 1/2 by switching to middle",
    ]
    assert "The game is nondegenerate" in table.text()
    document = json.loads(table.to_json())
    assert document["complete"] is True and document["attempts"][0]["equilibrium"] == [
        ["1", "0", "0"],
        ["1", "0"],
    ]
    wide = support_table(game, unequal=True)
    words = {reason.text for one in wide.attempts for reason in one.reasons}
    assert "not indifferent: against left of Bob, Ann gets 3 from top and 2 from middle" in words
    assert (
        "no solution: no probabilities of left, right make Ann indifferent between top, middle, low" in words
    )


def test_a_segment_of_equilibria() -> None:
    game = NormalFormGame([[[0, 0]], [[1, 1]]], strategies=[["a"], ["l", "r"]])
    table = support_table(game)
    assert table.is_degenerate and table.complete and len(table.equilibria) == 3
    assert table.equilibria[-1].profile == ((F(1),), (F(1, 2), F(1, 2)))
    assert "every mixture of (l) and (r)" in table.text(200) and "one of infinitely many" in table.text(200)
    assert "may be missing" in support_table(game, unequal=False).text()


def test_too_many_rows_are_refused_with_their_number() -> None:
    with pytest.raises(LimitReached, match=r"16129 pairs of supports; at most 4095.*unequal=False"):
        support_table(NormalFormGame([[[0] * 7] * 7] * 2))
    with pytest.raises(LimitReached, match="12869 pairs of supports of equal size"):
        support_table(NormalFormGame([[[0] * 8] * 8] * 2))
    with pytest.raises(LimitReached, match=r"more than 10\^9"):
        support_table(NormalFormGame([[[0] * 100] * 100] * 2))


def test_scale_does_not_matter() -> None:
    draw = random.Random(7)
    small = [[[draw.randrange(3) for _ in range(3)] for _ in range(3)] for _ in range(2)]
    large = [[[10**17 + F(x, 10**12) for x in row] for row in table] for table in small]
    kinds = [
        [[(reason.kind, reason.player, reason.strategy) for reason in one.reasons] for one in table.attempts]
        for table in (support_table(NormalFormGame(small)), support_table(NormalFormGame(large)))
    ]
    assert kinds[0] == kinds[1]
