"""Repeated games: critical discount factors, noisy signals, finite repetition, and sets of payoffs."""

from __future__ import annotations

import json
import pickle
from dataclasses import replace
from fractions import Fraction
from itertools import product
from typing import Any

import jsonschema
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo.games.certificate import pure_profile
from quidproquo.games.monitoring import PublicMonitoring
from quidproquo.games.payoff_set import RepeatedPayoffSet
from quidproquo.games.solution_display import solution_text
from quidproquo.games.trigger import PlayerTrigger, Trigger, one_shot_gain

LABELS: dict[str, Any] = {
    "players": ["US", "China"],
    "strategies": [["allow", "restrict"], ["supply", "withhold"]],
}
TARGET = ["allow", "supply"]


def hostages(m: Any = 7, v: Any = 6, kappa: tuple[int, int] = (0, 0)) -> qpq.NormalFormGame:
    """The stage of model (g): temptations 2 and 1, and what each side can hold back."""
    m, v = Fraction(m), Fraction(v)
    us = [[0, -m], [2, 2 - m - kappa[0]]]
    china = [[0, 1], [-v, 1 - v - kappa[1]]]
    return qpq.NormalFormGame([us, china], **LABELS)


PRISONERS = qpq.NormalFormGame.symmetric([[2, 0], [3, 1]], strategies=[["C", "D"]] * 2)
"""Osborne (2004), figure 419.1."""


def value(found: qpq.Solution) -> Any:
    return found.value


# Critical discount factors


def test_hostages_under_grim_trigger() -> None:
    found = qpq.critical_discount(hostages(), TARGET)
    assert found.trigger is not None
    assert [one.critical for one in found.trigger.players] == [Fraction(2, 7), Fraction(1, 6)]
    assert found.value == Fraction(2, 7)
    assert found.complete


@pytest.mark.parametrize(
    ("length", "us", "china"), [(1, "0.400", "0.200"), (2, "0.306", "0.171"), (3, "0.291", "0.167")]
)
def test_hostages_under_short_punishments(length: int, us: str, china: str) -> None:
    found = qpq.critical_discount(hostages(), TARGET, length)
    assert found.trigger is not None
    assert [f"{float(one.critical or -1):.3f}" for one in found.trigger.players] == [us, china]


def test_two_rounds_have_a_square_root() -> None:
    assert str(qpq.critical_discount(hostages(), TARGET, 2).value) == "(-5 + sqrt(65))/10"


def test_osborne_prisoners() -> None:
    """Osborne (2004), section 14.7: for ever from 1/2 on, two rounds from 0.62, one round is never enough."""
    assert qpq.critical_discount(PRISONERS, ["C", "C"]).value == Fraction(1, 2)
    once = qpq.critical_discount(PRISONERS, ["C", "C"], 1)
    assert once.value is None
    assert once.complete
    assert "no discount factor below 1" in once.complete_because
    assert str(qpq.critical_discount(PRISONERS, ["C", "C"], 2).value) == "(-1 + sqrt(5))/2"


def test_cournot_as_friedman() -> None:
    """Friedman (1971) with linear demand: with half the monopoly quantity each, 9/17 sustains the cartel."""
    quantities = [Fraction(1, 4), Fraction(3, 8), Fraction(1, 3)]
    table = [[(1 - q - r) * q for r in quantities] for q in quantities]
    game = qpq.NormalFormGame.symmetric(table, strategies=[["cartel", "deviate", "Cournot"]] * 2)
    assert qpq.critical_discount(game, ["cartel", "cartel"]).value == Fraction(9, 17)


def test_hostages_that_are_worth_nothing_sustain_nothing() -> None:
    """Model (g): for k above 11, that is m below 2, no patience is enough; at 97/9 it takes exactly 9/10."""
    assert qpq.critical_discount(hostages(m=1), TARGET).value is None
    assert qpq.critical_discount(hostages(m=2), TARGET).value is None
    assert qpq.critical_discount(hostages(m=13 - Fraction(97, 9)), TARGET).value == Fraction(9, 10)
    domestic = qpq.critical_discount(hostages(v=10 * (1 - Fraction(8, 9))), TARGET)
    assert domestic.trigger is not None
    assert domestic.trigger.players[1].critical == Fraction(9, 10)


