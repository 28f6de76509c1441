"""The harness counts what was missed, judges aims by the measurements alone, and ends what takes too long."""

from __future__ import annotations

from math import inf
from pathlib import Path

import pytest

from .clock import ENGINES, Measured, Run, Worker
from .comparison import left_to_gain, remark
from .engines import Answer, Profile
from .groups import GROUPS
from .instances import Instance
from .performance import PAGE, between
from .report import aims, tables
from .targets import AIMS, Aim, judge

GAME = Instance("zero-sum", 2, 0)
FIRST: Profile = ((1.0, 0.0), (0.0, 1.0))
SECOND: Profile = ((0.0, 1.0), (1.0, 0.0))


def measured(
    group: str, size: int, seconds: float, answer: Answer | None = None, trouble: str = ""
) -> Measured:
    run = Run(seconds, answer, trouble)
    return Measured(GROUPS[group].plan(size), {0: [run], 1: [run]})


def test_equilibria_missed_repeated_and_wrong_are_counted() -> None:
    ours = measured("all", 8, 1.0, Answer((FIRST, SECOND), complete=True))
    theirs = measured("all", 8, 1.0, Answer((FIRST, FIRST)))
    assert remark(GROUPS["all"], ours, theirs) == "2 of 4, 2 repeated"
    none = measured("all", 8, 1.0, Answer())
    assert remark(GROUPS["all"], ours, none) == "0 of 4"


def test_a_profile_that_is_no_equilibrium_is_told_apart() -> None:
    size = GAME.size
    table = GAME.tables()[0]
    uniform = tuple(tuple([1 / size] * size) for _ in range(2))
    best = max(table.mean(axis=1)) - table.mean()
    worst = table.mean() - min(table.mean(axis=0))
    assert left_to_gain(GAME, uniform) == pytest.approx(max(best, worst) / (table.max() - table.min()))
    assert left_to_gain(GAME, ((float("nan"), 1.0), (1.0, 0.0))) == inf


@pytest.mark.parametrize(
    ("ours", "theirs", "word"),
    [(1.0, 600.0, "met, 1.2×"), (1.0, 250.0, "by a factor of 2"), (1.0, inf, "met")],
)
def test_an_aim_is_judged_by_the_ratio(ours: float, theirs: float, word: str) -> None:
    aim = Aim("all", 10, "", "gambit-rational", faster=500)
    row = {"ours-all": measured("all", 10, ours), "gambit-rational": measured("all", 10, theirs)}
    verdict = judge(aim, {"all": {10: row}}, "ours-all")
    assert verdict is not None
    assert word in verdict.met


def test_what_was_not_measured_is_not_called_met() -> None:
    for trouble in ("ours-one", "quantecon-lemke-howson"):
        row = {
            e: measured("one", 50, 1.0, trouble="gone" * (e == trouble))
            for e in GROUPS["one"].plan(50).engines
        }
        for aim in AIMS:
            if (aim.group, aim.size) == ("one", 50):
                verdict = judge(aim, {"one": {50: row}}, "ours-one")
                assert verdict is not None
                assert verdict.met in {"no", "not measured"}
    assert judge(AIMS[0], {}, "ours-all") is None
    unfinished = {"ours-one": measured("one", 1000, inf)}
    verdict = judge(Aim("one", 1000, "", seconds=30), {"one": {1000: unfinished}}, "ours-one")
    assert verdict is not None
    assert verdict.met == "no"


def test_every_aim_names_what_is_measured() -> None:
    for aim in AIMS:
        engines = GROUPS[aim.group].plan(aim.size).engines
        assert {aim.peer, aim.engine, aim.beyond} - {""} <= set(engines)
    assert {engine for group in GROUPS.values() for engine in group.engines} == set(ENGINES)


def test_tables_and_aims_are_markdown_of_one_width() -> None:
    group = GROUPS["one"]
    answer = Answer((tuple((1.0, *[0.0] * 49) for _ in range(2)),), complete=True)
    row = {engine: measured("one", 50, 0.5, answer) for engine in group.plan(50).engines}
    for text in (tables("one", {50: row}), aims({"one": {50: row}})):
        lines = [line for line in text.splitlines() if line.startswith("|")]
        assert len(lines) > 2
        assert len({line.count("|") for line in lines[:3]}) == 1
    assert "**500 ms**" in tables("one", {50: row})
    assert "500 ms (1×" in tables("one", {50: row})


def test_the_page_has_a_place_for_each_part() -> None:
    text = Path(PAGE).read_text("utf8")
    for name in ("machine", "aims", "tables"):
        assert f"\n\nnew {name}\n\n" in between(text, name, f"new {name}")
    with pytest.raises(SystemExit, match="0 places for no-such"):
        between(text, "no-such", "")


@pytest.fixture
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    """New processes import the harness under the name that pytest gave it."""
    monkeypatch.syspath_prepend(str(Path(__file__).resolve().parents[1]))


@pytest.mark.usefixtures("importable")
def test_a_run_that_takes_too_long_is_ended_and_the_next_one_answered() -> None:
    worker = Worker("ours-all", Instance("random", 2, 0))
    try:
        assert not worker.missing
        assert worker.time(Instance("random", 14, 0), cap=0.01, repeats=1).seconds == inf
        again = worker.time(Instance("random", 3, 0), cap=60, repeats=2)
        assert again.seconds < 60
        assert again.answer is not None
        assert again.answer.complete
    finally:
        worker.close()


@pytest.mark.usefixtures("importable")
def test_a_peer_that_is_not_there_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    worker = Worker("lrsnash", Instance("random", 2, 0))
    worker.close()
    assert worker.missing == "not here (the program lrsnash (Debian package lrslib) is not installed)"
    assert worker.time(Instance("random", 3, 0), cap=1, repeats=1).trouble == worker.missing
