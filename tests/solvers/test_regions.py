"""Regions in many parameters: they name exactly the equilibria that the numeric solvers find there."""

from __future__ import annotations

import itertools
import json
import random
from fractions import Fraction
from typing import Any

import pytest
import sympy

from quidproquo import (
    NormalFormGame,
    case_model,
    chance,
    decision,
    nash,
    outcome,
    pure_nash,
    regimes,
    subgame_perfect,
    tree,
)
from quidproquo.cases.h20.models.linkage import linkage_closed_form, regime
from quidproquo.games.certificate import nash_regrets
from quidproquo.games.errors import InvalidInput, LimitReached, UnsupportedGame
from quidproquo.games.region_map import RegionMap
from quidproquo.solvers.regions import regions
from quidproquo.solvers.two_by_two import CLASSES, ordinal_class, ordinal_classes

LINKAGE = ("theta_U", "theta_C", "kappa_U", "kappa_C", "m", "v", "d_U", "d_C")
SEQUENTIAL = ("m", "v", "d_U", "d_C", "kappa_U", "kappa_C", "a", "phi", "rho")


def calibrations(names: tuple[str, ...], count: int, seed: int) -> list[dict[str, Fraction]]:
    """Rational calibrations; half of them are coarse, so that ties occur."""
    pick = random.Random(seed)
    found = []
    for i in range(count):
        steps = 1 if i % 2 else pick.choice([7, 60])
        found.append({name: Fraction(pick.randint(-4 * steps, 8 * steps), steps) for name in names})
    return found


def named(found: RegionMap, values: dict[str, Fraction]) -> dict[Any, Any]:
    """The equilibria that the map names at a place, each with what it pays."""
    return dict(found.numbers(region, values) for region in found.at(values))


def solved(solution: Any) -> dict[Any, Any]:
    return {one.profile: one.payoffs for one in solution.equilibria}


def is_pure(profile: Any) -> bool:
    return all(max(row) == 1 for row in profile if row)


def test_model_a_at_a_thousand_calibrations() -> None:
    game = case_model("case:h20/linkage", symbols=["all"]).game
    every, pure = regions(game), regions(game, "pure-nash")
    assert every.solution == "nash"
    ties = 0
    for values in calibrations(LINKAGE, 1000, seed=5):
        numbers = game.at(values)
        assert named(pure, values) == solved(pure_nash(numbers))
        answer = nash(numbers)
        if every.on_border(values):
            ties += 1
            expected = {p for p in solved(answer) if is_pure(p)}
            assert {p for p in named(every, values) if is_pure(p)} == expected
        else:
            assert named(every, values) == solved(answer)
            assert not answer.knife_edge
    assert 100 < ties < 500


def test_model_b_at_a_thousand_calibrations() -> None:
    game = case_model("case:h20/sequential-linkage", symbols=["all"]).game
    found = regions(game)
    assert found.complete
    ties = 0
    for values in calibrations(SEQUENTIAL, 1000, seed=6):
        answer = subgame_perfect(game.at(values))
        expected = {p: u for p, u in solved(answer).items() if is_pure(p)}
        here = {tuple(None if row is None else row for row in p): u for p, u in named(found, values).items()}
        assert {_plain(p): u for p, u in here.items()} == {_plain(p): u for p, u in expected.items()}
        ties += answer.knife_edge
        if not found.on_border(values):
            assert len(here) == 1
            assert not answer.knife_edge
    assert 100 < ties < 900


def _plain(profile: Any) -> Any:
    """A profile without what chance does."""
    return tuple(tuple(row) if row else () for row in profile)


@pytest.mark.parametrize("seed", range(6))
def test_random_bimatrix_games(seed: int) -> None:
    pick = random.Random(seed)
    symbols = sympy.symbols("a b c")
    shape = ((2, 2), (2, 3), (3, 2), (3, 3))[seed % 4]

    def entry() -> Any:
        linear = sum(pick.randint(-2, 2) * x for x in symbols[: 2 if shape == (3, 3) else 3])
        base = linear + pick.randint(-3, 3)
        return sympy.Max(base, symbols[0]) if seed >= 4 and pick.random() < 0.3 else base

    sparse = shape == (3, 3)
    tables = [
        [
            [entry() if not sparse or pick.random() < 0.35 else pick.randint(-5, 5) for _ in range(shape[1])]
            for _ in range(shape[0])
        ]
        for _ in range(2)
    ]
    game = NormalFormGame(tables)
    found = regions(game, "nash")
    for values in calibrations(game.parameters, 40 if seed < 4 else 12, seed):
        numbers = game.at(values)
        answer = nash(numbers)
        here = named(found, values)
        if answer.knife_edge:
            assert not any(one.gain for p in here for one in nash_regrets(numbers, p)[1])
            assert {p for p in here if is_pure(p)} == {p for p in solved(answer) if is_pure(p)}
        else:
            assert here == solved(answer)


