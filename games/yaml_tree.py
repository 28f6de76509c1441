"""Reading the tree of a YAML game: its nodes in preorder, then its information sets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .extensive_form import CHANCE
from .parametric import Placed, SetSkeleton, TreeSkeleton
from .yaml_fields import Fields, shown
from .yaml_reader import DataPath

KEYS = ("player", "chance", "information_set", "actions", "payoffs")


@dataclass(slots=True)
class _Node:
    path: DataPath
    owner: int = CHANCE
    label: str | None = None
    actions: tuple[str, ...] = ()
    probabilities: tuple[Placed, ...] = ()
    payoffs: tuple[Placed, ...] | None = None
    children: list[int] = field(default_factory=list)


def read_tree(fields: Fields, data: Any) -> TreeSkeleton:
    """Read what stands under ``tree`` in a YAML game."""
    nodes: list[_Node] = []
    _node(fields, nodes, ("tree",), data, (), below_chance=False)
    children = tuple(tuple(node.children) for node in nodes)
    return TreeSkeleton(_sets(fields, nodes), children, tuple(node.payoffs for node in nodes))


def _node(
    fields: Fields,
    nodes: list[_Node],
    path: DataPath,
    value: Any,
    moves: tuple[str, ...],
    *,
    below_chance: bool,
) -> None:
    """Read a node and what follows; the depth of the recursion is bounded by that of the YAML."""
    where = f"the node after {' – '.join(moves)}" if moves else "the root"
    node = _Node(path)
    nodes.append(node)
    if below_chance and not (isinstance(value, dict) and "probability" in value):
        raise fields.error(path, f"{where} has no probability; every branch of chance needs one")
    if isinstance(value, list):
        node.payoffs = fields.payoffs(path, value, where)
        return
    found = fields.mapping(path, value, where)
    if "probability" in found and not below_chance:
        raise fields.error((*path, "probability"), f"{where}: only branches of chance have a probability")
    fields.keys(path, found, (*KEYS, "probability") if below_chance else KEYS, where)
    if "payoffs" in found:
        node.payoffs = fields.payoffs((*path, "payoffs"), found["payoffs"], where)
    if "actions" not in found:
        _check_end(fields, path, found, where)
        return
    node.owner = _owner(fields, path, found, where)
    if "information_set" in found:
        place: DataPath = (*path, "information_set")
        (node.label,) = fields.labels(place, [found["information_set"]], f"information_set of {where}")
    place = (*path, "actions")
    below = fields.mapping(place, found["actions"], f"actions of {where}")
    node.actions = fields.labels(place, list(below), f"actions of {where}")
    probabilities = []
    for label, branch in below.items():
        node.children.append(len(nodes))
        chance = node.owner == CHANCE
        _node(fields, nodes, (*place, label), branch, (*moves, label), below_chance=chance)
        if chance:
            what = f"probability of {label} at {where}"
            probabilities.append(fields.formula((*place, label, "probability"), branch["probability"], what))
    node.probabilities = tuple(probabilities)


def _owner(fields: Fields, path: DataPath, found: dict[str, Any], where: str) -> int:
    """Who moves: the number of the player, or `CHANCE`."""
    if ("player" in found) == ("chance" in found):
        both = "both player and chance" if "player" in found else "actions but nobody who moves"
        raise fields.error(path, f"{where} has {both}; needed: player: NAME, or chance: true")
    if "chance" in found:
        if found["chance"] is not True:
            message = f"{where}: chance is {shown(found['chance'])}; accepted: true"
            raise fields.error((*path, "chance"), message)
        return CHANCE
    who = fields.text((*path, "player"), found["player"], f"player of {where}")
    if who not in fields.players:
        message = f"{where}: {shown(who)} is no player; the players are {', '.join(fields.players)}"
        raise fields.error((*path, "player"), message)
    return fields.players.index(who)


def _check_end(fields: Fields, path: DataPath, found: dict[str, Any], where: str) -> None:
    for key in ("player", "chance", "information_set"):
        if key in found:
            raise fields.error((*path, key), f"{where} has {key!r} and no 'actions'; a move needs both")
    if "payoffs" not in found:
        raise fields.error(path, f"{where} has neither 'actions' nor 'payoffs'; one is needed")


def _sets(fields: Fields, nodes: list[_Node]) -> tuple[SetSkeleton, ...]:
    """Group the nodes into information sets, in the order of their first nodes."""
    members: dict[tuple[int, str | int], list[int]] = {}
    for number, node in enumerate(nodes):
        if node.actions:
            key = (node.owner, number if node.label is None else node.label)
            members.setdefault(key, []).append(number)
    counts: dict[int, int] = {}
    lines: dict[tuple[int, str], int] = {}
    sets = []
    for (owner, name), numbers in members.items():
        counts[owner] = counts.get(owner, 0) + 1
        label = name if isinstance(name, str) else str(counts[owner])
        what = f"information set {label!r} of {'chance' if owner == CHANCE else fields.players[owner]}"
        first = nodes[numbers[0]]
        if (owner, label) in lines:
            other = lines[owner, label]
            message = f"{what} is named like the one of line {other}, one of them by its number; name both"
            raise fields.error(first.path, message)
        lines[owner, label] = fields.document.line(first.path)
        for number in numbers[1:]:
            _check_alike(fields, first, nodes[number], what)
        one = SetSkeleton(owner, label, first.actions, tuple(numbers), first.probabilities)
        if owner == CHANCE and not any(placed.formula.names for placed in one.probabilities):
            one.check([fields.constant(placed) for placed in one.probabilities])
        sets.append(one)
    return tuple(sets)


def _check_alike(fields: Fields, first: _Node, other: _Node, what: str) -> None:
    line = fields.document.line(first.path)
    if other.actions != first.actions:
        here, there = ", ".join(other.actions), ", ".join(first.actions)
        raise fields.error(other.path, f"{what} offers {here} here but {there} on line {line}")
    if [placed.formula for placed in other.probabilities] != [p.formula for p in first.probabilities]:
        raise fields.error(other.path, f"{what} has other probabilities here than on line {line}")
