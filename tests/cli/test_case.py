"""``qpq case new`` makes a case that works; ``qpq case check`` names what a reader of one would miss."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

Runner = Callable[..., Result]
EXAMPLE = Path(__file__).parents[2] / "docs" / "how-to" / "gas-transit"
CALIBRATION, FACTS, MODEL, REPLAY = "calibration.yaml", "facts.yaml", "models/cutoff.yaml", "replay.yaml"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "mine"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf8")


def findings(qpq: Runner, folder: Path) -> list[dict[str, Any]]:
    result = qpq("case", "check", folder, "--format", "json")
    found: list[dict[str, Any]] = json.loads(result.stdout)["findings"]
    assert result.exit_code == (1 if found else 0), result.stderr
    return found


def test_a_new_case_works(
    qpq: Runner, assert_refused: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    made = qpq("case", "new", "my-case")
    assert made.exit_code == 0 and "qpq solve case:./my-case/weir" in made.stdout
    solved = json.loads(qpq("solve", "case:./my-case/weir", "--format", "json").stdout)
    assert solved["equilibria"][0]["payoffs"] == {"Upstream": "80", "Downstream": "-80"}  # 2 a week, 40 weeks
    assert qpq("replay", "my-case").exit_code == 0
    assert qpq("sweep", "my-case", "--draws", "2").exit_code == 0
    found = findings(qpq, tmp_path / "my-case")
    assert len(found) == 5 and all("placeholder" in one["message"] for one in found)
    before = (tmp_path / "my-case" / FACTS).read_bytes()
    assert_refused(qpq("case", "new", "my-case"), "my-case exists")
    assert (tmp_path / "my-case" / FACTS).read_bytes() == before


@pytest.mark.parametrize("name", ["My Case", "..", "none/my-case", "a\0b"])
def test_unfit_names(
    qpq: Runner,
    assert_refused: Callable[..., None],
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    assert_refused(qpq("case", "new", name))
    assert not list(tmp_path.iterdir())


def test_the_example_is_clean(qpq: Runner) -> None:
    assert findings(qpq, EXAMPLE) == []
    assert "nothing is missing" in qpq("case", "check", EXAMPLE).stdout


def line(name: str, words: str) -> str:
    """The line of a file of the example that holds these words."""
    lines = (EXAMPLE / name).read_text("utf8").splitlines(keepends=True)
    return next(one for one in lines if words in one)


REASON = line(CALIBRATION, "No fact measures it")
FIRST = line(FACTS, "www.euractiv.com")


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (CALIBRATION, REASON, "", "parameters.u.because: this field is missing"),
        (CALIBRATION, "    facts: [ukraine-per-day]\n", "", "names the facts it rests on"),
        (CALIBRATION, "    range: [10, 200]\n", "", "parameters.u.range: this field is missing"),
        (CALIBRATION, "range: [10, 200]", "range: [50, 50]", "u is judged, and its range is a single"),
        (CALIBRATION, "facts: [price-agreed]", "facts: [rumour]", "s rests on 'rumour', which is no fact"),
        (CALIBRATION, "case: gas-transit", "case: other", "in facts.yaml it is 'gas-transit'"),
        (FACTS, "    date: 2009-01-07\n", "", "events[1].date: this field is missing"),
        (FACTS, FIRST, "", "supply-cut: a core event rests on a single source"),
        (FACTS, "http://www.euractiv.com/", "https://example.org/", "placeholder"),
        (MODEL, "deliver: [0, 0]", "deliver: [X, 0]", "unknown name 'X'"),
        (MODEL, "deliver: [0, 0]", "deliver: [1/(days - 13), 0]", "by zero"),
        (REPLAY, "events: [transit-stops]", "events: [rumour]", "node transit has no event 'rumour'"),
        (REPLAY, "events: [transit-stops]", "events: []", "nodes[1].events"),
        (REPLAY, "events: [transit-stops]", "events: [contracts-signed]", "is a move of Gazprom"),
        (REPLAY, '"D / 7"', '"X / 7"', "a formula reads 'X'"),
    ],
)
def test_what_a_reader_would_miss(qpq: Runner, mine: Path, name: str, old: str, new: str, words: str) -> None:
    change(mine, name, old, new)
    found = findings(qpq, mine)
    assert any(words in one["message"] and one["file"] == str(mine / name) for one in found), found
    assert all(one["line"] for one in found)
    assert len(qpq("case", "check", mine).stdout.splitlines()) == len(found)


def test_all_faults_are_named_at_once(qpq: Runner, mine: Path) -> None:
    change(mine, CALIBRATION, REASON, "")
    change(mine, CALIBRATION, "    range: [90, 730]\n", "")
    change(mine, FACTS, "    date: 2009-01-07\n", "")
    assert len(findings(qpq, mine)) == 3


def test_one_source_only(qpq: Runner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    qpq("case", "new", "small")
    facts = tmp_path / "small" / FACTS
    text = facts.read_text("utf8")
    for other in ("second", "third", "fourth", "harvest"):
        text = text.replace(f"https://example.org/{other}", "https://example.org/first")
    facts.write_text(text, "utf8")
    assert any("the facts have 1 source" in one["message"] for one in findings(qpq, tmp_path / "small"))


def test_what_cannot_be_read(qpq: Runner, assert_refused: Callable[..., None], mine: Path) -> None:
    assert_refused(qpq("case", "check", mine / "none"), "there is no folder")
    (mine / FACTS).write_text("meta: [", "utf8")
    assert_refused(qpq("case", "check", mine), "facts.yaml", "not valid YAML")
    (mine / FACTS).unlink()
    assert_refused(qpq("case", "check", mine), "facts.yaml", "cannot be read")
