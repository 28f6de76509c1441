"""Trees from textbooks and papers, answered as published; docstrings derive the numbers."""

from __future__ import annotations

import itertools
from fractions import Fraction as F
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, decision, outcome, tree
from quidproquo.games.solution import Equilibrium

from .answers import accepted, paid, played

# threats, entry and reputation


def test_selten_1978_the_chain_store() -> None:
    """Three towns in turn: 1 for the entrant and 5 for the store if it stays out, else 2 each or 0 each.

    Backward induction: the last town's store cooperates, so it did before; it earns 3 times 2 instead of 15.
    """
    towns = ["first", "second", "third"]

    def town(k: int, so_far: tuple[int, ...]) -> Any:
        if k == 3:
            return outcome(*so_far)

        def then(own: int, store: int) -> Any:
            gained = [so_far[0] + store, *so_far[1:]]
            gained[k + 1] += own
            return town(k + 1, tuple(gained))

        reply = decision("store", {"cooperate": then(2, 2), "fight": then(0, 0)})
        return decision(towns[k], {"out": then(1, 5), "in": reply})

    found = qpq.subgame_perfect(tree(town(0, (0, 0, 0, 0)), players=["store", *towns]))
    assert found.complete
    assert paid(found) == [(6, 2, 2, 2)]
    assert accepted(found)


def test_selten_1978_deterrence_is_a_nash_equilibrium_with_an_empty_threat() -> None:
    reply = decision("store", {"cooperate": outcome(2, 2), "fight": outcome(0, 0)}, information_set="reply")
    game = tree(decision("entrant", {"out": outcome(1, 5), "in": reply}), players=["entrant", "store"])
    nash = qpq.nash(game)
    assert sorted(paid(nash)) == [(1, 5), (1, 5), (2, 2)]
    (threat,) = qpq.empty_threats(game, ((F(1), F(0)), (F(0), F(1))))
    assert threat.gain == 2
    assert accepted(nash)


def test_osborne_2004_burning_the_bridge() -> None:
    """Chapter 5: an army that has burned its bridge must fight, so it is not attacked, and keeps the island.

    Each prefers to hold the island (2 against 1), and a fight is worst for both (0).
    """
    last = {"fight": outcome(0, 0), "retreat": outcome(2, 1)}
    burnt = decision("1", {"attack": outcome(0, 0), "wait": outcome(1, 2)}, information_set="burnt")
    kept = decision("1", {"attack": decision("2", last), "wait": outcome(1, 2)}, information_set="kept")
    game = tree(decision("2", {"burn": burnt, "keep": kept}, information_set="bridge"), players=["1", "2"])
    found = qpq.subgame_perfect(game)
    assert paid(found) == [(1, 2)]
    assert played(found, 0, "bridge") == (1, 0)
    assert played(found, 0, "kept") == (1, 0)


def predation(fight: int) -> ExtensiveFormGame:
    """Mas-Colell, Whinston and Green (1995), section 9.C, with two ways to enter that look alike."""
    ways = {"in1": ((-1, -1), (3, 0 if fight < 0 else -2)), "in2": ((fight, -1), (2, 1))}
    after = {
        way: decision("I", {"fight": outcome(*f), "share": outcome(*s)}, information_set="reply")
        for way, (f, s) in ways.items()
    }
    return tree(decision("E", {"out": outcome(0, 2), **after}, information_set="entry"), players=["E", "I"])


def test_mas_colell_whinston_green_1995_no_belief_supports_predation() -> None:
    """Example 9.C.1: staying out of fear is subgame perfect, for want of subgames; no belief bears it."""
    game = predation(-1)
    threats = [e for e in qpq.subgame_perfect(game).equilibria if e.payoffs == (F(0), F(2))]
    assert threats
    for solve in (qpq.perfect_bayesian, qpq.sequential):
        found = solve(game)
        assert found.complete
        assert paid(found) == [(3, 0)]
    even = ("1/2", "1/2")
    finding = qpq.check_assessment(game, threats[0].profile, {1: even}, "perfect-bayesian")
    assert any("reply" in text for text in finding)


@pytest.mark.parametrize("fight", [1, 3])
def test_mas_colell_whinston_green_1995_entry_in_mixed_ways(fight: int) -> None:
    """Example 9.C.3: in1 with probability 2/3, and a fight with probability 1/(gamma + 2).

    The incumbent is indifferent where -1 = -2 m + (1 - m), the entrant where
    -f + 3 (1 - f) = gamma f + 2 (1 - f).
    """
    found = qpq.perfect_bayesian(predation(fight))
    assert found.complete
    assert len(found.equilibria) == 1
    assert played(found, 0, "entry") == (0, F(2, 3), F(1, 3))
    assert played(found, 0, "reply") == (F(1, fight + 2), F(fight + 1, fight + 2))


