"""What is shown of answers about commitment: both values, what to compare them with, ways to suprema."""

from __future__ import annotations

from collections.abc import Iterator

from .blocks import Block, Paragraph, Table
from .commitment import Optimum
from .commitment_tree import commitment_form
from .decimals import with_decimal
from .extensive_form import ExtensiveFormGame
from .normal_form import NormalFormGame
from .solution import Solution
from .value_display import mixed_lines
from .wording import player_name

TIES = {"strong": "in the leader's favour", "weak": "against the leader"}


def commitment_blocks(solution: Solution) -> Iterator[Block]:
    """Yield the value asked for, a table of all values, and for a supremum a commitment close to it."""
    commitment, game = solution.commitment, solution.game
    assert commitment is not None
    assert isinstance(game, (NormalFormGame, ExtensiveFormGame))
    who = player_name(game.players[commitment.leader])
    asked = commitment.asked
    reached = "" if asked.profile is not None else ", which is approached but not attained"
    yield Paragraph(
        f"Value: {who} gets {with_decimal(asked.value)} by commitment{reached}; ties are broken "
        f"{TIES[commitment.ties]}."
    )
    rows = [
        ("commitment, ties in the leader's favour (strong)", *_value(commitment.strong)),
        ("commitment, ties against the leader (weak)", *_value(commitment.weak)),
        ("commitment to a pure strategy, strong", with_decimal(commitment.pure[0]), "yes"),
        ("commitment to a pure strategy, weak", with_decimal(commitment.pure[1]), "yes"),
    ]
    if commitment.nash is not None:
        rows.append(("best Nash equilibrium", with_decimal(commitment.nash.best_value), "yes"))
        rows.append(("worst Nash equilibrium", with_decimal(commitment.nash.worst_value), "yes"))
    yield Table(("", f"{who} gets", "attained"), tuple(rows), "What commitment is worth")
    worth = commitment.value_of_commitment
    if worth is not None:
        yield Paragraph(f"Value of commitment over the best equilibrium: {with_decimal(worth)}.")
    way = asked.approach
    if way is not None:
        labels = commitment_form(game).strategies[commitment.leader]
        gap = with_decimal(asked.value - way.near_value)
        rows_near = tuple(
            (who if not k else "", line) for k, line in enumerate(mixed_lines(labels, way.near))
        )
        yield Table(("player", "plays"), rows_near, f"A commitment that gives {gap} less than the value")


def bounded_commitment_blocks(solution: Solution) -> Iterator[Block]:
    """Yield the value of commitment where it is bounded reply by reply on the sequence form."""
    if solution.commitment_bounds is None or solution.value is None:
        return
    who = player_name(solution.game.players[solution.commitment_bounds.leader])
    yield Paragraph(
        f"Value: {who} gets {with_decimal(solution.value)} by commitment; ties are broken {TIES['strong']}. "
        "What commitment gives otherwise was not computed, as the normal form is too large."
    )


def _value(optimum: Optimum) -> tuple[str, str]:
    return with_decimal(optimum.value), "yes" if optimum.profile is not None else "no"
