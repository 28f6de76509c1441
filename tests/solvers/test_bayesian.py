"""Games with private information: trees, Bayes–Nash equilibria, and what each type believes and gets."""

from __future__ import annotations

import pickle
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq

HALF = Fraction(1, 2)


def meeting(types: tuple[str, ...], actions: Any) -> tuple[int, int]:
    first = {("B", "B"): 2, ("S", "S"): 1}.get(actions, 0)
    met = {("B", "B"): 1, ("S", "S"): 2}.get(actions, 0)
    avoided = {("B", "S"): 2, ("S", "B"): 1}.get(actions, 0)
    return first, met if types[1] == "meet" else avoided


def bach_or_stravinsky(meet: Any = HALF) -> qpq.BayesianGame:
    """Osborne (2004), example 273.1."""
    return qpq.BayesianGame(
        players=["1", "2"],
        types={"2": ["meet", "avoid"]},
        prior={"meet": meet, "avoid": 1 - meet},
        actions={"1": ["B", "S"], "2": ["B", "S"]},
        payoffs=meeting,
    )


def pure_of(game: qpq.BayesianGame) -> set[tuple[tuple[int, ...], ...]]:
    """All pure equilibria by the definition: every type that occurs compares all its actions."""
    plans = [list(product(*[range(len(own)) for own in actions])) for actions in game.actions]
    occurring = list(game.type_profiles())
    found = set()
    for profile in product(*plans):
        if all(
            _best(game, occurring, profile, player, t)
            for player in range(len(game.players))
            for t in range(len(game.types[player]))
        ):
            found.add(profile)
    return found


def _best(game: qpq.BayesianGame, occurring: Any, profile: Any, player: int, t: int) -> bool:
    cells = [cell for cell in occurring if cell[player] == t]
    earned = []
    for action in range(len(game.actions[player][t])):
        total = Fraction(0)
        for cell in cells:
            chosen = [profile[i][k] for i, k in enumerate(cell)]
            chosen[player] = action
            total += Fraction(str(game.probability(cell))) * game.payoffs_at(cell, chosen)[player]
        earned.append(total)
    return bool(earned[profile[player][t]] == max(earned))


def pure_answers(game: qpq.BayesianGame) -> set[tuple[tuple[int, ...], ...]]:
    """The pure equilibria that are found on the tree, in the same writing."""
    tree = game.to_tree()
    found = set()
    for one in qpq.pure_nash(tree).equilibria:
        plans = [[0] * len(own) for own in game.types]
        for place, row in zip(tree.information_sets, one.profile, strict=True):
            if place.player >= 0:
                assert row is not None
                plans[place.player][game.types[place.player].index(place.label)] = row.index(Fraction(1))
        found.add(tuple(map(tuple, plans)))
    return found


# Published games


def test_bach_or_stravinsky_with_unknown_tastes() -> None:
    """Osborne (2004): player 1 plays B, the type that meets B, the type that avoids S; no other pure one."""
    game = bach_or_stravinsky()
    assert pure_of(game) == {((0,), (0, 1))} == pure_answers(game)
    found = qpq.bayes_nash(game)
    assert found.complete
    (only,) = [one for one in found.equilibria if all(1 in (row or (1,)) for row in one.profile)]
    first, meets, avoids = qpq.interim_payoffs(game, only)
    assert [one.payoff for one in (first, meets, avoids)] == [1, 1, 2]
    assert first.beliefs == ((("meet",), HALF), (("avoid",), HALF))
    assert meets.beliefs == ((("only",), Fraction(1)),)


