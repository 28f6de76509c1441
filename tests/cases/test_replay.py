"""The replay: driven by the facts, conserving its flows, and scored as it says."""

from __future__ import annotations

import dataclasses
import random
from datetime import date, timedelta
from fractions import Fraction
from functools import cache
from typing import Any

import pytest

from quidproquo.cases.registry import Case, load_case, with_parameters
from quidproquo.cases.replay import replay, without_events
from quidproquo.cases.replay_result import Replay
from quidproquo.cases.replay_rules import ReplayRules, load_rules
from quidproquo.cases.replay_text import replay_text
from quidproquo.cases.replay_tree import dated_nodes
from quidproquo.games.errors import InvalidInput, ParseError
from quidproquo.games.formula import parse_formula

F = Fraction


@cache
def standard() -> Replay:
    return replay("h20")


@cache
def changed(*settings: tuple[str, str]) -> Replay:
    return replay("h20", dict(settings))


def lacking(*events: str) -> Case:
    case = load_case("h20")
    return dataclasses.replace(case, facts=without_events(case.facts, *events))


def test_twelve_or_more_dated_decisions() -> None:
    result = standard()
    assert len(result.nodes) >= 12
    dates = [node.date for node in result.nodes]
    assert dates == sorted(dates)
    assert dates[0] >= "2025-04-01" and dates[-1] <= "2025-11-30"
    for node in result.nodes:
        assert len(node.menu) >= 2
        assert node.observed in node.menu
        assert set(node.values) == set(node.menu)


def test_dates_movers_and_sources_come_from_the_facts() -> None:
    facts = load_case("h20").facts
    for node in standard().nodes:
        events = [facts.event(id) for id in node.events]
        assert node.recorded_date == events[0].date
        assert events[0].first_day <= date.fromisoformat(node.date) <= events[0].last_day
        assert events[0].actor == {"US": "us-exec", "China": "china"}[node.player]
        assert node.sources == tuple(source for event in events for source in event.sources)


def test_moves_against_the_simple_story_have_their_own_nodes() -> None:
    order = [node.id for node in standard().nodes]
    assert order.index("london-release") < order.index("july-lift") < order.index("july-assurance")
    assert order.index("july-assurance") < order.index("august-refusal")


def test_equilibrium_is_the_best_of_the_values() -> None:
    for node in standard().nodes:
        best = max(node.values.values())
        assert set(node.equilibrium) == {option for option, value in node.values.items() if value == best}
        assert node.match == (node.observed in node.equilibrium)
        assert node.knife_edge == (len(node.equilibrium) > 1)


def test_the_values_of_the_last_node_by_hand() -> None:
    # After Busan: H20 licensed and not bought, nothing else in force but the October controls.
    last = standard().nodes[-1]
    weeks = F((date(2025, 4, 4) + timedelta(weeks=52) - date(2025, 11, 10)).days, 7)
    assert last.values["suspend"] == weeks * F(3, 2) / 13
    assert last.values["keep-controls"] == last.values["suspend"] - weeks * F(1, 10)
    assert last.values["withhold"] == last.values["keep-controls"] + weeks * F(1, 13) - 3


def test_scores() -> None:
    result = standard()
    for rule, score in result.scores.items():
        by_hand = sum(
            (
                F(1, len(node.predictions[rule]))
                for node in result.nodes
                if node.observed in node.predictions[rule]
            ),
            F(0),
        )
        assert score == by_hand
    assert result.scores["uniform"] == sum(F(1, len(node.menu)) for node in result.nodes)
    assert result.scores["subgame-perfect"] == sum(node.match for node in result.nodes)


def test_tit_for_tat_answers_the_last_move_of_the_other() -> None:
    nodes = {node.id: node for node in standard().nodes}
    assert nodes["april-controls"].predictions["tit-for-tat"] == ("withhold",)  # after the tariffs of 2 April
    assert nodes["july-lift"].predictions["tit-for-tat"] == ("lift-curbs",)  # after the release
    assert nodes["august-refusal"].predictions["tit-for-tat"] == ("buy",)  # after the licences
    assert nodes["october-controls"].predictions["tit-for-tat"] == ("extend-controls", "withhold")


def test_a_changed_number_changes_the_table() -> None:
    assert [n.values for n in changed(("k", "9")).nodes] != [n.values for n in standard().nodes]
    assert changed(("omega", "6")).nodes[-1].values != standard().nodes[-1].values
    assert changed(("k", "9")).game != standard().game
    [number] = [n for n in changed(("k", "9")).numbers if n.name == "k"]
    assert number.value == 9 and number.origin == "set"
    assert replay("h20", {"k": "52"}).messages == ("k = 52 is outside its range from 2 to 12",)


