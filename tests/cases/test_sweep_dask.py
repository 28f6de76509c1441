"""Sweeps on a Dask cluster of worker processes, one of which is killed while it works."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import quidproquo as qpq
from quidproquo.games.errors import InvalidInput

distributed = pytest.importorskip("distributed")
LINKAGE = "case:h20/linkage"
SMALL: dict[str, Any] = {"draws": 300, "seed": 3, "chunk_size": 10}


@pytest.fixture(scope="module")
def client() -> Iterator[Any]:
    """A cluster of three worker processes."""
    options = {"n_workers": 3, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as found:
        yield found


@pytest.mark.filterwarnings("ignore")
def test_a_worker_killed_in_the_middle_changes_nothing(client: Any, tmp_path: Path) -> None:
    victims = list(client.run(os.getpid).values())
    killed: list[int] = []

    def kill(done: int, total: int) -> None:
        if done >= 50 and not killed:
            killed.append(victims[0])
            os.kill(victims[0], signal.SIGKILL)

    found = qpq.sweep(LINKAGE, **SMALL, dask=client, folder=tmp_path / "one", progress=kill)
    assert killed
    assert found.table == qpq.sweep(LINKAGE, **SMALL, workers=1).table
    assert qpq.read_sweep(tmp_path / "one").table == found.table


@pytest.mark.filterwarnings("ignore")
def test_a_scheduler_may_be_named_by_its_address(client: Any, tmp_path: Path) -> None:
    address = client.scheduler.address
    whole = qpq.sweep(LINKAGE, **SMALL, dask=address, folder=tmp_path / "one")
    for number in (3, 7):
        (tmp_path / "one" / "chunks" / f"{number:05d}.parquet").unlink()
    assert qpq.resume_sweep(tmp_path / "one", dask=address).table == whole.table


@pytest.mark.filterwarnings("ignore")
def test_threads_of_one_process_do_not_meet() -> None:
    options = {"n_workers": 1, "threads_per_worker": 3, "processes": False, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        found = qpq.sweep(LINKAGE, **SMALL, dask=client)
    assert found.table == qpq.sweep(LINKAGE, **SMALL, workers=1).table


def test_no_scheduler_there_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quidproquo.cases.sweep_workers.PATIENCE", "1s")
    with pytest.raises(InvalidInput, match=r"no Dask scheduler answers at 'tcp://127.0.0.1:9'"):
        qpq.sweep(LINKAGE, **SMALL, dask="tcp://127.0.0.1:9")
