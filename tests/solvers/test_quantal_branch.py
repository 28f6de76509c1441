"""Logit responses of normal forms and of trees with imperfect information, and boxes that are refused."""

from __future__ import annotations

import io
import json
import math
from fractions import Fraction as F
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, NormalFormGame, chance, decision, outcome, tree
from quidproquo.games.efg import write_efg
from quidproquo.games.nfg import read_nfg, write_nfg
from quidproquo.games.simultaneous_tree import simultaneous_tree

from .poker import kuhn_poker

Game = NormalFormGame | ExtensiveFormGame
PENNIES = NormalFormGame([[[9, 0], [0, 1]], [[0, 1], [1, 0]]])
CHIPS = NormalFormGame(
    [[[0, -7], [2, -9]], [[0, 1], [-6, -8]]],
    players=["US", "China"],
    strategies=[["allow", "restrict"], ["supply", "withhold"]],
)


def horse() -> ExtensiveFormGame:
    """Selten's horse (1975)."""

    def third(left: tuple[int, ...], right: tuple[int, ...]) -> Any:
        return decision("3", {"L": outcome(*left), "R": outcome(*right)}, information_set="third")

    second = decision("2", {"c": outcome(1, 1, 1), "d": third((4, 4, 0), (0, 0, 1))})
    return tree(decision("1", {"C": second, "D": third((3, 2, 2), (0, 0, 0))}), players=["1", "2", "3"])


def signalling() -> ExtensiveFormGame:
    """Beer and quiche (Cho and Kreps 1987)."""

    def sent(signal: str, kind: str) -> Any:
        cost = 0 if (signal == "beer") == (kind == "strong") else -1
        duel = 1 if kind == "weak" else -1
        answers = {"fight": outcome(cost, duel), "leave": outcome(2 + cost, 0)}
        return decision("receiver", answers, information_set=signal)

    types = {
        kind: (odds, decision("sender", {s: sent(s, kind) for s in ("beer", "quiche")}, information_set=kind))
        for kind, odds in (("strong", "9/10"), ("weak", "1/10"))
    }
    return tree(chance(types), players=["sender", "receiver"])


def rows(solution: qpq.Solution) -> list[float]:
    (found,) = solution.enclosures
    assert found.proven
    return [float(sum(x) / 2) for row in found.profile if row for x in row]


def accepted(solution: qpq.Solution) -> bool:
    return qpq.verify_document(solution.to_json(), solution.game).ok


def bisect(function: Any, low: float, high: float) -> float:
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0


@pytest.mark.parametrize("lam", ["1/10", "1/2", "1", "3", "20", "100"])
def test_matching_pennies_with_a_bonus_has_the_one_root_of_its_equation(lam: str) -> None:
    """p = L(9q - (1 - q)), q = L(1 - 2p): one equation, decreasing in p (Ochs 1995's game with 9)."""
    rate = float(F(lam))

    def gap(p: float) -> float:
        q = logistic(rate * (1 - 2 * p))
        return logistic(rate * (10 * q - 1)) - p

    p = bisect(gap, 0, 1)
    found = qpq.quantal(PENNIES, lam)
    assert rows(found) == pytest.approx([p, 1 - p, *(logistic(s * rate * (1 - 2 * p)) for s in (1, -1))])
    low, high = (found.enclosures[0].profile[0] or ())[0]
    assert high - low <= F(4, 10**24)
    assert accepted(found)


@pytest.mark.parametrize("lam", ["1/4", 1, 4])
def test_symmetric_games_have_symmetric_responses(lam: Any) -> None:
    game = NormalFormGame.symmetric([[2, 0], [3, 1]])
    p = logistic(-float(F(lam)))
    assert rows(qpq.quantal(game, lam)) == pytest.approx([p, 1 - p] * 2)


@pytest.mark.parametrize("game", [PENNIES, NormalFormGame.zero_sum([[3, -1, 2], [-2, 4, 0]])])
def test_opposed_interests_leave_no_second_response(game: NormalFormGame) -> None:
    found = qpq.quantal(game, 12)
    assert found.complete and "Hofbauer" in found.complete_because
    assert accepted(found)


@pytest.mark.parametrize(
    "payoffs",
    [
        [[[9, 0], [0, 1]], [[0, -1], [-1, 0]]],
        [[[3, -1, 2], [-2, 4, 0]], [[-3, 1, -2], [2, -4, 1]]],
        [[[0, 0], [0, 1]], [[0, 0], [0, 1]]],
    ],
)
def test_other_interests_may_leave_a_second_one(payoffs: Any) -> None:
    """Coordination, one number off zero-sum, and common interests."""
    game = NormalFormGame(payoffs)
    found = qpq.quantal(game, 12)
    assert not found.complete
    claim = json.loads(found.to_json())
    claim["complete"] = True
    assert not qpq.verify_document(json.dumps(claim), game).ok


