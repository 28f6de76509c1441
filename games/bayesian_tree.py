"""A Bayesian game as a tree: chance draws the types, then the players move without seeing anything."""

from __future__ import annotations

import json
from collections.abc import Sequence

from .bayesian_game import ONLY, BayesianGame
from .errors import LimitReached
from .exact import Number
from .extensive_form import CHANCE, MAX_NODES, ExtensiveFormGame, InformationSet, payoff_tables

ROOT = "types"
"""What the move of chance is called."""


def bayesian_tree(game: BayesianGame) -> ExtensiveFormGame:
    """Return the tree of a Bayesian game; see `BayesianGame.to_tree`.

    Raises
    ------
    LimitReached
        If the tree would have more than `MAX_NODES` nodes.
    """
    children: list[list[int]] = [[]]
    rows: list[Sequence[Number] | None] = [None]
    members: dict[tuple[int, int], list[int]] = {}
    branches, probabilities = [], []
    for types in game.type_profiles():
        branches.append(types)
        probabilities.append(game.probability(types))
        waiting: list[tuple[int, tuple[int, ...]]] = [(0, ())]
        while waiting:
            parent, chosen = waiting.pop()
            node = len(children)
            if node >= MAX_NODES:
                raise LimitReached(f"the tree would have more than {MAX_NODES} nodes")
            children.append([])
            children[parent].append(node)
            player = len(chosen)
            if player == len(game.players):
                rows.append(game.payoffs_at(types, chosen))
                continue
            rows.append(None)
            members.setdefault((player, types[player]), []).append(node)
            count = len(game.actions[player][types[player]])
            waiting.extend((node, (*chosen, a)) for a in reversed(range(count)))
    sets = [InformationSet(CHANCE, ROOT, _branch_labels(game, branches), (0,), tuple(probabilities))]
    sets += [
        InformationSet(player, game.types[player][t], game.actions[player][t], tuple(nodes))
        for (player, t), nodes in sorted(members.items(), key=lambda item: item[1][0])
    ]
    return ExtensiveFormGame(
        players=game.players,
        information_sets=sets,
        children=[tuple(below) for below in children],
        payoffs=payoff_tables(rows, game.players),
        title=game.title,
    )


def _branch_labels(game: BayesianGame, branches: Sequence[tuple[int, ...]]) -> tuple[str, ...]:
    """The types that tell the branches apart, in quotes where a comma inside could be misread."""
    telling = [player for player, own in enumerate(game.types) if len(own) > 1]
    plain = not any("," in label for player in telling for label in game.types[player])
    found = []
    for types in branches:
        labels = [game.types[player][types[player]] for player in telling]
        shown = labels if plain else [json.dumps(label, ensure_ascii=False) for label in labels]
        found.append(", ".join(shown) or ONLY)
    return tuple(found)
