"""Three ways to change a replay, and the scores of equilibrium and its rivals on the same nodes."""

from __future__ import annotations

import dataclasses
import math
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo.cases.registry import Case, load_case
from quidproquo.cases.replay import replay, without_events
from quidproquo.cases.replay_result import Replay
from quidproquo.cases.replay_scores import fitted_share, rule_score
from quidproquo.cases.replay_text import replay_text
from quidproquo.games.errors import InvalidInput
from quidproquo.solvers.subgame_perfect import continuation_values

DROPPED = (
    "tariff-spiral",
    "us-15-percent-share",
    "china-discourages-h20",
    "us-affiliates-rule",
    "china-october-controls",
    "us-100-percent-threat",
)
"""Events without which the tree is small enough to be solved play by play."""

BELIEF = {"US": {"k": Fraction(9)}}


@cache
def small() -> Case:
    case = load_case("h20")
    return dataclasses.replace(case, facts=without_events(case.facts, *DROPPED))


@cache
def standard() -> Replay:
    return replay("h20")


def by_tree(result: Replay, chosen: dict[int, int] | None = None) -> list[tuple[Fraction, ...]]:
    """Values of every place by plain induction over the whole tree, some choices given."""
    game = result.game
    values: list[tuple[Fraction, ...]] = [()] * len(game.children)
    for node in range(len(game.children) - 1, -1, -1):
        value = tuple(table[node] for table in game.payoffs)
        if game.children[node]:
            mover = game.information_sets[game.set_of[node]].player
            below = [values[child] for child in game.children[node]]
            best = max(range(len(below)), key=lambda a: below[a][mover])
            taken = below[(chosen or {}).get(node, best)]
            value = tuple(a + b for a, b in zip(value, taken, strict=True))
        values[node] = value
    return values


def check_record(result: Replay, values: list[tuple[Fraction, ...]]) -> None:
    """The values shown along the record are those of the tree, which are handed over."""
    game, place = result.game, 0
    for node in result.nodes:
        one = game.information_sets[game.set_of[place]]
        assert (game.players[one.player], one.actions) == (node.player, node.menu)
        worth = [values[child][one.player] for child in game.children[place]]
        assert list(node.values.values()) == worth
        place = game.children[place][node.menu.index(node.observed)]


@pytest.mark.parametrize("k", ["6", "9", "23/2"])
def test_state_by_state_is_play_by_play(k: str) -> None:
    result = replay(small(), {"k": k})
    found = continuation_values(result.game)
    check_record(result, list(found.values))
    assert tuple(result.path_payoffs.values()) == found.values[0]


@pytest.mark.parametrize("believer", ["US", "China"])
def test_a_believer_plays_its_own_tree_and_the_other_answers(believer: str) -> None:
    belief = {"k": "11", "sigma": "9/10"}
    truth, mind = replay(small()), replay(small(), belief)
    found = continuation_values(mind.game)
    who = truth.game.players.index(believer)
    chosen = {
        place: best[0]
        for place, best in found.optimal.items()
        if mind.game.information_sets[mind.game.set_of[place]].player == who
    }
    values = by_tree(truth, chosen)
    result = replay(small(), beliefs={believer: belief})
    check_record(result, values)
    assert tuple(result.path_payoffs.values()) == values[0]
    for node, own in zip(result.nodes, mind.nodes, strict=True):
        if node.player == believer:
            assert node.believed == own.values and node.equilibrium == own.equilibrium
        else:
            assert not node.believed


def test_both_err() -> None:
    beliefs = {"US": {"k": "11"}, "China": {"sigma": "9/10"}}
    result = replay(small(), beliefs=beliefs)
    for who, belief in beliefs.items():
        own = {node.id: node.equilibrium for node in replay(small(), belief).nodes}
        assert all(node.equilibrium == own[node.id] for node in result.nodes if node.player == who)
    assert [change.known_to for change in result.changes] == [(), ()]


def test_beliefs_that_are_true_change_nothing_but_the_sentence() -> None:
    result = replay("h20", {"k": 9}, beliefs=BELIEF)
    plain = replay("h20", {"k": 9})
    assert [n.values for n in result.nodes] == [n.values for n in plain.nodes]
    assert result.path == plain.path and len(result.changes) == len(plain.changes) + 1


def test_the_three_operations_stay_apart() -> None:
    result = replay("h20", {"w": "3/4"}, beliefs=BELIEF, forbid=["busan-truce:restrict"])
    told, believed, gone = result.changes
    assert [one.operation for one in result.changes] == ["set_parameter", "set_belief", "forbid_action"]
    assert (told.target, told.before, told.after) == ("w", Fraction(1), Fraction(3, 4))
    assert told.known_to == gone.known_to == ("US", "China")
    assert (believed.target, believed.before, believed.after) == ("US:k", Fraction(6), Fraction(9))
    assert believed.known_to == ("China",)
    text = " ".join(replay_text(result).split())
    assert all(one.sentence in text for one in result.changes)
    assert [one["sentence"] for one in result.to_json()["changes"]] == [o.sentence for o in result.changes]
    assert standard().changes == () and standard().to_json()["changes"] == []


