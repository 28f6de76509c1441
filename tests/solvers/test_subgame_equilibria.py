"""Subgame perfection under imperfect information: published games, and every pure profile of random trees."""

from __future__ import annotations

import itertools
import random
from fractions import Fraction as F
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo import ExtensiveFormGame, chance, decision, outcome, tree
from quidproquo.games.extensive_form import CHANCE
from quidproquo.games.subgames import subgame_roots
from quidproquo.solvers.facets import facets

Pure = dict[int, int]


def simultaneous(name: str, table: dict[tuple[str, str], Any], players: tuple[str, str] = ("A", "B")) -> Any:
    """Two players move at once; the table holds what follows each pair of actions."""
    rows, columns = (list(dict.fromkeys(pair[i] for pair in table)) for i in (0, 1))
    return decision(
        players[0],
        {
            r: decision(
                players[1], {c: table[r, c] for c in columns}, information_set=f"{name} of {players[1]}"
            )
            for r in rows
        },
        information_set=f"{name} of {players[0]}",
    )


def plays(game: ExtensiveFormGame) -> dict[str, Any]:
    return {one.label: number for number, one in enumerate(game.information_sets)}


def test_osborne_rubinstein_1994_battle_of_the_sexes_with_an_outside_option() -> None:
    """All three equilibria of the subgame; the outside option is taken where the subgame pays less than 2."""
    battle = simultaneous(
        "battle",
        {
            ("B", "B"): outcome(3, 1),
            ("B", "S"): outcome(0, 0),
            ("S", "B"): outcome(0, 0),
            ("S", "S"): outcome(1, 3),
        },
    )
    game = tree(decision("A", {"out": outcome(2, 2), "in": battle}, information_set="first"))
    found = qpq.subgame_perfect(game)
    assert found.complete
    assert not found.knife_edge
    assert not found.conditions
    assert sorted(e.payoffs for e in found.equilibria) == [(F(2), F(2)), (F(2), F(2)), (F(3), F(1))]
    assert all(mixed is not None for e in found.equilibria for mixed in e.profile)
    assert found.components == ((0,), (1,), (2,))


def test_an_entrant_meets_a_duopoly_with_two_equilibria() -> None:
    """Entry is followed by a coordination game: in and out are both subgame perfect, each with its belief."""
    market = simultaneous(
        "market",
        {
            ("soft", "soft"): outcome(2, 2),
            ("soft", "hard"): outcome(-1, 0),
            ("hard", "soft"): outcome(0, -1),
            ("hard", "hard"): outcome(-1, 1),
        },
    )
    game = tree(decision("A", {"stay out": outcome(0, 4), "enter": market}, information_set="entry"))
    found = qpq.subgame_perfect(game)
    entry = plays(game)["entry"]
    assert {e.profile[entry] for e in found.equilibria} == {(0, 1), (1, 0)}
    assert found.complete


def test_benoit_krishna_1985_cooperation_in_a_game_played_twice() -> None:
    """A stage with two equilibria lets the first round depart from both of them."""
    pay = {("c", "c"): (4, 4), ("c", "d"): (0, 5), ("d", "c"): (5, 0), ("d", "d"): (1, 1)}
    stage = {
        **pay,
        ("c", "e"): (0, 0),
        ("d", "e"): (0, 0),
        ("e", "c"): (0, 0),
        ("e", "d"): (0, 0),
        ("e", "e"): (3, 3),
    }
    first = {}
    for pair, (x, y) in stage.items():
        second = {p: outcome(x + u, y + v) for p, (u, v) in stage.items()}
        first[pair] = (
            simultaneous(f"after {pair[0]}{pair[1]}", second)
            if pair == ("c", "c")
            else (simultaneous(f"after {pair[0]}{pair[1]}", {("d", "d"): outcome(x + 1, y + 1)}))
        )
    found = qpq.subgame_perfect(tree(simultaneous("first", first)))
    assert (F(7), F(7)) in {e.payoffs for e in found.equilibria}  # c, c and then e, e


def test_selten_1975_no_proper_subgame_means_all_nash_equilibria() -> None:
    horse = tree(
        decision(
            "1",
            {
                "D": decision("3", {"L": outcome(3, 3, 2), "R": outcome(0, 0, 0)}, information_set="3"),
                "C": decision(
                    "2",
                    {
                        "d": decision(
                            "3", {"L": outcome(4, 4, 0), "R": outcome(0, 0, 1)}, information_set="3"
                        ),
                        "c": outcome(1, 1, 1),
                    },
                ),
            },
        ),
        players=["1", "2", "3"],
    )
    assert {e.payoffs for e in qpq.subgame_perfect(horse).equilibria} >= {(3, 3, 2), (1, 1, 1)}


def test_a_continuum_in_a_subgame_is_stated_with_its_borders() -> None:
    game = tree(
        simultaneous(
            "duplicates",
            {
                ("u", "l"): outcome(1, 1),
                ("u", "r"): outcome(1, 1),
                ("d", "l"): outcome(0, 1),
                ("d", "r"): outcome(2, 0),
            },
        )
    )
    found = qpq.subgame_perfect(game)
    assert found.complete
    assert found.knife_edge
    (region,) = found.conditions
    assert "p2 <= 1/2" in region.relations
    assert qpq.verify_document(found.to_json(), game).ok


