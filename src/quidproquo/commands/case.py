"""``qpq case``: make the folder of a case from a template, and check what a reader of it would miss."""

from __future__ import annotations

from typing import Annotated

import typer

from .shared import DONE, NEGATIVE, Format, FormatOption, write, write_json

app = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)

FolderArgument = Annotated[
    str, typer.Argument(metavar="PATH", help="The folder of the case.", show_default=False)
]


@app.callback()
def case_(ctx: typer.Context) -> None:
    """Make and check cases of your own."""
    if ctx.invoked_subcommand is None:
        write(ctx.get_help())


@app.command()
def new(
    name: Annotated[
        str,
        typer.Argument(metavar="NAME", help="The folder to make; its last part is the id of the case."),
    ],
    format_: FormatOption = Format.table,
) -> int:
    """Make a working case in a new folder.

    Example: qpq case new my-case
    """
    from ..cases.check import TEMPLATE, new_case

    made = new_case(name)
    if format_ is Format.json:
        write_json({"schema": 1, "case": str(made), "files": list(TEMPLATE)})
    else:
        lines = [f"{made / one}" for one in TEMPLATE]
        prefix = "" if "/" in str(made) else "./"
        write("\n".join([*lines, f"Try: qpq solve case:{prefix}{made}/weir", f"     qpq case check {made}"]))
    return DONE


@app.command()
def check(case: FolderArgument, format_: FormatOption = Format.table) -> int:
    """Name what a reader of a case would miss.

    The exit status is 0 for a clean case, 1 with findings, 2 for one that cannot be read.

    Example: qpq case check ./my-case
    """
    from ..cases.check import check_case

    found = check_case(case)
    if format_ is Format.json:
        entries = [{"file": one.file, "line": one.line, "message": one.message} for one in found]
        write_json({"schema": 1, "case": case, "findings": entries})
    else:
        from ..games.wording import visible

        lines = [visible(str(one)) for one in found]
        write("\n".join(lines) if lines else f"{visible(case)}: nothing is missing")
    return NEGATIVE if found else DONE
