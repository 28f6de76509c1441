"""One process per engine, asked in turn: a run that takes too long is ended, and nothing is shared."""

from __future__ import annotations

import contextlib
import gc
import multiprocessing
import os
import signal
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection
from statistics import median
from typing import Any

from .engines import OURS, Answer, Engine
from .instances import Instance
from .peers import PEERS

ENGINES: dict[str, Engine] = {**{f"ours-{name}": engine for name, engine in OURS.items()}, **PEERS}
NOT_HERE = "not here"
PATIENCE = 180.0
"""Seconds for the imports, compilation and first small game of an engine, which are not timed."""


@dataclass(frozen=True)
class Run:
    """One timed run; `seconds` is infinite, or `trouble` says why, where there is no answer."""

    seconds: float = float("inf")
    answer: Answer | None = None
    trouble: str = ""


class Worker:
    """A process that prepares games for one engine and times it."""

    def __init__(self, engine: str, warm_up: Instance) -> None:
        self.engine = engine
        self.warm_up = warm_up
        self.pipe: Connection[Any, Any] | None = None
        self.missing = self._start()

    def time(self, instance: Instance, cap: float, repeats: int) -> Run:
        """Time one game; beyond `cap` seconds the process is ended and a new one takes its place."""
        if self.missing:
            return Run(trouble=self.missing)
        if self.pipe is None:
            self._start()  # the one before was ended
        return self._ask(instance, cap, repeats)

    def close(self) -> None:
        """End the process and those it started, such as lrsnash."""
        if self.pipe is None:
            return
        self.pipe.close()
        self.pipe = None
        if self.process.pid is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.kill()
        self.process.join()

    def _start(self) -> str:
        """Start the process and solve the first game; return what was wrong, if anything."""
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(self.engine, theirs))
        self.process.start()
        theirs.close()
        return self._ask(self.warm_up, PATIENCE, 1).trouble

    def _ask(self, instance: Instance, cap: float, repeats: int) -> Run:
        assert self.pipe is not None
        self.pipe.send((instance, repeats))
        try:
            for seconds in (PATIENCE, cap * repeats):
                if not self.pipe.poll(seconds):
                    self.close()
                    return Run()
                reply = self.pipe.recv()
                if isinstance(reply, Run):
                    return reply
            if not self.pipe.poll(PATIENCE):
                self.close()
                return Run()
            found: Run = self.pipe.recv()
            return found
        except (EOFError, ConnectionError):
            self.close()
            return Run(trouble="the process ended")


def _serve(engine: str, pipe: Connection) -> None:
    """Answer each game with "ready", then "timed", then a `Run`; a `Run` may come early, with its trouble."""
    os.setsid()
    _be_quiet()
    with contextlib.suppress(EOFError, KeyboardInterrupt):
        while True:
            instance, repeats = pipe.recv()
            try:
                pipe.send(_timed(ENGINES[engine], instance, repeats, pipe))
            except Exception as error:
                pipe.send(Run(trouble=_trouble(error)))


def _timed(engine: Engine, instance: Instance, repeats: int, pipe: Any) -> Run:
    game = instance.game()
    tasks = [engine.prepare(game) for _ in range(repeats)]  # each its own: nothing is remembered
    gc.collect()
    pipe.send("ready")
    times = []
    found: Any = None
    for task in tasks:
        start = time.perf_counter()
        found = task.run()
        times.append(time.perf_counter() - start)
    pipe.send("timed")
    return Run(median(times), tasks[-1].read(found))


def _trouble(error: Exception) -> str:
    if isinstance(error, (ImportError, FileNotFoundError)):
        return f"{NOT_HERE} ({error})"
    return f"{type(error).__name__}: {error}"


def _be_quiet() -> None:
    """Send what libraries print to nowhere; the answers travel through the pipe."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)


@dataclass(frozen=True)
class Plan:
    """What is timed at one size: which games, by which engines, how often and how long at most."""

    kind: str
    size: int
    games: int
    engines: Sequence[str]
    rounds: int = 3
    repeats: int = 1
    cap: float = 60.0
    budget: float = 10.0
    """Seconds after which an engine is left out of what follows at this size; it gets one game at least."""

    def instance(self, seed: int) -> Instance:
        return Instance(self.kind, self.size, seed)


@dataclass
class Measured:
    """The runs of one engine at one size, game by game."""

    plan: Plan
    runs: dict[int, list[Run]]

    def typical(self, seed: int) -> float:
        return median(run.seconds for run in self.runs[seed])

    def answer(self, seed: int) -> Answer | None:
        return self.runs[seed][0].answer

    @property
    def unfinished(self) -> bool:
        return any(run.answer is None for runs in self.runs.values() for run in runs)

    @property
    def trouble(self) -> str:
        return next((run.trouble for runs in self.runs.values() for run in runs if run.trouble), "")


def interleaved(plan: Plan, workers: dict[str, Worker]) -> dict[str, Measured]:
    """Time every engine of the plan on every game, engine after engine on the same game, round by round."""
    found = {engine: Measured(plan, {}) for engine in plan.engines}
    used = dict.fromkeys(plan.engines, 0.0)
    for _ in range(plan.rounds):
        for seed in range(plan.games):
            for engine in plan.engines:
                measured = found[engine]
                if used[engine] > plan.budget or measured.trouble:
                    continue
                start = time.perf_counter()
                run = workers[engine].time(plan.instance(seed), plan.cap, plan.repeats)
                used[engine] += time.perf_counter() - start
                measured.runs.setdefault(seed, []).append(run)
    return found
