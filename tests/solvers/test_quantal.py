"""Logit responses: closed forms, Gambit, invariance, and intervals that are refused when they are wrong."""

from __future__ import annotations

import json
import math
from fractions import Fraction as F
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, chance, decision, outcome, tree


def one_move(gain: Any) -> ExtensiveFormGame:
    return tree(decision("A", {"hold": outcome(0), "trade": outcome(gain)}, information_set="move"))


def centipede() -> ExtensiveFormGame:
    """Rosenthal's centipede with four moves (McKelvey and Palfrey 1992)."""
    after = outcome(64, 16)
    for k in (3, 2, 1, 0):
        mine, yours = 4 * 2**k, 2**k
        pays = (mine, yours) if k % 2 == 0 else (yours, mine)
        after = decision(
            "AB"[k % 2], {"take": outcome(*pays), "pass": after}, information_set=f"move {k + 1}"
        )
    return tree(after, players=["A", "B"])


def middles(solution: qpq.Solution) -> list[float]:
    (found,) = solution.enclosures
    return [float(sum(x) / 2) for row in found.profile if row for x in row]


@given(st.fractions(-20, 20, max_denominator=50), st.fractions(0, 20, max_denominator=50))
@settings(max_examples=40)
def test_one_move_is_the_logistic_function(gain: F, lam: F) -> None:
    (found,) = qpq.quantal(one_move(gain), lam).enclosures
    low, high = (found.profile[0] or ())[1]
    assert low <= high <= low + F(3, 10**24)
    assert float(low) == pytest.approx(1 / (1 + math.exp(-lam * gain)), rel=1e-12)


def test_lambda_zero_is_chance() -> None:
    (found,) = qpq.quantal(centipede(), 0).enclosures
    assert all(low <= F(1, 2) <= high for row in found.profile if row for low, high in row)


def test_ties_give_equal_shares_that_are_verified() -> None:
    flat = {
        a: decision("B", {b: outcome(2, 0) for b in actions}) for a, actions in (("x", "lr"), ("y", "lmr"))
    }
    game = tree(decision("A", flat))
    assert qpq.verify_document(qpq.quantal(game, 3).to_json(), game).ok


@pytest.mark.parametrize("lam", ["1/10", "1/2", "2"])
def test_gambit_follows_the_same_branch(lam: str, tmp_path: Any) -> None:
    gambit = pytest.importorskip("pygambit")
    game = qpq.case_model("case:h20/sequential-linkage", {}).game
    assert isinstance(game, ExtensiveFormGame)
    path = tmp_path / "game.efg"
    qpq.write_game(game, path)
    theirs = gambit.qre.logit_solve_lambda(gambit.read_efg(str(path)), lam=float(F(lam)))
    numbers = [float(p) for mixed in theirs[0].profile for p in _flat(mixed)]
    assert sorted(numbers) == pytest.approx(sorted(middles(qpq.quantal(game, lam))), abs=1e-5)


def _flat(mixed: Any) -> list[Any]:
    found: list[Any] = []
    for _, inner in mixed:
        found += [p for _, p in inner] if hasattr(inner, "__iter__") else [inner]
    return found


@given(st.fractions(0, 3, max_denominator=9), st.fractions("1/9", 9, max_denominator=9))
@settings(max_examples=15)
def test_units_of_payoff_are_units_of_lambda(lam: F, unit: F) -> None:
    def game(scale: F) -> ExtensiveFormGame:
        later = decision("B", {"yield": outcome(2 * scale, -scale), "fight": outcome(-scale, -2 * scale)})
        return tree(decision("A", {"out": outcome(0, 0), "in": later}))

    first, second = qpq.quantal(game(F(1)), lam * unit), qpq.quantal(game(unit), lam)
    assert first.enclosures[0].profile == second.enclosures[0].profile


def test_a_large_lambda_leaves_subgame_perfection() -> None:
    found = qpq.quantal(centipede(), 10**17)
    (perfect,) = qpq.subgame_perfect(centipede()).equilibria
    assert [round(x) for x in middles(found)] == [int(p) for row in perfect.profile if row for p in row]
    assert qpq.verify_document(found.to_json(), centipede()).ok


def test_chance_and_payoffs_on_the_way_count() -> None:
    move = decision("A", {"x": outcome(1), "y": outcome(0)}, payoffs=[5])
    game = tree(chance({"up": ("1/4", move), "down": ("3/4", outcome(0)), "never": (0, outcome(99))}))
    low, high = qpq.quantal(game, 1).enclosures[0].payoffs[0]
    assert float(low) == pytest.approx(0.25 * (5 + 1 / (1 + math.exp(-1))), rel=1e-12)
    assert high > low


def test_the_likelihood_of_a_path_adds_up() -> None:
    game = centipede()
    low, high = qpq.log_likelihood(
        game, {"move 1": {"pass": 1}, "move 2": {"pass": 2}, "move 3": {"take": 1}}, "1/5"
    )
    rows = [row for row in qpq.quantal(game, "1/5").enclosures[0].profile if row]
    expected = math.log(rows[0][1][0]) + 2 * math.log(rows[1][1][0]) + math.log(rows[2][0][0])
    assert float(low) == pytest.approx(expected, rel=1e-12)
    assert low <= high


def test_what_cannot_have_been_observed_is_refused() -> None:
    with pytest.raises(qpq.InvalidInput, match="'jump'; accepted: 'take', 'pass'"):
        qpq.log_likelihood(centipede(), {"move 1": {"jump": 1}}, 1)


@pytest.mark.parametrize(
    ("lam", "words"), [(None, "--lambda"), (-1, "from 0 on"), ("x", "lambda"), (True, "lambda")]
)
def test_a_bad_lambda_is_refused(lam: Any, words: str) -> None:
    with pytest.raises(qpq.InvalidInput, match=words):
        qpq.quantal(centipede(), lam)


def test_other_situations_are_refused() -> None:
    with pytest.raises(qpq.UnsupportedGame, match="RepeatedGame"):
        qpq.quantal(qpq.RepeatedGame(qpq.NormalFormGame.zero_sum([[1]])), 1)  # type: ignore[arg-type]


@pytest.mark.parametrize("what", ["probability", "payoff", "lambda", "proven", "twice"])
def test_a_changed_answer_is_refused(what: str) -> None:
    game = centipede()
    document = json.loads(qpq.quantal(game, "1/2").to_json())
    entry = document["enclosures"][0]
    if what == "probability":
        entry["profile"]["A"]["move 1"]["take"] = ["9/10", "1"]
    elif what == "payoff":
        entry["payoffs"]["B"] = ["0", "1/100"]
    elif what == "lambda":
        document["lambda"] = "3/5"
    elif what == "proven":
        entry["proven"] = False
    else:
        document["enclosures"] *= 2
    try:
        assert not qpq.verify_document(json.dumps(document), game).ok
    except qpq.ParseError as error:
        assert "proven" in str(error)


def test_the_answer_survives_its_json() -> None:
    found = qpq.quantal(centipede(), "0.3")
    assert qpq.Solution.from_json(found.to_json(), centipede()) == found
    wider = json.loads(found.to_json())
    wider["enclosures"][0]["payoffs"]["A"] = ["0", "64"]
    assert qpq.verify_document(json.dumps(wider), centipede()).ok
