"""Sweeps: rows against the solver, claims, folders that are killed, damaged, shared, and resumed."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo.cases.sweep_folder import SweepFolder
from quidproquo.games.errors import InvalidInput, LimitReached

LINKAGE, TREE = "case:h20/linkage", "case:h20/sequential-linkage"
K = {"k": (2, 12)}
SMALL: dict[str, Any] = {"draws": 60, "seed": 3, "chunk_size": 7, "workers": 1}
POLE = """title: A pole
form: normal
players: [US]
parameters: {x: {default: 2, range: [0, 4]}, y: 1}
derived: {z: x - 1}
strategies: {US: [stay, go]}
payoffs: {stay: [1/z], go: ["y"]}
"""


@pytest.fixture
def pole(tmp_path: Path) -> Path:
    file = tmp_path / "pole.yaml"
    file.write_text(POLE, "utf8")
    return file


def digests(folder: Path) -> dict[str, str]:
    return {
        one.name: hashlib.sha256(one.read_bytes()).hexdigest()
        for one in sorted((folder / "chunks").iterdir())
    }


@pytest.mark.parametrize("name", [LINKAGE, TREE])
def test_every_row_is_what_the_solver_says_at_its_settings(name: str) -> None:
    found = qpq.sweep(name, draws=25, seed=1, workers=1)
    rows = found.table.to_pylist()
    assert [row["draw"] for row in rows] == list(range(25))
    for row in rows:
        built = qpq.case_model(name, found.settings(row["draw"]))
        solver: Any = qpq.nash if name == LINKAGE else qpq.subgame_perfect
        solution = solver(built.game)
        assert row["count"] == len(solution.equilibria)
        assert row["payoffs"].split(" | ") == [
            ", ".join(map(str, p)) for p in dict.fromkeys(one.payoffs for one in solution.equilibria)
        ]
        for k, who in enumerate(built.game.players):
            own = [one.payoffs[k] for one in solution.equilibria]
            assert (row[f"payoff_{who}_low"], row[f"payoff_{who}_high"]) == (float(min(own)), float(max(own)))


def test_parameters_are_what_is_printed() -> None:
    found = qpq.sweep(TREE, {**K, "w": "discrete:1/3:2", "d_U": (1, 3)}, draws=20, workers=1)
    row = found.table.to_pylist()[7]
    assert found.settings(7) == {name: str(Fraction(str(row[name]))) for name in ("k", "w", "d_U")}
    assert {row["w"] for row in found.table.to_pylist()} == {"1/3", "2"}


def test_published_thresholds_bound_the_outcomes() -> None:
    """models.md, model (b): the ban sticks for k > 10, both outcomes at 10."""
    found = qpq.sweep(TREE, K, method="grid", points=11, workers=1)
    outcomes = {row["k"]: row for row in found.table.to_pylist()}
    for k, row in outcomes.items():
        assert row["knife_edge"] is (k == 10)
        if k != 10:
            assert row["outcome"] == ("no-ban" if k < 10 else "ban, acquiesce")
    assert found.share("outcome = no-ban").share == Fraction(8, 11)
    assert found.share("outcome != no-ban").share == Fraction(2, 11)
    assert found.share("outcome = no-ban").interval is None


def test_shares_are_the_lengths_of_the_cells_of_the_map() -> None:
    """Sobol points fill every cell of `regimes` in proportion to its length."""
    game = qpq.case_model(TREE, {"rho": 5}, symbols=["k"]).game
    found = qpq.sweep(TREE, {"k": (2, 14)}, settings={"rho": 5}, draws=512, method="sobol", workers=1)
    lengths: dict[str, Fraction] = {}
    for cell in qpq.regimes(game, "k", 2, 14).cells:
        low, high = Fraction(str(cell.low)), Fraction(str(cell.high))
        lengths[cell.answer.outcome] = lengths.get(cell.answer.outcome, Fraction(0)) + high - low
    assert sum(lengths.values()) == 12
    shares = sorted(
        float(found.share(f"outcome = {words}").share or 0) for words in set(found.columns["outcome"])
    )
    assert shares == pytest.approx(sorted(float(x) / 12 for x in lengths.values() if x), abs=0.01)


def test_claims_are_judged_exactly_in_all_equilibria() -> None:
    found = qpq.sweep(LINKAGE, {"kappa_U": (3, 4)}, settings={"phase": "may-june"}, draws=50, workers=1)
    several = "allow, withhold | restrict, supply | allow+restrict, supply+withhold"
    assert found.share(f"outcome = {several}").holds == 50
    assert found.share("count = 3").holds == 50
    assert found.share("outcome = restrict, supply").holds == 0
    assert found.share("outcome != restrict, supply").holds == 0
    assert found.share("US >= -7").holds == 50 and found.share("US > -7").holds == 0
    assert found.share("payoff_China <= 1").holds == 50 and found.share("China < 1").holds == 0
    assert found.share("d_U = Sec - R").holds == 50
    below = found.share("kappa_U < 7/2", level=0.9, interval="clopper-pearson")
    assert below.share == Fraction(below.holds, 50) and below.interval is not None
    low, high = below.interval
    assert low < below.holds / 50 < high and below.method == "clopper-pearson"


def test_intervals_are_those_of_the_textbooks() -> None:
    """Brown, Cai and DasGupta (2001): no success in n draws."""
    found = qpq.sweep(LINKAGE, K, draws=20, workers=1)
    wilson = found.share("k < 0").interval
    exact = found.share("k < 0", interval="clopper-pearson").interval
    z = 1.959963984540054
    assert wilson is not None and exact is not None
    assert wilson == pytest.approx((0, z**2 / (20 + z**2)), abs=1e-9)
    assert exact == pytest.approx((0, 1 - 0.025 ** (1 / 20)), abs=1e-9)


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("k", "0 comparisons"),
        ("1 < k < 3", "2 comparisons"),
        ("outcome > 3", "outcome = WORDS"),
        ("outcome = ", "outcome = WORDS"),
        ("k > q", "there is no 'q'"),
        ("k > 1 +", "more is needed"),
        ("k > __import__('os')", "no meaning|no function"),
        ("1/(k - k) > 0", "draw 0: .* a division by zero"),
    ],
)
def test_claims_that_make_no_sense_are_refused(claim: str, words: str) -> None:
    found = qpq.sweep(LINKAGE, K, draws=2, workers=1)
    with pytest.raises(InvalidInput, match=words):
        found.share(claim)


def test_a_draw_that_raises_is_recorded_and_the_others_go_on(pole: Path) -> None:
    found = qpq.sweep(str(pole), method="grid", points=5, workers=1)
    rows = found.table.to_pylist()
    assert [row["outcome"] for row in rows] == ["go", None, "stay | go", "go", "go"]
    assert "division by zero" in rows[1]["error"] and rows[1]["payoff_US_low"] is None
    assert [row["error"] is None for row in rows] == [True, False, True, True, True]
    share = found.share("outcome = go")
    assert (share.holds, share.draws, share.errors) == (3, 4, 1)


def test_the_replay_hits_what_the_replay_says() -> None:
    found = qpq.sweep("h20", {"Sec": (2, 12)}, draws=1, seed=1, workers=1)
    for row in found.table.to_pylist():
        replay = qpq.replay("h20", found.settings(row["draw"]))
        assert row["outcome"] == ", ".join(option for _, option in replay.path)
        assert [row[f"match_{node.id.replace('-', '_')}"] for node in replay.nodes] == [
            node.match for node in replay.nodes
        ]
        assert row["hits"] == sum(node.match for node in replay.nodes)
        assert row["payoffs"] == ", ".join(map(str, replay.path_payoffs.values()))
    assert found.share("hits >= 0").holds == 1
    assert found.share("match_april_ban = 1").draws == 1


def test_the_summary_is_shown_as_text_and_as_html() -> None:
    found = qpq.sweep(TREE, K, draws=20, workers=1)
    assert "Sweep of case:h20/sequential-linkage" in str(found) and "no-ban" in str(found)
    assert "<td>no-ban" in found._repr_html_()


def test_derived_names_that_vary_and_counts_that_are_unknown() -> None:
    found = qpq.sweep(TREE, {"d_U": (1, 3)}, settings={"k": 10}, method="grid", points=3, workers=1)
    assert found.share("d_U >= 2").holds == 2 and found.share("m = 3").holds == 3
    edge = found.share("count = 1")  # the answer at d_U = 2 is a continuum
    assert (edge.holds, edge.undecided, edge.draws) == (2, 1, 3)


def test_frames_hold_the_table() -> None:
    found = qpq.sweep(LINKAGE, K, draws=5, workers=1)
    assert found.to_pandas()["k"].tolist() == found.to_polars()["k"].to_list() == found.columns["k"]


def test_the_number_of_workers_and_the_folder_do_not_matter(tmp_path: Path) -> None:
    alone = qpq.sweep(LINKAGE, **SMALL)
    many = qpq.sweep(LINKAGE, **{**SMALL, "workers": 2}, folder=tmp_path / "many")
    assert alone.table == many.table == qpq.read_sweep(tmp_path / "many").table
    assert alone.table != qpq.sweep(LINKAGE, **{**SMALL, "seed": 4}).table
    assert len(digests(tmp_path / "many")) == 2 * 9


def test_damage_and_foreign_chunks_are_found_and_made_again(tmp_path: Path) -> None:
    one = tmp_path / "one"
    first = qpq.sweep(LINKAGE, **SMALL, folder=one)
    qpq.sweep(LINKAGE, **{**SMALL, "seed": 4}, folder=tmp_path / "other")
    before = digests(one)
    chunks = one / "chunks"
    damaged = bytearray((chunks / "00001.parquet").read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (chunks / "00001.parquet").write_bytes(damaged)
    (chunks / "00002.parquet.sha256").unlink()
    for name in ("00003.parquet", "00003.parquet.sha256"):
        shutil.copy(tmp_path / "other" / "chunks" / name, chunks / name)
    shutil.copy(chunks / "00005.parquet", chunks / "00004.parquet")
    digest = hashlib.sha256((chunks / "00004.parquet").read_bytes()).hexdigest()
    (chunks / "00004.parquet.sha256").write_text(f"{digest}  00004.parquet\n")
    (chunks / "00006.parquet").write_bytes(b"")
    (chunks / "00007.parquet.draft").write_bytes(b"half")
    with pytest.raises(InvalidInput, match="chunk 1 does not have its checksum; qpq sweep --resume"):
        qpq.read_sweep(one)
    again = qpq.resume_sweep(one, workers=1)
    assert again.table == first.table and digests(one) == before
    said = "\n".join(again.notes)
    for words in (
        "chunk 1 does not",
        "chunk 3 (00003.parquet): it belongs to another sweep",
        "it is another chunk",
    ):
        assert words in said
    assert qpq.resume_sweep(one, workers=1).notes == ()


def test_a_folder_of_another_sweep_is_refused_with_the_difference(tmp_path: Path) -> None:
    qpq.sweep(LINKAGE, **SMALL, folder=tmp_path / "one")
    before = digests(tmp_path / "one")
    for name, options, words in (
        (LINKAGE, {"seed": 4}, "draws.seed is 3 there and 4 here"),
        (LINKAGE, {"draws": 61}, "draws.draws is 60 there and 61 here"),
        (TREE, {}, "model.name"),
        (LINKAGE, {"settings": {"R": 3}}, "model.settings.R is only here"),
        (LINKAGE, {}, "holds this sweep already; qpq sweep --resume"),
    ):
        with pytest.raises(InvalidInput, match=words):
            qpq.sweep(name, **{**SMALL, **options}, folder=tmp_path / "one")
    assert digests(tmp_path / "one") == before
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("mine")
    with pytest.raises(InvalidInput, match=r"holds 'letter.txt' and no sweep"):
        qpq.sweep(LINKAGE, **SMALL, folder=tmp_path / "full")
    with pytest.raises(InvalidInput, match="no folder"):
        qpq.sweep(LINKAGE, **SMALL, folder=tmp_path / "not" / "there")
    with pytest.raises(InvalidInput, match="holds no sweep"):
        qpq.resume_sweep(tmp_path)


def test_a_sweep_of_other_versions_or_another_model_is_not_resumed(tmp_path: Path) -> None:
    folder = tmp_path / "one"
    qpq.sweep(LINKAGE, **SMALL, folder=folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    for place, key in (("versions", "numpy"), ("definition", "calibration")):
        changed = {**manifest, place: {**manifest[place], key: "0"}}
        (folder / "manifest.json").write_text(json.dumps(changed))
        with pytest.raises(InvalidInput, match=f"{place}.{key} is"):
            qpq.resume_sweep(folder, workers=1)
    (folder / "manifest.json").write_text("{}")
    with pytest.raises(InvalidInput, match="is no manifest"):
        qpq.resume_sweep(folder)


def test_two_runs_in_one_folder_refuse_each_other(tmp_path: Path) -> None:
    qpq.sweep(LINKAGE, **SMALL, folder=tmp_path / "one")
    held = SweepFolder(tmp_path / "one").locked()
    with held, pytest.raises(InvalidInput, match=f"in use by process {os.getpid()} on "):
        qpq.resume_sweep(tmp_path / "one")
    assert qpq.resume_sweep(tmp_path / "one", workers=1).complete


def test_killed_at_any_moment_it_goes_on_to_the_same_table(tmp_path: Path) -> None:
    whole = qpq.sweep(LINKAGE, draws=1000, seed=3, chunk_size=5, workers=1)
    folder = tmp_path / "killed"
    start = [sys.executable, "-m", "quidproquo", "sweep", LINKAGE, "--draws", "1000", "--seed", "3"]
    run = subprocess.Popen(
        [*start, "--chunk", "5", "--workers", "2", "--output", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    for chunks in (3, 30):
        while run.poll() is None and len(list((folder / "chunks").glob("*.sha256"))) < chunks:
            time.sleep(0.01)
        run.send_signal(signal.SIGKILL)
        run.communicate()
        assert run.returncode == -signal.SIGKILL, "it was done before it was killed; make it longer"
        run = subprocess.Popen(
            [sys.executable, "-m", "quidproquo", "sweep", "--resume", str(folder), "--workers", "1"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
        )
    _, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    assert qpq.read_sweep(folder).table == whole.table


def test_ctrl_c_hands_over_what_was_made(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done >= 14:
            raise KeyboardInterrupt

    whole = qpq.sweep(LINKAGE, **SMALL)
    with pytest.raises(
        LimitReached, match=r"after 14 of 60 draws; qpq sweep --resume .*one goes on"
    ) as caught:
        qpq.sweep(LINKAGE, **SMALL, folder=tmp_path / "one", progress=stop)
    part: Any = caught.value.found
    assert not part.complete and part.table == whole.table.slice(0, 14)
    assert qpq.resume_sweep(tmp_path / "one", workers=1).table == whole.table
    with pytest.raises(LimitReached, match=r"after 14 of 60 draws$"):
        qpq.sweep(LINKAGE, **SMALL, progress=stop)


@pytest.mark.parametrize(
    ("name", "options", "words"),
    [
        ("case:h20/nothing", {}, "no model 'nothing'"),
        ("game.txt", {}, "cannot be swept"),
        ("no-such.yaml", {}, "cannot be read"),
        (LINKAGE, {"vary": {"q": (0, 1)}}, "no parameter 'q'; accepted: k"),
        (LINKAGE, {"vary": K, "settings": {"k": 3}}, "k is both set and varied"),
        (LINKAGE, {"vary": {}}, "no parameter varies"),
        (LINKAGE, {"vary": {"k": (3, 1)}}, "k: 3 is above 1"),
        (LINKAGE, {"vary": K, "settings": {"q": 3}}, "no parameter 'q'"),
        (LINKAGE, {"vary": K, "settings": {"w": float("nan")}}, "w is nan"),
        (LINKAGE, {"vary": K, "draws": 0}, "draws is 0"),
        (LINKAGE, {"vary": K, "chunk_size": 0}, "chunk_size is 0"),
        (LINKAGE, {"vary": K, "workers": 0}, "workers is 0"),
        (LINKAGE, {"vary": K, "workers": 2, "dask": "tcp://127.0.0.1:1"}, "one of the two"),
        (LINKAGE, {"vary": K, "dask": 8786}, "dask is 8786"),
        ("h20", {"vary": {"q": (0, 1)}}, "h20 has no parameter 'q'"),
    ],
)
def test_what_makes_no_sense_is_refused(name: str, options: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        qpq.sweep(name, **options)


def test_a_missing_package_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(
        InvalidInput, match=r"pyarrow, which is not installed: pip install 'quidproquo\[sweep\]'"
    ):
        qpq.sweep(LINKAGE, K)


def test_a_matrix_of_correlations_follows_the_order_that_was_given() -> None:
    names = {"w": ("1/2", 2), "k": (2, 12), "Sec": (2, 12)}  # the model has k before w
    matrix = [[1, 0.9, 0], [0.9, 1, 0], [0, 0, 1]]
    by_matrix = qpq.sweep(LINKAGE, names, draws=50, correlation=matrix, workers=1)
    by_pair = qpq.sweep(LINKAGE, names, draws=50, correlation={("k", "w"): 0.9}, workers=1)
    assert by_matrix.table == by_pair.table
    assert by_matrix.table != qpq.sweep(LINKAGE, names, draws=50, workers=1).table


def test_a_frozen_distribution_of_scipy_is_kept_in_the_manifest(tmp_path: Path) -> None:
    scipy_stats = pytest.importorskip("scipy.stats")
    vary = {"k": scipy_stats.norm(10, 1), "w": qpq.triangular("1/2", 1, 2)}
    first = qpq.sweep(TREE, vary, draws=40, chunk_size=10, folder=tmp_path / "one", workers=1)
    (tmp_path / "one" / "chunks" / "00001.parquet").unlink()
    assert qpq.resume_sweep(tmp_path / "one", workers=2).table == first.table


def test_a_process_that_is_killed_is_replaced() -> None:
    import multiprocessing

    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        children = [one.pid for one in multiprocessing.active_children() if one.pid is not None]
        if children and not killed:
            killed.append(children[0])
            os.kill(children[0], signal.SIGKILL)

    options = {**SMALL, "draws": 200}
    found = qpq.sweep(LINKAGE, **{**options, "workers": 2}, progress=kill)
    assert killed and found.table == qpq.sweep(LINKAGE, **options).table


def test_a_phase_that_is_set_holds_its_parameters_unless_they_are_named() -> None:
    options: dict[str, Any] = {"settings": {"phase": "may-june"}, "draws": 3, "workers": 1}
    every = qpq.sweep(LINKAGE, draws=3, workers=1)
    held = {"theta_U", "theta_C", "kappa_U", "kappa_C"}
    assert set(every.varied) - set(qpq.sweep(LINKAGE, **options).varied) == held
    some = qpq.sweep(LINKAGE, {"kappa_U": (0, 4)}, rest=True, **options)
    assert held & set(some.varied) == {"kappa_U"} and some.names.constants["kappa_C"] == 3
