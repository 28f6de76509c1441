"""Files of solutions made by anyone: every lie that can be told is found, and nothing else is raised."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quidproquo import ExtensiveFormGame, NormalFormGame, decision, outcome, tree
from quidproquo.games.errors import NotAnEquilibrium, ParseError, UnsupportedGame
from quidproquo.games.solution import Game, Solution, regrets_of
from quidproquo.games.solution_json import game_document
from quidproquo.games.solution_reader import read_profile
from quidproquo.games.verification import verify_document
from quidproquo.solvers.nash import nash
from quidproquo.solvers.pure_nash import pure_nash
from quidproquo.solvers.subgame_perfect import subgame_perfect
from quidproquo.solvers.zero_sum import zero_sum

SEXES = NormalFormGame([[[2, 0], [0, 1]], [[1, 0], [0, 2]]], players=["US", "China"])
PENNIES = NormalFormGame.zero_sum([[1, -1], [-1, 1]])
ZERO = NormalFormGame.zero_sum([[0, 0], [0, 0]])
MIXED = NormalFormGame.zero_sum([[3, -1], [-2, 4]])
TIED = tree(decision("US", {"a": outcome(1, 0), "b": outcome(1, 1)}), players=["US", "China"])


def coordination() -> ExtensiveFormGame:
    def reply(good: str) -> Any:
        pay = {a: outcome(int(a == good), int(a == good)) for a in "lr"}
        return decision("China", pay, information_set="h")

    return tree(decision("US", {"l": reply("l"), "r": reply("r")}))


ANSWERS: dict[str, tuple[Solution, Game]] = {
    "nash": (nash(SEXES), SEXES),
    "pure": (pure_nash(SEXES), SEXES),
    "zero-sum": (zero_sum(MIXED), MIXED),
    "zero-sum-degenerate": (zero_sum(ZERO), ZERO),
    "nash-square": (nash(ZERO), ZERO),
    "subgame-perfect": (subgame_perfect(TIED), TIED),
    "tree-nash": (nash(TIED), TIED),
    "tree-pure": (pure_nash(TIED), TIED),
}
each = pytest.mark.parametrize("name", ANSWERS)


def document(name: str) -> dict[str, Any]:
    return json.loads(ANSWERS[name][0].to_json())  # type: ignore[no-any-return]


def findings(claim: dict[str, Any], game: Game) -> tuple[str, ...]:
    return verify_document(json.dumps(claim), game).findings


def refused(claim: Any, game: Game) -> bool:
    """Whether the file is found wrong or is no solution file at all."""
    try:
        return not verify_document(json.dumps(claim), game).ok
    except ParseError:
        return True


def payoffs_of(game: Game, profile: Any) -> dict[str, str]:
    payoffs, _ = regrets_of(game, read_profile(game, profile))
    return {who: str(u) for who, u in zip(game.players, payoffs, strict=True)}


def claim_of(game: Game, solution: str, equilibria: list[Any], **fields: Any) -> dict[str, Any]:
    return {
        "schema": 1,
        "game": game_document(game),
        "solution": solution,
        "method": "",
        "complete": True,
        "complete_because": "",
        "knife_edge": False,
        "components": [[i] for i in range(len(equilibria))],
        "equilibria": [
            {"profile": one, "payoffs": payoffs_of(game, one), "certificate": {"max_regret": "0"}}
            for one in equilibria
        ],
        **fields,
    }


@each
def test_what_the_solvers_write_is_right_and_reads_back(name: str) -> None:
    solution, game = ANSWERS[name]
    assert verify_document(solution.to_json(), game).findings == ()
    assert Solution.from_json(solution.to_json(), game) == solution


def numbers_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all numbers written as text, but for the variables' labels."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from numbers_in(below, (*path, key))
    elif isinstance(value, list):
        for i, below in enumerate(value):
            yield from numbers_in(below, (*path, i))
    elif isinstance(value, str) and path[0] in ("equilibria", "pieces", "value", "dual"):
        yield path


def changed(claim: Any, path: tuple[Any, ...], value: Any) -> Any:
    result = copy.deepcopy(claim)
    place = result
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return result


@each
@pytest.mark.parametrize("lie", ["1/7", "-1", "5", "0"])
def test_no_number_can_be_changed(name: str, lie: str) -> None:
    claim, game = document(name), ANSWERS[name][1]
    for path in numbers_in(claim):
        old: Any = claim
        for key in path:
            old = old[key]
        if Fraction(old) != Fraction(lie):
            assert refused(changed(claim, path, lie), game), path


@pytest.mark.parametrize("name", ["nash", "nash-square", "subgame-perfect", "zero-sum"])
@pytest.mark.parametrize("components", [[], [[]], [[0]], [[0], [0]]])
def test_components_must_divide_the_equilibria(name: str, components: list[list[int]]) -> None:
    claim, game = document(name), ANSWERS[name][1]
    if components != claim["components"]:
        assert refused({**claim, "components": components}, game)


def test_components_cannot_be_joined_without_pieces() -> None:
    assert refused({**document("nash"), "components": [[0, 1], [2]]}, SEXES)


@pytest.mark.parametrize("name", ["pure", "tree-pure", "nash-square", "subgame-perfect"])
def test_an_equilibrium_is_missing(name: str) -> None:
    claim, game = document(name), ANSWERS[name][1]
    claim["equilibria"].pop()
    count = len(claim["equilibria"])
    claim["components"] = [[i for i in one if i < count] for one in claim["components"]]
    claim["components"] = [one for one in claim["components"] if one]
    assert refused(claim, game)


@pytest.mark.parametrize("concept", ["nash", "zero-sum"])
def test_nash_proved_that_there_is_one(concept: str) -> None:
    """A complete answer without any equilibrium contradicts Nash (1951)."""
    more = {"value": "0", "dual": {"2": {"1": "1/2", "2": "1/2"}}} if concept == "zero-sum" else {}
    assert refused(claim_of(PENNIES, concept, [], **more), PENNIES)


def test_a_dual_must_be_a_distribution() -> None:
    for dual in ({}, {"1": "1/2"}, {"1": "2", "2": "-1"}, {"1": "5"}):
        assert refused({**document("zero-sum-degenerate"), "dual": {"2": dual}}, ZERO), dual


def test_zero_sum_is_claimed_of_a_game_that_is_not() -> None:
    dilemma = NormalFormGame([[[0, 0], [0, 0]], [[0, 0], [0, 5]]])
    pure = {"1": {"1": "1"}, "2": {"2": "1"}}
    claim = claim_of(dilemma, "zero-sum", [pure], complete=False, value="0", dual={"2": {"1": "1"}})
    assert refused(claim, dilemma)


def test_a_mixture_over_tied_actions_is_not_the_only_equilibrium() -> None:
    game = tree(decision("US", {"a": outcome(1), "b": outcome(1)}))
    assert refused(claim_of(game, "subgame-perfect", [{"US": {"1": {"a": "1/2", "b": "1/2"}}}]), game)


def test_strict_moves_at_single_nodes_prove_nothing_about_larger_sets() -> None:
    """A coordination game played at once has three equilibria."""
    profile = {"US": {"1": {"l": "1"}}, "China": {"h": {"l": "1"}}}
    checked = verify_document(
        json.dumps(claim_of(coordination(), "subgame-perfect", [profile])), coordination()
    )
    assert not any("only one" in text for text in checked.checked)


def test_players_cannot_be_swapped() -> None:
    claim = document("nash")
    claim["game"]["players"].reverse()
    assert refused(claim, SEXES)
    claim = document("nash")
    for one in claim["equilibria"]:
        one["profile"] = dict(zip(("China", "US"), one["profile"].values(), strict=True))
    assert refused(claim, SEXES)


def test_conditions_name_actions_that_exist() -> None:
    claim = document("subgame-perfect")
    claim["conditions"][0]["variables"]["p1"]["action"] = "nope"
    assert refused(claim, TIED)


@pytest.mark.parametrize("relation", ["p1/0 >= 1", "q >= 0", "p1^-1 >= 0", "", "p1", "p1 == 1"])
def test_relations_that_have_no_meaning(relation: str) -> None:
    claim = document("subgame-perfect")
    claim["conditions"][0]["all"] = [relation]
    assert refused(claim, TIED)


@pytest.mark.parametrize("concept", ["core", "banana", "subgame-perfect"])
def test_reading_refuses_concepts_that_it_does_not_know_or_that_do_not_fit(concept: str) -> None:
    with pytest.raises((ParseError, UnsupportedGame)):
        Solution.from_json(json.dumps({**document("nash"), "solution": concept}), SEXES)


GARBAGE: list[Any] = [
    None,
    True,
    5,
    -1,
    "x",
    "1/0",
    "",
    [],
    {},
    [[]],
    [5],
    {"1": 5},
    {"x": {}},
    [None],
    [["1"]],
    1.5,
    "9" * 2000,
]


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, one in below:
        yield (*path, key)
        yield from places(one, (*path, key))


@each
def test_garbage_anywhere_is_a_parse_error_or_a_finding(name: str) -> None:
    claim, game = document(name), ANSWERS[name][1]
    wrong = set()
    for path in places(claim):
        for rubbish in GARBAGE:
            text = json.dumps(changed(claim, path, rubbish))
            for read in (verify_document, Solution.from_json):
                try:
                    read(text, game)
                except (ParseError, NotAnEquilibrium, UnsupportedGame):
                    pass
                except Exception as error:
                    wrong.add((getattr(read, "__name__", ""), path[0], path[-1], type(error).__name__))
    assert wrong == set()


@pytest.mark.parametrize("name", ["nash", "tree-nash"])
@pytest.mark.parametrize("rubbish", [None, 5, "x", [], [[]]])
def test_payoffs_and_certificates_are_objects_or_absent(name: str, rubbish: Any) -> None:
    claim, game = document(name), ANSWERS[name][1]
    for field in ("payoffs", "certificate"):
        assert refused(changed(claim, ("equilibria", 0, field), rubbish), game), field


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(
    JSON.map(json.dumps)
    | st.text()
    | st.sampled_from(["[" * 900 + "]" * 900, "[" * 10**5, '{"schema":true}'])
)
@settings(max_examples=100)
def test_text_that_is_no_solution(text: str) -> None:
    with pytest.raises(ParseError):
        verify_document(text, PENNIES)
    with pytest.raises(ParseError):
        Solution.from_json(text, PENNIES)
