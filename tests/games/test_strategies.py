"""Strategies, normal forms and behaviour strategies, against their definitions and Kuhn's theorem."""

from __future__ import annotations

import itertools
import time
from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quidproquo import ExtensiveFormGame, NormalFormGame, chance, decision, outcome, tree
from quidproquo.games import plans as plans_module
from quidproquo.games.errors import InvalidInput, LimitReached, UnsupportedGame
from quidproquo.games.extensive_form import CHANCE, InformationSet
from quidproquo.games.payoff_table import PayoffTable
from quidproquo.games.recall import has_perfect_recall, is_absent_minded
from quidproquo.games.strategies import (
    Plan,
    behaviour_of,
    normal_form,
    pure_strategies,
    reduced_strategies,
    strategy_labels,
)
from quidproquo.games.tree_builder import Branching

GAMES = st.from_type(ExtensiveFormGame)
RECALL = GAMES.filter(has_perfect_recall)


def expected(game: ExtensiveFormGame, play: Mapping[int, Sequence[Any]], node: int = 0) -> list[Fraction]:
    """What everyone expects from `node` on if each set in `play` mixes like that; others must not matter."""
    here = [Fraction(t[node]) for t in game.payoffs]
    one = game.set_of[node]
    if one >= 0:
        chance_moves = game.information_sets[one].player == CHANCE
        weights = game.information_sets[one].probabilities if chance_moves else play[one]
        for child, p in zip(game.children[node], weights, strict=True):
            if p:
                here = [x + p * y for x, y in zip(here, expected(game, play, child), strict=True)]
    return here


def pure(game: ExtensiveFormGame, plans: Sequence[Plan]) -> dict[int, list[int]]:
    width = {i: len(s.actions) for i, s in enumerate(game.information_sets)}
    return {one: [int(a == action) for a in range(width[one])] for plan in plans for one, action in plan}


@given(GAMES, st.booleans())
def test_every_cell_is_the_expected_payoff_of_the_play(game: ExtensiveFormGame, reduced: bool) -> None:
    assume(not is_absent_minded(game))
    lists = [
        reduced_strategies(game, i) if reduced else pure_strategies(game, i) for i in range(len(game.players))
    ]
    form = normal_form(game, reduced=reduced)
    assert form.shape == tuple(map(len, lists))
    assert form.strategies == tuple(strategy_labels(game, own) for own in lists)
    for cell, plans in zip(
        itertools.product(*map(range, form.shape)), itertools.product(*lists), strict=True
    ):
        assert list(form.payoffs_at(cell)) == expected(game, pure(game, plans))


@given(GAMES)
def test_reduced_strategies_are_the_classes_of_the_full_ones(game: ExtensiveFormGame) -> None:
    """Cut each full strategy to the sets that have a node which its own choices do not rule out."""
    for player in range(len(game.players)):
        classes = set()
        for plan in pure_strategies(game, player):
            chosen = dict(plan)
            open_sets = set()
            for v in (v for one in game.sets_of(player) for v in game.information_sets[one].nodes):
                own = [(game.set_of[u], a) for u, a in game.path_to(v) if game.player_of(u) == player]
                if all(chosen[one] == a for one, a in own):
                    open_sets.add(game.set_of[v])
            classes.add(tuple((one, a) for one, a in plan if one in open_sets))
        found = reduced_strategies(game, player)
        assert set(found) == classes and len(found) == len(classes)


@given(RECALL)
def test_merging_duplicate_strategies_of_the_full_form_gives_the_reduced_one(game: ExtensiveFormGame) -> None:
    """No two rows of the reduced form come from plans that a full form would tell apart, and none is lost."""
    full, reduced = normal_form(game, reduced=False), normal_form(game)
    places = []
    for i in range(len(game.players)):
        found = reduced_strategies(game, i)
        places.append(
            [next(k for k, r in enumerate(found) if set(r) <= set(p)) for p in pure_strategies(game, i)]
        )
    for cell in itertools.product(*map(range, full.shape)):
        smaller = tuple(own[s] for own, s in zip(places, cell, strict=True))
        assert full.payoffs_at(cell) == reduced.payoffs_at(smaller)


@given(RECALL, st.data())
def test_kuhn_behaviour_pays_what_the_mixture_pays(game: ExtensiveFormGame, data: st.DataObject) -> None:
    form = normal_form(game)
    assume(all(width <= 12 for width in form.shape))
    mixed = []
    for width in form.shape:
        parts = data.draw(st.lists(st.integers(0, 3), min_size=width, max_size=width).filter(any))
        mixed.append([Fraction(x, sum(parts)) for x in parts])
    total = [Fraction(0)] * len(game.players)
    for cell in itertools.product(*map(range, form.shape)):
        p = Fraction(1)
        for own, s in zip(mixed, cell, strict=True):
            p *= own[s]
        if p:
            total = [x + p * Fraction(y) for x, y in zip(total, form.payoffs_at(cell), strict=True)]
    play: dict[int, Sequence[Any]] = {}
    for i, own in enumerate(mixed):
        play |= behaviour_of(game, i, own)
    assert all(sum(row) == 1 for row in play.values())
    assert expected(game, play) == total


