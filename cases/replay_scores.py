"""Rules that name options as probabilities: softened by a share of chance, fitted on the other nodes.

Every rule, equilibrium included, is scored as (1 - e) rule + e uniform. Its e is fitted to all nodes but one
and scored on that one, so that no rule is judged on a node that it was fitted to.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

STEPS = 60
"""Halvings of the range of e; more do not move a float."""


@dataclass(frozen=True, slots=True)
class RuleScore:
    """How well a softened rule foretells each node from the others, in floating point.

    Attributes
    ----------
    log : mean natural logarithm of the probability of what was done; higher is better, and minus infinity
        where a rule that never failed on the other nodes fails on the one left out.
    brier : mean squared distance between the probabilities and what was done, from 0 to 2; lower is better.
    least, most : the smallest and the largest e that was fitted.
    logs : the logarithm at each node.
    """

    log: float
    brier: float
    least: float
    most: float
    logs: tuple[float, ...]


def fitted_share(chances: Sequence[tuple[float, float]]) -> float:
    """Return the e in [0, 1] that makes a record likeliest, given what rule and chance say of each move.

    Examples
    --------
    >>> hit, miss = (1.0, 0.5), (0.0, 0.5)
    >>> fitted_share([hit, hit, hit, hit]), round(fitted_share([hit, hit, hit, miss]), 6)
    (0.0, 0.5)
    """

    def slope(share: float) -> float:
        terms = []
        for rule, chance in chances:
            there = rule + share * (chance - rule)
            if there == 0:
                return math.inf
            terms.append((chance - rule) / there)
        return math.fsum(terms)

    if not chances or slope(0.0) <= 0:
        return 0.0
    low, high = 0.0, 1.0
    if slope(high) >= 0:
        return high
    for _ in range(STEPS):  # the likelihood is concave in e: its slope changes sign once
        middle = (low + high) / 2
        low, high = (middle, high) if slope(middle) > 0 else (low, middle)
    return low


def rule_score(nodes: Sequence[tuple[Sequence[str], Sequence[str], str]]) -> RuleScore:
    """Return the score of a rule, given for each node the menu, the options it allows, and what was done.

    Examples
    --------
    >>> chance = rule_score([(("a", "b"), ("a", "b"), "a")] * 4)
    >>> round(chance.log, 4), chance.brier
    (-0.6931, 0.5)
    """
    chances = [(1 / len(allowed) if done in allowed else 0.0, 1 / len(menu)) for menu, allowed, done in nodes]
    logs, briers, shares = [], [], []
    for i, (menu, allowed, done) in enumerate(nodes):
        share = fitted_share([*chances[:i], *chances[i + 1 :]])
        softened = {
            option: (1 - share) * (option in allowed) / len(allowed) + share / len(menu) for option in menu
        }
        logs.append(math.log(softened[done]) if softened[done] else -math.inf)
        briers.append(math.fsum((p - (option == done)) ** 2 for option, p in softened.items()))
        shares.append(share)
    count = len(nodes)
    return RuleScore(
        math.fsum(logs) / count, math.fsum(briers) / count, min(shares), max(shares), tuple(logs)
    )


def comparison(scores: Mapping[str, RuleScore], ours: str, chance: str) -> str:
    """Return what so few nodes can show of equilibrium beside the best rival, in one plain sentence."""
    rival = max((rule for rule in scores if rule not in (ours, chance)), key=lambda rule: scores[rule].log)
    return " ".join(_against(scores, ours, other) for other in dict.fromkeys((rival, chance)))


def _against(scores: Mapping[str, RuleScore], ours: str, other: str) -> str:
    gaps = [a - b for a, b in zip(scores[ours].logs, scores[other].logs, strict=True)]
    count = len(gaps)
    if not all(map(math.isfinite, gaps)):
        return f"Beside {other}, one surprise decides the log score of {ours} on these {count} nodes."
    mean = math.fsum(gaps) / count
    error = math.sqrt(math.fsum((gap - mean) ** 2 for gap in gaps) / (count - 1) / count)
    side = "lower" if mean < 0 else "higher"
    verdict = (
        "so few nodes cannot tell the two apart"
        if abs(mean) < 2 * error or mean == 0
        else "more than twice that error, yet from one case whose nodes hang together"
    )
    return (
        f"The log score of {ours} is {side} than that of {other} by {abs(mean):.3f} per node, with a "
        f"standard error of {error:.3f} as if the {count} nodes were independent: {verdict}."
    )