def test_a_player_whose_gain_nobody_moves_leaves_one_response() -> None:
    found = qpq.quantal(NormalFormGame([[[5, 5], [1, 1]], [[1, 4], [2, 0]]]), 20)
    assert found.complete and accepted(found)


def test_the_branch_keeps_to_the_risk_dominant_side() -> None:
    """Turocy (2005): in 2x2 games the branch from the centroid leads to the risk-dominant equilibrium."""
    hunt = NormalFormGame.symmetric([[4, 0], [3, 2]])
    assert [round(x) for x in rows(qpq.quantal(hunt, 30))] == [0, 1, 0, 1]


@pytest.mark.parametrize("game", [PENNIES, CHIPS, horse(), signalling()])
def test_lambda_zero_is_uniform_and_the_only_one(game: Game) -> None:
    found = qpq.quantal(game, 0)
    assert found.complete
    assert set(rows(found)) == {0.5}
    assert accepted(found)


def gambit_rows(game: Game, lam: float) -> list[float]:
    gambit = pytest.importorskip("pygambit")
    if isinstance(game, NormalFormGame):
        theirs = gambit.read_nfg(io.StringIO(write_nfg(game)))
    else:
        theirs = gambit.read_efg(io.StringIO(write_efg(game)))
    profile = gambit.qre.logit_solve_lambda(theirs, lam=lam)[0].profile
    found: list[float] = []
    for mixed in profile:
        for _, inner in mixed:
            found += [float(p) for _, p in inner] if hasattr(inner, "__iter__") else [float(inner)]
    return found


SELTEN = """NFG 1 R "Selten (1975), figure 2" { "1" "2" } { 3 2 }

1 1 0 2 0 2 1 1 0 3 2 0
"""


@pytest.mark.parametrize(
    ("lam", "published"),
    [
        ("0.022853", [0.335873, 0.328284, 0.335843, 0.501962, 0.498038]),
        ("0.075600", [0.341747, 0.316863, 0.34139, 0.506915, 0.493085]),
        ("0.139346", [0.348902, 0.303519, 0.347578, 0.51364, 0.48636]),
    ],
)
def test_the_branch_of_seltens_example_is_as_gambit_has_published_it(
    lam: str, published: list[float]
) -> None:
    """The principal branch in the documentation of gambit-logit 16.1 (McKelvey, McLennan and Turocy 2023)."""
    found = qpq.quantal(read_nfg(SELTEN), lam)
    assert rows(found) == pytest.approx(published, abs=2e-6)
    assert accepted(found)
    limit = qpq.quantal_path(read_nfg(SELTEN)).limit
    assert limit is not None and limit.profile == ((F(1), F(0), F(0)), (F(1, 2), F(1, 2)))


def test_kuhn_poker_agrees_with_gambit() -> None:
    game = kuhn_poker()
    found = qpq.quantal(game, 2)
    assert sorted(rows(found)) == pytest.approx(sorted(gambit_rows(game, 2.0)), abs=1e-6)
    assert accepted(found)


@pytest.mark.parametrize("lam", ["1/5", "1", "4"])
@pytest.mark.parametrize("game", [PENNIES, CHIPS, horse(), signalling()], ids=["9", "chips", "horse", "beer"])
def test_gambit_follows_the_same_branch(game: Game, lam: str) -> None:
    theirs = gambit_rows(game, float(F(lam)))
    assert sorted(rows(qpq.quantal(game, lam))) == pytest.approx(sorted(theirs), abs=1e-5)


tables = st.lists(st.integers(-4, 4), min_size=24, max_size=24)


@given(tables, st.sampled_from(["1/8", "1/2", "1"]))
@settings(max_examples=12, deadline=None)
def test_three_players_pass_the_certificate_and_permuting_them_permutes_the_answer(
    cells: Any, lam: str
) -> None:
    table = np.array(cells).reshape(3, 2, 2, 2)
    game = NormalFormGame(table.tolist())
    found = qpq.quantal(game, lam)
    assert accepted(found)
    turned = NormalFormGame([table[k].transpose(2, 0, 1)[::-1].tolist() for k in (2, 0, 1)])
    first, second = rows(found), rows(qpq.quantal(turned, lam))
    assert second == pytest.approx([first[5], first[4], *first[:4]], abs=1e-12)


