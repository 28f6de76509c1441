"""The command as a process: streams, signals, limits, and how fast it starts."""

from __future__ import annotations

import json
import os
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from quidproquo import limits
from quidproquo.games.errors import LimitReached

Process = Callable[..., subprocess.CompletedProcess[bytes]]
Runner = Callable[..., Result]
posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals and pipes")


def test_help_and_version(process: Process) -> None:
    alone = process()
    assert alone.returncode == 0 and b"Usage: qpq" in alone.stdout and alone.stderr == b""
    for verb in ("solve", "verify", "convert", "cases", "facts", "replay"):
        assert verb.encode() in alone.stdout
    assert process("--version").stdout.startswith(b"quidproquo ")


@pytest.mark.parametrize("verb", ["solve", "verify", "convert", "cases", "facts", "replay"])
def test_every_help_has_an_example(verb: str, qpq: Runner) -> None:
    result = qpq(verb, "--help")
    assert result.exit_code == 0 and f"Example: qpq {'' if verb == 'verify' else verb}" in result.stdout


def test_wrong_usage_is_one_line(process: Process) -> None:
    for arguments in (["slove"], ["solve"], ["--nothing"]):
        result = process(*arguments)
        assert result.returncode == 2 and result.stdout == b"" and result.stderr.count(b"\n") == 1
        assert b"--help" in result.stderr


def test_help_starts_fast(process: Process) -> None:
    def seconds() -> float:
        start = time.perf_counter()
        process("--help")
        return time.perf_counter() - start

    assert statistics.median(seconds() for _ in range(5)) < 1.0  # 0.1 s on an idle machine


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys; sys.argv = ['qpq', '--help']\n"
        "from quidproquo.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'sympy', 'pydantic', 'nashpy', 'pulp'} & set(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, timeout=60)
    assert result.stderr.strip() == b"[]"


@posix
def test_a_reader_who_leaves_is_no_error(folder: Path) -> None:
    command = f"{sys.executable} -m quidproquo facts h20 --sources | head -1; echo ${{PIPESTATUS[0]}}"
    result = subprocess.run(["bash", "-c", command], capture_output=True, check=True, timeout=60)
    assert result.stderr == b"" and result.stdout.endswith(b"\n0\n")


@posix
def test_closed_and_full_streams(folder: Path) -> None:
    command = f"{sys.executable} -m quidproquo facts h20"
    closed = subprocess.run(["bash", "-c", f"{command} >&-"], capture_output=True, check=False, timeout=60)
    assert closed.returncode == 0 and b"Traceback" not in closed.stderr
    if Path("/dev/full").exists():
        full = subprocess.run(
            ["bash", "-c", f"{command} >/dev/full"], capture_output=True, check=False, timeout=60
        )
        assert full.returncode == 2 and full.stderr.count(b"\n") == 1
    silent = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m quidproquo slove 2>&-"],
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert silent.returncode == 2


def test_json_is_utf8_whatever_the_terminal_speaks(process: Process) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "LC_ALL": "C"}
    result = process(
        "solve", "case:h20/linkage", "--set", "phase=london", "--format", "json", env=environment
    )
    assert result.returncode == 0
    assert json.loads(result.stdout.decode("utf-8"))["schema"] == 1
    table = process("solve", "case:h20/linkage", "--set", "phase=london", env=environment)
    assert "≈" in table.stdout.decode("utf-8")


def test_no_colour_in_a_pipe(process: Process) -> None:
    for arguments in (["--help"], ["solve", "case:h20/linkage"], ["cases"], ["replay", "h20"]):
        assert b"\x1b" not in process(*arguments, env={**os.environ, "FORCE_COLOR": "1"}).stdout


def test_time_limit(process: Process, folder: Path) -> None:
    start = time.perf_counter()
    result = process("solve", folder / "slow.nfg", "--time-limit", "4", "--format", "json")
    assert time.perf_counter() - start < 12  # a second over on a machine that has time
    assert result.returncode == 3
    document = json.loads(result.stdout)
    assert document["complete"] is False and "time limit of 4 s" in document["complete_because"]
    assert document["equilibria"]
    assert result.stderr.count(b"\n") == 1


def test_time_limit_that_is_not_reached(qpq: Runner, folder: Path) -> None:
    plain = qpq("solve", folder / "chicken.nfg", "--format", "json")
    limited = qpq("solve", folder / "chicken.nfg", "--format", "json", "--time-limit", "60")
    assert limited.exit_code == 0
    assert limited.stdout == plain.stdout


def test_time_limit_with_bad_input(qpq: Runner, folder: Path, assert_refused: Callable[..., None]) -> None:
    assert_refused(qpq("solve", folder / "none.nfg", "--time-limit", "60"), "none.nfg")


@posix
def test_a_solver_that_does_not_react_is_ended(
    qpq: Runner, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deaf = folder / "deaf"
    program = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN); time.sleep(100)"
    deaf.write_text(f"#!{sys.executable}\n{program}\n", "utf8")
    deaf.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(deaf))
    monkeypatch.setattr(limits, "GRACE", 0.1)
    result = qpq("solve", folder / "chicken.nfg", "--time-limit", "0.1", "--format", "json")
    assert result.exit_code == 3
    assert json.loads(result.stdout)["complete"] is False
    assert "did not react" in result.stderr and result.stderr.count("\n") == 1


@posix
@pytest.mark.parametrize("extra", [[], ["--time-limit", "60"]], ids=["plain", "limited"])
def test_ctrl_c_prints_what_was_found(extra: list[str], folder: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "quidproquo",
        "solve",
        str(folder / "slow.nfg"),
        "--format",
        "json",
        *extra,
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        time.sleep(3)
        running.send_signal(signal.SIGINT)
        output, messages = running.communicate(timeout=30)
    assert running.returncode == 3
    assert json.loads(output)["complete"] is False
    assert b"Ctrl-C" in messages and b"Traceback" not in messages


def test_stoppable_stops_what_swallows_the_first_call() -> None:
    def deaf() -> None:
        while True:
            try:
                while True:
                    pass
            except Exception:
                continue

    before = signal.getsignal(signal.SIGINT)
    start = time.perf_counter()
    with pytest.raises(limits.HardStop, match=r"time limit of 0\.1 s"), limits.stoppable(0.1):
        deaf()
    assert time.perf_counter() - start < limits.GRACE + 3
    assert signal.getsignal(signal.SIGINT) is before


def test_stoppable_leaves_finished_work_alone() -> None:
    with limits.stoppable(5) as stopper:
        pass
    assert not stopper.told
    with pytest.raises(LimitReached), limits.stoppable(0.05):
        while True:
            pass


@posix
def test_progress_on_a_terminal_only(folder: Path, process: Process) -> None:
    import pty

    leader, follower = pty.openpty()
    command = [sys.executable, "-m", "quidproquo", "solve", str(folder / "slow.nfg"), "--time-limit", "4"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=follower) as running:
        output, _ = running.communicate(timeout=60)
    os.close(follower)
    shown = os.read(leader, 100_000)
    os.close(leader)
    assert running.returncode == 3 and b"\x1b" not in output
    assert b"solving" in shown
