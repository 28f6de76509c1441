"""What answers say of ties, pure members, payoffs of continua and empty threats; wrong claims."""

from __future__ import annotations

import itertools
import json
import random
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo.games.tree_certificate import tree_regrets

F = Fraction


def linkage(k: int) -> qpq.ExtensiveFormGame:
    game = qpq.case_model("case:h20/sequential-linkage", {"k": k}).game
    assert isinstance(game, qpq.ExtensiveFormGame)
    return game


def deterrence() -> qpq.ExtensiveFormGame:
    reply = {"acquiesce": qpq.outcome(2, -6), "withhold": qpq.outcome(-5, -7)}
    ban = qpq.decision("China", reply, information_set="reply")
    return qpq.tree(qpq.decision("US", {"no-ban": qpq.outcome(0, 0), "ban": ban}))


def random_tree(seed: int, depth: int = 3) -> qpq.ExtensiveFormGame:
    """Payoffs from few numbers, so that ties abound; some branches of chance have probability zero."""
    draw = random.Random(seed)

    def below(left: int) -> Any:
        if left == 0 or draw.random() < 0.2:
            return qpq.outcome(draw.randint(0, 2), draw.randint(0, 2))
        branches = {name: below(left - 1) for name in "abc"[: draw.randint(1, 3)]}
        if draw.random() < 0.2:
            weights = [F(1), F(0), F(0)] if draw.random() < 0.3 else [F(1, len(branches))] * 3
            weights = weights[: len(branches)]
            return qpq.chance(
                dict(zip(branches, zip(weights, branches.values(), strict=False), strict=False))
            )
        return qpq.decision(draw.choice(["A", "B"]), branches)

    return qpq.tree(qpq.decision("A", {"l": below(depth - 1), "r": below(depth - 1)}), players=["A", "B"])


def pure_profiles(game: qpq.ExtensiveFormGame) -> Any:
    rows = [
        [None]
        if one.player < 0
        else [tuple(F(int(a == b)) for b in range(len(one.actions))) for a in range(len(one.actions))]
        for one in game.information_sets
    ]
    return itertools.product(*rows)


def test_the_worked_continuum_says_what_it_pays() -> None:
    """Model (b) at k = 10: five segments, two pure members, and the payoffs on each segment by hand."""
    found = qpq.subgame_perfect(linkage(10))
    document = json.loads(found.to_json())
    assert document["pure_count"] == 2
    names = {v["action"]: name for name, v in document["conditions"][0]["variables"].items()}
    withhold, ban = names["withhold"], names["ban"]
    assert sorted(tuple(one.values()) for one in document["payoff_set"]) == sorted(
        [("2", "-6"), ("0", "0"), ("0", "0"), (f"-3*{withhold} + 2", "-6"), ("0", f"-6*{ban}")]
    )
    assert document["ties"] == {
        "US": {"chips": ["no-ban", "ban"], "answer": ["hold", "trade"]},
        "China": {"magnets": ["acquiesce", "withhold"]},
    }


def test_without_ties_nothing_is_said() -> None:
    document = json.loads(qpq.subgame_perfect(linkage(9)).to_json())
    assert "ties" not in document and "payoff_set" not in document and document["pure_count"] == 1


@pytest.mark.parametrize("seed", range(60))
def test_pure_equilibria_and_ties_against_brute_force(seed: int) -> None:
    game = random_tree(seed)
    profiles = [
        p
        for p in pure_profiles(game)
        if not any(r.gain for r in tree_regrets(game, p, every_subgame=True)[1])
    ]
    found = qpq.subgame_perfect(game)
    assert found.pure_count == len(profiles)
    assert qpq.verify_document(found.to_json(), game).ok
    assert qpq.Solution.from_json(found.to_json(), game).ties == found.ties


