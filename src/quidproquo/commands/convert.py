"""``qpq convert``: a game between .nfg, .efg and YAML, exactly, and never half written."""

from __future__ import annotations

import enum
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .shared import GameArgument, SetOption, load_game, message, write

if TYPE_CHECKING:
    from ..games.solution import Game


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
        _write_safely(game_text(converted, f".{target}", out), Path(os.path.realpath(out)), force)


def in_form(game: Game, target: Target) -> Game:
    """Return the game in the form that a format holds."""
    from ..games.normal_form import NormalFormGame

    if target is Target.nfg and not isinstance(game, NormalFormGame):
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


def _write_safely(text: str, path: Path, force: bool) -> None:
    """Write beside `path` first and put the file in place in one step."""
    from ..games.errors import InvalidInput

    exists = InvalidInput(f"{path} exists; --force overwrites it")
    if path.exists() and not path.is_file():
        raise InvalidInput(f"{path} is no regular file; for standard output use - with --to")
    if path.exists() and not force:
        raise exists
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".qpq-") as folder:
        draft = Path(folder) / path.name
        draft.write_bytes(text.encode("utf-8"))
        if path.exists():
            draft.chmod(path.stat().st_mode & 0o777)
        if force:
            os.replace(draft, path)
            return
        try:
            os.link(draft, path)
        except FileExistsError:
            raise exists from None
        except OSError:  # a file system without hard links
            os.replace(draft, path)
