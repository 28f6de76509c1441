"""Gambit itself as the judge: what it writes we read, and what we write it reads, to the same equilibria."""

from __future__ import annotations

import io
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quidproquo.games.efg import read_efg, write_efg
from quidproquo.games.extensive_form import ExtensiveFormGame
from quidproquo.games.nfg import read_nfg, write_nfg
from quidproquo.games.normal_form import NormalFormGame
from quidproquo.games.tree_builder import chance, decision, outcome, tree

gbt = pytest.importorskip("pygambit")
CATALOGUE = list(gbt.catalog.games()["Game"])


def by_gambit(text: str) -> Any:
    reader = gbt.read_efg if text.startswith("EFG") else gbt.read_nfg
    return reader(io.StringIO(text))


def text_by_gambit(game: Any) -> str:
    return str(game.to_efg() if isinstance(game, gbt.ExtensiveGame) else game.to_nfg())


def ours(text: str) -> tuple[Callable[[str], Any], Callable[[Any], str]]:
    return (read_efg, write_efg) if text.startswith("EFG") else (read_nfg, write_nfg)


def equilibria(game: Any) -> list[list[Fraction]]:
    """All extreme equilibria of two players, the pure ones of more: their probabilities in strategy order."""
    two = len(list(game.players)) == 2
    found = gbt.nash.enummixed_solve(game, rational=True) if two else gbt.nash.enumpure_solve(game)
    return [[Fraction(p) for mixed in profile for _, p in mixed] for profile in found.equilibria]


@pytest.mark.parametrize("name", CATALOGUE)
def test_the_catalogue_survives_the_way_through_both(name: str) -> None:
    theirs = gbt.catalog.load(name)
    text = text_by_gambit(theirs)
    read, write = ours(text)
    game = read(text)
    assert game.title == theirs.title
    assert list(game.players) == list(theirs.players)
    assert read(text_by_gambit(by_gambit(write(game)))) == game


@pytest.mark.parametrize("name", [name for name in CATALOGUE if "75_eq" not in name])
def test_the_catalogue_keeps_its_equilibria(name: str) -> None:
    theirs = gbt.catalog.load(name)
    if not theirs.is_perfect_recall:
        pytest.skip("imperfect recall")
    text = text_by_gambit(theirs)
    read, write = ours(text)
    assert equilibria(by_gambit(write(read(text)))) == equilibria(theirs)


def test_a_tree_as_a_table() -> None:
    """Gambit's own reduced normal form of a tree, read as a table."""
    theirs = gbt.catalog.load("journals/ijgt/selten1975/fig1")
    table = read_nfg(theirs.to_nfg())
    assert table.shape == (2, 2, 2)
    assert table.payoffs_at((0, 0, 0)) == (1, 1, 1)


def test_chips_for_magnets() -> None:
    game = NormalFormGame(
        [[[0, -7], [2, -5]], [[0, 1], [-6, -5]]],
        players=["US", "China"],
        strategies=[["allow", "restrict"], ["supply", "withhold"]],
    )
    assert equilibria(by_gambit(write_nfg(game))) == [[0, 1, 0, 1]]
    both = NormalFormGame([[[0, -7], [2, -9]], [[0, 1], [-6, -8]]], players=["US", "China"])
    found = equilibria(by_gambit(write_nfg(both)))
    half = Fraction(1, 2)
    assert sorted(found) == [[0, 1, 1, 0], [Fraction(2, 3), Fraction(1, 3), half, half], [1, 0, 0, 1]]


def test_payoffs_at_inner_nodes_and_chance() -> None:
    reply = decision(
        "China", {"acquiesce": outcome(2, -6), "withhold": outcome("-1/2", -7)}, payoffs=(1, "0.1")
    )
    root = decision(
        "US", {"hold": outcome(0, 0), "ban": chance({"seen": ("1/3", reply), "not": ("2/3", outcome())})}
    )
    theirs = by_gambit(write_efg(tree(root)))
    assert equilibria(theirs) == [[0, 1, 1, 0]]
    (profile,) = gbt.nash.enumpure_solve(theirs).equilibria
    assert [Fraction(p) for _, p in profile.payoffs] == [1, Fraction(-59, 30)]


NUMBERS = st.fractions(-9, 9, max_denominator=7) | st.integers(-(10**25), 10**25)


@given(st.integers(1, 3), st.integers(1, 3), st.data())
def test_any_table_survives_the_way_through_gambit(rows: int, columns: int, data: st.DataObject) -> None:
    table = st.lists(st.lists(NUMBERS, min_size=columns, max_size=columns), min_size=rows, max_size=rows)
    game = NormalFormGame([data.draw(table), data.draw(table)], title="random")
    assert read_nfg(text_by_gambit(by_gambit(write_nfg(game)))) == game


@given(st.from_type(ExtensiveFormGame))
def test_any_tree_survives_the_way_through_gambit(game: ExtensiveFormGame) -> None:
    assert read_efg(text_by_gambit(by_gambit(write_efg(game)))) == game


# No two backslashes in a row and none at the end: Gambit does not read back what it writes of those.
LABELS = ["a b", 'say "no"', "back\\slash", "é ü 磁石", "#1", "{ }", "1/2", ","]


@pytest.mark.parametrize("label", LABELS)
def test_labels_survive_the_way_through_gambit(label: str) -> None:
    game = NormalFormGame([[1, 2]], players=[label], strategies=[[label, "other"]], title=label)
    assert read_nfg(text_by_gambit(by_gambit(write_nfg(game)))) == game
    root = decision(label, {label: outcome(1), "other": outcome(2)}, information_set=label)
    assert read_efg(text_by_gambit(by_gambit(write_efg(tree(root, title=label))))) == tree(root, title=label)
