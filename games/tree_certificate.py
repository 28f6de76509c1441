"""What makes a behaviour profile of a tree an equilibrium, checked exactly and without any solver's code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction
from typing import TypeAlias

from .certificate import Mixed, Regret, check_distribution
from .errors import NotAnEquilibrium
from .extensive_form import CHANCE, ExtensiveFormGame, InformationSet
from .level_certificate import LARGE, payoffs_without_gain
from .normal_form import require_rational
from .plan_certificate import plan_regrets
from .recall import require_perfect_recall
from .subgames import Block, subgame_blocks

BehaviourProfile: TypeAlias = tuple[Mixed | None, ...]
"""Probabilities for each information set; None for chance and for sets left out of a Nash answer."""

Values: TypeAlias = tuple[Fraction, ...]


def tree_regrets(
    game: ExtensiveFormGame, profile: BehaviourProfile, *, every_subgame: bool
) -> tuple[Values, tuple[Regret, ...]]:
    """Return the players' payoffs at the root under `profile`, and each player's largest regret.

    With `every_subgame` the regret is the largest over all subgames, so that all-zero regrets prove
    subgame perfection: a profile is subgame perfect exactly when it is Nash in every subgame whose own
    subgames are replaced by what the profile yields there (one-deviation principle, Selten 1965). Without
    it the regret is that of the whole game, and a player's sets that the player's own moves exclude may
    be None.

    Raises
    ------
    NotAnEquilibrium
        If `profile` is no behaviour profile of the game.
    UnsupportedGame
        For imperfect recall, where behaviour strategies are not enough (Kuhn 1953).
    """
    require_rational(game, "the certificate of a tree")
    fractions = all(type(p) is Fraction for mixed in profile for p in mixed or ())
    if not every_subgame and fractions and game.arrays.levels is not None:
        with suppress(NotAnEquilibrium):  # found again below, and told in the words of the tree
            payoffs, regrets = plan_regrets(game, profile)
            if game.size >= LARGE or not any(regret.gain for regret in regrets):
                return payoffs, regrets
    require_perfect_recall(game, "the certificate of a tree")
    if every_subgame and game.size >= LARGE and game.has_perfect_information:
        paid = payoffs_without_gain(game, profile)
        if paid is not None:
            return paid, tuple(Regret(who, Fraction(0), "") for who in game.players)
    _check_profile(game, profile, complete=every_subgame)
    if every_subgame and game.has_perfect_information:
        return _one_move_regrets(game, profile)
    values: dict[int, Values] = {}
    worst = [Regret(who, Fraction(0), "") for who in game.players]
    for block in subgame_blocks(game) if every_subgame else [_whole(game)]:
        order = block.nodes
        expected = _expected(game, profile, order, values)
        for player, who in enumerate(game.players):
            best, choice = _best_reply(game, profile, player, order, values)
            gain = best - expected[player]
            if gain > worst[player].gain:
                text = _deviation_text(game, profile, player, choice, every_subgame)
                worst[player] = Regret(who, gain, text)
        values[block.root] = expected
    return values[0], tuple(worst)


def expected_payoffs(game: ExtensiveFormGame, profile: BehaviourProfile) -> Values:
    """Return what each player gets from a complete behaviour profile, which is not checked to be one."""
    return _all_values(game, profile)[0]


def tied_sets(game: ExtensiveFormGame, profile: BehaviourProfile) -> tuple[int, ...]:
    """The single-node sets at which two actions are best for their mover, given `profile` below them."""
    values = _all_values(game, profile)
    found = []
    for number, one in enumerate(game.information_sets):
        mixed = profile[number]
        if one.player == CHANCE or mixed is None or len(one.nodes) > 1:
            continue
        earned = [values[child][one.player] for child in game.children[one.nodes[0]]]
        best = max(earned)
        if sum(u == best for u in earned) > 1:
            found.append(number)
    return tuple(found)


def own_reachable_sets(game: ExtensiveFormGame, profile: BehaviourProfile, player: int) -> frozenset[int]:
    """The sets of `player` that the player's own moves do not exclude."""
    found, stack = set(), [0]
    while stack:
        node = stack.pop()
        number = game.set_of[node]
        if number < 0:
            continue
        mixed = profile[number]
        if game.information_sets[number].player != player:
            stack.extend(game.children[node])
            continue
        found.add(number)
        if mixed is not None:
            stack.extend(c for c, p in zip(game.children[node], mixed, strict=True) if p)
    return frozenset(found)


def _one_move_regrets(
    game: ExtensiveFormGame, profile: BehaviourProfile
) -> tuple[Values, tuple[Regret, ...]]:
    """Where each node is a subgame root: what the mover gains by changing the move at one node alone."""
    values = _expected_at(game, profile, range(len(game.children)), {})
    gains = [Fraction(0)] * len(game.players)
    where = [0] * len(game.players)
    for one, mixed in zip(game.information_sets, profile, strict=True):
        if one.player == CHANCE or mixed is None:
            continue
        earned = [values[child][one.player] for child in game.children[one.nodes[0]]]
        gain = max(earned) - sum((p * u for p, u in zip(mixed, earned, strict=True) if p), Fraction(0))
        if gain > gains[one.player]:
            gains[one.player], where[one.player] = gain, one.nodes[0]
    texts = []
    for player, node in enumerate(where):
        text = ""
        if gains[player]:
            earned = [values[child][player] for child in game.children[node]]
            action = game.information_sets[game.set_of[node]].actions[earned.index(max(earned))]
            text = f"{action!r} at {game.node_text(node)}"
        texts.append(text)
    regrets = (Regret(*row) for row in zip(game.players, gains, texts, strict=True))
    return values[0], tuple(regrets)