def test_each_node_needs_each_of_its_events() -> None:
    case = load_case("h20")
    assert case.replay is not None
    for node in case.replay.nodes:
        for event in node.events:
            left, messages = dated_nodes(case.replay, without_events(case.facts, event))
            assert node.id not in [one.node.id for one in left]
            assert f"node {node.id} is dropped: the facts have no event {event!r}" in messages
            assert len(left) + len(messages) == len(case.replay.nodes)


@pytest.mark.parametrize(
    ("event", "node"),
    [
        ("china-rare-earth-licensing", "april-controls"),
        ("london-framework", "london-release"),
        ("us-h20-assurance", "july-assurance"),
        ("suspensions-take-effect", "november-suspension"),
    ],
)
def test_deleting_an_event_removes_its_node(event: str, node: str) -> None:
    result = replay(lacking(event))
    assert node not in [one.id for one in result.nodes]
    assert f"node {node} is dropped: the facts have no event {event!r}" in result.messages
    dropped = sum("is dropped" in line for line in result.messages)
    assert len(result.nodes) + dropped == len(standard().nodes)


def test_a_node_that_loses_its_object_is_dropped_too() -> None:
    result = replay(lacking("us-eda-ethane-engine-curbs"))
    [line] = [line for line in result.messages if line.startswith("node july-lift")]
    assert "without the nodes dropped before it there is no 'lift-curbs' to choose" in line
    assert {"may-curbs", "july-lift"}.isdisjoint(node.id for node in result.nodes)


def test_no_event_at_all() -> None:
    case = load_case("h20")
    every = {event for node in standard().nodes for event in node.events}
    with pytest.raises(InvalidInput, match="no node of the replay is supported by the facts"):
        replay(dataclasses.replace(case, facts=without_events(case.facts, *every)))


def simulate(rules: ReplayRules, values: dict[str, Fraction], choices: dict[str, str]) -> dict[str, Fraction]:
    """Add up one play day by day, with a bookkeeping that shares nothing with the package's."""
    amount = {text: parse_formula(text).evaluate(values) for text in _formulas(rules)}
    facts = load_case("h20").facts
    moves: dict[date, list[Any]] = {}
    for node in rules.nodes:
        text = facts.event(node.events[0]).date
        moves.setdefault(date.fromisoformat(text if len(text) == 10 else f"{text}-15"), []).append(node)
    state = {name: words[0] for name, words in rules.state.items()}
    total = dict.fromkeys(rules.players, F(0))
    stock = values["k"] * 7
    today = first = min(moves)
    while today < first + timedelta(weeks=int(values["horizon"])):
        for node in moves.get(today, []):
            met = dict(state)
            for option in node.menu:
                fits = all(met[name] in words for name, words in option.when.items())
                if fits and option.option == choices.get(node.id):
                    for once in option.once:
                        if all(met[name] in words for name, words in once.when.items()):
                            total[once.player] += amount[once.amount]
                    state = met | dict(option.sets)
        if state["magnets"] != "withheld":
            stock = values["k"] * 7
        dry = max(F(0), 1 - stock) if state["magnets"] == "withheld" else F(0)
        for flow in rules.flows:
            conditions = {name: words for name, words in flow.while_.items() if name != "stock"}
            if all(state[name] in words for name, words in conditions.items()):
                share = dry if "stock" in flow.while_ else 1
                total[flow.player] += amount[flow.per_week] * share / 7
        stock = max(F(0), stock - 1) if state["magnets"] == "withheld" else stock
        today += timedelta(days=1)
    return total


def _formulas(rules: ReplayRules) -> set[str]:
    found = {flow.per_week for flow in rules.flows}
    return found | {once.amount for node in rules.nodes for option in node.menu for once in option.once}


def test_what_a_play_pays_is_the_sum_of_its_flows() -> None:
    case, result = load_case("h20"), changed(("k", "17/4"))
    rules, game = case.replay, result.game
    assert rules is not None
    values = with_parameters(case.calibration, rules.parameters).values({"k": "17/4"})
    chooser = random.Random(20250714)
    for _ in range(150):
        place, paid = 0, [F(0), F(0)]
        choices: dict[str, str] = {}
        while True:
            paid = [a + table[place] for a, table in zip(paid, game.payoffs, strict=True)]
            if not game.children[place]:
                break
            one = game.information_sets[game.set_of[place]]
            action = chooser.randrange(len(one.actions))
            node = _next(choices, game.players[one.player], one.actions, rules)
            choices[node] = one.actions[action]
            place = game.children[place][action]
        assert dict(zip(game.players, paid, strict=True)) == simulate(rules, values, choices)


