"""``import quidproquo`` stays light: less than one and a half times NumPy, which it does not load."""

from __future__ import annotations

import statistics
import subprocess
import sys

import pytest

import quidproquo


def microseconds(module: str) -> int:
    """The cumulative import time of `module` in a fresh interpreter."""
    command = [sys.executable, "-X", "importtime", "-c", f"import {module}"]
    lines = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=60
    ).stderr.splitlines()
    cumulative, name = lines[-1].split("|")[1:]
    assert name.strip() == module
    return int(cumulative)


def test_import_is_light() -> None:
    # In turns, so that a busy moment of the machine meets both.
    pairs = [(microseconds("quidproquo"), microseconds("numpy")) for _ in range(7)]
    ours, numpys = (statistics.median(column) for column in zip(*pairs, strict=True))
    assert ours < 1.5 * numpys


def test_import_loads_nothing_heavy() -> None:
    program = "import quidproquo, sys; print({'numpy', 'sympy', 'matplotlib', 'pydantic'} & set(sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60
    )
    assert result.stdout.strip() == "set()"


@pytest.mark.parametrize("name", quidproquo.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(quidproquo, name) is not None
    assert name in dir(quidproquo)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        getattr(quidproquo, "noth" + "ing")