def _check_profile(game: ExtensiveFormGame, profile: BehaviourProfile, *, complete: bool) -> None:
    if len(profile) != len(game.information_sets):
        raise NotAnEquilibrium(
            f"the profile names {len(profile)} information sets; the game has {len(game.information_sets)}"
        )
    for one, mixed in zip(game.information_sets, profile, strict=True):
        if one.player != CHANCE and mixed is not None:
            check_distribution(mixed, len(one.actions), _place(game, one))
    needed = [own_reachable_sets(game, profile, i) for i in range(len(game.players))]
    for number, (one, mixed) in enumerate(zip(game.information_sets, profile, strict=True)):
        if one.player != CHANCE and mixed is None and (complete or number in needed[one.player]):
            raise NotAnEquilibrium(f"{_place(game, one)} has no probabilities; the profile must give them")


def _place(game: ExtensiveFormGame, one: InformationSet) -> str:
    return f"information set {one.label!r} of {game.players[one.player]}"


def _whole(game: ExtensiveFormGame) -> Block:
    return Block(0, tuple(range(len(game.children))), ())


def _weights(game: ExtensiveFormGame, profile: BehaviourProfile, number: int) -> Sequence[Fraction]:
    one = game.information_sets[number]
    if one.player == CHANCE:
        return one.probabilities
    mixed = profile[number]
    return mixed if mixed is not None else (Fraction(0),) * len(one.actions)


def _own_payoffs(game: ExtensiveFormGame, node: int) -> Values:
    return tuple(table[node] for table in game.payoffs)


def _all_values(game: ExtensiveFormGame, profile: BehaviourProfile) -> list[Values]:
    values: dict[int, Values] = {}
    found = _expected_at(game, profile, range(len(game.children)), values)
    return [found[node] for node in range(len(game.children))]


def _expected(
    game: ExtensiveFormGame, profile: BehaviourProfile, nodes: Sequence[int], exits: dict[int, Values]
) -> Values:
    return _expected_at(game, profile, nodes, exits)[nodes[0]]


def _expected_at(
    game: ExtensiveFormGame, profile: BehaviourProfile, nodes: Sequence[int], exits: dict[int, Values]
) -> dict[int, Values]:
    """Expected payoffs from each of `nodes` (in preorder) on, with `exits` standing for what lies below."""
    found: dict[int, Values] = {}
    for node in reversed(nodes):
        value = list(_own_payoffs(game, node))
        number = game.set_of[node]
        if number >= 0:
            for child, p in zip(game.children[node], _weights(game, profile, number), strict=True):
                if p:
                    below = found[child] if child in found else exits[child]
                    share = below if p == 1 else tuple(p * u for u in below)
                    value = [v + u if v else u for v, u in zip(value, share, strict=True)]
        found[node] = tuple(value)
    return found


def _best_reply(
    game: ExtensiveFormGame,
    profile: BehaviourProfile,
    player: int,
    nodes: Sequence[int],
    exits: dict[int, Values],
) -> tuple[Fraction, dict[int, int]]:
    """The most that `player` can get from ``nodes[0]`` on against `profile`, and a reply that gets it.

    With perfect recall all nodes of a set have seen the same own moves, so sets can be decided from the
    last own move to the first; within one number of own moves, nodes are folded in reverse preorder.
    """
    reach: dict[int, Fraction] = {nodes[0]: Fraction(1)}
    own_moves: dict[int, int] = {nodes[0]: 0}
    inside = set(nodes)
    for node in nodes:
        number = game.set_of[node]
        if number < 0:
            continue
        mine = game.information_sets[number].player == player
        weights = (Fraction(1),) * len(game.children[node]) if mine else _weights(game, profile, number)
        for child, p in zip(game.children[node], weights, strict=True):
            reach[child] = reach[node] * p
            own_moves[child] = own_moves[node] + mine
    levels: dict[int, list[int]] = {}
    for node in nodes:
        levels.setdefault(own_moves[node], []).append(node)
    value: dict[int, Fraction] = {
        child: reach[child] * exits[child][player] for child in reach if child not in inside
    }
    choice: dict[int, int] = {}
    for level in sorted(levels, reverse=True):
        sets = {game.set_of[v] for v in levels[level] if game.player_of(v) == player}
        for number in sets:
            one = game.information_sets[number]
            members = [v for v in one.nodes if v in inside]
            totals = [
                sum((value[game.children[v][a]] for v in members), Fraction(0))
                for a in range(len(one.actions))
            ]
            mixed = profile[number]
            kept = next((a for a, p in enumerate(mixed or ()) if p), 0)
            choice[number] = kept if totals[kept] == max(totals) else totals.index(max(totals))
        for node in reversed(levels[level]):
            number = game.set_of[node]
            own = reach[node] * game.payoffs[player][node]
            if number < 0:
                value[node] = own
            elif number in sets:
                value[node] = own + value[game.children[node][choice[number]]]
            else:
                value[node] = own + sum((value[c] for c in game.children[node]), Fraction(0))
    return value[nodes[0]], choice


def _deviation_text(
    game: ExtensiveFormGame, profile: BehaviourProfile, player: int, choice: dict[int, int], subgame: bool
) -> str:
    """Name the first sets at which the best reply differs from `profile`."""
    texts = []
    for number, action in sorted(choice.items()):
        mixed = profile[number]
        if mixed is None or not mixed[action]:
            one = game.information_sets[number]
            if mixed is None:
                continue
            where = game.node_text(one.nodes[0]) if subgame and len(one.nodes) == 1 else f"set {one.label!r}"
            texts.append(f"{one.actions[action]!r} at {where}")
    return ", ".join(texts[:3]) or "another mixture"
