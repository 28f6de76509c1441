"""``qpq exercise``: list, show and check the exercises; no answer is ever printed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .shared import (
    DONE,
    NEGATIVE,
    Format,
    FormatOption,
    page_width,
    read_text_file,
    write,
    write_json,
)

if TYPE_CHECKING:
    from ..cases.exercises.check import Verdict

app = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode=None,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def exercise_(ctx: typer.Context) -> None:
    """List, show and check exercises."""
    if ctx.invoked_subcommand is None:
        write(ctx.get_help())


@app.command("list")
def list_(format_: FormatOption = Format.table) -> int:
    """List the exercises.

    Example: qpq exercise list
    """
    from ..cases.exercises.catalog import list_exercises
    from ..cases.exercises.display import exercise_data, list_text

    found = list_exercises()
    if format_ is Format.json:
        write_json({"schema": 1, "exercises": [exercise_data(one) for one in found]})
    else:
        write(list_text(found, page_width()))
    return DONE


@app.command()
def show(
    exercise: Annotated[
        str, typer.Argument(metavar="ID", help="An exercise such as 5, or a part such as 5.3.")
    ],
    format_: FormatOption = Format.table,
) -> int:
    """Show an exercise, and how its answers are written.

    Example: qpq exercise show 2
    """
    from ..cases.exercises.catalog import find_parts
    from ..cases.exercises.display import exercise_document, exercise_text

    found, parts = find_parts(exercise)
    if format_ is Format.json:
        write_json({"schema": 1, "exercise": exercise_document(found, parts)})
    else:
        write(exercise_text(found, parts, page_width()))
    return DONE


@app.command(context_settings={"ignore_unknown_options": True})
def check(
    exercise: Annotated[
        str, typer.Argument(metavar="ID", help="An exercise such as 5, or a part such as 5.3.")
    ],
    answer: Annotated[str, typer.Argument(metavar="ANSWER", help="The answer; - reads standard input.")],
    format_: FormatOption = Format.table,
) -> int:
    """Check an answer.

    The exit status is 0 for a right answer, 1 for a wrong one, 2 for one that cannot be read.

    Example: qpq exercise check 6.1 "1 + 1"
    """
    from ..cases.exercises.check import check_answer
    from ..progress import progress

    text = read_text_file("-") if answer == "-" else answer
    with progress("checking"):
        verdict = check_answer(exercise, text)
    if format_ is Format.json:
        write_json({"schema": 1, **_document(verdict)})
    else:
        from ..games.blocks import Heading, Paragraph, blocks_text

        lines = [Heading(f"{verdict.exercise}: {verdict.message}")]
        write(blocks_text([*lines, *([Paragraph(verdict.hint)] if verdict.hint else [])], page_width()))
    return DONE if verdict.right else NEGATIVE


def _document(verdict: Verdict) -> dict[str, Any]:
    return {
        "exercise": verdict.exercise,
        "right": verdict.right,
        "message": verdict.message,
        "hint": verdict.hint,
    }