def test_each_player_is_punished_by_the_equilibrium_that_is_worst_for_them() -> None:
    """With extra costs (4, 3) mutual restriction is no equilibrium any more, so that it cannot punish."""
    stage = hostages(kappa=(4, 3))
    found = qpq.critical_discount(stage, TARGET)
    assert found.trigger is not None
    assert [one.critical for one in found.trigger.players] == [Fraction(2, 9), Fraction(1, 7)]
    assert found.trigger.players[0].reversion == pure_profile((2, 2), (0, 1))
    named = qpq.RepeatedGame(stage, target=TARGET, reversion=["restrict", "withhold"])
    with pytest.raises(qpq.NotAnEquilibrium, match="punishment of US is no equilibrium of the stage game"):
        qpq.critical_discount(named)
    chosen = qpq.RepeatedGame(stage, target=TARGET, reversion=["restrict", "supply"])
    assert qpq.critical_discount(chosen).value is None, "this equilibrium rewards the US"


def test_stage_equilibrium_needs_no_patience() -> None:
    found = qpq.critical_discount(hostages(), ["restrict", "withhold"])
    assert found.value == 0
    assert not found.knife_edge


def test_public_good_of_three() -> None:
    """Everyone gives 3 and gets 2 for each gift: a gain of 1, and 3 are lost by punishment."""
    cells = list(product((0, 1), repeat=3))
    outcomes = {
        tuple("give" if c == 0 else "keep" for c in cell): [
            2 * cell.count(0) - 3 * (own == 0) for own in cell
        ]
        for cell in cells
    }
    game = qpq.NormalFormGame.from_table(outcomes)
    found = qpq.critical_discount(game, ["give"] * 3)
    assert found.value == Fraction(1, 4)
    assert qpq.verify_document(found.to_json(), qpq.RepeatedGame(game)).ok


ENTRIES = st.integers(-6, 6) | st.fractions(-3, 3, max_denominator=5)


