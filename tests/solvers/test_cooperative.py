"""Core, Shapley value and nucleolus against published answers, theorems and brute force."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo.games.cooperative_certificate import core_failure
from quidproquo.solvers import core_points

Payoffs: TypeAlias = tuple[Any, ...]
ZERO = Fraction(0)
LETTERS = list("ABCDEFGHIJ")


def payoffs_of(solution: qpq.Solution) -> list[Payoffs]:
    """The allocations, after the answer went through JSON and every check of it."""
    assert solution.equilibria == () and solution.components == ()
    game = solution.game
    again = qpq.Solution.from_json(solution.to_json(), game)
    assert again == solution
    found = [one.payoffs for one in solution.allocations]
    assert all(isinstance(u, Fraction) for row in found for u in row)
    return found


def the_one(solution: qpq.Solution) -> Payoffs:
    assert solution.complete
    (only,) = payoffs_of(solution)
    return only


def fractions(*numbers: object) -> Payoffs:
    return tuple(Fraction(str(x)) for x in numbers)


def game_of(count: int, worths: Sequence[object]) -> qpq.CooperativeGame:
    """The game with these worths, sets of players read as binary numbers."""
    players = LETTERS[:count]
    return qpq.CooperativeGame(
        players,
        {
            tuple(who for k, who in enumerate(players) if mask >> k & 1): worths[mask]
            for mask in range(1, 1 << count)
        },
    )


# Published answers


def residual_claimant(total: int = 12) -> qpq.CooperativeGame:
    """Model (i2): the licence desk is scarce, and Europe comes last."""
    worth = {"U": 0, "C": 0, "E": 0, "UC": 10, "EC": 5, "UE": 2, "UCE": total}
    return qpq.CooperativeGame(["U", "C", "E"], worth, title="The EU as residual claimant")


def ranges(solution: qpq.Solution) -> list[Payoffs]:
    columns = list(zip(*payoffs_of(solution), strict=True))
    return [(min(own), max(own)) for own in columns]


def test_residual_claimant() -> None:
    game = residual_claimant()
    assert the_one(qpq.shapley(game)) == fractions("13/3", "35/6", "11/6")
    found = qpq.core(game)
    assert found.complete and not found.knife_edge
    assert ranges(found) == [(0, 7), (3, 10), (0, 2)]
    assert ranges(qpq.core(residual_claimant(15)))[2] == (0, 5)
    bare = qpq.core(residual_claimant(10))
    assert bare.knife_edge
    assert ranges(bare)[2] == (0, 0)


def test_gloves() -> None:
    """One left glove and two right ones: the scarce one gets everything in the core."""
    game = qpq.CooperativeGame(["L", "R1", "R2"], lambda s: int("L" in s and len(s) > 1))
    assert the_one(qpq.core(game)) == (1, 0, 0)
    assert qpq.core(game).knife_edge
    assert the_one(qpq.nucleolus(game)) == (1, 0, 0)
    assert the_one(qpq.shapley(game)) == fractions("2/3", "1/6", "1/6")


def estate(claims: Mapping[str, object], worth: object) -> qpq.CooperativeGame:
    """What is left for a coalition when all others are paid in full (O'Neill 1982)."""
    owed = {who: Fraction(str(c)) for who, c in claims.items()}

    def left(members: frozenset[str]) -> Fraction:
        return max(ZERO, Fraction(str(worth)) - sum(c for who, c in owed.items() if who not in members))

    return qpq.CooperativeGame(list(claims), left)


@pytest.mark.parametrize(
    ("worth", "shares"),
    [(100, ("100/3", "100/3", "100/3")), (200, (50, 75, 75)), (300, (50, 100, 150))],
)
def test_the_talmud(worth: int, shares: tuple[object, ...]) -> None:
    """Aumann and Maschler (1985): claims of 100, 200 and 300."""
    game = estate({"A": 100, "B": 200, "C": 300}, worth)
    assert the_one(qpq.nucleolus(game)) == fractions(*shares)
    assert game.is_convex()


def talmud(claims: Sequence[Fraction], worth: Fraction) -> Payoffs:
    """Constrained equal awards of half claims, or equal losses of them, by their definition."""
    half = sum(claims, ZERO) / 2
    if worth > half:
        losses = talmud(claims, 2 * half - worth)
        return tuple(c - x for c, x in zip(claims, losses, strict=True))
    shares = [ZERO] * len(claims)
    rest, open_ = worth, sorted(range(len(claims)), key=lambda k: claims[k])
    while open_:
        k = open_[0]
        shares[k] = min(claims[k] / 2, rest / len(open_))
        rest -= shares[k]
        open_.pop(0)
    return tuple(shares)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(0, 12))