def test_screening_model() -> None:
    """Model (d1): China asks for 8 exactly where the prior of a short stock is above 1/7."""

    def payoffs(types: tuple[str, ...], actions: tuple[str, ...]) -> tuple[int, int]:
        demand, answer = (8 if actions[0] == "8" else 2), actions[1]
        reservation = -8 if types[1] == "short" else -2
        accepted = answer == "both" or (answer == "low" and demand == 2)
        return (demand, -demand) if accepted else (1, reservation)

    for prior, demand in ((Fraction(1, 8), 1), (Fraction(1, 6), 0)):
        game = qpq.BayesianGame(
            players=["China", "US"],
            types={"US": ["short", "long"]},
            prior={"short": prior, "long": 1 - prior},
            actions={"China": ["8", "2"], "US": ["both", "low", "none"]},
            payoffs=payoffs,
        )
        sincere = {"China": {"only": ["8", "2"][demand]}, "US": {"short": "both", "long": "low"}}
        assert not any(one.gain for one in qpq.interim_payoffs(game, sincere))
        other = {**sincere, "China": ["8", "2"][1 - demand]}
        deviating = [one for one in qpq.interim_payoffs(game, other) if one.gain]
        assert [(one.player, one.deviation) for one in deviating] == [("China", ["8", "2"][demand])]
        assert deviating[0].gain == abs(prior * 8 + (1 - prior) - 2)


def test_first_price_auction() -> None:
    """Two values, 0 and 2, and bids 0 and 1: bidding half the value is an equilibrium (Vickrey 1961)."""

    def auction(types: tuple[str, ...], bids: tuple[str, ...]) -> list[Fraction]:
        values, paid = [int(t) for t in types], [int(b) for b in bids]
        best = max(paid)
        winners = paid.count(best)
        return [
            Fraction(v - b, winners) if b == best else Fraction(0) for v, b in zip(values, paid, strict=True)
        ]

    game = qpq.BayesianGame(
        players=["A", "B"],
        types={"A": ["0", "2"], "B": ["0", "2"]},
        prior=[["1/4", "1/4"], ["1/4", "1/4"]],
        actions={"A": ["0", "1"], "B": ["0", "1"]},
        payoffs=auction,
    )
    found = pure_answers(game)
    assert found == pure_of(game)
    assert ((0, 1), (0, 1)) in found
    half = {"0": "0", "2": "1"}
    assert not any(one.gain for one in qpq.interim_payoffs(game, {"A": half, "B": half}))


def test_correlated_types_update_beliefs() -> None:
    game = qpq.BayesianGame(
        players=["A", "B"],
        types={"A": ["low", "high"], "B": ["low", "high"]},
        prior={("low", "low"): "1/2", ("high", "high"): "1/3", ("low", "high"): "1/6"},
        actions={"A": ["x"], "B": {"low": ["y"], "high": ["y", "z"]}},
        payoffs=lambda types, actions: (int(types[1] == "high"), int(actions[1] == "z")),
    )
    plans = {"A": {"low": "x", "high": "x"}, "B": {"low": "y", "high": "y"}}
    low, high, other_low, other_high = qpq.interim_payoffs(game, plans)
    assert low.beliefs == ((("low",), Fraction(3, 4)), (("high",), Fraction(1, 4)))
    assert [low.payoff, high.payoff] == [Fraction(1, 4), 1]
    assert other_low.probability == other_high.probability == HALF
    assert other_high.gain == 1
    assert other_high.deviation == "z"
    assert str(other_high) == "B of type high expects 0 and gains 1 by z"


def test_types_that_never_occur_are_left_open() -> None:
    game = bach_or_stravinsky(Fraction(1))
    tree = game.to_tree()
    assert [one.label for one in tree.information_sets] == ["types", "only", "meet"]
    for one in qpq.bayes_nash(game).equilibria:
        never = qpq.interim_payoffs(game, one)[2]
        assert (never.type, never.beliefs, never.payoff, never.gain) == ("avoid", None, None, None)
        assert "has probability 0" in str(never)
    assert len(qpq.bayes_nash(game).equilibria) == 3
    qpq.interim_payoffs(game, {"1": "B", "2": {"meet": "B"}})


def test_one_type_each_is_a_game_of_complete_information() -> None:
    stage = qpq.NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 2]]])
    game = qpq.BayesianGame(
        players=["1", "2"],
        types={},
        prior={(): 1},
        actions={"1": ["1", "2"], "2": ["1", "2"]},
        payoffs=lambda types, actions: stage.payoffs_at([int(a) - 1 for a in actions]),
    )
    expected = {one.payoffs for one in qpq.nash(stage).equilibria}
    assert {one.payoffs for one in qpq.bayes_nash(game).equilibria} == expected


