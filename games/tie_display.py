"""What is shown of ties, of pure members, and of threats that nobody would carry out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .blocks import Block, Paragraph, Table
from .extensive_form import ExtensiveFormGame
from .solution import Solution
from .wording import player_name

SHOWN = 20


def tie_blocks(solution: Solution) -> Iterator[Block]:
    """Yield the ties of a subgame perfect answer, and how many of its equilibria are pure."""
    game = solution.game
    if solution.ties and isinstance(game, ExtensiveFormGame):
        rows = []
        for number, actions in list(solution.ties.items())[:SHOWN]:
            one = game.information_sets[number]
            rows.append((game.players[one.player], one.label, ", ".join(one.actions[a] for a in actions)))
        left = len(solution.ties) - SHOWN
        caption = "Ties: equally good in one of the equilibria listed"
        yield Table(
            ("player", "at", "actions"), tuple(rows), caption + (f"; {left} more" if left > 0 else "")
        )
    if solution.conditions and solution.pure_count is not None:
        text = f"{solution.pure_count} of them are" if solution.pure_count != 1 else "One of them is"
        yield Paragraph(f"{text} pure.")


def payoff_blocks(solution: Solution, names: Mapping[str, str]) -> Iterator[Block]:
    """Yield what each player gets in each alternative, with the readable names of the variables."""
    if solution.payoff_set:
        rows = tuple(
            (str(k), *(_readable(text, names) for text in one))
            for k, one in enumerate(solution.payoff_set, 1)
        )
        yield Table(("", *solution.game.players), rows, "What the players get in it")


def threat_blocks(solution: Solution) -> Iterator[Block]:
    """Yield why Nash equilibria of a tree are not subgame perfect."""
    for number, one in enumerate(solution.equilibria, 1):
        for threat in one.threats or ():
            where = ", ".join(threat.information_sets)
            yield Paragraph(
                f"Equilibrium {number} is not subgame perfect: at {where}, {player_name(threat.player)} "
                f"would gain {threat.gain} by {threat.deviation}."
            )


def _readable(text: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), text)
