"""Trees against Gambit: perfect recall, subgames, reduced strategies and their payoffs."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from quidproquo import ExtensiveFormGame
from quidproquo.games.extensive_form import CHANCE
from quidproquo.games.recall import has_perfect_recall, is_absent_minded
from quidproquo.games.strategies import normal_form
from quidproquo.games.subgames import subgame_roots

gambit = pytest.importorskip("pygambit")
GAMES = st.from_type(ExtensiveFormGame)


def read(game: ExtensiveFormGame) -> Any:
    """The game in Gambit; every chance node has its own set, as Gambit gives chance a memory too."""
    lines = ['EFG 2 R "" { ' + " ".join(f'"{who}"' for who in game.players) + " }", '""']
    for v in range(len(game.children)):
        result = f'{v + 1} "" {{ {" ".join(str(t[v]) for t in game.payoffs)} }}'
        number, who = game.set_of[v], game.player_of(v)
        if who is None:
            lines.append(f't "" {result}')
            continue
        one = game.information_sets[number]
        if who == CHANCE:
            moves = " ".join(f'"{a}" {p}' for a, p in zip(one.actions, one.probabilities, strict=True))
            lines.append(f'c "" {v + 1} "" {{ {moves} }} {result}')
        else:
            moves = " ".join(f'"{a}"' for a in one.actions)
            lines.append(f'p "" {who + 1} {number + 1} "{one.label}" {{ {moves} }} {result}')
    return gambit.read_efg(io.BytesIO("\n".join([*lines, ""]).encode()))


@given(GAMES)
def test_perfect_recall(game: ExtensiveFormGame) -> None:
    assert read(game).is_perfect_recall == has_perfect_recall(game)


@given(GAMES)
def test_subgames(game: ExtensiveFormGame) -> None:
    assume(game.children[0] and not is_absent_minded(game))
    assert len(list(read(game).get_subgame_roots())) == len(subgame_roots(game))


@given(GAMES.filter(has_perfect_recall))
def test_reduced_normal_form(game: ExtensiveFormGame) -> None:
    form, theirs = normal_form(game), read(game)
    assert tuple(len(theirs.get_strategies(who)) for who in game.players) == form.shape
    for table, array in zip(form.payoffs, theirs.to_arrays(dtype=Fraction), strict=True):
        assert sorted(table.entries(), key=Fraction) == sorted(array.flat)