@settings(max_examples=25, deadline=None)
def test_bankruptcy_nucleolus_is_the_talmud_rule(claims: list[int], part: int) -> None:
    worth = Fraction(sum(claims) * part, 12)
    game = estate(dict(zip(LETTERS, claims, strict=False)), worth)
    assert the_one(qpq.nucleolus(game)) == talmud([Fraction(c) for c in claims], worth)


@pytest.mark.parametrize("costs", [(1, 2, 3), (4, 4, 7, 9, 20), (1, 1, 2, 3, 5, 8, 13, 21, 34, 55)])
def test_airport_fees(costs: tuple[int, ...]) -> None:
    """Littlechild and Owen (1973): each piece of the runway is shared by those who need it."""
    players = LETTERS[: len(costs)]
    cost = dict(zip(players, costs, strict=True))
    game = qpq.CooperativeGame(players, lambda s: -max(cost[who] for who in s))
    fee, fees = ZERO, []
    for k, own in enumerate(costs):
        fee += Fraction(own - (costs[k - 1] if k else 0), len(costs) - k)
        fees.append(-fee)
    assert the_one(qpq.shapley(game)) == tuple(fees)
    assert game.is_convex()
    assert core_failure(game, the_one(qpq.nucleolus(game))) == ""


def voting(quota: int, weights: Sequence[int]) -> qpq.CooperativeGame:
    weight = dict(zip(LETTERS, weights, strict=False))
    return qpq.CooperativeGame(list(weight), lambda s: int(sum(weight[who] for who in s) >= quota))


def test_the_first_european_council() -> None:
    """Weights of 1958 with a quota of 12: Luxembourg has a vote and no power (Shapley and Shubik's index)."""
    found = the_one(qpq.shapley(voting(12, [4, 4, 4, 2, 2, 1])))
    assert found == fractions("7/30", "7/30", "7/30", "3/20", "3/20", 0)


def test_simple_majority_has_no_core() -> None:
    found = qpq.core(voting(2, [1, 1, 1]))
    assert found.complete and payoffs_of(found) == []
    assert found.value == Fraction(3, 2)
    half = Fraction(1, 2)
    assert found.dual == {"balanced": {"A, B": half, "A, C": half, "B, C": half}}
    assert the_one(qpq.nucleolus(voting(2, [1, 1, 1]))) == (Fraction(1, 3),) * 3


def test_a_veto_player_takes_all() -> None:
    game = voting(3, [2, 1, 1])
    assert the_one(qpq.core(game)) == (1, 0, 0)
    assert the_one(qpq.shapley(game)) == fractions("2/3", "1/6", "1/6")


def test_houses() -> None:
    """Shapley and Shubik (1971): three sellers, three buyers; the core lies between two extremes."""
    gains = [[5, 8, 2], [7, 9, 6], [2, 3, 0]]

    def worth(members: frozenset[str]) -> int:
        own = [k for k in range(3) if LETTERS[k] in members]
        others = [k for k in range(3) if LETTERS[3 + k] in members]
        if len(own) > len(others):
            return max(
                (sum(gains[i][j] for i, j in zip(p, others, strict=False)) for p in perms(own, others)),
                default=0,
            )
        return max(
            (sum(gains[i][j] for i, j in zip(own, p, strict=False)) for p in perms(others, own)), default=0
        )

    def perms(many: list[int], few: list[int]) -> list[tuple[int, ...]]:
        return list(itertools.permutations(many, len(few)))

    found = qpq.core(qpq.CooperativeGame(LETTERS[:6], worth))
    assert found.complete
    assert ranges(found) == [(3, 5), (5, 6), (0, 1), (1, 2), (3, 5), (0, 1)]
    assert fractions(3, 5, 0, 2, 5, 1) in payoffs_of(found)
    assert fractions(5, 6, 1, 1, 3, 0) in payoffs_of(found)


def test_no_imputation_no_nucleolus() -> None:
    game = game_of(2, [0, 3, 2, 4])
    found = qpq.nucleolus(game)
    assert found.complete and payoffs_of(found) == []
    assert found.value == 5
    assert "there is no imputation" in found.complete_because


@pytest.mark.parametrize("solver", [qpq.core, qpq.shapley, qpq.nucleolus])
@pytest.mark.parametrize("count", [1, 2, 5])
def test_small_and_flat_games(solver: Callable[..., qpq.Solution], count: int) -> None:
    flat = game_of(count, [0] * (1 << count))
    assert the_one(solver(flat)) == (ZERO,) * count
    additive = game_of(count, [mask.bit_count() * 7 for mask in range(1 << count)])
    assert the_one(solver(additive)) == (Fraction(7),) * count