@given(RECALL)
def test_behaviour_names_exactly_the_sets_that_own_play_can_reach(game: ExtensiveFormGame) -> None:
    for i in range(len(game.players)):
        plans = reduced_strategies(game, i)
        for k, plan in enumerate(plans[:20]):
            weights = [int(j == k) for j in range(len(plans))]
            assert behaviour_of(game, i, weights) == {
                one: tuple(int(a == action) for a in range(len(game.information_sets[one].actions)))
                for one, action in plan
            }


def linkage() -> ExtensiveFormGame:
    """Model (b) of the H20 case at its defaults."""
    honour = decision("China", {"honour": outcome(-1, -2), "renege": outcome(-8, -1)})
    hold = decision("US", {"hold": outcome(-5, -7), "trade": honour})
    return tree(
        decision(
            "US",
            {
                "no-ban": outcome(0, 0),
                "ban": decision("China", {"acquiesce": outcome(2, -6), "withhold": hold}),
            },
        )
    )


def pure_nash(form: NormalFormGame) -> list[tuple[str, ...]]:
    return [
        tuple(names[s] for names, s in zip(form.strategies, cell, strict=True))
        for cell in itertools.product(*map(range, form.shape))
        if all(
            form.payoffs[i][cell]
            >= max(form.payoffs[i][(*cell[:i], s, *cell[i + 1 :])] for s in range(width))
            for i, width in enumerate(form.shape)
        )
    ]


def test_linkage_has_three_pure_equilibria_reduced_and_six_in_full() -> None:
    form = normal_form(linkage())
    assert form.strategies == (
        ("no-ban", "ban – hold", "ban – trade"),
        ("acquiesce", "withhold – honour", "withhold – renege"),
    )
    found = pure_nash(form)
    assert len(found) == 3 and ("ban – hold", "acquiesce") in found
    assert len(pure_nash(normal_form(linkage(), reduced=False))) == 6


def test_a_player_who_never_moves_has_one_strategy() -> None:
    form = normal_form(tree(decision("US", {"a": outcome(1, 2), "b": outcome(3, 4)}), players=["US", "EU"]))
    assert form.strategies == (("a", "b"), ("–",))


def test_labels_that_would_read_alike_name_their_sets() -> None:
    game = tree(
        decision(
            "US",
            {
                "a": decision("US", {"b – c": outcome(0), "b": outcome(1)}, information_set="left"),
                "a – b": decision("US", {"c": outcome(2), "d": outcome(3)}, information_set="right"),
            },
            information_set="first",
        )
    )
    assert normal_form(game).strategies[0] == (
        "first:a – left:b – c",
        "first:a – left:b",
        "first:a – b – right:c",
        "first:a – b – right:d",
    )


def test_forgetful_players_have_a_normal_form_and_no_behaviour() -> None:
    later = {a: decision("US", {"l": outcome(0), "r": outcome(1)}, information_set="later") for a in "xy"}
    game = tree(decision("US", later))
    assert normal_form(game).shape == (4,)
    with pytest.raises(UnsupportedGame, match="US forgets at information set 'later'"):
        behaviour_of(game, 0, [1, 0, 0, 0])


def test_absent_mindedness_is_refused() -> None:
    second = decision("driver", {"exit": outcome(4), "on": outcome(1)}, information_set="junction")
    game = tree(decision("driver", {"exit": outcome(0), "on": second}, information_set="junction"))
    with pytest.raises(UnsupportedGame, match="'junction' of driver twice"):
        normal_form(game)


def two_by(sets: int, players: str = "AB") -> Branching:
    """Chance draws one of `sets` states; each player, in turn, sees it and says yes or no."""

    def after(state: int, rest: str, said: int) -> Branching:
        if not rest:
            return outcome(*(said * (i + 1) + state for i in range(len(players))))
        moves = {a: after(state, rest[1:], 2 * said + (a == "yes")) for a in ("yes", "no")}
        return decision(rest[0], moves, information_set=f"{rest[0]} {state}")

    return chance({f"s{i}": (Fraction(1, sets), after(i, players, 0)) for i in range(sets)})


def test_too_many_cells_are_refused_at_once_with_the_counts() -> None:
    game = tree(two_by(15))
    began = time.perf_counter()
    with pytest.raises(LimitReached, match=r"1073741824 cells \(strategies: A 32768, B 32768\)"):
        normal_form(game)
    with pytest.raises(LimitReached, match=r"at least 10\^18 cells"):
        normal_form(tree(two_by(2000)), reduced=False)
    with pytest.raises(LimitReached, match="limit is 10"):
        normal_form(tree(two_by(2)), max_cells=10)
    with pytest.raises(LimitReached, match=r"A has at least 10\^18 strategies"):
        reduced_strategies(tree(two_by(2000)), 0)
    with pytest.raises(LimitReached, match="A has 16777216 strategies"):
        pure_strategies(tree(two_by(24)), 0)
    assert time.perf_counter() - began < 10