@given(st.lists(st.integers(-5, 5), min_size=12, max_size=12), st.fractions("1/9", 9, max_denominator=9))
@settings(max_examples=12, deadline=None)
def test_units_and_what_others_alone_decide_do_not_matter(cells: Any, unit: F) -> None:
    table = np.array(cells).reshape(2, 2, 3)
    game = NormalFormGame(table.tolist())
    moved = table.astype(object) * unit
    moved[0] += np.array([7, -3, F(1, 3)], dtype=object)[None, :]
    moved[1] += np.array([10**6, 0], dtype=object)[:, None]
    other = NormalFormGame(moved.tolist())
    first, second = qpq.quantal(game, "1/2").enclosures[0], qpq.quantal(other, F(1, 2) / unit).enclosures[0]
    assert first.profile == second.profile


@pytest.mark.parametrize("game", [PENNIES, CHIPS])
def test_a_tree_without_information_is_its_normal_form(game: NormalFormGame) -> None:
    found = qpq.quantal(simultaneous_tree(game), "3/2")
    assert found.enclosures == qpq.quantal(game, "3/2").enclosures
    assert accepted(found)


def test_private_types_are_agents_whose_odds_scale_lambda() -> None:
    """At sets that are always reached, the agents of a tree play a normal form with lambda times the odds."""
    pays = {"a": [[3, 0], [1, 2]], "b": [[0, 2], [1, 0]]}
    answers = {"a": [[1, 0], [0, 2]], "b": [[0, 1], [3, 0]]}

    def kind(t: str) -> Any:
        def reply(i: int) -> Any:
            ends = {r: outcome(pays[t][i][j], answers[t][i][j]) for j, r in enumerate("LR")}
            return decision("B", ends, information_set="blind")

        return decision("A", {m: reply(i) for i, m in enumerate("UD")}, information_set=t)

    game = tree(chance({"a": ("1/3", kind("a")), "b": ("2/3", kind("b"))}), players=["A", "B"])
    mine, yours = np.array([pays["a"], pays["b"]]), np.array([answers["a"], answers["b"]])
    table = np.zeros((3, 2, 2, 2), dtype=object)
    for i, k, j in np.ndindex(2, 2, 2):
        table[:, i, k, j] = mine[0, i, j], mine[1, k, j], F(yours[0, i, j] + 2 * yours[1, k, j]) / 3
    agents = NormalFormGame(table.tolist())
    first, second = qpq.quantal(game, 2).enclosures[0], qpq.quantal(agents, 2).enclosures[0]
    by_label = {one.label: row for one, row in zip(game.information_sets, first.profile, strict=True)}
    assert [by_label[name] for name in ("a", "b", "blind")] == list(second.profile)


def never_reached(odds: tuple[Any, Any, Any]) -> ExtensiveFormGame:
    """Two branches lead to a set that a player cannot look into; a third one ends the game."""

    def reply(x: int) -> Any:
        answers = {"l": outcome(x, 0), "m": outcome(1, 0), "r": outcome(0, x)}
        return decision("A", answers, information_set="dark")

    names = ("up", "down", "end")
    ends = (reply(2), reply(-1), outcome(0, 0))
    return tree(chance({n: (p, e) for n, p, e in zip(names, odds, ends, strict=True)}), players=["A", "B"])


def test_sets_that_chance_never_leads_to_are_refused_where_it_matters() -> None:
    with pytest.raises(qpq.UnsupportedGame, match=r"'dark' of A .* probability zero"):
        qpq.quantal(never_reached((0, 0, 1)), 1)
    one_sided = qpq.quantal(never_reached((0, "1/2", "1/2")), 1)
    e = math.e
    assert rows(one_sided) == pytest.approx([x / (1 / e + e + 1) for x in (1 / e, e, 1)])
    assert accepted(one_sided)


def test_a_branch_of_probability_zero_before_all_nodes_cancels() -> None:
    def reply(x: int) -> Any:
        return decision("B", {"l": outcome(0, x), "r": outcome(0, 1)}, information_set="dark")

    inner = decision("A", {"in": reply(3), "out": reply(0)})
    game = tree(chance({"never": (0, inner), "ever": (1, outcome(5, 5))}), players=["A", "B"])
    found = qpq.quantal(game, 1)
    low, high = found.enclosures[0].payoffs[0]
    assert low <= 5 <= high
    assert rows(found) == pytest.approx([0.5, 0.5, logistic(0.5), 1 - logistic(0.5)])
    assert accepted(found)