# Against brute force


NUMBERS = st.integers(-4, 4)


@st.composite
def games(draw: st.DrawFn, players: int = 2) -> qpq.BayesianGame:
    names = ["A", "B", "C"][:players]
    shape = [draw(st.integers(1, 2)) for _ in names]
    types = {who: [f"{who}{k}" for k in range(n)] for who, n in zip(names, shape, strict=True)}
    weights = draw(st.lists(st.integers(0, 3), min_size=8, max_size=8).filter(lambda w: w[0] > 0))
    cells = list(product(*types.values()))
    total = sum(weights[: len(cells)])
    prior = {cell: Fraction(w, total) for cell, w in zip(cells, weights, strict=False)}
    actions = {who: ["x", "y"] for who in names}
    table: dict[Any, list[int]] = {}

    def payoffs(own: tuple[str, ...], chosen: tuple[str, ...]) -> list[int]:
        if (own, chosen) not in table:
            table[own, chosen] = [draw(NUMBERS) for _ in names]
        return table[own, chosen]

    return qpq.BayesianGame(players=names, types=types, prior=prior, actions=actions, payoffs=payoffs)


def restricted(game: qpq.BayesianGame, plans: Any) -> Any:
    """Plans without the types that never occur."""
    cells = list(game.type_profiles())
    return tuple(
        tuple(a if any(cell[i] == t for cell in cells) else 0 for t, a in enumerate(own))
        for i, own in enumerate(plans)
    )


@settings(max_examples=60, deadline=None)
@given(games())
def test_pure_equilibria_are_those_of_the_definition(game: qpq.BayesianGame) -> None:
    assert pure_answers(game) == {restricted(game, plans) for plans in pure_of(game)}


@settings(max_examples=15, deadline=None)
@given(games(players=3))
def test_pure_equilibria_of_three(game: qpq.BayesianGame) -> None:
    assert pure_answers(game) == {restricted(game, plans) for plans in pure_of(game)}


@settings(max_examples=40, deadline=None)
@given(games())
def test_interim_payoffs_average_to_the_payoffs(game: qpq.BayesianGame) -> None:
    """The law of iterated expectations, at every equilibrium."""
    found = qpq.bayes_nash(game)
    assert found.complete
    for one in found.equilibria:
        interim = qpq.interim_payoffs(game, one)
        assert not any(own.gain for own in interim)
        for who, payoff in zip(game.players, one.payoffs, strict=True):
            mean = sum(own.probability * own.payoff for own in interim if own.player == who and own.payoff)
            assert mean == payoff


# Values, files and refusals


def test_bayesian_games_are_values() -> None:
    game = bach_or_stravinsky()
    assert game == bach_or_stravinsky(Fraction("0.5"))
    assert hash(game) == hash(bach_or_stravinsky())
    assert pickle.loads(pickle.dumps(game)) == game
    assert game != bach_or_stravinsky(Fraction(1, 3))
    with pytest.raises(AttributeError):
        game.title = "other"  # type: ignore[misc]


def test_symbols_are_named_and_replaced() -> None:
    import sympy

    p = sympy.Symbol("p")
    game = bach_or_stravinsky(p)
    assert game.parameters == ("p",)
    for refused in (qpq.bayes_nash, lambda one: qpq.interim_payoffs(one, {"1": "B", "2": "B"})):
        with pytest.raises(qpq.SymbolsLeft, match="p"):
            refused(game)
    assert game.at({"p": "1/2"}) == bach_or_stravinsky()
    with pytest.raises(qpq.InvalidGame, match="negative"):
        game.at({"p": 2})


