"""Lambda fitted to records: closed forms, Gambit, brute force, and records that cannot tell."""

from __future__ import annotations

import dataclasses
import io
import math
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, NormalFormGame, chance, decision, outcome, tree
from quidproquo.games.efg import write_efg
from quidproquo.games.nfg import write_nfg
from quidproquo.games.record import counts_of
from quidproquo.games.simultaneous_tree import simultaneous_tree
from quidproquo.solvers.quantal_fit import _beyond_chance, _significant
from quidproquo.solvers.tree_likelihood import TreeLikelihood

BONUS = NormalFormGame([[[9, 0], [0, 1]], [[0, 1], [1, 0]]])

NOTHING = (F(0), F(0))
CRITICAL = 3.841458820694124
"""What chi-squared with one degree of freedom exceeds with probability 5%."""


def one_move(gain: Any = 1) -> ExtensiveFormGame:
    return tree(decision("A", {"hold": outcome(0), "trade": outcome(gain)}, information_set="move"))


def centipede(unit: Any = 1) -> ExtensiveFormGame:
    after = outcome(64 * unit, 16 * unit)
    for k in (3, 2, 1, 0):
        pays = (4 * 2**k * unit, 2**k * unit)
        ends = {"take": outcome(*(pays if k % 2 == 0 else pays[::-1])), "pass": after}
        after = decision("AB"[k % 2], ends, information_set=f"move {k + 1}")
    return tree(after, players=["A", "B"])


def middle(interval: Any) -> float:
    return float(sum(interval) / 2)


def log_likelihood(hits: int, total: int, x: float) -> float:
    return -hits * math.log1p(math.exp(-x)) - (total - hits) * math.log1p(math.exp(x))


def crossing(function: Any, low: float, high: float) -> float:
    for _ in range(200):
        m = (low + high) / 2
        low, high = (m, high) if function(m) else (low, m)
    return low


@pytest.mark.parametrize(
    ("hits", "total", "gain"), [(6, 8, 1), (30, 40, "1/3"), (99, 100, 10**9), (51, 100, 7)]
)
def test_one_move_is_a_logistic_regression(hits: int, total: int, gain: Any) -> None:
    fit = qpq.fit_lambda(one_move(gain), {"move": {"hold": total - hits, "trade": hits}})
    unit = float(F(gain))
    best = math.log(hits / (total - hits))
    top = log_likelihood(hits, total, best)
    statistic = 2 * (top - log_likelihood(hits, total, 0))
    assert fit.proven and fit.estimate is not None and fit.upper is not None
    assert middle(fit.estimate) * unit == pytest.approx(best, rel=1e-12)
    assert middle(fit.log_likelihood) == pytest.approx(top, rel=1e-12)
    assert middle(fit.statistic) == pytest.approx(statistic, rel=1e-9)
    assert middle(fit.p_value) == pytest.approx(math.erfc(math.sqrt(statistic / 2)) / 2, rel=1e-9)
    end = crossing(lambda x: 2 * (top - log_likelihood(hits, total, x)) < CRITICAL, best, best + 50)
    assert middle(fit.upper) * unit == pytest.approx(end, rel=1e-9)
    start = crossing(lambda x: 2 * (top - log_likelihood(hits, total, x)) > CRITICAL, 0, best)
    assert middle(fit.lower) * unit == pytest.approx(
        start if statistic > CRITICAL else 0, rel=1e-9, abs=1e-12
    )
    assert ("cannot tell the choices from chance" in fit.sentence) == (statistic < CRITICAL)
    assert fit.check() == ()


@pytest.mark.parametrize("hits", [0, 2, 4])
def test_a_record_no_better_than_chance_is_fitted_by_lambda_zero(hits: int) -> None:
    fit = qpq.fit_lambda(one_move(), {"move": {"trade": hits, "hold": 8 - hits}})
    assert fit.estimate == NOTHING and fit.proven
    assert fit.statistic == NOTHING and fit.p_value == (F(1), F(1))
    assert "likeliest under chance" in fit.sentence
    assert fit.check() == ()


def test_best_replies_alone_have_no_finite_estimate() -> None:
    fit = qpq.fit_lambda(one_move(), {"move": {"trade": 4}})
    assert fit.estimate is None and fit.upper is None and fit.proven
    assert middle(fit.log_likelihood) == 0
    assert middle(fit.statistic) == pytest.approx(8 * math.log(2))
    assert "no lambda attains its supremum" in fit.sentence and "how large lambda is" in fit.sentence
    assert "from chance" not in fit.sentence
    assert middle(fit.lower) == pytest.approx(-math.log(math.exp(CRITICAL / 8) - 1), rel=1e-9)
    assert fit.check() == ()


