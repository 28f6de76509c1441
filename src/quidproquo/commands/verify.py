"""``qpq verify``: check a solution file made by anyone, trusting no solver."""

from __future__ import annotations

from typing import Annotated

import typer

from .shared import (
    DONE,
    NEGATIVE,
    Format,
    FormatOption,
    GameArgument,
    SetOption,
    load_game,
    page_width,
    read_text_file,
    write,
    write_json,
)


def verify(
    game: GameArgument,
    solution: Annotated[
        str,
        typer.Argument(
            metavar="SOLUTION.json", help="A file of qpq solve --format json; - reads standard input."
        ),
    ],
    set_: SetOption = None,
    format_: FormatOption = Format.table,
) -> int:
    """Check a solution file.

    The exit status is 1 if anything in it is refuted.

    Example: qpq solve game.nfg --format json > answer.json; qpq verify game.nfg answer.json
    """
    from ..games.verification import verify_document
    from ..progress import progress

    loaded = load_game(game, set_)
    text = read_text_file(solution)
    with progress("checking"):
        found = verify_document(text, loaded.game)
    if format_ is Format.json:
        write_json(
            {
                "schema": 1,
                "verified": found.ok,
                "checked": list(found.checked),
                "findings": list(found.findings),
            }
        )
    else:
        from ..games.blocks import Block, Heading, Table, blocks_text

        blocks: list[Block] = [Heading("Verified" if found.ok else "Refuted")]
        for caption, lines in (("Findings", found.findings), ("Checked", found.checked)):
            if lines:
                blocks.append(Table(("", ""), tuple(("-", line) for line in lines), caption))
        write(blocks_text(blocks, page_width()))
    return DONE if found.ok else NEGATIVE
