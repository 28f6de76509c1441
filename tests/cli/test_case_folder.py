"""Every verb that takes a case takes the folder of one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

Runner = Callable[..., Result]
EXAMPLE = Path(__file__).parents[2] / "docs" / "how-to" / "gas-transit"


@pytest.mark.parametrize(
    "arguments",
    [
        ("solve", f"case:{EXAMPLE}/cutoff"),
        ("cases", EXAMPLE),
        ("facts", EXAMPLE),
        ("replay", EXAMPLE),
        ("sweep", EXAMPLE, "--draws", "3"),
        ("sweep", f"case:{EXAMPLE}/cutoff", "--draws", "3"),
        ("regimes", f"case:{EXAMPLE}/cutoff", "--vary", "days=7:60"),
        ("robustness", f"case:{EXAMPLE}/cutoff"),
        ("rationalize", EXAMPLE, "--vary", "u"),
    ],
)
def test_every_verb(qpq: Runner, arguments: tuple[object, ...]) -> None:
    result = qpq(*arguments, "--format", "json")
    assert result.exit_code == 0, result.stderr
    json.loads(result.stdout)


def test_the_border_is_exact(qpq: Runner) -> None:
    result = qpq("regimes", f"case:{EXAMPLE}/cutoff", "--vary", "days=7:60", "--format", "json")
    assert json.loads(result.stdout)["borders"] == ["1606/81"]  # 73 g / l


def test_refusals(qpq: Runner, assert_refused: Callable[..., None], tmp_path: Path) -> None:
    assert_refused(qpq("solve", "case:./none/deal"), "there is no folder './none'")
    assert_refused(qpq("solve", f"case:{EXAMPLE}/deal"), "no model 'deal'", "cutoff")
    assert_refused(qpq("solve", f"case:{EXAMPLE}"), "no model of it", f"case:{EXAMPLE}/cutoff")
    assert_refused(qpq("facts", tmp_path), "facts.yaml", "cannot be read")
