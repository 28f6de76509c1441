"""Who makes the chunks of a sweep: this process, processes of this machine, or a Dask cluster.

Each hands over chunks in whatever order they are ready, and at most a few wait at a time.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeAlias

from ..games.errors import InvalidInput, SolverFailed
from .sweep_manifest import make_chunk

Chunks: TypeAlias = Iterator[tuple[int, bytes]]
AHEAD = 2
"""Chunks that wait for each worker, so that none is idle."""

MOST_BREAKS = 2
"""How often in a row the processes may die before the sweep gives up."""

PATIENCE = "15s"


def in_this_process(text: str, numbers: Sequence[int]) -> Chunks:
    """Make the chunks one after the other."""
    for number in numbers:
        yield number, make_chunk(text, number)


def processes_can_start() -> bool:
    """Whether worker processes can read the program that starts them; from standard input it has no file."""
    program = sys.modules["__main__"]
    file = getattr(program, "__file__", None)
    return file is None or getattr(program, "__spec__", None) is not None or Path(file).exists()


def in_processes(text: str, numbers: Sequence[int], workers: int) -> Chunks:
    """Make the chunks in processes of this machine; processes that die are replaced.

    Raises
    ------
    SolverFailed
        Where processes keep dying without a chunk done.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):
        raise InvalidInput(
            "a sweep with several workers was started while a worker was reading the program; put what runs "
            'under if __name__ == "__main__":, or use workers=1'
        )
    left, breaks = list(numbers), 0
    while left:
        try:
            with _pool(min(workers, len(left))) as pool:
                for number, content in _windowed(pool, text, tuple(left), workers):
                    left.remove(number)
                    breaks = 0
                    yield number, content
        except BrokenProcessPool:
            breaks += 1
            if breaks > MOST_BREAKS:
                raise SolverFailed(
                    f"{breaks} times in a row a worker process died before a chunk was done: for want of "
                    "memory perhaps, or as the program starts the sweep outside if __name__ == "
                    '"__main__":; smaller chunks, fewer workers, or workers=1 may help'
                ) from None


def on_dask(text: str, numbers: Sequence[int], dask: Any) -> Chunks:
    """Make the chunks on a Dask cluster: the address of its scheduler, or a client.

    Raises
    ------
    InvalidInput
        Where no scheduler answers.
    SolverFailed
        Where workers keep dying over one chunk.
    """
    distributed = require("distributed")
    if not isinstance(dask, str):
        if not hasattr(dask, "submit"):
            raise InvalidInput(
                f"dask is {dask!r}; the address of a scheduler, or a distributed.Client, is accepted"
            )
        yield from _submitted(distributed, dask, text, numbers)
        return
    try:
        client = distributed.Client(dask, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, ImportError) as error:
        raise InvalidInput(f"no Dask scheduler answers at {dask!r}: {error}") from None
    with client:
        yield from _submitted(distributed, client, text, numbers)


def require(library: str, install: str = "'quidproquo[sweep]'") -> Any:
    """Import an optional library.

    Parameters
    ----------
    library : the name of the module.
    install : what pip should be told where it is missing.

    Raises
    ------
    InvalidInput
        Saying how to install it.
    """
    from importlib import import_module

    try:
        return import_module(library)
    except ImportError:
        name = library.partition(".")[0]
        raise InvalidInput(f"a sweep needs {name}, which is not installed: pip install {install}") from None


def _submitted(distributed: Any, client: Any, text: str, numbers: Sequence[int]) -> Chunks:
    threads = sum(client.nthreads().values())
    waiting = iter(numbers)
    ready = distributed.as_completed()
    numbered: dict[str, int] = {}
    futures: dict[str, Any] = {}

    def add() -> None:
        number = next(waiting, None)
        if number is not None:
            future = client.submit(make_chunk, text, number, pure=False)
            numbered[future.key], futures[future.key] = number, future
            ready.add(future)

    try:
        for _ in range(AHEAD * max(threads, 1)):
            add()
        for future in ready:
            content = future.result()
            number = numbered.pop(future.key)
            del futures[future.key]
            add()
            yield number, content
    except distributed.KilledWorker as error:
        raise SolverFailed(f"Dask workers keep dying over one chunk: {error}") from None
    finally:
        if futures:
            client.cancel(list(futures.values()), force=True)


def _windowed(pool: ProcessPoolExecutor, text: str, numbers: Sequence[int], workers: int) -> Chunks:
    waiting = iter(numbers)
    running: dict[Future[bytes], int] = {}
    while True:
        while len(running) < AHEAD * workers and (number := next(waiting, None)) is not None:
            running[pool.submit(make_chunk, text, number)] = number
        if not running:
            return
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            yield running.pop(future), future.result()


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that end with this one, however it ends."""
    context = multiprocessing.get_context("spawn")
    watched, held = context.Pipe(duplex=False)
    pool = ProcessPoolExecutor(workers, mp_context=context, initializer=_prepare, initargs=(watched,))
    finished = False
    try:
        yield pool
        finished = True
    finally:
        if not finished:
            held.close()
        pool.shutdown(cancel_futures=True)
        held.close()
        watched.close()


def _prepare(watched: Any) -> None:
    """Leave Ctrl-C to the parent, and end when the parent lets go of the other end of the pipe, or dies."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def watch() -> None:
        try:
            watched.recv()
        except (EOFError, OSError):
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
