"""Draws of parameters: where they lie, that each depends on its number alone, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import scipy.stats
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import discrete, triangular
from quidproquo.games.errors import InvalidInput
from quidproquo.solvers.draws import draws_plan, read_plan

EVERY_KIND = {
    "k": (2, 12),
    "w": triangular("1/2", 1, 2),
    "s": discrete(["1/3", 1, 2], weights=[1, 0, "1/2"]),
    "n": scipy.stats.norm(6, scale=0.5),
    "e": scipy.stats.expon(),
    "c": scipy.stats.poisson(3),
}


def column(plan: Any, name: str, start: int = 0, stop: int | None = None) -> list[Fraction]:
    draws = plan.between(start, plan.draws if stop is None else stop)
    return [draws.value(name, row) for row in range(len(draws))]


@pytest.mark.parametrize("method", ["random", "sobol", "grid"])
@given(cut=st.integers(0, 60))
@settings(max_examples=10)
def test_a_draw_depends_on_its_number_alone(method: str, cut: int) -> None:
    plan = draws_plan(EVERY_KIND, draws=61, seed=5, method=method, points=2)
    last = min(plan.draws, 61)
    cut = min(cut, last - 1)
    for name in EVERY_KIND:
        assert column(plan, name, 0, last)[cut:] == column(plan, name, cut, last)
        assert column(plan, name, 0, last)[cut] == column(plan, name, cut, cut + 1)[0]


def test_more_draws_go_on_where_fewer_end() -> None:
    few, many = (draws_plan({"k": (2, 12), "w": (0, 1)}, draws=n, seed=2) for n in (10, 50))
    assert column(few, "w") == column(many, "w")[:10]
    assert column(few, "w") != column(draws_plan({"k": (2, 12), "w": (0, 1)}, draws=10, seed=3), "w")


def test_the_plan_survives_as_plain_data() -> None:
    plan = draws_plan(EVERY_KIND, draws=20, seed=9, correlation={("k", "n"): 0.5})
    again = read_plan(plan.to_json())
    assert all(column(plan, name) == column(again, name) for name in EVERY_KIND)


@pytest.mark.parametrize(
    ("name", "cdf"),
    [
        ("k", scipy.stats.uniform(2, 10).cdf),
        ("w", scipy.stats.triang(1 / 3, 0.5, 1.5).cdf),
        ("n", scipy.stats.norm(6, 0.5).cdf),
        ("e", scipy.stats.expon().cdf),
    ],
)
def test_draws_have_the_distribution(name: str, cdf: Any) -> None:
    plan = draws_plan(EVERY_KIND, draws=4000, seed=1)
    numbers = [float(x) for x in column(plan, name)]
    assert scipy.stats.kstest(numbers, cdf).pvalue > 0.001


def test_weights_are_shares_and_a_value_without_weight_never_comes() -> None:
    numbers = column(draws_plan(EVERY_KIND, draws=6000, seed=1), "s")
    assert set(numbers) == {Fraction(1, 3), Fraction(2)}
    assert abs(numbers.count(Fraction(2)) / 6000 - 1 / 3) < 0.02


def test_ranges_hold_and_steps_are_what_they_print() -> None:
    plan = draws_plan({"k": ("1/3", "2/3"), "w": (10**17, 10**17 + 1), "o": ("1/7", "1/7")}, draws=300)
    for x in column(plan, "k"):
        assert Fraction(1, 3) <= x <= Fraction(2, 3) and Fraction(repr(float(x))) == x
    assert plan.prints("k") and not plan.prints("w") and not plan.prints("o")
    assert all(10**17 <= x <= 10**17 + 1 for x in column(plan, "w"))
    assert len(set(column(plan, "w"))) > 290
    assert set(column(plan, "o")) == {Fraction(1, 7)}


def test_a_grid_is_every_combination_with_both_ends() -> None:
    plan = draws_plan({"k": (0, 1), "d": discrete([5, 7])}, method="grid", points=4)
    pairs = list(zip(column(plan, "k"), column(plan, "d"), strict=True))
    thirds = [Fraction(i, 3) for i in range(4)]
    assert pairs == [(k, Fraction(d)) for k in thirds for d in (5, 7)]


@pytest.mark.parametrize("wanted", [0.8, -0.6])
def test_ranks_are_correlated_and_margins_stay(wanted: float) -> None:
    plan = draws_plan(
        {"k": (2, 12), "w": (0, 1), "e": scipy.stats.expon()}, draws=4000, correlation={("k", "e"): wanted}
    )
    k, w, e = ([float(x) for x in column(plan, name)] for name in "kwe")
    assert abs(scipy.stats.spearmanr(k, e).statistic - wanted) < 0.03
    assert abs(scipy.stats.spearmanr(k, w).statistic) < 0.05
    assert scipy.stats.kstest(e, scipy.stats.expon().cdf).pvalue > 0.001


def test_sobol_points_fill_the_square_better_than_random_ones() -> None:
    def discrepancy(method: str) -> float:
        plan = draws_plan({"k": (0, 1), "w": (0, 1)}, draws=256, method=method, seed=4)
        points = np.array([[float(x) for x in column(plan, name)] for name in "kw"]).T
        return float(scipy.stats.qmc.discrepancy(points))

    assert discrepancy("sobol") < discrepancy("random") / 5


class Tailless:
    """Something that looks like a distribution of SciPy and is none."""

    dist = type("Own", (), {"name": "own"})()
    args: tuple[float, ...] = ()
    kwds: dict[str, float] = {}  # noqa: RUF012

    def ppf(self, share: float) -> float:
        return share


@pytest.mark.parametrize(
    ("vary", "options", "words"),
    [
        ({}, {}, "at least one"),
        ({"k": (12, 2)}, {}, "k: 12 is above 2"),
        ({"k": (float("nan"), 2)}, {}, "k is nan"),
        ({"k": "2"}, {}, "k: '2' is no distribution"),
        ({"k": "2:x"}, {}, "k is 'x'"),
        ({"k": "triangular:2:13:12"}, {}, "k: the mode 13 lies outside 2 to 12"),
        ({"k": "triangular:2:12"}, {}, "no distribution"),
        ({"k": "discrete:"}, {}, "k is ''"),
        ({"k": discrete([])}, {}, "0 values"),
        ({"k": discrete([1, 2], weights=[1, -1])}, {}, "the weight -1 is negative"),
        ({"k": discrete([1, 2], weights=[0, 0])}, {}, "every weight is 0"),
        ({"k": discrete([1, 2], weights=[1])}, {}, "2 values and 1 weights"),
        ({"k": 3}, {}, "k: '3' is no distribution"),
        ({"k": (True, 3)}, {}, "k is True"),
        ({"k": Tailless()}, {}, "no distribution 'own'"),
        ({"k": scipy.stats.norm(0, -1)}, {}, "no finite quantiles"),
        ({"k": scipy.stats.cauchy()}, {}, "the tails of scipy.stats.cauchy"),
        ({"k": (2, 12)}, {"draws": 0}, "draws is 0"),
        ({"k": (2, 12)}, {"draws": 1.5}, "draws is 1.5"),
        ({"k": (2, 12)}, {"seed": -1}, "seed is -1"),
        ({"k": (2, 12)}, {"digits": 12}, "digits is 12"),
        ({"k": (2, 12)}, {"method": "lhs"}, "random, sobol, grid"),
        ({"k": (2, 12)}, {"method": "grid", "points": 10**6}, "points is 1000000"),
        (dict.fromkeys("abcd", (0, 1)), {"method": "grid", "points": 1000}, "at most"),
        ({"k": (2, 12), "w": (0, 1)}, {"correlation": {("k", "q"): 0.5}}, "two different parameters"),
        ({"k": (2, 12), "w": (0, 1)}, {"correlation": {("k", "w"): 1.5}}, "k and w is 3/2"),
        ({"k": (2, 12), "w": (0, 1)}, {"correlation": [[1, 0.5], [0.4, 1]]}, "one way"),
        ({"k": (2, 12), "w": (0, 1)}, {"correlation": [[1, 0.5]]}, "2 rows of 2"),
        ({"k": (2, 12)}, {"correlation": [[1]], "method": "grid"}, "a grid has no correlation"),
        (
            {"a": (0, 1), "b": (0, 1), "c": (0, 1)},
            {"correlation": {("a", "b"): 0.9, ("b", "c"): 0.9, ("a", "c"): -0.9}},
            "all at once",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_its_place(
    vary: dict[str, Any], options: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidInput, match=words.replace("(", r"\(")):
        draws_plan(vary, **options)