def test_a_veto_of_the_recorded_move() -> None:
    result = replay("h20", forbid=["july-assurance:assure"])
    [veto] = result.changes
    [node] = [node for node in standard().nodes if node.id == "july-assurance"]
    assert veto.deleted is not None
    assert veto.deleted.value == node.values["assure"]
    assert veto.deleted.best_other == max(v for o, v in node.values.items() if o != "assure")
    assert [n.id for n in result.nodes] == [n.id for n in standard().nodes][: len(result.nodes)]
    assert result.nodes[-1].id == "july-lift"
    assert any(line.startswith("the record is followed up to july-assurance") for line in result.messages)
    assert ("july-assurance", "assure") not in result.path
    with pytest.raises(InvalidInput, match="a recorded move is forbidden"):
        qpq.rationalize(result, vary={"k": (2, 6)})


def test_the_one_option_that_is_left_is_taken() -> None:
    # Without the ban on the menu, the assurance is a duty where chips are banned, and not passed over.
    result = replay("h20", forbid=["july-assurance:keep-ban"])
    [node] = [node for node in result.nodes if node.id == "july-assurance"]
    assert node.menu == node.equilibrium == ("assure",)
    assert len(result.nodes) == len(standard().nodes)
    assert replay("h20", forbid=["april-controls:withhold"]).nodes == ()


def test_rationalize_reads_a_replay_with_a_struck_option() -> None:
    result = replay(small(), forbid=["july-assurance:keep-ban"])
    found = qpq.rationalize(result, vary={"k": (2, 6)})
    assert [one.observed for one in found.nodes] == [node.observed for node in result.nodes]


@pytest.mark.parametrize(
    ("beliefs", "message"),
    [
        ({"Europe": {"k": 9}}, "there is no player 'Europe'; accepted: US, China"),
        ({"US": {"weeks": 9}}, "beliefs of US: there is no parameter 'weeks'; accepted: k, w"),
        ({"US": 9}, "beliefs of US: a mapping is needed"),
        ({"US": {"horizon": 9}}, "the horizon is 9 weeks"),
    ],
)
def test_refused_beliefs(beliefs: Any, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        replay("h20", beliefs=beliefs)
    assert message in str(caught.value)
    with pytest.raises(InvalidInput, match="a replay with a belief"):
        qpq.rationalize(replay("h20", beliefs=BELIEF), vary={"k": (2, 6)})


def test_rivals_restrict_the_model() -> None:
    rules = load_case("h20").replay
    assert rules is not None
    positions = {position.id for position in load_case("h20").facts.positions}
    for rival in rules.rivals:
        assert set(rival.positions) <= positions
        own = replay("h20", rival.sets)
        assert [n.predictions[rival.id] for n in standard().nodes] == [n.equilibrium for n in own.nodes]
    assert {rival.id for rival in rules.rivals} <= standard().scores.keys()
    tariffs = {"tariff-spiral": ("wait",), "geneva-truce": ("truce",)}
    for node in standard().nodes:
        if node.id in tariffs:
            assert node.predictions["tariff-only"] == tariffs[node.id]
        if node.player == "China":
            assert node.predictions["tariff-only"] == node.menu


def test_scores_by_hand() -> None:
    # Three hits and a miss with two options: e is 1/2 from 3 hits and a miss; from 2 and 1 it is 2/3.
    menu, hit, miss = ("a", "b"), ("a",), ("b",)
    found = rule_score([(menu, hit, "a"), (menu, hit, "a"), (menu, hit, "a"), (menu, miss, "a")])
    assert found.logs[:3] == pytest.approx([math.log(2 / 3)] * 3)
    assert found.logs[3] == -math.inf and found.log == -math.inf
    assert found.least == 0 and found.most == pytest.approx(2 / 3)
    assert found.brier == pytest.approx((3 * 2 / 9 + 2) / 4)
    assert fitted_share([(1, 0.5)] * 3 + [(0, 0.5)]) == pytest.approx(1 / 2)
    assert fitted_share([(0, 0.5)] * 3) == 1


def test_every_rule_is_scored_alike_and_the_sentence_does_not_flatter() -> None:
    result = standard()
    document = result.to_json()["scores"]
    assert document["softened"].keys() == result.scores.keys()
    chance = result.softened["uniform"]
    assert chance.log == pytest.approx(-sum(math.log(len(n.menu)) for n in result.nodes) / len(result.nodes))
    assert "cannot tell the two apart" in document["sentence"]
    assert document["sentence"] in " ".join(replay_text(result).split())
    assert document["softened"]["tariff-only"]["log"] is None