@pytest.mark.parametrize(
    ("payoffs", "lam"),
    [
        ([[[2, 4, 6], [4, 5, 6], [7, 1, 7]], [[2, 1, 4], [0, 7, 6], [0, 4, 0]]], "5/2"),
        (
            [
                [[[6, 8], [4, 9]], [[3, 9], [2, 4]]],
                [[[9, 1], [3, 5]], [[1, 5], [8, 6]]],
                [[[0, 1], [5, 5]], [[8, 0], [1, 5]]],
            ],
            "7/10",
        ),
    ],
)
def test_a_step_that_ends_beyond_lambda_is_cut(payoffs: Any, lam: str) -> None:
    game = NormalFormGame(payoffs)
    found = qpq.quantal(game, lam)
    assert accepted(found)
    assert rows(found) == pytest.approx(gambit_rows(game, float(F(lam))), abs=1e-5)


def test_forgetful_players_are_refused_with_the_place() -> None:
    later = {a: decision("A", {"l": outcome(0), "r": outcome(1)}, information_set="later") for a in "xy"}
    with pytest.raises(qpq.UnsupportedGame, match="'later'"):
        qpq.quantal(tree(decision("A", later)), 1)


def test_extreme_lambda_is_answered_with_a_proof_or_refused() -> None:
    found = qpq.quantal(PENNIES, 10**12)
    assert rows(found) == pytest.approx([0.5, 0.5, 0.1, 0.9])
    assert accepted(found)
    with pytest.raises(qpq.LimitReached, match="at lambda 1000000 no box"):
        qpq.quantal(CHIPS, 10**6)
    with pytest.raises(qpq.LimitReached, match="no box"):
        qpq.quantal(horse(), 10**9)
    for solver in (qpq.quantal, lambda game, lam: qpq.quantal_path(game, until=lam)):
        with pytest.raises(qpq.LimitReached, match="too large for the search in floats"):
            solver(CHIPS, "1e400")


@pytest.mark.parametrize("game", [CHIPS, horse()])
@pytest.mark.parametrize(
    "what", ["probability", "shifted", "payoff", "lambda", "complete", "wide", "zero", "twice", "equilibria"]
)
def test_a_changed_answer_is_refused(game: Game, what: str) -> None:
    document = json.loads(qpq.quantal(game, "3").to_json())
    entry = document["enclosures"][0]
    place = entry["profile"][game.players[0]]
    place = place if isinstance(game, NormalFormGame) else next(iter(place.values()))
    action = next(iter(place))
    low, high = map(F, place[action])
    if what == "probability":
        place[action] = ["9/10", "91/100"]
    elif what == "shifted":
        place[action] = [str(low + (high - low)), str(high + (high - low))]
    elif what == "payoff":
        entry["payoffs"][game.players[1]] = ["100", "101"]
    elif what == "lambda":
        document["lambda"] = "301/100"
    elif what == "complete":
        document["complete"] = True
    elif what == "wide":
        place[action] = ["1/1000000000000000000", "1"]
    elif what == "zero":
        place[action] = ["0", str(high)]
    elif what == "twice":
        document["enclosures"] *= 2
    else:
        document["equilibria"] = document["enclosures"]
        document["components"] = [[0]]
    try:
        assert not qpq.verify_document(json.dumps(document), game).ok
    except qpq.ParseError:
        assert what == "equilibria"


@pytest.mark.parametrize("game", [CHIPS, horse(), signalling()])
def test_the_answer_survives_its_json(game: Game) -> None:
    found = qpq.quantal(game, "0.7")
    assert qpq.Solution.from_json(found.to_json(), game) == found


def test_the_likelihood_in_a_normal_form_adds_up() -> None:
    low, high = qpq.log_likelihood(CHIPS, {"US": {"restrict": 3}, "China": {"supply": 2}}, 1)
    chances = rows(qpq.quantal(CHIPS, 1))
    assert float(low) == pytest.approx(3 * math.log(chances[1]) + 2 * math.log(chances[2]))
    assert low <= high <= low + F(1, 10**20)


@pytest.mark.parametrize("factor", [10**400, F(1, 10**400)])
def test_numbers_beyond_floats_are_refused(factor: Any) -> None:
    game = NormalFormGame([[[9 * factor, 0], [0, 0]], [[0, 0], [0, factor]]])
    with pytest.raises(qpq.LimitReached, match="payoffs range"):
        qpq.quantal(game, 1)
    with pytest.raises(qpq.LimitReached, match="payoffs range"):
        qpq.quantal_path(game)
