"""``qpq replay``: the record of a case, move by move, against the equilibrium."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from .shared import (
    CaseArgument,
    Format,
    FormatOption,
    SetOption,
    page_width,
    read_settings,
    write,
    write_json,
)


def replay(
    case: CaseArgument,
    set_: SetOption = None,
    believe: Annotated[
        list[str] | None,
        typer.Option(
            "--believe",
            metavar="PLAYER:NAME=VALUE",
            help="Let one player alone believe in a number; repeatable.",
        ),
    ] = None,
    forbid: Annotated[
        list[str] | None,
        typer.Option("--forbid", metavar="NODE:OPTION", help="Forbid an option to all; repeatable."),
    ] = None,
    facts: Annotated[
        Path | None,
        typer.Option("--facts", metavar="FILE", help="Read the facts from this file instead of the case's."),
    ] = None,
    format_: FormatOption = Format.table,
) -> None:
    """Replay a record against the equilibrium.

    With --set everybody knows a number, with --believe one player alone errs, with --forbid a move is gone.

    Example: qpq replay h20 --believe US:k=9
    """
    from ..cases.facts import load_facts
    from ..cases.registry import load_case
    from ..cases.replay import replay as replay_case
    from ..progress import progress

    settings = read_settings(set_)
    beliefs = _read_beliefs(believe)
    with progress("replaying"):
        found = load_case(case)
        if facts is not None:
            found = dataclasses.replace(found, facts=load_facts(facts))
        result = replay_case(found, settings, beliefs=beliefs, forbid=forbid or ())
    if format_ is Format.json:
        write_json(result.to_json())
    else:
        from ..cases.replay_text import replay_text

        write(replay_text(result, page_width()))


def _read_beliefs(texts: list[str] | None) -> dict[str, dict[str, Fraction]]:
    """The numbers of ``--believe PLAYER:NAME=VALUE`` by player."""
    from ..games.errors import InvalidInput
    from ..games.exact import parse_number
    from ..games.wording import quoted

    found: dict[str, dict[str, Fraction]] = {}
    for text in texts or ():
        player, colon, rest = (part.strip() for part in text.partition(":"))
        name, equals, value = (part.strip() for part in rest.partition("="))
        if not all((player, colon, name, equals, value)):
            raise InvalidInput(f"--believe {quoted(text)}: PLAYER:NAME=VALUE is needed, such as US:k=9")
        if name in found.setdefault(player, {}):
            raise InvalidInput(f"--believe {quoted(f'{player}:{name}')} is given twice; once is accepted")
        found[player][name] = parse_number(value, f"--believe {player}:{name:.80}")
    return found
