"""How the tests run the command: inside this process for most, as a process of its own for some."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from typer.testing import CliRunner, Result

from quidproquo.cli import app
from quidproquo.games.solution_json import solution_schema

CHICKEN = """NFG 1 R "Chicken" { "US" "China" } { { "allow" "restrict" } { "supply" "withhold" } }

0 0  2 -6  -7 1  -9 -8
"""
PENNIES = """NFG 1 R "Pennies" { "row" "column" } { { "heads" "tails" } { "heads" "tails" } }

1 -1  -1 1  -1 1  1 -1
"""
THREAT = """EFG 2 R "Threat" { "US" "China" }

p "" 1 1 "chips" { "no-ban" "ban" } 0
t "" 1 "calm" { 0, 0 }
p "" 2 1 "magnets" { "acquiesce" "withhold" } 0
t "" 2 "yield" { 2, -6 }
t "" 3 "clash" { -5, -7 }
"""
WITH_PARAMETER = """title: Stocks
form: normal
players: [US, China]
parameters:
  k: {default: 6, range: [2, 12], unit: weeks, meaning: stock of magnets, provenance: judged}
strategies:
  US: [allow, restrict]
  China: [supply, withhold]
payoffs:
  allow: {supply: [0, 0], withhold: [k - 13, 1]}
  restrict: {supply: [2, -6], withhold: [k - 11, -5]}
"""
HOSTAGES = """title: Hostages
form: repeated
players: [US, China]
parameters: {k: 6}
derived: {m: "max(0, 13 - k)"}
strategies: {US: [allow, restrict], China: [supply, withhold]}
payoffs:
  allow: {supply: [0, 0], withhold: [-m, 1]}
  restrict: {supply: [2, -6], withhold: [2 - m, -5]}
discount: 9/10
target: {US: allow, China: supply}
punishment: 2
"""
TYPES = """title: Screening
form: bayesian
players: [China, US]
parameters: {p: 1/2}
types: {US: [short, long]}
prior: {short: p, long: 1 - p}
actions: {China: [ask-8, ask-2], US: [accept, refuse]}
payoffs:
  short:
    ask-8: {accept: [8, -8], refuse: [1, -8]}
    ask-2: {accept: [2, -2], refuse: [1, -8]}
  long:
    ask-8: {accept: [8, -8], refuse: [1, -2]}
    ask-2: {accept: [2, -2], refuse: [1, -2]}
"""
CHIPS = """title: Chips for magnets
form: bargaining
players: [US, China]
parameters: {k: 10}
derived: {m: "max(0, 13 - k)"}
issues: {q: [0, 1], z: [0, 1]}
payoffs: {US: m*z - 2*q, China: 6*q - z}
disagreement: [0, 0]
"""
CLOCKS = """title: Clocks
form: bargaining
players: [US, China]
parameters: {k: 6, n: 26, D: 4}
outcomes: {all-US: [1, 0], all-China: [0, 1]}
disagreement: {US: 0, China: 0}
discount: {US: k/(k + D), China: n/(n + D)}
"""

GAINS = """title: Residual claimant
form: cooperative
players: [US, China, EU]
parameters: {desk: 12}
worth:
  US: 0
  China: 0
  EU: 0
  US, China: 10
  China, EU: 5
  EU, US: 2
  US, China, EU: desk
"""

Runner = Callable[..., Result]


@pytest.fixture(scope="session")
def qpq() -> Runner:
    """Run ``qpq`` with these arguments inside this process."""

    # Before Click 8.2, standard error was mixed into the output unless one asked otherwise.
    apart: dict[str, Any] = {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}

    def run(*arguments: object, stdin: str | None = None) -> Result:
        return CliRunner(**apart).invoke(app, [str(argument) for argument in arguments], input=stdin)

    return run


@pytest.fixture(scope="session")
def process() -> Callable[..., subprocess.CompletedProcess[bytes]]:
    """Run ``qpq`` as a process of its own."""

    def run(*arguments: object, **options: Any) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "quidproquo", *map(str, arguments)]
        return subprocess.run(command, capture_output=True, timeout=60, check=False, **options)

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with small games, and one that takes minutes to solve completely."""
    (tmp_path / "chicken.nfg").write_text(CHICKEN, "utf8")
    (tmp_path / "pennies.nfg").write_text(PENNIES, "utf8")
    (tmp_path / "threat.efg").write_text(THREAT, "utf8")
    (tmp_path / "hostages.yaml").write_text(HOSTAGES, "utf8")
    (tmp_path / "chips.yaml").write_text(CHIPS, "utf8")
    (tmp_path / "clocks.yaml").write_text(CLOCKS, "utf8")
    (tmp_path / "types.yaml").write_text(TYPES, "utf8")
    (tmp_path / "gains.yaml").write_text(GAINS, "utf8")
    (tmp_path / "stocks.yaml").write_text(WITH_PARAMETER, "utf8")
    (tmp_path / "slow.nfg").write_text(random_game(17, 3), "utf8")
    (tmp_path / "large.nfg").write_text(random_game(30, 1000), "utf8")
    return tmp_path


def random_game(width: int, payoffs: int) -> str:
    """A square game with so many payoffs that look random."""
    state, numbers = 1, []
    for _ in range(2 * width * width):
        state = state * 48271 % (2**31 - 1)
        numbers.append(str(state // 1000 % payoffs))
    labels = " ".join(f'"{i}"' for i in range(width))
    return f'NFG 1 R "" {{ "A" "B" }} {{ {{ {labels} }} {{ {labels} }} }}\n\n{" ".join(numbers)}\n'


@pytest.fixture(scope="session")
def solution_of() -> Callable[[Result], dict[str, Any]]:
    """The JSON that a run wrote, once it satisfies the published schema."""
    validator = jsonschema.Draft202012Validator(solution_schema())

    def read(result: Result) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(result.stdout)
        validator.validate(document)
        return document

    return read


@pytest.fixture(scope="session")
def assert_refused() -> Callable[..., None]:
    """Bad input: exit status 2, nothing on standard output, one line on standard error with these words."""

    def check(result: Result, *words: str) -> None:
        assert result.exit_code == 2, result.output
        assert result.stdout == ""
        assert result.stderr.startswith("qpq: ")
        assert result.stderr.count("\n") == 1, result.stderr
        assert "Traceback" not in result.stderr
        assert "internal error" not in result.stderr
        for word in words:
            assert word in result.stderr

    return check
