"""Backward induction that keeps every tie: for each subgame the values of its subgame perfect equilibria.

Where no tie matters a node has one value. Where a mover is indifferent and the choice matters to somebody,
the value is a polynomial in the mover's probabilities, and what movers higher up do depends on it: the node
then has several *cases*, each with the relations under which it holds.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import prod

from ..games.errors import LimitReached
from ..games.extensive_form import CHANCE, ExtensiveFormGame
from ..games.subgames import Block, subgame_blocks
from .induction import MAX_CASES, Case, Induction, Support, support_weights
from .multilinear import Multilinear
from .probability_region import Point, Relation, always_zero, find_point, pinned
from .subgame_equilibria import block_cases

MAX_TIED_ACTIONS = 8


def backward_induction(game: ExtensiveFormGame) -> Induction:
    """Return the values, cases and supports of all subgame perfect equilibria of a tree.

    Parameters
    ----------
    game : ExtensiveFormGame
        With perfect recall and rational payoffs. Subgames with imperfect information are solved as wholes.

    Raises
    ------
    LimitReached
        When ties multiply to more than `MAX_CASES` cases at a node, or more than `MAX_TIED_ACTIONS` actions
        may tie at a node with cases below.

    Notes
    -----
    Zermelo (1913) and Kuhn (1953), with ties kept. Values are in each player's payoff unit times the
    denominator of the player's payoff table, so that most of the arithmetic is on integers.
    """
    state = Induction()
    own = [table.numerators for table in game.payoffs]
    blocks = {} if game.has_perfect_information else _blocks(game)
    for node in range(len(game.children) - 1, -1, -1):
        here = tuple(int(numerators[node]) for numerators in own)
        below = game.children[node]
        if not below:
            state.values[node] = tuple(map(Fraction, here))
        elif node in blocks:
            if (block := blocks[node]) is not None:
                state.cases[node] = block_cases(game, state, block)
        elif all(child in state.values for child in below):
            _plain_node(game, state, node, here)
        else:
            _node_with_cases(game, state, node, here)
    return state


def _blocks(game: ExtensiveFormGame) -> dict[int, Block | None]:
    """The subgames that are more than one move, by root; None for the nodes inside them."""
    found: dict[int, Block | None] = {}
    for block in subgame_blocks(game):
        inside = [node for node in block.nodes if game.children[node] and node != block.root]
        if inside:
            found[block.root] = block
            found.update(dict.fromkeys(inside))
    return found


def _plain_node(game: ExtensiveFormGame, state: Induction, node: int, here: tuple[int, ...]) -> None:
    number = game.set_of[node]
    one = game.information_sets[number]
    below = [state.values[child] for child in game.children[node]]
    if one.player == CHANCE:
        weights = one.probabilities
        state.values[node] = tuple(
            h + sum((p * v[i] for p, v in zip(weights, below, strict=True) if p), Fraction(0))
            for i, h in enumerate(here)
        )
        return
    earned = [v[one.player] for v in below]
    best = max(earned)
    support = tuple(a for a, u in enumerate(earned) if u == best)
    first = below[support[0]]
    if all(below[a] == first for a in support[1:]):
        state.supports[number] = support
        state.tied |= len(support) > 1
        state.values[node] = tuple(h + v for h, v in zip(here, first, strict=True))
        for a in support if len(support) > 1 else ():
            if a:
                state.variable(number, a)
        return
    children = [Case(tuple(map(Multilinear.constant, v))) for v in below]
    state.tied = True
    state.cases[node] = [_mixed_case(state, number, one.player, support, children, here, ())]


def _node_with_cases(game: ExtensiveFormGame, state: Induction, node: int, here: tuple[int, ...]) -> None:
    number = game.set_of[node]
    one = game.information_sets[number]
    options = [state.cases_of(child) for child in game.children[node]]
    if prod(map(len, options)) > MAX_CASES:
        raise LimitReached(f"ties multiply to more than {MAX_CASES} cases at {game.node_text(node)}")
    found: list[Case] = []
    for children in itertools.product(*options):
        if one.player == CHANCE:
            found.append(_average(one.probabilities, children, here))
        else:
            found.extend(_decisions(state, number, one.player, children, here))
        if len(found) > MAX_CASES:
            raise LimitReached(f"ties multiply to more than {MAX_CASES} cases at {game.node_text(node)}")
    if all(c.values == found[0].values and _constant(c) for c in found) and not any(
        c.relations or c.supports for c in found
    ):
        state.values[node] = tuple(v.coefficient() for v in found[0].values)
    else:
        state.cases[node] = found


def _decisions(
    state: Induction, number: int, player: int, children: Sequence[Case], here: tuple[int, ...]
) -> Iterator[Case]:
    """The mover's optimal supports for one choice of cases below, each with the relations it needs."""
    earned = [c.values[player] for c in children]
    floor = max(u.bounds()[0] for u in earned)
    possible = [a for a, u in enumerate(earned) if u.bounds()[1] >= floor]
    if len(possible) > MAX_TIED_ACTIONS:
        raise LimitReached(
            f"{len(possible)} actions may tie at one node; at most {MAX_TIED_ACTIONS} are treated"
        )
    inherited = tuple(r for c in children for r in c.relations)
    for size in range(1, len(possible) + 1):
        for support in itertools.combinations(possible, size):
            top = earned[support[0]]
            equalities = [Relation(top - earned[a], equal=True) for a in support[1:]]
            others = [Relation(top - earned[b]) for b in possible if b not in support]
            fresh = [r for r in (*equalities, *others) if not r.always]
            if any(r.never for r in fresh):
                continue
            relations = inherited + tuple(fresh)
            blocks = state.blocks([n for c in children for n, _ in c.supports])
            inside: Point = {}
            if fresh:
                point = find_point(relations, blocks)
                if point == "empty":
                    continue
                state.undecided |= point == "unknown"
                inside = point if isinstance(point, dict) else {}
            if any(
                not _is_positive(r.polynomial.at(inside)) and always_zero(r.polynomial, relations, blocks)
                for r in others
            ):
                continue  # the whole case lies in that of a larger support
            state.tied |= len(support) > 1
            yield _mixed_case(state, number, player, support, children, here, relations)


def _is_positive(value: Multilinear) -> bool:
    """Whether a polynomial, with the numbers of a point put in, is a positive number."""
    return value.is_constant and value.coefficient() > 0


def _mixed_case(
    state: Induction,
    number: int,
    player: int,
    support: Support,
    children: Sequence[Case],
    here: tuple[int, ...],
    relations: tuple[Relation, ...],
) -> Case:
    """The case in which the mover mixes over `support`, with pinned probabilities put into the values."""
    weights = support_weights(state, number, support)
    fixed = pinned(relations)
    values = []
    for i, h in enumerate(here):
        total = Multilinear.constant(h)
        if i == player:
            total += children[support[0]].values[i]
        else:
            for a in support:
                total += weights[a] * children[a].values[i]
        values.append(total.at(fixed))
    supports = tuple(pair for c in children for pair in c.supports)
    return Case(tuple(values), relations, (*supports, (number, support)))


def _average(probabilities: Sequence[Fraction], children: Sequence[Case], here: tuple[int, ...]) -> Case:
    values = []
    for i, h in enumerate(here):
        total = Multilinear.constant(h)
        for p, c in zip(probabilities, children, strict=True):
            total += c.values[i].scaled(p)
        values.append(total)
    return Case(
        tuple(values),
        tuple(r for c in children for r in c.relations),
        tuple(pair for c in children for pair in c.supports),
    )


def _constant(case: Case) -> bool:
    return all(v.is_constant for v in case.values)
