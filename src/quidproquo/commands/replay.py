"""``qpq replay``: the record of a case, move by move, against the equilibrium."""

from __future__ import annotations

from typing import Annotated

import typer

from .shared import CaseArgument, Format, FormatOption, SetOption, read_settings, write, write_json


def replay(
    case: CaseArgument,
    set_: SetOption = None,
    forbid: Annotated[
        list[str] | None,
        typer.Option("--forbid", metavar="NODE:OPTION", help="Strike an option from a menu; repeatable."),
    ] = None,
    format_: FormatOption = Format.table,
) -> None:
    """Replay a record against the equilibrium.

    Example: qpq replay h20 --set k=9
    """
    from ..cases.replay import replay as replay_case
    from ..progress import progress

    settings = read_settings(set_)
    with progress("replaying"):
        result = replay_case(case, settings, forbid=forbid or ())
    if format_ is Format.json:
        write_json(result.to_json())
    else:
        from ..cases.replay_text import replay_text

        write(replay_text(result))
