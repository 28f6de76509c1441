"""Cooperative games: how they are stated, read and written, and what is refused with its place."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

import quidproquo as qpq
from quidproquo.games.cooperative_game import CooperativeGame
from quidproquo.games.yaml_game import read_yaml_game, write_yaml_game

YAML = """title: Chips for magnets
form: cooperative
players: [US, China, EU]
parameters: {m: 7, v: 6}
derived: {gain: m + v - 3}
worth:
  US: 0
  China: 0
  EU: 0
  US, China: gain
  EU, China: 5
  US, EU: 2
  US, China, EU: gain + 2
"""


def test_coalitions_have_many_names() -> None:
    game = CooperativeGame(
        ["US", "China", "EU"],
        {
            "US": 1,
            ("China",): 2,
            frozenset({"EU"}): 3,
            "US, China": "1/2",
            ("EU", "US"): 0.1,
            "EU,China": 6,
            ("US", "EU", "China"): 7,
            (): 0,
        },
        title="Names",
    )
    assert game.worths == (0, 1, 2, Fraction(1, 2), 3, Fraction(1, 10), 6, 7)
    assert game.worth("China, US") == game.worth({"US", "China"}) == Fraction(1, 2)
    assert game.worth("") == 0 and game.total == 7
    assert game.form == "cooperative" and game.title == "Names"
    assert [game.text(mask) for mask in game.proper()] == [
        "US",
        "China",
        "EU",
        "US, China",
        "US, EU",
        "China, EU",
    ]
    assert repr(game) == "<CooperativeGame: US, China, EU>"
    assert "<td>US, EU</td>" in game._repr_html_().replace(' class="left"', "")
    assert game == CooperativeGame(game.players, game.worth, title="Names")
    assert hash(game) == hash(CooperativeGame(game.players, game.worth, title="Names"))


@pytest.mark.parametrize(
    ("players", "worth", "message"),
    [
        (["A", "B"], {"A": 1, "AB": 2}, "the worth of 'B' is missing; every coalition needs one"),
        (["A", "B"], {"A": 1}, "the worth of 'B' and of 1 more is missing"),
        (["A", "B"], {"A": 1, "C": 2}, "coalition 'C': 'C' is no player; the players are A, B"),
        (["A", "B"], {"A": 1, ("A",): 2}, "the worth of 'A' is given twice"),
        (["A", "B"], {("A", "A"): 1}, "coalition 'A, A': 'A' stands in it twice"),
        (["A", "B"], {3: 1}, "coalition 3: a tuple or frozenset of labels"),
        (["A", "B"], {"A": 1, "B": "x"}, "worth of B is 'x'; accepted: an integer"),
        (["A", "B"], {"A": 1, "B": float("nan")}, "worth of B is nan"),
        (["A", "B"], {"": 1}, "the empty coalition is worth 1; 0 is accepted"),
        (["A", "B"], 5, "worth is a int; a mapping of coalitions to numbers, or a function"),
        (["A", "B"], lambda s: None, "worth of A is None"),
        (["A", "A"], {}, "'A' stands twice"),
        ("AB", {}, "a list of labels is needed"),
        (["A, B", "C"], {}, "has a comma in it or a space around it"),
        ([" A", "C"], {}, "has a comma in it or a space around it"),
        ([], {}, "players: 0 of them; from 1 to 10 are accepted"),
        (list("ABCDEFGHIJK"), {}, "players: 11 of them; from 1 to 10 are accepted"),
    ],
)
def test_what_is_no_game(players: object, worth: object, message: str) -> None:
    with pytest.raises(qpq.InvalidGame) as caught:
        CooperativeGame(players, worth)  # type: ignore[arg-type]
    assert message in str(caught.value)


def test_symbols() -> None:
    k = sympy.Symbol("k")
    game = CooperativeGame(["A", "B"], {"A": 0, "B": k, "AB": 2 * k})
    assert game.parameters == ("k",) and not game.is_rational
    assert game.at({"k": "1/2"}) == CooperativeGame(["A", "B"], {"A": 0, "B": "1/2", "AB": 1})
    with pytest.raises(qpq.InvalidInput, match="'q' is no parameter of this game"):
        game.at({"q": 1})
    with pytest.raises(qpq.SymbolsLeft):
        game.is_convex()


def test_excesses() -> None:
    game = CooperativeGame(["A", "B", "C"], lambda s: len(s) ** 2)
    found = game.excesses({"C": 5, "A": 1, "B": "3"})
    assert found[("A",)] == 0 and found["B", "C"] == -4 and len(found) == 6
    for payoffs, message in (
        ([1, 2], "2 payoffs for 3 players"),
        ({"A": 1, "B": 2, "D": 3}, "'D' is no player"),
        ({"A": 1, "B": 2}, "the payoff of C is missing"),
        ([1, 2, "x"], "payoff of C is 'x'"),
    ):
        with pytest.raises(qpq.InvalidInput, match=message):
            game.excesses(payoffs)


worths = st.integers(1, 4).flatmap(
    lambda n: st.lists(st.integers(-3, 6), min_size=(1 << n) - 1, max_size=(1 << n) - 1)
)


def game_of(numbers: list[int]) -> CooperativeGame:
    players = list("ABCD")[: len(numbers).bit_length()]
    return CooperativeGame(
        players,
        {
            tuple(who for k, who in enumerate(players) if mask >> k & 1): x
            for mask, x in enumerate([0, *numbers])
        },
    )


@given(worths)
@settings(max_examples=60, deadline=None)
def test_properties_by_their_definitions(numbers: list[int]) -> None:
    """All pairs of coalitions are tried here; a counterexample has to be one."""
    game = game_of(numbers)
    v, sets = [0, *numbers], range(len(numbers) + 1)
    pairs = list(itertools.product(sets, sets))
    convex = all(v[s] + v[t] <= v[s | t] + v[s & t] for s, t in pairs)
    additive = all(v[s] + v[t] <= v[s | t] for s, t in pairs if not s & t)
    assert bool(game.is_convex()) is convex
    assert bool(game.is_superadditive()) is additive
    for found in (game.is_convex(), game.is_superadditive()):
        assert str(found).startswith("yes" if found else "no")
        if found.counterexample:
            s, t = ({game.players.index(who) for who in own} for own in found.counterexample)
            a, b, both, common = (sum(1 << k for k in own) for own in (s, t, s | t, s & t))
            assert v[a] + v[b] > v[both] + v[common]


@given(worths)
@settings(max_examples=30, deadline=None)
def test_yaml_gives_the_game_back(numbers: list[int]) -> None:
    game = game_of(numbers)
    assert read_yaml_game(write_yaml_game(game)).at() == game


def test_yaml(tmp_path: Path) -> None:
    parametric = read_yaml_game(YAML)
    assert parametric.form == "cooperative"
    game = parametric.at({"m": 8})
    assert isinstance(game, CooperativeGame)
    assert game.worth("China, US") == 11 and game.total == 13
    free = parametric.symbolic()
    assert isinstance(free, CooperativeGame)
    assert free.parameters == ("m", "v")
    assert free.at({"m": 8, "v": 6}) == game
    path = tmp_path / "game.yaml"
    qpq.write_game(game, path)
    assert qpq.read_game(path) == game
    with pytest.raises(qpq.UnsupportedGame, match=r"a cooperative game fits into \.yaml alone"):
        qpq.write_game(game, tmp_path / "game.nfg")
    with pytest.raises(qpq.SymbolsLeft):
        write_yaml_game(free)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  EU: 0\n", "", "game.yaml:7: the worth of 'EU' is missing; every coalition needs one"),
        ("  EU: 0\n", "  UK: 0\n", "game.yaml:9: worth: coalition 'UK': 'UK' is no player"),
        ("US, EU: 2", "China, US: 2", "game.yaml:12: worth: coalition 'China, US' stands twice; the first"),
        ("US, EU: 2", "US, EU: q", "game.yaml:12: worth of US, EU: unknown name 'q'"),
        ("US, EU: 2", "US, EU: [2]", "game.yaml:12: worth of US, EU is a list of 1; a text is needed"),
        ("US, EU: 2", "US, EU: 1/0", "game.yaml:12: worth of US, EU"),
        ("  EU: 0\n", '  "": 0\n', "game.yaml:9: worth: the empty coalition is worth 0 and is not written"),
        (
            "players: [US, China, EU]",
            'players: [US, China, "E,U"]',
            "game.yaml:3: players: 'E,U' has a comma",
        ),
        (
            "form: cooperative",
            "form: coop",
            "accepted: normal, extensive, repeated, bargaining, bayesian, cooperative",
        ),
        ("worth:", "worths:", "unknown key 'worths'"),
    ],
)
def test_mistakes_in_yaml(old: str, new: str, message: str) -> None:
    assert old in YAML
    with pytest.raises(qpq.ParseError) as caught:
        read_yaml_game(YAML.replace(old, new, 1), "game.yaml").at()
    assert message in str(caught.value)