def test_one_observation_tells_nothing() -> None:
    fit = qpq.fit_lambda(centipede(), ["take"])
    assert fit.estimate is None and fit.upper is None and fit.lower == NOTHING
    assert "from chance" in fit.sentence and "how large lambda is" in fit.sentence


def test_a_play_is_its_counts() -> None:
    play = qpq.fit_lambda(centipede(), ["pass", "pass", "take"])
    counts = {"move 1": {"pass": 1}, "move 2": {"pass": 1}, "move 3": {"take": 1}}
    assert play == qpq.fit_lambda(centipede(), counts)
    assert play.observations == 3 and play.proven


def test_moves_of_chance_are_no_choices() -> None:
    game = tree(
        chance(
            {"up": ("1/2", decision("A", {"x": outcome(1), "y": outcome(0)})), "down": ("1/2", outcome(0))}
        )
    )
    fit = qpq.fit_lambda(game, ["up", "x"])
    assert fit.observations == 1
    with pytest.raises(qpq.InvalidInput, match="no choice"):
        qpq.fit_lambda(game, ["down"])


RECORD = {
    "move 1": {"take": 6, "pass": 94},
    "move 2": {"take": 20, "pass": 74},
    "move 3": {"take": 40, "pass": 34},
    "move 4": {"take": 25, "pass": 9},
}


def test_gambit_estimates_the_same_lambda() -> None:
    gambit = pytest.importorskip("pygambit")
    theirs = gambit.read_efg(io.StringIO(write_efg(centipede())))
    rows = [list(RECORD[f"move {k}"].values()) for k in (1, 3, 2, 4)]
    data = theirs.mixed_behavior_profile(data=[rows[:2], rows[2:]])
    found = gambit.qre.logit_estimate(data)
    fit = qpq.fit_lambda(centipede(), RECORD)
    assert fit.estimate is not None
    assert middle(fit.estimate) == pytest.approx(found.lam, rel=1e-3)
    assert middle(fit.log_likelihood) == pytest.approx(found.log_like, rel=1e-5)
    assert fit.check() == ()


def test_units_of_payoff_are_units_of_lambda() -> None:
    small, large = qpq.fit_lambda(centipede(), RECORD), qpq.fit_lambda(centipede(10**6), RECORD)
    assert small.estimate is not None and large.estimate is not None
    assert middle(large.estimate) * 10**6 == pytest.approx(middle(small.estimate), rel=1e-12)
    assert middle(large.statistic) == pytest.approx(middle(small.statistic), rel=1e-12)
    assert large.proven and large.check() == ()


payoff = st.tuples(st.integers(-5, 5), st.integers(-5, 5))


@given(st.lists(payoff, min_size=6, max_size=6), st.lists(st.integers(0, 5), min_size=6, max_size=6))
@settings(max_examples=10, deadline=None)
def test_no_lambda_of_a_fine_grid_is_likelier(pays: Any, seen: Any) -> None:
    left = decision("B", {x: outcome(*pays[k]) for k, x in enumerate("lmr")}, information_set="left")
    right = decision("B", {x: outcome(*pays[3 + k]) for k, x in enumerate("lr")}, information_set="right")
    game = tree(decision("A", {"L": left, "R": right, "out": outcome(*pays[5])}, information_set="start"))
    record = {
        "start": {"L": seen[0], "R": seen[1]},
        "left": {"l": seen[2], "r": seen[3]},
        "right": {"r": seen[4]},
    }
    if not any(seen[:5]):
        return
    fit = qpq.fit_lambda(game, record)
    for k in range(15):
        lam = F(k * k, 20)
        low, high = qpq.log_likelihood(game, record, lam)
        if fit.proven:
            assert low <= fit.log_likelihood[1]
            outside = lam < fit.lower[0] or (fit.upper is not None and lam > fit.upper[1])
            gap = 2 * float(fit.log_likelihood[1] - high)
            assert gap >= CRITICAL - 1e-9 if outside else True
    assert fit.check() == ()


small = st.fractions(0, 2, max_denominator=64)


