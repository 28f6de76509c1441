"""A sweep on disk: a manifest, and chunks that are written in one step and carry a checksum.

Whatever moment the process is killed at, a chunk is there with its checksum, or it is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..games.errors import InvalidInput
from ..games.text_files import read_text
from .sweep_manifest import Manifest, read_chunk, read_manifest

MANIFEST, CHUNKS, LOCK = "manifest.json", "chunks", "lock"
DRAFT = ".draft"


@dataclass(frozen=True)
class SweepFolder:
    """The folder of a sweep."""

    path: Path

    def manifest(self) -> Manifest:
        """Read the manifest.

        Raises
        ------
        InvalidInput
            Where there is none.
        """
        file = self.path / MANIFEST
        if not file.is_file():
            raise InvalidInput(f"{self.path} holds no sweep: there is no {MANIFEST}")
        return read_manifest(read_text(file), str(file))

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder, so that no other run writes into it; a run that died holds nothing.

        Raises
        ------
        InvalidInput
            Where another run holds it, naming its process and host.
        """
        try:
            import fcntl
        except ImportError:
            raise InvalidInput(
                "sweeps in a folder need a system with flock, such as Linux or macOS"
            ) from None
        with (self.path / LOCK).open("a+", encoding="utf8") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                stream.seek(0)
                owner = stream.read(200).strip() or "another process"
                raise InvalidInput(
                    f"{self.path} is in use by {owner}; one run at a time is accepted"
                ) from None
            stream.seek(0)
            stream.truncate()
            stream.write(f"process {os.getpid()} on {socket.gethostname()}\n")
            stream.flush()
            try:
                yield
            finally:
                stream.seek(0)
                stream.truncate()

    def prepare(self) -> None:
        """Make the folder; one that holds something else is refused."""
        if self.path.exists() and not self.path.is_dir():
            raise InvalidInput(f"{self.path} is a file; a folder is accepted")
        if not self.path.exists() and not self.path.parent.is_dir():
            raise InvalidInput(f"{self.path}: there is no folder {self.path.parent}")
        self.path.mkdir(exist_ok=True)
        known = {MANIFEST, CHUNKS, LOCK, MANIFEST + DRAFT}
        odd = next((one.name for one in self.path.iterdir() if one.name not in known), None)
        if odd is not None and not (self.path / MANIFEST).is_file():
            raise InvalidInput(
                f"{self.path} holds {odd!r} and no sweep; an empty or a new folder is accepted"
            )

    def start(self, wanted: Manifest, *, resume: bool = False) -> None:
        """Write the manifest of a new sweep; call it with the folder locked.

        With `resume`, a folder that holds this very sweep is left as it is.

        Raises
        ------
        InvalidInput
            Where the folder holds a sweep, saying in what it differs.
        """
        if (self.path / MANIFEST).is_file():
            odd = self.manifest().difference(wanted)
            if odd:
                raise InvalidInput(f"{self.path} holds another sweep: {odd}; another folder is accepted")
            if resume:
                return
            raise InvalidInput(
                f"{self.path} holds this sweep already; qpq sweep --resume {self.path} goes on"
            )
        (self.path / CHUNKS).mkdir(exist_ok=True)
        _write(self.path / MANIFEST, wanted.text.encode())

    def file(self, number: int) -> Path:
        """The file of a chunk."""
        return self.path / CHUNKS / f"{number:05d}.parquet"

    def write(self, number: int, content: bytes) -> None:
        """Write a chunk, then its checksum, each in one step."""
        file = self.file(number)
        digest = hashlib.sha256(content).hexdigest()
        _write(file, content)
        _write(_checksum(file), f"{digest}  {file.name}\n".encode())

    def read(self, number: int, found: Manifest) -> Any:
        """Return the Arrow table of a chunk.

        Raises
        ------
        InvalidInput
            For a chunk that is not there, damaged or foreign, saying which.
        """
        file = self.file(number)
        try:
            content = file.read_bytes()
            stated = _checksum(file).read_text("utf8", errors="replace").split()
        except FileNotFoundError:
            raise Missing(f"chunk {number} is missing") from None
        if stated[:1] != [hashlib.sha256(content).hexdigest()]:
            raise InvalidInput(f"chunk {number} does not have its checksum")
        try:
            return read_chunk(content, found, number)
        except InvalidInput as error:
            raise InvalidInput(f"chunk {number} ({file.name}): {error}") from None

    def to_do(self, found: Manifest) -> tuple[list[int], list[str]]:
        """Return the chunks that must be made, and a line for each that is there but wrong.

        Call it with the folder locked: what an earlier run left half written is removed.
        """
        (self.path / CHUNKS).mkdir(exist_ok=True)
        for draft in (self.path / CHUNKS).glob(f"*{DRAFT}"):
            draft.unlink(missing_ok=True)
        numbers, lines = [], []
        for number in range(found.chunks):
            try:
                self.read(number, found)
            except Missing:
                numbers.append(number)
            except InvalidInput as error:
                numbers.append(number)
                lines.append(f"{error}; it is made again")
        return numbers, lines


class Missing(InvalidInput):
    """A chunk that has not been made."""


def _checksum(file: Path) -> Path:
    return file.with_name(file.name + ".sha256")


def _write(file: Path, content: bytes) -> None:
    """Write a file in one step: whoever looks sees all of it or what was there before."""
    draft = file.with_name(file.name + DRAFT)
    with draft.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    os.replace(draft, file)
    with contextlib.suppress(OSError):  # not every system can do this with a folder
        folder = os.open(file.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
