"""What is shown of critical discount factors."""

from __future__ import annotations

from collections.abc import Iterator

from .blocks import Block, Paragraph, Table
from .decimals import with_decimal
from .trigger import Trigger
from .value_display import mixed_lines
from .wording import player_name

SUSTAINED = {
    True: "With the discount factors of this game the target is sustained.",
    False: "With the discount factors of this game the target is not sustained.",
}


def trigger_claim(complete: bool, because: str) -> str:
    """Return what the answer claims, and why."""
    claim = "Complete" if complete else "Incomplete"
    return f"{claim}: {because.rstrip('.')}."


def trigger_blocks(trigger: Trigger) -> Iterator[Block]:
    """Yield the target, the punishment, and for each player the patience that is needed."""
    stage, value = trigger.game.stage, trigger.critical
    rows = tuple(
        (who, own[s]) for who, own, s in zip(stage.players, stage.strategies, trigger.target, strict=True)
    )
    yield Table(("player", "plays"), rows, "Target, in every round until somebody deviates")
    length = (
        "for ever" if trigger.length is None else f"for {trigger.length} round" + "s" * (trigger.length > 1)
    )
    yield Table(
        ("player", "best deviation", "gains", "punishment costs a round", "critical discount factor"),
        tuple(
            (
                who,
                own[one.deviation] if one.gain > 0 else "none pays",
                with_decimal(one.gain) if one.gain > 0 else "",
                with_decimal(one.loss),
                "none below 1" if one.critical is None else with_decimal(one.critical),
            )
            for who, own, one in zip(stage.players, stage.strategies, trigger.players, strict=True)
        ),
        f"Punishment {length}",
    )
    for who, one in zip(stage.players, trigger.players, strict=True):
        punished = "; ".join(
            f"{player_name(other)}: {', '.join(mixed_lines(own, row))}"
            for other, own, row in zip(stage.players, stage.strategies, one.reversion, strict=True)
        )
        yield Paragraph(f"{player_name(who)} is punished by the stage equilibrium {punished}.")
    if value is not None:
        yield Paragraph(f"Critical discount factor of all players: {with_decimal(value)}.")
    if trigger.sustained is not None:
        yield Paragraph(SUSTAINED[trigger.sustained])
    yield Paragraph(
        "Proof: the punishments are equilibria of the stage game, and at each critical discount factor the "
        "best one-shot deviation from the target gains exactly 0; it gains less above and more below."
    )