@pytest.mark.parametrize("seed", range(3))
def test_random_games_of_three_players(seed: int) -> None:
    pick = random.Random(seed)
    a, b = sympy.symbols("a b")

    def entry() -> Any:
        return pick.randint(-2, 2) * a + pick.choice([0, b, sympy.Abs(b)])

    tables = [
        [[[entry(), entry()], [entry(), entry()]], [[entry(), entry()], [entry(), entry()]]] for _ in "abc"
    ]
    game = NormalFormGame(tables)
    found = regions(game)
    assert found.solution == "pure-nash"
    for values in calibrations(game.parameters, 40, seed):
        assert named(found, values) == solved(pure_nash(game.at(values)))


def test_the_five_situations_have_the_conditions_of_the_specification() -> None:
    """Cooperate against cooperation iff theta >= d, against restriction iff kappa >= d."""
    game = case_model("case:h20/linkage", symbols=["all"]).game
    found = regions(game, "ordinal-class")
    when = {one.label: str(one.conditions) for one in found.outcomes}
    assert when["US: prisoner's dilemma"] == "d_U > theta_U and d_U > kappa_U and kappa_U + m + theta_U > d_U"
    assert when["US: deadlock"] == "d_U > theta_U and d_U > kappa_U and d_U > kappa_U + m + theta_U"
    assert when["US: chicken"] == "d_U > theta_U and kappa_U > d_U"
    assert when["US: stag hunt"] == "theta_U > d_U and d_U > kappa_U"
    assert when["US: harmony"] == "theta_U > d_U and kappa_U > d_U"
    assert when["China: deadlock"] == "d_C > theta_C and d_C > kappa_C and d_C > kappa_C + theta_C + v"
    assert {tuple(one.classes.values()) for one in found.regions} == set(itertools.product(CLASSES, repeat=2))
    for values in calibrations(LINKAGE, 400, seed=7):
        closed = linkage_closed_form(values).regimes
        here = [tuple(one.classes.values()) for one in found.at(values)]
        assert here == ([closed] if "border" not in closed else [])
        assert tuple(ordinal_classes(game.at(values)).values()) == closed


def test_phases_of_model_a_are_in_the_regions_that_the_specification_names() -> None:
    game = case_model("case:h20/linkage", symbols=["theta_U", "theta_C", "kappa_U", "kappa_C"]).game
    found = regions(game)
    expected = {
        (0, 0, 0, 0): {"restrict, withhold"},
        (0, 0, 4, 3): {"allow, withhold", "restrict, supply", "allow/restrict, supply/withhold"},
        (3, 2, 0, 0): {"allow, supply", "restrict, withhold", "allow/restrict, supply/withhold"},
        (3, 2, 4, 3): {"allow, supply"},
    }
    for numbers, outcomes in expected.items():
        values = dict(zip(("theta_U", "theta_C", "kappa_U", "kappa_C"), map(Fraction, numbers), strict=True))
        assert {one.outcome for one in found.at(values)} == outcomes
    may = {"theta_U": 0, "theta_C": 0, "kappa_U": 4, "kappa_C": 3}
    mixed = found.at(may)[-1]
    half, third = Fraction(1, 2), Fraction(1, 3)
    assert found.numbers(mixed, may) == (((2 * third, third), (half, half)), (Fraction(-7, 2), -2))


def test_thresholds_of_model_b() -> None:
    """k = 10, a = 5 and rho = 1, and the border in sigma at 9/10."""

    def where(free: str, label: str) -> str:
        game = case_model("case:h20/sequential-linkage", symbols=[free]).game
        return next(str(one.conditions) for one in regions(game).outcomes if one.label == label)

    assert where("k", "no-ban") == "k <= 10"
    assert where("k", "ban, acquiesce") == "k >= 10"
    assert where("a", "no-ban") == "a <= 5 and a >= 0"
    assert where("rho", "no-ban") == "rho >= 1"
    assert where("sigma", "no-ban") == "sigma <= 9/10"


def test_the_belief_threshold_of_the_variant_with_chance() -> None:
    """models.md, (b): with belief pi that the ban ends in a trade, ban iff pi < d_U / (d_U + a)."""
    p, d, a = sympy.symbols("pi d a")
    luck = chance({"trade": (p, outcome(-a, -1)), "acquiesce": (1 - p, outcome(d, -6))})
    game = tree(decision("US", {"no-ban": outcome(0, 0), "ban": luck}), players=["US", "China"])
    found = regions(game.at({"d": 2, "a": 1}))
    when = {one.outcome: str(one.conditions) for one in found.regions}
    assert when == {"no-ban": "pi >= 2/3", "ban": "pi <= 2/3"}
    everything = regions(game)
    assert [str(one.conditions) for one in everything.regions] == ["a*pi + d*pi >= d", "d >= a*pi + d*pi"]
    assert [r.text for r in everything.domain.relations] == ["pi >= 0", "pi <= 1"]


