"""Cases in folders of the user: they load and work as those that ship, and strangers' files are data."""

from __future__ import annotations

import os
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from quidproquo.cases.registry import case_model, load_case
from quidproquo.cases.replay import replay
from quidproquo.cases.sweep import sweep
from quidproquo.games.errors import InvalidInput, ParseError
from quidproquo.solvers.subgame_perfect import subgame_perfect

EXAMPLE = Path(__file__).parents[2] / "docs" / "how-to" / "gas-transit"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    return Path(shutil.copytree(EXAMPLE, tmp_path / "mine"))


def change(folder: Path, name: str, old: str, new: str) -> None:
    text = (folder / name).read_text("utf8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf8")


def test_it_loads_and_its_payoffs_follow_the_calibration(mine: Path) -> None:
    case = load_case(mine)
    assert case.id == str(mine) and list(case.models) == ["cutoff"]
    found = subgame_perfect(case_model(f"case:{mine}/cutoff").game)
    gap, lost = Fraction(110 * 250, 1000), Fraction(225 * 450, 1000)
    assert list(found.equilibria[0].payoffs) == [gap * 73 - lost * 13, -gap * 73 - 50 * 13]
    change(mine, "calibration.yaml", "default: 13", "default: 20")
    later = case_model(f"case:{mine}/cutoff").game
    assert list(subgame_perfect(later).equilibria[0].payoffs) == [0, 0]


def test_symbols_and_derived_names(mine: Path) -> None:
    name = f"case:{mine}/cutoff"
    assert case_model(name, symbols=["days"]).game.parameters == ("days",)
    assert "G" in case_model(name, symbols=["G"]).game.parameters  # through a derived name
    free = case_model(name, symbols=["gap"]).game
    assert free.parameters == ("gap",)
    assert free.at({"gap": Fraction(55, 2)}) == case_model(name).game
    assert case_model(name, {"gap": 0}).values["gap"] == 0


def test_a_folder_beside_is_found_by_name_but_an_id_wins(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(mine.parent)
    assert list(load_case("mine").models) == ["cutoff"]
    assert case_model("case:mine/cutoff").game == case_model("case:./mine/cutoff").game
    mine.rename(mine.parent / "h20")
    assert "linkage" in load_case("h20").models
    assert list(load_case("./h20").models) == ["cutoff"]


def test_its_record_replays_and_sweeps(mine: Path) -> None:
    assert [node.observed for node in replay(str(mine)).nodes] == ["stop", "stop", "sign"]
    assert "5 random draws" in str(sweep(f"case:{mine}/cutoff", draws=5, workers=1))
    assert "2 random draws" in str(sweep(mine, draws=2, workers=1))


def test_a_changed_model_changes_what_a_sweep_rests_on(mine: Path) -> None:
    from quidproquo.cases.sweep_model import sweep_model

    before = sweep_model(f"case:{mine}/cutoff").definition
    change(mine, "models/cutoff.yaml", "deliver: [0, 0]", "deliver: [1, 0]")
    assert sweep_model(f"case:{mine}/cutoff").definition != before


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("models/cutoff.yaml", "gap * D, -gap", "gap * X, -gap", "cutoff.yaml:11: .*unknown name 'X'"),
        ("models/cutoff.yaml", "players:", "parameters: {q: 1}\nplayers:", "calibration.yaml only"),
        ("models/cutoff.yaml", "form: extensive", "form: &a extensive", "anchor"),
        ("calibration.yaml", "range: [7, 60]", "range: [60, 7]", r"calibration.yaml:\d+: .*range"),
        ("calibration.yaml", "case: gas-transit", "case: other", "in facts.yaml it is 'gas-transit'"),
        ("facts.yaml", "date: 2009-01-07", "date: soon", r"facts.yaml:\d+: .*'soon'"),
        ("replay.yaml", "observed: sign", "observed: wait", r"replay.yaml:\d+: .*not on the menu"),
    ],
)
def test_one_clear_line(mine: Path, name: str, old: str, new: str, words: str) -> None:
    change(mine, name, old, new)
    with pytest.raises((ParseError, InvalidInput), match=words):
        load_case(mine)


def test_files_do_not_lead_out_of_the_folder(mine: Path, tmp_path: Path) -> None:
    shutil.move(mine / "facts.yaml", tmp_path / "elsewhere.yaml")
    os.symlink(tmp_path / "elsewhere.yaml", mine / "facts.yaml")
    with pytest.raises(ParseError, match="leads out of"):
        load_case(mine)


@pytest.mark.parametrize("name", ["./none", "none", "a\0b", "case", ""])
def test_no_such_folder(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidInput, match=r"there is no (case|folder)"):
        load_case(name)


def test_an_unfit_name_of_a_model(mine: Path) -> None:
    (mine / "models" / "My Deal.yaml").write_text("form: normal", "utf8")
    with pytest.raises(ParseError, match="no id of a model"):
        load_case(mine)
