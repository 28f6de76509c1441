"""Game files on disk: chosen by extension, with one clear line for every file that is none."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import pytest

from quidproquo.games import files
from quidproquo.games.errors import InvalidInput, ParseError, QuidproquoError, UnsupportedGame
from quidproquo.games.files import read_game_file, read_parametric_file, write_game_file
from quidproquo.games.normal_form import NormalFormGame
from quidproquo.games.parametric import Game, ParametricGame
from quidproquo.games.tree_builder import decision, outcome, tree

TABLE = NormalFormGame(
    [[[0, -7], [2, -5]], [[0, 1], [-6, "-1/2"]]], players=["US", "China"], title="Übung „1“"
)
TREE = tree(decision("US", {"hold": outcome(0, 0), "ban": outcome(2, "-0.1")}), players=["US", "China"])
YAML = "form: normal\nplayers: [US]\nparameters: {k: 6}\nstrategies: {US: [a]}\npayoffs: {a: [k]}\n"

KINDS = {
    "nfg": (TABLE, "game.nfg"),
    "efg": (TREE, "game.efg"),
    "table in yaml": (TABLE, "game.yaml"),
    "tree in yml": (TREE, "game.yml"),
    "capitals": (TREE, "GAME.EFG"),
    "two points": (TABLE, "game.v2.nfg"),
}


@pytest.mark.parametrize(("game", "name"), KINDS.values(), ids=KINDS)
def test_written_and_read_again(game: Game, name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    write_game_file(game, path)
    assert read_game_file(path) == game
    assert read_game_file(str(path), {}) == game
    assert b"\r" not in path.read_bytes()


def payoffs_in(path: Path, **settings: Fraction) -> list[Fraction]:
    """What the first player gets in a game of one player."""
    game = read_game_file(path, settings)
    assert isinstance(game, NormalFormGame)
    found: list[Fraction] = game.payoffs[0].tolist()
    return found


def test_settings(tmp_path: Path) -> None:
    path = tmp_path / "game.yaml"
    path.write_text(YAML)
    assert payoffs_in(path) == [6]
    assert payoffs_in(path, k=Fraction(10)) == [10]
    found = read_parametric_file(path)
    assert isinstance(found, ParametricGame)
    assert found.symbolic().parameters == ("k",)
    with pytest.raises(InvalidInput, match="'q' is no parameter of this game; the parameters are k"):
        read_game_file(path, {"q": Fraction(1)})
    write_game_file(TABLE, tmp_path / "game.nfg")
    with pytest.raises(InvalidInput, match="'k' is no parameter of this game; its parameters: none"):
        read_game_file(tmp_path / "game.nfg", {"k": Fraction(1)})


CONTENTS = {
    "empty nfg": ("game.nfg", b"", ":1:1: the file is empty"),
    "empty efg": ("game.efg", b"", ":1:1: the file is empty"),
    "empty yaml": ("game.yaml", b"", ": the document is empty"),
    "mistake in a yaml": ("game.yaml", YAML.replace("[k]", "[k, 1]").encode(), ":5: a: 2 payoffs"),
    "an efg called nfg": (
        "game.nfg",
        b'EFG 2 R "" { "a" } t "" 0',
        ":1:1: expected NFG in the opening words",
    ),
    "Latin-1": ("game.nfg", 'NFG 1 R\n"Übung"'.encode("latin-1"), ":2: byte 0xdc is not UTF-8"),
    "UTF-16": ("game.efg", 'EFG 2 R ""'.encode("utf-16"), ":1: byte 0xff is not UTF-8"),
    "cut in a character": ("game.yaml", "title: é".encode()[:-1], ":1: byte 0xc3 is not UTF-8"),
    "zero bytes": ("game.yaml", b"\x00" * 100, ":1:1: character U+0000 is not allowed in YAML"),
    "a picture": ("game.efg", b"\x89PNG\r\n\x1a\n", ":1: byte 0x89 is not UTF-8"),
}


@pytest.mark.parametrize(("name", "content", "message"), CONTENTS.values(), ids=CONTENTS)
def test_contents_refused(name: str, content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ParseError) as caught:
        read_game_file(path)
    assert str(caught.value).startswith(f"{path}{message}")
    assert "\n" not in str(caught.value)


def test_a_byte_order_mark_and_windows_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "game.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + YAML.replace("\n", "\r\n").encode())
    assert payoffs_in(path) == [6]


PATHS = {
    "missing": ("missing.nfg", "cannot be read: No such file or directory"),
    "directory": ("folder.efg", "a directory; a file is needed"),
    "in a missing folder": ("nowhere/game.yaml", "cannot be read: No such file or directory"),
    "below a file": ("file.nfg/game.nfg", "cannot be read: Not a directory"),
    "no extension": ("game", "a game file needs an extension; accepted: .nfg, .efg, .yaml, .yml"),
    "another extension": ("game.gbt", "'.gbt' is no kind of game file; accepted: .nfg, .efg, .yaml, .yml"),
    "half an extension": ("game.", "a game file needs an extension"),
    "zero in the name": ("ga\x00me.nfg", "cannot be read: embedded null byte"),
    "name too long": ("x" * 5000 + ".nfg", "cannot be read: File name too long"),
}


@pytest.mark.parametrize(("name", "message"), PATHS.values(), ids=PATHS)
def test_paths_refused(name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "folder.efg").mkdir()
    (tmp_path / "file.nfg").touch()
    with pytest.raises(InvalidInput) as caught:
        read_game_file(tmp_path / name)
    assert message in str(caught.value)
    assert str(tmp_path) in str(caught.value)


def test_a_file_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MAX_BYTES", 2**20)
    path = tmp_path / "game.nfg"
    path.write_bytes(b" " * (2**20 + 1))
    with pytest.raises(InvalidInput, match="larger than 1 MB; smaller files are accepted"):
        read_game_file(path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "game.nfg"
    os.mkfifo(path)
    with pytest.raises(InvalidInput, match="a device or a pipe; a file is needed"):
        read_game_file(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    path = tmp_path / "game.nfg"
    path.touch(mode=0)
    with pytest.raises(InvalidInput, match="cannot be read: Permission denied"):
        read_game_file(path)


WRITING = {
    "table into efg": (TABLE, "game.efg", "a game in normal form fits into .nfg or .yaml, not into .efg"),
    "tree into nfg": (TREE, "game.nfg", "a game in extensive form fits into .efg or .yaml, not into .nfg"),
    "unknown extension": (TREE, "game.txt", "'.txt' is no kind of game file"),
    "missing folder": (TREE, "nowhere/game.efg", "cannot be written: No such file or directory"),
    "onto a folder": (TREE, "folder.efg", "cannot be written: Is a directory"),
    "half a character": (NormalFormGame([[1]], title="\ud800"), "game.nfg", "half a character"),
}


@pytest.mark.parametrize(("game", "name", "message"), WRITING.values(), ids=WRITING)
def test_writing_refused(game: Game, name: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "folder.efg").mkdir()
    with pytest.raises(QuidproquoError) as caught:
        write_game_file(game, tmp_path / name)
    assert isinstance(caught.value, (InvalidInput, UnsupportedGame))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
