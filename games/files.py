"""Game files on disk, by their extension: .nfg and .efg of Gambit, .yaml or .yml of our own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .efg import read_efg, write_efg
from .errors import InvalidInput, UnsupportedGame
from .extensive_form import ExtensiveFormGame
from .names import several
from .nfg import read_nfg, write_nfg
from .normal_form import NormalFormGame
from .parametric import Game, ParametricGame
from .repeated_game import RepeatedGame
from .situation import FORM_NAMES
from .symbols import check_names
from .text_files import MAX_BYTES, read_text, reason
from .yaml_game import read_yaml_game, write_yaml_game

ACCEPTED = ".nfg, .efg, .yaml, .yml"


def read_game_file(
    path: str | Path, settings: Mapping[str, Any] | None = None, symbols: Iterable[str] = ()
) -> Game:
    """Read a game; a YAML game has its parameters replaced by `settings`, and by their defaults.

    Parameters
    ----------
    path : a .nfg, .efg, .yaml or .yml file.
    settings : value by parameter, exact numbers or texts such as ``"2/5"``.
    symbols : parameters that stay symbols, so that the game can be solved for all their values at once.

    Raises
    ------
    InvalidInput
        For another extension, and settings that the game does not have.
    ParseError
        For a file that cannot be read, and for everything wrong inside it, with its line.

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
    free = several(symbols, "symbols", "k")
    if isinstance(found, ParametricGame):
        return found.leaving(free, settings) if free else found.at(settings)
    check_names({**dict.fromkeys(free), **(settings or {})}, found.parameters)
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
    quidproquo.games.errors.ParseError: no-such-game.yaml: cannot be read: No such file or directory
    """
    extension, source = _extension(path), str(path)
    text = read_text(path, MAX_BYTES)
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
    raw = game_text(game, _extension(path), str(path)).encode("utf-8")
    try:
        Path(path).write_bytes(raw)
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path}: cannot be written: {reason(error)}") from None


def game_text(game: Game, extension: str, source: str = "") -> str:
    """Return a game as the text of a file with this extension, which can always be written as UTF-8.

    Parameters
    ----------
    game : the game.
    extension : ``.nfg``, ``.efg``, ``.yaml`` or ``.yml``.
    source : the name to show in messages; "the game" unless given.

    Raises
    ------
    UnsupportedGame
        For a game that the format cannot hold: the wrong form, symbolic or irrational numbers.
    InvalidInput
        For another extension and for labels that UTF-8 cannot write.

    Examples
    --------
    >>> game_text(NormalFormGame([[1, 2]]), ".nfg").splitlines()[0]
    'NFG 1 R "" { "1" }'
    """
    name, extension = source or "the game", _extension(f"game{extension}")
    if extension != ".yaml" and isinstance(game, RepeatedGame):
        raise UnsupportedGame(f"{name}: a repeated game fits into .yaml alone; its stage game also into .nfg")
    if extension != ".yaml" and not isinstance(game, (NormalFormGame, ExtensiveFormGame)):
        raise UnsupportedGame(f"{name}: a {FORM_NAMES[game.form]} fits into .yaml alone")
    is_table = isinstance(game, NormalFormGame)
    if extension in (".nfg", ".efg") and (extension == ".nfg") != is_table:
        form, other = ("normal", ".nfg") if is_table else ("extensive", ".efg")
        raise UnsupportedGame(
            f"{name}: a game in {form} form fits into {other} or .yaml, not into {extension}"
        )
    if extension == ".yaml":
        text = write_yaml_game(game)
    elif isinstance(game, ExtensiveFormGame):
        text = write_efg(game)
    else:
        assert isinstance(game, NormalFormGame)
        text = write_nfg(game)
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise InvalidInput(f"{name}: a label holds half a character, which UTF-8 cannot write") from None
    return text


def _extension(path: str | Path) -> str:
    extension = Path(path).suffix.lower()
    if extension not in ACCEPTED.split(", "):
        kind = f"{extension!r} is no kind of game file" if extension else "a game file needs an extension"
        raise InvalidInput(f"{path}: {kind}; accepted: {ACCEPTED}")
    return ".yaml" if extension == ".yml" else extension