def test_many_ties_are_counted_without_being_listed() -> None:
    """Twelve moves of one player whose payoffs are all equal: 2^12 pure equilibria."""
    tail: Any = qpq.outcome(0)
    for _ in range(12):
        tail = qpq.decision("US", {"go": tail, "stop": qpq.outcome(0)})
    found = qpq.subgame_perfect(qpq.tree(tail, players=["US"]))
    assert found.pure_count == 2**12
    assert len(found.equilibria) < 2**12


def test_ultimatum_on_a_grid() -> None:
    """Offers of 0 to 3: the responder accepts 0 or not, which makes two pure equilibria."""
    offers = {
        str(k): qpq.decision("China", {"yes": qpq.outcome(3 - k, k), "no": qpq.outcome(0, 0)})
        for k in range(4)
    }
    found = qpq.subgame_perfect(qpq.tree(qpq.decision("US", offers), players=["US", "China"]))
    # Accepting 0 and offering it; or refusing 0 and offering 1. At k = 3 the US gets nothing either way.
    assert found.pure_count == 2
    assert found.ties[1] == (0, 1)


def test_nash_answers_name_empty_threats() -> None:
    game = deterrence()
    found = qpq.nash(game)
    said = {one.payoffs: one.threats for one in found.equilibria}
    assert said[F(2), F(-6)] == ()
    document = json.loads(found.to_json())
    first = next(one for one in document["equilibria"] if one["threats"])
    assert first["threats"][0] == {
        "player": "China",
        "subgame": "the node after ban",
        "information_sets": ["reply"],
        "deviation": "'acquiesce'",
        "gain": "1",
    }


@pytest.mark.parametrize("seed", range(40))
def test_threats_are_empty_exactly_where_subgame_perfection_fails(seed: int) -> None:
    game = random_tree(seed, 2)
    for one in qpq.pure_nash(game).equilibria:
        if one.threats is None:
            continue
        profile: Any = one.profile
        silent = [n for n, row in enumerate(profile) if row is None and game.information_sets[n].player >= 0]
        rows = [
            [
                tuple(F(int(a == b)) for b in range(len(game.information_sets[n].actions)))
                for a in range(len(game.information_sets[n].actions))
            ]
            for n in silent
        ]
        completions = []
        for choice in itertools.product(*rows):
            full = list(profile)
            for n, row in zip(silent, choice, strict=True):
                full[n] = row
            completions.append(tuple(full))
        perfect = any(
            not any(r.gain for r in tree_regrets(game, p, every_subgame=True)[1]) for p in completions
        )
        if not one.threats:
            assert perfect
        elif not silent:
            assert not perfect


CHANGES: list[Callable[[dict[str, Any]], Any]] = [
    lambda d: d["ties"]["US"].pop("chips"),
    lambda d: d["ties"]["China"].update(magnets=["acquiesce", "delay"]),
    lambda d: d.update(pure_count=3),
    lambda d: d.update(pure_count=1),
    lambda d: d["payoff_set"][0].update(US="3"),
    lambda d: [one.update(China="-6") for one in d["payoff_set"]],
]


@pytest.mark.parametrize("change", CHANGES)
def test_wrong_claims_about_ties_are_found(change: Callable[[dict[str, Any]], Any]) -> None:
    game = linkage(10)
    document = json.loads(qpq.subgame_perfect(game).to_json())
    assert qpq.verify_document(json.dumps(document), game).ok
    change(document)
    assert not qpq.verify_document(json.dumps(document), game).ok


def test_wrong_threats_are_found() -> None:
    game = deterrence()
    document = json.loads(qpq.nash(game).to_json())
    for one in document["equilibria"]:
        one["threats"] = []
    assert any("empty threats" in text for text in qpq.verify_document(json.dumps(document), game).findings)


def test_broken_fields_are_refused() -> None:
    game = linkage(10)
    document = json.loads(qpq.subgame_perfect(game).to_json())
    document["payoff_set"] = document["payoff_set"][1:]
    with pytest.raises(qpq.ParseError, match="payoff_set"):
        qpq.verify_document(json.dumps(document), game)
