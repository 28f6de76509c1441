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
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from ..games.solution import Game

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
    str, typer.Argument(metavar="CASE", help="The id of a case, such as h20.", show_default=False)
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

    found: dict[str, Fraction | str] = {}
    for text in texts or ():
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name or not value:
            raise InvalidInput(f"--set {text!r:.80}: NAME=VALUE is needed, such as --set k=9")
        if name in found:
            raise InvalidInput(f"--set {name!r:.80} is given twice; each name is accepted once")
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
        For a file that cannot be read or is no UTF-8.
    """
    from ..games.errors import ParseError

    shown = "standard input" if name == "-" else name
    try:
        if name == "-":
            raw = sys.stdin.buffer.read()
        else:
            with open(_path(name), "rb") as stream:
                raw = stream.read()
    except OSError as error:
        raise ParseError(f"cannot be read: {error.strerror or error}", source=shown) from None
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ParseError(f"byte 0x{raw[error.start]:02x} is no UTF-8", source=shown, line=line) from None


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


def message(text: str) -> None:
    """Write one line to standard error."""
    if sys.stderr is None:
        return
    line = " ".join(text.split())
    shown = "".join(c if c.isprintable() else repr(c)[1:-1] for c in line)
    try:
        sys.stderr.write(f"qpq: {shown}\n")
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

    if "\0" in name or not name:
        raise ParseError(f"{name!r:.80} is no file name; a file or case:CASE/MODEL is accepted")
    return name
