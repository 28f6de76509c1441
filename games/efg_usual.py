"""Nodes of .efg files in their usual form, matched at one go; anything else is left to the strict reader.

A match takes the place of a dozen tokens. It is used only where the strict reader would read the same: plain
quoted texts, white space between all words, and what stands behind the node begins another one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from .labels import MAX_LABEL

_TEXT = r'"[^"\\]*+"'
_NODE = re.compile(
    rf"\s*+(?:t\s++{_TEXT}"
    rf"|p\s++{_TEXT}\s++(?P<player>\d{{1,9}}+)\s++(?P<set>\d{{1,9}}+)"
    rf'(?:\s++"(?P<label>[^"\\]*+)"\s++(?P<actions>\{{(?:\s*+{_TEXT})++\s*+\}}))?+)'
    r"\s++(?P<outcome>\d{1,9}+)"
    r'(?:\s++"(?P<name>[^"\\]*+)"\s++\{(?P<payoffs>[^{}"\\]*+)\})?+'
    r"(?=\s++[pct]\s|\s*+\Z)",
    re.ASCII,
)
_ACTION = re.compile(r'"([^"]*+)"')
_WHOLE = re.compile(r"[+-]?\d{1,18}+\Z", re.ASCII)


class UsualNode(NamedTuple):
    """What one node in the usual form says; `player` is None at terminal nodes.

    `actions` is None where the information set is not described again, `payoffs` where the outcome is not.
    """

    end: int
    player: int | None
    set: int
    label: str
    actions: list[str] | None
    outcome: int
    name: str
    payoffs: tuple[Fraction, ...] | None


@dataclass(slots=True)
class UsualNodes:
    """Matches nodes of one file, and remembers lists of actions and payoffs that come again."""

    text: str
    players: int
    numbers: dict[str, Fraction]
    actions: dict[str, list[str]] = field(default_factory=dict)
    payoffs: dict[str, tuple[Fraction, ...]] = field(default_factory=dict)

    def at(self, position: int) -> UsualNode | None:
        """Return the node that stands at a position of the text; None where it has another form.

        Examples
        --------
        >>> text = 'p "" 1 7 "ask" { "high" "low" } 0 t "" 1 "" { 1/2, -3 }'
        >>> nodes = UsualNodes(text, 2, {"1/2": Fraction(1, 2)})
        >>> first = nodes.at(0)
        >>> first.player, first.set, first.actions, nodes.at(first.end).payoffs
        (1, 7, ['high', 'low'], (Fraction(1, 2), Fraction(-3, 1)))
        >>> nodes.at(3) is None
        True
        """
        match = _NODE.match(self.text, position)
        if match is None:
            return None
        player, number, label, listed, outcome, name, amounts = match.groups()
        actions = payoffs = None
        if listed is not None:
            actions = self.actions.get(listed)
            if actions is None:
                actions = self.actions[listed] = _ACTION.findall(listed)
            if len(label) > MAX_LABEL or (len(listed) > MAX_LABEL and max(map(len, actions)) > MAX_LABEL):
                return None
        if amounts is not None:
            payoffs = self.payoffs.get(amounts) or self.amounts(amounts)
            if payoffs is None:
                return None
        return UsualNode(
            match.end(),
            None if player is None else int(player),
            int(number or 0),
            label or "",
            actions,
            int(outcome),
            name or "",
            payoffs,
        )

    def amounts(self, text: str) -> tuple[Fraction, ...] | None:
        """Read one number per player, whole ones and those that were read before."""
        words = text.split(",") if "," in text else text.split()
        if len(words) != self.players:
            return None
        found = []
        for word in map(str.strip, words):
            number = self.numbers.get(word)
            if number is None:
                if not _WHOLE.match(word):
                    return None
                number = self.numbers[word] = Fraction(int(word))
            found.append(number)
        self.payoffs[text] = tuple(found)
        return self.payoffs[text]