def test_forgetful_players_meet_the_limit_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plans_module, "MAX_CHOICES", 1000)
    forget = {a: decision("A", {"l": outcome(0, 0), "r": outcome(1, 1)}, information_set="f") for a in "xy"}
    states = {
        f"s{i}": (Fraction(1, 10), decision("A", {"l": outcome(i, 0), "r": outcome(0, i)})) for i in range(9)
    }
    game = tree(chance({**states, "last": (Fraction(1, 10), decision("A", forget))}), players=["A", "B"])
    with pytest.raises(LimitReached, match="A has more than") as caught:
        reduced_strategies(game, 0)
    assert caught.value.found


def test_two_players_with_hundreds_of_strategies_are_quick() -> None:
    began = time.perf_counter()
    form = normal_form(tree(two_by(8)))
    assert form.shape == (256, 256) and time.perf_counter() - began < 2
    assert form.payoffs[0][0, 0] == 3 + Fraction(7, 2)


def centipede(moves: int) -> ExtensiveFormGame:
    piece = outcome(0, 0)
    for i in range(moves):
        piece = decision("AB"[i % 2], {"go": piece, "stop": outcome(i, -i)})
    return tree(piece)


def test_a_long_centipede() -> None:
    began = time.perf_counter()
    form = normal_form(centipede(1600))
    assert form.shape == (801, 801)
    assert time.perf_counter() - began < 10
    with pytest.raises(LimitReached, match="strategies: B 25001, A 25001"):
        normal_form(centipede(50_000))


def test_symbols_in_payoffs_and_chance_are_averaged() -> None:
    import sympy

    k, p = sympy.symbols("k p")
    game = tree(
        chance({"up": (p, outcome(k, "1/2")), "down": (1 - p, outcome(k, 3))}), players=["US", "China"]
    )
    form = normal_form(game)
    assert form.payoffs[0][0, 0] == k
    assert sympy.expand(form.payoffs[1][0, 0] - (3 - p * sympy.Rational(5, 2))) == 0
    assert form.at({"p": "1/2", "k": 7}) == normal_form(game.at({"p": "1/2", "k": 7}))


@pytest.mark.parametrize("scale", [1, 10**17, 2**61, 10**40, Fraction(1, 10**30)])
def test_payoffs_of_any_size_stay_exact(scale: Fraction) -> None:
    moves = {
        a: decision("B", {b: outcome(scale * i * j, -scale) for j, b in enumerate("xyz", 1)})
        for i, a in enumerate("ab", 1)
    }
    game = tree(chance({"one": ("1/3", decision("A", moves)), "two": ("2/3", outcome(scale, scale))}))
    form = normal_form(game)
    assert form.payoffs[0][1, 8] == Fraction(1, 3) * scale * 6 + Fraction(2, 3) * scale
    assert form.payoffs[1][0, 0] == Fraction(1, 3) * scale


def test_equal_payoffs_make_equal_tables() -> None:
    form = normal_form(tree(chance({"up": ("1/2", outcome(2)), "down": ("1/2", outcome(4))}), players=["A"]))
    assert form.payoffs[0] == PayoffTable.of([3])


@pytest.mark.parametrize(
    ("weights", "said"),
    [([1], "1 for the 3"), ([1, 1, 0], "sum to 2"), ([2, -1, 0], "weight 1 of US is -1")],
)
def test_weights_must_be_a_distribution(weights: list[int], said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        behaviour_of(linkage(), 0, weights)


def test_algebraic_weights_become_algebraic_behaviour() -> None:
    import sympy

    root = sympy.sqrt(2)
    found = behaviour_of(linkage(), 0, [1 - root / 2, root / 4, root / 4])
    assert found[2] == (Fraction(1, 2), Fraction(1, 2))
    assert sympy.simplify(found[0][1] - root / 2) == 0


def test_no_such_player() -> None:
    with pytest.raises(InvalidInput, match="player 2 does not exist"):
        reduced_strategies(linkage(), 2)


def test_long_strategies_are_numbered() -> None:
    assert normal_form(centipede(600)).strategies[0][0] == "1"


def test_sets_listed_out_of_order_do_no_harm() -> None:
    game = linkage()
    shuffled = ExtensiveFormGame(
        players=game.players,
        information_sets=tuple(reversed(game.information_sets)),
        children=game.children,
        payoffs=game.payoffs,
    )
    assert isinstance(shuffled.information_sets[0], InformationSet)
    assert sorted(normal_form(shuffled).strategies[0]) == ["hold – ban", "no-ban", "trade – ban"]
