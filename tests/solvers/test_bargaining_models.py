"""The bargaining models that the H20 case needs, each stated in a few lines with the public types."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction as F
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, Solution, chance, decision, outcome, tree

SIDES = ["US", "China"]
LADDER_RISKS = [F(r, 100) for r in (2, 5, 8, 12, 18, 25, 35)]


def played(solution: Solution, label: str, action: str, k: int = 0) -> F:
    """The probability of an action at the only information set with this label."""
    game = solution.game
    assert isinstance(game, ExtensiveFormGame)
    number = next(i for i, s in enumerate(game.information_sets) if s.label == label)
    mixed = solution.equilibria[k].profile[number]
    assert mixed is not None
    return F(mixed[game.information_sets[number].actions.index(action)])


def only_payoffs(solution: Solution) -> list[F]:
    assert solution.complete
    assert len(solution.equilibria) == 1
    return list(solution.equilibria[0].payoffs)


# (c) escalation ladder


def ladder(
    risks: Sequence[F], wins: Sequence[int] = (4, 3), losses: Sequence[int] = (3, 4)
) -> ExtensiveFormGame:
    """Movers alternate; who concedes loses a little, who escalates risks a breakdown that costs both more."""
    after = outcome(0, 0)
    for rung in reversed(range(len(risks))):
        mover = rung % 2
        concede = [wins[0], wins[1]]
        concede[mover] = -losses[mover]
        climb = chance({"breakdown": (risks[rung], outcome(-14, -11)), "held": (1 - risks[rung], after)})
        after = decision(
            SIDES[mover],
            {"concede": outcome(*concede), "escalate": climb},
            information_set=f"rung {rung + 1}",
        )
    return tree(after, players=SIDES)


def test_nobody_climbs_the_ladder_with_complete_information() -> None:
    found = qpq.subgame_perfect(ladder(LADDER_RISKS))
    assert only_payoffs(found) == [F(-3), F(3)]
    assert [played(found, f"rung {t}", "concede") for t in range(1, 8)] == [1, 0, 1, 0, 1, 0, 1]


@pytest.mark.parametrize(("shift", "last"), [(F(-1, 1000), "escalate"), (F(1, 1000), "concede")])
def test_the_last_rung_turns_at_three_fourteenths(shift: F, last: str) -> None:
    found = qpq.subgame_perfect(ladder([*LADDER_RISKS[:6], F(3, 14) + shift]))
    assert played(found, "rung 7", last) == 1


# (d1) screening


def screening(short: F) -> ExtensiveFormGame:
    """China asks for 2 or 8, not knowing whether the stock is short (refusal costs the US 8) or long (2)."""

    def asked(refusal: int) -> Any:
        replies = {
            f"ask {x}": decision(
                "US",
                {"accept": outcome(-x, x), "refuse": outcome(-refusal, 1)},
                information_set=f"{refusal} at stake, {x} asked",
            )
            for x in (2, 8)
        }
        return decision("China", replies, information_set="demand")

    return tree(chance({"short": (short, asked(8)), "long": (1 - short, asked(2))}), players=SIDES)


@pytest.mark.parametrize(("short", "asks"), [(F(1, 8), "ask 2"), (F(1, 2), "ask 8")])
def test_the_greedy_demand_pays_above_one_seventh(short: F, asks: str) -> None:
    found = qpq.perfect_bayesian(screening(short))
    accepting = [
        k
        for k in range(len(found.equilibria))
        if played(found, "8 at stake, 8 asked", "accept", k) == 1
        and played(found, "2 at stake, 2 asked", "accept", k) == 1
    ]
    assert accepting
    assert all(played(found, "demand", asks, k) == 1 for k in accepting)


# (d2) signalling resolve


def resolve(strong: F) -> ExtensiveFormGame:
    """The US stands or concedes, knowing its strength; China relents or persists, not knowing it."""

    def us(persisting: tuple[int, int], name: str) -> Any:
        stand = decision(
            "China", {"relent": outcome(2, -6), "persist": outcome(*persisting)}, information_set="reply"
        )
        return decision("US", {"concede": outcome(-1, 0), "stand": stand}, information_set=name)

    types = {"strong": (strong, us((0, -8), "strong")), "weak": (1 - strong, us((-4, 0), "weak"))}
    return tree(chance(types), players=SIDES)


@pytest.mark.parametrize("concept", [qpq.perfect_bayesian, qpq.sequential])
def test_weak_bluffs_one_time_in_nine(concept: Any) -> None:
    found = concept(resolve(F(1, 4)))
    assert only_payoffs(found) == [F(-1, 2), F(-2)]
    assert played(found, "weak", "stand") == F(1, 9)
    assert played(found, "strong", "stand") == 1
    assert played(found, "reply", "relent") == F(1, 2)


# (h) two levels, as a finite tree that converges to the closed form


def two_level(steps: int, hawk: int = 10) -> ExtensiveFormGame:
    """China offers a share q of the chips on a grid, the US takes it or not, Congress ratifies or not."""
    offers = {}
    for i in range(steps + 1):
        q = F(i, steps)
        ratify = decision(
            "Congress",
            {"ratify": outcome(7 - 2 * q, 6 * q - 1, F(7, 2) - hawk * q), "block": outcome(0, 0, 0)},
            information_set=f"Congress on {q}",
        )
        offers[f"offer {q}"] = decision(
            "US", {"accept": ratify, "refuse": outcome(0, 0, 0)}, information_set=f"US on {q}"
        )
    return tree(decision("China", offers, information_set="offer"), players=[*SIDES, "Congress"])


def test_congress_moves_the_outcome_to_seven_twentieths() -> None:
    found = qpq.subgame_perfect(two_level(20), one=True)
    assert list(found.equilibria[0].payoffs) == [F(63, 10), F(11, 10), F(0)]


# (i1) third parties: chips, permission and scale in three stages


def huawei(omega: F) -> ExtensiveFormGame:
    """Washington sells or bans, Beijing permits or discourages, Huawei scales up or waits (at cost 3)."""
    surplus, alone, fixed, harm = F(51, 8), F(25, 4), 3, F(-5, 2)

    def firm(scaled: tuple[F, F], waiting: tuple[F, F], duopoly: bool, name: str) -> Any:
        profit = F(1, 9) if duopoly else alone
        return decision(
            "Huawei",
            {"scale": outcome(*scaled, profit - fixed), "wait": outcome(*waiting, 0)},
            information_set=name,
        )

    shut = surplus + F(5, 2) * omega
    permit = firm((F(-2), F(81, 8)), (F(-27, 16), F(81, 8)), True, "H20 sold")
    discourage = firm((harm, shut), (F(0), F(0)), False, "H20 discouraged")
    banned = firm((harm, shut), (F(0), F(0)), False, "H20 banned")
    beijing = decision("China", {"permit": permit, "discourage": discourage}, information_set="Beijing")
    return tree(decision("US", {"sell": beijing, "ban": banned}), players=[*SIDES, "Huawei"])


@pytest.mark.parametrize(("omega", "choice"), [(F(1), "permit"), (F(2), "discourage")])
def test_beijing_refuses_above_three_halves(omega: F, choice: str) -> None:
    found = qpq.subgame_perfect(huawei(omega), one=True)
    assert played(found, "Beijing", choice) == 1


def test_selling_is_best_while_beijing_permits() -> None:
    assert only_payoffs(qpq.subgame_perfect(huawei(F(1)))) == [F(-27, 16), F(81, 8), F(0)]


# (k) the mediated truce, and (m) the war of attrition with symmetric weekly moves


def test_the_mediated_truce() -> None:
    stage = qpq.NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]], players=SIDES)
    assert qpq.correlated(stage).value == F(-16, 5)


def attrition_week(continuation: tuple[F, F]) -> ExtensiveFormGame:
    """One week: both hold or yield at once; holding costs 1 and 1/2, the prizes are 12 and 28."""

    def china(us: str) -> Any:
        both = outcome(continuation[0] - 1, continuation[1] - F(1, 2))
        if us == "yield":
            ends = {"hold": outcome(0, 28), "yield": outcome(0, 0)}
        else:
            ends = {"hold": both, "yield": outcome(12, 0)}
        return decision("China", ends, information_set="China")

    moves = {us: china(us) for us in ("hold", "yield")}
    return tree(decision("US", moves, information_set="US"), players=SIDES)


def test_hazards_of_the_stationary_war_of_attrition() -> None:
    found = qpq.subgame_perfect(attrition_week((F(0), F(0))))
    mixed = [k for k in range(len(found.equilibria)) if 0 < played(found, "US", "yield", k) < 1]
    assert [(played(found, "US", "yield", k), played(found, "China", "yield", k)) for k in mixed] == [
        (F(1, 57), F(1, 13))
    ]


# (n) shifting power


def shifting(now: F, later: F, delta: F = F(9, 10), cost: int = 1) -> ExtensiveFormGame:
    """The US offers China everything it can today; China takes it, or acts and locks in what it has."""
    value = 1 / (1 - delta)
    peace = outcome(value - 1 - delta * later * value, 1 + delta * later * value)
    acting = outcome((1 - now) * value - cost, now * value - cost)
    return tree(decision("China", {"act": acting, "take the offer": peace}), players=SIDES)


@pytest.mark.parametrize(("now", "acts"), [(F(4, 5), 1), (F(1, 2), 0)])
def test_a_closing_window_breaks_the_peace(now: F, acts: int) -> None:
    found = qpq.subgame_perfect(shifting(now, F(2, 5)))
    assert played(found, "1", "act") == acts


def test_the_window_is_a_knife_edge_at_fourteen_twentyfifths() -> None:
    assert qpq.subgame_perfect(shifting(F(14, 25), F(2, 5))).knife_edge
