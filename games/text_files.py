"""Reading text files that need not be trusted: UTF-8, of limited size, and never a device or a pipe."""

from __future__ import annotations

import stat
import sys
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO

from .errors import ParseError

MAX_BYTES = 64 * 1024 * 1024  # more than the largest tree (2 million nodes) or table that is accepted needs


def read_text(path: str | Path | Traversable, limit: int = MAX_BYTES, source: str | None = None) -> str:
    """Return the text of a UTF-8 file; a byte-order mark is left out.

    Parameters
    ----------
    path : the file, or a resource of a package.
    limit : the most bytes that are accepted.
    source : the name to show in messages; the path unless given.

    Raises
    ------
    ParseError
        For a file that cannot be read, is no regular file, is too large or no UTF-8, in one line.

    Examples
    --------
    >>> read_text("no-such-file.json")
    Traceback (most recent call last):
    quidproquo.games.errors.ParseError: no-such-file.json: cannot be read: No such file or directory
    """
    name = str(path) if source is None else source
    try:
        if isinstance(path, (str, Path)):
            path = Path(path)
            mode = path.stat().st_mode
            if not stat.S_ISREG(mode):
                kind = "a directory" if stat.S_ISDIR(mode) else "a device or a pipe"
                raise ParseError(f"{kind}; a file is needed", source=name)
        with path.open("rb") as stream:
            return _decoded(stream, limit, name)
    except (OSError, ValueError) as error:
        if isinstance(error, ParseError):
            raise
        raise ParseError(f"cannot be read: {reason(error)}", source=name) from None


def read_standard_input(limit: int = MAX_BYTES) -> str:
    """Return what stands on standard input; see `read_text`.

    Raises
    ------
    ParseError
        As for `read_text`.
    """
    name = "standard input"
    if sys.stdin is None:
        raise ParseError("is closed", source=name)
    try:
        return _decoded(sys.stdin.buffer, limit, name)
    except OSError as error:
        raise ParseError(f"cannot be read: {reason(error)}", source=name) from None


def reason(error: Exception) -> str:
    """What the operating system says, without the name of the file."""
    return str(getattr(error, "strerror", None) or error)


def _decoded(stream: IO[bytes], limit: int, source: str) -> str:
    raw = stream.read(limit + 1)
    if len(raw) > limit:
        size = f"{limit // 2**20} MB" if limit >= 2**20 else f"{limit} bytes"
        raise ParseError(f"larger than {size}; smaller files are accepted", source=source)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8; UTF-8 text is accepted"
        raise ParseError(message, source=source, line=line) from None
