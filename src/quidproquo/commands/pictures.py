"""Writing a figure beside a result: the option ``--output FILE`` of verbs that draw."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from .shared import write_file

if TYPE_CHECKING:
    from ..figures import Picture


def check_picture(output: str) -> str:
    """Return the format that the name of a picture's file says, before any work is done.

    Raises
    ------
    InvalidInput
        For another extension than .svg and .png.

    Examples
    --------
    >>> check_picture("map.svg")
    'svg'
    """
    from ..games.errors import InvalidInput
    from ..games.wording import quoted

    extension = Path(output).suffix.lower().removeprefix(".")
    if "\0" in output or extension not in ("svg", "png"):
        raise InvalidInput(f"--output {quoted(output)}: a file name that ends in .svg or .png is accepted")
    return extension


def write_picture(picture: Picture, output: str, force: bool) -> None:
    """Write a figure to a file.

    Raises
    ------
    InvalidInput
        For a file that exists, unless with `force`, and one that cannot be written.
    """
    write_file(picture.data(check_picture(output)), Path(os.path.realpath(output)), force)
