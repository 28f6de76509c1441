"""The types of the public names: what `tests/typing` says must be accepted and rejected."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def test_public_names_have_the_types_they_promise() -> None:
    pytest.importorskip("mypy", reason="mypy is part of the dev extra")
    command = [sys.executable, "-m", "mypy", "--strict", "tests/typing"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    here = str(Path("tests", "typing"))
    assert [line for line in done.stdout.splitlines() if line.startswith(here)] == []