def test_gibbons_1992_figure_4_1_1() -> None:
    """(L, L') and (R, R') are Nash equilibria and subgame perfect; only the first is perfect Bayesian."""
    ends = {"L": ((2, 1), (0, 0)), "M": ((0, 2), (0, 1))}
    after = {
        a: decision("2", {"L'": outcome(*left), "R'": outcome(*right)}, information_set="2")
        for a, (left, right) in ends.items()
    }
    game = tree(decision("1", {**after, "R": outcome(1, 3)}), players=["1", "2"])
    assert set(paid(qpq.pure_nash(game))) == {(2, 1), (1, 3)}
    assert set(paid(qpq.subgame_perfect(game))) == {(2, 1), (1, 3)}
    assert paid(qpq.perfect_bayesian(game)) == [(2, 1)]


# stages


def stage(pay: dict[tuple[str, str], Any], name: str) -> Any:
    """Both choose at once; `pay` says what follows."""
    rows, columns = (list(dict.fromkeys(key[i] for key in pay)) for i in (0, 1))
    seen = {r: decision("2", {c: pay[r, c] for c in columns}, information_set=f"2 {name}") for r in rows}
    return decision("1", seen, information_set=f"1 {name}")


def test_gibbons_1992_bank_runs() -> None:
    """Section 2.2.B, with deposits D = 100, r = 80 in a run and R = 150 at maturity.

    Waiting to the end is strictly dominated at date 2, so date 1 is a game of coordination: everybody runs,
    nobody does, or both do with the probability p at which p r + (1 - p) D = p (2 r - D) + (1 - p) R.
    """
    deposit, run, ripe = 100, 80, 150
    late = stage(
        {
            ("w", "w"): outcome(ripe, ripe),
            ("w", "d"): outcome(2 * ripe - deposit, deposit),
            ("d", "w"): outcome(deposit, 2 * ripe - deposit),
            ("d", "d"): outcome(ripe, ripe),
        },
        "late",
    )
    early = {
        ("w", "w"): outcome(run, run),
        ("w", "d"): outcome(deposit, 2 * run - deposit),
        ("d", "w"): outcome(2 * run - deposit, deposit),
        ("d", "d"): late,
    }
    found = qpq.subgame_perfect(tree(stage(early, "early"), players=["1", "2"]))
    assert found.complete
    assert set(paid(found)) >= {(80, 80), (150, 150)}
    assert sorted(played(found, k, "1 early")[0] for k in range(3)) == [0, F(5, 7), 1]
    assert len(found.equilibria) == 3
    assert accepted(found)


def test_gibbons_1992_cooperation_at_first_where_the_last_stage_can_reward_it() -> None:
    """Section 2.3.A: (M, M) and then (R, R), or (L, L) after anything else, is subgame perfect."""
    pay = [[(1, 1), (5, 0), (0, 0)], [(0, 5), (4, 4), (0, 0)], [(0, 0), (0, 0), (3, 3)]]
    base = qpq.NormalFormGame(
        [[[cell[i] for cell in row] for row in pay] for i in (0, 1)], strategies=[list("LMR")] * 2
    )
    game = qpq.finitely_repeated(base, 2)
    point = {a: tuple(F(int(a == b)) for b in "LMR") for a in "LMR"}
    late = [n for n, s in enumerate(game.information_sets) if n > 1]
    assert len(late) == 18
    played_well = dict.fromkeys(late, point["L"])
    for child in game.children[game.children[0][1]][1:2]:  # after M, M
        played_well[game.set_of[child]] = point["R"]
        played_well[game.set_of[game.children[child][0]]] = point["R"]
    profile = tuple(point["M"] if n < 2 else played_well[n] for n in range(len(game.information_sets)))
    assert Equilibrium(game, profile, "subgame-perfect").payoffs == (F(7), F(7))
    flat = tuple(point["M"] if n < 2 else point["L"] for n in range(len(game.information_sets)))
    with pytest.raises(qpq.NotAnEquilibrium, match=r"gain|better"):
        Equilibrium(game, flat, "subgame-perfect")


def test_rosenthal_1981_every_nash_equilibrium_of_the_centipede_stops_at_once() -> None:
    """Osborne and Rubinstein (1994), section 6.3.2: so it is in all equilibria, not only the perfect one."""
    ends = [(1, 0), (0, 2), (3, 1), (2, 4), (5, 3), (4, 6)]
    node: Any = outcome(6, 5)
    for k in reversed(range(6)):
        node = decision("12"[k % 2], {"stop": outcome(*ends[k]), "go": node}, information_set=f"move {k}")
    game = tree(node, players=["1", "2"])
    nash, perfect = qpq.nash(game), qpq.subgame_perfect(game)
    assert nash.complete
    assert {played(nash, k, "move 0") for k in range(len(nash.equilibria))} == {(1, 0)}
    assert len(nash.equilibria) > 1
    assert paid(perfect) == [(1, 0)]
    assert all(row == (F(1), F(0)) for row in perfect.equilibria[0].profile)
    assert accepted(nash, perfect)