def test_payoffs_that_vary_below_a_simultaneous_move_are_not_called_complete() -> None:
    tie = decision("B", {"l": outcome(0, 0), "r": outcome(3, 0)}, information_set="tie")
    table = {("u", "l"): tie, ("u", "r"): outcome(1, 1), ("d", "l"): outcome(1, 1), ("d", "r"): outcome(2, 2)}
    found = qpq.subgame_perfect(tree(simultaneous("top", table)))
    assert not found.complete
    assert "continuum" in found.complete_because


@pytest.mark.parametrize("one", [False, True])
def test_a_player_who_forgets_is_refused_with_the_place(one: bool) -> None:
    forgetful = decision(
        "A", {a: decision("A", {b: outcome(0) for b in "lr"}, information_set="later") for a in "lr"}
    )
    with pytest.raises(qpq.UnsupportedGame, match="later"):
        qpq.subgame_perfect(tree(forgetful), one=one)


# every pure profile of random trees


def grow(draw: random.Random, depth: int, names: itertools.count[int], numbers: range) -> Any:
    if depth <= 0 or draw.random() < 0.15:
        return outcome(draw.choice(numbers), draw.choice(numbers))
    kind = draw.random()
    if kind < 0.15:
        return chance(
            {s: (p, grow(draw, depth - 1, names, numbers)) for s, p in (("l", "1/3"), ("r", "2/3"))}
        )
    if kind < 0.5:
        actions = "xyz"[: draw.choice([2, 2, 3])]
        return decision(draw.choice("AB"), {a: grow(draw, depth - 1, names, numbers) for a in actions})
    table = {(a, b): grow(draw, depth - 2, names, numbers) for a in "xy" for b in "uv"}
    first, second = draw.sample("AB", 2)
    return simultaneous(f"block {next(names)}", table, (first, second))


def pays(game: ExtensiveFormGame, node: int, chosen: Pure) -> list[F]:
    total = [F(table[node]) for table in game.payoffs]
    number = game.set_of[node]
    if number >= 0:
        one = game.information_sets[number]
        weights = (
            one.probabilities
            if one.player == CHANCE
            else [F(i == chosen[number]) for i in range(len(one.actions))]
        )
        for child, p in zip(game.children[node], weights, strict=True):
            if p != 0:
                total = [x + F(p) * y for x, y in zip(total, pays(game, child, chosen), strict=True)]
    return total


def sets_below(game: ExtensiveFormGame, root: int) -> set[int]:
    waiting, found = [root], set()
    while waiting:
        node = waiting.pop()
        if game.children[node]:
            found.add(game.set_of[node])
            waiting.extend(game.children[node])
    return found


def pure_subgame_perfect(game: ExtensiveFormGame) -> set[tuple[int, ...]]:
    """Every pure profile that no player can improve on in any subgame, by trying all deviations."""
    numbers = [i for i, s in enumerate(game.information_sets) if s.player != CHANCE]
    sizes = {i: range(len(game.information_sets[i].actions)) for i in numbers}
    roots = [(root, sets_below(game, root)) for root in subgame_roots(game)]

    def stable(chosen: Pure) -> bool:
        for root, inside in roots:
            now = pays(game, root, chosen)
            for player in range(len(game.players)):
                own = [i for i in numbers if i in inside and game.information_sets[i].player == player]
                for other in itertools.product(*(sizes[i] for i in own)):
                    if (
                        pays(game, root, {**chosen, **dict(zip(own, other, strict=True))})[player]
                        > now[player]
                    ):
                        return False
        return True

    profiles = itertools.product(*(sizes[i] for i in numbers))
    return {chosen for chosen in profiles if stable(dict(zip(numbers, chosen, strict=True)))}


@pytest.mark.parametrize("seed", range(40))
def test_pure_equilibria_of_random_trees_are_those_of_brute_force(seed: int) -> None:
    draw = random.Random(seed)
    numbers = draw.choice([range(3), range(10)])
    game = tree(grow(draw, draw.choice([2, 3]), itertools.count(), numbers), players=["A", "B"])
    decisions = [i for i, s in enumerate(game.information_sets) if s.player != CHANCE]
    size = 1
    for i in decisions:
        size *= len(game.information_sets[i].actions)
    if size > 130:
        game = tree(grow(draw, 2, itertools.count(), numbers), players=["A", "B"])
        decisions = [i for i, s in enumerate(game.information_sets) if s.player != CHANCE]
    found = qpq.subgame_perfect(game)
    listed = {
        tuple((e.profile[i] or ()).index(F(1)) for i in decisions)
        for e in found.equilibria
        if all(max(e.profile[i] or ()) == 1 for i in decisions)
    }
    expected = pure_subgame_perfect(game)
    assert listed <= expected
    if found.complete:
        assert listed == expected
    checked = qpq.verify_document(found.to_json(), game)
    assert checked.ok, checked.findings


def test_facets_of_a_square_and_a_triangle() -> None:
    zero, one = F(0), F(1)
    square = facets([(zero, zero), (zero, one), (one, zero), (one, one)])
    assert len(square) == 4
    assert not any(facet.equal for facet in square)
    triangle = facets([(one, zero, zero), (zero, one, zero), (zero, zero, one)])
    assert sum(facet.equal for facet in triangle) == 1
    assert len(triangle) == 4
