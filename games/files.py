"""Game files on disk, by their extension: .nfg and .efg of Gambit, .yaml or .yml of our own."""

from __future__ import annotations

import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .efg import read_efg, write_efg
from .errors import InvalidInput, ParseError, UnsupportedGame
from .nfg import read_nfg, write_nfg
from .normal_form import NormalFormGame
from .parametric import Game, ParametricGame
from .symbols import check_names
from .yaml_game import read_yaml_game, write_yaml_game

MAX_BYTES = 64 * 1024 * 1024  # more than the largest tree (2 million nodes) or table that is accepted needs
ACCEPTED = ".nfg, .efg, .yaml, .yml"


def read_game_file(path: str | Path, settings: Mapping[str, Any] | None = None) -> Game:
    """Read a game; a YAML game has its parameters replaced by `settings`, and by their defaults.

    Raises
    ------
    InvalidInput
        For a file that cannot be read, another extension, and settings that the game does not have.
    ParseError
        For everything wrong inside the file, with its line.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "trade.nfg")
    ...     _ = path.write_text('NFG 1 R "" { "US" "China" } { 2 1 } 0 0 2 -6')
    ...     read_game_file(path)
    <NormalFormGame 2×1: US, China>
    >>> read_game_file("trade.txt")
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: trade.txt: '.txt' is no kind of game file; accepted: .nfg, .efg, ...
    """
    found = read_parametric_file(path)
    if isinstance(found, ParametricGame):
        return found.at(settings)
    check_names(settings or {}, found.parameters)
    return found


def read_parametric_file(path: str | Path) -> ParametricGame | Game:
    """Read a game; a YAML game keeps its parameters, the others have none.

    Raises
    ------
    InvalidInput, ParseError
        As for `read_game_file`.

    Examples
    --------
    >>> read_parametric_file("no-such-game.yaml")
    Traceback (most recent call last):
    quidproquo.games.errors.InvalidInput: no-such-game.yaml: cannot be read: No such file or directory
    """
    extension, source = _extension(path), str(path)
    text = _text(Path(path), source)
    if extension == ".nfg":
        return read_nfg(text, source)
    if extension == ".efg":
        return read_efg(text, source)
    return read_yaml_game(text, source)


def write_game_file(game: Game, path: str | Path) -> None:
    """Write a game in the format of the extension; an existing file is replaced.

    Raises
    ------
    UnsupportedGame
        For a game that the format cannot hold: the wrong form, symbolic or irrational numbers.
    InvalidInput
        For another extension and for a file that cannot be written.

    Examples
    --------
    >>> import tempfile
    >>> game = NormalFormGame([[1, 2]], title="One choice")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_game_file(game, Path(folder, "choice.yaml"))
    ...     read_game_file(Path(folder, "choice.yaml")) == game
    True
    """
    extension = _extension(path)
    is_table = isinstance(game, NormalFormGame)
    if extension in (".nfg", ".efg") and (extension == ".nfg") != is_table:
        form, other = ("normal", ".nfg") if is_table else ("extensive", ".efg")
        raise UnsupportedGame(
            f"{path}: a game in {form} form fits into {other} or .yaml, not into {extension}"
        )
    if extension == ".yaml":
        text = write_yaml_game(game)
    else:
        text = write_nfg(game) if isinstance(game, NormalFormGame) else write_efg(game)
    try:
        Path(path).write_bytes(text.encode("utf-8"))
    except UnicodeEncodeError:
        raise InvalidInput(f"{path}: a label holds half a character, which UTF-8 cannot write") from None
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path}: cannot be written: {_reason(error)}") from None


def _extension(path: str | Path) -> str:
    extension = Path(path).suffix.lower()
    if extension not in ACCEPTED.split(", "):
        kind = f"{extension!r} is no kind of game file" if extension else "a game file needs an extension"
        raise InvalidInput(f"{path}: {kind}; accepted: {ACCEPTED}")
    return ".yaml" if extension == ".yml" else extension


def _text(path: Path, source: str) -> str:
    try:
        mode = path.stat().st_mode
        if stat.S_ISREG(mode):
            with path.open("rb") as stream:
                raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{source}: cannot be read: {_reason(error)}") from None
    if not stat.S_ISREG(mode):
        kind = "a directory" if stat.S_ISDIR(mode) else "a device or a pipe"
        raise InvalidInput(f"{source}: {kind}; a file is needed")
    if len(raw) > MAX_BYTES:
        raise InvalidInput(f"{source}: larger than {MAX_BYTES // 2**20} MB; smaller files are accepted")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8; game files are UTF-8 text"
        raise ParseError(message, source=source, line=line) from None


def _reason(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error)
