"""Whatever is typed or lies in a file: no traceback, no other exit status than 0, 1, 2 and 3."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import Result

from quidproquo.games.files import ACCEPTED

Runner = Callable[..., Result]
FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = [
    "NFG",
    "EFG",
    "1",
    "2",
    "R",
    "D",
    '"',
    "{",
    "}",
    "{}",
    '"a"',
    "0",
    "-7",
    "1/3",
    "1e9",
    "p",
    "c",
    "t",
    "\n",
]
gambit = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-3, 3)
    | st.sampled_from(["1", "1/2", "US", "allow", "nash", "x"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["US", "China", "allow"]), inner)
    ),
    max_leaves=8,
)


def assert_civil(result: Result) -> None:
    assert result.exit_code in (0, 1, 2, 3), result.output
    assert "Traceback" not in result.output
    assert "internal error" not in result.output
    if result.exit_code == 2:
        assert result.stdout == "" and result.stderr.count("\n") == 1


@FUZZ
@given(text=st.text(max_size=40))
def test_any_text_as_game_argument(text: str, qpq: Runner) -> None:
    assert_civil(qpq("solve", text))


@FUZZ
@given(text=st.text(max_size=30))
def test_any_text_after_case(text: str, qpq: Runner) -> None:
    assert_civil(qpq("solve", f"case:{text}"))
    assert_civil(qpq("solve", f"case:h20/{text}"))


@FUZZ
@given(text=st.text(max_size=30), name=st.sampled_from(["", "k=", "phase=", "sigma="]))
def test_any_text_as_setting(text: str, name: str, qpq: Runner) -> None:
    assert_civil(qpq("solve", "case:h20/linkage", "--set", name + text))


@FUZZ
@given(text=st.one_of(st.text(max_size=200), gambit), extension=st.sampled_from(ACCEPTED.split(", ")))
def test_any_text_in_a_game_file(text: str, extension: str, qpq: Runner, tmp_path: Path) -> None:
    path = tmp_path / f"game{extension}"
    path.write_text(text, "utf8", errors="surrogatepass")
    assert_civil(qpq("solve", path, "--format", "json"))


@FUZZ
@given(raw=st.binary(max_size=100), extension=st.sampled_from(ACCEPTED.split(", ")))
def test_any_bytes_in_a_game_file(raw: bytes, extension: str, qpq: Runner, tmp_path: Path) -> None:
    path = tmp_path / f"game{extension}"
    path.write_bytes(raw)
    assert_civil(qpq("solve", path))


@FUZZ
@given(text=st.text(max_size=100))
def test_any_text_in_a_solution_file(text: str, qpq: Runner, tmp_path: Path) -> None:
    path = tmp_path / "answer.json"
    path.write_text(text, "utf8", errors="surrogatepass")
    assert_civil(qpq("verify", "case:h20/linkage", path))


FIELDS = ("schema", "game", "solution", "complete", "knife_edge", "equilibria", "components", "pieces")
ENTRY = ("profile", "payoffs", "certificate")


@FUZZ
@given(
    changes=st.dictionaries(
        st.sampled_from([*FIELDS, "conditions", "value", "dual", "statistics"]), json_values
    ),
    inner=st.dictionaries(st.sampled_from(ENTRY), json_values),
)
def test_solutions_with_a_few_wrong_fields(
    changes: dict[str, Any],
    inner: dict[str, Any],
    qpq: Runner,
    tmp_path: Path,
    solution_of: Callable[..., Any],
) -> None:
    import json

    document = solution_of(qpq("solve", "case:h20/linkage", "--format", "json"))
    document["equilibria"][0].update(inner)
    document.update(changes)
    path = tmp_path / "answer.json"
    path.write_text(json.dumps(document), "utf8")
    assert_civil(qpq("verify", "case:h20/linkage", path))


@FUZZ
@given(
    arguments=st.lists(
        st.sampled_from(["h20", "--id", "--kind", "--since", "2025", "--actor", "", "-", "china"])
    )
)
def test_any_order_of_arguments(arguments: list[str], qpq: Runner) -> None:
    assert_civil(qpq("facts", *arguments))


@pytest.mark.parametrize("error", [RecursionError, MemoryError, ZeroDivisionError, KeyError, OSError])
def test_unexpected_errors_are_one_line(
    error: type[Exception], qpq: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error("surprise\nwith a second line")

    monkeypatch.setattr("quidproquo.cases.registry.case_model", fail)
    result = qpq("solve", "case:h20/linkage")
    assert result.exit_code == 2 and result.stderr.count("\n") == 1
    assert "Traceback" not in result.output
