"""Text files: what is refused, and that one reader serves games, data and solutions."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quidproquo.games.errors import ParseError
from quidproquo.games.text_files import read_text


def test_a_byte_order_mark_is_left_out(tmp_path: Path) -> None:
    file = tmp_path / "answer.json"
    file.write_bytes(b"\xef\xbb\xbf{}")
    assert read_text(file) == read_text(str(file)) == "{}"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"12345", "answer.json: larger than 4 bytes; smaller files are accepted"),
        (b"1\n\xff", "answer.json:2: byte 0xff is not UTF-8; UTF-8 text is accepted"),
        (None, "answer.json: cannot be read: No such file or directory"),
    ],
)
def test_refusals_are_one_line(tmp_path: Path, content: bytes | None, message: str) -> None:
    file = tmp_path / "answer.json"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ParseError) as caught:
        read_text(file, 4, "answer.json")
    assert str(caught.value) == message


def test_folders_and_pipes_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="a directory; a file is needed"):
        read_text(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ParseError, match="a device or a pipe; a file is needed"):
        read_text(tmp_path / "pipe")