@st.composite
def stages(draw: st.DrawFn) -> qpq.NormalFormGame:
    shape = draw(st.sampled_from([(2, 2), (2, 3), (3, 2)]))
    rows = st.lists(
        st.lists(ENTRIES, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    )
    return qpq.NormalFormGame([draw(rows), draw(rows)])


def simulated_gain(trigger: Trigger, player: int, discount: Fraction, rounds: int = 2_000) -> float:
    """What a deviation in the first round gains, by adding up the stream of payoffs in floats."""
    stage = trigger.game.stage
    table = stage.payoffs[player]
    one = trigger.players[player]
    kept = float(table[trigger.target])
    cell = list(trigger.target)
    cell[player] = one.deviation
    punished = sum(
        float(table[c]) * float(one.reversion[0][c[0]] * one.reversion[1][c[1]])
        for c in product(range(stage.shape[0]), range(stage.shape[1]))
    )
    total = 0.0
    for t in range(rounds):
        in_punishment = t >= 1 and (trigger.length is None or t <= trigger.length)
        paid = float(table[tuple(cell)]) if t == 0 else punished if in_punishment else kept
        total += float(discount) ** t * (paid - kept)
    return (1 - float(discount)) * total


@settings(max_examples=60, deadline=None)
@given(stages(), st.sampled_from(["grim", 1, 2, 3, 5]), st.data())
def test_below_the_threshold_a_deviation_pays_and_above_it_does_not(
    stage: qpq.NormalFormGame, punishment: Any, data: st.DataObject
) -> None:
    cell = [data.draw(st.sampled_from(own)) for own in stage.strategies]
    try:
        found = qpq.critical_discount(stage, cell, punishment)
    except qpq.UnsupportedGame as error:  # the punishment pays more than the target
        assert "in order to be punished" in str(error)
        assume(False)
    trigger = found.trigger
    assert trigger is not None
    for player, one in enumerate(trigger.players):
        if one.critical is None:
            assert one_shot_gain(trigger, player, Fraction(999, 1000)) > 0
        elif one.critical == 0:
            assert one.gain <= 0
        else:
            low, high = (
                one.critical.enclosure(80)
                if not isinstance(one.critical, Fraction)
                else (one.critical, one.critical)
            )
            below, above = low - Fraction(1, 10**6), high + (1 - high) / 10**6
            assert one_shot_gain(trigger, player, below) > 0 > one_shot_gain(trigger, player, above)
            if float(high) < 0.98:
                assert abs(simulated_gain(trigger, player, high)) < 1e-6
    repeated = qpq.RepeatedGame(stage)
    text = found.to_json()
    assert qpq.verify_document(text, repeated).ok
    jsonschema.validate(json.loads(text), qpq.solution_schema())


def test_long_punishments_come_close_to_punishment_for_ever() -> None:
    found = qpq.critical_discount(hostages(), TARGET, 40)
    assert 0 < value(found) - Fraction(2, 7) < Fraction(1, 10**20)


# The answer as a file


@pytest.mark.parametrize("punishment", ["grim", 2, 3])
def test_answers_survive_the_way_through_json(punishment: Any) -> None:
    game = qpq.RepeatedGame(hostages(), discount="9/10", target=TARGET, punishment=punishment)
    found = qpq.critical_discount(game)
    assert qpq.Solution.from_json(found.to_json(), game) == found
    assert found.trigger is not None
    assert found.trigger.sustained
    assert "Critical discount factor of all players" in solution_text(found)


def changed(text: str, change: Any) -> str:
    document = json.loads(text)
    change(document)
    return json.dumps(document)


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda d: d.update(value="1/4"), "the value is 2/7"),
        (lambda d: d.pop("value"), "the value is 2/7"),
        (lambda d: d["trigger"]["players"]["China"].update(critical="1/7"), "a deviation from the target"),
        (lambda d: d["trigger"]["players"]["US"].update(critical=None), "there is a critical"),
        (lambda d: d["trigger"]["players"]["US"].update(gain="1"), "the best deviation gains 2"),
        (lambda d: d["trigger"]["players"]["US"].update(loss="4"), "costs 5"),
        (lambda d: d["trigger"].update(sustained=False), "sustained is True"),
        (lambda d: d["trigger"].update(length=2), "a deviation from the target"),
        (
            lambda d: d["trigger"]["players"]["US"].update(
                reversion={"US": {"allow": "1"}, "China": {"supply": "1"}}
            ),
            "no equilibrium of the stage game",
        ),
    ],
)
def test_wrong_answers_are_refuted(change: Any, finding: str) -> None:
    game = qpq.RepeatedGame(hostages(), discount="9/10", target=TARGET)
    text = qpq.critical_discount(game).to_json()
    assert qpq.verify_document(text, game).ok
    found = qpq.verify_document(changed(text, change), game)
    assert any(finding in line for line in found.findings), found.findings
    with pytest.raises(qpq.NotAnEquilibrium):
        qpq.Solution.from_json(changed(text, change), game)


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d.pop("trigger"),
        lambda d: d["trigger"].pop("target"),
        lambda d: d["trigger"].update(length=0),
        lambda d: d["trigger"].update(extra=1),
        lambda d: d["trigger"]["target"].update(US="trade"),
        lambda d: d["trigger"]["players"].pop("US"),
        lambda d: d["trigger"]["players"]["US"].update(deviation="trade"),
    ],
)
def test_malformed_answers_are_refused(change: Any) -> None:
    game = qpq.RepeatedGame(hostages(), target=TARGET)
    text = qpq.critical_discount(game).to_json()
    with pytest.raises(qpq.ParseError):
        qpq.verify_document(changed(text, change), game)


def test_a_mild_punishment_is_no_complete_answer() -> None:
    """In Chicken each player could be punished harder than the stated equilibrium does."""
    stage = hostages(kappa=(4, 3))
    mixed = next(one for one in qpq.nash(stage).equilibria if max(one.profile[0] or ()) < 1)
    profile: Any = mixed.profile
    game = qpq.RepeatedGame(stage).asking((0, 0), "grim")
    players = tuple(
        PlayerTrigger(Fraction(gain) / (gain - u), 1, Fraction(gain), -u, profile)
        for gain, u in zip((2, 1), mixed.payoffs, strict=True)
    )
    mild = Trigger(game, (0, 0), None, players)
    found = qpq.critical_discount(game)
    claim: Any = mild.critical
    verdict = qpq.verify_document(replace(found, trigger=mild, value=claim).to_json(), game)
    assert any("another equilibrium of the stage game" in line for line in verdict.findings)