@given(
    st.lists(payoff, min_size=5, max_size=5), small, st.sampled_from([F(1, 512), F(1, 32), F(1, 2)]), small
)
@settings(max_examples=25, deadline=None)
def test_balls_of_the_likelihood_hold_its_values_and_slopes(pays: Any, low: F, width: F, share: F) -> None:
    later = decision("B", {x: outcome(*pays[k]) for k, x in enumerate("lmr")}, information_set="later")
    last = chance({"up": ("1/3", later), "down": ("2/3", outcome(*pays[3]))})
    game = tree(decision("A", {"x": last, "y": outcome(*pays[4])}, information_set="start"))
    counts = counts_of(game, {"start": {"x": 2, "y": 1}, "later": {"l": 3, "m": 1}})
    likelihood, inside = TreeLikelihood(game, counts), low + width * share / 2
    wide, there = likelihood.jet(low, low + width), likelihood.jet(inside, inside)
    assert all(big.overlaps(point) for big, point in zip(wide, there, strict=True))
    assert there[0] <= likelihood.beyond(low) or there[0].overlaps(likelihood.beyond(low))
    after = likelihood.jet(inside + F(1, 10**4), inside + F(1, 10**4))
    for k in (0, 1):
        rate = float((after[k] - there[k]) * 10**4)
        between = (float(there[k + 1]) + float(after[k + 1])) / 2
        assert rate == pytest.approx(between, rel=1e-2, abs=1e-3)


def test_a_fit_is_readable() -> None:
    fit = qpq.fit_lambda(one_move(), {"move": {"hold": 2, "trade": 6}})
    text = " ".join(str(fit).split())
    assert fit.sentence in text and "lambda 1.09861" in text and "p-value of chance 0.073988" in text
    assert "not attained" in str(qpq.fit_lambda(one_move(), ["trade"]))
    assert "<table" in fit._repr_html_()


def test_ties_leave_the_end_open() -> None:
    """Both moves are equally good in the end, and one of them only there: nothing attains or excludes it."""
    later = decision("B", {"l": outcome(1, 1), "r": outcome(0, 0)}, information_set="later")
    game = tree(decision("A", {"x": later, "y": outcome(1, 0)}, information_set="start"))
    fit = qpq.fit_lambda(game, {"start": {"x": 5, "y": 5}, "later": {"l": 5}})
    assert fit.estimate is None and fit.upper is None
    assert not fit.proven and "is not proven" in fit.sentence
    assert middle(fit.log_likelihood) == pytest.approx(10 * math.log(0.5))


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"nowhere": {"take": 1}}, "'nowhere'; accepted: 'move 1'"),
        ({"move 1": {"jump": 1}}, "'jump'; accepted: 'take', 'pass'"),
        ({"move 1": {"take": -1}}, "-1 times"),
        ({"move 1": {"take": 1.5}}, "1.5 times"),
        ({"move 1": 3}, "action: times"),
        ({"move 1": {"take": 0}}, "no choice"),
        ({}, "no choice"),
        (["pass", "jump"], "move 2 is 'jump'; accepted: 'take', 'pass'"),
        (["take", "take"], "ended before"),
        ("take", "is needed"),
        (7, "is needed"),
    ],
)
def test_records_that_do_not_fit_are_refused(record: Any, words: str) -> None:
    with pytest.raises(qpq.InvalidInput, match=words):
        qpq.fit_lambda(centipede(), record)


@pytest.mark.parametrize("game", [one_move(0), NormalFormGame([[[1, 1], [1, 1]], [[2, 2], [2, 2]]])])
def test_choices_that_tell_nothing_are_refused(game: Any) -> None:
    with pytest.raises(qpq.InvalidInput, match="tell nothing"):
        qpq.fit_lambda(game, {"move" if isinstance(game, ExtensiveFormGame) else "1": _three_of_first(game)})


def _three_of_first(game: Any) -> dict[str, int]:
    return {"trade": 3} if isinstance(game, ExtensiveFormGame) else {"1": 3}


def test_other_levels_and_games_are_refused() -> None:
    narrow = qpq.fit_lambda(centipede(), RECORD, level="1/2")
    wide = qpq.fit_lambda(centipede(), RECORD, level="0.999")
    assert wide.lower[1] < narrow.lower[0] and wide.upper and narrow.upper and narrow.upper[1] < wide.upper[0]
    for level in (0, 1, "3/2", "x"):
        with pytest.raises(qpq.InvalidInput, match="level"):
            qpq.fit_lambda(centipede(), RECORD, level=level)
    with pytest.raises(qpq.InvalidInput, match="'3'; accepted: '1', '2'"):
        qpq.fit_lambda(BONUS, {"3": {"1": 3}})
    with pytest.raises(qpq.InvalidInput, match="is needed"):
        qpq.fit_lambda(BONUS, ["1", "2"])


