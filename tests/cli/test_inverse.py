"""``qpq rationalize`` and ``qpq robustness``: what a user sees, what a program reads, and what is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import Result

from quidproquo import document_schema

Runner = Callable[..., Result]

SEQUENTIAL, LINKAGE = "case:h20/sequential-linkage", "case:h20/linkage"
RECORD = "ban, withhold, trade, honour"

CURVES = """title: Squares
form: extensive
players: [US, China]
parameters:
  t: {default: 1, range: [0, 3], unit: none, meaning: a number, provenance: judged}
  s: 2
tree:
  player: US
  actions:
    in: {payoffs: [t**2, 1/(t - 3)]}
    out: {payoffs: [s, 0]}
"""


@pytest.fixture
def curves(tmp_path: Path) -> Path:
    file = tmp_path / "curves.yaml"
    file.write_text(CURVES, "utf8")
    return file


def words(result: Result) -> str:
    assert result.exit_code == 0, result.stderr
    return " ".join(result.stdout.split())


def document(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.stderr
    found: dict[str, Any] = json.loads(result.stdout)
    verb = (
        "robustness" if "flips" in found else "rationalize-jointly" if "polyhedra" in found else "rationalize"
    )
    jsonschema.validate(found, document_schema(verb))
    return found


def line_of(result: Result) -> str:
    assert result.exit_code == 2, result.stdout
    assert result.stdout == ""
    assert result.stderr.count("\n") == 1
    return result.stderr


def test_the_record_of_the_sequential_model(qpq: Runner) -> None:
    shown = words(qpq("rationalize", SEQUENTIAL, "--observed", RECORD, "--vary", "k=0:52"))
    assert "3 answer US trade 0 <= k <= 10" in shown
    assert "An equilibrium makes all 4 moves for k = 10." in shown
    assert "The calibration, k = 6, is not one of these values." in shown


def test_its_json(qpq: Runner) -> None:
    found = document(
        qpq("rationalize", SEQUENTIAL, "--observed", "no-ban", "--vary", "k=0:52", "--format", "json")
    )
    assert found["parameter"] == "k"
    assert (found["low"], found["high"], found["calibration"]) == ("0", "52", "6")
    interval = {"from": "0", "to": "10", "from_included": True, "to_included": True}
    assert found["nodes"] == [{"id": "chips", "player": "US", "observed": "no-ban", "intervals": [interval]}]
    assert found["whole"] == {"intervals": [interval]}


def test_settings_and_one_move_of_several(qpq: Runner) -> None:
    found = document(
        qpq(
            "rationalize", SEQUENTIAL, "--observed=ban", "--observed=withhold", "--vary=k", "--set=a=3",
            "--node=magnets", "--format=json",
        )
    )  # fmt: skip
    (node,) = found["nodes"]
    assert (node["intervals"][0]["from"], node["intervals"][0]["to"]) == ("2", "8")


def test_a_file_with_an_irrational_end_and_a_pole(qpq: Runner, curves: Path) -> None:
    found = document(qpq("rationalize", curves, "--observed", "in", "--vary", "t", "--format", "json"))
    (interval,) = found["whole"]["intervals"]
    assert interval["from"]["exact"] == "sqrt(2)"
    assert (interval["to"], interval["to_included"]) == ("3", False)
    assert found["excluded"] == [{"from": "3", "to": "3", "from_included": True, "to_included": True}]


def test_a_record_by_its_case(qpq: Runner) -> None:
    found = document(
        qpq("rationalize", "h20", "--vary", "Sec=39/10:41/10", "--node", "april-ban", "--format", "json")
    )
    (node,) = found["nodes"]
    assert node["observed"] == "restrict"
    assert (node["intervals"][0]["from"], node["intervals"][0]["from_included"]) == ("4", True)


def test_several_parameters(qpq: Runner) -> None:
    asked = ("rationalize", SEQUENTIAL, "--observed", "ban, acquiesce", "--vary", "m=0:13", "--vary", "a=0:5")
    shown = words(qpq(*asked))
    assert "The least change of the calibration that makes it equilibrium behaviour is 2/9" in shown
    found = document(qpq(*asked, "--format", "json"))
    assert found["polyhedra"][found["nearest"]]["distance"] == "2/9"
    assert found["polyhedra"][0]["conditions"] == ["a - m + 2 >= 0"]
    assert found["farkas"]


def test_what_no_values_rationalise(qpq: Runner) -> None:
    asked = ("rationalize", SEQUENTIAL, "--observed", RECORD, "--vary", "a=1/2:5", "--vary", "d_U=-2:10")
    assert "No values of these parameters make it equilibrium behaviour within the ranges" in words(
        qpq(*asked)
    )
    found = document(qpq(*asked, "--format", "json"))
    assert (found["polyhedra"], found["nearest"]) == ([], None)
    (proof,) = found["farkas"]
    assert proof["needs_ranges"] and proof["multipliers"]


def test_robustness_as_a_table(qpq: Runner) -> None:
    shown = words(qpq("robustness", SEQUENTIAL, "--vary", "k", "--vary", "a", "--vary", "rho"))
    assert "rho 3 0 to 6 1 1/3" in shown
    assert "k 6 2 to 12 10 2/5 (0.4) US at answer: trade is at least as good as hold" in shown
    assert "no parameter moves by more than 4/15" in shown
    assert "Held fixed: w = 1, R = 4, Sec = 6," in shown


def test_robustness_as_json_and_picture(qpq: Runner, tmp_path: Path) -> None:
    picture = tmp_path / "tornado.svg"
    found = document(qpq("robustness", SEQUENTIAL, "--format", "json", "--output", picture))
    assert found["radius"]["proven"] is True
    assert found["radius"]["exact"] is False
    flips = {flip["parameter"]: flip for flip in found["flips"]}
    assert (flips["k"]["above"], flips["a"]["above"], flips["rho"]["below"]) == ("10", "5", "1")
    assert picture.read_text("utf8").startswith("<?xml")
    refused = qpq("robustness", SEQUENTIAL, "--output", picture)
    assert "exists; --force overwrites it" in line_of(refused)


def test_robustness_of_a_file(qpq: Runner, curves: Path) -> None:
    found = document(qpq("robustness", curves, "--format", "json"))
    assert found["held_fixed"] == {"s": "2"}
    assert found["flips"][0]["above"]["exact"] == "sqrt(2)"
    assert list(found["profile"]["US"].values()) == ["out"]


def test_a_setting_is_the_calibration(qpq: Runner) -> None:
    found = document(qpq("robustness", SEQUENTIAL, "--set", "k=8", "--vary", "k", "--format", "json"))
    assert found["calibration"] == {"k": "8"}
    assert found["radius"]["lower"] == "1/5"


def test_the_belief_flips_the_ban_at_two_thirds(qpq: Runner) -> None:
    """models.md, P1: a ban whose answer is a trade with probability pi pays up to pi = 2/3."""
    found = document(qpq("robustness", "case:h20/ban-under-belief", "--vary", "pi", "--format", "json"))
    assert "2/3" in (found["flips"][0]["below"], found["flips"][0]["above"])


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("rationalize", SEQUENTIAL, "--vary", "k=0:52"), "--observed is needed"),
        (("rationalize", SEQUENTIAL, "--observed", "ban"), "--vary NAME=LO:HI is needed"),
        (
            ("rationalize", SEQUENTIAL, "--observed", "ban, hold", "--vary", "k=0:52"),
            "at the node after ban China has no action 'hold'; accepted: acquiesce, withhold",
        ),
        (("rationalize", SEQUENTIAL, "--observed", "ban", "--vary", "k=5:5"), "the range is empty"),
        (("rationalize", SEQUENTIAL, "--observed", "ban", "--vary", "q=0:5"), "has no parameter 'q'"),
        (
            ("rationalize", SEQUENTIAL, "--observed", "ban", "--vary", "k=0:9", "--node", "chip"),
            "there is no observed move at 'chip'; accepted: chips",
        ),
        (
            ("rationalize", SEQUENTIAL, "--observed", "no-ban", "--vary", "k=0:9", "--vary", "w=0:2"),
            "the term max(0, -k + 13) is not linear in the parameters",
        ),
        (
            ("rationalize", SEQUENTIAL, "--observed", "ban", "--vary", "m=0:9", "--vary", "m=0:2"),
            "--vary m is given twice",
        ),
        (
            ("rationalize", "h20", "--vary", "k=0:9", "--vary", "w=0:2"),
            "--vary is accepted once for a record",
        ),
        (("rationalize", "h20", "--observed", "ban", "--vary", "k=0:9"), "a record brings its own moves"),
        (("rationalize", "h20", "--vary", "k=0:9", "--set", "k=2"), "k is both set and varied"),
        (("rationalize", "h21", "--observed", "ban", "--vary", "k=0:9"), "h21"),
        (("robustness", SEQUENTIAL, "--vary", "k", "--vary", "k=2:9"), "--vary k is given twice"),
        (("regimes", SEQUENTIAL, "--free", "all", "--free", "k"), "--free all leaves every parameter free"),
        (("robustness", SEQUENTIAL, "--vary", "q"), "'q' is no parameter of this game; accepted: k, w"),
        (("robustness", SEQUENTIAL, "--vary", "m"), "m has no range in the game; --vary m=LO:HI is needed"),
        (("robustness", SEQUENTIAL, "--set", "k=20"), "k = 20 is outside its range from 2 to 12"),
        (("robustness", SEQUENTIAL, "--output", "tornado.pdf"), "a file name that ends in .svg or .png"),
        (("robustness", LINKAGE, "--set", "phase=london"), "there are 2 pure equilibria"),
    ],
)
def test_wrong_input_is_one_line(qpq: Runner, arguments: tuple[str, ...], message: str) -> None:
    assert message in line_of(qpq(*arguments))
