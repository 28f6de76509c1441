"""``qpq replay``: the record of a case, move by move, against the equilibrium."""

from __future__ import annotations

import dataclasses
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
    forbid: Annotated[
        list[str] | None,
        typer.Option("--forbid", metavar="NODE:OPTION", help="Strike an option from a menu; repeatable."),
    ] = None,
    facts: Annotated[
        Path | None,
        typer.Option("--facts", metavar="FILE", help="Read the facts from this file instead of the case's."),
    ] = None,
    format_: FormatOption = Format.table,
) -> None:
    """Replay a record against the equilibrium.

    Example: qpq replay h20 --set k=9
    """
    from ..cases.facts import load_facts
    from ..cases.registry import load_case
    from ..cases.replay import replay as replay_case
    from ..progress import progress

    settings = read_settings(set_)
    with progress("replaying"):
        found = load_case(case)
        if facts is not None:
            found = dataclasses.replace(found, facts=load_facts(facts))
        result = replay_case(found, settings, forbid=forbid or ())
    if format_ is Format.json:
        write_json(result.to_json())
    else:
        from ..cases.replay_text import replay_text

        write(replay_text(result, page_width()))
