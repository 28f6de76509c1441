"""The dated tree of a replay: which nodes stand, and the game that they and the weekly flows make."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ..games.errors import InvalidInput
from ..games.extensive_form import ExtensiveFormGame
from ..games.tree_builder import Branching, decision, outcome, tree
from .facts import Event, Facts
from .replay_rules import Node, Option, ReplayRules
from .replay_state import Mechanics, Payoffs, State

MAX_PLAYS = 500_000
WEEK = 7


@dataclass(frozen=True)
class DatedNode:
    """A node that the facts support: its rules, its events, and the day it is reckoned at."""

    node: Node
    events: tuple[Event, ...]
    day: date


@dataclass(frozen=True)
class Step:
    """One node of the recorded history: the state it is met in, the menu there, and what was done."""

    dated: DatedNode
    state: State
    menu: tuple[Option, ...]
    observed: Option


def day_of(event: Event) -> date:
    """The day at which an event is reckoned: its own, or the 15th where only the month is known."""
    return event.first_day if event.first_day == event.last_day else event.first_day.replace(day=15)


def dated_nodes(rules: ReplayRules, facts: Facts) -> tuple[tuple[DatedNode, ...], tuple[str, ...]]:
    """Return the nodes that the facts support, by day, and a line for each one dropped."""
    known = {event.id: event for event in facts.events}
    found, messages = [], []
    for node in rules.nodes:
        missing = [name for name in node.events if name not in known]
        if missing:
            lacks = " and ".join(repr(name) for name in missing)
            messages.append(f"node {node.id} is dropped: the facts have no event {lacks}")
            continue
        first = known[node.events[0]]
        if first.actor != rules.players[node.player]:
            messages.append(
                f"node {node.id} is dropped: event {first.id!r} is a move of {first.actor}, "
                f"not of {node.player}"
            )
            continue
        found.append(DatedNode(node, tuple(known[name] for name in node.events), day_of(first)))
    found.sort(key=lambda one: one.day)  # stable: on one day the order of the rules stands
    return tuple(found), tuple(messages)


def history(machine: Mechanics, nodes: Sequence[DatedNode]) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """Follow the record through the state.

    Returns the steps of the recorded history, and a line for each node whose recorded move has nothing to
    act on, because earlier nodes were dropped. Such a node has no step and no place in the tree.
    """
    steps, messages = [], []
    state, day = machine.start(), nodes[0].day if nodes else date.min
    for one in nodes:
        state, _ = machine.run(state, Fraction((one.day - day).days, WEEK))
        day = one.day
        menu = machine.menu(one.node, state)
        observed = next((option for option in menu if option.option == one.node.observed), None)
        if observed is None or not machine.decides(one.node, state):
            messages.append(
                f"node {one.node.id} is dropped: without the nodes dropped before it there is no "
                f"{one.node.observed!r} to choose (state: {machine.text(state)})"
            )
            continue
        steps.append(Step(one, state, menu, observed))
        state, _ = machine.choose(state, observed)
    return tuple(steps), tuple(messages)


def stretches(machine: Mechanics, nodes: Sequence[DatedNode]) -> tuple[Any, ...]:
    """Return the weeks from each node to the next, and from the last one to the horizon."""
    horizon = machine.amount(machine.rules.horizon)
    passed = Fraction((nodes[-1].day - nodes[0].day).days, WEEK)
    if horizon < passed:
        raise InvalidInput(
            f"the horizon is {horizon} weeks after the first node, but the last node is {passed} weeks after "
            "it; a later horizon is accepted"
        )
    return (*weeks_between(nodes), horizon - passed)


def weeks_between(nodes: Sequence[DatedNode]) -> tuple[Fraction, ...]:
    """Return the weeks from each node to the next."""
    days = [one.day for one in nodes]
    return tuple(Fraction((b - a).days, WEEK) for a, b in itertools.pairwise(days))


def replay_tree(machine: Mechanics, nodes: Sequence[DatedNode], title: str) -> ExtensiveFormGame:
    """Return the game: at every node the mover chooses, then flows accrue until the next node.

    What a player gets between two nodes stands at the node that ends the stretch, so that the payoffs of a
    path add up to the sum of its flows. Where fewer than two options are open there is no decision.

    Raises
    ------
    InvalidInput
        No node is left, the horizon ends before the last node, or the tree has more than 500,000 plays.
    """
    if not nodes:
        raise InvalidInput("no node of the replay is supported by the facts; at least one is needed")
    weeks = stretches(machine, nodes)
    players = tuple(machine.rules.players)
    branches: dict[tuple[int, State], tuple[Mapping[str, Branching], int]] = {}

    def reach(i: int, state: State, arrival: Payoffs) -> tuple[Branching, int]:
        """What is met at node `i` or the next one that is a decision in `state`, and its number of plays."""
        while i < len(nodes) and not machine.decides(nodes[i].node, state):
            state, gained = machine.run(state, weeks[i])
            arrival, i = add(arrival, gained), i + 1
        if i == len(nodes):
            return outcome(*arrival), 1
        if (i, state) not in branches:
            branches[i, state] = branch(i, state)
        actions, plays = branches[i, state]
        return decision(nodes[i].node.player, actions, payoffs=arrival), plays

    def branch(i: int, state: State) -> tuple[Mapping[str, Branching], int]:
        actions, plays = {}, 0
        for option in machine.menu(nodes[i].node, state):
            after, paid = machine.choose(state, option)
            later, gained = machine.run(after, weeks[i])
            actions[option.option], count = reach(i + 1, later, add(paid, gained))
            plays += count
        if plays > MAX_PLAYS:
            raise InvalidInput(f"the replay has more than {MAX_PLAYS} plays; fewer nodes are accepted")
        return actions, plays

    root, _ = reach(0, machine.start(), (Fraction(0),) * len(players))
    return tree(root, players=players, title=title)


def add(one: Payoffs, other: Payoffs) -> Payoffs:
    """The payoffs of two stretches together."""
    return tuple(a + b for a, b in zip(one, other, strict=True))
