"""Whatever is typed after the options of the analyses, and whatever a file of a map holds: one clear line."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import Result

from .test_fuzz import assert_civil

Runner = Callable[..., Result]
FUZZ = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
LINKAGE = "case:h20/linkage"

ends = st.text(st.sampled_from("0123456789./-+e:= knaif∞²,"), max_size=8)
spans = st.one_of(
    ends, ends.map("k={}".format), st.text(max_size=12), st.text(max_size=8).map("k=0:{}".format)
)


@FUZZ
@given(text=spans, option=st.sampled_from(["--vary", "--free"]))
def test_any_range(text: str, option: str, qpq: Runner) -> None:
    assert_civil(qpq("regimes", LINKAGE, f"{option}={text}", "--solution", "pure-nash"))


@FUZZ
@given(text=spans)
def test_any_second_range_and_any_range_elsewhere(text: str, qpq: Runner) -> None:
    assert_civil(qpq("regimes", LINKAGE, "--vary=theta_U=0:3", f"--vary2={text}"))
    assert_civil(qpq("rationalize", LINKAGE, f"--vary={text}", "--observed=allow,supply"))
    assert_civil(qpq("robustness", LINKAGE, f"--vary={text}"))


@FUZZ
@given(text=st.text(max_size=20))
def test_any_words(text: str, qpq: Runner) -> None:
    assert_civil(qpq("regimes", LINKAGE, "--vary=k", f"--solution={text}"))
    assert_civil(qpq("rationalize", LINKAGE, "--vary=theta_U=0:3", f"--observed={text}"))
    assert_civil(qpq("robustness", LINKAGE, "--vary=theta_U", f"--profile={text}"))
    assert_civil(qpq("sweep", LINKAGE, "--draws=3", f"--claim={text}"))


VALUES: list[Any] = [
    None,
    True,
    -1,
    2,
    1.5,
    "",
    "1/2",
    "k",
    "1/(k - 10)",
    "x**",
    [],
    {},
    ["1"],
    {"pieces": []},
    {"exact": "1"},
]


def places(part: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    steps = (
        list(part.items())
        if isinstance(part, dict)
        else list(enumerate(part))
        if isinstance(part, list)
        else []
    )
    return (
        [path, *(one for step, below in steps for one in places(below, (*path, step)))]
        if path
        else [one for step, below in steps for one in places(below, (step,))]
    )


@pytest.mark.parametrize("solution", ["subgame-perfect", "nash", "stackelberg"])
def test_any_change_of_a_map(solution: str, qpq: Runner, tmp_path: Path) -> None:
    """A map in which one thing is replaced is read, and refused or found wrong, without a crash."""
    game, file = "case:h20/ban-under-belief", tmp_path / "map.json"
    written = json.loads(qpq("regimes", game, "--vary=pi", "--format=json", f"--solution={solution}").stdout)

    @settings(FUZZ, max_examples=20)
    @given(place=st.sampled_from(places(written)), value=st.sampled_from(VALUES))
    def check(place: tuple[Any, ...], value: Any) -> None:
        document = copy.deepcopy(written)
        part = document
        for step in place[:-1]:
            part = part[step]
        part[place[-1]] = value
        file.write_text(json.dumps(document), "utf8")
        assert_civil(qpq("verify", game, file))

    check()