def test_numbers_of_any_size() -> None:
    large = 10**17
    game = game_of(3, [0, 1, 0, large, "1/3", large, large + 1, f"{2 * large}.000000000001"])
    assert core_failure(game, the_one(qpq.nucleolus(game))) == ""
    assert len(payoffs_of(qpq.core(game))) > 1


def test_a_core_with_too_many_points(monkeypatch: pytest.MonkeyPatch) -> None:
    game = game_of(4, [mask.bit_count() ** 2 for mask in range(16)])
    whole = qpq.core(game)
    assert len(payoffs_of(whole)) == 24
    monkeypatch.setattr(core_points, "MAX_POINTS", 10)
    found = qpq.core(game)
    assert not found.complete
    assert "more than 10 points" in found.complete_because
    assert set(payoffs_of(found)) < set(payoffs_of(whole))
    assert ranges(found) == ranges(whole)


def test_one_point() -> None:
    found = qpq.core(residual_claimant(), one=True)
    assert not found.complete
    assert set(payoffs_of(found)) < set(payoffs_of(qpq.core(residual_claimant())))
    assert payoffs_of(qpq.core(voting(2, [1, 1, 1]), one=True)) == []


# Theorems

numbers = st.integers(-6, 12)


def games(most: int, least: int = 2) -> st.SearchStrategy[qpq.CooperativeGame]:
    return st.integers(least, most).flatmap(
        lambda n: st.lists(numbers, min_size=(1 << n) - 1, max_size=(1 << n) - 1).map(
            lambda worths: game_of(n, [0, *worths])
        )
    )


def convex_game(count: int, dividends: Mapping[int, int], alone: Sequence[int]) -> qpq.CooperativeGame:
    """Coalitions of two and more have dividends that are not negative, so the game is convex."""
    every = {**dividends, **{1 << k: x for k, x in enumerate(alone)}}
    return game_of(
        count,
        [sum(d for part, d in every.items() if part & mask == part) for mask in range(1 << count)],
    )


convex_games = st.integers(2, 5).flatmap(
    lambda n: st.builds(
        convex_game,
        st.just(n),
        st.dictionaries(st.integers(3, (1 << n) - 1), st.integers(0, 9), max_size=8),
        st.lists(numbers, min_size=n, max_size=n),
    )
)


def marginal_vectors(game: qpq.CooperativeGame) -> set[Payoffs]:
    found = set()
    for order in itertools.permutations(range(len(game.players))):
        gets, before = {}, 0
        for k in order:
            gets[k] = game.worths[before | 1 << k] - game.worths[before]
            before |= 1 << k
        found.add(tuple(gets[k] for k in range(len(gets))))
    return found


@given(convex_games)
@settings(max_examples=25, deadline=None)
def test_convex_games(game: qpq.CooperativeGame) -> None:
    """Shapley (1971): the extreme points of the core are the marginal vectors, their mean is the value."""
    assert game.is_convex() and game.is_superadditive()
    assert set(payoffs_of(qpq.core(game))) == marginal_vectors(game)
    assert core_failure(game, the_one(qpq.shapley(game))) == ""


@given(games(4))
@settings(max_examples=40, deadline=None)
def test_every_answer_of_random_games_is_proven(game: qpq.CooperativeGame) -> None:
    core, shapley, nucleolus = qpq.core(game), qpq.shapley(game), qpq.nucleolus(game)
    assert core.complete and nucleolus.complete
    the_one(shapley)
    point = payoffs_of(nucleolus)
    if payoffs_of(core):
        assert core_failure(game, point[0]) == ""
    if not point:
        assert payoffs_of(core) == []


@given(games(4), st.integers(1, 5), st.lists(numbers, min_size=4, max_size=4))
@settings(max_examples=25, deadline=None)
def test_covariance(game: qpq.CooperativeGame, factor: int, shifts: list[int]) -> None:
    count = len(game.players)
    moved = game_of(
        count,
        [
            factor * x + sum(shifts[k] for k in range(count) if mask >> k & 1)
            for mask, x in enumerate(game.worths)
        ],
    )
    for solver in (qpq.core, qpq.shapley, qpq.nucleolus):
        here, there = payoffs_of(solver(game)), payoffs_of(solver(moved))
        assert {tuple(factor * x + s for x, s in zip(row, shifts, strict=False)) for row in here} == set(
            there
        )