def test_normal_forms_are_fitted_along_the_branch_as_gambit_does() -> None:
    gambit = pytest.importorskip("pygambit")
    data = gambit.read_nfg(io.StringIO(write_nfg(BONUS))).mixed_strategy_profile(data=[[60, 40], [25, 75]])
    found = gambit.qre.logit_estimate(data)
    fit = qpq.fit_lambda(BONUS, {"1": {"1": 60, "2": 40}, "2": {"1": 25, "2": 75}})
    assert fit.estimate is not None and fit.upper is not None and not fit.proven
    assert middle(fit.estimate) == pytest.approx(found.lam, rel=1e-3)
    assert middle(fit.log_likelihood) == pytest.approx(found.log_like, rel=1e-6)
    assert fit.check() == () and "not proven" in fit.sentence
    for end in (fit.lower, fit.upper):
        low, _ = qpq.log_likelihood(BONUS, {"1": {"1": 60, "2": 40}, "2": {"1": 25, "2": 75}}, end[0])
        assert 2 * (middle(fit.log_likelihood) - float(low)) == pytest.approx(CRITICAL, rel=1e-6)


def test_the_estimate_of_mckelvey_and_palfrey() -> None:
    """Ochs (1995) in the payoffs of McKelvey and Palfrey (1995), who report 1.84, .616 and .383.

    The frequencies are .527 and .366 of 128 observations each, here a thousand times as many.
    """
    game = NormalFormGame([[["1.1141", 0], [0, "0.2785"]], [[0, "1.1141"], ["1.1141", 0]]])
    fit = qpq.fit_lambda(game, {"1": {"1": 67456, "2": 60544}, "2": {"1": 46848, "2": 81152}})
    assert fit.estimate is not None
    assert middle(fit.estimate) == pytest.approx(1.84, abs=0.01)
    assert middle(fit.log_likelihood) / 1000 == pytest.approx(-174.7645, abs=1e-4)
    first, second = qpq.quantal(game, fit.estimate[0]).enclosures[0].profile
    assert first is not None and second is not None
    assert middle(first[0]) == pytest.approx(0.616, abs=5e-4)
    assert middle(second[0]) == pytest.approx(0.383, abs=5e-4)
    assert fit.p_value[1] < F(1, 10**300) and "less than 1e-300" in fit.sentence


def test_a_simultaneous_tree_is_fitted_like_its_normal_form() -> None:
    flat = qpq.fit_lambda(BONUS, {"1": {"1": 6, "2": 4}, "2": {"1": 3, "2": 7}})
    game = simultaneous_tree(BONUS)
    names = [one.label for one in game.information_sets]
    keys = names if len(set(names)) == 2 else [f"{who}:{names[0]}" for who in game.players]
    deep = qpq.fit_lambda(game, {keys[0]: {"1": 6, "2": 4}, keys[1]: {"1": 3, "2": 7}})
    assert flat.estimate is not None and deep.estimate is not None
    assert middle(deep.estimate) == pytest.approx(middle(flat.estimate), rel=1e-6)
    assert middle(deep.p_value) == pytest.approx(middle(flat.p_value), rel=1e-6)


def test_equilibrium_frequencies_have_no_finite_estimate_on_the_branch() -> None:
    fit = qpq.fit_lambda(BONUS, {"1": {"1": 50, "2": 50}, "2": {"1": 10, "2": 90}})
    assert fit.estimate is None and fit.upper is None
    assert middle(fit.log_likelihood) == pytest.approx(
        100 * math.log(0.5) + 10 * math.log(0.1) + 90 * math.log(0.9)
    )
    assert "how large lambda is" in fit.sentence


@pytest.mark.parametrize("what", ["estimate", "log_likelihood", "chance", "statistic", "p_value", "upper"])
def test_a_changed_fit_is_found_by_the_check(what: str) -> None:
    fit = qpq.fit_lambda(centipede(), RECORD)
    low, high = getattr(fit, what)
    moved = (low * 9 / 10, high * 9 / 10) if what != "upper" else (low / 3, high / 3)
    if what == "upper":
        moved = (fit.lower[1], fit.lower[1] + F(1, 1000))
    assert dataclasses.replace(fit, **{what: moved}).check()  # type: ignore[arg-type]


@pytest.mark.parametrize("offset", [10**17, -(10**17), F(10**17, 3)])
def test_a_constant_in_all_payoffs_changes_no_fit(offset: Any) -> None:
    def game(plus: Any) -> ExtensiveFormGame:
        reply = decision("B", {"yield": outcome(3 + plus, 1), "fight": outcome(-2 + plus, 0)})
        return tree(decision("A", {"out": outcome(plus, 2), "in": reply}, information_set="entry"))

    record = {"entry": {"out": 3, "in": 7}}
    plain, shifted = qpq.fit_lambda(game(0), record), qpq.fit_lambda(game(offset), record)
    assert plain.proven
    assert shifted.proven
    assert (plain.estimate, plain.lower, plain.upper) == (shifted.estimate, shifted.lower, shifted.upper)


def test_a_statistic_that_may_be_zero_has_a_p_value() -> None:
    from flint import arb

    low, high = _significant(_beyond_chance(arb(0, 1e-9)))
    assert low <= F(1, 2) <= high < 1
