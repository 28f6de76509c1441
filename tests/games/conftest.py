"""Random trees for the tests of this folder: ``st.from_type(ExtensiveFormGame)`` draws one.

About half of them have perfect recall; the others may forget, and some are absent-minded.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from quidproquo.games.extensive_form import CHANCE, ExtensiveFormGame, InformationSet, payoff_tables
from quidproquo.games.plays import own_pasts


@st.composite
def trees(draw: st.DrawFn, max_moves: int = 7) -> ExtensiveFormGame:
    """A tree of up to `max_moves` decisions and chance moves, with random information sets."""
    players = draw(st.integers(1, 3))
    widths: list[int] = []  # per node: how many branches
    stack, moves = [0], draw(st.integers(0, max_moves))
    while stack:
        stack.pop()
        width = draw(st.sampled_from([0, 2, 2, 3, 1])) if moves else 0
        moves -= width > 0
        widths.append(width)
        stack.extend([0] * width)
    children = _children(widths)
    owner = {v: draw(st.integers(CHANCE, players - 1)) for v, below in enumerate(children) if below}
    groups: dict[tuple[int, int, int], list[int]] = {}
    for v, who in owner.items():
        groups.setdefault((who, len(children[v]), draw(st.integers(0, 2))), []).append(v)
    game = _game(draw, players, children, list(groups.items()))
    if draw(st.booleans()):
        return game
    for _ in range(max_moves):  # splitting one set may make the past of later ones differ: repeat
        pasts = own_pasts(game).of_set
        if all(len(found) <= 1 for found in pasts):
            break
        split = _split(game)
        game = ExtensiveFormGame(
            players=game.players, information_sets=split, children=game.children, payoffs=game.payoffs
        )
    return game


def _children(widths: list[int]) -> list[tuple[int, ...]]:
    children: list[list[int]] = [[] for _ in widths]
    waiting: list[int] = []
    for node, width in enumerate(widths):
        if waiting:
            children[waiting.pop()].append(node)
        waiting.extend([node] * width)
    return [tuple(below) for below in children]


def _game(
    draw: st.DrawFn, players: int, children: list[tuple[int, ...]], groups: list[tuple[Any, list[int]]]
) -> ExtensiveFormGame:
    sets = []
    for number, ((who, width, _), nodes) in enumerate(groups):
        probabilities: tuple[Fraction, ...] = ()
        if who == CHANCE:
            parts = draw(st.lists(st.integers(0, 3), min_size=width, max_size=width).filter(any))
            probabilities = tuple(Fraction(x, sum(parts)) for x in parts)
        actions = tuple("abc"[:width])
        sets.append(InformationSet(who, f"h{number}", actions, tuple(nodes), probabilities))
    number_of = st.fractions(-4, 4, max_denominator=3)
    rows = [
        [draw(number_of) for _ in range(players)] if not below or draw(st.integers(0, 4)) == 0 else None
        for below in children
    ]
    names = ["US", "China", "EU"][:players]
    return ExtensiveFormGame(
        players=names, information_sets=sets, children=children, payoffs=payoff_tables(rows, names)
    )


def _split(game: ExtensiveFormGame) -> list[InformationSet]:
    """The information sets split by the own past of their nodes."""
    past: dict[int, tuple[Any, ...]] = {}
    for v in range(len(game.children)):
        who = game.player_of(v)
        past[v] = tuple((game.set_of[u], a) for u, a in game.path_to(v) if game.player_of(u) == who)
    sets = []
    for one in game.information_sets:
        parts: dict[Any, list[int]] = {}
        for v in one.nodes:
            parts.setdefault(past[v] if one.player != CHANCE else (), []).append(v)
        for i, nodes in enumerate(parts.values()):
            label = one.label if len(parts) == 1 else f"{one.label}.{i}"
            sets.append(InformationSet(one.player, label, one.actions, tuple(nodes), one.probabilities))
    return sorted(sets, key=lambda s: s.nodes[0])


st.register_type_strategy(ExtensiveFormGame, trees())