@given(games(4), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_names_do_not_matter(game: qpq.CooperativeGame, random: Any) -> None:
    order = list(range(len(game.players)))
    random.shuffle(order)
    players = [game.players[k] for k in order]
    other = qpq.CooperativeGame(players, game.worth)
    for solver in (qpq.core, qpq.shapley, qpq.nucleolus):
        here = {tuple(row[k] for k in order) for row in payoffs_of(solver(game))}
        assert here == set(payoffs_of(solver(other)))


@given(games(3))
@settings(max_examples=20, deadline=None)
def test_a_null_player_gets_nothing(game: qpq.CooperativeGame) -> None:
    wider = qpq.CooperativeGame([*game.players, "Z"], lambda s: game.worth(s - {"Z"}))
    assert the_one(qpq.shapley(wider)) == (*the_one(qpq.shapley(game)), 0)


# Brute force


@given(games(3, 3))
@settings(max_examples=40, deadline=None)
def test_nucleolus_by_brute_force(game: qpq.CooperativeGame) -> None:
    """It stands where lines meet on which two excesses are equal, or a player gets just its own worth."""
    imputations = [
        x for x in meeting_points(game) if all(a >= b for a, b in zip(x, alone(game), strict=True))
    ]
    best = min(imputations, key=lambda x: sorted(game.excesses(x).values(), reverse=True), default=None)
    assert payoffs_of(qpq.nucleolus(game)) == ([] if best is None else [best])


def alone(game: qpq.CooperativeGame) -> list[Fraction]:
    return [Fraction(str(game.worth(who))) for who in game.players]


def meeting_points(game: qpq.CooperativeGame) -> set[Payoffs]:
    """Where two of those lines meet in the plane of payoffs that share the worth of all three players."""
    total = Fraction(str(game.total))
    masks = range(1, 7)
    lines = []
    worth = [Fraction(str(x)) for x in game.worths]
    for s, t in itertools.combinations(masks, 2):
        lines.append(([(s >> k & 1) - (t >> k & 1) for k in range(3)], worth[s] - worth[t]))
    for k in range(3):
        lines.append(([int(i == k) for i in range(3)], worth[1 << k]))
    flat = [(a - c, b - c, d - c * total) for (a, b, c), d in lines]
    found = set()
    for (a, b, c), (d, e, f) in itertools.combinations(flat, 2):
        determinant = a * e - b * d
        if determinant:
            x, y = (c * e - b * f) / determinant, (a * f - c * d) / determinant
            found.add((x, y, total - x - y))
    return found


@given(games(3, 3))
@settings(max_examples=40, deadline=None)
def test_core_by_brute_force(game: qpq.CooperativeGame) -> None:
    total = Fraction(str(game.total))
    worth = [Fraction(str(x)) for x in game.worths]
    found = set()
    for s, t in itertools.combinations(range(1, 7), 2):
        (a, b, c), (d, e, f) = ([mask >> k & 1 for k in range(3)] for mask in (s, t))
        (a, b, p), (d, e, q) = (a - c, b - c, worth[s] - c * total), (d - f, e - f, worth[t] - f * total)
        if determinant := a * e - b * d:
            x, y = (p * e - b * q) / determinant, (a * q - p * d) / determinant
            if core_failure(game, (x, y, total - x - y)) == "":
                found.add((x, y, total - x - y))
    assert set(payoffs_of(qpq.core(game))) == found


# Ten players


@pytest.mark.parametrize("kind", ["random", "voting", "estate", "market"])
def test_ten_players(kind: str) -> None:
    state = 7

    def draw(members: frozenset[str]) -> int:
        nonlocal state
        state = state * 48271 % (2**31 - 1)
        return state % 1000 * (len(members) > 1)

    game = {
        "random": lambda: qpq.CooperativeGame(LETTERS, draw),
        "voting": lambda: voting(14, [5, 4, 4, 3, 3, 2, 2, 1, 1, 1]),
        "estate": lambda: estate(dict(zip(LETTERS, range(3, 103, 10), strict=True)), 200),
        "market": lambda: qpq.CooperativeGame(
            LETTERS, lambda s: min(len(s & set("ABC")), 2 * len(s - set("ABC")))
        ),
    }[kind]()
    the_one(qpq.nucleolus(game))
    the_one(qpq.shapley(game))


# Refusals


@pytest.mark.parametrize("solver", [qpq.core, qpq.shapley, qpq.nucleolus])
def test_what_is_refused(solver: Callable[..., qpq.Solution]) -> None:
    free = qpq.CooperativeGame(["A"], {"A": sympy.Symbol("k")})
    with pytest.raises(qpq.SymbolsLeft, match="k"):
        solver(free)
    with pytest.raises(qpq.UnsupportedGame, match=r"rational worths; that of A is sqrt\(2\)"):
        solver(qpq.CooperativeGame(["A"], {"A": sympy.sqrt(2)}))
    with pytest.raises(qpq.UnsupportedGame, match="takes a CooperativeGame; this is a NormalFormGame"):
        solver(qpq.NormalFormGame([[1, 2]]))