def test_commas_in_types_stay_apart() -> None:
    game = qpq.BayesianGame(
        players=["A", "B"],
        types={"A": ["a", "a, b"], "B": ["b, c", "c"]},
        prior=[["1/4"] * 2] * 2,
        actions={"A": ["x"], "B": ["y"]},
        payoffs=lambda types, actions: (0, 0),
    )
    assert game.to_tree().information_sets[0].actions[0] == '"a", "b, c"'


GOOD: dict[str, Any] = {
    "players": ["A", "B"],
    "types": {"A": ["s", "w"]},
    "prior": {"s": "1/2", "w": "1/2"},
    "actions": {"A": ["x"], "B": ["y"]},
    "payoffs": {"s": {("x", "y"): (0, 0)}, "w": {("x", "y"): (0, 0)}},
}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"types": {"C": ["s"]}}, "'C' is no player"),
        ({"types": {"A": ["s", "s"]}}, "'s' stands twice"),
        ({"types": {"A": []}}, "at least one is needed"),
        ({"types": ["s"]}, "no mapping from players"),
        ({"prior": {"s": "1/2"}}, "sum to 1/2"),
        ({"prior": {"s": 2, "w": -1}}, "-1 is negative"),
        ({"prior": {"s": 1, "x": 0}}, "names no types"),
        ({"prior": ["1/2", "1/2"]}, "one axis per player"),
        ({"actions": {"A": ["x"]}}, "actions of B are missing"),
        ({"actions": {"A": {"s": ["x"]}, "B": ["y"]}}, "each of the types"),
        ({"actions": {"A": [], "B": ["y"]}}, "at least one is needed"),
        ({"payoffs": {"s": {("x", "y"): (0, 0)}}}, "payoffs for the types w are missing"),
        ({"payoffs": {**GOOD["payoffs"], "w": {("x", "z"): (0, 0)}}}, "names no actions"),
        ({"payoffs": {**GOOD["payoffs"], "w": {}}}, "is missing"),
        ({"payoffs": lambda types, actions: (0,)}, "one payoff for each player"),
        ({"payoffs": 3}, "a function of types and actions"),
        ({"payoffs": lambda types, actions: (0, float("nan"))}, "payoff of B for the types s, only"),
    ],
)
def test_what_a_bayesian_game_refuses(changes: dict[str, Any], message: str) -> None:
    qpq.BayesianGame(**GOOD)
    with pytest.raises(qpq.InvalidInput, match=message):
        qpq.BayesianGame(**{**GOOD, **changes})


def test_types_without_probability_need_no_payoffs() -> None:
    game = qpq.BayesianGame(**{**GOOD, "prior": {"s": 1}, "payoffs": {"s": {("x", "y"): (0, 0)}}})
    assert len(game.to_tree().children) == 4
    with pytest.raises(qpq.InvalidInput, match="no payoffs were given"):
        game.payoffs_at((1, 0), (0, 0))


def test_what_interim_payoffs_refuse() -> None:
    game = bach_or_stravinsky()
    for play, message in (
        ({"1": "B"}, "each of the players"),
        ({"1": "B", "2": "B"}, "an action for each of the types"),
        ({"1": "B", "2": {"meet": "B"}}, "type avoid is missing"),
        ({"1": "B", "2": {"meet": "B", "other": "B"}}, "'other' is no type"),
        ({"1": "T", "2": {"meet": "B", "avoid": "B"}}, "'T' is no action"),
        ({"1": {"only": {"B": "1/2"}}, "2": {"meet": "B", "avoid": "B"}}, "sum to 1/2"),
    ):
        with pytest.raises(qpq.InvalidInput, match=message):
            qpq.interim_payoffs(game, play)
    other = qpq.nash(bach_or_stravinsky(Fraction(1, 3)).to_tree()).equilibria[0]
    with pytest.raises(qpq.UnsupportedGame, match="of another game"):
        qpq.interim_payoffs(game, other)
    for wrong in (qpq.bayes_nash, lambda one: qpq.interim_payoffs(one, other)):
        with pytest.raises(qpq.UnsupportedGame, match="takes a BayesianGame"):
            wrong(game.to_tree())  # type: ignore[arg-type]
