"""The beliefs of an equilibrium in the published JSON: written, and held against the definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from .assessment import BeliefSet, belief_sets
from .certificate import Mixed
from .consistency import TiedSets
from .exact import number_text
from .extensive_form import CHANCE, ExtensiveFormGame


def beliefs_document(game: ExtensiveFormGame, beliefs: Sequence[BeliefSet | None]) -> dict[str, Any]:
    """Return ``beliefs`` of one equilibrium, and ``conditions`` where they are tied.

    Those at one set are where it has three nodes or more, those at several sets where the same mistakes stand
    behind them.

    An entry is ``{set: {node: "p/q" or [lowest, highest]}}``, nodes by their number in preorder, the root
    being 0. Where players have sets of the same name, the key is ``PLAYER:SET``.
    """
    found: dict[str, Any] = {}
    conditions: list[dict[str, Any]] = []
    for name, number in set_names(game).items():
        one, own = game.information_sets[number], beliefs[number]
        assert own is not None
        found[name] = {
            str(node): number_text(low) if low == high else [number_text(low), number_text(high)]
            for node, (low, high) in ((node, own.bounds(k)) for k, node in enumerate(one.nodes))
        }
        if len(one.nodes) > 2 and len(own.corners) > 1:
            conditions.append(_condition(game, number, own))
    groups = dict.fromkeys(own.tied for own in beliefs if own is not None and own.tied is not None)
    conditions += [_tie(game, group, beliefs) for group in groups]
    document: dict[str, Any] = {"beliefs": found}
    if conditions:
        document["conditions"] = conditions
    return document


def node_legend(game: ExtensiveFormGame) -> dict[str, list[str]]:
    """For the nodes of information sets with several of them: the actions that lead there from the root."""
    return {
        str(node): [game.information_sets[game.set_of[v]].actions[a] for v, a in game.path_to(node)]
        for one in game.information_sets
        if one.player != CHANCE and len(one.nodes) > 1
        for node in one.nodes
    }


def set_names(game: ExtensiveFormGame) -> dict[str, int]:
    """The players' information sets by the names that stand under ``beliefs``."""
    own = [(n, one) for n, one in enumerate(game.information_sets) if one.player != CHANCE]
    labels = [one.label for _, one in own]
    return {
        one.label if labels.count(one.label) == 1 else f"{game.players[one.player]}:{one.label}": n
        for n, one in own
    }


def beliefs_findings(
    game: ExtensiveFormGame, profile: Sequence[Mixed | None], concept: str, entry: Mapping[str, Any]
) -> Iterator[str]:
    """Yield what is wrong with the beliefs stated for a profile that is an equilibrium of `concept`."""
    expected = beliefs_document(game, belief_sets(game, profile, concept))
    given = entry.get("beliefs")
    if not isinstance(given, dict):
        yield "beliefs are missing"
        return
    for name, nodes in expected["beliefs"].items():
        if given.get(name) != nodes:
            yield f"the beliefs at {name!r} that support it are {_text(nodes)}, not {_text(given.get(name))}"
    for name in given:
        if name not in expected["beliefs"]:
            yield f"beliefs: there is no information set {name!r:.60}"
    if entry.get("conditions", []) != expected.get("conditions", []):
        yield "the conditions on its beliefs are not those of the game"


def _condition(game: ExtensiveFormGame, number: int, own: BeliefSet) -> dict[str, Any]:
    one = game.information_sets[number]
    names = [f"b{node}" for node in one.nodes]
    relations = [f"{' + '.join(names)} = 1", *(f"{name} >= 0" for name in names)]
    relations += [
        f"{_sum([-c for c in row], names)} = 0" if equal else f"{_sum(row, names)} >= 0"
        for row, equal in own.relations()
    ]
    return {
        "variables": {
            name: {"player": game.players[one.player], "information_set": one.label, "node": str(node)}
            for name, node in zip(names, one.nodes, strict=True)
        },
        "all": list(dict.fromkeys(relations)),
    }


def _tie(game: ExtensiveFormGame, group: TiedSets, beliefs: Sequence[BeliefSet | None]) -> dict[str, Any]:
    """That all sets of a group believe in their classes in the same proportions, times their masses."""
    leads: list[list[tuple[int, Fraction]]] = []
    for number, masses in zip(group.numbers, group.masses, strict=True):
        own, one = beliefs[number], game.information_sets[number]
        assert own is not None
        leads.append([])
        for row, mass in zip(own.classes, masses, strict=True):
            k = next(k for k, p in enumerate(row) if p)
            leads[-1].append((one.nodes[k], row[k] * mass))
    relations = []
    first = leads[0]
    for other in leads[1:]:
        for j in range(len(first)):
            for k in range(j + 1, len(first)):
                (a, p), (b, q), (c, r), (d, s) = first[j], other[k], first[k], other[j]
                ratio = p * q / (r * s)
                left = [] if ratio.denominator == 1 else [str(ratio.denominator)]
                right = [] if ratio.numerator == 1 else [str(ratio.numerator)]
                relations.append(
                    f"{'*'.join([*left, f'b{a}', f'b{b}'])} = {'*'.join([*right, f'b{c}', f'b{d}'])}"
                )
    return {
        "variables": {
            f"b{node}": {
                "player": game.players[game.information_sets[n].player],
                "information_set": game.information_sets[n].label,
                "node": str(node),
            }
            for n, own in zip(group.numbers, leads, strict=True)
            for node, _ in own
        },
        "all": relations,
    }


def _sum(row: Sequence[Fraction], names: Sequence[str]) -> str:
    parts: list[str] = []
    for c, name in zip(row, names, strict=True):
        if c:
            text = name if abs(c) == 1 else f"{number_text(abs(c))}*{name}"
            parts.append(f" {'-' if c < 0 else '+'} {text}" if parts else f"-{text}" if c < 0 else text)
    return "".join(parts)


def _text(nodes: Any) -> str:
    if not isinstance(nodes, dict):
        return repr(nodes)[:60]
    return ", ".join(
        f"{k}: {' to '.join(map(str, v)) if isinstance(v, (list, tuple)) else v}" for k, v in nodes.items()
    )