# What is refused


def test_what_a_repeated_game_refuses() -> None:
    stage = hostages()
    for arguments, message in (
        ({"discount": 1}, "discount of US is 1"),
        ({"discount": -0.5}, "discount of US is -1/2"),
        ({"discount": [0.5]}, "1 numbers for 2 players"),
        ({"discount": {"US": 0.5}}, "discount of China is missing"),
        ({"discount": {"US": 0.5, "EU": 0.5}}, "'EU' is no player"),
        ({"discount": "often"}, "accepted"),
        ({"horizon": 0}, "horizon is 0"),
        ({"target": ["allow"]}, "one strategy per player"),
        ({"target": {"US": "allow"}}, "the strategy of China is missing"),
        ({"target": ["allow", "ban"]}, "no strategy of China"),
        ({"punishment": 0}, "punishment is 0"),
        ({"punishment": True}, "punishment is True"),
        ({"punishment": 1_000}, "from 1 to 64"),
    ):
        with pytest.raises(qpq.InvalidGame, match=message):
            qpq.RepeatedGame(stage, **arguments)
    with pytest.raises(qpq.InvalidGame, match="NormalFormGame is needed"):
        qpq.RepeatedGame("stage")  # type: ignore[arg-type]


def test_repeated_games_are_values() -> None:
    game = qpq.RepeatedGame(hostages(), discount={"US": "1/2", "China": 0.9}, target=TARGET)
    same = qpq.RepeatedGame(hostages(), discount=[Fraction(1, 2), Fraction(9, 10)], target=tuple(TARGET))
    assert game == same
    assert hash(game) == hash(same)
    assert pickle.loads(pickle.dumps(game)) == game
    assert game != qpq.RepeatedGame(hostages(), target=TARGET)
    with pytest.raises(AttributeError):
        game.discount = None  # type: ignore[misc]


def test_symbols_are_named() -> None:
    import sympy

    stage = qpq.NormalFormGame([[[0, -7], [sympy.Symbol("g"), -5]], [[0, 1], [-6, -5]]])
    game = qpq.RepeatedGame(stage, target=["1", "1"])
    with pytest.raises(qpq.SymbolsLeft, match="g"):
        qpq.critical_discount(game)
    assert qpq.critical_discount(game.at({"g": 2})).value == Fraction(2, 7)


def test_a_punishment_that_pays_more_than_the_target_lures_the_patient() -> None:
    """The first player loses 10 by deviating once, and then gets 75/13 instead of 5 in every round.

    That is worth it above 13/14, while the second player needs 2/3: no factor is enough for all above it.
    """
    stage = qpq.NormalFormGame([[[6, 5, 7], [9, -5, 8]], [[5, 1, 0], [-1, -1, -4]]])
    with pytest.raises(qpq.UnsupportedGame, match="deviates in order to be punished"):
        qpq.critical_discount(stage, ["1", "2"])
    assert qpq.critical_discount(stage, ["1", "2"], 3).value is not None  # 3 rounds are too few to be lured
    never = ((Fraction(0), Fraction(1)), (Fraction(10, 13), Fraction(3, 13), Fraction(0)))
    other = ((Fraction(0), Fraction(1)), (Fraction(1), Fraction(0), Fraction(0)))
    first = PlayerTrigger(Fraction(0), 1, Fraction(-10), Fraction(-10, 13), never)
    second = PlayerTrigger(Fraction(2, 3), 0, Fraction(4), Fraction(2), other)
    with pytest.raises(qpq.NotAnEquilibrium, match="in order to be punished"):
        Trigger(qpq.RepeatedGame(stage), (0, 1), None, (first, second))


def test_a_bad_equilibrium_is_unsettled_by_a_good_one_as_punishment() -> None:
    stage = qpq.NormalFormGame.symmetric([[2, 0], [0, 1]])
    game = qpq.RepeatedGame(stage, reversion=["1", "1"])
    with pytest.raises(qpq.UnsupportedGame, match="deviates in order to be punished"):
        qpq.critical_discount(game, ["2", "2"])
    assert qpq.critical_discount(game, ["2", "2"], 1).value == 0


