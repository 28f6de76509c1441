"""A replay as text for people, of the same blocks as solutions: a table per node, scores, numbers, limits."""

from __future__ import annotations

from collections.abc import Iterator

from ..games.blocks import WIDTH, Block, Heading, Paragraph, Table, blocks_text
from ..games.decimals import with_decimal
from ..games.exact import number_text
from .replay_result import EQUILIBRIUM, LOOKING_BACK, UNIFORM, Replay, ReplayNode, UsedNumber

MARK = "×"
RULES = {UNIFORM: "uniform (chance)"}
"""Rules whose name needs a word more in text."""


def replay_text(replay: Replay, width: int = WIDTH) -> str:
    """Return the whole result as text: nodes, scores, numbers used, and what it cannot show.

    A date of which the record gives only the month is marked with ``*``.

    Examples
    --------
    >>> from .replay import replay
    >>> print(replay_text(replay("h20")))
    Replay h20: Chips and magnets, April to November 2025
    ...
      1. 2025-04-04 China, april-controls: Should magnets need a licence that is slow to come? Miss.
        option    worth to China      done  subgame-perfect  tit-for-tat  persistence
        supply    50/91 (≈ 0.5495)          ×
        withhold  -155/91 (≈ -1.703)  ×                      ×            ×
    ...
    """
    return blocks_text(_blocks(replay), width) + "\n"


def _blocks(replay: Replay) -> Iterator[Block]:
    yield Heading(f"Replay {replay.case}: {replay.title}")
    yield Paragraph(f"Values: {replay.unit}. {MARK} marks what was done and what each rule allows.")
    if replay.changes:
        yield Heading("What was changed, and who knows it")
        yield Table(("", ""), tuple((one.operation, one.sentence) for one in replay.changes))
    for number, node in enumerate(replay.nodes, 1):
        yield _node_table(number, node)
    if any(node.date != node.recorded_date for node in replay.nodes):
        yield Paragraph("* the record gives only the month; the move is reckoned at its 15th day")
    yield Heading(f"Score on {len(replay.nodes)} nodes")
    yield from _scores(replay)
    yield Heading("What equilibrium would have played from the first node on")
    yield Paragraph("; ".join(f"{node}: {option}" for node, option in replay.path))
    worth = ", ".join(f"{who} {with_decimal(payoff)}" for who, payoff in replay.path_payoffs.items())
    yield Paragraph(f"worth {worth}")
    yield Heading("Numbers used (judged ones are judgements: read them with their range)")
    yield Table(("name", "value", "unit", "known from"), tuple(_number_row(one) for one in replay.numbers))
    prints = (("calibration", replay.fingerprint), ("rules", replay.rules_fingerprint))
    yield Table(("", ""), prints, "Fingerprints")
    for title, entries in (
        ("Messages", replay.messages),
        ("How the tree is made", replay.conventions),
        ("Moves left out", replay.left_out),
        ("What this cannot show", replay.cannot_show),
    ):
        if entries:
            yield Heading(title)
            yield Table(("", ""), tuple(("-", entry) for entry in entries))


def _scores(replay: Replay) -> Iterator[Block]:
    """Hits of every rule, then each softened by a share of chance, and what that can show."""
    hits = []
    for rule, score in replay.scores.items():
        at = [str(i) for i, node in enumerate(replay.nodes, 1) if node.observed in node.predictions[rule]]
        hits.append((RULES.get(rule, rule), with_decimal(score), "" if rule == UNIFORM else ", ".join(at)))
    yield Table(
        ("rule", "hits", "allows what was done at"),
        tuple(hits),
        "A rule that leaves n options open scores 1/n for the right one",
    )
    if replay.softened:
        rows = tuple(
            (
                RULES.get(rule, rule),
                f"{one.log:.4f}",
                f"{one.brier:.4f}",
                f"{one.least:.3f} to {one.most:.3f}",
            )
            for rule, one in replay.softened.items()
        )
        yield Table(
            ("rule", "log score", "Brier score", "epsilon"),
            rows,
            "(1 - epsilon) rule + epsilon uniform, epsilon fitted on all other nodes; means per node",
        )
        yield Paragraph(replay.shown)
    if replay.rivals:
        yield Table(("", ""), tuple(replay.rivals.items()), "Rivals that restrict the model")


def _node_table(number: int, node: ReplayNode) -> Table:
    """One row per option of the menu, with a mark under every rule that allows it."""
    rules = [rule for rule in (EQUILIBRIUM, *LOOKING_BACK) if rule in node.predictions]
    rows = []
    for option in node.menu:
        marks = [option == node.observed, *(option in node.predictions[rule] for rule in rules)]
        worth = [with_decimal(node.values[option])]
        worth += [with_decimal(node.believed[option])] if node.believed else []
        rows.append((option, *worth, *(MARK if mark else "" for mark in marks)))
    date = node.date if node.date == node.recorded_date else f"{node.recorded_date}*"
    caption = f"{number}. {date} {node.player}, {node.id}: {node.about} {_verdict(node)}."
    head = [
        "option",
        f"worth to {node.player}",
        *(["as it believes"] if node.believed else []),
        "done",
        *rules,
    ]
    return Table(tuple(head), tuple(rows), caption)


def _verdict(node: ReplayNode) -> str:
    if node.knife_edge:
        return "One of several best moves (knife edge)" if node.match else "Miss (knife edge)"
    return "Match" if node.match else "Miss"


def _number_row(number: UsedNumber) -> tuple[str, ...]:
    if number.range:
        low, high = number.range
        known = f"{number.provenance}, {low} to {high}" + (", set" if number.origin == "set" else "")
    else:
        known = "set" if number.origin == "set" else f"= {number.origin}"
    return number.name, number_text(number.value), number.unit, known
