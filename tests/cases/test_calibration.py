"""The loader of calibrations, and the calibration of the H20 case."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quidproquo.cases.calibration import Calibration, Parameter, Phase, load_calibration
from quidproquo.cases.registry import list_cases, load_case, with_parameters
from quidproquo.games.errors import InvalidInput, ParseError

CASE = files("quidproquo.cases.h20")
H20 = load_calibration(CASE / "calibration.yaml")
SMALL = """\
case: small
unit: points
parameters:
  k:
    symbol: "k"
    meaning: Weeks.
    unit: weeks
    default: "6"
    range: ["2", "12"]
    provenance: judged
    because: A guess.
  w:
    symbol: "w"
    meaning: Loss.
    unit: points
    default: "0.10"
    range: ["0", "1/2"]
    provenance: documented
    facts: [loss]
    because: As reported.
derived:
  total:
    symbol: "T"
    meaning: Twice m.
    unit: points
    formula: "2 * m"
  m:
    symbol: "m"
    meaning: Loss in all.
    unit: points
    formula: "w * max(0, 13 - k)"
phases:
  early:
    since: "2025-04"
    until: "2025-05-31"
    values: {k: "3"}
    because: Stocks were low.
"""


def small(directory: Path, old: str = "", new: str = "") -> Path:
    assert old in SMALL
    file = directory / "calibration.yaml"
    file.write_text(SMALL.replace(old, new, 1) if old else SMALL, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def h20() -> Calibration:
    return H20


def test_derived_names_follow_their_formulas_in_any_order(tmp_path: Path) -> None:
    calibration = load_calibration(small(tmp_path))
    assert calibration.values() == {
        "k": 6,
        "w": Fraction(1, 10),
        "total": Fraction(7, 5),
        "m": Fraction(7, 10),
    }
    assert list(calibration.values()) == ["k", "w", "total", "m"]
    found = calibration.settle({"m": 5})
    assert found.values["total"] == 10
    assert (found.given, found.computed) == (("m",), ("total",))


def test_precedence_of_settings_phase_and_model_defaults(tmp_path: Path) -> None:
    calibration = load_calibration(small(tmp_path))
    assert calibration.values(phase="early")["k"] == 3
    assert calibration.values({"k": 7}, phase="early")["k"] == 7
    own = calibration.settle(defaults={"k": 9, "w": "1/5"})
    assert (own.values["k"], own.values["w"]) == (Fraction(9), Fraction(1, 5))
    assert own.given == ()
    assert calibration.settle(phase="early", defaults={"k": 9}).values["k"] == 3
    assert calibration.settle({"k": 2}, defaults={"k": 9}).values["k"] == 2


def test_values_outside_the_range_are_used_and_reported(tmp_path: Path) -> None:
    calibration = load_calibration(small(tmp_path))
    found = calibration.settle({"k": 52, "w": "1/2"})
    assert found.values["k"] == 52
    assert dict(found.outside) == {"k": "k = 52 is outside its range from 2 to 12"}


def test_bad_settings(tmp_path: Path) -> None:
    calibration = load_calibration(small(tmp_path, "w * max(0, 13 - k)", "w / k"))
    with pytest.raises(
        InvalidInput, match=r"unknown parameter 'z'; the parameters are k, w; derived: total, m"
    ):
        calibration.values({"z": Fraction(1)})
    with pytest.raises(InvalidInput, match="there is no phase 'late'; accepted: early"):
        calibration.values(phase="late")
    with pytest.raises(InvalidInput, match="k is nan"):
        calibration.values({"k": float("nan")})
    with pytest.raises(InvalidInput, match=r"^m: formula .*zero"):
        calibration.values({"k": 0})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('default: "6"', 'default: "1"', ":8: parameters.k.default: 1 is outside the range from 2 to 12"),
        ('default: "6"', 'default: "six"', ":8: parameters.k.default: the value is 'six'; accepted"),
        ('default: "6"', "default: true", ":8: parameters.k.default: a number is needed"),
        (
            'default: "6"',
            'default: "1/0"',
            ":8: parameters.k.default: the value is '1/0', a division by zero",
        ),
        ('    default: "6"\n', "", ":5: parameters.k.default: this field is missing"),
        ('["2", "12"]', '["12", "2"]', ":9: parameters.k.range: 12 is above 2; accepted: [low, high]"),
        ('["2", "12"]', '["2"]', ":9: parameters.k.range: tuple should have at least 2 items"),
        ('    range: ["2", "12"]\n', "", ":5: parameters.k.range: this field is missing"),
        (
            "provenance: judged",
            "provenance: known",
            ":10: parameters.k.provenance: input should be 'documented'",
        ),
        ("    facts: [loss]\n", "", "parameters.w.facts: a documented number names the facts it rests on"),
        ("  k:\n", "  κ:\n", "parameters.κ: string should match pattern"),
        ("  k:\n", "  w:\n", "calibration.yaml:12:3: key 'w' is given twice"),
        ("  total:\n", "  k:\n", "derived.k: 'k' is already a parameter"),
        (
            '"2 * m"',
            '"2 * q"',
            ":26: derived.total.formula: unknown name 'q'; the parameters are k, w; derived",
        ),
        ("max(0, 13 - k)", "total", "the formulas run in a circle"),
        ('"2 * m"', '"2 * ++"', ":26: derived.total.formula: column "),
        (
            '{k: "3"}',
            '{m: "3"}',
            ":36: phases.early.values.m: unknown parameter 'm'; the parameters are k, w",
        ),
        ('{k: "3"}', '{k: "1"}', ":36: phases.early.values.k: 1 is outside the range from 2 to 12"),
        ('since: "2025-04"', 'since: "2025-06"', ":35: phases.early.until: ends before it begins"),
        ("  k:\n", "  max:\n", ":5: parameters.max: 'max' cannot name a parameter; accepted: "),
        ("case: small", "case: small\nextra: 1", ":2: extra: there is no such field"),
    ],
)
def test_faults_are_one_line_with_file_line_and_field(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    file = small(tmp_path, old, new)
    with pytest.raises(ParseError) as caught:
        load_calibration(file)
    assert message in str(caught.value)
    assert str(caught.value).startswith(f"{file}:")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize("id", list_cases())
def test_the_facts_that_a_shipped_case_names_exist(id: str) -> None:
    case = load_case(id)
    named: list[Parameter | Phase] = [
        *case.calibration.parameters.values(),
        *case.calibration.phases.values(),
    ]
    named += [parameter for model in case.models.values() for parameter in model.own.values()]
    if case.replay is not None:
        named += case.replay.parameters.values()
        assert {event for node in case.replay.nodes for event in node.events} <= case.facts.ids
        assert {one.event for one in case.replay.opening.values()} - {None} <= case.facts.ids
    assert {fact for one in named for fact in one.facts} <= case.facts.ids


def test_formulas_are_parsed_and_ordered_once(tmp_path: Path) -> None:
    calibration = load_calibration(small(tmp_path))
    assert calibration.order == ("m", "total")
    assert calibration.order is calibration.order
    assert calibration.derived["m"].parsed is calibration.derived["m"].parsed
    assert calibration == load_calibration(small(tmp_path))  # one side has not been ordered by the caller


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("k", "the parameter 'k' is also a parameter of the calibration of small; another name is accepted"),
        ("total", "the parameter 'total' is also a derived name of the calibration of small"),
        ("max", "'max' cannot name a parameter"),
    ],
)
def test_parameters_of_a_model_may_not_hide_others(tmp_path: Path, name: str, message: str) -> None:
    calibration = load_calibration(small(tmp_path))
    with pytest.raises(InvalidInput, match=message):
        with_parameters(calibration, {name: calibration.parameters["k"]})
    assert "delay" in with_parameters(calibration, {"delay": calibration.parameters["k"]}).parameters


def test_fingerprint_covers_numbers_and_not_wording(tmp_path: Path) -> None:
    fingerprint = load_calibration(small(tmp_path)).fingerprint()
    assert fingerprint == "bb1ba6a80c38d81ec33f9bb17b64840a352b9e2f073b3187f2aaadf1565c4073"
    for old, new in [
        ("A guess.", "A reasoned guess."),
        ('"0.10"', '"1/10"'),
        ("points\nparam", "points\n\nparam"),
    ]:
        assert load_calibration(small(tmp_path, old, new)).fingerprint() == fingerprint
    changes = [('"6"', '"7"'), ('"12"', '"13"'), ("judged", "derived\n    facts: [x]"), ("13 - k", "14 - k")]
    for old, new in [
        *changes,
        ('{k: "3"}', '{k: "4"}'),
        ('"2025-04"', '"2025-03"'),
        ("[loss]", "[loss, more]"),
    ]:
        assert load_calibration(small(tmp_path, old, new)).fingerprint() != fingerprint


DEFAULTS = {
    "k": 6,
    "w": 1,
    "R": 4,
    "Sec": 6,
    "V0": 10,
    "sigma": Fraction(2, 5),
    "B": 3,
    "F": 2,
    "a": 1,
    "phi": 1,
}


def test_defaults_of_the_h20_case(h20: Calibration) -> None:
    zero = dict.fromkeys(("kappa_U", "kappa_C", "theta_U", "theta_C"), 0)
    assert h20.values() == {**DEFAULTS, **zero, "rho": 3, "m": 7, "d_U": 2, "v": 6, "d_C": 1}
    assert h20.values() == h20.values(phase="april")


@pytest.mark.parametrize(
    ("phase", "numbers"),
    [("april", (0, 0, 0, 0)), ("may-june", (0, 0, 4, 3)), ("london", (3, 2, 0, 0)), ("both", (3, 2, 4, 3))],
)
def test_phases_of_the_h20_case(h20: Calibration, phase: str, numbers: tuple[int, ...]) -> None:
    values = h20.values(phase=phase)
    assert tuple(values[name] for name in ("theta_U", "theta_C", "kappa_U", "kappa_C")) == numbers


def test_every_number_of_the_h20_case_has_its_provenance(h20: Calibration) -> None:
    for name, parameter in h20.parameters.items():
        assert parameter.facts, name
        assert parameter.range[0] < parameter.range[1], name


numbers = st.fractions(min_value=-50, max_value=50, max_denominator=12)


@given(k=numbers, w=numbers, sec=numbers, rent=numbers)
def test_derived_names_of_the_h20_case(k: Fraction, w: Fraction, sec: Fraction, rent: Fraction) -> None:
    values = H20.values({"k": k, "w": w, "Sec": sec, "R": rent})
    assert values["m"] == w * max(Fraction(0), 13 - k)
    assert values["d_U"] == sec - rent


def test_the_front_door_does_not_import_pydantic() -> None:
    code = "import sys, quidproquo; sys.exit('pydantic' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