def test_what_critical_discount_refuses() -> None:
    with pytest.raises(qpq.UnsupportedGame, match="needs a target"):
        qpq.critical_discount(hostages())
    with pytest.raises(qpq.UnsupportedGame, match="horizon"):
        qpq.critical_discount(qpq.RepeatedGame(hostages(), horizon=3, target=TARGET))
    with pytest.raises(qpq.UnsupportedGame, match="this is a str"):
        qpq.critical_discount("game")  # type: ignore[arg-type]


# A noisy public signal


def noisy(punishment: Any = None, **changes: Any) -> PublicMonitoring:
    given: dict[str, Any] = {"false_alarm": "1/10", "detection": "1/2", "discount": "9/10", **changes}
    return qpq.public_monitoring(hostages(), TARGET, punishment=punishment, **given)


def test_noisy_licences() -> None:
    """Model (g) and exercise 12: two rounds, worth 50000/1171 instead of 50, 14.6% less."""
    found = noisy()
    us, china = found.players
    assert found.length == 2
    assert (us.shortest, china.shortest) == (2, 1)
    assert us.value == Fraction(50000, 1171)
    assert f"{float(us.lost or 0):.3f}" == "0.146"
    assert [f"{float(us.worth(n)[1]):.3f}" for n in (1, 2)] == ["-0.349", "0.921"]
    assert (us.threshold, china.threshold) == (Fraction(10, 19), Fraction(10, 29))
    assert found.sustained
    assert not noisy(1).sustained


def test_perfect_monitoring_is_a_special_case() -> None:
    """Without noise the threshold is that of the grim trigger."""
    found = noisy(false_alarm=0, detection=1)
    assert [one.threshold for one in found.players] == [Fraction(2, 7), Fraction(1, 6)]


@settings(max_examples=80, deadline=None)
@given(stages(), st.integers(0, 19), st.integers(0, 9), st.integers(1, 10))
def test_the_shortest_punishment_is_the_first_that_deters(
    stage: qpq.NormalFormGame, d: int, alarm: int, more: int
) -> None:
    assume(alarm + more <= 10)
    target = [own[0] for own in stage.strategies]
    try:
        found = qpq.public_monitoring(
            stage,
            target,
            false_alarm=Fraction(alarm, 10),
            detection=Fraction(alarm + more, 10),
            discount=Fraction(d, 20),
        )
    except qpq.UnsupportedGame as error:
        assert "name the one that is played" in str(error)
        return
    for one in found.players:
        first = next((n for n in range(60) if one.worth(n)[1] >= 0), None)
        assert one.shortest == first or (first is None and one.shortest is not None and one.shortest >= 60)


def test_what_monitoring_refuses() -> None:
    for changes, message in (
        ({"detection": "1/10"}, "has to be larger than false_alarm"),
        ({"detection": 2}, "a probability from 0 to 1"),
        ({"detection": {"US": 1}}, "one number for each"),
        ({"discount": None}, "needs discount factors"),
    ):
        with pytest.raises((qpq.InvalidInput, qpq.UnsupportedGame), match=message):
            noisy(**changes)
    with pytest.raises(qpq.UnsupportedGame, match="several equilibria"):
        qpq.public_monitoring(hostages(kappa=(4, 3)), TARGET, false_alarm=0, detection=1, discount="1/2")


def test_wrong_monitoring_is_no_proof() -> None:
    found = noisy()
    us, china = found.players
    for wrong in (replace(us, shortest=3), replace(us, value=us.value + 1 if us.value else None)):
        with pytest.raises(qpq.NotAnEquilibrium, match="US"):
            replace(found, players=(wrong, china))
    with pytest.raises(qpq.NotAnEquilibrium, match="threshold"):
        replace(found, players=(us, replace(china, threshold=Fraction(1, 3))))


# Finite repetition


