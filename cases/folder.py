"""A case in a folder of the user: its models are game files whose formulas read the case's calibration."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from ..games.errors import InvalidInput, ParseError
from ..games.parametric import Game, ParametricGame
from ..games.wording import quoted
from ..games.yaml_game import yaml_game_over
from ..games.yaml_reader import read_yaml_file
from .calibration import Calibration
from .frozen import Frozen
from .model import Model, Values

MAX_MODELS = 100
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_path(name: str) -> bool:
    """Return whether the name of a case that is no id is a path: by a separator, or as a folder.

    Examples
    --------
    >>> is_path("./my-case"), is_path("no-such-case")
    (True, False)
    """
    return bool(name) and "\0" not in name and ("/" in name or os.sep in name or Path(name).is_dir())


def case_file(folder: Path, name: str) -> Path:
    """Return the path of a file in a case folder, which may not lead out of it.

    Raises
    ------
    ParseError
        The file is a link to a place outside the folder.
    """
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ParseError("leads out of the case's folder; a file inside is accepted", source=str(path))
    return path


def read_models(folder: Path, calibration: Calibration) -> Mapping[str, Model]:
    """Return the models of a case folder, one per file ``models/ID.yaml``, in alphabetical order.

    Parameters
    ----------
    folder : the case's folder.
    calibration : its parameters and derived names, which are what the formulas may read.

    Raises
    ------
    InvalidInput
        There are too many models, or a file's name is no id.
    ParseError
        A file is no game, states parameters of its own, or reads a name that the calibration does not have;
        with file and line.
    """
    return Frozen({path.stem: read_model(folder, path, calibration) for path in model_files(folder)})


def model_files(folder: Path) -> tuple[Path, ...]:
    """Return the files of the models of a case folder, in alphabetical order.

    Raises
    ------
    InvalidInput
        There are too many.
    """
    found = sorted((folder / "models").glob("*.yaml"))
    if len(found) > MAX_MODELS:
        raise InvalidInput(f"{folder}: {len(found)} models; at most {MAX_MODELS} are accepted")
    return tuple(found)


def read_model(folder: Path, path: Path, calibration: Calibration) -> Model:
    """Return the model in one file of a case folder; see `read_models`.

    Raises
    ------
    ParseError
        As for `read_models`.
    """
    if not _ID.fullmatch(path.stem):
        raise ParseError(
            f"{quoted(path.stem)} is no id of a model; accepted: small letters, digits and hyphens",
            source=str(path),
        )
    file = case_file(folder, f"models/{path.name}")
    game, names = yaml_game_over(read_yaml_file(file), (*calibration.parameters, *calibration.derived))
    return Model(
        id=path.stem,
        title=game.title or path.stem,
        parameters=tuple(n for n in (*calibration.parameters, *calibration.derived) if n in names),
        build=partial(_built, game),
        file=file,
    )


def _built(game: ParametricGame, values: Values) -> Game:
    return game.with_values(values)