def _next(choices: dict[str, str], player: str, actions: tuple[str, ...], rules: Any) -> str:
    """The next node on this play: follow the state by the rules alone and skip what is no decision."""
    state = {name: words[0] for name, words in rules.state.items()}
    for node in rules.nodes:
        fitting = [o for o in node.menu if all(state[n] in words for n, words in o.when.items())]
        if len(fitting) < 2:
            continue
        if node.id not in choices:
            assert (node.player, tuple(o.option for o in fitting)) == (player, actions)
            return str(node.id)
        [taken] = [o for o in fitting if o.option == choices[node.id]]
        state |= dict(taken.sets)
    raise AssertionError("the tree goes on where the rules end")


def test_json_keeps_to_the_contract() -> None:
    data = standard().to_json()
    assert (data["schema"], data["replay"]) == (1, "h20")
    wanted = {"id", "date", "player", "menu", "observed", "equilibrium", "match", "values", "sources"}
    for node in data["nodes"]:
        assert wanted <= node.keys()
        assert all(isinstance(value, str) and F(value) is not None for value in node["values"].values())
        assert isinstance(node["match"], bool)
    assert F(data["scores"]["subgame-perfect"]) == standard().scores["subgame-perfect"]


def test_text_shows_everything_within_a_hundred_columns() -> None:
    text = replay_text(standard())
    assert max(map(len, text.splitlines())) <= 100
    for node in standard().nodes:
        assert node.id in text and node.recorded_date in text
        assert all(str(value) in text for value in node.values.values())
    for word in ("tit-for-tat", "uniform (chance)", "judged, 2 to 12", standard().fingerprint, "no forecast"):
        assert word in text
    narrow = replay_text(standard(), 80)
    assert max(map(len, narrow.splitlines())) <= 81  # a fingerprint is one word of 64


def test_forbidding_an_option() -> None:
    result = replay("h20", forbid=["busan-truce:restrict"])
    [node] = [node for node in result.nodes if node.id == "busan-truce"]
    assert node.menu == ("stand-firm", "truce")
    with pytest.raises(InvalidInput, match="no node 'vienna'"):
        replay("h20", forbid=["vienna:dance"])
    with pytest.raises(InvalidInput, match="has no option 'dance'; accepted: keep-ban, assure, allow, restr"):
        replay("h20", forbid=["july-assurance:dance"])
    with pytest.raises(InvalidInput, match="replay node april-ban: every option is forbidden in magnets"):
        replay("h20", forbid=["april-ban:allow", "april-ban:restrict"])


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"kappa_U": 1}, "the replay of h20 has no parameter 'kappa_U'; accepted: k, w, "),
        ({"horizon": 20}, "the horizon is 20 weeks after the first node"),
        ({"k": -1}, "clock stock starts at -1 weeks"),
    ],
)
def test_refusals(settings: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        replay("h20", settings)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("forbid", "message"),
    [
        ("busan-truce:restrict", "forbid is one text, 'busan-truce:restrict'; a list is needed"),
        ([7], "forbid holds '7', which is no text; a list of texts is needed: ['NODE:OPTION']"),
    ],
)
def test_forbid_is_a_list_of_texts(forbid: Any, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        replay("h20", forbid=forbid)
    assert message in str(caught.value)


RULES = """
replay: toy
title: A toy
players: {A: a, B: b}
horizon: "10"
state: {light: ["off", "on"]}
flows: [{player: A, per_week: "1", while: {light: "on"}, because: it shines}]
opening: {A: {stance: soft}, B: {stance: hard}}
nodes:
  - id: switch
    events: [one]
    player: A
    about: Light?
    included: It is a toy.
    menu: [{option: dark, stance: soft}, {option: bright, stance: soft, sets: {light: "on"}}]
    observed: bright
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("observed: bright", "observed: dim", "nodes[0].observed: 'dim' is not on the menu; accepted: dark"),
        ("while: {light", "while: {heat", "flows[0].while.heat: no part of the state; accepted: light"),
        ('while: {light: "on"', "while: {light: red", "'red' is no value of it; accepted: off, on"),
        ("player: A, per", "player: C, per", "flows[0].player: 'C' is no player; accepted: A, B"),
        ('per_week: "1"', 'per_week: "1 +"', "flows[0].per_week: column 4"),
        ("B: b}", "B: b, C: c}", "players: 3 players; two are accepted"),
        ("{A: a, B: b}", "{A: a}", "players: 1 players; two are accepted"),
        ("observed: bright", "observed: bright\n    surprise: yes", "surprise: there is no such field"),
    ],
)
def test_faults_in_the_rules_name_their_place(tmp_path: Any, old: str, new: str, message: str) -> None:
    file = tmp_path / "replay.yaml"
    file.write_text(RULES.replace(old, new), encoding="utf-8")
    with pytest.raises(ParseError) as caught:
        load_rules(file)
    assert message in str(caught.value)
    file.write_text(RULES, encoding="utf-8")
    assert load_rules(file).nodes[0].id == "switch"