def test_finitely_repeated_prisoners_defect() -> None:
    for rounds in (1, 2, 3):
        found = qpq.subgame_perfect(qpq.finitely_repeated(PRISONERS, rounds, "1/2"))
        assert found.complete
        (only,) = found.equilibria
        assert only.payoffs == (sum((Fraction(1, 2) ** k for k in range(rounds)), Fraction(0)),) * 2
        assert all(row is None or row[1] == 1 for row in only.profile)


def test_repetition_of_a_stage_with_two_equilibria_sustains_more() -> None:
    """Benoit and Krishna (1985): the threat of a bad equilibrium sustains a first round that is none."""
    stage = qpq.NormalFormGame.symmetric([[4, 0, 0], [5, 1, 0], [0, 0, 3]], strategies=[["A", "B", "C"]] * 2)
    tree = qpq.finitely_repeated(stage, 2)
    play: list[Any] = []
    for one in tree.information_sets:
        chosen = 0 if one.label == "round 1" else 2 if one.label == "round 2 after A, A" else 1
        play.append(tuple(Fraction(int(a == chosen)) for a in range(3)))
    reached = qpq.Equilibrium(tree, tuple(play), "subgame-perfect")
    assert reached.payoffs == (Fraction(7), Fraction(7))


def test_a_tree_of_half_a_million_nodes() -> None:
    tree = qpq.finitely_repeated(PRISONERS, 9)
    assert len(tree.children) == 3 * (4**9 - 1) // 3 + 4**9
    with pytest.raises(qpq.LimitReached, match="more than 2000000 nodes"):
        qpq.finitely_repeated(PRISONERS, 10)


@settings(max_examples=25, deadline=None)
@given(stages(), st.integers(1, 2), st.sampled_from([[1, 1], ["1/2", "1/3"], [0, 1]]), st.data())
def test_every_play_of_the_tree_pays_the_discounted_sum(
    stage: qpq.NormalFormGame, rounds: int, discount: list[Any], data: st.DataObject
) -> None:
    tree = qpq.finitely_repeated(stage, rounds, discount)
    node, path = 0, []
    totals = [tree.payoffs[i][0] for i in range(2)]
    while tree.children[node]:
        action = data.draw(st.integers(0, len(tree.children[node]) - 1))
        path.append(action)
        node = tree.children[node][action]
        totals = [t + tree.payoffs[i][node] for i, t in enumerate(totals)]
    for player in range(2):
        factor = Fraction(discount[player])
        expected = sum(
            (factor**k * stage.payoffs[player][tuple(path[2 * k : 2 * k + 2])] for k in range(rounds)),
            Fraction(0),
        )
        assert totals[player] == expected


def test_histories_with_commas_stay_apart() -> None:
    stage = qpq.NormalFormGame(
        [[[0, 0], [0, 0]], [[0, 0], [0, 0]]], strategies=[["a", "a, b"], ["b, c", "c"]]
    )
    labels = [one.label for one in qpq.finitely_repeated(stage, 2).information_sets if one.player == 0]
    assert 'round 2 after "a", "b, c"' in labels
    assert len(labels) == len(set(labels))


def test_symbols_stay_in_the_tree() -> None:
    import sympy

    g = sympy.Symbol("g")
    stage = qpq.NormalFormGame([[[0, -7], [g, -5]], [[0, 1], [-6, -5]]])
    tree = qpq.finitely_repeated(stage, 2, "1/2")
    assert tree.parameters == ("g",)
    assert tree.at({"g": 2}) == qpq.finitely_repeated(stage.at({"g": 2}), 2, "1/2")


def test_what_finite_repetition_refuses() -> None:
    with pytest.raises(qpq.UnsupportedGame, match="a horizon is needed"):
        qpq.finitely_repeated(qpq.RepeatedGame(PRISONERS))
    with pytest.raises(qpq.UnsupportedGame, match="rounds is 0"):
        qpq.finitely_repeated(PRISONERS, 0)
    with_horizon = qpq.RepeatedGame(PRISONERS, horizon=2, discount=1)
    assert qpq.finitely_repeated(with_horizon) == qpq.finitely_repeated(PRISONERS, 2)


# Sets of payoffs


def test_patient_prisoners_reach_all_that_is_individually_rational() -> None:
    found = qpq.repeated_payoff_set(PRISONERS, "1/2")
    assert found.complete
    half = Fraction(5, 2)
    assert set(found.outer) == {(1, 1), (half, 1), (2, 2), (1, half)}
    assert found.contains([2, 2])
    assert found.contains([3, 0]) is False