def test_payoffs_keep_formulas_with_cases_and_give_their_numbers() -> None:
    game = case_model("case:h20/linkage", symbols=["k", "w", "kappa_U"]).game
    found = regions(game)
    (region,) = found.at({"k": 6, "w": "1/2", "kappa_U": 3})
    assert str(region.payoffs[0]) == "-max(0, -k + 13)*w"
    assert found.numbers(region, {"k": 6, "w": "1/2", "kappa_U": 3})[1] == (Fraction(-7, 2), 1)
    assert found.numbers(region, {"k": 20, "w": "1/2", "kappa_U": 3})[1] == (0, 1)


def test_what_ties_everywhere_is_not_called_complete() -> None:
    a = sympy.Symbol("a")
    found = regions(NormalFormGame([[[a, 1], [a, 0]], [[1, 0], [0, 1]]]))
    assert not found.complete
    assert "player 1 has too many" in found.complete_because or "1 has too many" in found.complete_because
    half = regions(NormalFormGame([[[sympy.Max(a, 0), 1], [0, 0]], [[1, 0], [0, 1]]]))
    assert not half.complete
    assert "where a <= 0" in half.complete_because


def test_the_json_states_conditions_points_and_words() -> None:
    game = case_model("case:h20/sequential-linkage", symbols=["k"]).game
    document = json.loads(regions(game).to_json())
    assert document["parameters"] == ["k"]
    assert document["solution"] == "subgame-perfect"
    first = document["regions"][0]
    assert first["profile"]["US"] == {"chips": {"ban": "1"}, "answer": {"hold": "1"}}
    (case,) = first["conditions"]
    assert case["all"] == ["k - 10 >= 0"]
    assert case["text"] == "k >= 10"
    assert case["because"] == [["US at answer: hold is at least as good as trade"]]
    assert case["proven_possible"] is True
    assert case["thin"] is False
    assert Fraction(case["point"]["k"]) >= 10


def test_ordinal_classes() -> None:
    assert ordinal_class(3, 0, 5, 1) == "prisoner's dilemma"
    assert ordinal_class(1, 0, 5, 3) == "deadlock"
    assert ordinal_class(3, 1, 5, 0) == "chicken"
    assert ordinal_class(5, 0, 3, 1) == "stag hunt"
    assert ordinal_class(5, 1, 3, 0) == "harmony"
    assert ordinal_class(3, 0, 3, 1) == "border"
    two = Fraction(2)
    assert regime(two, Fraction(0), Fraction(0), Fraction(2)) == "border"


def test_wrong_input_is_refused() -> None:
    a = sympy.Symbol("a")
    game = NormalFormGame([[[a, 0], [0, 1]], [[1, 0], [0, 1]]])
    with pytest.raises(InvalidInput, match="accepted: nash, pure-nash, ordinal-class"):
        regions(game, "core")
    with pytest.raises(UnsupportedGame, match="subgame-perfect are not offered for normal forms"):
        regions(game, "subgame-perfect")
    with pytest.raises(InvalidInput, match="no parameters left"):
        regions(game.at({"a": 1}))
    with pytest.raises(LimitReached, match="at most 3 actions"):
        regions(NormalFormGame([[[a] * 4] * 4, [[0] * 4] * 4]), "nash")
    with pytest.raises(UnsupportedGame, match="2×3"):
        regions(NormalFormGame([[[a] * 3] * 2, [[0] * 3] * 2]), "ordinal-class")


@pytest.mark.parametrize(
    ("model", "free", "low", "high"),
    [
        ("sequential-linkage", "k", 0, 52),
        ("sequential-linkage", "a", -2, 8),
        ("sequential-linkage", "rho", 0, 6),
        ("sequential-linkage", "V0", 0, 16),
        ("linkage", "kappa_U", 0, 4),
        ("linkage", "Sec", 2, 12),
        ("linkage", "B", 0, 6),
    ],
)
def test_maps_of_one_parameter_have_the_same_pure_equilibria(
    model: str, free: str, low: int, high: int
) -> None:
    """Two algorithms that share nothing: signs along a line, and conditions simplified by linear programs."""
    game: Any = case_model(f"case:h20/{model}", symbols=[free]).game
    tree_game = model == "sequential-linkage"
    line = regimes(game, free, low, high, solution="subgame-perfect" if tree_game else "pure-nash")
    found = regions(game, "subgame-perfect" if tree_game else "pure-nash")
    for cell in line.cells:
        here = found.at({free: cell.sample})
        if tree_game and cell.answer.knife_edge:
            assert here  # mixtures at a tie are no regions, the pure plans are
            continue
        assert {one.outcome for one in here} == set(cell.answer.outcome.split(" or "))
        assert len(here) == len(cell.answer.equilibria)
