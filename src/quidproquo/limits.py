"""Stopping work: the time limit and Ctrl-C, and the process that stands by while a limited worker runs."""

from __future__ import annotations

import _thread
import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import FrameType

from .games.errors import LimitReached

GRACE = 0.25
"""Seconds that a solver has to hand over what it found, once it was told to stop."""

LAST = 0.5
"""Seconds after the limit at which a worker that has not ended is ended."""

PATIENCE = 4.0
"""Seconds that a worker has to end after Ctrl-C."""

WORKER = "QUIDPROQUO_WORKER"
"""The environment variable that marks the worker, which keeps the limit itself and starts no other; it says
when the clock was started."""


class HardStop(BaseException):
    """Raised where the work went on after it was told to stop; no handler of a solver catches it."""


@dataclass
class Stopper:
    """Whether and why the work was told to stop."""

    reason: str = ""
    told: bool = False
    active: bool = True


@contextlib.contextmanager
def stoppable(seconds: float | None = None) -> Iterator[Stopper]:
    """Let Ctrl-C, and the clock after `seconds`, stop the work inside.

    The first time, `LimitReached` is raised inside, which a solver may catch to hand over what it found.
    If that takes longer than `GRACE` seconds, or at a second Ctrl-C, `HardStop` is raised, again and again.
    Outside the main thread nothing is stopped.

    Examples
    --------
    >>> from quidproquo.games.errors import LimitReached
    >>> def work():
    ...     while True:
    ...         pass
    >>> with stoppable(0.05):
    ...     try:
    ...         work()
    ...     except LimitReached as limit:
    ...         print(limit)
    stopped at the time limit of 0.05 s
    """
    stopper = Stopper()
    if threading.current_thread() is not threading.main_thread():
        yield stopper
        return

    def stop(signum: int, frame: FrameType | None) -> None:
        if not stopper.active:
            return
        stopper.reason = stopper.reason or "stopped by Ctrl-C"
        if stopper.told:
            raise HardStop(stopper.reason)
        stopper.told = True
        in_thread(_insist, over)
        raise LimitReached(stopper.reason)

    def in_thread(work: Callable[..., None], *arguments: object) -> None:
        threads.append(threading.Thread(target=work, args=arguments, daemon=True))
        threads[-1].start()

    def close() -> None:
        stopper.active = False
        over.set()
        for thread in threads:
            thread.join()
        signal.signal(signal.SIGINT, before)

    over = threading.Event()
    threads: list[threading.Thread] = []
    before = signal.signal(signal.SIGINT, stop)
    try:
        if seconds is not None:
            in_thread(_alarm, stopper, seconds, seconds - _used(seconds), over)
        yield stopper
    finally:
        try:
            close()
        except (HardStop, LimitReached):  # raised by a thread just before `active` was cleared
            close()


def _used(seconds: float) -> float:
    """What a worker has used of its `seconds` before it came to work."""
    if not is_worker():
        return 0.0
    return min(max(time.time() - float(os.environ[WORKER]), 0.0), seconds)


def _alarm(stopper: Stopper, seconds: float, left: float, over: threading.Event) -> None:
    """Interrupt the main thread when nothing is `left`."""
    if not over.wait(left) and not stopper.told:
        stopper.reason = _limit_text(seconds)
        _thread.interrupt_main(signal.SIGINT)


def _insist(over: threading.Event) -> None:
    """Interrupt the main thread again and again while it does not end."""
    wait = GRACE
    while not over.wait(wait):
        _thread.interrupt_main(signal.SIGINT)
        wait = 0.25


@dataclass(frozen=True)
class Finished:
    """What a worker wrote and its exit status; `killed` says why it was ended, if it did not end itself."""

    status: int
    output: bytes
    messages: bytes
    killed: str = ""


def is_worker() -> bool:
    """Return whether this process is the worker of another one."""
    return WORKER in os.environ


def run_worker(arguments: Sequence[str], seconds: float) -> Finished:
    """Run ``qpq`` with `arguments` in a process of its own and end it where it does not end itself.

    The worker keeps the limit as far as Python can. This process only waits, so that the limit also holds
    while the worker is inside a library that cannot be interrupted. Ctrl-C is passed on.
    """
    alone = {"start_new_session": True} if os.name == "posix" else {}
    with subprocess.Popen(
        [sys.executable, "-P", "-m", "quidproquo", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, WORKER: repr(time.time())},
        **alone,  # type: ignore[call-overload]
    ) as worker:
        end = time.monotonic() + seconds + LAST
        interrupted = False
        try:
            try:
                # What it takes to say that nothing was found is imported while there is time.
                import_module(".games.files", __package__)
                output, messages = worker.communicate(timeout=max(end - time.monotonic(), 0))
            except KeyboardInterrupt:
                interrupted = True
                worker.send_signal(signal.SIGINT)
                output, messages = worker.communicate(timeout=PATIENCE)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            _kill(worker)
            output, messages = worker.communicate()
            reason = "stopped by Ctrl-C" if interrupted else _limit_text(seconds)
            return Finished(3, output, messages, f"{reason}; the solver did not react and was ended")
        strange = worker.returncode not in range(4)
        died = f"the solver's process ended with status {worker.returncode}, for want of memory perhaps"
        return Finished(worker.returncode, output, messages, died if strange else "")


def _limit_text(seconds: float | None) -> str:
    return f"stopped at the time limit of {seconds:g} s"


def _kill(worker: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":  # the worker leads a group of its own: end what it started, too
        with contextlib.suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
    worker.kill()
