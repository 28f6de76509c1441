"""``qpq convert``: a game between .nfg, .efg and YAML, exactly, and never half written."""

from __future__ import annotations

import enum
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .shared import GameArgument, SetOption, load_game, message, write, write_file

if TYPE_CHECKING:
    from ..games.parametric import Game


class Target(enum.StrEnum):
    """The formats that can be written."""

    nfg = "nfg"
    efg = "efg"
    yaml = "yaml"


EXTENSIONS = {".nfg": Target.nfg, ".efg": Target.efg, ".yaml": Target.yaml, ".yml": Target.yaml}


def convert(
    game: GameArgument,
    out: Annotated[
        str, typer.Argument(metavar="[OUT]", help="The file to write; - or nothing for standard output.")
    ] = "-",
    to: Annotated[
        Target | None,
        typer.Option("--to", metavar="nfg|efg|yaml", help="The format; without it OUT's extension."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite OUT if it exists.")] = False,
    set_: SetOption = None,
) -> None:
    """Convert a game between .nfg, .efg and YAML.

    A tree written as .nfg is its reduced normal form; a normal form written as .efg is a tree whose players
    see nothing of each other's moves.

    Example: qpq convert case:h20/linkage linkage.nfg
    """
    target = _target(out, to)
    loaded = load_game(game, set_)
    for note in loaded.notes:
        message(f"note: {note}")
    converted = in_form(loaded.game, target)
    from ..games.files import game_text

    if out == "-":
        write(game_text(converted, f".{target}"))
    else:
        text = game_text(converted, f".{target}", out)
        write_file(text.encode("utf-8"), Path(os.path.realpath(out)), force)


def in_form(game: Game, target: Target) -> Game:
    """Return the game in the form that a format holds."""
    from ..games.extensive_form import ExtensiveFormGame
    from ..games.normal_form import NormalFormGame

    if target is Target.nfg and isinstance(game, ExtensiveFormGame):
        from ..games.strategies import normal_form

        return normal_form(game, reduced=True)
    if target is Target.efg and isinstance(game, NormalFormGame):
        from ..games.simultaneous_tree import simultaneous_tree

        return simultaneous_tree(game)
    return game


def _target(out: str, to: Target | None) -> Target:
    from ..games.errors import InvalidInput
    from ..games.wording import quoted

    if "\0" in out or not out:
        raise InvalidInput(f"{quoted(out)} is no file name; a file, or - for standard output, is accepted")
    extension = Path(out).suffix.lower()
    named = None if out == "-" else EXTENSIONS.get(extension)
    if to is None and named is None:
        where = "for standard output, --to is needed" if out == "-" else f"{out}: the extension is not known"
        raise InvalidInput(f"{where}; accepted: nfg, efg, yaml")
    if to is not None and named is not None and to is not named:
        raise InvalidInput(f"--to {to} and the extension of {out} disagree; one of the two is enough")
    return to or named or Target.yaml
