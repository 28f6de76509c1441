"""``qpq regimes`` in one parameter: what a user sees, what a program reads, and what is refused."""

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
Refusal = Callable[..., None]

SEQUENTIAL, LINKAGE = "case:h20/sequential-linkage", "case:h20/linkage"

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
FORGETS = """title: Forgets
form: extensive
players: [US]
parameters: {t: {default: 1, range: [0, 3], unit: none, meaning: a number, provenance: judged}}
tree:
  player: US
  actions:
    a: {player: US, information_set: h, actions: {x: {payoffs: [t]}, y: {payoffs: [0]}}}
    b: {player: US, information_set: h, actions: {x: {payoffs: [0]}, y: {payoffs: [1]}}}
"""
THREE = """title: Three
form: normal
players: [US, China, EU]
parameters: {k: 1}
strategies: {US: [a, b], China: [c, d], EU: [e, f]}
payoffs:
  a:
    c: {e: [k, 0, 0], f: [0, 0, 0]}
    d: {e: [0, 0, 0], f: [0, 0, 0]}
  b:
    c: {e: [0, 0, 0], f: [0, 0, 0]}
    d: {e: [1, 1, 1], f: [0, 0, 0]}
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
    jsonschema.Draft202012Validator(document_schema("regimes")).validate(found)
    return found


def test_the_table_of_the_sequential_model(qpq: Runner) -> None:
    shown = words(qpq("regimes", SEQUENTIAL, "--vary", "k=0:52"))
    assert "Sequential linkage" in shown
    assert "left as symbols: k" in shown
    assert "The answer changes at k = 10." in shown
    assert "0 <= k < 10 no-ban 1 (0, 0)" in shown
    assert "10 < k <= 52 ban, acquiesce 1 (2, -6)" in shown
    assert "a continuum" in shown
    assert "p2 >= 2/3" in shown  # of the five segments at ten weeks
    assert "Complete: " in shown


def test_its_json_to_the_letter(qpq: Runner) -> None:
    found = document(qpq("regimes", SEQUENTIAL, "--vary", "k=0:52", "--format", "json"))
    assert list(found)[:6] == ["schema", "game", "solution", "method", "complete", "complete_because"]
    assert found["schema"] == 1
    assert found["game"]["form"] == "extensive" and found["game"]["players"] == ["US", "China"]
    assert (found["solution"], found["complete"]) == ("subgame-perfect", True)
    assert found["parameter"] == "k"
    assert found["borders"] == ["10"]
    low, border, high = found["cells"]
    assert [(cell["from"], cell["to"], cell["open"]) for cell in (low, border, high)] == [
        ("0", "10", True),
        ("10", "10", False),
        ("10", "52", True),
    ]
    assert [cell["outcome"] for cell in (low, high)] == ["no-ban", "ban, acquiesce"]
    assert low["equilibria"][0]["profile"] == {
        "US": {"chips": {"no-ban": "1"}, "answer": {"trade": "1"}},
        "China": {"magnets": {"withhold": "1"}, "delivery": {"honour": "1"}},
    }
    assert low["equilibria"][0]["payoffs"] == {"US": "0", "China": "0"}
    assert len(border["conditions"]) == 5
    assert {"variables", "all"} <= set(border["conditions"][0])
    assert border["knife_edge"] and not low["knife_edge"]


def test_kinds_of_situation_have_borders_too(qpq: Runner) -> None:
    """In April the equilibrium is the same for every stock; at 11 weeks the dilemma becomes a deadlock."""
    found = document(qpq("regimes", LINKAGE, "--vary", "k=0:52", "--format", "json"))
    assert found["borders"] == ["11"]
    assert [cell["classes"]["US"] for cell in found["cells"]] == ["prisoner's dilemma", "border", "deadlock"]
    assert {cell["outcome"] for cell in found["cells"]} == {"restrict, withhold"}
    assert found["notes"][0] == "phase: april"


def test_settings_move_the_border(qpq: Runner) -> None:
    found = document(qpq("regimes", SEQUENTIAL, "--vary", "k=0:52", "--set", "a=3", "--format", "json"))
    assert found["borders"] == ["8"]
    found = document(qpq("regimes", LINKAGE, "--vary=theta_U=0:9", "--set=phase=both", "--format=json"))
    assert found["borders"] == ["2"]
    mixed = document(qpq("regimes", LINKAGE, "--vary=k=2:12", "--set=phase=may-june", "--format=json"))
    (cell,) = mixed["cells"]
    assert cell["equilibria"][1]["payoffs"]["US"] == "2"


def test_a_name_alone_takes_its_own_range(qpq: Runner, folder: Path) -> None:
    found = document(qpq("regimes", LINKAGE, "--vary", "k", "--format", "json"))
    assert (found["from"], found["to"]) == ("2", "12")
    found = document(qpq("regimes", folder / "stocks.yaml", "--vary", "k", "--format", "json"))
    assert (found["from"], found["to"], found["borders"]) == ("2", "12", [])


def test_a_range_in_exact_numbers(qpq: Runner) -> None:
    found = document(qpq("regimes", SEQUENTIAL, "--vary", "k=19/2:10.5", "--format", "json"))
    assert (found["from"], found["to"], found["borders"]) == ("19/2", "21/2", ["10"])
    found = document(qpq("regimes", SEQUENTIAL, "--vary", "k=-1:10", "--format", "json"))
    assert found["borders"] == ["10"]  # the end of a range can be a border


def test_a_file_with_an_irrational_border_and_a_pole(qpq: Runner, curves: Path) -> None:
    found = document(qpq("regimes", curves, "--vary", "t", "--format", "json"))
    (border,) = found["borders"]
    assert border["exact"] == "sqrt(2)" and border["polynomial"] == "x**2 - 2"
    assert found["decimals"] == ["1.414213562"]
    (pole,) = found["excluded"]
    assert (pole["from"], pole["to"]) == ("3", "3") and "denominator" in pole["because"]
    assert found["cells"][-1]["equilibria"][0]["payoffs"] == {"US": "t**2", "China": "1/(t - 3)"}
    shown = words(qpq("regimes", curves, "--vary", "t=0:2", "--set", "s=1"))
    assert "The answer changes at t = 1." in shown and "set: s = 1" in shown


def test_a_probability_outside_its_range_is_no_game(qpq: Runner) -> None:
    found = document(qpq("regimes", "case:h20/ban-under-belief", "--vary", "pi=-1:2", "--format", "json"))
    assert [(one["from"], one["to"]) for one in found["excluded"]] == [("-1", "0"), ("1", "2")]
    assert found["borders"] == ["2/3"]
    assert (found["cells"][0]["from"], found["cells"][-1]["to"]) == ("0", "1")


@pytest.mark.parametrize(
    ("solution", "model", "more"),
    [
        ("pure-nash", LINKAGE, ()),
        ("nash", SEQUENTIAL, ()),
        ("dominance", LINKAGE, ()),
        ("rationalizable", LINKAGE, ()),
        ("correlated", LINKAGE, ("--objective", "US")),
        ("coarse-correlated", LINKAGE, ()),
        ("stackelberg", LINKAGE, ("--leader", "China")),
    ],
)
def test_every_solution_is_shown_and_written(
    qpq: Runner, solution: str, model: str, more: tuple[str, ...]
) -> None:
    arguments = ["regimes", model, "--vary", "k=4:12", "--solution", solution, *more]
    assert "k from 4 to 12" in words(qpq(*arguments))
    found = document(qpq(*arguments, "--format", "json"))
    assert found["solution"] == solution
    assert found["cells"][0]["from"] == "4" and found["cells"][-1]["to"] == "12"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--vary", "k=5:5"], ["--vary 'k=5:5'", "empty"]),
        (["--vary", "k=9:5"], ["empty", "first end must be below the second"]),
        (["--vary", "k=0:"], ["NAME=LO:HI is needed", "k=0:52"]),
        (["--vary", "k=:3"], ["NAME=LO:HI is needed"]),
        (["--vary", "=0:3"], ["NAME=LO:HI is needed"]),
        (["--vary", "k:0:3"], ["NAME=LO:HI is needed"]),
        (["--vary", ""], ["NAME=LO:HI is needed"]),
        (["--vary", "k=0:1:2"], ["--vary k", "'1:2'"]),
        (["--vary", "k=0:nan"], ["--vary k", "'nan'", "accepted"]),
        (["--vary", "k=0:inf"], ["--vary k", "'inf'", "accepted"]),
        (["--vary", "k=0:1e999999999"], ["--vary k", "longer than"]),
        (["--vary", "q=0:1"], ["no parameter 'q'", "accepted: k, w"]),
        (["--vary", "phase=0:1"], ["no parameter 'phase'", "d_C\n"]),
        (["--vary", "k=0:9", "--set", "k=3"], ["both set and left a symbol"]),
        (
            ["--vary", "k=0:9", "--set", "phase=winter"],
            ["no phase 'winter'", "april, may-june, london, both"],
        ),
        (["--vary", "k=0:9", "--set", "w=1/0"], ["w"]),
        (["--vary", "R=0:9", "--set", "d_U=2"], ["does not depend on R", "another parameter"]),
        (["--vary", "k=0:9", "--vary2", "R=0:9", "--set", "d_U=2"], ["does not depend on R"]),
        (["--vary", "k=0:9", "--solution", "chess"], ["no regimes of 'chess'", "accepted: nash, pure-nash"]),
        (["--vary", "k=0:9", "--solution", "subgame-perfect"], ["subgame-perfect", "accepted: nash"]),
        (["--vary", "k=0:9", "--solution", "stackelberg", "--leader", "EU"], ["'EU'", "US, China"]),
        (["--vary", "k=0:9", "--leader", "US"], ["regimes of nash take no leader"]),
        (["--vary", "k=0:9", "--solution", "correlated", "--objective", "peace"], ["peace"]),
        (["--vary", "k=0:9", "-o", "map.pdf"], ["map.pdf", ".svg or .png"]),
        ([], ["--vary NAME=LO:HI is needed"]),
    ],
)
def test_wrong_input(qpq: Runner, assert_refused: Refusal, arguments: list[str], said: list[str]) -> None:
    assert_refused(qpq("regimes", LINKAGE, *arguments), *said)


def test_games_that_are_refused(qpq: Runner, assert_refused: Refusal, folder: Path, curves: Path) -> None:
    span = ["--vary", "k=0:9"]
    assert_refused(qpq("regimes", folder / "none.yaml", *span), "none.yaml", "cannot be read")
    assert_refused(qpq("regimes", folder / "chicken.nfg", *span), "chicken.nfg", "no parameters", ".yaml")
    assert_refused(
        qpq("regimes", folder / "chips.yaml", *span), "bargaining problem", "normal forms and trees"
    )
    assert_refused(qpq("regimes", folder / "hostages.yaml", *span), "repeated game", "normal forms and trees")
    assert_refused(qpq("regimes", "case:h20/chess", *span), "no model 'chess'", "linkage")
    assert_refused(qpq("regimes", curves, "--vary", "s"), "s has no range", "--vary s=LO:HI")
    assert_refused(
        qpq("regimes", curves, "--vary", "t", "--solution", "sequential"), "sequential", "accepted"
    )
    forgets = folder / "forgets.yaml"
    forgets.write_text(FORGETS, "utf8")
    for solution in ("subgame-perfect", "nash", "pure-nash", "stackelberg"):
        said = ["US forgets", "'h'", "before node"]
        assert_refused(qpq("regimes", forgets, "--vary", "t", "--solution", solution), *said)
    three = folder / "three.yaml"
    three.write_text(THREE, "utf8")
    assert_refused(qpq("regimes", three, *span), "two")
    assert document(qpq("regimes", three, *span, "--solution", "pure-nash", "--format", "json"))["complete"]


def test_a_formula_that_makes_no_sense_is_refused_with_its_place(
    qpq: Runner, assert_refused: Refusal, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text(CURVES.replace("t**2", "t**"), "utf8")
    assert_refused(qpq("regimes", broken, "--vary", "t"), "broken.yaml:10", "t**")
    broken.write_text(CURVES.replace("t**2", "2**t"), "utf8")
    assert_refused(qpq("regimes", broken, "--vary", "t"), "exponent")
