"""What the verbs share: their common options, reading the GAME argument, and writing results."""

from __future__ import annotations

import contextlib
import enum
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ..games.parametric import Game

DONE, NEGATIVE, BAD_INPUT, STOPPED = range(4)
"""The exit status: done; the answer is negative; bad input; a limit or Ctrl-C stopped the work."""

PIPED_WIDTH = 100
LEAST_WIDTH = 40
MOST_WIDTH = 120
CASE = "case:"


class Format(enum.StrEnum):
    """How results are written."""

    table = "table"
    json = "json"


FormatOption = Annotated[
    Format, typer.Option("--format", metavar="table|json", help="Text to read, or JSON.", show_default=True)
]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter to an exact number; repeatable."),
]
GameArgument = Annotated[
    str,
    typer.Argument(
        metavar="GAME", help="A .nfg or .efg file, a .yaml game, or case:CASE/MODEL.", show_default=False
    ),
]
CaseArgument = Annotated[
    str,
    typer.Argument(metavar="CASE", help="The id of a case, such as h20, or its folder.", show_default=False),
]


@dataclass(frozen=True, slots=True)
class LoadedGame:
    """A game, the lines that say where its numbers come from, and the model's borders it lies on."""

    game: Game
    notes: tuple[str, ...] = ()
    borders: tuple[str, ...] = ()


def read_settings(texts: Sequence[str] | None, *, words: Sequence[str] = ()) -> dict[str, Any]:
    """Return the values of ``--set NAME=VALUE`` as exact numbers; the names in `words` keep their text.

    Raises
    ------
    InvalidInput
        For a text without ``=``, a value that is no exact number, and a name that is set twice.

    Examples
    --------
    >>> read_settings(["k=9", "sigma = 2/5", "phase=london"], words=["phase"])
    {'k': Fraction(9, 1), 'sigma': Fraction(2, 5), 'phase': 'london'}
    """
    from ..games.errors import InvalidInput
    from ..games.exact import parse_number
    from ..games.wording import quoted

    found: dict[str, Fraction | str] = {}
    for text in texts or ():
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            raise InvalidInput(f"--set {quoted(text)}: NAME=VALUE is needed, such as --set k=9")
        if name in found:
            raise InvalidInput(f"--set {quoted(name)} is given twice; each name is accepted once")
        found[name] = value if name in words else parse_number(value, f"--set {name:.80}")
    return found


def load_game(name: str, settings: Sequence[str] | None = None) -> LoadedGame:
    """Read the game that GAME names, with its parameters set.

    Raises
    ------
    InvalidInput, ParseError
        For a file that cannot be read, an unknown case or parameter, and values that are no numbers.
    """
    if name.startswith(CASE):
        from ..cases.registry import case_model

        built = case_model(name, read_settings(settings, words=["phase"]))
        return LoadedGame(built.game, built.notes, built.borders)
    from ..games.files import read_game_file
    from ..progress import progress

    with progress("reading the game"):
        return LoadedGame(read_game_file(_path(name), read_settings(settings)))


def read_text_file(name: str) -> str:
    """Return the text of a UTF-8 file, or of standard input for ``-``.

    Raises
    ------
    ParseError
        For a file that cannot be read, is too large or is no UTF-8.
    """
    from ..games.text_files import read_standard_input, read_text

    return read_standard_input() if name == "-" else read_text(_path(name))


def write(text: str) -> None:
    """Write a result to standard output; a reader who has gone away is no error."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.write(text if text.endswith("\n") else text + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        forget(sys.stdout)


def write_json(document: Any) -> None:
    """Write plain data as JSON, exact numbers as ``"p/q"``."""
    write(json.dumps(document, ensure_ascii=False, indent=1, default=str))


def write_file(content: bytes, path: Path, force: bool) -> None:
    """Write beside `path` first and put the file in place in one step.

    Raises
    ------
    InvalidInput
        For a path that exists, unless with `force`, and for one that is no regular file.
    """
    import tempfile

    from ..games.errors import InvalidInput

    exists = InvalidInput(f"{path} exists; --force overwrites it")
    if path.exists() and not path.is_file():
        raise InvalidInput(f"{path} is no regular file; a file, or - for standard output, is accepted")
    if path.exists() and not force:
        raise exists
    if not path.parent.is_dir():
        raise InvalidInput(f"{path}: there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK):
        raise InvalidInput(f"{path}: the folder {path.parent} cannot be written to")
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".qpq-") as folder:
        draft = Path(folder) / path.name
        draft.write_bytes(content)
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


def message(text: str) -> None:
    """Write one line to standard error."""
    if sys.stderr is None:
        return
    from ..games.wording import visible

    try:
        sys.stderr.write(f"qpq: {visible(' '.join(text.split()))}\n")
        sys.stderr.flush()
    except OSError:
        forget(sys.stderr)


def forget(stream: IO[str]) -> None:
    """Point a stream whose reader has gone at nothing, so that closing it later raises nothing."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def page_width() -> int:
    """Return the columns to fold at: those of the terminal, or a fixed number where there is none."""
    if sys.stdout is None or not sys.stdout.isatty():
        return PIPED_WIDTH
    import shutil

    return max(LEAST_WIDTH, min(MOST_WIDTH, shutil.get_terminal_size().columns))


def _path(name: str) -> str:
    from ..games.errors import ParseError
    from ..games.wording import quoted

    if "\0" in name or not name:
        raise ParseError(f"{quoted(name)} is no file name; a file or case:CASE/MODEL is accepted")
    return name