def burning_money() -> ExtensiveFormGame:
    def battle(burnt: int, name: str) -> Any:
        pay = {(a, b): (0, 0) for a in "BS" for b in "BS"} | {("B", "B"): (3, 1), ("S", "S"): (1, 3)}
        return stage({key: outcome(x - burnt, y) for key, (x, y) in pay.items()}, name)

    sides = {"keep": battle(0, "kept"), "burn": battle(1, "burnt")}
    return tree(decision("1", sides, information_set="money"), players=["1", "2"])


def test_ben_porath_dekel_1992_money_that_could_be_burnt() -> None:
    """Forward induction: iterated weak dominance leaves the burner's best outcome, without burning.

    Subgame perfection leaves nine: three equilibria of either battle, worth 3, 1 and 3/4 to the first player,
    one less where money is burnt. Burning pays only for 2 against 1 or 3/4.
    """
    game = burning_money()
    table = qpq.normal_form(game)
    elimination = qpq.dominance(table).elimination
    assert elimination is not None
    assert elimination.weak is not None
    left = itertools.product(*elimination.weak.course.survivors)
    assert {table.payoffs_at(cell) for cell in left} == {(3, 1)}
    found = qpq.subgame_perfect(game)
    assert found.complete
    counted = sorted(e.payoffs[0] for e in found.equilibria)
    assert counted == [F(3, 4), F(3, 4), 1, 1, 2, 2, 3, 3, 3]


def test_farquharson_1969_the_agenda_decides() -> None:
    """Three voters with a cycle: A beats B, B beats C, C beats A; A against B, then the winner against C.

    Who looks ahead knows that A would lose to C and B beat it: the first vote is between C and B, and B wins.
    """
    ranks = {"A": (2, 0, 1), "B": (1, 2, 0), "C": (0, 1, 2)}

    def vote(one: Any, other: Any, votes: tuple[int, int] = (0, 0)) -> Any:
        if 2 in votes:
            return (one, other)[votes.index(2)]()
        voter = "xyz"[sum(votes)]
        return decision(
            voter,
            {
                "first": vote(one, other, (votes[0] + 1, votes[1])),
                "second": vote(one, other, (votes[0], votes[1] + 1)),
            },
        )

    def end(name: str) -> Any:
        return lambda: outcome(*ranks[name])

    game = tree(
        vote(lambda: vote(end("A"), end("C")), lambda: vote(end("B"), end("C"))), players=["x", "y", "z"]
    )
    found = qpq.subgame_perfect(game)
    assert set(paid(found)) == {ranks["B"]}


def nim(heaps: tuple[int, ...], mover: int = 0) -> Any:
    if not any(heaps):
        return outcome(*((-1, 1), (1, -1))[mover])  # who took the last one has won
    moves = {
        f"heap {i} to {left}": nim((*heaps[:i], left, *heaps[i + 1 :]), 1 - mover)
        for i, size in enumerate(heaps)
        for left in range(size)
    }
    return decision("AB"[mover], moves)


@pytest.mark.parametrize(
    "heaps", [*itertools.combinations_with_replacement(range(1, 4), 2), (0, 3), (1, 1, 1)]
)
def test_bouton_1901_nim(heaps: tuple[int, ...]) -> None:
    """The first to move wins exactly where the binary sum without carries of the heaps is not zero."""
    total = 0
    for heap in heaps:
        total ^= heap
    game = tree(nim(heaps), players=["A", "B"])
    sign = 1 if total else -1
    assert qpq.zero_sum(game).value == sign
    assert qpq.subgame_perfect(game, one=True).equilibria[0].payoffs == (F(sign), F(-sign))


def test_von_stackelberg_1934_the_leader_produces_half_the_market() -> None:
    """Demand 12 - Q at no cost: 6 and 3, for 18 and 9 (Gibbons 1992, section 2.1.B)."""

    def profit(own: int, other: int) -> int:
        return own * max(12 - own - other, 0)

    game = tree(
        decision(
            "leader",
            {
                str(q): decision("follower", {str(r): outcome(profit(q, r), profit(r, q)) for r in range(7)})
                for q in range(0, 12, 2)
            },
        )
    )
    found = qpq.subgame_perfect(game)
    assert paid(found) == [(18, 9)]
