"""Private information, signals and commitment in trees, as published; docstrings derive the numbers."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction as F
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, chance, decision, outcome, tree

from .answers import accepted, paid, played
from .test_sequential import signalling


def card_game() -> ExtensiveFormGame:
    """Myerson (1991), figure 2.1."""

    def holding(colour: str, meet: int, fold: int) -> Any:
        reply = {"meet": outcome(meet, -meet), "pass": outcome(1, -1)}
        bet = decision("2", reply, information_set="raised")
        return decision("1", {"raise": bet, "fold": outcome(fold, -fold)}, information_set=colour)

    cards = {"red": ("1/2", holding("red", 2, 1)), "black": ("1/2", holding("black", -2, -1))}
    return tree(chance(cards), players=["1", "2"])


def test_myerson_1991_the_card_game() -> None:
    """Raise always with red and with 1/3 on black, meet with 2/3; the first player gets 1/3.

    Black earns -2 m + (1 - m) = -1 by raising; meeting earns -2 q + 2 (1 - q) = -1 where q = 3/4 is red.
    """
    game = card_game()
    value, nash = qpq.zero_sum(game), qpq.nash(game)
    assert value.value == F(1, 3)
    assert nash.complete
    assert len(nash.equilibria) == 1
    assert played(nash, 0, "red") == (1, 0)
    assert played(nash, 0, "black") == (F(1, 3), F(2, 3))
    assert played(nash, 0, "raised") == (F(2, 3), F(1, 3))
    (beliefs,) = [e.beliefs for e in qpq.sequential(game).equilibria]
    assert beliefs is not None
    assert accepted(value, nash, qpq.sequential(game))


def test_turocy_von_stengel_2002_announce_or_cede() -> None:
    """Figure 10.1 of von Stengel (2022): the weak announce half the time, the rival stays with 3/4.

    The weak are indifferent where -4 s + 12 (1 - s) = 0, the rival where 20 w - 4 (1 - w) = 4: a third (w) of
    those who announce are weak. Every outcome sums to 16, so the value of 9 is that of constant sum, too.
    """

    def kind(name: str, stay: tuple[int, int]) -> Any:
        reply = decision("II", {"sell": outcome(12, 4), "stay": outcome(*stay)}, information_set="rival")
        return decision("I", {"cede": outcome(0, 16), "announce": reply}, information_set=name)

    game = tree(
        chance({"weak": ("1/2", kind("weak", (-4, 20))), "strong": ("1/2", kind("strong", (20, -4)))}),
        players=["I", "II"],
    )
    found = qpq.nash(game)
    assert paid(found) == [(9, 7)]
    assert played(found, 0, "weak") == (F(1, 2), F(1, 2))
    assert played(found, 0, "rival") == (F(1, 4), F(3, 4))
    assert qpq.zero_sum(game).value == 9


def test_monty_hall_as_a_game() -> None:
    """Selvin (1975): always switching wins 2/3 against any host, and a uniform host concedes no more."""

    def end(car: int, final: int) -> Any:
        won = int(car == final)
        return outcome(won, -won)

    def opened(car: int, guess: int, door: int) -> Any:
        other = next(d for d in range(3) if d not in (guess, door))
        moves = {"stay": end(car, guess), "switch": end(car, other)}
        return decision("guest", moves, information_set=f"guessed {guess}, saw {door}")

    def guessed(car: int, guess: int) -> Any:
        doors = {f"open {d}": opened(car, guess, d) for d in range(3) if d not in (car, guess)}
        return decision("host", doors, information_set=f"car {car}, guess {guess}")

    hidden = {
        str(car): decision("guest", {str(g): guessed(car, g) for g in range(3)}, information_set="guess")
        for car in range(3)
    }
    found = qpq.zero_sum(tree(decision("host", hidden), players=["guest", "host"]))
    assert found.value == F(2, 3)
    assert accepted(found)


def bagwell(noise: F) -> ExtensiveFormGame:
    pay = {("S", "S"): (5, 2), ("S", "C"): (3, 1), ("C", "S"): (6, 3), ("C", "C"): (4, 4)}

    def seen(move: str) -> Any:
        replies = {
            signal: decision(
                "follower", {b: outcome(*pay[move, b]) for b in "SC"}, information_set=f"seen {signal}"
            )
            for signal in "SC"
        }
        return chance({s: (1 - noise if s == move else noise, below) for s, below in replies.items()})

    return tree(decision("leader", {a: seen(a) for a in "SC"}, information_set="leader"))


def test_bagwell_1995_a_leader_who_is_seen_through_noise() -> None:
    """The first move is worth nothing in pure equilibria; in a mixed one it is made nearly for sure.

    The leader is indifferent where Pr(S | S) - Pr(S | C) = 1/2, so (1 - 2 e)(a - b) = 1/2 for the replies a
    and b to the signals; the follower mixes after C (then a = 1, and S has 1 - e) or after S (b = 0, and e).
    Announced, S with 1 - e is worth 5 + e: both signals are answered by S, the second one just so.
    """
    noise = F(1, 100)
    gap = 1 / (2 * (1 - 2 * noise))
    found = qpq.nash(bagwell(noise))
    assert found.complete
    rows = [
        tuple(played(found, k, label)[0] for label in ("leader", "seen S", "seen C"))
        for k in range(len(found.equilibria))
    ]
    assert sorted(rows) == [(0, 0, 0), (noise, gap, 0), (1 - noise, 1, 1 - gap)]
    assert accepted(found)
    assert qpq.stackelberg(bagwell(noise), "leader").value == 5 + noise


def test_watson_2013_the_princess_bride() -> None:
    """Exercise 29.6 with cost 2: only the strong get up and who stays in bed is fought; or all stay in bed.

    For the weak bed is as good as up only if bed is fought and up is not. If all stay, half of them are weak,
    and a fight earns (1 - 2) / 2 < 0.
    """
    pay = {
        ("strong", "up", "surrender"): (1, 0),
        ("strong", "up", "fight"): (0, -2),
        ("strong", "bed", "surrender"): (1, 0),
        ("strong", "bed", "fight"): (0, -2),
        ("weak", "up", "surrender"): (-1, 0),
        ("weak", "up", "fight"): (-3, 1),
        ("weak", "bed", "surrender"): (1, 0),
        ("weak", "bed", "fight"): (-1, 1),
    }
    game = signalling([F(1, 2), F(1, 2)], pay, ["strong", "weak"])
    found = qpq.perfect_bayesian(game)
    parts = {
        (played(found, k, "strong"), played(found, k, "after up"), played(found, k, "after bed"))
        for k in range(len(found.equilibria))
    }
    assert ((1, 0), (1, 0), (0, 1)) in parts
    assert ((0, 1), (0, 1), (1, 0)) in parts
    assert accepted(found)


def test_milgrom_1981_silence_is_read_as_bad_news() -> None:
    """Two kinds, 1 and 2, may show it; the buyer loses the square of the error. Each gets its worth."""

    def priced(kind: int, seen: str) -> Any:
        moves = {str(p): outcome(p, -((p - kind) ** 2)) for p in (F(1), F(3, 2), F(2))}
        return decision("buyer", moves, information_set=seen)

    kinds = {
        str(k): (
            "1/2",
            decision(
                "seller",
                {"show": priced(k, f"saw {k}"), "hide": priced(k, "nothing")},
                information_set=str(k),
            ),
        )
        for k in (1, 2)
    }
    found = qpq.perfect_bayesian(tree(chance(kinds), players=["seller", "buyer"]))
    assert found.complete
    assert set(paid(found)) == {(F(3, 2), 0)}
    assert {played(found, k, "2") for k in range(len(found.equilibria))} == {(1, 0)}
    assert {played(found, k, "nothing") for k in range(len(found.equilibria))} == {(1, 0, 0)}
    assert accepted(found)


def test_samuelson_bazerman_1985_no_offer_for_the_company() -> None:
    """It is worth v to its owner, 3/2 v to the buyer who does not know v: the best offer is nothing.

    With v in 0, 60, 120: an offer of 60 earns (-60 + 30) / 3, one of 120 (-120 - 30 + 60) / 3; the owner
    who is indifferent and keeps it leaves -60 / 3 and (-120 - 30) / 3.
    """
    worth = (0, 60, 120)

    def asked(v: int, offer: int) -> Any:
        moves = {"sell": outcome(F(3, 2) * v - offer, offer), "keep": outcome(0, v)}
        return decision("owner", moves, information_set=f"{offer} for {v}")

    kinds = {
        str(v): (
            "1/3",
            decision("buyer", {str(p): asked(v, p) for p in worth}, information_set="offer"),
        )
        for v in worth
    }
    found = qpq.subgame_perfect(tree(chance(kinds), players=["buyer", "owner"]))
    assert {played(found, k, "offer") for k in range(len(found.equilibria))} == {(1, 0, 0)}
    assert set(paid(found)) == {(0, 60)}


def test_crawford_sobel_1982_opposed_interests_leave_only_babbling() -> None:
    """Talk is free: the sender wants to be thought of as the other kind, so no word tells anything.

    If two words led to different chances of 'right', both kinds of sender would want the same one.
    """
    pay = {
        (t, m, a): (int(a == "high"), int((a == "high") == (t == "high")))
        for t, m, a in itertools.product(("low", "high"), "xy", ("low", "high"))
    }
    found = qpq.nash(signalling([F(2, 3), F(1, 3)], pay, ["low", "high"]))
    assert found.complete
    assert set(paid(found)) == {(0, F(2, 3))}


def test_myerson_1991_an_equilibrium_of_agents_that_is_none_of_players() -> None:
    """Figure 4.2: (B1, Z1, W2) leaves no single move to be improved, but (A1, Y1) together is better."""
    late = {
        a: decision("1", {"Y1": outcome(*y), "Z1": outcome(*z)}, information_set="late")
        for a, y, z in (("W2", (3, 0), (0, 0)), ("X2", (2, 3), (4, 1)))
    }
    other = {"W2": outcome(2, 3), "X2": outcome(3, 2)}
    moves = {
        "A1": decision("2", late, information_set="2"),
        "B1": decision("2", other, information_set="2"),
    }
    game = tree(decision("1", moves, information_set="early"), players=["1", "2"])
    agents: Any = ((0, 1), (1, 0), (0, 1))
    order = [
        next(i for i, s in enumerate(game.information_sets) if s.label == n) for n in ("early", "2", "late")
    ]
    profile: list[Any] = [None] * 3
    for n, row in zip(order, agents, strict=True):
        profile[n] = tuple(F(p) for p in row)
    with pytest.raises(qpq.NotAnEquilibrium, match="1"):
        qpq.Equilibrium(game, tuple(profile), "nash")
    for solve in (qpq.nash, qpq.subgame_perfect, qpq.perfect_bayesian, qpq.sequential):
        found = solve(game)
        assert found.complete
        assert len(found.equilibria) >= 1
        assert tuple(profile) not in {e.profile for e in found.equilibria}
        assert accepted(found)


def trust(gain: int = 2) -> ExtensiveFormGame:
    reply = decision("B", {"honour": outcome(1, 1), "abuse": outcome(-1, gain)}, information_set="reply")
    return tree(decision("A", {"trust": reply, "refuse": outcome(0, 0)}, information_set="start"))


def test_kreps_1990_trust_needs_commitment() -> None:
    """Without it nobody is trusted; with it, abuse up to 1/2 leaves A indifferent and B with 3/2.

    Recommendations do not help: a mediator who says 'abuse' or 'honour' once A has trusted is not obeyed.
    """
    game = trust()
    assert paid(qpq.subgame_perfect(game)) == [(0, 0)]
    found = qpq.stackelberg(game, "B")
    assert (found.value, found.attained) == (F(3, 2), True)
    assert qpq.extensive_correlated(game).value == 0
    assert accepted(found, qpq.extensive_correlated(game))


@pytest.mark.parametrize("lam", [0, 1, "5/2"])
def test_mckelvey_palfrey_1998_logit_play_by_hand(lam: Any) -> None:
    """Abuse has the odds exp(lambda (2 - 1)) against honour; trust those of its expected payoff against 0."""
    rate = float(F(lam))
    honour = 1 / (1 + math.exp(rate))
    trusts = 1 / (1 + math.exp(-rate * (2 * honour - 1)))
    found = qpq.quantal(trust(), lam)
    start, reply = found.enclosures[0].profile
    for row, expected in ((start, trusts), (reply, honour)):
        assert row is not None
        low, high = row[0]
        assert high - low < F(1, 10**15)
        assert math.isclose(float(low), expected, rel_tol=1e-12)
    assert accepted(found)
