"""``qpq verify``: check a solution file made by anyone, trusting no solver."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from ..games.verification import Verification


def verify(
    game: GameArgument,
    solution: Annotated[
        str,
        typer.Argument(
            metavar="SOLUTION.json",
            help="A file of qpq solve or qpq regimes --format json; - reads standard input.",
        ),
    ],
    set_: SetOption = None,
    format_: FormatOption = Format.table,
) -> int:
    """Check a solution file.

    The exit status is 1 if anything in it is refuted.

    Example: qpq solve game.nfg --format json > answer.json; qpq verify game.nfg answer.json
    """
    from ..games.errors import ParseError
    from ..games.regime_verification import is_map
    from ..games.verification import verify_document
    from ..progress import progress

    text = read_text_file(solution)
    with progress("checking"):
        if is_map(text):
            try:
                found = _verified_map(text, game, set_)
            except (AttributeError, LookupError, TypeError) as problem:  # fields of another shape
                raise ParseError(
                    f"{solution}: this is no map in the published format, which qpq regimes --format json "
                    f"writes ({type(problem).__name__}: {problem})"
                ) from None
        else:
            found = verify_document(text, load_game(game, set_).game)
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


def _verified_map(text: str, game: str, settings: list[str] | None) -> Verification:
    import json

    from ..games.errors import UnsupportedGame
    from ..games.extensive_form import ExtensiveFormGame
    from ..games.grid_verification import verify_grid
    from ..games.normal_form import NormalFormGame
    from ..games.regime_verification import verify_map
    from ..games.region_verification import verify_regions
    from ..games.strategies import normal_form
    from .symbolic import load_symbolic

    document = json.loads(text)
    names = _varied(document)
    loaded = load_symbolic(game, settings, names).game
    if not isinstance(loaded, (NormalFormGame, ExtensiveFormGame)):
        raise UnsupportedGame("maps of normal forms and trees are verified")
    if "regions" in document:
        return verify_regions(text, loaded)
    if "grid" in document:
        return verify_grid(text, loaded)
    stated = document.get("game")
    if isinstance(loaded, ExtensiveFormGame) and isinstance(stated, dict) and stated.get("form") == "normal":
        loaded = normal_form(loaded)
    return verify_map(text, loaded)


def _varied(document: dict[str, Any]) -> list[str]:
    """The names of the parameters that a map is about."""
    if "parameters" in document:
        return [str(name) for name in document["parameters"]]
    axes = [document[field] for field in ("parameter", "parameter2") if field in document]
    return [str(axis.get("name") if isinstance(axis, dict) else axis) for axis in axes]
