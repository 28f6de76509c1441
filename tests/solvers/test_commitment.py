"""Stackelberg values against every cell of the arrangement of best-reply regions, and against theorems."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import NormalFormGame
from quidproquo.games.certificate import Mixed
from quidproquo.games.commitment import Commitment, Roles
from quidproquo.games.commitment_proof import nash_findings, value_findings
from quidproquo.games.errors import InvalidInput, SymbolsLeft, UnsupportedGame
from quidproquo.games.solution import Solution
from quidproquo.solvers.commitment import stackelberg
from quidproquo.solvers.linear_algebra import solve_exactly
from quidproquo.solvers.nash import nash
from quidproquo.solvers.zero_sum import zero_sum

from .oracles import F

FEW = st.integers(0, 2)
SCALES = st.sampled_from([0, 1, -1, 3, 10**9, 10**17, 10**17 + 1, F(1, 10**12), F(2, 7)])


@st.composite
def bimatrices(
    draw: st.DrawFn, entries: st.SearchStrategy[Any] = FEW, most: int = 4
) -> tuple[list[list[Any]], list[list[Any]]]:
    rows, columns = draw(st.integers(1, most)), draw(st.integers(1, most))
    row = st.lists(entries, min_size=columns, max_size=columns)
    table = st.lists(row, min_size=rows, max_size=rows)
    return draw(table), draw(table)


def proven(solution: Solution) -> Commitment:
    """The commitment of a solution, after every claim in it was checked."""
    commitment = solution.commitment
    assert commitment is not None
    assert isinstance(solution.game, NormalFormGame)
    roles = Roles(solution.game, commitment.leader)
    assert list(value_findings(roles, commitment)) == []
    assert commitment.nash is None or list(nash_findings(roles, commitment.nash)) == []
    assert solution.value == commitment.asked.value
    assert solution.attained == bool(solution.equilibria)
    return commitment


def both(first: Any, second: Any) -> tuple[Solution, Solution]:
    game = NormalFormGame([first, second])
    strong, weak = stackelberg(game), stackelberg(game, weak=True)
    proven(strong)
    proven(weak)
    return strong, weak


def corners(planes: Sequence[Sequence[Fraction]], width: int) -> Iterator[Mixed]:
    """The points of the simplex at which `width` - 1 of the hyperplanes through it meet."""
    for chosen in itertools.combinations(planes, width - 1):
        x = solve_exactly([[F(1)] * width, *chosen], [F(1)] + [F(0)] * (width - 1))
        if x is not None and min(x) >= 0:
            yield tuple(x)


def arrangement(first: list[list[Any]], second: list[list[Any]]) -> tuple[Fraction, Fraction, bool]:
    """Strong value, weak value, and whether the weak one is attained: by looking into every cell.

    The hyperplanes on which two replies pay either player alike, with the faces of the simplex, cut it into
    cells in which the follower's best replies and the order of the leader's payoffs do not change. The
    centroids of any of their corners reach every cell; in each, the supremum is at a corner of it.
    """
    width = len(first)
    columns = [list(map(F, column)) for column in zip(*first, strict=True)]
    theirs = [list(map(F, column)) for column in zip(*second, strict=True)]
    planes = [[F(int(i == k)) for i in range(width)] for k in range(width)]
    for table in (columns, theirs):
        for one, two in itertools.combinations(table, 2):
            difference = [a - b for a, b in zip(one, two, strict=True)]
            if len(set(difference)) > 1:
                planes.append(difference)
    points = sorted(set(corners(planes, width)))

    def dot(row: list[Fraction], x: Mixed) -> Fraction:
        return sum((a * p for a, p in zip(row, x, strict=True)), F(0))

    def best(x: Mixed) -> list[int]:
        paid = [dot(row, x) for row in theirs]
        return [j for j, u in enumerate(paid) if u == max(paid)]

    def signs(x: Mixed) -> list[int]:
        return [(v > 0) - (v < 0) for v in (dot(plane, x) for plane in planes)]

    known = {v: signs(v) for v in points}
    strong = max(dot(columns[j], v) for v in points for j in best(v))
    supremum, reached = None, False
    for size in range(1, width + 1):
        for some in itertools.combinations(points, size):
            x = tuple(sum(column, F(0)) / size for column in zip(*some, strict=True))
            worst = min(best(x), key=lambda j: dot(columns[j], x))
            inside = signs(x)
            closure = [v for v in points if all(a in (b, 0) for a, b in zip(known[v], inside, strict=True))]
            top = max(dot(columns[worst], v) for v in closure)
            value = dot(columns[worst], x)
            if supremum is None or top > supremum:
                supremum, reached = top, False
            reached = reached or value == supremum
    assert supremum is not None
    # A later cell may have raised the supremum after an earlier one had reached it, and conversely.
    reached = any(
        min(dot(columns[j], x) for j in best(x)) == supremum
        for size in range(1, width + 1)
        for some in itertools.combinations(points, size)
        for x in [tuple(sum(column, F(0)) / size for column in zip(*some, strict=True))]
    )
    return strong, supremum, reached


def check_against_arrangement(first: list[list[Any]], second: list[list[Any]]) -> None:
    strong, weak = both(first, second)
    expected = arrangement(first, second)
    assert (strong.value, weak.value, weak.attained) == expected
    assert strong.attained


@given(bimatrices(most=2) | bimatrices(st.integers(-3, 3), most=2))
@settings(max_examples=35)
def test_two_by_two_against_the_arrangement(tables: Any) -> None:
    check_against_arrangement(*tables)


@given(st.data(), st.integers(2, 5))
@settings(max_examples=35)
def test_two_rows_against_the_arrangement(data: st.DataObject, columns: int) -> None:
    table = st.lists(st.lists(FEW, min_size=columns, max_size=columns), min_size=2, max_size=2)
    check_against_arrangement(data.draw(table), data.draw(table))


@given(st.data())
@settings(max_examples=12, deadline=None)
def test_three_by_three_against_the_arrangement(data: st.DataObject) -> None:
    table = st.lists(st.lists(FEW, min_size=3, max_size=3), min_size=3, max_size=3)
    check_against_arrangement(data.draw(table), data.draw(table))


@given(bimatrices(SCALES, most=3))
@settings(max_examples=25)
def test_any_scale_is_proven(tables: Any) -> None:
    both(*tables)


def test_the_optimal_strategy_to_commit_to() -> None:
    """Conitzer and Sandholm (2006), figure 1: pure commitment gives 3, mixed 7/2, the equilibrium 2."""
    strong, weak = both([[2, 4], [1, 3]], [[1, 0], [0, 1]])
    assert [strong.value, weak.value] == [F(7, 2), F(7, 2)]
    assert strong.complete
    assert [e.profile for e in strong.equilibria] == [((F(1, 2), F(1, 2)), (F(0), F(1)))]
    assert strong.equilibria[0].payoffs == (F(7, 2), F(1, 2))
    assert not weak.attained
    assert weak.complete
    commitment = proven(strong)
    assert list(commitment.pure) == [3, 3]
    assert commitment.value_of_commitment == F(3, 2)


def test_ties_everywhere_make_an_interval() -> None:
    """A follower who is always indifferent: the leader gets maxmax or maxmin (von Stengel and Zamir 2010)."""
    strong, weak = both([[3, 0], [0, 1]], [[5, 5], [5, 5]])
    assert [strong.value, weak.value] == [3, F(3, 4)]
    assert weak.attained
    assert weak.equilibria[0].profile[0] == (F(1, 4), F(3, 4))
    assert strong.knife_edge


def test_a_reply_that_is_best_at_one_point_counts_for_the_strong_value_only() -> None:
    """The third reply ties the mixture of the others at the middle: a region without interior."""
    strong, weak = both([[0, 0, 9], [0, 0, 9]], [[2, 0, 1], [0, 2, 1]])
    assert [strong.value, weak.value] == [9, 0]
    assert strong.equilibria[0].profile[0] == (F(1, 2), F(1, 2))
    assert weak.attained


def test_a_face_that_meets_a_tie_is_left_through_its_interior() -> None:
    """The first reply gives 1 on a whole segment of commitments; only one end of it ties a worse reply."""
    _, weak = both([[1, 0], [1, 0]], [[1, 1], [1, 0]])
    assert weak.value == 1
    assert weak.attained


def test_a_tie_where_the_bound_has_no_multiplier() -> None:
    """The best corner of the first reply ties the second, which gives nothing; no bound needs it."""
    strong, weak = both([[1, 0], [0, 0]], [[1, 1], [1, 0]])
    assert [strong.value, weak.value] == [1, 1]
    assert not weak.attained
    (refutation,) = proven(weak).refutations
    assert len(refutation.steps) == 2


@given(bimatrices(st.integers(-3, 3)))
@settings(max_examples=35)
def test_what_theory_says_about_the_values(tables: Any) -> None:
    """Weak <= strong; both are no worse than the equilibria (von Stengel and Zamir 2010).

    The strong value is no less than any equilibrium payoff, the weak one no less than the smallest, and
    neither falls below the maximin payoff or what commitment to pure strategies gives.
    """
    first, second = tables
    strong, weak = both(first, second)
    assert strong.value is not None
    assert weak.value is not None
    assert weak.value <= strong.value
    paid = [e.payoffs[0] for e in nash(NormalFormGame([first, second])).equilibria]
    assert strong.value >= max(paid)
    assert weak.value >= min(paid)
    commitment = proven(weak)
    assert commitment.nash is not None
    assert (commitment.nash.worst_value, commitment.nash.best_value) == (min(paid), max(paid))
    maximin = zero_sum(NormalFormGame.zero_sum(first)).value
    assert maximin is not None
    assert weak.value >= maximin
    assert strong.value >= commitment.pure[0]
    assert weak.value >= commitment.pure[1]


@given(st.lists(st.lists(st.integers(-4, 4), min_size=3, max_size=3), min_size=1, max_size=4))
@settings(max_examples=35)
def test_in_zero_sum_games_commitment_costs_and_gains_nothing(matrix: list[list[int]]) -> None:
    game = NormalFormGame.zero_sum(matrix)
    for weak in (False, True):
        answer = stackelberg(game, weak=weak)
        assert answer.value == zero_sum(game).value
        assert answer.attained


@given(
    bimatrices(),
    st.fractions(F(1, 10**6), 10**6),
    st.sampled_from([F(0), F(10**17), F(-1, 3)]),
    st.randoms(use_true_random=False),
)
@settings(max_examples=25)
def test_units_offsets_and_order_of_strategies(
    tables: Any, unit: Fraction, offset: Fraction, random: Any
) -> None:
    first, second = tables
    rows, columns = list(range(len(first))), list(range(len(first[0])))
    random.shuffle(rows)
    random.shuffle(columns)
    ours = [[first[i][j] * unit + offset for j in columns] for i in rows]
    theirs = [[second[i][j] * unit - offset for j in columns] for i in rows]
    for before, after in zip(both(first, second), both(ours, theirs), strict=True):
        assert before.value is not None
        assert after.value == before.value * unit + offset
        assert after.attained == before.attained


@given(bimatrices(most=3), st.data())
@settings(max_examples=25)
def test_a_reply_that_pays_the_follower_the_same_helps_strong_and_hurts_weak(
    tables: Any, data: st.DataObject
) -> None:
    first, second = tables
    column = data.draw(st.lists(FEW, min_size=len(first), max_size=len(first)))
    twice = [[*row, row[0]] for row in second]
    more = [[*row, x] for row, x in zip(first, column, strict=True)]
    old, new = both(first, second), both(more, twice)
    assert new[0].value is not None
    assert old[0].value is not None
    assert new[0].value >= old[0].value
    assert new[1].value is not None
    assert old[1].value is not None
    assert new[1].value <= old[1].value


@given(bimatrices(most=3))
@settings(max_examples=30)
def test_complete_answers_list_every_optimal_corner(tables: Any) -> None:
    first, second = tables
    strong, _ = both(first, second)
    if not strong.complete:
        return
    width = len(first)
    theirs = [list(map(F, column)) for column in zip(*second, strict=True)]
    planes = [[F(int(i == k)) for i in range(width)] for k in range(width)]
    planes += [
        [a - b for a, b in zip(one, two, strict=True)]
        for one, two in itertools.combinations(theirs, 2)
        if one != two
    ]
    roles = Roles(strong.game, 0)  # type: ignore[arg-type]
    optimal = set()
    for x in set(corners(planes, width)):
        best, own = roles.replies_to(x)
        optimal |= {roles.profile(x, j) for j in best if own[j] == strong.value}
    assert {e.profile for e in strong.equilibria} == optimal


def test_the_other_player_leads() -> None:
    game = NormalFormGame([[[1, 0], [0, 1]], [[2, 1], [4, 3]]], players=["a", "b"])
    answer = stackelberg(game, "b")
    assert answer.value == F(7, 2)
    assert answer.commitment is not None
    assert answer.commitment.leader == 1
    assert answer.equilibria[0].profile == ((F(0), F(1)), (F(1, 2), F(1, 2)))


def test_players_without_a_choice_stand_aside() -> None:
    tables = [[[[2], [4]], [[1], [3]]], [[[1], [0]], [[0], [1]]], [[[0], [0]], [[0], [0]]]]
    game = NormalFormGame(tables)
    assert stackelberg(game).value == F(7, 2)
    turned = NormalFormGame([[table] for table in [[[0, 0], [0, 0]], [[2, 4], [1, 3]], [[1, 0], [0, 1]]]])
    assert stackelberg(turned).commitment.leader == 1  # type: ignore[union-attr]
    assert stackelberg(turned).value == F(7, 2)


def test_one_strategy_or_one_player() -> None:
    assert stackelberg(NormalFormGame([[[5, 7]], [[1, 1]]])).value == 7
    assert stackelberg(NormalFormGame([[[5, 7]], [[1, 1]]]), weak=True).value == 5
    assert stackelberg(NormalFormGame([[[5], [7]], [[1], [1]]]), weak=True).value == 7
    assert stackelberg(NormalFormGame([[5, 7, 6]])).value == 7


def test_no_equilibria_are_enumerated_in_larger_games() -> None:
    game = NormalFormGame([[[i * j % 7 for j in range(9)] for i in range(9)] for _ in range(2)])
    answer = stackelberg(game)
    assert proven(answer).nash is None
    assert answer.commitment is not None
    assert answer.commitment.value_of_commitment is None


def test_refusals() -> None:
    three = NormalFormGame([[[[0, 0], [0, 0]], [[0, 0], [0, 0]]]] * 3, players=["a", "b", "c"])
    with pytest.raises(UnsupportedGame, match="with a as leader b and c both have one"):
        stackelberg(three)
    with pytest.raises(InvalidInput, match="there is no player 'US' to lead; players: a, b, c"):
        stackelberg(three, "US")
    with pytest.raises(SymbolsLeft):
        stackelberg(NormalFormGame([[[symbol("k"), 0]], [[0, 0]]]))


def symbol(name: str) -> Any:
    import sympy

    return sympy.Symbol(name)