def test_impatient_prisoners_only_defect() -> None:
    for discount in (0, "1/4", "49/100"):
        assert qpq.repeated_payoff_set(PRISONERS, discount).outer == ((Fraction(1), Fraction(1)),)


def test_matching_pennies_have_no_pure_equilibrium() -> None:
    pennies = qpq.NormalFormGame.zero_sum([[1, -1], [-1, 1]])
    found = qpq.repeated_payoff_set(pennies, "9/10")
    assert found.complete
    assert found.outer == ()


def test_carrot_and_stick_beats_reversion() -> None:
    """Abreu (1988): payoffs below every stage equilibrium punish harder than reversion does."""
    stage = qpq.NormalFormGame.symmetric([[4, 0, 0], [6, 3, -1], [-1, -1, -2]])
    assert qpq.critical_discount(stage, ["1", "1"]).value == Fraction(2, 3)
    found = qpq.repeated_payoff_set(stage, "1/2")
    assert found.contains([4, 4])
    assert min(x for x, _ in found.inner) < 3


@settings(max_examples=40, deadline=None)
@given(stages(), st.integers(0, 9), st.integers(0, 9))
def test_bounds_hold_what_they_must(stage: qpq.NormalFormGame, d: int, e: int) -> None:
    low, high = Fraction(min(d, e), 10), Fraction(max(d, e), 10)
    less, more = qpq.repeated_payoff_set(stage, low), qpq.repeated_payoff_set(stage, high)
    for point in less.inner:  # more patience never removes a payoff (Abreu, Pearce and Stacchetti 1990)
        assert more.contains(point) is not False
    for one in qpq.pure_nash(stage).equilibria:
        assert less.contains(one.payoffs)
    for cell in product(*map(range, stage.shape)):
        labels = [own[s] for own, s in zip(stage.strategies, cell, strict=True)]
        pure = [one.profile for one in qpq.pure_nash(stage).equilibria]
        if pure:
            profile: Any = pure[0]
            reversion = [own[row.index(1)] for own, row in zip(stage.strategies, profile, strict=True)]
            try:
                trigger = qpq.critical_discount(qpq.RepeatedGame(stage, reversion=reversion), labels)
            except qpq.UnsupportedGame:  # the punishment pays more than the target
                continue
            if trigger.value is not None and trigger.value <= high:
                assert more.contains(stage.payoffs_at(cell)) is not False


def test_wrong_payoff_sets_are_no_proof() -> None:
    found = qpq.repeated_payoff_set(PRISONERS, "1/4")
    wide = qpq.repeated_payoff_set(PRISONERS, "1/2")
    with pytest.raises(qpq.NotAnEquilibrium, match="does not generate its own point"):
        replace(found, outer=wide.outer, inner=wide.inner, steps=(wide.outer,))
    with pytest.raises(qpq.NotAnEquilibrium, match="first step leaves out"):
        replace(found, steps=(found.outer,))
    short = wide.outer[:-1]
    with pytest.raises(qpq.NotAnEquilibrium, match="leaves out"):
        replace(wide, outer=short, inner=(wide.outer[0],), steps=(wide.outer, short), complete=False)
    with pytest.raises(qpq.NotAnEquilibrium, match="differ"):
        replace(wide, inner=(wide.outer[0],))


def test_what_payoff_sets_refuse() -> None:
    for game, arguments, message in (
        (PRISONERS, {}, "needs a discount factor"),
        (PRISONERS, {"discount": ["1/2", "1/3"]}, "one discount factor for both"),
        (qpq.NormalFormGame([[[[0]]]] * 3), {"discount": "1/2"}, "two players"),
        (qpq.RepeatedGame(PRISONERS, horizon=2), {"discount": "1/2"}, "without end"),
    ):
        with pytest.raises(qpq.UnsupportedGame, match=message):
            qpq.repeated_payoff_set(game, **arguments)


def test_payoff_set_is_public() -> None:
    assert isinstance(qpq.repeated_payoff_set(PRISONERS, 0), RepeatedPayoffSet)
