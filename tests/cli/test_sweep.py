"""``qpq sweep``: summaries, folders, claims, and what is refused."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import Result

import quidproquo as package

Runner = Callable[..., Result]
Refusal = Callable[..., None]
TREE = "case:h20/sequential-linkage"
QUICK = ("--draws", "40", "--workers", "1")


def test_the_summary_as_json_is_what_the_table_says(qpq: Runner, tmp_path: Path) -> None:
    folder = tmp_path / "one"
    claims = ("--claim", "outcome = no-ban", "--claim", "US >= 0")
    result = qpq("sweep", TREE, *QUICK, *claims, "--output", folder, "--format", "json", "--set", "R=3")
    assert result.exit_code == 0, result.output
    document: dict[str, Any] = json.loads(result.stdout)
    found = package.read_sweep(folder)
    assert document["schema"] == 1 and document["sweep"] == TREE and document["complete"] is True
    assert document["draws"] == document["made"] == len(found.table) == 40
    assert document["settings"] == {"R": "3"} and "R" not in document["parameters"]
    counted = {one["outcome"]: one["draws"] for one in document["outcomes"]}
    column = found.table.column("outcome").to_pylist()
    assert counted == {outcome: column.count(outcome) for outcome in set(column)}
    assert document["claims"] == [found.share(claim).to_json() for claim in claims[1::2]]
    assert document["errors"] == {"draws": 0, "first": None}
    assert qpq("sweep", "--resume", folder, "--format", "json", *claims).stdout == result.stdout


def test_a_row_is_solved_again_by_set(qpq: Runner, tmp_path: Path) -> None:
    qpq("sweep", TREE, *QUICK, "--output", tmp_path / "one")
    found = package.read_sweep(tmp_path / "one")
    for draw in (0, 39):
        words = [f"--set={name}={value}" for name, value in found.settings(draw).items()]
        solved = json.loads(qpq("solve", TREE, *words, "--format", "json").stdout)
        row = found.table.to_pylist()[draw]
        (one,) = solved["equilibria"]
        assert ", ".join(one["payoffs"].values()) == row["payoffs"]


def test_what_varies_is_what_is_named_and_with_rest_all(qpq: Runner) -> None:
    one = json.loads(qpq("sweep", TREE, *QUICK, "--vary", "k=triangular:2:6:12", "--format", "json").stdout)
    assert one["parameters"] == {"k": {"kind": "triangular", "low": "2", "high": "12", "mode": "6"}}
    more = json.loads(qpq("sweep", TREE, *QUICK, "--vary=k=discrete:3:9", "--rest", "--format=json").stdout)
    every = json.loads(qpq("sweep", TREE, *QUICK, "--format", "json").stdout)
    assert more["parameters"].keys() == every["parameters"].keys() > {"k", "w", "rho"}
    assert more["parameters"]["k"]["values"] == ["3", "9"]


def test_what_lies_outside_its_documented_range_is_said(qpq: Runner) -> None:
    words = (TREE, "--vary", "k=discrete:2:12:52", "--set", "R=9", "--method", "grid", "--workers", "1")
    document = json.loads(qpq("sweep", *words, "--format", "json").stdout)
    assert document["outside"] == [
        "k is outside its range from 2 to 12 in 1 of 3 draws.",
        "R = 9 is outside its range from 2 to 6.",
    ]
    assert "k is outside its range" in qpq("sweep", *words).stdout
    assert json.loads(qpq("sweep", TREE, *QUICK, "--format", "json").stdout)["outside"] == []


def test_a_game_file_with_parameters(qpq: Runner, folder: Path) -> None:
    result = qpq("sweep", folder / "stocks.yaml", *QUICK, "--claim", "outcome = restrict, withhold")
    assert result.exit_code == 0
    assert "40 of 40 draws, 1 " in result.stdout and "2 to 12, evenly" in result.stdout


def test_sobol_indices_are_printed(qpq: Runner) -> None:
    words = ("--vary", "k=2:12", "--vary", "a=0:5", "--draws", "16", "--workers", "1", "--sobol", "US")
    document = json.loads(qpq("sweep", TREE, *words, "--format", "json").stdout)
    assert document["draws"] == 64 and document["method"] == "saltelli"
    assert [one["parameter"] for one in document["sobol"][0]["indices"]] == ["k", "a"]
    assert "Sobol indices of US" in qpq("sweep", TREE, *words).stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "MODEL is needed"),
        ((TREE, "--vary", "k=12:2"), "k: 12 is above 2"),
        ((TREE, "--vary", "k"), "NAME=LO:HI is needed"),
        ((TREE, "--vary", "k=1:2", "--vary", "k=1:3"), "given twice"),
        ((TREE, "--vary", "q=1:2"), "no parameter 'q'"),
        ((TREE, "--vary", "k=1:2", "--set", "k=3"), "both set and varied"),
        ((TREE, "--vary", "k=nan:2"), "k is 'nan'"),
        ((TREE, "--draws", "0"), "draws is 0"),
        ((TREE, "--method", "lhs"), "random, sobol, grid"),
        ((TREE, "--workers", "0", "--draws", "5"), "workers is 0"),
        ((TREE, "--correlate", "k,w"), "NAME,NAME=R"),
        ((TREE, "--correlate", "k,k=1/2"), "two different"),
        ((TREE, "--draws", "3", "--workers", "1", "--claim", "outcom = no-ban"), "no-ban|there is no"),
        ((TREE, "--sobol", "US", "--method", "grid"), "--sobol draws in its own way"),
        ((TREE, "--sobol", "US", "--draws", "10"), "power of two"),
        (("--resume", "/no/such/folder"), "holds no sweep"),
        (("--resume", "/no/such/folder", "--draws", "5"), "takes the model and what varies from the folder"),
        ((TREE, "--points", "5"), "--points is of a grid"),
        ((TREE, "--method", "grid", "--draws", "5"), "--draws: a grid has as many"),
        ((TREE, "--resume", "/no/such/folder"), "there is no folder"),
        ((TREE, "/no/such/folder"), "one argument too many"),
        (("chicken.txt",), "cannot be swept"),
    ],
)
def test_bad_input_is_one_line(
    qpq: Runner, assert_refused: Refusal, words: tuple[str, ...], said: str
) -> None:
    result = qpq("sweep", *words)
    assert_refused(result)
    assert any(part in result.stderr for part in said.split("|")), result.stderr


def test_a_folder_of_another_seed_is_refused(qpq: Runner, assert_refused: Refusal, tmp_path: Path) -> None:
    qpq("sweep", TREE, *QUICK, "--output", tmp_path / "one")
    again = qpq("sweep", TREE, *QUICK, "--seed", "2", "--output", tmp_path / "one")
    assert_refused(again, "draws.seed is 0 there and 2 here")


def test_claims_are_read_before_the_work_begins(qpq: Runner, assert_refused: Refusal, tmp_path: Path) -> None:
    endless = (TREE, "--draws", str(10**9), "--workers", "1", "--output", tmp_path / "one")
    assert_refused(qpq("sweep", *endless, "--claim", "US > q"), "there is no 'q'")
    assert_refused(qpq("sweep", *endless, "--claim", "US"), "0 comparisons")
    assert not (tmp_path / "one").exists()
    qpq("sweep", TREE, *QUICK, "--output", tmp_path / "one")
    assert_refused(qpq("sweep", "--resume", tmp_path / "one", "--claim", "US > q"), "there is no 'q'")
    assert_refused(qpq("sweep", "--resume", tmp_path / "one", "--sobol", "US"), "begun with --sobol")


def test_ctrl_c_prints_what_was_made_and_how_to_resume(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    command = [sys.executable, "-m", "quidproquo", "sweep"]
    words = [TREE, "--draws", "4000", "--chunk", "10", "--workers", "2", "--format", "json"]
    options: dict[str, Any] = {
        "stdout": subprocess.PIPE,
        "stderr": subprocess.PIPE,
        "start_new_session": True,
    }
    run = subprocess.Popen([*command, *words, "--output", str(folder)], **options)
    while run.poll() is None and len(list((folder / "chunks").glob("*.sha256"))) < 2:
        time.sleep(0.02)
    run.send_signal(signal.SIGINT)
    output, errors = run.communicate(timeout=60)
    assert run.returncode == 3, errors
    assert b"stopped by Ctrl-C after" in errors and b"qpq sweep --resume" in errors
    document = json.loads(output)
    assert document["complete"] is False and 0 < document["made"] < 4000


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
def test_a_bar_is_shown_on_a_terminal_once_it_takes_long(monkeypatch: pytest.MonkeyPatch) -> None:
    import os
    import pty

    from quidproquo.progress import progress_bar

    leader, follower = pty.openpty()
    with os.fdopen(follower, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        monkeypatch.setenv("TERM", "xterm")
        with progress_bar("draws", delay=60) as told:
            told(1, 8)
        with progress_bar("draws", delay=0) as told:
            time.sleep(0.1)
            told(7, 8)
            time.sleep(0.3)
        terminal.flush()
        shown = os.read(leader, 100_000)
    os.close(leader)
    assert b"draws" in shown and b"7/8" in shown and b"1/8" not in shown


def test_the_same_command_goes_on(qpq: Runner, assert_refused: Refusal, tmp_path: Path) -> None:
    """``--resume`` with the whole command starts where there is nothing, and goes on where there is."""
    folder = tmp_path / "kept"
    command = ["sweep", "case:h20/linkage", "--vary", "k=2:12", "--draws", 40, "--chunk", 10]
    command += ["--workers", 1, "--format", "json", "--resume", "--output", folder]
    first = qpq(*command)
    (folder / "chunks" / "00002.parquet").unlink()
    again = qpq(*command)
    assert qpq(*command[:-2], folder).exit_code == 0
    alone = qpq("sweep", "--resume", folder, "--workers", 1, "--format", "json")
    assert first.exit_code == again.exit_code == alone.exit_code == 0
    assert first.stdout == again.stdout == alone.stdout
    assert_refused(qpq(*command, "--seed", 2), "another sweep")
    assert_refused(qpq("sweep", "--resume"), "--resume FOLDER")


def test_a_program_from_standard_input(tmp_path: Path) -> None:
    """Worker processes could not read it: it runs in its own process, and more than one are refused."""
    program = (
        "import quidproquo as qpq\n"
        "ask = lambda **more: qpq.sweep('case:h20/linkage', {'k': (2, 12)}, draws=4, chunk_size=2, **more)\n"
        "print(len(ask().table))\n"
        "try:\n    ask(workers=2)\nexcept qpq.InvalidInput as refusal:\n    print(refusal)\n"
    )
    done = subprocess.run(
        [sys.executable], input=program, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("4\na program from standard input")
