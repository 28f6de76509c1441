"""A replay as rows and as plain text of at most 100 columns."""

from __future__ import annotations

import textwrap
from fractions import Fraction

from .replay_result import CHANCE, EQUILIBRIUM, Replay, ReplayNode, UsedNumber

WIDTH = 100


def decimal_text(value: Fraction, digits: int = 2) -> str:
    """Write a number for the eye: rounded to a few digits, with a mark where that changed it.

    Examples
    --------
    >>> decimal_text(Fraction(-7, 2)), decimal_text(Fraction(1, 3)), decimal_text(Fraction(-1, 1000))
    ('-3.50', '≈0.33', '≈-0.00')
    """
    rounded = round(value, digits)
    sign = "-" if value < 0 else ""
    whole, part = divmod(abs(rounded.numerator) * 10**digits // rounded.denominator, 10**digits)
    return f"{'' if rounded == value else '≈'}{sign}{whole}.{part:0{digits}d}"


def replay_rows(replay: Replay) -> tuple[tuple[str, ...], ...]:
    """Return one row per node: date, node, player, menu, done, equilibrium, values, match.

    A date of which the record gives only the month is marked with ``*``.
    """
    return tuple(
        (
            _date(node),
            node.id,
            node.player,
            ", ".join(node.menu),
            node.observed,
            " or ".join(node.equilibrium),
            ", ".join(f"{option} {decimal_text(value)}" for option, value in node.values.items()),
            _match(node),
        )
        for node in replay.nodes
    )


def replay_text(replay: Replay) -> str:
    """Return the whole result as text: nodes, scores, numbers used, and what it cannot show."""
    lines = [f"Replay {replay.case}: {replay.title}", *_wrap(f"Values: {replay.unit}.", ""), ""]
    for number, node in enumerate(replay.nodes, 1):
        lines += _node_lines(number, node)
    if any(node.date != node.recorded_date for node in replay.nodes):
        lines.append("* the record gives only the month; the move is reckoned at its 15th day")
    count = len(replay.nodes)
    lines += ["", f"Score on {count} nodes (a rule that leaves n options open scores 1/n for the right one)"]
    for rule, score in replay.scores.items():
        lines.append(f"  {rule:<16} {score!s:>6} of {count}   {decimal_text(score)}")
    lines += ["", "What equilibrium would have played from the first node on"]
    lines += _wrap("; ".join(f"{node}: {option}" for node, option in replay.path), "  ")
    payoffs = ", ".join(f"{who} {decimal_text(x)} ({x})" for who, x in replay.path_payoffs.items())
    lines += _wrap(f"worth {payoffs}", "  ")
    lines += ["", "Numbers used (judged ones are judgements: read them with their range)"]
    lines += [_number_line(number) for number in replay.numbers]
    lines.append(f"  fingerprint of the calibration {replay.fingerprint}")
    lines.append(f"  fingerprint of the rules       {replay.rules_fingerprint}")
    for title, entries in (
        ("Messages", replay.messages),
        ("How the tree is made", replay.conventions),
        ("Moves left out", replay.left_out),
        ("What this cannot show", replay.cannot_show),
    ):
        if entries:
            lines += ["", title]
            for entry in entries:
                lines += _wrap(entry, "  - ")
    return "\n".join(lines) + "\n"


def _node_lines(number: int, node: ReplayNode) -> list[str]:
    lines = _wrap(f"{number:>2}  {_date(node)}  {node.player}  {node.id}: {node.about}", "")
    best = " or ".join(node.equilibrium)
    lines += _wrap(f"done: {node.observed}   equilibrium: {best}   {_match(node)}", "      ")
    lines += _wrap("menu: " + ", ".join(node.menu), "      ")
    values = "; ".join(f"{option} {decimal_text(x)} ({x})" for option, x in node.values.items())
    lines += _wrap(f"worth to {node.player}: {values}", "      ")
    others = [
        f"{rule}: {_guess(node, rule)}" for rule in node.predictions if rule not in (EQUILIBRIUM, CHANCE)
    ]
    lines += _wrap("; ".join(others), "      ")
    return lines


def _guess(node: ReplayNode, rule: str) -> str:
    options = node.predictions[rule]
    return "anything" if len(options) == len(node.menu) else " or ".join(options)


def _match(node: ReplayNode) -> str:
    if node.knife_edge:
        return "one of several best moves (knife edge)" if node.match else "miss (knife edge)"
    return "match" if node.match else "miss"


def _date(node: ReplayNode) -> str:
    return node.date if node.date == node.recorded_date else f"{node.recorded_date}*"


def _number_line(number: UsedNumber) -> str:
    value = str(number.value)
    if not number.range:
        how = "set" if number.origin == "set" else f"= {number.origin}"
        return f"  {number.name:<13} {value:>7}  {number.unit:<16} {how}"
    low, high = number.range
    origin = ", set" if number.origin == "set" else ""
    return f"  {number.name:<13} {value:>7}  {number.unit:<16} {number.provenance}, {low} to {high}{origin}"


def _wrap(text: str, indent: str) -> list[str]:
    rest = " " * len(indent) if indent else "      "
    return textwrap.wrap(text, WIDTH, initial_indent=indent, subsequent_indent=rest, break_on_hyphens=False)
